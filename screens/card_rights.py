"""What the law gives whoever stands on a card (K6): to be told what is kept, to have it restricted, held or erased.

A layer of the card's screen, reached by the palette. A reason is asked for each; before what nothing brings back, a
question.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from locales.messages import N_, NC_, Message
from screens.ask import AskScreen
from screens.card_away import CardAway
from screens.card_work import RowWork
from screens.choose import ReasonScreen
from store import restrictions
from store.access import Actor, Right
from store.acts import erase, sweep
from store.acts.erase import ErasedRecord
from store.card_rows import CardRow

REASON_HELP = N_("Stands in the journal for good: do not name the person.")
ERASE_CARD = N_(
    "Erase what is kept about the customer of card {card_no}? Its number and what was done stay; nothing brings the"
    " rest back."
)
ERASE_PERSON = N_("Erase {name} from card {card_no}, also from its history? Nothing brings that back.")
CLEARED = N_("Card {card_no}: erased, and nothing of it is left in the room. Backups made before still have it.")
PERSON_CLEARED = N_("{card_no}: the person is erased, and nothing of them is left in the room. Older backups have it.")
NOT_CLEARED = N_(
    "Card {card_no}: erased. The database is in use and still holds cleared space: cardkeeper rights sweep, once all"
    " have left it."
)
RESTRICTED = N_("Card {card_no} is restricted: nobody but a manager reads or uses more than its open part.")
LIFTED = N_("Card {card_no} may be used again.")
ON_HOLD = N_("Card {card_no} is on hold: it is not erased until that is released.")
RELEASED = N_("Card {card_no} may be erased again.")


PAPER_LEFT = N_("Card {card_no}: erased. Its original no. {number} on paper is void: destroy it.")


def erase_card(actor: Actor, card: int, reason: str) -> tuple[ErasedRecord, bool]:
    """The card once erased, and whether nothing of it is left in the database. Raises what `erase.erase` does."""
    return erase.erase(actor, card, reason), sweep.after_erasing()


def erase_person(actor: Actor, card: int, person: int, reason: str) -> tuple[ErasedRecord, bool]:
    """As `erase_card`, of one of its people. Raises what `erase.erase_person` does."""
    return erase.erase_person(actor, card, person, reason), sweep.after_erasing()


class CardRights(CardAway):
    """Printing what is kept, restricting, holding and erasing the card that is shown."""

    def action_disclose(self) -> None:
        from screens.disclosure import DisclosureScreen

        if self.card is not None:
            self.app.push_screen(DisclosureScreen(self.card), self._read_again)

    def _read_again(self, _answer: None = None) -> None:
        self.run(self._open, exclusive=True, group="open")

    def action_restrict(self) -> None:
        self._ask_why(NC_("screen", "Restrict"), restrictions.restrict, RESTRICTED)

    def action_lift(self) -> None:
        self._ask_why(NC_("screen", "Lift the restriction"), restrictions.lift, LIFTED)

    def action_hold(self) -> None:
        self._ask_why(NC_("screen", "Hold"), restrictions.hold, ON_HOLD)

    def action_release(self) -> None:
        self._ask_why(NC_("screen", "Release the hold"), restrictions.release, RELEASED)

    def _ask_why(self, title: Message, act: Callable[[Actor, int, str], CardRow], said: Message) -> None:
        def given(reason: str | None) -> None:
            if reason is not None and self.card_id is not None:
                self.run_once(partial(self._set, act, self.card_id, reason, said), "save")

        self.app.push_screen(ReasonScreen(title, N_("Reason"), REASON_HELP, at=self.path()), given)

    async def _set(self, act: Callable[[Actor, int, str], CardRow], card: int, reason: str, said: Message) -> None:
        row = await self.room.store(act, self.room.who(), card, reason)
        await self._open()
        self.room.say(said, card_no=row.card_no)

    def action_erase(self) -> None:
        """First what hinders it, then why, then whether."""
        if self.card is not None:
            self.run(partial(self._begin_erasing, self.card.id))

    async def _begin_erasing(self, card: int) -> None:
        row = await self.room.store(erase.refuse_erasing, self.room.who(), card)
        question = partial(self._ask_whether, ERASE_CARD, {"card_no": row.card_no}, partial(erase_card, card=card))
        self._ask_reason_first(partial(question, CLEARED))

    def action_erase_person(self) -> None:
        row, card = self.rows.row, self.card
        if isinstance(row, RowWork) and card is not None:
            values = {"name": row.texts.get("name", ""), "card_no": card.card_no}
            act = partial(erase_person, card=card.id, person=row.id)
            self._ask_reason_first(partial(self._ask_whether, ERASE_PERSON, values, act, PERSON_CLEARED))

    def _ask_reason_first(self, whether: Callable[[str], None]) -> None:
        def given(reason: str | None) -> None:
            if reason is not None:
                whether(reason)

        title = NC_("screen", "Erase")
        self.app.push_screen(ReasonScreen(title, N_("Reason"), REASON_HELP, at=self.path()), given)

    def _ask_whether(
        self, question: Message, values: dict[str, Any], act: Callable[..., tuple[ErasedRecord, bool]], said: Message,
        reason: str,
    ) -> None:  # fmt: skip
        def answered(yes: bool | None) -> None:
            if yes:
                self.run_once(partial(self._erase, act, reason, said), "save")

        self.app.push_screen(AskScreen(self.path(), question, **values), answered)

    async def _erase(self, act: Callable[..., tuple[ErasedRecord, bool]], reason: str, said: Message) -> None:
        done, cleared = await self.room.store_slow(act, self.room.who(), reason=reason)
        await self._open()
        if cleared and done.original is not None:
            self.room.say(PAPER_LEFT, card_no=done.row.card_no, number=str(done.original))
        else:
            self.room.say(said if cleared else NOT_CLEARED, card_no=done.row.card_no)

    def can_by_law(self, action: str) -> bool:
        """Whether an action of this layer works now; any other does."""
        card = self.card
        if action not in ("disclose", "restrict", "lift", "hold", "release", "erase", "erase_person"):
            return True
        if card is None or card.erased or not self._may(Right.DISCLOSE if action == "disclose" else Right.ERASE):
            return False
        match action:
            case "disclose":
                return not self._shut
            case "restrict" | "lift":
                return card.restricted == (action == "lift")
            case "hold" | "release":
                return card.on_hold == (action == "release")
            case "erase_person":
                row = self.rows.row if self.section == "people" and self._on_rows else None
                return isinstance(row, RowWork) and row.id > 0
        return True
