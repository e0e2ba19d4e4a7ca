"""The sheets that were brought into this branch, the newest first, and the rows of each (X1)."""

from collections.abc import Sequence
from functools import partial

from textual import on

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.import_sheet import PlanScreen
from screens.list_screen import ListScreen
from screens.room import Room
from screens.sources import Windows
from screens.widgets.cells import wrapped
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.window import Side
from screens.widgets.window_list import WindowList
from store.acts import bring_in, imports
from store.acts.imports import ImportRecord
from store.acts.plans import OUTCOME_NAMES, Outcome, Plan

UNDONE = NC_("import", "undone")
UNDONE_BY = N_("undone by {by} on {day}")
BROUGHT_BY = N_("brought in by {by} on {day}")
HASH = N_("SHA-256 of the file: {hash}")


def columns(room: Room) -> Sequence[Column[ImportRecord]]:
    zone = room.branch.zone if room.branch else None

    def when(one: ImportRecord, words: Words) -> str:
        return words.moment(one.at, zone, "short")

    def counted(*outcomes: Outcome) -> Column[ImportRecord]:
        def told(one: ImportRecord, words: Words) -> str:
            count = sum(one.counts[outcome] for outcome in outcomes)
            return words.number(count) if count else ""

        name = outcomes[0].value
        label = LEFT if name == Outcome.REJECTED else OUTCOME_NAMES[outcomes[0]]
        return Column(name, label, told, 9, right=True, needs=NEEDS[outcomes[0]])

    def state(one: ImportRecord, words: Words) -> str:
        return words(UNDONE) if one.undone_at else ""

    return (
        Column("number", NC_("column", "No."), lambda one, _: str(one.number), 5, right=True),
        Column("file", N_("File"), lambda one, _: one.file, 12, grow=2),
        Column("when", N_("When"), when, 16),
        Column("who", NC_("column", "By"), lambda one, _: one.by, 8, grow=1),
        *(counted(outcome) for outcome in WRITTEN_APART),
        counted(Outcome.REJECTED, Outcome.UNDECIDED),
        Column("state", N_("State"), state, 9, ink=lambda _: "amber"),
    )


LEFT = NC_("column", "Left over")
WRITTEN_APART = (Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.HELD)
NEEDS = {
    Outcome.NEW: 0, Outcome.UPDATED: 84, Outcome.UNCHANGED: 112, Outcome.DUPLICATE: 124, Outcome.HELD: 134,
    Outcome.REJECTED: 96,
}  # fmt: skip
"""How many cells of a screen each count needs to be shown."""


class ImportsListed(Windows[ImportRecord]):
    """The newest first."""

    async def page(self, row: ImportRecord | None, side: Side, limit: int) -> Sequence[ImportRecord]:
        number = row.number if row is not None else None
        return await self.room.store(imports.page, self.room.who(), number, side, limit)

    async def count(self) -> None:
        self.total = await self.room.store_slow(imports.count, self.room.who())


class ImportsScreen(ListScreen[None, ImportRecord]):
    """What is said of the one under the cursor stands on the message line."""

    MARKS = False
    BINDINGS = bind("undo_import")
    SHOWS = frozenset({"import"})
    KEYS = ("open", "undo_import", "refresh", "back")
    ABOUT = N_(
        "The sheets that were brought in, with what their rows came to. Enter shows the rows; Del shows what the undo"
        " of the whole import would do, before anything is undone. Clerks undo their own imports, managers any."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Imports")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [], self.words(NP_("{n} import", "{n} imports"), n=self.total)

    def columns(self) -> Sequence[Column[ImportRecord]]:
        return columns(self.room)

    async def source(self) -> ImportsListed:
        return ImportsListed(self.room)

    def empty(self) -> str:
        return self.words(N_("No sheet was brought in yet. F10 in the drawer brings one in."))

    def hint(self) -> str:
        return about(self.room, self.row) if self.row is not None else ""

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        self.run(partial(self._show, event.row), group="open", exclusive=True)

    async def _show(self, one: ImportRecord) -> None:
        plan = await self.room.store(bring_in.plan, self.room.who(), one.id)
        self.app.push_screen(BroughtScreen(plan, one), self.came_back)

    def action_undo_import(self) -> None:
        if self.row is not None:
            undo(self, self.row)

    def can(self, action: str) -> bool:
        if action == "undo_import":
            return self.row is not None and imports.may_undo(self.room.who(), self.row)
        return action != "open" or self.row is not None


def undo(screen: "ImportsScreen | BroughtScreen", one: ImportRecord) -> None:
    """Show what the undo of an import would do."""
    from screens.undo_import import UndoImportScreen

    screen.app.push_screen(UndoImportScreen(one), screen.came_back)


def about(room: Room, one: ImportRecord) -> str:
    """What is said of an import on one line: what its rows came to, kind, sheet, the beginning of the file's hash, and
    its undo."""
    words = room.words
    counts = [
        f"{words(OUTCOME_NAMES[outcome])} {words.number(count)}" for outcome, count in one.counts.items() if count
    ]
    kind = words.value(one.title)
    said = [_undone(room, one), words.list(counts), one.sheet, kind, one.short_digest]
    return " · ".join(part for part in said if part)


def _undone(room: Room, one: ImportRecord) -> str:
    if one.undone_at is None or room.branch is None:
        return ""
    day = room.words.moment(one.undone_at, room.branch.zone, "short")
    return room.words(UNDONE_BY, by=one.undone_by or "", day=day)


class BroughtScreen(PlanScreen):
    """The rows of an import that was written, to be looked at."""

    BINDINGS = bind("undo_import")
    KEYS = ("problems", "problem_sheet", "undo_import", "back")
    CSS = "BroughtScreen > #notes { max-height: 5; } BroughtScreen > #said { height: 6; }"

    def __init__(self, plan: Plan, one: ImportRecord) -> None:
        super().__init__(plan)
        self.one = one

    def path(self) -> Sequence[Message | str]:
        path = super(PlanScreen, self).path()
        return [*path, NC_("screen", "Imports"), str(self.one.number), self.one.file, self.one.sheet]

    def about(self) -> Message | None:
        return ABOUT_ROWS

    def _say_what_waits(self) -> None:
        """Nothing waits."""

    def _notes(self, across: int) -> list[list[Piece]]:
        """By whom and when, the file's hash whole, and the undo."""
        zone = self.room.branch.zone if self.room.branch else None
        day = self.words.moment(self.one.at, zone, "short")
        said = [self.words(BROUGHT_BY, by=self.one.by, day=day), self.words(HASH, hash=self.one.digest)]
        lines: list[list[Piece]] = [[("  " + line, "dim")] for text in said for line in wrapped(text, across - 4)]
        undone = _undone(self.room, self.one)
        return [*lines, [("  " + undone, "amber")]] if undone else lines

    def action_undo_import(self) -> None:
        undo(self, self.one)

    def came_back(self, undone: bool | None = None) -> None:
        if undone:
            self.dismiss(True)

    def can(self, action: str) -> bool:
        if action == "undo_import":
            return imports.may_undo(self.room.who(), self.one)
        return super().can(action)


ABOUT_ROWS = N_(
    "The rows of this import as they were written. Tab shows those that were left over; Ctrl+E makes a workbook of"
    " them; Del shows what the undo of the whole import would do."
)
