"""The rows of a sheet that are likely a customer who has a card, decided one after the other before it is written."""

from collections.abc import Sequence

from importers.sheets.problems import reasons
from locales.messages import N_, NP_
from store import cards
from store.access import Actor
from store.acts import bring_in
from store.acts.card_merge import WAYS
from store.acts.plans import CONFLICT, Outcome, Plan, PlanRow, Problem
from tui.commands.session import Session

ANOTHER, LATER = "another", "later"
WINDOW = 100


def decide(session: Session, actor: Actor, plan: Plan) -> Plan:
    """Ask for each undecided row whose it is; those left for later stay undecided. Returns the plan as it is then."""
    left = plan.counts[Outcome.UNDECIDED]
    if not left:
        return plan
    asked = NP_("{n} row is to be decided.", "{n} rows are to be decided.")
    session.dialogue.tell(session.words(asked, n=left))
    after = 0
    while rows := bring_in.plan_rows(actor, plan.id, after=after, limit=WINDOW, outcomes=(Outcome.UNDECIDED,)):
        for row in rows:
            _decide(session, actor, plan, row)
        after = rows[-1].row
    return bring_in.plan(actor, plan.id)


def _decide(session: Session, actor: Actor, plan: Plan, row: PlanRow) -> None:
    words, ask = session.words, session.dialogue
    name = words(N_("row {row}"), row=str(row.row))
    ask.tell(session.line(name, words.list([words.value(value) for value in row.values.values() if value])))
    ask.tell(reasons(row.problems, words))
    conflicts = [one for one in row.problems if one.problem == CONFLICT]
    if conflicts:
        _choose(session, actor, plan, row, conflicts)
        return
    numbers = dict.fromkeys(str(one.details["card_no"]) for one in row.problems if "card_no" in one.details)
    found = cards.rows_of(actor, [cards.card_id(actor, number) for number in numbers])
    same = N_("the same customer as {card_no} {name}")
    choices = [(str(card.id), words(same, card_no=card.card_no, name=card.name)) for card in found]
    choices.append((ANOTHER, words(N_("another customer: make a new card"))))
    choices.append((LATER, words(N_("leave it undecided"))))
    chosen = ask.choose(N_("Decision"), choices)
    if chosen != LATER:
        bring_in.settle(actor, plan.id, row.row, None if chosen == ANOTHER else int(str(chosen)))


_WAYS = dict(zip(WAYS, (N_("the sheet: {value}"), N_("the card: {value}"), N_("as it left: {value}")), strict=True))


def _choose(session: Session, actor: Actor, plan: Plan, row: PlanRow, conflicts: Sequence[Problem]) -> None:
    """Ask of each field that was changed on both sides which value holds."""
    ways: dict[str, str] = {}
    for one in conflicts:
        choices = [(way, session.words(said, value=one.details[way] or "—")) for way, said in _WAYS.items()]
        chosen = session.dialogue.choose(
            one.column or one.field, [*choices, (LATER, session.words(N_("leave it undecided")))]
        )
        if chosen == LATER:
            return
        ways[one.field] = str(chosen)
    bring_in.choose(actor, plan.id, row.row, ways)
