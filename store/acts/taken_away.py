"""People and goods that an import took away from cards, which its undo puts on them again (X1). Writes nothing.

A list that came back takes a row away by emptying all its cells. The journal then says of each field that it held
something; the field without which a row is none is emptied only so.
"""

from collections.abc import Iterable, Mapping

from store.acts.card_columns import NAMED_BY
from store.acts.imported import Written
from store.card_edits import ROW_TABLES
from store.fields import from_journal
from store.rows_bulk import RowChange


def of(written: Iterable[Written], closed: Mapping[int, str]) -> list[RowChange]:
    """The rows that went, as new ones, but of cards to which nothing may be written."""
    rows: dict[tuple[str, int], list[Written]] = {}
    for one in written:
        if one.key.record in ROW_TABLES and one.card not in closed:
            rows.setdefault((one.key.record, one.key.id), []).append(one)
    found = []
    for (table, _), fields in rows.items():
        if any(one.key.field == NAMED_BY[table] and one.new is None for one in fields):
            infos = ROW_TABLES[table]
            values = {one.key.field: from_journal(infos[one.key.field], one.old) for one in fields}
            found.append(RowChange(table, fields[0].card, None, values, {}))
    return found
