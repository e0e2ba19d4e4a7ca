"""For how long cards are kept (K6): months since the customer was last dealt with, for each kind of card, where the
branch has set some; a list of the cards past them, for the manager to erase. Nothing is erased by itself.

Last dealt with is derived: the card's last change, loan, purchase or submission, whichever is latest. What is on hold,
out, asked for or reserved is never past its retention.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from locales.messages import N_
from store import access, database, journal, offices, paging, slips
from store.access import Actor, Right
from store.errors import Refused
from store.fields import FIELDS
from store.paging import Side

KINDS = FIELDS["kind"].choices
LONGEST = 600
"""Months."""
Key = tuple[datetime, int]
"""Where a card stands in the list: its last change and id."""


class BadRetention(Refused):
    kind: str
    most: int
    message = N_("“{kind}”: for how many months a kind of card is kept is a number from 1 to {most}, or none.")
    exit_code = 2


class PastCard(NamedTuple):
    """A card past its retention: `last` is the day on which its customer was last dealt with, `months` what is set for
    its kind. `key` is its place in the list."""

    id: int
    card_no: str
    name: str
    kind: str
    archived: bool
    last: date
    months: int
    key: Key


def months(actor: Actor) -> dict[str, int | None]:
    """For how many months each kind of card is kept; None for ever. Does not write."""
    return _months(access.actor_of(actor.staff_id).branch_id)


def _months(branch_id: int) -> dict[str, int | None]:
    found = dict(
        database.rows("select name, value from setting where branch_id = ? and name like 'retention_%'", (branch_id,))
    )
    return {kind: int(value) if (value := found.get(f"retention_{kind}")) else None for kind in KINDS}


def set_months(actor: Actor, wanted: Mapping[str, int | None]) -> dict[str, int | None]:
    """Set for how many months these kinds of card are kept. Raises NotAllowed, BadRetention."""
    actor = access.require(actor, Right.SETTINGS)
    for kind, value in wanted.items():
        if kind not in KINDS or (value is not None and not 1 <= value <= LONGEST):
            raise BadRetention(kind=kind, most=LONGEST)
    with journal.entry(actor.branch_id, actor.staff_id, "set_retention") as entry:
        stands = _months(actor.branch_id)
        for kind, value in wanted.items():
            database.execute(
                "insert into setting (branch_id, name, value) values (?, ?, ?)"
                " on conflict (branch_id, name) do update set value = excluded.value",
                (actor.branch_id, f"retention_{kind}", "" if value is None else str(value)),
            )
            old, new = journal.text(stands[kind]), journal.text(value)
            entry.note(journal.Change("setting", actor.branch_id, None, f"retention_{kind}", old, new))
    return _months(actor.branch_id)


def before(today: date, count: int) -> date:
    """The day that lies so many months back; of a month that is too short its last."""
    year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    day = today.day
    while True:
        try:
            return date(year, month + 1, day)
        except ValueError:
            day -= 1


_RUNS = (
    "c.erased_at is null and c.on_hold_at is null"
    " and not exists (select 1 from reservation r where r.card_id = c.id and r.state = 'waiting')"
    " and not exists (select 1 from slip_card l where l.card_id = c.id and l.state in ('requested', 'approved', 'out'))"
)
_DEALT_WITH = (
    "not exists (select 1 from slip_card l where l.card_id = c.id and (l.ended_at >= ? or l.out_at >= ?))"
    " and not exists (select 1 from warranty w where w.card_id = c.id and (w.received_at >= ? or w.purchased_on >= ?))"
    " and not exists (select 1 from submission u where u.card_id = c.id and u.made_at >= ?)"
)


def past(actor: Actor, key: Key | None = None, side: Side = "after", limit: int = 50) -> list[PastCard]:
    """At most `limit` cards of the branch past their retention next to a place in the list, the longest untouched
    first. Raises NotAllowed. Does not write."""
    actor = access.require(actor, Right.ERASE)
    scope, params = _past(actor)
    part = paging.part(("c.updated_at", "c.id"), key, side, limit)
    condition = f"{scope}{part.condition} order by {part.order}"
    return part.in_order(_read(actor, condition, [*params, *part.params]))


def count_past(actor: Actor) -> int:
    """How many `past` goes through. Raises NotAllowed. Does not write."""
    actor = access.require(actor, Right.ERASE)
    scope, params = _past(actor)
    return int(database.rows(f"select count(*) from card c where {scope}", params)[0][0])


def is_past(actor: Actor, card: int) -> bool:
    """Whether a card is past its retention now. Does not write."""
    scope, params = _past(access.actor_of(actor.staff_id))
    return bool(database.rows(f"select 1 from card c where c.id = ? and {scope}", (card, *params)))


def _past(actor: Actor) -> tuple[str, list[Any]]:
    """SQL that keeps the cards `c` of the branch that are past their retention, and its parameters."""
    branch = offices.branch(actor)
    today = database.today(branch.time_zone)
    either, params = [], list[Any]()
    for kind, count in _months(branch.id).items():
        if count is None:
            continue
        day = before(today, count)
        moment = slips.noon(day, branch.time_zone)
        either.append(f"(c.kind = ? and c.updated_at < ? and {_DEALT_WITH})")
        params += [kind, moment, moment, moment, moment, day, moment]
    return f"c.branch_id = ? and {_RUNS} and ({' or '.join(either) or '1 = 0'})", [branch.id, *params]


def _read(actor: Actor, scope: str, params: Sequence[Any]) -> list[PastCard]:
    branch = offices.branch(actor)
    kept = _months(branch.id)
    latest = (
        "select max(at) from (select c.updated_at as at union all select coalesce(l.ended_at, l.out_at)"
        " from slip_card l where l.card_id = c.id union all select w.received_at from warranty w where w.card_id = c.id"
        " union all select u.made_at from submission u where u.card_id = c.id) as dealt"
    )
    found = database.rows(
        f"select c.id, c.number, c.name, c.kind, c.archived_at is not null, c.updated_at, ({latest}),"
        f" (select max(w.purchased_on) from warranty w where w.card_id = c.id) from card c where {scope}",
        params,
    )
    records = []
    for card, number, name, kind, archived, updated_at, at, bought in found:
        day = database.day_of(database.moment(at), branch.time_zone)
        last = max(day, database.as_day(bought) or day)
        key = (database.moment(updated_at), card)
        card_no = offices.card_no(branch.prefix, number)
        records.append(PastCard(card, card_no, name, kind, bool(archived), last, kept[kind] or 0, key))
    return records
