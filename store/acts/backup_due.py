"""Whether it is time to back the room up again (K3): weekly, whoever does it. Writes nothing."""

from datetime import timedelta
from typing import NamedTuple

from store import database
from store.database import Question

OFTEN = timedelta(days=7)
"""A backup is due when the last is older."""
LAST = "backed_up_at"
"""The setting in which each branch keeps when it last did it."""


CHECKED = "backup_checked"
"""The setting in which each branch keeps what the check of that copy said: one of the codes below."""
SOUND, FAULTS, NOT_OPENED = "sound", "faults", "not_opened"


class BackupDue(NamedTuple):
    """Days since the last backup of the room, whoever made it (None: there is none yet), and whether one is due."""

    days: int | None
    due: bool


def last_question() -> Question:
    """When the room was last copied, to be asked together with others; `judged` says what the answer means."""
    return Question("select max(value) from setting where name = ?", (LAST,))


def judged(last: str | None) -> BackupDue:
    """What the time of the last backup means now."""
    if last is None:
        return BackupDue(None, True)
    age = database.now() - database.moment(last)
    return BackupDue(max(0, age.days), age >= OFTEN)


def last_checked() -> str | None:
    """What the check of the room's last copy said; None if there is none, or it was made before that was kept."""
    found = database.rows(
        "select c.value from setting l left join setting c on c.branch_id = l.branch_id and c.name = ?"
        " where l.name = ? order by l.value desc limit 1",
        (CHECKED, LAST),
    )
    return found[0][0] if found else None


def due() -> BackupDue:
    """How long ago the room was last copied, and whether it is time again. One look at one row a branch."""
    return judged(database.answers([last_question()])[0])
