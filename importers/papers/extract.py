"""An extract on paper (L7a): its cards, of each only the sections that were approved, with whom it is for, what for,
and by when it is given back or destroyed."""

from collections.abc import Iterator

from importers.papers.content import (
    CardPaper,
    CardPapers,
    Custom,
    Fact,
    blocks_under,
    card_paper,
    custom_of,
    section_blocks,
    warranty_block,
)
from importers.papers.flow import Block
from locales.messages import N_
from locales.words import Words
from store import fields
from store.acts.extract import Extract, ExtractCard
from store.extracts import PARTS, WARRANTIES

TITLE = N_("Extract, slip {slip}")
CLOSING = N_("Extract for {name}: no more than these sections. To be given back or destroyed by {due}.")
PRINT = N_("print {number}")
STANDING = "standing"
"""The section of which the head of a page shows something too."""


def card_papers(made: Extract, words: Words) -> CardPapers:
    custom = custom_of(made.origin, words)
    papers = [_paper(made, one, custom) for one in made.cards]
    return CardPapers(words(TITLE, slip=str(made.number)), made.purpose, made.origin, papers)


def _paper(made: Extract, one: ExtractCard, custom: Custom) -> CardPaper:
    words = custom.words
    paper = card_paper(
        one.card,
        custom,
        facts=(
            Fact(words(N_("Slip")), str(made.number)),
            Fact(words(N_("For")), made.borrower),
            Fact(words(N_("Made on")), words.moment(made.origin.at, made.origin.branch.zone)),
            Fact(words(N_("Due date")), words.date(made.due)),
        ),
        purpose=Fact(words(N_("Purpose")), made.purpose),
        blocks=_blocks(made, one, custom),
        closing=words(CLOSING, name=made.borrower, due=made.due),
    )
    paper = paper._replace(again=words(PRINT, number=str(made.printed + 1)) if made.printed else "")
    return paper if STANDING in made.sections else paper._replace(grade="", headline="")


def _blocks(made: Extract, one: ExtractCard, custom: Custom) -> Iterator[Block]:
    for section in made.sections:
        if section == WARRANTIES:
            blocks = [warranty_block(record, custom) for record in one.warranties]
        else:
            infos = [info for info in fields.in_section(section) if info.name != "name"]
            blocks = section_blocks(section, infos, one.card, custom)
        yield from blocks_under(custom.words(PARTS[section]), blocks)
