"""Putting a field or a whole save of a card back to what it was, as a new entry (F11).

Reads the journal, writes through the card's drawer: whatever a save checks is checked here too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from locales.messages import N_
from store import cards, history
from store.access import Actor
from store.cards import ROW_TABLES, CardRecord, Edit, RowEdit
from store.errors import Refused
from store.fields import FIELDS, from_journal
from store.history import FieldChange


class NothingToPutBack(Refused):
    number: int
    message = N_("Entry {number} has nothing that can be put back.")


def put_back(actor: Actor, card: int, number: int, change: FieldChange | None = None) -> CardRecord:
    """Set one `change` of entry `number`, or all of them, back to what they were before it.

    Raises NothingToPutBack, and whatever `cards.save` raises.
    """
    entries = [entry for entry in history.of_card(actor, card) if entry.number == number]
    if any(_not_put_back(line, card) for entry in entries for line in entry.changes):
        raise NothingToPutBack(number=number)
    changes = [change] if change else [line for entry in entries for line in entry.changes]
    record = cards.show(actor, card)
    edit = Edit(_values(changes), {}, _rows("person", changes, record.people), _rows("goods", changes, record.goods))
    if not (edit.values or edit.people or edit.goods):
        raise NothingToPutBack(number=number)
    return cards.save(actor, card, record.version, edit, act="put_back", reason=str(number), despite_doubles=True)


def _not_put_back(line: FieldChange, card: int) -> bool:
    """Whether a change is the making of a card, or that of another which was merged into it."""
    return line.record == "card" and (line.field is None or line.record_id != card)


def _values(changes: Sequence[FieldChange]) -> dict[str, Any]:
    return {
        change.field: from_journal(FIELDS[change.field], change.old)
        for change in changes
        if change.record == "card" and change.field in FIELDS
    }


def _rows(table: str, changes: Sequence[FieldChange], present: Sequence[Mapping[str, Any]]) -> tuple[RowEdit, ...]:
    """The edits that undo what the entry did to rows of `table`: changed ones change back, those it added go, those it
    took away come again."""
    there = {row["id"] for row in present}
    edits = []
    for record_id in dict.fromkeys(change.record_id for change in changes if change.record == table):
        mine = [
            change
            for change in changes
            if change.record == table
            and change.record_id == record_id
            and (change.field is None or change.field in ROW_TABLES[table])
        ]
        if not mine:
            continue
        added = any(change.field is None for change in mine)
        values = {line.field: from_journal(ROW_TABLES[table][line.field], line.old) for line in mine if line.field}
        if added and record_id in there:
            edits.append(RowEdit(record_id, removed=True))
        elif record_id in there:
            edits.append(RowEdit(record_id, values))
        elif not added:
            edits.append(RowEdit(None, values))
    return tuple(edits)
