"""What is asked for, as those who asked and those who answer read it (L1). Nothing here writes."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from store import access, database, loan_rules, offices, paging, slips
from store.access import Actor, Reading, Right
from store.database import Question
from store.loan_rules import HEAD_OFFICE, MANAGER, NOBODY
from store.wanted import Wanted, loaded

LAST_REQUEST = 2**62
"""Comes after every request: from there a list is read backwards."""
DECIDED_SHOWN = 30
"""How many days a refused or cancelled request is still listed for whoever asked."""


class RequestRecord(NamedTuple):
    """A card that is asked for. `name` and `grade` are None for whoever may not see the card, and `approver`, which may
    follow from the grade, is then the manager; `own` is whether the limit keeps whoever reads this from approving it;
    `reason` is why it was refused. What is asked for may be a list: it is `wanted`, had `rows` then, and is no card.
    Of an extract, `sections` are those that it has.
    """

    id: int
    card_id: int | None
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
    wanted: Wanted | None = None
    rows: int | None = None
    sections: tuple[str, ...] = ()


def card_no_of(prefix: str, number: int | None) -> str:
    """The card's number; empty for a list."""
    return "" if number is None else offices.card_no(prefix, number)


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
    `whereabouts.out`. Does not write."""
    current = access.actor_of(actor.staff_id)
    scope, params = _scope(current, access.whole_branches(current), offices.today(current), waiting, answered)
    part = paging.by_id("l.id", after, before, limit)
    return part.in_order(_read(actor, scope + part.condition, [*params, *part.params], part.order))


def count(actor: Actor, *, waiting: bool = False, answered: bool = False) -> int:
    """How many `listed` would list. Does not write."""
    current = access.actor_of(actor.staff_id)
    branches, today = access.whole_branches(current), offices.today(current)
    question = count_question(current, branches, today, waiting=waiting, answered=answered)
    return int(database.answers([question])[0])


def count_to_approve(actor: Actor) -> int:
    """How many slips wait for just this person to approve: none of their own. Does not write."""
    current = access.actor_of(actor.staff_id)
    if not current.may(Right.APPROVE):
        return 0
    return int(database.answers([to_approve_question(current, access.whole_branches(current))])[0])


def to_approve_question(current: Actor, branches: Sequence[int]) -> Question:
    """The question that `count_to_approve` asks for somebody as they are now, who may approve in these branches."""
    marks = database.marks(branches)
    own = "" if loan_rules.own_requests_allowed(current.branch_id) else " and s.made_by_id <> ? and l.borrower_id <> ?"
    above = "" if current.everywhere else f" and l.approver <> '{HEAD_OFFICE}'"
    params = [*branches, *([current.staff_id] * own.count("?"))]
    return Question(
        "select count(distinct l.slip_id) from slip_card l join slip s on s.id = l.slip_id"
        f" where l.state = 'requested' and l.branch_id in {marks}{own}{above}",
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
        scope, params = f"l.branch_id in {database.marks(branches)}", list[Any](branches)
    else:
        scope, params = "(l.borrower_id = ? or s.made_by_id = ?)", [current.staff_id, current.staff_id]
    if waiting:
        return f"l.state = 'requested' and {scope}", params
    since = slips.noon(today, current.time_zone) - DECIDED_SHOWN * slips.DAY
    decided = "l.state = 'refused' and l.decided_at > ?"
    states = "l.state = 'approved'" if answered else "l.state in ('requested', 'approved')"
    return f"({states} or {decided}) and {scope}", [since, *params]


def of_lines(actor: Actor, lines: Sequence[int]) -> list[RequestRecord]:
    """The cards of these lines as they are now, in their order. For whoever just dealt with them. Does not write."""
    return _read(actor, f"l.id in {database.marks(lines)}", lines, "l.id") if lines else []


def _read(actor: Actor, condition: str, params: Sequence[Any], order: str) -> list[RequestRecord]:
    current = access.actor_of(actor.staff_id)
    reading = access.reading(current)
    let_off = loan_rules.own_requests_allowed(current.branch_id)
    found = database.rows(
        "select l.id, l.card_id, c.branch_id, b.prefix, c.number, c.name, c.grade, s.number, s.kind, s.borrower_name,"
        ' h."user", m.name, m."user", s.made_at, b.time_zone, s.purpose, l.due, l.state, l.approver, s.made_by_id,'
        " l.borrower_id, d.name, l.reason, s.wanted, s.row_count, s.sections from slip_card l"
        " join slip s on s.id = l.slip_id"
        " left join card c on c.id = l.card_id join branch b on b.id = l.branch_id"
        " join colleague m on m.id = s.made_by_id"
        " left join staff h on h.id = l.borrower_id left join colleague d on d.id = l.decided_by_id"
        f" where {condition} order by {order}",
        params,
    )
    return [_record(row, reading, current.staff_id, let_off) for row in found]


def _record(row: Sequence[Any], reading: Reading, me: int, let_off: bool) -> RequestRecord:
    line, card, branch, prefix, number, name, grade, slip, kind, borrower, user, asked_by, asked_by_user = row[:13]
    made_at, zone, purpose, due, state, approver, made_by, borrower_id, decided_by, reason = row[13:23]
    wanted, rows, sections = row[23:]
    visible = card is None or bool(reading.parts(card, branch))
    day = database.as_day(due)
    assert day is not None
    return RequestRecord(
        line,
        card,
        card_no_of(prefix, number),
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
        (approver or NOBODY) if visible or not approver else MANAGER,
        me in (made_by, borrower_id) and not let_off,
        decided_by,
        reason,
        loaded(wanted),
        rows,
        tuple(sections.split(",")) if sections else (),
    )
