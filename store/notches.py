"""The notches (F9): pick values, and the matching cards drop out, with a count at each value before it is picked.

Nobody picks or counts by a value they may not read: attitude is confidential, so a salesperson counts it on held cards
only. Counts of a whole branch come from one GROUP BY, kept until some card changes (`card_change`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from store import access, database, search
from store.access import Actor, Reading
from store.fields import FIELDS, Part
from store.search import SearchContent
from store.tables.base import proxy

NOTCHES = ("list", "kind", "grade", "region", "district", "attitude", "salesperson")
"""The first set, in the order they are shown."""

MOST_VALUES = 50
"""Values of one notch that are counted, the most frequent first; picked ones are always among them."""

Notches = Mapping[str, frozenset[str]]
"""Picked values by notch; "" is no value. "archived": {"1"} asks for archived cards instead of the others."""

NO_NOTCHES: Notches = {}
Values = tuple[str | None, ...]
"""One value for each of `NOTCHES`; None where it may not be read."""

_COLUMNS = {
    name: f"d.{name}" if FIELDS[name].table == "card_details" else f"c.{FIELDS[name].column}" for name in NOTCHES
}
_TEXTS = ("phone", "other_phone", "region", "district", "city", "address", "postcode", "work_unit")


@dataclass(frozen=True, slots=True)
class NotchCount:
    """A value and how many cards would remain if it were picked. `label` is a salesperson's name; else the value."""

    value: str
    label: str
    count: int


def wants_archived(notches: Notches) -> bool:
    return "1" in notches.get("archived", ())


def picked(notches: Notches) -> dict[str, frozenset[str]]:
    """What narrows: the picked values without empty picks."""
    return {name: notches[name] for name in NOTCHES if notches.get(name)}


def masked(content: SearchContent, parts: AbstractSet[Part]) -> SearchContent:
    """`content` without what stands in parts of the card that may not be read."""
    if Part.CONFIDENTIAL in parts:
        return content
    closed: dict[str, Any] = {name: "" for name in _TEXTS if FIELDS[name].part not in parts}
    marks = tuple(pair for pair in content.marks if pair[0] not in FIELDS or FIELDS[pair[0]].part in parts)
    return replace(content, **closed, serials=(), people=(), people_phones=(), marks=marks)


def has_values(content: SearchContent, notches: Notches) -> bool:
    """Whether a card has one of the picked values of each notch. A value that was masked is none."""
    marks = dict(content.marks)
    return all(marks.get(name) in values for name, values in picked(notches).items())


def single_cards(reading: Reading, notches: Notches = NO_NOTCHES) -> dict[int, SearchContent]:
    """The single cards beside the whole branches with the picked values, each with what may be read of it."""
    ids = _outside_branches(reading)
    archived = wants_archived(notches)
    found = {card_id: masked(content, reading.parts(card_id, 0)) for card_id, content in search.contents(ids).items()}
    return {
        card_id: content
        for card_id, content in found.items()
        if has_values(content, notches) and (("archived", "1") in content.marks) == archived
    }


def _outside_branches(reading: Reading) -> Iterable[int]:
    if not reading.cards or not reading.branches:
        return reading.cards
    ids = sorted(reading.cards)
    marks = ", ".join("?" * len(ids))
    found = database.rows(f"select id, branch_id from card where id in ({marks})", ids)
    return [card_id for card_id, branch_id in found if branch_id not in reading.branches]


def condition(notches: Notches) -> tuple[str, list[Any]]:
    """SQL that keeps the cards `c` with the picked values, beginning with “and”, and its parameters."""
    sql, params = "", []
    for name, values in picked(notches).items():
        some = sorted(values - {""})
        column = _COLUMNS[name]
        either = [f"{column} in ({', '.join('?' * len(some))})"] if some else []
        either += [f"{column} is null"] if "" in values else []
        here = " or ".join(either)
        if column.startswith("d."):
            here = f"exists (select 1 from card_details d where d.card_id = c.id and ({here}))"
        sql += f" and ({here})"
        params += [int(value) if name == "salesperson" else value for value in some]
    return sql, params


def notch_counts(actor: Actor, notches: Notches = NO_NOTCHES, text: str = "") -> dict[str, tuple[NotchCount, ...]]:
    """For each notch its values, the most frequent first, with the number of cards that have it among those that answer
    `text` and have the values picked at all other notches. Slow at a million cards: not for the event loop."""
    from store.find import found_values

    reading = access.reading(actor)
    if text.strip():
        cube = found_values(reading, text, wants_archived(notches))
    else:
        cube = Counter()
        for branch_id in reading.branches:
            cube.update(branch_values(branch_id, archived=wants_archived(notches)))
        only_archived = {"archived": notches.get("archived", frozenset())}
        cube.update(values_of(content) for content in single_cards(reading, only_archived).values())
    names = _salespeople(cube)
    return {name: _counts(cube, place, picked(notches), names) for place, name in enumerate(NOTCHES)}


def values_of(content: SearchContent) -> Values:
    marks = dict(content.marks)
    return tuple(marks.get(name) for name in NOTCHES)


def matching(values: Values, notches: Notches) -> bool:
    """Whether a combination of values has one of the picked values of each notch."""
    return all(values[NOTCHES.index(name)] in wanted for name, wanted in picked(notches).items())


def _counts(
    cube: Mapping[Values, int], place: int, notches: Notches, names: Mapping[str, str]
) -> tuple[NotchCount, ...]:
    others = [(other, notches[name]) for other, name in enumerate(NOTCHES) if other != place and name in notches]
    counted: Counter[str] = Counter()
    for values, count in cube.items():
        value = values[place]
        if value is not None and all(values[other] in wanted for other, wanted in others):
            counted[value] += count
    chosen = notches.get(NOTCHES[place], frozenset())
    shown = dict(counted.most_common(MOST_VALUES)) | {value: counted[value] for value in sorted(chosen)}
    return tuple(
        NotchCount(value, names.get(value, value) if NOTCHES[place] == "salesperson" else value, count)
        for value, count in shown.items()
    )


def _salespeople(cube: Iterable[Values]) -> dict[str, str]:
    place = NOTCHES.index("salesperson")
    ids = sorted({int(values[place] or 0) for values in cube})
    marks = ", ".join("?" * len(ids))
    return {str(row[0]): row[1] for row in database.rows(f"select id, name from staff where id in ({marks})", ids)}


_kept: WeakKeyDictionary[Any, dict[Any, tuple[int, Any]]] = WeakKeyDictionary()


def last_change() -> int:
    """A number that grows whenever a card changes; what was counted before holds while it stays."""
    return int(database.rows("select coalesce(max(id), 0) from card_change")[0][0])


def kept(key: Any, stamp: int) -> Any:
    """What was kept under `key` for this room while `last_change` was `stamp`; None for nothing."""
    found = _kept.get(proxy.obj, {}).get(key)
    return found[1] if found and found[0] == stamp else None


def keep(key: Any, stamp: int, value: Any) -> None:
    """Keep `value` until the next change, with at most fifteen others."""
    room = _kept.setdefault(proxy.obj, {})
    room.pop(key, None)
    room[key] = (stamp, value)
    while len(room) > 16:
        room.pop(next(iter(room)), None)


def branch_values(branch_id: int, *, archived: bool = False) -> Mapping[Values, int]:
    """How many cards of a branch have each combination of values. Kept until some card changes."""
    stamp, key = last_change(), ("values", branch_id, archived)
    found = kept(key, stamp)
    if found is None:
        found = counted_values(
            f"card c where c.branch_id = ? and c.archived_at is {'not ' if archived else ''}null", [branch_id]
        )
        keep(key, stamp, found)
    return found  # type: ignore[no-any-return]


def counted_values(cards: str, params: Sequence[Any]) -> Counter[Values]:
    """How many of the cards `c` that the SQL `cards` names have each combination of values."""
    before, where, conditions = cards.partition(" where ")
    columns = ", ".join(_COLUMNS.values())
    found = database.rows(
        f"select {columns}, count(*) from {before} join card_details d on d.card_id = c.id{where}{conditions}"
        f" group by {columns}",
        params,
    )
    counted: Counter[Values] = Counter()
    for *values, count in found:
        counted[tuple("" if value is None else str(value) for value in values)] += count
    return counted
