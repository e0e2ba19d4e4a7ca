"""Builders with plain arguments: what a test needs and nothing else."""

from typing import Any

from store import cards, database
from store.cards import CardRecord, Edit, RowEdit
from tests.conftest import Room


def a_card(room: Room, name: str = "张伟", *, goods: tuple[dict[str, Any], ...] = (), **values: Any) -> CardRecord:
    edit = Edit({"name": name, **values}, goods=tuple(RowEdit(None, row) for row in goods))
    return cards.create(room.clerk, edit, despite_doubles=True)


def changed(room: Room, card: CardRecord, **values: Any) -> CardRecord:
    was = {name: card.values[name] for name in values}
    return cards.save(room.clerk, card.id, card.version, Edit(values, was), despite_doubles=True)


def columns(table: str) -> list[str]:
    """The names of a table's columns, without asking PostgreSQL's catalogue, which takes its time."""
    return [column[0] for column in database.proxy.execute_sql(f'select * from "{table}" limit 0').description]
