"""A form drawn by one widget, with one text field placed over the field being edited.

Sixty mounted fields would take a second and a half to open; this takes the time of one. Whatever is typed stays typed:
a wrong value keeps its text with the reason beside it, a change of language moves no caret.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from textual import events
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.message import Message as Event
from textual.strip import Strip
from textual.widgets import Input

from locales.messages import Message
from locales.words import Words
from screens.actions import quiet
from screens.widgets.cells import cut, fit, printable, width
from screens.widgets.drawn import Drawn, Piece
from screens.widgets.form_field import BETWEEN, TWO_COLUMNS, FormField, Kind, Place, changed, places
from screens.widgets.line_input import LineInput
from store.readings import bare

Problem = tuple[Message, dict[str, Any]]
LIST_LINES = 8
IN_A_ROW = 1.0
"""Seconds within which a further letter belongs to those before it."""
NARROWEST = 12
"""Cells that a field keeps for typing when the reason why it is wrong stands beside it."""


class Form(Drawn):
    """Fields with labels and their texts. `values` are texts by field name: codes for choices, "1" for a set flag."""

    BINDINGS = quiet(
        "open", "up", "down", "next_field", "previous_field", "choose_next", "choose_previous", "choose",
        "page_up", "page_down", "first", "last", "back",
    )  # fmt: skip
    DEFAULT_CSS = """
    Form {
        height: 1fr;
        overflow: hidden;
        &.-fit { height: auto; }
        LineInput { width: 10; }
    }
    """

    class FromForm(Event):
        def __init__(self, form: "Form", name: str = "") -> None:
            super().__init__()
            self.form = form
            self.name = name

        @property
        def control(self) -> "Form":
            return self.form

    class Changed(FromForm):
        """Something was typed or chosen in the field `name`."""

    class Left(FromForm):
        """The cursor left the field `name`."""

    class Entered(FromForm):
        """The cursor came to the field `name`."""

    class EditWanted(FromForm):
        """Enter on a form that is only being read."""

    class Submitted(FromForm):
        """Enter in the last field."""

    def __init__(
        self,
        fields: Sequence[FormField] = (),
        values: Mapping[str, str] | None = None,
        *,
        editing: bool = False,
        fit: bool = False,
        two_columns_from: int = TWO_COLUMNS,
        present: Callable[[FormField, str, Words], str] | None = None,
        id: str | None = None,
    ) -> None:
        """`fit` makes the form as high as its fields; `present` says a text that is not being edited as a person
        reads it: a day in their language, a phone in groups."""
        super().__init__(id=id, classes="-fit" if fit else None)
        self.fields = tuple(fields)
        self.values = dict(values or {})
        self.before = dict(self.values)
        self.problems: dict[str, Problem] = {}
        self.editing = editing
        self.present = present
        self.two_columns_from = two_columns_from
        self.cursor = 0
        self.top = 0
        self.highlighted: int | None = None
        self.typing = False
        """Whether the text field stands over the field under the cursor."""
        self._input_at = (0, 0)
        self._sought = ""
        """The letters typed in a row to pick a choice."""
        self._sought_at = 0.0
        self._places: list[Place] = []
        self._cells = 0

    def compose(self) -> ComposeResult:
        yield LineInput(cover=self._below_input)

    def on_mount(self) -> None:
        self._take_field()

    @property
    def input(self) -> LineInput:
        return self.query_one(LineInput)

    @property
    def field(self) -> FormField | None:
        """The field under the cursor."""
        return self.fields[self.cursor] if self.fields else None

    # what others say

    def show(
        self,
        fields: Sequence[FormField],
        values: Mapping[str, str],
        *,
        before: Mapping[str, str] | None = None,
    ) -> None:
        """Show other fields; the cursor stays if its field is among them. `before` are the values from which changes
        are marked; by default `values`."""
        here = self.field.name if self.field else ""
        names = [field.name for field in fields]
        self.fields = tuple(fields)
        self.values = dict(values)
        self.before = dict(values if before is None else before)
        self.cursor = names.index(here) if here in names else 0
        self.top = 0
        self.highlighted = None
        self._lay_out()
        self._take_field()

    def begin_anew(self) -> None:
        """Forget where the cursor was, what was being typed and what was wrong: other fields are about to be shown."""
        self.editing = False
        self.cursor = 0
        self.problems.clear()

    def put(self, name: str, text: str) -> None:
        """Put a text into a field from outside."""
        self.values[name] = text
        if self.field is not None and self.field.name == name:
            self._take_field()
        self.refresh()

    def edit(self, editing: bool = True) -> None:
        """Begin or end typing."""
        self.editing = editing
        self.highlighted = None
        self._take_field()

    def problem(self, name: str, message: Message | None, values: Mapping[str, Any] | None = None) -> None:
        """Say what is wrong with a field, beside it; None: nothing."""
        self._keep_typed()
        if message is None:
            self.problems.pop(name, None)
        else:
            self.problems[name] = (message, dict(values or {}))
        self._take_field()

    def go_to(self, name: str) -> None:
        names = [field.name for field in self.fields]
        if name in names:
            self._go(names.index(name))

    @property
    def changes(self) -> dict[str, str]:
        return changed(self.before, self.values)

    def hint(self) -> str:
        """What is wrong with the field under the cursor, or its help."""
        field = self.field
        if field is None:
            return ""
        if field.name in self.problems:
            message, values = self.problems[field.name]
            return self.words(message, **values)
        return self.words(field.help) if field.help else ""

    # places

    def on_resize(self, _event: events.Resize) -> None:
        self._lay_out()
        self._place_input()
        self._uncover()

    def get_content_height(self, _container: Size, _viewport: Size, cells: int) -> int:
        found = places(self.fields, cells, self.words, self.two_columns_from)
        return found[-1].row + 1 if found else 0

    def _lay_out(self) -> None:
        self._cells = self.content_size.width
        self._places = places(self.fields, self._cells, self.words, self.two_columns_from)
        self._bring_into_view()
        self.refresh()

    def _bring_into_view(self) -> None:
        if not self._places:
            return
        height = max(self.content_size.height, 1)
        row = self._places[self.cursor].row
        self.top = max(min(self.top, row), row - height + 1, 0)

    def _take_field(self) -> None:
        """Make the text field hold what the cursor stands on."""
        field = self.field
        typing = self.editing and field is not None and field.typed
        self.typing = typing
        self.input.covered = not typing
        if typing and field is not None:
            self.input.password = field.kind is Kind.PASSWORD
            text = self.values.get(field.name, "")
            if self.input.value != text:
                self.input.retype(text)
        self._bring_into_view()
        self._place_input()
        self._uncover()
        self.refresh()

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
            cells = max(NARROWEST, place.value - width(self._reason(field.name)) - BETWEEN)
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

    # moving

    def _go(self, index: int) -> None:
        field = self.field
        if field is None or not 0 <= index < len(self.fields):
            return
        self._keep_typed()
        self.highlighted = None
        self._sought = ""
        self.cursor = index
        self.post_message(self.Left(self, field.name))
        self._take_field()
        self.input.cursor_position = len(self.input.value)
        self.post_message(self.Entered(self, self.fields[index].name))

    def action_next_field(self) -> None:
        if self.cursor + 1 < len(self.fields):
            self._go(self.cursor + 1)
        else:
            self._leave(1)

    def action_previous_field(self) -> None:
        if self.cursor > 0:
            self._go(self.cursor - 1)
        else:
            self._leave(-1)

    def _leave(self, step: int) -> None:
        """Tab at an end of the form: on to another widget if there is one, else round."""
        others = [widget for widget in self.screen.focus_chain if widget is not self.input]
        if others:
            others[0 if step > 0 else -1].focus()
        else:
            self._go(0 if step > 0 else len(self.fields) - 1)

    def action_down(self) -> None:
        self._step(1)

    def action_up(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        """Up and down: in the list of choices, or to the field above or below."""
        if self.highlighted is not None and self.field is not None:
            self.highlighted = (self.highlighted + step) % len(self.field.codes())
            self.refresh()
        elif self._places:
            self._go(self._nearest(self._places[self.cursor].row + step))

    def _nearest(self, row: int) -> int:
        left = self._places[self.cursor].left
        there = [index for index, place in enumerate(self._places) if place.row == row]
        return min(there, key=lambda index: abs(self._places[index].left - left), default=-1)

    def action_page_down(self) -> None:
        last = self._places[-1].row if self._places else 0
        self._go(self._nearest(min(self._places[self.cursor].row + self.content_size.height - 1, last)))

    def action_page_up(self) -> None:
        self._go(self._nearest(max(self._places[self.cursor].row - self.content_size.height + 1, 0)))

    def action_first(self) -> None:
        self._go(0)

    def action_last(self) -> None:
        self._go(len(self.fields) - 1)

    # choosing and typing

    def action_open(self) -> None:
        """Enter: pick in the list of choices, or go on; on a form being read, ask to edit it."""
        if not self.editing:
            self.post_message(self.EditWanted(self, self.field.name if self.field else ""))
        elif self.highlighted is not None and self.field is not None:
            self._choose(self.field.codes()[self.highlighted])
            self.highlighted = None
            self.refresh()
        elif self.cursor + 1 < len(self.fields):
            self._go(self.cursor + 1)
        else:
            self._keep_typed()
            self.post_message(self.Left(self, self.field.name if self.field else ""))
            self.post_message(self.Submitted(self, self.field.name if self.field else ""))

    def action_choose(self) -> None:
        """Space: a flag turns, a choice opens its list."""
        field = self.field
        if field is None:
            return
        code = self.values.get(field.name, "")
        if field.kind is Kind.FLAG:
            self._choose(field.after(code, 1))
        elif self.highlighted is None:
            self.highlighted = field.codes().index(code) if code in field.codes() else 0
            self.refresh()
        else:
            self.action_open()

    def action_choose_next(self) -> None:
        self._choose_by(1)

    def action_choose_previous(self) -> None:
        self._choose_by(-1)

    def _choose_by(self, step: int) -> None:
        if self._choosing and self.field is not None:
            self._choose(self.field.after(self.values.get(self.field.name, ""), step))
        elif self._places:
            row = self._places[self.cursor].row
            if 0 <= self.cursor + step < len(self.fields) and self._places[self.cursor + step].row == row:
                self._go(self.cursor + step)

    @property
    def _choosing(self) -> bool:
        return self.editing and self.field is not None and self.field.kind in (Kind.CHOICE, Kind.FLAG)

    def _choose(self, code: str) -> None:
        field = self.field
        if field is None or self.values.get(field.name, "") == code:
            return
        self.values[field.name] = code
        self.problems.pop(field.name, None)
        self.refresh()
        self.post_message(self.Changed(self, field.name))

    def action_back(self) -> None:
        self.highlighted = None
        self.refresh()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "back":
                return self.highlighted is not None
            case "choose":
                return self._choosing
            case "first" | "last":
                return not self.typing
            case _:
                return bool(self.fields)

    def on_key(self, event: events.Key) -> None:
        """Letters typed in a row pick the choice that begins with them; those that begin none change nothing."""
        letter = bare(event.character) if event.is_printable and event.character else ""
        if not letter or not self._choosing or self.field is None:
            self._sought = ""
            return
        event.stop()
        self._sought = letter if event.time - self._sought_at > IN_A_ROW else self._sought + letter
        self._sought_at = event.time
        code = self.field.beginning_with(self._sought, self.values.get(self.field.name, ""), self.words)
        if code is not None:
            self._choose(code)
            if self.highlighted is not None:
                self.highlighted = self.field.codes().index(code)
                self.refresh()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._keep_typed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    def _keep_typed(self) -> None:
        """Take over what stands in the text field just now, whatever messages are still under way."""
        field = self.field
        if field is None or not self.typing or self.values.get(field.name, "") == self.input.value:
            return
        self.values[field.name] = self.input.value
        if self.problems.pop(field.name, None):
            self._place_input()
        self.refresh()
        self.post_message(self.Changed(self, field.name))

    def on_click(self, event: events.Click) -> None:
        x, y = event.get_content_offset_capture(self)
        if self.highlighted is not None:
            self._click_choice(y)
            return
        for index, place in enumerate(self._places):
            if place.row == y + self.top and place.left <= x < place.value_left + place.value:
                again = index == self.cursor
                self._go(index)
                if event.chain == 2 or (again and self._choosing):
                    self.action_choose() if self._choosing else self.action_open()
                return

    def _click_choice(self, y: int) -> None:
        lines = self._list_lines()
        if y in lines and self.field is not None:
            self.highlighted = lines[y]
            self.action_open()
        else:
            self.action_back()

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
        self._lay_out()
        self._place_input()
        self._uncover()
