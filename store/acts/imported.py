"""What an import wrote, and what became of it since: read from the journal, for its undo (X1). Writes nothing.

All is asked for the whole import at once or for some hundred cards at a time, never row by row. What a later import did
that was undone itself, and its undo, count as nothing: the two leave what was there before; so it is with a merge. An
earlier one that was undone since is seen through: what was there before that one is what returns.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from locales.messages import N_, NC_, Message
from store import database, journal, offices, shipped
from store.acts import merged_since, staged
from store.acts.merged_since import MERGES
from store.errors import Refused
from store.fields import (
    FIELDS,
    GOODS_FIELDS,
    PERSON_FIELDS,
    SHIPPED_FIELDS,
    WARRANTY_FIELDS,
    FieldInfo,
    Format,
    from_hundredths,
)

RECORDS: Mapping[str, Mapping[str, FieldInfo]] = {
    "card": FIELDS,
    "person": PERSON_FIELDS,
    "goods": GOODS_FIELDS,
    "warranty": WARRANTY_FIELDS,
    "shipped_unit": SHIPPED_FIELDS,
}
"""What an import writes, as the journal calls it."""
UNIT = "shipped_unit"
"""A unit of the register belongs to no card: its card is 0 here."""
ADDED = ("person", "goods", "warranty", UNIT)
"""What an import adds: to cards, and to the register."""
NAMED_BY = {"person": "name", "goods": "product", "warranty": "serial", UNIT: "serial"}
GONE = "gone"
"""The field under which the journal says that a record went with the undo of its import; the old value is what it was
called."""

WHYS: Mapping[str, Message] = {
    "out": NC_("touched", "is out"),
    "sent": NC_("touched", "sent to another branch"),
    "erased": NC_("touched", "erased"),
    "merged": NC_("touched", "merged into another card"),
    "took_in": NC_("touched", "another card was merged into it"),
    "restricted": NC_("touched", "restricted"),
    "on_hold": NC_("touched", "on hold"),
    "archived": NC_("touched", "archived already"),
    "lent": NC_("touched", "lent or asked for"),
    "reserved": NC_("touched", "reserved"),
    "submitted": NC_("touched", "a submission is about it"),
    "counted": NC_("touched", "counted"),
    "printed": NC_("touched", "printed or exported"),
    "brought_in": NC_("touched", "in another sheet too"),
    "draft": NC_("touched", "somebody is writing on it"),
    "edited": NC_("touched", "edited"),
}
"""Why something that an import made stays, the first of them that holds."""
STAY = ("out", "sent", "erased", "merged", "took_in", "archived")
"""Those for which the card is left as it is; for the others it is archived."""
CLOSED = ("erased", "restricted", "on_hold")
"""Those for which nothing is put back on a card that was here before; nor is it on one that was merged."""
MERGED = ("merged", "took_in")
"""Those that end when the merge is taken apart."""
_OF_RECORDS = {
    "slip_card": "lent",
    "reservation": "reserved",
    "submission": "submitted",
    "counted": "counted",
    "original": "printed",
    "export": "printed",
    "paper": "printed",
}
_TABLES = {
    "slip_card": "lent",
    "reservation": "reserved",
    "submission": "submitted",
    "counted": "counted",
    "original": "printed",
    "erasure": "erased",
    "handover_item": "edited",
    "draft": "draft",
}
"""Rows that point to a card, whatever the journal says."""


class NoSuchImport(Refused):
    number: str
    message = N_("There is no import {number} in your branch.")


class Key(NamedTuple):
    """A field of a record."""

    record: str
    id: int
    field: str


class Brought(NamedTuple):
    """An import that was written: by whom (id, name, sign-in name) and when (UTC), and its entry in the journal."""

    id: int
    branch_id: int
    number: int
    file: str
    sheet: str
    staff_id: int
    by: str
    user: str
    at: datetime
    undone_at: datetime | None
    undone_by: str | None
    entry: int


def brought(branch_id: int, number: int) -> Brought:
    """An import of the branch by its number. Raises NoSuchImport."""
    found = database.rows(
        'select i.id, i.file_name, i.sheet, i.staff_id, s.name, s."user", i.committed_at, i.undone_at, u.name'
        " from import i join staff s on s.id = i.staff_id left join staff u on u.id = i.undone_by_id"
        " where i.branch_id = ? and i.number = ?",
        (branch_id, number),
    )
    if not found:
        raise NoSuchImport(str(number))
    id_, file, sheet, staff_id, name, user, at, undone_at, undone_by = found[0]
    entries = database.rows(
        "select number from journal_entry where branch_id = ? and staff_id = ? and act = 'import' and reason = ?",
        (branch_id, staff_id, reason(number, file)),
    )
    if not entries:
        raise NoSuchImport(str(number))
    undone = database.as_moment(undone_at)
    who = (staff_id, name, user, database.moment(at))
    return Brought(id_, branch_id, number, file, sheet, *who, undone, undone_by, entries[0][0])


def reason(number: int, file: str) -> str:
    """How the journal names an import, and its undo."""
    return f"{number} · {file}"


def _number_in(said: str) -> int:
    return int(said.split(" ", 1)[0])


class Written(NamedTuple):
    """A field that the import changed, as texts of the journal."""

    key: Key
    card: int
    old: str | None
    new: str | None


class Added(NamedTuple):
    """Goods, a warranty or a person that the import put on a card which was here before; or a unit of the register."""

    record: str
    id: int
    card: int


@dataclass(slots=True)
class Imported:
    """What an import wrote: new cards in their order, what it added to others, what it changed; and what is known of
    the cards it touched."""

    of: Brought
    new: list[int] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    inherited: set[Key] = field(default_factory=set)
    """Those of the changes that an earlier import made, which was undone since."""
    whys: dict[int, str] = field(default_factory=dict)
    """Why a card was touched since, of those that were."""
    closed: dict[int, str] = field(default_factory=dict)
    """Cards to which nothing may be written, with the reason."""
    into: Mapping[int, str] = field(default_factory=dict)
    """The number of the card that stays, of those that were merged into another."""
    confirmed: set[int] = field(default_factory=set)
    """Cards of which a later sheet says the same as they do."""
    confirmed_units: set[int] = field(default_factory=set)
    """Units of which a later register does."""
    later: set[Key | tuple[str, int]] = field(default_factory=set)
    """The fields, and the records, that were changed since."""
    later_sales: set[int] = field(default_factory=set)
    """Cards that have got a warranty since."""
    later_goods: set[int] = field(default_factory=set)
    """Cards of which goods came, went or changed since."""

    @property
    def known(self) -> list[int]:
        """The cards that were here before and that it touched."""
        return sorted(({one.card for one in self.added} | {one.card for one in self.written}) - {0})

    def said_again(self, record: str, id_: int, card: int) -> bool:
        """Whether a later sheet says the same of a record."""
        return id_ in self.confirmed_units if record == UNIT else card in self.confirmed


_NEW_SQL = (
    "select n.record_id from journal_change n where n.branch_id = ? and n.entry_number = ? and n.record = 'card'"
    " and n.field is null"
)
_TOUCHED_SQL = (
    "select n.card_id from journal_change n where n.branch_id = ? and n.entry_number = ? and n.card_id is not null"
)


def read(of: Brought) -> Imported:
    """All of it."""
    found = Imported(of)
    entry = (of.branch_id, of.entry)
    found.new = [row[0] for row in database.rows(f"{_NEW_SQL} order by n.place", entry)]
    found.added = [
        Added(*row)
        for row in database.rows(
            "select c.record, c.record_id, coalesce(c.card_id, 0) from journal_change c where c.branch_id = ?"
            " and c.entry_number = ? and c.field is null and c.record <> 'card'"
            f" and (c.card_id is null or c.card_id not in ({_NEW_SQL})) order by c.place",
            (*entry, *entry),
        )
        if row[0] in RECORDS
    ]
    found.written = _written(entry)
    _see_through(found)
    _read_later(found)
    _read_states(found)
    if any(one.record == UNIT for one in found.added) or any(one.key.record == UNIT for one in found.written):
        _read_units(found)
    return found


def _written(entry: tuple[int, int], condition: str = "", params: Sequence[Any] = ()) -> list[Written]:
    """The fields that an entry changed, without those that were blanked since (K6)."""
    rows = database.rows(
        "select c.record, c.record_id, c.field, coalesce(c.card_id, 0), v.old, v.new from journal_change c"
        " join journal_value v on v.branch_id = c.branch_id and v.entry_number = c.entry_number and v.place = c.place"
        f" where c.branch_id = ? and c.entry_number = ? and c.field is not null and v.salt <> ''{condition}"
        " order by c.place",
        (*entry, *params),
    )
    return [
        Written(Key(record, record_id, name), card, *(_alike(RECORDS[record][name], text) for text in (old, new)))
        for record, record_id, name, card, old, new in rows
        if name in RECORDS.get(record, ())
    ]


def _alike(info: FieldInfo, said: str | None) -> str | None:
    """A text of the journal, written as `as_text` writes what stands: amounts to the hundredth."""
    return f"{Decimal(said):.2f}" if said is not None and info.format is Format.MONEY else said


def _see_through(found: Imported) -> None:
    """Where an earlier import was undone since this one: what that had written, and this one took for what was there
    before, is not what returns; and where the list of a card is what that made it, it was left so for this one."""
    of = found.of
    undone = database.rows(
        "select reason from journal_entry where branch_id = ? and number > ? and act = 'undo_import'",
        (of.branch_id, of.entry),
    )
    for number in sorted({number for (said,) in undone if (number := _number_in(said)) < of.number}, reverse=True):
        other = brought(of.branch_id, number)
        among = f" and (c.card_id is null or c.card_id in ({_TOUCHED_SQL}))"
        wrote = {one.key: one for one in _written((of.branch_id, other.entry), among, (of.branch_id, of.entry))}
        found.written = [
            one._replace(old=wrote[one.key].old) if one.key in wrote and wrote[one.key].new == one.old else one
            for one in found.written
        ]
        known = {one.key for one in found.written}
        inherited = [one for key, one in wrote.items() if key.field in _FOLLOWS and key not in known]
        found.written += inherited
        found.inherited |= {one.key for one in inherited}


_FOLLOWS = ("list", "kind")
"""Fields of a card that follow from what it has."""


def _read_later(found: Imported) -> None:
    """What was done since with the cards that it touched, from what others' rows and the journal say of them."""
    of = found.of
    entry = (of.branch_id, of.entry)
    for table, why in _TABLES.items():
        sql = f"select distinct t.card_id from {table} t where t.card_id in ({_NEW_SQL})"
        for (card,) in database.rows(sql, entry):
            _because(found, card, why)
    unchanged = (
        "select distinct r.card_id from import_row r join import i on i.id = r.import_id where r.outcome = 'unchanged'"
        f" and r.card_id in ({_TOUCHED_SQL}) and i.number is not null and i.undone_at is null and i.number > ?"
        " and i.branch_id = ?"
    )
    for (card,) in database.rows(unchanged, (*entry, of.number, of.branch_id)):
        _because(found, card, "brought_in")
        found.confirmed.add(card)
    lines = database.rows(
        "select c.branch_id, c.entry_number, c.card_id, c.record, c.record_id, c.field from journal_change c"
        f" where c.card_id in ({_TOUCHED_SQL}) and (c.entry_number > ? or c.branch_id <> ?)",
        (*entry, of.entry, of.branch_id),
    )
    acts = _acts(of, {(branch_id, number) for branch_id, number, *_ in lines})
    for branch_id, number, card, record, record_id, name in lines:
        act = acts.get((branch_id, number))
        if act is None:
            continue
        _because(found, card, "brought_in" if act == "import" else _OF_RECORDS.get(record, "edited"))
        found.later.add((record, record_id))
        found.later.add(Key(record, record_id, name or ""))
        if record == "goods":
            found.later_goods.add(card)
        if record == "warranty" and name is None:
            found.later_sales.add(card)


def _read_units(found: Imported) -> None:
    """What later registers said of the units: nobody else changes them."""
    of = found.of
    lines = database.rows(
        "select entry_number, record_id, field from journal_change where card_id is null and entry_number > ?"
        " and branch_id = ? and record = ?",
        (of.entry, of.branch_id, UNIT),
    )
    acts = _acts(of, {(of.branch_id, number) for number, *_ in lines})
    for number, unit, name in lines:
        if (of.branch_id, number) in acts:
            found.later |= {(UNIT, unit), Key(UNIT, unit, name or "")}
    again = {
        staged.loaded(values)["values"].get("serial")
        for (values,) in database.rows(
            'select r."values" from import_row r join import i on i.id = r.import_id where i.branch_id = ?'
            " and i.number > ? and i.undone_at is null and i.kind = 'shipped' and r.outcome = 'unchanged'",
            (of.branch_id, of.number),
        )
    }
    units = shipped.of_serials(of.branch_id, again - {None})
    found.confirmed_units = {unit.id for unit in units.values()}


def _because(found: Imported, card: int, why: str) -> None:
    """Keep the first reason of `WHYS` that holds."""
    known = found.whys.get(card)
    if known is None or _RANK[why] < _RANK[known]:
        found.whys[card] = why


_RANK = {why: place for place, why in enumerate(WHYS)}


def _acts(of: Brought, entries: Collection[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The acts of these entries, without later imports and merges that were undone and their undoing."""
    found: dict[tuple[int, int], str] = {}
    sql = "select number from import where branch_id = ? and undone_at is not null and number > ?"
    gone = {number for (number,) in database.rows(sql, (of.branch_id, of.number))}
    sql = "select number, act, reason from journal_entry where branch_id = ? and number in {among}"
    for branch_id in {branch for branch, _ in entries}:
        numbers = sorted(number for branch, number in entries if branch == branch_id)
        for number, act, said in database.rows_among(sql, numbers, (branch_id,)):
            ours = branch_id == of.branch_id and act in ("import", "undo_import")
            if not (ours and _number_in(said) in gone):
                found[branch_id, number] = act
        merged = {number for (branch, number), act in found.items() if branch == branch_id and act in MERGES}
        for number in merged - merged_since.standing(branch_id, merged):
            del found[branch_id, number]
    return found


def _read_states(found: Imported) -> None:
    """What holds of the cards now: out, erased, merged, restricted, on hold, archived."""
    entry = (found.of.branch_id, found.of.entry)
    out = f"select t.card_id from slip_card t where t.state = 'out' and t.holds and t.card_id in ({_TOUCHED_SQL})"
    for (card,) in database.rows(out, entry):
        _because(found, card, "out")
    sent = (
        "select t.card_id from transfer t where t.branch_id = ? and (t.ended_at is null or exists (select 1 from"
        f" receipt r where r.transfer_id = t.id and r.accepted)) and t.card_id in ({_TOUCHED_SQL})"
    )
    for (card,) in database.rows(sent, (found.of.branch_id, *entry)):
        _because(found, card, "sent")
        found.closed.setdefault(card, "sent")
    found.into = merged_since.went(_TOUCHED_SQL, entry)
    for card in found.into:
        _because(found, card, "merged")
        found.closed[card] = "merged"
    for card in merged_since.took_in(_NEW_SQL, entry):
        _because(found, card, "took_in")
    for why in (*CLOSED, "archived"):
        sql = f"select t.id from card t where t.{why}_at is not null and t.id in ({_TOUCHED_SQL})"
        for (card,) in database.rows(sql, entry):
            _because(found, card, why)
            if why in CLOSED:
                found.closed.setdefault(card, why)


# what stands there now


Record = tuple[str, int]


def standing(found: Imported) -> dict[Record, dict[str, str | None]]:
    """The fields that the import changed as they are now, as texts of the journal, by record; what is gone is not
    there."""
    wanted: dict[str, dict[str, set[int]]] = {}
    for one in found.written:
        table = RECORDS[one.key.record][one.key.field].table
        wanted.setdefault(one.key.record, {}).setdefault(table, set()).add(one.key.id)
    names: dict[tuple[str, str], dict[str, FieldInfo]] = {}
    for one in found.written:
        info = RECORDS[one.key.record][one.key.field]
        names.setdefault((one.key.record, info.table), {})[one.key.field] = info
    now: dict[Record, dict[str, str | None]] = {}
    for record, tables in wanted.items():
        for table, ids in tables.items():
            infos = names[record, table]
            key = "card_id" if table == "card_details" else "id"
            columns = ", ".join(info.column for info in infos.values())
            sql = f"select {key}, {columns} from {table} where {key} in {{among}}"
            for id_, *values in database.rows_among(sql, sorted(ids)):
                said = zip(infos, map(as_text, infos.values(), values), strict=True)
                now.setdefault((record, id_), {}).update(said)
    return now


def there(record: str, ids: Iterable[int]) -> dict[int, str]:
    """Which of these goods, warranties or people are still there, and what they are called."""
    return dict(database.rows_among(f"select id, {NAMED_BY[record]} from {record} where id in {{among}}", ids))


class Customer(NamedTuple):
    """A card's number and its customer's name."""

    card_no: str
    name: str


def customers(cards: Iterable[int]) -> dict[int, Customer]:
    sql = (
        "select c.id, b.prefix, c.number, c.name from card c join branch b on b.id = c.branch_id where c.id in {among}"
    )
    wanted = set(cards)
    found = {
        id_: Customer(offices.card_no(prefix, number), name)
        for id_, prefix, number, name in database.rows_among(sql, wanted)
    }
    gone = (  # to another branch, which the database may keep from this one
        "select t.card_id, b.prefix, t.number from transfer t join branch b on b.id = t.branch_id"
        " where t.card_id in {among} order by t.id desc"
    )
    for id_, prefix, number in database.rows_among(gone, wanted - found.keys()):
        found[id_] = Customer(offices.card_no(prefix, number), "")
    return found


def as_text(info: FieldInfo, stored: Any) -> str | None:
    """A value as its column has it, as the journal says it."""
    match info.format:
        case Format.FLAG:
            return journal.text(bool(stored))
        case Format.MONEY:
            return None if stored is None else f"{from_hundredths(stored):.2f}"
        case _:
            return journal.text(stored)
