"""What is shown while a room is opened whose search index must be made anew: how far it is."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from screens.base import RoomScreen
from screens.widgets.cells import wrapped
from screens.widgets.drawn import Piece
from screens.widgets.text_lines import TextLines

AGAIN = 0.2
"""Seconds between two looks at how far it is."""
WHY = N_(
    "This Cardkeeper finds cards by a newer index than the room has, so it is being made anew. Nothing else is changed."
    " Ctrl+Q leaves; the next opening then begins anew."
)
FAR = NP_("{done} of {n} card", "{done} of {n} cards")


class OpeningScreen(RoomScreen[None]):
    """Shown until whoever opens the room takes it away; one can only leave."""

    KEYS = ("leave",)

    def __init__(self, indexed: Callable[[], tuple[int, int] | None]) -> None:
        super().__init__()
        self.indexed = indexed

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Opening")]

    def body(self) -> ComposeResult:
        yield TextLines(self._lines)

    def _lines(self, across: int) -> list[list[Piece]]:
        done, cards = self.indexed() or (0, 0)
        why = [[("  " + line, "plain")] for line in wrapped(self.words(WHY), across - 4)]
        return [[], *why, [], [("  " + self.words(FAR, done=done, n=cards), "bright")]]

    def on_mount(self) -> None:
        self.query_one(TextLines).focus()
        self.set_interval(AGAIN, self.query_one(TextLines).again)

    def can(self, action: str) -> bool:
        return action in ("leave", "language", "colours")
