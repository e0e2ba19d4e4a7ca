"""The original of a card as it is printed (L1, K2): all of the card, numbered, once, and written down in the journal
before the paper stands.
"""

from collections.abc import Sequence
from typing import NamedTuple

from store import access, cards, journal, offices, originals, seen, slips, warranties
from store.access import Actor, Restricted, Right
from store.acts import papers
from store.acts.papers import Origin
from store.card_rows import CardRow
from store.cards import CardRecord
from store.warranties import WarrantyRecord


class OriginalCard(NamedTuple):
    """A card that is printed, whole, and the number of its print."""

    card: CardRecord
    number: int
    warranties: tuple[WarrantyRecord, ...]


class Originals(NamedTuple):
    """The cards in the order in which they were asked for."""

    origin: Origin
    cards: tuple[OriginalCard, ...]


def gather(actor: Actor, wanted: Sequence[int]) -> Originals:
    """The originals of cards, each to be printed under its next number; all or none.

    Raises NotAllowed, NothingToPrint, NotYourCard, BranchOnly, Restricted, Erased, Archived, CardIsOut, HasOriginal,
    ManagersWord. Does not write.
    """
    actor = access.require(actor, Right.ORIGINAL)
    rows = slips.within_reach(actor, Right.ORIGINAL, wanted)
    if not rows:
        raise originals.NothingToPrint()
    gathered = tuple(_card(actor, row) for row in rows)
    return Originals(papers.origin(actor, offices.branch(actor)), gathered)


def _card(actor: Actor, row: CardRow) -> OriginalCard:
    if row.erased:
        raise cards.Erased(card_no=row.card_no)
    if row.restricted:
        raise Restricted(card_no=row.card_no)
    if row.archived:
        raise cards.Archived(card_no=row.card_no)
    number = originals.next_number(actor, row)
    if row.out_to is not None:  # lending moves the paper: one made now would lie in the drawer
        raise cards.CardIsOut(card_no=row.card_no, borrower=row.out_to)
    return OriginalCard(cards.show(actor, row.id), number, tuple(warranties.of_card(actor, row.id)))


def print_originals(actor: Actor, made: Originals, file: str) -> int:
    """Write down that originals leave as `file`, each under the number that stands on it.

    Returns the number of the journal's entry. Raises what `gather` does, and PrintedMeanwhile. Journal: one entry
    "print_original" with the file and one change a card. The cards count as seen.
    """
    actor = access.require(actor, Right.ORIGINAL)
    gather(actor, [one.card.id for one in made.cards])
    seen.note(actor, [one.card.id for one in made.cards], "printed")
    with journal.entry(made.origin.branch.id, actor.staff_id, "print_original") as entry:
        papers.note_paper(entry, {"file": file})
        for one in made.cards:
            originals.enter(entry, actor, one.card.row, one.number, one.card.version)
    return entry.number
