"""Is everything acknowledged there, and nothing half there, when a process is killed in the middle of an act?

Bar: none of thirty kills of each act on each engine, between its first write and its acknowledgement, leaves anything
half, and `check` finds nothing after each: it fails where one does. How many were inside a transaction is told. It does
not show a machine that loses its power.
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from store import database
from tests.bench.engines import new_rooms
from tests.bench.figures import Figure
from tests.store import killed, killing
from tests.store.killed import Migration
from tests.store.killing import Act

TIMES = 30


def measure(server: str, times: int = TIMES) -> Iterator[Figure]:
    """Kill each act on each engine; `server` is PostgreSQL's URL."""
    for kind in killed.IN_A_ROOM:
        for engine, room in new_rooms(server, "killed_acts"):
            with tempfile.TemporaryDirectory() as folder:
                yield from _measure(engine, kind(room, Path(folder)), times)
    for engine in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder:
            yield from _measure(engine, Migration(engine, Path(folder), server), times)
            database.disconnect()


def _measure(engine: str, act: Act, times: int) -> Iterator[Figure]:
    print(f"killing: {act.name}, {engine}", file=sys.stderr)
    tally = killing.kill(act, times, random.Random(f"{act.name} {engine}"))
    yield Figure(f"{act.name}, {engine}: killed before it was acknowledged", tally.kills, "kills")
    yield Figure(f"{act.name}, {engine}: of those inside a transaction", tally.inside, "kills")
    yield Figure(f"{act.name}, {engine}: of those done and not said", tally.unsaid, "kills")
