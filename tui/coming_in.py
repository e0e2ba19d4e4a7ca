"""Opening the room and checking a password, begun before the screen's modules are read: each takes a quarter second.

The thread in which it is done is the one in which the program asks the store from then on. No Textual here.
"""

from concurrent.futures import Future, ThreadPoolExecutor

from store import staff
from store.access import Actor
from store.acts import rooms


class ComingIn:
    """A thread of the store, at work on `actor`: who came in, or None without a password; or the refusal."""

    def __init__(self, url: str, user: str | None, password: str | None) -> None:
        self.room_open = False
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="store")
        self.actor: Future[Actor | None] = self.pool.submit(self._come, url, user, password)

    def _come(self, url: str, user: str | None, password: str | None) -> Actor | None:
        rooms.open_room(url)
        self.room_open = True
        return staff.sign_in(user, password) if user and password else None
