"""Where a change of a card was learnt, asked when it is saved and the form does not say (F11): one key answers."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from textual import events, on
from textual.app import ComposeResult

from locales.messages import N_, NC_, Message
from screens.actions import bind, quiet
from screens.base import RoomScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store.fields import LEARNT_AT

NOWHERE = N_("none of these")


class Occasion(NamedTuple):
    """`key` is the figure that answers with it; `code` is empty for none of the ten."""

    id: int
    key: str
    code: str
    label: Message


OCCASIONS = (
    Occasion(0, "", "", NOWHERE),
    *(Occasion(place, str(place % 10), code, label) for place, (code, label) in enumerate(LEARNT_AT, start=1)),
)
COLUMNS: Sequence[Column[Occasion]] = (
    Column("key", N_("Key"), lambda occasion, _: occasion.key, 6, ink=lambda _: "accent"),
    Column("label", N_("Learnt at"), lambda occasion, words: words(occasion.label), 24, grow=1),
)


class LearntScreen(RoomScreen[str | None]):
    """The ten occasions under a cursor that stands on the last answer. Answers a code, "" for none of them, or None to
    type on."""

    BINDINGS = [*bind("submit"), *quiet("save", "up", "down", "first", "last")]
    KEYS = ("submit", "back")
    ABOUT = N_(
        "Where you learnt what you changed is kept with the change. A figure answers, or Enter for the line under the"
        " cursor, which stands where you answered last. Whoever fills in “learnt at” on the card is not asked."
    )

    def __init__(self, path: Sequence[Message | str], changed: Sequence[Message], last: str) -> None:
        super().__init__()
        self.of = path
        self.changed = changed
        self.last = last

    def path(self) -> Sequence[Message | str]:
        return [*self.of, NC_("screen", "Save")]

    def body(self) -> ComposeResult:
        yield WindowList(COLUMNS, marks=False)

    @property
    def rows(self) -> WindowList[Occasion]:
        return self.query_one(WindowList)

    def on_mount(self) -> None:
        self.rows.can_focus = False
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        """All eleven lines, once it is known that there is room for them."""
        last = next(occasion for occasion in OCCASIONS if occasion.code == self.last)
        self.rows.show_source(Listed(OCCASIONS), at=last, line=last.id)
        self.room.give_keys()

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [(self.words(N_("Where did you learn this?")), "accent")], self.words.list(self.changed)

    def on_key(self, event: events.Key) -> None:
        """A figure answers, a wide one of an input method too."""
        figure = unicodedata.normalize("NFKC", event.character or "")
        for occasion in OCCASIONS:
            if figure and occasion.key == figure:
                event.stop()
                self.dismiss(occasion.code)

    @on(WindowList.Opened)
    def action_submit(self) -> None:
        if self.rows.row is not None:
            self.dismiss(self.rows.row.code)

    def action_save(self) -> None:
        self.action_submit()

    def action_up(self) -> None:
        self.rows.action_up()

    def action_down(self) -> None:
        self.rows.action_down()

    def action_first(self) -> None:
        self.rows.action_first()

    def action_last(self) -> None:
        self.rows.action_last()

    def action_back(self) -> None:
        self.dismiss(None)
