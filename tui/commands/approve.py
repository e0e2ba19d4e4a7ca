"""`cardkeeper approve SLIP… | --all`: approve what is asked for; never what one asked for oneself."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NP_
from locales.words import Words
from store import requests
from tui.commands import DONE, LEFT_OVER, SLIP
from tui.commands.card_json import request_json
from tui.commands.parsing import json_option
from tui.commands.session import Session

LEFT = NP_("{n} card is left for somebody else to approve.", "{n} cards are left for somebody else to approve.")


def arguments(parser: ArgumentParser, words: Words) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    slips = words(N_("numbers of slips"))
    which.add_argument("slips", metavar=words(SLIP), nargs="*", type=int, default=[], help=slips)
    which.add_argument("--all", action="store_true", help=words(N_("everything that you may approve")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    if options.all:
        approved, left = requests.approve_all(actor)
    else:
        lines = [line for slip in options.slips for line in requests.lines_of(actor, slip)]
        approved, left = requests.approve(actor, lines), []
    if options.json:
        session.answer([request_json(one) for one in approved])
    else:
        cards = NP_("Approved {n} card.", "Approved {n} cards.")
        any_request = NP_("Approved {n} request.", "Approved {n} requests.")
        session.say(any_request if any(one.wanted for one in approved) else cards, n=len(approved))
    if left:
        session.tell(LEFT, n=len(left))
    return LEFT_OVER if left else DONE
