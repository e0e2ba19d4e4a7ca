"""The cards past their retention (K6), for the manager to look through and erase. Nothing goes by itself."""

from collections.abc import Mapping, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.ask import AskScreen
from screens.card_columns import KIND
from screens.choose import ReasonScreen
from screens.form_screen import FormScreen
from screens.list_screen import ListScreen
from screens.sources import Windows
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField
from screens.widgets.window import Side
from screens.widgets.window_list import WindowList
from store import retention
from store.access import Actor, Right
from store.acts import erase, sweep
from store.acts.erase import LeftOver
from store.retention import PastCard

REASON_HELP = N_("Stands in the journal for good: do not name anybody.")
WHETHER = NP_(
    "Erase what is kept about the customer of {n} card? Nothing brings it back.",
    "Erase what is kept about the customers of {n} cards? Nothing brings it back.",
)
DONE = NP_("Erased {n} card.", "Erased {n} cards.")
LEFT = NP_("Erased {n} card; {card_no} was not: {why}", "Erased {n} cards; {card_no} was not: {why}")
COLUMNS: Sequence[Column[PastCard]] = (
    Column("number", N_("Card no."), lambda one, _: one.card_no, 11),
    Column("name", N_("Name"), lambda one, _: one.name, 14, grow=2),
    Column("kind", N_("Kind"), lambda one, words: words.value(KIND.get(one.kind, one.kind)), 13),
    Column("last", N_("Last dealt with"), lambda one, words: words.date(one.last, "short"), 16),
    Column("months", N_("Kept for"), lambda one, words: _months(one, words), 12),
)


def _months(one: PastCard, words: Words) -> str:
    return words(NP_("{n} month", "{n} months"), n=one.months)


class PastCards(Windows[PastCard]):
    """The longest untouched first."""

    async def page(self, row: PastCard | None, side: Side, limit: int) -> Sequence[PastCard]:
        return await self.room.store(retention.past, self.room.who(), row.key if row else None, side, limit)

    async def count(self) -> None:
        self.total = await self.room.store_slow(retention.count_past, self.room.who())


def erase_all(actor: Actor, cards: Sequence[int], reason: str) -> tuple[int, list[LeftOver]]:
    """How many were erased, and what was not."""
    done, left = erase.erase_past(actor, cards, reason)
    if done:
        sweep.after_erasing()
    return len(done), left


class RetentionScreen(ListScreen[None, PastCard]):
    """What is past its retention now, and for how long each kind of card is kept."""

    BINDINGS = bind("erase_past", "months")
    NEEDS = {"erase_past": Right.ERASE, "months": Right.SETTINGS}
    SHOWS = frozenset({"card", "setting"})
    KEYS = ("mark", "open", "erase_past", "months", "refresh", "back")
    ABOUT = N_(
        "Cards whose customers were last dealt with longer ago than is set for their kind. F2 sets that; Enter opens a"
        " card; Del erases the marked ones, or the one under the cursor, with a reason. What is out, asked for or on"
        " hold is not here."
    )

    def __init__(self) -> None:
        super().__init__()
        self.kept: Mapping[str, int | None] = {}

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Past retention")]

    def columns(self) -> Sequence[Column[PastCard]]:
        return COLUMNS

    async def source(self) -> PastCards:
        self.kept = await self.room.store(retention.months, self.room.who())
        return PastCards(self.room)

    def narrowed_by(self) -> tuple[list[Piece], str]:
        """How long each kind is kept; with nothing set the list says so."""
        kept = self.kept.items() if any(self.kept.values()) else ()
        said = [f"{self.words(KIND[kind])} {self._kept(count)}" for kind, count in kept]
        return [(" · ".join(said), "accent")], self.words(NP_("{n} card", "{n} cards"), n=self.total)

    def _kept(self, count: int | None) -> str:
        return self.words(NP_("{n} month", "{n} months"), n=count) if count else self.words(NC_("kept", "no limit"))

    def empty(self) -> str:
        if not any(self.kept.values()):
            return self.words(N_("Nothing is set: cards are kept without a limit. F2 sets one for a kind of card."))
        return self.words(N_("No card is past its retention."))

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        from screens.card import CardScreen

        self.app.push_screen(CardScreen(event.row.id), self.came_back)

    def action_months(self) -> None:
        self.app.push_screen(MonthsScreen(dict(self.kept)), self.came_back)

    def action_erase_past(self) -> None:
        cards = [one.id for one in self.rows.chosen]
        title = NC_("screen", "Erase")
        asked = ReasonScreen(title, N_("Reason"), REASON_HELP, at=self.path())
        self.app.push_screen(asked, partial(self._reason_given, cards))

    def _reason_given(self, cards: Sequence[int], reason: str | None) -> None:
        if reason:
            question = AskScreen(self.path(), WHETHER, n=len(cards))
            self.app.push_screen(question, partial(self._answered, cards, reason))

    def _answered(self, cards: Sequence[int], reason: str, yes: bool | None) -> None:
        if yes:
            self.run_once(partial(self._erase, cards, reason), "erase")

    async def _erase(self, cards: Sequence[int], reason: str) -> None:
        done, left = await self.room.store_slow(erase_all, self.room.who(), cards, reason)
        await self.read()
        if left:
            why = self.words(left[0].why.message, **left[0].why.said)
            self.room.say(LEFT, tone="problem", n=done, card_no=left[0].card_no, why=why)
        else:
            self.room.say(DONE, n=done)

    def can(self, action: str) -> bool:
        match action:
            case "erase_past":
                return self.room.may(Right.ERASE) and self.row is not None
            case "mark" | "open":
                return self.row is not None
        return True


class MonthsScreen(FormScreen[None]):
    """For how many months each kind of card is kept."""

    BINDINGS = bind("save")
    KEYS = ("save", "next_field", "back")
    ABOUT = N_("For how many months after a customer was last dealt with a card of each kind is kept; empty: no limit.")

    def __init__(self, kept: Mapping[str, int | None]) -> None:
        super().__init__()
        self.kept = kept

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Past retention"), NC_("key", "Months")]

    def body(self) -> ComposeResult:
        help_ = N_("Months since the customer was last dealt with; empty: no limit.")
        fields = tuple(FormField(kind, KIND[kind], help=help_) for kind in self.kept)
        values = {kind: str(count or "") for kind, count in self.kept.items()}
        yield Form(fields, values, editing=True, fit=True, two_columns_from=999)

    @on(Form.Submitted)
    def action_save(self) -> None:
        self.run_once(self._save, "save")

    async def _save(self) -> None:
        typed = {kind: self.form.values.get(kind, "").strip() for kind in self.kept}
        wanted = {kind: _number(kind, text, self.words) for kind, text in typed.items()}
        await self.room.store(retention.set_months, self.room.who(), wanted)
        self.dismiss(None)


def _number(kind: str, text: str, words: Words) -> int | None:
    """Raises BadRetention."""
    if not text:
        return None
    number = words.parse_number(text)
    if number is None or number != int(number):
        raise retention.BadRetention(kind=kind, most=retention.LONGEST)
    return int(number)
