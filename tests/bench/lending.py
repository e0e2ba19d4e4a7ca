"""Does lending by chance keep what it promises over very many acts, and what does an act cost with all its checks?

Bar: no promise of `tests/store/lending_machine.py` broken in 50,000 accepted acts on each engine, the chain intact at
the end; it fails where one is. It does not show several people at once.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from store import database, journal
from tests.bench.figures import Figure
from tests.conftest import furnish, on_server, open_furnished
from tests.store.test_lending_machine import run

RUNS, STEPS = 1800, 50


def measure(server: str, runs: int = RUNS) -> Iterator[Figure]:
    """Run the machine in a new room on each engine; `server` is PostgreSQL's URL."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measure("sqlite", database.sqlite_url(Path(folder) / "room.db"), runs)
        database.disconnect()
    database.connect(server)
    database.execute("drop database if exists lending_by_chance")
    database.execute("create database lending_by_chance")
    database.disconnect()
    yield from _measure("postgresql", on_server(server, "lending_by_chance"), runs)


def _measure(engine: str, url: str, runs: int) -> Iterator[Figure]:
    furnish(url)
    room = open_furnished(url)
    start = perf_counter()
    machine = run(room, runs, STEPS)
    seconds = perf_counter() - start
    assert journal.verify(room.first.branch_id) is None
    acts = sum(machine.accepted.values())
    yield Figure(f"lending by chance, {engine}: accepted", acts, "acts")
    yield Figure(f"lending by chance, {engine}: an act and its checks", seconds / acts * 1000, "ms")
