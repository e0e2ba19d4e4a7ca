"""Whether a row of a sheet is the customer of a card that the branch has, or of an earlier row (X1, F12).

Never all against all: the cards that share a number, a serial, a phone or a blocking key with a batch of rows are
looked up by their indexes, and the rule (`likeness`) compares only those.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from store import blocking, database, merges, offices
from store.acts.likeness import Candidate, Likeness, likeness, says_only_the_name
from store.cards_bulk import CARD_COLUMNS, DETAIL_COLUMNS
from store.readings import chinese, sort_name
from store.tokens import SearchContent

CARD_FIELDS = (
    "gender", "birth", "phone", "other_phone", "email", "address", "postcode", "city", "district", "work_unit",
)  # fmt: skip
"""The card's fields that a sheet of consumers may change."""

_MOST_NAMESAKES = 200
"""A name that more cards share tells nothing by itself."""

LIKELY = {
    Likeness.NAME: "likely_by_name",
    Likeness.BIRTH: "likely_by_birth",
    Likeness.ADDRESS: "likely_by_address",
    Likeness.SLIP: "likely_by_slip",
    Likeness.EMAIL: "likely_by_email",
    Likeness.PHONE: "likely_by_phone",
    Likeness.SERIAL: "likely_by_serial",
    Likeness.CARD_NO: "likely_by_card_no",
}
"""The problem of a row that is likely, and no more, to mean a card."""


def keys_of(row: Mapping[str, Any]) -> frozenset[int]:
    """The blocking keys of a row's values."""
    birth = str(row.get("birth_date") or row.get("birth") or "")
    return _keys(row["name"], birth, *[row.get(name) or "" for name in _COMPARED])


_COMPARED = ("phone", "other_phone", "email", "address", "postcode", "city", "district")


@lru_cache(maxsize=1 << 12)
def _keys(name: str, birth: str, *compared: str) -> frozenset[int]:
    """A row is looked up, compared with the rows before it, and kept for those behind: by the same keys each time."""
    values: dict[str, Any] = dict(zip(_COMPARED, compared, strict=True))
    return blocking.keys(SearchContent(name, birth=birth, **values))


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
        self._by_key = blocking.cards_with(branch_id, {key for row in rows for key in keys_of(row)})
        self._look_up_names([row["name"] for row in rows if says_only_the_name(row)])
        found = {*also, *self._by_number.values()}
        for each in (self.by_serial, self._by_phone, self._by_name, self._by_key):
            found.update(card for cards in each.values() for card in cards)
        self.cards = cards_now(branch_id, found)

    def knows(self, card_no: str) -> bool:
        """Whether a number as written is that of a card of the branch."""
        return card_no in self._by_number

    def of(self, row: Mapping[str, Any]) -> Iterator[tuple[Candidate, Likeness]]:
        """The cards that `row` is in some way like, each once."""
        on_serial = self.by_serial.get(row.get("serial") or "", set())
        for card in sorted((self._together(row) | on_serial) & self.cards.keys()):
            found = likeness(row, self.cards[card], card in on_serial)
            if found is not Likeness.NONE:
                yield self.cards[card], found

    def _together(self, row: Mapping[str, Any]) -> set[int]:
        """The cards that share something with `row` by which they are looked up."""
        found = {card for key in keys_of(row) for card in self._by_key.get(key, ())}
        for phone in (row.get("phone"), row.get("other_phone")):
            found |= self._by_phone.get(phone or "", set())
        if says_only_the_name(row):
            found |= self._by_name.get(sort_name(row["name"]), set())
        if row.get("card_no") in self._by_number:
            found.add(self._by_number[row["card_no"]])
        return found

    def _look_up(self, rows: Sequence[Mapping[str, Any]]) -> None:
        serials = {row["serial"] for row in rows if row.get("serial")}
        for table in ("warranty", "goods"):
            for serial, card in self._among(
                f"select serial, card_id from {table} where branch_id = ? and serial", serials
            ):
                self.by_serial.setdefault(serial, set()).add(card)
        phones = {row[name] for row in rows for name in ("phone", "other_phone") if row.get(name)}
        for column in ("phone", "other_phone"):
            sql = f"select {column}, card_id from card_details where branch_id = ? and {column}"
            for phone, card in self._among(sql, phones):
                cards = self._by_phone.setdefault(phone, set())
                if len(cards) < blocking.MOST:
                    cards.add(card)
        numbers = {number: row["card_no"] for row in rows if (number := self._number(row.get("card_no")))}
        by_number = dict(self._among("select number, id from card where branch_id = ? and number", numbers))
        stays = merges.staying(by_number.values()) if by_number else {}
        self._by_number = {numbers[number]: stays.get(card, card) for number, card in by_number.items()}

    def _look_up_names(self, names: Sequence[str]) -> None:
        """The namesakes of rows that say no more than a name."""
        orders = {order: sort_name(name) for name in names for order in (sort_name(name), _turned(name)) if order}
        counts = self._among(
            "select sort_name, count(*) from card where branch_id = ? and sort_name", orders, " group by sort_name"
        )
        rare = [order for order, count in counts if count <= _MOST_NAMESAKES]
        for order, card in self._among("select sort_name, id from card where branch_id = ? and sort_name", rare):
            self._by_name.setdefault(orders[order], set()).add(card)

    def _number(self, card_no: str | None) -> int | None:
        """The number of a card number that is written just as ours are; other writings are the office's own."""
        written = re.fullmatch(rf"{self._prefix}(\d{{{offices.CARD_DIGITS}}})", card_no or "")
        return int(written[1]) if written else None

    def _among(self, sql: str, values: Iterable[Any], rest: str = "") -> Iterator[tuple[Any, ...]]:
        return _among(self._branch_id, sql, values, rest)


def _among(branch_id: int, sql: str, values: Iterable[Any], rest: str = "") -> Iterator[tuple[Any, ...]]:
    """The rows of `sql`, which asks for a branch and ends where one of `values` is wanted."""
    return database.rows_among(f"{sql} in {{among}}{rest}", values, (branch_id,))


def cards_now(branch_id: int, ids: Iterable[int]) -> dict[int, Candidate]:
    """Cards of the branch as they are now, by id, without those that were merged into another. Does not write."""
    prefix = offices.branch_by_id(branch_id).prefix
    columns = ", ".join(
        f"c.{CARD_COLUMNS[name]}" if name in CARD_COLUMNS else f"d.{DETAIL_COLUMNS[name]}" for name in CARD_FIELDS
    )
    sql = (
        "select c.id, c.number, c.version, c.name, c.archived_at is not null, c.restricted_at is not null, c.list,"
        " c.kind, d.kind_reason,"
        f" {columns} from card c join card_details d on d.card_id = c.id where c.branch_id = ? and not exists"
        " (select 1 from merge m where m.gone_id = c.id and m.undone_at is null) and c.id"
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
    return None if any(map(chinese, name)) or len(words) != 2 else f"{words[1]} {words[0]}"
