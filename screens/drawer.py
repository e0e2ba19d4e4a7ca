"""The drawer: the list of cards, found as one types, narrowed by notches, with the card beside it when there is room.

Everything starts here. A salesperson sees the same drawer over the cards they look after or hold.
"""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input

from locales.messages import N_, NC_, NP_, Message
from screens.actions import ACTIONS, bind, quiet
from screens.base import RoomScreen
from screens.card_columns import columns, grade_ink
from screens.notches import NotchPanel
from screens.preview import Preview
from screens.returns import take_back
from screens.sources import FoundCards, ListedCards, OneCard
from screens.widgets.chrome import Line, SecondLine, key_text
from screens.widgets.drawn import Piece
from screens.widgets.line_input import LineInput
from screens.widgets.window_list import WindowList
from store import cards, find, listing
from store.access import OnlyOnFile, OnlyOnFileNobodys, Right, Role
from store.cards import CardRow
from store.find import OnFile

if TYPE_CHECKING:
    from screens.desk import StackLine

ORDERS: Mapping[str, Message] = {
    "name": NC_("order", "by name"),
    "number": NC_("order", "by number"),
    "grade": NC_("order", "by grade"),
    "change": NC_("order", "by last change"),
}
LOOK_EVERY = 2.0
"""Seconds between two looks at what colleagues changed."""
TOGETHER = 0.012
"""Seconds that a letter waits for what it finds, to be painted with it."""
PREVIEW_AFTER = 0.06
"""Seconds that the cursor rests on a card before the whole card is read for the preview."""
PICKING = ("choose", "find", "notches", "clear_notches", "back", "help")
"""The keys of the bottom line while notches are picked: the others act on the card in the list."""


class FindLabel(Line):
    """What stands before the find field."""

    DEFAULT_CSS = "FindLabel { width: auto; } FindLabel:ansi { background: ansi_default; }"

    def pieces(self, _cells: int) -> list[Piece]:
        return [(f"{key_text('f3', self.words)} {self.words(ACTIONS['find'].label)}", "accent")]

    def get_content_width(self, *_: Any) -> int:
        from screens.widgets.cells import width

        return sum(width(text) for text, _ in self.pieces(0))

    def words_changed(self) -> None:
        self.refresh(layout=True)


class DrawerScreen(RoomScreen[None]):
    """Find field and notches above, the list, and beside it the preview or the notches to pick from."""

    CSS_PATH = "drawer.tcss"
    BINDINGS = [
        *bind("edit", "new", priority=True),  # at once, so that no key typed after it goes to the list
        *bind("find", "notches", "lend", "give_back", "export", "desk", "loans", "import_sheet"),
        *quiet("refresh", "order", "where", "staff", "clear_notches", "next_pane"),
    ]
    KEYS = (
        "choose", "open", "edit", "find", "notches", "lend", "give_back", "mark", "new", "desk", "loans", "export",
        "import_sheet",
    )  # fmt: skip
    ABOUT = N_(
        "The cards of your branch. F3 finds as you type: a part of a name, pinyin or its initials, the end of a phone"
        " number, a serial number, an address. F4 narrows by notches, with a count beside each. Space marks cards, so"
        " that F7 lends and F8 takes back several."
    )

    def __init__(self) -> None:
        super().__init__()
        self.order = "name"
        self.downwards = False
        self.wanted = ""
        self.notches: dict[str, frozenset[str]] = {}
        self.on_file: tuple[OnFile, ...] = ()
        self.more = False
        self.stack: list[StackLine] = []
        self._seen = 0
        self._rest: Timer | None = None
        self._looking = False
        self._mounted = False
        self._told: CardRow | None = None
        """The row under the cursor as keys and preview know it."""

    # what is shown

    def narrowing(self) -> ComposeResult:
        with Horizontal(id="narrowing"):
            yield FindLabel()
            yield LineInput(id="find")
            yield SecondLine()

    def body(self) -> ComposeResult:
        with Horizontal(id="body"):
            yield WindowList(self._columns(), edge=grade_ink, empty=self._empty, id="cards")
            yield Preview()
            yield NotchPanel()

    def _columns(self) -> Any:
        branch = self.room.branch
        if branch is None or self.room.actor is None:
            return columns(self.order, None, None)
        return columns(self.order, branch.country, branch.zone, branch.abroad and self.room.actor.everywhere)

    @property
    def cards(self) -> "WindowList[CardRow]":
        return self.query_one("#cards", WindowList)

    @property
    def find_field(self) -> LineInput:
        return self.query_one("#find", LineInput)

    @property
    def panel(self) -> NotchPanel:
        return self.query_one(NotchPanel)

    @property
    def preview(self) -> Preview:
        return self.query_one(Preview)

    def narrowed_by(self) -> tuple[list[Piece], str]:
        pieces: list[Piece] = [("  ", "plain")]
        for name in self.notches:
            pieces += [(f"{self.panel.picked_text(name)} ", "accent"), ("✕  ", "dim")]
        if not self.notches and not self.wanted and not self.panel.display:
            pieces.append((f"{key_text('f4', self.words)} {self.words(ACTIONS['notches'].label)}", "dim"))
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
        if self.cards.marks:
            parts.append(self.words(NP_("{n} marked", "{n} marked"), n=len(self.cards.marks)))
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

    def _empty(self) -> str:
        for found in self.on_file:
            refusal = OnlyOnFile if found.salesperson else OnlyOnFileNobodys
            return self.words(refusal.message, card_no=found.card_no, salesperson=found.salesperson)
        if (self.wanted or self.notches) and not self.room.may(Right.EDIT):
            return self.words(N_("No card answers this. Esc shows all cards again."))
        if self.wanted or self.notches:
            return self.words(N_("No card answers this. Esc shows all cards again; Ctrl+N makes a new one."))
        if not self.room.may(Right.READ_CARDS):
            return self.words(N_("You look after no card and hold none. Ask the keeper to lend you some."))
        return self.words(N_("No cards yet. Ctrl+N makes one, F10 brings in a sheet."))

    # reading

    def on_mount(self) -> None:
        self.panel.display = False
        self.find_field.typed = self._typed
        self.cards.focus()
        self.cards.order = (self.order, False)
        self._mounted = True
        self.come_in()

    def come_in(self) -> None:
        """Show the cards to whoever signed in; until then there is only the frame."""
        if self._mounted and self.room.actor is not None:
            self.cards.show_columns(self._columns())
            self.top_changed()
            self.refresh_bindings()
            self._read()
            self.set_interval(LOOK_EVERY, self._look)

    def _read(self, *, at: CardRow | None = None) -> None:
        """Show what find and notches leave, from its start, or standing on a card."""
        if self.room.actor is None:
            return
        if self.wanted:
            self.run(partial(self._find, self.wanted), group="find", exclusive=True)
            return
        self.on_file, self.more = (), False
        source = ListedCards(self.room, self.order, self.downwards, dict(self.notches))
        self._show_order()
        self.cards.show_source(source, at=at)
        self.narrowing_changed()

    def _show_order(self) -> None:
        """Mark the column by which the list is in order: none while one finds, best first."""
        latest_first = self.order in listing.LATEST_FIRST
        self.cards.order = None if self.wanted else (self.order, self.downwards != latest_first)

    async def _find(self, text: str) -> None:
        found = await self.room.store(find.find, self.room.who(), text, self.notches)
        self.on_file, self.more = found.on_file, found.more
        source = FoundCards(self.room, found.ids, found.rows)
        self._show_order()
        self.cards.show_found(source, source.first)
        self.narrowing_changed()
        self.room.paint_now()

    async def _find_again(self, text: str) -> None:
        """Find what was found once more; the cursor stays on its card."""
        found = await self.room.store(find.find, self.room.who(), text, self.notches)
        self.on_file, self.more = found.on_file, found.more
        self.cards.show_source(FoundCards(self.room, found.ids, found.rows), at=self.cards.row)
        self.narrowing_changed()

    @on(WindowList.Shown, "#cards")
    def _shown(self) -> None:
        """The rows are painted first; then they are counted. What keys and preview tell follows a row that changed."""
        self.room.paint_now()
        source, row = self.cards.source, self.cards.row
        if isinstance(source, ListedCards) and not source.counted:
            self.call_after_refresh(self._begin_count, source)
        if row is not None and self._told is not None and row.id == self._told.id and row != self._told:
            self._tell_row()
            self._rested()

    def _tell_row(self) -> None:
        self._told = self.cards.row
        self.narrowing_changed()
        self.refresh_bindings()

    def _begin_count(self, source: ListedCards) -> None:
        self.run(partial(self._count_listed, source), group="find", exclusive=True)

    async def _count_listed(self, source: ListedCards) -> None:
        await source.count()
        self.narrowing_changed()
        self.cards.refresh()

    def _look(self) -> None:
        if self.is_active and not self._looking:
            self._looking = True
            self.run(self._look_again, group="look")

    async def _look_again(self) -> None:
        """Show what colleagues changed since the last look; the cursor stays on its card."""
        try:
            seen, ids = await self.room.store_slow(listing.changed_since, self.room.who(), self._seen)
            first, self._seen = self._seen == 0, seen
            if ids and not first:
                self._read_again()
                self.panel.count_again()
        finally:
            self._looking = False

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        if self.cards.loaded:
            self.action_refresh()

    def action_refresh(self) -> None:
        self._read_again()
        if self.panel.display:
            self.panel.count_again()
        self._rested()

    def undone(self) -> None:
        self.action_refresh()

    def _read_again(self) -> None:
        """Read the rows, their number and the marked ones again; what is shown stays until they are here."""
        if self.wanted and isinstance(self.cards.source, FoundCards):
            self.run(partial(self._find_again, self.wanted), group="find", exclusive=True)
        else:
            if isinstance(self.cards.source, ListedCards):
                self.cards.source.counted = False
            self.cards.read_again()
        if self.cards.marks:
            self.run(self._read_marks, group="marks", exclusive=True)

    async def _read_marks(self) -> None:
        rows = await self.room.store(cards.rows_of, self.room.who(), list(self.cards.marks))
        self.cards.put_in({row.id: row for row in rows})
        self.refresh_bindings()

    # the cursor and the preview

    def key_came(self) -> None:
        """A loan that has ended closes the card in the preview too, at the next key."""
        record = self.preview.record
        if record is not None and record.confidential and not self.room.may(Right.READ_CARDS):
            self.run(partial(self.preview.read, record.row), group="grant", exclusive=True)

    @on(WindowList.Moved, "#cards")
    def _moved(self) -> None:
        self._tell_row()
        if self.preview.display:
            if self._rest is not None:
                self._rest.stop()
            self._rest = self.set_timer(PREVIEW_AFTER, self._rested)

    def _rested(self) -> None:
        if not self.preview.display:
            return
        self.preview.show_row(self.cards.row)
        if self.cards.row is not None:
            self.run(partial(self.preview.read, self.cards.row), group="preview", exclusive=True)

    @on(WindowList.Marked, "#cards")
    def _marked(self) -> None:
        self.narrowing_changed()
        self.refresh_bindings()

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

    # other rooms

    @on(WindowList.Opened, "#cards")
    def _opened(self, event: WindowList.Opened) -> None:
        self._open_card(event.row.id)

    def action_edit(self) -> None:
        if self.cards.row is not None:
            self._open_card(self.cards.row.id, edit=True)

    def action_new(self) -> None:
        self._open_card(None)

    def _open_card(self, card_id: int | None, *, edit: bool = False) -> None:
        self.room.hold_keys()
        self.run(partial(self._show_card, card_id, edit), group="card", exclusive=True)

    async def _show_card(self, card_id: int | None, edit: bool) -> None:
        from screens.card import kept_screen
        from screens.card_store import open_card

        try:
            opened = await self.room.store(open_card, self.room.who(), card_id)
            if self.is_current:
                screen = kept_screen(self.app)
                screen.lay_out(card_id, opened, self.neighbour, edit=edit)
                self.app.push_screen(screen, self._came_back)
        finally:
            self.room.give_keys()

    async def neighbour(self, _card: int, step: int) -> int | None:
        """The card before or after the one under the cursor; the cursor goes along."""
        return await self.cards.neighbour(step)

    def _came_back(self, card_id: int | None) -> None:
        if card_id is not None and (self.cards.row is None or self.cards.row.id != card_id):
            self.run(partial(self._stand_on, card_id), group="stand", exclusive=True)

    async def _stand_on(self, card_id: int) -> None:
        rows = await self.room.store(cards.rows_of, self.room.who(), [card_id])
        if rows and not self.wanted:
            self._read(at=rows[0])
        elif rows:
            self.cards.show_source(OneCard(rows))

    def action_lend(self) -> None:
        from screens.lend import LendScreen

        self.app.push_screen(LendScreen(self.cards.chosen), lambda slip: self.cards.unmark() if slip else None)

    def action_give_back(self) -> None:
        self.run_once(partial(take_back, self, self.cards.chosen, self._after_return), "return")

    async def _after_return(self) -> None:
        self.cards.unmark()
        self.action_refresh()

    def action_where(self) -> None:
        from screens.where import WhereScreen

        if self.cards.row is not None:
            self.app.push_screen(WhereScreen(self.cards.row))

    def action_desk(self) -> None:
        from screens.desk import DeskScreen

        self.app.push_screen(DeskScreen(self.stack))

    def action_loans(self) -> None:
        from screens.loans import LoansScreen

        self.app.push_screen(LoansScreen())

    def action_staff(self) -> None:
        from screens.staff import StaffScreen

        self.app.push_screen(StaffScreen())

    def action_import_sheet(self) -> None:
        from screens.import_file import ImportFileScreen

        self.app.push_screen(ImportFileScreen(), self._sheet_judged)

    def _sheet_judged(self, judged: Any) -> None:
        from screens.import_sheet import PlanScreen

        if judged is not None:
            self.app.push_screen(PlanScreen(judged.plan, judged.file), lambda _: self.action_refresh())

    def action_export(self) -> None:
        from screens.export import ExportScreen, Wanted

        wanted = Wanted(tuple(self.cards.marks), self.wanted, dict(self.notches), self.order, self.downwards)
        self.app.push_screen(ExportScreen(wanted))

    def can(self, action: str) -> bool:
        room, chosen = self.room, self.cards.chosen if self.is_mounted else []
        rights: Mapping[str, Right] = {
            "new": Right.EDIT, "edit": Right.EDIT, "export": Right.EXPORT, "import_sheet": Right.IMPORT,
            "desk": Right.LEND, "staff": Right.READ_CARDS,
        }  # fmt: skip
        match action:
            case "lend":
                return room.may(Right.LEND) and any(not row.out_to and not row.archived for row in chosen)
            case "give_back":
                return room.may(Right.LEND) and any(row.out_to for row in chosen)
            case "edit":
                return room.may(Right.EDIT) and bool(chosen)
            case "where":
                return bool(chosen)
            case "loans":
                return room.may(Right.READ_CARDS) or (room.actor is not None and Role.SALESPERSON in room.actor.roles)
            case "back" | "clear_notches":
                narrowed = bool(self.wanted or self.notches or self.cards.marks) if self.is_mounted else False
                return narrowed or (action == "back" and (self.panel.display or self.find_field.has_focus))
        return room.may(rights[action]) if action in rights else True

    def words_changed(self) -> None:
        super().words_changed()
        self.query_one(FindLabel).words_changed()
