"""`cardkeeper recall CARD…`: ask cards back before their due date."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_
from locales.words import Words
from store import cards, due_dates, offices
from tui.commands import CARD, DATE, DONE
from tui.commands.card_json import loan_json
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    due = N_("the day by which they have to be back, as 2026-03-05 or +1; tomorrow if left out")
    parser.add_argument("--due", metavar=words(DATE), help=words(due))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    ids = [cards.card_id(actor, number) for number in options.cards]
    recalled = due_dates.recall(actor, ids, day_typed(options.due, session.words, offices.today(actor)))
    if options.json:
        session.answer([loan_json(loan) for loan in recalled])
        return DONE
    for loan in recalled:
        said = N_("{card_no} is recalled from {borrower} for {due}.")
        session.say(said, card_no=loan.card_no, borrower=loan.borrower, due=loan.due)
    return DONE
