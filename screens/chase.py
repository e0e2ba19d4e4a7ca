"""Who has overdue cards: how many, since when, how often they were reminded (L4). A return ends it."""

from collections.abc import Sequence
from typing import NamedTuple

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.list_screen import ListScreen
from screens.where import OVERDUE
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from store import due_dates
from store.access import Right
from store.due_dates import Debtor


class DebtorLine(NamedTuple):
    id: int
    debtor: Debtor


def _reminded(line: DebtorLine, words: Words) -> str:
    day = line.debtor.reminded_on
    return words.date(day, "short") if day else ""


COLUMNS: Sequence[Column[DebtorLine]] = (
    Column("borrower", N_("Borrower"), lambda line, _: line.debtor.borrower, 10, grow=1),
    Column("cards", NC_("column", "Cards"), lambda line, words: words.number(len(line.debtor.cards)), 6, right=True),
    Column("late", N_("Overdue"), lambda line, words: words(OVERDUE, n=line.debtor.overdue), 17, ink=lambda _: "red"),
    Column("times", N_("Reminders"), lambda line, words: words.number(line.debtor.reminders), 10, right=True),
    Column("last", NC_("column", "Last reminded"), _reminded, 13, needs=92),
    Column("numbers", NC_("column", "Card numbers"), lambda line, words: words.list(line.debtor.cards), 12, grow=3),
)


class ChaseScreen(ListScreen[None, DebtorLine]):
    """One line a borrower, the longest overdue first."""

    BINDINGS = bind("remind")
    SHOWS = frozenset({"slip", "slip_card"})
    KEYS = ("mark", "remind", "back")
    ABOUT = N_("Who has overdue cards, the longest overdue first. F10 notes that the marked ones were reminded.")

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Chase")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [], self.words(NP_("{n} borrower", "{n} borrowers"), n=self.total)

    def columns(self) -> Sequence[Column[DebtorLine]]:
        return COLUMNS

    async def source(self) -> Listed[DebtorLine]:
        found = await self.room.store(due_dates.debtors, self.room.who())
        return Listed(DebtorLine(debtor.borrower_id, debtor) for debtor in found)

    def empty(self) -> str:
        return self.words(N_("Nothing is overdue."))

    def hint(self) -> str:
        """When they were last reminded, and of which cards, in full."""
        if self.row is None:
            return ""
        told = (_reminded(self.row, self.words), self.words.list(self.row.debtor.cards))
        return " · ".join(part for part in told if part)

    def action_remind(self) -> None:
        self.run_once(self._remind, "remind")

    async def _remind(self) -> None:
        users = [line.debtor.borrower_user for line in self.rows.chosen]
        reminded = await self.room.store(due_dates.remind, self.room.who(), users)
        await self.read()
        self.room.say(NP_("Noted: {n} borrower was reminded.", "Noted: {n} borrowers were reminded."), n=len(reminded))

    def can(self, action: str) -> bool:
        if action == "remind":
            return self.room.may(Right.LEND) and self.is_mounted and bool(self.rows.chosen)
        return True
