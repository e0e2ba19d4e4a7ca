"""The rows of a sheet that are likely a customer who has a card, decided one after the other before it is written."""

from importers.sheets.problems import reasons
from locales.messages import N_, NP_
from store import cards
from store.access import Actor
from store.acts import bring_in, choosing
from store.acts.kinds import KINDS
from store.acts.plans import BY_FIELD, Outcome, Plan, PlanRow
from store.acts.three_way import WAYS
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
    if choosing.waits_by_field(row):
        _choose(session, actor, plan, row)
        return
    found = cards.rows_of(actor, [cards.card_id(actor, number) for number in row.named])
    same = N_("the same customer as {card_no} {name}")
    choices = [(str(card.id), words(same, card_no=card.card_no, name=card.name)) for card in found]
    choices.append((ANOTHER, words(N_("another customer: make a new card"))))
    choices.append((LATER, words(N_("leave it undecided"))))
    chosen = ask.choose(N_("Decision"), choices)
    if chosen != LATER:
        settled = bring_in.settle(actor, plan.id, row.row, None if chosen == ANOTHER else int(str(chosen)))
        if choosing.waits_by_field(settled):
            ask.tell(reasons(settled.problems, words))
            _choose(session, actor, plan, settled)


_WAYS = dict(zip(WAYS, (N_("the sheet: {value}"), N_("the card: {value}"), N_("as it left: {value}")), strict=True))


def _choose(session: Session, actor: Actor, plan: Plan, row: PlanRow) -> None:
    """Ask of each field of which sheet and card say different things which value holds."""
    ways: dict[str, str] = {}
    for one in (one for one in row.problems if one.problem in BY_FIELD):
        offered = [(way, said) for way, said in _WAYS.items() if way in one.details]
        choices = [(way, session.words(said, value=one.details[way] or "—")) for way, said in offered]
        choices.append((LATER, session.words(N_("leave it undecided"))))
        chosen = session.dialogue.choose(KINDS[plan.source.kind].fields[one.field].label, choices)
        if chosen == LATER:
            return
        ways[one.field] = str(chosen)
    choosing.choose(actor, plan.id, row.row, ways)
