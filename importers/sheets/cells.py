"""What stands in a sheet: plain values by row, and how they are staged as JSON and written again as they were."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that holds an error ("#N/A") or, with "" as its code, a formula whose value was never worked out."""

    code: str


Cell = str | int | float | bool | date | datetime | time | timedelta | CellError | None


@dataclass(frozen=True, slots=True)
class Mended:
    """A cell that somebody mended: what they typed, and what the sheet has."""

    value: str
    was: Cell


Kept = Cell | Mended
"""A cell as it is staged."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet. `number` is the row's as Excel counts it; empty cells are None."""

    number: int
    cells: tuple[Cell, ...]

    def __getitem__(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else None


_ERROR_CODES = (
    "#N/A #REF! #DIV/0! #VALUE! #NAME? #NUM! #NULL! #SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT! #UNKNOWN!"
    " #GETTING_DATA #BUSY! #PYTHON! #N/D #VALEUR! #NOM? #NOMBRE! #NUL!"
)
ERROR_CODES = frozenset(_ERROR_CODES.split())
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_OFFICE_ERROR = re.compile(r"Err:5\d\d")
_EXACT = 10**15
"""Beyond this a workbook's numbers have lost digits."""


def plain(value: Any) -> Cell:
    """A reader's value as a cell: empty text is None, whole floats are ints, control characters are gone."""
    if isinstance(value, str):
        if not value:
            return None
        text = value if value.isprintable() else _CONTROL.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
        text = text.strip()
        return CellError(text) if is_error(text) else text or None
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return CellError("#NUM!")
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    return value  # type: ignore[no-any-return]


def is_error(text: str) -> bool:
    """Whether a text is an error as spreadsheet programs write them."""
    return text[:1] in ("#", "E") and (text.upper() in ERROR_CODES or _OFFICE_ERROR.fullmatch(text) is not None)


def plain_row(number: int, values: Iterable[Any]) -> Row:
    cells = [plain(value) for value in values]
    while cells and cells[-1] is None:
        cells.pop()
    return Row(number, tuple(cells))


def meant(cell: Kept) -> Cell:
    """What a cell holds now, whatever it held; None once it was emptied."""
    return (cell.value or None) if isinstance(cell, Mended) else cell


def as_sent(cell: Kept) -> Cell:
    """What the sheet has in a cell, whatever was typed over it."""
    return cell.was if isinstance(cell, Mended) else cell


def written(cell: Kept) -> str:
    """The cell as a person sees it in the sheet, near enough to find it again; of a mended one what was typed."""
    match cell:
        case Mended():
            return cell.value
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case CellError():
            return cell.code
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return cell.isoformat()
        case float():
            return f"{cell:.15g}"
        case _:
            return str(cell)


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 27 is AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column, counted from 0, that letters name."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def as_json(cells: Sequence[Kept]) -> str:
    """Cells as they are staged."""
    return json.dumps([_packed(cell) for cell in cells], ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> tuple[Kept, ...]:
    """The cells of a staged row."""
    return tuple(_unpacked(cell) for cell in json.loads(text))


def _packed(cell: Kept) -> Any:
    if cell is None or type(cell) in (str, int, float):
        return cell
    match cell:
        case Mended():
            return {"mended": [cell.value, _packed(cell.was)]}
        case CellError():
            return {"error": cell.code}
        case datetime():
            return {"moment": cell.isoformat()}
        case date():
            return {"date": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return {"span": [cell.days, cell.seconds, cell.microseconds]}
        case _:
            return cell


def _unpacked(cell: Any) -> Kept:
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]
    ((kind, value),) = cell.items()
    match kind:
        case "mended":
            return Mended(value[0], as_sent(_unpacked(value[1])))
        case "error":
            return CellError(value)
        case "moment":
            return datetime.fromisoformat(value)
        case "date":
            return date.fromisoformat(value)
        case "time":
            return time.fromisoformat(value)
        case _:
            return timedelta(*value)
