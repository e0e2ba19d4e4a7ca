"""A sheet as it was judged, before anything is written: every row, what was understood, what is wrong (X1, W1)."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from importers.sheets import bring, mend, problems
from importers.sheets.reading import columns_of
from importers.sheets.writing import FileExists
from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.ask import REPLACE, AskScreen
from screens.base import RoomScreen
from screens.choose import ReasonScreen
from screens.import_columns import ColumnsScreen, Reading
from screens.import_conflicts import ConflictsScreen
from screens.import_decide import DecideScreen
from screens.import_mend import MendScreen
from screens.import_row import INKS, notes_of, row_columns, said_of
from screens.import_source import SOUND, PlanRows, SheetLine
from screens.list_screen import SHOW_ALL
from screens.stopping import Stopping
from screens.widgets.chrome import Rule
from screens.widgets.drawn import Piece
from screens.widgets.text_lines import TextLines
from screens.widgets.window_list import WindowList
from screens.workbook import workbook_file
from store.acts import bring_in, choosing
from store.acts.kind import Kind
from store.acts.kinds import KINDS
from store.acts.plans import OUTCOME_NAMES, Outcome, Plan, PlanRow


class PlanScreen(RoomScreen[bool]):
    """The rows above, what is to be said of the one under the cursor below. Answers whether anything was written."""

    CSS_PATH = "import_sheet.tcss"
    BINDINGS = bind("edit", "mend_alike", "columns", "problems", "write", "problem_sheet")
    KEYS: ClassVar[tuple[str, ...]] = (
        "edit", "open", "mend_alike", "write", "problems", "columns", "problem_sheet", "back",
    )  # fmt: skip
    ABOUT = N_(
        "Every row with its outcome. F2 mends the row under the cursor, or decides whose it is; Enter opens any row to"
        " be mended. Sound and held rows are written in one step, F10; those left over go to a workbook of problems, to"
        " be brought in again. Esc leaves the sheet to wait."
    )

    def __init__(self, plan: Plan, file: Path | None = None) -> None:
        """`file` is where the sheet lies, if it may be read anew from here."""
        super().__init__()
        self.plan = plan
        self.file = file
        self.problems_only = False
        self.writing = Stopping(self)
        self.fixes: Sequence[mend.Fix] = ()
        """What was mended last, if other rows have the same there."""

    @property
    def kind(self) -> Kind:
        return KINDS[self.plan.source.kind]

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), self.kind.title, self.plan.source.file, self.plan.source.sheet]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        pieces: list[Piece] = []
        if self.problems_only:
            pieces.append((self.words(N_("problems only")) + "  ", "mark"))
        written = self.plan.number is not None
        if written:
            pieces.append((self.words(WRITTEN, number=str(self.plan.number), n=self.plan.to_write) + "   ", "accent"))
        for outcome, name in OUTCOME_NAMES.items():
            count = self.plan.counts[outcome]
            if count and not (written and outcome in SOUND):
                pieces.append((f"{self.words(name)} {self.words.number(count)}   ", INKS[outcome]))
        return pieces, self.words(NP_("{n} row", "{n} rows"), n=self.plan.rows)

    def body(self) -> ComposeResult:
        yield TextLines(self._notes, focus=False, fit=True, id="notes")
        yield WindowList(row_columns(self.kind, lambda: self.plan), marks=False, empty=self._empty)
        yield Rule()
        yield TextLines(self._said, focus=False, id="said")

    def _empty(self) -> str:
        if self.plan.number is not None:
            return self.words(N_("Everything of this sheet is written. Tab shows all rows."))
        return self.words(N_("Nothing is wrong with this sheet. F10 writes it; Tab shows all rows."))

    def about(self) -> Message | None:
        return self.ABOUT if self.plan.number is None else ABOUT_WRITTEN

    @property
    def rows(self) -> "WindowList[SheetLine]":
        return self.query_one(WindowList)

    def on_mount(self) -> None:
        self.rows.focus()
        self._show()
        self._say_what_waits()

    def _say_what_waits(self) -> None:
        self._say_judged(NOT_WRITTEN)

    def _say_judged(self, message: Message) -> None:
        """That the rows are judged, or why none of them can be written."""
        undecided = self.plan.counts[Outcome.UNDECIDED]
        if self.plan.to_write or not undecided:
            self.room.say(message if self.plan.to_write else NOTHING_TO_WRITE)
        else:
            self.room.say(ALL_UNDECIDED, n=undecided)

    def _show(self) -> None:
        source = PlanRows(self.room, self.plan, problems_only=self.problems_only)
        self.rows.show_source(source)
        self.run(source.read_numbers, group="numbers", exclusive=True)
        self.narrowing_changed()
        for lines in self.query(TextLines):
            lines.again()

    # what is said of the sheet and of a row

    @on(WindowList.Moved)
    @on(WindowList.Shown)
    def _moved(self) -> None:
        """Another row, or the same one judged anew."""
        self.query_one("#said", TextLines).again()
        self.refresh_bindings()

    def _said(self, across: int) -> list[list[Piece]]:
        """All that is to be said of the row under the cursor."""
        if not self.is_mounted or self.rows.row is None:
            return []
        return said_of(self.plan, self.rows.row.row, self.words, across)

    def _notes(self, across: int) -> list[list[Piece]]:
        """What is said of the whole sheet, until it is written."""
        return notes_of(self.plan, self.words, across) if self.plan.number is None else []

    # what is done

    def action_problems(self) -> None:
        self.problems_only = not self.problems_only
        self._show()

    def action_edit(self) -> None:
        if self.rows.row is None:
            return
        row = self.rows.row.row
        if choosing.waits_by_field(row):
            self.app.push_screen(ConflictsScreen(self.plan, row), self._decided)
        elif row.outcome is Outcome.UNDECIDED:
            self.app.push_screen(DecideScreen(self.plan, row), self._decided)
        else:
            self._open(row)

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        if self.can("edit"):
            self._open(event.row.row)

    def _open(self, row: PlanRow) -> None:
        def mended(typed: Mapping[int, str] | None) -> None:
            if typed:
                self.run_once(partial(self._mend, row, typed), "mend")

        self.app.push_screen(MendScreen(self.plan, row), mended)

    async def _mend(self, row: PlanRow, typed: Mapping[int, str]) -> None:
        who = self.room.who()
        self.plan, mended = await self.room.store_slow(mend.mend, who, self.plan, row, typed)
        fixes = [fix for fix in mended if fix.place not in mend.twins(self.plan, row)]
        others = await self.room.store_slow(mend.alike, who, self.plan, fixes)
        self.fixes = fixes if others else ()
        judged = await self.room.store(mend.row_of, who, self.plan, row.row)
        self._show_again()
        outcome = self.words(OUTCOME_NAMES[judged.outcome])
        if others:
            self.room.say(MENDED_OTHERS, row=str(row.row), outcome=outcome, n=len(others))
        else:
            self.room.say(MENDED, row=str(row.row), outcome=outcome)

    def action_mend_alike(self) -> None:
        self.run_once(self._mend_alike, "mend")

    async def _mend_alike(self) -> None:
        fixes, self.fixes = self.fixes, ()
        self.plan, count = await self.room.store_slow(mend.mend_alike, self.room.who(), self.plan, fixes)
        self._show_again()
        self.room.say(NP_("{n} row more is mended.", "{n} rows more are mended."), n=count)

    def _decided(self, decided: bool | None) -> None:
        if decided:
            self.run(self._read_plan, group="plan", exclusive=True)

    async def _read_plan(self) -> None:
        self.plan = await self.room.store(bring_in.plan, self.room.who(), self.plan.id)
        self._show_again()

    def _show_again(self) -> None:
        """The rows and counts as they are now, the cursor where it was."""
        if isinstance(source := self.rows.source, PlanRows):
            source.judged_again(self.plan)
        self.rows.read_again()
        self.narrowing_changed()
        self.refresh_bindings()

    def action_columns(self) -> None:
        self.app.push_screen(ColumnsScreen(self.plan, None if self.plan.number else self.file), self._read_anew)

    def _read_anew(self, reading: Reading | None) -> None:
        if reading is not None and self.file is not None:
            self.run(partial(self._judge_anew, self.file, reading), group="plan", exclusive=True)

    async def _judge_anew(self, file: Path, reading: Reading) -> None:
        self.room.say(N_("Reading…"))
        source, kind = self.plan.source, bring.KINDS[reading.kind]
        headers = [header for header, _ in source.headings]
        columns = {name: field for name, field in zip(headers, columns_of(source), strict=True) if field}
        columns |= reading.columns
        if reading.kind != source.kind:
            columns = {}
        judge = partial(bring.stage, sheet=source.sheet, country=reading.country, columns=columns)
        self.plan = await self.room.store_slow(judge, self.room.who(), file, kind)
        self.rows.show_columns(row_columns(self.kind, lambda: self.plan))
        self._show()
        self._say_judged(N_("The rows are judged anew."))

    def action_write(self) -> None:
        if self.writing.progress is None:
            self.run_once(self._write, "write")

    async def _write(self) -> None:
        try:
            plan = await self.writing.run(bring_in.commit, self.room.who(), self.plan.id)
        finally:
            self.refresh_bindings()
        if plan is None:
            return
        self.plan = plan
        if plan.left_over:
            self.problems_only = True
            self._show()
            self.room.say(WRITTEN_SOME, number=str(plan.number), n=plan.to_write, left=plan.left_over)
        else:
            held = plan.counts[Outcome.HELD]
            said = WRITTEN_HELD if held else WRITTEN_ALL
            self.room.say(said, number=str(plan.number), n=plan.to_write, held=held)
            self.dismiss(True)

    def action_problem_sheet(self) -> None:
        self.app.push_screen(
            ReasonScreen(
                NC_("screen", "Problem workbook"),
                N_("File"),
                N_("Mend the rows in Excel and bring the workbook in again."),
                self.room.files.offered(self._problems_name()),
                at=self.path(),
            ),
            self._file_named,
        )

    def _file_named(self, name: str | None) -> None:
        if name is not None:
            self._write_problems_to(workbook_file(self.room, name, self._problems_name), overwrite=False)

    def _problems_name(self) -> str:
        return self.words(N_("{name} problems.xlsx"), name=Path(self.plan.source.file).stem)

    def _write_problems_to(self, path: Path, *, overwrite: bool) -> None:
        self.run_once(partial(self._write_problems, path, overwrite), "write")

    async def _write_problems(self, path: Path, overwrite: bool) -> None:
        def replace(yes: bool | None) -> None:
            if yes:
                self._write_problems_to(path, overwrite=True)

        write = partial(problems.write_problems, overwrite=overwrite)
        try:
            count = await self.room.store_slow(write, self.room.who(), self.plan, path, self.words)
        except FileExists:
            self.app.push_screen(AskScreen(self.path(), REPLACE, file=self.room.files.told(path)), replace)
            return
        self.room.files.hand_over(path)
        self.room.say(NP_("{n} row is in {file}.", "{n} rows are in {file}."), n=count, file=self.room.files.told(path))

    def on_unmount(self) -> None:
        super().on_unmount()
        self.room.files.forget(self.file)

    def keys_in_order(self) -> Sequence[str]:
        """Enter stands beside F2 only where it does something else, and nowhere once the rows are written."""
        keys = super().keys_in_order()
        return keys if self._to_decide and self.can("edit") else [name for name in keys if name != "open"]

    @property
    def _to_decide(self) -> bool:
        """Whether the row under the cursor waits for a person's word."""
        row = self.rows.row if self.is_mounted else None
        return row is not None and row.row.outcome is Outcome.UNDECIDED

    def label_of(self, action: str) -> Message:
        match action:
            case "edit" if self._to_decide:
                return DECIDE
            case "edit" | "open":
                return MEND
            case "problems" if self.problems_only:
                return SHOW_ALL
        return super().label_of(action)

    def can(self, action: str) -> bool:
        row = self.rows.row if self.is_mounted else None
        written = self.plan.number is not None
        waits = not written and self.writing.progress is None
        match action:
            case "edit":
                return waits and row is not None and bool(self.plan.source.reading)
            case "mend_alike":
                return waits and bool(self.fixes)
            case "write":
                return waits and self.plan.to_write > 0
            case "columns":
                return not written
            case "problem_sheet":
                return self.plan.left_over > 0
        return True

    def hint(self) -> str:
        """How far the write is."""
        if self.writing.progress is None:
            return ""
        done, count = self.writing.progress
        if not count:
            return self.words(N_("Writing…"))
        written = NP_("Written {done} of {n} row. Esc stops.", "Written {done} of {n} rows. Esc stops.")
        return self.words(written, done=done, n=count)

    def action_back(self) -> None:
        if self.writing.stop():
            return
        if self.plan.number is None:
            self.room.say(N_("The sheet waits; nothing of it is written yet."))
        self.dismiss(self.plan.number is not None)


DECIDE, MEND = NC_("key", "Decide"), NC_("key", "Mend")
MENDED = N_("Row {row} is judged again: {outcome}.")
MENDED_OTHERS = NP_(
    "Row {row} is judged again: {outcome}. {n} other row has the same there; Ctrl+R mends it too.",
    "Row {row} is judged again: {outcome}. {n} other rows have the same there; Ctrl+R mends them too.",
)
ABOUT_WRITTEN = N_(
    "The sound rows are written. What is left over was not: Ctrl+E makes a workbook of it, to be mended and brought in"
    " again. Esc goes back to the cards."
)
NOT_WRITTEN = N_("Nothing is written yet. Look through the rows; F10 writes them.")
ALL_UNDECIDED = NP_(
    "No row can be written before {n} undecided row is decided: F2.",
    "No row can be written before some of the {n} undecided rows are decided: F2.",
)
NOTHING_TO_WRITE = N_("No row of this sheet can be written as it is read now. Below stands why.")
WRITTEN = NP_("Import {number}: {n} row written", "Import {number}: {n} rows written")
WRITTEN_ALL = NP_("Import {number}: {n} row is written.", "Import {number}: {n} rows are written.")
WRITTEN_HELD = NP_(
    "Import {number}: {n} row is written, {held} of them held until somebody looks (Shift+F12).",
    "Import {number}: {n} rows are written, {held} of them held until somebody looks (Shift+F12).",
)
WRITTEN_SOME = NP_(
    "Import {number}: {n} row is written, {left} left over; Ctrl+E makes their workbook.",
    "Import {number}: {n} rows are written, {left} left over; Ctrl+E makes their workbook.",
)
