"""What a room is and what waits in it, in a few numbers. Writes nothing."""

from datetime import date
from typing import NamedTuple

from store import database, heads, listing, migrations, offices, whereabouts
from store.access import Actor, Right
from store.acts import backup_due
from store.acts.backup_due import BackupDue
from store.offices import BranchRecord


class StatusRecord(NamedTuple):
    """`cards` are those that `actor` may read and that are not archived; `migration` is the room's last one.
    `head` and `backup` are None for those who keep neither journal nor copies."""

    engine: str
    branch: BranchRecord
    today: date
    cards: int
    out: int
    overdue: int
    migration: str
    head: str | None
    backup: BackupDue | None


def status(actor: Actor) -> StatusRecord:
    """The room as `actor` may see it. Does not write."""
    return StatusRecord(
        engine=database.engine(),
        branch=offices.branch(actor),
        today=offices.today(actor),
        cards=listing.count(actor),
        out=whereabouts.count_out(actor),
        overdue=whereabouts.count_out(actor, overdue=True),
        migration=migrations.applied()[-1],
        head=heads.of_branch(actor.branch_id).text if actor.may(Right.READ_JOURNAL) else None,
        backup=backup_due.due() if actor.may(Right.BACK_UP) or actor.may(Right.READ_JOURNAL) else None,
    )
