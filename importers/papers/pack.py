"""The pack of a slip (L2): its cards whole, with the earlier loans of each, and room for what the visit brings."""

from collections.abc import Iterator

from importers.papers.content import (
    BETWEEN,
    CardPaper,
    CardPapers,
    Custom,
    Fact,
    blocks_under,
    card_blocks,
    card_paper,
    custom_of,
)
from importers.papers.flow import Block
from locales.messages import N_, NC_
from locales.words import Words
from store.acts.papers import Pack, PackCard
from store.slips import RESULTS, LoanRecord

TITLE = N_("Pack of slip {slip}")
EARLIER = NC_("section", "Earlier loans")
NOTES = N_("Notes of the visit")
CONFIDENTIAL = N_("Confidential: for {borrower}, until {due}. It comes back with the card.")


def card_papers(made: Pack, words: Words) -> CardPapers:
    custom = custom_of(made.origin, words)
    papers = [_paper(one, custom) for one in made.cards]
    return CardPapers(words(TITLE, slip=str(made.number)), made.purpose, made.origin, papers)


def _paper(one: PackCard, custom: Custom) -> CardPaper:
    words, card, loan = custom.words, one.card, one.loan
    paper = card_paper(
        card,
        custom,
        facts=(
            Fact(words(N_("Slip")), str(loan.slip)),
            Fact(words(N_("Borrower")), loan.borrower),
            Fact(words(N_("Lent on")), words.date(loan.lent_on)),
            Fact(words(N_("Due date")), words.date(loan.due)),
        ),
        purpose=Fact(words(N_("Purpose")), loan.purpose),
        blocks=(*card_blocks(card, one.warranties, custom), *_earlier_loans(one, words)),
        closing=words(CONFIDENTIAL, borrower=loan.borrower, due=loan.due),
    )
    return paper._replace(notes=words(NOTES), results=tuple(words(result) for result in RESULTS.values()))


def _earlier_loans(one: PackCard, words: Words) -> Iterator[Block]:
    yield from blocks_under(words(EARLIER), [_earlier(loan, words) for loan in one.earlier])


def _earlier(loan: LoanRecord, words: Words) -> Block:
    result = words(RESULTS[loan.result]) if loan.result in RESULTS else loan.result
    return Block(words.date(loan.lent_on), BETWEEN.join(part for part in (loan.borrower, loan.purpose, result) if part))
