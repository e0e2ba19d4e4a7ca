"""The values of a card as they are kept, whoever asks: for the drawers, which mask them. Writes nothing."""

from collections.abc import Iterable, Iterator
from typing import Any

from store import database, fields
from store.card_edits import ROW_TABLES
from store.fields import FIELDS, WARRANTY_FIELDS

ROWS = {**ROW_TABLES, "warranty": WARRANTY_FIELDS}
"""The tables whose rows hang from a card, with their fields."""


def values_of(card: int) -> dict[str, Any]:
    """Every value of a card by field name."""
    columns = [f"{'c' if info.table == 'card' else 'd'}.{info.column}" for info in FIELDS.values()]
    found = database.rows(
        f"select {', '.join(columns)} from card c join card_details d on d.card_id = c.id where c.id = ?", (card,)
    )
    return fields.kept(FIELDS, found[0])


def values_of_many(cards: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Every value of many cards, by card and field name."""
    columns = [f"{'c' if info.table == 'card' else 'd'}.{info.column}" for info in FIELDS.values()]
    sql = f"select c.id, {', '.join(columns)} from card c join card_details d on d.card_id = c.id where c.id"
    return {card: fields.kept(FIELDS, kept) for card, *kept in _among(sql, cards)}


def rows_of_many(table: str, cards: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """As `rows_of`, of many cards, by card; of one without rows there is nothing."""
    infos = ROW_TABLES[table]
    columns = ", ".join(info.column for info in infos.values())
    found: dict[int, list[dict[str, Any]]] = {}
    rows = _among(f"select id, card_id, {columns} from {table} where card_id", cards)
    for id_, card, *kept in sorted(rows, key=lambda row: int(row[0])):
        values = fields.kept(infos, kept)
        found.setdefault(card, []).append({"id": id_, **values})
    return found


def _among(sql: str, cards: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    return database.rows_among(f"{sql} in {{among}}", dict.fromkeys(cards))


def rows_of(table: str, card: int) -> list[dict[str, Any]]:
    """The rows of one of `ROWS` that belong to a card, each with its "id"."""
    infos = ROWS[table]
    columns = ", ".join(info.column for info in infos.values())
    return [
        {"id": row[0]} | fields.kept(infos, row[1:])
        for row in database.rows(f"select id, {columns} from {table} where card_id = ? order by id", (card,))
    ]
