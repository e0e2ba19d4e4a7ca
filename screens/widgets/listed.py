"""Rows that are few enough to be held at once, as a source for a list."""

from collections.abc import Iterable
from typing import Generic

from screens.widgets.window import R, Slice


class Listed(Generic[R]):
    """An order of rows kept in memory."""

    def __init__(self, rows: Iterable[R]) -> None:
        self.rows = list(rows)
        self.total: int | None = len(self.rows)

    async def start(self, _limit: int) -> Slice[R]:
        return self._from(0)

    async def end(self, _limit: int) -> Slice[R]:
        return self._from(len(self.rows) - 1)

    async def after(self, _row: R, _limit: int) -> Slice[R]:
        return Slice((), at_end=True)

    async def before(self, _row: R, _limit: int) -> Slice[R]:
        return Slice((), at_start=True)

    async def near(self, row: R, _above: int, _below: int) -> Slice[R]:
        places = {found.id: place for place, found in enumerate(self.rows)}
        return self._from(places.get(row.id, 0))

    async def at(self, place: int, _limit: int) -> Slice[R]:
        return self._from(place)

    def _from(self, index: int) -> Slice[R]:
        return Slice(self.rows, True, True, max(index, 0), 0)
