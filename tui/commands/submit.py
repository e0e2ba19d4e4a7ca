"""`cardkeeper submit field=value…`: a new customer, or with `--card` a correction, for the clerk to take over."""

from argparse import ArgumentParser, Namespace
from functools import partial

from locales.messages import N_
from locales.words import Words
from store import cards, submissions
from tui.commands import CARD, DONE
from tui.commands.card_json import StaffNames, submission_json
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.values import saved, understood, value_arguments
from tui.plain import answers, card_fields
from tui.plain.fill import Ask

ASKS = (
    Ask("card", N_("Card to be corrected"), answers.a_card),
    Ask("values", N_("Fields"), own=card_fields.of_a_card),
    Ask("learnt_at", N_("Learnt at"), own=card_fields.learnt_at),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    value_arguments(parser, words)
    corrected = N_("the card to be corrected; without it, a new customer")
    parser.add_argument("--card", metavar=words(CARD), help=words(corrected))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    values = understood(options.values, actor, StaffNames(actor), session.words)
    card = cards.card_id(actor, options.card) if options.card else None
    edit = cards.Edit(values if card else {"name": ""} | values)
    submission = saved(session, partial(submissions.submit, actor, edit, card=card, learnt_at=options.learnt_at))
    if options.json:
        session.answer(submission_json(submission))
    else:
        session.say(N_("Submitted, no. {number}."), number=str(submission.number))
    return DONE
