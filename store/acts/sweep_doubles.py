"""A branch gone through for cards that are of one customer (F12), and what a person says of a pair.

Never all against all: cards that share a blocking key, a phone or a serial are compared by the rule by which a sheet's
rows are matched (`likeness`), window by window in the order of what they share. What was found and how far it came is
written after each window, so that it can be left and taken up; no card changes by it, and the journal has only what
people decide.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby
from typing import Any, NamedTuple

from store import access, blocking, database, journal, pairs, slips
from store.access import Actor, Right
from store.acts.likeness import Candidate, Likeness, likeness
from store.acts.matching import CARD_FIELDS, cards_now
from store.pairs import DIFFERENT, OPEN, SAME, PairRecord, SweepRecord

SHARED = 400
"""Shared keys, phones or serials that are looked at in one window."""
Told = Callable[[int, int], None]
"""Hears how far it came, of how much; what it raises stops the rest."""
Couple = tuple[int, int]


class Window(NamedTuple):
    """What cards share in one window: each thing shared with its cards. `at` is where the next one begins."""

    groups: Sequence[Sequence[int]]
    at: str | None


class Stage(NamedTuple):
    """A way in which cards share something: by its windows from a place on. `weight` is its part of the whole."""

    windows: Callable[[int, str | None], Window]
    weight: int
    serial: bool = False


def _by_key(branch_id: int, at: str | None) -> Window:
    """Cards of one blocking key; one that too many share tells nothing."""
    found = database.rows(
        "select k.key, k.card_id from blocking_key k join (select key from blocking_key where branch_id = ?"
        f" and key > ? group by key having count(*) between 2 and {blocking.MOST} order by key limit {SHARED}) s"
        " on s.key = k.key where k.branch_id = ? order by k.key, k.card_id",
        (branch_id, int(at) if at else _FIRST_KEY, branch_id),
    )
    return _window(found)


_FIRST_KEY = -(2**63)


def _by_phone(column: str) -> Callable[[int, str | None], Window]:
    """Cards of one phone, be it the first or the other of them."""
    having = f" group by {column} having count(*) > 1" if column == "phone" else f" group by {column}"

    def windows(branch_id: int, at: str | None) -> Window:
        shared = database.rows(
            f"select {column} from card_details where branch_id = ? and {column} is not null and {column} > ?"
            f"{having} order by {column} limit {SHARED}",
            (branch_id, at or ""),
        )
        return _of_values(branch_id, [phone for (phone,) in shared], _PHONES)

    return windows


def _by_serial(table: str) -> Callable[[int, str | None], Window]:
    """Cards on which one serial stands, as goods or as a warranty."""

    def windows(branch_id: int, at: str | None) -> Window:
        shared = database.rows(
            f"select distinct serial from {table} where branch_id = ? and serial is not null and serial > ?"
            f" order by serial limit {SHARED}",
            (branch_id, at or ""),
        )
        return _of_values(branch_id, [serial for (serial,) in shared], _SERIALS)

    return windows


_PHONES = (("card_details", "phone"), ("card_details", "other_phone"))
_SERIALS = (("warranty", "serial"), ("goods", "serial"))


def _of_values(branch_id: int, values: Sequence[str], places: Iterable[tuple[str, str]]) -> Window:
    found = set[tuple[Any, int]]()
    for table, column in places if values else ():
        sql = f"select {column}, card_id from {table} where branch_id = ? and {column} in {database.marks(values)}"
        found.update(database.rows(sql, (branch_id, *values)))
    return _window(sorted(found))._replace(at=values[-1] if values else None)


def _window(rows: Sequence[tuple[Any, int]]) -> Window:
    groups = [[card for _, card in group] for _, group in groupby(rows, key=lambda row: row[0])]
    shared = [group for group in groups if 2 <= len(group) <= blocking.MOST]
    return Window(shared, str(rows[-1][0]) if rows else None)


STAGES = (
    Stage(_by_key, 70),
    Stage(_by_phone("phone"), 10),
    Stage(_by_phone("other_phone"), 5),
    Stage(_by_serial("warranty"), 10, serial=True),
    Stage(_by_serial("goods"), 5, serial=True),
)


def sweep(actor: Actor, watch: Told | None = None) -> SweepRecord:
    """Go through the branch, from where the last time was left. Slow in a large room: not for the event loop.

    Raises NotAllowed, and what `watch` raises; what was found until then stays, and the next call goes on.
    """
    actor = access.require(actor, Right.DOUBLES)
    sweep_id, begun_at, first, at = _begun(actor)
    for place in range(first, len(STAGES)):
        stage = STAGES[place]
        while (window := stage.windows(actor.branch_id, at)).at is not None:
            found = _judged(actor.branch_id, window.groups, serial=stage.serial)
            at = window.at
            with database.writing():
                _keep(actor.branch_id, found)
                _note_place(sweep_id, place, at)
            if watch is not None:
                watch(_come(place, at), 100)
        at = None
        with database.writing():
            _note_place(sweep_id, place + 1, at)
    with database.writing():
        database.execute(
            "delete from pair where branch_id = ? and state = ? and looked_at < ?", (actor.branch_id, OPEN, begun_at)
        )
        database.execute("update sweep set ended_at = ? where id = ?", (database.now(), sweep_id))
    ended = pairs.last_sweep(actor)
    assert ended is not None
    return ended


def _begun(actor: Actor) -> tuple[int, Any, int, str | None]:
    """The sweep that goes on in the branch, or a new one: its id, its beginning, and up to where it came."""
    sql = "select id, begun_at, stage, at from sweep where branch_id = ? and ended_at is null"
    if not database.rows(sql, (actor.branch_id,)):
        with database.writing():
            database.execute(  # a colleague may have begun at the same moment: this goes on with theirs
                "insert into sweep (branch_id, begun_by_id, begun_at, stage) values (?, ?, ?, 0)"
                " on conflict do nothing",
                (actor.branch_id, actor.staff_id, database.now()),
            )
    return database.rows(sql, (actor.branch_id,))[0]


def _note_place(sweep_id: int, stage: int, at: str | None) -> None:
    database.execute("update sweep set stage = ?, at = ? where id = ?", (stage, at, sweep_id))


def _come(place: int, at: str) -> int:
    """How far it came, in hundredths. Blocking keys are spread evenly; of the rest only what is done counts."""
    done = sum(stage.weight for stage in STAGES[:place])
    return done + (STAGES[0].weight * (int(at) - _FIRST_KEY) >> 64 if place == 0 else 0)


class Found(NamedTuple):
    first: int
    second: int
    likeness: Likeness
    digest: str


def _judged(branch_id: int, groups: Iterable[Sequence[int]], *, serial: bool) -> list[Found]:
    """The pairs among these cards that are alike."""
    couples = {couple for group in groups for couple in combinations(sorted(set(group)), 2)}
    if not couples:
        return []
    cards = cards_now(branch_id, {card for couple in couples for card in couple})
    return [
        Found(first, second, alike, _digest(cards[first], cards[second]))
        for first, second in sorted(couples)
        if first in cards and second in cards and (alike := _alike(cards[first], cards[second], serial=serial))
    ]


def _alike(one: Candidate, other: Candidate, *, serial: bool) -> Likeness:
    """How alike two cards are; cards that are put away both are nobody's work. Whether an archived or a restricted one
    is the same, a person decides, as of a sheet's rows."""
    if not one.name or not other.name or (one.archived and other.archived):
        return Likeness.NONE
    found = likeness(_as_row(one), other, serial)
    shut = one.archived or other.archived or one.restricted or other.restricted
    return min(found, Likeness.PHONE) if shut else found


def _as_row(card: Candidate) -> Mapping[str, Any]:
    return {**card.values, "name": card.name}


def _digest(one: Candidate, other: Candidate) -> str:
    """Of what was compared: it differs once one of the cards does."""
    said = [journal.text(value) for card in (one, other) for value in (card.name, *map(card.values.get, CARD_FIELDS))]
    return hashlib.blake2b(journal.canonical(said), digest_size=12).hexdigest()


_KEPT = "pair.digest = excluded.digest"
_KEEP = (
    "insert into pair (branch_id, first_id, second_id, likeness, digest, state, looked_at) values (?, ?, ?, ?, ?, ?, ?)"
    " on conflict (first_id, second_id) do update set looked_at = excluded.looked_at, digest = excluded.digest,"
    f" likeness = case when {_KEPT} and pair.likeness > excluded.likeness then pair.likeness"
    f" else excluded.likeness end, state = case when {_KEPT} then pair.state else excluded.state end,"
    f" decided_by_id = case when {_KEPT} then pair.decided_by_id end,"
    f" decided_at = case when {_KEPT} then pair.decided_at end"
)


def _keep(branch_id: int, found: Sequence[Found]) -> None:
    now = database.now()
    rows = [(branch_id, one.first, one.second, int(one.likeness), one.digest, OPEN, now) for one in found]
    if rows:
        database.execute_many(_KEEP, rows)


# what a person says


def tell_apart(actor: Actor, first: int, second: int) -> PairRecord:
    """Say that two cards are not of one customer: they are not asked about again while they say what they say now.

    Raises NotAllowed, NotYourCard, BranchOnly, Restricted. Journal: one entry "tell_apart".
    """
    return _decide(actor, first, second, DIFFERENT, act="tell_apart")


def say_same(actor: Actor, first: int, second: int) -> PairRecord:
    """Say that two cards are of one customer, for a manager to merge. Raises as `tell_apart`."""
    return _decide(actor, first, second, SAME, act="say_same")


def ask_again(actor: Actor, first: int, second: int) -> PairRecord:
    """Take back what was said of two cards. Raises as `tell_apart`."""
    return _decide(actor, first, second, OPEN, act="ask_again")


def _decide(actor: Actor, one: int, other: int, state: str, *, act: str) -> PairRecord:
    actor = access.require(actor, Right.DOUBLES)
    first, second = sorted((one, other))
    rows = slips.within_reach(actor, Right.DOUBLES, [first, second])
    for row in rows:
        if row.id in access.reading(actor).restricted:
            raise access.Restricted(card_no=row.card_no)
    with journal.entry(actor.branch_id, actor.staff_id, act) as entry:
        cards = cards_now(actor.branch_id, [first, second])
        alike = _alike(cards[first], cards[second], serial=False)
        _keep(actor.branch_id, [Found(first, second, alike, _digest(cards[first], cards[second]))])
        decided = (None, None) if state == OPEN else (actor.staff_id, database.now())
        ((pair, _),) = database.rows(
            "update pair set state = ?, decided_by_id = ?, decided_at = ? where first_id = ? and second_id = ?"
            " returning id, state",
            (state, *decided, first, second),
        )
        for row, mate in zip(rows, reversed(rows), strict=True):
            entry.note(journal.Change("pair", pair, row.id, state, None, mate.card_no))
    decided_pair = pairs.of_cards(actor, first, second)
    assert decided_pair is not None
    return decided_pair


def sure(actor: Actor) -> list[PairRecord]:
    """The undecided pairs that are surely the same, both in use. Raises NotAllowed. Does not write."""
    return list(_sure(access.require(actor, Right.DOUBLES)))


def _sure(actor: Actor) -> Iterator[PairRecord]:
    key = None
    while found := pairs.page(actor, key, limit=200):
        for pair in found:
            if pair.likeness < Likeness.SURE:
                return
            yield pair
        key = found[-1].key
