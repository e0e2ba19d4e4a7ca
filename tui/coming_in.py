"""Opening the room and checking a password, begun before the screen's modules are read: each takes a quarter second.

The thread in which it is done is the one in which the program asks the store from then on. No Textual here.
"""

from concurrent.futures import Future, ThreadPoolExecutor

from store import database, engines, staff
from store.access import Actor
from store.acts import rooms

AT_THE_KEYS, SLOWLY = 1.0, 10.0
"""Seconds for which a thread of the store waits for somebody else who writes: where keys wait for it, before what they
did waits aside, and where none do. For as long may the program have to wait for its threads when it is left."""


def a_thread(name: str, patience: float) -> ThreadPoolExecutor:
    """A thread of the store, in which a write waits for so many seconds for others who write."""
    return ThreadPoolExecutor(1, name, setattr, (engines.patience, "seconds", patience))


class Stopped(Exception):
    """The program is being left while its search index is made anew."""


class ComingIn:
    """A thread of the store, at work on `actor`: who came in, or None without a password; or the refusal."""

    def __init__(self, url: str, user: str | None, password: str | None) -> None:
        self.url = url
        self.room_open = False
        self.indexed: tuple[int, int] | None = None
        """How many cards of how many are in a search index that is being made anew; None while none is."""
        self.stopped = False
        """Set by whoever leaves: the making of an index is not waited for."""
        self.pool = a_thread("store", SLOWLY)
        self.actor: Future[Actor | None] = self.pool.submit(self._come, user, password)

    def _come(self, user: str | None, password: str | None) -> Actor | None:
        self._open()
        try:
            return staff.sign_in(user, password) if user and password else None
        finally:
            database.wait_at_most(AT_THE_KEYS)

    def open(self) -> None:
        """Open the room, in the store's thread. Raises StandbyRoom and what `rooms.open_room` does."""
        self._open()
        database.wait_at_most(AT_THE_KEYS)

    def _open(self) -> None:
        rooms.open_room(self.url, told=self._told)
        if database.read_only():
            raise engines.StandbyRoom()
        self.room_open, self.indexed = True, None

    def _told(self, done: int, cards: int) -> None:
        if self.stopped:
            raise Stopped
        self.indexed = done, cards
