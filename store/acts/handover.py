"""Handing over (L6): all that somebody holds or looks after goes to a successor in one step, and back after a leave.

Touches the slips, the queues, the cards and the staff, in this order: both people's rows are locked first, so that
nothing is lent to either meanwhile, then the lines of slips, the reservations, the cards by their ids. One entry in the
journal for all of it. A leave comes back by `hand_back`, which moves what is still where the handover brought it;
somebody who leaves for good is deactivated by the same act.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from locales.messages import N_, Message
from store import access, cards_bulk, database, handovers, journal, offices, passing_on, slips, staff
from store.access import Actor, Right
from store.errors import Refused
from store.handovers import CUSTOMER, ITEMS, LEAVE, LOAN, REQUEST, RESERVATION, RESIGNATION, HandoverRecord
from store.passing_on import Passed
from store.slips import Borrower

EARLIEST = timedelta(days=7)
"""So long before a leave begins it may be handed over: that is done at once."""


class SuccessorIsThemselves(Refused):
    name: str
    message = N_("{name} cannot be their own successor. Choose somebody else.")


class SuccessorOnLeave(Refused):
    name: str
    until: date
    message = N_("{name} is on leave until {until}: choose somebody else, or hand that leave back first.")


class SuccessorMissing(Refused):
    name: str
    message = N_("{name} has cards, customers or requests: say who takes them over.")


class NothingToHandOver(Refused):
    name: str
    message = N_("{name} has nothing to hand over.")


class BadLeave(Refused):
    problem: Message
    message = N_("{problem}")


class Plan(NamedTuple):
    """What would go, before it does: how many of each of `ITEMS`."""

    leaver: Borrower
    successor: Borrower | None
    counts: Mapping[str, int]


def plan(actor: Actor, user: str, to: str = "") -> Plan:
    """What somebody has to hand over. Raises NotAllowed, NoSuchStaff, NotABorrower, SuccessorIsThemselves. Does not
    write."""
    actor = access.require(actor, Right.MANAGE_STAFF)
    leaver, branch_id = _member(actor, user)
    successor = _successor(branch_id, leaver, to) if to.strip() else None
    counts = {
        LOAN: len(passing_on.held(branch_id, leaver)),
        REQUEST: len(passing_on.open_requests(branch_id, leaver)),
        RESERVATION: _waits(leaver),
        CUSTOMER: len(cards_bulk.looked_after_by(branch_id, leaver.id)),
    }
    return Plan(leaver, successor, counts)


def hand_over(
    actor: Actor,
    user: str,
    to: str = "",
    *,
    leave: tuple[date, date] | None = None,
    confirmed: str = "",
) -> HandoverRecord:
    """Everything that `user` holds or looks after goes to `to`, at once: for a leave from a day until another, or for
    good, when they are deactivated too. All or nothing. Returns the handover, whose list is `handovers.items`.

    `confirmed` is the reason for what the rules doubt of the successor. Who has nothing may leave without a successor.
    Needs the right to manage staff. Raises NotAllowed, NoSuchStaff, NotABorrower, SuccessorIsThemselves,
    SuccessorOnLeave, SuccessorMissing, NothingToHandOver, BadLeave, AlreadyOnLeave, OwnRequest, NeedsHeadOffice,
    NeedsConfirmation, MovedMeanwhile, BadStaff.
    """
    actor = access.require(actor, Right.MANAGE_STAFF)
    leaver, branch_id = _member(actor, user)
    today = database.today(offices.branch_by_id(branch_id).time_zone)
    since, until = leave or (today, None)
    if leave is not None:
        _refuse_leave(leave, today)
    successor = _successor(branch_id, leaver, to) if to.strip() else None
    kind = RESIGNATION if leave is None else LEAVE
    with journal.entry(branch_id, actor.staff_id, "hand_over", confirmed.strip() or None) as entry:
        passing_on.lock(leaver, *([successor] if successor else []))
        if successor is None:
            if any(plan(actor, user).counts.values()):
                raise SuccessorMissing(name=leaver.name)
            if kind == LEAVE:
                raise NothingToHandOver(name=leaver.name)
            passed: dict[str, list[Passed]] = {}
        else:
            passed = _pass_all(entry, actor, leaver, successor, confirmed, today)
        passing_on.end_copies(entry, actor, leaver)
        kept = {item: [(one.row, one.card_id) for one in rows] for item, rows in passed.items()}
        made = handovers.begin(entry, actor, kind, leaver, successor, since, until, kept)
        if kind == RESIGNATION:
            if handovers.on_leave(leaver) is not None:
                handovers.end(entry, actor, handovers.open_leave(leaver))
            staff.deactivate(actor, user)
    return handovers.by_id(made)


def hand_back(actor: Actor, user: str, *, confirmed: str = "") -> HandoverRecord:
    """Somebody is back from leave: what is still where their handover brought it goes back to them, at once.

    Needs the right to manage staff. Raises NotAllowed, NoSuchStaff, NotOnLeave, NotABorrower, OwnRequest,
    NeedsHeadOffice, NeedsConfirmation, MovedMeanwhile.
    """
    actor = access.require(actor, Right.MANAGE_STAFF)
    leaver, branch_id = _member(actor, user)
    today = database.today(offices.branch_by_id(branch_id).time_zone)
    with journal.entry(branch_id, actor.staff_id, "hand_back", confirmed.strip() or None) as entry:
        handover = handovers.open_leave(leaver)
        there = handovers.to_go_back(handover)
        passing_on.lock(leaver, *there)
        for holder, rows in handovers.to_go_back(handover).items():
            _pass_all(entry, actor, holder, leaver, confirmed, today, handover.id, rows)
        handovers.end(entry, actor, handover)
    return handovers.by_id(handover.id)


def _pass_all(
    entry: journal.Entry,
    actor: Actor,
    of: Borrower,
    to: Borrower,
    confirmed: str,
    today: date,
    back: int | None = None,
    only: Mapping[str, Sequence[int]] | None = None,
) -> dict[str, list[Passed]]:
    """Pass everything on; or back, the rows `only` of the handover `back`. What earlier leaves brought is followed."""
    branch_id = entry.branch_id

    def chosen(kind: str) -> Sequence[int] | None:
        return None if only is None else only.get(kind, ())

    held = passing_on.held(branch_id, of, chosen(LOAN))
    checked = passing_on.judged(branch_id, held, to, today)
    passing_on.refuse_forbidden(actor, held, checked, of, to, confirmed)
    passed = {LOAN: passing_on.pass_loans(entry, actor, held, checked, to, confirmed)}
    asked = passing_on.open_requests(branch_id, of, chosen(REQUEST))
    passed[REQUEST] = passing_on.pass_requests(entry, actor, asked, to)
    passed[RESERVATION] = passing_on.pass_places(entry, of, to, chosen(RESERVATION))
    wanted = None if only is None else set(only.get(CUSTOMER, ()))
    cards = [card for card in cards_bulk.looked_after_by(branch_id, of.id) if wanted is None or card in wanted]
    cards_bulk.pass_on(entry, cards, of.id, to.id)
    passed[CUSTOMER] = [Passed(card, card, card) for card in cards]
    for kind in ITEMS:
        handovers.follow(kind, of.id, to.id, [(one.was, one.row) for one in passed[kind]], back)
    return passed


def _member(actor: Actor, user: str) -> tuple[Borrower, int]:
    """A colleague whom `actor` manages and who has not left, and their branch. Raises NoSuchStaff."""
    here = [person for person in staff.people(actor) if not person.left]
    found = [person for person in here if person.user == user.strip()]
    found = found or [person for person in here if person.name == user.strip()]
    if len(found) != 1:
        raise staff.NoSuchStaff(user=user.strip())
    return Borrower(found[0].id, found[0].user, found[0].name), found[0].branch_id


def _successor(branch_id: int, leaver: Borrower, to: str) -> Borrower:
    successor = slips.borrower_of(branch_id, to)
    if successor.id == leaver.id:
        raise SuccessorIsThemselves(name=leaver.name)
    until = handovers.on_leave(successor)
    if until is not None:
        raise SuccessorOnLeave(name=successor.name, until=until)
    return successor


def _refuse_leave(leave: tuple[date, date], today: date) -> None:
    since, until = leave
    if until < since or until < today:
        raise BadLeave(problem=N_("A leave ends on the day it begins or later, and not in the past."))
    if since > today + EARLIEST:
        raise BadLeave(problem=N_("A handover is done at once: make it in the last week before the leave begins."))


def _waits(of: Borrower) -> int:
    found = database.rows("select count(*) from reservation where borrower_id = ? and state = 'waiting'", (of.id,))
    return int(found[0][0])
