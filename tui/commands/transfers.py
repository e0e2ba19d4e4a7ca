"""`cardkeeper transfers`: cards that go from one branch to another: sent, received, sent back, taken back."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from store import cards, offices
from store.access import Actor
from store.acts import transfers
from store.acts.transfers import Moving
from tui.commands import CARD, DONE, NAME, TEXT
from tui.commands.output import table
from tui.commands.parsing import common_options, json_option
from tui.commands.session import Session

_COLUMNS = (
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    NC_("transfer", "From"),
    NC_("transfer", "To"),
    NC_("transfer", "Sent"),
    NC_("transfer", "Sent by"),
    NC_("column", "Reason"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    listed = "list|send|receive|send-back|take-back"
    acts = parser.add_subparsers(dest="act", required=True, title=words(N_("what to do")), metavar=listed)
    listing = acts.add_parser("list", help=words(N_("list the cards on their way")))
    sending = acts.add_parser("send", help=words(N_("send cards to another branch")))
    receiving = acts.add_parser("receive", help=words(N_("take in cards that come from another branch")))
    refusing = acts.add_parser("send-back", help=words(N_("send cards back to where they come from")))
    keeping = acts.add_parser("take-back", help=words(N_("let cards stay that were sent and not received yet")))
    numbers = words(N_("card numbers; all that are on their way here, if left out"))
    receiving.add_argument("cards", metavar=words(CARD), nargs="*", help=numbers)
    for act in (sending, refusing, keeping):
        act.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    sending.add_argument("--to", metavar=words(NAME), required=True, help=words(N_("the branch they go to")))
    for act in (sending, refusing):
        act.add_argument("--reason", metavar=words(TEXT), required=True, help=words(N_("why; the journal keeps it")))
    about = words(N_("the salesperson who looks after them"))
    receiving.add_argument("--salesperson", metavar=words(NAME), default="", help=about)
    for act in (listing, sending, receiving, refusing, keeping):
        json_option(act, words)
        common_options(act, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    match options.act:
        case "list":
            return _list(session, actor, json=options.json)
        case "send":
            wanted = [cards.card_id(actor, text) for text in options.cards]
            sent = transfers.send(actor, wanted, options.to, options.reason)
            to = offices.named(options.to).name
            said = NP_("{n} card is on its way to {branch}.", "{n} cards are on their way to {branch}.")
            return _say(session, options, [row.card_no for row in sent], said, branch=to)
        case "receive":
            return _receive(session, actor, options)
        case "send-back":
            back = _numbered(actor, options.cards)
            transfers.send_back(actor, list(back.values()), options.reason)
            return _say(session, options, list(back), NP_("{n} card was sent back.", "{n} cards were sent back."))
        case _:
            kept = transfers.take_back(actor, [cards.card_id(actor, text) for text in options.cards])
            said = NP_("{n} card stays here after all.", "{n} cards stay here after all.")
            return _say(session, options, [row.card_no for row in kept], said)


def _list(session: Session, actor: Actor, *, json: bool) -> int:
    found = transfers.moving(actor)
    if json:
        session.answer([_as_json(one) for one in found])
        return DONE
    zone, words = offices.branch(actor).zone, session.words
    rows = [
        [
            one.card_no,
            one.name,
            one.from_branch,
            one.to_branch,
            words.moment(one.sent_at, zone, "short"),
            one.by,
            one.reason,
        ]
        for one in found
    ]
    if rows:
        print(table([words(column) for column in _COLUMNS], rows))
    else:
        session.say(N_("No card is on its way."))
    return DONE


def _as_json(one: Moving) -> dict[str, object]:
    return {
        "card_no": one.card_no,
        "name": one.name,
        "from": one.from_branch,
        "to": one.to_branch,
        "sent_at": one.sent_at,
        "by": one.by,
        "reason": one.reason,
        "here": one.here,
    }


def _receive(session: Session, actor: Actor, options: Namespace) -> int:
    wanted = list(_numbered(actor, options.cards).values()) if options.cards else None
    came = transfers.receive(actor, wanted, salesperson=options.salesperson)
    if options.json:
        session.answer([{"before": one.before, "card_no": one.row.card_no} for one in came])
        return DONE
    for one in came:
        session.say(N_("{before} was received as {card_no}."), before=one.before, card_no=one.row.card_no)
    return DONE


def _numbered(actor: Actor, numbers: Sequence[str]) -> Mapping[str, int]:
    """The transfers of the cards on their way here under these numbers. Raises NothingArrives."""
    there = transfers.arriving(actor)
    wanted = [offices.card_no(*parsed) if (parsed := offices.parsed_card_no(text)) else text for text in numbers]
    missing = [number for number in wanted if number not in there]
    if missing:
        raise transfers.NothingArrives(cards=", ".join(missing))
    return {number: there[number] for number in wanted}


def _say(session: Session, options: Namespace, numbers: Sequence[str], message: Message, **values: Any) -> int:
    if options.json:
        session.answer({"cards": list(numbers)})
    else:
        session.say(message, n=len(numbers), **values)
    return DONE
