"""`cardkeeper set CARD field=value…`: change fields of a card."""

from argparse import ArgumentParser, Namespace
from functools import partial

from locales.messages import N_
from locales.words import Words
from store import cards
from tui.commands import CARD, DONE
from tui.commands.card_json import StaffNames, card_json
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.values import saved, understood, value_arguments
from tui.plain import answers, card_fields
from tui.plain.fill import Ask

ASKS = (
    Ask("card", answers.CARD, answers.a_card),
    Ask("values", N_("Fields"), own=card_fields.of_a_card),
    Ask("learnt_at", N_("Learnt at"), own=card_fields.learnt_at),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("card", metavar=words(CARD), help=words(N_("a card number")))
    value_arguments(parser, words)
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    names = StaffNames(actor)
    before = cards.show(actor, cards.card_id(actor, options.card))
    edit = cards.Edit(understood(options.values, actor, names, session.words))
    card = saved(session, partial(cards.save, actor, before.id, before.version, edit, learnt_at=options.learnt_at))
    if options.json:
        session.answer(card_json(card, names))
    else:
        session.say(N_("Card {card_no} saved."), card_no=card.card_no)
    return DONE
