"""How much room a card room takes, and who is connected to it. Writes nothing."""

import re
from pathlib import Path
from typing import NamedTuple

from store import database

_INDEX = re.compile(r"card_words\w*|search_code|blocking_key")
LARGEST = 8
"""So many tables are named."""


class TableSize(NamedTuple):
    name: str
    size: int


class Sizes(NamedTuple):
    """Bytes of the room; of its search index and of its largest tables, each with its indexes, where they were
    measured. `connections` is how many there are to the database, None for a file, which nobody counts."""

    room: int
    search: int | None
    tables: tuple[TableSize, ...] | None
    connections: int | None


def measure(*, tables: bool) -> Sizes:
    """Measure the room in use. On SQLite its tables only if asked for: the whole file is read for that."""
    file = database.file_in_use()
    if file is None:
        return _sizes(_database_size(), _postgresql_tables(), _connections())
    measured = _sqlite_tables() if tables else None
    return _sizes(_file_size(file), measured, None)


def _sizes(room: int, measured: dict[str, int] | None, connections: int | None) -> Sizes:
    if measured is None:
        return Sizes(room, None, None, connections)
    index = sum(size for name, size in measured.items() if _INDEX.fullmatch(name))
    rest = sorted(((size, name) for name, size in measured.items() if not _INDEX.fullmatch(name)), reverse=True)
    return Sizes(room, index, tuple(TableSize(name, size) for size, name in rest[:LARGEST]), connections)


def _file_size(file: Path) -> int:
    beside = (file, Path(f"{file}-wal"))
    return sum(path.stat().st_size for path in beside if path.exists())


def _sqlite_tables() -> dict[str, int] | None:
    """None where this SQLite cannot measure."""
    if not database.rows("select 1 from pragma_module_list where name = 'dbstat'"):
        return None
    found = database.rows(
        "select m.tbl_name, sum(s.pgsize) from dbstat s join sqlite_master m on m.name = s.name group by 1"
    )
    return {name: int(size) for name, size in found}


def _database_size() -> int:
    return int(database.rows("select pg_database_size(current_database())")[0][0])


def _postgresql_tables() -> dict[str, int]:
    found = database.rows(
        "select relname, pg_total_relation_size(oid) from pg_class where relkind = 'r'"
        " and relnamespace = 'public'::regnamespace"
    )
    return {name: int(size) for name, size in found}


def _connections() -> int:
    """Those of people and programs; the server's own have no role."""
    found = database.rows(
        "select count(*) from pg_stat_activity where datname = current_database() and usesysid is not null"
    )
    return int(found[0][0])
