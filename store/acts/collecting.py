"""Python's collector, while an act makes very many objects that stay: asked as often as usual, it takes a fifth of the
time and finds nothing."""

import contextlib
import gc
from collections.abc import Iterator

_SELDOM = (200_000, 20, 100)


@contextlib.contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for garbage seldom inside."""
    usual = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
