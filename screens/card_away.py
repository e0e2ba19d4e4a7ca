"""A card whose save cannot be sent: it is kept on this machine, and sent by itself once the line is back (F11).

A layer of the card's screen. What then meets a colleague's save is chosen field by field, as ever.
"""

from abc import abstractmethod
from typing import Any

from locales.messages import N_
from screens.card_news import CardNews
from store import cards
from store.card_edits import Edit
from store.engines import DatabaseGone
from store.errors import Refused
from store.unsent import DRAFT, Unsent, Unsure, saving

KEPT_HERE = N_("No line: what you saved is kept on this machine, and sent by itself once the line is back.")
KEPT_AT = N_("kept here {time}, not sent yet")


class CardAway(CardNews):
    """Keeping a save, and going on once it was sent or met something."""

    @abstractmethod
    def _meet(self, refusal: Refused) -> None:
        """Let be chosen what a save met."""

    @abstractmethod
    def action_refresh(self) -> None:
        """Show the card as it is now."""

    async def _keep_here(self, edit: Edit, learnt_at: str | None, gone: DatabaseGone, **more: Any) -> None:
        """Keep what could not be sent. A new card and a submission are left: what is typed next is another one's."""
        values, version = self.work.kept(), self.work.based_on
        one = saving(self.called, self.card_id, version, values, edit, learnt_at=learnt_at, **more)
        if isinstance(gone, Unsure):
            one = one.tried_as(gone.marks)
        at = await self.room.keep_unsent(one)
        self.kept_here = one
        self._tell_draft(at, KEPT_AT)
        self.room.say(KEPT_HERE)
        if self.card_id is None or self.SUBMITS:
            self.dismiss(self.card_id)

    def was_sent(self, one: Unsent) -> None:
        if self._is_mine(one):
            self.kept_here = None
            self.action_refresh()
        elif self._is_typed_on(one):
            self.run(self._go_on_from_sent)

    async def _go_on_from_sent(self) -> None:
        """What was typed since goes on from what was sent; that took the draft of it along."""
        assert self.card_id is not None
        sent = await self.room.store(cards.show, self.room.who(), self.card_id)
        self.work.settle(sent, {}, ())
        self._keep_draft()

    def was_not_sent(self, one: Unsent, why: Refused) -> None:
        if self._is_mine(one):
            self.kept_here = None
            if self.uppermost:
                self._meet(why)
        elif self._is_typed_on(one):
            self._keep_draft()

    def _is_mine(self, one: Unsent) -> bool:
        """Whether it is what was saved here, and nothing else was typed since."""
        return self.kept_here is not None and self.card_id is not None and self.kept_here.about == one.about

    def _is_typed_on(self, one: Unsent) -> bool:
        """Whether more was typed into the card since that save."""
        same = self.card_id is not None and (self.card_id, self.SUBMITS) == (one.card_id, one.submission)
        return same and one.kind != DRAFT and self.work.changed
