"""The rows of a staged sheet as a source for a list: all of them, or only those that something is wrong with."""

from collections.abc import Sequence
from typing import NamedTuple

from screens.room import Room
from screens.widgets.window import Slice
from store.access import Actor
from store.acts import bring_in
from store.acts.plans import Outcome, Plan, PlanRow

AT_ONCE = 1000
SOUND = frozenset({Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED})


class SheetLine(NamedTuple):
    """A row of the sheet; its number in Excel is its id."""

    id: int
    row: PlanRow


class PlanRows:
    """Rows are read as they are shown; only their numbers are held, which are read in the background."""

    def __init__(self, room: Room, plan: Plan, *, problems_only: bool) -> None:
        self.room = room
        self.outcomes = tuple(outcome for outcome in Outcome if not problems_only or outcome not in SOUND)
        self.total: int | None = None
        self.numbers: list[int] = []
        self.judged_again(plan)

    def judged_again(self, plan: Plan) -> None:
        """Rows have other outcomes now, so that others may be among these."""
        self.plan = plan
        self.total = sum(plan.counts[outcome] for outcome in self.outcomes)
        self.numbers = []

    async def read_numbers(self) -> None:
        self.numbers = await self.room.store_slow(_numbers, self.room.who(), self.plan.id, self.outcomes)

    async def start(self, limit: int) -> Slice[SheetLine]:
        return await self._after(0, limit)

    async def end(self, limit: int) -> Slice[SheetLine]:
        if not self.numbers:
            await self.read_numbers()
        return await self._from(len(self.numbers) - limit, limit)

    async def after(self, row: SheetLine, limit: int) -> Slice[SheetLine]:
        return await self._after(row.id, limit)

    async def before(self, row: SheetLine, limit: int) -> Slice[SheetLine]:
        if not self.numbers:
            await self.read_numbers()
        place = self._place(row)
        return await self._from(place - limit, min(limit, place))

    async def near(self, row: SheetLine, above: int, below: int) -> Slice[SheetLine]:
        if not self.numbers:
            await self.read_numbers()
        place = self._place(row)
        found = await self._from(place - above, above + below)
        return Slice(found.rows, found.at_start, found.at_end, min(place, above), found.first)

    async def at(self, place: int, limit: int) -> Slice[SheetLine]:
        if not self.numbers:
            await self.read_numbers()
        found = await self._from(place - limit // 2, limit)
        return Slice(found.rows, found.at_start, found.at_end, place - (found.first or 0), found.first)

    def _place(self, row: SheetLine) -> int:
        return next((place for place, number in enumerate(self.numbers) if number >= row.id), len(self.numbers))

    async def _from(self, place: int, limit: int) -> Slice[SheetLine]:
        place = max(place, 0)
        after = self.numbers[place - 1] if 0 < place <= len(self.numbers) else 0
        found = await self._after(after, limit)
        return Slice(found.rows, place == 0, place + len(found.rows) >= len(self.numbers), 0, place)

    async def _after(self, number: int, limit: int) -> Slice[SheetLine]:
        rows = await self.room.store(
            bring_in.plan_rows, self.room.who(), self.plan.id, after=number, limit=limit, outcomes=self.outcomes
        )
        return Slice([SheetLine(row.row, row) for row in rows], number == 0, len(rows) < limit)


def _numbers(actor: Actor, plan_id: int, outcomes: Sequence[Outcome]) -> list[int]:
    numbers: list[int] = []
    while rows := bring_in.plan_rows(
        actor, plan_id, after=numbers[-1] if numbers else 0, limit=AT_ONCE, outcomes=outcomes
    ):
        numbers += [row.row for row in rows]
    return numbers
