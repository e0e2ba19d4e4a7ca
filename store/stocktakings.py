"""Stocktaking: the drawer is counted against the lending log, number by number, over as many sittings as it takes (L4).

Each number is written at once, with what the log said of it at that moment, so that nothing is lost with a terminal.
Differences are settled one by one; the count ends when none is left.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import peewee

from locales.messages import N_, NC_, NP_
from store import access, database, differences, journal, merges, offices, paging, slips
from store.access import Actor, Reading, Right
from store.differences import ARCHIVED, IN, UNSEEN, Counting, Difference, NoStocktaking, NoSuchDifference
from store.errors import Refused

SETTLED, STOPPED = "settled", "stopped"
OUTCOMES = {SETTLED: NC_("stocktaking", "settled"), STOPPED: NC_("stocktaking", "given up")}
MOST_TOLD = 1000
"""Up to so many cards not seen are counted where only whether there are any decides."""


class StocktakingGoesOn(Refused):
    number: str
    begun_by: str
    begun_on: date
    message = N_("Stocktaking {number}, begun by {begun_by} on {begun_on}, still goes on. Count on, or end it first.")


class BadPart(Refused):
    first: str
    last: str
    message = N_(
        "“{first}” to “{last}” is no part of this branch's drawer: two of its card numbers, the lower one first."
    )


class NotSettled(Refused):
    n: int
    message = NP_(
        "{n} difference is not settled yet: the stocktaking ends when all are.",
        "{n} differences are not settled yet: the stocktaking ends when all are.",
    )


class StocktakingRecord(NamedTuple):
    """A stocktaking. `first` and `last` are card numbers, empty for the whole drawer."""

    id: int
    number: int
    branch_id: int
    first: str
    last: str
    begun_by: str
    begun_on: date


class CountedRecord(NamedTuple):
    """A number that was counted. `name` is None for a card that may not be read, `branch` whose the card is where it is
    another branch's; `into` the card that stays where it was merged; `again` if it had been counted before."""

    id: int
    card_id: int | None
    card_no: str
    name: str | None
    found: str
    borrower: str | None
    branch: str | None
    into: str | None
    seen_by: str
    seen_at: datetime
    settled: str | None
    again: bool = False


class Tally(NamedTuple):
    """How far a count is: cards seen in their place, differences seen, cards not seen yet, differences settled."""

    seen: int
    differing: int
    unseen: int
    settled: int


# beginning and ending


def begin(actor: Actor, first: str = "", last: str = "") -> StocktakingRecord:
    """Begin to count the drawer, or the part of it between two card numbers.

    A branch whose cards are on paper only in part counts that part. Raises NotAllowed, BadPart, StocktakingGoesOn, also
    for the slower of two keepers.
    """
    actor = access.require(actor, Right.COUNT)
    numbers = _part(actor, first, last)
    with journal.entry(actor.branch_id, actor.staff_id, "begin_count") as entry:
        number = offices.next_number(actor.branch_id, "stocktaking")
        try:
            with database.writing():
                made = database.insert(
                    "insert into stocktaking (branch_id, number, first_number, last_number, begun_by_id, begun_at)"
                    " values (?, ?, ?, ?, ?, ?)",
                    (actor.branch_id, number, *numbers, actor.staff_id, database.now()),
                )
        except peewee.IntegrityError:
            other = going_on(actor)
            raise StocktakingGoesOn(str(other.number), other.begun_by, other.begun_on) from None
        told = {"number": number, "first": numbers[0], "last": numbers[1]}
        entry.note_all(
            journal.Change("stocktaking", made, None, field, None, journal.text(value))
            for field, value in told.items()
            if value is not None
        )
    return going_on(actor)


def _part(actor: Actor, first: str, last: str) -> tuple[int | None, int | None]:
    """The numbers of a part of the drawer. Raises BadPart."""
    prefix = offices.branch(actor).prefix
    numbers: list[int | None] = []
    for text in (first, last):
        parsed = offices.parsed_card_no(text) if text.strip() else None
        if text.strip() and (parsed is None or parsed[0] not in ("", prefix)):
            raise BadPart(first=first.strip(), last=last.strip())
        numbers.append(parsed[1] if parsed else None)
    low, high = numbers
    if low is not None and high is not None and low > high:
        raise BadPart(first=first.strip(), last=last.strip())
    return low, high


def end(actor: Actor) -> Tally:
    """End the count, all of whose differences are settled. Raises NotAllowed, NoStocktaking, NotSettled."""
    actor = access.require(actor, Right.COUNT)
    with journal.entry(actor.branch_id, actor.staff_id, "end_count") as entry:
        counting = _ended(entry, actor, SETTLED)
        left = differences.count_differing(counting) + differences.count_unseen(counting, MOST_TOLD)
        if left:
            raise NotSettled(n=left)
        done = _tally(counting, 0)
        for field, value in (("seen", done.seen), ("settled", done.settled)):
            entry.note(journal.Change("stocktaking", counting.id, None, field, None, str(value)))
    return done


def stop(actor: Actor, reason: str) -> None:
    """Give a count up, unsettled, with the reason that the journal keeps. Raises NotAllowed, ReasonMissing,
    NoStocktaking."""
    actor = access.require(actor, Right.COUNT)
    with journal.entry(actor.branch_id, actor.staff_id, "stop_count", slips.reason_given(reason)) as entry:
        _ended(entry, actor, STOPPED)


def _ended(entry: journal.Entry, actor: Actor, outcome: str) -> Counting:
    """Whoever is just writing a number has written it then: the row is theirs until they have."""
    ended = database.rows(
        "update stocktaking set ended_at = ?, ended_by_id = ?, outcome = ? where branch_id = ? and ended_at is null"
        " returning id, branch_id, number, first_number, last_number, begun_at",
        (database.now(), actor.staff_id, outcome, actor.branch_id),
    )
    if not ended:
        raise NoStocktaking()
    entry.note(journal.Change("stocktaking", ended[0][0], None, "outcome", None, outcome))
    return Counting._make((*ended[0][:5], database.moment(ended[0][5])))


# counting


def count(actor: Actor, typed: Iterable[str]) -> list[CountedRecord]:
    """Count the cards of these numbers, typed or scanned: each is written with what the log says of it.

    A wrong number stops nothing; it is a difference. A number counted before is judged anew. Returns them in the order
    given. Raises NotAllowed, NoStocktaking.
    """
    actor = access.require(actor, Right.COUNT)
    numbers = [differences.as_typed(text) for text in typed if text.strip()]
    with journal.entry(actor.branch_id, actor.staff_id, "count_cards") as entry:
        counting = differences.open_count(actor.branch_id)
        written = [_write(entry, actor, counting, number) for number in numbers]
    shown = {row.id: row for row in _records(actor, f"k.id in {database.marks(written)}", [row for row, _ in written])}
    return [shown[row]._replace(again=again) for row, again in written]


def _write(entry: journal.Entry, actor: Actor, counting: Counting, typed: str) -> tuple[int, bool]:
    """The row of a number that is counted, and whether it had been counted before."""
    judged = differences.judge(counting.branch_id, typed)
    same, value = ("card_id = ?", judged.card) if judged.card else ("card_id is null and typed = ?", typed)
    now = database.now()
    made = database.rows(
        "insert into counted (branch_id, stocktaking_id, card_id, typed, found, line, seen_at, seen_by_id)"
        " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id",
        (*(counting.branch_id, counting.id, judged.card, typed, judged.found, judged.line), *(now, actor.staff_id)),
    )
    if made:
        _note(entry, made[0][0], judged.card, "found", judged.found, None if judged.card else typed)
        return int(made[0][0]), False
    row, was, line = database.rows(
        f"select id, found, line from counted where stocktaking_id = ? and {same}", (counting.id, value)
    )[0]
    if (was, line) != (judged.found, judged.line):
        database.execute(
            "update counted set found = ?, line = ?, seen_at = ?, seen_by_id = ?, settled = null, reason = null,"
            " settled_at = null, settled_by_id = null where id = ?",
            (judged.found, judged.line, now, actor.staff_id, row),
        )
        _note(entry, row, judged.card, "found", judged.found, was)
    return int(row), was != UNSEEN


def _note(entry: journal.Entry, row: int, card: int | None, field: str, new: str | None, old: str | None) -> None:
    entry.note(journal.Change("counted", row, card, field, old, new))


def take_off(actor: Actor, row: int) -> None:
    """A number was typed by mistake: it was not counted. Raises NotAllowed, NoStocktaking, NoSuchDifference."""
    actor = access.require(actor, Right.COUNT)
    with journal.entry(actor.branch_id, actor.staff_id, "uncount_card") as entry:
        counting = differences.open_count(actor.branch_id)
        gone = database.rows(
            "delete from counted where id = ? and stocktaking_id = ? and settled is null"
            " returning card_id, typed, found",
            (row, counting.id),
        )
        if not gone:
            raise NoSuchDifference(number=str(row))
        card, typed, found = gone[0]
        _note(entry, row, card, "found", None, found if card else typed)


def mark(entry: journal.Entry, actor: Actor, difference: Difference, way: str, reason: str) -> None:
    """A difference is settled. Inside a write. Raises NoStocktaking, and NoSuchDifference if somebody was quicker."""
    counting = differences.open_count(actor.branch_id)
    now = database.now()
    settled = (way, reason, now, actor.staff_id)
    if difference.counted is not None:
        done = database.rows(
            "update counted set settled = ?, reason = ?, settled_at = ?, settled_by_id = ? where id = ?"
            " and stocktaking_id = ? and settled is null returning id",
            (*settled, difference.counted, counting.id),
        )
    else:
        seen = (IN, now, actor.staff_id) if way == "found" else (UNSEEN, None, None)
        done = database.rows(
            "insert into counted (branch_id, stocktaking_id, card_id, typed, found, seen_at, seen_by_id, settled,"
            " reason, settled_at, settled_by_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing"
            " returning id",
            (*(counting.branch_id, counting.id, difference.card_id, difference.card_no), *seen, *settled),
        )
    if not done:
        raise NoSuchDifference(number=difference.card_no)
    _note(entry, done[0][0], difference.card_id, "settled", way, None)


# questions


def going_on(actor: Actor) -> StocktakingRecord:
    """The stocktaking of the actor's branch that goes on. Raises NotAllowed, NoStocktaking. Does not write."""
    actor = access.require(actor, Right.COUNT)
    found = database.rows(
        "select k.id, k.number, k.branch_id, k.first_number, k.last_number, s.name, k.begun_at from stocktaking k"
        " join staff s on s.id = k.begun_by_id where k.branch_id = ? and k.ended_at is null",
        (actor.branch_id,),
    )
    if not found:
        raise NoStocktaking()
    row, number, branch_id, first, last, by, at = found[0]
    branch = offices.branch_by_id(branch_id)
    low, high = ("" if one is None else offices.card_no(branch.prefix, one) for one in (first, last))
    day = database.day_of(database.moment(at), branch.time_zone)
    return StocktakingRecord(row, number, branch_id, low, high, by, day)


def tally(actor: Actor) -> Tally:
    """How far the count is. Slow at a million cards: not for the event loop. Raises NotAllowed, NoStocktaking."""
    actor = access.require(actor, Right.COUNT)
    counting = differences.open_count(actor.branch_id)
    return _tally(counting, differences.count_unseen(counting, None))


def _tally(counting: Counting, unseen: int) -> Tally:
    seen, settled = database.rows(
        "select sum(case when found = 'in' then 1 else 0 end), sum(case when settled is not null then 1 else 0 end)"
        " from counted where stocktaking_id = ?",
        (counting.id,),
    )[0]
    return Tally(int(seen or 0), differences.count_differing(counting), unseen, int(settled or 0))


def counted(
    actor: Actor, *, after: int | None = None, before: int | None = None, limit: int | None = None
) -> list[CountedRecord]:
    """The numbers that were counted, the latest first; a window of them as in `loans.out`, by their ids, and from the
    oldest where `before` is 0. Raises NotAllowed, NoStocktaking. Does not write."""
    actor = access.require(actor, Right.COUNT)
    scope, params = "k.stocktaking_id = ? and k.seen_at is not null", [differences.open_count(actor.branch_id).id]
    part = paging.by_id("k.id", after, before, limit, falling=True)
    condition = f"{scope}{part.condition} order by {part.order}"
    return part.in_order(_records(actor, condition, [*params, *part.params]))


def count_counted(actor: Actor) -> int:
    """How many `counted` would list. Does not write."""
    sql = "select count(*) from counted where stocktaking_id = ? and seen_at is not null"
    return int(database.rows(sql, (differences.open_count(access.require(actor, Right.COUNT).branch_id).id,))[0][0])


def _records(actor: Actor, condition: str, params: Sequence[Any]) -> list[CountedRecord]:
    reading = access.reading(actor)
    found = database.rows(
        "select k.id, k.card_id, k.typed, b.prefix, c.number, c.branch_id, c.name, b.name, k.found, h.name, s.name,"
        " k.seen_at, k.settled from counted k left join card c on c.id = k.card_id left join branch b on b.id ="
        " c.branch_id left join slip_card l on l.id = k.line left join staff h on h.id = l.borrower_id"
        f" left join staff s on s.id = k.seen_by_id where {condition}",
        params,
    )
    into = merges.numbers_into({row[1] for row in found if row[8] == ARCHIVED})
    return [_record(row, reading, actor.branch_id, into.get(row[1])) for row in found]


def _record(row: Sequence[Any], reading: Reading, here: int, into: str | None) -> CountedRecord:
    counted_id, card, typed, prefix, number, branch_id, name, branch, found, borrower, seen_by, seen_at, settled = row
    card_no = offices.card_no(prefix, number) if card else typed
    shown = name if card and reading.parts(card, branch_id) else None
    whose = branch if card and branch_id != here else None
    said, at = differences.told(found, into), database.moment(seen_at)
    return CountedRecord(counted_id, card, card_no, shown, said, borrower, whose, into, seen_by, at, settled)
