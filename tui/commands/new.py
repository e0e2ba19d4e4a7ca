"""`cardkeeper new field=value…`: a new card with the branch's next number."""

from argparse import ArgumentParser, Namespace
from functools import partial

from locales.messages import N_
from locales.words import Words
from store import cards
from tui.commands import DONE
from tui.commands.card_json import StaffNames, card_json
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.values import saved, understood, value_arguments
from tui.plain import card_fields
from tui.plain.fill import Ask

ASKS = (
    Ask("values", N_("Fields"), own=card_fields.of_a_new_card),
    Ask("learnt_at", N_("Learnt at"), own=card_fields.learnt_at),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    value_arguments(parser, words)
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    names = StaffNames(actor)
    values = {"name": ""} | understood(options.values, actor, names, session.words)
    create = partial(cards.create, actor, cards.Edit(values), learnt_at=options.learnt_at)
    card = saved(session, create)
    if options.json:
        session.answer(card_json(card, names))
    else:
        session.say(N_("Card {card_no} made for {name}."), card_no=card.card_no, name=card.row.name)
    return DONE
