"""Handovers as they are kept (L6): what went from whom to whom, and which leave is to be handed back.

A handover that was a leave remembers each thing that went, where it is by handovers now, and so what goes back: nothing
that meanwhile went elsewhere. Moving the things themselves is for `acts/handover.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import peewee

from locales.messages import N_, NC_, Message
from store import access, database, journal, offices, paging
from store.access import Actor, Right
from store.errors import Refused
from store.slips import Borrower

"""Rows changed by one statement."""
LEAVE, RESIGNATION = "leave", "resignation"
KINDS: dict[str, Message] = {LEAVE: NC_("handover", "leave"), RESIGNATION: NC_("handover", "resignation")}
LOAN, REQUEST, RESERVATION, CUSTOMER = "loan", "request", "reservation", "customer"
ITEMS: dict[str, Message] = {
    LOAN: NC_("handover", "card out"),
    REQUEST: NC_("handover", "asked for"),
    RESERVATION: NC_("handover", "waits for"),
    CUSTOMER: NC_("handover", "looks after"),
}
"""What may be handed over, in the order of the list to sign."""


class AlreadyOnLeave(Refused):
    name: str
    until: date
    message = N_("{name} is on leave until {until} already. Hand that leave back first.")


class NotOnLeave(Refused):
    name: str
    message = N_("{name} is not on leave: there is nothing to hand back.")


class NoHandover(Refused):
    name: str
    message = N_("{name} has handed nothing over yet.")


class HandoverRecord(NamedTuple):
    """A handover, without its list. Days are the branch's; `until` None for good; `back_on` once all went back; no
    successor where there was nothing to hand over."""

    id: int
    branch_id: int
    number: int
    kind: str
    leaver_id: int
    leaver: str
    leaver_user: str
    successor_id: int | None
    successor: str | None
    successor_user: str | None
    since: date
    until: date | None
    back_on: date | None
    counts: Mapping[str, int]
    """How many of each of `ITEMS` went."""


class Item(NamedTuple):
    """A line of the list to sign. `slip` and `due` are those of a loan or a request."""

    id: int
    kind: str
    card_id: int
    card_no: str
    name: str
    slip: int | None
    due: date | None


class Leave(NamedTuple):
    """A leave that was not handed back; `over` once its last day has passed."""

    successor: str | None
    since: date
    until: date
    over: bool


# for the inside of a handover's journal entry


def begin(
    entry: journal.Entry,
    actor: Actor,
    kind: str,
    leaver: Borrower,
    successor: Borrower | None,
    since: date,
    until: date | None,
    passed: Mapping[str, Sequence[tuple[int, int]]],
) -> int:
    """Keep what went: `passed` are the rows that the successor has now, each with its card. Returns the handover's id.

    Raises AlreadyOnLeave, also for the slower of two managers.
    """
    number = offices.next_number(entry.branch_id, "handover")
    try:
        with database.writing():
            made = database.insert(
                "insert into handover (branch_id, number, kind, leaver_id, successor_id, since, until, made_by_id,"
                " made_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*(entry.branch_id, number, kind, leaver.id, successor.id if successor else None, since, until),
                 *(actor.staff_id, database.now())),
            )  # fmt: skip
    except peewee.IntegrityError:
        leave = open_leave(leaver)
        raise AlreadyOnLeave(name=leaver.name, until=leave.until or since) from None
    database.execute_many(
        "insert into handover_item (branch_id, handover_id, kind, card_id, holder_id, row_id)"
        " values (?, ?, ?, ?, ?, ?)",
        [
            (entry.branch_id, made, item, card, successor.id, row)
            for item in ITEMS
            for row, card in passed.get(item, ())
            if successor
        ],
    )
    told = {"number": number, "kind": kind, "leaver": leaver.name, "successor": successor and successor.name}
    told |= {"since": since, "until": until, **{item: len(passed.get(item, ())) for item in ITEMS}}
    entry.note_all(
        journal.Change("handover", made, None, field, None, journal.text(value))
        for field, value in told.items()
        if value
    )
    return made


def follow(kind: str, of: int, to: int, rows: Iterable[tuple[int, int]], before: int | None = None) -> None:
    """Things of earlier leaves went on: each from row `was` of one person to a row of another.

    When a leave is handed back, only those `before` it follow: whose leave began first has the better claim, and what
    came back to them goes on to nobody.
    """
    earlier = "" if before is None else f" and id < {int(before)}"
    theirs = (
        " where kind = ? and holder_id = ? and handover_id in"
        f" (select id from handover where kind = 'leave' and back_at is null{earlier})"
    )
    stay = []
    for was, row in rows:
        if was == row:
            stay.append(row)
        else:
            again = f"update handover_item set holder_id = ?, row_id = ?{theirs} and row_id = ?"
            database.execute(again, (to, row, kind, of, was))
    for some in database.chunks(stay):
        alone = f"update handover_item set holder_id = ?{theirs} and row_id in {database.marks(some)}"
        database.execute(alone, (to, kind, of, *some))


def end(entry: journal.Entry, actor: Actor, handover: HandoverRecord) -> None:
    """The leave is over: all went back, or they leave for good. Raises NotOnLeave if somebody else was quicker."""
    touched = database.execute(
        "update handover set back_at = ?, back_by_id = ? where id = ? and back_at is null",
        (database.now(), actor.staff_id, handover.id),
    )
    if not touched:
        raise NotOnLeave(name=handover.leaver)
    entry.note(journal.Change("handover", handover.id, None, "back", None, str(handover.number)))


_STILL_THERE = {
    LOAN: "join slip_card r on r.id = i.row_id and r.borrower_id = i.holder_id and r.state = 'out'",
    REQUEST: "join slip_card r on r.id = i.row_id and r.borrower_id = i.holder_id"
    " and r.state in ('requested', 'approved')",
    RESERVATION: "join reservation r on r.id = i.row_id and r.borrower_id = i.holder_id and r.state = 'waiting'",
    CUSTOMER: "join card r on r.id = i.row_id and r.salesperson_id = i.holder_id",
}


def to_go_back(handover: HandoverRecord) -> dict[Borrower, dict[str, list[int]]]:
    """What of a leave is where handovers brought it, by who has it: the rows of each kind. Does not write."""
    found: dict[Borrower, dict[str, list[int]]] = {}
    for kind, still_there in _STILL_THERE.items():
        for holder, user, name, row in database.rows(
            f'select i.holder_id, h."user", h.name, i.row_id from handover_item i {still_there}'
            " join staff h on h.id = i.holder_id where i.handover_id = ? and i.kind = ? order by i.id",
            (handover.id, kind),
        ):
            found.setdefault(Borrower(holder, user, name), {}).setdefault(kind, []).append(row)
    return found


# questions


def open_leave(of: Borrower) -> HandoverRecord:
    """The leave that somebody is on, or is back from. Raises NotOnLeave. Does not write."""
    found = _records("h.leaver_id = ? and h.kind = 'leave' and h.back_at is null", (of.id,))
    if not found:
        raise NotOnLeave(name=of.name)
    return found[0]


def on_leave(of: Borrower) -> date | None:
    """The last day of the leave that somebody is on; None for none. Does not write."""
    found = _records("h.leaver_id = ? and h.kind = 'leave' and h.back_at is null", (of.id,))
    return found[0].until if found else None


def last_of(actor: Actor, user: str) -> HandoverRecord:
    """The last handover of somebody, for its list. Raises NotAllowed, NoHandover. Does not write."""
    actor = access.require(actor, Right.MANAGE_STAFF)
    found = [
        record
        for record in _records('a."user" = ? order by h.id desc limit 1', (user.strip(),))
        if record.branch_id in access.reading(actor).branches
    ]
    if not found:
        raise NoHandover(name=user.strip())
    return found[0]


def by_id(handover: int) -> HandoverRecord:
    """For whoever just made it. Does not write."""
    return _records("h.id = ?", (handover,))[0]


def leaves(actor: Actor) -> dict[int, Leave]:
    """Who of the branches that `actor` reads is on leave, by their id. Does not write."""
    branches = access.reading(actor).branches
    if not branches:
        return {}
    marks = database.marks(branches)
    found = _records(f"h.branch_id in {marks} and h.kind = 'leave' and h.back_at is null", branches)
    zones = {branch.id: branch.time_zone for branch in offices.branches()} if found else {}
    return {
        one.leaver_id: Leave(one.successor, one.since, one.until, one.until < database.today(zones[one.branch_id]))
        for one in found
        if one.until is not None
    }


def items(
    actor: Actor,
    handover: HandoverRecord,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> list[Item]:
    """The list to sign, a window of it as in `loans.out`, by the items' ids. Raises NotAllowed. Does not write."""
    actor = access.require(actor, Right.MANAGE_STAFF)
    reading = access.reading(actor)
    part = paging.by_id("i.id", after, before, limit)
    found = database.rows(
        "select i.id, i.kind, i.card_id, b.prefix, c.number, c.name, s.number, l.due, c.branch_id from handover_item i"
        " join card c on c.id = i.card_id join branch b on b.id = c.branch_id"
        " left join slip_card l on l.id = i.row_id and i.kind in ('loan', 'request')"
        f" left join slip s on s.id = l.slip_id where i.handover_id = ?{part.condition} order by {part.order}",
        (handover.id, *part.params),
    )
    shown = [
        Item(item, kind, card, offices.card_no(prefix, number), name, slip, database.as_day(due))
        for item, kind, card, prefix, number, name, slip, due, branch in found
        if reading.parts(card, branch)
    ]
    return part.in_order(shown)


def _records(condition: str, params: Sequence[Any]) -> list[HandoverRecord]:
    found = database.rows(
        'select h.id, h.branch_id, h.number, h.kind, a.id, a.name, a."user", z.id, z.name, z."user", h.since, h.until,'
        " h.back_at, b.time_zone from handover h join staff a on a.id = h.leaver_id"
        f" left join staff z on z.id = h.successor_id join branch b on b.id = h.branch_id where {condition}",
        params,
    )
    return [_record(row) for row in found]


def _record(row: Sequence[Any]) -> HandoverRecord:
    *head, since, until, back_at, zone = row
    first, back = database.as_day(since), database.as_moment(back_at)
    assert first is not None
    counted = database.rows("select kind, count(*) from handover_item where handover_id = ? group by kind", (head[0],))
    counts = {kind: int(count) for kind, count in counted}
    back_on = database.day_of(back, zone) if back else None
    gone = {kind: counts.get(kind, 0) for kind in ITEMS}
    return HandoverRecord._make((*head, first, database.as_day(until), back_on, gone))
