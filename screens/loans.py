"""Every card that is out, the longest due first; the overdue ones alone (L4)."""

from collections.abc import Callable, Sequence
from functools import partial

from textual import on

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind, quiet
from screens.chase import ChaseScreen
from screens.choose import ReasonScreen
from screens.list_screen import SHOW_ALL, ListScreen
from screens.printing import may_print_wait_slip, print_wait_slip
from screens.reserve import ReserveScreen
from screens.returns import may_show_changed, show_changed, take_back
from screens.room import Room
from screens.slip import NOT_READ, READ, SlipViewScreen
from screens.sources import Windows
from screens.where import OVERDUE
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.window import Side, Source
from screens.widgets.window_list import WindowList
from store import cards, due_dates, loans, whereabouts
from store.access import Actor, Right
from store.cards import CardRow
from store.slips import LoanRecord
from store.whereabouts import START_FROM_END

RENEWED = NP_("Renewed {n} card until {due}.", "Renewed {n} cards, the first until {due}.")
RECALLED = NP_("Recalled {n} card for {due}.", "Recalled {n} cards, the first for {due}.")


def _ink(loan: LoanRecord) -> str:
    return "red" if loan.overdue else "plain"


def _late(loan: LoanRecord, words: Words) -> str:
    return words(OVERDUE, n=loan.overdue) if loan.overdue else ""


def _read(loan: LoanRecord, words: Words) -> str:
    return words(NOT_READ) if loan.unread else words(READ) if loan.read else ""


COLUMNS: Sequence[Column[LoanRecord]] = (
    Column("number", N_("Card no."), lambda loan, _: loan.card_no, 9),
    Column("name", N_("Name"), lambda loan, _: loan.name or "—", 12, grow=2),
    Column("borrower", N_("Borrower"), lambda loan, _: loan.borrower, 10, grow=1),
    Column("due", N_("Due date"), lambda loan, words: words.date(loan.due, "short"), 12, ink=_ink),
    Column("late", N_("Overdue"), _late, 17, ink=_ink),
    Column("purpose", N_("Purpose"), lambda loan, _: loan.purpose, 12, grow=2, needs=92),
    Column("read", NC_("column", "Read"), _read, 8, needs=112, ink=lambda loan: "amber" if loan.unread else "plain"),
    Column("next", N_("Waits for it"), lambda loan, _: loan.next or "", 11, grow=1, needs=112, ink=lambda _: "amber"),
    Column("slip", N_("Slip"), lambda loan, _: str(loan.slip), 5, right=True, needs=126),
)


LOST_WITH_PAPER = N_("Noted {card_no} as lost; its original no. {number} is void.")
LOST_WITH_PAPERS = NP_(
    "Noted {lost} as lost; {n} paper original is void with them.",
    "Noted {lost} as lost; {n} paper originals are void with them.",
)


class LoansOut(Windows[LoanRecord]):
    """What is out, the longest due first."""

    def __init__(self, room: Room, overdue: bool, due_today: bool = False) -> None:
        super().__init__(room)
        self.narrowing = {"overdue": overdue, "due_today": due_today}

    async def page(self, row: LoanRecord | None, side: Side, limit: int) -> Sequence[LoanRecord]:
        key = (row.due, row.id) if row is not None else None
        after = key if side == "after" else None
        before = (key or START_FROM_END) if side == "before" else None
        return await self.room.store(
            whereabouts.out, self.room.who(), **self.narrowing, after=after, before=before, limit=limit
        )

    async def count(self) -> None:
        self.total = await self.room.store_slow(whereabouts.count_out, self.room.who(), **self.narrowing)


class LoansScreen(ListScreen[int | None, LoanRecord]):
    """A list of loans. Answers the card to stand on in the drawer."""

    BINDINGS = [
        *bind("give_back", "came_back", "overdue", "renew", "slip", "chase", "pack", "where"),
        *quiet("wait_slip", "changed", "recall", "lost"),
    ]
    NEEDS = {
        "give_back": Right.LEND,
        "came_back": Right.LEND,
        "renew": Right.LEND,
        "recall": Right.LEND,
        "lost": Right.LEND,
    }
    SHOWS = frozenset({"card", "reservation", "slip", "slip_card"})
    KEYS = (
        "open",
        "mark",
        "give_back",
        "came_back",
        "overdue",
        "wait_slip",
        "changed",
        "renew",
        "slip",
        "chase",
        "pack",
        "where",
        "back",
    )
    ABOUT = N_(
        "The cards that are out, the longest due first. F4 shows only the overdue ones, Enter opens a card, Shift+F9"
        " prints a pack."
    )
    ABOUT_WITH = {
        Right.LEND: N_(
            "F8 takes cards back, Ctrl+R renews, Shift+F8 recalls by tomorrow, Ctrl+Del notes a card as lost, Ctrl+A"
            " shows whom to remind."
        )
    }

    def __init__(self, *, overdue_only: bool = False, due_today: bool = False) -> None:
        super().__init__()
        self.overdue_only, self.due_today = overdue_only, due_today
        self.out = self.late = 0

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Loans")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        count = self.words(NP_("{n} card out", "{n} cards out"), n=self.total if self.due_today else self.out)
        shown = self.words(N_("overdue only")) if self.overdue_only else ""
        shown = self.words(N_("due today")) if self.due_today else shown
        said = self.words(NP_("{n} overdue", "{n} overdue"), n=self.late) if self.late else ""
        return [(f"{shown}  " if shown else "", "accent"), (said, "red")], count

    def columns(self) -> Sequence[Column[LoanRecord]]:
        return COLUMNS

    async def source(self) -> LoansOut:
        return LoansOut(self.room, self.overdue_only, self.due_today)

    async def count(self, source: Source[LoanRecord]) -> None:
        self.out, self.late = await self.room.store_slow(_counts, self.room.who())
        if self.due_today and isinstance(source, LoansOut):
            await source.count()
        else:
            source.total = self.late if self.overdue_only else self.out

    def empty(self) -> str:
        if self.due_today:
            return self.words(N_("Nothing is due today. F4 shows what is overdue."))
        if self.overdue_only:
            return self.words(N_("Nothing is overdue. F4 shows everything that is out."))
        return self.words(N_("Every card is in the drawer. F7 in the drawer or at the desk lends."))

    def label_of(self, action: str) -> Message:
        return SHOW_ALL if action == "overdue" and self.overdue_only else super().label_of(action)

    def action_overdue(self) -> None:
        self.overdue_only, self.due_today = not self.overdue_only, False
        self.action_refresh()

    def action_give_back(self) -> None:
        self.run_once(self._give_back, "return")

    async def _give_back(self) -> None:
        await take_back(self, await self._chosen_cards(), self.read)

    def action_changed(self) -> None:
        show_changed(self)

    def action_came_back(self) -> None:
        self.run(self._came_back)

    async def _came_back(self) -> None:
        from screens.came_back import CameBackScreen

        self.app.push_screen(CameBackScreen(await self._chosen_cards(), self.read))

    async def _chosen_cards(self) -> list[CardRow]:
        return await self.room.store(cards.rows_of, self.room.who(), [loan.card_id for loan in self.rows.chosen])

    def action_wait_slip(self) -> None:
        print_wait_slip(self)

    def action_pack(self) -> None:
        from screens.paper import PackScreen

        if self.row is not None:
            self.app.push_screen(PackScreen(self.row))

    def action_renew(self) -> None:
        self.run_once(partial(self._move, due_dates.renew, RENEWED), "move")

    def action_recall(self) -> None:
        self.run_once(partial(self._move, due_dates.recall, RECALLED), "move")

    async def _move(self, act: Callable[..., list[LoanRecord]], said: Message) -> None:
        moved = await self.room.store(act, self.room.who(), [loan.card_id for loan in self.rows.chosen])
        await self.read()
        self.room.say(said, n=len(moved), due=moved[0].due)
        await self.room.count_waiting()

    def action_lost(self) -> None:
        wanted = [loan.card_id for loan in self.rows.chosen]
        help_ = N_("Where you looked for it: the drawer first.")
        asked = ReasonScreen(NC_("screen", "Lost"), N_("Searched"), help_, at=self.path())
        self.app.push_screen(asked, partial(self._searched, wanted))

    def _searched(self, wanted: Sequence[int], searched: str | None) -> None:
        if searched:
            self.run_once(partial(self._lose, wanted, searched), "move")

    async def _lose(self, wanted: Sequence[int], searched: str) -> None:
        gone = await self.room.store(loans.lose, self.room.who(), wanted, searched)

        async def undo() -> None:
            await self.room.store(loans.take_return_back, self.room.who(), gone)

        await self.read()
        papers = [loan for loan in gone if loan.original]
        if len(papers) == 1 == len(gone):
            self.room.say(LOST_WITH_PAPER, card_no=gone[0].card_no, number=str(gone[0].original), undo=undo)
        elif papers:
            self.room.say(LOST_WITH_PAPERS, lost=len(gone), n=len(papers), undo=undo)
        else:
            self.room.say(NP_("Noted {n} card as lost.", "Noted {n} cards as lost."), n=len(gone), undo=undo)
        await self.room.count_waiting()

    def action_reserve(self) -> None:
        self.run(self._reserve)

    async def _reserve(self) -> None:
        self.app.push_screen(ReserveScreen(await self._chosen_cards()), self.came_back)

    def action_chase(self) -> None:
        self.app.push_screen(ChaseScreen(), self.came_back)

    def action_extracts(self) -> None:
        from screens.extracts import ExtractsScreen

        self.app.push_screen(ExtractsScreen(), self.came_back)

    def action_slip(self) -> None:
        if self.row is not None:
            self.app.push_screen(SlipViewScreen(self.row.id), self.came_back)

    def action_where(self) -> None:
        self.run(self._where)

    async def _where(self) -> None:
        from screens.where import WhereScreen

        if self.row is not None:
            (row,) = await self.room.store(cards.rows_of, self.room.who(), [self.row.card_id])
            self.app.push_screen(WhereScreen(row))

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        from screens.card import CardScreen

        self.app.push_screen(CardScreen(event.row.card_id), self.came_back)

    def can(self, action: str) -> bool:
        match action:
            case "extracts":
                return self.room.may(Right.EXTRACT) or self.room.may(Right.APPROVE)
            case "chase":
                return self.room.may(Right.READ_CARDS)
            case "reserve":
                return self.room.may(Right.ASK) and self.row is not None
            case "give_back" | "came_back" | "renew" | "recall" | "lost":
                return self.room.may(Right.LEND) and self.row is not None
            case "wait_slip":
                return may_print_wait_slip(self)
            case "changed":
                return may_show_changed(self)
            case "where" | "pack" | "slip":
                return self.row is not None
        return True


def _counts(actor: Actor) -> tuple[int, int]:
    """How many cards are out, and how many of them are overdue."""
    return whereabouts.count_out(actor), whereabouts.count_out(actor, overdue=True)
