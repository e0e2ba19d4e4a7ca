"""Choosing the sheet to bring in: files of a folder, and sheets that were judged and still wait (X1)."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from locales.messages import N_
from screens.actions import quiet
from screens.judging import FOLDER, THIS, TYPED, UP, Entry, Judged, JudgingScreen, waiting_entries
from screens.typed_list import MOVES, TypedList
from screens.widgets.drawn import Piece
from screens.widgets.line_input import LineInput, ListInput
from screens.widgets.listed import Listed
from screens.widgets.window import Slice
from screens.widgets.window_list import WindowList
from store.acts.plans import Plan

SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv")
TEXTS = (".txt",)
"""Sheets only if their first line has columns: Excel writes some so, but most such files are notes."""


class Listing(NamedTuple):
    """What can be chosen in a folder, and its other files by name: these may still be typed."""

    folder: Path
    entries: Sequence[Entry] = ()
    others: Sequence[str] = ()

    def fitting(self, name: str, *, typed_folder: bool) -> tuple[list[Entry], int]:
        """What a typed part of a name leaves, and which of it Enter takes: the name itself, else one that begins so.
        Where a folder was typed, with a separator behind it, Enter goes there."""
        wanted = name.casefold()
        fits = [entry for entry in self.entries if wanted in entry.name.casefold()]
        if typed_folder:
            fits = [entry for entry in fits if entry.plan is None]
        if typed_folder and not name:
            return [Entry(0, "./", THIS, self.folder), *fits], 0
        if name in self.others:
            return [Entry(0, name, TYPED, self.folder / name), *fits], 0
        names = [entry.name.rstrip("/").casefold() for entry in fits]
        exact = (place for place, found in enumerate(names) if found == wanted)
        begun = (place for place, found in enumerate(names) if found.startswith(wanted))
        return fits, next(exact, next(begun, 0))


def entries_of(folder: Path, waiting: Sequence[Plan]) -> Iterator[Entry]:
    """What can be chosen in `folder`: what waits first, then folders, then sheets, the newest first."""
    yield from waiting_entries(waiting)
    number = len(waiting)
    if folder.parent != folder:
        yield Entry(number := number + 1, "..", UP, folder.parent)
    try:
        found = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except (OSError, ValueError):
        return
    for path in sorted((path for path in found if path.is_dir()), key=lambda path: path.name.casefold()):
        yield Entry(number := number + 1, f"{path.name}/", FOLDER, path)
    sheets = [path for path in found if path.is_file() and _may_be_sheet(path)]
    for path in sorted(sheets, key=lambda path: -path.stat().st_mtime):
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        yield Entry(number := number + 1, path.name, f"{changed:%Y-%m-%d}", path)


def _may_be_sheet(path: Path) -> bool:
    """Whether `path` is worth showing; what is not may still be typed."""
    if path.suffix.lower() not in TEXTS:
        return path.suffix.lower() in SHEETS
    try:
        with path.open("rb") as file:
            return b"\t" in file.readline(4096)
    except OSError:
        return False


class ImportFileScreen(TypedList, JudgingScreen):
    """A folder's sheets under a field for a path. Answers the sheet that was judged, to be looked at."""

    BINDINGS = quiet(*MOVES)
    KEYS = ("submit", "open", "show_imports", "back")
    ABOUT = N_(
        "Choose the sheet that an office sent: .xlsx, .xls, .ods or .csv. It is read and every row is judged; nothing"
        " is written before you have looked and agreed."
    )
    HINT = N_("Type a part of a name, or a whole path; Enter takes the line under the cursor.")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path.cwd()
        self.listing = Listing(self.folder)

    def narrowing(self) -> ComposeResult:
        yield ListInput(placeholder=str(self.folder), id="path")

    def empty(self) -> str:
        folder, name, _ = self._split()
        if name:
            return self.words(N_("Nothing in {folder} is called so."), folder=str(folder))
        return self.words(N_("There is no sheet in this folder."))

    @property
    def typed(self) -> LineInput:
        return self.query_one(LineInput)

    def on_mount(self) -> None:
        self.rows.can_focus = False
        self.typed.focus()
        self.run(self._read)

    async def _read(self) -> None:
        await self.read_waiting()
        await self._go_to(self.folder)

    async def _go_to(self, folder: Path) -> None:
        self.folder = folder
        self.typed.placeholder = str(folder)
        self.typed.retype("")
        await self._list(folder)

    async def _list(self, folder: Path) -> None:
        self.listing = await self.room.compute(_listed, folder, self.waiting)
        self._show_fitting()

    def _split(self) -> tuple[Path, str, bool]:
        """The folder that is meant, what is typed behind it, and whether the folder was typed."""
        text = self.typed.value.strip()
        if text == "~":
            text += "/"
        end = max(text.rfind("/"), text.rfind(os.sep)) + 1
        folder = os.path.normpath(self.folder / os.path.expanduser(text[:end])) if end else self.folder
        return Path(folder), text[end:], end > 0

    @on(Input.Changed)
    def _narrow(self) -> None:
        folder = self._split()[0]
        if folder == self.listing.folder:
            self._show_fitting()
        else:
            self.run(partial(self._list, folder), exclusive=True, group="folder")

    def _show_fitting(self) -> None:
        _, name, typed_folder = self._split()
        fits, place = self.listing.fitting(name, typed_folder=typed_folder)
        self.rows.show_found(Listed(fits), Slice(fits, True, True, place, 0))

    @on(Input.Submitted)
    @on(WindowList.Opened)
    def _chosen(self) -> None:
        if self.judging.progress is None:
            self.run(self._choose, exclusive=True, group="folder")

    async def _choose(self) -> None:
        """Take the line under the cursor; where nothing is called as what is typed, take that, which says why not."""
        folder, name, _ = self._split()
        if folder != self.listing.folder:
            await self._list(folder)
        row = self.rows.row
        if row is not None and row.plan is not None:
            self.dismiss(Judged(row.plan, None))
        elif row is not None and row.path is not None and row.told in (FOLDER, UP, THIS):
            await self._go_to(row.path)
        elif row is not None and row.path is not None:
            self.take(row.path)
        elif self.typed.value.strip():
            self.take(folder / name)

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [], ""


def _listed(folder: Path, waiting: Sequence[Plan]) -> Listing:
    entries = list(entries_of(folder, waiting))
    offered = {entry.path for entry in entries}
    try:
        others = [path.name for path in folder.iterdir() if path not in offered and path.is_file()]
    except (OSError, ValueError):
        others = []
    return Listing(folder, entries, others)
