"""Any sheet in: .xlsx, .xlsm, .xlsb, .xls, .ods, and text with separators, told apart by their first bytes.

`open_book` gives the sheets that are not hidden; each is read as often as wanted, as numbered rows of plain cells. What
readers hide (error cells, formulas without a value) is put back as `CellError`. DOMAIN row X1.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from importers.sheets import look, sniff
from importers.sheets.biff import look_at_xls
from importers.sheets.cells import CellError, Row, plain_row
from importers.sheets.look import Facts, SheetFacts
from importers.sheets.opendocument import look_at_ods
from importers.sheets.refusals import Encrypted, NotReadable
from importers.sheets.sniff import FileKind
from importers.sheets.text_sheet import open_text, rows_of
from importers.sheets.workbook import Refuses, Workbook, refusal
from importers.sheets.xlsb import look_at_xlsb

Priced = Mapping[int, Mapping[str, Sequence[int]]]


class Book(Protocol):
    """An open file of sheets. Close it when done."""

    file: str
    sheets: tuple[str, ...]
    """The sheets that are not hidden, in the file's order."""
    hidden: tuple[str, ...]
    from_1904: bool
    """Whether the file counts its days from 1904 instead of 1900."""

    def rows(self, sheet: str, limit: int | None = None) -> Iterator[Row]:
        """The rows of a sheet from its first, blank ones too; the first `limit` or all."""
        ...

    def hidden_rows(self, sheet: str) -> frozenset[int]: ...

    def priced(self, sheet: str) -> Priced:
        """The rows whose numbers are shown with a currency, by column and number format."""
        ...

    def forget(self, sheet: str) -> None:
        """Say that a sheet will not be read again."""
        ...

    def close(self) -> None: ...


def open_book(path: Path) -> Book:
    """The file at `path`, ready to be read.

    Raises FileMissing, IsFolder, NotReadable, EmptyFile, NotAWorkbook, Damaged, Encrypted, TooLarge, FarCell,
    ReaderGaveUp, UnknownEncoding.
    """
    kind = sniff.kind_of(path)
    return _TextBook(path) if kind is FileKind.TEXT else _WorkbookBook(path, kind)


def digest(path: Path) -> str:
    """What tells this very file from any other. Raises NotReadable."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise NotReadable(str(path)) from error


class _TextBook:
    """Text with separators: one sheet, named as the file."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.sheets: tuple[str, ...] = (path.stem,)
        self.hidden: tuple[str, ...] = ()
        self.from_1904 = False
        self._text = open_text(path)

    def rows(self, sheet: str, limit: int | None = None) -> Iterator[Row]:  # noqa: ARG002 - there is only one
        return islice(rows_of(self._text), limit)

    def hidden_rows(self, sheet: str) -> frozenset[int]:  # noqa: ARG002
        return frozenset()

    def priced(self, sheet: str) -> Priced:  # noqa: ARG002
        return {}

    def forget(self, sheet: str) -> None:
        """One sheet is all there is."""

    def close(self) -> None:
        """The file is open only while its rows are read."""


class _WorkbookBook:
    """A workbook, read by calamine; an .xlsx that calamine refuses, by openpyxl."""

    def __init__(self, path: Path, kind: FileKind) -> None:
        self.file = path.name
        self._path = path
        self._spare = "openpyxl" if kind is FileKind.XLSX else None
        facts = _look(path, kind)
        self._facts, self.from_1904 = facts.sheets, facts.from_1904
        try:
            self._book = Workbook(path)
        except Refuses as refuses:
            self._book = self._second_reader(refuses)
        self.sheets: tuple[str, ...] = tuple(name for name, visible in self._book.sheets if visible)
        self.hidden: tuple[str, ...] = tuple(name for name, visible in self._book.sheets if not visible)

    def rows(self, sheet: str, limit: int | None = None) -> Iterator[Row]:
        given = 0
        try:
            for row in self._rows(sheet, limit):
                yield row
                given += 1
        except Refuses as refuses:
            self._book.close()
            self._book = self._second_reader(refuses)
            try:
                yield from islice(self._rows(sheet, limit), given, None)
            except Refuses as last:
                raise refusal(self.file, last) from last

    def _rows(self, sheet: str, limit: int | None) -> Iterator[Row]:
        errors: dict[int, dict[int, str]] = {}
        for (row, column), code in self._facts.get(sheet, SheetFacts()).errors.items():
            errors.setdefault(row, {})[column] = code
        for number, start, values in self._book.rows(sheet, limit):
            whole = [None] * start + values if start else values
            yield plain_row(number, _with_errors(whole, errors[number]) if number in errors else whole)

    def _second_reader(self, refuses: Refuses) -> Workbook:
        """The other engine, for a file that the first refuses. Raises Damaged, Encrypted, ReaderGaveUp."""
        engine, self._spare = self._spare, None
        if engine is None or isinstance(refusal(self.file, refuses), Encrypted):
            raise refusal(self.file, refuses) from refuses
        try:
            return Workbook(self._path, engine)
        except Refuses as second:
            raise refusal(self.file, second) from second

    def hidden_rows(self, sheet: str) -> frozenset[int]:
        return frozenset(self._facts[sheet].hidden_rows) if sheet in self._facts else frozenset()

    def priced(self, sheet: str) -> Priced:
        return self._facts[sheet].priced if sheet in self._facts else {}

    def forget(self, sheet: str) -> None:
        try:
            self._book.forget(sheet)
        except Refuses as refuses:
            self._book = self._second_reader(refuses)

    def close(self) -> None:
        self._book.close()


def _look(path: Path, kind: FileKind) -> Facts:
    """What a look at the file finds before any reader opens it. Raises TooLarge, FarCell, NotAWorkbook, Damaged."""
    if kind is FileKind.XLS:
        return look_at_xls(path)
    look.look_at_archive(path)
    match kind:
        case FileKind.ODS:
            return look_at_ods(path)
        case FileKind.XLSB:
            return look_at_xlsb(path)
        case _:
            return look.look_at_xlsx(path)


def _with_errors(values: list[Any], errors: dict[int, str]) -> list[Any]:
    """The row with its error cells put back where the reader left nothing."""
    values = values + [None] * (max(errors) + 1 - len(values))
    for column, code in errors.items():
        values[column] = CellError(code)
    return values
