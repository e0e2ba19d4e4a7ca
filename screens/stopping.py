"""Work in the slow thread that shows how far it is and that Esc stops; then nothing of it is left."""

from collections.abc import Callable
from threading import Event as Flag
from typing import Any, TypeVar

from locales.messages import N_, Message
from screens.base import RoomScreen

T = TypeVar("T")
NOTHING_WRITTEN = N_("Stopped. Nothing was written.")


class StoppedByHand(Exception):
    """Somebody pressed Esc while it went on."""


class Stopping:
    """What one screen has under way. Its message line says how far that is by `progress`, None for nothing."""

    def __init__(self, screen: RoomScreen[Any], stopped: Message = NOTHING_WRITTEN) -> None:
        """`stopped` is what is said once Esc has stopped it."""
        self.screen = screen
        self.stopped = stopped
        self.progress: tuple[int, int] | None = None
        self._stopped = Flag()

    async def run(self, act: Callable[..., T], *args: Any) -> T | None:
        """Do `act` with a `watch`; None if it was stopped, which is said."""
        self.progress = (0, 0)
        self._stopped.clear()
        watching = self.screen.set_interval(0.2, self.screen.message_changed)
        self.screen.message_changed()
        try:
            return await self.screen.room.store_slow(act, *args, watch=self._watch)
        except StoppedByHand:
            self.screen.room.say(self.stopped)
            return None
        finally:
            watching.stop()
            self.progress = None
            self.screen.message_changed()

    def stop(self) -> bool:
        """Stop what goes on. Returns whether anything did."""
        self._stopped.set()
        return self.progress is not None

    def _watch(self, done: int, count: int = 0) -> None:
        """Told by the thread that works; it may not know how much there is."""
        self.progress = (done, count)
        if self._stopped.is_set():
            raise StoppedByHand
