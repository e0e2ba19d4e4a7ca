"""The two ends of a move: a room that rows are read from, which nobody changes meanwhile, and one that they go into.

Both engines have the same verbs here and read and write the lines of `move_lines`, some thousand rows at a time. The
connections are of their own: `database` has one room in use, and this is about two.
"""

import contextlib
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from store import database, migrations, system
from store.acts.move_lines import Kind, Shape, key, lines, shape, values
from store.acts.rooms import MOVING
from store.engines import SQLITE_REFUSALS, Busy

_LOCK_WAIT = 10.0
"""Seconds for which a move waits for whoever just writes."""
_MADE_ANEW = re.compile(rf"card_words\w*|search_code|blocking_key|sqlite_\w+|{migrations.HISTORY}|{MOVING}")
"""Tables that a move passes over: the index, which each engine has in a form of its own and which is made anew; the
notes of what ran, which come last; SQLite's own; the state of the move."""


class Later(NamedTuple):
    """An index or a reference that is taken away before the rows come and made again behind them."""

    drop: str
    make: str


class End(ABC):
    """One end of a move."""

    @abstractmethod
    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What `sql` answers; `?` stands for a parameter."""

    @abstractmethod
    def execute(self, sql: str, params: Sequence[Any] = ()) -> None: ...

    @abstractmethod
    def transaction(self) -> contextlib.AbstractContextManager[Any]:
        """All of what is written inside, or nothing."""

    @abstractmethod
    def hold(self) -> None:
        """Keep everybody from writing until this end is closed; they may read. Raises Busy."""

    @abstractmethod
    def all_tables(self) -> set[str]: ...

    @abstractmethod
    def shape(self, table: str) -> Shape: ...

    @abstractmethod
    def lines(self, table: str, shape: Shape, after: bytes | None) -> Iterator[bytes]:
        """The rows in the order of their keys, those behind the row that `after` tells of."""

    @abstractmethod
    def write(self, table: str, shape: Shape, many: Sequence[bytes]) -> None: ...

    @abstractmethod
    def later(self, tables: Sequence[str]) -> list[Later]:
        """What of these tables can be made behind the rows, more quickly than with each of them."""

    @abstractmethod
    def ids_given(self, table: str) -> int:
        """The highest id that a row of `table` ever had."""

    @abstractmethod
    def clear(self) -> None:
        """Take away everything that is there."""

    @abstractmethod
    def owned(self) -> bool:
        """Whether it belongs to whoever asks."""

    @abstractmethod
    def tidy(self) -> None:
        """Let the engine take stock of what was written. Outside a transaction."""

    @abstractmethod
    def close(self) -> None: ...

    def tables(self) -> list[str]:
        """The tables whose rows are moved."""
        return sorted(name for name in self.all_tables() if not _MADE_ANEW.fullmatch(name))

    def count(self, table: str) -> int:
        return int(self.rows(f'select count(*) from "{table}"')[0][0])


class SqliteEnd(End):
    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite3.connect(path, timeout=_LOCK_WAIT, isolation_level=None)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, params).fetchall()

    def execute(self, sql: str, params: Sequence[Any] = ()) -> None:
        self.connection.execute(sql, params)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    def hold(self) -> None:
        try:
            self.connection.execute("begin immediate")
        except sqlite3.OperationalError as error:
            name = error.sqlite_errorname or ""
            raise next((one for start, one in SQLITE_REFUSALS.items() if name.startswith(start)), Busy)() from error

    def all_tables(self) -> set[str]:
        return {name for (name,) in self.rows("select name from sqlite_master where type = 'table'")}

    def shape(self, table: str) -> Shape:
        told = self.rows("select name, type, pk from pragma_table_info(?)", (table,))
        kinds = {name: _SQLITE_KINDS.get(declared.upper(), Kind.TEXT) for name, declared, _ in told}
        return shape(kinds, [name for name, _, place in sorted(told, key=lambda column: column[2]) if place])

    def lines(self, table: str, shape: Shape, after: bytes | None) -> Iterator[bytes]:
        key_names = ", ".join(f'"{column.name}"' for column in shape.columns[: shape.keys])
        params = key(after, shape) if after else ()
        behind = f" where ({key_names}) > {database.marks(params)}" if after else ""
        asked = f'select {shape.names} from "{table}"{behind} order by {key_names}'
        return lines(self.connection.execute(asked, params), shape)

    def write(self, table: str, shape: Shape, many: Sequence[bytes]) -> None:
        into = f'insert into "{table}" ({shape.names}) values {database.marks(shape.columns)}'
        self.connection.executemany(into, values(many, shape))

    def later(self, tables: Sequence[str]) -> list[Later]:
        found = self.rows(
            "select name, sql from sqlite_master where type = 'index' and sql is not null"
            f" and tbl_name in {database.marks(tables)} order by name",
            tables,
        )
        return [Later(f'drop index "{name}"', sql) for name, sql in found]

    def ids_given(self, table: str) -> int:
        found = self.rows(
            f'select max(coalesce((select max(id) from "{table}"), 0),'
            " coalesce((select max(last) from counter where kind = ?), 0))",
            (f"{table}_id",),
        )
        return int(found[0][0])

    def clear(self) -> None:
        self.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def owned(self) -> bool:
        return system.owns(self.path)

    def tidy(self) -> None:
        self.execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        self.connection.close()


_SQLITE_KINDS = {"INTEGER": Kind.NUMBER, "BIGINT": Kind.NUMBER, "DATETIME": Kind.MOMENT}
_POSTGRESQL_KINDS = {
    "boolean": Kind.FLAG,
    "bigint": Kind.NUMBER,
    "integer": Kind.NUMBER,
    "smallint": Kind.NUMBER,
    "timestamp without time zone": Kind.MOMENT,
}


class PostgresqlEnd(End):
    def __init__(self, url: str) -> None:
        import psycopg

        try:
            self.connection = psycopg.connect(url, autocommit=True, client_encoding="utf8")
        except psycopg.OperationalError as error:
            raise database.NotReachable(place=database.place(url)) from error
        self.connection.execute("set datestyle = 'ISO'")
        self.connection.execute("set maintenance_work_mem = '256MB'")
        self.connection.execute("set idle_in_transaction_session_timeout = 0; set statement_timeout = 0")

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(_marked(sql), params or None).fetchall()

    def execute(self, sql: str, params: Sequence[Any] = ()) -> None:
        self.connection.execute(_marked(sql), params or None)

    def transaction(self) -> contextlib.AbstractContextManager[Any]:
        return self.connection.transaction()

    def hold(self) -> None:
        from psycopg import errors

        names = ", ".join(f'"{table}"' for table in self.tables())
        self.connection.execute(f"set lock_timeout = '{_LOCK_WAIT:.0f}s'")
        self.connection.execute("begin isolation level repeatable read")
        try:
            self.connection.execute(f"lock table {names} in share row exclusive mode")
        except errors.LockNotAvailable as error:
            raise Busy() from error

    def all_tables(self) -> set[str]:
        return {name for (name,) in self.rows("select tablename from pg_tables where schemaname = 'public'")}

    def shape(self, table: str) -> Shape:
        told = self.rows(
            "select column_name, data_type from information_schema.columns where table_schema = 'public'"
            " and table_name = ?",
            (table,),
        )
        found = self.rows(
            "select a.attname from pg_index i cross join unnest(i.indkey) with ordinality as k (attnum, place)"
            " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum"
            " where i.indrelid = ?::regclass and i.indisprimary order by k.place",
            (f'public."{table}"',),
        )
        return shape({name: _POSTGRESQL_KINDS.get(kind, Kind.TEXT) for name, kind in told}, [name for (name,) in found])

    def lines(self, table: str, shape: Shape, after: bytes | None) -> Iterator[bytes]:
        from psycopg.sql import SQL, Literal

        names = ", ".join(
            f'"{column.name}"' + (' collate "C"' if column.kind is Kind.TEXT else "")
            for column in shape.columns[: shape.keys]
        )
        asked = SQL('copy (select {} from "{}"{} order by {}) to stdout').format(
            SQL(shape.names),
            SQL(table),
            SQL(" where ({}) > ({})").format(SQL(names), SQL(", ").join(map(Literal, key(after, shape))))
            if after
            else SQL(""),
            SQL(names),
        )
        with self.connection.cursor() as cursor, cursor.copy(asked) as copy:
            for block in copy:
                yield bytes(block)

    def write(self, table: str, shape: Shape, many: Sequence[bytes]) -> None:
        from psycopg.sql import SQL

        with (
            self.connection.cursor() as cursor,
            cursor.copy(SQL('copy "{}" ({}) from stdin').format(SQL(table), SQL(shape.names))) as copy,
        ):
            copy.write(b"".join(many))

    def later(self, tables: Sequence[str]) -> list[Later]:
        among = [f'public."{table}"' for table in tables]
        indexes = self.rows(
            "select quote_ident(c.relname), pg_get_indexdef(c.oid) from pg_index i join pg_class c"
            " on c.oid = i.indexrelid where i.indrelid = any(?::regclass[]) and not exists"
            " (select 1 from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u')) order by 1",
            (among,),
        )
        references = self.rows(
            "select 'alter table ' || conrelid::regclass || ' drop constraint ' || quote_ident(conname),"
            " 'alter table ' || conrelid::regclass || ' add constraint ' || quote_ident(conname) || ' '"
            " || pg_get_constraintdef(oid)"
            " from pg_constraint where contype = 'f' and conrelid = any(?::regclass[]) order by 1, 2",
            (among,),
        )
        return [
            *(Later(f"drop index {name}", make) for name, make in indexes),
            *(Later(*reference) for reference in references),
        ]

    def ids_given(self, table: str) -> int:
        ((name,),) = self.rows("select pg_get_serial_sequence(?, 'id')", (f'public."{table}"',))
        last, called = self.rows(f"select last_value, is_called from {name}")[0]
        return int(last) if called else 0

    def clear(self) -> None:
        with self.transaction():
            self.execute("drop schema public cascade")
            self.execute("create schema public")
            self.execute("grant usage on schema public to public")
        self.close()

    def owned(self) -> bool:
        return bool(self.rows(database.OWNS)[0][0])

    def tidy(self) -> None:
        self.execute("vacuum analyze")

    def close(self) -> None:
        self.connection.close()


def _marked(sql: str) -> str:
    return sql.replace("?", "%s")


def opened(url: str) -> End:
    """The end at `url`. Raises NotReachable, UnknownURL."""
    path = database.sqlite_path(url)
    if path is not None:
        return SqliteEnd(path)
    if not url.startswith(("postgresql://", "postgres://")):
        raise database.UnknownURL(url=url)
    return PostgresqlEnd(url)


def same_shapes(here: End, there: End, tables: Sequence[str]) -> Mapping[str, Shape]:
    """How each table's rows are read and written: in PostgreSQL's kinds, which are the finer ones, where one end is
    such. Raises KeyError with the name of a table that has other columns there."""
    finer = here if isinstance(here, PostgresqlEnd) else there
    found = {}
    for table in tables:
        mine, other = here.shape(table), there.shape(table)
        if [column.name for column in mine.columns] != [column.name for column in other.columns]:
            raise KeyError(table)
        found[table] = finer.shape(table)
    return found
