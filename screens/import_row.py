"""What the rows of a judged sheet say: in their columns, and of one row in full (X1)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from importers.sheets import cells, mend, problems
from locales.messages import N_, NC_
from locales.words import Words
from screens.card_texts import Customs
from screens.card_work import value_text
from screens.import_source import SheetLine
from screens.widgets.cells import fit, wrapped
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from store.acts.kind import Kind
from store.acts.kinds import KINDS
from store.acts.plans import OUTCOME_NAMES, Outcome, Plan, PlanRow
from store.fields import Format

INKS: Mapping[Outcome, str] = {
    Outcome.NEW: "grade-c",
    Outcome.UPDATED: "accent",
    Outcome.UNCHANGED: "dim",
    Outcome.DUPLICATE: "amber",
    Outcome.HELD: "amber",
    Outcome.UNDECIDED: "amber",
    Outcome.REJECTED: "red",
}


def row_columns(kind: Kind, plan: Callable[[], Plan]) -> Sequence[Column[SheetLine]]:
    """The columns of the rows of a kind of sheet; `plan` is asked when a row is drawn."""

    def value(name: str) -> Callable[[SheetLine, Words], str]:
        return lambda line, words: value_of(plan(), line.row, name, words)

    def outcome(line: SheetLine, words: Words) -> str:
        return words(OUTCOME_NAMES[line.row.outcome])

    def first_problem(line: SheetLine, words: Words) -> str:
        return problems.sentence(line.row.problems[0], words) if line.row.problems else ""

    first, *others = (kind.needed[0], *kind.shown)
    shown: list[Column[SheetLine]] = [
        Column("row", NC_("column", "Row"), lambda line, _: str(line.id), 6, right=True),
        Column("outcome", N_("Outcome"), outcome, 11, ink=lambda line: INKS[line.row.outcome]),
        Column(first, kind.fields[first].label, value(first), 12, grow=1),
    ]
    for name, needs in zip(others, (70, 88), strict=False):
        info = kind.fields[name]
        shown.append(Column(name, info.label, value(name), 14 if info.format is Format.PHONE else 12, needs=needs))
    if kind.settled is not None:
        shown.append(Column("card", N_("Card no."), lambda line, _: line.row.card_no or "", 9, needs=100))
    shown.append(Column("problem", N_("Problem"), first_problem, 16, grow=4))
    return shown


def notes_of(plan: Plan, words: Words, across: int) -> list[list[Piece]]:
    """What is said of the whole sheet."""
    said = [words(note.message, **note.said) for note in plan.source.notes]
    return [[("  " + line, "amber")] for text in said for line in wrapped(text, across - 4)]


def said_of(plan: Plan, row: PlanRow, words: Words, across: int) -> list[list[Piece]]:
    """What was mended, every problem in full, and what was written and understood of it where they differ."""
    lines: list[list[Piece]] = []
    for place, cell in mend.mended_cells(row).items():
        was, now = cells.written(cell.was) or "—", cell.value or "—"
        mended = words(N_("{column}, mended:"), column=plan.source.headings[place][0])
        lines.append([("  " + fit(mended, 24), "dim"), (was, "plain"), (" → ", "dim"), (now, "mark")])
    for problem in row.problems:
        ink = "dim" if problem.harmless else INKS[row.outcome]
        lines += [[("  " + line, ink)] for line in wrapped(problems.sentence(problem, words), across - 4)]
    for label, written, understood in _understood(plan, row, words):
        was = written or "—"
        lines.append([("  " + fit(label, 24), "dim"), (was, "plain"), (" → ", "dim"), (understood, "accent")])
    return lines


def _understood(plan: Plan, row: PlanRow, words: Words) -> Iterator[tuple[str, str, str]]:
    written = [cells.written(cell) for cell in cells.from_json(row.cells)]
    for (header, name), text in zip(plan.source.headings, written, strict=False):
        understood = value_of(plan, row, name, words) if name else ""
        if understood and understood != text:
            yield header, text, understood


def value_of(plan: Plan, row: PlanRow, name: str, words: Words) -> str:
    """What was understood of a cell; an amount in the currency that its row names, or else in the sheet's."""
    value = row.values.get(name)
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    info = KINDS[plan.source.kind].fields.get(name)
    currency = row.values.get("currency", plan.source.currency)
    return value_text(info, value, Customs(words, plan.source.country, currency, {})) if info else words.value(value)
