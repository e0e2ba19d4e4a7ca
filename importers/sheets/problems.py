"""The problem workbook: rejected and undecided rows as written, to be mended in Excel and brought in again (X1).

The sheet's own headers, each cell as it was, those in question marked, and one more column that says why in the
person's language. An error, or a formula without a value, is written as the text of an error, so that a row which
comes back unmended is still in question.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import time, timedelta
from pathlib import Path

from importers.sheets import cells
from importers.sheets.writing import About, write_sheet
from importers.sheets.written_cells import Cell, Marked
from locales.messages import N_
from locales.words import Words
from store import database, heads, offices
from store.access import Actor
from store.acts import bring_in, take_out
from store.acts.plans import REASON, Plan, PlanRow, Problem

_NO_VALUE = "#N/A"


def write_problems(actor: Actor, plan: Plan, path: Path, words: Words, *, overwrite: bool = False) -> int:
    """Write the rows of `plan` that are left over; returns how many there are. Writes no file if there is none.

    Raises NotAllowed, NoSuchPlan, FileExists, NotWritable.
    """
    if not plan.left_over:
        return 0
    headers = [*_as_written([header for header, _ in plan.source.headings]), words(REASON)]
    fields = [field for _, field in plan.source.headings]
    at = database.now()
    note = words(
        N_("{who} · {at} · rows of {file} to be mended"),
        who=actor.name,
        at=words.moment(at, offices.branch(actor).zone),
        file=plan.source.file,
    )
    about = About(plan.source.sheet, actor.name, note, at, note, heads.of_branch(actor.branch_id).text)
    rows = _rows(bring_in.left_over(actor, plan.id), headers[:-1], fields, words)
    return write_sheet(
        path,
        about,
        headers,
        rows,
        overwrite=overwrite,
        before_it_stands=lambda count: take_out.handed_back(actor, path.name, count, plan.source.file),
    )


def reasons(problems: Sequence[Problem], words: Words) -> str:
    """What is wrong with a row, in sentences, each with its column before it."""
    return " · ".join(sentence(problem, words) for problem in problems)


def sentence(problem: Problem, words: Words) -> str:
    """What is wrong at one place."""
    said = words(problem.message, **problem.values)
    if problem.column is None:
        return said
    return words(N_("{column}: {problem}"), column=problem.column, problem=said)


def _rows(
    rows: Iterator[PlanRow], headers: Sequence[str], fields: Sequence[str | None], words: Words
) -> Iterator[list[Cell]]:
    for row in rows:
        wrong = {problem.column for problem in row.problems if not problem.harmless}
        wrong_fields = {problem.field for problem in row.problems if not problem.harmless and problem.column is None}
        written = cells.from_json(row.cells)
        found: list[Cell] = []
        for header, field, cell in zip(headers, fields, written, strict=True):
            marked = header in wrong or field in wrong_fields
            value = _again(cell)
            found.append(Marked(value) if marked else value)
        yield [*found, reasons([problem for problem in row.problems if not problem.harmless], words)]


def _again(cell: cells.Kept) -> Cell:
    """A cell as it was written, in so far as a value can be; a mended one as it was mended."""
    match cell:
        case cells.Mended():
            return cell.value
        case cells.CellError():
            return cell.code or _NO_VALUE
        case time() | timedelta():
            return cells.written(cell)
        case _:
            return cell


def _as_written(headers: Sequence[str]) -> list[str]:
    """The sheet's own headers: those that stand twice lose the letters that told them apart."""
    found: list[str] = []
    for header in headers:
        bare = re.sub(r" \[[A-Z]{1,3}\]$", "", header)
        found.append(bare if bare in headers else header)
    return found
