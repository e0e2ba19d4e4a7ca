"""A list that shows windows of an order of any length: as quick at a million rows as at a hundred.

It never holds all rows. It draws its own lines, and after a key only those that changed; it fetches before it needs,
and while it waits nothing on the screen moves.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, cast

from textual import events
from textual.geometry import Region
from textual.message import Message as Event
from textual.strip import Strip

from locales.messages import N_, Message
from locales.words import Words
from screens.actions import bind, quiet
from screens.widgets.cells import fit, width, wrapped
from screens.widgets.drawn import Drawn, Piece
from screens.widgets.window import R, Side, Slice, Source, Window
from store.errors import Refused

Read = Callable[[], Awaitable[Slice[R]]]
GAP = 2
LEFT = 3
"""Cells in front of the first column: the edge, the mark, air."""
LOADING = N_("One moment…")


class Column(NamedTuple, Generic[R]):
    """`cells` wide, and wider by a share of what is left if it may `grow`. `needs` is how wide the list must be for
    the column to be shown at all."""

    name: str
    label: Message
    text: Callable[[R, Words], str]
    cells: int
    grow: int = 0
    right: bool = False
    ink: Callable[[R], str] | None = None
    needs: int = 0


def laid_out(columns: Sequence[Column[R]], cells: int, words: Words) -> list[tuple[Column[R], int]]:
    """The columns that have room in `cells`, each with its width. What is left goes first to heads that are longer
    than their columns, then to the columns that may grow."""
    shown = [column for column in columns if column.needs <= cells]
    free = cells - LEFT - sum(column.cells + GAP for column in shown)
    widths = []
    for column in shown:
        extra = max(0, min(width(words(column.label)) + 2 - column.cells, free // 2))
        free -= extra
        widths.append(column.cells + extra)
    shares = sum(column.grow for column in shown)
    for place, column in enumerate(shown):
        extra = free * column.grow // shares if free > 0 and column.grow else 0
        free, shares = free - extra, shares - column.grow
        widths[place] += extra
    return list(zip(shown, widths, strict=True))


class WindowList(Drawn, Generic[R], can_focus=True):
    """Rows of a `Source` under a cursor, in columns. Space marks, Enter opens."""

    BINDINGS = [*bind("open", "mark"), *quiet("up", "down", "page_up", "page_down", "first", "last", "unmark_all")]
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    WindowList { height: 1fr; width: 1fr; }
    """

    class FromList(Event):
        """Something happened to a row of a list."""

        def __init__(self, list: "WindowList[Any]", row: Any) -> None:
            super().__init__()
            self.list = list
            self.row = row

        @property
        def control(self) -> "WindowList[Any]":
            return self.list

    class Moved(FromList):
        """The cursor stands on another row, or on none."""

    class Shown(FromList):
        """Other rows are about to be painted."""

    class Opened(FromList):
        """Enter, or a double click."""

    class Marked(FromList):
        """The marks are others than before."""

    class OrderWanted(FromList):
        """The head of a column was clicked; `row` is the column's name."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        edge: Callable[[R], str] | None = None,
        empty: Callable[[], str] | None = None,
        marks: bool = True,
        id: str | None = None,
    ) -> None:
        """`edge` is the ink of a row's left edge, `empty` says why there are no rows and what to do."""
        super().__init__(id=id)
        self.columns = columns
        self.edge = edge
        self.empty = empty
        self.marks: dict[int, R] = {}
        self.can_mark = marks
        self.order: tuple[str, bool] | None = None
        """The column by which the rows are in order, and whether downwards."""
        self.window: Window[R] = Window()
        self.source: Source[R] | None = None
        self.loaded = False
        self._turn = 0
        self._fetching = False
        self._told: int | None = None
        self._widths: list[tuple[Column[R], int]] = []
        self._laid_for = 0

    # what others ask

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        return self.window.row

    @property
    def chosen(self) -> list[R]:
        """The marked rows, or the one under the cursor if none is marked."""
        if self.marks:
            return list(self.marks.values())
        return [self.row] if self.row is not None else []

    @property
    def place(self) -> int | None:
        """The place of the row under the cursor, counted from 0, if it is known."""
        return self.window.place(self.source.total) if self.source and self.row is not None else None

    # what others say

    def show_source(self, source: Source[R], *, at: R | None = None, line: int | None = None) -> None:
        """Show another order of rows, from its start, or with the cursor on the row `at`: on the line where the cursor
        was, or on `line`."""
        self.source = source
        self.window.owed = 0
        if at is None:
            self._jump(partial(source.start, self._screenful), 0, 0)
        else:
            line = self.window.cursor - self.window.top if line is None else line
            self._jump(partial(source.near, at, self._page, self._page), None, line)

    def show_found(self, source: Source[R], first: Slice[R]) -> None:
        """Show another order whose first rows are here already."""
        self.source = source
        self._turn += 1
        self._fetching = False
        self.window.owed = 0
        self._take(first, 0, 0)
        self.refresh()

    def read_again(self) -> None:
        """Read what is shown once more; the cursor stays on its row and its line."""
        if self.source is None:
            return
        row = self.row
        if row is None:
            self.show_source(self.source)
        else:
            line = self.window.cursor - self.window.top
            self._jump(partial(self.source.near, row, self._page, self._page), None, line)

    def put_in(self, rows: dict[int, R]) -> None:
        """Show newer values of rows that are loaded, by id; nothing moves."""
        for index, row in enumerate(self.window.rows):
            if row.id in rows:
                self.window.rows[index] = rows[row.id]
        for key in self.marks.keys() & rows.keys():
            self.marks[key] = rows[key]
        self.refresh()

    def unmark(self) -> None:
        if self.marks:
            self.marks.clear()
            self.refresh()
            self.post_message(self.Marked(self, None))

    def go_to(self, place: int) -> None:
        """Put the cursor on the row at a place of the whole order, counted from 0."""
        if self.source is not None:
            self._jump(partial(self.source.at, max(place, 0), self._page), None, 0)

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

    def _jump(self, read: Read[R], cursor: int | None, line: int) -> None:
        """Replace all rows by what `read` brings; until then the old ones stay on the screen."""
        self._turn += 1
        self._fetching = False
        self.begin(partial(self._replace, read, cursor, line, self._turn), group="jump", exclusive=True)

    async def _replace(self, read: Read[R], cursor: int | None, line: int, turn: int) -> None:
        try:
            slice = await read()
        except Refused as refusal:
            self.room.say_refused(refusal)
            return
        if turn == self._turn:
            self._take(slice, slice.asked if cursor is None else cursor, line)

    def _take(self, slice: Slice[R], cursor: int, line: int) -> None:
        """Show these rows; what lies around them is fetched once they are painted."""
        before = self._lines_shown()
        self.loaded = True
        self.window.replace(slice, cursor, line)
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

    def _lines_shown(self) -> list[object]:
        """What decides how each line looks, but for the marks."""
        window = self.window
        bar = self._thumb()
        return [
            (window.shown(line), window.top + line == window.cursor, bar and line in bar, bar is None)
            for line in range(window.height)
        ]

    def _refresh_changed(self, before: list[object]) -> None:
        """Draw again only the lines that look otherwise than `before`: most of them, or none."""
        now = self._lines_shown()
        changed = [line for line in range(len(now)) if line >= len(before) or now[line] != before[line]]
        if len(changed) > self.window.height // 2 or not self.window.rows:
            self.refresh()
        elif changed:
            self.refresh(*[Region(0, line + 1, self.size.width, 1) for line in changed])

    # moving

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

    def action_up(self) -> None:
        self._move(lambda: self.window.move(-1))

    def action_down(self) -> None:
        self._move(lambda: self.window.move(1))

    def action_page_up(self) -> None:
        self._move(lambda: self.window.move(1 - self.window.height))

    def action_page_down(self) -> None:
        self._move(lambda: self.window.move(self.window.height - 1))

    def action_first(self) -> None:
        if self.window.at_start:
            self._move(lambda: self.window.move(-len(self.window.rows)))
        elif self.source is not None:
            self.window.owed = 0
            self._jump(partial(self.source.start, self._screenful), 0, 0)

    def action_last(self) -> None:
        if self.window.at_end:
            self._move(lambda: self.window.move(len(self.window.rows)))
        elif self.source is not None:
            self.window.owed = 0
            self._jump(partial(self.source.end, self._screenful), self._screenful, self.window.height - 1)

    def action_open(self) -> None:
        if self.row is not None:
            self.post_message(self.Opened(self, self.row))

    def action_mark(self) -> None:
        if self.row is None:
            return
        if self.marks.pop(self.row.id, None) is None:
            self.marks[self.row.id] = self.row
        self.refresh(Region(0, self.window.cursor - self.window.top + 1, self.size.width, 1))
        self.post_message(self.Marked(self, self.row))
        self.action_down()

    def action_unmark_all(self) -> None:
        self.unmark()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        if action == "mark":
            return self.can_mark and self.row is not None
        if action == "unmark_all":
            return bool(self.marks)
        if action == "open":
            return self.row is not None
        return True

    # the mouse

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._move(lambda: self.window.scroll(3))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._move(lambda: self.window.scroll(-3))

    def on_click(self, event: events.Click) -> None:
        x, y = event.get_content_offset_capture(self)
        if y == 0:
            self._click_head(x)
        elif x >= self.content_size.width - 1 and self._thumb() is not None:
            total = (self.source.total if self.source else None) or 0
            self.go_to(total * (y - 1) // max(self.window.height - 1, 1))
        elif self.window.shown(y - 1) is not None:
            self._move(lambda: self.window.put_cursor(y - 1))
            if event.chain == 2:
                self.action_open()

    def _click_head(self, x: int) -> None:
        left = LEFT
        for column, cells in self._widths:
            if left <= x < left + cells:
                self.post_message(self.OrderWanted(self, column.name))
            left += cells + GAP

    # drawing

    def on_resize(self, event: events.Resize) -> None:
        self.window.resize(event.size.height - 1)
        self._prefetch()

    def show_columns(self, columns: Sequence[Column[R]]) -> None:
        self.columns = columns
        self._laid_for = 0
        self.refresh()

    def _lay_out(self, cells: int) -> None:
        self._laid_for = cells
        self._widths = laid_out(self.columns, cells - 1, self.words)

    def render_line(self, y: int) -> Strip:
        cells = self.content_size.width
        if cells != self._laid_for:
            self._lay_out(cells)
        if y == 0:
            return self.strip(self._head(), cells)
        row = self.window.shown(y - 1)
        if row is None:
            return self.strip(self._nothing(y - 1, cells), cells)
        under = ""
        if self.window.top + y - 1 == self.window.cursor:
            under = "cursor" if self.has_focus else "quiet-cursor"
        line = self.strip(self._pieces(row, bool(under)), cells - 1, under)
        thumb = self._thumb()
        bar = ("┃" if y - 1 in thumb else "│", "line") if thumb is not None else (" ", "plain")
        return Strip.join([line, self.strip([bar], 1)])

    def _head(self) -> list[Piece]:
        pieces: list[Piece] = [(" " * LEFT, "head")]
        for column, cells in self._widths:
            label = self.words(column.label)
            if self.order and self.order[0] == column.name:
                label += " ▾" if self.order[1] else " ▴"
            pieces.append((fit(label, cells, column.right) + " " * GAP, "head"))
        return pieces

    def _pieces(self, row: R, under_cursor: bool) -> list[Piece]:
        edge = "▌" if under_cursor else "▎"
        edge_ink = self.edge(row) if self.edge else ("accent" if under_cursor else "line")
        pieces: list[Piece] = [(edge if under_cursor or self.edge else " ", edge_ink)]
        pieces.append(("✓ ", "mark") if row.id in self.marks else ("  ", "plain"))
        for column, cells in self._widths:
            ink = column.ink(row) if column.ink else "plain"
            pieces.append((fit(column.text(row, self.words), cells, column.right), ink))
            pieces.append((" " * GAP, "plain"))
        return pieces

    def _nothing(self, line: int, cells: int) -> list[Piece]:
        """Why there are no rows, where they would stand."""
        if self.window.rows:
            return []
        if not self.loaded:
            text = [self.words(LOADING)]
        else:
            text = wrapped(self.empty(), cells - 2 * LEFT) if self.empty else []
        return [(" " * LEFT + text[line - 1], "dim")] if 0 < line <= len(text) else []

    def _thumb(self) -> range | None:
        """The lines of the scroll bar's thumb; None where all is shown or the place is not known."""
        total = self.source.total if self.source else None
        first = self.window.first_of(total)
        height = self.window.height
        if total is None or first is None or total <= height:
            return None
        size = max(1, height * height // total)
        start = (first + self.window.top) * (height - size) // (total - height)
        return range(start, start + size)

    def words_changed(self) -> None:
        self._laid_for = 0
        self.refresh()


__all__ = ["Column", "Slice", "Source", "WindowList"]
