"""A row as a line of text, the same for both engines: PostgreSQL's own form of COPY.

PostgreSQL gives and takes such lines as they are; of SQLite's values they are made here, and turned back. Two rows are
the same if their lines are, byte by byte, so that a digest over the lines tells whether two tables say the same.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

NOTHING = "\\N"
_ESCAPES = {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
_UNESCAPES = {escaped: plain for plain, escaped in _ESCAPES.items()}
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_TRANSLATION = str.maketrans(_ESCAPES)
_MOMENT = len("2026-11-28 20:00:00.000000")


class Kind(StrEnum):
    """What a column holds, as far as the engines keep it in other forms."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    MOMENT = "moment"


class Column(NamedTuple):
    name: str
    kind: Kind


class Shape(NamedTuple):
    """The columns of a table: the first `keys` of them are its key, in the key's order; the rest by name."""

    columns: tuple[Column, ...]
    keys: int

    @property
    def names(self) -> str:
        """As they stand in SQL."""
        return ", ".join(f'"{column.name}"' for column in self.columns)


def shape(kinds: dict[str, Kind], key: Sequence[str]) -> Shape:
    """The shape of a table with these columns, of which `key` are its key; all of them, where it has none."""
    key = key or sorted(kinds)
    names = [*key, *sorted(kinds.keys() - set(key))]
    return Shape(tuple(Column(name, kinds[name]) for name in names), len(key))


# ── from SQLite's values to a line


def _text(value: Any) -> str:
    if value is None:
        return NOTHING
    said = value if type(value) is str else str(value)
    if said.isprintable() and "\\" not in said:
        return said
    return said.translate(_TRANSLATION)


def _number(value: Any) -> str:
    return NOTHING if value is None else str(value)


def _flag(value: Any) -> str:
    if value is None:
        return NOTHING
    return "t" if value else "f"


def _moment(value: Any) -> str:
    """As PostgreSQL writes it: without zeros at the end. Raises ValueError."""
    if value is None:
        return NOTHING
    said = str(value)
    if len(said) != _MOMENT or said[10] != " ":
        said = datetime.fromisoformat(said).isoformat(sep=" ")
    return said.rstrip("0").rstrip(".") if "." in said else said


_TO_LINE: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.MOMENT: _moment,
}


def lines(rows: Iterable[Sequence[Any]], shape: Shape) -> Iterator[bytes]:
    """The line of each row. Raises ValueError where a value is none of its column's kind."""
    told = [_TO_LINE[column.kind] for column in shape.columns]
    for row in rows:
        yield ("\t".join([tell(value) for tell, value in zip(told, row, strict=True)]) + "\n").encode()


# ── from a line to SQLite's values


def _as_text(said: str) -> str | None:
    if "\\" not in said:
        return said
    if said == NOTHING:
        return None
    return _ESCAPED.sub(lambda found: _UNESCAPES.get(found[0], found[0][1:]), said)


def _as_number(said: str) -> int | None:
    return None if said == NOTHING else int(said)


def _as_flag(said: str) -> int | None:
    return None if said == NOTHING else int(said == "t")


def _as_moment(said: str) -> str | None:
    """As SQLite keeps it: with all six places of a second."""
    if said == NOTHING:
        return None
    return f"{said if '.' in said else said + '.'}".ljust(_MOMENT, "0")


_FROM_LINE: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: _as_text,
    Kind.NUMBER: _as_number,
    Kind.FLAG: _as_flag,
    Kind.MOMENT: _as_moment,
}


def values(lines: Iterable[bytes], shape: Shape) -> Iterator[list[Any]]:
    """The values of each line, as SQLite keeps them."""
    read = [_FROM_LINE[column.kind] for column in shape.columns]
    for line in lines:
        yield [take(said) for take, said in zip(read, line[:-1].decode().split("\t"), strict=True)]


def key(line: bytes, shape: Shape) -> tuple[Any, ...]:
    """The key of the row that a line tells of."""
    (row,) = values(
        [b"\t".join(line.rstrip(b"\n").split(b"\t")[: shape.keys]) + b"\n"],
        Shape(shape.columns[: shape.keys], shape.keys),
    )
    return tuple(row)
