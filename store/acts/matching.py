"""Whether a row of a sheet is the customer of a card that the branch has, or of an earlier row (X1, F12).

Never all against all: the cards that share a number, a serial, a phone or a name with a batch of rows are looked up by
their indexes, and the rule compares only those. The rule is a pure function; it is sure, or it says what makes it
likely and leaves the decision to a person.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from store import database, offices
from store.cards_bulk import CARD_COLUMNS, DETAIL_COLUMNS
from store.readings import HAN, fold, sort_name

CARD_FIELDS = (
    "gender", "birth", "phone", "other_phone", "email", "address", "postcode", "city", "district", "work_unit",
)  # fmt: skip
"""The card's fields that a sheet of consumers may change."""

_BATCH = 400
_MOST_NAMESAKES = 200
"""A name that more cards share tells nothing by itself."""

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(f"[{HAN}]")


class Candidate(NamedTuple):
    """A card that a row may mean, as it is now, with the serials that stand on it."""

    id: int
    card_no: str
    version: int
    name: str
    archived: bool
    restricted: bool
    list: str
    kind: str
    kind_reason: str | None
    values: Mapping[str, Any]

    @property
    def phones(self) -> tuple[Any, Any]:
        return self.values["phone"], self.values["other_phone"]


class Likeness(IntEnum):
    """How alike a row and a card are, least first; only SURE decides."""

    NONE = 0
    NAME = 1
    ADDRESS = 2
    PHONE = 3
    SERIAL = 4
    CARD_NO = 5
    SURE = 6


LIKELY = {
    Likeness.NAME: "likely_by_name",
    Likeness.ADDRESS: "likely_by_address",
    Likeness.PHONE: "likely_by_phone",
    Likeness.SERIAL: "likely_by_serial",
    Likeness.CARD_NO: "likely_by_card_no",
}
"""The problem of a row that is likely, and no more, to mean a card."""


def name_key(name: str) -> str:
    """A name as it is compared: Chinese without spaces, others by their words in any order."""
    words = _WORD.findall(fold(name))
    return "".join(words) if _HAN.search(name) else " ".join(sorted(words))


def text_key(text: str | None) -> str:
    """A text as it is compared: letters and digits only."""
    return "".join(_WORD.findall(fold(text))) if text else ""


def likeness(row: Mapping[str, Any], card: Candidate, serial_stands_on_it: bool) -> Likeness:
    """How alike `row` and `card` are. Families share phones, and namesakes live in every town."""
    same_name = name_key(row["name"]) == name_key(card.name)
    same_phone = bool(row.get("phone")) and row["phone"] in card.phones
    if row.get("card_no") == card.card_no:
        return Likeness.SURE if same_name or same_phone else Likeness.CARD_NO
    if serial_stands_on_it and (same_name or same_phone):
        return Likeness.SURE if same_name else Likeness.SERIAL
    if same_phone:
        return Likeness.SURE if same_name else Likeness.PHONE
    if not same_name:
        return Likeness.NONE
    address = text_key(row.get("address"))
    if address and address == text_key(card.values["address"]):
        return Likeness.ADDRESS
    return Likeness.NAME if _says_only_the_name(row) else Likeness.NONE


def _says_only_the_name(row: Mapping[str, Any]) -> bool:
    return not row.get("phone") and not text_key(row.get("address"))


class Candidates:
    """The cards that a batch of rows may mean, looked up once for all of them."""

    def __init__(self, branch_id: int, rows: Sequence[Mapping[str, Any]], also: Iterable[int] = ()) -> None:
        """`also` are cards that are to be known besides."""
        self._branch_id = branch_id
        self._prefix = offices.branch_by_id(branch_id).prefix
        self.by_serial: dict[str, set[int]] = {}
        self._by_phone: dict[str, set[int]] = {}
        self._by_name: dict[str, set[int]] = {}
        self._by_number: dict[str, int] = {}
        self._look_up(rows)
        found = {*also, *self._by_number.values()}
        found.update(card for each in (self.by_serial, self._by_phone) for ids in each.values() for card in ids)
        self.cards = cards_now(branch_id, found)
        self._look_up_names([row for row in rows if not any(like is Likeness.SURE for _, like in self.of(row))])

    def knows(self, card_no: str) -> bool:
        """Whether a number as written is that of a card of the branch."""
        return card_no in self._by_number

    def of(self, row: Mapping[str, Any]) -> Iterator[tuple[Candidate, Likeness]]:
        """The cards that `row` is in some way like, each once."""
        on_serial = self.by_serial.get(row["serial"], set())
        ids = (
            on_serial
            | self._by_phone.get(row.get("phone") or "", set())
            | self._by_name.get(name_key(row["name"]), set())
        )
        if row.get("card_no") in self._by_number:
            ids = ids | {self._by_number[row["card_no"]]}
        for card in sorted(ids):
            found = likeness(row, self.cards[card], card in on_serial)
            if found is not Likeness.NONE:
                yield self.cards[card], found

    def _look_up(self, rows: Sequence[Mapping[str, Any]]) -> None:
        serials = {row["serial"] for row in rows}
        for table in ("warranty", "goods"):
            for serial, card in self._among(
                f"select serial, card_id from {table} where branch_id = ? and serial", serials
            ):
                self.by_serial.setdefault(serial, set()).add(card)
        phones = {row["phone"] for row in rows if row.get("phone")}
        for column in ("phone", "other_phone"):
            sql = f"select {column}, card_id from card_details where branch_id = ? and {column}"
            for phone, card in self._among(sql, phones):
                self._by_phone.setdefault(phone, set()).add(card)
        numbers = {number: row["card_no"] for row in rows if (number := self._number(row.get("card_no")))}
        for number, card in self._among("select number, id from card where branch_id = ? and number", numbers):
            self._by_number[numbers[number]] = card

    def _look_up_names(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Namesakes of rows that are not sure yet: those at the same address, and for a row without phone and address
        all of them."""
        wanted: dict[str, set[str]] = {}
        orders: set[str] = set()
        for row in rows:
            address = text_key(row.get("address"))
            if address or _says_only_the_name(row):
                wanted.setdefault(name_key(row["name"]), set()).add(address)
                orders.update(order for order in (sort_name(row["name"]), _turned(row["name"])) if order)
        counts = self._among(
            "select sort_name, count(*) from card where branch_id = ? and sort_name", orders, " group by sort_name"
        )
        rare = [order for order, count in counts if count <= _MOST_NAMESAKES]
        namesakes = self._among(
            "select c.name, c.id, d.address from card c join card_details d on d.card_id = c.id"
            " where c.branch_id = ? and c.sort_name",
            rare,
        )
        for name, card, address in namesakes:
            key = name_key(name)
            addresses = wanted.get(key, ())
            if "" in addresses or text_key(address) in addresses:
                self._by_name.setdefault(key, set()).add(card)
        new = {card for ids in self._by_name.values() for card in ids} - self.cards.keys()
        self.cards |= cards_now(self._branch_id, new)

    def _number(self, card_no: str | None) -> int | None:
        """The number of a card number that is written just as ours are; other writings are the office's own."""
        written = re.fullmatch(rf"{self._prefix}(\d{{{offices.CARD_DIGITS}}})", card_no or "")
        return int(written[1]) if written else None

    def _among(self, sql: str, values: Iterable[Any], rest: str = "") -> Iterator[tuple[Any, ...]]:
        return _among(self._branch_id, sql, values, rest)


def _among(branch_id: int, sql: str, values: Iterable[Any], rest: str = "") -> Iterator[tuple[Any, ...]]:
    """The rows of `sql`, which asks for a branch and ends where one of `values` is wanted."""
    wanted = list(values)
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        marks = ", ".join("?" * len(batch))
        yield from database.rows(f"{sql} in ({marks}){rest}", (branch_id, *batch))


def cards_now(branch_id: int, ids: Iterable[int]) -> dict[int, Candidate]:
    """Cards of the branch as they are now, by id. Does not write."""
    prefix = offices.branch_by_id(branch_id).prefix
    columns = ", ".join(
        f"c.{CARD_COLUMNS[name]}" if name in CARD_COLUMNS else f"d.{DETAIL_COLUMNS[name]}" for name in CARD_FIELDS
    )
    sql = (
        "select c.id, c.number, c.version, c.name, c.archived_at is not null, c.restricted_at is not null, c.list,"
        " c.kind, d.kind_reason,"
        f" {columns} from card c join card_details d on d.card_id = c.id where c.branch_id = ? and c.id"
    )
    return {row[0]: _candidate(prefix, row) for row in _among(branch_id, sql, ids)}


def _candidate(prefix: str, row: Sequence[Any]) -> Candidate:
    id_, number, version, name, archived, restricted, kept_list, kind, kind_reason, *values = row
    kept = dict(zip(CARD_FIELDS, values, strict=True))
    card_no = offices.card_no(prefix, number)
    return Candidate(id_, card_no, version, name, bool(archived), bool(restricted), kept_list, kind, kind_reason, kept)


def _turned(name: str) -> str | None:
    """The sort name of a Latin name with its last word first: LEFEVRE François for François Lefèvre, and back."""
    words = sort_name(name).split(" ")
    return None if _HAN.search(name) or len(words) != 2 else f"{words[1]} {words[0]}"
