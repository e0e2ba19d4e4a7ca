"""Asking for an extract (L7a): for whom, what for, which sections of the cards. The manager approves it; then it is
printed from the list of extracts."""

from collections.abc import Sequence

from textual import on

from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.lend import ABOUT_FIELD, SlipScreen
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from store import extracts
from store.extracts import KIND, PARTS
from store.staff import StaffRecord

ASKED = NP_(
    "Asked for an extract of {n} card, slip {slip}: once approved, it is printed under Extracts.",
    "Asked for an extract of {n} cards, slip {slip}: once approved, it is printed under Extracts.",
)
TO_HELP = N_("A colleague by name; or anybody, with their department below.")


class ExtractScreen(SlipScreen):
    """The slip of an extract; Ctrl+S sends it, as Enter in its last field does."""

    KIND = KIND
    BINDINGS = bind("save")
    KEYS = ("save", "choose", "next_field", "back")
    FIELD_OF = {**ABOUT_FIELD, extracts.DepartmentMissing: "department", extracts.NoSections: "basic"}
    ABOUT = N_(
        "An extract goes on paper to a colleague who is no salesperson, with only the sections that the purpose needs."
        " The manager approves it; it is given back or destroyed by the due date."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Extract")]

    def fields(self, people: Sequence[StaffRecord]) -> tuple[FormField, ...]:
        _, purpose, due = super().fields(people)
        return (
            FormField("to", N_("For"), help=TO_HELP),
            FormField("department", N_("Department"), help=N_("Of somebody who does not sign in here.")),
            purpose,
            due,
            *(
                FormField(section, label, Kind.FLAG, help=N_("Space: whether the extract has this section."))
                for section, label in PARTS.items()
            ),
        )

    @on(Form.Submitted)
    def action_save(self) -> None:
        self.run_once(self._ask, "lend")

    async def _ask(self) -> None:
        values = self.form.values
        slip = await self.room.store(
            extracts.ask,
            self.room.who(),
            [card.id for card in self.cards],
            to=values.get("to", ""),
            department=values.get("department", ""),
            purpose=values.get("purpose", ""),
            sections=[section for section in PARTS if values.get(section)],
            due=self.due(),
        )
        self.room.say(ASKED, n=len(slip.asked), slip=str(slip.number))
        self.dismiss(slip)
