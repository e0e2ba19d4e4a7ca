"""The program while the line to its database is cut: it says so, keeps what is typed and saved, and sends it later.

The thread that waits for news finds the database again by itself. Then what was kept on this machine is sent in its
order, what was under way as the line was cut is looked for in the journal, and every screen is read anew.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import peewee
from textual import on
from textual.timer import Timer

from locales.messages import N_, NP_
from screens.room import P, T
from store import database, engines, journal, system
from store.engines import Busy, DatabaseGone, DiskFull, ReadOnlyRoom
from store.errors import Refused
from store.journal import Mark
from store.unsent import DRAFT, NoLine, NotKept, Shelf, Unsent, Unsure
from tui.live import LiveRoom

RETRY = 2.0
"""Seconds after which what could not be sent over a line that holds is tried again."""
NOT_NOW = (DatabaseGone, Busy, DiskFull, ReadOnlyRoom)
"""Refusals that say nothing of what is to be sent."""
SENT = NP_("The line is back; {n} save that was kept here is sent.", "The line is back; {n} saves kept here are sent.")
DRAFTS_NOW = N_(
    "{cards}: not saved as typed, since a colleague changed it or a rule asks something. It is your draft there; Ctrl+S"
    " saves it."
)
WAS_DONE = N_("The line is back: what was under way as it was cut is done.")
NOT_DONE = N_("The line is back: what was under way as it was cut was not done. Do it again.")


class MustWait(Busy):
    """Somebody else writes, and nothing of an act is done yet, so that it may be done again as it is."""


class AwayRoom(LiveRoom):
    """Asking the store over a line that may be cut."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf: Shelf | None = None
        self._sending = self._more = False
        self._pausing: Timer | None = None
        """Set while nothing is sent, since it failed a moment ago."""
        self._unsure: list[tuple[Mark, ...]] = []
        """What may have been done as the line was cut, and is not kept on the shelf."""

    def _asked(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`_asked_late`, but what it writes is no news here."""
        with journal.marking(self.ours.wrote):
            return self._asked_late(act, *args, **kwargs)

    def _asked_until_done(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`_asked_late`, again and again while it must wait; not for ever, and no longer once the program is left. The
        connection is one only for this."""
        until = time.monotonic() + engines.LOCK_WAIT
        try:
            while True:
                try:
                    return self._asked_late(act, *args, **kwargs)
                except MustWait:
                    if self.ending or time.monotonic() > until:
                        raise
        finally:
            database.disconnect()

    def _asked_late(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `act` on this thread's connection. What it writes is news: whoever began it may look at another screen by
        now. While the line is cut it is not tried.

        Raises NoLine, MustWait, Unsure where something may have been committed, DatabaseGone.
        """
        if self.away_since is not None:
            raise NoLine(time=self.away_time)
        marks: list[Mark] = []
        try:
            with journal.marking(marks.append):
                return act(*args, **kwargs)
        except Busy as busy:
            if marks:
                raise
            raise MustWait() from busy
        except (DatabaseGone, peewee.OperationalError, peewee.InterfaceError) as error:
            if self.watcher is not None:
                self.watcher.look()
            if marks:
                raise Unsure(tuple(marks)) from error
            raise engines.DatabaseGone() from error

    def look_later(self, refusal: Refused) -> None:
        """Find out, once the line is back, whether what was refused so was done."""
        if isinstance(refusal, Unsure):
            self._unsure.append(refusal.marks)

    @property
    def away_time(self) -> str:
        zone = self.branch.zone if self.branch else None
        return self.words.moment(self.away_since, zone).rsplit(" ", 1)[-1] if self.away_since else ""

    # kept on this machine

    async def keep_unsent(self, one: Unsent) -> datetime:
        if self.shelf is None:
            raise NotKept()
        await self.compute(self.shelf.put, one)
        self._count_unsent()
        if self.watcher is not None:
            self.watcher.look()  # if it is there after all, it is sent at once
        return datetime.now(UTC).replace(tzinfo=None)

    def kept_unsent(self) -> Sequence[Unsent]:
        return self.shelf.kept if self.shelf is not None else ()

    def forget_draft(self, card_id: int | None, *, submission: bool = False) -> None:
        if self.shelf is not None and self.shelf.kept:
            self.shelf.drop_draft(card_id, submission=submission)
            self._count_unsent()

    def _count_unsent(self) -> None:
        self.unsent = sum(one.kind != DRAFT for one in self.shelf.kept) if self.shelf is not None else 0
        self._tops_changed()

    def _tops_changed(self) -> None:
        for screen in self._rooms():
            screen.top_changed()

    # the line

    @on(LiveRoom.LineChanged)
    def _line_changed(self, event: LiveRoom.LineChanged) -> None:
        """Told that it is there as often as somebody asked, also where it never was away."""
        if not event.there:
            self.away_since = datetime.now(UTC).replace(tzinfo=None)
            self._tops_changed()
            return
        was_away, self.away_since = self.away_since is not None, None
        self._tops_changed()
        self.run_worker(self._back(was_away), group="line")

    async def _back(self, was_away: bool) -> None:
        if was_away:
            self._pause(None)
            for screen in self._rooms():
                screen.line_is_back()
        await self.send_unsent()
        if was_away:
            self.all_may_be_new()

    async def send_unsent(self) -> None:
        """Send what is kept here, and find out about what nobody knows whether it was done. What fails is tried again
        after a while, and what came meanwhile at once."""
        if self._sending or self._pausing is not None or self.ending:
            self._more = self._sending
            return
        self._sending, self._more = True, True
        try:
            while self._more:
                self._more = False
                if not (await self._send_kept() and await self._tell_unsure()):
                    self._pause(RETRY)
        except Exception as error:
            self.say_fault(error)
        finally:
            self._sending = False

    def _pause(self, seconds: float | None) -> None:
        """Send nothing for so long; None: no longer."""
        if self._pausing is not None:
            self._pausing.stop()
        self._pausing = None if seconds is None else self.set_timer(seconds, self._go_on)

    async def _go_on(self) -> None:
        self._pause(None)
        self._go(self.send_unsent)

    async def _tell_unsure(self) -> bool:
        """Say of each act that was under way as the line was cut whether it was done. Returns whether that is known."""
        from store.acts import send

        while self._unsure:
            marks = self._unsure[0]
            try:
                done = [await self.store(send.was_written, mark) for mark in marks]
            except Refused:
                return False
            del self._unsure[:1]
            self.say(WAS_DONE if all(done) else NOT_DONE, tone="note" if all(done) else "problem")
            self.all_may_be_new()
        return True

    async def _send_kept(self) -> bool:
        """Send what is on the shelf, in its order; another program of the same person may be at it already. Returns
        whether all was tried."""
        shelf = self.shelf
        if shelf is None or not await self.compute(shelf.any):
            return True
        try:
            with system.held(shelf.folder / "sending") as ours:
                if not ours:
                    return False
                shelf.read_again()
                return await self._send_all(shelf)
        finally:
            self._count_unsent()

    async def _send_all(self, shelf: Shelf) -> bool:
        sent, drafts, tried = 0, [], True
        for one in shelf.kept:
            if self.shelf is not shelf:  # signed out meanwhile
                break
            try:
                if await self._send(one, shelf):
                    sent += one.kind != DRAFT
                else:
                    drafts.append(one.title)
            except NOT_NOW:
                tried = False
                break
            except Refused as refusal:
                self.say_refused(refusal)
        self._tell_sent(sent, drafts)
        return tried

    async def _send(self, one: Unsent, shelf: Shelf) -> bool:
        """Send one; where somebody must look at it, let it be a draft. Returns whether it was sent."""
        from store.acts import send

        actor = self.who()
        try:
            await self.store_at_once(send.send, actor, one, shelf)
        except NOT_NOW:
            raise
        except Refused as refusal:
            if not await self.store_at_once(send.make_draft, actor, one, shelf):
                raise
            for screen in self._rooms():
                screen.was_not_sent(one, refusal)
            return False
        for screen in self._rooms():
            screen.was_sent(one)
        return True

    def _tell_sent(self, sent: int, drafts: Sequence[str]) -> None:
        if drafts:
            self.say(DRAFTS_NOW, tone="problem", cards=self.words.list(drafts))
        elif sent:
            self.say(SENT, n=sent)
