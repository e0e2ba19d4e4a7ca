"""How the drawer is narrowed and put in order: the find field, the notches, the orders, and Esc back out of each."""

from collections.abc import Mapping
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from locales.messages import N_, NC_, NP_, Message
from screens.actions import ACTIONS
from screens.drawer_list import DrawerList
from screens.notches import NotchPanel
from screens.widgets.chrome import Line, SecondLine
from screens.widgets.drawn import Piece
from screens.widgets.line_input import LineInput
from screens.widgets.window_list import WindowList

ORDERS: Mapping[str, Message] = {
    "name": NC_("order", "by name"),
    "number": NC_("order", "by number"),
    "grade": NC_("order", "by grade"),
    "change": NC_("order", "by last change"),
}
TOGETHER = 0.012
"""Seconds that a letter waits for what it finds, to be painted with it."""
PICKING = ("choose", "find", "notches", "clear_notches", "back", "help")
"""The keys of the bottom line while notches are picked: the others act on the card in the list."""


class FindLabel(Line):
    """What stands before the find field."""

    DEFAULT_CSS = "FindLabel { width: auto; } FindLabel:ansi { background: ansi_default; }"

    def pieces(self, _cells: int) -> list[Piece]:
        return [(f"{self.room.key_of('find')} {self.words(ACTIONS['find'].label)}", "accent")]

    def get_content_width(self, *_: Any) -> int:
        from screens.widgets.cells import width

        return sum(width(text) for text, _ in self.pieces(0))

    def words_changed(self) -> None:
        self.refresh(layout=True)


class DrawerNarrowing(DrawerList):
    """The line above the list, the panel of notches beside it, and the keys that narrow and order."""

    def narrowing(self) -> ComposeResult:
        with Horizontal(id="narrowing"):
            yield FindLabel()
            yield LineInput(id="find")
            yield SecondLine()

    def on_mount(self) -> None:
        self.panel.display = False
        self.find_field.typed = self._typed

    @property
    def find_field(self) -> LineInput:
        return self.query_one("#find", LineInput)

    def narrowed_by(self) -> tuple[list[Piece], str]:
        pieces: list[Piece] = [("  ", "plain")]
        for name in self.notches:
            pieces += [(f"{self.panel.picked_text(name)} ", "accent"), ("✕  ", "dim")]
        if not self.notches and not self.wanted and not self.panel.display:
            pieces.append((f"{self.room.key_of('notches')} {self.words(ACTIONS['notches'].label)}", "dim"))
        return pieces, self._count()

    def keys_now(self) -> list[tuple[str, str, str]]:
        """Where notches are picked, the keys that do something there."""
        keys = super().keys_now()
        if self.is_mounted and self.panel.has_focus_within:
            return [offer for offer in keys if offer[0] in PICKING]
        return keys

    def narrowing_clicked(self, piece: int) -> None:
        names = list(self.notches)
        if names and 1 <= piece <= 2 * len(names):
            self.panel.take_away(names[(piece - 1) // 2])
        elif not names:
            self.action_notches()

    def _count(self) -> str:
        if not self.is_mounted:
            return ""
        source, place = self.cards.source, self.cards.place
        parts = []
        if source is not None and source.total is not None:
            total = self.words.number(source.total) + ("+" if self.more else "")
            if place is not None and source.total:
                parts.append(self.words(N_("{place} of {total}"), place=place + 1, total=total))
            elif self.more:
                parts.append(self.words(N_("{total} cards"), total=total))
            else:
                parts.append(self.words(NP_("{n} card", "{n} cards"), n=source.total))
        if not self.wanted and self.order != "name":
            parts.append(self.words(ORDERS[self.order]))
        return " · ".join(parts)

    # find and notches

    def action_find(self) -> None:
        """What stands in the field is selected, so that what is typed takes its place."""
        self.find_field.focus()
        self.find_field.select_all()

    def _typed(self, value: str) -> None:
        """Find while one types. The letter is painted together with what it finds, if that comes at once."""
        if value.strip() == self.wanted:
            return
        self.wanted = value.strip()
        self.room.hold_paint(TOGETHER)
        self.panel.count_again(self.wanted)
        self._read()

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self.cards.focus()

    def action_notches(self) -> None:
        self._show_panel(not self.panel.display)

    def _show_panel(self, shown: bool) -> None:
        self.panel.display = shown
        self.preview.set_class(shown, "-hidden")
        (self.panel if shown else self.cards).focus()
        if shown:
            self.panel.count_again()
        else:
            self.preview.show_row(self.cards.row)
            self._rested()
        self.narrowing_changed()

    @on(NotchPanel.Picked)
    def _picked(self, event: NotchPanel.Picked) -> None:
        self.notches = dict(event.notches)
        self._read()
        self.narrowing_changed()

    def action_clear_notches(self) -> None:
        self.find_field.retype("")
        self.wanted = ""
        self.notches = {}
        self.panel.clear()
        self._read(at=self.cards.row)

    def action_order(self) -> None:
        names = list(ORDERS)
        self._set_order(names[(names.index(self.order) + 1) % len(names)])

    @on(WindowList.OrderWanted, "#cards")
    def _order_wanted(self, event: WindowList.OrderWanted) -> None:
        if event.row in ORDERS:
            self._set_order(event.row, downwards=event.row == self.order and not self.downwards)

    def _set_order(self, order: str, downwards: bool = False) -> None:
        self.order, self.downwards = order, downwards
        self._show_order()
        self.cards.show_columns(self._columns())
        if not self.wanted:
            self._read(at=self.cards.row)
        self.room.say(ORDERS[order])

    def action_back(self) -> None:
        """Esc takes one step back: out of the panel, out of the find field, then the narrowing itself."""
        if self.panel.display:
            self._show_panel(False)
        elif self.find_field.has_focus and not self.wanted:
            self.cards.focus()
        elif self.cards.marks and not (self.wanted or self.notches):
            self.cards.unmark()
        else:
            self.action_clear_notches()
            self.cards.focus()

    def action_next_pane(self) -> None:
        panes: list[Any] = [self.find_field, self.cards, *([self.panel] if self.panel.display else [])]
        here = next((place for place, pane in enumerate(panes) if pane.has_focus_within), 0)
        panes[(here + 1) % len(panes)].focus()

    # find field: up and down move in the list

    def on_key(self, event: Any) -> None:
        if self.find_field.has_focus and event.key in ("up", "down", "pageup", "pagedown"):
            event.stop()
            self.cards.focus()
            if event.key != "up":
                getattr(self.cards, f"action_{event.key.replace('page', 'page_')}")()

    def words_changed(self) -> None:
        super().words_changed()
        self.query_one(FindLabel).words_changed()
