"""A question, asked only before what cannot be undone."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult

from locales.messages import N_, NC_, Message
from screens.actions import bind
from screens.base import RoomScreen
from screens.widgets.cells import wrapped
from screens.widgets.drawn import Piece
from screens.widgets.text_lines import TextLines

SIGN_OUT = N_("Sign {name} out? The stack at the desk and what was typed without being saved are lost.")
NOT_KEPT = N_("What you typed here is not kept. Leave all the same?")
NOTED = NC_("key", "Noted")
REPLACE = N_("There is a file “{file}” already. Replace it? What it holds now is lost.")


class AskScreen(RoomScreen[bool]):
    """What will be done, in a sentence or two. Enter does it, Esc leaves all as it is; the key that asked does nothing,
    so that one pressed twice answers no question."""

    BINDINGS = bind("submit")
    TODAY = False
    KEYS: ClassVar[tuple[str, ...]] = ("submit", "back")

    def __init__(self, path: Sequence[Message | str], question: Message, **values: Any) -> None:
        super().__init__()
        self.asked_at = path
        self.question = question
        self.values = values

    def path(self) -> Sequence[Message | str]:
        return self.asked_at

    def body(self) -> ComposeResult:
        yield TextLines(self._lines)

    def _lines(self, across: int) -> list[list[Piece]]:
        said = self.words(self.question, **self.values)
        return [[], *([("  " + line, "amber")] for line in wrapped(said, across - 4))]

    def on_mount(self) -> None:
        self.query_one(TextLines).focus()

    def action_submit(self) -> None:
        self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)


class ToldScreen(AskScreen):
    """What is shown once: it stays until Enter says that it was noted."""

    KEYS = ("submit",)

    def label_of(self, action: str) -> Message:
        return NOTED if action == "submit" else super().label_of(action)

    def can(self, action: str) -> bool:
        return action not in ("back", "lock", "sign_out")


def leave(screen: RoomScreen[Any]) -> None:
    """Go back from `screen`: at once, or after a question where something typed there would be lost."""

    def answered(yes: bool | None) -> None:
        if yes:
            screen.dismiss()

    if screen.would_lose():
        screen.app.push_screen(AskScreen(screen.path(), NOT_KEPT), answered)
    else:
        screen.dismiss()
