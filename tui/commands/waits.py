"""`cardkeeper waits CARD… FILE.pdf`: for whom cards that came back are kept, to be laid into them."""

from argparse import ArgumentParser, Namespace
from functools import partial

from importers.papers import making
from locales.messages import N_
from locales.words import Words
from store import cards
from store.acts import papers
from tui.commands import CARD
from tui.commands.papers import made, paper_options
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


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    slips = papers.wait_slips(actor, [cards.card_id(actor, number) for number in options.cards])
    make = partial(
        making.make_wait_slips,
        actor,
        slips,
        options.file,
        session.words,
        overwrite=options.overwrite,
        codes=options.codes,
    )
    return made(session, options, make, {"for": [wait.borrower for wait in slips.waits]})
