"""The drawer in order, window by window (idea 7): by name, number, grade or last change.

A page is read by key, never by counting from the start, so that the last page of a million cards is as quick as the
first. Picked notches that few cards have are looked up in the search index and put in order; common ones are met soon
enough on the way along the order.
"""

from collections.abc import Sequence
from typing import Any, Literal

from store import access, database, search
from store.access import Actor
from store.card_rows import CardRow, masked_rows
from store.notches import NO_NOTCHES, Notches, branch_values, condition, matching, picked, single_cards, wants_archived

Side = Literal["after", "before"]
ORDERS: dict[str, tuple[str, ...]] = {
    "name": ("c.sort_name", "c.id"),
    "number": ("c.number", "c.id"),
    "grade": ("c.grade", "c.sort_name", "c.id"),
    "change": ("c.updated_at", "c.id"),
}
"""The columns of each order behind the branch, the last of them without equals."""
LATEST_FIRST = frozenset({"change"})
"""Orders that begin with the greatest key."""
FEW = 1000
"""Cards that may be put in order anew for each page."""

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
    start = _key(order, row.id) if row is not None else None
    keyed: list[_Keyed] = []
    for branch_id in reading.branches:
        keyed += _of_branch(branch_id, order, notches, start, backwards, limit)
    keyed += _of_ids(list(single_cards(reading, notches)), order, start, backwards)
    keyed.sort(reverse=backwards)
    nearest = keyed[:limit] if side == "after" else keyed[:limit][::-1]
    return masked_rows(reading, [key[-1] for key in nearest])


def _key(order: str, card_id: int) -> _Keyed:
    """Where a card stands in `order` just now."""
    return database.rows(f"select {', '.join(ORDERS[order])} from card c where c.id = ?", (card_id,))[0]


def _of_branch(
    branch_id: int, order: str, notches: Notches, start: _Keyed | None, backwards: bool, limit: int
) -> list[_Keyed]:
    if picked(notches) or wants_archived(notches):
        few = search.match(branch_id, search.notch_groups(notches), limit=FEW + 1, archived=wants_archived(notches))
        if len(few) <= FEW:
            return _of_ids(few, order, start, backwards)
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
    return f" and ({columns}) {'<' if backwards else '>'} ({', '.join('?' * len(start))})", list(start)


def _of_ids(ids: Sequence[int], order: str, start: _Keyed | None, backwards: bool) -> list[_Keyed]:
    columns = ", ".join(ORDERS[order])
    found: list[_Keyed] = []
    for first in range(0, len(ids), FEW):
        some = ids[first : first + FEW]
        marks = ", ".join("?" * len(some))
        found += database.rows(f"select {columns} from card c where c.id in ({marks})", some)
    return [key for key in found if start is None or (key < start if backwards else key > start)]


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
    counted = branch_values(branch_id, archived=archived)
    return sum(number for values, number in counted.items() if matching(values, notches))


def changed_since(actor: Actor, seen: int) -> tuple[int, tuple[int, ...]]:
    """The number of the last change that `actor` may see, and the cards changed since change `seen`: some of them where
    there are many. Does not write."""
    reading = access.reading(actor)
    last = int(database.rows("select coalesce(max(id), 0) from card_change")[0][0])
    if last <= seen:
        return seen, ()
    found = database.rows(
        "select distinct card_id, branch_id from card_change where id > ? and id <= ? limit ?", (seen, last, FEW)
    )
    return last, tuple(card_id for card_id, branch_id in found if reading.parts(card_id, branch_id))
