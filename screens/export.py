"""The list, as found and notched, out to a workbook: what it is for is asked, and stands on every page (X2, K2)."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual.app import ComposeResult

from importers.sheets import export
from importers.sheets.writing import FileExists
from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.ask import AskScreen
from screens.stopping import Stopping
from screens.widgets.form import Form
from screens.widgets.form_field import FormField
from screens.workbook import COLUMNS, LANGUAGE, WorkbookScreen
from store.access import Actor
from store.acts import lists
from store.acts.take_out import AskFirst, ListTooLong, PurposeNeeded
from store.wanted import Wanted

FILE_NAME = N_("cards.xlsx")
PURPOSE = FormField(
    "purpose", N_("Purpose"), help=N_("What the list is for; it is kept in the journal and printed on it.")
)
TOO_LONG = N_("This list has more than {most} rows: a manager has to approve it. Ask for it now?")
NOT_ALONE = N_("A list leaves your hands only once a manager has approved it. Ask for this one now?")
ASKED = NP_(
    "Asked for the list of {n} row, slip {slip}. Once it is approved, Enter in F12 takes it out.",
    "Asked for the list of {n} rows, slip {slip}. Once it is approved, Enter in F12 takes it out.",
)


class ExportScreen(WorkbookScreen):
    """A purpose, the fields, a file; Esc stops, and then there is no file."""

    FILE_NAME = FILE_NAME
    ALWAYS = N_("A card's number and name are always there.")
    FIELD_OF = {PurposeNeeded: "purpose"}
    ABOUT = N_(
        "Writes the cards as listed, or the marked ones, to a workbook. Who, when and what for stand on it. A list that"
        " is longer than the branch allows is asked for here, and taken out once a manager has approved it."
    )

    def __init__(self, wanted: Wanted, slip: int | None = None) -> None:
        """`slip` is the one on which `wanted` was approved, with its fields."""
        super().__init__()
        self.narrowed = wanted
        self.slip = slip
        self.writing = Stopping(self, N_("Stopped. No file was written."))

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Export")]

    def body(self) -> ComposeResult:
        fields = (PURPOSE, self.file_field, COLUMNS, LANGUAGE) if self.slip is None else (self.file_field, LANGUAGE)
        yield Form(fields, self.usual_values, editing=True, fit=True, two_columns_from=999)

    def fields_known(self) -> Mapping[str, Message]:
        return export.fields_to_choose(self.narrowed.list)

    def fields_usual(self) -> Sequence[str]:
        return export.usual_fields(self.narrowed.list)

    @property
    def of_cards(self) -> bool:
        return self.narrowed.list == export.CARDS.name

    @property
    def wanted(self) -> Wanted:
        """The list with the fields that the form asks for."""
        return self.narrowed if self.slip is not None else self.narrowed._replace(fields=self.wanted_fields)

    def hint(self) -> str:
        if self.writing.progress is None:
            return super().hint()
        written, _ = self.writing.progress
        return self.words(NP_("{n} card written. Esc stops.", "{n} cards written. Esc stops."), n=written)

    def write(self, *, overwrite: bool) -> None:
        if self.writing.progress is None:
            self.run_once(partial(self._write, overwrite), "export")

    async def _write(self, overwrite: bool) -> None:
        path, in_words = self.target(), self.file_words
        export_ = partial(self._export, self.wanted, path, in_words)
        purpose = self.form.values.get("purpose", "")
        try:
            count = await self.writing.run(export_, self.room.who(), purpose, overwrite)
        except FileExists:
            self.ask_to_replace(path)
        except (ListTooLong, AskFirst) as refusal:
            self.room.note_refused(refusal)
            question = TOO_LONG if isinstance(refusal, ListTooLong) else NOT_ALONE
            self.app.push_screen(AskScreen(self.path(), question, **refusal.values), self._asked)
        else:
            if count is not None:
                self.written(NP_("{n} card is in {file}.", "{n} cards are in {file}."), path, count)

    def _export(
        self, wanted: Wanted, path: Path, in_words: Words, actor: Actor, purpose: str, overwrite: bool, *, watch: Any
    ) -> int:
        more: dict[str, Any] = {"overwrite": overwrite, "watch": watch}
        if self.slip is not None:
            return export.export_slip(actor, self.slip, path, in_words, **more)
        return export.export_wanted(actor, wanted, path, in_words, purpose=purpose, **more)

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
