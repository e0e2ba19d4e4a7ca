"""The process behind one page: the program, with nobody signed in, drawn for a browser. Started by `service.py`."""

import gc
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual import on
from textual.events import DeliveryComplete, DeliveryFailed

from locales.messages import Message
from screens.room import Tone
from store import log, slow
from store.acts import rooms
from store.system import log_folder
from tui.app import CardkeeperApp
from tui.browser.files import BrowserFiles
from tui.coming_in import ComingIn
from tui.idle import Idle
from tui.keys import IN_BROWSERS

DATABASE, LOG = "CARDKEEPER_DATABASE", "CARDKEEPER_LOG"


class BrowserApp(CardkeeperApp):
    """Files come from and go to the person's computer, of this machine nothing is shown, and no room is made."""

    def __init__(self, url: str, language: str, folder: Path, idle: Idle) -> None:
        super().__init__(url, language, coming=ComingIn(url, None, None), idle=idle)
        self.browser = BrowserFiles(self, folder)
        self.files = self.browser
        self.keys_taken = IN_BROWSERS

    def no_room(self, refusal: rooms.NoRoom) -> None:
        self._ask_who()
        self.say_refused(refusal)

    def say(
        self, message: Message, *, tone: Tone = "note", undo: Callable[[], Any] | None = None, **values: Any
    ) -> None:
        shown = {name: self.browser.hidden(value) for name, value in values.items()}
        super().say(message, tone=tone, undo=undo, **shown)

    @on(DeliveryComplete)
    @on(DeliveryFailed)
    def _delivered(self, event: DeliveryComplete | DeliveryFailed) -> None:
        self.browser.delivered(event.key)


def main(language: str, folder: str, lock: str, leave: str) -> int:
    """Run the program until it is left. What it would say to a terminal goes nowhere: it may be about people."""
    gc.disable()  # as at a terminal, until the first screen is shown
    slow.keep_in(log_folder())
    if os.environ.get(LOG):
        log.open_file(Path(os.environ[LOG]))
    app = BrowserApp(os.environ[DATABASE], language, Path(folder), Idle(float(lock), float(leave)))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        code = app.run() or 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # the server does so too, if it has not been killed
        log.close()
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
