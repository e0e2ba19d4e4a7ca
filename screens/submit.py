"""Writing a submission: the card's own form, with a draft of its own; what is sent waits for the clerk (F14).

Of a card that is looked after but not held only the open part shows; what was learnt of the rest is typed all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from locales.messages import N_, NC_, Message
from screens.actions import bind
from screens.ask import AskScreen
from screens.base import RoomScreen
from screens.card import CardScreen
from screens.card_pages import HISTORY, TABS, WARRANTIES
from screens.card_store import open_card
from screens.card_work import CardWork
from screens.choose import DoublesScreen
from screens.room import Room
from store import drafts, submissions
from store.cards import CardRecord
from store.doubles import LikelyDouble
from store.engines import DatabaseGone
from store.fields import FIELDS
from store.submissions import NameOnFile
from store.submitted import SubmissionRecord

SENT = N_("Submitted, no. {number}: the clerk or the manager answers it.")
ALL_THE_SAME = N_(
    "{card_no} is on file under this name, looked after by {salesperson}. Is yours somebody else, to be submitted all"
    " the same?"
)
ALL_THE_SAME_NOBODYS = N_(
    "{card_no} is on file under this name; nobody looks after it. Is yours somebody else, to be submitted all the same?"
)
BLIND = N_("What you may not read is left empty here: type what you learnt of it.")
NOT_FOR_A_SUBMISSION = frozenset(
    {
        *("save", "submit_change", "lend", "give_back", "ask", "read_it", "archive", "bring_back"),
        *("put_back", "next_card", "previous_card", "where"),
        *("extract", "disclose", "restrict", "lift", "hold", "release", "erase", "erase_person"),
    }
)


class SubmitScreen(CardScreen):
    """A new customer, or the card as it was read with what is to be corrected. Answers the card."""

    BINDINGS = bind("send_in")
    KEYS = ("send_in", "edit", "new", "remove", "next_pane", "back")
    KEYS_EDITING = ("send_in", "back", "next_pane")
    PAGES = {name: label for name, label in TABS.items() if name not in (WARRANTIES, HISTORY)}
    SUBMITS = True
    DRAFT = N_("This is your draft; Ctrl+S submits it, F9 can discard it.")
    ABOUT = N_(
        "What you learnt on a visit: a new customer, or a correction of a card. What you type is kept as a draft at"
        " once; Ctrl+S submits it. The clerk or the manager takes it over field by field, or refuses it with a reason"
        " that you read under Submissions."
    )
    ABOUT_WITH = {}
    NEEDS = {}

    def path(self) -> Sequence[Message | str]:
        *before, last = super().path()
        return [*before, last, NC_("screen", "Submission")]

    @property
    def _may_edit(self) -> bool:
        return self.card is None or not self.card.archived

    @property
    def _confidential(self) -> bool:
        return True

    def _work_on(self, card: CardRecord | None) -> CardWork:
        work = super()._work_on(card)
        for name in FIELDS:
            work.texts.setdefault(name, "")
            work.before.setdefault(name, "")
        return work

    def hint(self) -> str:
        said = super().hint() if self.work.card is None or self.work.card.confidential else ""
        own = self.form.hint() if self.is_mounted and not self._on_rows else ""
        blind = self.work.card is not None and not self.work.card.confidential
        return own or said or (self.words(BLIND) if blind else "")

    def action_send_in(self) -> None:
        self.action_save()

    def _nothing_to_save(self) -> bool:
        if not self.work.changed:
            self.room.say(N_("There is nothing to submit yet."), tone="problem")
        return not self.work.changed

    async def _save(self, *, despite_doubles: bool = False) -> None:
        await self.before_leaving()
        edit, editing, learnt_at = self.work.edit(self.customs), self.form.editing, self._learnt_at
        self.form.edit(False)
        try:
            sent = await self.room.store(
                submissions.submit,
                *(self.room.who(), edit),
                card=self.card_id,
                learnt_at=learnt_at or None,
                despite_doubles=despite_doubles,
            )
        except NameOnFile as found:
            self.room.note_refused(found)
            question = ALL_THE_SAME if found.salesperson else ALL_THE_SAME_NOBODYS
            self.app.push_screen(AskScreen(self.path(), question, **found.values), self._doubles_seen)
            return
        except LikelyDouble as likely:
            self.app.push_screen(DoublesScreen(likely.doubles, CardScreen), self._doubles_seen)
            return
        except DatabaseGone as gone:
            await self._keep_here(edit, learnt_at or None, gone, despite_doubles=despite_doubles, submission=True)
            return
        finally:
            self.form.edit(editing)
        self.room.forget_draft(self.card_id, submission=True)
        typed = (self.card_id, self.work.based_on, self.work.kept())
        self.room.say(SENT, number=str(sent.number), undo=partial(take_back, self.room, sent, typed))
        self.dismiss(self.card_id)

    def action_back(self) -> None:
        """One Esc leaves: a submission is only written, and read under Submissions."""
        if self.open_row is not None:
            super().action_back()
        else:
            self.run(self._go_back)

    async def _go_back(self) -> None:
        await self.before_leaving()
        if self.work.changed:
            self.room.say(N_("Your draft is kept; it is there when you submit again."))
        self.dismiss(self.card_id)

    def can(self, action: str) -> bool:
        if action in NOT_FOR_A_SUBMISSION:
            return False
        if action == "send_in":
            return self._may_edit and self.loaded
        return super().can(action)


Typed = tuple[int | None, int, Mapping[str, Any]]
"""What a draft keeps: the card, its version, all that was typed."""


async def take_back(room: Room, sent: SubmissionRecord, typed: Typed) -> None:
    """Undo the sending; what was typed is a draft again."""
    await room.store(submissions.withdraw, room.who(), sent.number)
    await room.store(drafts.keep, room.who(), *typed, submission=True)
    room.say(N_("Submission {number} is withdrawn; what you typed is your draft again."), number=str(sent.number))


async def write_submission(
    screen: RoomScreen[Any], card_id: int | None, afterwards: Callable[[Any], None] | None = None
) -> None:
    """Open the form of a submission on top of `screen`, which holds the keys until it stands."""
    room = screen.room
    try:
        opened = await room.store(open_card, room.who(), card_id, submission=True)
        if screen.uppermost:
            written = SubmitScreen()
            written.lay_out(card_id, opened, None, edit=True)
            screen.app.push_screen(written, afterwards)
    finally:
        room.give_keys()
