"""What is kept of looks and refusals, written in a thread of its own, so that no key waits for it (L5, K1).

What was kept within the hour is known here, so that a second look at a card, or a key that is held down, costs a glance
at a set. What could not be written is tried at the next look.
"""

import contextlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import peewee

from store import database
from store.access import Actor
from store.errors import Refused
from tui.coming_in import SLOWLY, a_thread

PHONES = "phones"
"""How a card is seen by those who read its open part and phones only."""


class Noted:
    """Writes one thing after the other; the thread comes with the first."""

    def __init__(self) -> None:
        self._pool = a_thread("noted", SLOWLY)
        self._hour = ""
        self._known: set[tuple[Any, ...]] = set()
        self._used = False

    def seen(self, actor: Actor, cards: Iterable[int], how: str) -> None:
        """`actor` has seen these cards; a look at no more than the phones hides none at the rest."""
        new = [card for card in cards if self._is_new((actor.staff_id, card, how == PHONES))]
        if new:
            self._write([(actor.staff_id, card, how == PHONES) for card in new], lambda: _seen(actor, new, how))

    def seen_numbered(self, actor: Actor, numbers: Iterable[str], how: str) -> None:
        """`actor` has seen the cards of these numbers."""
        new = [number for number in dict.fromkeys(numbers) if self._is_new((actor.staff_id, number))]
        if new:
            self._write([(actor.staff_id, number) for number in new], lambda: _numbered(actor, new, how))

    def refused(self, actor: Actor, refusal: Refused) -> None:
        """This was refused to `actor`."""
        values = (str(getattr(refusal, "right", "")), str(getattr(refusal, "card_no", "")))
        key = (actor.staff_id, type(refusal).__name__, *values)
        if self._is_new(key):
            self._write([key], lambda: _refused(actor, refusal))

    def close(self) -> "Future[None] | None":
        """Let what waits be written, then close the connection; to be waited for a while."""
        closing = self._pool.submit(database.disconnect) if self._used else None
        self._pool.shutdown(wait=False)
        return closing

    def _is_new(self, key: tuple[Any, ...]) -> bool:
        hour = f"{datetime.now(UTC):%Y%m%d%H}"
        if hour != self._hour:
            self._hour = hour
            self._known.clear()
        if key in self._known:
            return False
        self._known.add(key)
        return True

    def _write(self, keys: Iterable[tuple[Any, ...]], act: Callable[[], Any]) -> None:
        self._used = True
        with contextlib.suppress(RuntimeError):  # the program is being left
            self._pool.submit(self._written, list(keys), act)

    def _written(self, keys: Iterable[tuple[Any, ...]], act: Callable[[], Any]) -> None:
        try:
            act()
        except (Refused, peewee.PeeweeException):
            self._known.difference_update(keys)


def _seen(actor: Actor, cards: list[int], how: str) -> None:
    from store import seen  # only once somebody has seen a card

    seen.note(actor, cards, how)


def _numbered(actor: Actor, numbers: list[str], how: str) -> None:
    from store import seen

    seen.numbered(actor, numbers, how)


def _refused(actor: Actor, refusal: Refused) -> None:
    from store import refusals

    refusals.note(actor, refusal)
