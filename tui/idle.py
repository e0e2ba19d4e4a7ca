"""Nobody at the keys: after a while everything is hidden, and a place that nobody keeps is given up.

Anything pressed, typed, pasted or pointed at counts. What is under way (a sheet being written, say) goes on.
"""

import time
from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from tui.app import CardkeeperApp

MINUTE = 60.0
LOOKS = 8
"""How often it is looked within the shorter of the two times."""


class Idle:
    """Locks after `lock` seconds and leaves after `leave` seconds, 0 for never. Where it leaves at all, it does so
    where nobody is signed in already when it would lock: there is nothing to keep a place for."""

    def __init__(self, lock: float = 0, leave: float = 0) -> None:
        self.lock, self.leave = lock, leave
        self._since = time.monotonic()

    def begin(self, app: "CardkeeperApp") -> None:
        times = [seconds for seconds in (self.lock, self.leave) if seconds > 0]
        if times:
            app.set_interval(min(times) / LOOKS, lambda: self.look(app))

    def heard(self, event: events.Event) -> None:
        """Whether `event` comes from somebody who is there."""
        if isinstance(event, events.InputEvent | events.Paste):
            self._since = time.monotonic()

    async def look(self, app: "CardkeeperApp") -> None:
        """Do what is to be done by now."""
        still = time.monotonic() - self._since
        if 0 < self.lock <= still:
            app.lock()
        patience = self.leave if app.actor is not None else min(self.lock or self.leave, self.leave)
        if 0 < patience <= still and app.nobody_there:
            await app.action_quit()
