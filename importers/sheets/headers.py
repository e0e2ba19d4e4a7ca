"""Where the headers stand, and what each column is: titles above them, two rows of them, and what nobody knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from importers.sheets.cells import Cell, Row, column_letters
from importers.sheets.folding import folded
from importers.sheets.kind import Column, SheetKind
from importers.sheets.recognise import Found, How
from locales.words import LANGUAGES, words
from store.acts.plans import REASON

LOOKED_AT = 60
"""Rows of a sheet among which the headers are looked for."""
_LEAST = 2
"""So many known headers make a row of headers."""
MOST_COLUMNS = 200
"""Columns behind these are not looked at: Excel may have 16,384, and no office has a field in each."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a sheet: its header as written, told from others alike by its letters; what it is read as, and how
    that is known; `fits` are the columns that it may be or would be, where it is not read for that. `called` is the
    field that the header names by itself, whatever somebody said of it."""

    place: int
    header: str
    column: Column | None
    how: How = How.KNOWN
    fits: tuple[Column, ...] = ()
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The row of headers, by its number as Excel counts. `left_out` are the columns that we added ourselves."""

    row: int
    headings: tuple[Heading, ...]
    left_out: frozenset[int] = frozenset()

    @property
    def known(self) -> tuple[Heading, ...]:
        return tuple(heading for heading in self.headings if heading.column is not None)

    @property
    def unknown(self) -> tuple[Heading, ...]:
        """The columns of which it is not known at all what they are."""
        return tuple(heading for heading in self.headings if heading.how is How.NOT)

    def missing(self, kind: SheetKind) -> tuple[str, ...]:
        """The needed fields that no column gives."""
        found = {heading.column.field for heading in self.headings if heading.column is not None}
        if kind.back and found.issuperset(kind.back):
            return ()
        return tuple(name for name in kind.needed if name not in found)

    def repeated_by(self, row: Row) -> bool:
        """Whether `row` is the headers again, as printed on every page."""
        same = sum(header_text(row[heading.place]) == heading.header for heading in self.headings)
        return same >= max(_LEAST, (len(self.headings) + 1) // 2)


Memory = Mapping[str, str]
"""Fields by folded header, "" for a column that is left out: what somebody said of this sheet, or of an earlier one."""


def find_header(rows: Sequence[Row], kind: SheetKind, memory: Memory = MappingProxyType({})) -> Header | None:
    """The row that names most of the kind's columns, the first of those that name as many; None if none names two.

    Headers in `memory` are known, and what it says of them goes before what they are called.
    """
    for near in (False, True):
        found = [
            _header(row, _above(rows, row), kind, memory) for row in rows if _named(row, kind, memory, near) >= _LEAST
        ]
        if found:
            return max(found, key=lambda header: len(header.known))
    return None


def _named(row: Row, kind: SheetKind, memory: Memory, near: bool) -> int:
    texts = [text for cell in row.cells[:MOST_COLUMNS] if (text := header_text(cell))]
    if len(texts) < _LEAST:
        return 0
    named = kind.columns_of(texts, near=near)
    return sum(one is not None or bool(memory.get(folded(text))) for text, one in zip(texts, named, strict=True))


def _above(rows: Sequence[Row], row: Row) -> Row:
    return next((other for other in rows if other.number == row.number - 1), Row(0, ()))


def _header(row: Row, above: Row, kind: SheetKind, memory: Memory) -> Header:
    """The headings of `row`; a header merged with the cell above it stands there."""
    texts = []
    for place in range(min(MOST_COLUMNS, max(len(row.cells), len(above.cells)))):
        own, over = header_text(row[place]), header_text(above[place])
        texts.append(own or (over if kind.column_of(over, near=False) else ""))
    left_out = frozenset(place for place, text in enumerate(texts) if folded(text) in _added_by_us())
    places = [place for place, text in enumerate(texts) if text and place not in left_out]
    found = kind.found_of([texts[place] for place in places], near=True)
    headings = []
    seen: set[str] = set()
    for place, one in zip(places, found, strict=True):
        header = texts[place] if texts[place] not in seen else f"{texts[place]} {by_letters(place)}"
        seen.add(header)
        headings.append(heading_of(place, header, one))
    return remembered(Header(row.number, tuple(headings), left_out), kind, memory)


def remembered(header: Header, kind: SheetKind, memory: Memory) -> Header:
    """The headings, those in `memory` read as it says."""
    said = {one.header: memory[folded(one.header)] for one in header.headings if folded(one.header) in memory}
    return read_as(header, kind, said, How.REMEMBERED) if said else header


def heading_of(place: int, header: str, found: Found) -> Heading:
    return Heading(place, header, found.column, found.how, found.fits, found.column.name if found.column else None)


def by_letters(place: int) -> str:
    """How a column is called by its letters alone."""
    return f"[{column_letters(place)}]"


@cache
def _added_by_us() -> frozenset[str]:
    """The header of a problem workbook's last column, in each language."""
    return frozenset(folded(words(language)(REASON)) for language in LANGUAGES)


def header_text(cell: Cell) -> str:
    """A cell as a header: text only, on one line."""
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def read_as(header: Header, kind: SheetKind, columns: Mapping[str, str], how: How = How.SAID) -> Header:
    """The headings as somebody said they are to be read: field by header, "" for a column that is to be left out."""
    fields = {field for field in columns.values() if field}
    headings = []
    for heading in header.headings:
        one = heading
        if heading.header in columns:
            said = kind.column_named(columns[heading.header])
            same = heading.how is How.KNOWN and heading.column is not None and said == heading.column
            one = heading if same else replace(heading, column=said, how=how, fits=())
        elif heading.column is not None and heading.column.name in fields:
            one = replace(heading, column=None, how=How.TWICE, fits=(heading.column,))
        headings.append(one)
    return replace(header, headings=tuple(headings))


def unknown_among(header: Header, kind: SheetKind, columns: Mapping[str, str]) -> tuple[str, str] | None:
    """The first header that the sheet has not, or field that the kind has not, of what somebody said."""
    fields = {name for one in kind.columns for name in (one.name, one.again) if name}
    present = {heading.header for heading in header.headings}
    return next(((name, to) for name, to in columns.items() if name not in present or (to and to not in fields)), None)
