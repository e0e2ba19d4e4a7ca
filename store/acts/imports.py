"""The sheets that a branch brought in, the newest first, window by window (X1). Writes nothing."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from locales.messages import Message
from store import access, database, paging
from store.access import Actor, Right
from store.acts.kinds import KINDS
from store.acts.plans import LEFT_OVER, WRITTEN, Outcome
from store.paging import Side

SHORT = 8
"""So many characters of a file's hash tell it from others at a glance."""


class ImportRecord(NamedTuple):
    """An import that was written: what it was, by whom (name, sign-in name) and when (UTC), how many of its rows came
    to what, and who undid it when, if anybody did."""

    id: int
    number: int
    kind: str
    file: str
    digest: str
    sheet: str
    by: str
    user: str
    staff_id: int
    at: datetime
    counts: Mapping[Outcome, int]
    undone_at: datetime | None
    undone_by: str | None

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def written(self) -> int:
        return sum(self.counts[outcome] for outcome in WRITTEN)

    @property
    def left_over(self) -> int:
        return sum(self.counts[outcome] for outcome in LEFT_OVER)

    @property
    def title(self) -> Message | str:
        """What its kind of sheet is called; the kind's code for one of a newer program."""
        return KINDS[self.kind].title if self.kind in KINDS else self.kind

    @property
    def short_digest(self) -> str:
        return self.digest[:SHORT]


def reader(actor: Actor) -> Actor:
    """`actor` as they are now, if they may look at the imports of their branch. Raises NotAllowed."""
    return access.require_one(actor, Right.IMPORT, Right.UNDO_IMPORT)


def may_undo(actor: Actor, one: ImportRecord) -> bool:
    """Whether an import is still there and is this person's to undo, as far as they know."""
    own = one.staff_id == actor.staff_id and actor.may(Right.IMPORT)
    return one.undone_at is None and (own or actor.may(Right.UNDO_IMPORT))


def page(actor: Actor, number: int | None = None, side: Side = "after", limit: int = 50) -> list[ImportRecord]:
    """At most `limit` imports, the newest first: those behind import `number` in that order, or just before it; without
    a number the newest or the oldest. Raises NotAllowed."""
    actor = reader(actor)
    scope, params = "i.branch_id = ? and i.number is not null", [actor.branch_id]
    part = paging.part(("i.number",), None if number is None else (number,), side, limit, falling=True)
    rows = database.rows(
        'select i.id, i.number, i.kind, i.file_name, i.file_hash, i.sheet, s.name, s."user", s.id, i.committed_at,'
        " i.counts, i.undone_at, u.name from import i join staff s on s.id = i.staff_id"
        f" left join staff u on u.id = i.undone_by_id where {scope}{part.condition} order by {part.order}",
        (*params, *part.params),
    )
    return part.in_order([_record(*row) for row in rows])


def count(actor: Actor) -> int:
    """How many imports `page` goes through. Raises NotAllowed."""
    actor = reader(actor)
    sql = "select count(*) from import where branch_id = ? and number is not null"
    return int(database.rows(sql, (actor.branch_id,))[0][0])


def _record(*row: Any) -> ImportRecord:
    *texts, at, counts, undone_at, undone_by = row
    said = json.loads(counts or "{}")
    counted = {outcome: int(said.get(outcome.value, 0)) for outcome in Outcome}
    undone = database.as_moment(undone_at), undone_by
    return ImportRecord(*(*texts, database.moment(at), counted, *undone))
