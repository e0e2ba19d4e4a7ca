"""Lines of text that are only read: help, a preview, a notice. They are made anew in the person's words when needed."""

from collections.abc import Callable, Sequence

from textual import events
from textual.geometry import Size
from textual.strip import Strip

from screens.actions import quiet
from screens.widgets.drawn import Drawn, Piece

Lines = Sequence[Sequence[Piece]]


class TextLines(Drawn, can_focus=True):
    """`make(cells)` gives the lines for a width; `again` makes them anew. Where there are more below, the last one that
    is shown ends in “…”."""

    BINDINGS = quiet("up", "down", "page_up", "page_down", "first", "last")
    DEFAULT_CSS = """
    TextLines { height: 1fr; &.-fit { height: auto; } }
    """

    def __init__(
        self, make: Callable[[int], Lines], *, focus: bool = True, fit: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id, classes="-fit" if fit else None)
        self.make = make
        self.can_focus = focus
        self.top = 0
        self._lines: Lines = ()

    def again(self) -> None:
        self._lines = self.make(self.content_size.width)
        self.top = max(0, min(self.top, len(self._lines) - self.content_size.height))
        self.refresh(layout=self.has_class("-fit"))

    def on_resize(self, _event: events.Resize) -> None:
        self.again()

    def get_content_height(self, _container: Size, _viewport: Size, cells: int) -> int:
        return len(self.make(cells))

    def render_line(self, y: int) -> Strip:
        index, cells = self.top + y, self.content_size.width
        line = self._lines[index] if index < len(self._lines) else ()
        if y < self.content_size.height - 1 or index >= len(self._lines) - 1:
            return self.strip(line, cells)
        return Strip.join([self.strip(line, cells - 1), self.strip([("…", "dim")], 1)])

    def _scroll(self, lines: int) -> None:
        self.top += lines
        self.again()

    def action_up(self) -> None:
        self._scroll(-min(1, self.top))

    def action_down(self) -> None:
        self._scroll(1)

    def action_page_up(self) -> None:
        self._scroll(-min(self.content_size.height - 1, self.top))

    def action_page_down(self) -> None:
        self._scroll(self.content_size.height - 1)

    def action_first(self) -> None:
        self._scroll(-self.top)

    def action_last(self) -> None:
        self._scroll(len(self._lines))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-min(3, self.top))

    def words_changed(self) -> None:
        self.again()
