"""Processes that are killed in the middle of an act, and what the room says then (K3, K4).

Each is let run for a chance while after it has said that it begins, then stands still, is looked at, and is killed
where an act has written something and has not ended; else it goes on a little. What it acknowledged must be there, and
of what it was at, all or nothing.
"""

import contextlib
import random
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import psycopg

from store import database
from store.acts import check
from store.tables.base import proxy
from tests.conftest import Room
from tests.store.processes import Flag, Other

AT_ONCE = 0.15
"""How many of the kills do not wait until the process stands inside an act."""
WRITES = ("insert", "update", "delete", "create", "alter", "drop t", "replac")


class Tally(NamedTuple):
    """How many were killed, how many of those inside a transaction that had written, and how many between its end and
    the acknowledgement."""

    kills: int
    inside: int
    unsaid: int


class Onlooker:
    """Looks from outside whether somebody's act is under way in a room."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.path = database.sqlite_path(url)

    def locked(self) -> bool:
        """Whether somebody has begun a transaction that has written, or on SQLite may."""
        if self.path is None:
            found = self._ask(f"select count(*) from pg_stat_activity where {_OTHERS} and backend_xid is not null")
            return bool(found)
        with contextlib.closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("begin immediate")
            except sqlite3.OperationalError:
                return True
            connection.execute("rollback")
            return False

    def end_sessions(self) -> None:
        """PostgreSQL ends everybody's session in the room, as when its server goes down."""
        if self.path is None:
            self._ask(f"select count(pg_terminate_backend(pid)) from pg_stat_activity where {_OTHERS}")

    def wait_for_rest(self) -> None:
        """PostgreSQL notices a killed client at its next word: let it."""
        deadline = time.monotonic() + 30
        while self.path is None and time.monotonic() < deadline:
            if not self._ask(f"select count(*) from pg_stat_activity where {_OTHERS}"):
                return
            time.sleep(0.005)

    def _ask(self, sql: str) -> int:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return int(connection.execute(sql).fetchone()[0])  # type: ignore[index]


_OTHERS = "datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"


def note_writes(wrote: Flag) -> None:
    """Let `wrote` say, on SQLite, whether the transaction under way has written anything."""

    def heard(sql: str) -> None:
        word = sql.lstrip()[:6].lower()
        if word.startswith(("begin", "commit", "rollba")):
            wrote.set(0)
        elif word.startswith(WRITES):
            wrote.set(1)

    if database.engine() == "sqlite":
        proxy.connection().set_trace_callback(heard)


class Act(ABC):
    """What is killed."""

    name: ClassVar[str]
    pause: ClassVar[float]
    """About so many seconds one act takes."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.wrote = Flag()

    @abstractmethod
    def begin(self) -> Other:
        """A new process that says "begun" and then what it was acknowledged."""

    def inside(self) -> bool:
        """Whether the process, which stands still, has written something of an act and has not ended it."""
        return Onlooker(self.url).locked() and (self.wrote.get() == 1 or "sqlite" not in self.url)

    @abstractmethod
    def judge(self, said: Sequence[Any]) -> int:
        """Find everything acknowledged there, nothing half, and the room whole. Returns how many acts were done beyond
        those: one, or none."""


def kill(act: Act, times: int, chance: random.Random) -> Tally:
    """Kill processes until so many of them had begun to write and had not yet said that it was done."""
    tally = Tally(0, 0, 0)
    while tally.kills < times:
        other, anywhere = act.begin(), chance.random() < AT_ONCE
        database.disconnect()
        assert other.listen() == "begun"
        found = False
        while other.alive and not found:
            time.sleep(chance.random() * act.pause)
            other.stop()
            found = act.inside()
            if found or anywhere:
                if chance.random() < 0.5:
                    Onlooker(act.url).end_sessions()
                other.kill()
                break
            other.go_on()
        _, *said = other.end()
        Onlooker(act.url).wait_for_rest()
        unsaid = act.judge(said)
        if found or unsaid:
            tally = Tally(tally.kills + 1, tally.inside + found, tally.unsaid + unsaid)
    return tally


def find_it_sound() -> None:
    """Put the room in use through every check."""
    found = check.look(deep=True)
    assert found.sound, found


class DrawerAct(Act):
    """An act in a furnished room."""

    def __init__(self, room: Room, folder: Path) -> None:
        super().__init__(room.url, folder)
        self.room = room

    def entries(self, act: str) -> int:
        return int(database.rows("select count(*) from journal_entry where act = ?", (act,))[0][0])
