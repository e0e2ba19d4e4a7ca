"""The table of actions, the keys that never arrive, and the words of every key."""

import pkgutil
from importlib import import_module

import pytest
from textual.screen import Screen
from textual.widget import Widget

import screens
from locales.messages import Message
from screens.actions import ACTIONS
from screens.room import Room
from tui.app import CardkeeperApp
from tui.keys import free_keys, reachable


def _ours() -> list[type]:
    """Every screen and widget of ours, and the program itself."""
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        import_module(module.name)
    found, waiting = [Room, CardkeeperApp], [Screen, Widget]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith(("screens.", "tui.")):
            found.append(kind)
    return found


OURS = _ours()


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_every_key_is_an_action_of_the_table_and_so_has_words(kind):
    bindings = [binding for _, binding in kind._merged_bindings]
    assert [binding.key for binding in bindings if binding.id not in ACTIONS] == []


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_every_action_on_a_bottom_line_is_one_that_exists(kind):
    assert [name for name in getattr(kind, "KEYS", ()) if name not in ACTIONS] == []


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.name)
def test_every_action_has_a_way_that_no_browser_or_terminal_takes(action):
    assert isinstance(action.label, Message)
    assert reachable(action)


def test_the_palette_has_a_key_that_arrives_everywhere():
    assert free_keys(ACTIONS["commands"])


def test_a_screen_offers_no_key_twice():
    """Of two actions on one screen that share a key only one would ever be done."""
    for kind in OURS:
        keys = {}
        for key, binding in kind._merged_bindings:
            assert keys.setdefault(key, binding.id) == binding.id, (kind, key)


def test_every_action_that_a_screen_binds_can_be_done_there():
    for kind in OURS:
        if issubclass(kind, Screen | Widget):
            for _, binding in kind._merged_bindings:
                name = binding.action.partition("(")[0]
                assert hasattr(kind, f"action_{name}"), (kind, name)
