"""What is in a backup, read without putting it back: its chains, entry by entry, and their heads. Writes nothing."""

import contextlib
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from locales.messages import N_
from store.acts import dumps, sealed
from store.errors import Refused
from store.heads import HeadRecord

SQLITE_START = b"SQLite format 3\x00"
DUMP_START = b"PGDMP"


class NotABackup(Refused):
    file: str
    message = N_("“{file}” is no backup of a card room, or it is damaged.")


class Sealed(Refused):
    file: str
    message = N_("“{file}” is sealed; it opens only with its passphrase.")


@contextlib.contextmanager
def unsealed(file: Path, passphrase: str | None, folder: Path | None = None) -> Iterator[Path]:
    """A backup as it can be read: the file itself, or what is sealed in it for as long as this lasts, in a private
    folder within `folder`. Raises Sealed, WrongPassphrase, OSError."""
    if not sealed.is_sealed(file):
        yield file
        return
    if passphrase is None:
        raise Sealed(file=str(file))
    with tempfile.TemporaryDirectory(prefix=".cardkeeper-", dir=folder) as private:
        plain = Path(private) / file.name
        sealed.unseal(file, plain, passphrase)
        yield plain


def is_sqlite(file: Path) -> bool:
    """Whether a backup is of a file room, else of one on PostgreSQL. Raises NotABackup, OSError."""
    with file.open("rb") as stream:
        start = stream.read(16)
    if start != SQLITE_START and not start.startswith(DUMP_START):
        raise NotABackup(file=str(file))
    return start == SQLITE_START


def entries(file: Path) -> Iterator[HeadRecord]:
    """Every entry of every chain in a backup: branch, number, hash. Raises NotABackup, ProgramMissing, OSError."""
    return _of_file(file) if is_sqlite(file) else _of_dump(file)


def heads(file: Path) -> tuple[HeadRecord, ...]:
    """The last entry of each chain in a backup, in the order of their branches' letters. Raises as `entries`."""
    last: dict[str, HeadRecord] = {}
    for head in entries(file):
        if head.prefix not in last or head.number > last[head.prefix].number:
            last[head.prefix] = head
    return tuple(last[prefix] for prefix in sorted(last))


def opened(file: Path) -> sqlite3.Connection:
    """The copy of a file room, to be read only, wherever it lies."""
    alone = "" if Path(f"{file}-wal").exists() else "&immutable=1"
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro{alone}", uri=True)


def _of_file(file: Path) -> Iterator[HeadRecord]:
    asked = "select b.prefix, e.number, e.hash from journal_entry e join branch b on b.id = e.branch_id"
    try:
        with contextlib.closing(opened(file)) as copy:
            for row in copy.execute(asked):
                yield HeadRecord(*row)
    except sqlite3.Error:
        raise NotABackup(file=str(file)) from None


def _of_dump(file: Path) -> Iterator[HeadRecord]:
    prefixes = {row["id"]: row["prefix"] for row in table(file, "branch")}
    for row in table(file, "journal_entry"):
        yield HeadRecord(prefixes[row["branch_id"]], int(row["number"]), row["hash"])


def table(file: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one table in a dump, as pg_restore writes them: a line each, its values apart by tabs."""
    asked = [dumps.program("pg_restore"), "--data-only", f"--table={name}", "--file=-", str(file)]
    with subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        columns: list[str] = []
        for line in process.stdout:
            if line.startswith("COPY "):
                columns = line[line.index("(") + 1 : line.index(")")].replace('"', "").split(", ")
            elif line == "\\.\n":
                columns = []
            elif columns:
                yield dict(zip(columns, line.rstrip("\n").split("\t"), strict=True))
    if process.returncode:
        raise NotABackup(file=str(file))
