"""What a room is and what waits in it, in a few numbers. Writes nothing."""

from dataclasses import dataclass
from datetime import date

from store import access, database, loans, migrations, offices
from store.access import Actor
from store.offices import BranchRecord


@dataclass(frozen=True, slots=True)
class StatusRecord:
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
    lent = loans.out(actor)
    return StatusRecord(
        engine=database.engine(),
        branch=offices.branch(actor),
        today=offices.today(actor),
        cards=_cards(actor),
        out=len(lent),
        overdue=sum(1 for loan in lent if loan.overdue),
        migration=migrations.applied()[-1],
    )


def _cards(actor: Actor) -> int:
    reading = access.reading(actor)
    if not reading.whole:
        return len(reading.cards)
    marks = ", ".join("?" * len(reading.branches))
    return int(
        database.rows(
            f"select count(*) from card where branch_id in ({marks}) and archived_at is null", reading.branches
        )[0][0]
    )
