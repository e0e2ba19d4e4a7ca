"""The program as it is, telling what comes up: python -m tests.bench.soaked

Each screen that becomes the uppermost, each sentence of the message line and each fault is a line of the file that
CARDKEEPER_SOAKED names, so that a bench counts visits exactly and knows what its keys did. Nothing else is changed.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from weakref import WeakSet

from screens.base import RoomScreen
from tui.app import CardkeeperApp
from tui.command_line import main

TOLD = "CARDKEEPER_SOAKED"
OPENED, BACK, SAID, FAULT = "opened", "back", "said", "fault"


class Telling:
    """The file, and which of the screens that lie one upon the other came up before."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("a", encoding="utf-8")
        self.before: WeakSet[object] = WeakSet()

    def tell(self, what: str, text: str) -> None:
        self.file.write(json.dumps([what, text], ensure_ascii=False) + "\n")
        self.file.flush()

    def came_up(self, screen: RoomScreen[Any], _event: object) -> None:
        """A screen is visited when it is put upon the others, not when what lay upon it goes; it may have gone too."""
        there = screen.app.screen_stack
        if screen not in there:
            return
        self.before = WeakSet(one for one in there if one in self.before)
        self.tell(BACK if screen in self.before else OPENED, type(screen).__name__)
        self.before.add(screen)

    def said(self, app: CardkeeperApp, *_told: object, **_values: object) -> None:
        self.tell(SAID, app.said.text(app.words) if app.said else "")

    def fault(self, _app: CardkeeperApp, error: Exception) -> None:
        self.tell(FAULT, "".join(traceback.format_exception(error)))

    def fatal(self, app: CardkeeperApp) -> None:
        self.fault(app, app._exception or RuntimeError("no account of it"))


def besides(owner: type, name: str, told: Callable[..., None]) -> None:
    """Let the method `name` of `owner` tell as well, once it is done."""
    done: Callable[..., Any] = getattr(owner, name)

    @wraps(done)
    def both(*given: Any, **values: Any) -> Any:
        answer = done(*given, **values)
        told(*given, **values)
        return answer

    setattr(owner, name, both)


def listen(telling: Telling) -> None:
    besides(RoomScreen, "on_screen_resume", telling.came_up)
    besides(CardkeeperApp, "say", telling.said)
    besides(CardkeeperApp, "say_fault", telling.fault)
    besides(CardkeeperApp, "_fatal_error", telling.fatal)


if __name__ == "__main__":
    listen(Telling(Path(os.environ[TOLD])))
    sys.exit(main())
