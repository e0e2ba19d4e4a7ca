"""The day's close: what was done is summed up, and Ctrl+S closes the day on a sheet that carries the journal's head out
of the room (K4)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult

from importers.papers import close, making
from importers.papers.close import MOVES, STANDS
from importers.papers.making import Made
from locales.messages import N_, NC_, NP_, Message
from screens.came_back import NoDayGone
from screens.days import day_fields
from screens.paper import PACK_FILE_HELP, PaperScreen
from screens.widgets.cells import wrapped
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField
from screens.widgets.text_lines import TextLines
from store import offices
from store.access import Actor
from store.acts import close_day
from store.acts.close_day import Close

CLOSED = N_("Closed already by {who}, {at}. Ctrl+S prints its sheet again.")
STILL_OPEN = N_("Ctrl+S closes the day: its sheet is written, and the journal says so.")
ON_A_LATER = N_("{day} was not closed by itself: it stands on the sheet of {closed}.")
ALWAYS = ("lent", "returned", "out", "overdue")
"""The counts that are told though they are none."""
DAY = FormField("day", N_("Day"), help=N_("The day to close: 5 Mar, 2026-03-05, yesterday, or -1."))


class CloseScreen(PaperScreen[Close]):
    """The sums above, below them the day and where its sheet goes."""

    CSS_PATH = "close.tcss"
    TITLE_WORD = NC_("screen", "Day's close")
    FILE_HELP = PACK_FILE_HELP
    FIELD_OF = {**PaperScreen.FIELD_OF, NoDayGone: "day", close_day.NotYet: "day"}
    FIELD_OF |= {close_day.NothingThen: "day"}
    ABOUT = N_(
        "Closes the day: a sheet has what was done, by whom, what stands open, and the head of the journal. Keep it"
        " elsewhere: “cardkeeper check --against” and its head show later that nothing was changed. What is done"
        " afterwards stands on the next sheet."
    )

    def __init__(self) -> None:
        super().__init__()
        self.day: date | None = None
        """The day that is shown, None for today."""
        self.today: date | None = None
        self.shown: Close | None = None

    def fields(self) -> tuple[FormField, ...]:
        return DAY, *super().fields()

    def body(self) -> ComposeResult:
        yield TextLines(self._sums, focus=False, fit=True)
        values = {"day": "", "file": "", "then": self.usual_then}
        days = day_fields(lambda: self.today, "day", past=True)
        yield Form(self.fields(), values, editing=True, fit=True, two_columns_from=999, **days)

    async def _ready(self) -> None:
        self.today = self.today or await self.room.store(offices.today, self.room.who())
        await super()._ready()
        if self.shown is not None:
            self._show("")

    async def _read(self) -> None:
        """Show another day; one that cannot be closed leaves all as it was typed."""
        before = self.file_name()
        self.told = self.tell(await self.room.store(self.gather, self.room.who()))
        self.narrowing_changed()
        self._show(before)

    def _show(self, before: str) -> None:
        """Show the sums; `before` is how the file was called for the day before."""
        assert self.shown is not None
        values = dict(self.form.values)
        values["day"] = values["day"] or self.shown.day.isoformat()
        if values["file"] in ("", self.room.files.offered(before)):
            values["file"] = self.room.files.offered(self.file_name())
        self.form.show(self.fields(), values)
        self.query_one(TextLines).again()
        if self.day is not None and self.shown.day != self.day:
            self.room.say(ON_A_LATER, day=self.day, closed=self.shown.day)

    @on(Form.Left)
    def _left(self, event: Form.Left) -> None:
        """The sums of another day, once one is typed."""
        if event.name == "day" and self.today is not None:
            self.run(self._another_day, exclusive=True, group="read")

    async def _another_day(self) -> None:
        if self._keep_day():
            await self._read()

    def _keep_day(self) -> bool:
        """Whether another day is typed than the one shown. Raises NoDayGone."""
        text = self.form.values.get("day", "").strip()
        day = self.words.parse_date(text, self.today, past=True)
        if text and day is None:
            raise NoDayGone(text=text)
        self.day, before = day, self.day
        return day != before

    def how(self) -> dict[str, Any]:
        self._keep_day()
        return {}

    def gather(self, actor: Actor) -> Close:
        return close_day.day_close(actor, self.day)

    def make(self, actor: Actor, gathered: Close, path: Path, **how: Any) -> Made:
        return making.make_close(actor, gathered, path, self.words, **how)

    def tell(self, gathered: Close) -> str:
        self.shown = gathered
        return self.words.date(gathered.day, "long")

    def file_name(self) -> str:
        day = self.shown.day if self.shown else date.today()
        return self.words(N_("close-{day}.pdf"), day=day.isoformat())

    def _sums(self, across: int) -> list[list[Piece]]:
        """What its sheet says, in a few lines."""
        if self.shown is None:
            return []
        made, words = self.shown, self.words
        entries = words(NP_("{n} entry", "{n} entries"), n=made.entries)
        since = words(close.SINCE, day=made.since) if made.since else words(close.FIRST)
        told = [
            f"{entries} · {since}",
            self._counts(MOVES, made.moves),
            self._counts(STANDS, made.stands),
            words(N_("{label}: {text}"), label=N_("Head"), text=made.origin.head.short),
        ]
        lines: list[list[Piece]] = [[("  " + line, "plain")] for text in told for line in wrapped(text, across - 4)]
        return [*lines, *([("  " + line, "amber")] for line in wrapped(self._state(made), across - 4))]

    def _counts(self, labels: Mapping[str, Message], counts: Mapping[str, int]) -> str:
        told = {name: label for name, label in labels.items() if counts[name] or name in ALWAYS}
        return self.words.list(
            [f"{self.words(label)}\u00a0{self.words.number(counts[name])}" for name, label in told.items()]
        )

    def _state(self, made: Close) -> str:
        if made.closed is None:
            return self.words(STILL_OPEN)
        zone = made.origin.branch.zone
        return self.words(CLOSED, who=made.closed.by or "", at=self.words.moment(made.closed.at, zone, "short"))
