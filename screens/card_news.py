"""What colleagues do to the card that is open: read, it shows what they did; being edited, it says who saved it (F11).

A layer of the card's screen. What is typed is never touched: saving compares, field by field.
"""

from functools import partial
from typing import Any, ClassVar

from locales.messages import N_
from screens.card_pages import LISTS
from screens.card_store import last_saved, open_card
from screens.card_typing import CardTyping
from screens.card_work import CardWork
from screens.widgets.drawn import Piece
from store.access import NotYourCard
from store.cards import CardRecord
from store.history import HistoryEntry
from store.news import ON_CARDS, News

SAVED_MEANWHILE = N_("{name} saved this card at {time}. Yours is compared with it, field by field, when you save.")
SAVED_AT = N_("{name} saved {time}")


class CardNews(CardTyping):
    """Reading the card again by itself, or saying that saving will compare."""

    SHOWS: ClassVar[frozenset[str]] = ON_CARDS | {
        "warranty",
        "slip_card",
        "slip",
        "original",
        "reservation",
        "transfer",
    }

    def __init__(self, *told: Any, **how: Any) -> None:
        super().__init__(*told, **how)
        self.theirs: HistoryEntry | None = None
        """What a colleague saved while this is being edited."""

    def colleagues_did(self, news: News) -> None:
        if self.card_id is None or self.SUBMITS or not news.is_on([self.card_id]):
            return
        if not self._at_work_on_it:
            self.run(partial(self._open_again, self.card_id), exclusive=True, group="news")
        elif news.is_of(ON_CARDS):
            self.run(partial(self._say_who_saved, self.card_id), exclusive=True, group="news")

    @property
    def _at_work_on_it(self) -> bool:
        """Whether something is typed here that is not saved, or is about to be."""
        return self.work.changed or self.open_row is not None or (self.form.editing and self.section not in LISTS)

    async def _open_again(self, card_id: int) -> None:
        """Show the card as it is now, on the page and the line where it stood."""
        try:
            opened = await self.room.store(open_card, self.room.who(), card_id)
        except NotYourCard:
            return  # the next key closes it, and says so
        if self.card_id == card_id and not self._at_work_on_it:
            self._take(opened)

    async def _say_who_saved(self, card_id: int) -> None:
        try:
            saved, version = await self.room.store(last_saved, self.room.who(), card_id)
        except NotYourCard:
            return
        moved = version != self.work.based_on and self.card_id == card_id
        if saved is not None and moved and saved.user != self.room.who().user:
            self.theirs = saved
            self.room.say(SAVED_MEANWHILE, tone="problem", **self._who_and_when(saved))
            self.narrowing_changed()

    def _who_and_when(self, entry: HistoryEntry) -> dict[str, Any]:
        zone = self.room.branch.zone if self.room.branch else None
        return {"name": entry.by or "", "time": self.words.moment(entry.at, zone).rsplit(" ", 1)[-1]}

    def _work_on(self, card: CardRecord | None) -> CardWork:
        self.theirs = None
        return super()._work_on(card)

    def narrowed_by(self) -> tuple[list[Piece], str]:
        pages, state = super().narrowed_by()
        if self.theirs is None:
            return pages, state
        return pages, self.words(SAVED_AT, **self._who_and_when(self.theirs))
