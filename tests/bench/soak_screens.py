"""Which screens the program has: read from its code, so that a new one is missed by the soak until it is visited."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import screens
import tui
from screens.base import RoomScreen

EXCUSED = {
    "OpeningScreen": "comes up only where a room's index is old and takes long to make",
    "ImportFetchedScreen": "comes up only in a browser, whose files are not on this machine",
}
"""Those that cannot come up in the soak's room, and why."""


@cache
def all_screens() -> frozenset[str]:
    """Every screen that is made somewhere, or is the last of its line: what others are derived from alone is none."""
    for module in iter_modules(screens.__path__):
        import_module(f"screens.{module.name}")
    made = set(_called())
    return frozenset(one.__name__ for one in _below(RoomScreen) if one.__name__ in made or not one.__subclasses__())


def _below(kind: type[RoomScreen[Any]]) -> Iterator[type[RoomScreen[Any]]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def _called() -> Iterator[str]:
    """The names that are called in the program's code."""
    for package in (screens, tui):
        for path in Path(package.__path__[0]).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    yield node.func.id
