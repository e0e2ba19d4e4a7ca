"""Cards as lists show them: one row a card, masked for whoever asks. Every list, find and desk reads rows here."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from store import access, database
from store.access import Actor, Reading
from store.engines import Kept
from store.offices import card_no
from store.tables.base import Part


class CardRow(NamedTuple):
    """The open part of a card. `phone` is None for whoever may not read it; `out_to` is who has the card now."""

    id: int
    branch_id: int
    card_no: str
    name: str
    customer: str
    list: str
    kind: str
    grade: str
    region: str | None
    district: str | None
    key_customer: bool
    salesperson: str | None
    phone: str | None
    out_to: str | None
    out_due: date | None
    updated_at: datetime
    archived: bool
    version: int
    restricted: bool = False
    on_hold: bool = False
    erased: bool = False
    on_way_to: str | None = None
    """The branch to which the card was sent, until it is received there."""

    @property
    def set_aside(self) -> bool:
        """Whether nothing is done with the card now: it is archived, restricted, or on its way to another branch."""
        return self.archived or self.restricted or self.on_way_to is not None


COLUMNS = (
    "c.id, c.branch_id, b.prefix, c.number, c.name, c.customer, c.list, c.kind, c.grade, c.region, c.district,"
    " c.key_customer, s.name, d.phone, h.name, o.due, c.updated_at, c.archived_at, c.version,"
    " c.restricted_at, c.on_hold_at, c.erased_at, w.name"
)
TABLES = (
    "card c join branch b on b.id = c.branch_id join card_details d on d.card_id = c.id"
    " left join staff s on s.id = c.salesperson_id"
    " left join slip_card o on o.card_id = c.id and o.state = 'out' and o.holds"
    " left join staff h on h.id = o.borrower_id"
    " left join transfer t on t.card_id = c.id and t.ended_at is null left join branch w on w.id = t.to_branch_id"
)


def card_row(row: Sequence[Any], reading: Reading) -> CardRow:
    """The record of one row of `COLUMNS`, masked."""
    card_id, branch_id, prefix, number, name, customer, list_, kind, grade, region, district, key_customer = row[:12]
    salesperson, phone, out_to, out_due, updated_at, archived_at, version, *marks = row[12:]
    return CardRow(
        id=card_id,
        branch_id=branch_id,
        card_no=card_no(prefix, number),
        name=name,
        customer=customer,
        list=list_,
        kind=kind,
        grade=grade,
        region=region,
        district=district,
        key_customer=bool(key_customer),
        salesperson=salesperson,
        phone=phone if Part.CONTACT in reading.parts(card_id, branch_id) else None,
        out_to=out_to,
        out_due=database.as_day(out_due),
        updated_at=database.moment(updated_at),
        archived=archived_at is not None,
        version=version,
        restricted=marks[0] is not None,
        on_hold=marks[1] is not None,
        erased=marks[2] is not None,
        on_way_to=marks[3],
    )


def rows_of(actor: Actor, ids: Iterable[int]) -> list[CardRow]:
    """The cards of these ids that `actor` may see, in the order asked. Does not write."""
    return masked_rows(access.reading(actor), ids)


def masked_rows(reading: Reading, ids: Iterable[int]) -> list[CardRow]:
    """As `rows_of`, where what may be read is known already."""
    wanted = list(ids)
    if not wanted:
        return []
    marks = database.marks(wanted)
    found = database.rows(Kept(f"select {COLUMNS} from {TABLES} where c.id in {marks}"), wanted)
    by_id = {row[0]: card_row(row, reading) for row in found if reading.parts(row[0], row[1])}
    return [by_id[card_id] for card_id in wanted if card_id in by_id]
