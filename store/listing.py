"""The drawer in order, window by window (idea 7): by name, number, grade or last change.

A page is read by key, never by counting from the start, so that the last page of a million cards is as quick as the
first. Picked notches that few cards have are looked up in the search index and put in order; common ones are met soon
enough on the way along the order.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from store import access, database, offices, search
from store.access import Actor
from store.card_rows import CardRow, masked_rows
from store.paging import Side
from store.picks import (
    NO_NOTCHES,
    Notches,
    condition,
    keep,
    kept,
    last_change,
    picked,
    single_cards,
    wants_archived,
)
from store.readings import sort_name

ORDERS: dict[str, tuple[str, ...]] = {
    "name": ("c.sort_name", "c.id"),
    "number": ("c.number", "c.id"),
    "grade": ("c.grade", "c.sort_name", "c.id"),
    "change": ("c.updated_at", "c.id"),
}
"""The columns of each order behind the branch, the last of them without equals."""
LATEST_FIRST = frozenset({"change"})
"""Orders that begin with the greatest key."""
FEW = 5000
"""Cards that are put in order by themselves; of more than that a page is soon met on the way along the order."""

_Keyed = tuple[Any, ...]


def page(
    actor: Actor,
    order: str = "name",
    downwards: bool = False,
    notches: Notches = NO_NOTCHES,
    row: CardRow | None = None,
    side: Side = "after",
    limit: int = 50,
) -> list[CardRow]:
    """At most `limit` cards next after or just before `row`, in order; without a row, the first or the last.

    `order` is one of `ORDERS`, turned round by `downwards`. Several branches are merged. Does not write.
    """
    reading = access.reading(actor)
    falling = downwards != (order in LATEST_FIRST)
    backwards = falling != (side == "before")
    start = _key(order, row) if row is not None else None
    keyed: list[_Keyed] = []
    for branch_id in reading.branches:
        keyed += _of_branch(branch_id, order, notches, start, backwards, limit)
    keyed += _beyond_key(_in_order(list(single_cards(reading, notches)), order), start, backwards, limit)
    keyed.sort(reverse=backwards)
    nearest = keyed[:limit] if side == "after" else keyed[:limit][::-1]
    return masked_rows(reading, [key[-1] for key in nearest])


def _key(order: str, row: CardRow) -> _Keyed:
    """Where a card stands in `order` just now; where it stood, if it is gone since its import was undone."""
    found = database.rows(f"select {', '.join(ORDERS[order])} from card c where c.id = ?", (row.id,))
    return found[0] if found else tuple(_stood(row)[column] for column in ORDERS[order])


def _stood(row: CardRow) -> dict[str, Any]:
    number = offices.parsed_card_no(row.card_no)
    return {
        "c.sort_name": sort_name(row.name),
        "c.number": number[1] if number else 0,
        "c.grade": row.grade,
        "c.updated_at": database.stored(row.updated_at),
        "c.id": row.id,
    }


def _of_branch(
    branch_id: int, order: str, notches: Notches, start: _Keyed | None, backwards: bool, limit: int
) -> list[_Keyed]:
    if picked(notches) or wants_archived(notches):
        few = _few(branch_id, order, notches)
        if few is not None:
            return _beyond_key(few, start, backwards, limit)
    columns = ", ".join(ORDERS[order])
    beyond, params = _beyond(order, start, backwards)
    narrowed, values = condition(notches)
    archived = "not null" if wants_archived(notches) else "null"
    falling = ", ".join(f"{column}{' desc' if backwards else ''}" for column in ("c.branch_id", *ORDERS[order]))
    return database.rows(
        f"select {columns} from card c where c.branch_id = ? and c.archived_at is {archived}{beyond}{narrowed}"
        f" order by {falling} limit ?",
        (branch_id, *params, *values, limit),
    )


def _beyond(order: str, start: _Keyed | None, backwards: bool) -> tuple[str, list[Any]]:
    """SQL for what lies past `start`, and its parameters."""
    if start is None:
        return "", []
    columns = ", ".join(ORDERS[order])
    return f" and ({columns}) {'<' if backwards else '>'} {database.marks(start)}", list(start)


def _few(branch_id: int, order: str, notches: Notches) -> list[_Keyed] | None:
    """The keys of a branch's cards with the picked values, in order, kept until some card changes; None if too many."""
    stamp, archived = last_change(), wants_archived(notches)
    key = ("few", branch_id, order, archived, tuple(sorted(picked(notches).items())))
    found = kept(key, stamp)
    if found is None:
        ids = search.match(branch_id, search.notch_groups(notches), limit=FEW + 1, archived=archived)
        found = _in_order(ids, order) if len(ids) <= FEW else ()
        keep(key, stamp, found)
    return found if isinstance(found, list) else None


def _in_order(ids: Sequence[int], order: str) -> list[_Keyed]:
    columns = ", ".join(ORDERS[order])
    return sorted(database.rows_among(f"select {columns} from card c where c.id in {{among}}", ids))


def _beyond_key(keys: list[_Keyed], start: _Keyed | None, backwards: bool, limit: int) -> list[_Keyed]:
    """At most `limit` of `keys`, which are in order, next to `start` on one side."""
    if backwards:
        last = len(keys) if start is None else bisect_left(keys, start)
        return keys[max(last - limit, 0) : last]
    first = 0 if start is None else bisect_right(keys, start)
    return keys[first : first + limit]


def count(actor: Actor, notches: Notches = NO_NOTCHES) -> int:
    """How many cards `page` goes through. Slow at a million cards: not for the event loop. Does not write."""
    reading = access.reading(actor)
    singles = len(single_cards(reading, notches))
    return singles + sum(_count_of_branch(branch_id, notches) for branch_id in reading.branches)


def _count_of_branch(branch_id: int, notches: Notches) -> int:
    archived = wants_archived(notches)
    if not picked(notches):
        empty = "not null" if archived else "null"
        sql = f"select count(*) from card where branch_id = ? and archived_at is {empty}"
        return int(database.rows(sql, (branch_id,))[0][0])
    return search.count(branch_id, search.notch_groups(notches), archived=archived)


def place(actor: Actor, order: str, downwards: bool, notches: Notches, row: CardRow) -> int:
    """How many cards `page` has before `row`. Slow at a million cards: not for the event loop. Does not write."""
    reading = access.reading(actor)
    backwards = downwards == (order in LATEST_FIRST)
    start = _key(order, row)
    singles = _in_order(list(single_cards(reading, notches)), order)
    before = len(_beyond_key(singles, start, backwards, len(singles)))
    return before + sum(_before_in_branch(branch, order, notches, start, backwards) for branch in reading.branches)


def _before_in_branch(branch_id: int, order: str, notches: Notches, start: _Keyed, backwards: bool) -> int:
    if picked(notches) or wants_archived(notches):
        few = _few(branch_id, order, notches)
        if few is not None:
            return len(_beyond_key(few, start, backwards, len(few)))
    beyond, params = _beyond(order, start, backwards)
    narrowed, values = condition(notches)
    archived = "not null" if wants_archived(notches) else "null"
    sql = f"select count(*) from card c where c.branch_id = ? and c.archived_at is {archived}{beyond}{narrowed}"
    return int(database.rows(sql, (branch_id, *params, *values))[0][0])
