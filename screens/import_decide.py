"""Deciding whether a row means a customer who has a card already."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult

from importers.sheets import problems
from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.base import RoomScreen
from screens.widgets.cells import wrapped
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.text_lines import TextLines
from screens.widgets.window_list import WindowList
from store import cards
from store.access import Actor
from store.acts import bring_in
from store.acts.plans import Plan, PlanRow
from store.cards import CardRow

ANOTHER = N_("another customer: make a new card")


class Answer(NamedTuple):
    """A card that may be meant, or, without one, a new customer."""

    id: int
    card: CardRow | None


def _name(answer: Answer, words: Words) -> str:
    return answer.card.name if answer.card else words(ANOTHER)


COLUMNS: Sequence[Column[Answer]] = (
    Column("number", N_("Card no."), lambda answer, _: answer.card.card_no if answer.card else "", 10),
    Column("name", N_("Name"), _name, 34, grow=1),
    Column("district", N_("District"), lambda a, _: (a.card.district or "") if a.card else "", 12, needs=70),
)


def candidates(actor: Actor, numbers: Sequence[str]) -> list[CardRow]:
    """The cards that a row's problems name."""
    return cards.rows_of(actor, [cards.card_id(actor, number) for number in numbers])


class DecideScreen(RoomScreen[bool]):
    """The cards that a row may mean, and a new customer. Answers whether it was decided."""

    CSS_PATH = "import_sheet.tcss"
    KEYS = ("open", "back")
    ABOUT = N_(
        "The row is likely the same customer as a card. Enter on the card says so; the last line says it is not."
    )

    def __init__(self, plan: Plan, row: PlanRow) -> None:
        super().__init__()
        self.plan = plan
        self.row = row

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), self.plan.source.file, NC_("screen", "Decide")]

    def body(self) -> ComposeResult:
        yield TextLines(self._said, focus=False, fit=True)
        yield WindowList(COLUMNS, marks=False)

    def _said(self, across: int) -> list[list[Piece]]:
        said = problems.reasons(self.row.problems, self.words)
        return [[("  " + line, "amber")] for text in said.splitlines() for line in wrapped(text, across - 4)]

    def on_mount(self) -> None:
        self.query_one(WindowList).focus()
        self.run(self._read)

    async def _read(self) -> None:
        numbers = [str(problem.details["card_no"]) for problem in self.row.problems if "card_no" in problem.details]
        found = await self.room.store(candidates, self.room.who(), list(dict.fromkeys(numbers)))
        rows: WindowList[Answer] = self.query_one(WindowList)
        rows.show_source(Listed([*(Answer(card.id, card) for card in found), Answer(0, None)]))

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        self.run_once(partial(self._settle, event.row), "settle")

    async def _settle(self, answer: Answer) -> None:
        card = answer.card.id if answer.card else None
        await self.room.store(bring_in.settle, self.room.who(), self.plan.id, self.row.row, card)
        self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)
