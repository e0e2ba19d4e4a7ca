"""How long from a key to its paint, in a room of many cards, beside Down in a stock DataTable of 100 rows?

Bar: Down, PageDown, End and a letter in find (until the results of what was typed are painted) are no slower than the
stock table's Down. Both sides on a pseudo-terminal of 120 × 40, in turns, the median of each. The stock table is walked
from its first row to its last, as our list is, so that both scroll. The preview beside our list follows in its own
place and has its own line. A letter that leaves the same cards brings nothing to wait for, and is left out. It does not
show slow networks or terminals.
"""

from collections.abc import Iterable, Iterator
from statistics import median

from store import access, database
from store.acts import rooms
from store.find import find
from tests.bench.figures import Figure
from tests.bench.terminal import Terminal, cardkeeper, stock

TURNS = 2
DOWNS = 90
FIND = ("zhangwei", "wf", "0063", "中山路", "张", "kfr", "NJ0001")
MEMORY_BAR = 2.0
A_LIST = 1000
"""Bytes of a burst that paints rows and not only the letter that was typed."""


def measure(url: str) -> Iterator[Figure]:
    stock_downs: list[float] = []
    ours: dict[str, list[float]] = {
        "Down": [], "PageDown": [], "End": [], "Home": [], "a letter in find": [], "Down, until its preview": []
    }  # fmt: skip
    letters = [(text, _telling(url, text)) for text in FIND]
    with stock("table") as table, cardkeeper(url) as room:
        table.read_until(b"ROW000000")
        room.read_until(b"NJ0")
        table.settle()
        room.settle(3.0)
        table_memory, before = table.memory(), room.memory()
        for _ in range(TURNS):
            stock_downs += _seconds(table, ["Down"] * DOWNS)
            table.press("Ctrl+Home")
            _walk(room, ours, letters)
        after = room.memory()
    floor = median(stock_downs) * 1000
    for key, seconds in ours.items():
        yield Figure(f"{key}: key to paint", median(seconds) * 1000, "ms", floor, None if "preview" in key else 1.0)
    yield Figure("resident memory, fresh", before, "MB", table_memory, MEMORY_BAR)
    yield Figure("resident memory, after these keys", after, "MB", table_memory, MEMORY_BAR)


def _seconds(program: Terminal, keys: list[str], least: int = 1) -> list[float]:
    return [painted for key in keys if (painted := program.press(key).first(least)) is not None]


def _telling(url: str, text: str) -> set[int]:
    """The places of the letters in `text` with which other cards are found than without them."""
    rooms.open_room(url)
    keeper = access.actor_of(database.rows("select id from staff where \"user\" = 'keeper'")[0][0])
    found = [None, *(find(keeper, text[: place + 1]).rows for place in range(len(text)))]
    database.disconnect()
    return {place for place in range(len(text)) if found[place] != found[place + 1]}


def _walk(room: Terminal, ours: dict[str, list[float]], letters: Iterable[tuple[str, set[int]]]) -> None:
    room.press("Home")
    ours["Down"] += _seconds(room, ["Down"] * DOWNS)
    ours["Down, until its preview"] += [room.press("Down").last or 0.0 for _ in range(20)]
    ours["PageDown"] += _seconds(room, ["PageDown"] * 20)
    for _ in range(4):
        ours["End"] += _seconds(room, ["End"], A_LIST)
        ours["Home"] += _seconds(room, ["Home"], A_LIST)
    for text, telling in letters:
        room.press("F3")
        for place, letter in enumerate(text):
            painted = room.press(letter).first(A_LIST if place in telling else 1)
            if painted is not None and place in telling:
                ours["a letter in find"].append(painted)
        room.press("Esc")
        room.press("Esc")
