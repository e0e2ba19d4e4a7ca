"""Numbered migrations, the same files for both engines. All that a room waits for runs in one transaction, with the
notes that it ran, the guards, which a table made anew loses, and what the planner is told: killed or failed at any
moment, the room is as it was.
"""

from pathlib import Path

from store import database, doors, guards, statistics, walls
from store.tables.base import proxy

FOLDER = Path(__file__).parent
_HISTORY = "schema_migration"


def known() -> list[str]:
    """The names of the migrations that this program has, in order."""
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))


def applied() -> list[str]:
    """The names of those that the room has seen; empty for an empty database. Does not write."""
    if not proxy.table_exists(_HISTORY):
        return []
    return [row[0] for row in database.rows(f"select name from {_HISTORY} order by name")]


def apply() -> list[str]:
    """Run what is pending and set the guards anew, all or nothing. Returns the names of those that ran."""
    from playhouse.migrations import Runner  # type: ignore[import-untyped]

    runner = Runner(proxy.obj, str(FOLDER), table_name=_HISTORY)
    # SQLite lets go of foreign keys only outside a transaction
    with runner.migrator.migration_context(), database.as_owner():
        if applied() != known():
            walls.lower_walls()
            doors.close_doors()
        names = runner.up()
        if names:
            guards.set_guards()
            walls.raise_walls()
            doors.open_doors()
            statistics.tell()
    return list(names)
