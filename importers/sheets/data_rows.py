"""Which rows of a sheet are data: not blank ones, totals, footnotes, headers printed again, numbered empty lines."""

import re
from collections.abc import Sequence

from importers.sheets.cells import Cell, CellError, Row
from importers.sheets.folding import folded
from importers.sheets.headers import Header
from importers.sheets.kind import SheetKind

_TOTAL = re.compile(
    "(?:合计|总计|小计|共计|累计|总数|总和|本页合计|本月合计|grandtotal|subtotal|total|totals|soustotal|totalgeneral|totaux|somme|sum)"
    r"(?:\d+|[元张台件条行户]|rmb|eur|gbp|ttc|ht|general|partiel|cartes|cards|rows)*"
)
_NOTE = re.compile(
    r"\s*(?:[*※注]|备注|说明|制表|填表|统计|审核|核对|经办|打印|共\s*\d|以上|以下|note|nb|n\.b\.|remarque|source|prepared|checked|printed|"
    r"établi|vérifié|imprimé|fin|end|page|第\s*\d+\s*页)",
    re.IGNORECASE,
)
_LONG = 24
"""A lone text as long as this is a sentence, not a name."""


def is_data(row: Row, header: Header, kind: SheetKind) -> bool:
    """Whether `row` is to be judged as data. A row without name or serial is data all the same if it is filled in."""
    filled = {heading.column.field for heading in header.known if heading.column and row[heading.place] is not None}
    cells = [cell for cell in row.cells if cell is not None]
    if not filled or header.repeated_by(row):
        return False
    if not filled.isdisjoint(kind.telling):
        return True
    if any(_is_total(cell) for cell in cells) or _are_notes(cells):
        return False
    if filled & set(kind.needed):
        return True
    return len(filled) > 1 and not all(isinstance(cell, int | float | CellError) for cell in cells)


def _is_total(cell: Cell) -> bool:
    return isinstance(cell, str) and _TOTAL.fullmatch(folded(cell)) is not None


def _are_notes(cells: Sequence[Cell]) -> bool:
    """Whether nothing but remarks of the office stands in a row."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if len(texts) < len(cells):
        return False
    if all("：" in text or ":" in text or _NOTE.match(text) for text in texts):
        return True
    return len(texts) == 1 and len(texts[0]) >= _LONG
