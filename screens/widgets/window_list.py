"""A list under a cursor, in columns: its keys, its mouse, its marks, and the lines it draws.

It is as quick at a million rows as at a hundred: it draws only the lines that changed, and its rows come and go by
`fetched_list.py`.
"""

from collections.abc import Callable, Sequence
from functools import partial

from textual import events
from textual.geometry import Region
from textual.strip import Strip

from locales.messages import N_
from screens.actions import bind, quiet
from screens.widgets.cells import cut, fit, width, wrapped
from screens.widgets.columns import GAP, LEFT, MARK, Column, laid_out
from screens.widgets.drawn import Piece
from screens.widgets.fetched_list import FetchedList
from screens.widgets.window import R

LOADING = N_("One moment…")


class WindowList(FetchedList[R], can_focus=True):
    """Rows of a `Source` under a cursor, in columns. Space marks, Enter opens."""

    BINDINGS = [*bind("open", "mark"), *quiet("up", "down", "page_up", "page_down", "first", "last", "unmark_all")]
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    WindowList { height: 1fr; width: 1fr; }
    """

    class Opened(FetchedList.FromList):
        """Enter, or a double click."""

    class Marked(FetchedList.FromList):
        """The marks are others than before."""

    class OrderWanted(FetchedList.FromList):
        """The head of a column was clicked; `row` is the column's name."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        edge: Callable[[R], str] | None = None,
        empty: Callable[[], str] | None = None,
        marks: bool = True,
        marks_stay: bool = False,
        id: str | None = None,
    ) -> None:
        """`edge` is the ink of a row's left edge, `empty` says why there are no rows and what to do. `marks_stay`: also
        on rows that are not in the list just now."""
        super().__init__(id=id)
        self.columns = columns
        self.edge = edge
        self.empty = empty
        self.marks: dict[int, R] = {}
        self.can_mark = marks
        self.marks_stay = marks_stay
        self.order: tuple[str, bool] | None = None
        """The column by which the rows are in order, and whether downwards."""
        self._widths: list[tuple[Column[R], int]] = []
        self._laid_for = 0

    # what others ask

    @property
    def chosen(self) -> list[R]:
        """The marked rows, or the one under the cursor if none is marked."""
        if self.marks:
            return list(self.marks.values())
        return [self.row] if self.row is not None else []

    def put_in(self, rows: dict[int, R]) -> None:
        """Show newer values of rows that are loaded or marked, by id; nothing moves."""
        for key in self.marks.keys() & rows.keys():
            self.marks[key] = rows[key]
        super().put_in(rows)

    def _was_read(self) -> None:
        """What is marked is so as it is now; what the list no longer has is not, as far as all of it is here."""
        now = {row.id: row for row in self.window.rows}
        self.marks.update((id_, now[id_]) for id_ in self.marks.keys() & now.keys())
        gone = self.marks.keys() - now.keys()
        if gone and self.window.at_start and self.window.at_end and not self.marks_stay:
            for id_ in gone:
                del self.marks[id_]
            self.post_message(self.Marked(self, None))

    def unmark(self) -> None:
        if self.marks:
            self.marks.clear()
            self.refresh()
            self.post_message(self.Marked(self, None))

    # moving

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
            self._jump(partial(self.source.start, self._screenful), partial(self._take, cursor=0, line=0))

    def action_last(self) -> None:
        if self.window.at_end:
            self._move(lambda: self.window.move(len(self.window.rows)))
        elif self.source is not None:
            self.window.owed = 0
            at_end = partial(self._take, cursor=self._screenful, line=self.window.height - 1)
            self._jump(partial(self.source.end, self._screenful), at_end)

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
        self._widths = laid_out(self.columns, cells - 1, self.words, self.order[0] if self.order else "")

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

    def _lines_shown(self) -> list[object]:
        """What decides how each line looks, but for the marks; without rows, words stand in their place."""
        window = self.window
        bar, empty = self._thumb(), not window.rows
        return [
            (empty, window.shown(line), window.top + line == window.cursor, bar and line in bar, bar is None)
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

    def _head(self) -> list[Piece]:
        pieces: list[Piece] = [(" " * LEFT, "head")]
        for column, cells in self._widths:
            label = self.words(column.label)
            label = label[:1].upper() + label[1:]
            if self.order and self.order[0] == column.name:
                mark = "▾" if self.order[1] else "▴"
                space = " " if width(label) + MARK <= cells else ""
                label = cut(label, cells - 1) + space + mark
            pieces.append((fit(label, cells, column.right) + " " * GAP, "head"))
        return pieces

    def _pieces(self, row: R, under_cursor: bool) -> list[Piece]:
        edge = "▌" if under_cursor else "▎"
        edge_ink = self.edge(row) if self.edge else ("accent" if under_cursor else "line")
        pieces: list[Piece] = [(edge if under_cursor or self.edge else " ", edge_ink)]
        pieces.append(("✓ ", "mark") if row.id in self.marks else ("  ", "plain"))
        for column, cells in self._widths:
            ink = column.ink(row) if column.ink else "plain"
            pieces.append((fit(column.text(row, self.words), cells, column.right) + " " * GAP, ink))
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
