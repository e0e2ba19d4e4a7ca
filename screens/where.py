"""Where a card is, who had it before, and who has seen its confidential part (L4, L5)."""

from collections.abc import Sequence

from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.base import RoomScreen
from screens.room import Room
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window import R
from screens.widgets.window_list import WindowList
from store import seen, whereabouts
from store.access import Right
from store.cards import CardRow
from store.seen import HOWS, SeenRecord
from store.slips import LoanRecord


def _returned(loan: LoanRecord, words: Words) -> str:
    if loan.overdue:
        return words(OVERDUE, n=loan.overdue)
    return words.date(loan.returned_on, "short") if loan.returned_on else words(NC_("loan", "out"))


OVERDUE = NP_("overdue {n} day", "overdue {n} days")
COLUMNS: Sequence[Column[LoanRecord]] = (
    Column("slip", N_("Slip"), lambda loan, _: str(loan.slip), 9, right=True),
    Column("borrower", N_("Borrower"), lambda loan, _: loan.borrower, 10, grow=1),
    Column("purpose", N_("Purpose"), lambda loan, _: loan.purpose, 8, grow=2),
    Column("lent", N_("Lent"), lambda loan, words: words.date(loan.lent_on, "short"), 10),
    Column("due", N_("Due date"), lambda loan, words: words.date(loan.due, "short"), 11, needs=70),
    Column(
        "returned",
        N_("Returned"),
        _returned,
        18,
        ink=lambda loan: "red" if loan.overdue else "plain" if loan.returned_on else "amber",
    ),
)
HAD, SEEN = NC_("page", "Who had it"), NC_("page", "Who has seen it")


def seen_columns(room: Room) -> Sequence[Column[SeenRecord]]:
    zone = room.branch.zone if room.branch else None
    return (
        Column("when", N_("When"), lambda one, words: words.moment(one.at, zone, "short"), 16),
        Column("who", NC_("seen", "Who"), lambda one, _: one.by, 14, grow=1),
        Column("how", NC_("column", "How"), lambda one, words: words.value(HOWS.get(one.how, one.how)), 22, grow=1),
        Column("slip", N_("Slip"), lambda one, words: words.value(one.slip), 10, right=True),
    )


class WhereScreen(RoomScreen[None]):
    """The loans of one card, the open one first; F6 turns to those who have seen it, for whoever may know."""

    BINDINGS = bind("next_pane")
    NEEDS = {"next_pane": Right.READ_JOURNAL}
    KEYS = ("next_pane", "back")
    ABOUT = N_("Where this card is now, and everybody who had it, the latest first.")
    ABOUT_WITH = {
        Right.READ_JOURNAL: N_(
            "F6 shows who has seen its confidential part: on the screen for a second, opened, copied, printed or"
            " exported; each person once an hour, with the slip of the loan under which they did."
        )
    }

    def __init__(self, card: CardRow) -> None:
        super().__init__()
        self.card = card
        self.now: LoanRecord | None = None
        self.known = False
        self.on_seen = False

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), f"{self.card.name}  {self.card.card_no}", NC_("screen", "Where it is")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        pages: list[Piece] = []
        if self.can("next_pane"):
            had, looks = (self.words(page) for page in (HAD, SEEN))
            pages = [(f"{had}  ", "dim" if self.on_seen else "mark"), (looks, "mark" if self.on_seen else "dim")]
        return [*pages, *self._whereabouts(bool(pages))], ""

    def _whereabouts(self, apart: bool) -> list[Piece]:
        if not self.known:
            return []
        gap = "    " if apart else ""
        if self.now is None:
            return [(gap + self.words(N_("in the drawer")), "plain")]
        text = self.words(N_("out to {borrower} until {due}"), borrower=self.now.borrower, due=self.now.due)
        return [(gap + text, "red" if self.now.overdue else "amber")]

    def narrowing_clicked(self, piece: int) -> None:
        if self.can("next_pane") and piece in (0, 1) and self.on_seen != bool(piece):
            self.action_next_pane()

    def body(self) -> ComposeResult:
        yield WindowList(COLUMNS, marks=False, empty=self._empty)

    def _empty(self) -> str:
        if self.on_seen:
            return self.words(N_("Nobody has seen its confidential part yet."))
        return self.words(N_("Nobody has had this card yet."))

    def on_mount(self) -> None:
        self.query_one(WindowList).focus()
        self.run(self._read, group="read", exclusive=True)

    def action_next_pane(self) -> None:
        self.on_seen = not self.on_seen
        self.run(self._read_seen if self.on_seen else self._read, group="read", exclusive=True)

    async def _read(self) -> None:
        found = await self.room.store(whereabouts.where, self.room.who(), self.card.id)
        self.now, self.known = found.loan, True
        self._show(COLUMNS, Listed([*([found.loan] if found.loan else []), *found.earlier]))

    async def _read_seen(self) -> None:
        found = await self.room.store(seen.of_card, self.room.who(), self.card.id)
        self._show(seen_columns(self.room), Listed(found))

    def _show(self, columns: Sequence[Column[R]], rows: Listed[R]) -> None:
        self.narrowing_changed()
        listed = self.query_one(WindowList)
        listed.show_columns(columns)
        listed.show_source(rows)

    def can(self, action: str) -> bool:
        return action != "next_pane" or self.room.may(Right.READ_JOURNAL)
