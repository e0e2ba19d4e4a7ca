"""A further branch office in a room (K5): its numbers, its chain, its first member of staff, on PostgreSQL its role.

One entry in head office's journal says who opened it, the first in its own who begins there. On PostgreSQL tables are
made for it, so that it is opened with the account that owns the room.
"""

from typing import NamedTuple

from locales.messages import N_
from store import access, database, journal, offices, ownership, staff
from store.access import Actor, Right
from store.acts import office_roles
from store.acts.office_roles import Made
from store.acts.rooms import FIRST_ROLES, FirstBranch
from store.errors import Refused
from store.offices import BranchRecord


class RoleMissing(Refused):
    role: str
    message = N_(
        "The database has no role {role} yet, and this account may not create it. With --print-sql the statement is"
        " printed for whoever may."
    )


class Opened(NamedTuple):
    """The branch, the one-time password of its first member of staff, and on PostgreSQL the role that was made."""

    branch: BranchRecord
    user: str
    password: str
    role: Made


class Listed(NamedTuple):
    """A branch, how many cards and members of staff it has; None where the asker does not read it."""

    branch: BranchRecord
    cards: int | None
    staff: int | None

    @property
    def id(self) -> int:
        return self.branch.id


def listed(actor: Actor) -> list[Listed]:
    """Every branch of the room, with the counts of those that `actor` reads. Does not write."""
    reads = access.reading(actor).branches
    cards = dict(database.rows("select branch_id, count(*) from card where archived_at is null group by branch_id"))
    people = dict(database.rows("select branch_id, count(*) from staff where left_at is null group by branch_id"))
    return [
        Listed(one, *((cards.get(one.id, 0), people.get(one.id, 0)) if one.id in reads else (None, None)))
        for one in offices.branches()
    ]


def planned(new: FirstBranch) -> offices.NewBranch:
    """The branch as it would be opened. Raises BadBranch. Does not write."""
    more = {name: getattr(new, name) for name in ("prefix", "currency", "time_zone", "language")}
    return offices.planned(new.name, new.country, **more, beside=offices.branches())


def open_branch(actor: Actor, url: str, new: FirstBranch, user: str, name: str) -> Opened:
    """Open a branch; `user` is clerk, keeper and manager there, as the first of the room is, with a password for one
    time. Only for a manager at head office.

    Raises NotAllowed, OwnersWork, BadBranch, BadStaff, NameTaken, RoleMissing; then nothing is written.
    Journal: "open_branch" in head office's chain, and as the first entry of the new one.
    """
    actor = access.require(actor, Right.OPEN_BRANCH)
    ownership.refuse_office()
    plan = planned(new)
    password = staff.easy_password()
    hashed = staff.hash_password(password)
    made = _role(url, plan.prefix)
    with database.writing(), ownership.as_owner():
        branch = offices.open_branch(
            new.name,
            new.country,
            prefix=new.prefix,
            currency=new.currency,
            time_zone=new.time_zone,
            language=new.language,
        )
        with journal.entry(actor.branch_id, actor.staff_id, "open_branch") as entry:
            entry.note(journal.Change("branch", branch.id, None, "opened", None, f"{branch.prefix} {branch.name}"))
        with journal.entry(branch.id, actor.staff_id, "open_branch") as entry:
            staff.enter(entry, branch.id, user, name, FIRST_ROLES, hashed, one_time=True)
    if _has_roles():
        office_roles.let_in(url)
    return Opened(branch, user.strip(), password, made)


def _has_roles() -> bool:
    return database.engine() == "postgresql" and bool(database.rows("select 1 from office_role limit 1"))


def _role(url: str, prefix: str) -> Made:
    """The role of a branch to be opened, where the others have theirs."""
    if not _has_roles():
        return Made((), None)
    made = office_roles.prepare(url, [prefix])
    role = office_roles.role_of(url, prefix)
    if not database.rows("select 1 from pg_roles where rolname = ?", (role,)):
        raise RoleMissing(role=role)
    return made
