"""Choosing when a save meets something: what a colleague saved meanwhile, field by field; likely doubles; a reason."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.actions import bind
from screens.base import RoomScreen
from screens.card_texts import Customs
from screens.field_by_field import MINE, THEIRS, WAS, FieldsScreen, Side
from screens.form_screen import FormScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store.access import OnlyOnFile, OnlyOnFileNobodys
from store.cards import ChangedMeanwhile
from store.doubles import Double


class MeanwhileScreen(FieldsScreen[Mapping[str, bool] | None]):
    """Three columns: what it was, mine, theirs; one key a row. Answers which fields stay mine."""

    BINDINGS = bind("take_mine", "take_theirs", "save")
    KEYS = ("take_theirs", "take_mine", "save", "back")
    SIDES = (
        Side(WAS, WAS, N_("It was")),
        Side(THEIRS, THEIRS, NC_("value", "theirs")),
        Side(MINE, MINE, NC_("value", "mine")),
    )
    PICKED = {side.way: side.head for side in SIDES[1:]}
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
        self.room.say(self.refusal.message, tone="problem", **self.refusal.values)

    def action_take_mine(self) -> None:
        self.take(MINE)

    def action_take_theirs(self) -> None:
        self.take(THEIRS)

    def action_save(self) -> None:
        self.dismiss({field: way == MINE for field, way in self.chosen.items()})

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
        self, title: Message, label: Message | str, help: Message | None, text: str = "", *, at: Sequence[Message | str]
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
