"""What a room is and what waits in it, in a few numbers. Writes nothing."""

from datetime import date
from typing import NamedTuple

from store import database, listing, loans, migrations, offices
from store.access import Actor
from store.offices import BranchRecord


class StatusRecord(NamedTuple):
    """`cards` are those that `actor` may read and that are not archived; `migration` is the room's last one."""

    engine: str
    branch: BranchRecord
    today: date
    cards: int
    out: int
    overdue: int
    migration: str


def status(actor: Actor) -> StatusRecord:
    """The room as `actor` may see it. Does not write."""
    return StatusRecord(
        engine=database.engine(),
        branch=offices.branch(actor),
        today=offices.today(actor),
        cards=listing.count(actor),
        out=loans.count_out(actor),
        overdue=loans.count_out(actor, overdue=True),
        migration=migrations.applied()[-1],
    )
