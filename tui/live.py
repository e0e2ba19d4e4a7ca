"""The program hears what colleagues did, and lets the screen on top show it (K4).

A thread waits for the news (`store.news`); every screen that is open keeps what it has not shown yet. The one on top
shows it as soon as nobody types; the others do when they come up again. Nothing is asked of the store before there is
news, and however much there is, a screen is read again once a second at most.
"""

import contextlib
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from threading import Lock, Thread
from typing import Any

from textual import on
from textual.message import Message as Event
from textual.timer import Timer
from textual.worker import Worker

from screens.base import RoomScreen
from store.access import Actor
from store.journal import Mark
from store.news import ANYTHING, News, Watcher
from tui.keys_in_order import KeysInOrder

QUIET = 0.5
"""Seconds without a key, after which nobody is taken to be typing."""
BETWEEN = 1.0
"""Seconds at least between two times that a screen is read again by itself."""
GOES_BETWEEN = frozenset({"transfer"})
"""The kinds of records of one branch that another branch's lists are made of too."""
MOST_KEPT = 500
"""So many entries of one's own are known at a time; each is forgotten when it comes back as news."""


class Ours:
    """The entries that this program wrote itself. Asked and told from several threads."""

    def __init__(self) -> None:
        self._marks: OrderedDict[Mark, None] = OrderedDict()
        self._lock = Lock()

    def wrote(self, mark: Mark) -> None:
        with self._lock:
            self._marks[mark] = None
            while len(self._marks) > MOST_KEPT:
                self._marks.popitem(last=False)

    def takes(self, mark: Mark) -> bool:
        """Whether it is one of them; it is not asked for again."""
        with self._lock:
            return self._marks.pop(mark, self) is not self


class LiveRoom(KeysInOrder):
    """The program, which shows what colleagues do while they do it."""

    class Came(Event):
        """Colleagues did something."""

        def __init__(self, news: News) -> None:
            super().__init__()
            self.news = news

    class LineChanged(Event):
        """The database is gone, or there again."""

        def __init__(self, there: bool) -> None:
            super().__init__()
            self.there = there

    def __init__(self) -> None:
        super().__init__()
        self.ours = Ours()
        self.watcher: Watcher | None = None
        self._thread: Thread | None = None
        self._waits: Timer | None = None
        """Set while news wait for a pause."""
        self._last_key = self._last_told = 0.0
        self.ending = False
        self._uncounted = False
        """Whether what waits for whoever is signed in may have changed since it was counted."""

    def _go(self, work: Callable[[], Coroutine[Any, Any, None]], *, group: str = "room") -> Worker[None]:
        return self.run_worker(work, group=group, exclusive=group != "room")

    def listen(self, seen: Mapping[int, int]) -> None:
        """Begin to hear, once somebody is signed in; `seen` are the journal's heads before the first list is read."""
        if self.watcher is None:
            self.watcher = Watcher(seen, self._heard, self._line, self.ours.takes)
            self._thread = Thread(target=self.watcher.run, name="news", daemon=True)
            self._thread.start()

    def end_listening(self) -> Thread | None:
        """Let the thread end; to be waited for a while. Nothing is read by itself from now on."""
        self.ending = True
        if self.watcher is not None:
            self.watcher.end()
        return self._thread

    def _heard(self, news: News) -> None:
        with contextlib.suppress(RuntimeError):  # the program has just ended
            self.post_message(self.Came(news))

    def _line(self, there: bool) -> None:
        with contextlib.suppress(RuntimeError):
            self.post_message(self.LineChanged(there))

    @on(Came)
    def _came(self, event: Came) -> None:
        if self.actor is not None and _concerns(event.news, self.actor):
            self._uncounted = True
            self._spread(event.news)

    def _spread(self, news: News) -> None:
        for screen in self._rooms():
            screen.hear(news)
        self.tell_news()

    def _rooms(self) -> list[RoomScreen[Any]]:
        return [screen for screen in self.screen_stack if isinstance(screen, RoomScreen)]

    def all_may_be_new(self) -> None:
        """Nobody knows what colleagues did meanwhile."""
        self._uncounted = True
        self._spread(ANYTHING)

    def key_comes(self, key: str) -> None:
        super().key_comes(key)
        self._last_key = time.monotonic()

    def tell_news(self) -> None:
        screen = next(iter(self.screen_stack[-1:]), None)  # none as the program ends
        waits = self._uncounted or (isinstance(screen, RoomScreen) and screen.missed is not None)
        if not waits or self.actor is None or self._waits is not None or self.ending:
            return
        pause = max(self._last_key + QUIET, self._last_told + BETWEEN) - time.monotonic()
        if pause > 0:
            self._waits = self.set_timer(pause, self._paused)
            return
        self._last_told = time.monotonic()
        if self._uncounted:
            self._uncounted = False
            self._go(self.count_waiting, group="waiting")
        if isinstance(screen, RoomScreen):
            screen.catch_up()

    def _paused(self) -> None:
        self._waits = None
        self.tell_news()


def _concerns(news: News, actor: Actor) -> bool:
    """Whether somebody may see anything of it: it is of their branch, or of cards that go from one to another."""
    return actor.everywhere or news.is_in((actor.branch_id,)) or news.is_of(GOES_BETWEEN)
