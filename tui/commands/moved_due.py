"""What `recall` and `renew` have in common: cards that are out, and the day that they are due from now on."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import date

from locales.messages import N_, Message
from locales.words import Words
from store import cards, offices
from store.access import Actor
from store.slips import LoanRecord
from tui.commands import CARD, DATE, DONE
from tui.commands.card_json import loan_json
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed


def arguments(parser: ArgumentParser, words: Words, due: Message) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    parser.add_argument("--due", metavar=words(DATE), help=words(due))
    json_option(parser, words)


def run(
    session: Session,
    options: Namespace,
    move: Callable[[Actor, list[int], date | None], list[LoanRecord]],
    said: Message,
) -> int:
    """`move` gives the loans their new day; `said` tells it of each."""
    actor = session.sign_in()
    ids = [cards.card_id(actor, number) for number in options.cards]
    moved = move(actor, ids, day_typed(options.due, session.words, offices.today(actor)))
    if options.json:
        session.answer([loan_json(loan) for loan in moved])
        return DONE
    for loan in moved:
        session.say(said, card_no=loan.card_no, borrower=loan.borrower, due=loan.due)
    return DONE
