"""`cardkeeper lost CARD…`: note cards as lost once the drawer was searched, or as found again."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_
from locales.words import Words
from store import cards, loans
from tui.commands import CARD, DONE, TEXT
from tui.commands.card_json import loan_json
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.plain import answers
from tui.plain.fill import Ask

ASKS = (
    Ask("cards", answers.CARDS, answers.a_card),
    Ask("searched", N_("Searched where")),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    searched = words(N_("where they were looked for: the drawer first"))
    parser.add_argument("--searched", metavar=words(TEXT), default="", help=searched)
    parser.add_argument("--found", action="store_true", help=words(N_("they have turned up again")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    ids = [cards.card_id(actor, number) for number in options.cards]
    touched = loans.find_lost(actor, ids) if options.found else loans.lose(actor, ids, options.searched)
    if options.json:
        session.answer([loan_json(loan) for loan in touched])
        return DONE
    said = N_("{card_no} is found again.") if options.found else N_("{card_no} is lost; {borrower} had it.")
    for loan in touched:
        session.say(said, card_no=loan.card_no, borrower=loan.borrower)
        if loan.original and not options.found:
            void = N_("Original no. {number} of {card_no} is void with it.")
            session.say(void, card_no=loan.card_no, number=str(loan.original))
    return DONE
