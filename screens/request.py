"""Asking for cards: a salesperson for themselves, a clerk for them. The keeper hands over what is approved (L1, L7)."""

from collections.abc import Sequence

from textual import on

from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.lend import SlipScreen
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from store import requests
from store.access import Role
from store.slips import KINDS
from store.staff import StaffRecord

READY = NP_(
    "Asked for {n} card, slip {slip}: the keeper hands it over.",
    "Asked for {n} cards, slip {slip}: the keeper hands them over.",
)
WAITING = NP_(
    "Asked for {n} card, slip {slip}: it waits for approval.",
    "Asked for {n} cards, slip {slip}: they wait for approval.",
)
KIND = FormField(
    "kind",
    N_("Kind"),
    Kind.CHOICE,
    tuple((kind, KINDS[kind]) for kind in ("visit", "look_up")),
    N_("A look-up opens the card for a day, to read it; it stays in the drawer."),
    optional=False,
)


class RequestScreen(SlipScreen):
    """The slip by which cards are asked for; Shift+F7 sends it, as Enter in its last field does."""

    BINDINGS = bind("ask")
    KEYS = ("ask", "next_field", "choose", "back")
    ABOUT = N_(
        "The keeper hands the cards over; where a rule says so, the manager approves them first. F12 shows what became"
        " of it."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Ask for cards")]

    def fields(self, people: Sequence[StaffRecord]) -> tuple[FormField, ...]:
        to, purpose, due = super().fields(people)
        alone = self.room.who().roles == {Role.SALESPERSON}
        return (purpose, due, KIND) if alone else (to, purpose, due, KIND)

    @on(Form.Submitted)
    def action_ask(self) -> None:
        self.run_once(self._ask, "lend")

    async def _ask(self) -> None:
        values = self.form.values
        slip = await self.room.store(
            requests.ask,
            self.room.who(),
            [card.id for card in self.cards],
            to=values.get("to", ""),
            purpose=values.get("purpose", ""),
            due=self.due(),
            kind=values.get("kind") or "visit",
        )
        waiting = len(slip.lines) - len(slip.cards)
        said, count = (WAITING, waiting) if waiting else (READY, len(slip.cards))
        self.room.say(said, n=count, slip=str(slip.number))
        self.dismiss(slip)
