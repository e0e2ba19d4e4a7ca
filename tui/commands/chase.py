"""`cardkeeper chase`: who has overdue cards and how often they were reminded; with names, note a reminder."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import due_dates
from tui.commands import DONE, NAME
from tui.commands.output import table
from tui.commands.parsing import json_option
from tui.commands.session import Session

_COLUMNS = (
    NC_("column", "Borrower"),
    NC_("column", "Cards"),
    NC_("column", "Oldest due"),
    NC_("column", "Overdue"),
    NC_("column", "Reminders"),
    NC_("column", "Last reminded"),
    NC_("column", "Card numbers"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("names", metavar=words(NAME), nargs="*", help=words(N_("who was reminded just now")))
    parser.add_argument("--all", action="store_true", help=words(N_("everybody was reminded just now")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    found = due_dates.debtors(actor)
    if options.names or options.all:
        found = due_dates.remind(actor, options.names or [debtor.borrower_user for debtor in found])
    if options.json:
        session.answer(
            [
                {
                    "borrower": debtor.borrower_user,
                    "cards": debtor.cards,
                    "oldest_due": debtor.oldest_due,
                    "overdue": debtor.overdue,
                    "reminders": debtor.reminders,
                    "reminded_on": debtor.reminded_on,
                }
                for debtor in found
            ]
        )
        return DONE
    if not found:
        session.say(N_("No card is overdue."))
        return DONE
    words = session.words
    rows = [
        [
            debtor.borrower,
            words.number(len(debtor.cards)),
            words.date(debtor.oldest_due, "short"),
            words(NP_("{n} day", "{n} days"), n=debtor.overdue),
            words.number(debtor.reminders),
            words.date(debtor.reminded_on, "short") if debtor.reminded_on else "",
            words.list(debtor.cards),
        ]
        for debtor in found
    ]
    print(table([words(column) for column in _COLUMNS], rows, right={1, 3, 4}))
    return DONE
