"""Does the program stay what it is in an hour of work: does it answer every key, and hold no more memory at its end?

Bar: at least 3,000 accepted acts and every screen at least 30 times in an hour; memory grows by at most 1 MB an hour
after the first ten minutes; no traceback, and `check` finds the room whole: it fails where one is broken. Three people
type at three pseudo-terminals on one room of their own (SQLite), journey after journey; a fourth makes first rooms.
Visits are counted by the program itself (`tests/bench/soaked.py`). It does not show PostgreSQL nor a browser.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from itertools import cycle
from pathlib import Path
from statistics import linear_regression
from threading import Event
from typing import NamedTuple

from store import database
from store.acts import check, demonstrate
from tests.bench import figures
from tests.bench.figures import Figure
from tests.bench.soak_first import FirstRuns
from tests.bench.soak_hand import Hand
from tests.bench.soak_journeys import JOURNEYS
from tests.bench.soak_known import Known
from tests.bench.soak_screens import EXCUSED, all_screens

MINUTES, CARDS = 60.0, 2000
SETTLED = 10.0
"""Minutes after which memory is held against itself."""
VISITS, ACTS = 30, 3000
"""The least in an hour."""
GROWTH = 1.0
SAMPLE = 60.0


class Sample(NamedTuple):
    """Resident megabytes of a program so many minutes after the soak began."""

    minute: float
    memory: float


class Person:
    """A hand, what it knows, and how much memory its program held from minute to minute."""

    def __init__(self, url: str, user: str, folder: Path, share: int) -> None:
        self.hand = Hand(url, user, folder)
        self.known = Known(url, user, folder, share)
        self.journeys = JOURNEYS[user]
        self.samples: list[Sample] = []
        self.typed = 0

    def work(self, over: Event) -> None:
        """Type round after round until it is `over`."""
        begun = due = time.monotonic()
        for name, keys in cycle(self.journeys.items()):
            if over.is_set():
                return
            self.hand.go(name, keys, self.known.turn())
            self.typed += 1
            if time.monotonic() >= due:
                due += SAMPLE
                self.samples.append(Sample((time.monotonic() - begun) / 60, self.hand.terminal.memory()))

    @property
    def rounds(self) -> float:
        return self.typed / len(self.journeys)

    def growth(self) -> float:
        """Megabytes an hour, once the first minutes are over, if there are more."""
        late = [one for one in self.samples if one.minute >= SETTLED]
        return slope(late if len(late) >= SETTLED else self.samples) * 60


class Soaked(NamedTuple):
    """What was seen of all of it."""

    acts: int
    visits: Counter[str]
    people: Sequence[Person]
    minutes: float
    wrong: Sequence[str]

    def share(self, count: int) -> float:
        """How often it would be in an hour at this pace."""
        return count * 60 / self.minutes

    def seldom(self) -> list[tuple[str, int]]:
        """Screens that do not come up as often as they must, the rarest first."""
        found = sorted((self.visits[name], name) for name in wanted())
        return [(name, count) for count, name in found if self.share(count) < VISITS]


def measure(minutes: float = MINUTES) -> Iterator[Figure]:
    """Fails where the program had a fault or ended, or left the room other than `check` wants it."""
    soaked = soak(minutes)
    assert not soaked.wrong, soaked.wrong[0]
    yield from told(soaked)


def told(soaked: Soaked) -> Iterator[Figure]:
    rarest = min(wanted(), key=lambda name: soaked.visits[name])
    yield Figure(f"{soaked.minutes:g} minutes of typed work: acts", soaked.acts, "acts")
    yield Figure(f"the rarest screen, {rarest}", soaked.visits[rarest], "visits")
    for person in soaked.people:
        yield Figure(f"{person.hand.user}: memory, growth in an hour", person.growth(), "MB", bar=GROWTH)
        yield Figure(f"{person.hand.user}: memory at the end", person.samples[-1].memory, "MB")
    yield Figure("keys pressed", sum(person.hand.pressed for person in soaked.people), "keys")


def wanted() -> frozenset[str]:
    return all_screens() - EXCUSED.keys()


def soak(minutes: float) -> Soaked:
    """Work for so long in a room that is made for it."""
    with contextlib.ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="cardkeeper-soak-")))
        url = database.sqlite_url(folder / "room.db")
        demonstrate.build(url, CARDS)
        before = entries(url)
        people = [Person(url, user, folder, share) for share, user in enumerate(JOURNEYS, start=1)]
        first = FirstRuns(folder)
        for person in people:
            ending.enter_context(person.hand).begin()
        _work(people, first, minutes)
        wrong = [*_wrong(url, people, first, folder)]
        visits = sum((person.hand.visits for person in people), start=first.visits)
        return Soaked(entries(url) - before, visits, people, minutes, wrong)


def _work(people: Sequence[Person], first: FirstRuns, minutes: float) -> None:
    """Let all work at once; where one cannot go on, the others stop too."""
    over = Event()
    with ThreadPoolExecutor(len(people) + 1) as pool:
        working = [*(pool.submit(person.work, over) for person in people), pool.submit(first.work, over)]
        wait(working, minutes * 60, FIRST_EXCEPTION)
        over.set()
    for done in working:
        done.result()


def _wrong(url: str, people: Sequence[Person], first: FirstRuns, folder: Path) -> Iterator[str]:
    """Whatever must not be after the work, in words."""
    yield from first.faults
    for person in people:
        yield from person.hand.faults
        if person.hand.terminal.process.poll() is not None:
            yield f"the program of {person.hand.user} ended"
    for kept in folder.rglob("faults.log"):
        yield kept.read_text(encoding="utf-8")
    with in_room(url):
        found = check.look(deep=True)
        if not found.sound:
            yield str(found)


def entries(url: str) -> int:
    """How many acts the journal tells of."""
    with in_room(url):
        return int(database.rows("select count(*) from journal_entry")[0][0])


@contextlib.contextmanager
def in_room(url: str) -> Iterator[None]:
    database.connect(url)
    try:
        yield
    finally:
        database.disconnect()


def slope(samples: Sequence[Sample]) -> float:
    """Megabytes a minute, by the line that fits best."""
    return linear_regression(*zip(*samples, strict=True)).slope if len(samples) > 1 else 0.0


def main() -> None:
    """A shorter soak than the bar's, to try the journeys."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    soaked = soak(parser.parse_args().minutes)
    print(figures.table([*told(soaked)]))
    print("\n".join(account(soaked)))
    sys.exit(bool(soaked.wrong))


def account(soaked: Soaked) -> Iterator[str]:
    """What the table does not tell: the pace, which screens come up too seldom, and where journeys went astray."""
    yield f"acts at this pace: {soaked.share(soaked.acts):.0f} an hour"
    for name, count in soaked.seldom():
        yield f"too seldom: {name} {count}, {soaked.share(count):.0f} an hour"
    for person in soaked.people:
        held = " ".join(f"{sample.memory:.0f}" for sample in person.samples)
        yield f"{person.hand.user}: {person.rounds:.1f} rounds, memory minute by minute {held}"
        yield from (f"  astray {times}: {lost}" for lost, times in person.hand.lost.most_common())
    yield from soaked.wrong


if __name__ == "__main__":
    main()
