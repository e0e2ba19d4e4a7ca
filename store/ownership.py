"""Who may make and change tables: on PostgreSQL the role that owns the room, on SQLite whoever opens the file (K5)."""

import contextlib
from collections.abc import Iterator

from locales.messages import N_
from store import database
from store.errors import Refused
from store.tables.base import proxy


class OwnersWork(Refused):
    """What an office's role may not do on PostgreSQL, though whoever has signed in may."""

    place: str
    message = N_(
        "This is done with the account that owns the card room at {place}; an office's account may not."
        " Nothing was changed."
    )


_OWNER_SQL = (
    "select owner, owner = current_user, pg_has_role(current_user, owner, 'member') from (select coalesce("
    "(select tableowner from pg_tables where schemaname = current_schema() and tablename = 'branch'),"
    " (select r.rolname from pg_database d join pg_roles r on r.oid = d.datdba where d.datname = current_database()))"
    " as owner) as room"
)


def may_shape() -> bool:
    """Whether this session may make and change tables: on PostgreSQL for the owner of the room. Does not write."""
    return database.engine() == "sqlite" or bool(database.rows(_OWNER_SQL)[0][2])


def refuse_office(refusal: type[OwnersWork] = OwnersWork) -> None:
    """Raises `refusal` in a session that may not make tables. Does not write."""
    if not may_shape():
        raise refusal(place=str(proxy.obj.database))


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Make tables as the role that owns the room, if this session's may become it. Inside a write."""
    if database.engine() == "sqlite":
        yield
        return
    owner, already, may_be = database.rows(_OWNER_SQL)[0]
    if already or not may_be:
        yield
        return
    name = owner.replace('"', '""')
    database.execute(f'set local role "{name}"')
    yield
    database.execute("reset role")
