"""Deciding, field by field, what holds where a sheet and a card say different things: in a row that waits for it, in
all that wait for the same, or in all of a plan (X1, X2). Writes the stage only, and no card.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from store import access, database
from store.access import Actor, Right
from store.acts import bring_in, staged
from store.acts.bring_in import NotUndecided
from store.acts.kinds import KINDS
from store.acts.plans import BY_FIELD, Outcome, PlanRow, Staged
from store.acts.three_way import WAYS

_WINDOW = 200


def next_undecided(actor: Actor, plan_id: int, after: int, *, by_field: bool) -> PlanRow | None:
    """The undecided row behind a row of a plan, or else the first, that is decided by field, or otherwise.

    Raises NotAllowed, NoSuchPlan. Does not write.
    """
    for start in (after, 0):
        for row in _undecided(actor, plan_id, start):
            if waits_by_field(row) is by_field:
                return row
    return None


def _undecided(actor: Actor, plan_id: int, after: int) -> Iterator[PlanRow]:
    while rows := bring_in.plan_rows(actor, plan_id, after=after, limit=_WINDOW, outcomes=(Outcome.UNDECIDED,)):
        yield from rows
        after = rows[-1].row


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
    if _open(found).keys() - ways.keys():
        raise NotUndecided(str(row))
    _rejudge(plan_id, [(found, ways)])
    return staged.window(plan_id, row - 1, 1, tuple(Outcome))[0]


def choose_alike(actor: Actor, plan_id: int, row: int, ways: Mapping[str, str]) -> int:
    """Decide these fields of a row, and of every other row where one of them waits for the same reason; what else waits
    there, still does. Returns in how many rows something was decided.

    Raises NotAllowed, NoSuchPlan, WrittenAlready, NotUndecided.
    """
    actor = access.require(actor, Right.IMPORT)
    why = _why(_waiting(actor, plan_id, row, ways))
    alike = (one for one in _all_open(plan_id) if why & _why(one) and _open(one).keys() & ways.keys())
    return _rejudge(plan_id, ((one, ways) for one in alike))


def choose_all(actor: Actor, plan_id: int, way: str) -> int:
    """Decide every field of a plan that waits in one way, of `WAYS`; nothing is decided where a row does not have it:
    only a list that comes back has values with which it left. Returns in how many rows something was decided.

    Raises NotAllowed, NoSuchPlan, WrittenAlready.
    """
    actor = access.require(actor, Right.IMPORT)
    bring_in.refuse_written(actor, plan_id)
    decided = ((one, {name: way for name, told in _open(one).items() if way in told}) for one in _all_open(plan_id))
    return _rejudge(plan_id, ((one, ways) for one, ways in decided if ways))


def _waiting(actor: Actor, plan_id: int, row: int, ways: Mapping[str, str]) -> Staged:
    """A row in which these ways decide something."""
    found = bring_in.undecided(actor, plan_id, row)
    fields = _open(found)
    decided = fields.keys() & ways.keys()
    if not decided or any(ways[name] not in fields[name].keys() & {*WAYS} for name in decided):
        raise NotUndecided(str(row))
    return found


def _all_open(plan_id: int) -> Iterator[Staged]:
    """The rows of a plan in which fields wait."""
    return (one for one in staged.each(plan_id, (Outcome.UNDECIDED,)) if _open(one))


def _open(one: Staged) -> Mapping[str, Mapping[str, Any]]:
    """What waits in an undecided row, by column, each with what it may become."""
    return (one.more or {}).get("conflicts") or {}


def _why(one: Staged) -> set[str]:
    return {problem.problem for problem in one.row.problems if problem.problem in BY_FIELD}


def _rejudge(plan_id: int, decided: Iterable[tuple[Staged, Mapping[str, str]]]) -> int:
    """Decide rows of a plan in these ways; they are read inside the write. Returns how many."""
    chosen = KINDS[staged.source_of(plan_id).kind].chosen
    if chosen is None:
        return 0
    with database.writing():
        rows = [chosen(one, ways)._replace(by_hand=True) for one, ways in decided]
        staged.rejudge(plan_id, rows)
    return len(rows)
