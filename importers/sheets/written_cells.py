"""What stands in a cell of a sheet that leaves, and rows of cells as a workbook has them.

openpyxl makes an object of each cell and an element of each object, which takes four times as long as all the rest of
an export: rows are written here, the workbook around them by openpyxl. Values keep their types; text stays text,
whatever it looks like.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

GENERAL, DAY_FORMAT, MONEY_FORMAT, TEXT_FORMAT, MOMENT_FORMAT = (
    "General", "yyyy-mm-dd", "#,##0.00", "@", "yyyy-mm-dd hh:mm",
)  # fmt: skip
LONGEST_TEXT = 32_767
"""What Excel keeps of a cell."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Text:
    """Text that must stay text though it has only digits: a phone, a postcode, a number."""

    value: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell that something is wrong with."""

    value: Any


Cell = str | int | float | bool | Decimal | date | datetime | Text | Marked | None


def safe_text(text: str) -> str:
    """Text as a workbook can hold it: without control characters, no longer than a cell."""
    clean = _CONTROL.sub("", text)
    return clean if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - 1] + "…"


def literal(text: str) -> str:
    """Text as a cell keeps it, so that what looks like an escape is read as it was written."""
    return _LOOKS_ESCAPED.sub("_x005F_", safe_text(text))


class Style(NamedTuple):
    """How a cell looks; `quoted` is text that would be a formula if it were typed again."""

    number_format: str
    marked: bool = False
    quoted: bool = False


PLAIN = Style(GENERAL)
STYLES = tuple(
    style
    for one in product((GENERAL, DAY_FORMAT, MONEY_FORMAT, TEXT_FORMAT, MOMENT_FORMAT), (False, True), (False, True))
    if (style := Style(*one)) != PLAIN
)
"""All that a cell of a row may have."""


class Rows:
    """Writes rows; `styles` are the numbers that the workbook has for `STYLES`."""

    def __init__(self, styles: Mapping[Style, int]) -> None:
        from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
        from openpyxl.utils.datetime import to_excel  # type: ignore[import-untyped]

        self._serial, self._letters_of = to_excel, get_column_letter
        self._letters: list[str] = []
        self._said = {tuple(PLAIN): "", **{tuple(style): f' s="{number}"' for style, number in styles.items()}}

    def xml(self, number: int, values: Sequence[Cell]) -> str:
        """A row with its number, as Excel counts."""
        while len(self._letters) < len(values):
            self._letters.append(self._letters_of(len(self._letters) + 1))
        cells = [
            self._cell(f"{letters}{number}", value, False)
            for letters, value in zip(self._letters, values, strict=False)
            if value is not None
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, at: str, value: Cell, marked: bool) -> str:
        match value:
            case str():
                return self._text(at, value, GENERAL, marked)
            case Text():
                return self._text(at, value.value, TEXT_FORMAT, marked)
            case Marked():
                return self._cell(at, value.value, True)
            case bool():
                return f'<c r="{at}"{self._style(GENERAL, marked)} t="b"><v>{value:d}</v></c>'
            case Decimal():
                return self._number(at, str(value), MONEY_FORMAT, marked)
            case datetime():
                return self._number(at, repr(self._serial(value.replace(tzinfo=None))), MOMENT_FORMAT, marked)
            case date():
                return self._number(at, repr(self._serial(value)), DAY_FORMAT, marked)
            case None:
                return f'<c r="{at}"{self._style(GENERAL, marked)}/>'
            case _:
                return self._number(at, repr(value), GENERAL, marked)

    def _number(self, at: str, text: str, number_format: str, marked: bool) -> str:
        return f'<c r="{at}"{self._style(number_format, marked)}><v>{text}</v></c>'

    def _text(self, at: str, text: str, number_format: str, marked: bool) -> str:
        """A cell of text and nothing else: what begins as a formula does not become one, here or when typed again."""
        clean = literal(text)
        style = self._style(number_format, marked, clean.startswith(_FORMULA_STARTS))
        if not clean:
            return f'<c r="{at}"{style}/>' if style else ""
        kept = ' xml:space="preserve"' if clean[0].isspace() or clean[-1].isspace() else ""
        return f'<c r="{at}"{style} t="inlineStr"><is><t{kept}>{escape(clean)}</t></is></c>'

    def _style(self, number_format: str, marked: bool, quoted: bool = False) -> str:
        return self._said[number_format, marked, quoted]
