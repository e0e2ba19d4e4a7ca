"""`cardkeeper held`: the warranties that are held until a person looks; one let pass or refused, with a reason (W2)."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from locales.messages import N_, NC_
from locales.words import Words
from store import warranties
from store.access import Actor
from store.acts.checking import REASONS
from store.errors import Refused
from store.warranties import Settled, WarrantyRecord
from tui.commands import DONE, NUMBER, TEXT, WRONG_USE
from tui.commands.output import table
from tui.commands.parsing import a_count, json_option
from tui.commands.session import Session

_COLUMNS = (
    NC_("column", "No."),
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    N_("Serial no."),
    N_("Model"),
    N_("Held because"),
)
SETTLED: dict[Settled, Any] = {
    "checked": N_("The warranty of serial no. {serial} passes."),
    "refused": N_("The warranty of serial no. {serial} is refused."),
}
WINDOW = 500


class ReasonMissing(Refused):
    message = N_("Say why: --reason.")
    exit_code = WRONG_USE


def arguments(parser: ArgumentParser, words: Words) -> None:
    which = parser.add_mutually_exclusive_group()
    passing = words(N_("let the warranty with this number of the list pass"))
    which.add_argument("--let-pass", metavar=words(NUMBER), type=a_count(words), help=passing)
    refusing = words(N_("refuse the warranty with this number of the list"))
    which.add_argument("--refuse", metavar=words(NUMBER), type=a_count(words), help=refusing)
    parser.add_argument("--reason", metavar=words(TEXT), default="", help=words(N_("why; the history keeps it")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    warranty = options.let_pass or options.refuse
    if warranty is None:
        return _list(session, list(_held(actor)), options)
    if not options.reason.strip():
        raise ReasonMissing()
    state: Settled = "checked" if options.let_pass else "refused"
    done = warranties.settle(actor, warranty, state, options.reason)
    if options.json:
        session.answer(_as_json(done))
    else:
        session.say(SETTLED[state], serial=done.values["serial"])
    return DONE


def _held(actor: Actor) -> Iterator[WarrantyRecord]:
    last: int | None = None
    while page := warranties.held(actor, last, limit=WINDOW):
        yield from page
        last = page[-1].id


def _list(session: Session, found: list[WarrantyRecord], options: Namespace) -> int:
    words = session.words
    if options.json:
        session.answer([_as_json(one) for one in found])
    elif not found:
        session.say(N_("No warranty card is held."))
    else:
        rows = [
            [
                str(one.id),
                one.card_no,
                one.name,
                one.values["serial"],
                one.values["model"] or "",
                words.list([REASONS.get(code, code) for code in _codes(one)]),
            ]
            for one in found
        ]
        print(table([words(column) for column in _COLUMNS], rows, right={0}))
    return DONE


def _codes(one: WarrantyRecord) -> list[str]:
    return (one.held_because or "").split()


def _as_json(one: WarrantyRecord) -> dict[str, Any]:
    return {
        "warranty": one.id,
        "card_no": one.card_no,
        "serial": one.values["serial"],
        "model": one.values["model"],
        "state": one.values["state"],
        "held_because": _codes(one),
        "elsewhere": [{"card_no": card.card_no, "since": card.since and str(card.since)} for card in one.elsewhere],
    }
