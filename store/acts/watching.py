"""How far a long write is, told to whoever watches it; what they raise stops it, and then nothing is written."""

from collections.abc import Callable
from dataclasses import dataclass

from store.database import Beat

Watch = Callable[[int, int], None]
"""Told how many of how many are done; may raise to stop."""


@dataclass(slots=True)
class Watching:
    """`count` things are written, of about `lines` rows each. How many that are of one is known on the average only, so
    that the count may stand at its end for a moment."""

    watch: Watch | None
    lines: int
    count: int = 0
    written: int = 0

    @property
    def beat(self) -> Beat | None:
        """What `database.heard` is given."""
        return self._told if self.watch is not None else None

    def _told(self, rows: int) -> None:
        self.written += rows
        if self.watch is not None:
            self.watch(min(self.count, self.written // self.lines), self.count)
