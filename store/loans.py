"""Lending: who has which card, until when, for what (L1, L2, L3, L4).

A card is out to one person at a time: a unique index says so, and the slower of two keepers is told. A loan is also the
grant that opens the card to its borrower; `access` reads it from these rows. Overdue is derived from due dates.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import peewee

from locales.messages import N_
from store import access, database, journal, loan_check, offices, originals, reservations, slips
from store.access import Actor, Right
from store.card_rows import masked_rows
from store.errors import Refused
from store.loan_check import Check, NeedsConfirmation
from store.slips import (
    KINDS,
    STATES,
    AlreadyOut,
    ArchivedCard,
    BadDueDate,
    Borrower,
    BorrowerMissing,
    LoanRecord,
    NotABorrower,
    NothingToLend,
    NotOut,
    PurposeMissing,
    SlipRecord,
    usual_due,
)
from store.tables.choices import HOLDING_KINDS, OPENING_KINDS

__all__ = [
    "HOLDING_KINDS",
    "KINDS",
    "STATES",
    "AlreadyOut",
    "ArchivedCard",
    "BadDueDate",
    "BorrowerMissing",
    "Check",
    "LoanRecord",
    "NeedsConfirmation",
    "NotABorrower",
    "NotOut",
    "NothingToLend",
    "PurposeMissing",
    "SlipRecord",
    "usual_due",
]
"""What came with the slips for those who use this drawer."""


class BadReturnDay(Refused):
    day: date
    card_no: str
    message = N_("Card {card_no} cannot have come back on {day}: it was not out then, or the day is still to come.")


class SearchFirst(Refused):
    cards: tuple[str, ...]
    message = N_("Search the drawer for {cards} first; then note where you looked, and it counts as lost.")


class NotLost(Refused):
    card_no: str
    message = N_("Card {card_no} is not noted as lost.")


class NotYours(Refused):
    card_no: str
    logged = True
    message = N_("Card {card_no} is not out to you.")


# lending


def check(actor: Actor, cards: Sequence[int], *, to: str = "", due: date | None = None, kind: str = "visit") -> Check:
    """What stands against lending `cards`, and for how long they may be lent; `to` may not be known yet.

    Raises NotAllowed, NotABorrower, NotYourCard, BranchOnly. Does not write.
    """
    actor = access.require(actor, Right.LEND)
    rows = slips.within_reach(actor, Right.LEND, cards)
    borrower = slips.borrower_of(actor.branch_id, to) if to.strip() else None
    return loan_check.check(actor.branch_id, rows, borrower, due, kind, offices.today(actor))


def lend(
    actor: Actor,
    cards: Sequence[int],
    *,
    to: str,
    purpose: str,
    due: date | None = None,
    kind: str = "visit",
    confirmed: str = "",
) -> SlipRecord:
    """Lend cards to one person until a day and open the grants that go with them (L1, L2, L7).

    A card whose rule needs approval is handed over if it was approved for this borrower; else the slip asks for it, and
    it stays in the drawer (`asked`). All or none: one card refused refuses the slip, and nothing is written. `to` is a
    sign-in or full name, `due` counts to the end of that day in the branch; None takes the usual length. `confirmed` is
    the reason for what the rules doubt. Raises NotAllowed, NothingToLend, BorrowerMissing, PurposeMissing, BadDueDate,
    NotABorrower, ArchivedCard, AskedAlready, NeedsConfirmation, and AlreadyOut, also for the slower of two keepers who
    lend the same card at once: the index decides, not the look beforehand.
    """
    actor = access.require(actor, Right.LEND)
    today = offices.today(actor)
    wanted = slips.sound(cards, to, purpose, due, today)
    borrower = slips.borrower_of(actor.branch_id, to)
    slips.wait_for_cards(wanted)
    with database.writing():
        slips.lock(borrower)
        slips.lock_cards(wanted)
        checked = loan_check.check(
            actor.branch_id, slips.within_reach(actor, Right.LEND, wanted), borrower, due, kind, today
        )
        loan_check.refuse_impossible(checked)
        loan_check.refuse_unconfirmed(checked, confirmed)
        due = due or loan_check.due_of(checked, today)
        goes = any(not one.waits for one in checked.cards)
        with journal.entry(actor.branch_id, actor.staff_id, "lend" if goes else "ask", purpose.strip()) as entry:
            number, lines = _write_slip(entry, actor, checked, borrower, kind, purpose, due, today)
            _keep_reason(entry, checked, lines, confirmed.strip())
    reading = access.reading(actor)
    given, asked = ([one.card.id for one in checked.cards if one.waits is waits] for waits in (False, True))
    return SlipRecord(
        number,
        kind,
        borrower.name,
        borrower.user,
        purpose.strip(),
        due,
        tuple(masked_rows(reading, given)),
        tuple(masked_rows(reading, asked)),
        tuple(lines[one.card.id] for one in checked.cards),
        tuple((one.card.card_no, one.original) for one in checked.cards if one.original and not one.waits),
    )


def _write_slip(
    entry: journal.Entry,
    actor: Actor,
    checked: Check,
    borrower: Borrower,
    kind: str,
    purpose: str,
    due: date,
    today: date,
) -> tuple[int, dict[int, int]]:
    """The slip's number and its lines by card. Cards approved before stay on their own slip."""
    now = database.now()
    lines, number, slip = {}, 0, 0
    if any(one.approved is None for one in checked.cards):
        slip, number = slips.open_slip(actor.branch_id, actor.staff_id, kind, borrower, purpose, due, now)
    for one in checked.cards:
        card = one.card.id
        try:
            if one.approved is not None:
                lines[card] = one.approved
                if not slips.move(entry, one.approved, card, "approved", "out", out_at=now, due=due):
                    raise slips.moved_meanwhile(one.approved, one.card.card_no)
                entry.note(journal.Change("slip_card", one.approved, card, "borrower", None, borrower.name))
            elif one.waits:
                lines[card] = slips.add_line(
                    entry, slip, card, kind, borrower, "requested", due, approver=one.terms.approver
                )
            else:
                lines[card] = slips.add_line(entry, slip, card, kind, borrower, "out", due, out_at=now)
        except peewee.IntegrityError:
            raise slips.out_already(card, today) from None
        if not one.waits:
            reservations.serve(entry, card, borrower)
    return number or _number_of(next(iter(lines.values()))), lines


def _number_of(line: int) -> int:
    found = database.rows("select s.number from slip s join slip_card l on l.slip_id = s.id where l.id = ?", (line,))
    return int(found[0][0])


def _keep_reason(entry: journal.Entry, checked: Check, lines: Mapping[int, int], confirmed: str) -> None:
    for card in dict.fromkeys(one.card.id for one, _ in checked.doubts()):
        entry.note(journal.Change("slip_card", lines[card], card, "confirmed", None, confirmed))


def take_lending_back(actor: Actor, slip: SlipRecord) -> None:
    """Undo a slip just made: its cards are back in the drawer, and it says cancelled; what had been approved before is
    approved again. Raises NotAllowed."""
    actor = access.require(actor, Right.LEND)
    with journal.entry(actor.branch_id, actor.staff_id, "cancel_slip") as entry:
        for line, card, state, decided, borrower, out_at in database.rows(
            "select id, card_id, state, decided_at, borrower_id, out_at from slip_card where branch_id = ?"
            f" and id in {database.marks(slip.lines)} and state in ('out', 'requested')",
            (actor.branch_id, *slip.lines),
        ):
            if state == "out" and decided is not None:
                slips.move(entry, line, card, "out", "approved", out_at=None)
            else:
                ended = {"ended_at": database.now(), "ended_by_id": actor.staff_id}
                slips.move(entry, line, card, state, "cancelled", **ended)
            if state == "out":
                reservations.wait_again(entry, card, borrower, database.moment(out_at))


# coming back


def give_back(
    actor: Actor, cards: Sequence[int], *, on: date | None = None, results: Mapping[int, str] | None = None
) -> list[LoanRecord]:
    """Take cards back from whoever has them; the borrower need not be named (L1).

    `on` dates the return back to the day when they came; `results` says what each visit brought, by card. All or none.
    Returns the loans that ended, in the order given; `next` says who has reserved the card. Raises NotAllowed, NotOut,
    NotYourCard, BranchOnly, BadReturnDay.
    """
    actor = access.require(actor, Right.LEND)
    branch, today = offices.branch(actor), offices.today(actor)
    ended = []
    with journal.entry(actor.branch_id, actor.staff_id, "return") as entry:
        for row in slips.within_reach(actor, Right.LEND, cards):
            loans = slips.open_loans("l.card_id = ? and l.holds", (row.id,), today)
            if not loans:
                raise NotOut(card_no=row.card_no)
            if on is not None and not loans[0].lent_on <= on <= today:
                raise BadReturnDay(day=on, card_no=row.card_no)
            columns = {"ended_at": _came(loans[0].id, on, today, branch.time_zone), "ended_by_id": actor.staff_id}
            result = (results or {}).get(row.id, "").strip() or None
            if not slips.move(entry, loans[0].id, row.id, "out", "returned", **columns, result=result):
                raise NotOut(card_no=row.card_no)
            if on not in (None, today):
                entry.note(journal.Change("slip_card", loans[0].id, row.id, "returned_on", None, journal.text(on)))
            if result:
                entry.note(journal.Change("slip_card", loans[0].id, row.id, "result", None, result))
            ended.append(loans[0])
    return ended


def _came(line: int, on: date | None, today: date, zone: str) -> datetime:
    """The moment of a return: now, or on an earlier day at noon, but not before the card went out."""
    if on is None or on == today:
        return database.now()
    out_at = database.moment(database.rows("select out_at from slip_card where id = ?", (line,))[0][0])
    return max(slips.noon(on, zone), out_at)


def take_return_back(actor: Actor, loans: Iterable[LoanRecord]) -> None:
    """Undo a return or a loss just noted: the loans run on as they were. Raises NotAllowed, AlreadyOut."""
    actor = access.require(actor, Right.LEND)
    with journal.entry(actor.branch_id, actor.staff_id, "undo_return") as entry:
        for loan in loans:
            found = database.rows(
                "select state from slip_card where id = ? and branch_id = ? and state in ('returned', 'lost')",
                (loan.id, actor.branch_id),
            )
            ended: dict[str, Any] = dict.fromkeys(("ended_at", "ended_by_id", "result", "reason"))
            try:
                if not found or not slips.move(entry, loan.id, loan.card_id, found[0][0], "out", **ended):
                    raise slips.moved_meanwhile(loan.id, loan.card_no)
            except peewee.IntegrityError:
                raise slips.out_already(loan.card_id, offices.today(actor)) from None
            originals.find_inside(entry, loan.card_id, loan.id)


def lose(actor: Actor, cards: Sequence[int], searched: str) -> list[LoanRecord]:
    """Note cards that are out as lost; the grant ends, and the original that went along is void (L1). `searched` says
    where they were looked for first.

    Raises NotAllowed, NotOut, NotYourCard, BranchOnly, and SearchFirst without `searched`.
    """
    actor = access.require(actor, Right.LEND)
    today = offices.today(actor)
    rows = slips.within_reach(actor, Right.LEND, cards)
    if not searched.strip():
        raise SearchFirst(cards=tuple(row.card_no for row in rows))
    gone = []
    with journal.entry(actor.branch_id, actor.staff_id, "lose", searched.strip()) as entry:
        for row in rows:
            loans = slips.open_loans("l.card_id = ? and l.holds", (row.id,), today)
            now = database.now()
            ended = {"ended_at": now, "ended_by_id": actor.staff_id, "reason": searched.strip()}
            if not loans or not slips.move(entry, loans[0].id, row.id, "out", "lost", **ended):
                raise NotOut(card_no=row.card_no)
            originals.lose_inside(entry, row.id, loans[0].id, searched.strip())
            gone.append(loans[0])
    return gone


def find_lost(actor: Actor, cards: Sequence[int]) -> list[LoanRecord]:
    """Cards noted as lost have turned up: they are back, and so are their originals, where there is no new one.

    Raises NotAllowed, NotLost, NotYourCard, BranchOnly."""
    actor = access.require(actor, Right.LEND)
    today = offices.today(actor)
    found = []
    with journal.entry(actor.branch_id, actor.staff_id, "find_lost") as entry:
        for row in slips.within_reach(actor, Right.LEND, cards):
            loans = slips.loans("l.card_id = ? and l.holds", (row.id,), today, "l.id desc limit 1")
            now = database.now()
            ended = {"ended_at": now, "ended_by_id": actor.staff_id}
            if not loans or loans[0].state != "lost":
                raise NotLost(card_no=row.card_no)
            if not slips.move(entry, loans[0].id, row.id, "lost", "returned", **ended):
                raise slips.moved_meanwhile(loans[0].id, row.card_no)
            originals.find_inside(entry, row.id, loans[0].id)
            found.append(loans[0])
    return found


def confirm_read(actor: Actor, card: int) -> None:
    """Whoever holds a card says that they have read it, before the visit (L3). Said once; again changes nothing.

    Raises NotYours, and NotYourCard for a card that they may not see.
    """
    actor = access.actor_of(actor.staff_id)
    held = database.rows(
        "select l.id, l.read_at from slip_card l join slip s on s.id = l.slip_id where l.card_id = ?"
        " and l.borrower_id = ? and l.state = 'out' and l.due >= ?"
        f" and s.kind in {database.marks(OPENING_KINDS)}",
        (card, actor.staff_id, offices.today(actor), *OPENING_KINDS),
    )
    if not held:
        raise NotYours(card_no=_card_no(actor, card))
    unread = [line for line, read_at in held if read_at is None]
    if not unread:
        return
    with journal.entry(actor.branch_id, actor.staff_id, "read_card") as entry:
        for line in unread:
            now = database.now()
            if database.execute("update slip_card set read_at = ? where id = ? and read_at is null", (now, line)):
                entry.note(journal.Change("slip_card", line, card, "read", None, "1"))


def _card_no(actor: Actor, card: int) -> str:
    return slips.seen(access.reading(actor), [card])[0].card_no
