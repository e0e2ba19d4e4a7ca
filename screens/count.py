"""Stocktaking: card numbers typed or scanned one after another, counted at once against the lending log (L4).

A wrong number never stops the stack: it is a difference, and the next number is typed. Several people count at once,
and whoever comes back finds the list as it was left.
"""

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.ask import leave
from screens.choose import ReasonScreen
from screens.form_screen import FormScreen
from screens.list_screen import ListScreen
from screens.sources import Windows
from screens.stack import DeskLabel
from screens.widgets.columns import Column
from screens.widgets.form import Form
from screens.widgets.form_field import FormField
from screens.widgets.line_input import LineInput
from screens.widgets.listed import Listed
from screens.widgets.window import Source
from store import differences, stocktakings
from store.access import Actor, Right
from store.differences import IN, NoStocktaking
from store.engines import DatabaseGone
from store.errors import Refused
from store.paging import Side
from store.stocktakings import CountedRecord, StocktakingRecord, Tally

LATER = NP_(
    "No line: {n} number waits here, and is counted when the line is back.",
    "No line: {n} numbers wait here, and are counted when the line is back.",
)
NONE_GOES_ON = N_("No stocktaking is going on. {new} begins one, of the whole drawer or of a part.")
BEFORE = N_("{number} was counted before.")
DIFFERS = N_("{number}: {found}. Go on counting; F4 settles it later.")


def _ink(one: CountedRecord) -> str:
    return "plain" if one.found == IN else "dim" if one.settled else "amber"


def _found(one: CountedRecord, words: Words) -> str:
    """What the log says, and of whom."""
    whose = one.borrower or one.branch
    said = words(differences.said(one.found, one.into))
    return f"{said} · {whose}" if whose else said


class CountedNumbers(Windows[CountedRecord]):
    """What was counted, the latest first."""

    async def page(self, row: CountedRecord | None, side: Side, limit: int) -> Sequence[CountedRecord]:
        after = row.id if row is not None and side == "after" else None
        before = (row.id if row is not None else 0) if side == "before" else None
        return await self.room.store(stocktakings.counted, self.room.who(), after=after, before=before, limit=limit)

    async def count(self) -> None:
        self.total = await self.room.store_slow(stocktakings.count_counted, self.room.who())


class CountScreen(ListScreen[None, CountedRecord]):
    """The number on top, below it what was counted, the latest first."""

    CSS_PATH = "desk.tcss"
    MARKS = False
    BINDINGS = bind("differences", "new", "end_count", "remove", "next_pane")
    NEEDS = {"new": Right.COUNT, "differences": Right.COUNT, "end_count": Right.COUNT}
    SHOWS = frozenset({"counted", "stocktaking"})
    KEYS = ("new", "differences", "end_count", "remove", "next_pane", "back")
    ABOUT = N_(
        "Type or scan the number of each card in the drawer, Enter after each. What the log says otherwise is a"
        " difference: F4 lists them, and the cards not seen, to be settled one by one. Count over as many sittings as"
        " it takes, several people at once; F10 ends the count when all is settled."
    )

    def __init__(self) -> None:
        super().__init__()
        self.going_on: StocktakingRecord | None = None
        self.tally: Tally | None = None
        self.later: list[str] = []
        """The numbers that came while there was no line, in their order."""

    def path(self) -> Sequence[Message | str]:
        number = (str(self.going_on.number),) if self.going_on else ()
        return [*super().path(), NC_("screen", "Stocktaking"), *number]

    def narrowing(self) -> ComposeResult:
        with Horizontal(id="narrowing"):
            yield DeskLabel()
            yield LineInput(id="number")

    def columns(self) -> Sequence[Column[CountedRecord]]:
        return (
            Column("number", N_("Card no."), lambda one, _: one.card_no, 11),
            Column("name", N_("Name"), lambda one, _: one.name or "—", 12, grow=2),
            Column("found", N_("What the log says"), _found, 26, grow=2, ink=_ink),
            Column("by", N_("Counted by"), lambda one, _: one.seen_by, 12, grow=1, needs=76),
            Column("at", NC_("column", "When"), self._when, 17, needs=100, ink=lambda _: "dim"),
        )

    def _when(self, one: CountedRecord, words: Words) -> str:
        return words.moment(one.seen_at, self.room.branch.zone if self.room.branch else None, "short")

    @property
    def number(self) -> LineInput:
        return self.query_one("#number", LineInput)

    def take_keys(self) -> None:
        self.number.focus()

    async def source(self) -> Source[CountedRecord]:
        try:
            self.going_on = await self.room.store(stocktakings.going_on, self.room.who())
        except NoStocktaking:
            self.going_on = self.tally = None
            return Listed(())
        return CountedNumbers(self.room)

    async def count(self, source: Source[CountedRecord]) -> None:
        await super().count(source)
        self.top_changed()
        if self.going_on is not None:
            self.tally = await self.room.store_slow(stocktakings.tally, self.room.who())
        self.message_changed()

    def empty(self) -> str:
        if self.going_on is None:
            return self.words(NONE_GOES_ON, new=self.room.key_of("new"))
        return self.words(N_("Nothing is counted yet. Type or scan card numbers, Enter after each."))

    def hint(self) -> str:
        """How far the count is."""
        if self.going_on is None or self.tally is None:
            return ""
        said = [self.words(NP_("{n} in its place", "{n} in their places"), n=self.tally.seen)]
        if self.tally.differing:
            said.append(self.words(NP_("{n} difference", "{n} differences"), n=self.tally.differing))
        if self.tally.unseen:
            said.append(self.words(NP_("{n} not seen yet", "{n} not seen yet"), n=self.tally.unseen))
        part = f"{self.going_on.first or '…'} – {self.going_on.last or '…'}"
        return " · ".join([*([part] if self.going_on.first or self.going_on.last else []), *said])

    # counting

    @on(Input.Submitted, "#number")
    def _typed(self, event: Input.Submitted) -> None:
        typed = event.value.strip()
        self.number.retype("")
        if typed:
            self.run(partial(self._count, typed), group="count")

    async def _count(self, typed: str) -> None:
        try:
            (one,) = await self.room.store(stocktakings.count, self.room.who(), [typed])
        except DatabaseGone:
            self.later.append(typed)
            self.room.say(LATER, tone="problem", n=len(self.later))
            return
        except NoStocktaking:
            if not self.can("new"):
                raise
            self.room.say(NONE_GOES_ON, tone="problem", new=self.room.key_of("new"))
            return
        self._tell(one)
        self.rows.show_source(CountedNumbers(self.room))
        self.refresh_bindings()

    def line_is_back(self) -> None:
        waiting, self.later = self.later, []
        self.run(partial(self._count_all, waiting), group="count")

    async def _count_all(self, numbers: Sequence[str]) -> None:
        """Count what came without a line; one that is refused is said, and the others are counted."""
        for number in numbers:
            try:
                await self._count(number)
            except Refused as refusal:
                self.room.say_refused(refusal)
        if numbers:
            self.action_refresh()

    def would_lose(self) -> bool:
        return bool(self.later) or super().would_lose()

    def action_back(self) -> None:
        leave(self)

    def _tell(self, one: CountedRecord) -> None:
        if self.tally is not None and not one.again:
            counted = (1, 0, -1) if one.found == IN else (0, 1, 0)
            seen, differing, unseen = (sum(pair) for pair in zip(self.tally, counted, strict=False))
            self.tally = Tally(seen, differing, max(unseen, 0), self.tally.settled)
            self.message_changed()
        if one.found != IN:
            self.room.say(DIFFERS, number=one.card_no, found=differences.said(one.found, one.into), tone="problem")
        elif one.again:
            self.room.say(BEFORE, number=one.card_no)

    def action_remove(self) -> None:
        self.run_once(self._remove, "count")

    async def _remove(self) -> None:
        if self.row is not None:
            number = self.row.card_no
            await self.room.store(stocktakings.take_off, self.room.who(), self.row.id)
            await self.read()
            self.room.say(N_("{number} is not counted."), number=number)

    def action_next_pane(self) -> None:
        (self.rows if self.number.has_focus else self.number).focus()
        self.call_after_refresh(self.message_changed)

    # beginning and ending

    def action_new(self) -> None:
        self.app.push_screen(BeginScreen(), self._begun)

    def _begun(self, begun: StocktakingRecord | None) -> None:
        self.number.focus()
        if begun is not None:
            self.action_refresh()

    def action_differences(self) -> None:
        from screens.differences import DifferencesScreen

        self.app.push_screen(DifferencesScreen(), self.came_back)

    def action_end_count(self) -> None:
        self.run_once(self._end, "count")

    async def _end(self) -> None:
        done = await self.room.store_slow(stocktakings.end, self.room.who())
        await self.read()
        say_ended(self, done)

    def action_stop_count(self) -> None:
        help_ = N_("Why it is given up, in a few words. The journal keeps them.")
        asked = ReasonScreen(NC_("key", "Give the count up"), N_("Reason"), help_, at=self.path())
        self.app.push_screen(asked, self._stop_for)

    def _stop_for(self, reason: str | None) -> None:
        if reason:
            self.run_once(partial(self._stop, reason), "count")

    async def _stop(self, reason: str) -> None:
        await self.room.store(stocktakings.stop, self.room.who(), reason)
        await self.read()
        self.room.say(N_("The stocktaking is given up."))

    def can(self, action: str) -> bool:
        may = self.room.may(Right.COUNT)
        match action:
            case "new":
                return may and self.going_on is None
            case "differences" | "end_count" | "stop_count":
                return may and self.going_on is not None
            case "remove":
                row = self.row
                return may and row is not None and not row.settled and self.rows.has_focus
        return True


def say_ended(screen: ListScreen[None, CountedRecord], done: Tally) -> None:
    said = NP_(
        "The stocktaking is ended: {n} card in its place, {settled} settled.",
        "The stocktaking is ended: {n} cards in their places, {settled} settled.",
    )
    screen.room.say(said, n=done.seen, settled=done.settled)


class BeginScreen(FormScreen[StocktakingRecord | None]):
    """Which part of the drawer is counted; nothing typed is all of it."""

    KEYS = ("submit", "next_field", "back")
    FIELD_OF = {stocktakings.BadPart: "first"}
    ABOUT = N_(
        "Empty counts the whole drawer. Where only a part of the cards is on paper, or is counted today, say its first"
        " and last card number."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Stocktaking"), NC_("key", "New")]

    def body(self) -> ComposeResult:
        fields = (
            FormField("first", N_("First card no."), help=N_("Empty: from the first card on.")),
            FormField("last", N_("Last card no."), help=N_("Empty: to the last card. Enter begins.")),
        )
        yield Form(fields, {}, editing=True, fit=True, two_columns_from=999)

    @on(Form.Submitted)
    def _submitted(self) -> None:
        self.run_once(self._begin, "count")

    async def _begin(self) -> None:
        begun = await self.room.store(_begin, self.room.who(), dict(self.form.values))
        self.room.say(N_("Stocktaking {number} has begun."), number=str(begun.number))
        self.dismiss(begun)


def _begin(actor: Actor, values: dict[str, str]) -> StocktakingRecord:
    return stocktakings.begin(actor, values.get("first", ""), values.get("last", ""))
