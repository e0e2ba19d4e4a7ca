"""People and goods of many cards written at once, for a sheet of cards that comes in (F1a, F1b, X1). Inside a journal
entry only.

The caller sees to the cards' versions and search words, and to the kind that follows from the goods.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from store import database, journal
from store.card_edits import ROW_DEFAULTS, ROW_TABLES
from store.fields import clean


class RowChange(NamedTuple):
    """What a sheet says of a row of a card, in one of `ROW_TABLES`: `id` None for a new one; new values by field name;
    `removed` takes the row away. `was` is how it stands there."""

    table: str
    card: int
    id: int | None
    values: Mapping[str, Any]
    was: Mapping[str, Any]
    removed: bool = False


def write_many(entry: journal.Entry, changes: Sequence[RowChange], learnt_at: str | None) -> None:
    """New rows, changed ones, and those taken away."""
    for one in changes:
        if one.id is not None:
            _change(entry, one, learnt_at)
    for table in ROW_TABLES:
        _add(entry, table, [one for one in changes if one.id is None and one.table == table], learnt_at)


def _add(entry: journal.Entry, table: str, new: Sequence[RowChange], learnt_at: str | None) -> None:
    if not new:
        return
    infos = ROW_TABLES[table]
    ids = database.new_ids(table, len(new))
    columns = [*(info.column for info in infos.values()), "id", "branch_id", "card_id"]
    rows = [
        {name: one.values.get(name) or clean(info, ROW_DEFAULTS.get(name)) for name, info in infos.items()}
        for one in new
    ]
    database.execute_many(
        f"insert into {table} ({', '.join(columns)}) values {database.marks(columns)}",
        [
            (*(row[name] for name in infos), id_, entry.branch_id, one.card)
            for id_, one, row in zip(ids, new, rows, strict=True)
        ],
    )
    entry.note_all(
        journal.Change(table, id_, one.card, None, None, journal.content_digest(list(row.items())), learnt_at)
        for id_, one, row in zip(ids, new, rows, strict=True)
    )


def _change(entry: journal.Entry, one: RowChange, learnt_at: str | None) -> None:
    infos = ROW_TABLES[one.table]
    wanted = dict.fromkeys(infos) if one.removed else one.values
    changed = {name: value for name, value in wanted.items() if value != one.was[name]}
    entry.note_all(
        journal.Change(
            one.table, one.id or 0, one.card, name, journal.text(one.was[name]), journal.text(new), learnt_at
        )
        for name, new in changed.items()
    )
    if one.removed and one.id is not None:
        database.keep_ids(entry.branch_id, one.table, one.id)
        database.execute(f"delete from {one.table} where id = ?", (one.id,))
    elif changed:
        assignments = ", ".join(f"{infos[name].column} = ?" for name in changed)
        database.execute(f"update {one.table} set {assignments} where id = ?", (*changed.values(), one.id))
