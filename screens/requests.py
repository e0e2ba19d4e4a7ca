"""What is asked for: the manager approves or refuses, one or many; whoever asked sees what became of it (L1)."""

from collections.abc import Mapping, Sequence
from functools import partial

from textual import on

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.choose import ReasonScreen
from screens.lend import hand_over
from screens.list_screen import SHOW_ALL, ListScreen
from screens.room import Room
from screens.sources import Windows
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.window import Side
from screens.widgets.window_list import WindowList
from store import extracts, requested, requests, staff
from store.access import Right
from store.loans import HOLDING_KINDS
from store.requested import LAST_REQUEST, RequestRecord
from store.slips import KINDS, STATES
from store.wanted import Wanted, narrowing

INKS = {"requested": "amber", "refused": "red"}
NOTHING_APPROVED = N_("What the cursor stands on is not approved, so that it cannot be lent.")
COLUMNS: Sequence[Column[RequestRecord]] = (
    Column("slip", N_("Slip"), lambda one, _: str(one.slip), 9, right=True),
    Column("number", N_("Card no."), lambda one, words: one.card_no or words(KINDS[one.kind]), 11),
    Column("name", N_("Name"), lambda one, words: _name(one, words), 10, grow=2),
    Column("grade", NC_("column", "Gr."), lambda one, _: one.grade or "", 3,
           ink=lambda one: f"grade-{one.grade.lower()}" if one.grade else "plain"),
    Column("borrower", N_("Borrower"), lambda one, _: one.borrower, 10, grow=1),
    Column("due", N_("Due date"), lambda one, words: words.date(one.due, "short"), 11),
    Column("state", N_("State"), lambda one, words: words(STATES[one.state]), 10,
           ink=lambda one: INKS.get(one.state, "plain")),
    Column("purpose", N_("Purpose"), lambda one, _: one.reason or one.purpose, 10, grow=2, needs=92),
    Column("asked", N_("Asked by"), lambda one, _: one.asked_by, 10, grow=1, needs=100),
    Column("kind", N_("Kind"), lambda one, words: words(KINDS[one.kind]), 8, needs=112),
)  # fmt: skip


class Requests(Windows[RequestRecord]):
    """What is asked for, the oldest first."""

    def __init__(self, room: Room, waiting: bool, answered: bool = False) -> None:
        super().__init__(room)
        self.narrowing = {"waiting": waiting, "answered": answered}

    async def page(self, row: RequestRecord | None, side: Side, limit: int) -> Sequence[RequestRecord]:
        key = row.id if row is not None else None
        after = key if side == "after" else None
        before = (key or LAST_REQUEST) if side == "before" else None
        return await self.room.store(
            requested.listed, self.room.who(), **self.narrowing, after=after, before=before, limit=limit
        )

    async def count(self) -> None:
        self.total = await self.room.store_slow(requested.count, self.room.who(), **self.narrowing)


def _name(one: RequestRecord, words: Words) -> str:
    """The customer; of a list, which it is and how long."""
    if one.wanted is None:
        return one.name or "—"
    return words(NP_("{list}: {n} row", "{list}: {n} rows"), list=one.wanted.title, n=one.rows or 0)


def _fields_of(wanted: Wanted) -> Mapping[str, Message]:
    """What the fields of a list are called, where some were chosen."""
    from importers.sheets.export import fields_of

    return fields_of(wanted.list) if wanted.fields else {}


class RequestsScreen(ListScreen[None, RequestRecord]):
    """Requests in their order; what is one's own cannot be approved by oneself."""

    BINDINGS = bind("approve", "refuse", "lend", "withdraw", "waiting_only", "slip")
    NEEDS = {"approve": Right.APPROVE, "refuse": Right.APPROVE, "lend": Right.LEND}
    SHOWS = frozenset({"slip", "slip_card"})
    KEYS = ("open", "mark", "approve", "refuse", "lend", "withdraw", "waiting_only", "slip", "back")
    ABOUT = N_(
        "What is asked for. F10 approves the marked cards or the one under the cursor, Del refuses them with a reason;"
        " nobody approves what they asked for themselves. The keeper hands over what is approved: F7 lends all of the"
        " slip under the cursor. A list that was approved is taken out by whoever asked for it, with Enter; so is an"
        " extract printed."
    )

    def __init__(self, *, waiting_only: bool = False, answered: bool = False) -> None:
        super().__init__()
        self.waiting_only, self.answered = waiting_only, answered
        self.people: dict[int, str] = {}

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Requests")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        count = self.words(NP_("{n} request", "{n} requests"), n=self.total)
        shown = self.words(N_("waiting only")) if self.waiting_only else ""
        return [(self.words(N_("answered only")) if self.answered else shown, "accent")], count

    def columns(self) -> Sequence[Column[RequestRecord]]:
        return COLUMNS

    async def source(self) -> Requests:
        if not self.people:
            found = await self.room.store(staff.people, self.room.who())
            self.people = {person.id: person.name for person in found}
        return Requests(self.room, self.waiting_only, self.answered)

    def empty(self) -> str:
        if self.answered:
            return self.words(N_("Nothing was answered of late. F4 shows what waits."))
        if self.waiting_only:
            return self.words(N_("Nothing waits for approval. F4 shows what was approved and refused of late."))
        return self.words(N_("Nothing is asked for. Shift+F7 in the drawer or on a card asks for it."))

    def hint(self) -> str:
        """What the card under the cursor is for, or why it was refused, in full; how a list is narrowed; for
        whom an extract is, and what it has."""
        row = self.row
        if row is None:
            return ""
        if row.sections:
            said = (row.borrower, row.reason or row.purpose, extracts.told(row.sections, self.words))
            return " · ".join(said)
        if row.wanted is None:
            return row.reason or row.purpose
        told = narrowing(row.wanted, self.words, self.people, _fields_of(row.wanted))
        return " · ".join(part for part in (_name(row, self.words), told, row.reason or row.purpose) if part)

    @on(WindowList.Opened)
    def action_open(self) -> None:
        """Take out a list that was approved, or print an extract."""
        from screens.export import ExportScreen
        from screens.extracts import ExtractPaperScreen

        if self.row is None or not self.can("open"):
            return
        if self.row.wanted is not None:
            self.app.push_screen(ExportScreen(self.row.wanted, self.row.slip), self.came_back)
        else:
            self.app.push_screen(ExtractPaperScreen(self.row.slip), self.came_back)

    def label_of(self, action: str) -> Message:
        return SHOW_ALL if action == "waiting_only" and self.waiting_only else super().label_of(action)

    def action_waiting_only(self) -> None:
        self.waiting_only, self.answered = not self.waiting_only, False
        self.action_refresh()

    def _waiting(self) -> list[int]:
        return [one.id for one in self.rows.chosen if one.state == "requested"]

    def action_approve(self) -> None:
        self.run_once(self._approve, "answer")

    async def _approve(self) -> None:
        done = await self.room.store(requests.approve, self.room.who(), self._waiting())
        said = NP_("Approved {n} card.", "Approved {n} cards.")
        await self._answered(said, NP_("Approved {n} request.", "Approved {n} requests."), done)

    def action_refuse(self) -> None:
        title, help_ = NC_("screen", "Refuse"), N_("Why, in a few words; whoever asked reads them.")
        lines = self._waiting()
        self.app.push_screen(
            ReasonScreen(title, N_("Reason"), help_, at=self.path()), partial(self._reason_given, lines)
        )

    def _reason_given(self, lines: Sequence[int], reason: str | None) -> None:
        if reason:
            self.run_once(partial(self._refuse, lines, reason), "answer")

    async def _refuse(self, lines: Sequence[int], reason: str) -> None:
        done = await self.room.store(requests.refuse, self.room.who(), lines, reason)
        said = NP_("Refused {n} card.", "Refused {n} cards.")
        await self._answered(said, NP_("Refused {n} request.", "Refused {n} requests."), done)

    def action_lend(self) -> None:
        if self.row is not None:
            self.run_once(partial(hand_over, self, self.row.id, self.came_back), "lend")

    def why_not(self, action: str) -> Message | None:
        return NOTHING_APPROVED if action == "lend" else None

    def action_slip(self) -> None:
        from screens.slip import SlipViewScreen

        if self.row is not None:
            self.app.push_screen(SlipViewScreen(self.row.id), self.came_back)

    def action_withdraw(self) -> None:
        self.run_once(self._withdraw, "answer")

    async def _withdraw(self) -> None:
        if self.row is not None:
            done = await self.room.store(requests.withdraw, self.room.who(), self.row.slip)
            said = NP_("{n} card is no longer asked for.", "{n} cards are no longer asked for.")
            of_lists = NP_("{n} request is withdrawn.", "{n} requests are withdrawn.")
            await self._answered(said, of_lists, done)

    async def _answered(self, said: Message, of_lists: Message, done: Sequence[RequestRecord]) -> None:
        """Say how many cards were answered; where a list is among them, how many requests."""
        await self.read()
        self.room.say(of_lists if any(one.wanted for one in done) else said, n=len(done))
        await self.room.count_waiting()

    def can(self, action: str) -> bool:
        row = self.row
        match action:
            case "approve" | "refuse":
                return self.room.may(Right.APPROVE) and bool(self._waiting())
            case "withdraw":
                mine = row is not None and self.room.who().user in (row.asked_by_user, row.borrower_user)
                return row is not None and row.state in requests.OPEN and (mine or self.room.may(Right.LEND))
            case "lend":
                approved = row is not None and row.state == "approved" and row.kind in HOLDING_KINDS
                return approved and self.room.may(Right.LEND)
            case "mark" | "slip":
                return row is not None
            case "open":
                if row is None or row.state != "approved":
                    return False
                if row.kind == "extract":
                    return self.room.may(Right.EXTRACT)
                return self.room.who().user == row.borrower_user and row.wanted is not None
        return True
