"""Fields that say more than one thing, chosen one by one: the values side by side, a key for each, what holds at the
end of the line. What a colleague saved meanwhile, a submission, a sheet that differs from a card and two cards to be
merged are all chosen so (F12, F14, X1, X2)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, NamedTuple

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.base import Result, RoomScreen
from screens.card_texts import Customs
from screens.card_work import value_text
from screens.widgets.cells import width
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store.cards import ROW_TABLES, Conflict
from store.fields import FIELDS

HIDDEN = NC_("value", "not shown")
"""What stands for a value that is not for whoever reads."""
UNCHOSEN = "?"
LABEL_CELLS = 14
"""So wide is the column of the fields' names at least."""
WAS, THEIRS, MINE = "was", "theirs", "mine"
"""The values of a conflict, and mostly the ways to choose: what it was, what it says now, what is offered instead."""


class Disputed(NamedTuple):
    id: int
    conflict: Conflict


class Side(NamedTuple):
    """A column of values: the way that takes them, which value of a conflict they are, and what stands above."""

    way: str
    value: str
    head: Message


class FieldsScreen(RoomScreen[Result], Generic[Result]):
    """A line a field. `chosen` holds the way of each field that is chosen."""

    SIDES: ClassVar[Sequence[Side]] = ()
    """The values in their columns, from left to right; `sides` are those that the fields at hand have."""
    PICKED: ClassVar[Mapping[str, Message | str]] = {}
    """What the last column says of a field, by the way that is chosen; a side that is not among these only informs."""
    CHOICE = N_("Stays")
    """What stands above the last column."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: dict[str, str] = {}
        self.conflicts: Sequence[Conflict] = ()
        self.staff: Mapping[int, str] = {}
        """The names of those whom values name."""

    def body(self) -> ComposeResult:
        yield WindowList(self._columns(), marks=False)

    @property
    def rows(self) -> WindowList[Disputed]:
        return self.query_one(WindowList)

    @property
    def row(self) -> Disputed | None:
        """The field under the cursor."""
        return self.rows.row if self.is_mounted else None

    @property
    def customs(self) -> Customs:
        """How values are written here."""
        branch = self.room.branch
        return Customs(self.words, branch.country if branch else "", branch.currency if branch else "", self.staff)

    def on_mount(self) -> None:
        self.rows.focus()

    # what is shown

    def _columns(self) -> Sequence[Column[Disputed]]:
        def column(side: Side) -> Column[Disputed]:
            return Column(
                side.way,
                side.head,
                lambda row, _: self.value(row, side),
                12,
                grow=2,
                ink=lambda row: self._ink(row, side),
            )

        return [
            Column("field", N_("Field"), _label, LABEL_CELLS, grow=1),
            *self.between(),
            *(column(side) for side in self.sides),
            Column("choice", self.CHOICE, self._choice, 11, ink=lambda row: "accent" if self._way(row) else "amber"),
        ]

    @property
    def sides(self) -> Sequence[Side]:
        return self.SIDES

    def between(self) -> Sequence[Column[Disputed]]:
        """What stands between a field's name and its values."""
        return ()

    def _way(self, row: Disputed) -> str | None:
        return self.chosen.get(row.conflict.field)

    def takes(self, way: str | None, side: Side) -> bool:
        """Whether what is chosen by `way` is what stands on a side."""
        return way == side.way

    def _ink(self, row: Disputed, side: Side) -> str:
        if side.way not in self.PICKED:
            return "dim"
        return "mark" if self.takes(self._way(row), side) else "plain"

    def _choice(self, row: Disputed, words: Words) -> str:
        way = self._way(row)
        return self.unchosen if way is None else words.value(self.PICKED[way])

    @property
    def unchosen(self) -> str:
        """What the last column says of a field that is not chosen yet."""
        return UNCHOSEN

    def value(self, row: Disputed, side: Side) -> str:
        """A value as its column has it, which may cut it."""
        hidden = row.conflict.hidden and side.value != MINE
        return self.words(HIDDEN) if hidden else self.text_of(row.conflict, getattr(row.conflict, side.value))

    def text_of(self, conflict: Conflict, value: Any) -> str:
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
        """These fields, the cursor where it was."""
        self._list(conflicts, at=self.rows.row)

    def show_others(self, conflicts: Sequence[Conflict]) -> None:
        """Other fields than before, none of them chosen yet, the cursor on the first."""
        self.chosen = {}
        self.rows.show_columns(self._columns())
        self._list(conflicts)
        self.narrowing_changed()

    def _list(self, conflicts: Sequence[Conflict], at: Disputed | None = None) -> None:
        self.conflicts = conflicts
        self.rows.show_source(Listed(Disputed(place, found) for place, found in enumerate(conflicts)), at=at)

    def narrowed_by(self) -> tuple[list[Piece], str]:
        if not self.open_ones:
            return [(self.words(N_("All chosen; Ctrl+S saves.")), "accent")], ""
        return [(self.words(NP_("{n} field to choose", "{n} fields to choose"), n=self.open_ones), "amber")], ""

    def hint(self) -> str:
        """All values of the field under the cursor, behind its name where its column may cut that too."""
        row = self.row
        if row is None:
            return ""
        said = N_("{label}: {text}")
        sides = [(self.words(side.head), self.value(row, side)) for side in self.sides]
        label = _label(row, self.words)
        name = [label] if width(label) > LABEL_CELLS else []
        return " · ".join([*name, *(self.words(said, label=head, text=text) for head, text in sides)])

    @on(WindowList.Moved)
    @on(WindowList.Shown)
    def _other_row(self) -> None:
        self.message_changed()
        self.refresh_bindings()

    # choosing

    @property
    def open_ones(self) -> int:
        """How many fields are not chosen yet."""
        return len(self.conflicts) - len(self.chosen)

    def take(self, way: str) -> None:
        """Choose for the field under the cursor, and go on to the next."""
        if self.row is not None:
            self.chosen[self.row.conflict.field] = way
            self.rows.refresh()
            self.rows.action_down()
            self.narrowing_changed()
            self.refresh_bindings()

    def can(self, action: str) -> bool:
        return action != "save" or not self.open_ones


def _label(row: Disputed, words: Words) -> str:
    label = words(row.conflict.label)
    return f"{row.conflict.of} · {label}" if row.conflict.of else label
