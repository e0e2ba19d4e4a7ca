"""Which sheet of a file is meant, and where its headers stand."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from importers.sheets import sniff
from importers.sheets.by_cells import header_by_cells, read_by_cells
from importers.sheets.by_choices import by_choices
from importers.sheets.cells import Row
from importers.sheets.folding import folded
from importers.sheets.headers import LOOKED_AT, Header, Memory, find_header, read_as, remembered, unknown_among
from importers.sheets.kind import SheetKind
from importers.sheets.reader import Book, Priced
from importers.sheets.refusals import MissingColumns, NoHeader, NoSheet, NoSuchSheet, UnknownColumn
from importers.sheets.templates import are_notes
from importers.sheets.understood import Circumstances
from locales.messages import Message
from store.errors import Refused


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sheet with its headers. `others` are the sheets that look like it and were not chosen."""

    sheet: str
    header: Header
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a sheet besides the sheet: the circumstances; `columns`, what somebody said of its columns,
    field by header; `memory`, what was said of earlier sheets, field by folded header."""

    around: Circumstances
    columns: Mapping[str, str]
    memory: Memory


def choose(book: Book, path: Path, kind: SheetKind, sheet: str | None, told: Told) -> Chosen:
    """The sheet named `sheet`, hidden or not; without a name the likeliest of those that are not hidden.

    Raises NoSuchSheet, NoSheet, NoHeader, MissingColumns, UnknownColumn, and NotAWorkbook for a text that only calls
    itself one.
    """
    names = book.sheets if sheet is None else (_named(book, sheet),)
    several = len(names) > 1
    found = {name: header for name in names if (header := _header(book, kind, name, told, forget=several))}
    if not found:
        raise _nothing_known(book, path, kind, names)
    fitting = [name for name, header in found.items() if not header.missing(kind)]
    best = max(fitting or found, key=lambda name: len(found[name].known))
    header = found[best]
    unknown = unknown_among(header, kind, told.columns)
    if unknown is not None:
        raise UnknownColumn(book.file, *unknown)
    if not fitting:
        labels = _labels(kind, header.missing(kind))
        raise _disguised(path) or MissingColumns(book.file, best, str(header.row), labels)
    return Chosen(best, header, tuple(name for name in fitting if name != best))


def recognised(
    book: Book, path: Path, kinds: Sequence[SheetKind], sheet: str | None, told: Callable[[SheetKind], Told]
) -> SheetKind:
    """The kind that knows most of a sheet's headers, the first of those that know as many.

    `told` is what is known of the sheet if it is of a kind.
    Raises what `choose` raises for the likeliest, where none has all that it needs.
    """
    heads = _Heads(book)
    found: list[tuple[int, int, SheetKind]] = []
    refusals: list[tuple[int, Refused]] = []
    for place, kind in enumerate(kinds):
        try:
            chosen = choose(heads, path, kind, sheet, told(kind))
        except (NoHeader, MissingColumns, UnknownColumn) as refusal:
            lacking = len(refusal.missing) if isinstance(refusal, MissingColumns) else _MOST
            refusals.append((lacking, refusal))
        else:
            found.append((len(chosen.header.known), -place, kind))
    if not found:
        raise min(refusals, key=lambda one: one[0])[1]
    return max(found)[2]


_MOST = 1 << 10
"""A sheet whose headers are not known lacks more than any whose headers are."""


class _Heads(Book):
    """A book of which the first rows of each sheet are read once, however often they are asked for."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._read: dict[str, list[Row]] = {}
        self.file, self.sheets, self.hidden, self.from_1904 = book.file, book.sheets, book.hidden, book.from_1904

    def rows(self, sheet: str, limit: int | None = None) -> Iterator[Row]:
        if sheet not in self._read:
            self._read[sheet] = list(self._book.rows(sheet, LOOKED_AT))
            if len(self.sheets) > 1:
                self._book.forget(sheet)
        return islice(self._read[sheet], limit)

    def hidden_rows(self, sheet: str) -> frozenset[int]:
        return self._book.hidden_rows(sheet)

    def priced(self, sheet: str) -> Priced:
        return self._book.priced(sheet)

    def forget(self, sheet: str) -> None:
        """They are few."""

    def close(self) -> None:
        self._book.close()


def _named(book: Book, sheet: str) -> str:
    wanted = _bare(sheet)
    for name in (*book.sheets, *book.hidden):
        if _bare(name) == wanted:
            return name
    raise NoSuchSheet(book.file, sheet, book.sheets)


def _bare(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _header(book: Book, kind: SheetKind, sheet: str, told: Told, *, forget: bool) -> Header | None:
    """Headers by what they are called, by what was said of earlier sheets, by their cells; last, as somebody said. The
    notes behind a list of ours name its columns and are no list."""
    rows = list(book.rows(sheet, LOOKED_AT))
    if forget:
        book.forget(sheet)
    if rows and are_notes(rows[0].cells):
        return None
    said = {folded(header): field for header, field in told.columns.items()}
    header = find_header(rows, kind, {**told.memory, **said})
    if header is None:
        header = header_by_cells(rows, kind, told.around)
        return read_as(remembered(header, kind, told.memory), kind, told.columns) if header else None
    header = by_choices(read_by_cells(header, kind, rows, told.around), kind, rows)
    return read_as(header, kind, told.columns) if told.columns else header


def _nothing_known(book: Book, path: Path, kind: SheetKind, names: tuple[str, ...]) -> Refused:
    """The refusal for sheets without headers: the first that has anything in it is named."""
    for sheet in names:
        if any(row.cells for row in book.rows(sheet, LOOKED_AT)):
            return _disguised(path) or NoHeader(book.file, sheet, _labels(kind, kind.needed))
    return NoSheet(book.file)


def _disguised(path: Path) -> Refused | None:
    """The refusal for plain text that is named as a workbook, which says more than that its headers are not known."""
    if path.suffix.lower() in sniff.WORKBOOK_SUFFIXES and sniff.kind_of(path) is sniff.FileKind.TEXT:
        return sniff.only_text(path)
    return None


def _labels(kind: SheetKind, names: tuple[str, ...]) -> tuple[Message, ...]:
    return tuple(kind.label_of(name) for name in names)
