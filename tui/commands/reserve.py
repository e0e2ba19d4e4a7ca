"""`cardkeeper reserve CARD…`: wait for cards that are out; who came first is served first."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_
from locales.words import Words
from store import cards, reservations
from tui.commands import CARD, DONE, NAME, TEXT
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.plain import answers
from tui.plain.fill import Ask

ASKS = (
    Ask("cards", answers.CARDS, answers.a_card_that_is_out),
    Ask("to", answers.BORROWER),
    Ask("purpose", answers.PURPOSE),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    parser.add_argument("--to", metavar=words(NAME), default="", help=words(N_("who waits; you, if left out")))
    parser.add_argument("--purpose", metavar=words(TEXT), default="", help=words(N_("what the cards are for")))
    parser.add_argument("--give-up", action="store_true", help=words(N_("wait no longer")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    ids = [cards.card_id(actor, number) for number in options.cards]
    if options.give_up:
        reservations.give_up(actor, ids, to=options.to)
        waits = []
    else:
        waits = reservations.reserve(actor, ids, to=options.to, purpose=options.purpose)
    if options.json:
        session.answer(
            [
                {"card_no": one.card_no, "borrower": one.borrower_user, "place": one.place, "due": one.due}
                for one in waits
            ]
        )
        return DONE
    for one in waits:
        said = N_("{borrower} waits for {card_no}, as no. {place}; it is due on {due}.")
        session.say(said, borrower=one.borrower, card_no=one.card_no, place=one.place, due=one.due)
    if options.give_up:
        session.say(N_("The reservation is given up."))
    return DONE
