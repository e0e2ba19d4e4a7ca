"""Slips as every drawer of lending uses them: their records, the table of moves, the rows that stand behind both.

A card on a slip changes its state only in `move`, only as `MOVES` says, and only from the state that was seen: the row
that somebody else moved meanwhile is not touched. Serves L1, L2, L4.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from locales.messages import N_, Message
from store import access, database, engines, journal, offices, transfers
from store.access import Actor, Reading, Right, Role
from store.card_rows import CardRow, masked_rows
from store.errors import Refused
from store.readings import fold
from store.tables.base import Part
from store.tables.choices import HOLDING_KINDS, LOAN_STATES, SLIP_KINDS

KINDS = dict(SLIP_KINDS)
STATES = dict(LOAN_STATES)
USUAL_DAYS = {"visit": 3, "on_site": 1, "pack": 1, "extract": 7, "list": 7, "export": 7, "look_up": 1}
"""How long a slip of each kind usually runs."""
LONGEST_DAYS = 60
READ_BEFORE = ("visit", "pack")
"""The kinds of slips whose cards are read before the visit (L3)."""
RESULTS: dict[str, Message] = {
    "visited": N_("visited"),
    "not_met": N_("nobody met"),
    "put_off": N_("put off"),
    "bought": N_("bought"),
}
"""What a visit may have brought, to be picked; any other words do too."""
OPEN_OF_LOANS = ("state", "borrower", "due")
"""What everybody who sees a card may know of its loans; what a visit brought is confidential."""
DAY = timedelta(days=1)
MOVES: Mapping[str, tuple[str, ...]] = {
    "requested": ("approved", "refused", "cancelled"),
    "approved": ("out", "cancelled"),
    "out": ("returned", "lost", "cancelled", "approved"),
    "returned": ("out",),
    "lost": ("returned", "out"),
    "refused": (),
    "cancelled": (),
}
"""From each state of a card on a slip, those that it may go to. The way back, from out to approved and from returned or
lost to out, is an undo's."""


class AlreadyOut(Refused):
    card_no: str
    borrower: str
    due: date
    message = N_("Card {card_no} is out to {borrower} until {due}. Nothing was lent.")


class ArchivedCard(Refused):
    card_no: str
    message = N_("Card {card_no} is archived and cannot be lent.")


class AskedAlready(Refused):
    card_no: str
    slip: int
    message = N_("Card {card_no} is asked for already, on slip {slip}.")


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


class NotForOthers(Refused):
    name: str
    logged = True
    message = N_("A salesperson asks for cards of their own only, not for {name}. The clerk can ask for anybody.")


class NotOut(Refused):
    card_no: str
    message = N_("Card {card_no} is not out.")


class NothingToLend(Refused):
    message = N_("There is no card to lend. Mark some, or type their numbers.")


class ReasonMissing(Refused):
    message = N_("This needs a reason: a few words, which the journal keeps.")


class MovedMeanwhile(Refused):
    card_no: str
    state: Message
    message = N_("Card {card_no}: somebody was quicker, it is “{state}” now. Nothing was changed.")


class LoanRecord(NamedTuple):
    """A card that went out on a slip. Days are the branch's; `overdue` is how many lie past the due date,
    0 while none does.

    `next` is who has reserved the card and comes first, `original` the number of the paper that went along. `name` is
    empty for whoever may not see the card (any more).
    """

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
    kind: str
    state: str
    renewals: int
    recalled: bool
    read: bool
    reminders: int
    result: str | None
    next: str | None
    next_user: str | None
    original: int | None

    @property
    def unread(self) -> bool:
        """Whether it is out for a visit, and the borrower has not yet said to have read it (L3)."""
        return self.state == "out" and self.kind in READ_BEFORE and not self.read


class SlipRecord(NamedTuple):
    """A slip and its cards in the order given: those that went `out` as `cards`, and those that wait for approval as
    `asked`. `lines` are the rows behind all of them, `originals` the numbers of the
    paper originals that went along, each after its card's."""

    number: int
    kind: str
    borrower: str
    borrower_user: str
    purpose: str
    due: date
    cards: tuple[CardRow, ...]
    asked: tuple[CardRow, ...] = ()
    lines: tuple[int, ...] = ()
    originals: tuple[tuple[str, int], ...] = ()


class Borrower(NamedTuple):
    id: int
    user: str
    name: str


def usual_due(kind: str, today: date) -> date:
    """The due date that a slip of this kind has unless a rule or somebody says another."""
    return today + timedelta(days=USUAL_DAYS[kind])


def due_problem(due: date, today: date) -> Message | None:
    """Why `due` cannot be, or None."""
    if due < today:
        return N_("It has passed already.")
    if due > today + timedelta(days=LONGEST_DAYS):
        return N_("It is too far away: sixty days at most.")
    return None


def sound(cards: Sequence[int], to: str, purpose: str, due: date | None, today: date) -> list[int]:
    """The cards of a slip that somebody fills in, each once. Raises NothingToLend, BorrowerMissing, PurposeMissing,
    BadDueDate."""
    wanted = list(dict.fromkeys(cards))
    if not wanted:
        raise NothingToLend()
    if not to.strip():
        raise BorrowerMissing()
    if not purpose.strip():
        raise PurposeMissing()
    problem = due_problem(due, today) if due else None
    if due and problem:
        raise BadDueDate(due=due, problem=problem)
    return wanted


def reason_given(reason: str) -> str:
    """Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing()
    return reason.strip()


def borrower_of(branch_id: int, name: str) -> Borrower:
    """The salesperson of that sign-in or full name. Raises NotABorrower."""
    found = meant(branch_id, name, salespeople=True)
    if found is None:
        raise NotABorrower(name=name.strip())
    return found


def meant(branch_id: int, name: str, *, salespeople: bool = False) -> Borrower | None:
    """Whoever of a branch's staff, or of its salespeople, has that sign-in or full name; without its accents too, where
    that says who is meant. None where nobody or more than one does. Does not write."""
    among = " and salesperson" if salespeople else ""
    staff = database.rows(
        f'select id, "user", name from staff where branch_id = ? and left_at is null{among}', (branch_id,)
    )
    for same in (str.casefold, fold):
        wanted = same(name.strip())
        found = [Borrower(*row) for row in staff if wanted in (same(row[1]), same(row[2]))]
        if len(found) == 1:
            return found[0]
    return None


def asker_or(actor: Actor, name: str) -> Borrower:
    """The salesperson named, or the actor. Who only borrows speaks for nobody else. Raises NotABorrower, NotForOthers,
    BorrowerMissing."""
    salesperson = Role.SALESPERSON in actor.roles
    if not name.strip() and not salesperson:
        raise BorrowerMissing()
    if not name.strip():
        return Borrower(actor.staff_id, actor.user, actor.name)
    borrower = borrower_of(actor.branch_id, name)
    if borrower.id != actor.staff_id and actor.roles == {Role.SALESPERSON}:
        raise NotForOthers(name=borrower.name)
    return borrower


def lock(borrower: Borrower) -> None:
    """Let nobody else lend to `borrower` until this write ends, so that what they hold is counted once. SQLite's write
    lock does so by itself. Raises NotABorrower for somebody who left meanwhile."""
    sql = "select id from staff where id = ? and left_at is null"
    if database.engine() == "postgresql":
        sql = "select id from staff where id = ? and left_at is null for no key update"
    if not database.rows(sql, (borrower.id,)):
        raise NotABorrower(name=borrower.name)


def lock_cards(cards: Sequence[int]) -> None:
    """Let nobody else lend these cards until this write ends: a card that another keeper lends and takes back between
    the look and the writing would be out twice by the clock. SQLite's write lock does so by itself."""
    if database.engine() == "postgresql":
        for some in database.chunks(sorted(cards)):
            database.rows(f"select id from card where id in {database.marks(some)} order by id for no key update", some)


def wait_for_cards(cards: Sequence[int]) -> None:
    """Wait until nobody else writes to these cards, a sheet that comes in for one. Before the write, that it holds the
    borrower and the slips' numbers meanwhile from nobody who lends other cards."""
    if not database.in_write():
        lock_cards(cards)


def seen(reading: Reading, cards: Sequence[int]) -> list[CardRow]:
    """The cards of these ids. Raises NotYourCard."""
    wanted = list(dict.fromkeys(cards))
    rows = masked_rows(reading, wanted)
    if len(rows) < len(wanted):
        raise reading.not_visible()
    return rows


def within_reach(actor: Actor, right: Right, cards: Sequence[int]) -> list[CardRow]:
    """The cards of these ids, over which `actor` has `right`. Raises NotYourCard, BranchOnly, and OnTheWay for one
    that was sent to another branch."""
    rows = seen(access.reading(actor), cards)
    for row in rows:
        access.require_in(actor, right, row.branch_id, row.card_no)
    if right is not Right.DISCLOSE:
        transfers.refuse_on_the_way((row.card_no, row.on_way_to) for row in rows)
    return rows


# rows


def open_slip(
    branch_id: int, maker: int, kind: str, borrower: Borrower | None, purpose: str, due: date, now: datetime
) -> tuple[int, int]:
    """Id and number of a new slip; one without a borrower is for a card that nobody knows who has. Inside a write."""
    number = offices.next_number(branch_id, "slip")
    slip = database.insert(
        "insert into slip (branch_id, number, kind, borrower_id, borrower_name, purpose, due, made_by_id, made_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (branch_id, number, kind, *_who(borrower), purpose.strip(), due, maker, now),
    )
    return slip, number


def _who(borrower: Borrower | None) -> tuple[int | None, str]:
    return (borrower.id, borrower.name) if borrower else (None, "")


def add_line(
    entry: journal.Entry,
    slip: int,
    card: int | None,
    kind: str,
    borrower: Borrower | None,
    state: str,
    due: date,
    **columns: Any,
) -> int:
    """A card on a slip, or with None a list, in its first state. Inside a write. Raises peewee's IntegrityError for a
    card that is out."""
    names = ["branch_id", "slip_id", "card_id", "borrower_id", "holds", "state", "due", *columns]
    values = (entry.branch_id, slip, card, _who(borrower)[0], kind in HOLDING_KINDS, state, due, *columns.values())
    with database.writing():
        line = database.insert(f"insert into slip_card ({', '.join(names)}) values {database.marks(names)}", values)
    entry.note(journal.Change("slip_card", line, card, "state", None, state))
    if borrower is not None:
        entry.note(journal.Change("slip_card", line, card, "borrower", None, borrower.name))
    return line


def move(entry: journal.Entry, line: int, card: int | None, old: str, new: str, **columns: Any) -> bool:
    """Bring a card on a slip from one state to the next. Returns whether it was in `old` still. Inside a write.

    Raises peewee's IntegrityError where it would be out twice.
    """
    if new not in MOVES[old]:
        raise ValueError(f"no move from {old} to {new}")
    sets = ", ".join(f"{name} = ?" for name in ("state", *columns))
    with database.writing():
        touched = database.execute(
            f"update slip_card set {sets} where id = ? and state = ?", (new, *columns.values(), line, old)
        )
    if touched:
        entry.note(journal.Change("slip_card", line, card, "state", old, new))
    return bool(touched)


def moved_meanwhile(line: int, card_no: str) -> MovedMeanwhile:
    """The refusal that says in which state a card on a slip is by now."""
    state = database.rows("select state from slip_card where id = ?", (line,))[0][0]
    return MovedMeanwhile(card_no=card_no, state=STATES[state])


def out_already(card: int, today: date) -> Refused:
    """The refusal for a card that the index said is out. On PostgreSQL it may have come back since: then it tells of
    whoever had it last."""
    latest = "(l.state = 'out') desc, l.out_at desc, l.id desc limit 1"
    found = loans("l.card_id = ? and l.holds", (card,), today, latest)
    if not found:
        return engines.Busy()
    return AlreadyOut(card_no=found[0].card_no, borrower=found[0].borrower, due=found[0].due)


def open_loans(condition: str, params: Sequence[Any], today: date) -> list[LoanRecord]:
    return loans(f"l.state = 'out' and {condition}", params, today, "l.due, l.id")


def loans(condition: str, params: Sequence[Any], today: date, order: str) -> list[LoanRecord]:
    """The cards that went out on slips and for which `condition` holds. Does not write."""
    found = database.rows(
        'select l.id, l.card_id, b.prefix, c.number, c.name, s.number, s.borrower_name, h."user", s.purpose,'
        " l.out_at, l.due, l.ended_at, b.time_zone, s.kind, l.state, l.renewals, l.recalled_at, l.read_at, l.reminders,"
        ' l.result, w.name, w."user", (select max(o.number) from original o where o.card_id = l.card_id'
        " and o.printed_at <= l.out_at and (o.voided_at is null or o.voided_at >= l.out_at))"
        " from slip_card l join slip s on s.id = l.slip_id join card c on c.id = l.card_id"
        " join branch b on b.id = c.branch_id left join staff h on h.id = l.borrower_id"
        " left join staff w on w.id = (select r.borrower_id from reservation r where r.card_id = l.card_id"
        " and r.state = 'waiting' order by r.id limit 1)"
        f" where l.out_at is not null and {condition} order by {order}",
        params,
    )
    return [_loan(row, today) for row in found]


def _loan(row: Sequence[Any], today: date) -> LoanRecord:
    loan, card, prefix, number, name, slip, borrower, user, purpose, out_at, due, ended_at, zone = row[:13]
    kind, state, renewals, recalled_at, read_at, reminders, result, following, following_user, original = row[13:]
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
        kind,
        state,
        renewals,
        recalled_at is not None,
        read_at is not None,
        reminders,
        result,
        following,
        following_user,
        original,
    )


def masked(reading: Reading, actor: Actor, loans: Sequence[LoanRecord]) -> list[LoanRecord]:
    """The loans as far as `actor` may know of them: the customer's name only where the card is seen; what the loan was
    for and what it brought only where all of the card is read, or the loan was theirs."""
    rows = {row.id: row for row in masked_rows(reading, {loan.card_id for loan in loans})}
    return [_masked(reading, actor, loan, rows.get(loan.card_id)) for loan in loans]


def _masked(reading: Reading, actor: Actor, loan: LoanRecord, row: CardRow | None) -> LoanRecord:
    parts = reading.parts(row.id, row.branch_id) if row else frozenset()
    if Part.CONFIDENTIAL not in parts and loan.borrower_user != actor.user:
        loan = loan._replace(purpose="", result=None)
    return loan if row else loan._replace(name="")


def noon(day: date, time_zone: str) -> datetime:
    """The moment in UTC that stands for a day of which only the date is known."""
    return datetime.combine(day, time(12), ZoneInfo(time_zone)).astimezone(UTC).replace(tzinfo=None)
