"""`cardkeeper loans`: the cards that are out, the longest due first."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import whereabouts
from tui.commands import DONE
from tui.commands.card_json import loan_json
from tui.commands.output import table
from tui.commands.parsing import json_option
from tui.commands.session import Session

READ, NOT_READ = NC_("loan", "read"), NC_("loan", "not read")
_COLUMNS = (
    NC_("column", "Slip"),
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    NC_("column", "Borrower"),
    NC_("column", "Due"),
    NC_("column", "Overdue"),
    NC_("column", "Read"),
    NC_("column", "Purpose"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("--overdue", action="store_true", help=words(N_("only those past their due date")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    found = whereabouts.out(actor, overdue=options.overdue)
    if options.json:
        session.answer([loan_json(loan) for loan in found])
        return DONE
    if not found:
        session.say(N_("No card is overdue.") if options.overdue else N_("No card is out."))
        return DONE
    words = session.words
    rows = [
        [
            str(loan.slip),
            loan.card_no,
            loan.name,
            loan.borrower,
            words.date(loan.due, "short"),
            words(NP_("{n} day", "{n} days"), n=loan.overdue) if loan.overdue else "",
            words(NOT_READ) if loan.unread else words(READ) if loan.read else "",
            loan.purpose,
        ]
        for loan in found
    ]
    print(table([words(column) for column in _COLUMNS], rows, right={0, 5}))
    return DONE
