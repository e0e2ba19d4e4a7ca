"""`cardkeeper find TEXT`: the cards that answer, best first. `find -` answers queries from standard input, one a line.

The leanest of the commands: it imports neither Textual nor a workbook's reader, and with `-` signs in only once.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from typing import Any

from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import find, offices
from store.access import OnlyOnFile, OnlyOnFileNobodys
from store.find import Found
from tui.commands import DONE, NUMBER, TEXT
from tui.commands.card_json import StaffNames, row_json
from tui.commands.output import table
from tui.commands.parsing import a_count, json_option
from tui.commands.session import Session
from tui.plain.fill import Ask

USUAL_LIMIT = 20
FROM_INPUT = "-"
_COLUMNS = (
    NC_("column", "Card no."),
    NC_("column", "Name"),
    NC_("column", "Grade"),
    NC_("column", "District"),
    NC_("column", "Phone"),
    NC_("column", "Where"),
)


def _text(session: Session, _options: Namespace) -> list[str]:
    return [session.dialogue.ask(N_("What to find"), str, required=True) or ""]


ASKS = (Ask("text", N_("What to find"), own=_text),)


def arguments(parser: ArgumentParser, words: Words) -> None:
    about = words(N_("what to look for; - reads queries from standard input, one a line"))
    parser.add_argument("text", metavar=words(TEXT), nargs="+", help=about)
    most = words(N_("at most so many cards; {n} if left out"), n=USUAL_LIMIT)
    parser.add_argument("--limit", metavar=words(NUMBER), type=a_count(words), default=USUAL_LIMIT, help=most)
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    names = StaffNames(actor)
    for text in _queries(options.text):
        found = find.find(actor, text, limit=options.limit)
        for one in found.on_file:
            session.note_refused(OnlyOnFile(card_no=one.card_no, salesperson=one.salesperson))
        if options.json:
            session.answer(as_json(found, names))
        else:
            print(as_text(found, session.words), flush=True)
    return DONE


def _queries(text: list[str]) -> Iterable[str]:
    if text != [FROM_INPUT]:
        return [" ".join(text)]
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    return (line.rstrip("\r\n") for line in sys.stdin)


def as_json(found: Found, names: StaffNames) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "count": len(found.ids),
        "more": found.more,
        "cards": [row_json(row, names) for row in found.rows],
    }
    if found.on_file:
        answer["on_file"] = [{"card_no": one.card_no, "salesperson": one.salesperson} for one in found.on_file]
    return answer


def as_text(found: Found, words: Words) -> str:
    lines = []
    if found.rows:
        branches = {branch.id: branch for branch in offices.branches()}
        rows = [
            [
                row.card_no,
                row.name,
                row.grade,
                row.district or "",
                words.phone(row.phone, branches[row.branch_id].country) if row.phone else "",
                row.out_to or "",
            ]
            for row in found.rows
        ]
        lines.append(table([words(column) for column in _COLUMNS], rows))
    lines.append(_counted(found, words))
    for one in found.on_file:
        refusal = OnlyOnFile if one.salesperson else OnlyOnFileNobodys
        lines.append(words(refusal.message, card_no=one.card_no, salesperson=one.salesperson))
    return "\n".join(lines)


def _counted(found: Found, words: Words) -> str:
    if not len(found.ids):
        return words(N_("No card found."))
    if found.more:
        return words(N_("{shown} of more than {n} cards"), shown=len(found.rows), n=len(found.ids))
    if len(found.rows) < len(found.ids):
        return words(NP_("{shown} of {n} card", "{shown} of {n} cards"), shown=len(found.rows), n=len(found.ids))
    return words(NP_("{n} card", "{n} cards"), n=len(found.ids))
