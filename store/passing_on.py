"""What one person has out and has asked for goes to another, as a handover needs it (L6).

A loan ends for the one and begins for the other, on a slip of the same maker, kind, purpose and due date, so that each
line of the log tells of one borrower. The rules are asked as for any loan; what they doubt needs a reason, and what
they want approved is approved by whoever hands over, unless it is a request of their own. All functions that write are
for the inside of a journal entry.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from store import database, journal, loan_check, loan_rules, reservations, slips
from store.access import Actor, Reading
from store.card_rows import CardRow, masked_rows
from store.loan_check import CardCheck, Check, NeedsConfirmation, Wanted
from store.loan_rules import HEAD_OFFICE, MANAGER, NOBODY
from store.requests import NeedsHeadOffice, OwnRequest
from store.slips import Borrower

_STRICTNESS = (NOBODY, MANAGER, HEAD_OFFICE)
_NO_MATTER = frozenset({"reserved"})
"""Doubts about lending that passing on does not raise: the card comes back no later than it would have."""


class Passed(NamedTuple):
    """A row of the one, the row that the other has now, and its card. Of a place in a queue they are the same."""

    was: int
    row: int
    card_id: int


class Held(NamedTuple):
    """A card that is out to somebody, on whose slip, as the log has it."""

    line: int
    slip: int
    number: int
    made_by: int
    kind: str
    purpose: str
    due: date
    renewals: int
    recalled_at: Any
    card: CardRow


def held(branch_id: int, of: Borrower, only: Sequence[int] | None = None) -> list[Held]:
    """The cards that are out to `of`, or those on the lines `only`. Does not write."""
    found = database.rows(
        "select l.id, s.id, s.number, s.made_by_id, s.kind, s.purpose, l.due, l.renewals, l.recalled_at, l.card_id"
        " from slip_card l join slip s on s.id = l.slip_id"
        f" where l.branch_id = ? and l.borrower_id = ? and l.state = 'out' and l.holds{_among('l.id', only)}"
        " order by s.id, l.id",
        (branch_id, of.id, *(only or ())),
    )
    cards = {row.id: row for row in masked_rows(_all_of(branch_id), [row[-1] for row in found])}
    return [
        Held(line, slip, number, made_by, kind, purpose, database.as_day(due) or date.max, times, recalled, cards[card])
        for line, slip, number, made_by, kind, purpose, due, times, recalled, card in found
    ]


def _among(column: str, only: Sequence[int] | None) -> str:
    return "" if only is None else f" and {column} in {database.marks(only)}"


def _all_of(branch_id: int) -> Reading:
    return Reading((branch_id,), frozenset(), frozenset())


def judged(branch_id: int, cards: Sequence[Held], to: Borrower, today: date) -> Check:
    """What the rules say of these cards in the hands of `to`. Does not write."""
    wanted = [Wanted(one.card._replace(out_to=None, out_due=None), one.due, one.kind) for one in cards]
    return loan_check.check_each(branch_id, wanted, to, "visit", today)


def _needs_approval(one: CardCheck) -> bool:
    return one.terms.needs_approval and one.approved is None


def _doubts(checked: Check) -> list[tuple[CardCheck, str]]:
    """Each card with what keeps it from being passed on without a reason."""
    said = [(one, finding.code) for one, finding in checked.doubts() if finding.code not in _NO_MATTER]
    return [*said, *((one, "approval") for one in checked.cards if _needs_approval(one))]


def refuse_forbidden(
    actor: Actor, cards: Sequence[Held], checked: Check, of: Borrower, to: Borrower, confirmed: str
) -> None:
    """Raises OwnRequest and NeedsHeadOffice for what `actor` may not approve, NeedsConfirmation for what needs a reason
    and has none."""
    waiting = [(card, one) for card, one in zip(cards, checked.cards, strict=True) if _needs_approval(one)]
    let_off = bool(waiting) and loan_rules.own_requests_allowed(waiting[0][0].card.branch_id)
    own = [card.card.card_no for card, _ in waiting if actor.staff_id in (card.made_by, of.id, to.id)]
    if own and not let_off:
        raise OwnRequest(cards=tuple(own))
    above = [card.card.card_no for card, one in waiting if one.terms.approver == HEAD_OFFICE]
    if above and not actor.everywhere:
        raise NeedsHeadOffice(cards=tuple(above))
    doubts = _doubts(checked)
    if doubts and not confirmed.strip():
        codes = tuple(dict.fromkeys(code for _, code in doubts))
        raise NeedsConfirmation(
            cards=tuple(dict.fromkeys(one.card.card_no for one, _ in doubts)),
            codes=codes,
            doubts=tuple(loan_check.DOUBTS[code] for code in codes),
        )


def pass_loans(
    entry: journal.Entry, actor: Actor, cards: Sequence[Held], checked: Check, to: Borrower, confirmed: str
) -> list[Passed]:
    """End these loans and begin them anew with `to`. Returns them in the order given.

    Raises MovedMeanwhile for a card that somebody else took back first.
    """
    now = database.now()
    doubted = {one.card.id for one, _ in _doubts(checked)}
    new_slips: dict[int, int] = {}
    passed = []
    for old, one in zip(cards, checked.cards, strict=True):
        if not slips.move(entry, old.line, old.card.id, "out", "returned", ended_at=now, ended_by_id=actor.staff_id):
            raise slips.moved_meanwhile(old.line, old.card.card_no)
        if one.asked is not None:
            slips.move(
                entry, one.asked, old.card.id, "requested", "cancelled", ended_at=now, ended_by_id=actor.staff_id
            )
        as_before = {"renewals": old.renewals, "recalled_at": old.recalled_at}
        if one.approved is not None:
            line = one.approved
            slips.move(entry, line, old.card.id, "approved", "out", out_at=now, due=old.due, **as_before)
        else:
            if old.slip not in new_slips:
                new_slips[old.slip], _ = slips.open_slip(
                    entry.branch_id, old.made_by, old.kind, to, old.purpose, old.due, now
                )
            if _needs_approval(one):
                decided = {"decided_at": now, "decided_by_id": actor.staff_id}
                as_before |= {"approver": one.terms.approver, **decided}
            slip = new_slips[old.slip]
            line = slips.add_line(entry, slip, old.card.id, old.kind, to, "out", old.due, out_at=now, **as_before)
        if old.card.id in doubted:
            entry.note(journal.Change("slip_card", line, old.card.id, "confirmed", None, confirmed.strip()))
        reservations.serve(entry, old.card.id, to)
        passed.append(Passed(old.line, line, old.card.id))
    return passed


def end_copies(entry: journal.Entry, actor: Actor, of: Borrower) -> None:
    """Extracts, look-ups and lists hold no card: they end, and a successor who needs one asks for it."""
    for line, card in database.rows(
        "select id, card_id from slip_card where borrower_id = ? and state = 'out' and not holds", (of.id,)
    ):
        ended = {"ended_at": database.now(), "ended_by_id": actor.staff_id}
        slips.move(entry, line, card, "out", "returned", **ended)


class _Open(NamedTuple):
    """A card that is asked for."""

    line: int
    slip: int
    made_by: int
    kind: str
    purpose: str
    due: date
    approver: str
    state: str
    card_id: int


def open_requests(branch_id: int, of: Borrower, only: Sequence[int] | None = None) -> list[_Open]:
    """What is asked for by or for `of` and not fetched yet. Does not write."""
    found = database.rows(
        "select l.id, s.id, s.made_by_id, s.kind, s.purpose, l.due, l.approver, l.state, l.card_id"
        " from slip_card l join slip s on s.id = l.slip_id where l.branch_id = ? and l.borrower_id = ?"
        f" and l.state in ('requested', 'approved'){_among('l.id', only)} order by s.id, l.id",
        (branch_id, of.id, *(only or ())),
    )
    return [
        _Open(line, slip, made_by, kind, purpose, database.as_day(due) or date.max, approver or NOBODY, state, card)
        for line, slip, made_by, kind, purpose, due, approver, state, card in found
    ]


def pass_requests(entry: journal.Entry, actor: Actor, asked: Sequence[_Open], to: Borrower) -> list[Passed]:
    """Let `to` ask for these cards instead. What was approved was so for somebody else: it waits anew, where the rule
    of one of the two wants it approved. What `to` has or asks for already is only taken back.
    """
    rules = loan_rules.rules_of(entry.branch_id)
    grades = {row.id: row.grade for row in masked_rows(_all_of(entry.branch_id), [one.card_id for one in asked])}
    new_slips: dict[int, int] = {}
    now, passed = database.now(), []
    for one in asked:
        ended = {"ended_at": now, "ended_by_id": actor.staff_id}
        if not slips.move(entry, one.line, one.card_id, one.state, "cancelled", **ended) or _has(to, one):
            continue
        by_rule = loan_rules.terms(rules, to.id, grades[one.card_id], one.kind).approver
        approver = max(by_rule, one.approver, key=_STRICTNESS.index)
        if one.slip not in new_slips:
            new_slips[one.slip], _ = slips.open_slip(
                entry.branch_id, one.made_by, one.kind, to, one.purpose, one.due, now
            )
        waits = approver != NOBODY
        state, decided_at = ("requested", None) if waits else ("approved", now)
        more: dict[str, Any] = {"approver": approver, "decided_at": decided_at}
        line = slips.add_line(entry, new_slips[one.slip], one.card_id, one.kind, to, state, one.due, **more)
        passed.append(Passed(one.line, line, one.card_id))
    return passed


def _has(who: Borrower, asked: _Open) -> bool:
    """Whether somebody has or has asked for such a card already."""
    return bool(
        database.rows(
            "select 1 from slip_card l join slip s on s.id = l.slip_id where l.card_id = ? and l.borrower_id = ?"
            " and l.state in ('requested', 'approved', 'out') and s.kind = ?",
            (asked.card_id, who.id, asked.kind),
        )
    )


def lock(*people: Borrower) -> None:
    """Let nobody lend to any of these until this write ends, always in one order. Raises NotABorrower for who left."""
    for one in sorted(people):
        slips.lock(one)


def pass_places(entry: journal.Entry, of: Borrower, to: Borrower, only: Sequence[int] | None = None) -> list[Passed]:
    """Let `to` wait in the places of `of`."""
    return [Passed(waits, waits, card) for waits, card in reservations.pass_on(entry, of, to, only)]
