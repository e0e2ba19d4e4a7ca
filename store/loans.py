"""Lending: who has which card, until when, for what (L1, L2, L4).

A card is out to one person at a time: a unique index says so, and the slower of two keepers is told. A loan is also the
grant that opens the card to its borrower; `access` reads it from these rows. Overdue is derived from due dates.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import peewee

from locales.messages import N_, Message
from store import access, database, journal, offices
from store.access import Actor, Reading, Right
from store.card_rows import CardRow, masked_rows
from store.errors import Refused
from store.readings import fold
from store.tables.choices import HOLDING_KINDS, LOAN_STATES

USUAL_DAYS = {"visit": 3, "on_site": 1, "pack": 1}
"""How long a slip of each kind usually runs."""
LONGEST_DAYS = 60
STATES = dict(LOAN_STATES)


class AlreadyOut(Refused):
    card_no: str
    borrower: str
    due: date
    message = N_("Card {card_no} is out to {borrower} until {due}. Nothing was lent.")


class ArchivedCard(Refused):
    card_no: str
    message = N_("Card {card_no} is archived and cannot be lent.")


class BadDueDate(Refused):
    due: date
    problem: Message
    message = N_("Due date {due}: {problem}")


class PurposeMissing(Refused):
    message = N_("A loan needs a purpose: a few words say what the card is for.")


class BorrowerMissing(Refused):
    message = N_("A loan needs a borrower: say who takes the card.")


class NotABorrower(Refused):
    name: str
    message = N_("{name} is no salesperson of this branch. Cards are lent to salespeople; others get extracts.")


class NotOut(Refused):
    card_no: str
    message = N_("Card {card_no} is not out.")


class NothingToLend(Refused):
    message = N_("There is no card to lend. Mark some, or type their numbers.")


class LoanRecord(NamedTuple):
    """A card on a slip. Days are the branch's; `overdue` is how many lie past the due date, 0 while none does."""

    id: int
    card_id: int
    card_no: str
    name: str
    slip: int
    borrower: str
    borrower_user: str
    purpose: str
    lent_on: date
    due: date
    returned_on: date | None
    overdue: int


LoanKey = tuple[date, int]
"""Where a loan stands among those that are out: its due date and id."""
START_FROM_END: LoanKey = (date.max, 0)


class SlipRecord(NamedTuple):
    """A slip and its cards in the order given."""

    number: int
    kind: str
    borrower: str
    purpose: str
    due: date
    cards: tuple[CardRow, ...]


class Whereabouts(NamedTuple):
    """Where a card is: `loan` is the open one, `earlier` those before it, the latest first."""

    card_no: str
    loan: LoanRecord | None
    earlier: tuple[LoanRecord, ...]


def usual_due(kind: str, today: date) -> date:
    """The due date that a slip of this kind has unless somebody chooses another."""
    return today + timedelta(days=USUAL_DAYS[kind])


def due_problem(due: date, today: date) -> Message | None:
    """Why `due` cannot be, or None."""
    if due < today:
        return N_("It has passed already.")
    if due > today + timedelta(days=LONGEST_DAYS):
        return N_("It is too far away: sixty days at most.")
    return None


def lend(
    actor: Actor, cards: Sequence[int], *, to: str, purpose: str, due: date | None = None, kind: str = "visit"
) -> SlipRecord:
    """Lend cards to one person until a day and open the grants that go with them (L1, L2).

    All or none: one card refused refuses the slip, and nothing is written. `to` is a sign-in or full name, `due` counts
    to the end of that day in the branch; None takes the kind's usual length. Raises NotAllowed, NothingToLend,
    BorrowerMissing, PurposeMissing, BadDueDate, NotABorrower, ArchivedCard, and AlreadyOut, also for the slower of two
    keepers who lend the same card at once: the index decides, not the look beforehand.
    """
    actor = access.require(actor, Right.LEND)
    reading = access.reading(actor)
    wanted = list(dict.fromkeys(cards))
    if not wanted:
        raise NothingToLend()
    if not to.strip():
        raise BorrowerMissing()
    if not purpose.strip():
        raise PurposeMissing()
    today = offices.today(actor)
    due = due or usual_due(kind, today)
    problem = due_problem(due, today)
    if problem:
        raise BadDueDate(due=due, problem=problem)
    borrower_id, borrower = _borrower(actor.branch_id, to)
    with journal.entry(actor.branch_id, actor.staff_id, "lend", purpose.strip()) as entry:
        rows = masked_rows(reading, wanted)
        if len(rows) < len(wanted) or any(row.branch_id != actor.branch_id for row in rows):
            raise access.NotYourCard()
        for row in rows:
            _refuse_unlendable(row)
        number = offices.next_number(actor.branch_id, "slip")
        now = database.now()
        slip = database.insert(
            "insert into slip (branch_id, number, kind, borrower_id, borrower_name, purpose, due, made_by_id, made_at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (actor.branch_id, number, kind, borrower_id, borrower, purpose.strip(), due, actor.staff_id, now),
        )
        for row in rows:
            line = _hand_out(actor, slip, row, borrower_id, kind in HOLDING_KINDS, due, now)
            entry.note(journal.Change("slip_card", line, row.id, "state", None, "out"))
            entry.note(journal.Change("slip_card", line, row.id, "borrower", None, borrower))
    return SlipRecord(number, kind, borrower, purpose.strip(), due, tuple(masked_rows(reading, wanted)))


def _borrower(branch_id: int, name: str) -> tuple[int, str]:
    """The salesperson of that sign-in or full name; without its accents too, where that says who is meant."""
    salespeople = database.rows(
        'select id, "user", name from staff where branch_id = ? and left_at is null and salesperson', (branch_id,)
    )
    for same in (str.casefold, fold):
        wanted = same(name.strip())
        found = [(int(id_), str(full)) for id_, user, full in salespeople if wanted in (same(user), same(full))]
        if len(found) == 1:
            return found[0]
    raise NotABorrower(name=name.strip())


def _refuse_unlendable(row: CardRow) -> None:
    if row.archived:
        raise ArchivedCard(card_no=row.card_no)
    if row.out_to and row.out_due:
        raise AlreadyOut(card_no=row.card_no, borrower=row.out_to, due=row.out_due)


def _hand_out(actor: Actor, slip: int, row: CardRow, borrower_id: int, holds: bool, due: date, now: datetime) -> int:
    try:
        with database.writing():
            return database.insert(
                "insert into slip_card (branch_id, slip_id, card_id, borrower_id, holds, state, due, out_at)"
                " values (?, ?, ?, ?, ?, 'out', ?, ?)",
                (actor.branch_id, slip, row.id, borrower_id, holds, due, now),
            )
    except peewee.IntegrityError:
        first = _open_loans("l.card_id = ? and l.holds", (row.id,), offices.today(actor))[0]
        raise AlreadyOut(card_no=row.card_no, borrower=first.borrower, due=first.due) from None


def give_back(actor: Actor, cards: Sequence[int]) -> list[LoanRecord]:
    """Take cards back from whoever has them; the borrower need not be named (L1).

    All or none. Returns the loans that ended, in the order given. Raises NotAllowed, NotOut, NotYourCard.
    """
    actor = access.require(actor, Right.LEND)
    reading = access.reading(actor)
    today = offices.today(actor)
    ended = []
    with journal.entry(actor.branch_id, actor.staff_id, "return") as entry:
        for row in _seen(reading, cards):
            loans = _open_loans("l.card_id = ? and l.holds", (row.id,), today)
            now = database.now()
            touched = loans and database.execute(
                "update slip_card set state = 'returned', ended_at = ?, ended_by_id = ? where id = ? and state = 'out'",
                (now, actor.staff_id, loans[0].id),
            )
            if not touched:
                raise NotOut(card_no=row.card_no)
            entry.note(journal.Change("slip_card", loans[0].id, row.id, "state", "out", "returned"))
            ended.append(loans[0])
    return ended


def take_return_back(actor: Actor, loans: Iterable[LoanRecord]) -> None:
    """Undo a return just made: the loans run on as they were. Raises NotAllowed, AlreadyOut."""
    actor = access.require(actor, Right.LEND)
    with journal.entry(actor.branch_id, actor.staff_id, "undo_return") as entry:
        for loan in loans:
            _reopen(actor, loan)
            entry.note(journal.Change("slip_card", loan.id, loan.card_id, "state", "returned", "out"))


def _reopen(actor: Actor, loan: LoanRecord) -> None:
    try:
        with database.writing():
            database.execute(
                "update slip_card set state = 'out', ended_at = null, ended_by_id = null"
                " where id = ? and state = 'returned' and branch_id = ?",
                (loan.id, actor.branch_id),
            )
    except peewee.IntegrityError:
        first = _open_loans("l.card_id = ? and l.holds", (loan.card_id,), offices.today(actor))[0]
        raise AlreadyOut(card_no=loan.card_no, borrower=first.borrower, due=first.due) from None


def cancel_slip(actor: Actor, slip: int) -> None:
    """Undo a slip just made: its cards are back in the drawer and the slip says cancelled. Raises NotAllowed."""
    actor = access.require(actor, Right.LEND)
    with journal.entry(actor.branch_id, actor.staff_id, "cancel_slip") as entry:
        for line, card in database.rows(
            "select l.id, l.card_id from slip_card l join slip s on s.id = l.slip_id"
            " where s.branch_id = ? and s.number = ? and l.state = 'out'",
            (actor.branch_id, slip),
        ):
            database.execute(
                "update slip_card set state = 'cancelled', ended_at = ?, ended_by_id = ? where id = ?",
                (database.now(), actor.staff_id, line),
            )
            entry.note(journal.Change("slip_card", line, card, "state", "out", "cancelled"))


def _seen(reading: Reading, cards: Sequence[int]) -> list[CardRow]:
    wanted = list(dict.fromkeys(cards))
    rows = masked_rows(reading, wanted)
    if len(rows) < len(wanted):
        raise access.NotYourCard()
    return rows


def out(
    actor: Actor,
    *,
    overdue: bool = False,
    after: LoanKey | None = None,
    before: LoanKey | None = None,
    limit: int | None = None,
) -> list[LoanRecord]:
    """The cards that are out in the branches `actor` reads, or to themselves; the longest due first. Does not write.

    A window of them: the `limit` ones `after` or just `before` a loan's key. `before` START_FROM_END begins at the end.
    """
    scope, params, today = _out(actor, overdue)
    if after:
        scope, params = f"{scope} and (l.due, l.id) > (?, ?)", [*params, *after]
    if before:
        scope, params = f"{scope} and (l.due, l.id) < (?, ?)", [*params, *before]
    order = "l.due desc, l.id desc" if before else "l.due, l.id"
    found = _loans(scope, params, today, order if limit is None else f"{order} limit {int(limit)}")
    return found[::-1] if before else found


def count_out(actor: Actor, *, overdue: bool = False) -> int:
    """How many cards `out` would list. Does not write."""
    scope, params, _ = _out(actor, overdue)
    return int(database.rows(f"select count(*) from slip_card l where {scope}", params)[0][0])


def _out(actor: Actor, overdue: bool) -> tuple[str, list[Any], date]:
    current = access.actor_of(actor.staff_id)
    today = offices.today(current)
    branches = access.reading(current).branches
    params: list[Any] = list(branches) or [current.staff_id]
    scope = f"l.branch_id in ({', '.join('?' * len(branches))})" if branches else "l.borrower_id = ?"
    if overdue:
        scope, params = f"{scope} and l.due < ?", [*params, today]
    return f"l.state = 'out' and {scope}", params, today


def where(actor: Actor, card: int) -> Whereabouts:
    """Where a card is and who had it (L4). Raises NotYourCard. Does not write."""
    (row,) = _seen(access.reading(actor), [card])
    today = offices.today(actor)
    loans = _loans("l.card_id = ?", (card,), today, "l.id desc limit 50")
    current = next((loan for loan in loans if loan.returned_on is None), None)
    return Whereabouts(row.card_no, current, tuple(loan for loan in loans if loan is not current))


def _open_loans(condition: str, params: Sequence[Any], today: date) -> list[LoanRecord]:
    return _loans(f"l.state = 'out' and {condition}", params, today, "l.due, l.id")


def _loans(condition: str, params: Sequence[Any], today: date, order: str) -> list[LoanRecord]:
    found = database.rows(
        'select l.id, l.card_id, b.prefix, c.number, c.name, s.number, s.borrower_name, h."user", s.purpose,'
        " l.out_at, l.due, l.ended_at, b.time_zone"
        " from slip_card l join slip s on s.id = l.slip_id join card c on c.id = l.card_id"
        " join branch b on b.id = c.branch_id left join staff h on h.id = l.borrower_id"
        f" where {condition} order by {order}",
        params,
    )
    return [_loan(row, today) for row in found]


def _loan(row: Sequence[Any], today: date) -> LoanRecord:
    loan, card, prefix, number, name, slip, borrower, user, purpose, out_at, due, ended_at, zone = row
    day = database.as_day(due)
    assert day is not None
    ended = database.as_moment(ended_at)
    return LoanRecord(
        loan,
        card,
        offices.card_no(prefix, number),
        name,
        slip,
        borrower,
        user or "",
        purpose,
        database.day_of(database.moment(out_at), zone),
        day,
        database.day_of(ended, zone) if ended else None,
        max(0, (today - day).days) if ended is None else 0,
    )
