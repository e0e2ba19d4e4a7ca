"""The day's close: what was done in a branch since the close before, summed up, on a sheet that carries the end of the
journal's chain out of the room, to be held against it later (K4).

A close goes from the entry after the last one of the close before, the first one from the beginning, to the last entry
of its day, so that each entry stands on one sheet; a day that was forgotten stands on the next. It is kept as one entry
of the journal: sums are read from the entries it covers, what stood open then from its own changes, so that a sheet
printed again says the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from locales.messages import N_
from store import access, database, heads, journal, journal_pages, offices, seen
from store.access import Actor, Right
from store.acts import closing
from store.acts.papers import Origin
from store.database import Question
from store.errors import Refused
from store.heads import HeadRecord
from store.offices import card_no

RECORD = "close"
"""What the journal calls a close."""
MOVES = ("lent", "returned", "renewed", "recalled", "lost", "found")
STANDS = (
    *("out", "overdue", "extracts", "extracts_overdue"),
    *("requested", "submissions", "held", "counting"),
)
"""What stands open: cards out, overdue; cards of which an extract is on paper, overdue; cards asked for; submissions
that wait, warranty cards held, a count going on."""
BROUGHT_IN = ("import", "undo_import", "restore")


class NotYet(Refused):
    day: date
    message = N_("{day} has not come yet. A day is closed on its evening, or later.")


class NothingThen(Refused):
    day: date
    message = N_("{day} lies before the first entry of the journal: there is nothing to close.")


class ClosedMeanwhile(Refused):
    day: date
    message = N_("Somebody was quicker: {day} is closed now. Close it again to print its sheet.")


class ActSum(NamedTuple):
    """How often something was done, and by whom how often; None for the program itself."""

    act: str
    by: tuple[tuple[str | None, int], ...]

    @property
    def times(self) -> int:
        return sum(count for _, count in self.by)


class Done(NamedTuple):
    """A sheet, list or paper that came in or left. `told` is its file, list, rows, slip, as far as the journal says."""

    number: int
    at: datetime
    by: str | None
    act: str
    reason: str | None
    told: Mapping[str, str]


class Debt(NamedTuple):
    """A borrower, and the numbers of the cards that they have had for too long."""

    borrower_id: int
    borrower: str
    cards: tuple[str, ...]


class Closed(NamedTuple):
    """The entry by which a day was closed, by whom and when."""

    number: int
    by: str | None
    at: datetime


class Close(NamedTuple):
    """A day's close. `first` and `last` are the entries it covers, `since` the day of the close before; `origin` has
    the head that it carries out, that of entry `last`. `closed` is None for one that is still to be kept."""

    origin: Origin
    day: date
    since: date | None
    first: int
    last: int
    acts: tuple[ActSum, ...]
    moves: Mapping[str, int]
    brought_in: tuple[Done, ...]
    taken_out: tuple[Done, ...]
    stands: Mapping[str, int]
    overdue: tuple[Debt, ...]
    closed: Closed | None

    @property
    def entries(self) -> int:
        return self.last - self.first + 1


class _Kept(NamedTuple):
    """What the journal keeps of a close."""

    closed: Closed
    day: date
    since: date | None
    first: int
    last: int
    stands: Mapping[str, int]
    overdue: tuple[Debt, ...]


def day_close(actor: Actor, day: date | None = None) -> Close:
    """The close of a day of the branch, of today without one: as it would be, or as it was kept. A day that was
    forgotten is answered with the close on whose sheet it stands. Raises NotAllowed, NotYet, NothingThen. Does not
    write."""
    actor = access.require(actor, Right.CLOSE_DAY)
    today = offices.today(actor)
    day = day or today
    if day > today:
        raise NotYet(day=day)
    last = closing.last_day(actor.branch_id)
    if last is None or day > last:
        return _to_close(actor, day, last)
    return _again(actor, _covering(actor.branch_id, day))


def note_close(actor: Actor, made: Close, file: str = "") -> int:
    """Keep a close, whose sheet leaves as `file` if it is written; of one that is kept already, that it is printed
    again. Returns the number of the journal's entry.

    Raises NotAllowed, ClosedMeanwhile. Journal: one entry "close_day" with what it covers, what stands open, and the
    heads of the other branches; or "print_close".
    """
    actor = access.require(actor, Right.CLOSE_DAY)
    if made.closed is None:
        with journal.entry(actor.branch_id, actor.staff_id, "close_day", made.day.isoformat()) as entry:
            _keep(entry, made)
            _note_file(entry, file)
    else:
        with journal.entry(actor.branch_id, actor.staff_id, "print_close", made.day.isoformat()) as entry:
            _note_file(entry, file)
    return entry.number


def _note_file(entry: journal.Entry, file: str) -> None:
    if file:
        entry.note(journal.Change("paper", 0, None, "file", None, file))


def _keep(entry: journal.Entry, made: Close) -> None:
    if not closing.take(entry.branch_id, made.since, made.day):
        raise ClosedMeanwhile(day=made.day)
    told = {"day": made.day, "since": made.since, "first": made.first, "last": made.last, **made.stands}
    entry.note_all(journal.Change(RECORD, 0, None, name, None, journal.text(value)) for name, value in told.items())
    entry.note_all(
        journal.Change(RECORD, debt.borrower_id, None, "cards", None, " ".join(debt.cards)) for debt in made.overdue
    )
    heads.note(entry)
    seen.note_heads(entry)


# a close that is still to be kept


def _to_close(actor: Actor, day: date, since: date | None) -> Close:
    branch_id = actor.branch_id
    first = 1 if since is None else _covering(branch_id, since).last + 1
    last = max(first, journal_pages.first_number(branch_id, day + timedelta(1))) - 1
    if not last:
        raise NothingThen(day=day)
    stands = dict(zip(STANDS, database.answers(_questions(branch_id, offices.today(actor))), strict=True))
    debts = _debts(branch_id, offices.today(actor))
    return _summed(actor, day, since, first, last, stands, debts, None)


def _questions(branch_id: int, today: date) -> list[Question]:
    out = "select count(*) from slip_card where branch_id = ? and state = 'out' and holds"
    on_paper = (
        "select count(*) from slip_card l join slip s on s.id = l.slip_id"
        " where l.branch_id = ? and l.state = 'out' and s.kind = 'extract'"
    )
    here = (branch_id,)
    return [
        Question(out, here),
        Question(f"{out} and due < ?", (branch_id, today)),
        Question(on_paper, here),
        Question(f"{on_paper} and l.due < ?", (branch_id, today)),
        Question("select count(*) from slip_card where branch_id = ? and state = 'requested'", here),
        Question("select count(*) from submission where branch_id = ? and state = 'waiting'", here),
        Question("select count(*) from warranty where branch_id = ? and state = 'held'", here),
        Question("select count(*) from stocktaking where branch_id = ? and ended_at is null", here),
    ]


def _debts(branch_id: int, today: date) -> tuple[Debt, ...]:
    found = database.rows(
        "select s.id, s.name, b.prefix, k.number from slip_card l join staff s on s.id = l.borrower_id"
        " join card k on k.id = l.card_id join branch b on b.id = k.branch_id"
        " where l.branch_id = ? and l.state = 'out' and l.holds and l.due < ? order by s.name, s.id, k.number",
        (branch_id, today),
    )
    return tuple(
        Debt(borrower_id, name, tuple(card_no(*row[2:]) for row in rows))
        for (borrower_id, name), rows in groupby(found, key=lambda row: row[:2])
    )


# one that is kept


def _covering(branch_id: int, day: date) -> _Kept:
    """The close on whose sheet a day stands, which lies not after the last one. Raises NothingThen."""
    if journal_pages.first_number(branch_id, day + timedelta(1)) == 1:
        raise NothingThen(day=day)
    found = database.rows(
        "select e.number, s.name, e.at from journal_entry e left join colleague s on s.id = e.staff_id"
        " where e.branch_id = ? and e.act = 'close_day' and e.number >= ? and e.reason >= ? order by e.number limit 1",
        (branch_id, journal_pages.first_number(branch_id, day), day.isoformat()),
    )
    number, by, at = found[0]
    return _kept(branch_id, Closed(number, by, database.moment(at)))


def _kept(branch_id: int, closed: Closed) -> _Kept:
    told: dict[str, str] = {}
    debts: list[Debt] = []
    for record_id, name, field, new in database.rows(
        "select c.record_id, s.name, c.field, v.new from journal_change c join journal_value v"
        " on v.branch_id = c.branch_id and v.entry_number = c.entry_number and v.place = c.place"
        " left join staff s on s.id = c.record_id"
        " where c.branch_id = ? and c.entry_number = ? and c.record = ? order by c.place",
        (branch_id, closed.number, RECORD),
    ):
        if field == "cards":
            debts.append(Debt(record_id, name, tuple(new.split())))
        elif new is not None:
            told[field] = new
    since = database.as_day(told.get("since"))
    stands = {name: int(told.get(name, 0)) for name in STANDS}
    day = date.fromisoformat(told["day"])
    return _Kept(closed, day, since, int(told["first"]), int(told["last"]), stands, tuple(debts))


def _again(actor: Actor, kept: _Kept) -> Close:
    return _summed(actor, kept.day, kept.since, kept.first, kept.last, kept.stands, kept.overdue, kept.closed)


# what the entries say


def _summed(
    actor: Actor,
    day: date,
    since: date | None,
    first: int,
    last: int,
    stands: Mapping[str, int],
    overdue: tuple[Debt, ...],
    closed: Closed | None,
) -> Close:
    branch = offices.branch(actor)
    span = (branch.id, first, last)
    came, left = _files(span)
    origin = Origin(actor.name, branch, database.now(), _head(branch.prefix, branch.id, last))
    return Close(origin, day, since, first, last, _acts(span), _moves(span), came, left, stands, overdue, closed)


def _head(prefix: str, branch_id: int, number: int) -> HeadRecord:
    found = database.rows("select hash from journal_entry where branch_id = ? and number = ?", (branch_id, number))
    return HeadRecord(prefix, number, found[0][0] if found else journal.START)


_SPAN = "branch_id = ? and {} >= ? and {} <= ?"


def _acts(span: tuple[int, int, int]) -> tuple[ActSum, ...]:
    found = database.rows(
        "select e.act, s.name, count(*) from journal_entry e left join colleague s on s.id = e.staff_id"
        f" where e.{_SPAN.format('e.number', 'e.number')} group by e.act, s.id, s.name",
        span,
    )
    ordered = sorted(found, key=lambda row: (row[0], -row[2], row[1] or ""))
    sums = [ActSum(act, tuple((by, n) for _, by, n in rows)) for act, rows in groupby(ordered, key=lambda row: row[0])]
    return tuple(sorted(sums, key=lambda one: (-one.times, one.act)))


_CHANGED = (
    " from journal_change c join journal_value v on v.branch_id = c.branch_id and v.entry_number = c.entry_number"
    " and v.place = c.place"
)


def _moves(span: tuple[int, int, int]) -> dict[str, int]:
    """How many cards were lent and so on. What was undone within the span counts as not done."""
    states = {
        (old, new): count
        for old, new, count in database.rows(
            f"select v.old, v.new, count(*){_CHANGED} join slip_card l on l.id = c.record_id"
            f" where c.{_SPAN.format('c.entry_number', 'c.entry_number')} and c.record = 'slip_card'"
            " and c.field = 'state' and l.holds group by v.old, v.new",
            span,
        )
    }
    dates = dict(
        database.rows(
            "select e.act, count(distinct c.record_id) from journal_entry e join journal_change c"
            " on c.branch_id = e.branch_id and c.entry_number = e.number"
            f" where e.{_SPAN.format('e.number', 'e.number')} and e.act in ('renew', 'recall') and c.field = 'due'"
            " group by e.act",
            span,
        )
    )

    def went(olds: Iterable[str | None], new: str) -> int:
        return sum(states.get((old, new), 0) for old in olds)

    return {
        "lent": went((None, "requested", "approved"), "out") - went(("out",), "approved") - went(("out",), "cancelled"),
        "returned": went(("out",), "returned") - went(("returned",), "out"),
        "renewed": dates.get("renew", 0),
        "recalled": dates.get("recall", 0),
        "lost": went((None, "approved", "out"), "lost") - went(("lost",), "out"),
        "found": went(("lost",), "returned"),
    }


def _files(span: tuple[int, int, int]) -> tuple[tuple[Done, ...], tuple[Done, ...]]:
    """What came in and what left, in the order in which it did."""
    found = database.rows(
        "select e.number, e.at, s.name, e.act, e.reason, c.field, v.new from journal_entry e"
        " left join colleague s on s.id = e.staff_id left join journal_change c on c.branch_id = e.branch_id"
        " and c.entry_number = e.number and c.record in ('export', 'paper') and c.field in ('list', 'file', 'rows',"
        " 'slip') left join journal_value v on v.branch_id = c.branch_id and v.entry_number = c.entry_number"
        f" and v.place = c.place where e.{_SPAN.format('e.number', 'e.number')}"
        " and (e.act in ('import', 'undo_import', 'restore', 'back_up') or c.field is not null)"
        " order by e.number, c.place",
        span,
    )
    done = [_done(list(rows)) for _, rows in groupby(found, key=lambda row: row[0])]
    return tuple(one for one in done if one.act in BROUGHT_IN), tuple(one for one in done if one.act not in BROUGHT_IN)


def _done(rows: Sequence[Sequence[Any]]) -> Done:
    number, at, by, act, reason = rows[0][:5]
    told = {field: new for *_, field, new in rows if field is not None and new is not None}
    return Done(number, database.moment(at), by, act, reason, told)
