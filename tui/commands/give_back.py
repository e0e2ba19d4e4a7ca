"""`cardkeeper return CARD…`: take cards back; nobody has to say from whom."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_
from locales.words import Words
from store import cards, loans
from tui.commands import CARD, DONE
from tui.commands.card_json import loan_json
from tui.commands.parsing import json_option
from tui.commands.session import Session


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    ended = loans.give_back(actor, [cards.card_id(actor, number) for number in options.cards])
    if options.json:
        session.answer([loan_json(loan) for loan in ended])
        return DONE
    for loan in ended:
        session.say(N_("{card_no} is back from {borrower}."), card_no=loan.card_no, borrower=loan.borrower)
    return DONE
