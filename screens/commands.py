"""Everything that can be done here, found by typing a part of its name (F9): each action's second way."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.dom import DOMNode
from textual.widgets import Input

from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.actions import ACTIONS, Action, quiet
from screens.base import RoomScreen
from screens.room import room_of
from screens.typed_list import MOVES, TypedList
from screens.widgets.columns import Column
from screens.widgets.line_input import LineInput, ListInput
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store.readings import fold


class Command(NamedTuple):
    """An action that works now, the node that does it, and what its screen calls it now."""

    id: int
    action: str
    node: DOMNode
    label: Message

    @property
    def told(self) -> Action:
        return ACTIONS[self.action]


def commands_of(screen: RoomScreen[Any]) -> list[Command]:
    """What works on `screen` now: what has a key there, and what has none."""
    nodes: dict[str, DOMNode] = {}
    for found in screen.active_bindings.values():
        if found.enabled and found.binding.id:
            nodes.setdefault(found.binding.id, found.node)
    for name in ACTIONS:
        if name not in nodes and hasattr(screen, f"action_{name}") and screen.check_action(name, ()):
            nodes[name] = screen
    order = [name for name in (*screen.KEYS, *ACTIONS) if name in nodes and ACTIONS[name].palette]
    names = [name for name in dict.fromkeys(order) if name not in ("commands", "back")]
    return [Command(place, name, nodes[name], screen.label_of(name)) for place, name in enumerate(names)]


def _key(command: Command, _words: Words) -> str:
    return "  ".join(room_of(command.node).keys_of(command.action))


COLUMNS: Sequence[Column[Command]] = (
    Column("name", N_("Command"), lambda command, words: words(command.label), 26, first=8),
    Column("key", N_("Key"), _key, 18, ink=lambda _: "accent", first=6),
    Column(
        "help",
        N_("What it does"),
        lambda command, words: words(command.told.help) if command.told.help else "",
        20,
        grow=1,
        ink=lambda _: "dim",
        needs=100,
    ),
)


LEAVING = ("leave", "sign_out", "lock")
"""Found by their names only: whoever looks for something else is not put out by Enter."""


class CommandsScreen(TypedList, RoomScreen[Command | None]):
    """A field to type into, and below it the commands that fit."""

    BINDINGS = quiet(*MOVES)
    KEYS = ("submit", "back")
    KEEPS_UNDO = True
    ABOUT = N_("Type a part of a command's name, or of what it does, and press Enter.")

    def __init__(self, commands: list[Command]) -> None:
        super().__init__()
        self.commands = commands

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Commands")]

    def narrowing(self) -> ComposeResult:
        yield ListInput(id="wanted")

    def body(self) -> ComposeResult:
        yield WindowList(COLUMNS, marks=False, empty=lambda: self.words(N_("Nothing here is called so.")))

    @property
    def rows(self) -> WindowList[Command]:
        return self.query_one(WindowList)

    @property
    def typed(self) -> LineInput:
        return self.query_one(LineInput)

    def on_mount(self) -> None:
        self.rows.can_focus = False
        self.typed.focus()
        self._narrow("")

    @on(WindowList.Moved)
    def _moved(self) -> None:
        self.message_changed()

    def hint(self) -> str:
        """What the command under the cursor does, in full."""
        chosen = self.rows.row if self.is_mounted else None
        return self.words(chosen.told.help) if chosen is not None and chosen.told.help else ""

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def _narrow(self, text: str) -> None:
        """Those that are called so, the one of just this name first; then those whose sentence says it."""
        wanted = fold(text)
        called = {one: fold(self.words(one.label)) for one in self.commands}
        named = [one for one in self.commands if wanted in called[one] or wanted in one.action]
        named.sort(key=lambda one: called[one] != wanted)
        said = [
            one
            for one in self.commands
            if one.told.help and one.action not in LEAVING and wanted in fold(self.words(one.told.help))
        ]
        self.rows.show_source(Listed(dict.fromkeys([*named, *said])))

    @on(Input.Submitted)
    @on(WindowList.Opened)
    def _chosen(self) -> None:
        if self.rows.row is not None:
            self.dismiss(self.rows.row)

    def action_back(self) -> None:
        self.dismiss(None)

    def can(self, action: str) -> bool:
        return action != "commands"
