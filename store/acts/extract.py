"""An extract as it is printed (L7a): once the manager has approved it, only its sections, under its slip, and again as
often as needed, each time counted. Written down in the journal before the paper stands.
"""

from datetime import date
from typing import Any, NamedTuple

from locales.messages import N_, Message
from store import access, cards, database, journal, offices, seen, slips, warranties
from store.access import Actor, Restricted, Right
from store.acts import papers
from store.acts.papers import Origin
from store.cards import CardRecord
from store.errors import Refused
from store.extracts import KIND, NoSuchExtract
from store.slips import STATES
from store.warranties import WarrantyRecord


class NotApproved(Refused):
    slip: int
    state: Message
    message = N_("The extract on slip {slip} cannot be printed: it is “{state}”.")


class ExtractExpired(Refused):
    slip: int
    due: date
    message = N_("The extract on slip {slip} ended on {due}. Ask for it again.")


class ExtractCard(NamedTuple):
    """A card of an extract, with the line of the slip that it stands on."""

    card: CardRecord
    line: int
    state: str
    warranties: tuple[WarrantyRecord, ...]


class Extract(NamedTuple):
    """The cards of a slip in the order in which they were asked for; `printed` is how often it was printed before."""

    origin: Origin
    number: int
    borrower: str
    purpose: str
    sections: tuple[str, ...]
    due: date
    cards: tuple[ExtractCard, ...]
    printed: int


def gather(actor: Actor, number: int) -> Extract:
    """The extract on a slip of the actor's branch, to be printed for the first time or again.

    Raises NotAllowed, NoSuchExtract, NotApproved, ExtractExpired, Restricted, NotYourCard. Does not write.
    """
    actor = access.require(actor, Right.EXTRACT)
    branch = offices.branch(actor)
    found = database.rows(
        "select l.id, l.card_id, l.state, l.due, s.borrower_name, s.purpose, s.sections, s.prints from slip_card l"
        " join slip s on s.id = l.slip_id where s.branch_id = ? and s.number = ? and s.kind = ? order by l.id",
        (branch.id, number, KIND),
    )
    if not found:
        raise NoSuchExtract(slip=number)
    able = [row for row in found if row[2] in ("approved", "out")]
    if not able:
        raise NotApproved(slip=number, state=STATES[found[0][2]])
    due = max(database.as_day(row[3]) or date.min for row in able)
    if due < database.today(branch.time_zone):
        raise ExtractExpired(slip=number, due=due)
    *_, borrower, purpose, sections, prints = able[0]
    gathered = tuple(_card(actor, row) for row in able)
    return Extract(
        papers.origin(actor, branch), number, borrower, purpose, tuple(sections.split(",")), due, gathered, prints
    )


def _card(actor: Actor, row: tuple[Any, ...]) -> ExtractCard:
    line, card, state = row[:3]
    shown = cards.show(actor, card)
    if shown.row.restricted:
        raise Restricted(card_no=shown.card_no)
    if not shown.confidential:
        raise access.NotYourCard()
    return ExtractCard(shown, line, state, tuple(warranties.of_card(actor, card)))


def note(actor: Actor, made: Extract, file: str) -> int:
    """Write down that an extract leaves as `file`: what was approved is on paper from now on, and the print is counted.

    Returns the number of the journal's entry. Raises what `gather` does, and MovedMeanwhile. Journal: one entry
    "make_extract" with the slip, the file, how many prints there are, and one change a card. The cards count as seen.
    """
    gather(actor, made.number)
    seen.note(actor, [one.card.id for one in made.cards], "printed")
    with journal.entry(made.origin.branch.id, actor.staff_id, "make_extract", made.purpose) as entry:
        now = database.now()
        for one in made.cards:
            if one.state == "approved" and not slips.move(entry, one.line, one.card.id, "approved", "out", out_at=now):
                raise slips.moved_meanwhile(one.line, one.card.card_no)
        (prints,) = database.rows(
            "update slip set prints = prints + 1 where branch_id = ? and number = ? returning prints",
            (made.origin.branch.id, made.number),
        )[0]
        papers.note_paper(entry, {"slip": str(made.number), "file": file, "prints": str(prints)})
        entry.note_all(journal.Change("slip_card", one.line, one.card.id, "printed", None, file) for one in made.cards)
    return entry.number
