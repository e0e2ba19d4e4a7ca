"""`cardkeeper lend CARD…`: lend cards to one person on one slip."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NP_
from locales.words import Words
from store import cards, loans, offices
from tui.commands import CARD, DATE, DONE, NAME, TEXT
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    parser.add_argument("--to", metavar=words(NAME), required=True, help=words(N_("the borrower")))
    parser.add_argument("--purpose", metavar=words(TEXT), required=True, help=words(N_("what the cards are for")))
    due = N_("the day by which they are back, as 2026-03-05 or +3; the usual one if left out")
    parser.add_argument("--due", metavar=words(DATE), help=words(due))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    ids = [cards.card_id(actor, number) for number in options.cards]
    due = day_typed(options.due, session.words, offices.today(actor))
    slip = loans.lend(actor, ids, to=options.to, purpose=options.purpose, due=due)
    if options.json:
        numbers = [row.card_no for row in slip.cards]
        borrower = loans.where(actor, ids[0]).loan
        session.answer(
            {
                "slip": slip.number,
                "borrower": borrower.borrower_user if borrower else slip.borrower,
                "purpose": slip.purpose,
                "due": slip.due,
                "cards": numbers,
            }
        )
        return DONE
    lent = NP_(
        "Slip {slip}: {n} card lent to {borrower} until {due}.",
        "Slip {slip}: {n} cards lent to {borrower} until {due}.",
    )
    session.say(lent, n=len(slip.cards), slip=str(slip.number), borrower=slip.borrower, due=slip.due)
    return DONE
