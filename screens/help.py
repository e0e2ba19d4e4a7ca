"""What a screen is for and every key that works on it now (F1)."""

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult

from locales.messages import N_, NC_, Message
from screens.actions import ACTIONS, bind
from screens.base import RoomScreen
from screens.commands import Command, commands_of
from screens.widgets.cells import fit, wrapped
from screens.widgets.drawn import Piece
from screens.widgets.text_lines import TextLines

KEY_CELLS, NAME_CELLS = 22, 24


class HelpScreen(RoomScreen[None]):
    """The help of another screen; nothing of it is lost meanwhile."""

    BINDINGS = bind("help_rights")
    KEYS = ("help_rights", "back")

    def __init__(self, of: RoomScreen[Any]) -> None:
        super().__init__()
        self.of = of
        self.commands: list[Command] = commands_of(of)

    def path(self) -> Sequence[Message | str]:
        return [*self.of.path(), NC_("screen", "Help")]

    def body(self) -> ComposeResult:
        yield TextLines(self._lines)

    def on_mount(self) -> None:
        self.query_one(TextLines).focus()

    def _lines(self, cells: int) -> list[list[Piece]]:
        lines: list[list[Piece]] = []
        more = [text for right, text in self.of.ABOUT_WITH.items() if self.room.may(right)]
        for text in (self.of.about(), *more, MOUSE):
            if text is not None:
                lines += [[("  " + line, "plain")] for line in wrapped(self.words(text), cells - 4)]
                lines.append([])
        for command in self.commands:
            lines += self._command(command, cells)
        return lines

    def _command(self, command: Command, cells: int) -> list[list[Piece]]:
        told = ACTIONS[command.action]
        keys = "  ".join(self.room.keys_of(command.action)) or self.room.key_of("commands")
        begin = 2 + KEY_CELLS + NAME_CELLS
        explained = wrapped(self.words(told.help), max(cells - begin - 2, 10)) if told.help else [""]
        first: list[Piece] = [
            ("  " + fit(keys, KEY_CELLS), "accent"),
            (fit(self.words(command.label), NAME_CELLS), "plain"),
            (explained[0], "dim"),
        ]
        return [first, *([(" " * begin, "plain"), (line, "dim")] for line in explained[1:])]

    def action_help_rights(self) -> None:
        self.action_rights()

    def can(self, action: str) -> bool:
        return action not in ("help", "commands")


MOUSE = N_(
    "A click puts the cursor there, a double click opens, the wheel scrolls; the keys can do all of it. F9 lists"
    " everything, also what has no key here or one that your browser or terminal keeps for itself."
)
