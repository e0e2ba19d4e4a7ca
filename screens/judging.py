"""What choosing a sheet ends with, wherever its file comes from: every row is judged, and nothing is written (X1)."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from textual.app import ComposeResult

from importers.sheets import bring
from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.base import RoomScreen
from screens.room import Room
from screens.stopping import Stopping
from screens.widgets.columns import Column
from screens.widgets.window_list import WindowList
from store.acts import bring_in
from store.acts.plans import Plan

WAITING, FOLDER, UP = N_("waits to be written"), N_("folder"), N_("the folder above")
THIS, TYPED = N_("the folder that is typed"), N_("the file that is typed")
FETCH, FETCHED = N_("Choose a file…"), N_("on your computer")


class Entry(NamedTuple):
    """A file, a folder, a sheet that waits, or the way to a file elsewhere."""

    id: int
    name: str
    told: Message | str
    path: Path | None = None
    plan: Plan | None = None


class Judged(NamedTuple):
    """A staged sheet, and its file if it is known here."""

    plan: Plan
    file: Path | None


def waiting_entries(waiting: Sequence[Plan], first: int = 1) -> Iterator[Entry]:
    """The sheets that were judged and still wait, numbered from `first`."""
    for number, plan in enumerate(waiting, start=first):
        yield Entry(number, f"{plan.source.file} › {plan.source.sheet}", WAITING, None, plan)


def _name_ink(entry: Entry) -> str:
    return "amber" if entry.plan else "accent" if entry.told in (FOLDER, UP, THIS, FETCHED) else "plain"


def _name(entry: Entry, words: Words) -> str:
    return words(FETCH) if entry.told is FETCHED else entry.name


def _told(entry: Entry, words: Words) -> str:
    return words.value(entry.told)


COLUMNS: Sequence[Column[Entry]] = (
    Column("name", N_("File"), _name, 30, grow=1, ink=_name_ink),
    Column("told", N_("Last change"), _told, 22, ink=lambda _: "dim"),
)


class JudgingScreen(RoomScreen[Judged | None]):
    """A list to choose from. Answers the sheet that was judged, to be looked at."""

    BINDINGS = bind("show_imports")
    HINT: Message
    """What is said while nothing is being judged."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Plan] = []
        self.judging = Stopping(self)

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Bring in a sheet")]

    def body(self) -> ComposeResult:
        yield WindowList(COLUMNS, marks=False, empty=self.empty)

    def empty(self) -> str:
        """Why there is nothing to choose."""
        return ""

    @property
    def rows(self) -> "WindowList[Entry]":
        return self.query_one(WindowList)

    async def read_waiting(self) -> None:
        self.waiting = await self.room.store_slow(bring_in.waiting, self.room.who())

    def take(self, path: Path) -> None:
        self.run_once(partial(self.judge, path), "judge")

    async def judge(self, path: Path) -> None:
        """Judge the sheet in the slow thread; Esc stops it, and then nothing is left of it."""
        plan = await self.judging.run(bring.stage, self.room.who(), path, None)
        if plan is not None:
            self.dismiss(Judged(plan, path))

    def hint(self) -> str:
        if self.judging.progress is None:
            return self.words(self.HINT)
        done, count = self.judging.progress
        if not count:
            return self.words(N_("Reading…"))
        judged = NP_("Judged {done} of {n} row. Esc stops.", "Judged {done} of {n} rows. Esc stops.")
        return self.words(judged, done=done, n=count)

    def action_back(self) -> None:
        if not self.judging.stop():
            self.dismiss(None)

    def action_show_imports(self) -> None:
        from screens.imports import ImportsScreen

        if self.judging.progress is None:
            self.app.push_screen(ImportsScreen())


def choosing(room: Room) -> JudgingScreen:
    """The screen on which a sheet is chosen: of a folder here, or of the person's computer."""
    from screens.import_fetched import ImportFetchedScreen
    from screens.import_file import ImportFileScreen

    return ImportFileScreen() if room.files.here else ImportFetchedScreen()
