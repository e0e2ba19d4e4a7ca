"""What a room is and what waits in it, in a few numbers; for who looks after it, how large it is and how it does.
Writes nothing."""

from datetime import date
from typing import NamedTuple

from store import database, heads, listing, migrations, offices, slow, whereabouts
from store.access import Actor, Right
from store.acts import backup_due, closing, sizes
from store.acts.backup_due import BackupDue
from store.acts.sizes import Sizes
from store.heads import HeadRecord
from store.offices import BranchRecord
from store.slow import SlowRecord


class RoomRecord(NamedTuple):
    """For those who keep the journal or the copies: of the whole room, but `closed_on`, the last day that one's own
    branch closed. `backup_checked` is what the check of the last copy said: sound, faults or not_opened."""

    sizes: Sizes
    branches: int
    staff: int
    all_cards: int
    heads: tuple[HeadRecord, ...]
    backup_checked: str | None
    closed_on: date | None
    slow: tuple[SlowRecord, ...]


class StatusRecord(NamedTuple):
    """`cards` are those that `actor` may read and that are not archived; `migration` is the room's last one.
    `head`, `backup` and `room` are None for those who keep neither journal nor copies."""

    engine: str
    branch: BranchRecord
    today: date
    cards: int
    out: int
    overdue: int
    migration: str
    head: str | None
    backup: BackupDue | None
    room: RoomRecord | None


def status(actor: Actor, *, tables: bool = False) -> StatusRecord:
    """The room as `actor` may see it; with `tables`, those of a file are measured too. Does not write."""
    keeps = actor.may(Right.BACK_UP) or actor.may(Right.READ_JOURNAL)
    return StatusRecord(
        engine=database.engine(),
        branch=offices.branch(actor),
        today=offices.today(actor),
        cards=listing.count(actor),
        out=whereabouts.count_out(actor),
        overdue=whereabouts.count_out(actor, overdue=True),
        migration=migrations.applied()[-1],
        head=heads.of_branch(actor.branch_id).text if actor.may(Right.READ_JOURNAL) else None,
        backup=backup_due.due() if keeps else None,
        room=_room(actor, tables) if keeps else None,
    )


def _room(actor: Actor, tables: bool) -> RoomRecord:
    branches, staff, cards = database.rows(
        "select (select count(*) from branch), (select count(*) from staff where left_at is null),"
        " (select count(*) from card)"
    )[0]
    return RoomRecord(
        sizes=sizes.measure(tables=tables),
        branches=branches,
        staff=staff,
        all_cards=cards,
        heads=heads.current() if actor.may(Right.READ_JOURNAL) else (),
        backup_checked=backup_due.last_checked(),
        closed_on=closing.last_day(actor.branch_id),
        slow=slow.kept(),
    )
