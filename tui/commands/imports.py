"""`cardkeeper imports`: the sheets that were brought into the branch, the newest first."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from typing import Any

from locales.messages import N_, NC_
from locales.words import Words
from store import offices
from store.acts import imports
from store.acts.imports import ImportRecord
from store.acts.plans import OUTCOME_NAMES, Outcome
from tui.commands import DONE, NUMBER
from tui.commands.output import table
from tui.commands.parsing import a_count, json_option
from tui.commands.session import Session

USUAL, MOST = 50, 100_000
SHOWN = (Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.HELD)


def arguments(parser: ArgumentParser, words: Words) -> None:
    limit = N_("at most so many, the newest first")
    parser.add_argument(
        "--limit", metavar=words(NUMBER), type=a_count(words, 1, MOST), default=USUAL, help=words(limit)
    )
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    found = imports.page(actor, limit=options.limit)
    if options.json:
        session.answer([as_json(one) for one in found])
    elif not found:
        session.say(N_("No sheet was brought in yet."))
    else:
        print(_table(found, session.words, offices.branch(actor).zone))
    return DONE


def _table(found: Iterable[ImportRecord], words: Words, zone: Any) -> str:
    columns = [NC_("column", "No."), N_("When"), NC_("column", "By"), N_("File"), N_("Sheet"), N_("Kind of sheet")]
    columns += [N_("Hash"), *(OUTCOME_NAMES[outcome] for outcome in SHOWN), NC_("column", "Left over"), N_("Undone")]
    rows = [_row(one, words, zone) for one in found]
    numbers = frozenset({0, *range(7, 13)})
    return table([words(column) for column in columns], rows, right=numbers)


def _row(one: ImportRecord, words: Words, zone: Any) -> list[str]:
    undone = ""
    if one.undone_at is not None:
        undone = f"{words.moment(one.undone_at, zone, 'short')} {one.undone_by or ''}".strip()
    kind = words.value(one.title)
    said = [str(one.number), words.moment(one.at, zone, "short"), one.by, one.file, one.sheet, kind, one.short_digest]
    counts = [*(one.counts[outcome] for outcome in SHOWN), one.left_over]
    return [*said, *(words.number(count) if count else "" for count in counts), undone]


def as_json(one: ImportRecord) -> dict[str, Any]:
    """An import as scripts read it."""
    return {
        "import": one.number,
        "kind": one.kind,
        "file": one.file,
        "hash": one.digest,
        "sheet": one.sheet,
        "by": one.user,
        "at": one.at,
        "rows": one.rows,
        **{outcome.value: count for outcome, count in one.counts.items()},
        "undone_at": one.undone_at,
        "undone_by": one.undone_by,
    }
