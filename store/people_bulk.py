"""People of many cards written at once, for a sheet of cards that comes in (F1a, X1). Inside a journal entry only.

The caller sees to the cards' versions and search words.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from store import database, journal
from store.card_edits import ROW_DEFAULTS
from store.fields import PERSON_FIELDS, clean


class PersonEdit(NamedTuple):
    """What a sheet says of a person of a card: `id` None for a new one; new values by field name; `removed` takes the
    person away. `was` is how the person stands there."""

    card: int
    id: int | None
    values: Mapping[str, Any]
    was: Mapping[str, Any]
    removed: bool = False


def write_many(entry: journal.Entry, edits: Sequence[PersonEdit], learnt_at: str | None) -> None:
    """New people, changed ones, and those taken away."""
    new = [one for one in edits if one.id is None]
    for one in edits:
        if one.id is not None:
            _change(entry, one, learnt_at)
    if not new:
        return
    ids = database.new_ids("person", len(new))
    columns = [*(info.column for info in PERSON_FIELDS.values()), "id", "branch_id", "card_id"]
    rows = [
        {name: one.values.get(name) or clean(info, ROW_DEFAULTS.get(name)) for name, info in _OPTIONAL.items()}
        | {"name": one.values["name"]}
        for one in new
    ]
    database.execute_many(
        f"insert into person ({', '.join(columns)}) values {database.marks(columns)}",
        [
            (*(row[name] for name in PERSON_FIELDS), id_, entry.branch_id, one.card)
            for id_, one, row in zip(ids, new, rows, strict=True)
        ],
    )
    entry.note_all(
        journal.Change(
            "person", id_, one.card, None, None,
            journal.content_digest([(name, row[name]) for name in PERSON_FIELDS]), learnt_at,
        )
        for id_, one, row in zip(ids, new, rows, strict=True)
    )  # fmt: skip


_OPTIONAL = {name: info for name, info in PERSON_FIELDS.items() if not info.required}


def _change(entry: journal.Entry, one: PersonEdit, learnt_at: str | None) -> None:
    wanted = dict.fromkeys(PERSON_FIELDS) if one.removed else one.values
    changed = {name: value for name, value in wanted.items() if value != one.was[name]}
    entry.note_all(
        journal.Change("person", one.id or 0, one.card, name, journal.text(one.was[name]), journal.text(new), learnt_at)
        for name, new in changed.items()
    )
    if one.removed and one.id is not None:
        database.keep_ids(entry.branch_id, "person", one.id)
        database.execute("delete from person where id = ?", (one.id,))
    elif changed:
        assignments = ", ".join(f"{PERSON_FIELDS[name].column} = ?" for name in changed)
        database.execute(f"update person set {assignments} where id = ?", (*changed.values(), one.id))
