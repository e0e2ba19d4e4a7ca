"""A card as it was at an earlier version, by what the journal says was changed since (F11). Writes nothing.

A version is told with the number of the branch's journal at which it was read: what the journal says of the card after
that number is undone, the latest first.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from store import database, journal
from store.card_edits import ROW_TABLES
from store.fields import FIELDS, from_journal

_WRITTEN = re.compile(r"v(\d{1,9})/(\d{1,12})", re.IGNORECASE)


class Version(NamedTuple):
    """A card's version, and the last entry of its branch's journal when it was read."""

    number: int
    entry: int

    def __str__(self) -> str:
        return f"v{self.number}/{self.entry}"


def parsed(text: str) -> Version | None:
    """A version as it is written; None if it is none."""
    matched = _WRITTEN.fullmatch(text.strip())
    return Version(int(matched[1]), int(matched[2])) if matched else None


def last_entry(branch_id: int) -> int:
    """The number of the branch's last entry in the journal."""
    return journal.head(branch_id)[0]


class CardContent(NamedTuple):
    """A card's values by field name, and its rows by table, in their order, each with its "id"."""

    values: Mapping[str, Any]
    rows: Mapping[str, tuple[Mapping[str, Any], ...]]


def earlier(branch_id: int, wanted: Mapping[int, int], now: Mapping[int, CardContent]) -> dict[int, CardContent]:
    """Cards of the branch as they were after an entry of its journal, `wanted` by card, from how they are `now`."""
    values = {card: dict(now[card].values) for card in wanted}
    rows = {
        card: {table: {row["id"]: dict(row) for row in now[card].rows[table]} for table in ROW_TABLES}
        for card in wanted
    }
    for some in database.chunks(sorted(wanted)):
        changes = database.rows(
            "select c.entry_number, c.card_id, c.record, c.record_id, c.field, v.old from journal_change c"
            " join journal_value v on v.branch_id = c.branch_id and v.entry_number = c.entry_number"
            " and v.place = c.place where c.branch_id = ? and c.entry_number > ?"
            " and c.record in ('card', 'person', 'goods')"
            f" and c.card_id in {database.marks(some)} order by c.entry_number desc, c.place desc",
            (branch_id, min(wanted[card] for card in some), *some),
        )
        for entry, card, record, row, name, old in changes:
            if entry <= wanted[card]:
                continue
            if record == "card" and name in FIELDS:
                values[card][name] = from_journal(FIELDS[name], old)
            elif record in ROW_TABLES and name is None:
                rows[card][record].pop(row, None)
            elif record in ROW_TABLES and name in ROW_TABLES[record]:
                was = from_journal(ROW_TABLES[record][name], old)
                rows[card][record].setdefault(row, {"id": row, **_EMPTY[record]})[name] = was
    return {card: CardContent(values[card], _in_order(rows[card])) for card in sorted(wanted)}


def _in_order(rows: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    return {table: tuple(found[row] for row in sorted(found)) for table, found in rows.items()}


_EMPTY = {
    table: {name: from_journal(info, None) for name, info in infos.items()} for table, infos in ROW_TABLES.items()
}
