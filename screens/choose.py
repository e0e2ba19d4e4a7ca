"""Choosing when a save meets something: what a colleague saved meanwhile, field by field; likely doubles; a reason."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, NamedTuple

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.base import Result, RoomScreen
from screens.card_texts import Customs
from screens.card_work import value_text
from screens.form_screen import FormScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store.access import OnlyOnFile, OnlyOnFileNobodys
from store.cards import ROW_TABLES, ChangedMeanwhile, Conflict
from store.doubles import Double
from store.fields import FIELDS

HIDDEN = NC_("value", "not shown")
"""What stands for a value that is not for whoever reads."""


class Disputed(NamedTuple):
    id: int
    conflict: Conflict


class FieldsScreen(RoomScreen[Result], Generic[Result]):
    """Fields that say more than one thing, a key a row: what each was, what it says now, what is offered instead.

    `mine` holds what was chosen, by field: whether the offered value is taken.
    """

    MINE = NC_("value", "mine")
    THEIRS = NC_("value", "theirs")
    PICKED: ClassVar[Mapping[bool, Message]] = {True: MINE, False: THEIRS}
    """What the last column says of a field that is chosen."""
    CHOICE = N_("Stays")

    def __init__(self) -> None:
        super().__init__()
        self.mine: dict[str, bool] = {}
        self.conflicts: Sequence[Conflict] = ()

    def body(self) -> ComposeResult:
        yield WindowList(self._columns(), marks=False)

    @property
    def rows(self) -> WindowList[Disputed]:
        return self.query_one(WindowList)

    @property
    def customs(self) -> Customs:
        raise NotImplementedError

    def _columns(self) -> Sequence[Column[Disputed]]:
        def shown(value: str) -> Any:
            return lambda row, words: (
                words(HIDDEN)
                if row.conflict.hidden and value != "mine"
                else self._text(row.conflict, getattr(row.conflict, value))
            )

        def picked(mine: bool) -> Any:
            return lambda row: "mark" if self.mine.get(row.conflict.field) is mine else "plain"

        def choice(row: Disputed, words: Words) -> str:
            mine = self.mine.get(row.conflict.field)
            return self.unchosen if mine is None else words(self.PICKED[mine])

        return [
            Column("field", N_("Field"), _label, 14, grow=1),
            Column("was", N_("It was"), shown("was"), 12, grow=2, ink=lambda _: "dim"),
            Column("theirs", self.THEIRS, shown("theirs"), 12, grow=2, ink=picked(False)),
            Column("mine", self.MINE, shown("mine"), 12, grow=2, ink=picked(True)),
            Column("stays", self.CHOICE, choice, 9, ink=lambda _: "accent"),
        ]

    def _text(self, conflict: Conflict, value: Any) -> str:
        """A value as a person reads it; a whole person or goods by all that is said of it."""
        table, _, rest = conflict.field.partition(":")
        if not rest:
            return value_text(FIELDS[conflict.field], value, self.customs) or "—"
        name = rest.partition(":")[2]
        if name:
            return value_text(ROW_TABLES[table][name], value, self.customs) or "—"
        infos = ROW_TABLES[table]
        texts = [value_text(infos[name], said, self.customs) for name, said in (value or {}).items() if said]
        return self.words.list(texts) or "—"

    def show_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = conflicts
        at = self.rows.row
        self.rows.show_source(Listed(Disputed(place, found) for place, found in enumerate(conflicts)), at=at)

    @property
    def unchosen(self) -> str:
        """What the last column says of a field that is not chosen yet."""
        return "?"

    @property
    def open_ones(self) -> int:
        """How many fields are not chosen yet."""
        return len(self.conflicts) - len(self.mine)

    def _take(self, mine: bool) -> None:
        if self.rows.row is not None:
            self.mine[self.rows.row.conflict.field] = mine
            self.rows.refresh()
            self.rows.action_down()
            self.narrowing_changed()
            self.refresh_bindings()


def _label(row: Disputed, words: Words) -> str:
    label = words(row.conflict.label)
    return f"{row.conflict.of} · {label}" if row.conflict.of else label


class MeanwhileScreen(FieldsScreen[Mapping[str, bool] | None]):
    """Three columns: what it was, mine, theirs; one key a row. Answers which fields stay mine."""

    BINDINGS = bind("take_mine", "take_theirs", "save")
    KEYS = ("take_theirs", "take_mine", "save", "back")
    ABOUT = N_(
        "A colleague saved this card while you were typing. For each field, → keeps yours and ← theirs; then save."
    )

    def __init__(self, refusal: ChangedMeanwhile, customs: Customs) -> None:
        super().__init__()
        self.refusal = refusal
        self._customs = customs

    @property
    def customs(self) -> Customs:
        return self._customs

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), self.refusal.card_no, NC_("screen", "Changed meanwhile")]

    def on_mount(self) -> None:
        self.show_conflicts(self.refusal.conflicts)
        self.rows.focus()
        self.room.say(self.refusal.message, tone="problem", **self.refusal.values)

    def narrowed_by(self) -> tuple[list[Piece], str]:
        if not self.open_ones:
            return [(self.words(N_("All chosen; Ctrl+S saves.")), "accent")], ""
        return [(self.words(NP_("{n} field to choose", "{n} fields to choose"), n=self.open_ones), "amber")], ""

    def action_take_mine(self) -> None:
        self._take(True)

    def action_take_theirs(self) -> None:
        self._take(False)

    def can(self, action: str) -> bool:
        return action != "save" or not self.open_ones

    def action_save(self) -> None:
        self.dismiss(self.mine)

    def action_back(self) -> None:
        self.dismiss(None)


class DoubleRow(NamedTuple):
    id: int
    double: Double


class DoublesScreen(RoomScreen[bool]):
    """Cards that may be the same customer, each to be looked at. Answers whether to save all the same."""

    BINDINGS = bind("save_anyway")
    KEYS = ("open", "save_anyway", "back")
    ABOUT = N_(
        "These cards may be the same customer. Enter looks at one, and Esc there comes back here; Ctrl+S saves what you"
        " typed as a card of its own, Esc goes back to type on."
    )

    def __init__(self, doubles: Sequence[Double], look_at: Callable[[int], RoomScreen[Any]]) -> None:
        """`look_at` makes the screen of a card."""
        super().__init__()
        self.doubles = doubles
        self.look_at = look_at

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Likely doubles")]

    def body(self) -> ComposeResult:
        yield WindowList(DOUBLE_COLUMNS, marks=False)

    def on_mount(self) -> None:
        found: WindowList[DoubleRow] = self.query_one(WindowList)
        found.show_source(Listed(DoubleRow(double.card_id, double) for double in self.doubles))
        found.focus()

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [(self.words(N_("This customer may have a card already.")), "amber")], ""

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        self.app.push_screen(self.look_at(event.row.id))

    def action_save_anyway(self) -> None:
        self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)


def _same(row: DoubleRow, words: Words) -> str:
    """What is the same; of a card that may not be seen, who looks after it."""
    double = row.double
    if double.name is not None:
        return words.list(double.why)
    on_file = OnlyOnFile if double.salesperson else OnlyOnFileNobodys
    return words(on_file.message, card_no=double.card_no, salesperson=double.salesperson)


DOUBLE_COLUMNS: Sequence[Column[DoubleRow]] = (
    Column("number", N_("Card no."), lambda row, _: row.double.card_no, 10),
    Column("name", N_("Name"), lambda row, _: row.double.name or "—", 16, grow=1),
    Column("why", N_("What is the same"), _same, 24, grow=2, ink=lambda _: "amber"),
)


NOTHING_TYPED = N_("Fill this in first; Esc goes back and does nothing.")


class ReasonScreen(FormScreen[str | None]):
    """One line to type: a reason, a purpose, a file's name."""

    KEYS = ("submit", "back")

    def __init__(
        self, title: Message, label: Message, help: Message, text: str = "", *, at: Sequence[Message | str]
    ) -> None:
        """`at` is where it is asked: what is archived, say, or exported."""
        super().__init__()
        self.at = at
        self.told = title
        self.field = FormField("text", label, help=help, wide=True)
        self.text = text

    def path(self) -> Sequence[Message | str]:
        return [*self.at, self.told]

    def body(self) -> ComposeResult:
        yield Form((self.field,), {"text": self.text}, editing=True, fit=True)

    @on(Form.Submitted)
    def _submitted(self) -> None:
        text = self.form.values.get("text", "").strip()
        if text:
            self.dismiss(text)
        else:
            self.room.say(NOTHING_TYPED, tone="problem")
