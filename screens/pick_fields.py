"""Choosing the fields that a workbook has: one line a field, marked by Space as cards are in the drawer (X2)."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.base import RoomScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store.acts.card_columns import GROUPS, ROWS, TABLES
from store.fields import FIELDS, SECTIONS

_SECTIONS: Mapping[str, Message] = dict(SECTIONS)
_OF_ROWS = {table: GROUPS[group] for group, table in TABLES.items()}


class FieldRow(NamedTuple):
    """A field that may be chosen."""

    id: int
    name: str
    label: Message


def _section(row: FieldRow, words: Words) -> str:
    """The section of the card in which a field stands; "" for a section of its own."""
    if row.name in FIELDS:
        return words(_SECTIONS[FIELDS[row.name].section])
    return words(_OF_ROWS[ROWS[row.name].table]) if row.name in ROWS else ""


FIELD: Column[FieldRow] = Column("field", N_("Field"), lambda row, words: words(row.label), 24, grow=2)
SECTION: Column[FieldRow] = Column("section", N_("Section"), _section, 16, grow=1, ink=lambda _: "dim")


class PickFieldsScreen(RoomScreen[tuple[str, ...] | None]):
    """The fields of a list or a sheet, those chosen marked. Answers the names of the marked ones, in their order."""

    BINDINGS = bind("accept")
    KEYS = ("mark", "accept", "unmark_all", "back")
    ABOUT = N_(
        "Space or Enter marks a field, and lets it go again; Ctrl+S takes the marked ones. Esc leaves all as it was."
    )

    def __init__(
        self,
        fields: Mapping[str, Message],
        chosen: Collection[str],
        at: Sequence[Message | str],
        *,
        of_cards: bool,
        always: Message | None = None,
    ) -> None:
        """`fields` are those to choose from, by name; `chosen` those marked at first; `at` is where it is asked. Those
        of cards stand in sections. `always` says which are not asked about."""
        super().__init__()
        self.always = always
        self.columns = (FIELD, SECTION) if of_cards else (FIELD,)
        self.at = at
        self.fields = [FieldRow(place, name, label) for place, (name, label) in enumerate(fields.items())]
        self.chosen = frozenset(chosen)

    def path(self) -> Sequence[Message | str]:
        return [*self.at, NC_("screen", "Fields")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        count = len(self.rows.marks) if self.is_mounted else 0
        return [(self.words(NP_("{n} field chosen", "{n} fields chosen"), n=count), "accent" if count else "amber")], ""

    def hint(self) -> str:
        return self.words(self.always) if self.always is not None else ""

    def body(self) -> ComposeResult:
        yield WindowList(self.columns)

    @property
    def rows(self) -> "WindowList[FieldRow]":
        return self.query_one(WindowList)

    def on_mount(self) -> None:
        self.rows.marks = {row.id: row for row in self.fields if row.name in self.chosen}
        self.rows.show_source(Listed(self.fields))
        self.rows.focus()

    @on(WindowList.Marked)
    def _marked(self) -> None:
        self.narrowing_changed()
        self.refresh_bindings()

    @on(WindowList.Opened)
    def _opened(self) -> None:
        self.rows.action_mark()

    def can(self, action: str) -> bool:
        return action != "accept" or (self.is_mounted and bool(self.rows.marks))

    def action_accept(self) -> None:
        self.dismiss(tuple(row.name for row in self.fields if row.id in self.rows.marks))

    def action_back(self) -> None:
        self.dismiss(None)
