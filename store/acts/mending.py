"""Mending rows of a staged sheet, which are judged again at once: against the room, and among the other rows (X1).

A row is judged by the rows before it: the serial that stands there already, the new customer whom it shares. So a
mended row changes what later rows are, and those that it changes are judged again with it, in the sheet's order. What
somebody decided of them is asked again where the ground for it has gone. Writes the stage only, and no card.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from locales.messages import N_
from store import access, database
from store.access import Actor, Right
from store.acts import bring_in, staged
from store.acts.judging import Before, Staged, judge
from store.acts.matching import Candidates
from store.acts.plans import Outcome, Plan, PlanRow, SheetRow
from store.errors import Refused

_MOST_TEXTS = 40
"""More texts than these are not looked for one by one: all rows are read."""
_KEYS = ("serial", "phone")
"""By what rows of a sheet change one another."""


class NoSuchRow(Refused):
    row: str
    message = N_("The sheet has no row {row} of data.")
    exit_code = 2


def mend(actor: Actor, plan_id: int, rows: Sequence[SheetRow]) -> Plan:
    """Put mended rows in the place of those of the same numbers, and judge them again, with the rows that they change.

    `rows` come with their cells and with what was understood of them. All or none.
    Raises NotAllowed, NoSuchPlan, WrittenAlready, NoSuchRow.
    """
    actor = access.require(actor, Right.IMPORT)
    plan = bring_in.plan(actor, plan_id)
    if plan.number is not None:
        raise bring_in.WrittenAlready(str(plan.number))
    mended = {row.row: row for row in rows}
    known = {one.row.row: one for one in staged.numbered(plan_id, list(mended))}
    for number in mended:
        if number not in known:
            raise NoSuchRow(str(number))
    texts = {text for row in mended.values() for text in _keys(row.values)}
    texts.update(text for one in known.values() for text in _keys(one.row.values))
    pool = _sharing(plan_id, texts, known)
    judged = list(_judged_again(actor.branch_id, plan, mended, pool))
    with database.writing():
        staged.rewrite(plan_id, rows)
        staged.rejudge(plan_id, judged)
    return staged.plan_of(plan_id)


def rows_with(actor: Actor, plan_id: int, text: str) -> list[PlanRow]:
    """The rows of a plan in whose cells a text stands, as written. Raises NotAllowed, NoSuchPlan. Does not write."""
    bring_in.plan(actor, plan_id)
    return staged.with_cells(plan_id, json.dumps(text, ensure_ascii=False)[1:-1])


def _keys(values: Mapping[str, Any]) -> Iterator[str]:
    return (str(values[name]) for name in _KEYS if values.get(name))


def _sharing(plan_id: int, texts: set[str], known: Mapping[int, Staged]) -> list[Staged]:
    """Those rows and all that share a serial or a phone with them, with those rows again, and so on; in order."""
    found = dict(known)
    sought: set[str] = set()
    while new := texts - sought:
        sought |= new
        for one in _with_texts(plan_id, new):
            found.setdefault(one.row.row, one)
        texts |= {text for one in found.values() for text in _keys(one.row.values)}
    return [found[number] for number in sorted(found)]


def _with_texts(plan_id: int, texts: set[str]) -> Iterator[Staged]:
    if len(texts) > _MOST_TEXTS:
        rows: Iterable[Staged] = staged.each(plan_id, tuple(Outcome))
    else:
        quoted = [json.dumps(text, ensure_ascii=False) for text in texts]
        rows = (one for text in quoted for one in staged.staged_with_text(plan_id, text))
    return (one for one in rows if not texts.isdisjoint(_keys(one.row.values)))


def _judged_again(
    branch_id: int, plan: Plan, mended: Mapping[int, SheetRow], pool: Sequence[Staged]
) -> Iterator[Staged]:
    """The mended rows and those that they change, each judged by all that come before it."""
    sound = [row.values for row in mended.values() if not row.problems]
    sound += [one.row.values for one in pool if one.outcome is not Outcome.REJECTED and one.row.row not in mended]
    candidates = Candidates(branch_id, sound)
    registrations = bring_in.registrations(branch_id, candidates)
    before = Before()
    changed: set[int] = set()
    shared: set[str] = set()
    for old in pool:
        number = old.row.row
        row = mended.get(number)
        if row is None and old.outcome is not Outcome.REJECTED and _depends(old, changed, shared):
            row = old.row._replace(problems=())
        if row is None:
            _remember(before, old)
            continue
        new = judge(row, plan.source, candidates, registrations, before)
        before.remember(new)
        if number in mended or new.outcome is not old.outcome:
            changed.add(number)
            shared.update(_keys(new.row.values))
        yield new


def _depends(one: Staged, changed: set[int], shared: set[str]) -> bool:
    """Whether a row was judged by one of the changed rows, or shares now what they have."""
    named = {int(problem.details["other_row"]) for problem in one.row.problems if "other_row" in problem.details}
    return bool(named & changed) or one.with_row in changed or not shared.isdisjoint(_keys(one.row.values))


def _remember(before: Before, one: Staged) -> None:
    """Keep what a row that stays as it is says to those after it."""
    before.remember(one)
    if one.warranty is not None and one.card is not None:
        before.said_again[one.card, one.row.values["serial"]] += 1
