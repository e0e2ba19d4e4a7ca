"""Cells of a staged sheet mended where they stand: typed anew, understood as the others are, judged at once (X1).

The file is not needed: the cells as written are staged, and how the sheet was read with them. A mended cell keeps what
the sheet has; the problem workbook has what was typed.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from importers.sheets import cells, reading
from importers.sheets.bring import KINDS
from importers.sheets.cells import Kept, Mended
from importers.sheets.judge import understood
from locales.messages import N_
from store import offices
from store.access import Actor
from store.acts import bring_in, mending
from store.acts.mending import NoSuchRow
from store.acts.plans import Outcome, Plan, PlanRow, SheetRow, Source
from store.errors import Refused
from store.fields import Format


class NoSuchColumn(Refused):
    """`column` is neither a header of the sheet nor a field that one of its columns is read as."""

    file: str
    column: str
    message = N_("“{file}” has no column “{column}”. Name it by its header, or by its field.")
    exit_code = 2


class Fix(NamedTuple):
    """One cell as it is to be: its place among the headings, what the sheet has there, and what was typed."""

    place: int
    written: str
    typed: str


def row_of(actor: Actor, plan: Plan, row: int) -> PlanRow:
    """One row of a plan. Raises NotAllowed, NoSuchPlan, NoSuchRow. Does not write."""
    found = bring_in.plan_rows(actor, plan.id, after=row - 1, limit=1)
    if not found or found[0].row != row:
        raise NoSuchRow(str(row))
    return found[0]


def mend(actor: Actor, plan: Plan, row: PlanRow, typed: Mapping[int, str]) -> tuple[Plan, list[Fix]]:
    """Mend cells of a row, by their places among the headings; what was written typed again takes a mending back.

    Returns the plan with its new counts, and what was mended. Raises NotAllowed, NoSuchPlan, WrittenAlready.
    """
    kept = cells.from_json(row.cells)
    fixes = [
        Fix(place, cells.written(cells.as_sent(kept[place])), text)
        for place, text in typed.items()
        if text != cells.written(kept[place])
    ]
    return _mended(actor, plan, [row], fixes, everywhere=False), fixes


def alike(actor: Actor, plan: Plan, fixes: Sequence[Fix]) -> list[PlanRow]:
    """The rows that have in its column just what a mended cell had, and are not mended yet. Does not write.

    Cells that are empty are no reason to be filled alike.
    """
    found: dict[int, PlanRow] = {}
    for fix in fixes:
        if fix.written:
            rows = mending.rows_with(actor, plan.id, fix.written)
            found |= {row.row: row for row in rows if _has(cells.from_json(row.cells)[fix.place], fix)}
    return [found[number] for number in sorted(found)]


def mend_alike(actor: Actor, plan: Plan, fixes: Sequence[Fix]) -> tuple[Plan, int]:
    """Mend the same cells in every row that has just the same there; returns the plan and how many rows they are.

    Raises NotAllowed, NoSuchPlan, WrittenAlready.
    """
    rows = alike(actor, plan, fixes)
    return _mended(actor, plan, rows, fixes, everywhere=True), len(rows)


def place_of(source: Source, column: str) -> int:
    """The place of a column by its header as written, or by the field that it is read as. Raises NoSuchColumn."""
    headers = [header for header, _ in source.headings]
    for names in (headers, reading.columns_of(source), [field for _, field in source.headings]):
        if column in names:
            return list(names).index(column)
    raise NoSuchColumn(source.file, column)


def setting(source: Source, text: str) -> tuple[int, str]:
    """Place and value of "column=value": headers may have “=” in them, so the longest that fits is meant.

    Raises NoSuchColumn.
    """
    headers = sorted((header for header, _ in source.headings), key=len, reverse=True)
    header = next((header for header in headers if text.startswith(f"{header}=")), None)
    column, _, value = text.partition("=")
    if header is not None:
        column, value = header, text[len(header) + 1 :]
    return place_of(source, column.strip()), value.strip()


def columns_in_question(plan: Plan, row: PlanRow) -> list[int]:
    """The places of the cells of a row that something is wrong with, as far as its problems name them."""
    headers = [header for header, _ in plan.source.headings]
    named = [problem.column for problem in row.problems if not problem.harmless]
    return list(dict.fromkeys(headers.index(header) for header in named if header in headers))


def twins(plan: Plan, row: PlanRow) -> set[int]:
    """The places of the cells that are in question because another row has the same there: what is typed instead is
    this row's alone."""
    named = {problem.column for problem in row.problems if "other_row" in problem.details}
    return {place for place, (header, _) in enumerate(plan.source.headings) if header in named}


def mended_cells(row: PlanRow) -> dict[int, Mended]:
    """The mended cells of a row by place."""
    return {place: cell for place, cell in enumerate(cells.from_json(row.cells)) if isinstance(cell, Mended)}


def _has(cell: Kept, fix: Fix) -> bool:
    return not isinstance(cell, Mended) and cells.written(cell) == fix.written


def _mended(actor: Actor, plan: Plan, rows: Sequence[PlanRow], fixes: Sequence[Fix], *, everywhere: bool) -> Plan:
    kind = KINDS[plan.source.kind]
    header, around = reading.unpacked(plan.source, kind, offices.today(actor))
    found: list[SheetRow] = []
    for row in rows:
        kept = list(cells.from_json(row.cells))
        for fix in fixes:
            if not everywhere or _has(kept[fix.place], fix):
                kept[fix.place] = _as_typed(cells.as_sent(kept[fix.place]), fix.typed)
        currency = row.values.get("currency")
        shown = [
            currency
            if one.column is not None and one.column.format is Format.MONEY and isinstance(cell, int | float)
            else None
            for one, cell in zip(header.headings, kept, strict=True)
        ]
        found.append(understood(kind, header, around, row.row, kept, shown))
    return mending.mend(actor, plan.id, found) if found and fixes else plan


def _as_typed(was: cells.Cell, typed: str) -> Kept:
    text = cells.plain(typed)
    return was if cells.written(was) == typed else Mended("" if text is None else cells.written(text), was)


def left_to_mend(actor: Actor, plan: Plan, after: int, limit: int) -> list[PlanRow]:
    """A window of the rejected rows after row `after`. Does not write."""
    return bring_in.plan_rows(actor, plan.id, after=after, limit=limit, outcomes=(Outcome.REJECTED,))
