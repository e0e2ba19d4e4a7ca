"""`cardkeeper labels CARD… FILE.pdf`: labels for the folders of cards, with the number as a code to scan."""

from argparse import ArgumentParser, Namespace
from functools import partial

from importers.papers import making
from importers.papers.labels import EACH
from locales.messages import N_
from locales.words import Words
from store import cards
from store.acts import papers
from tui.commands import CARD, NUMBER
from tui.commands.papers import made, paper_options
from tui.commands.parsing import a_count
from tui.commands.session import Session
from tui.plain import answers
from tui.plain.fill import Ask

ASKS = (
    Ask("cards", answers.CARDS, answers.a_card),
    Ask("file", N_("File")),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    paper_options(parser, words, ".pdf")
    first = N_("the place of the first label on a sheet that was begun, from 1 to {most}")
    parser.add_argument(
        "--first", metavar=words(NUMBER), type=a_count(words, 1, EACH), default=1, help=words(first, most=EACH)
    )


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    sheet = papers.labels(actor, [cards.card_id(actor, number) for number in options.cards])
    make = partial(
        making.make_labels,
        actor,
        sheet,
        options.file,
        session.words,
        first=options.first,
        overwrite=options.overwrite,
        codes=options.codes,
    )
    return made(session, options, make, {})
