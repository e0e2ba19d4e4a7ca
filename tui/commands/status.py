"""`cardkeeper status`: what room this is, what waits in it, and for who looks after it, how it does."""

from argparse import ArgumentParser, Namespace
from typing import Any

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from store import database
from store.acts import status
from store.acts.backup_due import FAULTS, NOT_OPENED, SOUND, BackupDue
from store.acts.status import RoomRecord, StatusRecord
from tui.commands import DONE
from tui.commands.output import pairs, table
from tui.commands.parsing import json_option
from tui.commands.session import Session

CHECKED: dict[str, Message] = {
    SOUND: NC_("backup", "it passed the check"),
    FAULTS: NC_("backup", "its check found faults"),
    NOT_OPENED: NC_("backup", "it was read through, not opened"),
}


def arguments(parser: ArgumentParser, words: Words) -> None:
    measured = N_("measure the tables of a file too, which is read through for that")
    parser.add_argument("--sizes", action="store_true", help=words(measured))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    found = status.status(session.sign_in(), tables=options.sizes)
    place = database.place(session.url)
    if options.json:
        session.answer(_as_json(found, place))
        return DONE
    words = session.words
    rows = [*_of_branch(words, found, place), *(_of_room(words, found, found.room) if found.room else ())]
    print(pairs((words(label), words.value(value)) for label, value in rows))
    if found.room is not None:
        _print_tables(words, found.room)
    return DONE


def _of_branch(words: Words, found: StatusRecord, place: str) -> list[tuple[Message, Any]]:
    rows: list[tuple[Message, Any]] = [
        (N_("Card room"), place),
        (N_("Branch office"), found.branch.name),
        (N_("Today"), found.today),
        (NC_("status", "Cards"), found.cards),
        (NC_("status", "Out"), found.out),
        (NC_("status", "Overdue"), found.overdue),
    ]
    if found.backup is not None:
        checked = found.room.backup_checked if found.room else None
        rows.append((N_("Last backup"), backup_told(words, found.backup, checked)))
    if found.head is not None:
        rows.append((N_("Head"), found.head))
    return rows


def backup_told(words: Words, backup: BackupDue, checked: str | None = None) -> str:
    if backup.days is None:
        return words(N_("never: one is due"))
    ago = NP_("{n} day ago", "{n} days ago")
    late = NP_("{n} day ago: one is due", "{n} days ago: one is due")
    told = words(late if backup.due else ago, n=backup.days)
    if checked not in CHECKED:
        return told
    return words(N_("{when}; {checked}"), when=told, checked=words(CHECKED[checked]))


def _of_room(words: Words, found: StatusRecord, room: RoomRecord) -> list[tuple[Message, Any]]:
    rows: list[tuple[Message, Any]] = [
        (NC_("status", "Closed up to"), room.closed_on or words(NC_("status", "never closed"))),
        (NC_("status", "Engine"), "SQLite" if found.engine == "sqlite" else "PostgreSQL"),
        (NC_("status", "Version of the room"), found.migration),
        (NC_("status", "Branch offices"), room.branches),
        (NC_("status", "Staff"), room.staff),
        (NC_("status", "Cards of all, with archived"), room.all_cards),
        (NC_("status", "Size"), size_told(words, room.sizes.room)),
    ]
    if room.sizes.search is not None:
        rows.append((NC_("status", "of that the search index"), size_told(words, room.sizes.search)))
    if room.sizes.connections is not None:
        rows.append((NC_("status", "Connections"), room.sizes.connections))
    own = f"{found.branch.prefix}:"
    rows += [(N_("Head"), head.text) for head in room.heads if not head.text.startswith(own)]
    return rows


def size_told(words: Words, size: int) -> str:
    """Bytes as a person reads them."""
    if size < 1 << 20:
        return words(N_("{size} KB"), size=words.value(-(-size >> 10)))
    megabytes = size / (1 << 20)
    return words(N_("{size} MB"), size=words.value(round(megabytes, 1) if megabytes < 10 else round(megabytes)))


def _print_tables(words: Words, room: RoomRecord) -> None:
    if room.sizes.tables:
        named = (words(NC_("status", "Table")), words(NC_("status", "Size")))
        print("\n" + table(named, [(one.name, size_told(words, one.size)) for one in room.sizes.tables], right={1}))
    if room.slow:
        print("\n" + words(N_("What took longest on this computer, without its values:")))
        headers = (words(NC_("slow", "Longest, ms")), words(NC_("slow", "Times")), words(NC_("slow", "Statement")))
        rows = [(str(one.worst_ms), str(one.times), one.statement) for one in room.slow]
        print(table(headers, rows, right={0, 1}))


def _as_json(found: StatusRecord, place: str) -> dict[str, Any]:
    answer = {
        "database": place,
        "engine": found.engine,
        "branch": found.branch.name,
        "branch_prefix": found.branch.prefix,
        "today": found.today,
        "cards": found.cards,
        "out": found.out,
        "overdue": found.overdue,
        "migration": found.migration,
        "head": found.head,
        "backup": found.backup,
    }
    if found.room is None:
        return answer
    return answer | {
        "backup_checked": found.room.backup_checked,
        "closed_on": found.room.closed_on,
        "branches": found.room.branches,
        "staff": found.room.staff,
        "all_cards": found.room.all_cards,
        "heads": [head.text for head in found.room.heads],
        "size": found.room.sizes.room,
        "index_size": found.room.sizes.search,
        "tables": found.room.sizes.tables,
        "connections": found.room.sizes.connections,
        "slow": found.room.slow,
    }
