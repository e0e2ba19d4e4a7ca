"""Up to which day a branch has closed: what Today reads, and what lets one person at a time close the next (K4)."""

from datetime import date
from typing import NamedTuple

from store import database
from store.database import Question

LAST = "closed_on"
"""The setting in which each branch keeps the last day that it closed."""


class Closing(NamedTuple):
    """The last day that the branch closed (None: there is none yet), and whether it is today."""

    last: date | None
    done: bool


def last_question(branch_id: int) -> Question:
    """Which day was closed last, to be asked together with others; `judged` says what the answer means."""
    return Question("select max(value) from setting where branch_id = ? and name = ?", (branch_id, LAST))


def judged(last: str | None, today: date) -> Closing:
    day = database.as_day(last)
    return Closing(day, day is not None and day >= today)


def last_day(branch_id: int) -> date | None:
    """The last day that the branch closed. Does not write."""
    return database.as_day(database.answers([last_question(branch_id)])[0])


def take(branch_id: int, before: date | None, day: date) -> bool:
    """Close a branch up to `day`, if it is still closed up to `before`. Returns whether it was. Inside a write: of two
    who close at once, the row lets one."""
    if before is None:
        taken = database.execute(
            "insert into setting (branch_id, name, value) values (?, ?, ?) on conflict do nothing",
            (branch_id, LAST, day.isoformat()),
        )
    else:
        taken = database.execute(
            "update setting set value = ? where branch_id = ? and name = ? and value = ?",
            (day.isoformat(), branch_id, LAST, before.isoformat()),
        )
    return taken == 1
