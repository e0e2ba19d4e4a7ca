"""The rows of a room that is being moved: brought over some thousand in a transaction, each with a note of how far it
is, and compared. What is noted stands in a table of its own in the new place, which goes when the move is done.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from locales.messages import N_
from store import blocking, database, search
from store.acts.move_ends import End
from store.acts.move_lines import Shape
from store.acts.rooms import MOVING
from store.errors import Refused

ROWS_AT_ONCE = 10_000
"""So many rows go over in one transaction."""


class Stage(StrEnum):
    """What a move is at; its steps are rows, indexes, rows and cards."""

    ROWS = "rows"
    INDEXES = "indexes"
    COMPARING = "comparing"
    SEARCH = "search"


Told = Callable[[Stage, int, int], None]


class Differs(Refused):
    table: str
    message = N_(
        "The table “{table}” does not say the same in the new place. The move is not finished; begin it again with"
        " --anew."
    )


class TableRecord(NamedTuple):
    """One table: how many rows went over, and the digest of them that both ends have."""

    name: str
    rows: int
    digest: str


def kept(there: End) -> dict[str, str]:
    return dict(there.rows(f"select name, value from {MOVING}"))


def keep(there: End, name: str, value: str) -> None:
    there.execute(f"delete from {MOVING} where name = ?", (name,))
    there.execute(f"insert into {MOVING} (name, value) values (?, ?)", (name, value))


# ── rows


class _Running:
    """A digest and a count of lines, as they go by."""

    def __init__(self) -> None:
        self.rows, self._hash = 0, hashlib.sha256()

    def add(self, many: Sequence[bytes]) -> None:
        self.rows += len(many)
        self._hash.update(b"".join(many))

    def record(self, table: str) -> TableRecord:
        return TableRecord(table, self.rows, self._hash.hexdigest())


def bring(
    here: End, there: End, shapes: Mapping[str, Shape], counts: Mapping[str, int], tell: Told
) -> dict[str, TableRecord]:
    """Bring over the rows that are not there yet. Returns what is known by it of the tables that came as a whole: as
    long as this end is held they stay so."""
    count, done = sum(counts.values()), 0
    known = {}
    for table, shape in shapes.items():
        at = kept(there).get(_rows_of(table))
        after, before = _place(at)
        done += before
        tell(Stage.ROWS, done, count)
        running = _Running()
        for many in database.chunks(here.lines(table, shape, after), ROWS_AT_ONCE):
            with there.transaction():
                there.write(table, shape, many)
                keep(there, _rows_of(table), json.dumps([before + running.rows + len(many), many[-1].decode()]))
            running.add(many)
            done += len(many)
            tell(Stage.ROWS, done, count)
        if after is None:
            known[table] = running.record(table)
    return known


def _rows_of(table: str) -> str:
    return f"rows/{table}"


def _place(noted: str | None) -> tuple[bytes | None, int]:
    """The last row that came, and how many did."""
    if noted is None:
        return None, 0
    rows, line = json.loads(noted)
    return line.encode(), rows


def build(there: End, tell: Told) -> None:
    """Make the indexes and references that were taken away, each in a transaction."""
    later = json.loads(kept(there)["later"])
    for done in range(len(later)):
        tell(Stage.INDEXES, done, len(later))
        with there.transaction():
            there.execute(later[done])
            keep(there, "later", json.dumps(later[done + 1 :]))
    tell(Stage.INDEXES, len(later), len(later))


def compare(
    here: End, there: End, shapes: Mapping[str, Shape], known: Mapping[str, TableRecord], tell: Told
) -> tuple[TableRecord, ...]:
    """Read every table in its new place again, and in the old one where it is not known, and compare. What a stopped
    move had compared already is compared with what the old place says now."""
    before = kept(there).get("compared")
    compared = {record[0]: TableRecord(*record) for record in json.loads(before)} if before else {}
    count, done = sum(there.count(table) for table in shapes), 0
    found = []
    for table, shape in shapes.items():
        mine = known.get(table) or _read(here, table, shape)
        if mine != (compared.get(table) or _read(there, table, shape)):
            raise Differs(table=table)
        found.append(mine)
        done += mine.rows
        tell(Stage.COMPARING, done, count)
    if not compared:
        with there.transaction():
            keep(there, "compared", json.dumps(found))
            for name in (search.VERSION_SETTING, blocking.VERSION_SETTING):  # each engine's index is its own
                there.execute("update setting set value = '' where name = ?", (name,))
    return tuple(found)


def _read(end: End, table: str, shape: Shape) -> TableRecord:
    running = _Running()
    for many in database.chunks(end.lines(table, shape, None), ROWS_AT_ONCE):
        running.add(many)
    return running.record(table)
