"""`cardkeeper requests`: what is asked for, and what became of it."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NC_
from locales.words import Words
from store import requested
from store.loan_rules import APPROVERS, NOBODY
from store.slips import STATES
from tui.commands import DONE
from tui.commands.card_json import request_json
from tui.commands.output import table
from tui.commands.parsing import json_option
from tui.commands.session import Session

_COLUMNS = (
    NC_("column", "Slip"),
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    NC_("column", "Borrower"),
    NC_("column", "Asked by"),
    NC_("column", "Due"),
    NC_("column", "State"),
    NC_("column", "Who approves"),
    NC_("column", "Purpose"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("--waiting", action="store_true", help=words(N_("only what nobody has answered yet")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    found = requested.listed(session.sign_in(), waiting=options.waiting)
    if options.json:
        session.answer([request_json(one) for one in found])
        return DONE
    if not found:
        session.say(N_("Nothing is asked for."))
        return DONE
    words = session.words
    rows = [
        [
            str(one.slip),
            one.card_no,
            one.name or "",
            one.borrower,
            one.asked_by,
            words.date(one.due, "short"),
            words(STATES[one.state]),
            "" if one.approver == NOBODY else words(APPROVERS[one.approver]),
            one.reason or one.purpose,
        ]
        for one in found
    ]
    print(table([words(column) for column in _COLUMNS], rows, right={0}))
    return DONE
