"""The rows of a sheet with cells that cannot be understood, mended one after the other before it is written."""

from importers.sheets import cells, mend
from importers.sheets.problems import reasons, sentence
from locales.messages import N_, NP_
from store.access import Actor
from store.acts.plans import OUTCOME_NAMES, Outcome, Plan, PlanRow
from tui.commands.session import Session

WINDOW = 100


def mend_rows(session: Session, actor: Actor, plan: Plan) -> Plan:
    """Ask for each cell in question what it should be; what is left empty stays as it is. Returns the plan as it is
    then."""
    left = plan.counts[Outcome.REJECTED]
    if not left:
        return plan
    session.dialogue.tell(session.words(NP_("{n} row is to be mended.", "{n} rows are to be mended."), n=left))
    after = 0
    while rows := mend.left_to_mend(actor, plan, after, WINDOW):
        for row in rows:
            now = mend.row_of(actor, plan, row.row)
            if now.outcome is Outcome.REJECTED:
                plan = _mend(session, actor, plan, now)
        after = rows[-1].row
    return plan


def _mend(session: Session, actor: Actor, plan: Plan, row: PlanRow) -> Plan:
    words, ask = session.words, session.dialogue
    kept = cells.from_json(row.cells)
    ask.tell(
        session.line(words(N_("row {row}"), row=str(row.row)), words.list([cells.written(one) for one in kept if one]))
    )
    places = mend.columns_in_question(plan, row)
    if not places:
        ask.tell(reasons(row.problems, words))
        return plan
    typed: dict[int, str] = {}
    for place in places:
        header = plan.source.headings[place][0]
        ask.tell(sentence(next(one for one in row.problems if one.column == header), words))
        text = ask.ask(words(N_("{column}, mended"), column=header), str)
        if text:
            typed[place] = text
    if not typed:
        return plan
    plan, fixes = mend.mend(actor, plan, row, typed)
    others = mend.alike(actor, plan, fixes)
    if others and session.agrees(
        NP_("Mend {n} other row that has the same there? (yes/no)", "Mend {n} other rows that have the same? (yes/no)"),
        n=len(others),
    ):
        plan, _ = mend.mend_alike(actor, plan, fixes)
    judged = mend.row_of(actor, plan, row.row)
    outcome = words(OUTCOME_NAMES[judged.outcome])
    ask.tell(words(N_("Row {row} is judged again: {outcome}."), row=str(row.row), outcome=outcome))
    return plan
