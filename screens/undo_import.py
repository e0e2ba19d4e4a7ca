"""What the undo of an import would do, before it is done: counts, what stays and why, and each field that was changed
since, to be chosen (X1)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.card_texts import Customs
from screens.list_screen import ListScreen
from screens.stopping import Stopping
from screens.undo_texts import UNDONE, field_label, told, value_of
from screens.widgets.cells import wrapped
from screens.widgets.chrome import Rule
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.text_lines import TextLines
from store.acts import undo
from store.acts.imported import Key
from store.acts.imports import ImportRecord
from store.acts.undo import ChangedSince, Choice, Look
from store.errors import Refused

CHOOSE = NP_(
    "{n} field was changed since. Choose: keep what it says now, or put it back.",
    "{n} fields were changed since. Choose: keep what they say now, or put them back.",
)
KEEP, RETURN, OPEN = NC_("choice", "keep"), NC_("choice", "put back"), NC_("choice", "to choose")
CHOSEN: Mapping[bool | None, Message] = {None: OPEN, False: KEEP, True: RETURN}
INKS = {None: "amber", False: "plain", True: "accent"}


class ChoiceLine(NamedTuple):
    """A field to be chosen. `id` is its place."""

    id: int
    choice: Choice


class UndoImportScreen(ListScreen[bool, ChoiceLine]):
    """Answers whether the import was undone."""

    MARKS = False
    BINDINGS = bind("undo_now", "keep_now", "return_it", "keep_all", "return_all")
    KEYS = ("undo_now", "keep_now", "return_it", "keep_all", "return_all", "back")
    CSS = "UndoImportScreen > #told { max-height: 9; margin: 0 0 1 0; }"
    ABOUT = N_(
        "Nothing is undone yet. New cards that nobody has touched go, with their goods and warranties; touched ones are"
        " archived. Fields return to what they were; one that was changed since is chosen: ← keeps it, → puts it"
        " back, with Shift all of them. F10 undoes the import in one step. Card numbers are not given again."
    )

    def __init__(self, one: ImportRecord) -> None:
        super().__init__()
        self.one = one
        self.look: Look | None = None
        self.chosen: dict[Key, bool] = {}
        self.undoing = Stopping(self)

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Imports"), str(self.one.number), NC_("screen", "Undo")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [(f"{self.one.file} › {self.one.sheet}", "plain")], self.words(
            NP_("{n} row", "{n} rows"), n=self.one.rows
        )

    def body(self) -> ComposeResult:
        yield TextLines(self._told, focus=False, fit=True, id="told")
        yield Rule()
        yield from super().body()

    def _told(self, across: int) -> list[list[Piece]]:
        if self.look is None:
            return [[("  " + self.words(N_("Looking…")), "dim")]]
        lines = [line for text in told(self.look, self.words) for line in wrapped(text, across - 4)]
        return [[("  " + line, "plain")] for line in lines]

    def columns(self) -> Sequence[Column[ChoiceLine]]:
        def state(line: ChoiceLine, words: Words) -> str:
            return words(CHOSEN[self.chosen.get(line.choice.key)])

        def value(name: str) -> Column[ChoiceLine]:
            def said(line: ChoiceLine, words: Words) -> str:
                return value_of(line.choice, getattr(line.choice, name), self._customs(words))

            return Column(name, VALUES[name], said, 10, grow=1)

        return (
            Column("card", N_("Card no."), lambda line, _: line.choice.customer.card_no, 9),
            Column("name", N_("Name"), lambda line, _: line.choice.customer.name, 10, grow=1, needs=100),
            Column("field", N_("Field"), lambda line, words: field_label(line.choice, words), 10, grow=1),
            value("old"),
            value("imported"),
            value("now"),
            Column(
                "chosen", NC_("column", "Choice"), state, 11, ink=lambda line: INKS[self.chosen.get(line.choice.key)]
            ),
        )

    def _ink(self, line: ChoiceLine) -> str:
        return INKS[self.chosen.get(line.choice.key)]

    def _customs(self, words: Words) -> Customs:
        branch = self.room.branch
        return Customs(words, branch.country if branch else "", branch.currency if branch else "", {})

    async def source(self) -> Listed[ChoiceLine]:
        self.look = await self.room.store_slow(undo.look, self.room.who(), self.one.number)
        self.query_one("#told", TextLines).again()
        self.room.note_seen([one.card for one in self.look.choices if one.card], "journal")
        return Listed(ChoiceLine(place, one) for place, one in enumerate(self.look.choices))

    def empty(self) -> str:
        return self.words(N_("No field was changed since: F10 undoes the import.")) if self.look is not None else ""

    def hint(self) -> str:
        """How far the undo is; or what is still to be chosen."""
        if self.undoing.progress is not None:
            done, count = self.undoing.progress
            undone = NP_("Undone {done} of {n} card. Esc stops.", "Undone {done} of {n} cards. Esc stops.")
            return self.words(undone, done=done, n=count) if count else self.words(N_("Undoing…"))
        left = self._left()
        return self.words(CHOOSE, n=left) if left else ""

    def _left(self) -> int:
        """How many fields are still to be chosen."""
        choices = self.look.choices if self.look is not None else ()
        return sum(one.key not in self.chosen for one in choices)

    def action_keep_now(self) -> None:
        self._choose(False)

    def action_return_it(self) -> None:
        self._choose(True)

    def _choose(self, put_back: bool) -> None:
        if self.row is not None:
            self.chosen[self.row.choice.key] = put_back
            self.rows.action_down()
            self._chosen_anew()

    def action_keep_all(self) -> None:
        self._choose_all(False)

    def action_return_all(self) -> None:
        self._choose_all(True)

    def _choose_all(self, put_back: bool) -> None:
        choices = self.look.choices if self.look is not None else ()
        self.chosen |= {one.key: put_back for one in choices}
        self._chosen_anew()

    def _chosen_anew(self) -> None:
        self.rows.refresh()
        self.message_changed()
        self.refresh_bindings()

    def action_undo_now(self) -> None:
        if self.undoing.progress is not None or self.look is None:
            return
        if self._left():
            self.room.say(CHOOSE, tone="problem", n=self._left())
            return
        self.run_once(self._undo, "undo")

    async def _undo(self) -> None:
        act = partial(undo.undo, chosen=dict(self.chosen))
        done = await self.undoing.run(act, self.room.who(), self.one.number)
        if done is not None:
            self.room.say(UNDONE, number=str(self.one.number))
            self.dismiss(True)

    def refused(self, refusal: Refused) -> None:
        """Somebody changed a field meanwhile: look again."""
        super().refused(refusal)
        if isinstance(refusal, ChangedSince):
            self.action_refresh()

    def can(self, action: str) -> bool:
        match action:
            case "keep_now" | "return_it" | "keep_all" | "return_all":
                return self.row is not None and self.undoing.progress is None
            case "undo_now":
                return self.look is not None and self.undoing.progress is None
        return True

    def action_back(self) -> None:
        if not self.undoing.stop():
            self.dismiss(False)


VALUES = {"old": NC_("column", "Before"), "imported": NC_("column", "Import's"), "now": NC_("column", "Now")}
