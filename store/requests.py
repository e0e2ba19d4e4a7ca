"""Asking for cards, and the manager's answer (L1, L7, F14).

Nobody approves their own request, neither who asked nor for whom: a limit that no role and no sum of roles outvotes.
Only an office of one person may be let off by a setting, and then the journal has an act of its own for it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from locales.messages import N_
from store import access, database, journal, loan_rules, offices, slips, transfers
from store.access import Actor, Reading, Restricted, Right
from store.card_rows import CardRow, masked_rows
from store.errors import Refused
from store.loan_rules import HEAD_OFFICE, MANAGER, NOBODY
from store.requested import RequestRecord, card_no_of, listed, of_lines
from store.slips import Borrower, SlipRecord

OPEN = ("requested", "approved")


class OwnRequest(Refused):
    cards: tuple[str, ...]
    logged = True
    message = N_("You asked for {cards} yourself, or it is for you: somebody else has to approve it.")


class OwnList(OwnRequest):
    """The same of a list: `cards` is empty."""

    slip: int
    message = N_("You asked for the list on slip {slip} yourself: somebody else has to approve it.")


class NeedsHeadOffice(Refused):
    cards: tuple[str, ...]
    logged = True
    message = N_("{cards}: a manager at head office has to approve this.")


class NothingWaits(Refused):
    slip: int
    message = N_("Nothing on slip {slip} waits to be approved.")


class NotYourRequest(Refused):
    slip: int
    logged = True
    message = N_("Slip {slip} is not yours to withdraw.")


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
    NothingToLend, BorrowerMissing, PurposeMissing, BadDueDate, NotABorrower, NotYourCard, ArchivedCard, Restricted,
    OnTheWay, AskedAlready.
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
    marks = database.marks(rows)
    own = database.rows(
        f"select id from card where salesperson_id = ? and id in {marks}", (borrower.id, *(row.id for row in rows))
    )
    theirs = {card for (card,) in own}
    only_borrows = not actor.may(Right.READ_CARDS)
    found = {}
    for row in rows:
        approver = loan_rules.terms(rules, borrower.id, row.grade, kind).approver
        by_manager = kind == "look_up" or (only_borrows and row.id not in theirs)
        found[row.id] = MANAGER if by_manager and approver == NOBODY else approver
    return found


def _refuse_unaskable(rows: Sequence[CardRow], borrower: Borrower, kind: str) -> None:
    asked = dict(
        database.rows(
            "select l.card_id, s.number from slip_card l join slip s on s.id = l.slip_id where l.borrower_id = ?"
            f" and l.state in ('requested', 'approved') and s.kind = ? and l.card_id in {database.marks(rows)}",
            (borrower.id, kind, *(row.id for row in rows)),
        )
    )
    for row in rows:
        if row.archived:
            raise slips.ArchivedCard(card_no=row.card_no)
        if row.restricted:
            raise Restricted(card_no=row.card_no)
        transfers.refuse_on_the_way([(row.card_no, row.on_way_to)])
        if row.id in asked:
            raise slips.AskedAlready(card_no=row.card_no, slip=asked[row.id])


# the answer


class _Asked(NamedTuple):
    """A line that waits, as the answer needs it."""

    id: int
    card: int | None
    card_no: str
    branch_id: int
    slip: int
    kind: str
    approver: str
    made_by: int
    borrower: int | None
    restricted: bool


def approve(actor: Actor, lines: Iterable[int]) -> list[RequestRecord]:
    """Approve cards that are asked for; the keeper hands them over. A look-up opens at once, until its usual day.

    All or none. Raises NotAllowed, OwnRequest, NeedsHeadOffice, NotYourCard, Restricted, and MovedMeanwhile for what
    somebody else answered first.
    """
    actor = access.require(actor, Right.APPROVE)
    with database.writing():
        asked = _asked(actor, lines)
        _refuse_restricted(asked)
        let_off = {branch: loan_rules.own_requests_allowed(branch) for branch in {one.branch_id for one in asked}}
        own = [one for one in asked if _is_own(one, actor) and not let_off[one.branch_id]]
        if own and own[0].card is None:
            raise OwnList(cards=(), slip=own[0].slip)
        if own:
            raise OwnRequest(cards=tuple(one.card_no for one in own))
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


def _refuse_restricted(asked: Sequence[_Asked]) -> None:
    """What was asked for before a manager restricted the card waits until that is lifted, or is refused."""
    for one in asked:
        if one.restricted:
            raise Restricted(card_no=one.card_no)


def _is_own(asked: _Asked, actor: Actor) -> bool:
    return actor.staff_id in (asked.made_by, asked.borrower)


def _approve(entry: journal.Entry, actor: Actor, asked: Sequence[_Asked]) -> None:
    now = database.now()
    today = database.today(offices.branch_by_id(entry.branch_id).time_zone)
    for one in asked:
        decided: dict[str, Any] = {"decided_at": now, "decided_by_id": actor.staff_id}
        if one.kind == "export":
            decided["due"] = slips.usual_due(one.kind, today)
        if not slips.move(entry, one.id, one.card, "requested", "approved", **decided):
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
    marks = database.marks(wanted)
    found = database.rows(
        "select l.id, l.card_id, b.prefix, c.number, l.branch_id, s.number, s.kind, l.approver, s.made_by_id,"
        " l.borrower_id, c.restricted_at, l.state from slip_card l join slip s on s.id = l.slip_id"
        " left join card c on c.id = l.card_id join branch b on b.id = l.branch_id"
        f" where l.id in {marks} order by l.id",
        wanted,
    )
    branches = access.reading(actor).branches
    if len(found) < len(wanted) or any(row[4] not in branches for row in found):
        raise access.NotYourCard()
    for row in found:
        if row[-1] != "requested":
            raise slips.moved_meanwhile(row[0], card_no_of(*row[2:4]))
    return [
        _Asked._make((line, card, card_no_of(prefix, number), *rest, restricted_at is not None))
        for line, card, prefix, number, *rest, restricted_at, _ in found
    ]


# questions


def lines_of(actor: Actor, slip: int) -> list[int]:
    """The cards on a slip that wait to be approved. Raises NotAllowed, NothingWaits. Does not write."""
    current = access.require(actor, Right.APPROVE)
    found = database.rows(
        "select l.id from slip_card l join slip s on s.id = l.slip_id where s.branch_id = ? and s.number = ?"
        " and l.state = 'requested' order by l.id",
        (current.branch_id, slip),
    )
    if not found:
        raise NothingWaits(slip=slip)
    return [line for (line,) in found]
