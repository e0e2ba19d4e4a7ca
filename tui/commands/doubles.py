"""`cardkeeper doubles`: pairs of cards that may be of one customer; looked for over the whole room with `--sweep`."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import cards, pairs
from store.access import Actor
from store.acts import sweep_doubles
from store.acts.likeness import Likeness
from store.pairs import STATES, PairRecord
from tui.commands import CARD, DONE, NUMBER
from tui.commands.output import table
from tui.commands.parsing import a_count, json_option
from tui.commands.session import Session

USUAL, MOST = 100, 10_000
PROGRESS = NP_("Looking for doubles: {done} of {n} part", "Looking for doubles: {done} of {n} parts")
_COLUMNS = (
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    N_("State"),
)
SAID = {
    "not_same": (sweep_doubles.tell_apart, N_("{first} and {second} are not the same customer.")),
    "same": (sweep_doubles.say_same, N_("{first} and {second} are the same customer; a manager merges them.")),
}


def arguments(parser: ArgumentParser, words: Words) -> None:
    sweep = N_("go through the whole room first, from where the last time was left")
    parser.add_argument("--sweep", action="store_true", help=words(sweep))
    number = words(CARD)
    apart, same = N_("two cards that are not the same customer"), N_("two cards that are the same, for a manager")
    parser.add_argument("--not-same", nargs=2, metavar=(number, number), help=words(apart))
    parser.add_argument("--same", nargs=2, metavar=(number, number), help=words(same))
    limit = N_("at most so many pairs, the likeliest first")
    parser.add_argument(
        "--limit", metavar=words(NUMBER), type=a_count(words, 1, MOST), default=USUAL, help=words(limit)
    )
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    said = [(name, given) for name in SAID if (given := getattr(options, name))]
    for name, (first, second) in said:
        _say(session, actor, options, name, first, second)
    if options.sweep:
        sweep_doubles.sweep(actor, session.progress(PROGRESS))
    if options.sweep or not said:
        _list(session, actor, options)
    return DONE


def _say(session: Session, actor: Actor, options: Namespace, name: str, first: str, second: str) -> None:
    act, message = SAID[name]
    pair = act(actor, cards.card_id(actor, first), cards.card_id(actor, second))
    if options.json and not options.sweep:
        session.answer(_as_json(pair))
    elif not options.json:
        session.say(message, first=pair.first_no, second=pair.second_no)


def _list(session: Session, actor: Actor, options: Namespace) -> None:
    found = pairs.page(actor, limit=options.limit)
    if options.json:
        last = pairs.last_sweep(actor)
        ended = last.ended_at if last else None
        session.answer({"count": pairs.count(actor), "looked_at": ended, "pairs": [_as_json(pair) for pair in found]})
    elif not found:
        session.say(N_("No two cards wait to be told apart or merged."))
    else:
        print(table([session.words(column) for column in _COLUMNS], [_row(pair, session.words) for pair in found]))


def _row(pair: PairRecord, words: Words) -> list[str]:
    return [pair.first_no, pair.first_name, pair.second_no, pair.second_name, words(STATES[pair.state])]


def _as_json(pair: PairRecord) -> dict[str, object]:
    likeness = Likeness(pair.likeness).name.lower()
    return {"cards": [pair.first_no, pair.second_no], "likeness": likeness, "state": pair.state}
