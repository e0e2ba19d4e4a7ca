"""People and goods of many cards written at once, for a sheet that comes in or is undone (F1a, F1b, X1). Inside a
journal entry only.

The caller sees to the cards' versions and search words, and to the kind that follows from the goods.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from store import database, journal
from store.card_edits import ROW_DEFAULTS, ROW_TABLES
from store.fields import clean, stored


class RowChange(NamedTuple):
    """What a sheet says of a row of a card, in one of `ROW_TABLES`: `id` None for a new one; new values by field name;
    `removed` takes the row away. `was` is how it stands there."""

    table: str
    card: int
    id: int | None
    values: Mapping[str, Any]
    was: Mapping[str, Any]
    removed: bool = False


class RowUpdate(NamedTuple):
    """What changes on a row of a card: (old, new) by field name."""

    id: int
    card: int
    changed: Mapping[str, tuple[Any, Any]]


def write_many(entry: journal.Entry, changes: Sequence[RowChange], learnt_at: str | None) -> None:
    """New rows, changed ones, and those taken away."""
    for table, infos in ROW_TABLES.items():
        some = [one for one in changes if one.table == table]
        add_many(entry, table, [(one.card, one.values) for one in some if one.id is None], learnt_at)
        there = [(one.id, one) for one in some if one.id is not None]
        changed = [RowUpdate(id_, one.card, _changes(one.was, one.values)) for id_, one in there if not one.removed]
        update_many(entry, table, changed, learnt_at)
        gone = [(id_, one) for id_, one in there if one.removed]
        nothing: Mapping[str, Any] = dict.fromkeys(infos)
        _note(entry, table, [RowUpdate(id_, one.card, _changes(one.was, nothing)) for id_, one in gone], learnt_at)
        remove_many(table, entry.branch_id, [id_ for id_, _ in gone])


def add_many(
    entry: journal.Entry, table: str, new: Iterable[tuple[int, Mapping[str, Any]]], learnt_at: str | None
) -> None:
    """New rows of one of `ROW_TABLES`, each with its card, as values by field name."""
    for some in database.chunks(new):
        _add(entry, table, some, learnt_at)


def _add(entry: journal.Entry, table: str, new: Sequence[tuple[int, Mapping[str, Any]]], learnt_at: str | None) -> None:
    infos, usual = ROW_TABLES[table], _usual(table)
    ids = database.new_ids(table, len(new))
    columns = [*(info.column for info in infos.values()), "id", "branch_id", "card_id"]
    rows = [{name: values.get(name) or usual.get(name) for name in infos} for _, values in new]
    database.execute_many(
        f"insert into {table} ({', '.join(columns)}) values {database.marks(columns)}",
        (
            (*(stored(info, row[name]) for name, info in infos.items()), id_, entry.branch_id, card)
            for id_, (card, _), row in zip(ids, new, rows, strict=True)
        ),
    )
    entry.note_all(
        journal.Change(table, id_, card, None, None, journal.content_digest(list(row.items())), learnt_at)
        for id_, (card, _), row in zip(ids, new, rows, strict=True)
    )


@cache
def _usual(table: str) -> Mapping[str, Any]:
    """What stands in the fields of which nothing is said."""
    infos = ROW_TABLES[table]
    return {name: clean(info, ROW_DEFAULTS.get(name)) for name, info in infos.items() if not info.required}


def update_many(entry: journal.Entry, table: str, updates: Sequence[RowUpdate], learnt_at: str | None) -> None:
    """Change rows of one of `ROW_TABLES`."""
    infos = ROW_TABLES[table]
    groups: dict[tuple[str, ...], list[RowUpdate]] = {}
    for one in updates:
        groups.setdefault(tuple(one.changed), []).append(one)
    for names, group in groups.items():
        if names:
            assignments = ", ".join(f"{infos[name].column} = ?" for name in names)
            database.execute_many(
                f"update {table} set {assignments} where id = ?",
                [(*(stored(infos[name], one.changed[name][1]) for name in names), one.id) for one in group],
            )
    _note(entry, table, updates, learnt_at)


def _note(entry: journal.Entry, table: str, updates: Sequence[RowUpdate], learnt_at: str | None) -> None:
    entry.note_all(
        journal.Change(table, one.id, one.card, name, journal.text(old), journal.text(new), learnt_at)
        for one in updates
        for name, (old, new) in one.changed.items()
    )


def remove_many(table: str, branch_id: int, ids: Sequence[int]) -> None:
    """Take rows away, of one of `ROW_TABLES`. The caller says so in the journal."""
    if ids:
        database.keep_ids(branch_id, table, max(ids))
        database.remove(table, "id", ids)


def _changes(was: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (was[name], new) for name, new in wanted.items() if new != was[name]}
