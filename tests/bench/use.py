"""How much memory does the program hold after minutes of typed use in a room of many cards?

Bar: 2 × a bare Textual program with a table of 100 rows, fresh. The day is typed on a pseudo-terminal as a person
types it, each key once the one before is painted: finding, walking, opening, editing and saving, notches, orders,
lending and returning, the desk, loans, help, languages. The cards it changes stay changed in the bench's room. It does
not show an import.
"""

import time
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.terminal import Terminal, cardkeeper, stock

MINUTES = 10.0
BAR = 2.0
QUIET = 0.12
FIND = ("zhangwei", "wf", "0063", "中山路", "张", "kfr", "NJ0001")
WALK = (
    *(["Down"] * 12),
    *(["PageDown"] * 6),
    "End",
    *(["PageUp"] * 4),
    "Home",
    "Down",
    "Ctrl+R",
    "End",
    *(["Ctrl+R"] * 3),
)
READ = (
    "Enter",
    *(["F6"] * 9),
    "Esc",
    "F4",
    "Down",
    "Down",
    " ",
    "Esc",
    "Esc",
    "Ctrl+F",
    "Esc",
    "Ctrl+G",
    "Down",
    "Esc",
)
SAVE = ("F2", "PageDown", "Up", "x", "Down", "Right", "Ctrl+S", "Esc")
LEND = ("F7", "Right", "Enter", *"visit", "F7", "F8")
DESK = ("Ctrl+D", *"NJ000120", "Enter", *"NJ000121", "Enter", "Esc")
ASIDE = ("F1", "PageDown", "Esc", "F9", "Esc", "Ctrl+L", "Ctrl+L", "Ctrl+L")
ROUND = ("Home", *WALK, *READ, *SAVE, *LEND, *DESK, *ASIDE)
"""From the drawer's list and back to it."""


def measure(url: str, minutes: float = MINUTES) -> Iterator[Figure]:
    with stock("table") as table, cardkeeper(url) as room:
        table.read_until(b"ROW000000")
        room.read_until(b"NJ0")
        table.settle()
        room.settle(3.0)
        floor, fresh = table.memory(), room.memory()
        end, pressed, turn = time.monotonic() + minutes * 60, 0, 0
        while time.monotonic() < end:
            pressed += _round(room, FIND[turn % len(FIND)])
            turn += 1
        used = room.memory()
    yield Figure("resident memory, fresh", fresh, "MB", floor, BAR)
    yield Figure(f"resident memory, after {minutes:g} minutes and {pressed} keys", used, "MB", floor, BAR)


def _round(room: Terminal, text: str) -> int:
    keys = ["F3", *text, "Down", "Enter", "Esc", "Esc", "Esc", *ROUND]
    for key in keys:
        room.press(key, quiet=QUIET)
    return len(keys)
