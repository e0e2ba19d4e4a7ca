"""The notches to pick from: one line a value, with how many cards would remain, before it is picked (F9)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message as Event

from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.actions import bind
from screens.room import Room, room_of
from screens.widgets.columns import Column
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import notches
from store.fields import FIELDS
from store.notches import NotchCount

ARCHIVED = "archived"
NONE = NC_("notch", "none")
LABELS: Mapping[str, Message] = {name: FIELDS[name].label for name in notches.NOTCHES} | {ARCHIVED: N_("Archive")}
ARCHIVED_CARDS = N_("archived cards")


class NotchRow(NamedTuple):
    """A notch (`value` None) or one of its values."""

    id: int
    notch: str
    value: str | None
    label: Message | str
    cards: int | None
    picked: bool


def value_label(notch: str, value: str, label: str = "") -> Message | str:
    """What a value is called: a choice by its words, anything else by itself."""
    if notch == ARCHIVED:
        return ARCHIVED_CARDS
    return FIELDS[notch].choices.get(value, label or value) if value else NONE


def _text(row: NotchRow, words: Words) -> str:
    if row.value is None:
        return words.value(row.label)
    return f"{'■' if row.picked else '□'} {words.value(row.label)}"


def _ink(row: NotchRow) -> str:
    if row.notch == "grade" and row.value:
        return f"grade-{row.value.lower()}"
    return "head" if row.value is None else "mark" if row.picked else "plain"


def _count(row: NotchRow, words: Words) -> str:
    return words.number(row.cards) if row.cards is not None else ""


COLUMNS: Sequence[Column[NotchRow]] = (
    Column("value", N_("Notch"), _text, 16, grow=1, ink=_ink),
    Column("count", N_("Cards"), _count, 9, right=True, ink=lambda row: "dim" if not row.cards else "plain"),
)


class NotchPanel(Vertical, inherit_bindings=False):
    """Takes the preview's place while notches are picked. Space picks or lets go; the list follows at once."""

    BINDINGS = bind("choose")
    DEFAULT_CSS = """
    NotchPanel { width: 44; border-left: solid $rule; }
    """
    MOST: ClassVar[int] = 12
    """Values of one notch that are shown, the most frequent first."""

    class Picked(Event):
        """Other values are picked than before."""

        def __init__(self, notches: Mapping[str, frozenset[str]]) -> None:
            super().__init__()
            self.notches = notches

    def __init__(self) -> None:
        super().__init__()
        self.picked: dict[str, frozenset[str]] = {}
        self.labels: dict[tuple[str, str], Message | str] = {}
        self.text = ""
        self.counts: Mapping[str, Sequence[NotchCount]] = {}

    def compose(self) -> ComposeResult:
        yield WindowList(COLUMNS, marks=False, id="values")

    @property
    def room(self) -> Room:
        return room_of(self)

    @property
    def rows(self) -> "WindowList[NotchRow]":
        return self.query_one(WindowList)

    def focus(self, scroll_visible: bool = True) -> "NotchPanel":
        self.rows.focus(scroll_visible)
        return self

    def picked_text(self, name: str) -> str:
        """A notch and its picked values, as the second line shows them."""
        words = self.room.words
        values = [self.labels.get((name, value), value_label(name, value)) for value in sorted(self.picked[name])]
        return f"{words(LABELS[name])} {words.list(values)}" if name != ARCHIVED else words(ARCHIVED_CARDS)

    def count_again(self, text: str | None = None) -> None:
        """Count the values for what is found and picked now; the old counts stay until then."""
        if text is not None:
            self.text = text
        if self.display:
            self.rows.begin(self._count, group="count", exclusive=True)

    async def _count(self) -> None:
        self.counts = await self.room.store_slow(notches.notch_counts, self.room.who(), self.picked, self.text)
        self._show()

    def _show(self) -> None:
        at = self.rows.row
        rows = list(self._rows())
        same = next((row for row in rows if at and (row.notch, row.value) == (at.notch, at.value)), None)
        first = next((row for row in rows if row.value is not None), None)
        line = None if same or first is None else rows.index(first)
        self.rows.show_source(Listed(rows), at=same or first, line=line)

    def _rows(self) -> Iterator[NotchRow]:
        place = 0
        for name, label in LABELS.items():
            counted = list(self.counts.get(name, ()))
            chosen = self.picked.get(name, frozenset())
            shown = [found for rank, found in enumerate(counted) if rank < self.MOST or found.value in chosen]
            if name == ARCHIVED:
                shown = [NotchCount("1", "", -1)]
            if not shown:
                continue
            yield NotchRow(place, name, None, label, None, False)
            place += 1
            for found in _in_order(name, shown):
                said = value_label(name, found.value, found.label)
                self.labels[name, found.value] = said
                cards = found.cards if found.cards >= 0 else None
                yield NotchRow(place, name, found.value, said, cards, found.value in chosen)
                place += 1

    def action_choose(self) -> None:
        self._pick(self.rows.row)

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        event.stop()
        self._pick(event.row)

    @on(WindowList.Moved)
    def _moved(self, event: WindowList.Moved) -> None:
        event.stop()

    def _pick(self, row: NotchRow | None) -> None:
        if row is None or row.value is None:
            return
        values = self.picked.get(row.notch, frozenset()) ^ {row.value}
        self.picked.pop(row.notch, None)
        if values:
            self.picked[row.notch] = values
        self._tell()

    def take_away(self, name: str) -> None:
        """Let all values of one notch go."""
        self.picked.pop(name, None)
        self._tell()

    def clear(self) -> None:
        self.picked = {}
        self.text = ""
        self.count_again()

    def _tell(self) -> None:
        self.count_again()
        self.post_message(self.Picked(dict(self.picked)))


def _in_order(name: str, counted: Sequence[NotchCount]) -> Sequence[NotchCount]:
    """Choices in the order of their declaration, anything else the most frequent first."""
    codes = list(FIELDS[name].choices) if name in FIELDS else []
    if not codes:
        return counted
    return sorted(counted, key=lambda found: codes.index(found.value) if found.value in codes else len(codes))
