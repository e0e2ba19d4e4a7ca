"""How long from the command to the first painted rows, beside a bare Textual program with a table of 100 rows?

Bar: 1.3 ×, without the time that signing in takes on purpose (argon2), which is printed beside it. The best of five
turns each. It does not show a cold disk.
"""

import time
from collections.abc import Iterator

from store import database, staff
from store.acts import rooms
from tests.bench.figures import Figure
from tests.bench.terminal import cardkeeper, stock

TURNS = 5
BAR = 1.3


def measure(url: str) -> Iterator[Figure]:
    bare, ours, signing_in = [], [], []
    rooms.open_room(url)
    staff.sign_in("keeper", "demo")
    for _ in range(TURNS):
        with stock("table") as table:
            bare.append(table.read_until(b"ROW000000"))
        with cardkeeper(url) as room:
            ours.append(room.read_until(b"NJ0"))
        start = time.perf_counter()
        staff.sign_in("keeper", "demo")
        signing_in.append(time.perf_counter() - start)
    database.disconnect()
    yield Figure(
        "start to first rows, signing in apart", (min(ours) - min(signing_in)) * 1000, "ms", min(bare) * 1000, BAR
    )
    yield Figure("signing in", min(signing_in) * 1000, "ms")
