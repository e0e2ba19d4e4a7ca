"""What the card's screen asks of the store in one go, so that each key costs one trip to the store's thread."""

from typing import NamedTuple

from store import cards, drafts, history, merges, restrictions, staff, warranties
from store.access import Actor
from store.acts import put_back
from store.cards import CardRecord, Edit
from store.drafts import Draft
from store.history import FieldChange, HistoryEntry
from store.news import ON_CARDS
from store.restrictions import ErasedOn
from store.staff import StaffRecord
from store.warranties import WarrantyRecord


class Opened(NamedTuple):
    """A card, what this person had typed into it, and the colleagues who can look after it. `card` None: a new one.
    `erased` is when and by whom it was erased, `merged_into` the number of the card into which it went."""

    card: CardRecord | None
    draft: Draft | None
    people: list[StaffRecord]
    warranties: list[WarrantyRecord]
    erased: ErasedOn | None = None
    merged_into: str | None = None


class Kept(NamedTuple):
    """What is to be saved, on which version; `card_id` None for a new card."""

    card_id: int | None
    version: int
    edit: Edit
    learnt_at: str | None


class SavedCard(NamedTuple):
    """The card after a save; `entry` is the number of the journal's entry that undoing puts back, None for none."""

    card: CardRecord
    entry: int | None
    people: list[StaffRecord]
    warranties: list[WarrantyRecord]

    @property
    def opened(self) -> Opened:
        return Opened(self.card, None, self.people, self.warranties)


def open_card(actor: Actor, card_id: int | None, submission: bool = False) -> Opened:
    """The card to be read and edited, or to write a submission for."""
    card = None if card_id is None else cards.show(actor, card_id)
    found = [] if card_id is None else warranties.of_card(actor, card_id)
    erased = restrictions.erased(card.id) if card is not None and card.row.erased else None
    into = merges.into(card.id) if card is not None and card.row.archived else None
    return Opened(card, drafts.of(actor, card_id, submission=submission), staff.people(actor), found, erased, into)


def save_card(actor: Actor, work: Kept, despite_doubles: bool) -> SavedCard:
    """Raises what `cards.create` and `cards.save` raise."""
    if work.card_id is None:
        made = cards.create(actor, work.edit, learnt_at=work.learnt_at, despite_doubles=despite_doubles)
        return SavedCard(made, None, staff.people(actor), [])
    saved = cards.save(
        actor, work.card_id, work.version, work.edit, learnt_at=work.learnt_at, despite_doubles=despite_doubles
    )
    return _saved(actor, saved)


def _saved(actor: Actor, card: CardRecord) -> SavedCard:
    entries = history.of_card(actor, card.id, 1)
    number = entries[0].number if entries else None
    return SavedCard(card, number, staff.people(actor), warranties.of_card(actor, card.id))


def undo_save(actor: Actor, card_id: int, entry: int) -> CardRecord:
    return put_back.put_back(actor, card_id, entry)


def put_line_back(actor: Actor, card_id: int, entry: int, change: FieldChange | None) -> SavedCard:
    return _saved(actor, put_back.put_back(actor, card_id, entry, change))


LAST_ACTS = 20
"""Among so many of a card's last acts, lendings too, is the last save looked for."""


def last_saved(actor: Actor, card_id: int) -> tuple[HistoryEntry | None, int]:
    """The last act that changed what the card says, and its version now."""
    entries = history.of_card(actor, card_id, LAST_ACTS)
    saved = (entry for entry in entries if any(change.record in ON_CARDS for change in entry.changes))
    return next(saved, None), cards.show(actor, card_id).version


def history_of(actor: Actor, card_id: int, most: int = 200) -> list[HistoryEntry]:
    return history.of_card(actor, card_id, most)
