"""`cardkeeper lend CARD…`: lend cards to one person on one slip."""

from argparse import ArgumentParser, Namespace
from functools import partial

from locales.messages import N_, NP_
from locales.words import Words
from store import cards, loans, offices
from store.loan_check import NeedsConfirmation
from store.slips import SlipRecord
from tui.commands import CARD, DATE, DONE, LEFT_OVER, NAME, TEXT
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed
from tui.plain import answers
from tui.plain.fill import Ask

ALL_THE_SAME = N_("Lend all the same, because")
WAITING = NP_("Slip {slip}: {n} card waits for approval.", "Slip {slip}: {n} cards wait for approval.")


ASKS = (
    Ask("to", answers.BORROWER, choices=answers.borrowers),
    Ask("purpose", answers.PURPOSE),
    Ask("due", answers.DUE, answers.a_day_to_come),
    Ask("cards", answers.CARDS, answers.a_card_to_lend),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    parser.add_argument("--to", metavar=words(NAME), required=True, help=words(N_("the borrower")))
    parser.add_argument("--purpose", metavar=words(TEXT), required=True, help=words(N_("what the cards are for")))
    due = N_("the day by which they are back, as 2026-03-05 or +3; the usual one if left out")
    parser.add_argument("--due", metavar=words(DATE), help=words(due))
    parser.add_argument("--kind", choices=loans.HOLDING_KINDS, default="visit", help=words(N_("what kind of slip")))
    anyway = N_("lend all the same what the rules doubt; the journal keeps why")
    parser.add_argument("--anyway", metavar=words(TEXT), default="", help=words(anyway))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    ids = [cards.card_id(actor, number) for number in options.cards]
    due = day_typed(options.due, session.words, offices.today(actor))
    lend = partial(loans.lend, actor, ids, to=options.to, purpose=options.purpose, due=due, kind=options.kind)
    try:
        slip = lend(confirmed=options.anyway)
    except NeedsConfirmation as doubt:
        slip = lend(confirmed=session.despite(doubt, ALL_THE_SAME))
    if options.json:
        session.answer(
            {
                "slip": slip.number,
                "borrower": slip.borrower_user,
                "purpose": slip.purpose,
                "due": slip.due,
                "cards": [row.card_no for row in slip.cards],
                "waiting": [row.card_no for row in slip.asked],
                "originals": [{"card_no": card_no, "number": number} for card_no, number in slip.originals],
            }
        )
    else:
        _say(session, slip)
    return LEFT_OVER if slip.asked else DONE


def _say(session: Session, slip: SlipRecord) -> None:
    lent = NP_(
        "Slip {slip}: {n} card lent to {borrower} until {due}.",
        "Slip {slip}: {n} cards lent to {borrower} until {due}.",
    )
    if slip.cards:
        session.say(lent, n=len(slip.cards), slip=str(slip.number), borrower=slip.borrower, due=slip.due)
    for card_no, number in slip.originals:
        session.say(N_("{card_no} goes with original no. {number}."), card_no=card_no, number=str(number))
    if slip.asked:
        session.say(WAITING, n=len(slip.asked), slip=str(slip.number))
