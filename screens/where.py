"""Where a card is, and who had it before (L4)."""

from collections.abc import Sequence

from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.base import RoomScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import whereabouts
from store.cards import CardRow
from store.slips import LoanRecord


def _returned(loan: LoanRecord, words: Words) -> str:
    if loan.overdue:
        return words(OVERDUE, n=loan.overdue)
    return words.date(loan.returned_on, "short") if loan.returned_on else words(NC_("loan", "out"))


OVERDUE = NP_("overdue {n} day", "overdue {n} days")
COLUMNS: Sequence[Column[LoanRecord]] = (
    Column("slip", N_("Slip"), lambda loan, _: str(loan.slip), 6, right=True),
    Column("borrower", N_("Borrower"), lambda loan, _: loan.borrower, 12, grow=1),
    Column("purpose", N_("Purpose"), lambda loan, _: loan.purpose, 12, grow=2),
    Column("lent", N_("Lent"), lambda loan, words: words.date(loan.lent_on, "short"), 12),
    Column("due", N_("Due date"), lambda loan, words: words.date(loan.due, "short"), 12, needs=70),
    Column(
        "returned",
        N_("Returned"),
        _returned,
        18,
        ink=lambda loan: "red" if loan.overdue else "plain" if loan.returned_on else "amber",
    ),
)


class WhereScreen(RoomScreen[None]):
    """The loans of one card, the open one first."""

    KEYS = ("back",)
    ABOUT = N_("Where this card is now, and everybody who had it, the latest first.")

    def __init__(self, card: CardRow) -> None:
        super().__init__()
        self.card = card
        self.now: LoanRecord | None = None
        self.known = False

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), f"{self.card.name}  {self.card.card_no}", NC_("screen", "Where it is")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        if not self.known:
            return [], ""
        if self.now is None:
            return [(self.words(N_("in the drawer")), "plain")], ""
        text = self.words(N_("out to {borrower} until {due}"), borrower=self.now.borrower, due=self.now.due)
        return [(text, "red" if self.now.overdue else "amber")], ""

    def body(self) -> ComposeResult:
        yield WindowList(COLUMNS, marks=False, empty=lambda: self.words(N_("Nobody has had this card yet.")))

    def on_mount(self) -> None:
        self.query_one(WindowList).focus()
        self.run(self._read)

    async def _read(self) -> None:
        found = await self.room.store(whereabouts.where, self.room.who(), self.card.id)
        self.now, self.known = found.loan, True
        self.narrowing_changed()
        self.query_one(WindowList).show_source(Listed([*([found.loan] if found.loan else []), *found.earlier]))
