"""What waits for somebody today: the one place that counts it, for the dot on the top line and for Today (K3, L4, F14).

All counts come in one round trip; each drawer says which question is its own. Writes nothing.
"""

from typing import NamedTuple

from store import access, database, extracts, offices, pairs, requested, submitted, warranties, whereabouts
from store.access import Actor, Right, Role
from store.acts import backup_due, closing, transfers
from store.acts.backup_due import BackupDue
from store.acts.closing import Closing
from store.database import Question


class Waiting(NamedTuple):
    """Slips to approve; submissions to answer; cards due today and overdue, of the branches somebody reads or to
    themselves; extracts on paper past their due date; warranty cards that are held; likely
    doubles; the backup; the day's close; cards on their way here; and
    what was answered of what they asked for and submitted themselves. None is what is not theirs to do."""

    to_approve: int | None = None
    submissions: int | None = None
    due_today: int | None = None
    overdue: int | None = None
    extracts_overdue: int | None = None
    held: int | None = None
    doubles: int | None = None
    requests_answered: int | None = None
    submissions_answered: int | None = None
    backup: BackupDue | None = None
    closing: Closing | None = None
    arriving: int | None = None

    @property
    def dot(self) -> int:
        """How many things the dot counts: what somebody must do, not what only changed."""
        backup = self.backup is not None and self.backup.due
        counted = (self.to_approve, self.submissions, self.overdue, self.extracts_overdue, self.arriving)
        return sum(count or 0 for count in counted) + backup


def waiting(actor: Actor) -> Waiting:
    """What waits for `actor`, as far as it is theirs. Does not write."""
    current = access.actor_of(actor.staff_id)
    asked = _questions(current)
    answers = dict(zip(asked, database.answers(list(asked.values())), strict=True))
    if "backup" in answers:
        answers["backup"] = backup_due.judged(answers["backup"])
    if "closing" in answers:
        answers["closing"] = closing.judged(answers["closing"], offices.today(current))
    return Waiting(**answers)


def _questions(current: Actor) -> dict[str, Question]:
    branches = access.whole_branches(current)
    sells, today = Role.SALESPERSON in current.roles, offices.today(current)
    asked = {}
    if current.may(Right.APPROVE):
        asked["to_approve"] = requested.to_approve_question(current, branches)
    if current.may(Right.TAKE_OVER):
        asked["submissions"] = submitted.count_question(current, "waiting")
        asked["held"] = warranties.held_question(branches)
    if current.may(Right.DOUBLES):
        asked["doubles"] = pairs.count_question(current)
    if branches or sells:
        asked["due_today"] = whereabouts.count_question(current, branches, today, due_today=True)
        asked["overdue"] = whereabouts.count_question(current, branches, today, overdue=True)
    if current.may(Right.LEND):
        asked["extracts_overdue"] = extracts.count_question(current, overdue=True)
    if sells and not branches:
        asked["requests_answered"] = requested.count_question(current, branches, today, answered=True)
        asked["submissions_answered"] = submitted.count_question(current, "answered")
    if current.may(Right.RECEIVE_CARDS):
        asked["arriving"] = transfers.arriving_question(current)
    if current.may(Right.BACK_UP) and not database.walled():  # else only the owner can
        asked["backup"] = backup_due.last_question()
    if current.may(Right.CLOSE_DAY):
        asked["closing"] = closing.last_question(current.branch_id)
    return asked


def count(actor: Actor) -> int:
    """What the dot counts. Does not write."""
    return waiting(actor).dot
