"""The list, as found and notched, out to a workbook: what it is for is asked, and stands on every page (X2, K2)."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult

from importers.sheets import export
from importers.sheets.writing import FileExists
from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.ask import REPLACE, AskScreen
from screens.form_screen import FormScreen
from screens.stopping import Stopping
from screens.widgets.form import Form
from screens.widgets.form_field import FormField
from store.access import Actor
from store.acts import lists
from store.acts.take_out import AskFirst, ListTooLong, PurposeNeeded
from store.wanted import Wanted

FILE_NAME = N_("cards.xlsx")
"""How the workbook is called where only its folder is said."""
FIELDS = (
    FormField("purpose", N_("Purpose"), help=N_("What the list is for; it is kept in the journal and printed on it.")),
    FormField(
        "file", N_("File"), help=N_("Where the workbook is written; another file is replaced only if you say so.")
    ),
)


TOO_LONG = N_("This list has more than {most} rows: a manager has to approve it. Ask for it now?")
NOT_ALONE = N_("A list leaves your hands only once a manager has approved it. Ask for this one now?")
ASKED = NP_(
    "Asked for the list of {n} row, slip {slip}. Once it is approved, Enter in F12 takes it out.",
    "Asked for the list of {n} rows, slip {slip}. Once it is approved, Enter in F12 takes it out.",
)


class ExportScreen(FormScreen[None]):
    """A purpose and a file; Esc stops, and then there is no file."""

    BINDINGS = bind("save")
    KEYS = ("save", "next_field", "back")
    FIELD_OF = {PurposeNeeded: "purpose"}
    ABOUT = N_(
        "Writes the cards as listed, or the marked ones, to a workbook. Who, when and what for stand on it. A list that"
        " is longer than the branch allows is asked for here, and taken out once a manager has approved it."
    )

    def __init__(self, wanted: Wanted, slip: int | None = None) -> None:
        """`slip` is the one on which `wanted` was approved."""
        super().__init__()
        self.wanted = wanted
        self.slip = slip
        self.writing = Stopping(self, N_("Stopped. No file was written."))

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Export")]

    def body(self) -> ComposeResult:
        fields = FIELDS if self.slip is None else FIELDS[1:]
        file = str(Path.cwd() / self.words(FILE_NAME))
        yield Form(fields, {"file": file}, editing=True, fit=True, two_columns_from=999)

    def hint(self) -> str:
        if self.writing.progress is None:
            return super().hint()
        written, _ = self.writing.progress
        return self.words(NP_("{n} card written. Esc stops.", "{n} cards written. Esc stops."), n=written)

    @on(Form.Submitted)
    def action_save(self) -> None:
        self._begin(overwrite=False)

    def _begin(self, *, overwrite: bool) -> None:
        if self.writing.progress is None:
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
        purpose = self.form.values.get("purpose", "")
        try:
            count = await self.writing.run(partial(self._export, overwrite), self.room.who(), path, purpose)
        except FileExists:
            self.app.push_screen(AskScreen(self.path(), REPLACE, file=str(path)), self._replace)
        except (ListTooLong, AskFirst) as refusal:
            self.room.note_refused(refusal)
            question = TOO_LONG if isinstance(refusal, ListTooLong) else NOT_ALONE
            self.app.push_screen(AskScreen(self.path(), question, **refusal.values), self._asked)
        else:
            if count is not None:
                self.room.say(NP_("{n} card is in {file}.", "{n} cards are in {file}."), n=count, file=str(path))
                self.dismiss(None)

    def _export(self, overwrite: bool, actor: Actor, path: Path, purpose: str, *, watch: Any) -> int:
        more: dict[str, Any] = {"overwrite": overwrite, "watch": watch}
        if self.slip is not None:
            return export.export_slip(actor, self.slip, path, self.words, **more)
        return export.export_wanted(actor, self.wanted, path, self.words, purpose=purpose, **more)

    def _asked(self, yes: bool | None) -> None:
        if yes:
            self.run_once(self._ask, "export")

    async def _ask(self) -> None:
        purpose = self.form.values.get("purpose", "")
        asked = await self.room.store_slow(lists.ask, self.room.who(), self.wanted, purpose)
        self.room.say(ASKED, n=asked.rows, slip=str(asked.slip))
        self.dismiss(None)

    def action_back(self) -> None:
        if not self.writing.stop():
            super().action_back()
