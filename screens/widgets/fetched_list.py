"""A list whose rows are fetched in windows from an order of any length, with a cursor among them.

It never holds all rows. It fetches before it needs, and while it waits nothing on the screen moves: a move past what is
loaded is done when the rows arrive. What its lines look like is for those who draw them (`window_list.py`).
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Generic, cast

from textual.geometry import Region
from textual.message import Message as Event

from screens.widgets.drawn import Drawn
from screens.widgets.window import R, Side, Slice, Source, Window
from store.errors import Refused

Read = Callable[[], Awaitable[Slice[R]]]


class FetchedList(Drawn, Generic[R]):
    """The rows of a `Source` that are loaded now, and the cursor among them."""

    class FromList(Event):
        """Something happened to a row of a list."""

        def __init__(self, list: "FetchedList[Any]", row: Any) -> None:
            super().__init__()
            self.list = list
            self.row = row

        @property
        def control(self) -> "FetchedList[Any]":
            return self.list

    class Moved(FromList):
        """The cursor stands on another row, or on none."""

    class Shown(FromList):
        """Other rows are about to be painted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.window: Window[R] = Window()
        self.source: Source[R] | None = None
        self.loaded = False
        self._turn = 0
        self._fetching = False
        self._told: int | None = None

    # what others ask

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        return self.window.row

    @property
    def place(self) -> int | None:
        """The place of the row under the cursor, counted from 0, if it is known."""
        return self.window.place(self.source.total) if self.source and self.row is not None else None

    # what others say

    def show_source(self, source: Source[R], *, at: R | None = None, line: int | None = None) -> None:
        """Show another order of rows, from its start, or with the cursor on the row `at`: on the line where that row
        is already, else where the cursor was, or on `line`."""
        self.source = source
        self.window.owed = 0
        if at is None:
            self._jump(partial(source.start, self._screenful), partial(self._take, cursor=0, line=0))
        else:
            line = self.window.line_of(at) if line is None else line
            self._jump(partial(source.near, at, self._page, self._page), partial(self._take, line=line))

    def show_found(self, source: Source[R], first: Slice[R]) -> None:
        """Show another order whose first rows are here already, the cursor on the one that is asked for."""
        before = self._lines_shown()
        self.source = source
        self._turn += 1
        self._fetching = False
        self.window.owed = 0
        self._take(first, line=min(first.asked, self.window.height // 2), before=before)

    def read_again(self, source: Source[R] | None = None) -> None:
        """Read what is shown once more, from `source` if another one has it now. The cursor stays on its row,
        also where it moved meanwhile, or goes to the row beside it if that one is gone. It stays on its line, but for a
        list that begins on the screen: that still does, so that what is new on top shows."""
        self.source = source or self.source
        if self.source is None:
            return
        row = self.row
        if row is None:
            self.show_source(self.source)
        else:
            self._jump(partial(self._near, self.source, row, self.window.beside), self._take_under)

    def _take_under(self, slice: Slice[R]) -> None:
        """Show these rows under a cursor that may have moved since they were asked for."""
        here = self.row.id if self.row is not None else None
        cursor = next((place for place, row in enumerate(slice.rows) if row.id == here), slice.asked)
        begins = self.window.at_start and not self.window.top and slice.at_start and cursor < self.window.height
        self._take(self._placed(slice), cursor=cursor, line=cursor if begins else self.window.cursor - self.window.top)

    def _placed(self, slice: Slice[R]) -> Slice[R]:
        """The place of these rows in the whole order, by a row whose place was known before."""
        if slice.first is not None or self.window.first is None:
            return slice
        before = {row.id: place for place, row in enumerate(self.window.rows, self.window.first)}
        first = next((before[row.id] - place for place, row in enumerate(slice.rows) if row.id in before), None)
        return slice._replace(first=first if first is None else max(first, 0))

    def _was_read(self) -> None:
        """What is shown was read, or read once more."""

    async def _near(self, source: Source[R], row: R, beside: R | None) -> Slice[R]:
        """The rows around `row`. One that is gone may have lost what gave it its place, as an erased card its name."""
        found = await source.near(row, self._page, self._page)
        if beside is None or any(one.id == row.id for one in found.rows):
            return found
        return await source.near(beside, self._page, self._page)

    def put_in(self, rows: dict[int, R]) -> None:
        """Show newer values of rows that are loaded, by id; nothing moves."""
        for index, row in enumerate(self.window.rows):
            if row.id in rows:
                self.window.rows[index] = rows[row.id]
        self.refresh()

    def know_place(self, row: R, place: int) -> None:
        """Somebody counted that `row` stands at `place` of the whole order."""
        index = next((index for index, other in enumerate(self.window.rows) if other.id == row.id), None)
        if index is not None:
            self.window.first = place - index

    def go_to(self, place: int) -> None:
        """Put the cursor on the row at a place of the whole order, counted from 0."""
        if self.source is not None:
            self._jump(partial(self.source.at, max(place, 0), self._page), partial(self._take, line=0))

    async def neighbour(self, step: int) -> int | None:
        """Move the cursor to the next row (1) or the one before (-1), and answer its id; None at the end."""
        before = self.row
        self._move(lambda: self.window.move(step))
        while self.window.owed:
            if not self._fetching:
                break
            fetching = [worker for worker in self.workers if worker.group == "prefetch" and worker.node is self]
            await self.workers.wait_for_complete(fetching)
        return self.row.id if self.row is not None and self.row is not before else None

    # fetching

    @property
    def _page(self) -> int:
        return max(3 * self.window.height, 100)

    @property
    def _screenful(self) -> int:
        """Rows that are read first, so that they are painted soon."""
        return max(self.window.height + 1, 20)

    def _jump(self, read: Read[R], take: Callable[[Slice[R]], None]) -> None:
        """Replace all rows by what `read` brings, as `take` shows them; until then the old ones stay on the screen."""
        self._turn += 1
        self._fetching = False
        self.begin(partial(self._replace, read, take, self._turn), group="jump", exclusive=True)

    async def _replace(self, read: Read[R], take: Callable[[Slice[R]], None], turn: int) -> None:
        try:
            slice = await read()
        except Refused as refusal:
            self.room.say_refused(refusal)
            return
        if turn == self._turn:
            take(slice)

    def _take(
        self, slice: Slice[R], *, line: int, cursor: int | None = None, before: list[object] | None = None
    ) -> None:
        """Show these rows, the cursor on the one that was asked for unless it is said, where lines looked as `before`,
        or as now; what lies around them is fetched once they are painted."""
        before = self._lines_shown() if before is None else before
        self.loaded = True
        self.window.replace(slice, slice.asked if cursor is None else cursor, line)
        self._was_read()
        self._refresh_changed(before)
        self._moved()
        self.post_message(self.Shown(self, self.row))
        self.call_after_refresh(self._prefetch)

    def _prefetch(self) -> None:
        side = self.window.wanted()
        if side is None or self._fetching or self.source is None or not self.window.rows:
            return
        self._fetching = True
        self.begin(partial(self._fetch, side, self._turn), group="prefetch")

    async def _fetch(self, side: Side, turn: int) -> None:
        source = cast(Source[R], self.source)
        rows = self.window.rows
        try:
            reading = source.after(rows[-1], self._page) if side == "after" else source.before(rows[0], self._page)
            slice = await reading
        except Refused as refusal:
            self._fetching = False
            self.room.say_refused(refusal)
            return
        if turn != self._turn:
            return
        self._fetching = False
        before = (self.window.row, self.window.cursor - self.window.top)
        self.window.extend(side, slice)
        if before != (self.window.row, self.window.cursor - self.window.top):
            self.refresh()
            self._moved()
        self._prefetch()

    # moving, for those who know the keys

    def _move(self, change: Callable[[], None]) -> None:
        top, line = self.window.top, self.window.cursor - self.window.top
        change()
        now = self.window.cursor - self.window.top
        if top != self.window.top:
            self.refresh()
        elif line != now:
            cells = self.size.width
            self.refresh(Region(0, line + 1, cells, 1), Region(0, now + 1, cells, 1))
        self._moved()
        if self.window.owed:
            self._prefetch()
        else:
            self.call_after_refresh(self._prefetch)

    def _moved(self) -> None:
        row = self.window.row
        told = row.id if row is not None else None
        if told != self._told:
            self._told = told
            self.post_message(self.Moved(self, row))

    # drawing

    def _lines_shown(self) -> list[object]:
        """What decides how each line looks; lines that look the same are not drawn again."""
        raise NotImplementedError

    def _refresh_changed(self, before: list[object]) -> None:
        """Draw again the lines that look otherwise than `before`."""
        raise NotImplementedError
