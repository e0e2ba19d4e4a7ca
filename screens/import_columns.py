"""How a sheet is read: in which country's way, and which of its columns is which field; reading it anew that way."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult

from importers.sheets import bring, reading
from importers.sheets.kind import SheetKind
from locales.messages import N_, NC_, Message
from screens.actions import bind
from screens.form_screen import FormScreen
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from store.acts.plans import Plan
from store.fields import FIELDS

COUNTRY = FormField(
    "country",
    N_("Country"),
    Kind.CHOICE,
    tuple(FIELDS["country"].choices.items()),
    N_("Where phones without a country code are dialled, and how days and amounts are written."),
    optional=False,
)
HOLDS = FormField(
    "kind",
    N_("What the sheet holds"),
    Kind.CHOICE,
    help=N_("The kinds of sheets, the likeliest by its headers first. Another one is read with its own columns."),
    optional=False,
)
FILE_NOT_HERE = N_(
    "How the sheet was read. To read it otherwise, bring its file in once more (F10) and press F4 there."
)
HEADING_HELP = N_("The field that this column of the sheet is read as; empty: it is not read.")


def _fields(kind: SheetKind) -> Iterator[tuple[str, Message]]:
    """What a column may be read as: each field, and the place that a second one of some fields fills."""
    for column in kind.columns:
        yield column.name, column.label
        if column.again:
            yield column.again, FIELDS[column.again].label if column.again in FIELDS else column.label


class Reading(NamedTuple):
    """How to read a sheet anew."""

    country: str
    kind: str
    columns: Mapping[str, str] = {}


class ColumnsScreen(FormScreen[Reading | None]):
    """A field for each column. Without the file (`path` None) it only shows. Answers how to read the sheet anew."""

    CSS_PATH = "import_sheet.tcss"
    BINDINGS = bind("save")
    KEYS = ("save", "choose", "next_field", "back")
    ABOUT = N_("How the sheet is read. Change the country or what a column means, and the rows are judged anew.")

    def __init__(self, plan: Plan, path: Path | None) -> None:
        super().__init__()
        self.plan = plan
        self.file = path

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), self.plan.source.file, NC_("screen", "Columns")]

    def body(self) -> ComposeResult:
        known = tuple(_fields(bring.KINDS[self.plan.source.kind]))
        headings = self.plan.source.headings
        headers = [header for header, _ in headings]
        kinds = sorted(bring.KINDS.values(), key=lambda kind: -kind.recognise(headers))
        holds = HOLDS._replace(choices=tuple((kind.name, kind.title) for kind in kinds))
        fields = [
            FormField(f"column {place}", header, Kind.CHOICE, known, HEADING_HELP)
            for place, (header, _) in enumerate(headings)
        ]
        columns = reading.columns_of(self.plan.source)
        values = {f"column {place}": name or "" for place, name in enumerate(columns)}
        values |= {"country": self.plan.source.country, "kind": self.plan.source.kind}
        yield Form((COUNTRY, holds, *fields), values, editing=self.file is not None, two_columns_from=999)

    def hint(self) -> str:
        if self.file is None:
            return self.words(FILE_NOT_HERE)
        return super().hint()

    def about(self) -> Message:
        return self.ABOUT if self.file is not None else FILE_NOT_HERE

    @on(Form.Changed)
    def _changed(self) -> None:
        self.refresh_bindings()

    @on(Form.Submitted)
    def action_save(self) -> None:
        changes = self.form.changes
        headings = self.plan.source.headings
        columns = {
            header: self.form.values[f"column {place}"]
            for place, (header, _) in enumerate(headings)
            if f"column {place}" in changes
        }
        self.dismiss(Reading(self.form.values["country"], self.form.values["kind"], columns) if changes else None)

    def can(self, action: str) -> bool:
        return action != "save" or (self.is_mounted and bool(self.form.changes))
