"""What every parser of cells shares: how one says that a cell is not understood, and how text is made plain."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from importers.sheets.cells import Cell, CellError, written


class NotUnderstood(Exception):
    """A cell's value is not understood. `problem` is one of `store.acts.plans.PROBLEMS`."""

    def __init__(self, problem: str, **details: Any) -> None:
        super().__init__(problem)
        self.problem = problem
        self.details: Mapping[str, Any] = details


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides the meaning of a cell besides the cell: the sheet's country and currency, the branch's day, whether
    the workbook counts its days from 1904, the order of day, month and year found for each column, and the money that
    a column's header names."""

    country: str
    currency: str
    today: date
    from_1904: bool = False
    orders: Mapping[int, "Orders"] = field(default_factory=dict)
    priced: Mapping[int, "Priced"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Orders:
    """How a column writes days in figures: "dmy", "mdy" or "ymd", or None where it cannot be told; `long` for years of
    four figures at the end, `short` for years of two."""

    long: str | None = None
    short: str | None = None


class Priced(NamedTuple):
    """The money that a header names: “Price (£)”, “金额（万元）”. Amounts are so many `times` what is written."""

    currency: str | None
    times: int = 1


_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_WIDE_LETTERS = {wide: plain for wide, plain in _WIDE.items() if chr(plain).isalnum() and plain < 0x7F} | {0x3000: 0x20}
_EMPTY = re.compile(
    r"[-—–_/\\.。·*?？x×]*|无|没有|不详|未知|暂无|n\s*/?\s*a\.?|none|nil|unknown|neant|aucune?|inconnue?|sans|nc|n\.c\.",
    re.IGNORECASE,
)
_EMPTY_STARTS = frozenset("-—–_/\\.。·*?？x×X无没不未暂nNuUaAiIsSｎＮ \u3000")
_DIGITS_LOST = re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE)
_QUOTED = re.compile(r"^'(?=[+(\d])")
_EXACT = 10**15


def plain_text(cell: Cell) -> str:
    """The cell as one line of text, letters and digits of one width, everything else as written.

    Raises NotUnderstood where it holds no text: an error, a lost number.
    """
    if isinstance(cell, CellError):
        raise NotUnderstood("cell_error" if cell.code else "no_value")
    if isinstance(cell, float) and abs(cell) >= _EXACT:
        raise NotUnderstood("digits_lost")
    text = written(cell)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_WIDE_LETTERS)
    return " ".join(text.split())


def narrow(cell: Cell) -> str:
    """The cell as one line of text, all of one width: for what has digits and signs. The mark by which Excel knows a
    number that is typed as text, where it has come along, is gone.
    """
    text = plain_text(cell)
    if not text.isascii():
        text = " ".join(unicodedata.normalize("NFKC", text).split())
    return _QUOTED.sub("", text) if text.startswith("'") else text


def says_nothing(text: str) -> bool:
    """Whether a text only says that there is nothing: "-", "无", "n/a", "néant"."""
    if text and text[0] not in _EMPTY_STARTS:
        return False
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return _EMPTY.fullmatch(bare) is not None


def refuse_lost_digits(text: str) -> None:
    """Raises NotUnderstood for a number that a spreadsheet shortened to 2.6E+10."""
    if _DIGITS_LOST.fullmatch(text):
        raise NotUnderstood("digits_lost")
