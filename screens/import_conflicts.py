"""Deciding a row that was changed in Excel and here: as it left, as the card says it now, as the sheet says it (X2)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.base import RoomScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store.acts import bring_in
from store.acts.card_merge import WAYS
from store.acts.plans import CONFLICT, Plan, PlanRow, Problem

MINE, THEIRS, WAS = WAYS
WAY_NAMES: Mapping[str, Message] = {
    MINE: NC_("way", "the sheet's"),
    THEIRS: NC_("way", "the card's"),
    WAS: NC_("way", "as it left"),
}


class Disputed(NamedTuple):
    """A field that was changed on both sides, and how it is decided; "" while it is not."""

    id: int
    problem: Problem
    way: str = ""


def _value(way: str, row: Disputed, words: Words) -> str:
    return words.value(row.problem.details[way]) or "—"


def _column(way: str, label: Message) -> Column[Disputed]:
    return Column(
        way,
        label,
        lambda row, words: _value(way, row, words),
        15,
        grow=2,
        ink=lambda row: "accent" if row.way == way else "plain",
    )


COLUMNS: Sequence[Column[Disputed]] = (
    Column("field", N_("Field"), lambda row, _: row.problem.column or row.problem.field, 10, grow=1),
    _column(WAS, N_("As it left")),
    _column(THEIRS, N_("On the card now")),
    _column(MINE, N_("In the sheet")),
    Column("way", N_("What holds"), lambda row, words: words(WAY_NAMES[row.way]) if row.way else "?", 11,
           ink=lambda row: "accent" if row.way else "amber"),
)  # fmt: skip


class ConflictsScreen(RoomScreen[bool]):
    """A line a field. Answers whether the row was decided."""

    CSS_PATH = "import_sheet.tcss"
    BINDINGS = bind("take_mine", "take_theirs", "take_as_left", "save")
    KEYS = ("take_theirs", "take_mine", "take_as_left", "save", "back")
    ABOUT = N_(
        "These fields were changed in Excel and on the card since the list left. For each, → takes the sheet's value,"
        " ← leaves the card's, Backspace takes the value with which it left; then Ctrl+S."
    )

    def __init__(self, plan: Plan, row: PlanRow) -> None:
        super().__init__()
        self.plan, self.row = plan, row
        disputed = (problem for problem in row.problems if problem.problem == CONFLICT)
        self.disputed = [Disputed(place, problem) for place, problem in enumerate(disputed)]

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), self.plan.source.file, self.row.card_no or "", NC_("screen", "Changed meanwhile")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        left = sum(not one.way for one in self.disputed)
        if not left:
            return [(self.words(N_("All chosen; Ctrl+S saves.")), "accent")], ""
        return [(self.words(NP_("{n} field to choose", "{n} fields to choose"), n=left), "amber")], ""

    def body(self) -> ComposeResult:
        yield WindowList(COLUMNS, marks=False)

    @property
    def rows(self) -> "WindowList[Disputed]":
        return self.query_one(WindowList)

    def on_mount(self) -> None:
        self.rows.focus()
        self._show(0)

    def _show(self, place: int) -> None:
        self.rows.show_source(Listed(self.disputed), at=self.disputed[place])
        self.narrowing_changed()
        self.refresh_bindings()

    def _take(self, way: str) -> None:
        """Decide the field under the cursor, and go on to the next."""
        if self.rows.row is not None:
            place = self.rows.row.id
            self.disputed[place] = self.disputed[place]._replace(way=way)
            self._show(min(place + 1, len(self.disputed) - 1))

    def action_take_mine(self) -> None:
        self._take(MINE)

    def action_take_theirs(self) -> None:
        self._take(THEIRS)

    def action_take_as_left(self) -> None:
        self._take(WAS)

    def can(self, action: str) -> bool:
        return action != "save" or all(one.way for one in self.disputed)

    def action_save(self) -> None:
        if self.can("save"):
            self.run_once(partial(self._choose), "settle")

    async def _choose(self) -> None:
        ways = {one.problem.field: one.way for one in self.disputed}
        await self.room.store(bring_in.choose, self.room.who(), self.plan.id, self.row.row, ways)
        self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)
