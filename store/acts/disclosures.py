"""All that is kept about a person, gathered to be printed for them (K6): the card with what hangs from it, who had it
and who saw it, what was done to it, and what waits about it in drafts, submissions and sheets.

For a clerk or a manager; written down in the journal before the paper stands, as every paper is.
"""

import json
from datetime import datetime
from typing import NamedTuple

from locales.messages import N_
from store import access, cards, database, history, journal, merges, offices, seen, slips, submitted, warranties
from store.access import Actor, Right
from store.acts import papers, staged
from store.acts.papers import Origin
from store.cards import CardRecord
from store.errors import Refused
from store.history import HistoryEntry
from store.seen import SeenRecord
from store.slips import LoanRecord
from store.submitted import SubmissionRecord
from store.warranties import WarrantyRecord

MOST_ACTS = 2000
"""How many acts, and looks, are told, the latest first."""
LANGUAGE = "language"
"""The card's field that says in which language we write to them."""


class PurposeMissing(Refused):
    message = N_("Say what it is printed for: a few words, as “asked for by letter of 3 May”.")


class DraftText(NamedTuple):
    """What somebody typed about them and has not saved."""

    by: str
    at: datetime
    text: str


class SheetText(NamedTuple):
    """A row of a sheet: as it was written, and what became of it."""

    file: str
    row: int
    written: bool
    text: str


class Disclosure(NamedTuple):
    """`language` is the person's own, None where the card does not say. `lent` are all slips the card was on, copies
    too; `merged` are the cards that were merged into it, as they stood then."""

    origin: Origin
    purpose: str
    card: CardRecord
    language: str | None
    warranties: tuple[WarrantyRecord, ...]
    lent: tuple[LoanRecord, ...]
    seen: tuple[SeenRecord, ...]
    acts: tuple[HistoryEntry, ...]
    submissions: tuple[SubmissionRecord, ...]
    drafts: tuple[DraftText, ...]
    sheets: tuple[SheetText, ...]
    merged: tuple[CardRecord, ...] = ()


def gather(actor: Actor, card: int, purpose: str) -> Disclosure:
    """What is kept about the customer of a card. Raises NotAllowed, NotYourCard, BranchOnly, Restricted, Erased,
    PurposeMissing. Does not write."""
    actor = access.require(actor, Right.DISCLOSE)
    (row,) = slips.within_reach(actor, Right.DISCLOSE, [card])
    if row.erased:
        raise cards.Erased(card_no=row.card_no)
    if card in access.reading(actor).restricted:
        raise access.Restricted(card_no=row.card_no)
    if not purpose.strip():
        raise PurposeMissing()
    shown = cards.show(actor, card)
    branch, of = offices.branch_by_id(row.branch_id), merges.of(card)
    today = database.today(branch.time_zone)
    return Disclosure(
        papers.origin(actor, branch),
        purpose.strip(),
        shown,
        shown.values[LANGUAGE],
        tuple(warranties.of_card(actor, card)),
        tuple(slips.loans("l.card_id = ?", (card,), today, "l.id desc")),
        tuple(seen.listed(card, MOST_ACTS)),
        tuple(history.of_card(actor, card, MOST_ACTS)),
        tuple(submitted.of_card(card)),
        tuple(text for one in of for text in _drafts(one)),
        tuple(text for one in of for text in _sheets(one)),
        tuple(cards.show(actor, one) for one in of[1:]),
    )


def _drafts(card: int) -> list[DraftText]:
    found = database.rows(
        'select s.name, d.updated_at, d."values" from draft d join staff s on s.id = d.staff_id where d.card_id = ?'
        " order by d.id",
        (card,),
    )
    return [DraftText(by, database.moment(at), _told(json.loads(values))) for by, at, values in found]


def _sheets(card: int) -> list[SheetText]:
    found = database.rows(
        'select i.file_name, r.row, i.number is not null, r."values" from import_row r join import i'
        " on i.id = r.import_id where r.card_id = ? order by r.id",
        (card,),
    )
    return [
        SheetText(file, row, bool(written), _told(staged.loaded(values)["values"]))
        for file, row, written, values in found
    ]


def _told(value: object) -> str:
    """Everything that is filled in of what was typed, in its order."""
    if isinstance(value, dict):
        return " · ".join(text for each in value.values() if (text := _told(each)))
    if isinstance(value, list | tuple):
        return " · ".join(text for each in value if (text := _told(each)))
    return "" if isinstance(value, bool | None) else journal.text(value) or ""


def note(actor: Actor, made: Disclosure, file: str) -> int:
    """Write down that what is kept about a person leaves as `file`. Returns the entry's number. Raises what `gather`
    does. Journal: one entry "disclose"; the card counts as seen."""
    gather(actor, made.card.id, made.purpose)
    seen.note(actor, [made.card.id], "printed")
    with journal.entry(made.origin.branch.id, actor.staff_id, "disclose", made.purpose) as entry:
        papers.note_paper(entry, {"file": file})
        entry.note(journal.Change("paper", 0, made.card.id, "disclosed", None, made.card.card_no))
    return entry.number
