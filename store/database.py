"""The room's database: SQLite or PostgreSQL, opened by URL, behind a few verbs.

What differs between the engines stands here and, below peewee, in `engines`.
"""

import contextlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, Literal, NamedTuple, NoReturn, TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import peewee
from peewee import SqliteDatabase

from locales.messages import N_
from store import slow, system
from store.engines import (
    SQLITE_REFUSALS,
    DatabaseGone,
    Postgresql,
    Sqlite,
    lock_timeout,
    patience,
    refuse_postgresql,
    refuse_sqlite,
)
from store.errors import Refused
from store.tables.base import proxy

Engine = Literal["sqlite", "postgresql"]


class UnknownURL(Refused):
    url: str
    message = N_("“{url}” names no card room. Write sqlite:///path/to/file.db or postgresql://user@host/name.")
    exit_code = 2


class NotReachable(Refused):
    place: str
    message = N_("The database at {place} cannot be reached. Check the name, the network and the password.")


class FileNotOpened(NotReachable):
    message = N_(
        "The card room's file {place} cannot be opened. It and its folder must be readable and writable for you; ask"
        " who looks after this computer, or work on a copy."
    )


def connect(url: str) -> None:
    """Use the room at `url` from now on. Opens nothing yet but for a first look.

    Raises UnknownURL, NotReachable, FileNotOpened, DatabaseGone, DamagedRoom.
    """
    disconnect()
    proxy.initialize(_database(url))
    slow.of_room(place(url))
    try:
        proxy.connect(reuse_if_open=True)
        if engine() == "sqlite":
            proxy.execute_sql("select count(*) from sqlite_master")
    except (peewee.OperationalError, peewee.InterfaceError) as error:
        refusal = NotReachable if sqlite_path(url) is None else FileNotOpened
        raise refusal(place=place(url)) from error
    except peewee.DatabaseError as error:
        refuse_sqlite(error)


_PRAGMAS = {
    "journal_mode": "wal",
    "foreign_keys": 1,
    "synchronous": "full",
    "busy_timeout": 0,
    "cache_size": -500,  # KiB a connection; each thread has one, and the system keeps the file's pages anyway
}


_LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}
"""A line that was cut is noticed within half a minute, also where nothing says so; a URL may say otherwise."""


def _database(url: str) -> peewee.Database:
    path = sqlite_path(url)
    if path is not None:
        return Sqlite(str(path), pragmas=_PRAGMAS, lock_type="IMMEDIATE")
    parts = urlsplit(url)
    if not names_a_server(url):
        raise UnknownURL(url=url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    settings = {"host": parts.hostname, "port": parts.port, "user": parts.username, "password": parts.password}
    options |= {name: unquote(str(value)) for name, value in settings.items() if value is not None}
    name = unquote(parts.path.strip("/"))
    if "password" not in options and "passfile" not in options and passfile(name).is_file():
        options["passfile"] = str(passfile(name))
    return Postgresql(name, **{**_LINE, **options})


def names_a_server(url: str) -> bool:
    """Whether a URL is one of PostgreSQL, with a database's name."""
    parts = urlsplit(url)
    return parts.scheme in ("postgresql", "postgres") and bool(parts.path.strip("/"))


def passfile(name: str) -> Path:
    """The file in which this account has the passwords of a database's roles, as libpq reads it."""
    return system.data_folder() / f"{re.sub(r'[^A-Za-z0-9_-]', '_', name)}.pgpass"


def sqlite_path(url: str) -> Path | None:
    """The file that a sqlite URL names; None for any other URL."""
    matched = re.fullmatch(r"sqlite:///(.+)", url)
    return Path(unquote(matched[1])) if matched else None


def sqlite_url(path: Path) -> str:
    return "sqlite:///" + quote(str(path.absolute()).replace("\\", "/"))


def place(url: str) -> str:
    """Where a room is, without a password in it."""
    path = sqlite_path(url)
    parts = urlsplit(url)
    return str(path) if path is not None else f"{parts.hostname or ''}{parts.path}"


def without_password(url: str) -> str:
    """The URL as it may be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{host}"))


OWNS = "select pg_has_role(datdba, 'usage') from pg_database where datname = current_database()"
"""Whether whoever asks owns the database of PostgreSQL."""


def connect_thread() -> None:
    """Give this thread its own connection to the room in use, kept open until `disconnect`."""
    proxy.connect(reuse_if_open=True)


def disconnect() -> None:
    """Close this thread's connection."""
    if proxy.obj is not None and not proxy.obj.is_closed():
        proxy.obj.close()


def file_in_use() -> Path | None:
    """The file of the room in use; None on PostgreSQL."""
    return Path(proxy.obj.database).absolute() if engine() == "sqlite" else None


def engine() -> Engine:
    return "sqlite" if isinstance(proxy.obj, SqliteDatabase) else "postgresql"


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """A write: all of it or nothing. Takes the write lock at once; inside another write it joins that one.

    Raises Busy, DiskFull, ReadOnlyRoom, DatabaseGone; then nothing was written.
    """
    try:
        with proxy.atomic():
            yield
    except DatabaseGone:
        if not proxy.in_transaction() and engine() == "postgresql":
            proxy.obj.forget_connection()
        raise


def wait_at_most(seconds: float | None) -> None:
    """Let what this thread writes from now on wait only so long for others who write, and then be refused as Busy; None
    for as long as is usual."""
    patience.seconds = seconds
    if engine() == "postgresql":
        execute(lock_timeout())


@contextlib.contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """`wait_at_most`, for what is written inside."""
    before = patience.seconds
    wait_at_most(seconds)
    try:
        yield
    finally:
        wait_at_most(before)


def read_only() -> bool:
    """Whether nothing can be written: a server of PostgreSQL that follows another."""
    return engine() == "postgresql" and rows("show transaction_read_only")[0][0] == "on"


_walled: "WeakKeyDictionary[Any, bool]" = WeakKeyDictionary()


def walled() -> bool:
    """Whether the database itself keeps the rows of other branches from this session: a room on PostgreSQL, opened with
    an office's role. Does not write."""
    if engine() == "sqlite":
        return False
    known = _walled.get(proxy.obj)
    if known is None:
        known = bool(rows("select coalesce(row_security_active(to_regclass('card')), false)")[0][0])
        _walled[proxy.obj] = known
    return known


def in_write() -> bool:
    return bool(proxy.in_transaction())


def rows(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """What `sql` answers, which may be `Kept`. `?` stands for a parameter on both engines. Does not write."""
    began = perf_counter()
    found = list(proxy.execute_sql(_native(sql, params), params or None).fetchall())
    _heed(sql, began)
    return found


def _heed(sql: str, began: float) -> None:
    took = perf_counter() - began
    if took > slow.LIMIT:
        slow.note(sql, took)


class Question(NamedTuple):
    """One that a single value answers, a count for one; to be asked together with others."""

    sql: str
    params: Sequence[Any] = ()


def answers(questions: Sequence[Question]) -> tuple[Any, ...]:
    """What each question answers, all of them asked in one round trip. Does not write."""
    if not questions:
        return ()
    asked = ", ".join(f"({question.sql})" for question in questions)
    return rows(f"select {asked}", [value for question in questions for value in question.params])[0]


@contextlib.contextmanager
def undecoded() -> Iterator[None]:
    """While this lasts, SQLite's texts that are no UTF-8 come as they are instead of as an error: for looking through a
    file that somebody tampered with. PostgreSQL lets no such text in."""
    connection = proxy.connection()
    if engine() != "sqlite":
        yield
        return
    before = connection.text_factory
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = before


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement; returns how many rows it touched."""
    began = perf_counter()
    touched = int(proxy.execute_sql(_native(sql, params), params or None).rowcount)
    _heed(sql, began)
    return touched


_PLAIN_INSERT = re.compile(r"insert into ((\w+) \([^()]*\)) values \(\?(?:, \?)*\)")


Beat = Callable[[int], None]
"""Told now and then of so many rows more that were written; what it raises takes back the write."""
_beat: ContextVar[Beat | None] = ContextVar("beat", default=None)
_BETWEEN_BEATS = 500


@contextlib.contextmanager
def heard(beat: Beat | None) -> Iterator[None]:
    """Let `beat` hear of the rows that are written inside in bulk, so that a long write shows how far it is and can be
    stopped."""
    token = _beat.set(beat)
    try:
        yield
    finally:
        _beat.reset(token)


def beat(rows: int) -> None:
    """Say that so many rows more were written, to whoever hears it."""
    told = _beat.get()
    if told is not None and rows:
        told(rows)


def _beating(many: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    done = 0
    for done, row in enumerate(many, 1):
        yield row
        if done % _BETWEEN_BEATS == 0:
            beat(_BETWEEN_BEATS)
    beat(done % _BETWEEN_BEATS)


def execute_many(sql: str, many: Iterable[Sequence[Any]]) -> None:
    """Run one statement for each of `many`, five times as quick as row by row. Only inside `writing()`.

    PostgreSQL takes plain inserts as a copy, which is quicker by as much again, but a thousand rows a statement where
    a table has policies; so `many` may not ask the database for anything while it is gone through.
    """
    cursor = proxy.cursor()
    if _beat.get() is not None:
        many = _beating(many)
    try:
        plain = _PLAIN_INSERT.fullmatch(sql) if engine() == "postgresql" else None
        if plain and walled() and not plain[2].startswith("card_words"):
            _insert_many(cursor, plain[1], plain[2], many)
        elif plain:
            with cursor.copy(f"copy {plain[1]} from stdin") as copy:
                for row in many:
                    copy.write_row(row)
        else:
            cursor.executemany(_native(sql, (1,)), many if engine() == "postgresql" else iter(many))
    except Exception as error:
        _refuse_many(error)
    finally:
        cursor.close()


_AT_ONCE = 1000
"""Rows that one statement inserts where no copy may."""


def _insert_many(cursor: Any, into: str, table: str, many: Iterable[Sequence[Any]]) -> None:
    """Insert rows into a table with policies, which takes no copy: as one text of JSON that the server takes apart."""
    names = into.partition("(")[2].rstrip(")")
    keys = [name.strip().strip('"') for name in names.split(",")]
    sql = f"insert into {into} select {names} from json_populate_recordset(null::{table}, %s::json)"
    for some in chunks(many, _AT_ONCE):
        rows_said = [dict(zip(keys, row, strict=True)) for row in some]
        cursor.execute(sql, (json.dumps(rows_said, default=str, ensure_ascii=False),))


def _refuse_many(error: Exception) -> NoReturn:
    """The driver's own error, met below peewee, as the refusal it means."""
    name = getattr(error, "sqlite_errorname", "")
    for start, refusal in SQLITE_REFUSALS.items():
        if name.startswith(start):
            raise refusal() from error
    if engine() == "postgresql" and proxy.obj.is_gone():
        raise DatabaseGone() from error
    refuse_postgresql(error)
    raise error


def _native(sql: str, params: Sequence[Any]) -> str:
    if engine() == "sqlite" or not params:
        return sql
    return type(sql)(sql.replace("%", "%%").replace("?", "%s"))


def now() -> datetime:
    """This moment in UTC, without a zone, by the database's clock."""
    return moment(rows(f"select {clock()}")[0][0])


_CLOCK_SQL = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')",
    "postgresql": "clock_timestamp() at time zone 'utc'",
}


def clock() -> str:
    """SQL for this moment, to be asked for together with other things; `moment` says what is answered."""
    return _CLOCK_SQL[engine()]


def today(time_zone: str) -> date:
    """The date it is now in a branch's time zone."""
    return day_of(now(), time_zone)


def day_of(moment: datetime, time_zone: str) -> date:
    """The date of a moment, kept in UTC, in a branch's time zone."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(time_zone)).date()


def as_moment(value: datetime | str | None) -> datetime | None:
    """A moment as `rows` gives it: SQLite keeps text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def moment(value: datetime | str) -> datetime:
    """As `as_moment`, of a column that is never empty."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def stored(moment: datetime) -> datetime | str:
    """A moment as its column has it, to be compared with what `rows` gives."""
    return moment.isoformat(sep=" ", timespec="microseconds") if engine() == "sqlite" else moment


def as_day(value: date | str | None) -> date | None:
    """A date as `rows` gives it: SQLite keeps text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


T = TypeVar("T")
CHUNK = 500
"""So many values go into one statement."""


def chunks(values: Iterable[T], size: int | None = None) -> Iterator[list[T]]:
    """The values in their order, so many at a time; as many as go into one statement, if not said."""
    rest = iter(values)
    while some := list(islice(rest, size or CHUNK)):
        yield some


def marks(some: Sized) -> str:
    """SQL of a list of so many values: (?, ?, ?). Nothing is among none."""
    return f"({', '.join('?' * len(some)) or 'null'})"


def rows_among(sql: str, values: Iterable[Any], params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of `sql`, in which `{among}` stands once, behind all other parameters, for a list of these values. As
    many of them are asked for at once as one statement takes, so an order holds only among those. Does not write."""
    for some in chunks(values):
        yield from rows(sql.format(among=marks(some)), (*params, *some))


def remove(table: str, column: str, ids: Iterable[int]) -> None:
    """Delete the rows of a table that have one of these ids, some hundred at a time. Only inside `writing()`."""
    for some in chunks(ids):
        beat(execute(f"delete from {table} where {column} in {marks(some)}", some))


def insert(sql: str, params: Sequence[Any]) -> int:
    """Insert one row and return its id."""
    return int(rows(sql + " returning id", params)[0][0])


def new_ids(table: str, count: int) -> Sequence[int]:
    """Ids for `count` new rows of `table`, in order, that nobody else is given, nor ever was. Inside a write."""
    if engine() == "postgresql":
        found = rows("select nextval(pg_get_serial_sequence(?, 'id')) from generate_series(1, ?)", (table, count))
        return [row[0] for row in found]
    last = rows(
        f"select max(coalesce((select max(id) from {table}), 0),"
        " coalesce((select max(last) from counter where kind = ?), 0))",
        (_ids_of(table),),
    )[0][0]
    return range(last + 1, last + count + 1)


def new_id(table: str) -> int:
    """The id of one new row, as `new_ids` gives them."""
    return new_ids(table, 1)[0]


def keep_ids(branch_id: int, table: str, last: int) -> None:
    """Remember that ids of `table` were given up to `last`, before its rows go: the journal speaks of them, and SQLite
    would give them to others. Inside a write."""
    if engine() == "sqlite":
        execute(
            "insert into counter (branch_id, kind, last) values (?, ?, ?)"
            " on conflict (branch_id, kind) do update set last = max(last, excluded.last)",
            (branch_id, _ids_of(table), last),
        )


def give_ids_after(table: str, last: int) -> None:
    """Let the next row of `table` have a higher id than `last`, which a row had that may be gone. Inside a write."""
    if engine() == "postgresql":
        if last:
            rows("select setval(pg_get_serial_sequence(?, 'id'), ?)", (table, last))
        return
    if last >= new_id(table):
        keep_ids(rows("select min(id) from branch")[0][0], table, last)


def keep_setting(branch_id: int, name: str, value: str) -> None:
    """Let a branch's setting be `value`, whether it had one or not. Inside a write."""
    if not execute("update setting set value = ? where branch_id = ? and name = ?", (value, branch_id, name)):
        execute(
            "insert into setting (branch_id, name, value) values (?, ?, ?)"
            " on conflict (branch_id, name) do update set value = excluded.value",
            (branch_id, name, value),
        )


def _ids_of(table: str) -> str:
    return f"{table}_id"


sqlite3.register_adapter(date, date.isoformat)
sqlite3.register_adapter(datetime, lambda moment: moment.isoformat(sep=" ", timespec="microseconds"))
sqlite3.register_adapter(Decimal, str)
