"""A form drawn by one widget, with one text field placed over the field being edited: how a hand moves and types.

Whatever is typed stays typed: a wrong value keeps its text with the reason beside it, a change of language moves no
caret. `form_drawn` says how it looks.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from textual import events
from textual.message import Message as Event
from textual.widgets import Input

from locales.messages import Message
from screens.actions import quiet
from screens.widgets.form_drawn import DrawnForm
from screens.widgets.form_field import FormField, Kind, changed
from store.readings import bare

IN_A_ROW = 1.0
"""Seconds within which a further letter belongs to those before it."""


class Form(DrawnForm):
    """Fields that are walked through, typed into and chosen in."""

    BINDINGS = quiet(
        "open", "up", "down", "next_field", "previous_field", "choose_next", "choose_previous", "choose",
        "page_up", "page_down", "first", "last", "back",
    )  # fmt: skip

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

    _sought = ""
    """The letters typed in a row to pick a choice."""
    _sought_at = 0.0

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

    def follow(self, name: str, text: str) -> None:
        """Put what follows from another field, unless somebody chose otherwise; it is nothing that they typed."""
        if self.values.get(name, "") == self.before.get(name, ""):
            self.before[name] = text
            self.put(name, text)

    def edit(self, editing: bool = True) -> None:
        """Begin or end typing; what is typed first takes the place of all that stood in the field."""
        begun = editing and not self.editing
        self.editing = editing
        self.highlighted = None
        self._take_field()
        if begun:
            self.input.select_all()

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
        self.input.select_all()
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
        elif self.cursor + 1 < len(self.fields):
            self._go(self.cursor + 1)
        else:
            self.submit()

    def submit(self) -> None:
        """Do what Enter in the last field does, from whichever field."""
        here = self.field.name if self.field else ""
        self._keep_typed()
        self.post_message(self.Left(self, here))
        self.post_message(self.Submitted(self, here))

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

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._keep_typed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    def _keep_typed(self) -> None:
        """Take over what stands in the text field just now, whatever messages are still under way."""
        field = self.field
        if field is None or not self.typing or self.input.value == self._put_in:
            return
        self._put_in = self.values[field.name] = self.input.value
        self._stands_for = field.name, self._put_in
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
