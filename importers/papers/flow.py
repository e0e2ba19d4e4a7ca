"""How what a card has to say flows over the two columns of its pages, in lines, on paper as in a sheet.

A heading stays with what it heads, a short text is not torn; the last page keeps room for notes.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from store.readings import HAN

WHOLE = 5
"""Texts of at most so many lines are not torn."""
_WIDE = rf"[{HAN}\u3000-\u303f\uff00-\uffef]"
_SPACE = r" \t\u2002-\u200a"
"""Where a line may end; not at the space that French keeps before a mark."""
_PIECES = rf"{_WIDE}|[^{_SPACE}\u3000-\u303f\uff00-\uffef{HAN}]+|[{_SPACE}]+"
_NO_LINE_BEGINS_WITH = frozenset("。，、；：！？）”’》」』·%…,.;:!?)»")
_NO_LINE_ENDS_WITH = frozenset("（“‘《「『(«")
Measure = Callable[[str], float]


class Block(NamedTuple):
    """A heading, or a label with its text."""

    label: str
    text: str = ""
    heading: bool = False


class Line(NamedTuple):
    """A line of a column; it and those after it, `stays` in all, stand in one column."""

    label: str = ""
    text: str = ""
    heading: bool = False
    gap: bool = False
    stays: int = 1


class Page(NamedTuple):
    """Two columns of lines. `rows` is how many of the page's lines they take; where `notes`, the rest is for notes."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]
    rows: int
    notes: bool


def wrapped(text: str, room: float, measure: Measure) -> list[str]:
    """`text` in lines no wider than `room`: broken at spaces, between Chinese characters, within a word that is too
    long for a line; no line begins with a closing mark or ends with an opening one."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrapped(paragraph, room, measure)
    return lines


def _wrapped(text: str, room: float, measure: Measure) -> list[str]:
    lines, line, wide = [], "", 0.0
    for piece in _unbroken(text, room, measure):
        width = measure(piece)
        if line and wide + (0 if piece.isspace() else width) > room:
            lines.append(line.rstrip())
            line, wide = "", 0.0
        if line or not piece.isspace():
            line, wide = line + piece, wide + width
    return [*lines, line.rstrip()]


def _unbroken(text: str, room: float, measure: Measure) -> list[str]:
    """The pieces between which a line may end."""
    found: list[str] = []
    for piece in re.findall(_PIECES, text):
        clings = piece[0] in _NO_LINE_BEGINS_WITH or (found and found[-1][-1] in _NO_LINE_ENDS_WITH)
        if found and clings and not found[-1].isspace():
            found[-1] += piece
        else:
            found.append(piece)
    return [part for piece in found for part in _parts(piece, room, measure)]


def _parts(piece: str, room: float, measure: Measure) -> list[str]:
    """A piece that is too wide for a line, in parts that are not."""
    if len(piece) == 1 or measure(piece) <= room:
        return [piece]
    parts = [""]
    for char in piece:
        if parts[-1] and measure(parts[-1] + char) > room:
            parts.append("")
        parts[-1] += char
    return parts


def lines_of(
    blocks: Iterable[Block], label_lines: Callable[[str], list[str]], text_lines: Callable[[str], list[str]]
) -> list[Line]:
    """The blocks as lines: an empty one before each heading, labels beside their texts."""
    lines: list[Line] = []
    for block in blocks:
        if block.heading:
            lines += [Line(gap=True), Line(block.label, heading=True)]
        else:
            lines += _of_block(label_lines(block.label), text_lines(block.text))
    for place in reversed(range(len(lines) - 1)):
        if lines[place].gap or lines[place].heading:
            lines[place] = lines[place]._replace(stays=1 + lines[place + 1].stays)
    return lines


def _of_block(labels: Sequence[str], texts: Sequence[str]) -> list[Line]:
    count = max(len(labels), len(texts))
    whole = count <= WHOLE
    return [
        Line(label, text, stays=count - place if whole else 2 if place == 0 else 1)
        for place, (label, text) in enumerate(zip_longest(labels, texts, fillvalue=""))
    ]


def pages(lines: Sequence[Line], rows: int, notes: int) -> list[Page]:
    """The lines on pages of `rows` lines, of which at least `notes` stay free on the last page, more if they are not
    needed: there the columns are as even as can be."""
    found: list[Page] = []
    at = 0
    while True:
        for fewer in range(rows - notes + 1):
            left, middle = _column(lines, at, fewer)
            right, end = _column(lines, middle, fewer)
            if end == len(lines):
                return [*found, Page(left, right, fewer, True)]
        left, middle = _column(lines, at, rows)
        right, at = _column(lines, middle, rows)
        found.append(Page(left, right, rows, False))


def _column(lines: Sequence[Line], at: int, rows: int) -> tuple[tuple[Line, ...], int]:
    """The lines from `at` on that a column of `rows` takes, and where the next one begins."""
    column: list[Line] = []
    while at < len(lines):
        line = lines[at]
        if line.gap and not column:
            at += 1
            continue
        too_many = len(column) + line.stays > rows and (column or line.stays <= rows)
        if too_many or len(column) >= rows:
            break
        column.append(line)
        at += 1
    return tuple(column), at
