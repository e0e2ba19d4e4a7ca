"""Counts beside the notches (F9): for each value how many cards would remain, before it is picked.

Nobody counts by a value they may not read: a salesperson counts attitudes of the cards they hold only. A branch's open
values come from one GROUP BY over one index, kept until some card changes; its attitudes, which stand in the
confidential table, are counted by the search index.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from store import access, database, find, search
from store.access import Actor
from store.picks import (
    COLUMNS,
    NO_NOTCHES,
    NOTCHES,
    Notches,
    keep,
    kept,
    last_change,
    picked,
    single_cards,
    wants_archived,
)
from store.queries import OTHER, parse, tier
from store.tables.choices import ATTITUDES
from store.tokens import SearchContent

__all__ = ["NOTCHES", "NO_NOTCHES", "NotchCount", "Notches", "notch_counts"]

MOST_VALUES = 50
"""Values of one notch that are counted, the most frequent first; picked ones are always among them."""

OPEN = tuple(name for name in NOTCHES if name != "attitude")
Values = Mapping[str, str]
"""The values of a card by notch, without those that may not be read."""


class NotchCount(NamedTuple):
    """A value and how many cards would remain if it were picked. `label` is a salesperson's name; else the value."""

    value: str
    label: str
    cards: int


Counts = dict[str, Counter[str]]


def notch_counts(actor: Actor, notches: Notches = NO_NOTCHES, text: str = "") -> dict[str, tuple[NotchCount, ...]]:
    """For each notch its values, the most frequent first, with the number of cards that have it among those that answer
    `text` and have the values picked at all other notches. Slow at a million cards: not for the event loop."""
    reading = access.reading(actor)
    counts: Counts = {name: Counter() for name in NOTCHES}
    for branch_id in reading.branches:
        if text.strip():
            _add(counts, _values_of_found(branch_id, text, notches), picked(notches))
        else:
            _add_branch(counts, branch_id, notches)
    query = parse(text)
    singles = single_cards(reading, {"archived": notches.get("archived", frozenset())})
    wanted = [folded for folded in singles.values() if not text.strip() or tier(folded, query) is not None]
    _add(counts, [(_values_of(folded.content), 1) for folded in wanted], picked(notches))
    names = _names(counts["salesperson"])
    return {name: _shown(name, counts[name], notches.get(name, frozenset()), names) for name in NOTCHES}


def _values_of(content: SearchContent) -> Values:
    return {name: value for name, value in content.marks if name in NOTCHES}


def _add(counts: Counts, counted: Iterable[tuple[Values, int]], notches: Notches) -> None:
    """Count each combination of values at every notch whose other notches it passes."""
    for values, count in counted:
        failed = [name for name, wanted in notches.items() if values.get(name) not in wanted]
        for name in values:
            if not failed or failed == [name]:
                counts[name][values[name]] += count


def _add_branch(counts: Counts, branch_id: int, notches: Notches) -> None:
    archived, wanted = wants_archived(notches), picked(notches)
    attitudes = wanted.pop("attitude", frozenset())
    _add(counts, _open_values(branch_id, attitudes, archived), wanted)
    others = search.notch_groups(wanted)
    for value in (*(code for code, _ in ATTITUDES), ""):
        groups = [*search.notch_groups({"attitude": frozenset({value})}), *others]
        counts["attitude"][value] += search.count(branch_id, groups, archived=archived)


def _open_values(branch_id: int, attitudes: frozenset[str], archived: bool) -> list[tuple[Values, int]]:
    """How many cards of a branch, of these attitudes if there are any, have each combination of open values."""
    stamp, key = last_change(), ("values", branch_id, attitudes, archived)
    found = kept(key, stamp)
    if found is None:
        if attitudes:
            groups = search.notch_groups({"attitude": attitudes})
            hits, params = search.hits(branch_id, groups, archived=archived)
            found = _counted(OPEN, f"({hits}) h join card c on c.id = h.card_id", "true", params)
        else:
            where = f"c.branch_id = ? and c.archived_at is {'not ' if archived else ''}null"
            found = _counted(OPEN, "card c", where, [branch_id])
        keep(key, stamp, found)
    return found  # type: ignore[no-any-return]


def _values_of_found(branch_id: int, text: str, notches: Notches) -> list[tuple[Values, int]]:
    """How many cards of a branch that answer `text`, all of them counted, have each combination of values."""
    archived = wants_archived(notches)
    ids, more = find.ids_in_branch(branch_id, text, archived=archived)
    if not more:
        where = f"c.id in {database.marks(ids)}"
        return _counted(NOTCHES, f"card c {_DETAILS}", where, ids) if ids else []
    hits, params = search.hits(branch_id, parse(text).groups[OTHER], archived=archived)
    return _counted(NOTCHES, f"({hits}) h join card c on c.id = h.card_id {_DETAILS}", "true", params)


_DETAILS = "join card_details d on d.card_id = c.id"


def _counted(names: Sequence[str], tables: str, where: str, params: Sequence[Any]) -> list[tuple[Values, int]]:
    columns = ", ".join(COLUMNS[name] for name in names)
    found = database.rows(f"select {columns}, count(*) from {tables} where {where} group by {columns}", params)
    return [
        ({name: "" if value is None else str(value) for name, value in zip(names, values, strict=True)}, count)
        for *values, count in found
    ]


def _shown(
    name: str, counted: Counter[str], chosen: frozenset[str], names: Mapping[str, str]
) -> tuple[NotchCount, ...]:
    some = {value: count for value, count in counted.most_common(MOST_VALUES) if count}
    some |= {value: counted[value] for value in sorted(chosen)}
    labels = names if name == "salesperson" else {}
    return tuple(NotchCount(value, labels.get(value, value), count) for value, count in some.items())


def _names(salespeople: Iterable[str]) -> dict[str, str]:
    ids = sorted(int(value) for value in salespeople if value)
    if not ids:
        return {}
    marks = database.marks(ids)
    return {str(row[0]): row[1] for row in database.rows(f"select id, name from staff where id in {marks}", ids)}
