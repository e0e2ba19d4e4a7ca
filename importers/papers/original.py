"""The original of a card on paper (L1): all of the card, under its number, with who printed it and when."""

from importers.papers.content import (
    BETWEEN,
    CARD_OF,
    CardPaper,
    Custom,
    Fact,
    Printed,
    card_blocks,
    custom_of,
    headline,
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


def printed(made: Originals, words: Words) -> Printed:
    return Printed(words(TITLE), words(PURPOSE), made.origin)


def papers(made: Originals, words: Words) -> list[CardPaper]:
    custom, count = custom_of(made.origin, words), len(made.cards)
    return [
        _paper(made, one, custom, words(CARD_OF, number=place, count=count) if count > 1 else "")
        for place, one in enumerate(made.cards, 1)
    ]


def _paper(made: Originals, one: OriginalCard, custom: Custom, place: str) -> CardPaper:
    words, card, origin = custom.words, one.card, made.origin
    number = str(one.number)
    return CardPaper(
        card.card_no,
        str(card.values["name"]),
        card.row.grade,
        BETWEEN.join((words(NUMBER, number=number), headline(card, custom))),
        (
            Fact(words(N_("Original")), number),
            Fact(words(N_("Printed by")), origin.who),
            Fact(words(N_("Printed on")), words.moment(origin.at, origin.branch.zone, "short")),
            Fact(words(N_("Version")), str(card.version)),
        ),
        Fact(words(FIELDS["salesperson"].label), card.row.salesperson or ""),
        tuple(card_blocks(card, one.warranties, custom)),
        "",
        (),
        words(CLOSING, number=number, card_no=card.card_no),
        place,
    )
