"""Cards as a workbook that prints one card a page: A5 landscape, print area and page breaks set (L2).

Rows are lines of one height, so that the pages are known before anything is printed. A workbook brings no fonts: it is
set in those of whoever opens it.
"""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from importers.papers import code128
from importers.papers.card_pages import TINTS
from importers.papers.content import CardPaper, CardPapers, foot, place_of
from importers.papers.flow import Line, Page, lines_of, pages, wrapped
from importers.sheets.writing import cells_wide, in_footer, sheet_title
from importers.sheets.written_cells import literal, safe_text
from locales.words import Words

FONT = "Arial"
"""Or what every system has in its place."""
WIDTHS = (13.0, 27.0, 1.0, 13.0, 27.0)
"""Of the columns, in characters: a label and its text, a gap, a label and its text. A page holds a fifth more: where
the font is missing, a wider one stands in for it, and a page that is scaled to fit would lose its breaks in Excel."""
SMALLER = 10.8
"""So many characters of one point go into the width of one, as columns are counted."""
HEAD, LINE, NAME_LINE = 6, 11.25, 20.0
"""Lines above the columns, and their height in points."""
BASE, SMALL, NORMAL, LARGE = 10, 6.5, 8, 14
"""Points of letters; the first is what the columns' widths are counted in."""
CODE_HIGH = 9.0
"""Millimetres."""
LAST = len(WIDTHS)
MARGINS = {"left": 10, "right": 8, "top": 8, "bottom": 12, "header": 4, "footer": 4}
"""Millimetres."""


class Setting(NamedTuple):
    """How the columns are set: points of the letters and of a line, lines in all, of those at least for notes."""

    points: float
    line: float
    rows: int
    notes: int


SETTINGS = (Setting(NORMAL, LINE, 24, 6), Setting(7, 9.75, 27, 7))
"""The first in which a card has room on one page; a card that has none in any is set in the first, on several."""


class Styles(NamedTuple):
    """The fonts and lines of the cells, made once. `text` and `heading` are those of each size."""

    name: Any
    text: Mapping[float, Any]
    heading: Mapping[float, Any]
    dim: Any
    below: Any
    middle: Any
    centred: Any


def write(made: CardPapers, words: Words, path: Path) -> int:
    """Write the pages to `path` as a workbook. Returns how many pages it prints on."""
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.styles import Font  # type: ignore[import-untyped]

    book = Workbook()
    book._named_styles["Normal"].font = Font(FONT, BASE)
    sheet = book.active
    sheet.title = sheet_title(made.title)
    _describe(book, sheet, made, words)
    page_writer = _PageWriter(sheet, _styles())
    for card, paper in enumerate(made.papers, 1):
        setting, laid = _laid(paper)
        for number, page in enumerate(laid, 1):
            page_writer.begin(setting, paper, place_of(made, card, number, len(laid), words))
            page_writer.columns(page.left, page.right)
            if page.notes and paper.notes:
                page_writer.notes(paper, page.rows)
            page_writer.end()
    book.save(path)
    return page_writer.count


def _laid(paper: CardPaper) -> tuple[Setting, list[Page]]:
    tried = [
        (setting, pages(_lines(paper, setting), setting.rows, setting.notes if paper.notes else 0))
        for setting in SETTINGS
    ]
    return next((one for one in tried if len(one[1]) == 1), tried[0])


def _lines(paper: CardPaper, setting: Setting) -> list[Line]:
    label_room, text_room = (WIDTHS[column] * SMALLER / setting.points - 1 for column in (0, 1))
    return lines_of(
        paper.blocks,
        lambda label: wrapped(safe_text(label), label_room, cells_wide),
        lambda text: wrapped(safe_text(text), text_room, cells_wide),
    )


def _describe(book: Any, sheet: Any, made: CardPapers, words: Words) -> None:
    """How it is printed, and what the file says of itself."""
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    book.properties.creator = safe_text(made.origin.who)
    book.properties.title = safe_text(sheet.title)
    book.properties.subject = book.properties.description = safe_text(made.purpose)
    book.properties.keywords = made.origin.head.text
    book.properties.created = book.properties.modified = made.origin.at
    for place, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A5
    sheet.page_setup.scale = 100
    for side, millimetres in MARGINS.items():
        setattr(sheet.page_margins, side, millimetres / 25.4)
    sheet.oddFooter.left.text = in_footer(foot(made.origin, made.purpose, words))
    sheet.oddFooter.right.text = "&P / &N"
    sheet.oddFooter.left.size = sheet.oddFooter.right.size = 6


def _styles() -> Styles:
    from openpyxl.styles import Alignment, Border, Font, Side

    return Styles(
        Font(FONT, LARGE, bold=True),
        {setting.points: Font(FONT, setting.points) for setting in SETTINGS},
        {setting.points: Font(FONT, setting.points, bold=True) for setting in SETTINGS},
        Font(FONT, SMALL, color="696969"),
        Border(bottom=Side("thin", color="969696")),
        Alignment(vertical="center", shrink_to_fit=True),
        Alignment(horizontal="center", vertical="center", shrink_to_fit=True),
    )


class _PageWriter:
    """Writes page after page below each other, with a break between them."""

    def __init__(self, sheet: Any, styles: Styles) -> None:
        self._sheet = sheet
        self._styles = styles
        self._setting = SETTINGS[0]
        self._top = 1
        self.count = 0

    @property
    def _last(self) -> int:
        """The last row of the page."""
        return self._top + HEAD + self._setting.rows - 1

    def begin(self, setting: Setting, paper: CardPaper, place: str) -> None:
        """The head: the name, the number as a code, the slip, the borrower and the days."""
        from openpyxl.styles import PatternFill

        self._setting = setting
        styles, top = self._styles, self._top
        text, heading = styles.text[NORMAL], styles.heading[NORMAL]
        for row in range(top, self._last + 1):
            self._sheet.row_dimensions[row].height = LINE if row < top + HEAD else setting.line
        self._sheet.row_dimensions[top].height = NAME_LINE
        self._put(top, 1, paper.grade, styles.name, centred=True)
        if paper.grade in TINTS:
            tint = "".join(f"{part:02X}" for part in TINTS[paper.grade])
            self._sheet.cell(top, 1).fill = PatternFill("solid", fgColor=tint)
        self._put(top, 2, paper.name, styles.name, to=3)
        self._put(top + 1, 1, paper.headline, styles.dim, to=3)
        self._code(top, paper.card_no)
        self._put(top + 2, 4, paper.card_no, heading)
        for column, fact in zip((1, 2, 4, 5), paper.facts, strict=True):
            self._put(top + 3, column, fact.label, styles.dim)
            self._put(top + 4, column, fact.text, text)
        purpose = paper.purpose
        self._put(top + 2, 1, purpose.label, styles.dim)
        self._put(top + 2, 2, purpose.text, text, to=3)
        self._put(top + 5, 1, " · ".join(part for part in (place, paper.closing) if part), styles.dim, to=LAST)
        self._line_below(top + 5)

    def columns(self, left: Sequence[Line], right: Sequence[Line]) -> None:
        styles, points = self._styles, self._setting.points
        for first, lines in ((1, left), (4, right)):
            for row, line in enumerate(lines, self._top + HEAD):
                self._put(row, first, line.label, styles.heading[points] if line.heading else styles.dim)
                self._put(row, first + 1, line.text, styles.text[points])
                if line.heading:
                    self._line_below(row, first, first + 1)

    def notes(self, paper: CardPaper, rows: int) -> None:
        """What the visit brought, to be ticked, and lines to write on."""
        row = self._top + HEAD + rows + 1
        ticks = "     ".join(f"□ {result}" for result in paper.results)
        self._put(row, 1, paper.notes, self._styles.heading[NORMAL])
        self._put(row, 2, ticks, self._styles.text[NORMAL], to=LAST)
        for line in range(row + 2, self._last + 1, 2):
            self._line_below(line)

    def end(self) -> None:
        """The page ends here: the next begins below it, and all so far is what is printed."""
        from openpyxl.worksheet.pagebreak import Break  # type: ignore[import-untyped]

        if self.count:
            self._sheet.row_breaks.append(Break(id=self._top - 1))
        self._sheet.print_area = f"A1:E{self._last}"
        self._top, self.count = self._last + 1, self.count + 1

    def _put(self, row: int, column: int, text: str, font: Any, *, to: int = 0, centred: bool = False) -> None:
        """Text and nothing else in a cell that reaches to column `to`."""
        if not text:
            return
        cell = self._sheet.cell(row, column)
        cell.value = literal(text.replace("\u00a0", " "))
        cell.data_type = "s"
        cell.font, cell.alignment = font, self._styles.centred if centred else self._styles.middle
        if text.startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True
        if to:
            self._sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=to)

    def _line_below(self, row: int, first: int = 1, last: int = LAST) -> None:
        for column in range(first, last + 1):
            self._sheet.cell(row, column).border = self._styles.below

    def _code(self, row: int, number: str) -> None:
        """The card's number as a picture at the right of the head, clear of the page above."""
        from openpyxl.drawing.image import Image  # type: ignore[import-untyped]
        from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor  # type: ignore[import-untyped]
        from openpyxl.drawing.xdr import XDRPositiveSize2D  # type: ignore[import-untyped]
        from openpyxl.utils.units import cm_to_EMU  # type: ignore[import-untyped]

        image = Image(io.BytesIO(code128.picture(number)))
        size = XDRPositiveSize2D(cm_to_EMU(code128.width(number) / 10), cm_to_EMU(CODE_HIGH / 10))
        corner = AnchorMarker(col=3, row=row - 1, rowOff=cm_to_EMU(0.1))
        image.anchor = OneCellAnchor(_from=corner, ext=size)
        self._sheet.add_image(image)
