"""Deciding, field by field, what holds where a sheet and a card say different things: of a list that left here and was
changed in Excel and here (X2), or of a known customer, where the branch wants to be asked (X1)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.ask import AskScreen
from screens.field_by_field import FieldsScreen, Side
from screens.widgets.drawn import Piece
from store.access import Actor
from store.acts import bring_in, choosing
from store.acts.kinds import KINDS
from store.acts.plans import BY_FIELD, CONFLICT, Outcome, Plan, PlanRow, Problem
from store.acts.three_way import WAYS
from store.cards import Conflict

MINE, THEIRS, WAS = WAYS
TITLES = {True: NC_("screen", "Changed meanwhile"), False: NC_("screen", "Sheet and card differ")}
ALIKE = N_("In every row of this sheet where one of these fields waits to be decided, it is decided so: {ways}")
ALIKE_KEY = NC_("key", "All")
"""Beside the other keys the bottom line has no room for more."""
ALL_CHOSEN = N_("No field of this sheet is left to be decided.")


class ConflictsScreen(FieldsScreen[bool]):
    """A line a field, one row of the sheet after the other. Answers whether anything was decided."""

    BINDINGS = bind("take_sheets", "take_cards", "take_as_left", "all_alike", "save")
    KEYS = ("take_cards", "take_sheets", "take_as_left", "all_alike", "save", "back")
    SIDES = (
        Side(WAS, "was", N_("As it left")),
        Side(THEIRS, "theirs", N_("On the card now")),
        Side(MINE, "mine", N_("In the sheet")),
    )
    PICKED = {
        MINE: NC_("way", "the sheet's"),
        THEIRS: NC_("way", "the card's"),
        WAS: NC_("way", "as it left"),
    }
    CHOICE = N_("What holds")
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
        self.plan, self.judged, self.alone = plan, row, alone
        self.decided = False

    # what is shown

    @property
    def came_back(self) -> bool:
        """Whether the row is of a list that left here, so that there is a third value."""
        return any(one.problem == CONFLICT for one in self.judged.problems)

    @property
    def sides(self) -> Sequence[Side]:
        return [side for side in self.SIDES if side.way != WAS or self.came_back]

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), self.plan.source.file, self.judged.card_no or "", TITLES[self.came_back]]

    def about(self) -> Message | None:
        return self.CAME_BACK if self.came_back else self.OTHERWISE

    def narrowed_by(self) -> tuple[list[Piece], str]:
        name = str(self.judged.values.get("name") or "")
        row = f"{self.words(N_('row {row}'), row=str(self.judged.row))}  {name}   "
        undecided = NP_("{n} row undecided", "{n} rows undecided")
        chosen, _ = super().narrowed_by()
        return [(row, "plain"), *chosen], self.words(undecided, n=self.plan.counts[Outcome.UNDECIDED])

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        disputed = (problem for problem in self.judged.problems if problem.problem in BY_FIELD)
        self.show_others([self._conflict(one) for one in disputed])
        self.top_changed()

    def _conflict(self, problem: Problem) -> Conflict:
        """What a problem says of a field, in the words of whoever reads; not of whoever wrote the header."""
        label = KINDS[self.plan.source.kind].fields[problem.field].label
        said = problem.details
        return Conflict(problem.field, label, said.get(WAS), said[MINE], said[THEIRS])

    def text_of(self, _conflict: Conflict, value: Any) -> str:
        """The problem has its values in words already."""
        return self.words.value(value) or "—"

    # what is done

    def action_take_sheets(self) -> None:
        self.take(MINE)

    def action_take_cards(self) -> None:
        self.take(THEIRS)

    def action_take_as_left(self) -> None:
        self.take(WAS)

    def label_of(self, action: str) -> Message:
        return ALIKE_KEY if action == "all_alike" else super().label_of(action)

    def can(self, action: str) -> bool:
        match action:
            case "take_as_left":
                return self.came_back
            case "all_alike":
                return bool(self.chosen)
        return super().can(action)

    def action_save(self) -> None:
        self.run_once(self._choose, "settle")

    async def _choose(self) -> None:
        await self.room.store(choosing.choose, self.room.who(), self.plan.id, self.judged.row, self.chosen)
        if not await self._go_on() and not self.alone:
            self.room.say(ALL_CHOSEN)

    def action_all_alike(self) -> None:
        said = N_("{field}: {way}")
        chosen = [(one.label, self.chosen[one.field]) for one in self.conflicts if one.field in self.chosen]
        ways = [self.words(said, field=label, way=self.PICKED[way]) for label, way in chosen]
        self.app.push_screen(AskScreen(self.path(), ALIKE, ways=self.words.list(ways)), self._alike)

    def _alike(self, yes: bool | None) -> None:
        if yes:
            self.run_once(self._choose_alike, "settle")

    async def _choose_alike(self) -> None:
        alike = partial(choosing.choose_alike, self.room.who(), self.plan.id, self.judged.row, self.chosen)
        count = await self.room.store_slow(alike)
        self.room.say(NP_("Decided so in {n} row.", "Decided so in {n} rows."), n=count)
        await self._go_on()

    async def _go_on(self) -> bool:
        """To what is left of this row, or the next that waits for this; back where none is. Returns whether one was."""
        self.decided = True
        before = self.judged.row
        self.plan, row = await self.room.store(_next, self.room.who(), self.plan.id, before - 1)
        if row is None or (self.alone and row.row != before):
            self.dismiss(True)
            return False
        self.judged = row
        self._show()
        return True

    def action_back(self) -> None:
        self.dismiss(self.decided)


def _next(actor: Actor, plan_id: int, after: int) -> tuple[Plan, PlanRow | None]:
    """A plan as it is now, and the row behind another that is to be decided field by field."""
    return bring_in.plan(actor, plan_id), choosing.next_undecided(actor, plan_id, after, by_field=True)
