"""Warranties as a person reads them (W1, W2): those of a card, and those of the branch, window by window.

They are written by the sheets that bring them in; one that is held is settled here. They are part of the card's
confidential part.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from locales.messages import N_
from store import access, database, journal, offices, paging
from store.access import Actor, Right
from store.card_rows import masked_rows
from store.database import Question
from store.errors import Refused
from store.fields import WARRANTY_FIELDS, kept
from store.paging import Side
from store.tables.base import Part
from store.tables.warranties import SAME_SERIAL

WINDOW = 1000


class NoLongerHeld(Refused):
    serial: str
    message = N_("The warranty of serial no. {serial} is no longer held.")


class SettledOtherwise(Refused):
    serial: str
    message = N_(
        "The warranty of serial no. {serial} is no longer as you settled it; somebody changed it meanwhile. Nothing was"
        " done."
    )


class Elsewhere(NamedTuple):
    """A card on which a serial number stands too, and since when its warranty has been in the room; None for goods
    that came without one."""

    card_no: str
    since: date | None


class WarrantyRecord(NamedTuple):
    """A warranty: its values by field name, the card's number and the customer's name, money in `currency`. `held`
    tells of one that is held for its serial number where else that stands."""

    id: int
    card_id: int
    card_no: str
    name: str
    currency: str
    values: Mapping[str, Any]
    held_because: str | None
    ends_on: date | None
    elsewhere: tuple[Elsewhere, ...] = ()


def ends_on(purchased_on: date | None) -> date | None:
    """The last day of a one-year warranty that runs from the day of purchase."""
    if purchased_on is None:
        return None
    try:
        anniversary = purchased_on.replace(year=purchased_on.year + 1)
    except ValueError:
        anniversary = date(purchased_on.year + 1, 3, 1)
    return anniversary - timedelta(days=1)


def of_card(actor: Actor, card: int) -> list[WarrantyRecord]:
    """The warranties of a card, the latest first; none for whoever may not read its confidential part."""
    found = database.rows("select branch_id from card where id = ?", (card,))
    if not found or Part.CONFIDENTIAL not in access.reading(actor).parts(card, found[0][0]):
        return []
    return _records("w.card_id = ? order by w.purchased_on desc, w.id desc", (card,))


def every(actor: Actor) -> Iterator[WarrantyRecord]:
    """Every warranty that `actor` may read, in the order they came in, read window by window. Does not write."""
    reading = access.reading(actor)
    for branch_id in reading.branches:
        last = 0
        while records := _records(f"w.branch_id = ? and w.id > ? order by w.id limit {WINDOW}", (branch_id, last)):
            yield from (record for record in records if record.card_id not in reading.restricted)
            last = records[-1].id
    for row in masked_rows(reading, sorted(reading.held - reading.restricted)):
        if row.branch_id not in reading.branches:
            yield from _records("w.card_id = ? order by w.id", (row.id,))


def held(actor: Actor, warranty: int | None = None, side: Side = "after", limit: int = 50) -> list[WarrantyRecord]:
    """At most `limit` warranties that are held until a person looks (W2), of the branches that `actor` reads, next
    after or just before one, in the order in which they came; none of a restricted card. Does not write."""
    branches = access.reading(actor).branches
    scope, params = _held(branches)
    part = paging.part(("w.id",), None if warranty is None else (warranty,), side, limit)
    found = part.in_order(_records(f"{scope}{part.condition} order by {part.order}", (*params, *part.params)))
    return _with_others(found, branches, actor.time_zone)


def _with_others(records: Sequence[WarrantyRecord], branches: Sequence[int], time_zone: str) -> list[WarrantyRecord]:
    """The records that are held for their serial number, with the cards on which that stands too, the first first."""
    doubtful = {one.values["serial"] for one in records if SAME_SERIAL in (one.held_because or "").split()}
    others: dict[str, dict[int, Elsewhere]] = {}
    for table, since in (("warranty", "t.received_at"), ("goods", "null")):
        for serial, card, prefix, number, at in database.rows_among(
            f"select t.serial, t.card_id, b.prefix, c.number, {since} from {table} t join card c on c.id = t.card_id"
            f" join branch b on b.id = c.branch_id where t.branch_id in {database.marks(branches)}"
            " and c.restricted_at is null and t.serial in {among} order by t.id",
            doubtful,
            branches,
        ):
            moment = database.as_moment(at)
            day = None if moment is None else database.day_of(moment, time_zone)
            others.setdefault(serial, {}).setdefault(card, Elsewhere(offices.card_no(prefix, number), day))
    return [one._replace(elsewhere=_but(one.card_id, others.get(one.values["serial"], {}))) for one in records]


def _but(card: int, others: Mapping[int, Elsewhere]) -> tuple[Elsewhere, ...]:
    return tuple(told for other, told in others.items() if other != card)


Settled = Literal["checked", "refused"]


def settle(actor: Actor, warranty: int, state: Settled, reason: str) -> WarrantyRecord:
    """Let a held warranty pass, or refuse it, with a reason (W2). Why it was held stays with it.

    Raises NotAllowed, BranchOnly, NotYourCard, Restricted, NoLongerHeld; then nothing is written.
    Journal: one entry "settle_warranty" with the change of its state.
    """
    return _move(actor, warranty, "held", state, NoLongerHeld, act="settle_warranty", reason=reason.strip() or None)


def hold_again(actor: Actor, warranty: int, state: Settled) -> WarrantyRecord:
    """Undo a settlement: the warranty is held again, unless somebody settled it otherwise since.

    Raises NotAllowed, BranchOnly, NotYourCard, Restricted, SettledOtherwise; then nothing is written.
    Journal: one entry "hold_warranty" with the change of its state.
    """
    return _move(actor, warranty, state, "held", SettledOtherwise, act="hold_warranty")


def _move(
    actor: Actor,
    warranty: int,
    old: str,
    new: str,
    refusal: type[NoLongerHeld | SettledOtherwise],
    *,
    act: str,
    reason: str | None = None,
) -> WarrantyRecord:
    """Bring a warranty from one state to another; the refusal where it is not in that one."""
    actor = access.require(actor, Right.EDIT)
    reading = access.reading(actor)
    found = _records("w.id = ?", (warranty,))
    rows = masked_rows(reading, [found[0].card_id]) if found else []
    if not rows:
        raise reading.not_visible()
    access.require_in(actor, Right.EDIT, rows[0].branch_id, rows[0].card_no)
    if rows[0].id in reading.restricted:
        raise access.Restricted(card_no=rows[0].card_no)
    with journal.entry(rows[0].branch_id, actor.staff_id, act, reason) as entry:
        changed = database.execute(
            "update warranty set state = ?, version = version + 1 where id = ? and state = ?", (new, warranty, old)
        )
        if not changed:
            raise refusal(serial=found[0].values["serial"])
        entry.note(journal.Change("warranty", warranty, rows[0].id, "state", old, new))
    return _records("w.id = ?", (warranty,))[0]


def count_held(actor: Actor) -> int:
    """How many `held` goes through. Does not write."""
    return int(database.answers([held_question(access.reading(actor).branches)])[0])


def held_question(branches: Sequence[int]) -> Question:
    """The question that `count_held` asks of whoever reads these branches."""
    scope, params = _held(branches)
    return Question(f"select count(*) from warranty w where {scope}", params)


def _held(branches: Sequence[int]) -> tuple[str, tuple[Any, ...]]:
    used = "w.card_id not in (select id from card where restricted_at is not null)"
    return f"w.state = 'held' and w.branch_id in {database.marks(branches)} and {used}", tuple(branches)


def _records(condition: str, params: tuple[Any, ...]) -> list[WarrantyRecord]:
    columns = ", ".join(f"w.{info.column}" for info in WARRANTY_FIELDS.values())
    found = database.rows(
        f"select w.id, w.card_id, b.prefix, c.number, c.name, w.currency, w.held_because, {columns} from warranty w"
        f" join card c on c.id = w.card_id join branch b on b.id = c.branch_id where {condition}",
        params,
    )
    return [_record(row) for row in found]


def _record(row: tuple[Any, ...]) -> WarrantyRecord:
    warranty, card, prefix, number, name, currency, held_because, *columns = row
    values = kept(WARRANTY_FIELDS, columns)
    end = ends_on(values["purchased_on"])
    return WarrantyRecord(warranty, card, offices.card_no(prefix, number), name, currency, values, held_because, end)
