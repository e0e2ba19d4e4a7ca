"""Numbered migrations, the same files for both engines. All that a room waits for runs in one transaction, with the
notes that it ran, the guards, which a table made anew loses, and what the planner is told: killed or failed at any
moment, the room is as it was.
"""

from pathlib import Path
from typing import Any

from store import database, doors, guards, ownership, statistics, walls
from store.tables.base import proxy

FOLDER = Path(__file__).parent
HISTORY = "schema_migration"


UNFINISHED = "9999_unfinished"
"""Stands among the notes of what ran while a room is being moved here: every program takes it for one newer than
itself, and does not open it."""


def known() -> list[str]:
    """The names of the migrations that this program has, in order."""
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))


def applied() -> list[str]:
    """The names of those that the room has seen; empty for an empty database. Does not write."""
    if not proxy.table_exists(HISTORY):
        return []
    return [row[0] for row in database.rows(f"select name from {HISTORY} order by name")]


def note_unfinished() -> None:
    """Note, in an empty database, that it is no room yet, before it has the first table of one. Inside a write."""
    history = _runner().History
    history.create_table()
    history.create(name=UNFINISHED)


def apply() -> list[str]:
    """Run what is pending and set the guards anew, all or nothing. Returns the names of those that ran."""
    runner = _runner()
    # SQLite lets go of foreign keys only outside a transaction
    with runner.migrator.migration_context(), ownership.as_owner():
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


def _runner() -> Any:
    from playhouse.migrations import Runner  # type: ignore[import-untyped]

    return Runner(proxy.obj, str(FOLDER), table_name=HISTORY)
