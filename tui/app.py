"""The program on the screen: who is signed in, in which language, and the threads in which the store is asked.

The store is asked in one thread for whoever is at the keys and in a second one for what takes longer, so that no key
waits for a count; in a third one, what is written waits for somebody who writes for long. A refusal becomes a sentence
on the message line; a database that went away too, and the next key tries again.
"""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from rich.text import Text
from textual import events
from textual.filter import NoColor
from textual.timer import Timer

import screens
from locales.messages import N_, Message
from locales.words import LANGUAGES, words
from screens.actions import ACTIONS
from screens.base import RoomScreen
from screens.opening import OpeningScreen
from screens.room import P, Said, T, Tone
from store import access, database, log, news, offices, staff, system, unsent
from store.access import Actor
from store.acts import rooms
from store.errors import Refused
from tui.away import AwayRoom, MustWait
from tui.coming_in import AT_THE_KEYS, SLOWLY, ComingIn, a_thread
from tui.faults import note_fault
from tui.idle import Idle
from tui.noted import Noted
from tui.places import default_url, unsent_folder
from tui.theme import THEMES

if TYPE_CHECKING:
    from screens.drawer import DrawerScreen
    from screens.first_run import Made


WAITS = N_("Somebody else is writing for long: this waits for them. Read on meanwhile.")
GIVEN_BACK = 5.0
"""Seconds after which memory that is free goes back to the system."""
SETTLED = 1.0
"""Seconds after which the first screen stands and nobody waits for a paint."""


class CardkeeperApp(AwayRoom):
    """The card room at `url`. Without `actor` or a password it asks who is there; without a room it makes one."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "Cardkeeper"
    CSS: ClassVar[str] = "Screen { layers: base over; }"
    CSS_PATH: ClassVar[list[str | PurePath]] = sorted(Path(screens.__path__[0]).glob("*.tcss"))
    """The styles of all screens: Textual parses everything again for each screen whose style it does not know yet."""

    def __init__(
        self,
        url: str | None,
        language: str,
        user: str | None = None,
        password: str | None = None,
        actor: Actor | None = None,
        *,
        keep_language: bool = False,
        coming: ComingIn | None = None,
        idle: Idle | None = None,
    ) -> None:
        """`keep_language`: `language` was asked for, so that the person's own does not replace it. `coming`: the room
        is being opened and the password checked already. `idle`: what happens when nobody is at the keys."""
        super().__init__()
        self.url = url or default_url()
        self.words = words(language)
        self.keep_language = keep_language
        self._coming = coming or ComingIn(self.url, None if actor else user, password)
        self._first = (user, password, actor)
        self._quick = self._coming.pool
        self._slow = a_thread("store-slow", SLOWLY)
        self._waiting = a_thread("store-waiting", AT_THE_KEYS)
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._noted = Noted()
        self._idle = idle or Idle()
        self._undo: Callable[[], Any] | None = None
        self._held = contextlib.ExitStack()
        self._settled = False
        self._giving_back: Timer | None = None
        self.inks = {}
        self.faults: list[Exception] = []
        for theme in THEMES:
            self.register_theme(theme)
        self._wear(THEMES[0].name)
        if self.no_color:
            self.theme = THEMES[2].name
            self._filters[1:] = [NoColor()]

    # threads

    async def store(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await self.store_at_once(act, *args, **kwargs)
        except MustWait:
            self.say(WAITS)
            return await self._in(self._waiting, partial(self._asked_until_done, act, *args, **kwargs))

    async def store_at_once(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._in(self._quick, partial(self._asked, act, *args, **kwargs))

    async def store_slow(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await self._in(self._slow, partial(self._asked, act, *args, **kwargs))
        finally:
            self._give_back_memory()

    def _give_back_memory(self) -> None:
        """What takes longer often takes memory too; soon after, the system has it again."""
        if self._giving_back is None and self.is_running:
            self._giving_back = self.set_timer(GIVEN_BACK, self._give_it_back)

    async def _give_it_back(self) -> None:
        self._giving_back = None
        await self.compute(system.give_back_memory)

    async def compute(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._in(self._aside, partial(act, *args, **kwargs))

    async def _in(self, thread: ThreadPoolExecutor, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(thread, act)

    # beginning and end

    def on_mount(self) -> None:
        self._go(self._begin)
        self._idle.begin(self)

    async def on_event(self, event: events.Event) -> None:
        self._idle.heard(event)
        await super().on_event(event)

    async def _begin(self) -> None:
        """Let in whoever can be let in. Signing in takes long on purpose; the drawer is mounted meanwhile."""
        user, password, actor = self._first
        drawer = None
        if actor is not None or (user and password and self._room_is_there()):
            from screens.drawer import DrawerScreen

            drawer = DrawerScreen()
            self.push_screen(drawer)
        try:
            async with self._opening():
                actor = await asyncio.wrap_future(self._coming.actor) or actor
        except rooms.NoRoom as refusal:
            self.no_room(refusal)
        except Refused as refusal:
            self._ask_who(user)
            self.say_refused(refusal)
        else:
            if actor is None:
                self._ask_who(user)
            else:
                await self._let_in(actor, drawer)
        if self.actor is None:
            self.set_timer(SETTLED, _keep_what_is_there)

    def no_room(self, _refusal: rooms.NoRoom) -> None:
        """Whoever opens the program where no room is makes one."""
        from screens.first_run import FirstRunScreen

        self.push_screen(FirstRunScreen(self.url), self._room_made)

    def _room_is_there(self) -> bool:
        path = database.sqlite_path(self.url)
        return path is None or path.is_file()

    async def ready(self) -> None:
        if not self._coming.room_open:
            async with self._opening():
                await self.store(self._coming.open)

    @contextlib.asynccontextmanager
    async def _opening(self) -> AsyncIterator[None]:
        """While the room is opened: show how far that is, if it takes long."""
        watching = self.set_interval(0.1, self._show_opening)
        try:
            yield
        finally:
            watching.stop()
            if isinstance(self.screen, OpeningScreen):
                await self.pop_screen()

    def _show_opening(self) -> None:
        if self._coming.indexed is not None and not isinstance(self.screen, OpeningScreen):
            self.push_screen(OpeningScreen(lambda: self._coming.indexed))

    def _ask_who(self, user: str | None = None) -> None:
        from screens.sign_in import SignInScreen

        self.push_screen(SignInScreen(user or ""), self._came_in)

    def _came_in(self, actor: Actor | None) -> None:
        from screens.drawer import DrawerScreen

        if actor is None:
            self.exit(0)
        else:
            waiting = (screen for screen in self.screen_stack if isinstance(screen, DrawerScreen))
            self._go(partial(self._let_in, actor, next(waiting, None)))

    def _room_made(self, made: "Made | None") -> None:
        if made is None:
            self.exit(0)
        else:
            self._go(partial(self._let_in, made.actor, first=made.first))

    async def _let_in(self, actor: Actor, drawer: "DrawerScreen | None" = None, *, first: str = "") -> None:
        """Show the drawer to whoever signed in, in their own language; there they may do a `first` thing."""
        from screens.drawer import DrawerScreen

        me, branch, heads, shelf = await self.store(_who_and_where, actor)
        if me.one_time:
            self._ask_who(me.user)
            return
        self.actor, self.branch = actor, branch
        self.shelf = shelf
        self.listen(heads)
        self._go(self.send_unsent)
        if me.language and not self.keep_language and me.language != self.words.language:
            self._speak(me.language)
        if drawer is None:
            await self.push_screen(drawer := DrawerScreen())
        else:
            drawer.come_in()
        if first:
            await drawer.run_action(first)
        self._settle()

    def _settle(self) -> None:
        """Once only: what is put aside stays for good, the screens of whoever signs out later too."""
        if not self._settled:
            self._settled = True
            self.set_timer(SETTLED, _keep_what_is_there)

    async def count_waiting(self) -> None:
        if self.actor is not None:
            with contextlib.suppress(Refused):
                self.waiting = await self.store_slow(_count_waiting, self.actor)
                for screen in self._rooms():
                    screen.top_changed()

    @property
    def nobody_there(self) -> bool:
        """Whether nobody has signed in, or whoever has is locked out."""
        from screens.sign_in import SignInScreen

        return self.actor is None or any(isinstance(screen, SignInScreen) for screen in self.screen_stack)

    def lock(self) -> None:
        from screens.sign_in import SignInScreen

        if not self.nobody_there and self.actor is not None:
            self.said = None
            self.push_screen(SignInScreen(self.actor.user, locked=True), self._unlocked)

    def _unlocked(self, actor: Actor | None) -> None:
        if actor is None:
            self.sign_out()
        else:
            self.actor = actor

    def sign_out(self) -> None:
        self._go(self._sign_out, group="sign out")

    async def _sign_out(self) -> None:
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        for name, screen in [*self._installed_screens.items()]:
            self.uninstall_screen(name)
            if isinstance(screen, RoomScreen) and screen.is_running:
                await screen.remove()
        self.actor = self.branch = self.said = self._undo = self.shelf = None
        self.waiting = 0
        self.learnt_at = ""
        self.lent, self.came_back = 0, ()
        self._ask_who()

    async def action_quit(self) -> None:
        for screen in self._rooms():
            await screen.before_leaving()
        self.exit(0)

    async def on_unmount(self) -> None:
        """Close what the threads hold; a long task of theirs is not waited for."""
        self._coming.stopped = True
        closing = [pool.submit(database.disconnect) for pool in (self._quick, self._slow)]
        noted, listening = self._noted.close(), self.end_listening()
        await asyncio.wait([asyncio.wrap_future(one) for one in (*closing, noted) if one is not None], timeout=1)
        if listening is not None:
            listening.join(timeout=2)
        for pool in (self._quick, self._slow, self._waiting, self._aside):
            pool.shutdown(wait=False)

    # painting

    def _wear(self, theme: str) -> None:
        """The first theme, before there is a screen: to set it as one that follows another reads all styles twice."""
        self.set_reactive(CardkeeperApp.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())

    def hold_paint(self, seconds: float) -> None:
        self._held.enter_context(self.batch_update())
        self.set_timer(seconds, self.paint_now)

    def paint_now(self) -> None:
        self._held.close()

    # what is said

    def say(
        self, message: Message, *, tone: Tone = "note", undo: Callable[[], Any] | None = None, **values: Any
    ) -> None:
        self._undo = undo
        self.said = Said(message, values, tone, undo is not None)
        self._tell_screens()

    def say_refused(self, refusal: Refused) -> None:
        self.say(refusal.message, tone="refusal", **refusal.said)
        self.note_refused(refusal)
        self.look_later(refusal)
        if isinstance(refusal, access.NoLongerStaff) and self.actor is not None:
            self.actor = None
            self.sign_out()

    def note_seen(self, cards: Iterable[int], how: str) -> None:
        if self.actor is not None:
            self._noted.seen(self.actor, cards, how)

    def note_seen_numbered(self, numbers: Iterable[str], how: str) -> None:
        if self.actor is not None:
            self._noted.seen_numbered(self.actor, numbers, how)

    def note_refused(self, refusal: Refused) -> None:
        log.refused(refusal)
        if self.actor is not None and refusal.logged:
            self._noted.refused(self.actor, refusal)

    def say_fault(self, error: Exception) -> None:
        self.faults.append(error)
        fault = note_fault(error)
        self.say(fault.message, tone="refusal", **fault.values)

    def _fatal_error(self) -> None:
        """A fault that came through Textual itself ends the program: with a sentence in place of Textual's own account,
        which shows what the program was working on."""
        fault = note_fault(self._exception or RuntimeError())
        self._exit_renderables.append(Text(self.words(fault.message, **fault.values)))
        self._close_messages_no_wait()

    def take_back(self) -> None:
        undo, self._undo = self._undo, None
        screen = self.screen
        if undo is not None and isinstance(screen, RoomScreen):
            screen.run(partial(_undo_on, screen, undo))
        else:
            self.say(N_("There is nothing to undo."), tone="problem")

    def _tell_screens(self) -> None:
        if isinstance(self.screen, RoomScreen):
            self.screen.message_changed()

    def key_comes(self, key: str) -> None:
        """What was said goes with the key after it, and so does what can be undone, unless that is being chosen."""
        super().key_comes(key)
        on_the_way = isinstance(self.screen, RoomScreen) and self.screen.KEEPS_UNDO
        if not on_the_way and key not in (*ACTIONS["undo"].keys, *ACTIONS["commands"].keys):
            self._undo = None
        if self.said is not None:
            self.said = None
            self._tell_screens()
        if isinstance(self.screen, RoomScreen):
            self.screen.key_came()

    # language and colours

    def next_language(self) -> None:
        codes = list(LANGUAGES)
        self.change_language(codes[(codes.index(self.words.language) + 1) % len(codes)])

    def change_language(self, language: str) -> None:
        self._speak(language)
        if self.actor is not None and isinstance(self.screen, RoomScreen):
            self.screen.run(partial(self.store, staff.set_language, self.actor, language))

    def _speak(self, language: str) -> None:
        words.cache_clear()  # a megabyte each of what nobody reads any more
        self.words = words(language)
        for screen in self._rooms():
            screen.words_changed()

    def next_colours(self) -> None:
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        for screen in self._rooms():
            screen.words_changed()


def _count_waiting(actor: Actor) -> int:
    """Lending is read by this thread, behind the first rows, which need none of it."""
    from store.acts import waiting

    return waiting.count(actor)


def _keep_what_is_there() -> None:
    """Let the collector of garbage look only at what comes from now on: a look at all of the program costs a paint.

    It looks at everything only when a quarter has come since it last did; the second look makes that a quarter of
    what is not frozen, so that screens that are gone do not wait for as much again as the whole program.
    """
    gc.collect()
    gc.freeze()
    gc.collect()
    gc.enable()
    gc.set_threshold(3_000, 4, 4)


async def _undo_on(screen: RoomScreen[Any], undo: Callable[[], Any]) -> None:
    await undo()
    screen.undone()


class Place(NamedTuple):
    """Who came in, where, how far the journal was then, and what they could not send from this machine."""

    me: staff.StaffRecord
    branch: offices.BranchRecord
    heads: Mapping[int, int]
    shelf: unsent.Shelf | None


def _who_and_where(actor: Actor) -> Place:
    shelf = None
    with contextlib.suppress(Refused):  # a room that cannot be written has no secret yet, and takes no saves
        shelf = unsent.shelf_of(actor, unsent_folder())
    return Place(staff.me(actor), offices.branch(actor), news.heads(), shelf)
