"""The list of what was erased (K6): card, or person of a card, when, by whom and why, and none of its values.

It stands in the room, and beside it: a file next to a file room, and one next to the backups of a folder. Whoever puts
a backup back reads it from the room that is replaced and from these files, so that what was erased stays so.
"""

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from store import database, journal, offices, system
from store.acts import read_backup
from store.acts.erased_places import Subject

ENDING = ".erasures"
_COLUMNS = ("card_no", "card_made", "person", "person_made", "at", "by_name", "reason")


class Erased(NamedTuple):
    """`card_made` and `person_made` are when they came to be: in an older backup the number, or the id, may be
    another's."""

    card_no: str
    card_made: str
    person: int | None
    person_made: str | None
    at: str
    by: str
    reason: str

    @property
    def moment(self) -> datetime:
        return database.moment(self.at)


def note(subject: Subject, at: datetime, by: str, reason: str) -> None:
    """Put on the list what is being erased. Inside the write."""
    (prefix, number, made), *_ = database.rows(
        "select b.prefix, c.number, c.created_at from card c join branch b on b.id = c.branch_id where c.id = ?",
        (subject.card,),
    )
    person_made = None if subject.person is None else _person_made(subject.card, subject.person)
    database.execute(
        "insert into erasure (branch_id, card_id, card_no, card_made, person, person_made, at, by_name, reason)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(subject.branch_id, subject.card, offices.card_no(prefix, number), _text(made), subject.person),
            *(person_made, at, by, reason),
        ),
    )


def _text(moment: Any) -> str:
    return journal.moment_text(database.moment(moment))


def _person_made(card: int, person: int) -> str | None:
    """When a person came onto their card, as the journal says."""
    found = database.rows(
        "select min(e.at) from journal_change c join journal_entry e on e.branch_id = c.branch_id"
        " and e.number = c.entry_number where c.card_id = ? and c.record = 'person' and c.record_id = ?"
        " and c.field is null",
        (card, person),
    )
    return _text(found[0][0]) if found[0][0] is not None else None


def found(one: Erased) -> Subject | None:
    """What an entry of the list means in this room, if it is there and not erased here. Does not write."""
    parsed = offices.parsed_card_no(one.card_no)
    if parsed is None:
        return None
    rows = database.rows(
        "select c.id, c.branch_id, c.created_at, c.erased_at from card c join branch b on b.id = c.branch_id"
        " where b.prefix = ? and c.number = ?",
        parsed,
    )
    if not rows or _text(rows[0][2]) != one.card_made or rows[0][3] is not None:
        return None
    card, branch = rows[0][:2]
    if one.person is not None:
        there = database.rows("select 1 from person where id = ? and card_id = ?", (one.person, card))
        if not there or _person_made(card, one.person) != one.person_made:
            return None
    return Subject(card, branch, one.person, None)


# the list as it is carried


def listed() -> tuple[Erased, ...]:
    """The list of the room in use, the earliest first. Does not write."""
    return _records(database.rows(f"select {', '.join(_COLUMNS)} from erasure order by id"))


def _records(rows: Iterable[Sequence[Any]]) -> tuple[Erased, ...]:
    return tuple(
        Erased(no, made, person, person_made, _text(at), by, reason)
        for no, made, person, person_made, at, by, reason in rows
    )


def of_copy(file: Path) -> tuple[Erased, ...]:
    """The list in a backup or a closed file room; empty where there is none, or it cannot be read."""
    with contextlib.suppress(read_backup.NotABackup, sqlite3.Error, OSError):
        return _of_file(file) if read_backup.is_sqlite(file) else tuple(_of_dump(file))
    return ()


def _of_file(file: Path) -> tuple[Erased, ...]:
    with contextlib.closing(read_backup.opened(file)) as copy:
        return _records(copy.execute(f"select {', '.join(_COLUMNS)} from erasure order by id").fetchall())


def _of_dump(file: Path) -> Iterator[Erased]:
    for row in read_backup.table(file, "erasure"):
        said = {name: None if row[name] == "\\N" else _unescaped(row[name]) for name in _COLUMNS}
        person = int(said["person"]) if said["person"] is not None else None
        yield from _records([(said["card_no"], said["card_made"], person, *(said[name] for name in _COLUMNS[3:]))])


def _unescaped(text: str) -> str:
    """A value of a dump, where a few characters are written with a backslash."""
    return re.sub(r"\\(.)", lambda found: {"t": "\t", "n": "\n", "r": "\r"}.get(found[1], found[1]), text)


def beside(url: str) -> Path | None:
    """The file next to a file room that has its list; None for a room on PostgreSQL."""
    path = database.sqlite_path(url)
    return path.absolute().with_name(path.name + ENDING) if path is not None else None


def read(file: Path) -> tuple[Erased, ...]:
    """The list in such a file; a line that cannot be read is passed over, a file that is not there is empty."""
    found: list[Erased] = []
    with contextlib.suppress(OSError, UnicodeDecodeError):
        for line in file.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError, TypeError):
                found.append(Erased(**json.loads(line)))
    return tuple(found)


def near(file: Path) -> tuple[Erased, ...]:
    """What the lists that lie in the folder of a backup say."""
    return together(*(read(path) for path in sorted(file.absolute().parent.glob(f"*{ENDING}"))))


def together(*lists: Iterable[Erased]) -> tuple[Erased, ...]:
    """Several lists as one, what several say once, the earliest first."""
    found = {(one.card_no, one.card_made, one.person, one.person_made): one for each in lists for one in each}
    return tuple(sorted(found.values(), key=lambda one: one.at))


def write(file: Path, erased: Iterable[Erased]) -> None:
    """Put a list into a file that only its owner reads, with what the file says already; none for an empty one.
    Raises OSError."""
    wanted = together(read(file), erased)
    if not wanted:
        return
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    system.keep_private(part)
    lines = (json.dumps(one._asdict(), ensure_ascii=False) for one in wanted)
    part.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    part.replace(file)


def keep_beside() -> bool:
    """Write the list of the room in use next to it. Returns whether it stands there; a room on PostgreSQL has its lists
    with the backups only."""
    room = database.file_in_use()
    with contextlib.suppress(OSError):
        if room is not None:
            write(room.with_name(room.name + ENDING), listed())
            return True
    return False
