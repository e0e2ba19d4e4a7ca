"""Deciding, field by field, what holds where a sheet and a card say different things: in a row that waits for it, or in
all that wait for the same (X1, X2). Writes the stage only, and no card.
"""

from collections.abc import Mapping
from typing import Any

from store import access, database
from store.access import Actor, Right
from store.acts import bring_in, staged
from store.acts.bring_in import NotUndecided
from store.acts.judging import Staged
from store.acts.kind import Chosen
from store.acts.kinds import KINDS
from store.acts.plans import BY_FIELD, Outcome, PlanRow

_WINDOW = 200


def next_undecided(actor: Actor, plan_id: int, after: int, *, by_field: bool) -> PlanRow | None:
    """The undecided row behind a row of a plan, or else the first, that is decided by field, or otherwise.

    Raises NotAllowed, NoSuchPlan. Does not write.
    """
    for start in (after, 0):
        last = start
        while found := bring_in.plan_rows(actor, plan_id, after=last, limit=_WINDOW, outcomes=(Outcome.UNDECIDED,)):
            fitting = (one for one in found if waits_by_field(one) is by_field)
            if (row := next(fitting, None)) is not None:
                return row
            last = found[-1].row
    return None


def waits_by_field(row: PlanRow) -> bool:
    """Whether a row waits for somebody to say what holds in its fields."""
    return any(problem.problem in BY_FIELD for problem in row.problems)


def choose(actor: Actor, plan_id: int, row: int, ways: Mapping[str, str]) -> PlanRow:
    """Decide all the fields of a row that wait, each by its column: "mine" as the sheet says it, "theirs" as the card
    says it now, "was" as it left, of a list that comes back.

    Raises NotAllowed, NoSuchPlan, WrittenAlready, NotUndecided.
    """
    actor = access.require(actor, Right.IMPORT)
    found = _waiting(actor, plan_id, row, ways)
    if set(_open(found)) - set(ways):
        raise NotUndecided(str(row))
    with database.writing():
        staged.rejudge(plan_id, [_chosen_by(plan_id, row)(found, ways)._replace(by_hand=True)])
    return staged.window(plan_id, row - 1, 1, tuple(Outcome))[0]


def choose_alike(actor: Actor, plan_id: int, row: int, ways: Mapping[str, str]) -> int:
    """Decide these fields of a row, and of every other row where one of them waits for the same reason; what else waits
    there, still does. Returns in how many rows something was decided.

    Raises NotAllowed, NoSuchPlan, WrittenAlready, NotUndecided.
    """
    actor = access.require(actor, Right.IMPORT)
    why = _why(_waiting(actor, plan_id, row, ways))
    chosen = _chosen_by(plan_id, row)
    with database.writing():
        waiting = [one for one in staged.each(plan_id, (Outcome.UNDECIDED,)) if why & _why(one)]
        alike = [one for one in waiting if _open(one).keys() & ways.keys()]
        staged.rejudge(plan_id, [chosen(one, ways)._replace(by_hand=True) for one in alike])
    return len(alike)


def _waiting(actor: Actor, plan_id: int, row: int, ways: Mapping[str, str]) -> Staged:
    """A row in which these ways decide something."""
    bring_in.refuse_written(actor, plan_id)
    found = staged.one(plan_id, row)
    fields = _open(found) if found is not None else {}
    decided = fields.keys() & ways.keys()
    if found is None or not decided or any(ways[name] not in fields[name] for name in decided):
        raise NotUndecided(str(row))
    return found


def _open(one: Staged) -> Mapping[str, Mapping[str, Any]]:
    """What waits in a row, by column, each with what it may become."""
    if one.outcome is not Outcome.UNDECIDED:
        return {}
    return (one.more or {}).get("conflicts") or {}


def _why(one: Staged) -> set[str]:
    return {problem.problem for problem in one.row.problems if problem.problem in BY_FIELD}


def _chosen_by(plan_id: int, row: int) -> Chosen:
    """By what a row of this plan is decided. Raises NotUndecided."""
    chosen = KINDS[staged.source_of(plan_id).kind].chosen
    if chosen is None:
        raise NotUndecided(str(row))
    return chosen
