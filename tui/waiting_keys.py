"""Keys wait while something is being opened, and are given to it in their order: no hand waits for a screen."""

import time
from collections import deque
from typing import Any

from textual import events, on
from textual.message import Message as Event

from screens.actions import ACTIONS
from screens.room import Room

LONGEST = 5.0
"""Seconds that keys wait at most: what takes longer has failed, or will come up without them."""


class WaitingKeys(Room):
    """The program, which can let keys and pasted text wait. Whatever is opened takes them once it has the cursor; if it
    is not opened they are forgotten, since they were not meant for what lies below it."""

    class Followed(Event):
        """Goes the way of the key before it, from the cursor up, and arrives when that key has done what it does."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Event] | None = None
        self._given: events.Event | None = None
        self._wait_since = 0.0
        self._wait_on: Any = None

    def hold_keys(self) -> None:
        if self._waiting is None:
            self._waiting, self._wait_since, self._wait_on = deque(), time.monotonic(), self.screen

    def give_keys(self) -> None:
        """By way of the screen's own messages and then the program's: it comes up first, and takes the cursor."""
        self.screen.call_later(self.call_later, self._give_next)

    async def on_event(self, event: events.Event) -> None:
        waiting = self._waiting if isinstance(event, events.Key | events.Paste) and self._must_wait(event) else None
        if waiting is None:
            await super().on_event(event)
        else:
            waiting.append(event)

    def _must_wait(self, event: events.Key | events.Paste) -> bool:
        if event.is_forwarded or event is self._given or self._waiting is None:
            return False
        if time.monotonic() - self._wait_since > LONGEST:
            self._waiting = None
        return not (isinstance(event, events.Key) and event.key in ACTIONS["leave"].keys)

    @on(Followed)
    async def _give_next(self) -> None:
        if not self._waiting or self.screen is self._wait_on:
            self._waiting = None
            return
        self._given = self._waiting.popleft()
        await self.on_event(self._given)
        (self.focused or self.screen).post_message(self.Followed())
