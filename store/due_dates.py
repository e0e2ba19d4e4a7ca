"""What moves a due date while a card is out, and what follows when it passes: renewal, recall, chasing (L4).

A renewal reopens the grant from today, as often as the rules allow, unless somebody waits for the card. A recall brings
the due date forward. Reminders are counted for each card and end with its return.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from locales.messages import N_
from store import access, database, journal, loan_rules, offices, reservations, slips
from store.access import Actor, Restricted, Right
from store.card_rows import CardRow
from store.errors import Refused
from store.slips import BadDueDate, LoanRecord, NotOut

RECALLED_FOR = timedelta(days=1)
"""How long a borrower has to bring back a recalled card, unless whoever recalls it says otherwise."""


class RenewedEnough(Refused):
    card_no: str
    renewals: int
    message = N_("Card {card_no} has been renewed {renewals} times, as often as the rule allows.")


class SomebodyWaits(Refused):
    card_no: str
    borrower: str
    message = N_("{borrower} waits for card {card_no}: it is not renewed.")


class Recalled(Refused):
    card_no: str
    due: date
    message = N_("Card {card_no} is recalled for {due}: it is not renewed.")


class DueSooner(Refused):
    card_no: str
    due: date
    message = N_("Card {card_no} is due on {due}, no later than that. A recall brings a due date forward.")


class NothingOverdue(Refused):
    name: str
    message = N_("{name} has no overdue card.")


class Debtor(NamedTuple):
    """Somebody with overdue cards: how many, since when the oldest, how often they were reminded and when last."""

    borrower_id: int
    borrower: str
    borrower_user: str
    cards: tuple[str, ...]
    oldest_due: date
    overdue: int
    reminders: int
    reminded_on: date | None


def renew(actor: Actor, cards: Sequence[int], due: date | None = None) -> list[LoanRecord]:
    """Let cards stay out longer: until `due`, or for the usual length from today. All or none.

    Raises NotAllowed, NotOut, NotYourCard, BadDueDate, Restricted, SomebodyWaits, Recalled,
    RenewedEnough.
    """
    actor = access.require(actor, Right.LEND)
    today = offices.today(actor)
    _refuse_bad(due, today)
    rules = loan_rules.rules_of(actor.branch_id)
    renewed = []
    with journal.entry(actor.branch_id, actor.staff_id, "renew") as entry:
        for row, loan in _out(actor, cards, today):
            if row.restricted:
                raise Restricted(card_no=row.card_no)
            terms = loan_rules.terms(rules, _borrower_id(loan.id), row.grade, loan.kind)
            _refuse_renewal(loan, terms.renewals)
            until = max(due or today + timedelta(days=terms.days), loan.due) if due is None else due
            _set_due(entry, loan, until, renewals=loan.renewals + 1)
            renewed.append(loan.id)
    return _loans(renewed, today)


def _refuse_renewal(loan: LoanRecord, allowed: int) -> None:
    waiting = reservations.queue(loan.card_id)
    if waiting:
        raise SomebodyWaits(card_no=loan.card_no, borrower=waiting[0].borrower)
    if loan.recalled:
        raise Recalled(card_no=loan.card_no, due=loan.due)
    if loan.renewals >= allowed:
        raise RenewedEnough(card_no=loan.card_no, renewals=loan.renewals)


def recall(actor: Actor, cards: Sequence[int], due: date | None = None) -> list[LoanRecord]:
    """Ask cards back before their due date: by `due`, or tomorrow. All or none.

    Raises NotAllowed, NotOut, NotYourCard, BadDueDate, DueSooner.
    """
    actor = access.require(actor, Right.LEND)
    today = offices.today(actor)
    _refuse_bad(due, today)
    recalled = []
    with journal.entry(actor.branch_id, actor.staff_id, "recall") as entry:
        for _, loan in _out(actor, cards, today):
            until = due or min(today + RECALLED_FOR, loan.due)
            if loan.due < today or until > loan.due or (until == loan.due and due is not None):
                raise DueSooner(card_no=loan.card_no, due=loan.due)
            _set_due(entry, loan, until, recalled_at=database.now())
            recalled.append(loan.id)
    return _loans(recalled, today)


def _refuse_bad(due: date | None, today: date) -> None:
    problem = slips.due_problem(due, today) if due else None
    if due and problem:
        raise BadDueDate(due=due, problem=problem)


def _out(actor: Actor, cards: Sequence[int], today: date) -> list[tuple[CardRow, LoanRecord]]:
    found = []
    for row in slips.within_reach(actor, Right.LEND, cards):
        loans = slips.open_loans("l.card_id = ? and l.holds and l.branch_id = ?", (row.id, actor.branch_id), today)
        if not loans:
            raise NotOut(card_no=row.card_no)
        found.append((row, loans[0]))
    return found


def _set_due(entry: journal.Entry, loan: LoanRecord, due: date, **columns: object) -> None:
    """Move a due date, if the loan is still as it was seen. Inside a write. Raises MovedMeanwhile."""
    sets = ", ".join(f"{name} = ?" for name in ("due", *columns))
    touched = database.execute(
        f"update slip_card set {sets} where id = ? and state = 'out' and due = ? and renewals = ?",
        (due, *columns.values(), loan.id, loan.due, loan.renewals),
    )
    if not touched:
        raise slips.moved_meanwhile(loan.id, loan.card_no)
    entry.note(journal.Change("slip_card", loan.id, loan.card_id, "due", journal.text(loan.due), journal.text(due)))


def _borrower_id(line: int) -> int:
    return int(database.rows("select borrower_id from slip_card where id = ?", (line,))[0][0])


def _loans(lines: Sequence[int], today: date) -> list[LoanRecord]:
    return slips.loans(f"l.id in {database.marks(lines)}", lines, today, "l.id") if lines else []


# chasing


def debtors(actor: Actor) -> list[Debtor]:
    """Who has overdue cards in the branches `actor` reads, the longest overdue first; of restricted cards only where
    `actor` reads them whole (K6). Does not write."""
    current = access.actor_of(actor.staff_id)
    reading = access.reading(current)
    branches = reading.branches
    if not branches:
        return []
    today = offices.today(current)
    found = database.rows(
        'select l.borrower_id, h.name, h."user", b.prefix, c.number, l.due, l.reminders, l.reminded_at, b.time_zone,'
        " l.card_id from slip_card l join card c on c.id = l.card_id join branch b on b.id = l.branch_id"
        " join staff h on h.id = l.borrower_id"
        f" where l.state = 'out' and l.holds and l.branch_id in {database.marks(branches)} and l.due < ?"
        " order by l.due, l.id",
        (*branches, today),
    )
    by_borrower: dict[int, list[Sequence[Any]]] = {}
    for row in (row for row in found if row[9] not in reading.restricted):
        by_borrower.setdefault(row[0], []).append(row)
    return [_debtor(rows, today) for rows in by_borrower.values()]


def _debtor(rows: Sequence[Sequence[Any]], today: date) -> Debtor:
    borrower_id, name, user, *_ = rows[0]
    oldest = min(database.as_day(row[5]) or today for row in rows)
    reminded = [database.day_of(database.moment(row[7]), row[8]) for row in rows if row[7]]
    numbers = tuple(offices.card_no(row[3], row[4]) for row in rows)
    reminders = max(row[6] for row in rows)
    late = (today - oldest).days
    return Debtor(borrower_id, name, user, numbers, oldest, late, reminders, max(reminded, default=None))


def remind(actor: Actor, borrowers: Iterable[str]) -> list[Debtor]:
    """Note that each of these borrowers, by sign-in or full name, was reminded of what they have overdue.

    Raises NotAllowed, NothingOverdue. Returns them with the new counts.
    """
    actor = access.require(actor, Right.LEND)
    today = offices.today(actor)
    restricted = access.reading(actor).restricted
    wanted = list(dict.fromkeys(borrowers))
    with journal.entry(actor.branch_id, actor.staff_id, "remind") as entry:
        for name in wanted:
            lines = database.rows(
                "select l.id, l.card_id, l.reminders from slip_card l join staff h on h.id = l.borrower_id"
                " where l.branch_id = ? and l.state = 'out' and l.holds and l.due < ?"
                ' and (h."user" = ? or h.name = ?)',
                (actor.branch_id, today, name, name),
            )
            found = [line for line in lines if line[1] not in restricted]
            if not found:
                raise NothingOverdue(name=name)
            for line, card, reminders in found:
                touched = database.execute(
                    "update slip_card set reminders = reminders + 1, reminded_at = ? where id = ? and state = 'out'",
                    (database.now(), line),
                )
                if touched:
                    change = ("reminders", journal.text(reminders), journal.text(reminders + 1))
                    entry.note(journal.Change("slip_card", line, card, *change))
    return [debtor for debtor in debtors(actor) if debtor.borrower in wanted or debtor.borrower_user in wanted]
