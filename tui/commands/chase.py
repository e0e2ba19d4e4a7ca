"""`cardkeeper chase`: who has overdue cards and how often they were reminded; with names, note a reminder."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import due_dates
from store.access import Actor
from store.due_dates import Debtor
from tui.commands import DONE, NAME
from tui.commands.output import table
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.plain.dialogue import InputEnded

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
    if session.plain and not options.names and not options.all:
        _remind(session, actor, found)
    return DONE


def _remind(session: Session, actor: Actor, found: Sequence[Debtor]) -> None:
    """In line mode: note a reminder of each who was reminded just now; the end of the input means nobody more."""
    for debtor in found:
        question = session.words(N_("Was {name} reminded just now? (yes/no)"), name=debtor.borrower)
        try:
            if not session.dialogue.agrees(question):
                continue
        except InputEnded:
            return
        due_dates.remind(actor, [debtor.borrower_user])
        session.say(N_("Noted: {name} was reminded."), name=debtor.borrower)
