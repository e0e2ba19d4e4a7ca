"""Opens the program on a room and lets it come to rest after each key, so that no test waits for a clock."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from typing import Any

import pytest
from textual import events
from textual._compositor import Compositor
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from screens.base import RoomScreen
from screens.widgets.drawn import Drawn
from store import access, database
from store.access import Actor
from tui.app import CardkeeperApp

CHARACTERS = {"space": " ", "enter": "\r", "tab": "\t", "backspace": "\x7f"}
ROUNDS = 2
"""A message may pass through several hands: the key's, the widget's, the screen's."""
LONGEST = 10_000
"""So many times everything may go on: what goes on for longer waits for a clock."""
WIDE, NARROW = (120, 40), (80, 24)


@dataclass
class House:
    """The program at work."""

    app: CardkeeperApp
    pilot: Pilot[int]
    sent: int = 0
    """How many keys were pressed, letters and digits among them."""

    @property
    def screen(self) -> RoomScreen[Any]:
        screen = self.app.screen
        assert isinstance(screen, RoomScreen), screen
        return screen

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has done all it does."""
        for key in keys:
            self._send(key)
            await self.settle()

    async def burst(self, *keys: str) -> None:
        """Send keys all at once, as a scanner or a slow line does."""
        self.send(*keys)
        await self.settle()

    def send(self, *keys: str) -> None:
        """Send keys and wait for nothing."""
        for key in keys:
            self._send(key)

    async def type(self, text: str) -> None:
        """Type quickly, as a hand does: no letter waits for the one before."""
        await self.burst(*text)

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text).set_sender(self.app))
        await self.settle()

    def _send(self, key: str) -> None:
        self.sent += 1
        name = _character_to_key(key) if len(key) == 1 else key
        character = key if len(key) == 1 else CHARACTERS.get(key)
        self.app.post_message(events.Key(name, character).set_sender(self.app))

    async def settle(self) -> None:
        """Let everything that is under way come to its end: every message, then every worker, until there is none.

        Quicker than the pilot's own pauses, which watch the processor's time and send a message to every widget.
        """
        before: object = None
        for _ in range(LONGEST):
            await _nothing_to_run()
            self.app.screen._on_timer_update()
            await _nothing_to_run()
            if self.app._exception is not None:
                raise self.app._exception
            busy = [worker for worker in self.app.workers if not worker.is_finished]
            now = (self.app.screen, self.app.focused, self.app.said)
            if not busy and now == before and not self.app.screen._callbacks and not self.app.keys_wait:
                return
            before = now
            for worker in busy:
                with contextlib.suppress(WorkerCancelled):
                    await worker.wait()
        raise AssertionError("does not come to rest")

    async def until(self, happened: Callable[[], Any]) -> None:
        """Go on until something has happened that a timer of the program, or the end of a task, brings."""
        for _ in range(2000):
            if happened():
                return
            await self.pilot.pause(0.005)
        raise AssertionError("did not happen")

    def lines(self) -> list[str]:
        """The screen as characters."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        return [strip.text[:width].rstrip() for strip in strips[:height]]

    def text(self) -> str:
        return "\n".join(self.lines())

    @property
    def said(self) -> str:
        """What stands on the message line because something happened."""
        return self.app.said.text(self.app.words) if self.app.said else ""

    def keys(self) -> list[str]:
        """The actions that the bottom line offers."""
        return [action for action, _, _ in self.screen.keys_now()]


async def _nothing_to_run() -> None:
    """Return once every task waits for something from outside the loop: a clock, a thread or another process."""
    ready: Sized = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    quiet = 0
    while quiet < ROUNDS:
        await asyncio.sleep(0)
        quiet = 0 if ready else quiet + 1


@contextlib.asynccontextmanager
async def a_house(
    url: str, user: str | None = None, *, language: str = "en", size: tuple[int, int] = WIDE
) -> AsyncIterator[House]:
    """The program, with `user` signed in if one is given, at rest. A password takes long on purpose: it is asked for
    where signing in is what a test is about."""
    app = CardkeeperApp(url, language, actor=_known(url, user) if user else None)
    app.stylesheet._parse_cache = Parsed(_PARSED.setdefault(app.theme, {}))  # type: ignore[assignment]
    with painted_for_whoever_looks():
        async with app.run_test(size=size) as pilot:
            house = House(app, pilot)
            await house.settle()
            yield house
            house.lines()
            assert app.faults == []


@contextlib.contextmanager
def painted_for_whoever_looks() -> Iterator[None]:
    """Nobody reads what a program without a terminal paints after each key, a third of its work: it is painted where a
    test looks (`lines`). What a terminal gets is looked at with a real one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", lambda compositor, **_: compositor._dirty_regions.clear())
        yield


class Parsed:
    """Textual's rules of style as one program parsed them, for the next in the same colours."""

    def __init__(self, rules: dict[Any, Any]) -> None:
        self.rules = rules

    def __getitem__(self, key: Any) -> Any:
        return self.rules[key]

    def __setitem__(self, key: Any, parsed: Any) -> None:
        self.rules[key] = parsed

    def clear(self) -> None:
        """The program's colours change."""
        self.rules = {}


_PARSED: dict[str, dict[Any, Any]] = {}
"""By the name of the colours."""


def _known(url: str, user: str) -> Actor:
    database.connect(url)
    ((staff_id,),) = database.rows('select id from staff where "user" = ?', (user,))
    try:
        return access.actor_of(staff_id)
    finally:
        database.disconnect()


def all_widgets(screens: Iterable[Any]) -> list[Drawn]:
    return [widget for screen in screens for widget in screen.query(Drawn)]
