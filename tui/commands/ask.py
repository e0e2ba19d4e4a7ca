"""`cardkeeper ask CARD…`: ask for cards, for oneself or for a salesperson; or only to look them up."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NP_
from locales.words import Words
from store import access, cards, offices, requested, requests
from store.access import Actor
from tui.commands import CARD, DATE, DONE, NAME, TEXT
from tui.commands.lend import WAITING
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed
from tui.plain import answers
from tui.plain.fill import Ask

ASKS = (
    Ask("cards", answers.CARDS),
    Ask("purpose", answers.PURPOSE),
    Ask("due", answers.DUE, answers.a_day_to_come),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    parser.add_argument("--to", metavar=words(NAME), default="", help=words(N_("the borrower; you, if left out")))
    parser.add_argument("--purpose", metavar=words(TEXT), required=True, help=words(N_("what the cards are for")))
    due = N_("the day by which they are back, as 2026-03-05 or +3; the usual one if left out")
    parser.add_argument("--due", metavar=words(DATE), help=words(due))
    parser.add_argument("--look-up", action="store_true", help=words(N_("only to read them, not to take them along")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    ids = [_card(actor, number) for number in options.cards]
    due = day_typed(options.due, session.words, offices.today(actor))
    kind = "look_up" if options.look_up else "visit"
    slip = requests.ask(actor, ids, to=options.to, purpose=options.purpose, due=due, kind=kind)
    asked = requested.of_lines(actor, slip.lines)
    ready = [one.card_no for one in asked if one.state != "requested"]
    waiting = [one.card_no for one in asked if one.state == "requested"]
    if options.json:
        answer = {"slip": slip.number, "borrower": asked[0].borrower_user, "purpose": slip.purpose, "due": slip.due}
        session.answer(answer | {"cards": ready, "waiting": waiting})
        return DONE
    if ready:
        fetch = NP_(
            "Slip {slip}: {n} card can be fetched from the keeper.",
            "Slip {slip}: {n} cards can be fetched from the keeper.",
        )
        session.say(fetch, n=len(ready), slip=str(slip.number))
    if waiting:
        session.say(WAITING, n=len(waiting), slip=str(slip.number))
    return DONE


def _card(actor: Actor, number: str) -> int:
    """The card; also one that is only on file for whoever asks."""
    try:
        return cards.card_id(actor, number)
    except access.OnlyOnFile as on_file:
        found = requests.on_file(actor, on_file.card_no)
        if found is None:
            raise
        return found
