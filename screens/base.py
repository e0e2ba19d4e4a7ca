"""What every screen of the card room has in common: its four lines, its words, its way to the store.

A screen renders a record or a refusal and decides neither. Whatever asks the store does so in `self.run(…)`, so that
no key waits; a refusal anywhere in it becomes a sentence on the message line.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import events
from textual._styles_cache import StylesCache
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import ActiveBinding
from textual.css.query import NoMatches
from textual.geometry import Size
from textual.screen import Screen
from textual.worker import Worker

from locales.messages import N_, Message
from locales.words import Words
from screens.actions import ACTIONS, bind, quiet
from screens.room import Room, room_of
from screens.widgets.chrome import KeyLine, MessageLine, Rule, SecondLine, TopLine
from screens.widgets.drawn import Drawn, Piece
from screens.widgets.window_list import WindowList
from store.access import Right, missing
from store.errors import Refused
from store.news import News
from store.unsent import Unsent

if TYPE_CHECKING:
    from screens.commands import Command

Result = TypeVar("Result")
Work = Callable[[], Awaitable[Any]]
CARDS = N_("Customer cards")
LETTERS_FIND = N_("F3 finds; letters do nothing in the list.")
LETTERS = N_("Letters do nothing here; F1 shows the keys that work.")
NO_MARKS = N_("Nothing can be marked here; F1 shows the keys that work.")
NOT_HERE = N_("This key does nothing here now; F1 shows the keys that work.")
_ACTING = re.compile(r"(?:(?:ctrl|shift|alt)\+)?f\d+|ctrl\+[a-z]")
"""Keys that move nothing and write nothing: whoever presses one wants something done."""


class RoomScreen(Screen[Result], Generic[Result], inherit_bindings=False):
    """A screen of the card room. Subclasses give `path`, `body`, and what narrows them."""

    BINDINGS = [
        *bind("back", "help"),
        *quiet("today", "commands", "language", "colours", "undo", "lock", "sign_out", "next_field", "previous_field"),
        *bind("leave", show=False, priority=True),
    ]
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    DEFAULT_CSS = """
    RoomScreen { layout: vertical; overflow: hidden; }
    """

    KEYS: ClassVar[tuple[str, ...]] = ()
    """The actions of the bottom line in the order of use; those that do not work now are left out."""
    KEEPS_UNDO: ClassVar[bool] = False
    """Whether keys here leave what can be undone as it is: one of them may choose to undo it."""
    TODAY: ClassVar[bool] = True
    """Whether one may go from here to what waits today."""
    NEEDS: ClassVar[Mapping[str, Right]] = {}
    """The rights that actions need: the key of one that is lacking says so."""
    SHOWS: ClassVar[frozenset[str] | None] = frozenset()
    """The kinds of the journal's records that what it shows is made of, None for all: where a colleague writes one, it
    is shown as it is then."""
    ABOUT: ClassVar[Message | None] = None
    """What this screen is for, in one or two sentences (F1)."""
    ABOUT_WITH: ClassVar[Mapping[Right, Message]] = {}
    """What F1 says besides to whoever has a right: the keys that need it."""

    def __init__(self) -> None:
        super().__init__()
        self._at_work: set[str] = set()
        self._seen_as: tuple[str, Size] | None = None
        self.missed: News | None = None
        """What colleagues did that is not shown yet: while somebody types, or another screen is above."""
        self._ends_with: tuple[Result | None] | None = None
        """What it answers as soon as nothing is above it any more."""

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield from self.narrowing()
        yield Rule()
        yield from self.body()
        yield MessageLine()
        yield KeyLine()

    def narrowing(self) -> ComposeResult:
        yield SecondLine()

    def body(self) -> ComposeResult:
        raise NotImplementedError

    @property
    def room(self) -> Room:
        return room_of(self)

    @property
    def words(self) -> Words:
        return self.room.words

    def path(self) -> Sequence[Message | str]:
        """Where I am, from the outermost room to the thing itself."""
        branch = self.room.branch
        return [CARDS, branch.name] if branch else [CARDS]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        """The second line: what narrows the screen in pieces, and the count on the right."""
        return [], ""

    @property
    def marked(self) -> int:
        """How many rows of its list are marked."""
        return 0

    def narrowing_clicked(self, _piece: int) -> None:
        """A piece of the second line was clicked."""

    def hint(self) -> str:
        """What the message line says while nothing has happened: the help of the field under the cursor, say."""
        return ""

    def keys_in_order(self) -> Sequence[str]:
        """The actions of the bottom line in the order of use, as things are now."""
        return self.KEYS

    def keys_now(self) -> list[tuple[str, str, str]]:
        """The keys of the bottom line that work now: action, key, word."""
        active = {found.binding.id for found in super().active_bindings.values() if found.enabled}
        keys = self.keys_in_order()
        wanted = [*keys, *(name for name in ("back", "help") if name not in keys)]
        return [
            (name, keys[0], self.words(self.label_of(name)))
            for name in wanted
            if name in active and self.can(name) and (keys := self.room.keys_of(name))
        ]

    def label_of(self, action: str) -> Message:
        """The word of an action on the bottom line: what its key does now."""
        return ACTIONS[action].label

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """What works now, said in the person's language."""
        said = {}
        for key, found in super().active_bindings.items():
            action = ACTIONS.get(found.binding.id or "")
            if action is not None:
                found = found._replace(
                    binding=replace(found.binding, description=self.words(self.label_of(action.name)))
                )
            said[key] = found
        return said

    @property
    def uppermost(self) -> bool:
        """Whether nothing is above it; Textual's `is_current` holds of the screen below as well."""
        return self in self.app.screen_stack[-1:]

    def _compositor_refresh(self) -> None:
        """A screen under another paints nothing: Textual takes it for seen through, and paints the upper one again."""
        if self.uppermost:
            super()._compositor_refresh()

    def run(self, work: Work, *, group: str = "default", exclusive: bool = False) -> Worker[None]:
        """Do `work` while keys go on; its refusal is said. An `exclusive` one, which only reads, replaces what its
        group was doing."""
        return self.run_worker(partial(self._guarded, work), group=group, exclusive=exclusive)

    def run_once(self, work: Work, group: str) -> None:
        """Do `work`, which writes, unless its group is still at it: a key pressed twice does it once."""
        if group not in self._at_work:
            self._at_work.add(group)
            self.run(partial(self._once, work, group), group=group)

    def is_at(self, group: str) -> bool:
        """Whether work of this group is going on."""
        return group in self._at_work

    async def _once(self, work: Work, group: str) -> None:
        try:
            await work()
        finally:
            self._at_work.discard(group)

    async def _guarded(self, work: Work) -> None:
        try:
            await work()
        except Refused as refusal:
            self.refused(refusal)
        except NoMatches as error:
            if not self._pruning:  # a screen that goes loses its widgets before its workers hear of it
                self.room.say_fault(error)
        except Exception as error:
            self.room.say_fault(error)

    def refused(self, refusal: Refused) -> None:
        """A refusal nobody else has dealt with."""
        self.room.say_refused(refusal)

    def would_lose(self) -> bool:
        """Whether something typed here is kept nowhere, and goes with this screen."""
        return any(getattr(form, "changes", None) for form in self.query("Form"))

    async def before_leaving(self) -> None:
        """Keep what would be lost when the program ends."""

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """What was said on the screen above as it went is read here. Styles are worked out anew only where colours or
        size are others than when this screen was last seen."""
        now = (self.app.theme, self.app.size)
        event.refresh_styles = now != self._seen_as
        self._seen_as = now
        self.message_changed()
        self.top_changed()
        self.room.screen_came_up()
        ends, self._ends_with = self._ends_with, None
        if ends is not None:
            self.dismiss(*ends)
        else:
            self.room.tell_news()

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Go, with an answer; where work ends while another screen is above, the palette or the lock, as soon as that
        has gone: Textual would take the upper one away. What has gone already stays so."""
        if self.uppermost:
            return super().dismiss(result)
        if self in self.app.screen_stack:
            self._ends_with = (result,)
        return AwaitComplete()

    def on_unmount(self) -> None:
        """Let go what is gone: Textual keeps each widget it has drawn, by its colours, with every line (its #6665)."""
        getattr(StylesCache.get_inner_outer, "cache_clear", int)()

    def about(self) -> Message | None:
        """What F1 says that this screen is for."""
        return self.ABOUT

    def why_not(self, _action: str) -> Message | None:
        """Why an action of `NEEDS` does nothing now, though whoever is here has the right to it."""
        return None

    def lacking(self, right: Right) -> Refused | None:
        """The refusal of a key that needs `right`; None for whoever has it."""
        return None if self.room.may(right) else missing(right)

    def undone(self) -> None:
        """What the message line told of was taken back: show what is so now."""

    def hear(self, news: News) -> None:
        """Colleagues did something: it is shown by `catch_up`."""
        if self.SHOWS is None or news.is_of(self.SHOWS):
            self.missed = news if self.missed is None else self.missed.with_(news)

    def catch_up(self) -> None:
        """Show what was missed."""
        missed, self.missed = self.missed, None
        if missed is not None:
            self.colleagues_did(missed)

    def colleagues_did(self, _news: News) -> None:
        """Show what colleagues did, as if it had been so all the time: cursor, marks and what is typed stay."""

    def line_is_back(self) -> None:
        """The line to the database holds again; `colleagues_did` comes after."""

    def was_sent(self, _one: Unsent) -> None:
        """What had been kept on this machine is in the database now."""

    def was_not_sent(self, _one: Unsent, _why: Refused) -> None:
        """What had been kept on this machine is the person's draft now, since somebody must look at it."""

    def key_came(self) -> None:
        """A key was pressed; what it does comes after."""

    def on_key(self, event: events.Key) -> None:
        """A key that needs a right which is lacking says so, and one that has nothing to act on; what does nothing
        here, a letter at a list or a key for something else, says what does."""
        for action, right in self.NEEDS.items():
            if event.key not in ACTIONS[action].keys or self.room.actor is None:
                continue
            lacking = self.lacking(right)
            if lacking is not None:
                self.room.say_refused(lacking)
                return
            why = None if self.can(action) else self.why_not(action)
            if why is not None:
                self.room.say(why, tone="problem")
                return
        letter = event.is_printable and event.key not in self.active_bindings
        if letter and isinstance(self.focused, WindowList):
            finds = "find" in {found.binding.id for found in super().active_bindings.values()}
            letters = LETTERS_FIND if finds else LETTERS
            self.room.say(NO_MARKS if event.key in ACTIONS["mark"].keys else letters)
        elif _ACTING.fullmatch(event.key) and self.room.said is None and event.key not in self.active_bindings:
            self.room.say(NOT_HERE)

    def words_changed(self) -> None:
        """Say everything again: after a change of language or colours."""
        for widget in self.query(Drawn):
            widget.words_changed()
        self.refresh_bindings()

    def message_changed(self) -> None:
        for line in self.query(MessageLine):
            line.say()

    def top_changed(self) -> None:
        for line in self.query(TopLine):
            line.refresh()

    def narrowing_changed(self) -> None:
        for line in self.query(SecondLine):
            line.refresh()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        return self.can(action) and (action != "today" or (self.TODAY and self.room.actor is not None))

    def can(self, _action: str) -> bool:
        """Whether `action` works now. What does not is neither shown nor done."""
        return True

    def action_back(self) -> None:
        self.dismiss()

    def action_next_field(self) -> None:
        self.focus_next()

    def action_previous_field(self) -> None:
        self.focus_previous()

    def action_language(self) -> None:
        self.room.next_language()

    def action_colours(self) -> None:
        self.room.next_colours()

    def action_undo(self) -> None:
        self.room.take_back()

    def action_lock(self) -> None:
        self.room.lock()

    def action_sign_out(self) -> None:
        """At once, or after a question where something would be lost with it."""
        from screens.ask import SIGN_OUT, AskScreen

        if would_lose(self.app.screen_stack):
            name = self.room.who().name
            self.app.push_screen(AskScreen(self.path(), SIGN_OUT, name=name), self._signed_out)
        else:
            self.room.sign_out()

    def _signed_out(self, yes: bool | None) -> None:
        if yes:
            self.room.sign_out()

    async def action_leave(self) -> None:
        await self.room.action_quit()

    def action_help(self) -> None:
        from screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self))

    def action_today(self) -> None:
        from screens.today import TodayScreen

        self.app.push_screen(TodayScreen())

    def action_rights(self) -> None:
        from screens.rights import RightsScreen

        self.app.push_screen(RightsScreen())

    def action_commands(self) -> None:
        from screens.commands import CommandsScreen, commands_of

        self.app.push_screen(CommandsScreen(commands_of(self)), self._do)

    def _do(self, chosen: "Command | None") -> None:
        if chosen is not None:
            self.run(partial(self.app.run_action, chosen.action, chosen.node))


def would_lose(screens: Iterable[Screen[Any]]) -> bool:
    """Whether something typed on one of them is kept nowhere, and would go with them."""
    return any(isinstance(screen, RoomScreen) and screen.would_lose() for screen in screens)


__all__ = ["CARDS", "RoomScreen", "would_lose"]
