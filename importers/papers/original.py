"""The original of a card on paper (L1): all of the card, under its number, with who printed it and when."""

from importers.papers.content import (
    BETWEEN,
    CardPaper,
    CardPapers,
    Custom,
    Fact,
    card_blocks,
    card_paper,
    custom_of,
)
from locales.messages import N_
from locales.words import Words
from store.acts.original import OriginalCard, Originals
from store.fields import FIELDS

TITLE = N_("Paper originals")
PURPOSE = N_("paper original")
NUMBER = N_("Original no. {number}")
CLOSING = N_(
    "Original no. {number} of card {card_no}: it goes out and comes back with the card. If it is lost, say so."
)


def card_papers(made: Originals, words: Words) -> CardPapers:
    custom = custom_of(made.origin, words)
    papers = [_paper(made, one, custom) for one in made.cards]
    return CardPapers(words(TITLE), words(PURPOSE), made.origin, papers)


def _paper(made: Originals, one: OriginalCard, custom: Custom) -> CardPaper:
    words, card, origin, number = custom.words, one.card, made.origin, str(one.number)
    paper = card_paper(
        card,
        custom,
        facts=(
            Fact(words(N_("Original")), number),
            Fact(words(N_("Printed by")), origin.who),
            Fact(words(N_("Printed on")), words.moment(origin.at, origin.branch.zone, "short")),
            Fact(words(N_("Version")), str(card.version)),
        ),
        purpose=Fact(words(FIELDS["salesperson"].label), card.row.salesperson or ""),
        blocks=card_blocks(card, one.warranties, custom),
        closing=words(CLOSING, number=number, card_no=card.card_no),
    )
    return paper._replace(headline=BETWEEN.join((words(NUMBER, number=number), paper.headline)))
