"""How much CPU does opening a card for editing take, beside mounting 60 stock Inputs?

Bar: 0.1 ×. CPU of the whole process, by the kernel, until nothing more is painted; the median of seven each.
"""

from collections.abc import Iterator
from statistics import median

from tests.bench.figures import Figure
from tests.bench.terminal import cardkeeper, stock

TURNS = 7
BAR = 0.1


def measure(url: str) -> Iterator[Figure]:
    inputs, ours = [], []
    with cardkeeper(url) as room:
        room.read_until(b"NJ0")
        room.settle(3.0)
        for _ in range(TURNS):
            with stock("inputs") as program:
                program.settle()
                inputs.append(program.press("Enter", quiet=0.5).cpu)
            ours.append(room.press("F2", quiet=0.5).cpu)
            room.press("Esc")
            room.press("Esc")
            room.press("Down")
    yield Figure("opening a card for editing: CPU", median(ours) * 1000, "ms", median(inputs) * 1000, BAR)
