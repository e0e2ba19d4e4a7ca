"""A backup put back in the place of a room, or where there is none (K3).

In this order: the backup is read and judged, what stands there is looked at and must be free, a copy of the backup is
made ready beside it, brought up to date, put through every check, and what was erased since is erased in it again (K6);
what was there is kept beside it; then the new one takes its place in one step. Whatever is refused or fails, what was
there stands as it was.
"""

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from locales.messages import N_, Message
from store import database, system
from store.acts import dumps, erasures, look_at_copy, read_backup
from store.acts.backup import usual_folder
from store.acts.check import CheckRecord
from store.acts.erasures import Erased
from store.acts.look_at_copy import CopyRecord, CopyUnreadable, PutBack
from store.errors import Refused
from store.heads import HeadRecord


class RoomThere(Refused):
    place: str
    message = N_("There is a card room at {place}. Nothing was changed. To put the backup in its place: --overwrite")


class RoomInUse(Refused):
    place: str
    message = N_("Somebody has the card room at {place} open. Nothing was changed; let all leave it first.")


class NotTheOwner(Refused):
    place: str
    message = N_("{place} belongs to another account of this computer; only that one may put a backup there.")


class OtherEngine(Refused):
    file: str
    message = N_(
        "“{file}” is a backup of the other kind: that of a file room goes into a file, that of a PostgreSQL room into a"
        " database. Nothing was changed."
    )


class BackupUnsound(Refused):
    """`found` is what the check of the backup said."""

    file: str
    found: CheckRecord
    message = N_("“{file}” does not pass the check; nothing was changed.")


class RestoreFailed(Refused):
    place: str
    problem: Message
    message = N_("Nothing was put back at {place}: {problem} What was there stands as it was.")


class RestoreRecord(NamedTuple):
    """Where the room is now, how many cards and which heads it has, and where what was there before is kept. `erased`
    is how many cards and people were erased in it again."""

    place: str
    cards: int
    heads: tuple[HeadRecord, ...]
    kept: Path | None
    erased: int = 0


def restore(
    url: str,
    file: Path,
    *,
    overwrite: bool = False,
    despite_faults: bool = False,
    passphrase: str | None = None,
    folder: Path | None = None,
) -> RestoreRecord:
    """Put the backup `file` back as the room at `url`.

    What is there is replaced only with `overwrite`, and kept: a file room beside the new one, the contents of a
    database as a dump in `folder` or the usual one. A backup that does not pass the check goes back only with
    `despite_faults`. For the system account that owns the room. Raises NotABackup, Sealed, WrongPassphrase,
    OtherEngine, RoomThere, RoomInUse, NotTheOwner, BackupUnsound, RestoreFailed, RoomNewer, ProgramMissing and OSError.
    """
    path = database.sqlite_path(url)
    try:
        with read_backup.unsealed(file, passphrase) as plain:
            if read_backup.is_sqlite(plain) != (path is not None):
                raise OtherEngine(file=str(file))
            lists = erasures.near(file)
            if path is not None:
                return _into_file(path.absolute(), plain, lists, overwrite, despite_faults)
            return _into_database(url, plain, lists, overwrite, despite_faults, folder or usual_folder(url))
    except (CopyUnreadable, read_backup.NotABackup):
        raise read_backup.NotABackup(file=str(file)) from None


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}"


def _judged(
    url: str, file: Path, replaced: tuple[HeadRecord, ...], erased: tuple[Erased, ...], despite_faults: bool
) -> CopyRecord:
    """The copy made ready at `url`, brought up to date and checked; `erased` is erased in it again. Raises
    BackupUnsound."""
    looked = look_at_copy.look(url, PutBack(file.name, replaced, erased))
    if not (looked.found.sound or despite_faults):
        raise BackupUnsound(file=str(file), found=looked.found)
    return looked


# ── a file room


def _into_file(
    room: Path, file: Path, lists: tuple[Erased, ...], overwrite: bool, despite_faults: bool
) -> RestoreRecord:
    there = room.exists()
    if there and not system.owns(room):
        raise NotTheOwner(place=str(room))
    if there and not overwrite:
        raise RoomThere(place=str(room))
    room.parent.mkdir(parents=True, exist_ok=True)
    ready = room.with_name(room.name + ".ready")
    try:
        _copied(file, ready)
        replaced = _heads_of(room) if there else ()
        url = database.sqlite_url(room)
        beside = erasures.beside(url)
        here = erasures.of_copy(room) if there else ()
        erased = erasures.together(lists, here, erasures.read(beside) if beside else ())
        looked = _judged(database.sqlite_url(ready), file, replaced, erased, despite_faults)
        _in_one_file(ready)
        kept = _kept(room) if there else None
        ready.replace(room)
    finally:
        _take_away(ready)
    if beside is not None:
        with contextlib.suppress(OSError):
            erasures.write(beside, erased)
    return RestoreRecord(str(room), looked.cards, read_backup.heads(room), kept, looked.erased)


def _copied(file: Path, ready: Path) -> None:
    _take_away(ready)
    ready.touch(mode=0o600)
    system.keep_private(ready)
    try:
        with (
            contextlib.closing(read_backup.opened(file)) as source,
            contextlib.closing(sqlite3.connect(ready)) as target,
        ):
            source.backup(target)
    except sqlite3.Error:
        raise read_backup.NotABackup(file=str(file)) from None


def _take_away(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _heads_of(room: Path) -> tuple[HeadRecord, ...]:
    """The heads of what is to be replaced, where it can still be read."""
    with contextlib.suppress(Refused, OSError):
        return read_backup.heads(room)
    return ()


def _in_one_file(room: Path) -> None:
    """Bring all of a room into its one file. Raises sqlite3.OperationalError while somebody has it open."""
    with contextlib.closing(sqlite3.connect(room, timeout=0)) as connection:
        connection.execute("pragma journal_mode = delete")


def _kept(room: Path) -> Path:
    """Keep a room that is to be replaced beside itself, under a name that says when. Raises RoomInUse."""
    try:
        _in_one_file(room)
    except sqlite3.OperationalError:
        raise RoomInUse(place=str(room)) from None
    except sqlite3.DatabaseError:
        pass  # a damaged room is kept as it is
    kept = room.with_name(f"{room.stem}-replaced-{_stamp()}{room.suffix}")
    try:
        os.link(room, kept)
    except OSError:
        shutil.copy2(room, kept)
    for suffix in ("-wal", "-shm", "-journal"):
        beside = Path(f"{room}{suffix}")
        if beside.exists():
            beside.replace(f"{kept}{suffix}")
    return kept


# ── a database of PostgreSQL

_ASIDE = "before_restore"
PAUSES = (0, 0.1, 0.2, 0.4, 0.8)
"""Seconds before each look at who is there."""


def _into_database(
    url: str, file: Path, lists: tuple[Erased, ...], overwrite: bool, despite_faults: bool, folder: Path
) -> RestoreRecord:
    import psycopg

    place = database.place(url)
    try:
        server = psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError:
        raise database.NotReachable(place=place) from None
    with contextlib.closing(server):
        filled = _may_be_replaced(server, place, overwrite)
        kept = _dumped(url, folder) if filled else None
        replaced = _heads_of(kept) if kept else ()
        erased = erasures.together(lists, erasures.of_copy(kept) if kept else ())
        with _aside(server):
            _put_in(url, file, place)
            looked = _judged(url, file, replaced, erased, despite_faults)
        after = server.execute(
            "select b.prefix, h.number, h.hash from journal_head h join branch b on b.id = h.branch_id order by 1"
        ).fetchall()
    return RestoreRecord(place, looked.cards, tuple(HeadRecord(*row) for row in after), kept, looked.erased)


def _may_be_replaced(server: Any, place: str, overwrite: bool) -> bool:
    """Whether there is something in the database. Raises NotTheOwner, RoomThere, RoomInUse."""
    if not server.execute(database.OWNS).fetchone()[0]:
        raise NotTheOwner(place=place)
    if server.execute("select 1 from pg_namespace where nspname = %s", (_ASIDE,)).fetchone():
        _move_back(server)  # a restore was killed; it had not got to its end
    filled = server.execute("select exists (select 1 from pg_tables where schemaname = 'public')").fetchone()[0]
    if filled and not overwrite:
        raise RoomThere(place=place)
    if not _left_alone(server):
        raise RoomInUse(place=place)
    return bool(filled)


def _left_alone(server: Any) -> bool:
    """Whether nobody else is there. Looked at again for a moment: the server notices only after a while that somebody
    has left."""
    others = (
        "select exists (select 1 from pg_stat_activity where datname = current_database()"
        " and pid <> pg_backend_pid() and backend_type = 'client backend')"
    )
    for pause in PAUSES:
        time.sleep(pause)
        if not server.execute(others).fetchone()[0]:
            return True
    return False


def _dumped(url: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name = urlsplit(url).path.strip("/")
    kept = folder / f"{name}-replaced-{_stamp()}.dump"
    kept.touch(mode=0o600)
    system.keep_private(kept)
    dumps.dump(url, kept)
    return kept


@contextlib.contextmanager
def _aside(server: Any) -> Iterator[None]:
    """What is in the database moved aside, in one step; gone for good when all went well, else moved back."""
    with server.transaction():
        server.execute(f"alter schema public rename to {_ASIDE}")
        server.execute("create schema public")
        server.execute("grant usage on schema public to public")
    try:
        yield
    except BaseException:
        _move_back(server)
        raise
    server.execute(f"drop schema {_ASIDE} cascade")


def _move_back(server: Any) -> None:
    with server.transaction():
        server.execute("drop schema public cascade")
        server.execute(f"alter schema {_ASIDE} rename to public")


def _put_in(url: str, file: Path, place: str) -> None:
    try:
        dumps.put_in(url, file)
    except dumps.ProgramFailed as failed:
        raise RestoreFailed(place=place, problem=N_("pg_restore reported an error.")) from failed
