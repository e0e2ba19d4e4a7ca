"""News: what colleagues wrote into the journal since one last looked, on which cards (K4), and whether the line to the
database holds.

One thread, with a connection of its own, waits for them. PostgreSQL tells of each entry as it is committed: `journal`
sends where it stands in the chain, the kinds of its records and the ids of its cards, and nothing personal. SQLite
says at a glance, once a second, whether anybody has written at all, and only then is the journal asked. Whoever was
away asks the journal what came meanwhile. What the program wrote itself is no news to it: it knows its own entries by
their hashes. Writes nothing.
"""

import contextlib
import select
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

import peewee

from store import database, journal
from store.engines import DatabaseGone
from store.errors import Refused
from store.journal import Mark
from store.tables.base import proxy

LOOK_EVERY = 1.0
"""Seconds between two glances at SQLite's file."""
PATIENCE = 60.0
"""Seconds after which a PostgreSQL that said nothing is asked whether it is there: a line that a router between the two
forgot says nothing either."""
PAUSES = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds before each attempt to reach a database that is gone; the last one again and again."""
ON_CARDS = frozenset({"card", "person", "goods"})
"""The kinds of records that say what a card says; others say where it is."""
MOST_ENTRIES = 200
"""So many entries are looked through after one was away; of more it is only said that there are some."""


class News(NamedTuple):
    """What came into the journal: in which branches, of which kinds of record, on which cards. None says that it may be
    any."""

    branches: frozenset[int] | None = None
    records: frozenset[str] | None = None
    cards: frozenset[int] | None = None

    def with_(self, other: "News") -> "News":
        """These and others together."""
        return News(
            _together(self.branches, other.branches),
            _together(self.records, other.records),
            _together(self.cards, other.cards),
        )

    def is_of(self, records: Iterable[str]) -> bool:
        """Whether a record of one of these kinds may have been written."""
        return self.records is None or not self.records.isdisjoint(records)

    def is_on(self, cards: Iterable[int]) -> bool:
        """Whether one of these cards may have been touched."""
        return self.cards is None or not self.cards.isdisjoint(cards)

    def is_in(self, branches: Iterable[int] | None) -> bool:
        """Whether it is in one of these branches; None stands for all of them."""
        return self.branches is None or branches is None or not self.branches.isdisjoint(branches)


T = TypeVar("T")


def _together(some: frozenset[T] | None, others: frozenset[T] | None) -> frozenset[T] | None:
    return None if some is None or others is None else some | others


ANYTHING = News()
NOBODY_S = Mark(0, 0, "")
Heard = Callable[[News], None]


def heads() -> dict[int, int]:
    """The number of each branch's last entry. Does not write."""
    return dict(database.rows("select branch_id, number from journal_head"))


def since(seen: Mapping[int, int]) -> tuple[list[tuple[Mark, News]], dict[int, int]]:
    """The entries after those numbers, by branch, and the numbers that are the last ones now. Of a branch with more
    than `MOST_ENTRIES` it is only said that anything may be new. Does not write."""
    now = heads()
    found = [one for branch, number in now.items() for one in _after(branch, seen.get(branch, 0), number)]
    return found, now


def _after(branch_id: int, seen: int, last: int) -> Iterator[tuple[Mark, News]]:
    if last - seen > MOST_ENTRIES or last < seen:
        yield Mark(branch_id, last, ""), News(frozenset({branch_id}))
        return
    for number, hash_ in database.rows(
        "select number, hash from journal_entry where branch_id = ? and number > ? and number <= ? order by number",
        (branch_id, seen, last),
    ):
        touched = database.rows(
            "select record, card_id from journal_change where branch_id = ? and entry_number = ? limit ?",
            (branch_id, number, journal.MOST_TOLD + 1),
        )
        yield Mark(branch_id, number, hash_), news_of(branch_id, touched)


def news_of(branch_id: int, touched: list[tuple[str, int | None]]) -> News:
    """The news of an entry with these records on these cards; too many of them may be any."""
    if len(touched) > journal.MOST_TOLD:
        return News(frozenset({branch_id}))
    records, cards = frozenset(record for record, _ in touched), frozenset(card for _, card in touched if card)
    return News(frozenset({branch_id}), records, cards)


def told(payload: str) -> tuple[Mark, News]:
    """What PostgreSQL told, as `journal` had it tell; what is told otherwise may be anything."""
    try:
        branch, number, hash_, records, cards = payload.split(" ")
        mark = Mark(int(branch), int(number), hash_)
    except ValueError:
        return NOBODY_S, ANYTHING
    if cards == journal.MANY:
        return mark, News(frozenset({mark.branch_id}))
    ids = frozenset(int(card) for card in cards.split(",") if card)
    return mark, News(frozenset({mark.branch_id}), frozenset(filter(None, records.split(","))), ids)


class Watcher:
    """Waits for news and watches the line, in whichever thread calls `run`."""

    def __init__(
        self, seen: Mapping[int, int], heard: Heard, line: Callable[[bool], None], ours: Callable[[Mark], bool]
    ) -> None:
        """`seen` are the heads when the screen was first read. `heard` is told what is new, `line` that the database is
        gone (False), or that it is there, where it was gone or `look` asked (True); `ours` says whether this program
        wrote an entry itself. All are called in the thread that runs this."""
        self._heard, self._line, self._ours = heard, line, ours
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        self._ended = False
        self._seen = dict(seen)
        self._version: int | None = None
        self._asked = False
        self._there = True
        self._failed = 0

    def run(self) -> None:
        """Until `end`. Whatever goes wrong with the database is waited out."""
        try:
            while not self._ended:
                with contextlib.suppress(Refused, peewee.PeeweeException, OSError):
                    self._attend()
                if not self._ended:
                    self._come_back()
        finally:
            database.disconnect()
            self._woken.close()
            self._waker.close()

    def end(self) -> None:
        """Let `run` end soon. From any thread."""
        self._ended = True
        self.look()

    def look(self) -> None:
        """See at once whether the database is there, and tell if it is. From any thread."""
        with contextlib.suppress(OSError):  # it is awake already, or has ended
            self._waker.send(b".")

    def _attend(self) -> None:
        """Wait for news as long as the database is there."""
        database.connect_thread()
        if database.engine() == "postgresql":
            database.execute(f"listen {journal.CHANNEL}")
        self._catch_up()
        while not self._ended:
            if database.engine() == "postgresql":
                self._hear()
            else:
                self._glance()

    def _catch_up(self) -> None:
        """Tell what came since the last look."""
        found, self._seen = since(self._seen)
        self._tell(found)

    def _tell(self, found: Iterable[tuple[Mark, News]]) -> None:
        theirs = [news for mark, news in found if not self._ours(mark)]
        if theirs:
            merged = theirs[0]
            for news in theirs[1:]:
                merged = merged.with_(news)
            self._heard(merged)

    def _hear(self) -> None:
        import psycopg  # only where there is a PostgreSQL to listen to

        try:
            connection = proxy.connection()
            if not self._wait(PATIENCE, connection.fileno()):
                connection.execute("select 1")
            found = [told(one.payload) for one in connection.notifies(timeout=0)]
        except psycopg.Error as error:
            raise DatabaseGone() from error
        self._answer()
        self._failed = 0
        for mark, _ in found:
            self._seen[mark.branch_id] = max(mark.number, self._seen.get(mark.branch_id, 0))
        self._tell(found)

    def _glance(self) -> None:
        self._wait(LOOK_EVERY)
        version = database.rows("pragma data_version")[0][0]
        self._answer()
        self._failed = 0
        if version != self._version:
            self._version = version
            self._catch_up()

    def _come_back(self) -> None:
        """Try to reach the database until it is there; told to be gone once that has failed."""
        while True:
            self._wait(PAUSES[min(self._failed, len(PAUSES) - 1)])
            self._failed += 1
            if self._ended:
                return
            if self._is_there():
                self._there, self._asked = True, True
                self._answer()
                return
            if self._there:
                self._there = False
                self._line(False)

    def _is_there(self) -> bool:
        database.disconnect()
        try:
            database.connect_thread()
            database.rows("select count(*) from journal_head")
        except (Refused, peewee.PeeweeException, OSError):
            return False
        return True

    def _answer(self) -> None:
        """It is there: tell, if anybody asked."""
        if self._asked:
            self._asked = False
            self._line(True)

    def _wait(self, seconds: float, *others: int) -> bool:
        """Until something can be read, somebody calls, or so much time has gone. Returns whether anything came."""
        woken = self._woken.fileno()
        ready, _, _ = select.select([woken, *others], [], [], seconds)
        if woken in ready:
            self._woken.recv(1 << 10)
            self._asked = True
        return any(other in ready for other in others)
