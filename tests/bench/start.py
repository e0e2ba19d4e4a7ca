"""How long from the command to the first painted rows, beside a bare Textual program with a table of 100 rows?

Bar: 1.3 ×, signing in apart: it takes long on purpose (argon2), has a line of its own, and the program at the bar does
without it. What a person waits for, signing in included, has a line too. The machine's speed changes from second to
second, so each start is held against the bare program's just before it, and the middle of those ratios counts. It does
not show a cold disk.
"""

import time
from collections.abc import Iterator
from statistics import median

from store import database, staff
from store.acts import rooms
from tests.bench.figures import Figure
from tests.bench.terminal import Terminal, cardkeeper, stock

TURNS = 21
BAR = 1.3
ROWS = b"NJ0"


def measure(url: str) -> Iterator[Figure]:
    bare, apart, whole, signing_in = [], [], [], []
    rooms.open_room(url)
    staff.sign_in("keeper", "demo")
    for _ in range(TURNS):
        bare.append(_until(stock("table"), b"ROW000000"))
        apart.append(_until(cardkeeper(url, program="tests.bench.signed_in"), ROWS))
        whole.append(_until(cardkeeper(url), ROWS))
        start = time.perf_counter()
        staff.sign_in("keeper", "demo")
        signing_in.append(time.perf_counter() - start)
    database.disconnect()
    floor = median(bare) * 1000
    for name, starts, bar in (("apart", apart, BAR), ("included", whole, None)):
        ratio = median(ours / theirs for ours, theirs in zip(starts, bare, strict=True))
        yield Figure(f"start to first rows, signing in {name}", ratio * floor, "ms", floor, bar)
    yield Figure("signing in", median(signing_in) * 1000, "ms")


def _until(program: Terminal, painted: bytes) -> float:
    with program:
        return program.read_until(painted)
