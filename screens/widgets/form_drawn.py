"""How a form looks: where each field stands, its label, its value, what is wrong with it, the list of its choices.

Sixty mounted fields would take a second and a half to open; this takes the time of one. The text field lies over the
field being edited, and where nothing is typed it shows what lies below it. `form` says how a hand moves through it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from textual import events
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip

from locales.messages import N_, Message
from locales.words import Words
from screens.widgets.cells import cut, fit, printable, width
from screens.widgets.drawn import Drawn, Piece
from screens.widgets.form_field import BETWEEN, TWO_COLUMNS, FormField, Kind, Place, places
from screens.widgets.line_input import LineInput

Problem = tuple[Message, dict[str, Any]]
LIST_LINES = 8
WRONG = N_("{field}: {problem}")
PICKING = N_("A letter picks one; Space lists all.")
NARROWEST = 12
"""Cells that a field keeps for typing when the reason why it is wrong stands beside it."""


class DrawnForm(Drawn):
    """Fields with labels and their texts. `values` are texts by field name: codes for choices, "1" for a set flag."""

    DEFAULT_CSS = """
    DrawnForm {
        height: 1fr;
        margin: 0 1;
        overflow: hidden;
        &.-fit { height: auto; }
        LineInput { width: 1; }
    }
    """

    highlighted: var[int | None] = var(None)
    """The place of the cursor in the list of choices, while that is open."""

    def __init__(
        self,
        fields: Sequence[FormField] = (),
        values: Mapping[str, str] | None = None,
        *,
        editing: bool = False,
        fit: bool = False,
        two_columns_from: int = TWO_COLUMNS,
        present: Callable[[FormField, str, Words], str] | None = None,
        typed_as: Callable[[FormField, str, Words], str] | None = None,
        id: str | None = None,
    ) -> None:
        """`fit` makes the form as high as its fields; `present` says a text that is not being edited as a person
        reads it: a day in their language, a phone in groups; `typed_as` as they would type it."""
        super().__init__(id=id, classes="-fit" if fit else None)
        self.fields = tuple(fields)
        self.values = dict(values or {})
        self.before = dict(self.values)
        self.problems: dict[str, Problem] = {}
        self.editing = editing
        self.present = present
        self.typed_as = typed_as
        self.two_columns_from = two_columns_from
        self.cursor = 0
        self.top = 0
        self.typing = False
        """Whether the text field stands over the field under the cursor."""
        self._input_at = (0, 0)
        self._stands_for: tuple[str, str] | None = None
        """The field and its text for which `_put_in` was put into the text field."""
        self._put_in = ""
        self._places: list[Place] = []
        self._cells = 0
        self.input = LineInput(cover=self._below_input, select_on_focus=True)

    def compose(self) -> ComposeResult:
        yield self.input

    def on_mount(self) -> None:
        self._take_field()

    @property
    def field(self) -> FormField | None:
        """The field under the cursor."""
        return self.fields[self.cursor] if self.fields else None

    def hint(self) -> str:
        """Which field the cursor is in and what is wrong with it, or its help."""
        field = self.field
        if field is None:
            return ""
        if field.name in self.problems:
            return self.words(WRONG, field=self.words.value(field.label), problem=self._reason(field.name))
        help_ = field.help or (PICKING if self._choosing and field.kind is Kind.CHOICE else None)
        return self.words(help_) if help_ else ""

    # places

    def on_resize(self, _event: events.Resize) -> None:
        self._lay_out()
        self._place_input()
        self._uncover()

    def get_content_height(self, _container: Size, _viewport: Size, cells: int) -> int:
        """As many lines as the fields take, or the list of choices while it is open."""
        found = places(self.fields, cells, self.words, self.two_columns_from)
        if not found:
            return 0
        listed = min(len(self.fields[self.cursor].codes()), LIST_LINES) if self.highlighted is not None else 0
        return max(found[-1].row, found[self.cursor].row + listed) + 1

    def watch_highlighted(self, before: int | None, now: int | None) -> None:
        self.refresh(layout=self.has_class("-fit") and (before is None) is not (now is None))

    def _lay_out(self) -> None:
        self._cells = self.content_size.width
        self._places = places(self.fields, self._cells, self.words, self.two_columns_from)
        self._bring_into_view()
        self.refresh()

    def _bring_into_view(self) -> None:
        if not self._places:
            return
        height = max(self.content_size.height, 1)
        row, last = self._places[self.cursor].row, max(place.row for place in self._places)
        top = max(min(self.top, row), row - height + 1)
        self.top = max(min(top, last - height + 1), 0)

    def _take_field(self) -> None:
        """Make the text field hold what the cursor stands on."""
        field = self.field
        typing = self.editing and field is not None and field.typed
        self.typing = typing
        self.input.covered = not typing
        if typing and field is not None:
            self.input.password = field.kind is Kind.PASSWORD
            self._fill(field)
        self._bring_into_view()
        self._place_input()
        self._uncover()
        self.refresh()

    def _fill(self, field: FormField) -> None:
        """Put the field's text into the text field as a person types it, all of it selected; what stands there already
        stays as it is, with its caret."""
        text = self.values.get(field.name, "")
        if self._stands_for == (field.name, text) and self.input.value == self._put_in:
            return
        self._stands_for = field.name, text
        said = self.typed_as if field.kind is Kind.TEXT and text else None
        self._put_in = said(field, text, self.words) if said else text
        self.input.retype(self._put_in)
        self.input.select_all()

    def _uncover(self) -> None:
        """Put the text field aside where its edge would cut a Chinese character of what it covers. Elsewhere it stays:
        to move it costs a layout."""
        if self.typing or not self._places or not self.children:
            return
        x, y = self._input_at
        line, end = self.render_line(y), x + self.input.size.width
        if line.crop(0, x).text + line.crop(x, end).text + line.crop(end).text != line.text:
            self._input_at = (0, 0)
            self.input.styles.width = 1
            self.input.styles.offset = self._input_at

    def focus(self, scroll_visible: bool = True) -> Self:
        """The text field has the cursor always, also while it is covered: keys pass through it to the form."""
        self.input.focus(scroll_visible)
        return self

    def _place_input(self) -> None:
        field = self.field
        if field is None or not self._places or not self.typing:
            return
        place = self._places[self.cursor]
        cells = place.value
        if field.name in self.problems:
            beside = place.value - width(self._reason(field.name)) - BETWEEN
            cells = max(NARROWEST, width(self.input.value) + 1, beside)  # the reason stands below in full, too
        self.input.styles.width = min(cells, place.value)
        self._input_at = (place.value_left, place.row - self.top)
        self.input.styles.offset = self._input_at
        self.input.anchor_caret()

    def _reason(self, name: str) -> str:
        message, values = self.problems[name]
        return self.words(message, **values)

    def on_descendant_focus(self) -> None:
        self._refresh_row()

    def on_descendant_blur(self) -> None:
        self._refresh_row()

    def _refresh_row(self) -> None:
        """Draw the line of the cursor again."""
        if self._places:
            self.refresh(Region(0, self._places[self.cursor].row - self.top, self.size.width, 1))

    @property
    def _choosing(self) -> bool:
        return self.editing and self.field is not None and self.field.kind in (Kind.CHOICE, Kind.FLAG)

    # drawing

    def refresh(self, *regions: Region, **what: bool) -> Self:
        if self.is_mounted and not self.typing:
            self.input.refresh()
        return super().refresh(*regions, **what)

    def _below_input(self) -> Strip:
        """What stands where the text field lies, while nothing is typed there."""
        x, y = self._input_at
        return self.render_line(y).crop(x, x + self.input.size.width)

    def render_line(self, y: int) -> Strip:
        pieces: list[Piece] = []
        used = 0
        for index, place in enumerate(self._places):
            if place.row == y + self.top:
                pieces.append((" " * (place.left - used), "plain"))
                shown = self._cell(index, place)
                used = place.left + sum(width(text) for text, _ in shown)
                pieces += shown
        line = self.strip(pieces, self._cells)
        choice = self._list_lines().get(y)
        return line if choice is None else self._with_choice(line, choice)

    def _cell(self, index: int, place: Place) -> list[Piece]:
        field = self.fields[index]
        here = index == self.cursor
        text = self.values.get(field.name, "")
        at = here and self._focused
        mark, ink = ("› " if at else "  "), "accent"
        if field.name in self.problems:
            mark, ink = ("›!" if at else "! "), "amber"
        elif not here and text != self.before.get(field.name, ""):
            mark = "• "
        label = fit(self.words.value(field.label), place.label)
        return [(mark, ink), (label, "dim"), (" " * BETWEEN, "plain"), *self._value(field, text, place.value, here)]

    @property
    def _focused(self) -> bool:
        return self.input.has_focus

    def _value(self, field: FormField, text: str, cells: int, here: bool) -> list[Piece]:
        shown = field.shown(text, self.words)
        if self.present is not None and field.kind in (Kind.TEXT, Kind.FIXED) and text:
            shown = self.present(field, text, self.words)
        shown = cut(printable(shown), cells)
        ink = "dim" if field.kind is Kind.FLAG and not text else "plain"
        if here and self._focused and not self.typing:
            shown = cut(shown + (" ▾" if self._choosing and field.kind is Kind.CHOICE else ""), cells) or " "
            ink = "cursor"
        if field.name not in self.problems:
            return [(shown, ink)]
        if here and self.typing:
            shown = " " * int(self.input.styles.width.value if self.input.styles.width else 0)
        reason = cut(self._reason(field.name), cells - width(shown) - BETWEEN)
        return [(shown, ink), (" " * BETWEEN, "plain"), (reason, "amber")]

    def _list_lines(self) -> dict[int, int]:
        """The screen lines that the open list of choices covers, with the index of the choice on each."""
        if self.highlighted is None or self.field is None or not self._places:
            return {}
        count = len(self.field.codes())
        height = self.content_size.height
        lines = min(count, LIST_LINES, max(height - 1, 1))
        row = self._places[self.cursor].row - self.top
        start = row + 1 if row + 1 + lines <= height else max(row - lines, 0)
        first = max(0, min(self.highlighted - lines // 2, count - lines))
        return {start + line: first + line for line in range(lines)}

    def _with_choice(self, line: Strip, choice: int) -> Strip:
        assert self.field is not None
        place = self._places[self.cursor]
        codes = self.field.codes()
        names = [self.field.shown(code, self.words) or "—" for code in codes]
        cells = min(max(width(name) for name in names) + 4, place.value)
        ink = "cursor" if choice == self.highlighted else "list"
        shown = self.strip([(f"│ {fit(names[choice], cells - 4)} │", ink)], cells)
        right = place.value_left + cells
        return Strip.join([line.crop(0, place.value_left), shown, line.crop(right, self._cells)])

    def words_changed(self) -> None:
        if self._stands_for is not None and self._stands_for[1] != self._put_in == self.input.value:
            self._stands_for = None  # a day that nobody touched is said in the new language
            self._take_field()
        self._lay_out()
        self._place_input()
        self._uncover()
