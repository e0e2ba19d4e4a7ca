"""Orders of the store as sources of rows: those that are read by windows, the drawer's, and what a find brought."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic

from screens.room import Room
from screens.widgets.listed import Listed
from screens.widgets.window import R, Slice
from store import cards, listing
from store.cards import CardRow
from store.paging import Side


class Windows(Generic[R]):
    """An order read by key, window by window. It is counted on the side; until then its length is not known."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.total: int | None = None

    @abstractmethod
    async def page(self, row: R | None, side: Side, limit: int) -> Sequence[R]:
        """At most `limit` rows next after or just before `row`, in order; without a row, the first or the last."""

    @abstractmethod
    async def count(self) -> None:
        """Find out `total`."""

    async def start(self, limit: int) -> Slice[R]:
        rows = await self.page(None, "after", limit)
        return Slice(rows, True, len(rows) < limit, 0, 0)

    async def end(self, limit: int) -> Slice[R]:
        rows = await self.page(None, "before", limit)
        return Slice(rows, len(rows) < limit, True, len(rows) - 1)

    async def after(self, row: R, limit: int) -> Slice[R]:
        rows = await self.page(row, "after", limit)
        return Slice(rows, at_end=len(rows) < limit)

    async def before(self, row: R, limit: int) -> Slice[R]:
        rows = await self.page(row, "before", limit)
        return Slice(rows, at_start=len(rows) < limit)

    async def near(self, row: R, above: int, below: int) -> Slice[R]:
        before = await self.page(row, "before", above)
        after = await self.page(before[-1] if before else None, "after", below)
        return Slice([*before, *after], len(before) < above, len(after) < below, len(before))

    async def at(self, place: int, limit: int) -> Slice[R]:
        """The order has no numbers: from a place in its first half one sees its start, else its end."""
        return await (self.start(limit) if place * 2 < (self.total or 0) else self.end(limit))


class ListedCards(Windows[CardRow]):
    """An order of the drawer under some notches."""

    def __init__(self, room: Room, order: str, downwards: bool, notches: Mapping[str, frozenset[str]]) -> None:
        super().__init__(room)
        self.order, self.downwards, self.notches = order, downwards, notches
        self.counted = False
        """Whether `total` is what was counted since the rows were last read."""

    async def page(self, row: CardRow | None, side: Side, limit: int) -> Sequence[CardRow]:
        return await self.room.store(
            listing.page, self.room.who(), self.order, self.downwards, self.notches, row, side, limit
        )

    async def count(self) -> None:
        self.total = await self.room.store_slow(listing.count, self.room.who(), self.notches)
        self.counted = True

    async def place(self, row: CardRow) -> int:
        return await self.room.store_slow(listing.place, self.room.who(), self.order, self.downwards, self.notches, row)


class OneCard(Listed[CardRow]):
    """Cards that are known already."""


class FoundCards:
    """What a find brought, best first: all ids, and the rows of the first page; others are read as they are shown."""

    def __init__(self, room: Room, ids: Sequence[int], first: Sequence[CardRow]) -> None:
        self.room = room
        self.ids = list(ids)
        self.first = Slice(tuple(first), True, len(first) >= len(self.ids), 0, 0)
        self.total: int | None = len(self.ids)
        self._places = {card_id: place for place, card_id in enumerate(self.ids)}

    async def start(self, _limit: int) -> Slice[CardRow]:
        return self.first

    async def end(self, limit: int) -> Slice[CardRow]:
        return await self._read(len(self.ids) - limit, len(self.ids), len(self.ids) - 1)

    async def after(self, row: CardRow, limit: int) -> Slice[CardRow]:
        place = self._places.get(row.id, 0) + 1
        return await self._read(place, place + limit, place)

    async def before(self, row: CardRow, limit: int) -> Slice[CardRow]:
        place = self._places.get(row.id, 0)
        return await self._read(place - limit, place, place)

    async def near(self, row: CardRow, above: int, below: int) -> Slice[CardRow]:
        place = self._places.get(row.id, 0)
        return await self._read(place - above, place + below, place)

    async def at(self, place: int, limit: int) -> Slice[CardRow]:
        return await self._read(place - limit // 2, place + limit, place)

    async def _read(self, start: int, end: int, place: int) -> Slice[CardRow]:
        start, end = max(start, 0), min(end, len(self.ids))
        rows = await self.room.store(cards.rows_of, self.room.who(), self.ids[start:end])
        wanted = self.ids[place] if place < len(self.ids) else 0
        index = next((i for i, row in enumerate(rows) if row.id == wanted), 0)
        return Slice(rows, start == 0, end == len(self.ids), index, start)
