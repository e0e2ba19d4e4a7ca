"""The warranty cards that are held until a person looks (W2): let pass or refused, with a reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from textual import on

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.choose import ReasonScreen
from screens.list_screen import ListScreen
from screens.sources import Windows
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.window import Side
from screens.widgets.window_list import WindowList
from store import warranties
from store.access import Right
from store.acts.checking import REASONS
from store.fields import WARRANTY_FIELDS
from store.warranties import Elsewhere, Settled, WarrantyRecord


def _value(name: str, cells: int, needs: int = 0) -> Column[WarrantyRecord]:
    label = WARRANTY_FIELDS[name].label
    return Column(name, label, lambda row, _: row.values.get(name) or "", cells, grow=1, needs=needs)


def reasons_of(row: WarrantyRecord) -> list[Message | str]:
    """Why a warranty is held."""
    return [REASONS.get(code, code) for code in (row.held_because or "").split()]


def _day(day: date | None, words: Words) -> str:
    return words.date(day, "short") if day else ""


COLUMNS: Sequence[Column[WarrantyRecord]] = (
    Column("number", N_("Card no."), lambda row, _: row.card_no, 11),
    Column("name", N_("Name"), lambda row, _: row.name, 12, grow=2),
    _value("serial", 12),
    _value("model", 12, needs=100),
    Column("purchased", WARRANTY_FIELDS["purchased_on"].label,
           lambda row, words: _day(row.values["purchased_on"], words), 16, needs=90),
    Column("because", N_("Held because"), lambda row, words: words.list(reasons_of(row)), 20, grow=3),
    _value("dealer", 12, needs=120),
)  # fmt: skip


MOST_CARDS = 3
SETTLED: Mapping[Settled, Message] = {
    "checked": N_("The warranty of serial no. {serial} passes."),
    "refused": N_("The warranty of serial no. {serial} is refused."),
}


class HeldWarranties(Windows[WarrantyRecord]):
    """The warranty cards that are held, in the order in which they came."""

    async def page(self, row: WarrantyRecord | None, side: Side, limit: int) -> Sequence[WarrantyRecord]:
        return await self.room.store(warranties.held, self.room.who(), row.id if row is not None else None, side, limit)

    async def count(self) -> None:
        self.total = await self.room.store_slow(warranties.count_held, self.room.who())


class HeldScreen(ListScreen[None, WarrantyRecord]):
    """In the order in which they came."""

    MARKS = False
    BINDINGS = bind("let_pass", "refuse")
    NEEDS = {"let_pass": Right.EDIT, "refuse": Right.EDIT}
    SHOWS = frozenset({"warranty"})
    KEYS = ("open", "let_pass", "refuse", "refresh", "back")
    ABOUT = N_(
        "Warranty cards that were brought in and held: a person must look at them, for their serial number stands"
        " elsewhere, or the register of shipped units says otherwise. F10 lets one pass, Del refuses it, each with a"
        " reason. Enter opens the customer's card."
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

    def hint(self) -> str:
        """Every reason in full, and where else its serial number stands."""
        if self.row is None:
            return ""
        reasons = self.words.list(reasons_of(self.row))
        if not self.row.elsewhere:
            return reasons
        cards = self.words.list([self._card(one) for one in self.row.elsewhere[:MOST_CARDS]])
        return self.words(N_("{reasons}. The serial no. stands on {cards} too."), reasons=reasons, cards=cards)

    def _card(self, one: Elsewhere) -> str:
        if one.since is None:
            return one.card_no
        return self.words(N_("{card_no} (since {day})"), card_no=one.card_no, day=one.since)

    def action_let_pass(self) -> None:
        self._ask(NC_("screen", "Let pass"), N_("Why it is in order after all; the history keeps it."), "checked")

    def action_refuse(self) -> None:
        self._ask(NC_("screen", "Refuse"), N_("Why there is no warranty; the history keeps it."), "refused")

    def _ask(self, title: Message, help: Message, state: Settled) -> None:
        if self.row is not None:
            ask = ReasonScreen(title, N_("Reason"), help, at=self.path())
            self.app.push_screen(ask, partial(self._reason_given, self.row, state))

    def _reason_given(self, row: WarrantyRecord, state: Settled, reason: str | None) -> None:
        if reason:
            self.run_once(partial(self._settle, row, state, reason), "settle")

    async def _settle(self, row: WarrantyRecord, state: Settled, reason: str) -> None:
        done = await self.room.store(warranties.settle, self.room.who(), row.id, state, reason)
        self.action_refresh()
        self.room.say(SETTLED[state], serial=done.values["serial"], undo=partial(self._hold_again, row, state))

    async def _hold_again(self, row: WarrantyRecord, state: Settled) -> None:
        await self.room.store(warranties.hold_again, self.room.who(), row.id, state)
        self.action_refresh()

    def can(self, action: str) -> bool:
        return action not in ("let_pass", "refuse") or self.row is not None

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        from screens.card import CardScreen

        self.app.push_screen(CardScreen(event.row.card_id), self.came_back)
