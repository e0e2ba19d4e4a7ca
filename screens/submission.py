"""One submission beside what its card says now: taken over field by field, or refused (F14)."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from textual import on

from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.card import CardScreen
from screens.card_texts import salespeople
from screens.choose import DoublesScreen, ReasonScreen
from screens.field_by_field import MINE, THEIRS, UNCHOSEN, WAS, FieldsScreen, Side
from screens.submissions import REFUSED, WHY
from screens.widgets.drawn import Piece
from screens.widgets.window_list import WindowList
from store import staff, submissions, submitted
from store.access import Actor, Right
from store.acts import take_over
from store.acts.take_over import Taken
from store.cards import ChangedMeanwhile
from store.doubles import LikelyDouble
from store.staff import StaffRecord
from store.submitted import KINDS, STATES, SubmissionRecord, WholeSubmission

TAKEN = N_("Taken over: {card_no} says it now.")
MADE = N_("Taken over: {name} has card {card_no}.")
BACK = N_("Submission {number} waits again; {card_no} is as it was before.")


ANSWERED = N_("This submission was answered already.")
CHOOSE = N_("First choose each field that shows “?”, and at least one to be taken: → takes it, ← leaves it.")


class Read(NamedTuple):
    whole: WholeSubmission
    people: list[StaffRecord]


def read(actor: Actor, number: int) -> Read:
    return Read(submitted.whole(actor, number), staff.people(actor))


class SubmissionScreen(FieldsScreen[None]):
    """What it was, what the card says now, what was submitted, and whether it is taken."""

    BINDINGS = bind("take_submitted", "leave_out", "take_over", "refuse")
    NEEDS = {"take_over": Right.TAKE_OVER, "refuse": Right.TAKE_OVER}
    KEYS = ("leave_out", "take_submitted", "take_over", "refuse", "back")
    SIDES = (
        Side(WAS, WAS, N_("It was")),
        Side(THEIRS, THEIRS, N_("The card says")),
        Side(MINE, MINE, NC_("submission", "Submitted")),
    )
    PICKED = {MINE: NC_("submission", "taken"), THEIRS: NC_("submission", "left")}
    CHOICE = NC_("submission", "Taken over")
    ABOUT = N_(
        "What was submitted, beside what it was then and what the card says now. → takes a field over and ← leaves it;"
        " what the card has not changed since is taken unless you leave it. F10 takes over, Del refuses with a reason;"
        " Enter opens the card."
    )

    def __init__(self, record: SubmissionRecord) -> None:
        super().__init__()
        self.record = record
        self.shown: WholeSubmission | None = None

    @property
    def sides(self) -> Sequence[Side]:
        """A new customer has no card yet that could say anything."""
        return [side for side in self.SIDES if side.way == MINE or self.record.card_id is not None]

    def path(self) -> Sequence[Message | str]:
        about = f"{self.record.name}  {self.record.card_no or ''}".strip()
        return [*super().path(), NC_("screen", "Submissions"), f"{self.record.number} · {about}"]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        words, one = self.words, self.record
        told = [words(KINDS[one.kind]), one.by, words.date(one.on, "short"), words(STATES[one.state]), one.reason or ""]
        left = ""
        if self._waits and self.open_ones > 0:
            left = words(NP_("{n} field to choose", "{n} fields to choose"), n=self.open_ones)
        return [("  ".join(part for part in told if part), "bright")], left

    @property
    def _waits(self) -> bool:
        """Whether it can be answered by whoever is here."""
        return self.record.state == "waiting" and self.room.may(Right.TAKE_OVER)

    @property
    def unchosen(self) -> str:
        return UNCHOSEN if self._waits else ""

    def hint(self) -> str:
        """All that is submitted for the field under the cursor, which its column may cut."""
        row = self.row
        return self.text_of(row.conflict, row.conflict.mine) if row is not None and row.conflict.mine else ""

    def on_mount(self) -> None:
        self.run(self._read)

    async def _read(self) -> None:
        found = await self.room.store(read, self.room.who(), self.record.number)
        self.shown, self.record = found.whole, found.whole.record
        self.staff = salespeople(found.people)
        before = {says.field: says.theirs for says in self.conflicts}
        kept = {says.field for says in found.whole.says if (says.field, says.theirs) in before.items()}
        chosen = {field: way for field, way in self.chosen.items() if field in kept}
        self.chosen = self._chosen_before(found.whole) | (chosen if self._waits else {})
        self.show_conflicts(found.whole.says)
        if found.whole.confidential and self.record.card_id is not None:
            self.call_after_refresh(self.room.note_seen, (self.record.card_id,), "opened")
        self.narrowing_changed()
        self.refresh_bindings()

    def _chosen_before(self, whole: WholeSubmission) -> dict[str, str]:
        """What is clear without a person: nothing changed since, or it was answered."""
        if whole.record.state == "taken":
            return {says.field: MINE if says.field in whole.record.taken else THEIRS for says in whole.says}
        if not self._waits:
            return {}
        return {says.field: MINE for says in whole.says if not submitted.must_choose(says)}

    @on(WindowList.Opened)
    def _opened(self) -> None:
        """The card itself, where there is one."""
        if self.record.card_id is not None:
            self.app.push_screen(CardScreen(self.record.card_id), self._came_back)

    def _came_back(self, _card: int | None) -> None:
        self.run(self._read)

    def action_take_submitted(self) -> None:
        self.take(MINE)

    def action_leave_out(self) -> None:
        self.take(THEIRS)

    def action_take_over(self) -> None:
        self.run_once(self._take_over, "answer")

    async def _take_over(self, *, despite_doubles: bool = False) -> None:
        wanted = [name for name, way in self.chosen.items() if way == MINE]
        try:
            taken = await self.room.store(
                take_over.take,
                *(self.room.who(), self.record.number, wanted),
                seen=self.shown,
                despite_doubles=despite_doubles,
            )
        except ChangedMeanwhile as meanwhile:
            await self._read()
            self.room.say_refused(meanwhile)
            return
        except LikelyDouble as likely:
            self.app.push_screen(DoublesScreen(likely.doubles, CardScreen), self._doubles_seen)
            return
        await self.room.count_waiting()
        correction = self.record.kind == submitted.CORRECTION
        undo = partial(self._take_back, taken) if correction and self.room.may(Right.EDIT) else None
        self.room.say(TAKEN if correction else MADE, card_no=taken.card.card_no, name=taken.card.row.name, undo=undo)
        self.dismiss(None)

    def _doubles_seen(self, all_the_same: bool | None) -> None:
        if all_the_same:
            self.run_once(partial(self._take_over, despite_doubles=True), "answer")

    async def _take_back(self, taken: Taken) -> None:
        await self.room.store(take_over.take_back, self.room.who(), taken)
        await self.room.count_waiting()
        self.room.say(BACK, number=str(taken.record.number), card_no=taken.card.card_no)

    def action_refuse(self) -> None:
        asked = ReasonScreen(NC_("screen", "Refuse"), N_("Reason"), WHY, at=self.path())
        self.app.push_screen(asked, self._reason_given)

    def _reason_given(self, reason: str | None) -> None:
        if reason:
            self.run_once(partial(self._refuse, reason), "answer")

    async def _refuse(self, reason: str) -> None:
        await self.room.store(submissions.refuse, self.room.who(), [self.record.number], reason)
        await self.room.count_waiting()
        self.room.say(REFUSED, n=1, undo=self._let_wait_again)
        self.dismiss(None)

    async def _let_wait_again(self) -> None:
        await self.room.store(submissions.let_wait_again, self.room.who(), [self.record.number])
        await self.room.count_waiting()

    def why_not(self, action: str) -> Message | None:
        if self.record.state != "waiting":
            return ANSWERED
        return CHOOSE if action == "take_over" and self.shown is not None else None

    def can(self, action: str) -> bool:
        match action:
            case "take_submitted" | "leave_out":
                return self._waits and self.row is not None
            case "take_over":
                return self._waits and self.shown is not None and not self.open_ones and MINE in self.chosen.values()
            case "refuse":
                return self._waits
        return True
