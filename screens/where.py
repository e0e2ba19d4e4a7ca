"""Where a card is, who had it before, and who has seen its confidential part (L4, L5)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.base import RoomScreen
from screens.card_history import named
from screens.preview import UNREAD
from screens.room import Room
from screens.widgets.chrome import Line
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window import R
from screens.widgets.window_list import WindowList
from store import history, originals, seen, whereabouts
from store.access import Actor, Right
from store.cards import CardRow
from store.history import HistoryEntry
from store.loan_check import ON_THE_WAY
from store.news import ON_CARDS, News
from store.originals import OriginalRecord
from store.seen import HOWS, SeenRecord
from store.slips import RESULTS, LoanRecord
from store.whereabouts import Whereabouts


def _returned(loan: LoanRecord, words: Words) -> str:
    if loan.overdue:
        return words(OVERDUE, n=loan.overdue)
    return words.date(loan.returned_on, "short") if loan.returned_on else words(NC_("loan", "out"))


BROUGHT = N_("Result of the visit: {result}")
EDITED = N_("changed while out: {fields} ({moment}, {name})")
WITH_ORIGINAL = N_("with original no. {number}")
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


INKS = {originals.OLDER: "amber", originals.LOST: "red", originals.VOID: "red"}


class PaperLine(Line):
    """The original of the card on paper, and whether the card has changed since; not there where there is none."""

    DEFAULT_CSS = """
    PaperLine { display: none; &.-there { display: block; } }
    """
    original: OriginalRecord | None = None

    def show_original(self, original: OriginalRecord | None) -> None:
        self.original = original
        self.set_class(original is not None, "-there")
        self.refresh()

    def pieces(self, _cells: int) -> list[Piece]:
        said = originals.told(self.original) if self.original is not None else []
        texts = [(self.words(message, **values), INKS.get(message, "plain")) for message, values in said]
        return [(f"{' · ' if place else ''}{text}", ink) for place, (text, ink) in enumerate(texts)]


class WhereScreen(RoomScreen[None]):
    """The loans of one card, the open one first; F6 turns to those who have seen it, for whoever may know."""

    BINDINGS = bind("next_pane")
    SHOWS = frozenset({"slip_card", "slip", "original", "transfer", *ON_CARDS})
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
        self.sent_to: str | None = None
        """The branch to which it is on its way."""
        self.edited: Mapping[int, tuple[HistoryEntry, ...]] = {}
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
        if self.sent_to is not None:
            return [(gap + self.words(ON_THE_WAY, branch=self.sent_to), "amber")]
        if self.now is None:
            return [(gap + self.words(N_("in the drawer")), "plain")]
        text = self.words(N_("out to {borrower} until {due}"), borrower=self.now.borrower, due=self.now.due)
        unread = f" · {self.words(UNREAD)}" if self.now.unread else ""
        return [(gap + text + unread, "red" if self.now.overdue else "amber")]

    def hint(self) -> str:
        """What the visit under the cursor brought, and what was edited on the card while it was out."""
        row = self.query_one(WindowList).row if self.known else None
        if not isinstance(row, LoanRecord):
            return ""
        result = row.result and self.words(BROUGHT, result=self.words.value(RESULTS.get(row.result, row.result)))
        paper = self.words(WITH_ORIGINAL, number=str(row.original)) if row.original else ""
        return " · ".join(part for part in (result, paper, *self._edited(row)) if part)

    def _edited(self, loan: LoanRecord) -> Iterator[str]:
        zone = self.room.branch.zone if self.room.branch else None
        for entry in self.edited.get(loan.id, ()):
            fields, when = named(entry.changes, self.words), self.words.moment(entry.at, zone, "short")
            yield self.words(EDITED, fields=fields, moment=when, name=entry.by or "")

    @on(WindowList.Moved)
    @on(WindowList.Shown)
    def _other_row(self) -> None:
        self.message_changed()

    def narrowing_clicked(self, piece: int) -> None:
        if self.can("next_pane") and piece in (0, 1) and self.on_seen != bool(piece):
            self.action_next_pane()

    def body(self) -> ComposeResult:
        yield PaperLine()
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

    def colleagues_did(self, news: News) -> None:
        if news.is_on([self.card.id]) and not self.on_seen:
            self.run(partial(self._read, again=True), group="read", exclusive=True)

    async def _read(self, *, again: bool = False) -> None:
        found, self.edited = await self.room.store(_where, self.room.who(), self.card.id)
        self.now, self.sent_to, self.known = found.loan, found.on_way_to, True
        self.query_one(PaperLine).show_original(found.original)
        rows = Listed([*([found.loan] if found.loan else []), *found.earlier])
        if again:
            self.narrowing_changed()
            self.query_one(WindowList).read_again(rows)
        else:
            self._show(COLUMNS, rows)

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


def _where(actor: Actor, card: int) -> tuple[Whereabouts, Mapping[int, tuple[HistoryEntry, ...]]]:
    """Where a card is, and what was edited on it during each loan."""
    found = whereabouts.where(actor, card)
    loans = [*([found.loan] if found.loan else []), *found.earlier]
    return found, history.while_out(actor, [loan.id for loan in loans])
