"""Other programs at work on a room: each a process of its own, forked from one that has imported everything, which says
through a pipe what it did and may be killed at any moment."""

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from store import database

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.store.processes", "store.acts.handover", "store.acts.backup", "psycopg"])
PATIENCE = 120
"""Seconds after which a process that says nothing is given up."""


class Gate:
    """Where processes wait until all of them may go on."""

    def __init__(self) -> None:
        self.opened = _CONTEXT.Event()

    def wait(self) -> None:
        self.opened.wait(PATIENCE)


class Flag:
    """A number that a process sets and another reads, even when the one was killed."""

    def __init__(self) -> None:
        self._kept = _CONTEXT.RawValue("b", 0)

    def set(self, value: int) -> None:
        self._kept.value = value

    def get(self) -> int:
        return int(self._kept.value)


Say = Callable[[Any], None]


def _work(pipe: Connection, path: str, deed: Callable[..., None], url: str, arguments: tuple[Any, ...]) -> None:
    os.environ["PATH"] = path  # that of the process from which all are forked is older
    database.connect(url)
    try:
        deed(pipe.send, *arguments)
    finally:
        database.disconnect()
        pipe.close()


class Other:
    """A process that does `deed(say, …)` in the room at `url`. `heard` is what it has said so far."""

    def __init__(self, url: str, deed: Callable[..., None], *arguments: Any) -> None:
        self._pipe, theirs = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(
            target=_work, args=(theirs, os.environ["PATH"], deed, url, arguments), daemon=True
        )
        self._process.start()
        theirs.close()
        self.heard: list[Any] = []
        self.was_killed = False

    def listen(self) -> Any:
        """What it says next; None once it has ended."""
        assert self._pipe.poll(PATIENCE), "it says nothing"
        try:
            said = self._pipe.recv()
        except (EOFError, OSError):  # killed in the middle of a word
            return None
        self.heard.append(said)
        return said

    def end(self) -> list[Any]:
        """All that it said, once it has ended by itself or was killed."""
        while self.listen() is not None:
            pass
        self._process.join(PATIENCE)
        self._pipe.close()
        assert self._process.exitcode in (0, -signal.SIGKILL)
        return self.heard

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def stop(self) -> None:
        """Let it stand still where it is, so that one can look where that is."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        self.was_killed = True
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        with contextlib.suppress(ProcessLookupError):  # it has just ended
            os.kill(self._process.pid, number)
