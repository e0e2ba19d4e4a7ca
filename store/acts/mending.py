"""Mending rows of a staged sheet, which are judged again at once: against the room, and among the other rows (X1).

A row is judged by the rows before it: the serial that stands there already, the new customer whom it shares. So a
mended row changes what later rows are, and those that have something in common with it are judged again too, in the
sheet's order; what a person decided stays decided. Writes the stage only, and no card.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from locales.messages import N_
from store import access, database
from store.access import Actor, Right
from store.acts import bring_in, staged
from store.acts.judging import shared
from store.acts.kinds import KINDS
from store.acts.plans import OF_CELLS, Outcome, Plan, PlanRow, SheetRow, Staged
from store.errors import Refused

_READ_WHOLE = 20_000
"""Of a plan of more rows only those are looked at that have a value of a mended row just as it stands there."""
_TELLING = ("serial", "phone", "other_phone", "name", "address")

Key = str | int
"""What two rows have in common: a serial, a phone, a blocking key."""


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
    near = known | _sharing(plan, [*(one.row.values for one in known.values()), *(row.values for row in rows)])
    around = near | _sharing(plan, [one.row.values for one in near.values()])
    judged = _judged_again(actor.branch_id, plan, mended, near, [around[number] for number in sorted(around)])
    changed = list(judged)
    with database.writing():
        staged.rewrite(plan_id, rows)
        staged.rejudge(plan_id, changed)
    return staged.plan_of(plan_id)


def rows_with(actor: Actor, plan_id: int, text: str) -> list[PlanRow]:
    """The rows of a plan in whose cells a text stands, as written. Raises NotAllowed, NoSuchPlan. Does not write."""
    bring_in.plan(actor, plan_id)
    return staged.with_cells(plan_id, json.dumps(text, ensure_ascii=False)[1:-1])


def _keys(values: Mapping[str, Any]) -> set[Key]:
    found: set[Key] = {values["serial"]} if values.get("serial") else set()
    return found | shared(values) if values.get("name") else found


def _sharing(plan: Plan, values: Sequence[Mapping[str, Any]]) -> dict[int, Staged]:
    """The rows that have something in common with these values, by number."""
    keys = {key for one in values for key in _keys(one)}
    return {one.row.row: one for one in _read(plan, values) if not keys.isdisjoint(_keys(one.row.values))}


def _read(plan: Plan, values: Sequence[Mapping[str, Any]]) -> Iterator[Staged]:
    texts = {str(one[name]) for one in values for name in _TELLING if one.get(name)}
    if plan.rows <= _READ_WHOLE or len(texts) > _READ_WHOLE // 1000:
        yield from staged.each(plan.id, tuple(Outcome))
        return
    for text in texts:
        yield from staged.with_value(plan.id, json.dumps(text, ensure_ascii=False))


def _judged_again(
    branch_id: int, plan: Plan, mended: Mapping[int, SheetRow], near: Mapping[int, Staged], around: Iterable[Staged]
) -> Iterator[Staged]:
    """The mended rows, and those after them that have something in common with them, each judged by all before it."""
    judge = KINDS[plan.source.kind].judging(branch_id, plan.source)
    for batch in database.chunks(around, bring_in.BATCH):
        rows = [mended.get(old.row.row) or _as_it_came(old) for old in batch]
        for old, new in zip(batch, judge(rows), strict=True):
            number = old.row.row
            if number in mended or (number in near and number > min(mended) and not old.by_hand):
                yield new


def _as_it_came(one: Staged) -> SheetRow:
    """A row as it was before it was judged: with nothing in question but its cells."""
    return one.row._replace(problems=tuple(problem for problem in one.row.problems if problem.problem in OF_CELLS))
