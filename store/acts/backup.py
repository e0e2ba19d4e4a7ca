"""Copies of a room: made while people work, opened to see that they are whole (K3).

SQLite's own backup for a file, pg_dump for PostgreSQL. A copy is readable by its owner only.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import NamedTuple

from locales.messages import N_, Message
from store import access, database, journal, offices, system
from store.access import Actor, Right
from store.errors import Refused


class BackupFailed(Refused):
    place: str
    problem: Message
    message = N_("The backup to {place} did not succeed: {problem} Nothing was changed.")


class BackupRecord(NamedTuple):
    """Where the copy is, how large, and how many cards it holds (None where only the program that made it can tell)."""

    file: Path
    size: int
    cards: int | None


def make(actor: Actor, url: str, file: Path) -> BackupRecord:
    """Copy the whole room to `file`, which must not be there yet. Needs the right to back up. Raises BackupFailed."""
    actor = access.require(actor, Right.BACK_UP)
    record = copy(url, file)
    with journal.entry(offices.branch(actor).id, actor.staff_id, "back_up"):
        pass
    return record


def before_migrations(url: str, folder: Path | None = None) -> BackupRecord:
    """The copy that is taken before a room is brought up to date. Raises BackupFailed."""
    path = database.sqlite_path(url)
    folder = folder or (path.parent if path else Path.cwd())
    stamp = f"{database.now():%Y%m%d-%H%M%S}"
    stem = path.stem if path else "cardkeeper"
    return copy(url, folder / f"{stem}-before-update-{stamp}{'.db' if path else '.dump'}")


def copy(url: str, file: Path) -> BackupRecord:
    """Copy the room to `file` while people work, and open the copy to see that it is whole. Raises BackupFailed."""
    if file.exists():
        raise BackupFailed(place=str(file), problem=N_("There is a file of this name already."))
    part = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.touch(mode=0o600)
        system.keep_private(part)
        path = database.sqlite_path(url)
        cards = None
        if path:
            cards = _copy_file(path, part)
        else:
            _dump(url, part)
        part.replace(file)
    except OSError:
        raise BackupFailed(place=str(file), problem=N_("Nothing can be written there.")) from None
    except sqlite3.Error:
        raise BackupFailed(place=str(file), problem=N_("The copy could not be read back.")) from None
    finally:
        part.unlink(missing_ok=True)
    return BackupRecord(file, file.stat().st_size, cards)


def _copy_file(room: Path, part: Path) -> int | None:
    with contextlib.closing(sqlite3.connect(room)) as source, contextlib.closing(sqlite3.connect(part)) as target:
        source.backup(target)
        target.execute("pragma journal_mode = delete")
        if target.execute("pragma integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
        return int(target.execute("select count(*) from card").fetchone()[0])


def _dump(url: str, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed(place=str(part), problem=N_("pg_dump is not installed here."))
    asked = [program, "--format=custom", f"--file={part}", f"--dbname={url}"]
    made = subprocess.run(asked, env={**os.environ, "LC_ALL": "C"}, capture_output=True, check=False)
    if b"server version mismatch" in made.stderr:
        raise BackupFailed(place=str(part), problem=N_("pg_dump here is older than the server; install a newer one."))
    if made.returncode != 0 or not _lists_cards(part):
        raise BackupFailed(place=str(part), problem=N_("pg_dump reported an error."))


def _lists_cards(dump: Path) -> bool:
    """Whether pg_restore can read the copy and finds the cards in it."""
    program = shutil.which("pg_restore")
    if program is None:
        return dump.stat().st_size > 0
    listing = subprocess.run([program, "--list", str(dump)], capture_output=True, text=True, check=False)
    return listing.returncode == 0 and " card " in listing.stdout
