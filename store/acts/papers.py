"""Papers that leave the room: a slip's pack, labels of cards, the slip for whoever waits (L2, L4, L5, K2).

Each is gathered for the person who wants it, as far as they may read it at that moment, and written down in the journal
before the paper stands, so that nothing leaves unnoted. A pack belongs to its slip: it is no second loan.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from locales.messages import N_
from store import access, cards, database, heads, journal, offices, reservations, seen, slips, warranties, whereabouts
from store.access import Actor, Right
from store.card_rows import CardRow
from store.cards import CardRecord
from store.errors import Refused
from store.fields import Part
from store.heads import HeadRecord
from store.offices import BranchRecord
from store.slips import LoanRecord
from store.warranties import WarrantyRecord

EARLIER_SHOWN = 4
"""How many earlier loans of a card, with what they brought, stand on its page."""


class NoSuchSlip(Refused):
    """Also for a slip that is nothing to whoever asks, so that nobody learns which there are."""

    slip: int
    message = N_("There is no slip {slip} that you keep or hold.")


class NothingOut(Refused):
    slip: int
    message = N_("No card of slip {slip} is out: there is nothing to print.")


class NotOpenToYou(Refused):
    slip: int
    cards: tuple[str, ...]
    message = N_("Slip {slip} no longer opens {cards} to you: its due date has passed. Let the keeper renew it first.")


class LostPrint(Refused):
    cards: tuple[str, ...]
    message = N_("{cards}: noted as lost, and what was printed is void. Only a manager may print it anew.")


class NothingToLabel(Refused):
    message = N_("There is no card to label. Mark some, or type their numbers.")


class NobodyWaits(Refused):
    card_no: str
    message = N_("Nobody waits for card {card_no}.")


class NotBackYet(Refused):
    card_no: str
    borrower: str
    message = N_("Card {card_no} is still out to {borrower}. The slip for whoever waits is printed when it is back.")


class Origin(NamedTuple):
    """What stands on every paper: who took it out, of which branch, when, and where the journal's chain ended then."""

    who: str
    branch: BranchRecord
    at: datetime
    head: HeadRecord


class OnSlip(NamedTuple):
    """A line of a slip, by which the slip is found in whichever branch; `slip` is its number."""

    id: int
    slip: int


class PackCard(NamedTuple):
    """A card of a pack, whole, with the loan that it is out on and the loans before that, the latest first."""

    card: CardRecord
    loan: LoanRecord
    warranties: tuple[WarrantyRecord, ...]
    earlier: tuple[LoanRecord, ...]


class Pack(NamedTuple):
    """The cards of a slip that are out, in the order in which they were lent."""

    origin: Origin
    number: int
    borrower: str
    purpose: str
    cards: tuple[PackCard, ...]


class LabelSheet(NamedTuple):
    origin: Origin
    cards: tuple[CardRow, ...]


class Wait(NamedTuple):
    """A card that came back, and who comes first of those who wait for it; `more` is how many come after."""

    card: CardRow
    reservation: int
    borrower: str
    purpose: str
    since: date
    back_on: date | None
    back_from: str
    more: int


class WaitSlips(NamedTuple):
    origin: Origin
    waits: tuple[Wait, ...]


# the pack of a slip


def pack(actor: Actor, number: int) -> Pack:
    """The pack of a slip of the actor's branch, for those who keep its cards and for whoever holds them (L2).

    Raises NoSuchSlip, NothingOut, NotOpenToYou, LostPrint. Does not write.
    """
    found = database.rows(
        "select id, borrower_id, branch_id from slip where branch_id = ? and number = ?", (actor.branch_id, number)
    )
    return _pack(actor, number, found)


def pack_of_loan(actor: Actor, loan: LoanRecord | OnSlip) -> Pack:
    """The pack of the slip that a loan stands on, of whichever branch. Raises what `pack` does. Does not write."""
    return _pack(actor, loan.slip, _slip_of(loan))


def _slip_of(loan: LoanRecord | OnSlip) -> list[tuple[Any, ...]]:
    return database.rows(
        "select s.id, s.borrower_id, s.branch_id from slip s join slip_card l on l.slip_id = s.id where l.id = ?",
        (loan.id,),
    )


def _pack(actor: Actor, number: int, found: Sequence[Sequence[Any]]) -> Pack:
    actor = access.actor_of(actor.staff_id)
    branch, out = _out(actor, number, found)
    gathered = tuple(_pack_card(actor, loan) for loan in out)
    _refuse_lost(actor, gathered)
    return Pack(origin(actor, branch), number, out[0].borrower, out[0].purpose, gathered)


def _out(actor: Actor, number: int, found: Sequence[Sequence[Any]]) -> tuple[BranchRecord, list[LoanRecord]]:
    """The slip's branch, and those of its loans that run, each of a card that `actor` may read whole."""
    reading = access.reading(actor)
    if not found or (found[0][2] not in reading.branches and found[0][1] != actor.staff_id):
        raise NoSuchSlip(slip=number)
    slip, _, branch_id = found[0]
    branch = offices.branch_by_id(branch_id)
    today = database.today(branch.time_zone)
    out = slips.loans("l.slip_id = ? and l.state = 'out' and l.holds", (slip,), today, "l.id")
    if not out:
        raise NothingOut(slip=number)
    closed = [loan.card_no for loan in out if Part.CONFIDENTIAL not in reading.parts(loan.card_id, branch_id)]
    restricted = [loan.card_no for loan in out if loan.card_id in reading.restricted]
    if restricted:
        raise access.Restricted(card_no=restricted[0])
    if closed:
        raise NotOpenToYou(slip=number, cards=tuple(closed))
    return branch, out


def _pack_card(actor: Actor, loan: LoanRecord) -> PackCard:
    earlier = [one for one in whereabouts.where(actor, loan.card_id).earlier if one.id != loan.id]
    return PackCard(
        cards.show(actor, loan.card_id),
        loan,
        tuple(warranties.of_card(actor, loan.card_id)),
        tuple(earlier[:EARLIER_SHOWN]),
    )


def _refuse_lost(actor: Actor, gathered: Sequence[PackCard]) -> None:
    """A loss voids what was printed of the card, also where it is lent again: a manager allows a new print, by making
    it, until the card has come back."""
    gone = tuple(one.card.card_no for one in gathered if one.earlier and one.earlier[0].state == "lost")
    if gone and not actor.may(Right.APPROVE):
        raise LostPrint(cards=gone)


def note_pack(actor: Actor, made: Pack, file: str) -> int:
    """Write down that a pack leaves as `file`, if its cards are still what they were when it was gathered.

    Returns the number of the journal's entry. Raises what `pack` does. Journal: one entry "make_pack" with the slip,
    the file, and one change a card. The cards count as seen.
    """
    seen.note(actor, [one.card.id for one in made.cards], "printed")
    with journal.entry(made.origin.branch.id, actor.staff_id, "make_pack", made.purpose) as entry:
        _, out = _out(actor, made.number, _slip_of(made.cards[0].loan))
        left = {loan.id for loan in out}
        for one in made.cards:
            if one.loan.id not in left:
                raise slips.moved_meanwhile(one.loan.id, one.card.card_no)
        note_paper(entry, {"slip": str(made.number), "file": file})
        entry.note_all(
            journal.Change("slip_card", one.loan.id, one.loan.card_id, "printed", None, file) for one in made.cards
        )
    return entry.number


# labels


def labels(actor: Actor, wanted: Sequence[int]) -> LabelSheet:
    """Labels for the folders of cards: their number and name, which is the open part.

    Raises NotAllowed, NotYourCard, NothingToLabel. Does not write.
    """
    actor = access.require(actor, Right.EXPORT)
    if not wanted:
        raise NothingToLabel()
    rows = slips.seen(access.reading(actor), wanted)
    return LabelSheet(origin(actor, offices.branch(actor)), tuple(rows))


def note_labels(actor: Actor, made: LabelSheet, file: str) -> int:
    """Write down that labels leave as `file`. Raises NotAllowed, NotYourCard. Journal: one entry "make_labels"."""
    now = labels(actor, [row.id for row in made.cards])
    with journal.entry(now.origin.branch.id, actor.staff_id, "make_labels") as entry:
        note_paper(entry, {"file": file})
        entry.note_all(journal.Change("paper", 0, row.id, "label", None, row.card_no) for row in now.cards)
    return entry.number


# the slip for whoever waits


def wait_slips(actor: Actor, wanted: Sequence[int]) -> WaitSlips:
    """For each card that came back and that somebody has reserved: for whom it is kept (L4).

    Raises NotAllowed, NotYourCard, BranchOnly, NotBackYet, NobodyWaits. Does not write.
    """
    actor = access.require(actor, Right.LEND)
    rows = slips.within_reach(actor, Right.LEND, wanted)
    return WaitSlips(origin(actor, offices.branch(actor)), tuple(_wait(actor, row) for row in rows))


def _wait(actor: Actor, row: CardRow) -> Wait:
    if row.out_to is not None:
        raise NotBackYet(card_no=row.card_no, borrower=row.out_to)
    queue = reservations.queue(row.id)
    if not queue:
        raise NobodyWaits(card_no=row.card_no)
    first, last = queue[0], next(iter(whereabouts.where(actor, row.id).earlier), None)
    return Wait(
        row,
        first.id,
        first.borrower,
        first.purpose,
        first.since,
        last.returned_on if last else None,
        last.borrower if last else "",
        len(queue) - 1,
    )


def note_wait_slips(actor: Actor, made: WaitSlips, file: str) -> int:
    """Write down that slips for those who wait leave as `file`. Raises what `wait_slips` does. Journal: one entry
    "make_wait_slip" with one change a card."""
    wait_slips(actor, [wait.card.id for wait in made.waits])
    with journal.entry(made.origin.branch.id, actor.staff_id, "make_wait_slip") as entry:
        note_paper(entry, {"file": file})
        entry.note_all(
            journal.Change("reservation", wait.reservation, wait.card.id, "printed", None, wait.borrower)
            for wait in made.waits
        )
    return entry.number


# helpers


def origin(actor: Actor, branch: BranchRecord) -> Origin:
    return Origin(actor.name, branch, database.now(), heads.of_branch(branch.id))


def note_paper(entry: journal.Entry, values: Mapping[str, str]) -> None:
    entry.note_all(journal.Change("paper", 0, None, field, None, value) for field, value in values.items())
