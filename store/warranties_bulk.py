"""Many warranties written at once, for a sheet of warranty exchange cards that comes in (W1, W2).

A warranty whose serial stands elsewhere is held, with the reason as a code. For the inside of a journal entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from store import database, journal
from store.fields import WARRANTY_FIELDS, kept, stored

SHEET_FIELDS = tuple(name for name in WARRANTY_FIELDS if name != "state")
"""The fields that a sheet may fill; the state follows."""


class Registered(NamedTuple):
    """A warranty that the room has already, its values by field name."""

    id: int
    card: int
    values: Mapping[str, Any]
    received_at: datetime


class NewWarranty(NamedTuple):
    """A warranty as it comes in. `held_because` are codes, parted by spaces; None for one that is sound."""

    card: int
    values: Mapping[str, Any]
    currency: str
    held_because: str | None = None


class WarrantyUpdate(NamedTuple):
    """What changes on a warranty: (old, new) by field name."""

    id: int
    card: int
    changed: Mapping[str, tuple[Any, Any]]


def registered(branch_id: int, column: Literal["id", "serial"], wanted: Iterable[Any]) -> list[Registered]:
    """The branch's warranties of these ids or serials, the oldest first. Does not write."""
    infos = {name: WARRANTY_FIELDS[name] for name in SHEET_FIELDS}
    columns = ", ".join(info.column for info in infos.values())
    scope = f"branch_id = ? and {column} in {{among}} order by id"
    sql = f"select id, card_id, received_at, {columns} from warranty where {scope}"
    return [
        Registered(id_, card, kept(infos, values), database.moment(at))
        for id_, card, at, *values in database.rows_among(sql, wanted, (branch_id,))
    ]


def receive_many(
    entry: journal.Entry, import_id: int | None, received: Iterable[NewWarranty], learnt_at: str | None
) -> None:
    """Write new warranties, received or held."""
    for some in database.chunks(received):
        _receive(entry, import_id, some, learnt_at)


def _receive(
    entry: journal.Entry, import_id: int | None, received: Sequence[NewWarranty], learnt_at: str | None
) -> None:
    ids = database.new_ids("warranty", len(received))
    now = database.now()
    infos = [WARRANTY_FIELDS[name] for name in SHEET_FIELDS]
    columns = [*(info.column for info in infos), "id", "branch_id", "card_id", "currency", "state", "held_because"]
    columns += ["received_at", "import_id", "version"]
    database.execute_many(
        f"insert into warranty ({', '.join(columns)}) values {database.marks(columns)}",
        (
            (
                *(stored(info, one.values.get(info.name)) for info in infos),
                *(id_, entry.branch_id, one.card, one.currency, _state(one), one.held_because, now, import_id, 1),
            )
            for id_, one in zip(ids, received, strict=True)
        ),
    )
    entry.note_all(
        journal.Change("warranty", id_, one.card, None, None, _digest(one), learnt_at)
        for id_, one in zip(ids, received, strict=True)
    )


def update_many(entry: journal.Entry, updates: Sequence[WarrantyUpdate], learnt_at: str | None) -> None:
    """Change what a sheet knows better."""
    groups: dict[tuple[str, ...], list[WarrantyUpdate]] = {}
    for update in updates:
        groups.setdefault(tuple(update.changed), []).append(update)
    for names, group in groups.items():
        assignments = ", ".join(f"{WARRANTY_FIELDS[name].column} = ?" for name in names)
        database.execute_many(
            f"update warranty set {assignments}, version = version + 1 where id = ?",
            [(*(stored(WARRANTY_FIELDS[name], one.changed[name][1]) for name in names), one.id) for one in group],
        )
    entry.note_all(
        journal.Change("warranty", one.id, one.card, name, journal.text(old), journal.text(new), learnt_at)
        for one in updates
        for name, (old, new) in one.changed.items()
    )


def remove_many(branch_id: int, ids: Sequence[int]) -> None:
    """Take warranties away that an import made. The caller says so in the journal, and sees to their cards."""
    if ids:
        database.keep_ids(branch_id, "warranty", max(ids))
        database.remove("warranty", "id", ids)


def remove_of(branch_id: int, cards: Sequence[int]) -> None:
    """Take all warranties of some cards away, which go too."""
    marks = database.marks(cards)
    last = database.rows(f"select max(id) from warranty where card_id in {marks}", cards)[0][0]
    if last is not None:
        database.keep_ids(branch_id, "warranty", last)
        database.remove("warranty", "card_id", cards)


def _state(one: NewWarranty) -> str:
    return "held" if one.held_because else "received"


def _digest(one: NewWarranty) -> str:
    values = [(name, one.values.get(name)) for name in SHEET_FIELDS]
    return journal.content_digest([*values, ("currency", one.currency), ("state", _state(one))])
