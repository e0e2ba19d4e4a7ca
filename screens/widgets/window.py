"""The few hundred rows that a list keeps of a long order, and where the cursor and the top line stand among them.

Nothing here draws or waits. The list asks `wanted()` which side to fetch and hands the rows in; a move past what is
loaded is owed and done when the rows arrive, so that no key is lost and the cursor never jumps back.
"""

from collections.abc import Sequence
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

KEPT = 600
"""Rows kept at most; what is farther from the cursor is dropped and fetched again when needed."""


class HasId(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=HasId)
Side = Literal["before", "after"]


class Slice(NamedTuple, Generic[R]):
    """Rows next to each other in an order. `asked` is where the row asked for stands among them, or would stand;
    `first` is the place of the first of them in the whole order, if that is known."""

    rows: Sequence[R]
    at_start: bool = False
    at_end: bool = False
    asked: int = 0
    first: int | None = None


class Source(Protocol[R]):
    """An order of rows, read in windows. A row itself is the key from which the next window is read."""

    total: int | None

    async def start(self, limit: int) -> Slice[R]:
        """The first rows."""

    async def end(self, limit: int) -> Slice[R]:
        """The last rows, in order."""

    async def after(self, row: R, limit: int) -> Slice[R]:
        """The rows behind `row`."""

    async def before(self, row: R, limit: int) -> Slice[R]:
        """The rows in front of `row`, in order."""

    async def near(self, row: R, above: int, below: int) -> Slice[R]:
        """The rows around the place where `row` stands now, or would stand if it is gone."""

    async def at(self, place: int, limit: int) -> Slice[R]:
        """The rows from a place on, counted from 0; `asked` says which of them is asked for."""


class Window(Generic[R]):
    def __init__(self) -> None:
        self.rows: list[R] = []
        self.first: int | None = None
        self.at_start = self.at_end = False
        self.top = self.cursor = self.owed = 0
        self.height = 1

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def beside(self) -> R | None:
        """The row behind that under the cursor; at the end, the one in front of it."""
        behind = self.rows[self.cursor + 1 : self.cursor + 2] or self.rows[:-1][-1:]
        return behind[0] if behind else None

    def line_of(self, row: R) -> int:
        """The line of the screen on which `row` stands; where it is not on the screen, the cursor's."""
        shown = enumerate(self.rows[self.top : self.top + self.height])
        return next((line for line, found in shown if found.id == row.id), self.cursor - self.top)

    def shown(self, line: int) -> R | None:
        """The row on a line of the screen."""
        index = self.top + line
        return self.rows[index] if line >= 0 and index < len(self.rows) else None

    def replace(self, slice: Slice[R], cursor: int, line: int) -> None:
        """Show other rows: the cursor on index `cursor`, which stands on screen line `line` if that can be."""
        self.rows = list(slice.rows)
        self.first, self.at_start, self.at_end = slice.first, slice.at_start, slice.at_end
        if self.at_start:
            self.first = 0
        self.cursor = max(0, min(cursor, len(self.rows) - 1))
        self.top = self.cursor - line
        self.owed, owed = 0, self.owed
        self._settle()
        self.move(owed)

    def extend(self, side: Side, slice: Slice[R]) -> None:
        """Rows arrived on one side; what was owed is done now."""
        if side == "after":
            self.rows.extend(slice.rows)
            self.at_end = slice.at_end
        else:
            self.rows[:0] = slice.rows
            self.at_start = slice.at_start
            self.top += len(slice.rows)
            self.cursor += len(slice.rows)
            if self.first is not None:
                self.first -= len(slice.rows)
            if self.at_start:
                self.first = 0
        owed, self.owed = self.owed, 0
        self.move(owed)
        self._trim()

    def move(self, lines: int) -> None:
        """Move the cursor; what lies beyond the loaded rows is owed."""
        target = self.cursor + lines + self.owed
        last = len(self.rows) - 1
        self.owed = 0
        if target > last and not self.at_end:
            self.owed = target - max(last, 0)
        elif target < 0 and not self.at_start:
            self.owed = target
        self.cursor = max(0, min(target, last))
        self._settle()

    def scroll(self, lines: int) -> None:
        """Move the view by the wheel; the cursor stays in it."""
        self.top += lines
        self._clamp()
        self.cursor = max(self.top, min(self.cursor, self.top + self.height - 1, len(self.rows) - 1))

    def put_cursor(self, line: int) -> None:
        if self.shown(line) is not None:
            self.cursor = self.top + line

    def resize(self, height: int) -> None:
        self.height = max(height, 1)
        self._settle()

    def wanted(self) -> Side | None:
        """The side on which rows should be fetched, before they are needed."""
        margin = 2 * self.height
        if not self.at_end and (self.owed > 0 or self.top + self.height + margin > len(self.rows)):
            return "after"
        if not self.at_start and (self.owed < 0 or self.top < margin):
            return "before"
        return None

    def place(self, total: int | None) -> int | None:
        """The place of the cursor's row in the whole order, counted from 0, if it is known."""
        first = self.first_of(total)
        return None if first is None else first + self.cursor

    def first_of(self, total: int | None) -> int | None:
        """The place of the first loaded row, if it is known."""
        if self.first is None and self.at_end and total is not None and total >= len(self.rows):
            return total - len(self.rows)
        return self.first

    def _settle(self) -> None:
        """Bring the cursor into view with as little movement as possible."""
        self.top = max(min(self.top, self.cursor), self.cursor - self.height + 1)
        self._clamp()

    def _clamp(self) -> None:
        self.top = max(0, min(self.top, len(self.rows) - self.height))

    def _trim(self) -> None:
        excess = len(self.rows) - KEPT
        if excess <= 0:
            return
        front = self.top > len(self.rows) / 2
        if front:
            excess = min(excess, self.top)
            del self.rows[:excess]
            self.top -= excess
            self.cursor -= excess
            self.at_start = False
            if self.first is not None:
                self.first += excess
        else:
            del self.rows[len(self.rows) - excess :]
            self.at_end = False
