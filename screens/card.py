"""One card: read and edited in one place, section by section; only the field being edited is mounted (F1, F11).

What is typed is kept as a draft at once and survives a killed terminal. A colleague who saved meanwhile is met field by
field; a likely double is offered before saving. The history puts a field, or a whole save, back.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import App

from locales.messages import N_, NC_, Message
from screens.actions import ACTIONS, bind, quiet
from screens.card_away import KEPT_HERE
from screens.card_columns import WHY_NOT
from screens.card_history import HistoryLine, named
from screens.card_pages import HISTORY, ROWS
from screens.card_rights import CardRights
from screens.card_store import Kept, put_line_back, save_card, undo_save
from screens.card_work import RowWork
from screens.choose import DoublesScreen, MeanwhileScreen, ReasonScreen
from screens.lend import LendScreen
from screens.printing import may_print_original
from screens.returns import may_show_changed, show_changed, take_back
from screens.widgets.listed import Listed
from store import cards, fields, loans
from store.access import Right
from store.cards import CardRecord, ChangedMeanwhile
from store.doubles import LikelyDouble
from store.engines import DatabaseGone
from store.errors import Refused
from store.fields import FIELDS

UNDONE = ACTIONS["undo"].label
SAVED, PUT_BACK = N_("Saved {card_no}."), N_("Put back on {card_no}: {fields}.")
KIND_FOLLOWED = N_("Saved {card_no}. From the goods owned it is now of the kind “{kind}”.")
NO_LINE = N_("There is no line here yet; add one first.")
KEPT = "card"
"""The name under which the program keeps one card screen from card to card."""


class CardScreen(CardRights):
    """Saving, and what meets a save; the history put back; archive; lending from here."""

    BINDINGS = [
        *bind(
            "edit", "save", "new", "remove", "put_back", "lend", "give_back", "ask", "read_it", "next_pane", "next_card"
        ),
        *quiet("previous_pane", "previous_card", "archive", "discard", "refresh", "where", "changed"),
    ]
    KEYS: ClassVar[tuple[str, ...]] = (
        "save", "edit", "read_it", "new", "remove", "put_back", "lend", "give_back", "ask", "next_pane",
        "next_card", "back",
    )  # fmt: skip
    KEYS_EDITING: ClassVar[tuple[str, ...]] = ("save", "back", "next_pane", "next_card", "lend", "give_back")
    ABOUT = N_(
        "The card in its sections. The last one is the history: who changed what, and when; Enter shows a change whole."
    )
    ABOUT_WITH = {
        Right.EDIT: N_(
            "What you type is kept as a draft at once; Ctrl+S saves it and asks where you learnt it. Esc goes back, and"
            " the draft waits here for you. In the history Backspace puts the old value back."
        )
    }

    NEEDS = {"lend": Right.LEND, "give_back": Right.LEND, "archive": Right.ARCHIVE}

    def keys_in_order(self) -> Sequence[str]:
        if self.form.editing and not self._on_rows:
            return self.KEYS_EDITING
        return ("open", *self.KEYS) if self.section == HISTORY else self.KEYS

    # saving

    def action_save(self) -> None:
        if self._is_ready():
            self.run_once(self._save, "save")

    def _is_ready(self) -> bool:
        """Whether all is said that saving needs; else what is in the way is shown, or asked."""
        problem = self._first_problem()
        if problem is not None:
            self._show_problem(*problem)
            return False
        if self._nothing_to_save():
            return False
        if self._learnt_at is None:
            self._ask_where_learnt()
            return False
        return True

    def _nothing_to_save(self) -> bool:
        """Whether nothing was typed, which it says then."""
        if self.card_id is None or self.work.changed:
            return False
        self.action_back()
        self.room.say(N_("Nothing has changed."))
        return True

    @property
    def _learnt_at(self) -> str | None:
        """Where what was typed was learnt, "" for none of these; None while nobody has said."""
        return self.work.learnt_at or self.work.answered

    async def _save(self, *, despite_doubles: bool = False) -> None:
        await self.before_leaving()
        kind = self.work.texts.get("kind")
        work = Kept(self.card_id, self.work.based_on, self.work.edit(self.customs), self._learnt_at or None)
        editing = self.form.editing
        self.form.edit(False)  # what is typed while it is being saved would be in no card, and in a draft of the past
        try:
            saved = await self.room.store(save_card, self.room.who(), work, despite_doubles)
        except (ChangedMeanwhile, LikelyDouble) as met:
            self._meet(met)
            return
        except DatabaseGone as gone:
            editing = False
            await self._keep_here(work.edit, work.learnt_at, gone, despite_doubles=despite_doubles)
            return
        finally:
            self.form.edit(editing)
        self.room.forget_draft(work.card_id)
        self.card_id = saved.card.id
        self.form.problems.clear()
        self.form.edit(False)
        self._take(saved.opened)
        self._say_saved(saved.card, saved.entry, kind)

    def _meet(self, refusal: Refused) -> None:
        if isinstance(refusal, ChangedMeanwhile):
            self.app.push_screen(MeanwhileScreen(refusal, self.customs), partial(self._chosen, refusal))
        elif isinstance(refusal, LikelyDouble):
            self.app.push_screen(DoublesScreen(refusal.doubles, CardScreen), self._doubles_seen)

    def _ask_where_learnt(self) -> None:
        from screens.learnt import LearntScreen

        asked = LearntScreen(self.path(), self.work.changed_labels(), self.room.learnt_at)
        self.room.hold_keys()
        self.app.push_screen(asked, self._learnt)

    def _learnt(self, answer: str | None) -> None:
        if answer is not None:
            self.work.answered = self.room.learnt_at = answer
            self.action_save()

    def _say_saved(
        self, card: CardRecord, entry: int | None, kind: str | None = None, *, said: Message = SAVED, fields: str = ""
    ) -> None:
        """Say that it is saved, or what was put back, and what became of the kind where it is no longer the `kind` that
        was shown."""

        async def undo() -> None:
            if self.card_id is not None and entry is not None:
                await self.room.store(undo_save, self.room.who(), self.card_id, entry)
                await self._open()
                self.room.say(N_("Card {card_no} is as it was before."), card_no=card.card_no)

        now = card.values["kind"]
        self.room.say(
            said if kind in (None, now) else KIND_FOLLOWED,
            card_no=card.card_no,
            kind=FIELDS["kind"].choices[now],
            fields=fields,
            undo=undo if entry is not None else None,
        )

    def refused(self, refusal: Refused) -> None:
        """A refusal that names a field is shown beside it."""
        name = getattr(refusal, "name", None)
        if isinstance(refusal, cards.ReasonNeeded | fields.BadValue) and isinstance(name, str) and name in FIELDS:
            said = refusal.problem if isinstance(refusal, fields.BadValue) else refusal.message
            self._show_problem(FIELDS[name].section, name, said, refusal.values)
        super().refused(refusal)

    def _first_problem(self) -> tuple[str, str, fields.BadValue] | None:
        """What hinders saving: what stands in front of the person first."""
        row = f"{self.open_row.id}:" if self.open_row else ""
        found = list(self.work.problems(self.customs))
        here = [one for one in found if one[0] == self.section and one[1].startswith(row)]
        return next(iter([*here, *found]), None)

    def _show_problem(self, section: str, name: str, problem: Any, values: Mapping[str, Any] | None = None) -> None:
        """Go to the field that a problem is about, and say it there."""
        row_id, _, field_name = name.rpartition(":")
        if row_id:
            self.section = section
            self._open_row(next(row for row in self.work.rows[section] if row.id == int(row_id)))
        elif section != self.section or self.open_row is not None:
            self._go_to_section(section)
        self.form.edit()
        self.form.go_to(field_name)
        message = problem.problem if isinstance(problem, fields.BadValue) else problem
        self.form.problem(field_name, message, values)
        if isinstance(problem, fields.BadValue):
            self._say_problem(problem)

    def _chosen(self, refusal: ChangedMeanwhile, mine: Mapping[str, bool] | None) -> None:
        if mine is not None:
            self.run_once(partial(self._settle, refusal, mine), "save")

    async def _settle(self, refusal: ChangedMeanwhile, mine: Mapping[str, bool]) -> None:
        assert self.card_id is not None
        theirs = await self.room.store(cards.show, self.room.who(), self.card_id)
        self.work.settle(theirs, mine, refusal.conflicts)
        self._show_section()
        if self._is_ready():
            await self._save()

    def _doubles_seen(self, all_the_same: bool | None) -> None:
        if all_the_same:
            self.run_once(partial(self._save, despite_doubles=True), "save")

    # history, archive, lending

    def action_put_back(self) -> None:
        line = self.rows.row
        if isinstance(line, HistoryLine):
            self.run_once(partial(self._put_back, line), "save")

    async def _put_back(self, line: HistoryLine) -> None:
        assert self.card_id is not None
        saved = await self.room.store(put_line_back, self.room.who(), self.card_id, line.entry.number, line.change)
        self._take(saved.opened)
        fields = named(line.changes_put_back, self.words)
        self._say_saved(saved.card, saved.entry, said=PUT_BACK, fields=fields)

    def action_archive(self) -> None:
        self._ask_reason(NC_("screen", "Archive"), cards.archive)

    def action_bring_back(self) -> None:
        self._ask_reason(NC_("screen", "Take out of the archive"), cards.bring_back)

    def _ask_reason(self, title: Message, act: Callable[..., Any]) -> None:
        def given(reason: str | None) -> None:
            if reason is not None and self.card_id is not None:
                self.run_once(partial(self._archive, act, reason), "save")

        self.app.push_screen(
            ReasonScreen(title, N_("Reason"), N_("Stands in the card's history."), at=self.path()), given
        )

    async def _archive(self, act: Callable[..., Any], reason: str) -> None:
        """Do it, say so, and offer the contrary, whose reason is that it is an undoing."""
        card = await self.room.store(act, self.room.who(), self.card_id, reason)
        await self._open()
        archived = card.row.archived

        async def undo() -> None:
            if self.card_id == card.id:
                await self._archive(cards.bring_back if archived else cards.archive, self.words(UNDONE))

        said = N_("Card {card_no} is archived.") if archived else N_("Card {card_no} is among the others again.")
        self.room.say(said, card_no=card.card_no, undo=undo)

    def action_unmerge(self) -> None:
        from screens.merge import ask_undo

        if self.card is not None:
            self.run_once(partial(ask_undo, self, self.card.card_no, self.action_refresh), "save")

    def action_lend(self) -> None:
        if self.card is not None:
            self.app.push_screen(LendScreen([self.card]), lambda slip: self.action_refresh() if slip else None)

    def action_ask(self) -> None:
        from screens.request import RequestScreen

        if self.card is not None:
            self.app.push_screen(RequestScreen([self.card]), lambda slip: self.action_refresh() if slip else None)

    def action_extract(self) -> None:
        from screens.extract import ExtractScreen

        if self.card is not None:
            self.app.push_screen(ExtractScreen([self.card]))

    def action_original(self) -> None:
        from screens.originals import print_original

        if self.card is not None:
            print_original(self, [self.card])

    def action_send_cards(self) -> None:
        from screens.transfers import send_cards

        if self.card is not None:
            send_cards(self, [self.card], self._was_sent)

    async def _was_sent(self) -> None:
        self.action_refresh()

    def action_void_original(self) -> None:
        from screens.originals import void_original

        if self.card is not None:
            void_original(self, [self.card], self._open)

    def action_changed(self) -> None:
        show_changed(self)

    def action_read_it(self) -> None:
        self.run_once(self._read_it, "reading")

    async def _read_it(self) -> None:
        if self.card is not None:
            await self.room.store(loans.confirm_read, self.room.who(), self.card.id)
            self.room.say(N_("Noted: you have read {card_no} before your visit."), card_no=self.card.card_no)

    def action_give_back(self) -> None:
        if self.card is not None:
            self.run_once(partial(take_back, self, [self.card], self._open), "return")

    def action_where(self) -> None:
        from screens.where import WhereScreen

        if self.card is not None:
            self.app.push_screen(WhereScreen(self.card))

    def action_refresh(self) -> None:
        self.run(self._open, exclusive=True, group="open")

    def why_not(self, action: str) -> Message | None:
        if action == "edit":
            return NO_LINE if self._may_edit and self._on_rows and not self.work.shown_rows(self.section) else None
        return WHY_NOT.get(action)

    # leaving

    def can(self, action: str) -> bool:
        card, editing = self.card, self.form.editing and not self._on_rows
        match action:
            case "edit":
                here = not editing and (not self._on_rows or isinstance(self.rows.row, RowWork))
                return (self._may_edit and here) or self.can("submit_change")
            case "save":
                return self._may_edit and (self.work.changed or self.card_id is None or editing)
            case "discard":
                return self.work.changed
            case "new":
                return self._may_edit and self.section in ROWS and self._on_rows and self._confidential
            case "remove":
                return self._may_edit and self._on_rows and isinstance(self.rows.row, RowWork)
            case "put_back":
                line = self.rows.row
                return self._may_edit and isinstance(line, HistoryLine) and self._on_rows and line.can_be_put_back
            case "lend" | "give_back":
                out = card is not None and card.out_to is not None
                free = action == "give_back" or not (card is not None and card.set_aside)
                return card is not None and self._may(Right.LEND) and out == (action == "give_back") and free
            case "ask":
                return card is not None and self._may(Right.ASK) and not (card.out_to or card.set_aside)
            case "extract":
                return self._may(Right.EXTRACT) and card is not None and not card.set_aside
            case "original":
                return self._may(Right.ORIGINAL) and card is not None and may_print_original(card)
            case "void_original":
                return card is not None and self._may(Right.VOID_ORIGINAL)
            case "send_cards":
                return card is not None and self._may(Right.SEND_CARDS) and card.on_way_to is None
            case "changed":
                return may_show_changed(self)
            case "submit_change":
                return self._may(Right.SUBMIT) and card is not None and not card.set_aside and not self._may_edit
            case "read_it":
                return card is not None and card.out_to == self.room.who().name
            case "unmerge":
                return card is not None and self._may(Right.MERGE)
            case "archive":
                return card is not None and self._may(Right.ARCHIVE) and not (card.archived or card.on_way_to)
            case "bring_back":
                return card is not None and self._may(Right.ARCHIVE) and card.archived and not card.erased
            case "next_card" | "previous_card":
                return self.step is not None and card is not None
            case "where":
                return card is not None
        return self.can_by_law(action)

    @property
    def _confidential(self) -> bool:
        return self.work.card is None or self.work.card.confidential

    def action_back(self) -> None:
        if self.open_row is not None:
            row, self.open_row = self.open_row, None
            self.form.edit(self.edited_around)
            self._show_section()
            self.rows.show_source(Listed(self.work.shown_rows(self.section)), at=row)
        elif self.form.editing and not self._on_rows and self.card_id is not None:
            self.form.edit(False)
            self.refresh_bindings()
        else:
            self.run(self._go_back)

    async def _go_back(self) -> None:
        await self.before_leaving()
        if self.work.changed and not self.is_at("save"):
            self.room.say(KEPT_HERE if self.kept_here else N_("Your draft is kept and waits on this card."))
        self.dismiss(self.card_id)


def kept_screen(app: App[Any]) -> CardScreen:
    """The card screen that is kept, or a further one while that is open."""
    if not app.is_screen_installed(KEPT):
        app.install_screen(CardScreen(), KEPT)
    kept = app.get_screen(KEPT, CardScreen)
    return CardScreen() if kept in app.screen_stack else kept
