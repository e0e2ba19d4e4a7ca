"""The journal: what was done in the branch, by whom, the latest first; of one person, one card or one day (K4)."""

from collections.abc import Sequence
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from locales.acts import act_name, reason_of
from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.actions import bind
from screens.list_screen import ListScreen
from screens.room import Room
from screens.sources import Windows
from screens.widgets.columns import Column
from screens.widgets.line_input import LineInput
from screens.widgets.window_list import WindowList
from store import cards, journal_pages, offices, staff
from store.access import Actor
from store.errors import Refused
from store.journal_pages import ALL, JournalLine, Narrowing
from store.paging import Side
from store.readings import fold


class NobodyCalled(Refused):
    text: str
    message = N_("“{text}” is no colleague, no card number and no day, as 2026-03-05.")


class JournalEntries(Windows[JournalLine]):
    """The entries of the branch under a narrowing, the latest first."""

    def __init__(self, room: Room, narrowing: Narrowing) -> None:
        super().__init__(room)
        self.narrowing = narrowing

    async def page(self, row: JournalLine | None, side: Side, limit: int) -> Sequence[JournalLine]:
        number = row.id if row is not None else None
        return await self.room.store(journal_pages.page, self.room.who(), self.narrowing, number, side, limit)

    async def count(self) -> None:
        self.total = await self.room.store_slow(journal_pages.count, self.room.who(), self.narrowing)


def understood(actor: Actor, text: str, day: date | None) -> Narrowing:
    """What somebody typed to narrow the journal: a card's number, a day, or a part of a colleague's name.

    Raises NobodyCalled and what `cards.card_id` raises.
    """
    wanted = fold(text).strip()
    if not wanted:
        return ALL
    if offices.parsed_card_no(text):
        return Narrowing(card_id=cards.card_id(actor, text))
    if day is not None:
        return Narrowing(first=day, last=day)
    people = staff.people(actor)
    for fits in (lambda name: name == wanted, lambda name: name.startswith(wanted), lambda name: wanted in name):
        for person in people:
            if fits(fold(person.user)) or fits(fold(person.name)):
                return Narrowing(staff_id=person.id)
    raise NobodyCalled(text=text.strip())


def columns(room: Room) -> Sequence[Column[JournalLine]]:
    zone = room.branch.zone if room.branch else None

    def when(line: JournalLine, words: Words) -> str:
        return words.moment(line.at, zone, "short")

    def what(line: JournalLine, words: Words) -> str:
        return words.value(act_name(line.act))

    return (
        Column("number", NC_("column", "No."), lambda line, _: str(line.id), 8, right=True),
        Column("when", N_("When"), when, 16),
        Column("who", N_("Who"), lambda line, _: line.by or "", 12, grow=1),
        Column("what", N_("What"), what, 18, grow=1),
        Column("card", N_("Card no."), lambda line, _: line.card_no or "", 9),
        Column(
            "reason",
            N_("Reason"),
            lambda line, words: reason_of(line.act, line.reason, words),
            12,
            grow=2,
            ink=lambda _: "dim",
            needs=92,
        ),
    )


class JournalScreen(ListScreen[None, JournalLine]):
    """A field that narrows, and the entries below it."""

    BINDINGS = bind("find")
    MARKS = False
    SHOWS = None
    KEYS = ("open", "find", "refresh", "back")
    ABOUT = N_(
        "What was done in this branch, by whom. Type a colleague's name, a card number or a day in the top line and"
        " press Enter; Enter on a line shows the whole entry."
    )

    def __init__(self) -> None:
        super().__init__()
        self.narrowing_to = ALL

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Journal")]

    def narrowing(self) -> ComposeResult:
        yield LineInput(id="wanted")

    def columns(self) -> Sequence[Column[JournalLine]]:
        return columns(self.room)

    async def source(self) -> JournalEntries:
        return JournalEntries(self.room, self.narrowing_to)

    def empty(self) -> str:
        return self.words(N_("No entry answers this."))

    @property
    def field(self) -> LineInput:
        return self.query_one(LineInput)

    def hint(self) -> str:
        if self.is_mounted and self.field.has_focus:
            return self.words(N_("A colleague's name, a card number or a day; Enter narrows, Esc shows all again."))
        return ""

    def action_find(self) -> None:
        self.field.focus()
        self.call_after_refresh(self.message_changed)

    @on(Input.Submitted)
    def _typed(self) -> None:
        self.run(self._narrow, exclusive=True, group="read")

    async def _narrow(self) -> None:
        text = self.field.value
        day = self.words.parse_date(text, offices.today(self.room.who()), past=True)
        self.narrowing_to = await self.room.store(understood, self.room.who(), text, day)
        self.rows.focus()
        await self.read()

    @on(WindowList.Opened)
    def _opened(self) -> None:
        from screens.journal_entry import JournalEntryScreen

        if self.row is not None:
            self.app.push_screen(JournalEntryScreen(self.row))

    def action_back(self) -> None:
        if self.field.value or self.narrowing_to != ALL:
            self.field.value = ""
            self._typed()
        elif self.field.has_focus:
            self.rows.focus()
            self.message_changed()
        else:
            self.dismiss()
