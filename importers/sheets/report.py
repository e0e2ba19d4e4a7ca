"""A plan as the stable JSON of `cardkeeper import … --json`: English keys, dates ISO, phones E.164, money numbers."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from store.access import Actor
from store.acts import bring_in
from store.acts.plans import Note, Outcome, Plan, PlanRow, Problem

_WINDOW = 1000


def report(actor: Actor, plan: Plan) -> dict[str, Any]:
    """Everything that a plan says, before or after it was written. Does not write."""
    source = plan.source
    return {
        "file": source.file,
        "sheet": source.sheet,
        "kind": source.kind,
        "rows": plan.rows,
        **{outcome.value: plan.counts[outcome] for outcome in Outcome},
        "import": plan.number,
        "columns": source.columns,
        "notes": [_note(note) for note in source.notes],
        "results": [_result(row) for row in every_row(actor, plan)],
    }


def every_row(actor: Actor, plan: Plan) -> Iterator[PlanRow]:
    """The plan's rows in the sheet's order, read window by window."""
    last = 0
    while window := bring_in.plan_rows(actor, plan.id, after=last, limit=_WINDOW):
        yield from window
        last = window[-1].row


def _result(row: PlanRow) -> dict[str, Any]:
    return {
        "row": row.row,
        "outcome": row.outcome.value,
        "record": row.card_no,
        "values": {name: _plain(value) for name, value in row.values.items()},
        "problems": [_problem(problem) for problem in row.problems if not problem.harmless],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "column": problem.column,
        "field": problem.field,
        "value": problem.value,
        "problem": problem.problem,
    }


def _note(note: Note) -> dict[str, Any]:
    """A note's values; fields by their names, whatever they are called."""
    return {"note": note.note, **{name: _plain(value) for name, value in note.values.items() if name != "labels"}}


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case _:
            return value
