"""A streaming look at an OpenDocument spreadsheet for what its reader hides: error cells, formulas without a value,
hidden rows. Rows and cells may stand for many of their kind; what has nothing to say is counted, not unfolded."""

import zipfile
from itertools import islice, product
from pathlib import Path
from typing import Any
from xml.parsers import expat

from importers.sheets.cells import is_error
from importers.sheets.look import LAST_COLUMN, LAST_ROW, Facts, SheetFacts
from importers.sheets.refusals import Damaged

MOST_ERRORS = 1 << 17
"""Error cells noted in one sheet: one element may stand for a thousand million."""

_CHUNK = 1 << 20
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_FILLED = frozenset({"value-type", "formula"})
"""What a cell says of itself if anything is in it. A hidden row without such a cell hides nothing: an office that hides
all below its table hides a million rows."""


def look_at_ods(path: Path) -> Facts:
    """The facts of every sheet. Raises Damaged."""
    look = _Look()
    parser = expat.ParserCreate()
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
            parser.Parse(b"", True)
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, OSError, RuntimeError, ValueError) as error:
        raise Damaged(path.name) from error
    return Facts(look.sheets)


class _Look:
    """Follows the document element by element; knows the sheet, row and column where it is."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self._facts = SheetFacts()
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._hidden = self._filled = False
        self._cell: dict[str, str] | None = None
        self._said: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        told = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        match tag.rpartition(":")[2]:
            case "table":
                self._facts = self.sheets.setdefault(told.get("name", ""), SheetFacts())
                self._row = 0
            case "table-row":
                self._rows, self._column = _many(told, "number-rows-repeated"), 0
                self._hidden, self._filled = told.get("visibility", "visible") != "visible", False
            case name if name in _CELLS:
                self._columns = _many(told, "number-columns-repeated")
                self._cell, self._said = dict(attributes), []
                self._filled |= not told.keys().isdisjoint(_FILLED)

    def text(self, data: str) -> None:
        if self._cell is not None:
            self._said.append(data)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "table-row":
            if self._hidden and self._filled:
                self._facts.hidden_rows += self._these_rows()
            self._row += self._rows
        elif name in _CELLS and self._cell is not None:
            self._note(self._cell, "".join(self._said).strip())
            self._column += self._columns
            self._cell = None

    def _note(self, cell: dict[str, str], said: str) -> None:
        if (currency := cell.get("office:currency")) and self._rows == 1:
            self._facts.note_priced(self._row + 1, self._column, f"[${currency}]")
        if "table:formula" not in cell and cell.get("calcext:value-type") != "error":
            return
        if cell.get("calcext:value-type") == "error" or is_error(said):
            code = said or "#N/A"
        elif "office:value-type" not in cell and not said:
            code = ""
        else:
            return
        columns = range(self._column, min(self._column + self._columns, LAST_COLUMN))
        errors = self._facts.errors
        places = islice(product(self._these_rows(), columns), max(MOST_ERRORS - len(errors), 0))
        errors |= dict.fromkeys(places, code)

    def _these_rows(self) -> range:
        """The rows that the element stands for, as Excel counts; none where no sheet reaches."""
        return range(self._row + 1, min(self._row + self._rows, LAST_ROW) + 1)


def _many(told: dict[str, Any], name: str) -> int:
    """How many of its kind an element stands for."""
    return max(int(told.get(name, 1)), 1)
