"""What somebody typed into a card, or into a submission, and has not saved yet: kept as they type, so that a killed
terminal loses nothing."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from store import database
from store.access import Actor


class Draft(NamedTuple):
    """`card_id` None for a card that has no number yet. `values` is what the screen gave to keep; `submission` whether
    it was typed into a submission."""

    card_id: int | None
    card_version: int
    values: Mapping[str, Any]
    kept_at: datetime
    submission: bool


def keep(
    actor: Actor, card_id: int | None, card_version: int, values: Mapping[str, Any], *, submission: bool = False
) -> datetime:
    """Keep what `actor` has typed into this card, instead of what they had before; or into a submission for it.
    `values` must fit into JSON."""
    with database.writing():
        drop(actor, card_id, submission=submission)
        now = database.now()
        database.execute(
            'insert into draft (branch_id, staff_id, card_id, card_version, "values", updated_at, submission)'
            " values (?, ?, ?, ?, ?, ?, ?)",
            (
                *(actor.branch_id, actor.staff_id, card_id, card_version, json.dumps(values, ensure_ascii=False)),
                *(now, submission),
            ),
        )
    return now


def of(actor: Actor, card_id: int | None, *, submission: bool = False) -> Draft | None:
    """What `actor` left unsaved on this card, or in a submission for it. Does not write."""
    found = database.rows(f"{_DRAFTS} where {_SAME}", _key(actor, card_id, submission))
    return _draft(found[0]) if found else None


def mine(actor: Actor) -> list[Draft]:
    """Everything that `actor` left unsaved on cards and in submissions, the latest first. Does not write."""
    found = database.rows(f"{_DRAFTS} where staff_id = ? order by updated_at desc", (actor.staff_id,))
    return [_draft(row) for row in found]


def drop(actor: Actor, card_id: int | None, *, submission: bool = False) -> None:
    """Forget what `actor` left unsaved on this card, or in a submission for it."""
    database.execute(f"delete from draft where {_SAME}", _key(actor, card_id, submission))


_DRAFTS = 'select card_id, card_version, "values", updated_at, submission from draft'
_SAME = "staff_id = ? and coalesce(card_id, 0) = ? and submission = ?"


def _key(actor: Actor, card_id: int | None, submission: bool) -> tuple[int, int, bool]:
    return actor.staff_id, card_id or 0, submission


def _draft(row: tuple[Any, ...]) -> Draft:
    card_id, version, values, kept_at, submission = row
    return Draft(card_id, version, json.loads(values), database.moment(kept_at), bool(submission))
