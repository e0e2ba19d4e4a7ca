"""First runs beside the soak: whoever opens the program where no room is makes one, again and again."""

import time
from collections import Counter
from itertools import count
from pathlib import Path
from threading import Event

from store import database
from tests.bench.soak_hand import Hand

EVERY = 90.0
"""Seconds from one first run to the next."""
FIRST = "Tab Leeds Tab*4 Grace␣Ng Tab grace Tab secret Tab secret Enter >NextScreen Enter >DrawerScreen"


class FirstRuns:
    """Each in a program and a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.visits: Counter[str] = Counter()
        self.faults: list[str] = []

    def work(self, over: Event) -> None:
        """One after the other until it is `over`."""
        for number in count(1):
            begun = time.monotonic()
            self._run(self.folder / f"first-{number}")
            if over.wait(max(0.0, EVERY - (time.monotonic() - begun))):
                return

    def _run(self, folder: Path) -> None:
        folder.mkdir()
        with Hand(database.sqlite_url(folder / "room.db"), "", folder) as hand:
            hand.begin("FirstRunScreen")
            hand.go("a first run", FIRST, {})
        self.visits += hand.visits
        self.faults += [*hand.faults, *hand.lost]
