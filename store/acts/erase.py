"""Erasing what is kept about a person (K6): a card, or one of its people. Touches the drawers of cards, lending,
submissions, drafts, staged sheets and the journal's values, in one act of the journal; `erased_places` knows where what
stands. The number and the acts remain. Nothing undoes it.

Whoever asks is refused while the card is out, is asked for or reserved, or on hold. What was erased is listed without
its values, so that a backup put back is erased again before anybody reads it (`erasures`).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from locales.messages import N_
from store import access, cards, database, journal, merges, originals, reservations, retention, search, slips
from store.access import Actor, Right
from store.acts import erased_places, erasures
from store.acts.erased_places import Erasing, Sought, Subject
from store.acts.erasures import Erased
from store.card_rows import CardRow, masked_rows
from store.errors import Refused


class OnHold(Refused):
    card_no: str
    message = N_("Card {card_no} is on hold, for a dispute. Release it first.")


class StillAskedFor(Refused):
    card_no: str
    slip: int
    message = N_("Card {card_no} is asked for on slip {slip}. Answer or withdraw that first.")


class StillReserved(Refused):
    card_no: str
    borrower: str
    message = N_("{borrower} waits for card {card_no}. Let the reservation be given up first.")


class StillOnPaper(Refused):
    card_no: str
    borrower: str
    slip: int
    message = N_("{borrower} has an extract of card {card_no}, slip {slip}. Have it back or destroyed first.")


class NamesThem(Refused):
    message = N_(
        "The reason stays in the journal, so it must not name the person. Say it without name, phone or e-mail."
    )


class NoSuchPerson(Refused):
    card_no: str
    message = N_("There is no such person on card {card_no}.")


class NotPast(Refused):
    card_no: str
    message = N_("Card {card_no} is not past its retention.")


class ErasedRecord(NamedTuple):
    """A card as it is now, and how many reasons in the journal were blanked with it. `original` is the number of its
    original on paper, which is void now and is to be destroyed."""

    row: CardRow
    reasons: int
    original: int | None = None


def refuse_erasing(actor: Actor, card: int) -> CardRow:
    """The card, if it may be erased. Raises NotAllowed, NotYourCard, BranchOnly, Erased, CardIsOut, StillOnPaper,
    StillAskedFor, StillReserved, OnHold. Does not write."""
    actor = access.require(actor, Right.ERASE)
    (row,) = slips.within_reach(actor, Right.ERASE, [card])
    _refuse(row)
    return row


def _refuse(row: CardRow) -> None:
    if row.erased:
        raise cards.Erased(card_no=row.card_no)
    if row.on_hold:
        raise OnHold(card_no=row.card_no)
    refuse_running(row)


def refuse_running(row: CardRow) -> None:
    """Raises CardIsOut, StillOnPaper, StillAskedFor, StillReserved for a card about which something runs."""
    for state, holds, kind, borrower, slip in database.rows(
        "select l.state, l.holds, s.kind, s.borrower_name, s.number from slip_card l join slip s on s.id = l.slip_id"
        " where l.card_id = ? and l.state in ('requested', 'approved', 'out') order by l.holds desc, l.id",
        (row.id,),
    ):
        if state != "out":
            raise StillAskedFor(card_no=row.card_no, slip=slip)
        if holds:
            raise cards.CardIsOut(card_no=row.card_no, borrower=borrower)
        if kind == "extract":
            raise StillOnPaper(card_no=row.card_no, borrower=borrower, slip=slip)
    queue = reservations.queue(row.id)
    if queue:
        raise StillReserved(card_no=row.card_no, borrower=queue[0].borrower)


def erase(actor: Actor, card: int, reason: str) -> ErasedRecord:
    """Erase what is kept about the customer of a card, and of those that were merged into it: number and acts remain.

    `reason` must not name them. Raises what `refuse_erasing` does, ReasonMissing and NamesThem; then nothing is erased.
    Journal: one entry "erase_card".
    """
    actor = access.require(actor, Right.ERASE)
    with database.writing():
        return _erase_one(actor, card, None, slips.reason_given(reason))


def erase_person(actor: Actor, card: int, person: int, reason: str) -> ErasedRecord:
    """Erase one of the people of a card, the rest of which stays. Raises as `erase`, and NoSuchPerson."""
    actor = access.require(actor, Right.ERASE)
    said = slips.reason_given(reason)
    with database.writing():
        return _erase_one(actor, card, person, said)


def _erase_one(actor: Actor, card: int, person: int | None, reason: str) -> ErasedRecord:
    (row,) = slips.within_reach(actor, Right.ERASE, [card])
    with journal.entry(row.branch_id, actor.staff_id, "erase_card", reason) as entry:
        row = _locked(actor, card)
        _refuse(row)
        if person is not None and not database.rows(
            "select 1 from person where id = ? and card_id = ?", (person, card)
        ):
            raise NoSuchPerson(card_no=row.card_no)
        subject = Subject(card, row.branch_id, person, actor.staff_id)
        subjects = [subject, *(subject._replace(card=one) for one in merges.of(card)[1:] if person is None)]
        sought = [erased_places.sought(one) for one in subjects]
        if any(theirs.named_in(reason) for theirs in sought):
            raise NamesThem()
        original = originals.numbers([card]).get(card)
        reasons = 0
        for one, theirs in zip(subjects, sought, strict=True):
            reasons += _blank(entry, one, theirs)
            erasures.note(one, database.now(), actor.name, reason)
    return ErasedRecord(masked_rows(access.reading(actor), [card])[0], reasons, original)


def _locked(actor: Actor, card: int) -> CardRow:
    """The card as it is now; nobody else changes it until the transaction ends."""
    if database.engine() == "postgresql":
        database.rows("select id from card where id = ? for update", (card,))
    return masked_rows(access.reading(actor), [card])[0]


def _blank(entry: journal.Entry, subject: Subject, theirs: Sought) -> int:
    """Blank every place, let the search index follow, and say so in the entry. Returns how many reasons went."""
    reasons = erased_places.reasons_naming(subject, theirs)
    with search.following(subject.branch_id, [subject.card]):
        for place in erased_places.PLACES:
            place(Erasing(entry, subject, theirs))
    journal.blank_reasons(entry, reasons)
    record, record_id = ("card", subject.card) if subject.person is None else ("person", subject.person)
    entry.note(journal.Change(record, record_id, subject.card, "erased", None, "1"))
    database.execute("insert into card_change (branch_id, card_id) values (?, ?)", (subject.branch_id, subject.card))
    return len(reasons)


class LeftOver(NamedTuple):
    """A card that was not erased, and why."""

    card_no: str
    why: Refused


def erase_past(
    actor: Actor, wanted: Sequence[int], reason: str, told: Callable[[int], None] | None = None
) -> tuple[list[ErasedRecord], list[LeftOver]]:
    """Erase cards past their retention, each an act and a transaction of its own. Returns what was erased, and what was
    not: a card that was dealt with meanwhile, or about which something runs. `told` hears how many are done; what it
    raises stops the rest. Raises NotAllowed, ReasonMissing."""
    actor = access.require(actor, Right.ERASE)
    slips.reason_given(reason)
    done, left = list[ErasedRecord](), list[LeftOver]()
    for place, card in enumerate(dict.fromkeys(wanted), 1):
        row = next(iter(masked_rows(access.reading(actor), [card])), None)
        card_no = row.card_no if row else str(card)
        try:
            if not retention.is_past(actor, card):
                raise NotPast(card_no=card_no)
            done.append(erase(actor, card, reason))
        except Refused as why:
            left.append(LeftOver(card_no, why))
        if told is not None:
            told(place)
    return done, left


def erase_again(listed: Sequence[Erased]) -> int:
    """Erase in a room that was put back what had been erased since its backup was made. Before anybody reads it, so
    nothing refuses. Returns how many cards and people that were."""
    done = 0
    for one in listed:
        subject = erasures.found(one)
        if subject is None:
            continue
        with journal.entry(subject.branch_id, None, "erase_again", one.reason) as entry:
            _blank(entry, subject, erased_places.sought(subject))
            erasures.note(subject, one.moment, one.by, one.reason)
        done += 1
    return done
