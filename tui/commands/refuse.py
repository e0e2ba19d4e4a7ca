"""`cardkeeper refuse SLIP… --reason TEXT`: refuse what is asked for; whoever asked reads the reason."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NP_
from locales.words import Words
from store import requests
from tui.commands import DONE, SLIP, TEXT
from tui.commands.card_json import request_json
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.plain.fill import Ask

ASKS = (
    Ask("slips", N_("Slip no.")),
    Ask("reason", N_("Reason")),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("slips", metavar=words(SLIP), nargs="+", type=int, help=words(N_("numbers of slips")))
    parser.add_argument("--reason", metavar=words(TEXT), required=True, help=words(N_("why; whoever asked reads it")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    lines = [line for slip in options.slips for line in requests.lines_of(actor, slip)]
    refused = requests.refuse(actor, lines, options.reason)
    if options.json:
        session.answer([request_json(one) for one in refused])
        return DONE
    cards = NP_("Refused {n} card.", "Refused {n} cards.")
    any_request = NP_("Refused {n} request.", "Refused {n} requests.")
    session.say(any_request if any(one.wanted for one in refused) else cards, n=len(refused))
    return DONE
