"""The drawer: the list of cards, found as one types, narrowed by notches, with the card beside it when there is room.

Everything starts here, and from here the keys lead to every other room. A salesperson sees the same drawer over the
cards they look after or hold.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on

from locales.messages import N_, Message
from screens.actions import bind, quiet
from screens.card_columns import NO_CARD, WHY_NOT
from screens.drawer_narrowing import DrawerNarrowing
from screens.printing import (
    may_print_original,
    may_print_pack,
    may_print_wait_slip,
    print_pack,
    print_wait_slip,
)
from screens.returns import may_show_changed, show_changed, take_back
from screens.sources import OneCard
from screens.widgets.window_list import WindowList
from store import cards
from store.access import Right, Role

if TYPE_CHECKING:
    from screens.stack import StackLine


ABOUT_OWN = N_(
    "The cards that you look after or hold. F3 finds among them as you type, by a part of a name, pinyin or its"
    " initials, the end of a phone number; of a full name beyond them it says only that it is on file. F4"
    " narrows by notches."
)
NO_CARD_FITS = {"edit": NO_CARD, **WHY_NOT}


class DrawerScreen(DrawerNarrowing):
    """Find field and notches above, the list, and beside it the preview or the notches to pick from."""

    CSS_PATH = "drawer.tcss"
    BINDINGS = [
        *bind("edit", "new", priority=True),  # at once, so that no key typed after it goes to the list
        *bind("find", "notches", "lend", "give_back", "ask", "requests", "export", "desk", "loans", "import_sheet"),
        *quiet(
            "pack",
            "wait_slip",
            "changed",
            "refresh",
            "order",
            "where",
            "staff",
            "stocktaking",
            "clear_notches",
            "next_pane",
        ),
    ]
    KEYS = (
        "choose", "open", "edit", "find", "notches", "lend", "pack", "give_back", "wait_slip", "changed", "ask", "mark",
        "new", "desk", "loans", "export", "import_sheet", "requests",
    )  # fmt: skip
    NEEDS = {
        "edit": Right.EDIT, "new": Right.EDIT, "lend": Right.LEND, "give_back": Right.LEND, "desk": Right.LEND,
        "import_sheet": Right.IMPORT, "staff": Right.READ_CARDS, "rules": Right.READ_CARDS,
        "sheet_rules": Right.READ_CARDS,
        "journal": Right.READ_JOURNAL, "refusals": Right.READ_JOURNAL, "labels": Right.EXPORT,
        "stocktaking": Right.COUNT, "retention": Right.ERASE, "doubles": Right.DOUBLES, "close_day": Right.CLOSE_DAY,
        "ask": Right.ASK, "branches": Right.READ_CARDS,
    }  # fmt: skip
    ABOUT = N_(
        "The cards of your branch. F3 finds as you type: a part of a name, pinyin or its initials, the end of a phone"
        " number, a serial number, an address. F4 narrows by notches, with a count beside each."
    )
    ABOUT_WITH = {Right.LEND: N_("Space marks cards, so that F7 lends and F8 takes back several.")}

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[StackLine] = []

    # cards

    @on(WindowList.Opened, "#cards")
    def _opened(self, event: WindowList.Opened) -> None:
        self._open_card(event.row.id)

    def action_edit(self) -> None:
        """Whoever may not edit cards submits what they would have edited."""
        if not self.room.may(Right.EDIT):
            self.action_submit_change()
        elif self.cards.row is not None:
            self._open_card(self.cards.row.id, edit=True)

    def action_new(self) -> None:
        if self.room.may(Right.EDIT):
            self._open_card(None)
        else:
            self.action_submit_new()

    def _open_card(self, card_id: int | None, *, edit: bool = False) -> None:
        self.room.hold_keys()
        self.run(partial(self._show_card, card_id, edit), group="card", exclusive=True)

    async def _show_card(self, card_id: int | None, edit: bool) -> None:
        from screens.card import kept_screen
        from screens.card_store import open_card

        try:
            opened = await self.room.store(open_card, self.room.who(), card_id)
            if self.uppermost:
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
            self.run(partial(self._stand_on, card_id, self.wanted), group="stand", exclusive=True)

    async def _stand_on(self, card_id: int, wanted: str) -> None:
        """Go to a card, unless something else is being found by now; one that was erased has no name, and left its
        place to the card behind it."""
        rows = await self.room.store(cards.rows_of, self.room.who(), [card_id])
        if not rows or rows[0].erased or self.wanted != wanted:
            return
        if not self.wanted:
            self._read(at=rows[0])
        else:
            self.cards.show_source(OneCard(rows))

    def action_submit_new(self) -> None:
        self._submit(None)

    def action_submit_change(self) -> None:
        if self.cards.row is not None:
            self._submit(self.cards.row.id)

    def _submit(self, card_id: int | None) -> None:
        from screens.submit import write_submission

        self.room.hold_keys()
        self.run(partial(write_submission, self, card_id), group="card", exclusive=True)

    def action_lend(self) -> None:
        from screens.lend import LendScreen

        self.app.push_screen(LendScreen(self.cards.chosen), lambda slip: self.cards.unmark() if slip else None)

    def action_ask(self) -> None:
        from screens.request import RequestScreen

        self.app.push_screen(RequestScreen(self.cards.chosen), lambda slip: self.cards.unmark() if slip else None)

    def action_reserve(self) -> None:
        from screens.reserve import ReserveScreen

        self.app.push_screen(ReserveScreen([row for row in self.cards.chosen if row.out_to]))

    def action_give_back(self) -> None:
        self.run_once(partial(take_back, self, self.cards.chosen, self._after_return), "return")

    def action_pack(self) -> None:
        print_pack(self)

    def action_wait_slip(self) -> None:
        print_wait_slip(self)

    def action_labels(self) -> None:
        from screens.paper import LabelsScreen

        self.app.push_screen(LabelsScreen([row.id for row in self.cards.chosen]))

    def action_changed(self) -> None:
        show_changed(self)

    def action_original(self) -> None:
        from screens.originals import print_original

        print_original(self, self.cards.chosen)

    def action_void_original(self) -> None:
        from screens.originals import void_original

        void_original(self, self.cards.chosen, self._after_return)

    def action_extract(self) -> None:
        from screens.extract import ExtractScreen

        self.app.push_screen(ExtractScreen(self.cards.chosen), lambda slip: self.cards.unmark() if slip else None)

    async def _after_return(self) -> None:
        self.cards.unmark()
        self.action_refresh()

    def action_where(self) -> None:
        from screens.where import WhereScreen

        if self.cards.row is not None:
            self.app.push_screen(WhereScreen(self.cards.row))

    # other rooms

    def action_desk(self) -> None:
        from screens.desk import DeskScreen

        self.app.push_screen(DeskScreen(self.stack))

    def action_loans(self) -> None:
        from screens.loans import LoansScreen

        self.app.push_screen(LoansScreen())

    def action_requests(self) -> None:
        from screens.requests import RequestsScreen

        self.app.push_screen(RequestsScreen(waiting_only=self.room.may(Right.APPROVE)))

    def action_submissions(self) -> None:
        from screens.submissions import SubmissionsScreen

        self.app.push_screen(SubmissionsScreen("waiting" if self.room.may(Right.TAKE_OVER) else "all"))

    def action_rules(self) -> None:
        from screens.rules import RulesScreen

        self.app.push_screen(RulesScreen())

    def action_sheet_rules(self) -> None:
        from screens.sheet_rules import SheetRulesScreen

        self.app.push_screen(SheetRulesScreen())

    def action_extracts(self) -> None:
        from screens.extracts import ExtractsScreen

        self.app.push_screen(ExtractsScreen())

    def action_retention(self) -> None:
        from screens.retention import RetentionScreen

        self.app.push_screen(RetentionScreen(), lambda _: self.action_refresh())

    def action_drafts(self) -> None:
        from screens.drafts import DraftsScreen

        self.app.push_screen(DraftsScreen(), lambda _: self.action_refresh())

    def action_doubles(self) -> None:
        from screens.pairs import PairsScreen

        self.app.push_screen(PairsScreen(), lambda _: self.action_refresh())

    def action_send_cards(self) -> None:
        from screens.transfers import send_cards

        send_cards(self, self.cards.chosen, self._after_return)

    def action_transfers(self) -> None:
        from screens.transfers import TransfersScreen

        self.app.push_screen(TransfersScreen(), lambda _: self.action_refresh())

    def action_branches(self) -> None:
        from screens.branches import BranchesScreen

        self.app.push_screen(BranchesScreen())

    def action_staff(self) -> None:
        from screens.staff import StaffScreen

        self.app.push_screen(StaffScreen())

    def action_stocktaking(self) -> None:
        from screens.count import CountScreen

        self.app.push_screen(CountScreen())

    def action_journal(self) -> None:
        from screens.journal import JournalScreen

        self.app.push_screen(JournalScreen())

    def action_close_day(self) -> None:
        from screens.close import CloseScreen

        self.app.push_screen(CloseScreen())

    def action_refusals(self) -> None:
        from screens.refusals import RefusalsScreen

        self.app.push_screen(RefusalsScreen())

    def action_import_sheet(self) -> None:
        from screens.judging import choosing

        self.app.push_screen(choosing(self.room), self._sheet_judged)

    def _sheet_judged(self, judged: Any) -> None:
        from screens.import_sheet import PlanScreen

        if judged is not None:
            self.app.push_screen(PlanScreen(judged.plan, judged.file), lambda _: self.action_refresh())

    def action_imports(self) -> None:
        from screens.imports import ImportsScreen

        self.app.push_screen(ImportsScreen(), lambda _: self.action_refresh())

    def action_export(self) -> None:
        from screens.export import ExportScreen
        from store.wanted import Wanted

        marked, notches = tuple(self.cards.marks), dict(self.notches)
        wanted = Wanted("cards", self.wanted, notches, marked, self.order, self.downwards)
        self.app.push_screen(ExportScreen(wanted))

    def action_template(self) -> None:
        from screens.template import TemplateScreen

        self.app.push_screen(TemplateScreen())

    def about(self) -> Message | None:
        return self.ABOUT if self.room.may(Right.READ_CARDS) else ABOUT_OWN

    def why_not(self, action: str) -> Message | None:
        if action in NO_CARD_FITS:
            return NO_CARD_FITS[action] if self.cards.chosen else NO_CARD
        return None

    def would_lose(self) -> bool:
        """The desk's stack is kept here while the desk is left."""
        return bool(self.stack) or super().would_lose()

    def can(self, action: str) -> bool:
        room, chosen = self.room, self.cards.chosen if self.is_mounted else []
        match action:
            case "lend":
                return room.may(Right.LEND) and any(not (row.out_to or row.set_aside) for row in chosen)
            case "give_back":
                return room.may(Right.LEND) and any(row.out_to for row in chosen)
            case "ask":
                return room.may(Right.ASK) and any(not row.set_aside for row in chosen)
            case "reserve":
                return room.may(Right.ASK) and any(row.out_to for row in chosen)
            case "edit":
                return (room.may(Right.EDIT) and bool(chosen)) or self.can("submit_change")
            case "where":
                return bool(chosen)
            case "drafts":
                return room.may(Right.EDIT) or room.may(Right.SUBMIT)
            case "submit_new":
                return room.may(Right.SUBMIT)
            case "submit_change":
                return room.may(Right.SUBMIT) and any(not row.set_aside for row in chosen)
            case "new":
                return room.may(Right.EDIT) or self.can("submit_new")
            case "pack":
                return may_print_pack(self)
            case "wait_slip":
                return may_print_wait_slip(self)
            case "extract":
                return room.may(Right.EXTRACT) and any(not row.set_aside for row in chosen)
            case "extracts":
                return room.may(Right.EXTRACT) or room.may(Right.APPROVE)
            case "imports":
                return room.may(Right.IMPORT) or room.may(Right.UNDO_IMPORT)
            case "changed":
                return may_show_changed(self)
            case "original":
                return room.may(Right.ORIGINAL) and any(map(may_print_original, chosen))
            case "void_original":
                return room.may(Right.VOID_ORIGINAL) and bool(chosen)
            case "send_cards":
                return room.may(Right.SEND_CARDS) and bool(chosen)
            case "transfers":
                return room.may(Right.RECEIVE_CARDS) or room.may(Right.SEND_CARDS)
            case "labels":
                return room.may(Right.EXPORT) and bool(chosen)
            case "loans" | "requests" | "submissions":
                return room.may(Right.READ_CARDS) or (room.actor is not None and Role.SALESPERSON in room.actor.roles)
            case "back" | "clear_notches":
                narrowed = bool(self.wanted or self.notches or self.cards.marks) if self.is_mounted else False
                return narrowed or (action == "back" and (self.panel.display or self.find_field.has_focus))
        return action not in self.NEEDS or room.may(self.NEEDS[action])
