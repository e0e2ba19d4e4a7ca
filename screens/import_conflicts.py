"""Deciding, field by field, what holds where a sheet and a card say different things: of a list that left here and was
changed in Excel and here (X2), or of a known customer, where the branch wants to be asked (X1)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.ask import AskScreen
from screens.base import RoomScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store.access import Actor
from store.acts import bring_in, choosing
from store.acts.card_columns import COLUMNS as COLUMNS_OF_CARD
from store.acts.card_merge import WAYS
from store.acts.plans import BY_FIELD, CONFLICT, Outcome, Plan, PlanRow, Problem

MINE, THEIRS, WAS = WAYS
WAY_NAMES: Mapping[str, Message] = {
    MINE: NC_("way", "the sheet's"),
    THEIRS: NC_("way", "the card's"),
    WAS: NC_("way", "as it left"),
}


class Disputed(NamedTuple):
    """A field of which sheet and card say different things, and how it is decided; "" while it is not."""

    id: int
    problem: Problem
    way: str = ""


def _called(problem: Problem, words: Words) -> str:
    """What a field is called in the sheet, or else on the card."""
    if problem.column is None and problem.field in COLUMNS_OF_CARD:
        return words(COLUMNS_OF_CARD[problem.field].label)
    return problem.column or problem.field


def _value(way: str, row: Disputed, words: Words) -> str:
    return words.value(row.problem.details.get(way)) or "—"


def _column(way: str, label: Message) -> Column[Disputed]:
    return Column(
        way,
        label,
        lambda row, words: _value(way, row, words),
        15,
        grow=2,
        ink=lambda row: "accent" if row.way == way else "plain",
    )


_LEFT = _column(WAS, N_("As it left"))
COLUMNS: Sequence[Column[Disputed]] = (
    Column("field", N_("Field"), lambda row, words: _called(row.problem, words), 10, grow=1),
    _LEFT,
    _column(THEIRS, N_("On the card now")),
    _column(MINE, N_("In the sheet")),
    Column("way", N_("What holds"), lambda row, words: words(WAY_NAMES[row.way]) if row.way else "?", 11,
           ink=lambda row: "accent" if row.way else "amber"),
)  # fmt: skip
TITLES = {True: NC_("screen", "Changed meanwhile"), False: NC_("screen", "Sheet and card differ")}
ALIKE = N_("In every row of this sheet where one of these fields waits to be decided, it is decided so: {ways}")
ONE_ALIKE = N_("{field}: {way}")


class ConflictsScreen(RoomScreen[bool]):
    """A line a field, one row of the sheet after the other. Answers whether anything was decided."""

    CSS_PATH = "import_sheet.tcss"
    BINDINGS = bind("sheet_keep", "sheet_take", "take_as_left", "all_alike", "save")
    KEYS = ("sheet_keep", "sheet_take", "take_as_left", "save", "all_alike", "back")
    CAME_BACK = N_(
        "These fields were changed in Excel and on the card since the list left. For each, → takes the sheet's value,"
        " ← leaves the card's, Backspace takes the value with which it left; then Ctrl+S. Ctrl+A decides the fields"
        " chosen here in all rows alike."
    )
    OTHERWISE = N_(
        "The sheet says of these fields something else than the customer's card, and your branch wants to be asked. For"
        " each, → takes the sheet's value, ← leaves the card's; then Ctrl+S. Ctrl+A decides the fields chosen here in"
        " all rows alike."
    )

    def __init__(self, plan: Plan, row: PlanRow, *, alone: bool = False) -> None:
        """`alone`: this row only, and not those that wait behind it."""
        super().__init__()
        self.plan, self.alone = plan, alone
        self.decided = False
        self._take_up(row)

    def _take_up(self, row: PlanRow) -> None:
        self.row = row
        disputed = (problem for problem in row.problems if problem.problem in BY_FIELD)
        self.disputed = [Disputed(place, problem) for place, problem in enumerate(disputed)]

    @property
    def came_back(self) -> bool:
        """Whether the row is of a list that left here, so that there is a third value."""
        return any(one.problem.problem == CONFLICT for one in self.disputed)

    @property
    def ways(self) -> dict[str, str]:
        """What is chosen so far, by column."""
        return {one.problem.field: one.way for one in self.disputed if one.way}

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), self.plan.source.file, self.row.card_no or "", TITLES[self.came_back]]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        name = str(self.row.values.get("name") or "")
        row = (f"{self.words(N_('row {row}'), row=str(self.row.row))}  {name}   ", "plain")
        undecided = NP_("{n} row undecided", "{n} rows undecided")
        told = self.words(undecided, n=self.plan.counts[Outcome.UNDECIDED])
        left = len(self.disputed) - len(self.ways)
        if not left:
            return [row, (self.words(N_("All chosen; Ctrl+S saves.")), "accent")], told
        return [row, (self.words(NP_("{n} field to choose", "{n} fields to choose"), n=left), "amber")], told

    def about(self) -> Message | None:
        return self.CAME_BACK if self.came_back else self.OTHERWISE

    def body(self) -> ComposeResult:
        yield WindowList(self._columns(), marks=False)

    def _columns(self) -> Sequence[Column[Disputed]]:
        return [column for column in COLUMNS if column is not _LEFT or self.came_back]

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

    def action_sheet_take(self) -> None:
        self._take(MINE)

    def action_sheet_keep(self) -> None:
        self._take(THEIRS)

    def action_take_as_left(self) -> None:
        self._take(WAS)

    def can(self, action: str) -> bool:
        match action:
            case "save":
                return len(self.ways) == len(self.disputed)
            case "all_alike":
                return bool(self.ways)
            case "take_as_left":
                return self.came_back
        return True

    def action_save(self) -> None:
        if self.can("save"):
            self.run_once(self._choose, "settle")

    async def _choose(self) -> None:
        await self.room.store(choosing.choose, self.room.who(), self.plan.id, self.row.row, self.ways)
        await self._go_on()

    def action_all_alike(self) -> None:
        if self.can("all_alike"):
            said = [
                self.words(ONE_ALIKE, field=_called(one.problem, self.words), way=WAY_NAMES[one.way])
                for one in self.disputed
                if one.way
            ]
            self.app.push_screen(AskScreen(self.path(), ALIKE, ways=self.words.list(said)), self._alike)

    def _alike(self, yes: bool | None) -> None:
        if yes:
            self.run_once(self._choose_alike, "settle")

    async def _choose_alike(self) -> None:
        alike = partial(choosing.choose_alike, self.room.who(), self.plan.id, self.row.row, self.ways)
        count = await self.room.store_slow(alike)
        self.room.say(NP_("Decided so in {n} row.", "Decided so in {n} rows."), n=count)
        await self._go_on()

    async def _go_on(self) -> None:
        """To what is left of this row, or the next that waits for this; back where none is left."""
        self.decided = True
        before = self.row.row
        self.plan, row = await self.room.store(_next, self.room.who(), self.plan.id, before - 1)
        if row is None or (self.alone and row.row != before):
            self.dismiss(True)
            return
        self._take_up(row)
        self.rows.show_columns(self._columns())
        self.top_changed()
        self._show(0)

    def action_back(self) -> None:
        self.dismiss(self.decided)


def _next(actor: Actor, plan_id: int, after: int) -> tuple[Plan, PlanRow | None]:
    """A plan as it is now, and the row behind another that is to be decided field by field."""
    return bring_in.plan(actor, plan_id), choosing.next_undecided(actor, plan_id, after, by_field=True)
