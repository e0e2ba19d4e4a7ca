"""Typing into a card: fields, people and goods, other cards of the list; and the draft, kept as one types."""

import contextlib
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from textual import events, on

from locales.messages import N_
from screens.card_history import HistoryLine
from screens.card_pages import ARCHIVED_HINT, ARCHIVED_READ_ONLY, RESTRICTED_READ_ONLY, ROWS, CardPages
from screens.card_texts import LEARNT, settled, understood
from screens.card_work import RowWork
from screens.widgets.form import Form
from screens.widgets.window_list import WindowList
from store import drafts, fields
from store.access import Right
from store.engines import Busy, DatabaseGone
from store.transfers import OnTheWay
from store.unsent import DRAFT, Unsent


class CardTyping(CardPages):
    """What is typed is kept at once, and survives a killed terminal."""

    def __init__(self, *told: Any, **how: Any) -> None:
        super().__init__(*told, **how)
        self._draft_waits = self._draft_busy = False
        self.kept_here: Unsent | None = None
        """What was saved here and waits on this machine for the line, as long as nothing else is typed."""

    # other cards

    def action_next_card(self) -> None:
        self.run(partial(self._step, 1), exclusive=True, group="open")

    def action_previous_card(self) -> None:
        self.run(partial(self._step, -1), exclusive=True, group="open")

    async def _step(self, by: int) -> None:
        if self.step is None or self.card_id is None:
            return
        await self.before_leaving()
        other = await self.step(self.card_id, by)
        if other is None:
            self.room.say(N_("There is no further card in this list."), tone="problem")
            return
        self.card_id = other
        self.form.problems.clear()
        await self._open()

    # typing

    def action_edit(self) -> None:
        """Whoever may not edit cards submits what they would have edited."""
        if not self._may_edit:
            self.action_submit_change()
        elif self._on_rows:
            self._open_row(self.rows.row)
        else:
            self.form.edit()
        self.refresh_bindings()

    def on_key(self, event: events.Key) -> None:
        """A letter that nothing took, or F2 where nothing can be edited, is answered; it never vanishes."""
        letter = event.is_printable and (event.character or "").isalnum()
        edits_nothing = event.key == "f2" and not self.can("edit")
        why = self.why_not("edit") if edits_nothing else None
        if why is not None:
            self.room.say(why, tone="problem")
        elif letter or (edits_nothing and not self._may_edit):
            event.prevent_default()  # what every list says of a letter is said better here
            self._say_how_to_edit()

    def _say_how_to_edit(self) -> None:
        card = self.work.card
        if self._may_edit and self.section in ROWS:
            self.room.say(N_("F2 edits a line, {new} adds one."), new=self.room.key_of("new"))
        elif self._may_edit and not self._on_rows:
            self.room.say(N_("F2 edits."))
        elif self._shut:
            self.room.say(RESTRICTED_READ_ONLY)
        elif card is not None and card.row.archived and not card.row.erased:
            self.room.say(ARCHIVED_HINT if self._may(Right.ARCHIVE) else ARCHIVED_READ_ONLY)
        elif card is not None and card.row.on_way_to is not None:
            self.room.say(OnTheWay.message, card_no=card.row.card_no, branch=card.row.on_way_to)
        elif self.can("submit_change"):
            self.room.say(N_("F2 writes a correction, which a clerk takes over."))
        elif (lacking := self.lacking(Right.EDIT)) is not None:
            self.room.say_refused(lacking)
        else:
            self.room.say(N_("Nothing is edited here."))

    def action_submit_change(self) -> None:
        from screens.submit import write_submission

        self.room.hold_keys()
        self.run(partial(write_submission, self, self.card_id), exclusive=True, group="open")

    @on(Form.EditWanted)
    def _edit_wanted(self) -> None:
        if self._may_edit:
            self.action_edit()

    @on(WindowList.Opened)
    def _row_opened(self, event: WindowList.Opened) -> None:
        if isinstance(event.row, HistoryLine):
            from screens.card_entry import EntryScreen

            branch = self.room.branch
            zone = branch.zone if branch else None
            self.app.push_screen(EntryScreen(self.path(), event.row, self.customs, zone))
        else:
            self._open_row(event.row)

    def _open_row(self, row: Any) -> None:
        if isinstance(row, RowWork):
            if self.open_row is None:
                self.edited_around = self.form.editing
            self.open_row = row
            self._show_section()
            self.form.edit(self._may_edit)

    def action_new(self) -> None:
        if self.section in ROWS:
            self._open_row(self.work.add_row(self.section))

    def action_remove(self) -> None:
        row = self.rows.row
        if isinstance(row, RowWork):
            row.removed = True
            self._show_section()
            self._keep_draft()

            async def put_in_again() -> None:
                row.removed = False
                self._show_section()
                self._keep_draft()

            self.room.say(N_("Taken out; saving makes it so."), undo=put_in_again)

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        text = self.form.values[event.name]
        if event.name == LEARNT.name:
            self.work.learnt_at = text
            self.form.before[event.name] = text
        else:
            self._texts[event.name] = settled(self.infos[event.name], text, self.customs)
        if event.name == "name":
            self.top_changed()
        self.message_changed()
        self._keep_draft()
        self.refresh_bindings()

    @property
    def _texts(self) -> dict[str, str]:
        return self.open_row.texts if self.open_row else self.work.texts

    @on(Form.Left)
    def _left(self, event: Form.Left) -> None:
        """Say at once what was understood, or why it cannot be kept, beside the field."""
        info = self.infos.get(event.name)
        if info is None or not self.form.editing:
            return
        text = self._texts.get(event.name, "")
        if self.form.field is not None and self.form.field.name != event.name:
            self.form.put(event.name, text)
        try:
            understood(info, text, self.customs)
        except fields.BadValue as problem:
            if info.required and not problem.value and event.name not in self.form.changes:
                return
            self.form.problem(event.name, problem.problem)
            if not self._at_problem:  # what is wrong where the cursor is has been said
                self._say_problem(problem)
        else:
            self.form.problem(event.name, None)

    @property
    def _at_problem(self) -> bool:
        """Whether the cursor stands on a field with which something is wrong."""
        return self.form.field is not None and self.form.field.name in self.form.problems

    def _say_problem(self, problem: fields.BadValue) -> None:
        """What was typed and what is wrong with it; of a field left empty it is enough to say it there."""
        if problem.value:
            self.room.say(problem.message, tone="problem", **problem.values)

    @on(Form.Entered)
    def _entered(self) -> None:
        self.message_changed()

    @on(Form.Submitted)
    def _submitted(self) -> None:
        """Enter in the last field goes on to the next section, or back to the rows."""
        if self.open_row is not None:
            self.action_back()
        else:
            self.action_next_pane()

    # the draft

    def _keep_draft(self) -> None:
        """Keep what was typed; while one version is being kept, only the newest waits."""
        self.kept_here = None
        self._draft_waits = True
        if not self._draft_busy:
            self._draft_busy = True
            self.run(self._keep_drafts, group="draft")

    async def _keep_drafts(self) -> None:
        try:
            while self._draft_waits:
                self._draft_waits = False
                if self.work.changed:
                    self._tell_draft(await self._kept_draft(self.work.kept()))
                else:
                    await self._drop_draft()
        finally:
            self._draft_busy = False

    async def _drop_draft(self) -> None:
        """Nothing is typed any more; without a line the draft in the room is dropped once that is back."""
        self.room.forget_draft(self.card_id, submission=self.SUBMITS)
        with contextlib.suppress(DatabaseGone, Busy):
            await self.room.store_at_once(drafts.drop, self.room.who(), self.card_id, submission=self.SUBMITS)
            self.draft_text = None
            self.narrowing_changed()

    async def _kept_draft(self, typed: Mapping[str, Any]) -> datetime:
        """Keep what was typed, in the room or else on this machine; when it was kept (UTC)."""
        version, submission = self.work.based_on, self.SUBMITS
        try:
            at = await self.room.store_at_once(
                drafts.keep, self.room.who(), self.card_id, version, typed, submission=submission
            )
        except (DatabaseGone, Busy):
            draft = Unsent(DRAFT, self.card_id, self.called, version, typed, submission=submission)
            return await self.room.keep_unsent(draft)
        self.room.forget_draft(self.card_id, submission=submission)
        return at

    @property
    def called(self) -> str:
        """The card as it is called where it is not on the screen: by its number, or by the name of a new one."""
        return self.work.card.card_no if self.work.card else self.work.texts.get("name", "")

    def line_is_back(self) -> None:
        if (self.work.changed or self.draft_text is not None) and not self.kept_here:
            self._keep_draft()

    def would_lose(self) -> bool:
        """What is typed into a card is kept as a draft."""
        return False

    async def before_leaving(self) -> None:
        if self._draft_waits or self._draft_busy:
            keeping = [worker for worker in self.workers if worker.group == "draft" and worker.node is self]
            await self.workers.wait_for_complete(keeping)

    def action_discard(self) -> None:
        self.run(self._discard, exclusive=True, group="open")

    async def _discard(self) -> None:
        kept, version = self.work.kept(), self.work.based_on
        await self.room.store(drafts.drop, self.room.who(), self.card_id, submission=self.SUBMITS)
        self.form.edit(False)
        await self._open()

        async def type_again() -> None:
            self.work.restore(kept, version)
            self._show_section()
            self._keep_draft()

        self.room.say(N_("Your draft is discarded."), undo=type_again)
