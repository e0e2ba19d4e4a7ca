"""Which keys never arrive: browsers and terminals keep them for themselves. `screens/actions.py` has the actions.

Each action needs a second way that none of these takes: another key, or the palette, whose own key is free.
"""

from screens.actions import ACTIONS, Action

TAKEN: dict[str, frozenset[str]] = {
    "Chrome": frozenset({"ctrl+n", "ctrl+t", "ctrl+w", "ctrl+pageup", "ctrl+pagedown"}),
    "Firefox": frozenset({"ctrl+q", "ctrl+n", "ctrl+t", "ctrl+w", "ctrl+pageup", "ctrl+pagedown"}),
    "GNOME Terminal": frozenset({"f1", "f10", "f11", "ctrl+pageup", "ctrl+pagedown"}),
    "Windows Terminal": frozenset({"f11", "alt+up", "alt+down", "ctrl+v"}),
    "tmux": frozenset({"ctrl+b"}),
    "GNU screen": frozenset({"ctrl+a"}),
    "every terminal": frozenset({"ctrl+enter", "shift+enter", "shift+f3", "ctrl+h", "ctrl+i", "ctrl+m"}),
}
"""What each program keeps, as Textual names the keys."""

IN_BROWSERS: frozenset[str] = TAKEN["Chrome"] | TAKEN["Firefox"]
ALL_TAKEN: frozenset[str] = frozenset().union(*TAKEN.values())


def free_keys(action: Action) -> list[str]:
    """The keys of an action that arrive everywhere."""
    return [key for key in action.keys if key not in ALL_TAKEN]


def reachable(action: Action) -> bool:
    """Whether an action can be done on every terminal and in every browser: by a key, or through the palette."""
    return bool(free_keys(action)) or (action.palette and bool(free_keys(ACTIONS["commands"])))
