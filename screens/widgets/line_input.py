"""The one field in which text is typed, with a Chinese input method too.

The stock Input leaves the terminal's own cursor one cell to the right at the end of the text, and where it was before
a scroll (Textual #6082), so that an input method opens beside the caret. Here it always stands in the caret's cell.
"""

from collections.abc import Callable
from typing import Any

from rich.text import Text
from textual import events
from textual.geometry import Offset, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widgets import Input

from screens.actions import quiet
from screens.widgets.cells import printable, width


class LineInput(Input, inherit_bindings=False, inherit_css=False):
    """One line of text. Ctrl combinations that are actions of the program are left to the program.

    Its styles are its own: to read those of the stock field, whose borders none of ours has, takes as long as all ours.
    """

    BINDINGS = quiet(
        "cursor_left",
        "cursor_right",
        "cursor_left_word",
        "cursor_right_word",
        "cursor_left(True)",
        "cursor_right(True)",
        "home",
        "end",
        "home(True)",
        "end(True)",
        "delete_left",
        "delete_right",
        "delete_left_word",
        "delete_left_all",
        "submit",
        "cut",
        "copy",
        "paste",
    )

    COMPONENT_CLASSES = Input.COMPONENT_CLASSES

    DEFAULT_CSS = """
    LineInput {
        width: 100%;
        height: 1;
        background: $panel;
        color: $foreground;
        scrollbar-size-horizontal: 0;
        pointer: text;
        &:focus { background-tint: $foreground 5%; }
        & > .input--cursor { background: $input-cursor-background; color: $input-cursor-foreground; }
        & > .input--selection { background: $input-selection-background; color: $input-selection-foreground; }
        & > .input--placeholder, & > .input--suggestion { color: $text-disabled; }
        &:ansi {
            background: ansi_default;
            color: ansi_default;
            text-style: underline;
            & > .input--cursor { background: ansi_white; color: ansi_black; }
            & > .input--selection { background: ansi_white; color: ansi_black; }
            & > .input--placeholder, & > .input--suggestion { text-style: dim; color: ansi_default; }
        }
    }
    """

    virtual_size = Reactive(Size(0, 0))
    """How long the text is. The stock field has the screen laid out anew with each letter; none of ours grows."""

    def __init__(self, value: str = "", *, cover: Callable[[], Strip] | None = None, **options: Any) -> None:
        """`cover` draws what lies below while the field is not in use (`covered`), and keys pass through it to what is
        around it: to hide it, or to take the cursor from it, would cost half of opening a card."""
        options.setdefault("select_on_focus", False)
        super().__init__(value, **options)
        self.cursor_blink = False
        self.cover = cover
        self.covered = cover is not None
        self.typed: Callable[[str], None] | None = None
        """Told of a change at once, before anything is painted; `Changed` comes later."""

    def render_line(self, y: int) -> Strip:
        if self.covered and self.cover is not None:
            return self.cover()
        return super().render_line(y)

    @property
    def _value(self) -> Text:
        """What is drawn: Textual would hand the terminal whatever stands in the field."""
        if self.password or self.value.isprintable():
            return super()._value
        return Text(printable(self.value), no_wrap=True, overflow="ignore", end="")

    def _watch_value(self, value: str) -> None:
        super()._watch_value(value)
        if self.typed is not None and self.is_mounted:
            self.typed(value)

    def check_action(self, _action: str, _parameters: tuple[object, ...]) -> bool | None:
        return not self.covered

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return not self.covered and super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        if self.covered:
            event.prevent_default()

    async def _on_mouse_down(self, event: events.MouseDown) -> None:
        if self.covered:
            event.prevent_default()

    @property
    def cursor_screen_offset(self) -> Offset:
        """The caret's cell on the screen."""
        x, y, _, _ = self.content_region
        before = self.cursor_position if self.password else width(printable(self.value[: self.cursor_position]))
        return Offset(x + before - self.scroll_offset.x, y)

    def _watch_selection(self, selection: Any) -> None:
        super()._watch_selection(selection)
        self.anchor_caret()

    def _on_focus(self, _event: events.Focus) -> None:
        self.anchor_caret()

    def _on_resize(self, _event: events.Resize) -> None:
        self.anchor_caret()

    def anchor_caret(self) -> None:
        """Put the terminal's cursor under the caret, once what moved has been laid out."""
        if self.is_mounted:
            self.call_after_refresh(self._anchor)

    def _anchor(self) -> None:
        if self.has_focus and self.app.cursor_position != self.cursor_screen_offset:
            self.app.cursor_position = self.cursor_screen_offset
            self.refresh()

    def _on_paste(self, event: events.Paste) -> None:
        """Several lines become one: an address pasted from a letter stays whole."""
        event.stop()
        event.prevent_default()
        if self.covered:
            return
        self.replace(" ".join(event.text.split()), *self.selection)

    def retype(self, text: str) -> None:
        """Put `text` in, with the caret at its end and nothing selected."""
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)


class ListInput(LineInput):
    """The field above a list: Home and End go to the list where the caret can go no further that way."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not parameters and (
            (action == "home" and self.cursor_position == 0)
            or (action == "end" and self.cursor_position == len(self.value))
        ):
            return False
        return super().check_action(action, parameters)
