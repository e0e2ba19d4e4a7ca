"""Workbooks out: typed cells, a frozen header, widths that fit, text that stays text, and all of the file or none.

Rows are streamed; only the first are looked at for the widths. Nothing overwrites a file unless told to.
"""

import contextlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from importers.sheets.written_cells import STYLES, Cell, Marked, Rows, Style, Text, literal, safe_text
from locales.messages import N_
from store.errors import Refused

LOOKED_AT = 200
NARROWEST, WIDEST = 6, 50
LAST_ROW = 1 << 20

_BAD_IN_TITLE = re.compile(r"[\[\]:*?/\\]")


class FileExists(Refused):
    file: str
    message = N_("There is a file “{file}” already. Choose another name, or replace it: --overwrite.")


class NotWritable(Refused):
    file: str
    message = N_("“{file}” cannot be written. Check that the folder is there and that you may write in it.")


class TooManyRows(Refused):
    file: str
    rows: int
    message = N_("A sheet holds {rows} rows and no more. Narrow the list first.")


@dataclass(frozen=True, slots=True)
class About:
    """What a sheet says of itself: in the file's properties and printed above and below each page."""

    title: str
    who: str
    purpose: str
    at: datetime
    note: str
    """The line below each page: who, when, what for."""
    head: str = ""
    """The end of the journal's chain when the sheet left; a property of the file, for `check --against`."""


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """What a column takes, in words; the choices that its cells offer; the format of cells that are still empty."""

    header: str
    takes: str = ""
    choices: tuple[str, ...] = ()
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """A sheet behind the first that says what each column takes; `headers` are its own three."""

    title: str
    headers: tuple[str, str, str]
    columns: tuple[ColumnNote, ...]


def write_sheet(
    path: Path,
    about: About,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    closing: Sequence[str] = (),
    notes: Notes | None = None,
    overwrite: bool = False,
    before_it_stands: Callable[[int], None] | None = None,
) -> int:
    """Write one sheet to `path`; returns how many rows it has. Below them stand the lines of `closing`, to be signed.
    With `notes`, cells of choices offer them, and a second sheet says what each column takes.

    `before_it_stands` is told the number of rows once all is written, just before the file appears; if it raises, no
    file appears. Raises FileExists, NotWritable, TooManyRows; then nothing is left behind.
    """
    with atomic(path, overwrite=overwrite) as unfinished:
        count = _write(path.name, unfinished, about, headers, rows, closing, notes)
        if before_it_stands is not None:
            before_it_stands(count)
    return count


@contextlib.contextmanager
def atomic(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """A file to write in, which becomes `path` when all went well and is removed otherwise."""
    if path.is_dir():
        raise NotWritable(str(path))
    if path.exists() and not overwrite:
        raise FileExists(str(path))
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(number)
    except OSError as error:
        raise NotWritable(str(path)) from error
    unfinished = Path(name)
    try:
        yield unfinished
        if path.exists() and not overwrite:
            raise FileExists(str(path))
        unfinished.replace(path)
    except OSError as error:
        raise NotWritable(str(path)) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _write(
    name: str,
    path: Path,
    about: About,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    closing: Sequence[str],
    notes: Notes | None,
) -> int:
    """The workbook around the rows is made twice: what stands behind them tells how many they were."""
    rest = iter(rows)
    first = list(islice(rest, LOOKED_AT))
    widths = _widths(headers, first)
    around = _Around(about, headers, widths, notes, 0)
    made, count = Rows(around.styles), 0
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_TYPES, around.parts[_TYPES])
        with TextIOWrapper(archive.open(_SHEET, "w", force_zip64=True), "utf-8", newline="") as part:
            part.write(around.head)
            for row in chain(first, rest):
                count += 1
                if count >= LAST_ROW:
                    raise TooManyRows(name, LAST_ROW - 1)
                part.write(made.xml(count + 1, row))
            for place, line in enumerate(closing, start=1):
                part.write(made.xml(count + 1 + 2 * place, [line]))
            around = _Around(about, headers, widths, notes, count)
            part.write(around.tail)
        for other, content in around.parts.items():
            if other != _TYPES:
                archive.writestr(other, content)
    return count


_TYPES, _SHEET = "[Content_Types].xml", "xl/worksheets/sheet1.xml"
_STYLED = re.compile(r'<c r="[A-Z]+2"[^>]* s="(\d+)"')


class _Around:
    """A workbook but for its rows, as openpyxl writes it: what stands before them and behind them in the first sheet,
    the other parts by name, and the numbers of the styles that cells may have."""

    def __init__(
        self, about: About, headers: Sequence[str], widths: Sequence[float], notes: Notes | None, count: int
    ) -> None:
        from openpyxl import Workbook  # type: ignore[import-untyped]

        book = Workbook(write_only=True)
        sheet = book.create_sheet(sheet_title(about.title))
        _describe(book, sheet, about)
        writer = _Writer(sheet)
        if notes is not None:
            _offer_choices(sheet, notes, sheet_title(notes.title))
            _format_columns(writer, sheet, notes)
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[_letters(column)].width = width
        sheet.append([writer.header(text) for text in headers])
        sheet.append([writer.blank(style) for style in STYLES])
        if headers:
            sheet.auto_filter.ref = f"A1:{_letters(len(headers))}{count + 1}"
        if notes is not None:
            _write_notes(book, notes)
        saved = BytesIO()
        book.save(saved)
        with ZipFile(saved) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        whole = self.parts.pop(_SHEET).decode()
        rows, end = whole.index('<row r="2"'), whole.index("</sheetData>")
        self.head, self.tail = whole[:rows], whole[end:]
        self.styles = dict(zip(STYLES, map(int, _STYLED.findall(whole[rows:end])), strict=True))


def _offer_choices(sheet: Any, notes: Notes, title: str) -> None:
    """Drop-downs over whole columns. What they offer stands in the notes: a list within a cell's rule is short."""
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    for place, column in enumerate(notes.columns, start=1):
        if column.choices:
            row, first, last = place + 1, _letters(_CHOICES_FROM), _letters(_CHOICES_FROM + len(column.choices) - 1)
            quoted = title.replace("'", "''")
            rule = DataValidation("list", formula1=f"'{quoted}'!${first}${row}:${last}${row}", allow_blank=True)
            rule.showErrorMessage = False  # what is typed in another language is understood all the same
            rule.add(f"{_letters(place)}2:{_letters(place)}{LAST_ROW}")
            sheet.data_validations.append(rule)


_CHOICES_FROM = 3


def _format_columns(writer: "_Writer", sheet: Any, notes: Notes) -> None:
    """The format of cells still empty, so that what is typed into them keeps its zeros."""
    for place, column in enumerate(notes.columns, start=1):
        if column.number_format:
            sheet.column_dimensions[_letters(place)]._style = writer.style_of(Style(column.number_format))


def _write_notes(book: Any, notes: Notes) -> None:
    sheet = book.create_sheet(sheet_title(notes.title))
    writer = _Writer(sheet)
    for place, width in enumerate((28, 60, 16), start=1):
        sheet.column_dimensions[_letters(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([writer.header(text) for text in notes.headers])
    for column in notes.columns:
        sheet.append([writer.text(text) for text in (column.header, column.takes, *column.choices)])


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    return str(get_column_letter(column))


def sheet_title(title: str) -> str:
    """A name that a sheet may have."""
    return _BAD_IN_TITLE.sub(" ", safe_text(title)).strip("' ")[:31] or "1"


def _describe(book: Any, sheet: Any, about: About) -> None:
    book.properties.creator = safe_text(about.who)
    book.properties.title = safe_text(about.title)
    book.properties.subject = safe_text(about.purpose)
    book.properties.description = safe_text(about.note)
    book.properties.keywords = about.head or None
    book.properties.created = book.properties.modified = about.at
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = _fit_to_width()
    sheet.oddHeader.center.text = in_footer(about.title)
    sheet.oddFooter.left.text = in_footer(about.note)
    sheet.oddFooter.right.text = "&P / &N"


def _fit_to_width() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties  # type: ignore[import-untyped]

    return PageSetupProperties(fitToPage=True)


def in_footer(text: str) -> str:
    """Text as headers and footers take it: an ampersand begins a code there, and 255 characters are all."""
    return safe_text(text)[:200].replace("&", "&&")


def _widths(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[float]:
    """A width for each column: what stands in it, a Chinese character counting two, within bounds."""
    widths = [float(cells_wide(header) + 4) for header in headers]
    for row in rows:
        for column, value in enumerate(row[: len(widths)]):
            widths[column] = max(widths[column], cells_wide(_seen(value)) + 2)
    return [min(max(width, NARROWEST), WIDEST) for width in widths]


def _seen(value: Cell) -> str:
    match value:
        case Marked() | Text():
            return _seen(value.value)
        case Decimal():
            return f"{value:,.2f}"
        case datetime():
            return value.isoformat(" ", "minutes")
        case None:
            return ""
        case _:
            return str(value).partition("\n")[0]


def cells_wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


class _Writer:
    """Makes cells of the header, of the notes, and blank ones of each style; each style is made once."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

        self._sheet = sheet
        self._cell = WriteOnlyCell
        self._header = self._header_style()

    def header(self, text: str) -> Any:
        return self._styled(safe_text(text), self._header)

    def text(self, text: str) -> Any:
        """A cell that is text whatever it begins with."""
        if not text:
            return None
        cell = self._cell(self._sheet)
        cell.value, cell.data_type = literal(text), "s"
        return cell

    def blank(self, style: Style) -> Any:
        return self._styled(None, self.style_of(style))

    def style_of(self, style: Style) -> Any:
        from openpyxl.styles import PatternFill  # type: ignore[import-untyped]

        cell = self._cell(self._sheet)
        cell.number_format = style.number_format
        if style.marked:
            cell.fill = PatternFill("solid", fgColor="FFE08A")
        if style.quoted:
            cell._style.quotePrefix = 1
        return cell._style

    def _styled(self, value: Any, style: Any) -> Any:
        cell = self._cell(self._sheet, value=value)
        cell._style = style
        return cell

    def _header_style(self) -> Any:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        cell = self._cell(self._sheet)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EEEEEE")
        cell.border = Border(bottom=Side("thin"))
        cell.alignment = Alignment(vertical="center")
        return cell._style
