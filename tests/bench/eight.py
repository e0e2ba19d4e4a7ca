"""May eight keepers lend and return the same fifty cards at once, and how much do they get done, beside one alone?

Bar: no card out twice, nothing refused but what is out already, each process's own record is the log, `check` finds
nothing: it fails where one is broken. Eight get at least half as many acts done as one alone, so that an act takes at
most twice the time. It does not show keepers who type: these never wait.
"""

from collections.abc import Iterator
from functools import partial

from tests.bench.engines import new_rooms
from tests.bench.figures import Figure
from tests.store import same_cards

PROCESSES, SECONDS = 8, 30.0
MOST_TIMES = 2.0


def measure(server: str, seconds: float = SECONDS) -> Iterator[Figure]:
    """Let one process, then eight, work in a new room on each engine; `server` is PostgreSQL's URL."""
    for engine, room in new_rooms(server, "eight_keepers"):
        cards = same_cards.some_cards(room)
        run = partial(same_cards.run, room, cards=cards, seconds=seconds)
        alone = run(1)
        same_cards.compare(room, alone)
        same_cards.all_back(room)
        eight = run(PROCESSES)
        same_cards.compare(room, eight)
        pace_alone, pace = alone[0].acts / alone[0].seconds, sum(one.acts / one.seconds for one in eight)
        yield Figure(f"one process, {engine}: accepted", alone[0].acts, "acts")
        yield Figure(f"eight processes, {engine}: accepted", sum(one.acts for one in eight), "acts")
        yield Figure(f"eight processes, {engine}: out already", sum(one.refused.total() for one in eight), "acts")
        yield Figure(f"eight processes, {engine}: an act", 1000 / pace, "ms", 1000 / pace_alone, MOST_TIMES)
