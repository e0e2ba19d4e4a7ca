"""Which sheet of a file is meant, and where its headers stand."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from importers.sheets import sniff
from importers.sheets.headers import LOOKED_AT, Header, find_header
from importers.sheets.kind import SheetKind
from importers.sheets.reader import Book
from importers.sheets.refusals import MissingColumns, NoHeader, NoSheet, NoSuchSheet
from locales.messages import Message
from store.errors import Refused


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sheet with its headers. `others` are the sheets that look like it and were not chosen."""

    sheet: str
    header: Header
    others: tuple[str, ...] = ()


def choose(book: Book, path: Path, kind: SheetKind, sheet: str | None) -> Chosen:
    """The sheet named `sheet`, hidden or not; without a name the likeliest of those that are not hidden.

    Raises NoSuchSheet, NoSheet, NoHeader, MissingColumns, and NotAWorkbook for a text that only calls itself one.
    """
    if sheet is not None:
        name = _named(book, sheet)
        return Chosen(name, _complete(book, path, kind, name, _header(book, kind, name)))
    found = {name: header for name in book.sheets if (header := _header(book, kind, name, forget=len(book.sheets) > 1))}
    fitting = [name for name, header in found.items() if header is not None and not header.missing(kind)]
    if fitting:
        best = max(fitting, key=lambda name: len(found[name].known))
        return Chosen(best, found[best], tuple(name for name in fitting if name != best))
    if not found:
        raise _nothing_known(book, path, kind)
    best = max(found, key=lambda name: len(found[name].known))
    return Chosen(best, _complete(book, path, kind, best, found[best]))


def _named(book: Book, sheet: str) -> str:
    wanted = _bare(sheet)
    for name in (*book.sheets, *book.hidden):
        if _bare(name) == wanted:
            return name
    raise NoSuchSheet(book.file, sheet, book.sheets)


def _bare(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _header(book: Book, kind: SheetKind, sheet: str, *, forget: bool = False) -> Header | None:
    header = find_header(list(book.rows(sheet, LOOKED_AT)), kind)
    if forget:
        book.forget(sheet)
    return header


def _complete(book: Book, path: Path, kind: SheetKind, sheet: str, header: Header | None) -> Header:
    """The header, if nothing that is needed is missing from it."""
    if header is None:
        raise _disguised(path) or NoHeader(book.file, sheet, _labels(kind, kind.needed))
    missing = header.missing(kind)
    if missing:
        raise _disguised(path) or MissingColumns(book.file, sheet, str(header.row), _labels(kind, missing))
    return header


def _nothing_known(book: Book, path: Path, kind: SheetKind) -> Refused:
    for sheet in book.sheets:
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
