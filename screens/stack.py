"""What lies on the desk: numbers as they were typed or scanned, and the cards they stand for (L1)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from locales.messages import N_, NC_, NP_
from locales.words import Words
from screens.room import Room
from screens.widgets.chrome import Line
from screens.widgets.drawn import Piece
from store import cards
from store.access import Actor
from store.cards import CardRow
from store.engines import DatabaseGone
from store.errors import Refused
from store.loan_check import ON_THE_WAY
from store.slips import LoanRecord

OUT = N_("out: {borrower}, due {due}")
OVERDUE = NP_("out: {borrower}, overdue {n} day", "out: {borrower}, overdue {n} days")
BACK = N_("back from {borrower}")
BACK_RESERVED = N_("back from {borrower}: {next} waits for it")
IN_DRAWER, ARCHIVED = N_("in the drawer"), N_("archived: cannot be lent")
RESTRICTED = N_("restricted: cannot be lent")


class StackLine(NamedTuple):
    """A number as typed, and its card; without a card, `problem` says why."""

    id: int
    typed: str
    card: CardRow | None
    problem: Refused | None = None
    same_as: int | None = None
    """The line on which this card stands already."""
    back: LoanRecord | None = None
    """The loan that ended here, of a card taken back by its number."""

    def state(self, words: Words, today: date | None) -> str:
        if self.back is not None:
            said = BACK_RESERVED if self.back.next else BACK
            return words(said, borrower=self.back.borrower, next=self.back.next or "")
        if self.same_as is not None:
            return words(N_("is on line {line} already"), line=str(self.same_as))
        if isinstance(self.problem, DatabaseGone):
            return words(N_("no line: looked up later"))
        if self.card is None:
            return words(self.problem.message, **self.problem.values) if self.problem else ""
        if self.card.archived:
            return words(ARCHIVED)
        if self.card.out_to is None and self.card.restricted:
            return words(RESTRICTED)
        if self.card.on_way_to is not None:
            return words(ON_THE_WAY, branch=self.card.on_way_to)
        if self.card.out_to is None:
            return words(IN_DRAWER)
        if today is not None and self.card.out_due is not None and self.card.out_due < today:
            return words(OVERDUE, borrower=self.card.out_to, n=(today - self.card.out_due).days)
        due = words.date(self.card.out_due, "short") if self.card.out_due else ""
        return words(OUT, borrower=self.card.out_to, due=due)

    @property
    def lendable(self) -> bool:
        card = self.card
        free = card is not None and not (card.out_to or card.set_aside)
        return free and self.same_as is None and self.back is None

    @property
    def returnable(self) -> bool:
        return self.card is not None and self.same_as is None and self.card.out_to is not None

    @property
    def ink(self) -> str:
        if self.card is None or self.same_as is not None or self.card.set_aside:
            return "red"
        waited_for = self.back is not None and self.back.next is not None
        return "amber" if self.card.out_to or waited_for else "plain"


def look_up(actor: Actor, typed: str) -> CardRow:
    """The card of a number typed or scanned. Raises NoSuchCard, NotYourCard."""
    return cards.rows_of(actor, [cards.card_id(actor, typed)])[0]


async def line_of(room: Room, id_: int, typed: str, stack: Sequence[StackLine]) -> StackLine:
    """The line of a number that was typed, beside those that stand on the stack already."""
    card = problem = None
    try:
        card = await room.store(look_up, room.who(), typed)
    except Refused as refusal:
        problem = refusal
    ids = [other.card.id if other.card and not other.back else 0 for other in stack]
    same_as = ids.index(card.id) + 1 if card and card.id in ids else None
    return StackLine(id_, typed, card, problem, same_as)


class DeskLabel(Line):
    """What stands before the field for numbers, and whether each takes its card back."""

    DEFAULT_CSS = """
    DeskLabel { width: 14; }
    """
    taking_back = False

    def pieces(self, _cells: int) -> list[Piece]:
        return [
            (self.words(NC_("desk", "Taking back")), "amber")
            if self.taking_back
            else (self.words(N_("Card no.")), "accent")
        ]
