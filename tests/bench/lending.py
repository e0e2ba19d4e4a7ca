"""Does lending by chance keep what it promises over very many acts, and what does an act cost with all its checks?

Bar: no promise of `tests/store/lending_machine.py` broken in 100,000 accepted acts on each engine, `check` clean at the
end; it fails where one is. It does not show several people at once.
"""

from collections.abc import Iterator
from time import perf_counter

from store.acts import check
from tests.bench.engines import new_rooms
from tests.bench.figures import Figure
from tests.store.test_lending_machine import run

RUNS, STEPS = 2900, 50


def measure(server: str, runs: int = RUNS) -> Iterator[Figure]:
    """Run the machine in a new room on each engine; `server` is PostgreSQL's URL."""
    for engine, room in new_rooms(server, "lending_by_chance"):
        start = perf_counter()
        machine = run(room, runs, STEPS)
        seconds = perf_counter() - start
        assert check.check(room.first, deep=True).sound
        acts = sum(machine.accepted.values())
        yield Figure(f"lending by chance, {engine}: accepted", acts, "acts")
        yield Figure(f"lending by chance, {engine}: refused", sum(machine.refused.values()), "acts")
        for kind, count in sorted(machine.accepted.items()):
            yield Figure(f"lending by chance, {engine}: {kind}", count, "acts")
        yield Figure(f"lending by chance, {engine}: an act and its checks", seconds / acts * 1000, "ms")
