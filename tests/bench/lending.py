"""Does lending by chance keep what it promises over very many acts, and what does an act cost with all its checks?

Bar: no promise of `tests/store/lending_machine.py` broken in 100,000 accepted acts on each engine, `check` clean at the
end; it fails where one is. It does not show several people at once.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from time import perf_counter

from store.acts import check
from tests.bench.engines import new_rooms
from tests.bench.figures import Figure
from tests.store.test_lending_machine import hurry, run

RUNS, STEPS = 2900, 50
RUNS_A_ROOM = 145
"""After so many a new room, since each run begins with a look at all that was ever asked for in its room."""


def measure(server: str, runs: int = RUNS) -> Iterator[Figure]:
    """Run the machine in new rooms on each engine; `server` is PostgreSQL's URL."""
    accepted, refused = dict[str, Counter[str]](), Counter[str]()
    seconds = Counter[str]()
    for turn, first in enumerate(range(0, runs, RUNS_A_ROOM)):
        for engine, room in new_rooms(server, "lending_by_chance"):
            hurry(engine)
            start = perf_counter()
            machine = run(room, min(RUNS_A_ROOM, runs - first), STEPS, seed=turn)
            seconds[engine] += perf_counter() - start
            assert check.check(room.first, deep=True).sound
            accepted.setdefault(engine, Counter()).update(machine.accepted)
            refused[engine] += sum(machine.refused.values())
            print(f"{engine}: {sum(accepted[engine].values()):,} acts", file=sys.stderr)
    for engine, counts in accepted.items():
        acts = sum(counts.values())
        yield Figure(f"lending by chance, {engine}: accepted", acts, "acts")
        yield Figure(f"lending by chance, {engine}: refused", refused[engine], "acts")
        for kind, count in sorted(counts.items()):
            yield Figure(f"lending by chance, {engine}: {kind}", count, "acts")
        yield Figure(f"lending by chance, {engine}: an act and its checks", seconds[engine] / acts * 1000, "ms")
