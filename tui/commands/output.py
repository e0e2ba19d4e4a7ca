"""What the command line prints: tables whose columns line up in Chinese too, and JSON, the same in every language."""

import contextlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TextIO

from locales.messages import Message
from locales.visible import UNSEEN, visible

GAP = "  "
NO_LINE_BEGINS_WITH = frozenset("。，、；：！？）”")


Line = Callable[[str, str], str]
"""How a label and its text stand on a line of their own."""
_line: ContextVar[Line | None] = ContextVar("line", default=None)
"""Set in line mode: then nothing is lined up, and every cell is a fact on a line of its own."""


@contextlib.contextmanager
def fact_a_line(line: Line) -> Iterator[None]:
    """While this lasts, tables and pairs are printed a fact a line, as `line` says it."""
    token = _line.set(line)
    try:
        yield
    finally:
        _line.reset(token)


def width(text: str) -> int:
    """How many cells of a terminal `text` takes: a Chinese character two, an accent of its own none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, cells: int, *, right: bool = False) -> str:
    space = " " * max(0, cells - width(text))
    return space + text if right else text + space


def wrapped(text: str, cells: int) -> list[str]:
    """`text` in lines of at most `cells`, broken at spaces, or between Chinese characters."""
    lines = [""]
    for piece in re.findall(r"[\u3000-\u9fff\uff00-\uff60]|[^\u3000-\u9fff\uff00-\uff60\s]+|\s+", text):
        clings = piece in NO_LINE_BEGINS_WITH and not lines[-1][-1:].isspace()
        if lines[-1] and width(lines[-1] + piece.rstrip()) > cells and not clings:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, right: Set[int] = frozenset()) -> str:
    """Lines of columns under their headers; the columns numbered in `right` end on one line."""
    line = _line.get()
    if line is not None:
        return "\n\n".join(_facts(zip(headers, row, strict=True), line) for row in rows)
    lines = [list(headers), *(["" if cell is None else " ".join(cell.split()) for cell in row] for row in rows)]
    widths = [max(width(line[place]) for line in lines) for place in range(len(headers))]
    return "\n".join(
        GAP.join(
            padded(cell, cells, right=place in right)
            for place, (cell, cells) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _facts(pairs: Iterable[tuple[str, str | None]], line: Line) -> str:
    """What is not empty, a line each."""
    told = ((label, " ".join(text.split())) for label, text in pairs if text)
    return "\n".join(line(label, text) for label, text in told if text)


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Labels and values, the values on one line."""
    listed, line = list(rows), _line.get()
    if line is not None:
        return _facts(listed, line)
    cells = max((width(label) for label, _ in listed), default=0)
    return "\n".join(f"{padded(label, cells)}{GAP}{value}".rstrip() for label, value in listed)


def jsonable(value: Any) -> Any:
    """`value` as JSON has it: dates ISO, money a number, a marked text its English, a record its fields."""
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return str(value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return value.isoformat(sep="T", timespec="seconds") + ("" if value.tzinfo else "Z")
        case date():
            return value.isoformat()
        case Message():
            return value.text
        case Mapping():
            return {str(jsonable(name)): jsonable(item) for name, item in value.items()}
        case Set():
            return sorted(jsonable(item) for item in value)
        case _ if hasattr(value, "_asdict"):
            return jsonable(value._asdict())
        case Sequence():
            return [jsonable(item) for item in value]
        case _:
            return str(value)


def as_json(value: Any) -> str:
    """One line of JSON. What a terminal would obey is written as JSON's escapes, so that the value is the same."""
    said = json.dumps(jsonable(value), ensure_ascii=False)
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", said)


OWN = ("\r", "\r\033[K")
"""What we say to the terminal ourselves: to begin the line again, and to clear it."""


class Visible:
    """A stream on which only we give orders to the terminal: what values bring along is shown as signs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text if text in OWN else visible(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
