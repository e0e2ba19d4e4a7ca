"""An empty sheet for an office to fill in and send back: its kind, its fields, its file and language (X2)."""

from collections.abc import Mapping, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from importers.sheets import templates
from importers.sheets.cards import CARDS
from importers.sheets.kinds import KINDS
from importers.sheets.writing import FileExists
from locales.messages import N_, NC_, NP_, Message
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.workbook import CHOSEN, COLUMNS, LANGUAGE, USUAL, WorkbookScreen

KIND = FormField(
    "kind",
    N_("What the sheet holds"),
    Kind.CHOICE,
    tuple((name, kind.title) for name, kind in KINDS.items()),
    N_("Which sheet the office is to send: each has fields of its own."),
    optional=False,
)
WRITTEN = NP_("A template with {n} column is in {file}.", "A template with {n} columns is in {file}.")


class TemplateScreen(WorkbookScreen):
    """A kind of sheet, its fields, a file."""

    FILE_NAME = N_("template.xlsx")
    ABOUT = N_(
        "Writes an empty sheet with the headers that are understood here, drop-downs for choices, and a second sheet"
        " that says what each column takes. An office fills it in; F10 in the drawer brings it in."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Template")]

    def body(self) -> ComposeResult:
        values = {"kind": next(iter(KINDS)), **self.usual_values}
        yield Form((KIND, COLUMNS, self.file_field, LANGUAGE), values, editing=True, fit=True, two_columns_from=999)

    @property
    def kind(self) -> str:
        return self.form.values["kind"]

    @property
    def of_cards(self) -> bool:
        return self.kind == CARDS.name

    def fields_known(self) -> Mapping[str, Message]:
        return templates.fields_of(self.kind)

    def fields_usual(self) -> Sequence[str]:
        return templates.usual_fields(self.kind)

    @on(Form.Changed)
    def _another_kind(self, event: Form.Changed) -> None:
        """Fields that were chosen for one kind are none of another."""
        if event.name == KIND.name:
            self.chosen = ()
            if self.form.values["columns"] == CHOSEN:
                self.form.put("columns", USUAL)

    def write(self, *, overwrite: bool) -> None:
        self.run_once(partial(self._write, overwrite), "template")

    async def _write(self, overwrite: bool) -> None:
        path = self.target()
        write = partial(templates.write_template, fields=self.wanted_fields, overwrite=overwrite)
        try:
            count = await self.room.compute(write, self.kind, path, self.file_words)
        except FileExists:
            self.ask_to_replace(path)
        else:
            self.written(WRITTEN, path, count)
