"""`cardkeeper withdraw SLIP`: take back what a slip asks for, and what was approved on it but not fetched."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NP_
from locales.words import Words
from store import requests
from tui.commands import DONE, SLIP
from tui.commands.card_json import request_json
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.plain.fill import Ask

ASKS = (Ask("slip", N_("Slip no.")),)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("slip", metavar=words(SLIP), type=int, help=words(N_("the number of a slip")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    withdrawn = requests.withdraw(session.sign_in(), options.slip)
    if options.json:
        session.answer([request_json(one) for one in withdrawn])
        return DONE
    said = NP_("{n} card is no longer asked for.", "{n} cards are no longer asked for.")
    of_lists = NP_("{n} request is withdrawn.", "{n} requests are withdrawn.")
    session.say(of_lists if any(one.wanted for one in withdrawn) else said, n=len(withdrawn))
    return DONE
