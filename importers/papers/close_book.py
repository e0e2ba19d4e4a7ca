"""The sheet of a day's close as a workbook: three columns, printed on A4, the head of the chain above (K4)."""

import io
from pathlib import Path
from typing import Any

from importers.papers import code128
from importers.papers.card_book import FONT
from importers.papers.close import CloseSheet, Row
from importers.sheets.writing import in_footer, sheet_title
from importers.sheets.written_cells import literal, safe_text
from locales.words import Words
from store.acts.close_day import Close

WIDTHS = (34.0, 10.0, 56.0)
CODE_HIGH = 11.0
"""Millimetres."""
CODE_ROWS = 3


def write(sheet: CloseSheet, close: Close, words: Words, path: Path) -> int:
    """Write the sheet to `path` as a workbook. Returns how many sheets it has: one."""
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.styles import Font  # type: ignore[import-untyped]

    book = Workbook()
    page = book.active
    page.title = sheet_title(words.date(close.day, "medium"))
    _describe(book, page, sheet, close)
    _put(page, 1, Row(sheet.title), Font(FONT, 14, bold=True))
    row = 2
    for fact in sheet.facts:
        row = _put(page, row, Row(fact.label, "", fact.text), Font(FONT, 9))
    _code(page, row + 1, sheet.code)
    row = _put(page, row + 1 + CODE_ROWS, Row(sheet.grouped), Font(FONT, 9))
    row = _put(page, row, Row(sheet.compare), Font(FONT, 7, color="696969"))
    for section in sheet.sections:
        row = _put(page, row + 1, Row(section.title), Font(FONT, 10, bold=True))
        for one in section.rows:
            row = _put(page, row, one, Font(FONT, 9))
    _put(page, row + 3, Row(sheet.signature), Font(FONT, 7, color="696969"))
    book.save(path)
    return 1


def _put(page: Any, row: int, said: Row, font: Any) -> int:
    """A line; text stays text and counts are numbers. Returns the row after it."""
    from openpyxl.styles import Alignment

    for column, text in enumerate(said, 1):
        if not text:
            continue
        cell = page.cell(row, column)
        if column == 2 and text.isascii() and text.isdigit():
            cell.value = int(text)
        else:
            cell.value, cell.data_type = literal(text), "s"
            cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
        cell.font = font
        cell.alignment = Alignment(vertical="top", wrap_text=column == 3)
    if not said.value and not said.detail:
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(WIDTHS))
        page.cell(row, 1).alignment = Alignment(vertical="top", wrap_text=True)
        if len(said.label) > sum(WIDTHS):
            page.row_dimensions[row].height = 26
    return row + 1


def _code(page: Any, row: int, code: str) -> None:
    from openpyxl.drawing.image import Image  # type: ignore[import-untyped]
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor  # type: ignore[import-untyped]
    from openpyxl.drawing.xdr import XDRPositiveSize2D  # type: ignore[import-untyped]
    from openpyxl.utils.units import cm_to_EMU  # type: ignore[import-untyped]

    image = Image(io.BytesIO(code128.picture(code)))
    size = XDRPositiveSize2D(cm_to_EMU(code128.width(code) / 10), cm_to_EMU(CODE_HIGH / 10))
    image.anchor = OneCellAnchor(_from=AnchorMarker(col=0, row=row - 1, rowOff=cm_to_EMU(0.1)), ext=size)
    page.add_image(image)


def _describe(book: Any, page: Any, sheet: CloseSheet, close: Close) -> None:
    """How it is printed, and what the file says of itself."""
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
    from openpyxl.worksheet.properties import PageSetupProperties  # type: ignore[import-untyped]

    book.properties.creator = safe_text(close.origin.who)
    book.properties.title = book.properties.subject = safe_text(sheet.title)
    book.properties.keywords = close.origin.head.text
    book.properties.created = book.properties.modified = close.origin.at
    for place, width in enumerate(WIDTHS, 1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.sheet_view.showGridLines = False
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.oddFooter.left.text = in_footer(sheet.foot)
    page.oddFooter.right.text = "&P / &N"
