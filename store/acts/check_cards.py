"""Each card held against the journal: what it said last of a field is what stands there, so that whoever writes past
the drawers is found (K4). Goes through the cards in windows of their ids. Writes nothing.
"""

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from locales.messages import N_
from store import database, journal
from store.acts.check_rows import Fault
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, WARRANTY_FIELDS, FieldInfo, Format
from store.offices import card_no

_KEY = {"card": "id", "card_details": "card_id", "person": "id", "goods": "id", "warranty": "id"}
_RECORDS = {"card": FIELDS, "person": PERSON_FIELDS, "goods": GOODS_FIELDS, "warranty": WARRANTY_FIELDS}
WINDOW = 500
DIFFERS = N_("Card {card_no}: “{field}” is not what the journal says of it.")
Key = tuple[str, int, str]
"""Record, its id, the field."""


def faults() -> Iterator[Fault]:
    """Each field of a card, of its people, goods and warranties that differs from the journal's last word."""
    last = database.rows("select coalesce(max(id), 0) from card")[0][0]
    for start in range(0, last, WINDOW):
        said = _said(start)
        stands = _stand(start, {record for record, _, _ in said})
        for (record, record_id, field), (card, new) in said.items():
            values = stands.get((record, record_id))
            if values is not None and not _same(_RECORDS[record][field], values[field], new):
                yield Fault("card", DIFFERS, {"card_no": _card_no(card), "field": _RECORDS[record][field].label})


def _said(start: int) -> dict[Key, tuple[int, str | None]]:
    """The last word on each field that ever changed, in the journal of the branch that has the card, since it came
    there; those blanked since say nothing."""
    found: dict[tuple[str, int], dict[str, tuple[int, str | None]]] = {}
    for card, record, record_id, field, salt, new in database.rows(
        "select c.card_id, c.record, c.record_id, c.field, v.salt, v.new from journal_change c join journal_value v on"
        " v.branch_id = c.branch_id and v.entry_number = c.entry_number and v.place = c.place join card k on k.id ="
        " c.card_id and k.branch_id = c.branch_id where c.card_id > ? and c.card_id <= ?"
        " order by c.entry_number, c.place",
        (start, start + WINDOW),
    ):
        if field is None:
            found.pop((record, record_id), None)
        if field not in _RECORDS.get(record, ()):
            continue
        of_record = found.setdefault((record, record_id), {})
        of_record.pop(field, None)
        if salt:
            of_record[field] = card, new
    return {(*of, field): word for of, words in found.items() for field, word in words.items()}


def _stand(start: int, records: set[str]) -> dict[tuple[str, int], dict[str, Any]]:
    """What stands in the rows of these cards, by record and id, by the field's name."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for record in records:
        for table in {info.table for info in _RECORDS[record].values()}:
            infos = [info for info in _RECORDS[record].values() if info.table == table]
            of_card = "id" if table == "card" else "card_id"
            columns = ", ".join(info.column for info in infos)
            for record_id, *values in database.rows(
                f"select {_KEY[table]}, {columns} from {table} where {of_card} > ? and {of_card} <= ?",
                (start, start + WINDOW),
            ):
                row = found.setdefault((record, record_id), {})
                row.update(zip((info.name for info in infos), values, strict=True))
    return found


def _same(info: FieldInfo, value: Any, said: str | None) -> bool:
    if info.format is Format.FLAG:
        return bool(value) == (said == "1")
    if info.format is Format.MONEY and value is not None and said is not None:
        with suppress(InvalidOperation):
            return Decimal(value) / 100 == Decimal(said)
    return journal.text(value) == said


def _card_no(card: int) -> str:
    prefix, number = database.rows(
        "select b.prefix, c.number from card c join branch b on b.id = c.branch_id where c.id = ?", (card,)
    )[0]
    return card_no(prefix, number)
