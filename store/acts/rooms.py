"""Opening and making a card room: the room's first minute, and each later start.

A room that waits for migrations is backed up before they run, and the backup is opened to see that it is whole. A room
newer than the program is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from locales.messages import N_
from store import access, blocking, database, journal, migrations, offices, ownership, search, staff, system
from store.access import Actor, Role
from store.errors import Refused
from store.tables.base import proxy

FIRST_ROLES = frozenset({Role.CLERK, Role.KEEPER, Role.MANAGER})
"""The first member of staff is clerk, keeper and manager."""


MOVING = "moving"
"""The table in which a room that is being moved here keeps how far that is; while it stands, the room is not whole."""
Progress = Callable[[int, int], None]
"""Is told how many cards of how many are done."""


class NoRoom(Refused):
    place: str
    message = N_("There is no card room at {place}. Make one with: cardkeeper init")


class RoomNotEmpty(Refused):
    place: str
    message = N_("There is something at {place} already. Nothing was changed; choose another place.")


class RoomNewer(Refused):
    migration: str
    message = N_(
        "This card room was last opened by a newer Cardkeeper ({migration})."
        " Nothing was changed; install the newer one."
    )


class HalfMoved(Refused):
    """What a move brings stands in the tables already; `source` is where it comes from."""

    place: str
    source: str
    message = N_(
        "The card room at {place} is only half there: it is being moved from {source}. Once the same “cardkeeper move”"
        " has come to its end, it can be opened."
    )


class RoomOlder(ownership.OwnersWork):
    message = N_(
        "The card room at {place} is older than this Cardkeeper, and an office's account may not bring it up to date."
        " Nothing was changed; whoever looks after the database opens it once with the account that owns it."
    )


class NetworkDrive(Refused):
    place: str
    message = N_(
        "{place} is on a network drive, where a SQLite room gets damaged. Choose a folder on this computer, or use"
        " PostgreSQL for several computers."
    )


class FolderNotWritable(Refused):
    place: str
    message = N_("Nothing can be written to {place}. Choose another folder, or ask who looks after this computer.")


class FirstBranch(NamedTuple):
    """The branch of a new room; what is empty follows from the country."""

    name: str
    country: str
    currency: str = ""
    time_zone: str = ""
    prefix: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class FirstMember:
    """Whoever makes the room."""

    user: str
    name: str
    password: str = field(repr=False)


def open_room(url: str, *, backups: Path | None = None, told: Progress | None = None) -> list[str]:
    """Open the room at `url`, bring it and its search index up to date, and return the migrations that ran.

    `backups` is the folder for the backup before migrations; by default the usual one. `told` hears how far an index
    is that must be built anew, which takes minutes at a million cards; killed meanwhile, or stopped by what `told`
    raises, the room is as it was, and the next opening begins anew. Raises NoRoom, RoomNewer, NetworkDrive,
    NotReachable, DamagedRoom, BackupFailed, RoomOlder.
    """
    path = database.sqlite_path(url)
    if path is not None and not path.is_file():
        raise NoRoom(place=str(path))
    if path is not None:
        _refuse_network_drive(path)
    database.connect(url)
    seen, ours = migrations.applied(), migrations.known()
    if not seen:
        raise NoRoom(place=database.place(url))
    newer = [name for name in seen if name not in ours]
    if newer:
        refuse_half_moved(url)
        raise RoomNewer(migration=newer[-1])
    ran: list[str] = []
    if seen != ours:
        ownership.refuse_office(RoomOlder)
        from store.acts import backup  # only a room that is older than the program needs it

        backup.before_migrations(url, backups)
        ran = migrations.apply()
    index_anew(told)
    return ran


def refuse_half_moved(url: str) -> None:
    if proxy.table_exists(MOVING):
        source = database.rows(f"select value from {MOVING} where name = 'source'")
        raise HalfMoved(place=database.place(url), source=source[0][0] if source else "")


def index_anew(told: Progress | None) -> None:
    """Bring the search index and the keys of the room in use up to date; `told` as in `open_room`. A branch whose index
    a colleague has built while this one waited for the lock is passed over. Raises RoomOlder."""
    branch_ids = sorted({*search.outdated(), *blocking.outdated()})
    if branch_ids:
        ownership.refuse_office(RoomOlder)
    sizes = dict(database.rows("select branch_id, count(*) from card group by branch_id")) if branch_ids else {}
    cards, done = sum(sizes.get(branch_id, 0) for branch_id in branch_ids), 0

    def tell(more: int) -> None:
        if told is not None and done + more < cards:
            told(done + more, cards)

    for branch_id in branch_ids:
        tell(0)
        with database.writing(), ownership.as_owner():
            if branch_id in search.outdated():
                search.rebuild(branch_id, tell)
            elif branch_id in blocking.outdated():
                search.rebuild_keys(branch_id, tell)
        done += sizes.get(branch_id, 0)
    if branch_ids and told is not None:
        told(cards, cards)


def make_room(url: str, branch: FirstBranch, member: FirstMember) -> Actor:
    """A new, empty room with its first branch and member of staff; they are signed in.

    Raises RoomNotEmpty, NetworkDrive, FolderNotWritable, BadBranch, BadStaff, PasswordTooShort; then nothing is there.
    """
    hashed = staff.hash_password(member.password)
    prepare(url)
    try:
        with database.writing(), ownership.as_owner():
            first = offices.open_branch(
                branch.name,
                branch.country,
                prefix=branch.prefix,
                currency=branch.currency,
                time_zone=branch.time_zone,
                language=branch.language,
                head_office=True,
            )
            with journal.entry(first.id, None, "make_room") as entry:
                staff_id = staff.enter(entry, first.id, member.user, member.name, FIRST_ROLES, hashed)
    except BaseException:
        discard(url)
        raise
    return access.actor_of(staff_id)


def prepare(url: str) -> None:
    """An empty database at `url` with all tables: a file that only its owner reads. Raises as `make_room`."""
    path = database.sqlite_path(url)
    if path is not None:
        if path.exists():
            raise RoomNotEmpty(place=str(path))
        prepare_file(path)
    database.connect(url)
    if migrations.applied():
        refuse_half_moved(url)
        raise RoomNotEmpty(place=database.place(url))
    migrations.apply()


def prepare_file(path: Path) -> None:
    """An empty file that only its owner reads. Raises FolderNotWritable, NetworkDrive; then it is not there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        raise FolderNotWritable(place=str(path.parent)) from None
    system.keep_private(path)
    try:
        _refuse_network_drive(path)
    except NetworkDrive:
        path.unlink()
        raise


def _refuse_network_drive(path: Path) -> None:
    if system.on_network_drive(path):
        raise NetworkDrive(place=str(path))


def discard(url: str) -> None:
    """Take away a room that was not finished. A SQLite room only: its file and what SQLite keeps beside it."""
    database.disconnect()
    path = database.sqlite_path(url)
    if path is not None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
