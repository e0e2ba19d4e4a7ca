"""A card as it was at an earlier version, by what the journal says was changed since (F11). Writes nothing.

A version is told with the number of the branch's journal at which it was read: what the journal says of the card after
that number is undone, the latest first.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from store import database, journal
from store.fields import FIELDS, PERSON_FIELDS, from_text

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
    """A card's values by field name, and its people in their order, each with its "id"."""

    values: Mapping[str, Any]
    people: tuple[Mapping[str, Any], ...]


def earlier(branch_id: int, wanted: Mapping[int, int], now: Mapping[int, CardContent]) -> dict[int, CardContent]:
    """Cards of the branch as they were after an entry of its journal, `wanted` by card, from how they are `now`."""
    values = {card: dict(now[card].values) for card in wanted}
    people = {card: {row["id"]: dict(row) for row in now[card].people} for card in wanted}
    for some in database.chunks(sorted(wanted)):
        changes = database.rows(
            "select c.entry_number, c.card_id, c.record, c.record_id, c.field, v.old from journal_change c"
            " join journal_value v on v.branch_id = c.branch_id and v.entry_number = c.entry_number"
            " and v.place = c.place where c.branch_id = ? and c.entry_number > ? and c.record in ('card', 'person')"
            f" and c.card_id in {database.marks(some)} order by c.entry_number desc, c.place desc",
            (branch_id, min(wanted[card] for card in some), *some),
        )
        for entry, card, record, row, name, old in changes:
            if entry <= wanted[card]:
                continue
            if record == "card" and name in FIELDS:
                values[card][name] = from_text(FIELDS[name], old)
            elif record == "person" and name is None:
                people[card].pop(row, None)
            elif record == "person" and name in PERSON_FIELDS:
                people[card].setdefault(row, {"id": row, **_NOBODY})[name] = from_text(PERSON_FIELDS[name], old)
    return {
        card: CardContent(values[card], tuple(people[card][row] for row in sorted(people[card])))
        for card in sorted(wanted)
    }


_NOBODY = {name: from_text(info, None) for name, info in PERSON_FIELDS.items()}
