"""Asking for cards, and the manager's answer (L1, L7, F14).

Nobody approves their own request, neither who asked nor for whom: a limit that no role and no sum of roles outvotes.
Only an office of one person may be let off by a setting, and then the journal has an act of its own for it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from locales.messages import N_
from store import access, database, journal, loan_rules, offices, slips
from store.access import Actor, Reading, Right
from store.card_rows import CardRow, masked_rows
from store.database import Question
from store.errors import Refused
from store.loan_rules import HEAD_OFFICE, MANAGER, NOBODY
from store.slips import Borrower, SlipRecord

OPEN = ("requested", "approved")
LAST_REQUEST = 2**62
"""Comes after every request: from there a list is read backwards."""
DECIDED_SHOWN = 30
"""How many days a refused or cancelled request is still listed for whoever asked."""


class OwnRequest(Refused):
    cards: tuple[str, ...]
    message = N_("You asked for {cards} yourself, or it is for you: somebody else has to approve it.")


class NeedsHeadOffice(Refused):
    cards: tuple[str, ...]
    message = N_("{cards}: a manager at head office has to approve this.")


class NothingWaits(Refused):
    slip: int
    message = N_("Nothing on slip {slip} waits to be approved.")


class NotYourRequest(Refused):
    slip: int
    message = N_("Slip {slip} is not yours to withdraw.")


class RequestRecord(NamedTuple):
    """A card that is asked for. `name` and `grade` are None for whoever may not see the card; `own` is whether the
    limit keeps whoever reads this from approving it; `reason` is why it was refused."""

    id: int
    card_id: int
    card_no: str
    name: str | None
    grade: str | None
    slip: int
    kind: str
    borrower: str
    borrower_user: str
    asked_by: str
    asked_by_user: str
    asked_on: date
    purpose: str
    due: date
    state: str
    approver: str
    own: bool
    decided_by: str | None
    reason: str | None


def on_file(actor: Actor, card_no: str) -> int | None:
    """The card of a number that is on file in the actor's branch, so that it may be asked for; None for none."""
    parsed = offices.parsed_card_no(card_no)
    if parsed is None:
        return None
    found = database.rows(
        "select c.id from card c join branch b on b.id = c.branch_id where b.id = ? and b.prefix = ? and c.number = ?"
        " and c.archived_at is null",
        (actor.branch_id, *parsed),
    )
    return int(found[0][0]) if found else None


def ask(
    actor: Actor, cards: Sequence[int], *, to: str = "", purpose: str, due: date | None = None, kind: str = "visit"
) -> SlipRecord:
    """Ask for cards, for oneself or as a clerk for a salesperson; the keeper hands over what is approved.

    What no rule wants approved is ready at once (`cards`); the rest waits (`asked`). Outside their own cards a
    salesperson always needs the manager, and so does every look-up. All or none. Raises NotAllowed, NotForOthers,
    NothingToLend, BorrowerMissing, PurposeMissing, BadDueDate, NotABorrower, NotYourCard, ArchivedCard, AskedAlready.
    """
    actor = access.require(actor, Right.ASK)
    borrower = slips.asker_or(actor, to)
    today = offices.today(actor)
    wanted = slips.sound(cards, borrower.user, purpose, due, today)
    with journal.entry(actor.branch_id, actor.staff_id, "ask", purpose.strip()) as entry:
        slips.lock(borrower)
        rows = slips.seen(Reading((actor.branch_id,), frozenset(), frozenset()), wanted)
        approvers = _approvers(actor, rows, borrower, kind)
        _refuse_unaskable(rows, borrower, kind)
        due = due or slips.usual_due(kind, today)
        now = database.now()
        slip, number = slips.open_slip(actor.branch_id, actor.staff_id, kind, borrower, purpose, due, now)
        lines = []
        for row in rows:
            approver = approvers[row.id]
            state, decided = ("requested", None) if approver != NOBODY else ("approved", now)
            columns: dict[str, Any] = {"approver": approver, "decided_at": decided}
            lines.append(slips.add_line(entry, slip, row.id, kind, borrower, state, due, **columns))
    reading = access.reading(actor)
    ready, waiting = ([card for card in wanted if (approvers[card] == NOBODY) is done] for done in (True, False))
    return SlipRecord(
        number,
        kind,
        borrower.name,
        borrower.user,
        purpose.strip(),
        due,
        tuple(masked_rows(reading, ready)),
        tuple(masked_rows(reading, waiting)),
        tuple(lines),
    )


def _approvers(actor: Actor, rows: Sequence[CardRow], borrower: Borrower, kind: str) -> dict[int, str]:
    """Who has to approve each card."""
    rules = loan_rules.rules_of(actor.branch_id)
    marks = ", ".join("?" * len(rows))
    own = database.rows(
        f"select id from card where salesperson_id = ? and id in ({marks})", (borrower.id, *(row.id for row in rows))
    )
    theirs = {card for (card,) in own}
    only_borrows = not actor.may(Right.READ_CARDS)
    found = {}
    for row in rows:
        approver = loan_rules.terms(rules, borrower.id, row.grade, kind).approver
        outside = row.id not in theirs and (only_borrows or kind == "look_up")
        found[row.id] = MANAGER if outside and approver == NOBODY else approver
    return found


def _refuse_unaskable(rows: Sequence[CardRow], borrower: Borrower, kind: str) -> None:
    for row in rows:
        if row.archived:
            raise slips.ArchivedCard(card_no=row.card_no)
        found = database.rows(
            "select s.number from slip_card l join slip s on s.id = l.slip_id where l.card_id = ? and l.borrower_id = ?"
            " and l.state in ('requested', 'approved') and s.kind = ?",
            (row.id, borrower.id, kind),
        )
        if found:
            raise slips.AskedAlready(card_no=row.card_no, slip=found[0][0])


# the answer


class _Asked(NamedTuple):
    """A line that waits, as the answer needs it."""

    id: int
    card: int
    card_no: str
    branch_id: int
    slip: int
    kind: str
    approver: str
    made_by: int
    borrower: int


def approve(actor: Actor, lines: Iterable[int]) -> list[RequestRecord]:
    """Approve cards that are asked for; the keeper hands them over. A look-up opens at once, until its usual day.

    All or none. Raises NotAllowed, OwnRequest, NeedsHeadOffice, NotYourCard, and MovedMeanwhile for what somebody else
    answered first.
    """
    actor = access.require(actor, Right.APPROVE)
    with database.writing():
        asked = _asked(actor, lines)
        let_off = {branch: loan_rules.own_requests_allowed(branch) for branch in {one.branch_id for one in asked}}
        own = [one for one in asked if _is_own(one, actor)]
        kept = tuple(one.card_no for one in own if not let_off[one.branch_id])
        if kept:
            raise OwnRequest(cards=kept)
        above = tuple(one.card_no for one in asked if one.approver == HEAD_OFFICE and not actor.everywhere)
        if above:
            raise NeedsHeadOffice(cards=above)
        for branch in sorted(let_off):
            here = [one for one in asked if one.branch_id == branch]
            others, mine = ([one for one in here if _is_own(one, actor) is is_own] for is_own in (False, True))
            if others:
                with journal.entry(branch, actor.staff_id, "approve") as entry:
                    _approve(entry, actor, others)
            if mine:
                with journal.entry(branch, actor.staff_id, "approve_own") as entry:
                    _approve(entry, actor, mine)
    return of_lines(actor, [one.id for one in asked])


def approve_all(actor: Actor) -> tuple[list[RequestRecord], list[RequestRecord]]:
    """Approve everything that `actor` may approve. Returns that, and what is left for others. Raises NotAllowed."""
    actor = access.require(actor, Right.APPROVE)
    waiting = listed(actor, waiting=True)
    kept = {one.id for one in waiting if one.own or (one.approver == HEAD_OFFICE and not actor.everywhere)}
    wanted = [one.id for one in waiting if one.id not in kept]
    return approve(actor, wanted) if wanted else [], [one for one in waiting if one.id in kept]


def _is_own(asked: _Asked, actor: Actor) -> bool:
    return actor.staff_id in (asked.made_by, asked.borrower)


def _approve(entry: journal.Entry, actor: Actor, asked: Sequence[_Asked]) -> None:
    now = database.now()
    today = database.today(offices.branch_by_id(entry.branch_id).time_zone)
    for one in asked:
        if not slips.move(
            entry, one.id, one.card, "requested", "approved", decided_at=now, decided_by_id=actor.staff_id
        ):
            raise slips.moved_meanwhile(one.id, one.card_no)
        if one.kind == "look_up":
            slips.move(entry, one.id, one.card, "approved", "out", out_at=now, due=slips.usual_due("look_up", today))


def refuse(actor: Actor, lines: Iterable[int], reason: str) -> list[RequestRecord]:
    """Refuse cards that are asked for, with a reason that whoever asked reads. All or none.

    Raises NotAllowed, ReasonMissing, NotYourCard, MovedMeanwhile.
    """
    actor = access.require(actor, Right.APPROVE)
    said = slips.reason_given(reason)
    with database.writing():
        asked = _asked(actor, lines)
        for branch in sorted({one.branch_id for one in asked}):
            with journal.entry(branch, actor.staff_id, "refuse", said) as entry:
                now = database.now()
                decided = {"decided_at": now, "decided_by_id": actor.staff_id, "reason": said, "ended_at": now}
                for one in (one for one in asked if one.branch_id == branch):
                    if not slips.move(entry, one.id, one.card, "requested", "refused", **decided):
                        raise slips.moved_meanwhile(one.id, one.card_no)
    return of_lines(actor, [one.id for one in asked])


def withdraw(actor: Actor, slip: int) -> list[RequestRecord]:
    """Take back what a slip asks for and what was approved on it but not fetched. By who asked, whom it is for, or the
    keeper. Raises NotYourRequest, NothingWaits."""
    actor = access.actor_of(actor.staff_id)
    with journal.entry(actor.branch_id, actor.staff_id, "withdraw") as entry:
        found = database.rows(
            "select l.id, l.card_id, l.state, s.made_by_id, l.borrower_id from slip_card l"
            " join slip s on s.id = l.slip_id where s.branch_id = ? and s.number = ?"
            " and l.state in ('requested', 'approved')",
            (actor.branch_id, slip),
        )
        if not found:
            raise NothingWaits(slip=slip)
        if not actor.may(Right.LEND) and any(actor.staff_id not in row[3:] for row in found):
            raise NotYourRequest(slip=slip)
        for line, card, state, *_ in found:
            ended = {"ended_at": database.now(), "ended_by_id": actor.staff_id}
            slips.move(entry, line, card, state, "cancelled", **ended)
    return of_lines(actor, [row[0] for row in found])


def _asked(actor: Actor, lines: Iterable[int]) -> list[_Asked]:
    """The lines of these ids, of branches that `actor` reads. Raises NotYourCard, MovedMeanwhile."""
    wanted = sorted(set(lines))
    if not wanted:
        raise slips.NothingToLend()
    marks = ", ".join("?" * len(wanted))
    found = database.rows(
        "select l.id, l.card_id, b.prefix, c.number, l.branch_id, s.number, s.kind, l.approver, s.made_by_id,"
        " l.borrower_id, l.state from slip_card l join slip s on s.id = l.slip_id join card c on c.id = l.card_id"
        f" join branch b on b.id = c.branch_id where l.id in ({marks}) order by l.id",
        wanted,
    )
    branches = access.reading(actor).branches
    if len(found) < len(wanted) or any(row[4] not in branches for row in found):
        raise access.NotYourCard()
    for row in found:
        if row[10] != "requested":
            raise slips.moved_meanwhile(row[0], offices.card_no(*row[2:4]))
    return [
        _Asked(line, card, offices.card_no(prefix, number), branch, slip, kind, approver, made_by, borrower)
        for line, card, prefix, number, branch, slip, kind, approver, made_by, borrower, _ in found
    ]


# questions


def lines_of(actor: Actor, slip: int) -> list[int]:
    """The cards on a slip that wait to be approved. Raises NothingWaits. Does not write."""
    current = access.actor_of(actor.staff_id)
    found = database.rows(
        "select l.id from slip_card l join slip s on s.id = l.slip_id where s.branch_id = ? and s.number = ?"
        " and l.state = 'requested' order by l.id",
        (current.branch_id, slip),
    )
    if not found:
        raise NothingWaits(slip=slip)
    return [line for (line,) in found]


def listed(
    actor: Actor,
    *,
    waiting: bool = False,
    answered: bool = False,
    after: int | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> list[RequestRecord]:
    """What is asked for in the branches `actor` reads, or by and for themselves, with what was refused of late; the
    oldest first. `waiting`: only what nobody has answered; `answered`: only what somebody has. A window of them as in
    `loans.out`. Does not write."""
    current = access.actor_of(actor.staff_id)
    scope, params = _scope(current, access.reading(current).branches, offices.today(current), waiting, answered)
    if after is not None:
        scope, params = f"{scope} and l.id > ?", [*params, after]
    if before is not None:
        scope, params = f"{scope} and l.id < ?", [*params, before]
    order = "l.id desc" if before is not None else "l.id"
    found = _read(actor, scope, params, order if limit is None else f"{order} limit {int(limit)}")
    return found[::-1] if before is not None else found


def count(actor: Actor, *, waiting: bool = False, answered: bool = False) -> int:
    """How many `listed` would list. Does not write."""
    current = access.actor_of(actor.staff_id)
    branches, today = access.reading(current).branches, offices.today(current)
    question = count_question(current, branches, today, waiting=waiting, answered=answered)
    return int(database.answers([question])[0])


def count_to_approve(actor: Actor) -> int:
    """How many slips wait for just this person to approve: none of their own. Does not write."""
    current = access.actor_of(actor.staff_id)
    if not current.may(Right.APPROVE):
        return 0
    return int(database.answers([to_approve_question(current, access.reading(current).branches)])[0])


def to_approve_question(current: Actor, branches: Sequence[int]) -> Question:
    """The question that `count_to_approve` asks for somebody as they are now, who may approve in these branches."""
    marks = ", ".join("?" * len(branches))
    own = "" if loan_rules.own_requests_allowed(current.branch_id) else " and s.made_by_id <> ? and l.borrower_id <> ?"
    above = "" if current.everywhere else f" and l.approver <> '{HEAD_OFFICE}'"
    params = [*branches, *([current.staff_id] * own.count("?"))]
    return Question(
        "select count(distinct l.slip_id) from slip_card l join slip s on s.id = l.slip_id"
        f" where l.state = 'requested' and l.branch_id in ({marks}){own}{above}",
        params,
    )


def count_question(
    current: Actor, branches: Sequence[int], today: date, *, waiting: bool = False, answered: bool = False
) -> Question:
    """The question that `count` asks for somebody as they are now, who reads these branches."""
    scope, params = _scope(current, branches, today, waiting, answered)
    return Question(f"select count(*) from slip_card l join slip s on s.id = l.slip_id where {scope}", params)


def _scope(
    current: Actor, branches: Sequence[int], today: date, waiting: bool, answered: bool
) -> tuple[str, list[Any]]:
    if branches:
        scope, params = f"l.branch_id in ({', '.join('?' * len(branches))})", list[Any](branches)
    else:
        scope, params = "(l.borrower_id = ? or s.made_by_id = ?)", [current.staff_id, current.staff_id]
    if waiting:
        return f"l.state = 'requested' and {scope}", params
    since = slips.noon(today, offices.branch(current).time_zone) - DECIDED_SHOWN * slips.DAY
    decided = "l.state = 'refused' and l.decided_at > ?"
    states = "l.state = 'approved'" if answered else "l.state in ('requested', 'approved')"
    return f"({states} or {decided}) and {scope}", [since, *params]


def of_lines(actor: Actor, lines: Sequence[int]) -> list[RequestRecord]:
    """The cards of these lines as they are now, in their order. For whoever just dealt with them. Does not write."""
    return _read(actor, f"l.id in ({', '.join('?' * len(lines))})", lines, "l.id") if lines else []


def _read(actor: Actor, condition: str, params: Sequence[Any], order: str) -> list[RequestRecord]:
    current = access.actor_of(actor.staff_id)
    reading = access.reading(current)
    let_off = loan_rules.own_requests_allowed(current.branch_id)
    found = database.rows(
        "select l.id, l.card_id, c.branch_id, b.prefix, c.number, c.name, c.grade, s.number, s.kind, s.borrower_name,"
        ' h."user", m.name, m."user", s.made_at, b.time_zone, s.purpose, l.due, l.state, l.approver, s.made_by_id,'
        " l.borrower_id, d.name, l.reason from slip_card l join slip s on s.id = l.slip_id"
        " join card c on c.id = l.card_id join branch b on b.id = l.branch_id join staff m on m.id = s.made_by_id"
        " left join staff h on h.id = l.borrower_id left join staff d on d.id = l.decided_by_id"
        f" where {condition} order by {order}",
        params,
    )
    return [_record(row, reading, current.staff_id, let_off) for row in found]


def _record(row: Sequence[Any], reading: Reading, me: int, let_off: bool) -> RequestRecord:
    line, card, branch, prefix, number, name, grade, slip, kind, borrower, user, asked_by, asked_by_user = row[:13]
    made_at, zone, purpose, due, state, approver, made_by, borrower_id, decided_by, reason = row[13:]
    visible = bool(reading.parts(card, branch))
    day = database.as_day(due)
    assert day is not None
    return RequestRecord(
        line,
        card,
        offices.card_no(prefix, number),
        name if visible else None,
        grade if visible else None,
        slip,
        kind,
        borrower,
        user or "",
        asked_by,
        asked_by_user,
        database.day_of(database.moment(made_at), zone),
        purpose,
        day,
        state,
        approver or NOBODY,
        me in (made_by, borrower_id) and not let_off,
        decided_by,
        reason,
    )
