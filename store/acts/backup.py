"""Copies of a room: made while people work, opened and put through every check (K3).

SQLite's own backup for a file, pg_dump for PostgreSQL. A copy is readable by its owner only. What carries a chain's
head out of the room is this: the record has the heads that were found in the copy, and the entry in the journal the
heads of the other branches, so that one chain witnesses the next (K4).
"""

import contextlib
import re
import secrets
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from locales.messages import N_, Message
from store import access, database, engines, heads, journal, offices, ownership, seen, system
from store.access import Actor, Right
from store.acts import dumps, erasures, look_at_copy, read_backup, sealed
from store.acts.backup_due import CHECKED, FAULTS, LAST, NOT_OPENED, OFTEN, SOUND
from store.acts.check import CheckRecord
from store.acts.look_at_copy import CopyRecord
from store.errors import Refused
from store.heads import HeadRecord

if TYPE_CHECKING:
    import psycopg

KEPT = 8
"""So many copies are kept of those that get their name by themselves."""


class BackupFailed(Refused):
    place: str
    problem: Message
    message = N_("The backup to {place} did not succeed: {problem} Nothing was changed.")


class BackupRecord(NamedTuple):
    """Where the copy is and how large. `cards`, `heads` and `found`, what its check said, are of the copy itself; None
    where it could only be read through: on PostgreSQL, for a role that may not create a database to open it in."""

    file: Path
    size: int
    heads: tuple[HeadRecord, ...]
    cards: int | None
    found: CheckRecord | None
    dropped: tuple[Path, ...] = ()


def make(
    actor: Actor,
    url: str,
    file: Path | None = None,
    *,
    folder: Path | None = None,
    keep: int = KEPT,
    passphrase: str | None = None,
) -> BackupRecord:
    """Copy the whole room to `file`, which must not be there yet, and check the copy.

    Without `file` the copy goes to `folder`, or to the usual one, under a name with the moment in it; of such copies
    the latest `keep` stay, if the new one is sound. With `passphrase` it is sealed: for one that leaves the machine.
    Needs the right to back up. Raises NotAllowed, StandbyRoom, OwnersWork, BackupFailed, PassphraseTooShort.
    """
    actor = access.require(actor, Right.BACK_UP)
    if database.read_only():
        raise engines.StandbyRoom()
    ownership.refuse_office()
    generation = file is None
    if file is None:
        closed = ".sealed" if passphrase is not None else ""
        file = (folder or usual_folder(url)) / f"{_stem(url)}-{database.now():%Y%m%d-%H%M%S}{_ending(url)}{closed}"
    record = copy(url, file, checked=True, passphrase=passphrase)
    with journal.entry(offices.branch(actor).id, actor.staff_id, "back_up", file.name) as entry:
        heads.note(entry)
        seen.note_heads(entry)
        _remember(actor, record)
    _list_erased(url, file.parent)
    if generation and (record.found is None or record.found.sound):
        record = record._replace(dropped=_drop(url, file.parent, max(1, keep)))
    return record


def before_migrations(url: str, folder: Path | None = None) -> BackupRecord:
    """The copy that is taken before a room is brought up to date. Raises BackupFailed."""
    stamp = f"{database.now():%Y%m%d-%H%M%S}"
    return copy(url, (folder or usual_folder(url)) / f"{_stem(url)}-before-update-{stamp}{_ending(url)}")


def usual_folder(url: str) -> Path:
    """Where copies go unless told otherwise: beside the room's file; for PostgreSQL in the person's data folder."""
    path = database.sqlite_path(url)
    return (path.parent if path else system.data_folder()) / "backups"


def _stem(url: str) -> str:
    path = database.sqlite_path(url)
    return path.stem if path else re.sub(r"[^\w-]", "", urlsplit(url).path) or "cardkeeper"


def _ending(url: str) -> str:
    return ".db" if database.sqlite_path(url) else ".dump"


def _drop(url: str, folder: Path, keep: int) -> tuple[Path, ...]:
    """Take away the oldest of the copies that got their names by themselves, and what a killed one left."""
    named = re.compile(rf"{re.escape(_stem(url))}-\d{{8}}-\d{{6}}{re.escape(_ending(url))}(\.sealed)?")
    old = sorted(path for path in folder.iterdir() if named.fullmatch(path.name))[:-keep]
    killed = (path for path in folder.iterdir() if path.suffix == ".part" and named.fullmatch(path.stem))
    long_ago = time.time() - OFTEN.total_seconds()
    for path in (*old, *(path for path in killed if path.stat().st_mtime < long_ago)):
        path.unlink(missing_ok=True)
    return tuple(old)


def copy(url: str, file: Path, *, checked: bool = False, passphrase: str | None = None) -> BackupRecord:
    """Copy the room to `file` while people work, and open the copy to see that it is whole; `checked` puts it through
    every check of the room, `passphrase` seals it. Raises BackupFailed, PassphraseTooShort; then no file stands."""
    if passphrase is not None and len(passphrase) < sealed.LEAST:
        raise sealed.PassphraseTooShort(least=sealed.LEAST)
    if file.exists():
        raise BackupFailed(place=str(file), problem=N_("There is a file of this name already."))
    part, closed = file.with_name(file.name + ".part"), file.with_name(file.name + ".sealed")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        system.keep_private(part)
        path = database.sqlite_path(url)
        looked = _copy_file(path, part, checked) if path else _dump(url, part, checked)
        there = looked.heads if looked else read_backup.heads(part) if checked else ()
        if passphrase is None:
            part.replace(file)
        else:
            sealed.seal(part, closed, passphrase)
            closed.replace(file)
    except OSError:
        raise BackupFailed(place=str(file), problem=N_("Nothing can be written there.")) from None
    except (sqlite3.Error, look_at_copy.CopyUnreadable, read_backup.NotABackup):
        raise BackupFailed(place=str(file), problem=N_("The copy could not be read back.")) from None
    finally:
        closed.unlink(missing_ok=True)
        for leftover in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{leftover}").unlink(missing_ok=True)
    cards, found = (looked.cards, looked.found) if looked else (None, None)
    return BackupRecord(file, file.stat().st_size, there, cards, found)


def _copy_file(room: Path, part: Path, checked: bool) -> CopyRecord | None:
    with contextlib.closing(sqlite3.connect(room)) as source, contextlib.closing(sqlite3.connect(part)) as target:
        source.backup(target)
        target.execute("pragma journal_mode = delete")
        if target.execute("pragma integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
        target.execute("select count(*) from card")
    looked = look_at_copy.look(database.sqlite_url(part)) if checked else None
    with contextlib.closing(sqlite3.connect(part)) as target:
        target.execute("pragma journal_mode = delete")
    return looked


def _dump(url: str, part: Path, checked: bool) -> CopyRecord | None:
    try:
        dumps.dump(url, part)
        dumps.read_through(part)
        if not checked:
            return None
        with _scratch(url) as scratch:
            if scratch is None:
                return None
            dumps.put_in(scratch, part)
            return look_at_copy.look(scratch)
    except dumps.ProgramMissing as missing:
        problem = N_("pg_dump is not installed here.")
        if missing.program == "pg_restore":
            problem = N_("pg_restore is not installed here, so that the copy cannot be read back.")
        raise BackupFailed(place=str(part), problem=problem) from None
    except dumps.ProgramTooOld:
        problem = N_("pg_dump here is older than the server; install a newer one.")
        raise BackupFailed(place=str(part), problem=problem) from None
    except dumps.ProgramFailed:
        raise BackupFailed(place=str(part), problem=N_("pg_dump reported an error.")) from None


_SCRATCH = "cardkeeper_copy_"
_A_DAY = 86400.0
"""Seconds; no look at a copy takes so long."""


def _left_by_killed(server: "psycopg.Connection[Any]") -> list[str]:
    """The scratch databases of this role in which a copy was looked at long ago: whoever did was killed."""
    found = server.execute(
        "select datname from pg_database d join pg_roles r on r.oid = d.datdba"
        " where r.rolname = current_user and datname ~ %s",
        (f"^{_SCRATCH}[0-9a-f]+_[0-9a-f]+$",),
    ).fetchall()
    long_ago = time.time() - _A_DAY
    return [name for (name,) in found if int(name.removeprefix(_SCRATCH).partition("_")[0], 16) < long_ago]


@contextlib.contextmanager
def _scratch(url: str) -> Iterator[str | None]:
    """An empty database on the same server for as long as it is needed; None if this role may not create one."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        may = server.execute("select rolcreatedb or rolsuper from pg_roles where rolname = current_user").fetchone()
        if not may or not may[0]:
            yield None
            return
        for left in _left_by_killed(server):
            server.execute(f"drop database if exists {left}")
        name = f"{_SCRATCH}{int(time.time()):x}_{secrets.token_hex(4)}"
        server.execute(f"create database {name} template template0")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"drop database {name}")


def _list_erased(url: str, folder: Path) -> None:
    """Let a list of what was erased lie with the copies (K6): an older one put back is erased again by it."""
    with contextlib.suppress(OSError):
        erasures.write(folder / f"{_stem(url)}{erasures.ENDING}", erasures.listed())


def _remember(actor: Actor, record: BackupRecord) -> None:
    """Keep when the room was last copied, what the reminder reads, and what the check of the copy said."""
    checked = NOT_OPENED if record.found is None else SOUND if record.found.sound else FAULTS
    database.keep_setting(actor.branch_id, CHECKED, checked)
    database.keep_setting(actor.branch_id, LAST, database.now().isoformat(sep=" ", timespec="seconds"))
