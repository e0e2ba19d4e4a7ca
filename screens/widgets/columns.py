"""Columns of a list, and how they share the cells that there are."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple

from locales.messages import Message
from locales.words import Words
from screens.widgets.cells import width
from screens.widgets.window import R

GAP = 2
LEFT = 3
"""Cells in front of the first column: the edge, the mark, air."""


class Column(NamedTuple, Generic[R]):
    """`cells` wide, and wider by a share of what is left if it may `grow`. `needs` is how wide the list must be for
    the column to be shown at all."""

    name: str
    label: Message
    text: Callable[[R, Words], str]
    cells: int
    grow: int = 0
    right: bool = False
    ink: Callable[[R], str] | None = None
    needs: int = 0


def laid_out(columns: Sequence[Column[R]], cells: int, words: Words) -> list[tuple[Column[R], int]]:
    """The columns that have room in `cells`, each with its width. What is left goes first to heads that are longer
    than their columns, then to the columns that may grow."""
    shown = [column for column in columns if column.needs <= cells]
    free = cells - LEFT - sum(column.cells + GAP for column in shown)
    widths = []
    for column in shown:
        extra = max(0, min(width(words(column.label)) + 2 - column.cells, free // 2))
        free -= extra
        widths.append(column.cells + extra)
    shares = sum(column.grow for column in shown)
    for place, column in enumerate(shown):
        extra = free * column.grow // shares if free > 0 and column.grow else 0
        free, shares = free - extra, shares - column.grow
        widths[place] += extra
    return list(zip(shown, widths, strict=True))
