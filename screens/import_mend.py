"""A row of a staged sheet, its cells as written, to be mended where they stand (X1)."""

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult

from importers.sheets import cells, mend
from locales.messages import N_, Message
from screens.actions import bind
from screens.form_screen import FormScreen
from screens.widgets.form import Form
from screens.widgets.form_field import FormField
from store.acts.plans import Plan, PlanRow

CELL_HELP = N_("Type the cell anew; it is understood as the others of its column are.")
SHEET_HAS = N_("The sheet has “{written}” here; typed so again, it is as it was.")
SHEET_HAS_NONE = N_("The sheet has nothing here.")


class MendScreen(FormScreen[Mapping[int, str] | None]):
    """A field for each cell, the cursor in the first that something is wrong with. Answers the cells typed anew, by
    their places."""

    CSS_PATH = "import_sheet.tcss"
    BINDINGS = bind("save")
    KEYS = ("save", "next_field", "back")
    ABOUT = N_(
        "The row as it stands in the sheet. Mend what is wrong; saved, the row is judged again at once. The file itself"
        " stays as it is."
    )

    def __init__(self, plan: Plan, row: PlanRow) -> None:
        super().__init__()
        self.plan = plan
        self.row = row
        self.mended = mend.mended_cells(row)
        self.wrong = mend.columns_in_question(plan, row)

    def path(self) -> Sequence[Message | str]:
        row = self.words(N_("row {row}"), row=str(self.row.row))
        return [*super().path(), self.plan.source.file, row]

    def body(self) -> ComposeResult:
        headings = self.plan.source.headings
        written = [cells.written(cell) for cell in cells.from_json(self.row.cells)]
        fields = [FormField(_name(place), header, help=CELL_HELP) for place, (header, _) in enumerate(headings)]
        values = {_name(place): text for place, text in enumerate(written)}
        yield Form(fields, values, editing=True, two_columns_from=999)

    def on_mount(self) -> None:
        super().on_mount()
        for place in self.wrong:
            header = self.plan.source.headings[place][0]
            problem = next(one for one in self.row.problems if one.column == header and not one.harmless)
            self.form.problem(_name(place), problem.message, problem.values)
        if self.wrong:
            self.form.go_to(_name(self.wrong[0]))
        self.form.edit()

    def hint(self) -> str:
        field = self.form.field if self.is_mounted else None
        cell = self.mended.get(int(field.name)) if field else None
        if cell is None:
            return super().hint()
        was = cells.written(cell.was)
        return self.words(SHEET_HAS, written=was) if was else self.words(SHEET_HAS_NONE)

    @on(Form.Changed)
    def _changed(self) -> None:
        self.refresh_bindings()

    @on(Form.Submitted)
    def action_save(self) -> None:
        self.dismiss({int(name): text for name, text in self.form.changes.items()} or None)

    def can(self, action: str) -> bool:
        return action != "save" or (self.is_mounted and bool(self.form.changes))


def _name(place: int) -> str:
    """A field is called by the place of its cell: a sheet's headers may be anything."""
    return str(place)
