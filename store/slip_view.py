"""A slip whole, as those who keep the cards and its borrower read it: each card, its state, whether it was read before
the visit (L1, L3). Nothing here writes.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from locales.messages import N_
from store import access, database, offices
from store.access import Actor, Reading
from store.errors import Refused
from store.tables.base import Part


class NotYourSlip(Refused):
    message = N_("This slip is neither of your branch nor yours.")


class SlipLine(NamedTuple):
    """A card on a slip. `name` is None for whoever may not see the card, `result` for whoever may not read all of it;
    `reason` is why it was refused, or where it was searched for."""

    id: int
    card_id: int | None
    card_no: str
    name: str | None
    state: str
    due: date
    overdue: int
    returned_on: date | None
    read: bool
    reason: str | None
    result: str | None


class WholeSlip(NamedTuple):
    """`sections` are those of an extract; none for other slips."""

    number: int
    kind: str
    borrower: str
    borrower_user: str
    made_by: str
    purpose: str
    sections: tuple[str, ...]
    lines: tuple[SlipLine, ...]


def of_line(actor: Actor, line: int) -> WholeSlip:
    """The slip on which a loan or a request stands. Raises NotYourSlip."""
    current = access.actor_of(actor.staff_id)
    reading = access.reading(current)
    found = database.rows(
        'select s.id, s.branch_id, s.number, s.kind, s.borrower_id, s.borrower_name, h."user", s.made_by_id, m.name,'
        " s.purpose, s.sections from slip s join colleague m on m.id = s.made_by_id"
        " left join staff h on h.id = s.borrower_id"
        " where s.id = (select slip_id from slip_card where id = ?)",
        (line,),
    )
    if not found:
        raise NotYourSlip()
    slip, branch, number, kind, borrower, borrower_name, borrower_user, made_by, maker, purpose, sections = found[0]
    if branch not in reading.branches and current.staff_id not in (borrower, made_by):
        raise NotYourSlip()
    today = offices.today(current)
    rows = database.rows(
        "select l.id, l.card_id, c.branch_id, b.prefix, c.number, c.name, l.state, l.due, l.ended_at, b.time_zone,"
        " l.read_at, l.reason, l.result from slip_card l left join card c on c.id = l.card_id"
        " left join branch b on b.id = c.branch_id where l.slip_id = ? order by l.id",
        (slip,),
    )
    lines = tuple(_line(row, reading, today) for row in rows)
    parts = tuple(sections.split(",")) if sections else ()
    return WholeSlip(number, kind, borrower_name, borrower_user or "", maker, purpose, parts, lines)


def _line(row: Sequence[Any], reading: Reading, today: date) -> SlipLine:
    line, card, branch, prefix, number, name, state, due, ended_at, zone, read_at, reason, result = row
    parts = reading.parts(card, branch) if card is not None else frozenset()
    day = database.as_day(due)
    assert day is not None
    ended = database.as_moment(ended_at) if state == "returned" else None
    return SlipLine(
        line,
        card,
        offices.card_no(prefix, number) if prefix else "",
        name if parts else None,
        state,
        day,
        max(0, (today - day).days) if state == "out" else 0,
        database.day_of(ended, zone) if ended else None,
        read_at is not None,
        reason,
        result if Part.CONFIDENTIAL in parts else None,
    )
