"""Today: what waits for whoever is signed in, a line each with its number; a figure or Enter leads to its list."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from textual import events, on

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.base import RoomScreen
from screens.list_screen import ListScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store.acts import waiting
from store.acts.backup_due import BackupDue
from store.acts.closing import Closing
from store.acts.waiting import Waiting


def _requests(**narrowing: bool) -> RoomScreen[Any]:
    from screens.requests import RequestsScreen

    return RequestsScreen(**narrowing)


def _loans(**narrowing: bool) -> RoomScreen[Any]:
    from screens.loans import LoansScreen

    return LoansScreen(**narrowing)


def _submissions(which: Any) -> RoomScreen[Any]:
    from screens.submissions import SubmissionsScreen

    return SubmissionsScreen(which)


def _extracts() -> RoomScreen[Any]:
    from screens.extracts import ExtractsScreen

    return ExtractsScreen(overdue_only=True)


def _close() -> RoomScreen[Any]:
    from screens.close import CloseScreen

    return CloseScreen()


def _transfers() -> RoomScreen[Any]:
    from screens.transfers import TransfersScreen

    return TransfersScreen()


def _held() -> RoomScreen[Any]:
    from screens.held import HeldScreen

    return HeldScreen()


def _doubles() -> RoomScreen[Any]:
    from screens.pairs import PairsScreen

    return PairsScreen()


class Kind(NamedTuple):
    """One thing that may wait: what it is called, how urgent it is, and the list it leads to; None for none."""

    label: Message
    ink: str
    leads_to: Callable[[], RoomScreen[Any]] | None


KINDS: Mapping[str, Kind] = {
    "to_approve": Kind(N_("Slips to approve"), "amber", lambda: _requests(waiting_only=True)),
    "submissions": Kind(N_("Submissions to answer"), "amber", lambda: _submissions("waiting")),
    "arriving": Kind(N_("Cards on their way here"), "amber", _transfers),
    "overdue": Kind(N_("Cards overdue"), "red", lambda: _loans(overdue_only=True)),
    "due_today": Kind(N_("Cards due today"), "amber", lambda: _loans(due_today=True)),
    "extracts_overdue": Kind(N_("Extracts overdue"), "red", _extracts),
    "held": Kind(N_("Warranty cards held"), "plain", _held),
    "doubles": Kind(N_("Likely doubles to decide"), "plain", _doubles),
    "requests_answered": Kind(N_("Cards you asked for, answered"), "plain", lambda: _requests(answered=True)),
    "submissions_answered": Kind(N_("Submissions of yours, answered"), "plain", lambda: _submissions("answered")),
    "backup": Kind(N_("Backup"), "amber", None),
    "closing": Kind(N_("Day's close"), "plain", _close),
}
"""In the order in which they are looked at; the names are those of `Waiting`."""
HOW_TO_BACK_UP = N_("“cardkeeper backup” copies the room while people work; once a week, and to another place.")


class Line(NamedTuple):
    """`key` is the figure that leads to its list."""

    id: int
    key: str
    name: str
    found: int | BackupDue | Closing

    @property
    def waits(self) -> bool:
        match self.found:
            case BackupDue():
                return self.found.due
            case Closing():
                return False  # it is the evening's last act: until then nothing waits
            case _:
                return self.found > 0


def lines_of(found: Waiting) -> list[Line]:
    """The lines of what is somebody's to do."""
    theirs = [(name, value) for name in KINDS if (value := getattr(found, name)) is not None]
    return [Line(place, str(place), name, value) for place, (name, value) in enumerate(theirs, start=1)]


def _much(line: Line, words: Words) -> str:
    found = line.found
    if isinstance(found, Closing):
        return closing_told(found, words)
    if not isinstance(found, BackupDue):
        return str(found)
    if found.days is None:
        return words(N_("none yet: one is due"))
    late = NP_("due ({n} day ago)", "due ({n} days ago)")
    return words(late if found.due else NP_("{n} day ago", "{n} days ago"), n=found.days)


def closing_told(found: Closing, words: Words) -> str:
    if found.done:
        return words(N_("today is closed"))
    return words(N_("last: {day}"), day=words.date(found.last, "short")) if found.last else words(N_("none yet"))


def _ink(line: Line) -> str:
    return KINDS[line.name].ink if line.waits else "dim"


COLUMNS: Sequence[Column[Line]] = (
    Column("key", N_("Key"), lambda line, _: line.key, 6, ink=lambda _: "accent"),
    Column("what", NC_("today", "What"), lambda line, words: words(KINDS[line.name].label), 34, ink=_ink),
    Column("much", NC_("today", "How many"), _much, 26, right=True, ink=_ink),
)


class TodayScreen(ListScreen[None, Line]):
    """A few lines; those at which nothing waits are dim."""

    MARKS = False
    TODAY = False
    SHOWS = None
    KEYS = ("open", "refresh", "back")
    ABOUT = N_(
        "What waits for you today. A figure leads to the list of that line, and so does Enter; Esc there comes back"
        " here. The dot ● in the top line counts what is to be approved, answered, chased or backed up."
    )

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Today")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        if not self.lines or any(line.waits for line in self.lines):
            return [], ""
        return [(self.words(N_("Nothing waits for you.")), "accent")], ""

    def columns(self) -> Sequence[Column[Line]]:
        return COLUMNS

    async def source(self) -> Listed[Line]:
        self.lines = lines_of(await self.room.store(waiting.waiting, self.room.who()))
        return Listed(self.lines)

    def empty(self) -> str:
        return self.words(N_("Nothing is yours to do here yet; a manager gives you a role."))

    def hint(self) -> str:
        return self.words(HOW_TO_BACK_UP) if self.row is not None and KINDS[self.row.name].leads_to is None else ""

    async def show_rows(self, at: Line | None = None) -> None:
        """The cursor begins at the first line at which something waits."""
        first = not self.lines
        await super().show_rows(at)
        waits = next((line for line in self.lines if line.waits), None)
        if first and waits is not None:
            self.rows.show_source(Listed(self.lines), at=waits)
        await self.room.count_waiting()

    def on_key(self, event: events.Key) -> None:
        """A figure leads to its list, a wide one of an input method too."""
        figure = unicodedata.normalize("NFKC", event.character or "")
        line = next((line for line in self.lines if figure and line.key == figure), None)
        if line is not None:
            event.stop()
            event.prevent_default()
            self._lead(line)

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        self._lead(event.row)

    def _lead(self, line: Line) -> None:
        leads_to = KINDS[line.name].leads_to
        if leads_to is None:
            self.room.say(HOW_TO_BACK_UP)
        else:
            self.app.push_screen(leads_to(), self.came_back)
