"""The base of what draws its own lines: the inks (styles by meaning, never by colour) and the person's words."""

from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any, cast

from rich.segment import Segment
from rich.style import Style
from textual.dom import DOMNode
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import Worker

from locales.words import Words
from screens.widgets.cells import printable, width

if TYPE_CHECKING:
    from screens.room import Room

INKS = (
    "plain",
    "dim",
    "bright",
    "accent",
    "amber",
    "red",
    "head",
    "line",
    "cursor",
    "quiet-cursor",
    "list",
    "mark",
    "grade-a",
    "grade-b",
    "grade-c",
)

Work = Callable[[], Coroutine[Any, Any, None]]
Piece = tuple[str, str]
"""A text and the ink it is drawn in."""


class Drawn(Widget, inherit_bindings=False):
    """A widget that draws line by line, in inks.

    Inks are styled by the rules below as component classes are, but only those that are drawn with, and when they are:
    Textual works out all component classes of a widget whenever the cursor comes or goes, half the cost of a screen.
    """

    DEFAULT_CSS = """
    Drawn {
        & > .ink--dim { color: $text-muted; }
        & > .ink--bright { color: $text; text-style: bold; }
        & > .ink--accent { color: $accent; }
        & > .ink--amber { color: $warning; }
        & > .ink--red { color: $error; }
        & > .ink--head { color: $text-muted; }
        & > .ink--line { color: $rule; }
        & > .ink--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .ink--quiet-cursor { background: $block-cursor-blurred-background; }
        & > .ink--list { background: $panel; }
        & > .ink--mark { color: $accent; text-style: bold; }
        & > .ink--grade-a { color: $grade-a; text-style: bold; }
        & > .ink--grade-b { color: $grade-b; }
        & > .ink--grade-c { color: $grade-c; }
        &:ansi {
            & > .ink--dim { text-style: dim; }
            & > .ink--head { text-style: dim; }
            & > .ink--line { text-style: dim; }
            & > .ink--cursor { text-style: reverse; }
            & > .ink--quiet-cursor { text-style: underline; }
        }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._inks: dict[tuple[str, str], Style] = {}

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._component_styles.clear()
        self._inks.clear()

    @property
    def room(self) -> "Room":
        return cast("Room", self.app)

    @property
    def words(self) -> Words:
        return self.room.words

    def ink(self, name: str, under: str = "") -> Style:
        """The style of an ink, or of the ink laid over another one that gives its ground: the cursor's, say.

        Inks depend on the colours of the program and of the ground alone, so widgets on one ground share them.
        """
        style = self._inks.get((name, under))
        if style is None:
            shared = (self.app.theme, self.background_colors, name, under)
            style = self.room.inks.get(shared) or self._mixed(name, under)
            self._inks[name, under] = self.room.inks[shared] = style
        return style

    def _mixed(self, name: str, under: str) -> Style:
        style = self._styled(name)
        if not under:
            return style
        ground = self._styled(under)
        return ground if name == "plain" else ground + _letters(style)

    def _styled(self, name: str) -> Style:
        component = f"ink--{name}"
        if component not in self._component_styles:
            example = DOMNode(classes=component)
            example._attach(self)
            self.app.stylesheet.apply(example, animate=False)
            self._component_styles[component] = example.styles
        return self.get_component_rich_style(component)

    def strip(self, pieces: Iterable[Piece], cells: int, under: str = "") -> Strip:
        """A line of exactly `cells` cells from pieces that fit into it, on the ink `under` all of them. Whatever they
        say, the terminal is given no order by it."""
        segments: list[Segment] = []
        used, waiting, last = 0, "", "plain"
        for text, ink in pieces:
            if not text.isprintable():
                text = printable(text)
            if ink != last and text:
                if waiting:
                    segments.append(Segment(waiting, self.ink(last, under)))
                waiting, last = "", ink
            waiting += text
            used += width(text)
        if used < cells:
            if last != "plain" and waiting:
                segments.append(Segment(waiting, self.ink(last, under)))
                waiting, last = "", "plain"
            waiting += " " * (cells - used)
        if waiting:
            segments.append(Segment(waiting, self.ink(last, under)))
        line = Strip(segments, max(used, cells))
        return line if used <= cells else line.crop(0, cells)

    def begin(self, work: Work, *, group: str, exclusive: bool = False) -> Worker[None]:
        """Do `work` while keys go on; an `exclusive` one replaces what its group was doing."""
        return self.run_worker(work, group=group, exclusive=exclusive)

    def words_changed(self) -> None:
        """Draw everything again after a change of language or colours; forget what was kept in words."""
        self.refresh()


def _letters(style: Style) -> Style:
    """What a style says of letters, without their ground."""
    return Style(color=style.color, bold=style.bold, dim=style.dim)
