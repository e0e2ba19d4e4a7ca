"""What changed on cards while they were out, once they are back (L1, F11)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from textual import on

from locales.messages import N_, NC_, NP_, Message
from screens.card_history import label_of
from screens.list_screen import ListScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import history
from store.history import FieldChange
from store.slips import LoanRecord


class ChangedLine(NamedTuple):
    """A field of a card that came back, when it was changed and by whom."""

    id: int
    loan: LoanRecord
    at: datetime
    by: str
    change: FieldChange


class ChangedScreen(ListScreen[None, ChangedLine]):
    """A line a field, the latest first. Enter opens the card."""

    MARKS = False
    KEYS = ("open", "back")
    ABOUT = N_(
        "What was changed on these cards while they were out: whoever had them may still go by what they read. Enter"
        " opens a card; its history has the values."
    )

    def __init__(self, loans: Iterable[LoanRecord]) -> None:
        super().__init__()
        self.loans = tuple(loans)

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Changed while out")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [], self.words(NP_("{n} card", "{n} cards"), n=len(self.loans))

    def columns(self) -> Sequence[Column[ChangedLine]]:
        zone = self.room.branch.zone if self.room.branch else None
        return (
            Column("number", N_("Card no."), lambda line, _: line.loan.card_no, 10),
            Column("name", N_("Name"), lambda line, _: line.loan.name, 12, grow=2),
            Column("field", N_("What changed"), lambda line, words: label_of(line.change, words), 16, grow=2),
            Column("when", N_("When"), lambda line, words: words.moment(line.at, zone, "short"), 16),
            Column("who", N_("Who"), lambda line, _: line.by, 10, grow=1),
        )

    async def source(self) -> Listed[ChangedLine]:
        found = await self.room.store(history.while_out, self.room.who(), [loan.id for loan in self.loans])
        told = [
            (loan, entry, change) for loan in self.loans for entry in found.get(loan.id, ()) for change in entry.changes
        ]
        return Listed(
            ChangedLine(place, loan, entry.at, entry.by or "", change)
            for place, (loan, entry, change) in enumerate(told)
        )

    def empty(self) -> str:
        return self.words(N_("Nothing changed on them while they were out."))

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        from screens.card import CardScreen

        self.app.push_screen(CardScreen(event.row.loan.card_id), self.came_back)
