"""The list of cards in the drawer and the card beside it: read in windows, found or in an order, and kept fresh.

Nothing here knows how a person narrows it (`drawer_narrowing.py`) nor where the keys lead (`drawer.py`).
"""

import contextlib
import time
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from locales.messages import N_
from screens.base import RoomScreen
from screens.card_columns import columns, grade_ink
from screens.notches import NotchPanel
from screens.preview import Preview
from screens.sources import FoundCards, ListedCards
from screens.widgets.window_list import WindowList
from store import cards, find, listing
from store.access import OnlyOnFile, OnlyOnFileNobodys, Right
from store.cards import CardRow
from store.engines import DatabaseGone
from store.find import OnFile
from store.news import ON_CARDS, News

NONE_FOUND = N_("No card answers this. Esc shows all cards again; {new} makes a new one.")
NO_CARDS = N_("No cards yet. {new} makes one, F10 brings in a sheet.")
COUNTING = 100
"""The list is counted anew for what colleagues did only so often that it takes this fraction of the time: one count of
a million cards is as dear as a hundred windows."""
PREVIEW_AFTER = 0.06
"""Seconds that the cursor rests on a card before the whole card is read for the preview."""
SEEN_AFTER = 1.0
"""Seconds after which a card in the preview counts as seen (L5)."""


class DrawerList(RoomScreen[None]):
    """The list in its order under `wanted` and `notches`, with the preview or the notches beside it."""

    SHOWS: ClassVar[frozenset[str]] = ON_CARDS | {"slip_card", "slip", "original", "reservation", "transfer"}

    def __init__(self) -> None:
        super().__init__()
        self.order = "name"
        self.downwards = False
        self.wanted = ""
        self.notches: dict[str, frozenset[str]] = {}
        self.on_file: tuple[OnFile, ...] = ()
        self.more = False
        self._rest: Timer | None = None
        self._looked: Timer | None = None
        self._counted_at = self._counting_took = 0.0
        self._counts_later: Timer | None = None
        self._mounted = False
        self._told: CardRow | None = None
        """The row under the cursor as keys and preview know it."""

    # what is shown

    def body(self) -> ComposeResult:
        with Horizontal(id="body"):
            yield WindowList(self._columns(), edge=grade_ink, empty=self._empty, marks_stay=True, id="cards")
            yield Preview()
            yield NotchPanel()

    def _columns(self) -> Any:
        branch = self.room.branch
        if branch is None or self.room.actor is None:
            return columns(self.order, None, None)
        return columns(self.order, branch.country, branch.zone, branch.abroad and self.room.actor.everywhere)

    @property
    def cards(self) -> "WindowList[CardRow]":
        return self.query_one("#cards", WindowList)

    @property
    def marked(self) -> int:
        return len(self.cards.marks) if self.is_mounted else 0

    @property
    def panel(self) -> NotchPanel:
        return self.query_one(NotchPanel)

    @property
    def preview(self) -> Preview:
        return self.query_one(Preview)

    def _empty(self) -> str:
        for found in self.on_file:
            refusal = OnlyOnFile if found.salesperson else OnlyOnFileNobodys
            return self.words(refusal.message, card_no=found.card_no, salesperson=found.salesperson)
        if (self.wanted or self.notches) and not self.room.may(Right.EDIT):
            return self.words(N_("No card answers this. Esc shows all cards again."))
        if self.wanted or self.notches:
            return self.words(NONE_FOUND, new=self.room.key_of("new"))
        if not self.room.may(Right.READ_CARDS):
            return self.words(N_("You look after no card and hold none. Ask the keeper to lend you some."))
        return self.words(NO_CARDS, new=self.room.key_of("new"))

    # reading

    def on_mount(self) -> None:
        self.cards.focus()
        self.cards.order = (self.order, False)
        self._mounted = True
        self.come_in()

    def come_in(self) -> None:
        """Show the cards to whoever signed in; until then there is only the frame."""
        if self._mounted and self.room.actor is not None:
            self.cards.show_columns(self._columns())
            self.top_changed()
            self.refresh_bindings()
            self._read()

    def _read(self, *, at: CardRow | None = None) -> None:
        """Show what find and notches leave, from its start, or standing on a card."""
        if self.room.actor is None:
            return
        if self.wanted:
            self.run(partial(self._find, self.wanted), group="find", exclusive=True)
            return
        self.on_file, self.more = (), False
        source = ListedCards(self.room, self.order, self.downwards, dict(self.notches))
        self._show_order()
        self.cards.show_source(source, at=at)
        self.narrowing_changed()

    def _show_order(self) -> None:
        """Mark the column by which the list is in order: none while one finds, best first."""
        latest_first = self.order in listing.LATEST_FIRST
        order = None if self.wanted else (self.order, self.downwards != latest_first)
        if order != self.cards.order:
            self.cards.order = order
            self.cards.refresh()

    async def _find(self, text: str) -> None:
        found = await self.room.store(find.find, self.room.who(), text, self.notches)
        self.on_file, self.more = found.on_file, found.more
        self._note_on_file()
        source = FoundCards(self.room, found.ids, found.rows)
        self._show_order()
        self.cards.show_found(source, source.first)
        self.narrowing_changed()
        self.room.paint_now()

    def _note_on_file(self) -> None:
        """That somebody else's customer was looked for is kept, as any refusal is."""
        for one in self.on_file:
            self.room.note_refused(OnlyOnFile(card_no=one.card_no, salesperson=one.salesperson))

    async def _find_again(self, text: str) -> None:
        """Find what was found once more; the cursor stays on its card."""
        found = await self.room.store(find.find, self.room.who(), text, self.notches)
        self.on_file, self.more = found.on_file, found.more
        self.cards.read_again(FoundCards(self.room, found.ids, found.rows))
        self.narrowing_changed()

    @on(WindowList.Shown, "#cards")
    def _shown(self) -> None:
        """The rows are painted first; then they are counted."""
        self.room.paint_now()
        source = self.cards.source
        if isinstance(source, ListedCards) and not source.counted:
            self.call_after_refresh(self._begin_count, source)
        self._row_changed()

    def _row_changed(self) -> None:
        """What keys and preview tell follows a row that changed under the cursor."""
        row = self.cards.row
        if row is not None and self._told is not None and row.id == self._told.id and row != self._told:
            self._tell_row()
            self._rested()

    def _tell_row(self) -> None:
        self._told = self.cards.row
        self.narrowing_changed()
        self.refresh_bindings()

    def _begin_count(self, source: ListedCards) -> None:
        """Not once something is being found: the count would take the place of that; nor on a screen that goes."""
        if self._pruning or self.wanted or source is not self.cards.source:
            return
        self.run(partial(self._count_listed, source), group="find", exclusive=True)

    async def _count_listed(self, source: ListedCards) -> None:
        begun = time.monotonic()
        await source.count()
        row = self.cards.row
        if row is not None and not self.cards.window.at_start:
            self.cards.know_place(row, await source.place(row))
        self._counted_at = time.monotonic()
        self._counting_took = self._counted_at - begun
        self.narrowing_changed()
        self.cards.refresh()
        await self.room.count_waiting()

    def colleagues_did(self, news: News) -> None:
        """Cards that say something else may be elsewhere in the list, or no longer in it; those that were lent or came
        back only look otherwise, but for somebody who sees what they hold."""
        if news.is_of(ON_CARDS) or not self.room.may(Right.READ_CARDS):
            self._read_again(counted=not isinstance(self.cards.source, ListedCards))
            self._count_later()
        elif touched := [row.id for row in self._rows_kept() if news.is_on([row.id])]:
            self.run(partial(self._put_in, touched), group="news", exclusive=True)

    def _rows_kept(self) -> list[CardRow]:
        """The rows that are loaded, and those that are marked."""
        return [*self.cards.window.rows, *self.cards.marks.values()]

    async def _put_in(self, ids: Sequence[int]) -> None:
        rows = await self.room.store(cards.rows_of, self.room.who(), ids)
        self.cards.put_in({row.id: row for row in rows})
        self._row_changed()
        self.narrowing_changed()
        self.refresh_bindings()

    def _count_later(self) -> None:
        """Count the list again, and what the notches leave, once that is due."""
        if self._counts_later is None:
            due = self._counted_at + COUNTING * self._counting_took
            self._counts_later = self.set_timer(max(due - time.monotonic(), 0.01), self._count_now)

    def _count_now(self) -> None:
        self._counts_later = None
        self.panel.count_again()
        if isinstance(self.cards.source, ListedCards):
            self._begin_count(self.cards.source)

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        if self.cards.loaded and self.room.away_since is None:
            self.action_refresh()

    def action_refresh(self) -> None:
        self._read_again()
        if self.panel.display:
            self.panel.count_again()
        self._rested()

    def undone(self) -> None:
        self.action_refresh()

    def _read_again(self, *, counted: bool = False) -> None:
        """Read the rows, their number and the marked ones again; what is shown stays until they are here. `counted`:
        their number is good enough for now."""
        self.missed = None
        if self.wanted and isinstance(self.cards.source, FoundCards):
            self.run(partial(self._find_again, self.wanted), group="find", exclusive=True)
        else:
            if isinstance(self.cards.source, ListedCards):
                self.cards.source.counted = counted
            self.cards.read_again()
        if self.cards.marks:
            self.run(self._read_marks, group="marks", exclusive=True)

    async def _read_marks(self) -> None:
        rows = await self.room.store(cards.rows_of, self.room.who(), list(self.cards.marks))
        self.cards.put_in({row.id: row for row in rows})
        self.refresh_bindings()

    # the cursor and the preview

    def key_came(self) -> None:
        """A loan that has ended closes the card in the preview too, at the next key."""
        record = self.preview.record
        if record is not None and record.confidential and not self.room.may(Right.READ_CARDS):
            self.run(partial(self.preview.read, record.row), group="grant", exclusive=True)

    @on(WindowList.Moved, "#cards")
    def _moved(self) -> None:
        self._tell_row()
        if self.preview.display:
            if self._rest is not None:
                self._rest.stop()
            self._rest = self.set_timer(PREVIEW_AFTER, self._rested)

    def _rested(self) -> None:
        if not self.preview.display:
            return
        self.preview.show_row(self.cards.row)
        if self.cards.row is not None:
            self.run(partial(self._preview, self.cards.row), group="preview", exclusive=True)

    async def _preview(self, row: CardRow) -> None:
        """Show the whole card; once it has stood there for a second it counts as seen."""
        if self._looked is not None:
            self._looked.stop()
        with contextlib.suppress(DatabaseGone):  # nobody asked for it, and the top line tells of the line
            await self.preview.read(row)
            self._looked = self.set_timer(SEEN_AFTER, partial(self._seen_beside, row.id))

    def _seen_beside(self, card_id: int) -> None:
        record = self.preview.record
        if self.is_active and self.preview.display and record is not None and record.id == card_id:
            self.room.note_seen((card_id,), "screen" if record.confidential else "phones")

    @on(WindowList.Marked, "#cards")
    def _marked(self) -> None:
        self.narrowing_changed()
        self.refresh_bindings()
