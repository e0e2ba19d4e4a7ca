"""What every screen may ask of the program that shows it. `tui/app.py` is that program."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, ParamSpec, TypeVar, cast

from rich.style import Style
from textual.app import App
from textual.dom import DOMNode

from locales.messages import Message
from locales.words import Words
from screens.actions import ACTIONS, key_text
from screens.files import Files, OwnFiles
from store.access import Actor, Right
from store.errors import Refused
from store.offices import BranchRecord
from store.slips import LoanRecord
from store.unsent import Unsent

P = ParamSpec("P")
T = TypeVar("T")
Tone = Literal["note", "problem", "refusal"]


@dataclass(frozen=True, slots=True)
class Said:
    """What stands on the message line until the next key: one sentence, and whether Ctrl+Z takes it back."""

    message: Message
    values: dict[str, Any] = field(default_factory=dict)
    tone: Tone = "note"
    undo: bool = False

    def text(self, words: Words) -> str:
        return words(self.message, **self.values)


class Room(App[int], inherit_bindings=False):
    """The program as the screens see it."""

    words: Words
    files: Files = OwnFiles()
    keys_taken: frozenset[str] = frozenset()
    """Keys that never come, since what shows the program keeps them for itself; no person is told to press one."""
    url: str
    """Where the card room is."""
    actor: Actor | None = None
    branch: BranchRecord | None = None
    said: Said | None = None
    inks: dict[tuple[Any, ...], Style]
    """The inks that were mixed, by colours and ground; see `Drawn.ink`."""
    lent: int = 0
    """The slip that was last lent here, whose pack may be printed; 0 for none."""
    came_back: tuple[int, ...] = ()
    """The cards last taken back that somebody waits for."""
    changed: tuple[LoanRecord, ...] = ()
    """The loans last ended whose cards had been edited meanwhile."""
    away_since: datetime | None = None
    """When the line to the database was cut (UTC); None while it holds."""
    unsent: int = 0
    """How many saves are kept on this machine until they can be sent."""
    waiting: int = 0
    """How many things wait for whoever is signed in: overdue cards of theirs, say."""

    def keys_of(self, action: str) -> list[str]:
        """The keys of an action that come here, in a person's words; the first is the one to be shown."""
        return [key_text(key, self.words) for key in ACTIONS[action].keys if key not in self.keys_taken]

    def key_of(self, action: str) -> str:
        """The key by which a sentence names an action; where none comes here, that of the list of all actions."""
        return [*self.keys_of(action), *self.keys_of("commands")][0]

    @abstractmethod
    async def ready(self) -> None:
        """Open the room if it could not be opened before. Raises what `rooms.open_room` does."""

    @abstractmethod
    async def store(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `act` in the one thread that keeps the connection of whoever is at the keys. Where it would wait long for
        others who write, that is said, and it waits aside, so that whatever is asked meanwhile is answered."""

    @abstractmethod
    async def store_at_once(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`store`, but Busy is raised instead of waiting."""

    @abstractmethod
    async def store_slow(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `act` in a second thread, so that no key waits for it: counts, sheets in, sheets out."""

    @abstractmethod
    async def compute(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `act`, which needs no database, in a thread."""

    @abstractmethod
    def hold_keys(self) -> None:
        """Let what is typed from now on wait for a screen that is being opened, until `give_keys`."""

    @abstractmethod
    def give_keys(self) -> None:
        """Give what was typed meanwhile to the screen that was opened, in its order; forget it if none was."""

    @abstractmethod
    def screen_came_up(self) -> None:
        """A screen is uppermost now that was not: what a key left to do in the one above it goes on here."""

    @abstractmethod
    def hold_paint(self, seconds: float) -> None:
        """Paint nothing until `paint_now`, so that what comes at once is painted at once; but no longer than this."""

    @abstractmethod
    def paint_now(self) -> None: ...

    learnt_at = ""
    """Where whoever is signed in last said that they had learnt what they changed (F11)."""

    @abstractmethod
    def say(
        self, message: Message, *, tone: Tone = "note", undo: Callable[[], Any] | None = None, **values: Any
    ) -> None:
        """Put one sentence on the message line; `undo` is a coroutine function that takes back what it tells of."""

    @abstractmethod
    def say_refused(self, refusal: Refused) -> None:
        """Put the refusal's own sentence on the message line."""

    @abstractmethod
    def say_fault(self, error: Exception) -> None:
        """Write down a fault of the program itself, and say so; the program stays up."""

    @abstractmethod
    def note_seen(self, cards: Iterable[int], how: str) -> None:
        """Keep, aside, that whoever is signed in has seen these cards."""

    @abstractmethod
    def note_seen_numbered(self, numbers: Iterable[str], how: str) -> None:
        """As `note_seen`, of cards by their numbers."""

    @abstractmethod
    def note_refused(self, refusal: Refused) -> None:
        """Keep, aside, what was refused to whoever is signed in, where a right was missing."""

    @abstractmethod
    async def count_waiting(self) -> None:
        """Count again what waits for whoever is signed in."""

    @abstractmethod
    def tell_news(self) -> None:
        """Let the screen on top show what colleagues did, now or as soon as nobody types."""

    @property
    @abstractmethod
    def away_time(self) -> str:
        """The time of day when the line was cut; "" while it holds."""

    @abstractmethod
    async def keep_unsent(self, one: Unsent) -> datetime:
        """Keep on this machine what could not be sent, and send it by itself later. Returns when it was kept (UTC).
        Raises NotKept."""

    @abstractmethod
    def kept_unsent(self) -> Sequence[Unsent]:
        """What waits on this machine to be sent, the oldest first."""

    @abstractmethod
    def forget_draft(self, card_id: int | None, *, submission: bool = False) -> None:
        """What was typed into this card is in the database: a draft kept on this machine is of the past."""

    @abstractmethod
    def take_back(self) -> None:
        """Undo what was last said to be undoable."""

    @abstractmethod
    def next_language(self) -> None: ...

    @abstractmethod
    def change_language(self, language: str) -> None:
        """Say everything on every screen in `language` from now on, and remember it for whoever is signed in."""

    @abstractmethod
    def next_colours(self) -> None: ...

    @abstractmethod
    def lock(self) -> None: ...

    @abstractmethod
    def sign_out(self) -> None: ...

    def who(self) -> Actor:
        """Whoever is signed in; only for screens that are shown to somebody signed in."""
        if self.actor is None:
            raise LookupError
        return self.actor

    def may(self, right: Right, branch_id: int | None = None) -> bool:
        """Whether whoever is signed in has `right`; over the cards of a branch, where one is named."""
        if self.actor is None:
            return False
        return self.actor.may(right) if branch_id is None else self.actor.may_in(branch_id, right)


def room_of(node: DOMNode) -> Room:
    return cast(Room, node.app)
