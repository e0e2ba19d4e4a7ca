"""Do fifty sessions on PostgreSQL, and eight on SQLite, work on one room while a sheet of 100,000 rows comes in?

Bar: nothing acknowledged is lost, nothing is shown but what a rule says, `check` finds the room whole: it fails where
one is broken. The 95th of a hundred saves takes at most three times that of one session that works alone. It does not
show the screens of the fifty, nor a network between them and the server.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from store import database
from store.acts import rooms as card_rooms
from tests.bench import rooms, sheets
from tests.bench.figures import Figure, percentile
from tests.store import office_day

CARDS, SHARED = 20_000, 300
FIFTY, EIGHT = 50, 8
SECONDS, ALONE = 300.0, 60.0
MOST_TIMES = 3.0


def measure(server: str, seconds: float = SECONDS) -> Iterator[Figure]:
    """`server` is PostgreSQL's URL."""
    sheet = sheets.the_sheet(rooms.sqlite_room(sheets.CARDS))
    file = rooms.sqlite_room(CARDS)
    copy = rooms.folder() / "sessions.db"
    shutil.copyfile(Path(file.removeprefix("sqlite:///")), copy)
    yield from _measure(database.sqlite_url(copy), EIGHT, seconds, sheet)
    copy.unlink()
    yield from _measure(rooms.postgresql_room(server, CARDS, "sessions"), FIFTY, seconds, sheet)


def _measure(url: str, sessions: int, seconds: float, sheet: Path) -> Iterator[Figure]:
    card_rooms.open_room(url)
    engine = database.engine()
    keeper = database.rows('select id from staff where "user" = ?', ("keeper",))[0][0]
    shared = [
        card
        for (card,) in database.rows(
            "select id from card where branch_id = 1 and archived_at is null order by id limit ?", (SHARED,)
        )
    ]
    before = office_day.counts(shared)
    database.disconnect()
    alone = office_day.work(url, keeper, shared, 1, ALONE, 0.3)
    many = office_day.work(url, keeper, shared, sessions, seconds, office_day.USUAL_PAUSE, sheet)
    both = alone._replace(
        raised=alone.raised + many.raised,
        refused=alone.refused + many.refused,
        faults=[*alone.faults, *many.faults],
    )
    office_day.find_nothing_lost(url, both, before)
    for act in office_day.ACTS:
        floor, ours = (percentile(day.seconds[act], 0.95) * 1000 for day in (alone, many))
        bar = MOST_TIMES if act == "save" else None
        yield Figure(f"{sessions} sessions, {engine}: {act}, 95th of 100", ours, "ms", floor, bar)
    yield Figure(f"{sessions} sessions, {engine}: acts", sum(map(len, many.seconds.values())), "acts")
    yield Figure(f"{sessions} sessions, {engine}: refused by a rule", many.refused.total(), "acts")
