"""`cardkeeper approve SLIP… | --all`: approve what is asked for; never what one asked for oneself."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from store import access, requested, requests
from store.access import Actor, Right
from store.errors import Refused
from store.requested import RequestRecord
from tui.commands import DONE, LEFT_OVER, SLIP
from tui.commands.card_json import request_json
from tui.commands.output import pairs
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.plain.fill import Ask

LEFT = NP_("{n} card is left for somebody else to approve.", "{n} cards are left for somebody else to approve.")


def _none(_session: Session, _options: Namespace) -> list[int]:
    return []


ASKS = (Ask("slips", N_("Slip no."), own=_none),)


def arguments(parser: ArgumentParser, words: Words) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    slips = words(N_("numbers of slips"))
    which.add_argument("slips", metavar=words(SLIP), nargs="*", type=int, default=[], help=slips)
    which.add_argument("--all", action="store_true", help=words(N_("everything that you may approve")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    if not options.slips and not options.all:
        return _each(session, actor)
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


def _each(session: Session, actor: Actor) -> int:
    """In line mode: what waits, one after the other, each answered at once."""
    ask, words = session.dialogue, session.words
    access.require(actor, Right.APPROVE)
    waiting = [one for one in requested.listed(actor, waiting=True) if not one.own]
    if not waiting:
        session.say(N_("Nothing waits for your approval."))
        return DONE
    for one in waiting:
        print(pairs((words(label), words.value(value)) for label, value in _facts(one)))
        ways = [("approve", words(N_("approve"))), ("refuse", words(N_("refuse"))), ("leave", words(N_("leave it")))]
        way = ask.choose(N_("What to do"), ways)
        try:
            if way == "approve":
                requests.approve(actor, [one.id])
                session.say(NP_("Approved {n} card.", "Approved {n} cards."), n=1)
            elif way == "refuse":
                reason = ask.ask(N_("Reason"), str, help=words(N_("why; whoever asked reads it")), required=True)
                requests.refuse(actor, [one.id], reason or "")
                session.say(NP_("Refused {n} card.", "Refused {n} cards."), n=1)
        except Refused as refusal:
            ask.refused(refusal)
    return DONE


def _facts(one: RequestRecord) -> list[tuple[Message, object]]:
    return [
        (NC_("column", "Slip"), str(one.slip)),
        (NC_("column", "Card no."), one.card_no),
        (NC_("column", "Customer"), one.name or (one.wanted.title if one.wanted else "")),
        (NC_("column", "Borrower"), one.borrower),
        (NC_("column", "Purpose"), one.purpose),
        (NC_("column", "Due"), one.due),
    ]
