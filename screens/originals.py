"""The numbered original of a card on paper: printed once, voided by a manager (L1)."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from importers.papers import making
from importers.papers.making import Made
from locales.messages import N_, NC_, NP_
from screens.base import RoomScreen
from screens.choose import ReasonScreen
from screens.paper import PACK_FILE_HELP, PaperScreen
from store import originals
from store.access import Actor
from store.acts import original
from store.acts.original import Originals
from store.card_rows import CardRow

WHY = N_("Why it is void, in a few words. After that a new one may be printed.")
VOIDED_ONE = N_("Original no. {number} of {card_no} is void: a new one may be printed. Destroy the old one.")
VOIDED = NP_(
    "{n} original is void: a new one may be printed. Destroy the old one.",
    "{n} originals are void: new ones may be printed. Destroy the old ones.",
)


def print_original(screen: RoomScreen[Any], rows: Iterable[CardRow]) -> None:
    screen.app.push_screen(OriginalScreen([row.id for row in rows]))


def void_original(screen: RoomScreen[Any], rows: Iterable[CardRow], then: Callable[[], Awaitable[Any]]) -> None:
    """Ask why the originals of cards are void, void them, and do `then`."""
    ids = [row.id for row in rows]

    def given(reason: str | None) -> None:
        if reason is not None:
            screen.run_once(partial(_void, screen, ids, reason, then), "save")

    title = NC_("screen", "Void the original")
    screen.app.push_screen(ReasonScreen(title, N_("Reason"), WHY, at=screen.path()), given)


async def _void(screen: RoomScreen[Any], cards: Sequence[int], reason: str, then: Callable[[], Awaitable[Any]]) -> None:
    voided = await screen.room.store(originals.void, screen.room.who(), cards, reason)
    await then()
    if len(voided) == 1:
        screen.room.say(VOIDED_ONE, number=str(voided[0].number), card_no=voided[0].card_no)
    else:
        screen.room.say(VOIDED, n=len(voided))


class OriginalScreen(PaperScreen[Originals]):
    """The originals of cards, one a page, each under its number."""

    TITLE_WORD = NC_("screen", "Original")
    FILE_HELP = PACK_FILE_HELP

    def __init__(self, cards: Sequence[int]) -> None:
        super().__init__()
        self.cards = tuple(cards)

    def gather(self, actor: Actor) -> Originals:
        return original.gather(actor, self.cards)

    def make(self, actor: Actor, gathered: Originals, path: Path, **how: Any) -> Made:
        return making.make_originals(actor, gathered, path, self.words, **how)

    def tell(self, gathered: Originals) -> str:
        first = gathered.cards[0]
        if len(gathered.cards) == 1:
            said = N_("{card_no}: original no. {number}")
            return self.words(said, card_no=first.card.card_no, number=str(first.number))
        return self.words(NP_("{n} paper original", "{n} paper originals"), n=len(gathered.cards))

    def file_name(self) -> str:
        return self.words(N_("original.pdf"))
