"""Waiting for a card that is out: whoever came first is served first (L4)."""

from collections.abc import Sequence

from textual import on

from locales.messages import N_, NC_, NP_, Message
from screens.actions import ACTIONS
from screens.lend import ABOUT_FIELD, SlipScreen
from screens.widgets.form import Form
from screens.widgets.form_field import FormField
from store import reservations
from store.access import Role
from store.staff import StaffRecord

RESERVED = NP_("{borrower} waits for {n} card.", "{borrower} waits for {n} cards.")


class ReserveScreen(SlipScreen):
    """Who waits, and what for; Enter in the last field notes it."""

    FIELD_OF = {**ABOUT_FIELD, reservations.HeldAlready: "to"}
    KEYS = ("accept", "choose", "next_field", "back")
    ACCEPT = ACTIONS["reserve"].label
    ABOUT = N_(
        "When the card comes back, the desk says who has reserved it, and lends it to others only with a reason."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Reserve")]

    def fields(self, people: Sequence[StaffRecord]) -> tuple[FormField, ...]:
        to, purpose, _ = super().fields(people)
        return (purpose,) if self.room.who().roles == {Role.SALESPERSON} else (to, purpose)

    @on(Form.Submitted)
    def _submitted(self) -> None:
        self.run_once(self._reserve, "lend")

    async def _reserve(self) -> None:
        values = self.form.values
        waits = await self.room.store(
            reservations.reserve,
            self.room.who(),
            [card.id for card in self.cards if card.out_to],
            to=values.get("to", ""),
            purpose=values.get("purpose", ""),
        )
        self.room.say(RESERVED, n=len(waits), borrower=waits[0].borrower)
        self.dismiss(None)
