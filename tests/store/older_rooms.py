"""Rooms as earlier versions of the program left them, and what tables a room has."""

from pathlib import Path
from typing import Any

from store import database, migrations
from store.tables.base import proxy
from tests.servers import on_server

_MADE = "'2026-11-01 08:00:00'"
ROOM_OF_BEFORE = (
    "insert into branch (name, prefix, country, currency, time_zone, language, head_office, created_at)"
    f" values ('Lyon', 'LY', 'FR', 'EUR', 'Europe/Paris', 'fr', true, {_MADE})",
    'insert into staff (branch_id, "user", name, clerk, keeper, manager, salesperson, password, one_time, failures,'
    f" version, created_at) values (1, 'anne', 'Anne Petit', true, true, true, true, '', false, 0, 1, {_MADE})",
    "insert into card (branch_id, number, name, sort_name, customer, list, kind, grade, key_customer, version,"
    f" created_at, updated_at) values (1, 1, 'A', 'a', 'consumer', 'potential', 'develop', 'C', false, 1, {_MADE},"
    f" {_MADE})",
)
A_LOAN_OF_BEFORE = (
    "insert into slip (branch_id, number, kind, borrower_id, borrower_name, purpose, due, made_by_id, made_at)"
    f" values (1, 1, 'visit', 1, 'Anne Petit', 'visit', '2026-11-04', 1, {_MADE})",
    "insert into slip_card (branch_id, slip_id, card_id, borrower_id, holds, state, due, out_at)"
    f" values (1, 1, 1, 1, true, 'out', '2026-11-04', {_MADE})",
)
AN_EMPTY_CHAIN = f"insert into journal_head (branch_id, number, hash) values (1, 0, '{'0' * 64}')"


def up_to(last: str) -> None:
    """Bring the empty database in use to where a room stood after the migration `last`."""
    from playhouse.migrations import Runner  # type: ignore[import-untyped]

    Runner(proxy.obj, str(migrations.FOLDER), table_name="schema_migration").up(last)


def empty(engine: str, name: str, folder: Path, server: str) -> str:
    """The URL of a new, empty database."""
    if engine == "sqlite":
        return database.sqlite_url(folder / f"{name}.db")
    database.connect(server)
    database.execute(f"drop database if exists empty_{name} with (force)")
    database.execute(f"create database empty_{name}")
    database.disconnect()
    return on_server(server, f"empty_{name}")


def schema() -> dict[str, Any]:
    """The tables of the room in use, each with its columns, indexes and keys; not the notes of what ran and of what
    the planner is told."""
    tables = [name for name in proxy.get_tables() if name not in ("schema_migration", "sqlite_stat1")]
    return {
        name: (
            sorted(
                (column.name, column.data_type, column.null, column.primary_key) for column in proxy.get_columns(name)
            ),
            sorted((index.name, tuple(index.columns), index.unique) for index in proxy.get_indexes(name)),
            sorted((key.column, key.dest_table, key.dest_column) for key in proxy.get_foreign_keys(name)),
        )
        for name in tables
    }


_SHAPE = {
    "sqlite": "select name, sql from sqlite_master where type in ('table', 'index') and sql is not null",
    "postgresql": "select table_name, concat_ws(' ', column_name, data_type, is_nullable)"
    " from information_schema.columns where table_name in (select tablename from pg_tables where schemaname = 'public')"
    " union all select tablename, indexdef from pg_indexes where schemaname = 'public'",
}


def shape() -> list[tuple[str, str]]:
    """As `schema`, asked at once, to be compared with what the same migrations made on the same engine; without the
    index by which cards are found, which comes with a branch, and the views, which come with the walls."""
    found = database.rows(_SHAPE[database.engine()])
    return sorted(
        row
        for row in found
        if not row[0].startswith(("schema_migration", "card_words", "search_code", "blocking_key", "sqlite_stat"))
    )
