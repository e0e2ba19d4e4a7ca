"""The list, as found and notched, out to a workbook: what it is for is asked, and stands on every page (X2, K2)."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Event as Flag
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult

from importers.sheets import export
from importers.sheets.writing import FileExists
from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.ask import REPLACE, AskScreen
from screens.form_screen import FormScreen
from screens.widgets.form import Form
from screens.widgets.form_field import FormField
from store import cards, find, listing
from store.access import Actor
from store.acts.take_out import PurposeNeeded
from store.cards import CardRow

PAGE = 500
FILE_NAME = N_("cards.xlsx")
"""How the workbook is called where only its folder is said."""
FIELDS = (
    FormField("purpose", N_("Purpose"), help=N_("What the list is for; it is kept in the journal and printed on it.")),
    FormField(
        "file", N_("File"), help=N_("Where the workbook is written; another file is replaced only if you say so.")
    ),
)


class Wanted(NamedTuple):
    """Which cards: the marked ones, else what find and notches leave, in the order of the list."""

    marked: Sequence[int] = ()
    text: str = ""
    notches: Mapping[str, frozenset[str]] = {}
    order: str = "name"
    downwards: bool = False


def rows(actor: Actor, wanted: Wanted) -> Iterator[CardRow]:
    """The cards, read page by page."""
    ids = list(wanted.marked) or (list(find.find(actor, wanted.text, wanted.notches).ids) if wanted.text else [])
    if ids or wanted.text:
        for start in range(0, len(ids), PAGE):
            yield from cards.rows_of(actor, ids[start : start + PAGE])
        return
    last: CardRow | None = None
    while page := listing.page(actor, wanted.order, wanted.downwards, wanted.notches, last, "after", PAGE):
        yield from page
        last = page[-1]


class StoppedByHand(Exception):
    """Somebody pressed Esc while the workbook was being written."""


class ExportScreen(FormScreen[None]):
    """A purpose and a file; Esc stops, and then there is no file."""

    BINDINGS = bind("save")
    KEYS = ("save", "next_field", "back")
    FIELD_OF = {PurposeNeeded: "purpose"}
    ABOUT = N_("Writes the cards as listed, or the marked ones, to a workbook. Who, when and what for stand on it.")

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted
        self.written: int | None = None
        self.stopped = Flag()

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Export")]

    def body(self) -> ComposeResult:
        yield Form(
            FIELDS, {"file": str(Path.cwd() / self.words(FILE_NAME))}, editing=True, fit=True, two_columns_from=999
        )

    def hint(self) -> str:
        if self.written is None:
            return super().hint()
        return self.words(NP_("{n} card written. Esc stops.", "{n} cards written. Esc stops."), n=self.written)

    @on(Form.Submitted)
    def action_save(self) -> None:
        self._begin(overwrite=False)

    def _begin(self, *, overwrite: bool) -> None:
        if self.written is None:
            self.run_once(partial(self._write, overwrite), "export")

    def _replace(self, yes: bool | None) -> None:
        if yes:
            self._begin(overwrite=True)

    async def _write(self, overwrite: bool) -> None:
        path = Path(os.path.expanduser(self.form.values.get("file", "").strip())).absolute()
        if path.is_dir():
            path /= self.words(FILE_NAME)
        if path.suffix.casefold() != ".xlsx":
            path = path.with_name(path.name + ".xlsx")
        self.written = 0
        self.stopped.clear()
        watching = self.set_interval(0.2, self.message_changed)
        purpose = self.form.values.get("purpose", "")
        try:
            count = await self.room.store_slow(self._export, self.room.who(), path, purpose, overwrite)
        except FileExists:
            self.app.push_screen(AskScreen(self.path(), REPLACE, file=str(path)), self._replace)
        except StoppedByHand:
            self.room.say(N_("Stopped. No file was written."))
        else:
            self.room.say(NP_("{n} card is in {file}.", "{n} cards are in {file}."), n=count, file=str(path))
            self.dismiss(None)
        finally:
            watching.stop()
            self.written = None

    def _export(self, actor: Actor, path: Path, purpose: str, overwrite: bool) -> int:
        return export.export(
            actor,
            export.CARDS,
            rows(actor, self.wanted),
            path,
            self.words,
            purpose=purpose,
            overwrite=overwrite,
            watch=self._watch,
        )

    def _watch(self, count: int) -> None:
        """Told by the thread that writes."""
        self.written = count
        if self.stopped.is_set():
            raise StoppedByHand

    def action_back(self) -> None:
        if self.written is not None:
            self.stopped.set()
        else:
            self.dismiss(None)
