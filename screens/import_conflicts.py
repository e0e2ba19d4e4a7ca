"""Deciding a row that was changed in Excel and here: as it left, as the card says it now, as the sheet says it (X2)."""

from collections.abc import Sequence
from typing import Any

from locales.messages import N_, NC_, Message
from screens.actions import bind
from screens.field_by_field import FieldsScreen, Side
from store.acts import bring_in
from store.acts.card_merge import WAYS
from store.acts.kinds import KINDS
from store.acts.plans import CONFLICT, Plan, PlanRow, Problem
from store.cards import Conflict

MINE, THEIRS, WAS = WAYS


def disputed(row: PlanRow) -> list[Problem]:
    """The fields of a row that were changed on both sides."""
    return [problem for problem in row.problems if problem.problem == CONFLICT]


class ConflictsScreen(FieldsScreen[bool]):
    """Answers whether the row was decided."""

    BINDINGS = bind("take_sheets", "take_cards", "take_as_left", "save")
    KEYS = ("take_cards", "take_sheets", "take_as_left", "save", "back")
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
    ABOUT = N_(
        "These fields were changed in Excel and on the card since the list left. For each, → takes the sheet's value,"
        " ← leaves the card's, Backspace takes the value with which it left; then Ctrl+S."
    )

    def __init__(self, plan: Plan, row: PlanRow) -> None:
        super().__init__()
        self.plan, self.judged = plan, row

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), self.plan.source.file, self.judged.card_no or "", NC_("screen", "Changed meanwhile")]

    def on_mount(self) -> None:
        self.show_conflicts([self._conflict(one) for one in disputed(self.judged)])

    def _conflict(self, problem: Problem) -> Conflict:
        """What a problem says three ways, in the words of whoever reads; not of whoever wrote the header."""
        label = KINDS[self.plan.source.kind].fields[problem.field].label
        said = problem.details
        return Conflict(problem.field, label, said[WAS], said[MINE], said[THEIRS])

    def text_of(self, _conflict: Conflict, value: Any) -> str:
        """The problem has its values in words already."""
        return self.words.value(value) or "—"

    def action_take_sheets(self) -> None:
        self.take(MINE)

    def action_take_cards(self) -> None:
        self.take(THEIRS)

    def action_take_as_left(self) -> None:
        self.take(WAS)

    def action_save(self) -> None:
        self.run_once(self._choose, "settle")

    async def _choose(self) -> None:
        await self.room.store(bring_in.choose, self.room.who(), self.plan.id, self.judged.row, self.chosen)
        self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)
