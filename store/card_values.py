"""The values of a card as they are kept, whoever asks: for the drawers, which mask them. Writes nothing."""

from typing import Any

from store import database, fields
from store.card_edits import ROW_TABLES
from store.fields import FIELDS, WARRANTY_FIELDS, FieldInfo

ROWS = {**ROW_TABLES, "warranty": WARRANTY_FIELDS}
"""The tables whose rows hang from a card, with their fields."""


def values_of(card: int) -> dict[str, Any]:
    """Every value of a card by field name."""
    columns = [f"{'c' if info.table == 'card' else 'd'}.{info.column}" for info in FIELDS.values()]
    found = database.rows(
        f"select {', '.join(columns)} from card c join card_details d on d.card_id = c.id where c.id = ?", (card,)
    )
    return {name: _kept(info, value) for (name, info), value in zip(FIELDS.items(), found[0], strict=True)}


def rows_of(table: str, card: int) -> list[dict[str, Any]]:
    """The rows of one of `ROWS` that belong to a card, each with its "id"."""
    infos = ROWS[table]
    columns = ", ".join(info.column for info in infos.values())
    return [
        {"id": row[0]} | {name: _kept(info, value) for (name, info), value in zip(infos.items(), row[1:], strict=True)}
        for row in database.rows(f"select id, {columns} from {table} where card_id = ? order by id", (card,))
    ]


def _kept(info: FieldInfo, value: Any) -> Any:
    match info.format:
        case fields.Format.DATE:
            return database.as_day(value)
        case fields.Format.FLAG:
            return bool(value)
        case fields.Format.MONEY:
            return fields.from_hundredths(value)
        case _:
            return value
