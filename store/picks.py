"""What is picked at the notches (F9), and what one person may pick by: nobody by a value they may not read.

Attitude is confidential, so a salesperson picks by it among the cards they hold only.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any
from weakref import WeakKeyDictionary

from store import database, search_contents
from store.access import Reading
from store.fields import FIELDS, Part
from store.tables.base import proxy
from store.tokens import Folded, SearchContent

NOTCHES = ("list", "kind", "grade", "region", "district", "attitude", "salesperson")
"""The first set, in the order they are shown."""

Notches = Mapping[str, frozenset[str]]
"""Picked values by notch; "" is no value. "archived": {"1"} asks for archived cards instead of the others."""

NO_NOTCHES: Notches = {}
COLUMNS = {
    name: f"case when c.restricted_at is null then d.{name} end"
    if FIELDS[name].table == "card_details"
    else f"c.{FIELDS[name].column}"
    for name in NOTCHES
}
"""What stands at each notch; nothing confidential of a restricted card (K6)."""
_TEXTS = ("phone", "other_phone", "region", "district", "city", "address", "postcode", "work_unit")


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
    return content._replace(**closed, serials=(), people=(), people_phones=(), marks=marks)


def has_values(content: SearchContent, notches: Notches) -> bool:
    """Whether a card has one of the picked values of each notch. A value that was masked is none."""
    wanted = picked(notches)
    if not wanted:
        return True
    marks = dict(content.marks)
    return all(marks.get(name) in values for name, values in wanted.items())


def single_cards(reading: Reading, notches: Notches = NO_NOTCHES) -> dict[int, Folded]:
    """The single cards beside the whole branches with the picked values, each with what may be read of it."""
    if not reading.cards:
        return {}
    archived = wants_archived(notches)
    return {
        card_id: folded
        for card_id, folded in _readable(reading).items()
        if has_values(folded.content, notches) and (("archived", "1") in folded.content.marks) == archived
    }


def _readable(reading: Reading) -> dict[int, Folded]:
    """All single cards, kept until some card changes, so that each letter typed need not read them again."""
    stamp, key = last_change(), ("singles", *reading)
    found = kept(key, stamp)
    if found is None:
        contents = search_contents.of_cards(_outside_branches(reading))
        found = {card_id: Folded(masked(content, reading.parts(card_id, 0))) for card_id, content in contents.items()}
        keep(key, stamp, found)
    return found  # type: ignore[no-any-return]


def _outside_branches(reading: Reading) -> Iterable[int]:
    if not reading.branches:
        return reading.cards
    ids = sorted(reading.cards)
    marks = database.marks(ids)
    found = database.rows(f"select id, branch_id from card where id in {marks}", ids)
    return [card_id for card_id, branch_id in found if branch_id not in reading.branches]


def condition(notches: Notches) -> tuple[str, list[Any]]:
    """SQL that keeps the cards `c` with the picked values, beginning with “and”, and its parameters."""
    sql, params = "", []
    for name, values in picked(notches).items():
        some = sorted(values - {""})
        column = COLUMNS[name]
        either = [f"{column} in {database.marks(some)}"] if some else []
        either += [f"{column} is null"] if "" in values else []
        here = " or ".join(either)
        if FIELDS[name].table == "card_details":
            here = f"exists (select 1 from card_details d where d.card_id = c.id and ({here}))"
        sql += f" and ({here})"
        params += [int(value) if name == "salesperson" else value for value in some]
    return sql, params


_kept: WeakKeyDictionary[Any, dict[Any, tuple[int, Any]]] = WeakKeyDictionary()
"""What was worked out for a room, with the last change it knows of."""


def last_change() -> int:
    """A number that grows whenever a card changes; what was counted before holds while it stays."""
    return int(database.rows(_LAST_SQL)[0][0])


_LAST_SQL = (
    "select coalesce(max(last), 0) from (select (select max(c.id) from card_change c where c.branch_id = b.id) as last"
    " from branch b) as latest"
)
"""Branch by branch, so that nobody looks through what the database keeps from them."""


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
