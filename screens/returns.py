"""Taking cards back: one key, at once, and offered to be undone (L1)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any

from locales.messages import N_, NP_
from screens.base import RoomScreen
from store import history, loans
from store.access import Actor
from store.cards import CardRow
from store.slips import LoanRecord

RETURNED_ONE = N_("Returned {card_no} ({borrower}).")
RESERVED = NP_(
    "Returned {n} card: {card_no} is reserved by {borrower}. Ctrl+F8 prints the slip.",
    "Returned {n} cards: {card_no} is reserved by {borrower}. Ctrl+F8 prints the slip.",
)
RESERVED_AND_CHANGED = NP_(
    "Returned {back}: {card_no} is reserved by {borrower}, Ctrl+F8 prints the slip; {n} changed meanwhile, Ctrl+F7"
    " shows how.",
    "Returned {back}: {card_no} is reserved by {borrower}, Ctrl+F8 prints the slip; {n} changed meanwhile, Ctrl+F7"
    " shows how.",
)
RETURNED = NP_("Returned {n} card.", "Returned {n} cards.")
RETURNED_CHANGED = NP_(
    "Returned {card_no} ({borrower}). {n} field changed meanwhile: Ctrl+F7 shows it.",
    "Returned {card_no} ({borrower}). {n} fields changed meanwhile: Ctrl+F7 shows them.",
)
SOME_CHANGED = NP_(
    "Returned {back} cards; {n} of them changed meanwhile: Ctrl+F7 shows how.",
    "Returned {back} cards; {n} of them changed meanwhile: Ctrl+F7 shows how.",
)


Then = Callable[[], Awaitable[Any]]


async def take_back(
    screen: RoomScreen[Any],
    cards: Sequence[CardRow],
    then: Then,
    *,
    on: date | None = None,
    results: Mapping[int, str] | None = None,
) -> list[LoanRecord]:
    """Take those of `cards` back that are out, on the day `on` and with what each visit brought; say so, and do `then`;
    also after an undo. Returns the loans that ended."""
    room = screen.room
    out = [card.id for card in cards if card.out_to is not None]
    if not out:
        room.say(NP_("This card is not out.", "None of these {n} cards is out."), tone="problem", n=len(cards))
        return []
    ended, changed = await room.store(_give_back, room.who(), out, on, results)
    reserved = [loan for loan in ended if loan.next]
    room.came_back = tuple(loan.card_id for loan in reserved)
    room.changed = tuple(loan for loan in ended if loan.id in changed)

    async def undo() -> None:
        room.came_back, room.changed = (), ()
        await room.store(loans.take_return_back, room.who(), ended)
        room.say(NP_("The card is out again.", "{n} cards are out again."), n=len(ended))
        await then()
        await room.count_waiting()

    await then()
    screen.refresh_bindings()
    if reserved:
        first, back = reserved[0], len(ended)
        said, count = (RESERVED_AND_CHANGED, len(changed)) if changed else (RESERVED, back)
        values = {"card_no": first.card_no, "borrower": first.next, "back": back}
        room.say(said, n=count, tone="problem", undo=undo, **values)
    elif len(ended) == 1 and changed:
        (fields,) = changed.values()
        one = ended[0]
        room.say(RETURNED_CHANGED, n=fields, card_no=one.card_no, borrower=one.borrower, undo=undo)
    elif changed:
        room.say(SOME_CHANGED, n=len(changed), back=len(ended), undo=undo)
    elif len(ended) == 1:
        room.say(RETURNED_ONE, card_no=ended[0].card_no, borrower=ended[0].borrower, undo=undo)
    else:
        room.say(RETURNED, n=len(ended), undo=undo)
    await room.count_waiting()
    return ended


def _give_back(
    actor: Actor, cards: Sequence[int], on: date | None, results: Mapping[int, str] | None
) -> tuple[list[LoanRecord], dict[int, int]]:
    """The loans that ended, and how many fields of their cards had changed meanwhile, by the loan's id."""
    ended = loans.give_back(actor, cards, on=on, results=results)
    edited = history.while_out(actor, [loan.id for loan in ended])
    return ended, {line: sum(len(entry.changes) for entry in entries) for line, entries in edited.items()}


def may_show_changed(screen: RoomScreen[Any]) -> bool:
    """Whether what was last taken back here had changed meanwhile."""
    return bool(screen.room.changed)


def show_changed(screen: RoomScreen[Any]) -> None:
    """Show what was edited on the cards that were last taken back."""
    from screens.changed import ChangedScreen

    screen.app.push_screen(ChangedScreen(screen.room.changed))
