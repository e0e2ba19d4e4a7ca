"""`cardkeeper import KIND FILE`: judge a sheet, show what would be written, write it once somebody agrees.

Without a terminal nobody can agree, so `--yes` does. A refusal after the sheet was judged carries the whole report.
"""

import contextlib
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path

from importers.sheets import bring, mend
from importers.sheets.problems import reasons, write_problems
from importers.sheets.report import every_row, report
from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from store import offices
from store.access import Actor
from store.acts import bring_in, choosing
from store.acts.mending import NoSuchRow
from store.acts.plans import OUTCOME_NAMES, Outcome, Plan
from store.acts.three_way import WAYS
from store.errors import Refused
from tui.commands import DONE, FILE, LEFT_OVER, NAME
from tui.commands.output import OWN
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.plain import answers
from tui.plain.decisions import decide
from tui.plain.fill import Ask
from tui.plain.mendings import mend_rows

CLEAR_LINE = OWN[1]
MOST_LINES = 40
"""How many rows with something to say are listed; a long list belongs into the problem workbook."""


CONFLICTS = dict(zip(("sheet", "card", "left"), WAYS, strict=True))
"""The ways in which all fields that wait are decided at once, by what they are called here."""


class NobodyAgreed(Refused):
    could: int
    message = N_("Nothing was written: {could} rows could be. Say --yes to write them, or --dry-run only to look.")


class NotThisBranch(Refused):
    branch: str
    own: str
    message = N_("You bring in sheets for {own}, not for {branch}. Nothing was written.")


ASKS = (
    Ask("kind", N_("What the sheet holds")),
    Ask("file", N_("File"), answers.a_file),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "kind", choices=list(bring.KINDS), metavar="|".join(bring.KINDS), help=words(N_("what the sheet holds"))
    )
    parser.add_argument("file", metavar=words(FILE), type=Path, help=words(N_("a workbook, or text with commas")))
    parser.add_argument("--sheet", metavar=words(NAME), help=words(N_("the sheet, if the workbook has several")))
    country = words(N_("where its phones, dates and prices are from: CN, FR, GB …; the branch's if left out"))
    parser.add_argument("--country", metavar=words(NC_("argument", "CC")), help=country)
    parser.add_argument("--branch", metavar=words(NAME), help=words(N_("the branch office that it must be for")))
    column = words(N_("how to read a column, as “Tel. 2=phone”; nothing after = leaves it out"))
    header = words(NC_("argument", "HEADER=FIELD"))
    parser.add_argument("--column", metavar=header, type=_column(words), action="append", default=[], help=column)
    cell = words(N_("mend a cell before judging, as “9.phone=0612345678”; the column by its header or its field"))
    place = words(NC_("argument", "ROW.COLUMN=VALUE"))
    parser.add_argument("--set", metavar=place, type=_cell(words), action="append", default=[], help=cell)
    everywhere = words(N_("mend so in every row that has the same in that column"))
    parser.add_argument("--everywhere", action="store_true", help=everywhere)
    conflicts = words(
        N_(
            "what holds where sheet and card say different things and somebody is to decide: the sheet's value, the"
            " card's, or that with which a list left that comes back"
        )
    )
    parser.add_argument("--conflicts", choices=list(CONFLICTS), metavar="|".join(CONFLICTS), help=conflicts)
    parser.add_argument("--dry-run", action="store_true", help=words(N_("only say what would be written")))
    parser.add_argument("--yes", action="store_true", help=words(N_("write without asking")))
    parser.add_argument("--strict", action="store_true", help=words(N_("write all rows or none")))
    problems = words(N_("write the rows that are left over to this workbook"))
    parser.add_argument("--problems", metavar=words(FILE), type=Path, help=problems)
    parser.add_argument("--overwrite", action="store_true", help=words(N_("replace the file if it is there")))
    json_option(parser, words)


def _column(words: Words) -> Callable[[str], tuple[str, str]]:
    def parse(text: str) -> tuple[str, str]:
        header, equals, field = text.rpartition("=")
        if not equals or not header.strip():
            raise ArgumentTypeError(words(N_("“{text}” is not written as name=value"), text=text))
        return header.strip(), field.strip()

    return parse


def _cell(words: Words) -> Callable[[str], tuple[int, str]]:
    """The row, and what is to be set in it: where the column ends is known only once the sheet is."""

    def parse(text: str) -> tuple[int, str]:
        row, point, rest = text.partition(".")
        if not point or "=" not in rest or not row.strip().isdecimal():
            raise ArgumentTypeError(words(N_("“{text}” is not written as row.column=value"), text=text))
        return int(row), rest

    return parse


def _mended(actor: Actor, plan: Plan, options: Namespace) -> Plan:
    """The plan with the cells set that were asked for. Raises NoSuchRow, NoSuchColumn; then nothing waits."""
    try:
        for number, setting in options.set:
            row = mend.row_of(actor, plan, number)
            place, value = mend.setting(plan.source, setting)
            plan, fixes = mend.mend(actor, plan, row, {place: value})
            if options.everywhere:
                plan, _ = mend.mend_alike(actor, plan, fixes)
    except Refused:
        bring_in.drop(actor, plan.id)
        raise
    return plan


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    _refuse_other_branch(actor, options.branch)
    plan = bring.stage(
        actor,
        options.file,
        bring.KINDS[options.kind],
        sheet=options.sheet,
        country=options.country,
        columns=dict(options.column),
        watch=progress(session, NP_("{done} of {n} row", "{done} of {n} rows")),
    )
    if sys.stderr.isatty() and not session.plain:
        print(CLEAR_LINE, end="", file=sys.stderr)
    try:
        plan = _mended(actor, plan, options)
        if options.conflicts is not None and choosing.choose_all(actor, plan.id, CONFLICTS[options.conflicts]):
            plan = bring_in.plan(actor, plan.id)
        return _agreed(session, actor, plan, options)
    except (mend.NoSuchColumn, NoSuchRow, KeyboardInterrupt):
        _forget(actor, plan)
        raise


def _forget(actor: Actor, plan: Plan) -> None:
    """Ctrl+C leaves nothing: neither cards nor a sheet that waits."""
    with contextlib.suppress(Refused):
        bring_in.drop(actor, plan.id)


def _agreed(session: Session, actor: Actor, plan: Plan, options: Namespace) -> int:
    """Show the plan, and write it once somebody agrees."""
    try:
        if not options.json:
            print(as_text(actor, plan, session.words))
        written = None if options.dry_run else _written(session, actor, plan, options)
    except Refused as refusal:
        _problems(session, actor, plan, options)
        answer = report(actor, plan)
        bring_in.drop(actor, plan.id)
        if not options.json:
            raise
        return session.refuse(refusal, answer)
    _problems(session, actor, written or plan, options)
    if options.json:
        session.answer(report(actor, written or plan))
    if written is None:
        bring_in.drop(actor, plan.id)
        return DONE
    if not options.json:
        said = NP_("Import {number}: {n} row written.", "Import {number}: {n} rows written.")
        session.say(said, number=str(written.number), n=written.to_write)
    return LEFT_OVER if written.left_over else DONE


def _refuse_other_branch(actor: Actor, asked: str | None) -> None:
    own = offices.branch(actor)
    if asked and asked.strip().casefold() not in (own.name.casefold(), own.prefix.casefold()):
        raise NotThisBranch(branch=asked, own=own.name)


def _written(session: Session, actor: Actor, plan: Plan, options: Namespace) -> Plan:
    """The plan once it is written; in line mode, once its rows are decided. Raises NobodyAgreed, and what
    `bring_in.commit` raises."""
    if session.plain and not options.yes and not options.json:
        plan = decide(session, actor, mend_rows(session, actor, plan))
    if not options.yes and plan.to_write:
        question = NP_("Write {n} row? (yes/no)", "Write {n} rows? (yes/no)")
        if not session.may_ask() or not session.agrees(question, n=plan.to_write):
            raise NobodyAgreed(could=plan.to_write)
    tell = progress(session, WRITING)
    written = bring_in.commit(actor, plan.id, strict=options.strict, watch=tell)
    if tell is not None:
        print(CLEAR_LINE, end="", file=sys.stderr)
    return written


def _problems(session: Session, actor: Actor, plan: Plan, options: Namespace) -> None:
    if options.problems is None:
        return
    count = write_problems(actor, plan, options.problems, session.words, overwrite=options.overwrite)
    if count:
        rows = NP_("{n} row to be mended is in {file}.", "{n} rows to be mended are in {file}.")
        session.tell(rows, n=count, file=str(options.problems))


def as_text(actor: Actor, plan: Plan, words: Words) -> str:
    """The plan for reading: where it comes from, how many rows have which outcome, and what is to be said of rows."""
    counts = [
        f"{words(OUTCOME_NAMES[outcome])} {words.number(plan.counts[outcome])}"
        for outcome in Outcome
        if plan.counts[outcome]
    ]
    rows = words(NP_("{n} row", "{n} rows"), n=plan.rows)
    counted = words(N_("{rows}: {counts}"), rows=rows, counts=counts)
    lines = [f"{plan.source.file} › {plan.source.sheet}", counted]
    lines += [words(note.message, **note.said) for note in plan.source.notes]
    told = 0
    for row in every_row(actor, plan):
        if not row.problems:
            continue
        if told == MOST_LINES:
            lines.append("…")
            break
        told += 1
        why = reasons(row.problems, words).replace("\n", " ")
        said = N_("row {row}, {outcome}: {why}")
        lines.append(words(said, row=str(row.row), outcome=OUTCOME_NAMES[row.outcome], why=why))
    return "\n".join(lines)


WRITING = NP_("Written: {done} of {n} row", "Written: {done} of {n} rows")


def progress(session: Session, said: Message) -> Callable[[int, int], None] | None:
    """Says how far something is, where somebody is looking; the line goes once all is done."""
    tell = session.progress(said)
    if tell is None or session.plain:
        return None
    return lambda done, rows: tell(done, rows) if done and done < rows else None
