"""SQLite and PostgreSQL below peewee: how each waits for its lock, comes back after its server was away, and which of
its errors means what.

SQLite waits for its write lock with short random pauses of our own, since its busy handler starves under load.
"""

import contextlib
import random
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn

import peewee
from peewee import PostgresqlDatabase, Psycopg3Adapter, SqliteDatabase

from locales.messages import N_
from store.errors import Refused

LOCK_WAIT = 300.0
"""Seconds for which a write waits while somebody else writes: longer than a sheet of a hundred thousand rows takes."""
LONGEST_PAUSE, PATIENT_PAUSE = 0.008, 0.05
"""Seconds between two looks whether the lock is free: with half of that, eight who write all the time take a fifth more
of the processor from the one whose turn it is. Whoever has waited for a second looks less often."""


class Busy(Refused):
    message = N_("Somebody else is writing just now. Nothing was changed; try again in a moment.")


class DatabaseGone(Refused):
    message = N_("The database does not answer. Nothing was changed; try again when it is back.")


class CommitUnknown(DatabaseGone):
    message = N_("The line was cut as this was being written. Look whether it was done before you do it again.")


class DiskFull(Refused):
    message = N_("The disk is full. Nothing was changed; make space and try again.")


class ReadOnlyRoom(Refused):
    message = N_("The card room's file or folder is read-only. Nothing was changed; ask who looks after this computer.")


class StandbyRoom(ReadOnlyRoom):
    """A server that only follows another: what a person sees or does cannot be noted there."""

    message = N_(
        "This is a copy of the card room that only follows it. Lists can be read here; for all else go to the room"
        " itself, for a card's confidential part too, since it is kept who saw it. Nothing was changed."
    )


class DamagedRoom(Refused):
    message = N_("The card room's file is damaged or is not a card room. Restore the last backup.")


class GoneMeanwhile(Refused):
    """A row that another points to is not there: the card of an import that somebody undid just now."""

    message = N_("What this is about is gone: its import was undone meanwhile. Nothing was changed.")


class _Patience(threading.local):
    """Seconds for which what a thread writes waits for others; None for `LOCK_WAIT`."""

    seconds: float | None = None


patience = _Patience()


def longest_wait() -> float:
    return LOCK_WAIT if patience.seconds is None else patience.seconds


def lock_timeout() -> str:
    """PostgreSQL's setting for it."""
    return f"set lock_timeout = {1000 * longest_wait():.0f}"


class Sqlite(SqliteDatabase):
    field_types = {**SqliteDatabase.field_types, "SORTKEY": "TEXT"}

    def rollback(self) -> None:
        if self.connection().in_transaction:
            super().rollback()

    def begin(self, lock_type: str | None = None) -> None:
        self._when_free(lambda: super(Sqlite, self).begin(lock_type))

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        return self._when_free(lambda: super(Sqlite, self).execute_sql(sql, params))

    def _when_free(self, act: Callable[[], Any]) -> Any:
        """`act`, again and again while somebody else has the lock; inside a transaction once only."""
        begun = time.monotonic()
        while True:
            try:
                return act()
            except peewee.DatabaseError as error:
                waited = time.monotonic() - begun
                if self.connection().in_transaction or waited > longest_wait() or not _is_busy(error):
                    refuse_sqlite(error)
            time.sleep(random.random() * (LONGEST_PAUSE if waited < 1 else PATIENT_PAUSE))

    def commit(self) -> None:
        try:
            super().commit()
        except peewee.DatabaseError as error:
            refuse_sqlite(error)


SQLITE_REFUSALS: dict[str, type[Refused]] = {
    "SQLITE_BUSY": Busy,
    "SQLITE_LOCKED": Busy,
    "SQLITE_CONSTRAINT_FOREIGNKEY": GoneMeanwhile,
    "SQLITE_FULL": DiskFull,
    "SQLITE_READONLY": ReadOnlyRoom,
    "SQLITE_CANTOPEN": DatabaseGone,
    "SQLITE_IOERR": DatabaseGone,
    "SQLITE_NOTADB": DamagedRoom,
    "SQLITE_CORRUPT": DamagedRoom,
}


def _is_busy(error: BaseException) -> bool:
    return getattr(error.__cause__ or error.__context__, "sqlite_errorname", "").startswith("SQLITE_BUSY")


def refuse_sqlite(error: BaseException) -> NoReturn:
    name = getattr(error.__cause__ or error.__context__, "sqlite_errorname", "")
    for start, refusal in SQLITE_REFUSALS.items():
        if name.startswith(start):
            raise refusal() from error
    raise error


POSTGRESQL_REFUSALS: dict[str, type[Refused]] = {
    "23503": GoneMeanwhile,
    "25006": StandbyRoom,
    "53100": DiskFull,
    "55P03": Busy,
}


def refuse_postgresql(error: BaseException) -> None:
    """Raises what PostgreSQL's driver means, where its code says so."""
    cause = error.__cause__ or error.__context__ or error
    refusal = POSTGRESQL_REFUSALS.get(getattr(cause, "sqlstate", None) or "")
    if refusal is not None:
        raise refusal() from error


class Kept(str):
    """A statement for which one plan is good, whatever its values are: PostgreSQL makes it once a session and keeps it.
    Others, like those for words that may be rare or common, are planned each time."""

    __slots__ = ()


@cache
def _cursor_class() -> Any:
    from psycopg import Cursor

    class KeepingCursor(Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            prepare = None if isinstance(query, Kept) else False
            return super().execute(query, params, **{"prepare": prepare, **options})

    return KeepingCursor


class _Psycopg(Psycopg3Adapter):
    """peewee's own adapter, with the driver imported when a room asks for it instead of when peewee is imported."""

    def __init__(self) -> None:
        from psycopg.pq import TransactionStatus
        from psycopg.types.json import Json, Jsonb

        super().__init__()
        self.json_type, self.jsonb_type = Json, Jsonb
        self.txn_idle, self.txn_inerror = TransactionStatus.IDLE, TransactionStatus.INERROR
        self.txn_unknown = TransactionStatus.UNKNOWN

    def check_driver(self) -> None:
        """The driver is one of our dependencies."""

    def connect(self, db: Any, **params: Any) -> Any:
        import psycopg

        connection = psycopg.connect(dbname=db.database, client_encoding="utf8", **params)
        connection.cursor_factory = _cursor_class()
        connection.execute(f"{_AS_WE_ASK}; {lock_timeout()}")
        connection.commit()
        return connection


_AS_WE_ASK = (
    "set random_page_cost = 1.1; set cpu_operator_cost = 0.05; set jit = off; set join_collapse_limit = 4;"
    " set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3"
)
"""Most of what is asked is a window by a key or some words of an index: PostgreSQL, which takes a look at a hundred
words of a card for as cheap as one, would otherwise rather read card after card. Rows of a list come from nine tables,
and it would think longer about their order than it takes to read them. The server notices within half a
minute that a line was cut, and lets go what its session had locked."""


class Postgresql(PostgresqlDatabase):
    psycopg2_adapter = psycopg3_adapter = _Psycopg
    field_types = {**PostgresqlDatabase.field_types, "SORTKEY": 'TEXT COLLATE "C"'}

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        try:
            return super().execute_sql(sql, params)
        except (peewee.IntegrityError, peewee.InternalError) as error:
            refuse_postgresql(error)
            raise
        except (peewee.OperationalError, peewee.InterfaceError) as error:
            refuse_postgresql(error)
            if not self.is_gone():
                raise
            if self.in_transaction():
                raise DatabaseGone() from error
        self.forget_connection()
        try:
            return super().execute_sql(sql, params)
        except (peewee.OperationalError, peewee.InterfaceError) as error:
            raise DatabaseGone() from error

    def begin(self, isolation_level: str | None = None) -> None:
        """Begin a transaction, on a new connection if this thread's was cut while nobody used it."""
        try:
            super().begin(isolation_level)
            return
        except (peewee.OperationalError, peewee.InterfaceError):
            if not self.is_gone():
                raise
        self.forget_connection()
        try:
            super().begin(isolation_level)
        except (peewee.OperationalError, peewee.InterfaceError) as error:
            raise DatabaseGone() from error

    def table_exists(self, table_name: str, schema: str | None = None) -> bool:
        """peewee would list all tables, a quarter of what opening a room takes."""
        name = ".".join(filter(None, (schema, table_name)))
        return bool(self.execute_sql("select to_regclass(%s) is not null", (name,)).fetchone()[0])

    def commit(self) -> None:
        try:
            super().commit()
        except (peewee.OperationalError, peewee.InterfaceError) as error:
            raise CommitUnknown() from error

    def rollback(self) -> None:
        if not self.is_gone():
            super().rollback()

    def is_gone(self) -> bool:
        """Whether this thread's connection has been lost."""
        return bool(self.is_closed() or self.connection().closed)

    def forget_connection(self) -> None:
        with contextlib.suppress(peewee.PeeweeException):
            self.close()
