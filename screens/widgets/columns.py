"""Columns of a list, and how they share the cells that there are."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple

from locales.messages import Message
from locales.words import Words
from screens.widgets.cells import width
from screens.widgets.window import R

GAP = 2
MARK = 2
"""Cells of the mark that says by which column the rows are in order."""
LEFT = 3
"""Cells in front of the first column: the edge, the mark, air."""


class Column(NamedTuple, Generic[R]):
    """`cells` wide; of what is left it takes `first` cells before others, and a share of the rest if it may `grow`.
    `needs` is how wide the list must be for the column to be shown at all."""

    name: str
    label: Message
    text: Callable[[R, Words], str]
    cells: int
    grow: int = 0
    right: bool = False
    ink: Callable[[R], str] | None = None
    needs: int = 0
    first: int = 0


def laid_out(columns: Sequence[Column[R]], cells: int, words: Words, ordered: str = "") -> list[tuple[Column[R], int]]:
    """The columns that have room in `cells`, each with its width. What is left goes to heads that are longer than their
    columns, the mark of the `ordered` one with it, then to the columns that come first, then to those that may grow."""
    shown = [column for column in columns if column.needs <= cells]
    free = cells - LEFT - sum(column.cells + GAP for column in shown)
    widths = []
    for column in shown:
        head = width(words(column.label)) + (MARK if column.name == ordered else 0)
        extra = max(0, min(head - column.cells, free // 2))
        free -= extra
        widths.append(column.cells + extra)
    for place, column in enumerate(shown):
        extra = max(0, min(column.first, free))
        free -= extra
        widths[place] += extra
    shares = sum(column.grow for column in shown)
    for place, column in enumerate(shown):
        extra = free * column.grow // shares if free > 0 and column.grow else 0
        free, shares = free - extra, shares - column.grow
        widths[place] += extra
    return list(zip(shown, widths, strict=True))
