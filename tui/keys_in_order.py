"""Keys act in the order in which they came, however quickly: a scanner's burst, a slow line, a hand that does not wait.

Textual gives a text field its letters at once, while a key that acts (Tab, Enter, F7) first climbs to the program and
acts there: what was typed after it would come before it. So whatever comes behind a key that acts waits until that has
done what it does, and what is opened by a key takes the keys behind it once it has the cursor.
"""

import time
from collections import deque

from textual import events, on
from textual.message import Message as Event
from textual.screen import Screen

from screens.actions import ACTIONS
from screens.room import Room

ROUNDS = 2
"""Ways from the cursor up to the program: the key's own, and that of what it sent off (what was submitted, say)."""
LONGEST, LONGEST_OPENING = 0.5, 5.0
"""Seconds that keys wait at most, behind a key and for what is being opened: what takes longer has failed."""


class KeysInOrder(Room):
    """The program, which gives keys and pasted text one after the other."""

    class Followed(Event):
        """Goes the way of the key before it, from the cursor up, and arrives when that key has done what it does."""

        def __init__(self, turn: int, rounds: int) -> None:
            super().__init__()
            self.turn = turn
            self.rounds = rounds

    def __init__(self) -> None:
        super().__init__()
        self._keys: deque[events.Event] = deque()
        self._given: events.Event | None = None
        self._turn = 0
        self._under_way = False
        self._opened_on: Screen[object] | None = None
        """The screen on which something is being opened that the keys are meant for."""
        self._wait_until = 0.0

    @property
    def keys_wait(self) -> bool:
        """Whether a key is under way, or waits."""
        return self._under_way or bool(self._keys)

    def key_comes(self, key: str) -> None:
        """A key is about to act."""

    def hold_keys(self) -> None:
        if self._opened_on is None:
            self._opened_on, self._wait_until = self.screen, time.monotonic() + LONGEST_OPENING

    def give_keys(self) -> None:
        """By way of the screen's own messages and then the program's: it comes up first, and takes the cursor."""
        self.screen.call_later(self.call_later, self._opened)

    def screen_came_up(self) -> None:
        """A screen that a key closed takes with it the message that went behind that key: it goes anew from here.

        The program sends it: what a screen sends ends with that screen."""
        if self._under_way:
            self.call_later(self._follow, ROUNDS)

    async def _opened(self) -> None:
        """Go on with the keys; where nothing was opened they are forgotten, being not meant for what lies below it."""
        if self.screen is self._opened_on:
            self._keys.clear()
        self._opened_on = None
        await self._give_next()

    async def on_event(self, event: events.Event) -> None:
        ours = isinstance(event, events.Key | events.Paste) and not event.is_forwarded and event is not self._given
        if not ours:
            await super().on_event(event)
            return
        self._keys.append(event)
        if self._must_wait(event):
            self.set_timer(LONGEST, self._give_late)
        else:
            await self._give_next()

    def _must_wait(self, event: events.Event) -> bool:
        if time.monotonic() > self._wait_until:
            self._under_way, self._opened_on = False, None
        leaves = isinstance(event, events.Key) and event.key in ACTIONS["leave"].keys
        return (self._under_way or self._opened_on is not None) and not leaves

    async def _give_late(self) -> None:
        if self._keys and time.monotonic() > self._wait_until:
            self._opened_on = None
            await self._give_next()

    async def _give_next(self) -> None:
        """Give keys up to the next one that acts."""
        self._under_way = False
        while self._keys and not self._under_way:
            event = self._given = self._keys.popleft()
            target = self.focused or self.screen
            if isinstance(event, events.Key):
                self.key_comes(event.key)
                self._under_way = not target.check_consume_key(event.key, event.character)
            if self._under_way:
                self._turn += 1
                self._wait_until = max(self._wait_until, time.monotonic() + LONGEST)
            await self.on_event(event)
            if self._under_way:
                self._follow(ROUNDS)

    def _follow(self, rounds: int) -> None:
        (self.focused or self.screen).post_message(self.Followed(self._turn, rounds))

    @on(Followed)
    async def _has_acted(self, event: Followed) -> None:
        if event.turn != self._turn or self._opened_on is not None:
            return
        if event.rounds > 1:
            self._follow(event.rounds - 1)
        else:
            await self._give_next()
