"""What was submitted: the clerk or the manager answers it; whoever wrote it sees what became of it (F14)."""

from collections.abc import Sequence
from functools import partial

from textual import on

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.choose import ReasonScreen
from screens.list_screen import SHOW_ALL, ListScreen
from screens.room import Room
from screens.sources import Windows
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.window import Side
from screens.widgets.window_list import WindowList
from store import submissions, submitted
from store.access import Right
from store.fields import LEARNT_AT
from store.submitted import KINDS, LAST_SUBMISSION, STATES, SubmissionRecord, Which

INKS = {"waiting": "amber", "refused": "red"}
NARROWED = {"waiting": NC_("submission", "waiting only"), "answered": NC_("submission", "answered only")}
EMPTY: dict[str, Message] = {
    "waiting": N_("No submission waits. F4 shows what was answered of late."),
    "answered": N_("No submission was answered of late. F4 shows what waits."),
    "all": N_("Nothing was submitted. A salesperson submits a new customer with {new} in the drawer, or a correction"
              " with F2 on a card."),
}  # fmt: skip
WHY = N_("Why, in a few words; whoever submitted it reads them.")
REFUSED = NP_("Refused {n} submission.", "Refused {n} submissions.")


def _card(one: SubmissionRecord, words: Words) -> str:
    return one.card_no or words(N_("new"))


def _what(one: SubmissionRecord, words: Words) -> str:
    return words(NP_("{n} field", "{n} fields"), n=len(one.fields))


COLUMNS: Sequence[Column[SubmissionRecord]] = (
    Column("number", NC_("column", "No."), lambda one, _: str(one.number), 5, right=True),
    Column("kind", N_("Kind"), lambda one, words: words(KINDS[one.kind]), 15),
    Column("card", N_("Card no."), _card, 9, needs=92),
    Column("name", N_("Name"), lambda one, _: one.name, 10, grow=2),
    Column("by", NC_("submission", "From"), lambda one, _: one.by, 10, grow=1),
    Column("on", NC_("submission", "Day"), lambda one, words: words.date(one.on, "short"), 12),
    Column("state", N_("State"), lambda one, words: words(STATES[one.state]), 11,
           ink=lambda one: INKS.get(one.state, "plain")),
    Column("fields", NC_("submission", "Says"), _what, 10, needs=112),
    Column("decided", NC_("submission", "Answered by"), lambda one, _: one.decided_by or "", 11, grow=1, needs=100),
)  # fmt: skip


class Submissions(Windows[SubmissionRecord]):
    """What was submitted, the oldest first."""

    def __init__(self, room: Room, which: Which) -> None:
        super().__init__(room)
        self.which = which

    async def page(self, row: SubmissionRecord | None, side: Side, limit: int) -> Sequence[SubmissionRecord]:
        key = row.id if row is not None else None
        after = key if side == "after" else None
        before = (key or LAST_SUBMISSION) if side == "before" else None
        return await self.room.store(
            submitted.listed, self.room.who(), self.which, after=after, before=before, limit=limit
        )

    async def count(self) -> None:
        self.total = await self.room.store_slow(submitted.count, self.room.who(), self.which)


class SubmissionsScreen(ListScreen[None, SubmissionRecord]):
    """Submissions in the order in which they were written."""

    BINDINGS = bind("refuse", "withdraw", "waiting_only")
    NEEDS = {"refuse": Right.TAKE_OVER}
    SHOWS = frozenset({"submission"})
    KEYS = ("open", "mark", "refuse", "withdraw", "waiting_only", "back")
    ABOUT = N_(
        "What salespeople submitted after their visits. Enter shows one beside what its card says now, to be taken over"
        " field by field; Del refuses the marked ones with a reason. Whoever wrote it sees here what became of it."
    )

    def __init__(self, which: Which = "all") -> None:
        super().__init__()
        self.which: Which = which

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Submissions")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        count = self.words(NP_("{n} submission", "{n} submissions"), n=self.total)
        return [(self.words(NARROWED[self.which]) if self.which in NARROWED else "", "accent")], count

    def columns(self) -> Sequence[Column[SubmissionRecord]]:
        return COLUMNS

    async def source(self) -> Submissions:
        return Submissions(self.room, self.which)

    def empty(self) -> str:
        return self.words(EMPTY[self.which], new=self.room.key_of("new"))

    def hint(self) -> str:
        """Why the one under the cursor was refused, or where it was learnt."""
        row = self.row
        if row is None or row.reason:
            return (row.reason or "") if row is not None else ""
        places = dict(LEARNT_AT)
        learnt = self.words(places[row.learnt_at]) if row.learnt_at in places else ""
        return self.words(N_("Learnt at: {place}"), place=learnt) if learnt else ""

    def label_of(self, action: str) -> Message:
        return SHOW_ALL if action == "waiting_only" and self.which == "waiting" else super().label_of(action)

    def action_waiting_only(self) -> None:
        self.which = "all" if self.which == "waiting" else "waiting"
        self.action_refresh()

    @on(WindowList.Opened)
    def _opened(self) -> None:
        from screens.submission import SubmissionScreen

        if self.row is not None:
            self.app.push_screen(SubmissionScreen(self.row), self.came_back)

    def _waiting(self) -> list[int]:
        return [one.number for one in self.rows.chosen if one.state == "waiting"]

    def action_refuse(self) -> None:
        asked = ReasonScreen(NC_("screen", "Refuse"), N_("Reason"), WHY, at=self.path())
        self.app.push_screen(asked, partial(self._reason_given, self._waiting()))

    def _reason_given(self, numbers: Sequence[int], reason: str | None) -> None:
        if reason:
            self.run_once(partial(self._refuse, numbers, reason), "answer")

    async def _refuse(self, numbers: Sequence[int], reason: str) -> None:
        await self.room.store(submissions.refuse, self.room.who(), numbers, reason)

        async def undo() -> None:
            await self.room.store(submissions.let_wait_again, self.room.who(), numbers)
            await self.room.count_waiting()

        await self._answered()
        self.room.say(REFUSED, n=len(numbers), undo=undo)

    async def _answered(self) -> None:
        await self.read()
        await self.room.count_waiting()

    def action_withdraw(self) -> None:
        self.run_once(self._withdraw, "answer")

    async def _withdraw(self) -> None:
        if self.row is not None:
            gone = await self.room.store(submissions.withdraw, self.room.who(), self.row.number)
            undo = partial(self.room.store, submissions.submit_again, self.room.who(), gone.number)
            await self.read()
            self.room.say(N_("Submission {number} is withdrawn."), number=str(gone.number), undo=undo)

    def can(self, action: str) -> bool:
        row = self.row
        match action:
            case "refuse":
                return self.room.may(Right.TAKE_OVER) and bool(self._waiting())
            case "withdraw":
                return row is not None and row.state == "waiting" and row.by_user == self.room.who().user
            case "mark":
                return row is not None
        return True
