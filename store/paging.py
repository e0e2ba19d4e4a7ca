"""A part of a list, in SQL: the rows behind one of them, or just before it, in the order of some columns (idea 7)."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeVar

T = TypeVar("T")
Side = Literal["after", "before"]


class Part(NamedTuple):
    """The SQL of a part: a `condition` to be put behind others, its `params`, and what stands behind "order by"."""

    condition: str
    params: Sequence[Any]
    order: str
    backwards: bool

    def in_order(self, found: Sequence[T]) -> list[T]:
        """The rows found, in the list's own order: those just before a row come the other way round."""
        return list(reversed(found)) if self.backwards else list(found)


def part(
    columns: Sequence[str],
    key: Sequence[Any] | None,
    side: Side = "after",
    limit: int | None = None,
    *,
    falling: bool = False,
) -> Part:
    """At most `limit` rows behind the row of this `key`, or just before it; without a key, the first or the last. A key
    has a value for each of the columns; the list is `falling` if it begins with their greatest."""
    backwards = side == "before"
    condition = ""
    if key is not None:
        marks = ", ".join("?" * len(columns))
        condition = f" and ({', '.join(columns)}) {'<' if backwards != falling else '>'} ({marks})"
    way = " desc" if backwards != falling else ""
    order = ", ".join(f"{column}{way}" for column in columns)
    return Part(condition, key or (), order if limit is None else f"{order} limit {int(limit)}", backwards)


def by_id(column: str, after: int | None, before: int | None, limit: int | None, *, falling: bool = False) -> Part:
    """`part` of a list in the order of a column of ids, behind one of them or just before one."""
    key = after if before is None else before
    side: Side = "after" if before is None else "before"
    return part((column,), None if key is None else (key,), side, limit, falling=falling)
