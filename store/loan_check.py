"""Whether cards may be lent to somebody: impossible, after a confirmation, or with something to note (L1).

The same check stands behind the desk's lines and behind the deed, so that nothing is refused that looked possible,
unless somebody was quicker. Writes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from locales.messages import N_, NC_, NP_, Message
from store import database, originals
from store.access import Restricted
from store.card_rows import CardRow
from store.errors import Refused
from store.loan_rules import HEAD_OFFICE, Terms, rules_of, terms
from store.slips import AlreadyOut, ArchivedCard, AskedAlready, Borrower


class Weight(StrEnum):
    """How a finding weighs: nothing helps; a person may go on with a reason, which is kept; good to know."""

    IMPOSSIBLE = "impossible"
    CONFIRM = "confirm"
    NOTE = "note"


class Finding(NamedTuple):
    """What the check found about one card. `code` is for programs, `message` with `values` for people."""

    weight: Weight
    code: str
    message: Message
    values: Mapping[str, Any]


class NeedsConfirmation(Refused):
    """`codes` are the doubts, `doubts` the same in words; `cards` are those that they are about."""

    cards: tuple[str, ...]
    codes: tuple[str, ...]
    doubts: tuple[Message, ...]
    message = N_("This needs a reason, which the journal keeps: {doubts}.")


DOUBTS: dict[str, Message] = {
    "too_many": N_("more cards than they may hold"),
    "too_long": N_("a longer loan than the rule allows"),
    "reserved": N_("a card that somebody else has reserved"),
    "lost": N_("a card that is noted as lost"),
    "approval": N_("a card that needs approval"),
}
LENGTH = NP_("may be lent: {n} day", "may be lent: {n} days")
APPROVED = N_("approved: may be handed over")
BY_MANAGER = N_("grade {grade}: the manager approves")
BY_HEAD_OFFICE = N_("grade {grade}: the manager at head office approves")
OUT = N_("out: {borrower}, due {due}")
ARCHIVED = N_("archived: cannot be lent")
RESTRICTED = N_("restricted: cannot be lent")
ON_THE_WAY = N_("on its way to {branch}")
ASKED = N_("asked for already, slip {slip}")
TOO_MANY = NP_("holds {n} card: no more without a reason", "holds {n} cards: no more without a reason")
TOO_LONG = NP_("longer than {n} day: needs a reason", "longer than {n} days: needs a reason")
RESERVED = N_("reserved by {borrower}")
LOST = N_("lost, says slip {slip}")
OVERDUE = NP_("{borrower} has {n} overdue card", "{borrower} has {n} overdue cards")
PROMISED = NC_("loan", "approved for {borrower}")


class CardCheck(NamedTuple):
    """A card as it would be lent. `approved` is the approved line that waits to be handed over to this borrower,
    `original` the number of the paper original that goes along."""

    card: CardRow
    terms: Terms
    findings: tuple[Finding, ...]
    approved: int | None = None
    asked: int | None = None
    original: int | None = None

    @property
    def possible(self) -> bool:
        return not self.of(Weight.IMPOSSIBLE)

    @property
    def waits(self) -> bool:
        """Whether lending it would ask for approval first."""
        return self.possible and self.terms.needs_approval and self.approved is None

    @property
    def doubted(self) -> bool:
        return bool(self.of(Weight.CONFIRM))

    def of(self, weight: Weight) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.weight is weight)


class Check(NamedTuple):
    """`holds` is how many cards the borrower has out, `most` how many they may hold, None without a limit."""

    cards: tuple[CardCheck, ...]
    holds: int
    most: int | None
    days: int
    """How long all of these may be lent."""

    def doubts(self) -> list[tuple[CardCheck, Finding]]:
        return [(one, finding) for one in self.cards for finding in one.of(Weight.CONFIRM)]


class _Facts(NamedTuple):
    """What the room says about the cards and the borrower, read once."""

    approved: Mapping[int, tuple[int, date]]
    asked: Mapping[int, tuple[int, int]]
    promised: Mapping[int, str]
    reserved: Mapping[int, tuple[int, str]]
    lost: Mapping[int, int]
    originals: Mapping[int, int]
    held: Mapping[str, int]
    overdue: int


class Wanted(NamedTuple):
    """A card to be lent, until when and on what kind of slip."""

    card: CardRow
    due: date | None
    kind: str


def check(
    branch_id: int, cards: Sequence[CardRow], borrower: Borrower | None, due: date | None, kind: str, today: date
) -> Check:
    """What stands against lending each of `cards`, in their order. `borrower` None: not known yet. Does not write."""
    return check_each(branch_id, [Wanted(card, due, kind) for card in cards], borrower, kind, today)


def check_each(
    branch_id: int, wanted: Sequence[Wanted], borrower: Borrower | None, general_kind: str, today: date
) -> Check:
    """As `check`, each card with its own due date and kind of slip; `general_kind` is for what is said of none."""
    rules = rules_of(branch_id)
    facts = _facts([one.card.id for one in wanted], borrower, today)
    held = dict(facts.held)
    checked = []
    for card, due, kind in wanted:
        said = terms(rules, borrower.id if borrower else None, card.grade, kind)
        found = tuple(_findings(card, said, facts, borrower, due, today, held))
        approved, asked = facts.approved.get(card.id), facts.asked.get(card.id)
        line, waits = (pair[0] if pair else None for pair in (approved, asked))
        one = CardCheck(card, said, found, line, waits, facts.originals.get(card.id))
        if one.possible and not one.waits:
            held[card.grade] = held.get(card.grade, 0) + 1
        checked.append(one)
    general = terms(rules, borrower.id if borrower else None, "", general_kind)
    days = min((one.terms.days for one in checked), default=general.days)
    return Check(tuple(checked), sum(facts.held.values()), general.most, days)


def due_of(checked: Check, today: date) -> date:
    """The day until which all the cards may be lent without anybody's saying."""
    return today + timedelta(days=checked.days)


def _findings(
    card: CardRow,
    said: Terms,
    facts: _Facts,
    borrower: Borrower | None,
    due: date | None,
    today: date,
    held: Mapping[str, int],
) -> Iterator[Finding]:
    if card.archived:
        yield Finding(Weight.IMPOSSIBLE, "archived", ARCHIVED, {})
        return
    if card.restricted:
        yield Finding(Weight.IMPOSSIBLE, "restricted", RESTRICTED, {})
        return
    if card.on_way_to:
        yield Finding(Weight.IMPOSSIBLE, "on_the_way", ON_THE_WAY, {"branch": card.on_way_to})
        return
    if card.out_to and card.out_due:
        yield Finding(Weight.IMPOSSIBLE, "out", OUT, {"borrower": card.out_to, "due": card.out_due})
        return
    approved = facts.approved.get(card.id)
    if approved:
        yield Finding(Weight.NOTE, "approved", APPROVED, {})
    elif said.needs_approval:
        if card.id in facts.asked:
            yield Finding(Weight.IMPOSSIBLE, "asked", ASKED, {"slip": str(facts.asked[card.id][1])})
            return
        who = BY_HEAD_OFFICE if said.approver == HEAD_OFFICE else BY_MANAGER
        yield Finding(Weight.NOTE, "approval", who, {"grade": card.grade})
    else:
        yield Finding(Weight.NOTE, "length", LENGTH, {"n": said.days})
    if borrower is not None:
        yield from _about_borrower(card, said, facts, borrower, held)
    if due is not None and due > today + timedelta(days=said.longest) and not (approved and due <= approved[1]):
        yield Finding(Weight.CONFIRM, "too_long", TOO_LONG, {"n": said.longest})
    if card.id in facts.lost:
        yield Finding(Weight.CONFIRM, "lost", LOST, {"slip": str(facts.lost[card.id])})
    if card.id in facts.promised:
        yield Finding(Weight.NOTE, "promised", PROMISED, {"borrower": facts.promised[card.id]})


def _about_borrower(
    card: CardRow, said: Terms, facts: _Facts, borrower: Borrower, held: Mapping[str, int]
) -> Iterator[Finding]:
    holds = held.get(card.grade, 0) if said.most_of else sum(held.values())
    if said.most is not None and holds >= said.most:
        yield Finding(Weight.CONFIRM, "too_many", TOO_MANY, {"n": holds})
    first = facts.reserved.get(card.id)
    if first is not None and first[0] != borrower.id:
        yield Finding(Weight.CONFIRM, "reserved", RESERVED, {"borrower": first[1]})
    if facts.overdue:
        yield Finding(Weight.NOTE, "overdue", OVERDUE, {"borrower": borrower.name, "n": facts.overdue})


def _facts(cards: Sequence[int], borrower: Borrower | None, today: date) -> _Facts:
    if not cards:
        return _Facts({}, {}, {}, {}, {}, {}, *_holdings(borrower, today))
    marks = database.marks(cards)
    lines = database.rows(
        "select l.card_id, l.id, s.number, l.borrower_id, l.state, l.due, s.borrower_name from slip_card l"
        f" join slip s on s.id = l.slip_id where l.card_id in {marks} and l.holds"
        " and l.state in ('requested', 'approved') order by l.id desc",
        list(cards),
    )
    own = borrower.id if borrower else None
    approved = {row[0]: (row[1], database.as_day(row[5]) or today) for row in lines if row[3:5] == (own, "approved")}
    asked = {row[0]: (row[1], row[2]) for row in lines if row[3:5] == (own, "requested")}
    promised = {row[0]: row[6] for row in lines if row[4] == "approved" and row[3] != own}
    waiting = database.rows(
        "select r.card_id, r.borrower_id, s.name from reservation r join staff s on s.id = r.borrower_id"
        f" where r.card_id in {marks} and r.state = 'waiting' order by r.id desc",
        list(cards),
    )
    reserved = {card: (first, name) for card, first, name in waiting}
    latest = database.rows(
        "select l.card_id, s.number, l.state from slip_card l join slip s on s.id = l.slip_id where l.id in (select"
        f" max(id) from slip_card where card_id in {marks} and holds and out_at is not null group by card_id)",
        list(cards),
    )
    lost = {card: slip for card, slip, state in latest if state == "lost"}
    return _Facts(approved, asked, promised, reserved, lost, originals.numbers(cards), *_holdings(borrower, today))


def _holdings(borrower: Borrower | None, today: date) -> tuple[dict[str, int], int]:
    """How many cards of each grade somebody holds, and how many of all those are overdue."""
    if borrower is None:
        return {}, 0
    found = database.rows(
        "select c.grade, count(*), sum(case when l.due < ? then 1 else 0 end) from slip_card l"
        " join card c on c.id = l.card_id where l.borrower_id = ? and l.state = 'out' and l.holds group by c.grade",
        (today, borrower.id),
    )
    return {grade: int(count) for grade, count, _ in found}, sum(int(late) for *_, late in found)


def refusal_of(one: CardCheck) -> Refused:
    """The refusal of a card that cannot be lent."""
    finding = one.of(Weight.IMPOSSIBLE)[0]
    card_no = one.card.card_no
    match finding.code:
        case "archived":
            return ArchivedCard(card_no=card_no)
        case "restricted":
            return Restricted(card_no=card_no)
        case "asked":
            return AskedAlready(card_no=card_no, slip=int(finding.values["slip"]))
    return AlreadyOut(card_no=card_no, **finding.values)


def refuse_impossible(checked: Check) -> None:
    """Raises the refusal of the first card that cannot be lent."""
    for one in checked.cards:
        if not one.possible:
            raise refusal_of(one)


def refuse_unconfirmed(checked: Check, confirmed: str) -> None:
    """Raises NeedsConfirmation, unless there is a reason or no doubt."""
    doubts = checked.doubts()
    if doubts and not confirmed.strip():
        codes = tuple(dict.fromkeys(finding.code for _, finding in doubts))
        raise NeedsConfirmation(
            cards=tuple(dict.fromkeys(one.card.card_no for one, _ in doubts)),
            codes=codes,
            doubts=tuple(DOUBTS[code] for code in codes),
        )
