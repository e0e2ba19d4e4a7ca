"""What a count of the drawer differs in from the lending log: what was seen and should not be, what was not seen (L4).

Meant to be in the drawer is every card of the branch, or of the part that is counted, that is not archived, out, lost.
What went over the desk since the count began was seen there, and what was made since was never meant to be counted.
Writes nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from locales.messages import N_, NC_, Message
from store import access, database, merges, offices
from store.access import Actor, Reading, Right
from store.errors import Refused

IN, OUT, LOST, ARCHIVED, MERGED, ELSEWHERE, UNKNOWN, UNSEEN = (
    "in", "out", "lost", "archived", "merged", "elsewhere", "unknown", "unseen",
)  # fmt: skip
FINDINGS: dict[str, Message] = {
    IN: NC_("count", "in its place"),
    OUT: NC_("count", "seen, but out"),
    LOST: NC_("count", "seen, but lost"),
    ARCHIVED: NC_("count", "seen, but archived"),
    ELSEWHERE: NC_("count", "wrong branch"),
    UNKNOWN: NC_("count", "unknown number"),
    UNSEEN: NC_("count", "not seen"),
}
MERGED_INTO = NC_("count", "merged into {into}")
WAYS: dict[str, Message] = {
    "found": NC_("settled", "found elsewhere, put in its place"),
    "lent": NC_("settled", "lent without a slip: lend it"),
    "lost": NC_("settled", "searched for and lost"),
    "returned": NC_("settled", "came back: take it back"),
    "turned_up": NC_("settled", "the lost card has turned up"),
    "sent": NC_("settled", "sent to its branch"),
    "noted": NC_("settled", "explained"),
}
WAYS_OF: dict[str, tuple[str, ...]] = {
    UNSEEN: ("found", "lent", "lost"),
    OUT: ("returned", "noted"),
    LOST: ("turned_up", "noted"),
    ARCHIVED: ("noted",),
    MERGED: ("noted",),
    ELSEWHERE: ("sent", "noted"),
    UNKNOWN: ("noted",),
}
"""How each difference may be settled."""
LONGEST_TYPED = 60

Key = tuple[int, int]
"""Where a difference stands: those that were seen first, by their ids, then the unseen cards by their numbers."""
FROM_END: Key = (2, 0)


class NoStocktaking(Refused):
    message = N_("No stocktaking is going on. A keeper begins one.")


class NoSuchDifference(Refused):
    number: str
    message = N_("{number} is no difference of this stocktaking, or somebody has settled it already.")


class WrongWay(Refused):
    number: str
    found: Message
    ways: tuple[Message, ...]
    message = N_("{number} ({found}) cannot be settled so. It can be: {ways}.")


class Difference(NamedTuple):
    """A difference between drawer and log. `counted` is its row, None for a card not seen; `id` tells rows apart;
    `into` is the number of the card that stays, of one that was merged."""

    id: int
    counted: int | None
    found: str
    card_id: int | None
    card_no: str
    name: str | None
    borrower: str | None
    due: date | None
    branch: str | None
    into: str | None
    seen_by: str | None
    key: Key


class Counting(NamedTuple):
    """The count that goes on, as its questions need it."""

    id: int
    branch_id: int
    number: int
    first: int | None
    last: int | None
    begun_at: datetime


def open_count(branch_id: int) -> Counting:
    """The branch's count; inside a write it does not end meanwhile. Raises NoStocktaking."""
    locking = " for share" if database.engine() == "postgresql" and database.in_write() else ""
    found = database.rows(
        "select id, branch_id, number, first_number, last_number, begun_at from stocktaking where branch_id = ?"
        f" and ended_at is null{locking}",
        (branch_id,),
    )
    if not found:
        raise NoStocktaking()
    return Counting._make((*found[0][:5], database.moment(found[0][5])))


def as_typed(text: str) -> str:
    """A number as it is kept: what cannot stand in a line is left out, and small letters are as good as great ones."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:LONGEST_TYPED].upper()


class Judged(NamedTuple):
    """What the log says of a number."""

    found: str
    card: int | None = None
    line: int | None = None


def judge(branch_id: int, typed: str) -> Judged:
    parsed = offices.parsed_card_no(typed)
    if parsed is None:
        return Judged(UNKNOWN)
    prefix, number = parsed
    whose, value = ("b.prefix = ?", prefix) if prefix else ("b.id = ?", branch_id)
    found = database.rows(
        f"select c.id, c.branch_id, c.archived_at from card c join branch b on b.id = c.branch_id where {whose}"
        " and c.number = ?",
        (value, number),
    )
    if not found:
        return Judged(UNKNOWN)
    card, branch, archived_at = found[0]
    if branch != branch_id:
        return Judged(ELSEWHERE, card)
    out = database.rows("select id from slip_card where card_id = ? and state = 'out' and holds", (card,))
    if out:
        return Judged(OUT, card, out[0][0])
    if archived_at is not None:
        return Judged(ARCHIVED, card)
    last = database.rows(
        "select id, state from slip_card where card_id = ? and holds and out_at is not null order by id desc limit 1",
        (card,),
    )
    return Judged(LOST, card, last[0][0]) if last and last[0][1] == "lost" else Judged(IN, card)


def told(found: str, into: str | None) -> str:
    """What a number was found to be: an archived card that went into another is merged, while the merge stands."""
    return MERGED if found == ARCHIVED and into else found


def said(found: str, into: str | None) -> Message:
    return MERGED_INTO.fill(into=into) if found == MERGED else FINDINGS[found]


# differences

_DIFFERS = (
    "k.stocktaking_id = ? and k.found <> 'in' and k.settled is null and (k.found in ('unknown', 'elsewhere')"
    " or (k.found in ('out', 'lost') and exists (select 1 from slip_card l where l.id = k.line and l.state = k.found))"
    " or (k.found = 'archived' and exists (select 1 from card a where a.id = k.card_id and a.archived_at is not null)))"
)
"""What was seen and differs from the log, and still does: what the desk took back meanwhile is settled by that."""
_UNSEEN = (
    "c.branch_id = ? and c.archived_at is null and c.number >= ? and c.number <= ? and c.created_at <= ?"
    " and not exists (select 1 from counted k where k.stocktaking_id = ? and k.card_id = c.id)"
    " and not exists (select 1 from slip_card l where l.card_id = c.id and l.holds and l.out_at is not null"
    " and (l.state = 'out' or l.out_at >= ? or l.ended_at >= ? or (l.state = 'lost' and l.id = (select max(m.id)"
    " from slip_card m where m.card_id = c.id and m.holds and m.out_at is not null))))"
)
"""What is meant to be in the drawer and was not seen."""
_LAST = 2**31 - 1
"""Comes after every number of a card."""
LAST_ROW = 2**62


def _unseen_params(counting: Counting, above: int = -1, below: int = _LAST + 1) -> list[Any]:
    """Of the cards between two numbers."""
    first, last = max(counting.first or 0, above + 1), min(below - 1, _LAST if counting.last is None else counting.last)
    return [counting.branch_id, first, last, counting.begun_at, counting.id, counting.begun_at, counting.begun_at]


def count_differing(counting: Counting) -> int:
    return int(database.rows(f"select count(*) from counted k where {_DIFFERS}", (counting.id,))[0][0])


def count_unseen(counting: Counting, most: int | None) -> int:
    bound = "" if most is None else f" limit {int(most)}"
    sql = f"select count(*) from (select 1 as one from card c where {_UNSEEN}{bound}) as unseen"
    return int(database.rows(sql, _unseen_params(counting))[0][0])


def differences(
    actor: Actor, *, after: Key | None = None, before: Key | None = None, limit: int = 500
) -> list[Difference]:
    """What is not settled yet: first what was seen, then the cards not seen by their numbers; a window of it by key,
    `before` FROM_END begins at the end. Raises NotAllowed, NoStocktaking. Does not write."""
    actor = access.require(actor, Right.COUNT)
    counting = open_count(actor.branch_id)
    reading = access.reading(actor)
    if before is None:
        group, key = after or (0, 0)
        found = [] if group else _differing(actor, reading, counting, "k.id > ? order by k.id", key, limit)
        if len(found) < limit:
            found += _unseen(reading, counting, limit - len(found), above=key if group else -1)
        return found
    group, key = before
    found = _unseen(reading, counting, limit, below=key if group == 1 else _LAST + 1) if group else []
    if len(found) < limit:
        beyond = "k.id < ? order by k.id desc"
        earlier = _differing(actor, reading, counting, beyond, LAST_ROW if group else key, limit - len(found))
        found = [*earlier[::-1], *found]
    return found


def difference(actor: Actor, typed: str) -> Difference:
    """The difference of a number as typed. Raises NotAllowed, NoStocktaking, NoSuchDifference. Does not write."""
    actor = access.require(actor, Right.COUNT)
    counting, reading = open_count(actor.branch_id), access.reading(actor)
    number = as_typed(typed)
    judged = judge(actor.branch_id, number)
    if judged.card is None:
        found = _differing(actor, reading, counting, "k.card_id is null and k.typed = ?", number, 1)
    else:
        found = _differing(actor, reading, counting, "k.card_id = ?", judged.card, 1)
        found = found or _unseen_card(reading, counting, judged.card)
    if not found:
        raise NoSuchDifference(number=typed.strip())
    return found[0]


def _differing(
    actor: Actor, reading: Reading, counting: Counting, beyond: str, value: Any, limit: int
) -> list[Difference]:
    found = database.rows(
        "select k.id, k.found, k.card_id, k.typed, b.prefix, c.number, c.branch_id, c.name, b.name, h.name, d.due,"
        " s.name from counted k left join card c on c.id = k.card_id left join branch b on b.id = c.branch_id"
        " left join slip_card d on d.id = k.line left join staff h on h.id = d.borrower_id"
        f" left join staff s on s.id = k.seen_by_id where {_DIFFERS} and {beyond} limit ?",
        (counting.id, value, limit),
    )
    into = merges.numbers_into({row[2] for row in found if row[1] == ARCHIVED})
    shown = []
    for row, seen_as, card, typed, prefix, number, branch_id, name, branch, borrower, due, seen_by in found:
        card_no = offices.card_no(prefix, number) if card else typed
        known = name if card and reading.parts(card, branch_id) else None
        whose = branch if card and branch_id != actor.branch_id else None
        day, stays = database.as_day(due), into.get(card)
        what = told(seen_as, stays)
        shown.append(Difference(-row, row, what, card, card_no, known, borrower, day, whose, stays, seen_by, (0, row)))
    return shown


def _unseen(
    reading: Reading, counting: Counting, limit: int, above: int = -1, below: int | None = None
) -> list[Difference]:
    """The cards not seen with the lowest numbers `above` one, or with the highest `below` one; both in order."""
    if below is None:
        return _not_seen(reading, counting, "order by c.number limit ?", _unseen_params(counting, above), limit)
    params = _unseen_params(counting, below=below)
    return _not_seen(reading, counting, "order by c.number desc limit ?", params, limit)[::-1]


def _unseen_card(reading: Reading, counting: Counting, card: int) -> list[Difference]:
    return _not_seen(reading, counting, "and c.id = ?", _unseen_params(counting), card)


def _not_seen(
    reading: Reading, counting: Counting, further: str, params: Sequence[Any], value: int
) -> list[Difference]:
    prefix = offices.branch_by_id(counting.branch_id).prefix
    shown = []
    for card, number, name in database.rows(
        f"select c.id, c.number, c.name from card c where {_UNSEEN} {further}", [*params, value]
    ):
        known = name if reading.parts(card, counting.branch_id) else None
        card_no = offices.card_no(prefix, number)
        shown.append(Difference(card, None, UNSEEN, card, card_no, known, None, None, None, None, None, (1, number)))
    return shown


def refuse_wrong_way(found: Difference, way: str) -> None:
    """Raises WrongWay."""
    ways = WAYS_OF[found.found]
    if way not in ways:
        able = tuple(WAYS[one] for one in ways)
        raise WrongWay(number=found.card_no, found=said(found.found, found.into), ways=able)
