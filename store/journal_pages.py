"""The branch's journal to be read, a window at a time: all of it, what one person did, what touched one card, one day
(K4). Windows go by the number of the entry, so that a million of them open as quickly as ten. Writes nothing.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from locales.messages import N_
from store import access, database, paging
from store.access import Actor, Reading, Right
from store.errors import Refused
from store.fields import FIELDS
from store.offices import card_no
from store.paging import Side
from store.slips import OPEN_OF_LOANS
from store.tables.base import Part

MOST_CHANGES = 500
"""So many changes of one entry are shown; a sheet that was brought in has a hundred thousand."""
_FEW = 50
"""Entries with fewer changes than this are asked which card they touch."""


class NoSuchEntry(Refused):
    number: int
    message = N_("There is no entry {number} in the journal of this branch.")


class Narrowing(NamedTuple):
    """Which entries: all, or those of one person, one card, some days of the branch, `first` and `last` among them."""

    staff_id: int | None = None
    card_id: int | None = None
    first: date | None = None
    last: date | None = None


ALL = Narrowing()


class JournalLine(NamedTuple):
    """One act. `id` is its number; `card_no` the card that it touched, if it is one."""

    id: int
    at: datetime
    by: str | None
    act: str
    reason: str | None
    changes: int
    card_no: str | None


class ShownChange(NamedTuple):
    """One change of an entry, as far as it may be read. `id` is its place."""

    id: int
    card_no: str | None
    record: str
    record_id: int
    field: str | None
    old: str | None
    new: str | None
    learnt_at: str | None


class WholeEntry(NamedTuple):
    """An entry with its changes: `hidden` are those that the reader may not see, `more` those beyond the first."""

    line: JournalLine
    hash: str
    changes: tuple[ShownChange, ...]
    hidden: int
    more: int


def page(actor: Actor, narrowing: Narrowing, number: int | None, side: Side, limit: int) -> list[JournalLine]:
    """At most `limit` entries, the latest first: those after entry `number` in that order, or just before it; without
    a number the first or the last. Raises NotAllowed."""
    actor = access.require(actor, Right.READ_JOURNAL)
    scope, params = _scope(actor.branch_id, narrowing)
    part = paging.part(("e.number",), None if number is None else (number,), side, limit, falling=True)
    condition = f"{scope}{part.condition} order by {part.order}"
    return part.in_order(_lines(actor, condition, [*params, *part.params]))


def count(actor: Actor, narrowing: Narrowing) -> int:
    """How many entries `page` would go through. Raises NotAllowed."""
    actor = access.require(actor, Right.READ_JOURNAL)
    if narrowing == ALL:
        return int(database.rows("select number from journal_head where branch_id = ?", (actor.branch_id,))[0][0])
    scope, params = _scope(actor.branch_id, narrowing)
    return int(database.rows(f"select count(*) from journal_entry e where {scope}", params)[0][0])


def numbers(actor: Actor, narrowing: Narrowing, limit: int) -> list[int]:
    """The numbers of the latest `limit` entries of `page`, the latest first. Raises NotAllowed."""
    actor = access.require(actor, Right.READ_JOURNAL)
    scope, params = _scope(actor.branch_id, narrowing)
    found = database.rows(
        f"select e.number from journal_entry e where {scope} order by e.number desc limit {int(limit)}", params
    )
    return [row[0] for row in found]


def whole(actor: Actor, number: int) -> WholeEntry:
    """One entry with what it changed, without what `actor` may not read. Raises NotAllowed, NoSuchEntry."""
    actor = access.require(actor, Right.READ_JOURNAL)
    found = _lines(actor, "e.branch_id = ? and e.number = ?", [actor.branch_id, number])
    if not found:
        raise NoSuchEntry(number=number)
    hash_ = database.rows(
        "select hash from journal_entry where branch_id = ? and number = ?", (actor.branch_id, number)
    )[0][0]
    rows = database.rows(
        "select c.place, c.card_id, k.branch_id, b.prefix, k.number, c.record, c.record_id, c.field, v.old, v.new,"
        " c.learnt_at from journal_change c join journal_value v on v.branch_id = c.branch_id"
        " and v.entry_number = c.entry_number and v.place = c.place left join card k on k.id = c.card_id"
        " left join branch b on b.id = k.branch_id where c.branch_id = ? and c.entry_number = ? and c.place < ?"
        " order by c.place",
        (actor.branch_id, number, MOST_CHANGES),
    )
    reading = access.reading(actor)
    shown = tuple(_change(row) for row in rows if _readable(reading, row, actor.branch_id))
    return WholeEntry(found[0], hash_, shown, len(rows) - len(shown), found[0].changes - len(rows))


def _readable(reading: Reading, row: Sequence[Any], here: int) -> bool:
    """Whether a change may be shown: one of a card as far as the card may be read, any other to all who read here. A
    card that is gone, since its import was undone, counts as of the branch whose journal it is."""
    card, branch, record, field = row[1], row[2], row[5], row[7]
    if card is None:
        return True
    parts = reading.parts(card, branch if branch is not None else here)
    if Part.CONFIDENTIAL in parts:
        return True
    if record != "card":
        return bool(parts) and record == "slip_card" and field in OPEN_OF_LOANS
    return field in FIELDS and FIELDS[field].part in parts


def _change(row: Sequence[Any]) -> ShownChange:
    place, _, _, prefix, number, record, record_id, field, old, new, learnt_at = row
    about = card_no(prefix, number) if prefix else None
    return ShownChange(place, about, record, record_id, field, old, new, learnt_at)


def _lines(actor: Actor, scope: str, params: Sequence[Any]) -> list[JournalLine]:
    """Why somebody else did something with a restricted card is told to those who read it whole."""
    found = database.rows(
        "select e.number, e.at, s.name, e.act, e.reason, e.changes, e.staff_id from journal_entry e"
        f" left join colleague s on s.id = e.staff_id where {scope}",
        params,
    )
    few = [row[0] for row in found if 0 < row[5] < _FEW]
    cards = _cards(params[0], few)
    closed = _closed(access.reading(actor), params[0], [row[0] for row in found if row[6] != actor.staff_id])
    return [
        JournalLine(
            number, database.moment(at), by, act, None if number in closed else reason, changes, cards.get(number)
        )
        for number, at, by, act, reason, changes, _ in found
    ]


def _closed(reading: Reading, branch_id: int, numbers: Sequence[int]) -> set[int]:
    """Those of these entries that touch a card which is restricted for their reader."""
    if not (reading.restricted and numbers):
        return set()
    found = database.rows(
        f"select distinct entry_number from journal_change where branch_id = ? and entry_number in"
        f" {database.marks(numbers)} and card_id in {database.marks(reading.restricted)}",
        (branch_id, *numbers, *sorted(reading.restricted)),
    )
    return {number for (number,) in found}


def _cards(branch_id: int, numbers: Sequence[int]) -> dict[int, str]:
    """The card's number for each entry that touched one card."""
    if not numbers:
        return {}
    found = database.rows(
        "select c.entry_number, min(c.card_id), max(c.card_id) from journal_change c where c.branch_id = ?"
        f" and c.entry_number in {database.marks(numbers)} and c.card_id is not null group by c.entry_number",
        (branch_id, *numbers),
    )
    single = {number: first for number, first, last in found if first == last}
    if not single:
        return {}
    ids = sorted(set(single.values()))
    told = {
        card: card_no(prefix, number)
        for card, prefix, number in database.rows(
            "select k.id, b.prefix, k.number from card k join branch b on b.id = k.branch_id"
            f" where k.id in {database.marks(ids)}",
            ids,
        )
    }
    return {number: told[card] for number, card in single.items() if card in told}


def _scope(branch_id: int, narrowing: Narrowing) -> tuple[str, list[Any]]:
    scope, params = "e.branch_id = ?", [branch_id]
    if narrowing.staff_id is not None:
        scope, params = f"{scope} and e.staff_id = ?", [*params, narrowing.staff_id]
    if narrowing.card_id is not None:
        touched = "select c.entry_number from journal_change c where c.card_id = ? and c.branch_id = ?"
        scope, params = f"{scope} and e.number in ({touched})", [*params, narrowing.card_id, branch_id]
    if narrowing.first is not None:
        scope, params = f"{scope} and e.number >= ?", [*params, first_number(branch_id, narrowing.first)]
    if narrowing.last is not None:
        after = narrowing.last + timedelta(1)
        scope, params = f"{scope} and e.number < ?", [*params, first_number(branch_id, after)]
    return scope, params


def first_number(branch_id: int, day: date) -> int:
    """The number of the first entry of a day of the branch, or after it; of the next one to come if there is none. So
    that entries of a day are found without reading others: numbers rise with the moments. Does not write."""
    zone = ZoneInfo(database.rows("select time_zone from branch where id = ?", (branch_id,))[0][0])
    return _first_from(branch_id, datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None))


def _first_from(branch_id: int, moment: datetime) -> int:
    """The number of the first entry at `moment` or later."""
    low, high = 1, int(database.rows("select number from journal_head where branch_id = ?", (branch_id,))[0][0]) + 1
    while low < high:
        middle = (low + high) // 2
        at = database.rows("select at from journal_entry where branch_id = ? and number = ?", (branch_id, middle))
        if at and database.moment(at[0][0]) < moment:
            low = middle + 1
        else:
            high = middle
    return low
