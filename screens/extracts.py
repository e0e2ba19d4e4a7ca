"""The extracts of the branch (L7a): those that wait, those to print, those on paper and by when they come back."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual import on

from importers.papers import making
from importers.papers.making import Made
from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind, quiet
from screens.list_screen import SHOW_ALL, ListScreen
from screens.paper import PACK_FILE_HELP, PaperScreen
from screens.room import Room
from screens.sources import Windows
from screens.where import OVERDUE
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.window import Side
from screens.widgets.window_list import WindowList
from store import extracts
from store.access import Actor, Right
from store.acts import extract
from store.acts.extract import Extract
from store.extracts import DESTROYED, ENDINGS, LAST, RETURNED, ExtractRecord, told
from store.slips import STATES

ON_PAPER = NC_("extract", "on paper")
INKS = {"requested": "amber", "approved": "accent", "refused": "red"}
ENDED = {
    RETURNED: N_("Slip {slip}: the extract was given back."),
    DESTROYED: N_("Slip {slip}: the extract was destroyed."),
}


def _state(one: ExtractRecord, words: Words) -> str:
    if one.overdue:
        return words(OVERDUE, n=one.overdue)
    if one.state == "out":
        return words(ON_PAPER)
    return words(ENDINGS[one.ended]) if one.ended in ENDINGS else words(STATES[one.state])


def _ink(one: ExtractRecord) -> str:
    return "red" if one.overdue else INKS.get(one.state, "plain")


COLUMNS: Sequence[Column[ExtractRecord]] = (
    Column("slip", N_("Slip"), lambda one, _: str(one.slip), 9, right=True),
    Column("number", N_("Card no."), lambda one, _: one.card_no, 11),
    Column("name", N_("Name"), lambda one, _: one.name or "—", 8, grow=1),
    Column("for", N_("For"), lambda one, _: one.borrower, 8, grow=3),
    Column("due", N_("Due date"), lambda one, words: words.date(one.due, "short"), 12, ink=_ink),
    Column("state", N_("State"), _state, 14, ink=_ink),
    Column("sections", N_("Sections"), lambda one, words: told(one.sections, words), 14, grow=2, needs=92),
    Column("prints", N_("Prints"), lambda one, words: words.value(one.prints) if one.prints else "", 8, needs=112),
)


class ExtractsListed(Windows[ExtractRecord]):
    """The oldest first."""

    def __init__(self, room: Room, overdue: bool) -> None:
        super().__init__(room)
        self.overdue = overdue

    async def page(self, row: ExtractRecord | None, side: Side, limit: int) -> Sequence[ExtractRecord]:
        key = row.id if row is not None else None
        after = key if side == "after" else None
        before = (key or LAST) if side == "before" else None
        return await self.room.store(
            extracts.listed, self.room.who(), overdue=self.overdue, after=after, before=before, limit=limit
        )

    async def count(self) -> None:
        self.total = await self.room.store_slow(extracts.count, self.room.who(), overdue=self.overdue)


class ExtractsScreen(ListScreen[None, ExtractRecord]):
    """What is done is done to the whole slip under the cursor."""

    MARKS = False
    BINDINGS = [*bind("print_extract", "give_back", "overdue", "recall", "slip"), *quiet("destroyed")]
    NEEDS = {
        "print_extract": Right.EXTRACT, "give_back": Right.EXTRACT, "recall": Right.EXTRACT,
        "destroyed": Right.EXTRACT,
    }  # fmt: skip
    SHOWS = frozenset({"slip", "slip_card"})
    KEYS = ("open", "print_extract", "give_back", "destroyed", "overdue", "recall", "slip", "back")
    ABOUT = N_(
        "Extracts on paper for colleagues. Shift+F9 prints one that was approved, and counts each print; F8 notes that"
        " it was given back, Ctrl+Del that it was destroyed; F4 shows what is past its due date."
    )

    def __init__(self, *, overdue_only: bool = False) -> None:
        super().__init__()
        self.overdue_only = overdue_only

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Extracts")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        shown = self.words(N_("overdue only")) if self.overdue_only else ""
        return [(shown, "accent")], self.words(NP_("{n} extract", "{n} extracts"), n=self.total)

    def columns(self) -> Sequence[Column[ExtractRecord]]:
        return COLUMNS

    async def source(self) -> ExtractsListed:
        return ExtractsListed(self.room, self.overdue_only)

    def empty(self) -> str:
        if self.overdue_only:
            return self.words(N_("No extract is past its due date. F4 shows all."))
        return self.words(N_("There is no extract. F9 in the drawer or on a card asks for one."))

    def hint(self) -> str:
        """For whom it is, what for, and of which sections."""
        row = self.row
        return " · ".join((row.borrower, row.purpose, told(row.sections, self.words))) if row is not None else ""

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        from screens.card import CardScreen

        self.app.push_screen(CardScreen(event.row.card_id), self.came_back)

    def label_of(self, action: str) -> Message:
        return SHOW_ALL if action == "overdue" and self.overdue_only else super().label_of(action)

    def action_overdue(self) -> None:
        self.overdue_only = not self.overdue_only
        self.action_refresh()

    def action_print_extract(self) -> None:
        if self.row is not None:
            self.app.push_screen(ExtractPaperScreen(self.row.slip), self.came_back)

    def action_give_back(self) -> None:
        self.run_once(partial(self._end, RETURNED), "end")

    def action_destroyed(self) -> None:
        self.run_once(partial(self._end, DESTROYED), "end")

    async def _end(self, how: str) -> None:
        if self.row is None:
            return
        slip = self.row.slip
        await self.room.store(extracts.end, self.room.who(), slip, how)

        async def undo() -> None:
            await self.room.store(extracts.out_again, self.room.who(), slip)

        await self.read()
        self.room.say(ENDED[how], slip=str(slip), undo=undo)

    def action_recall(self) -> None:
        self.run_once(self._recall, "end")

    async def _recall(self) -> None:
        if self.row is not None:
            moved = await self.room.store(extracts.recall, self.room.who(), self.row.slip)
            await self.read()
            said = N_("Slip {slip}: asked back by {due}.")
            self.room.say(said, slip=str(moved[0].slip), due=moved[0].due)

    def action_slip(self) -> None:
        from screens.slip import SlipViewScreen

        if self.row is not None:
            self.app.push_screen(SlipViewScreen(self.row.id), self.came_back)

    def why_not(self, action: str) -> Message | None:
        said: dict[str, Message] = {
            "print_extract": N_("Only an extract that was approved is printed."),
            **dict.fromkeys(("give_back", "destroyed", "recall"), N_("This extract is not on paper.")),
        }
        return said.get(action)

    def can(self, action: str) -> bool:
        row = self.row
        match action:
            case "print_extract":
                able = row is not None and row.state in ("approved", "out") and not row.overdue
                return able and self.room.may(Right.EXTRACT)
            case "give_back" | "destroyed" | "recall":
                return row is not None and row.state == "out" and self.room.may(Right.EXTRACT)
            case "open" | "slip":
                return row is not None
        return True


class ExtractPaperScreen(PaperScreen[Extract]):
    """The extract of a slip, printed for the first time or again."""

    TITLE_WORD = NC_("screen", "Extract")
    FILE_HELP = PACK_FILE_HELP

    def __init__(self, slip: int) -> None:
        super().__init__()
        self.slip = slip

    def gather(self, actor: Actor) -> Extract:
        return extract.gather(actor, self.slip)

    def make(self, actor: Actor, gathered: Extract, path: Path, **how: Any) -> Made:
        return making.make_extract(actor, gathered, path, self.words, **how)

    def tell(self, gathered: Extract) -> str:
        said = NP_("Slip {slip}: {n} card for {borrower}", "Slip {slip}: {n} cards for {borrower}")
        return self.words(said, slip=str(gathered.number), n=len(gathered.cards), borrower=gathered.borrower)

    def file_name(self) -> str:
        return self.words(N_("extract-{slip}.pdf"), slip=str(self.slip))
