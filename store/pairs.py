"""Pairs of cards that may be of one customer, as a person goes through them (F12): the surest first.

What was decided of a pair stands until one of the two changes in what was compared. Of a pair with a card that is
restricted, merged or erased nothing is shown to whoever may not read all of both.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from locales.messages import NC_, Message
from store import access, database, paging
from store.access import Actor, Right
from store.database import Question
from store.offices import card_no
from store.paging import Side

OPEN, SAME, DIFFERENT = "open", "same", "different"
STATES: dict[str, Message] = {
    OPEN: NC_("pair", "open"),
    SAME: NC_("pair", "the same"),
    DIFFERENT: NC_("pair", "not the same"),
}
UNDECIDED = f"p.state <> '{DIFFERENT}'"
"""SQL of what waits: for somebody to decide, or for a manager to merge. The index of the list has just these."""


class PairRecord(NamedTuple):
    """Two cards, the older one first. `by` is who decided, None for nobody; `key` the pair's place in the list."""

    id: int
    first: int
    first_no: str
    first_name: str
    second: int
    second_no: str
    second_name: str
    likeness: int
    state: str
    by: str | None
    archived: bool

    @property
    def key(self) -> tuple[int, int]:
        return self.likeness, self.id


class SweepRecord(NamedTuple):
    """When a branch was last gone through, by whom; `ended_at` is None while there is more to look at."""

    begun_at: datetime
    by: str
    ended_at: datetime | None


def last_sweep(actor: Actor) -> SweepRecord | None:
    """The last time that the branch was gone through, or begun to be. Raises NotAllowed. Does not write."""
    actor = access.require(actor, Right.DOUBLES)
    found = database.rows(
        "select w.begun_at, s.name, w.ended_at from sweep w join staff s on s.id = w.begun_by_id where w.branch_id = ?"
        " order by w.id desc limit 1",
        (actor.branch_id,),
    )
    if not found:
        return None
    begun_at, by, ended_at = found[0]
    return SweepRecord(database.moment(begun_at), by, database.as_moment(ended_at))


def page(
    actor: Actor,
    key: tuple[int, int] | None = None,
    side: Side = "after",
    limit: int = 50,
) -> list[PairRecord]:
    """At most `limit` pairs that wait for a decision, next to a place in the list, the likeliest first. Raises
    NotAllowed. Does not write."""
    actor = access.require(actor, Right.DOUBLES)
    scope, params = _scope(actor)
    part = paging.part(("p.likeness", "p.id"), key, side, limit, falling=True)
    condition = f"{UNDECIDED} and {scope}{part.condition} order by {part.order}"
    return part.in_order(_read(condition, [*params, *part.params]))


def of_cards(actor: Actor, first: int, second: int) -> PairRecord | None:
    """The pair of two cards, if it was found. Raises NotAllowed. Does not write."""
    actor = access.require(actor, Right.DOUBLES)
    scope, params = _scope(actor)
    found = _read(f"{scope} and p.first_id = ? and p.second_id = ?", [*params, min(first, second), max(first, second)])
    return found[0] if found else None


def count(actor: Actor) -> int:
    """How many `page` goes through. Raises NotAllowed. Does not write."""
    scope, params = _scope(access.require(actor, Right.DOUBLES))
    return int(database.rows(f"select count(*) from {_TABLES} where {UNDECIDED} and {scope}", params)[0][0])


def count_question(actor: Actor) -> Question:
    """How many wait, up to `MOST`: asked after each act, for Today."""
    scope, params = _scope(actor)
    limited = f"select 1 from {_TABLES} where {UNDECIDED} and {scope} limit {MOST}"
    return Question(f"select count(*) from ({limited}) as counted", params)


MOST = 1000


_TABLES = "pair p join card a on a.id = p.first_id join card c on c.id = p.second_id"


def _scope(actor: Actor) -> tuple[str, list[Any]]:
    """SQL that keeps the pairs of the branch that may be shown, and its parameters."""
    one = "not exists (select 1 from merge m where m.gone_id in (a.id, c.id) and m.undone_at is null)"
    shut = "" if actor.may(Right.MERGE) else " and a.restricted_at is null and c.restricted_at is null"
    return f"p.branch_id = ? and {one}{shut}", [actor.branch_id]


def _read(scope: str, params: Sequence[Any]) -> list[PairRecord]:
    found = database.rows(
        "select p.id, b.prefix, a.id, a.number, a.name, c.id, c.number, c.name, p.likeness, p.state, s.name,"
        " a.archived_at is not null or c.archived_at is not null"
        f" from {_TABLES} join branch b on b.id = p.branch_id left join staff s on s.id = p.decided_by_id"
        f" where {scope}",
        params,
    )
    return [
        PairRecord(
            pair, first, card_no(prefix, first_no), first_name, second, card_no(prefix, second_no), second_name,
            likeness, state, by, bool(archived),
        )
        for pair, prefix, first, first_no, first_name, second, second_no, second_name, likeness, state, by, archived
        in found
    ]  # fmt: skip
