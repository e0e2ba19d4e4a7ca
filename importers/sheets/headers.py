"""Where the headers stand, and what each column is: titles above them, two rows of them, and what nobody knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from importers.sheets.cells import Cell, Row, column_letters
from importers.sheets.folding import folded
from importers.sheets.kind import Column, SheetKind
from locales.words import LANGUAGES, words
from store.acts.plans import REASON

LOOKED_AT = 60
"""Rows of a sheet among which the headers are looked for."""
_LEAST = 2
"""So many known headers make a row of headers."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a sheet: its header as written, told from others alike by its letters, and what it is read as."""

    place: int
    header: str
    column: Column | None


@dataclass(frozen=True, slots=True)
class Header:
    """The row of headers, by its number as Excel counts."""

    row: int
    headings: tuple[Heading, ...]

    @property
    def known(self) -> tuple[Heading, ...]:
        return tuple(heading for heading in self.headings if heading.column is not None)

    @property
    def unknown(self) -> tuple[Heading, ...]:
        return tuple(heading for heading in self.headings if heading.column is None)

    def missing(self, kind: SheetKind) -> tuple[str, ...]:
        """The needed fields that no column gives."""
        found = {heading.column.field for heading in self.headings if heading.column is not None}
        if kind.back and found.issuperset(kind.back):
            return ()
        return tuple(name for name in kind.needed if name not in found)

    def repeated_by(self, row: Row) -> bool:
        """Whether `row` is the headers again, as printed on every page."""
        same = sum(_text(row[heading.place]) == heading.header for heading in self.headings)
        return same >= max(_LEAST, (len(self.headings) + 1) // 2)


def find_header(rows: Sequence[Row], kind: SheetKind) -> Header | None:
    """The row that names most of the kind's columns, the first of those that name as many; None if none names two."""
    for near in (False, True):
        found = [_header(row, _above(rows, row), kind) for row in rows if _named(row, kind, near) >= _LEAST]
        if found:
            return max(found, key=lambda header: len(header.known))
    return None


def _named(row: Row, kind: SheetKind, near: bool) -> int:
    texts = [text for cell in row.cells if (text := _text(cell))]
    if len(texts) < _LEAST:
        return 0
    return sum(one is not None for one in kind.columns_of(texts, near=near))


def _above(rows: Sequence[Row], row: Row) -> Row:
    return next((other for other in rows if other.number == row.number - 1), Row(0, ()))


def _header(row: Row, above: Row, kind: SheetKind) -> Header:
    """The headings of `row`; a header merged with the cell above it stands there."""
    texts = []
    for place in range(max(len(row.cells), len(above.cells))):
        own, over = _text(row[place]), _text(above[place])
        texts.append(own or (over if kind.column_of(over, near=False) else ""))
    added = _added_by_us()
    places = [place for place, text in enumerate(texts) if text and folded(text) not in added]
    columns = kind.columns_of([texts[place] for place in places], near=True)
    headings = []
    seen: set[str] = set()
    for place, one in zip(places, columns, strict=True):
        header = texts[place] if texts[place] not in seen else f"{texts[place]} [{column_letters(place)}]"
        seen.add(header)
        headings.append(Heading(place, header, one))
    return Header(row.number, tuple(headings))


@cache
def _added_by_us() -> frozenset[str]:
    """The header of a problem workbook's last column, in each language."""
    return frozenset(folded(words(language)(REASON)) for language in LANGUAGES)


def _text(cell: Cell) -> str:
    """The cell as a header: text only, on one line."""
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def read_as(header: Header, kind: SheetKind, columns: Mapping[str, str]) -> Header:
    """The headings as somebody said they are to be read: field by header, "" for a column that is to be left out."""
    by_name = {one.name: one for one in kind.columns}
    fields = {field for field in columns.values() if field}
    headings = []
    for heading in header.headings:
        one = heading.column
        if heading.header in columns:
            one = by_name.get(columns[heading.header])
        elif one is not None and one.name in fields:
            one = None
        headings.append(Heading(heading.place, heading.header, one))
    return Header(header.row, tuple(headings))


def unknown_among(header: Header, kind: SheetKind, columns: Mapping[str, str]) -> tuple[str, str] | None:
    """The first header that the sheet has not, or field that the kind has not, of what somebody said."""
    fields = {one.name for one in kind.columns}
    present = {heading.header for heading in header.headings}
    return next(((name, to) for name, to in columns.items() if name not in present or (to and to not in fields)), None)
