"""`cardkeeper pack SLIP FILE`: the cards of a slip that are out, to be taken along on paper, one a page."""

from argparse import ArgumentParser, Namespace
from functools import partial

from importers.papers import making
from locales.messages import N_
from locales.words import Words
from store.acts import papers
from tui.commands import SLIP
from tui.commands.papers import made, paper_options
from tui.commands.parsing import a_count
from tui.commands.session import Session
from tui.plain.fill import Ask

ASKS = (
    Ask("slip", N_("Slip no.")),
    Ask("file", N_("File")),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("slip", metavar=words(SLIP), type=a_count(words), help=words(N_("the number of the slip")))
    paper_options(parser, words, ".pdf|.xlsx")


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    pack = papers.pack(actor, options.slip)
    make = partial(
        making.make_pack,
        actor,
        pack,
        options.file,
        session.words,
        overwrite=options.overwrite,
        codes=options.codes,
    )
    return made(session, options, make, {"slip": pack.number, "head": pack.origin.head.text})
