"""How do find, list, opening, lending and a sheet that comes in grow with the room, from a thousand cards to a million?

Told as the exponent of the time: 0 grows with nothing, 1 with the cards. Bar: 0.15 for find, opening and lending, 0.05
for the list's next page, of which the engine's steps are told too (instructions of SQLite's machine, rows that
PostgreSQL looks at): as many in every room. Each time is the middle of some; the rooms are asked in turns, so that the
machine's moods meet all of them. It does not show a cold disk.
"""

import math
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from importers.sheets import bring
from store import access, cards, database, listing, loans
from store.access import Actor
from store.acts import bring_in
from store.acts import rooms as card_rooms
from store.find import find
from store.tables.base import proxy
from tests.bench import rooms, sheets
from tests.bench.figures import Figure
from tests.bench.find import Drawn

SIZES = (1_000, 10_000, 100_000, 1_000_000)
TURNS, A_TURN, SHEET_ROWS = 6, 30, 500
BARS = {"find": 0.15, "open": 0.15, "lend": 0.15, "next page": 0.05}
Seconds = dict[str, list[float]]


def measure(rooms_by_size: Mapping[int, str], sheet: Path) -> Iterator[Figure]:
    """Figures of one engine, whose rooms are given by how many cards they have; `sheet` comes into each of them."""
    times: dict[int, Seconds] = {size: {} for size in rooms_by_size}
    steps: dict[int, int] = {}
    engine = ""
    for turn in range(TURNS):
        for size, url in rooms_by_size.items():
            card_rooms.open_room(url)
            engine = database.engine()
            actor = _keeper()
            for name, seconds in _turn(actor, Random(turn)).items():
                times[size].setdefault(name, []).extend(seconds)
            steps[size] = _steps_of_a_page(actor)
            database.disconnect()
    for name in times[min(times)]:
        middle = {size: median(found[name]) for size, found in times.items()}
        yield Figure(f"growth, {engine}: {name}, exponent", _exponent(middle), "", bar=BARS.get(name))
        yield from (Figure(f"… at {size:,} cards", seconds * 1000, "ms") for size, seconds in middle.items())
    yield from (Figure(f"growth, {engine}: steps of a page at {size:,}", n, "steps") for size, n in steps.items())
    per_row = {size: _bring(url, sheet) / SHEET_ROWS for size, url in rooms_by_size.items()}
    yield Figure(f"growth, {engine}: a sheet's row, exponent", _exponent(per_row), "")
    yield from (Figure(f"… at {size:,} cards", seconds * 1000, "ms") for size, seconds in per_row.items())


def _turn(actor: Actor, random: Random) -> Seconds:
    drawn = Drawn(actor.branch_id)
    texts = [text for _ in range(A_TURN) for text in _typed(drawn)]
    ids = [row.id for row in listing.page(actor, "number", limit=500) if row.out_to is None and not row.archived]
    some = random.sample(ids, A_TURN)
    middle = random.choice(listing.page(actor, "name", row=None, limit=500))
    find(actor, texts[0])
    return {
        "find": [_once(lambda text=text: find(actor, text)) for text in texts],
        "next page": [_once(lambda: listing.page(actor, "name", row=middle)) for _ in range(A_TURN)],
        "open": [_once(lambda card=card: cards.show(actor, card)) for card in some],
        "lend": [_once(lambda card=card: _out_and_back(actor, card)) for card in some],
    }


def _typed(drawn: Drawn) -> Iterator[str]:
    """What is typed to find one card: its name, its name in pinyin, the end of its phone, its number."""
    card = drawn.card()
    yield card.name
    yield card.sort_name.replace(" ", "")
    yield card.phone[-6:] or card.card_no
    yield card.card_no


def _out_and_back(actor: Actor, card: int) -> None:
    loans.lend(actor, [card], to="sales", purpose="visit")
    loans.give_back(actor, [card])


def _once(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start


def _exponent(found: Mapping[int, float]) -> float:
    """The slope of the line through the logarithms."""
    xs, ys = [math.log(size) for size in found], [math.log(seconds) for seconds in found.values()]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _steps_of_a_page(actor: Actor) -> int:
    """How much the engine does for the list's next page, behind the first one's end."""
    last = listing.page(actor, "name")[-1]
    listing.page(actor, "name", row=last)
    if database.engine() == "sqlite":
        return _instructions(lambda: listing.page(actor, "name", row=last))
    looked_at = "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables"
    with proxy.atomic():
        before = int(database.rows(looked_at)[0][0])
        listing.page(actor, "name", row=last)
        return int(database.rows(looked_at)[0][0]) - before


def _instructions(act: Callable[[], object]) -> int:
    done = 0

    def one_more() -> int:
        nonlocal done
        done += 1
        return 0

    connection = proxy.connection()
    connection.set_progress_handler(one_more, 1)
    try:
        act()
    finally:
        connection.set_progress_handler(None, 1)
    return done


def _bring(url: str, sheet: Path) -> float:
    """CPU seconds of a sheet that comes in; the room forgets it again where it is a file."""
    kept = database.sqlite_path(url)
    if kept is not None:
        copy = kept.with_name("growth.db")
        shutil.copyfile(kept, copy)
        url = database.sqlite_url(copy)
    card_rooms.open_room(url)
    actor = _keeper()
    seconds = _once(lambda: bring_in.commit(actor, bring.stage(actor, sheet).id))
    database.disconnect()
    return seconds


def _keeper() -> Actor:
    return access.actor_of(database.rows('select id from staff where "user" = ?', ("keeper",))[0][0])


def sqlite_rooms(sizes: Sequence[int] = SIZES) -> Mapping[int, str]:
    return {size: rooms.sqlite_room(size) for size in sizes}


def postgresql_rooms(server: str, sizes: Sequence[int] = SIZES) -> Mapping[int, str]:
    return {size: rooms.postgresql_room(server, size) for size in sizes}


def the_sheet(url: str) -> Path:
    """The first rows of the large sheet, as a file of their own."""
    import openpyxl

    file = rooms.folder() / f"warranty-{SHEET_ROWS}.xlsx"
    if not file.exists():
        whole = openpyxl.load_workbook(sheets.the_sheet(url), read_only=True).worksheets[0]
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("保证单")
        for row in whole.iter_rows(values_only=True, max_row=SHEET_ROWS + 1):
            sheet.append(row)
        book.save(file)
    return file
