"""What happened to a card, and what somebody did, read from the journal (F11, K4). Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from store import access, database, merges
from store.access import Actor, Reading, Right
from store.fields import FIELDS
from store.journal import moment_text
from store.offices import card_no
from store.slips import OPEN_OF_LOANS
from store.tables.base import Part


class FieldChange(NamedTuple):
    """One field before and after, as the journal's texts. `field` None: the whole record is new.

    `of` is the name of the person or of the goods, and `currency` that of a warranty's price, where it is a change of
    theirs and the card's history is read.
    """

    record: str
    record_id: int
    card_no: str | None
    field: str | None
    old: str | None
    new: str | None
    learnt_at: str | None
    of: str | None = None
    currency: str | None = None


class HistoryEntry(NamedTuple):
    """One act: its number in the branch's journal, when (UTC), by whom (full name and sign-in name)."""

    branch_id: int
    number: int
    at: datetime
    by: str | None
    user: str | None
    act: str
    reason: str | None
    changes: tuple[FieldChange, ...]


"""So many entries are asked for at a time."""
_READ = (
    'select e.branch_id, e.number, e.at, s.name, s."user", e.act, e.reason, c.record, c.record_id, c.field,'
    " v.old, v.new, c.learnt_at, k.number, b.prefix, c.place, c.card_id, k.branch_id"
    " from journal_entry e left join journal_change c on c.branch_id = e.branch_id and c.entry_number = e.number"
    " left join journal_value v on v.branch_id = c.branch_id and v.entry_number = c.entry_number and v.place = c.place"
    " left join colleague s on s.id = e.staff_id left join card k on k.id = c.card_id"
    " left join branch b on b.id = k.branch_id"
)

_PAST = (
    "select p.branch_id, p.entry_number, p.at, p.by_name, p.by_user, p.act, p.reason, p.record, p.record_id, p.field,"
    " p.old, p.new, p.learnt_at, k.number, b.prefix, p.place, p.card_id, k.branch_id"
    " from card_past p join card k on k.id = p.card_id join branch b on b.id = k.branch_id"
)
"""As `_READ`, of cards that are there, wherever they were when it was done."""


def of_card(actor: Actor, card: int, limit: int = 200) -> list[HistoryEntry]:
    """The acts that changed a card and those that were merged into it, the latest first, without fields that `actor`
    may not read. Raises NotYourCard."""
    found = database.rows("select branch_id from card where id = ?", (card,))
    reading = access.reading(actor)
    parts = reading.parts(card, found[0][0]) if found else frozenset()
    if not parts:
        raise reading.not_visible()
    of = merges.of(card)
    among = f"in {database.marks(of)}"
    rows = database.rows(
        f"{_PAST} where p.card_id {among} and p.at >= (select min(at) from (select at from card_past"
        f" where card_id {among} order by at desc limit ?) as latest)"
        " order by p.at desc, p.branch_id, p.entry_number desc, p.place",
        (*of, *of, limit * 4),
    )
    told = [_without_digest(row, parts) for row in rows if _readable(row, parts)]
    entries = _entries(told, _names(of, told), _currencies(of, told))[:limit]
    return [_without_reason(entry, actor, parts) for entry in entries]


_NAMED_BY = {"person": "name", "goods": "product"}
"""The field by which a row of a card is known."""
Names = Mapping[tuple[str, int], str]


def _names(cards: Sequence[int], rows: Iterable[Sequence[Any]]) -> Names:
    """What the people and goods of these cards in `rows`, which may all be read, are called now; those taken out, as
    they were last called."""
    told = {row[7] for row in rows}
    there = {
        (table, record_id): name
        for table, column in _NAMED_BY.items()
        if table in told
        for record_id, name in database.rows(
            f"select id, {column} from {table} where card_id in {database.marks(cards)}", cards
        )
    }
    for record, record_id, field, old in (row[7:11] for row in rows):
        if field == _NAMED_BY.get(record) and old:
            there.setdefault((record, record_id), old)
    return there


def _currencies(cards: Sequence[int], rows: Iterable[Sequence[Any]]) -> Mapping[int, str]:
    """In which money the warranties of these cards were paid, where `rows` tell of a price."""
    if not any((row[7], row[9]) == ("warranty", "price") for row in rows):
        return {}
    sql = f"select id, currency from warranty where card_id in {database.marks(cards)}"
    return dict(database.rows(sql, cards))


def _without_digest(row: Sequence[Any], parts: frozenset[Part]) -> Sequence[Any]:
    """The making of a card is told to all who see it; the digest of its content, by which a guess at the confidential
    part could be tried, only to those who read that part."""
    if Part.CONFIDENTIAL in parts or row[9] is not None:
        return row
    return (*row[:10], None, None, *row[12:])


def _without_reason(entry: HistoryEntry, actor: Actor, parts: frozenset[Part]) -> HistoryEntry:
    """Why somebody else did it, what a loan was for say, is told to those who read all of the card; which entry was put
    back, to all."""
    if Part.CONFIDENTIAL in parts or entry.act == "put_back" or entry.user == actor.user:
        return entry
    return entry._replace(reason=None)


def _readable(row: Sequence[Any], parts: frozenset[Part]) -> bool:
    """Whether a change may be shown to someone who reads `parts`: a field's part is its declaration's."""
    if Part.CONFIDENTIAL in parts:
        return True
    if not parts:
        return False
    record, field = row[7], row[9]
    if record == "slip_card":
        return field in OPEN_OF_LOANS
    if record != "card":
        return False
    return field is None or field not in FIELDS or FIELDS[field].part in parts


def while_out(actor: Actor, lines: Sequence[int]) -> dict[int, tuple[HistoryEntry, ...]]:
    """What was edited on cards while they were out, by the line of their loan, the latest first; without lines of
    which nothing was, and without fields that `actor` may not read. Does not write."""
    reading, told = access.reading(actor), {}
    for (card, branch_id), loans in groupby(_went_out(lines), key=lambda row: (row[1], row[2])):
        spans = {line: (database.moment(out_at), _until(ended_at)) for line, _, _, out_at, ended_at in loans}
        parts = reading.parts(card, branch_id)
        edits = _edits(card, parts, min(out_at for out_at, _ in spans.values()))
        for line, (out_at, until) in spans.items():
            within = tuple(_without_reason(one, actor, parts) for one in edits if out_at <= one.at <= until)
            if within:
                told[line] = within
    return told


def _went_out(lines: Sequence[int]) -> list[tuple[Any, ...]]:
    if not lines:
        return []
    return database.rows(
        "select l.id, l.card_id, c.branch_id, l.out_at, l.ended_at from slip_card l join card c on c.id = l.card_id"
        f" where l.id in {database.marks(lines)} and l.out_at is not null order by l.card_id",
        list(lines),
    )


def _until(ended_at: Any) -> datetime:
    return database.as_moment(ended_at) or datetime.max


def _edits(card: int, parts: frozenset[Part], since: datetime) -> list[HistoryEntry]:
    """What was edited on a card since a moment, as far as those may know who read `parts` of it."""
    rows = database.rows(
        f"{_PAST} where p.card_id = ? and p.record in ('card', 'person', 'goods') and p.at >= ?"
        " order by p.at desc, p.branch_id, p.entry_number desc, p.place",
        (card, moment_text(since)),
    )
    edited = [row for row in rows if _readable(row, parts) and (row[7] != "card" or row[9] in FIELDS)]
    return _entries(edited, _names([card], edited))


def acts(actor: Actor, limit: int = 200) -> list[HistoryEntry]:
    """The latest entries of the branch's journal, as `entries` tells them. Raises NotAllowed."""
    actor = access.require(actor, Right.READ_JOURNAL)
    last = database.rows("select number from journal_head where branch_id = ?", (actor.branch_id,))[0][0]
    return entries(actor, range(last, max(0, last - limit), -1))


def entries(actor: Actor, numbers: Sequence[int]) -> list[HistoryEntry]:
    """Some entries of the branch's journal, the latest first, each with its first changes and without what `actor` may
    not read. Raises NotAllowed."""
    actor = access.require(actor, Right.READ_JOURNAL)
    reading = access.reading(actor)
    found: list[HistoryEntry] = []
    for some in database.chunks(numbers):
        rows = database.rows(
            f"{_READ} where e.branch_id = ? and e.number in {database.marks(some)}"
            " and coalesce(c.place, 0) < 1000 order by e.number desc, c.place",
            (actor.branch_id, *some),
        )
        closed = {row[1] for row in rows if row[16] in reading.restricted and row[4] != actor.user}
        told = _entries([row if _of_readable_card(reading, row) else (*row[:7], *[None] * 9) for row in rows], {})
        found += [entry._replace(reason=None) if entry.number in closed else entry for entry in told]
    return found


def _of_readable_card(reading: Reading, row: Sequence[Any]) -> bool:
    """Whether a change of the branch's journal may be shown: of no card, or as far as its card may be read. One that is
    gone, since its import was undone, counts as of the branch whose journal it is."""
    card, branch = row[16:]
    return card is None or _readable(row, reading.parts(card, branch or row[0]))


def _entries(rows: Sequence[Sequence[Any]], names: Names, currencies: Mapping[int, str] = {}) -> list[HistoryEntry]:
    result = []
    for _, grouped in groupby(rows, key=lambda row: (row[0], row[1])):
        lines = list(grouped)
        branch_id, number, at, by, user, act, reason = lines[0][:7]
        changes = tuple(_change(line, names, currencies) for line in lines if line[7] is not None)
        result.append(HistoryEntry(branch_id, number, database.moment(at), by, user, act, reason, changes))
    return result


def _change(line: Sequence[Any], names: Names, currencies: Mapping[int, str]) -> FieldChange:
    record, record_id, field, old, new, learnt_at, number, prefix = line[7:15]
    return FieldChange(
        record,
        record_id,
        card_no(prefix, number) if prefix else None,
        field,
        old,
        new,
        learnt_at,
        names.get((record, record_id)),
        currencies.get(record_id) if (record, field) == ("warranty", "price") else None,
    )
