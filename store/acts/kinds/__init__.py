"""Every kind of sheet that may be brought in, one a file beside this one; `store.acts.kind` says how one is added."""

from importlib import import_module
from pkgutil import iter_modules

from store.acts.kind import Kind

_FIRST = ("warranty", "cards", "shipped")
"""The order in which kinds are offered; others follow by name."""


def _found() -> list[str]:
    names = sorted(module.name for module in iter_modules(__path__))
    return sorted(names, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))


KINDS: dict[str, Kind] = {kind.name: kind for name in _found() for kind in (import_module(f"{__name__}.{name}").KIND,)}
"""Every kind by the name that commands call it."""
