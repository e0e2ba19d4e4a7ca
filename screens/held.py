"""The warranty cards that are held until a person looks (W2): each leads to its customer's card."""

from collections.abc import Sequence
from datetime import date

from textual import on

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.list_screen import ListScreen
from screens.sources import Windows
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.window import Side
from screens.widgets.window_list import WindowList
from store import warranties
from store.fields import WARRANTY_FIELDS
from store.warranties import WarrantyRecord


def _value(name: str, cells: int, needs: int = 0) -> Column[WarrantyRecord]:
    label = WARRANTY_FIELDS[name].label
    return Column(name, label, lambda row, _: row.values.get(name) or "", cells, grow=1, needs=needs)


def _day(day: date | None, words: Words) -> str:
    return words.date(day, "short") if day else ""


COLUMNS: Sequence[Column[WarrantyRecord]] = (
    Column("number", N_("Card no."), lambda row, _: row.card_no, 9),
    Column("name", N_("Name"), lambda row, _: row.name, 12, grow=2),
    _value("serial", 12),
    _value("model", 12),
    Column("purchased", WARRANTY_FIELDS["purchased_on"].label,
           lambda row, words: _day(row.values["purchased_on"], words), 12),
    _value("dealer", 12, needs=100),
)  # fmt: skip


class HeldWarranties(Windows[WarrantyRecord]):
    """The warranty cards that are held, in the order in which they came."""

    async def page(self, row: WarrantyRecord | None, side: Side, limit: int) -> Sequence[WarrantyRecord]:
        return await self.room.store(warranties.held, self.room.who(), row.id if row is not None else None, side, limit)

    async def count(self) -> None:
        self.total = await self.room.store_slow(warranties.count_held, self.room.who())


class HeldScreen(ListScreen[None, WarrantyRecord]):
    """In the order in which they came."""

    MARKS = False
    KEYS = ("open", "refresh", "back")
    ABOUT = N_(
        "Warranty cards that were brought in and held: a person must look at them, for their serial number stands"
        " elsewhere, or nobody knows it. Enter opens the customer's card."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Held warranty cards")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [], self.words(NP_("{n} warranty card held", "{n} warranty cards held"), n=self.total)

    def columns(self) -> Sequence[Column[WarrantyRecord]]:
        return COLUMNS

    async def source(self) -> HeldWarranties:
        return HeldWarranties(self.room)

    def empty(self) -> str:
        return self.words(N_("No warranty card is held."))

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        from screens.card import CardScreen

        self.app.push_screen(CardScreen(event.row.card_id), self.came_back)
