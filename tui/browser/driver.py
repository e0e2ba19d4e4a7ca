"""Textual's driver for a browser, made fit for files and for an end that loses nothing.

Textual writes to the server from several threads without a lock, and a write to a full pipe goes out in parts: the
pieces of a file would fall in between those of a screen. And it ends the program at once when the browser goes, while
what was typed is still to be kept as a draft.
"""

import asyncio
import os
import signal
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from textual.drivers.web_driver import WebDriver

from store import system

if TYPE_CHECKING:
    from tui.browser.child import BrowserApp


class BrowserDriver(WebDriver):
    """Speaks with `tui/browser/service.py` in packets, each written whole."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._lock = Lock()
        self._gone = False
        self._write = self._write_whole  # type: ignore[assignment]  # a partial of os.write

    @property
    def program(self) -> "BrowserApp":
        return cast("BrowserApp", self._app)

    def _write_whole(self, data: bytes) -> None:
        """What cannot be sent any more is dropped: nobody is there."""
        rest = memoryview(data)
        with self._lock:
            while rest and not self._gone:
                try:
                    rest = rest[os.write(self.fileno, rest) :]
                except OSError:
                    self._gone = True

    def start_application_mode(self) -> None:
        super().start_application_mode()
        if not system.WINDOWS:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._leave)

    def run_input_thread(self) -> None:
        """Until the program ends, or the server does."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._leave()

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        match packet_type:
            case "quit":
                self._leave()
            case "file_came":
                path = payload.get("path")
                self.program.call_later(
                    self.program.browser.came, str(payload.get("key", "")), path if isinstance(path, str) else None
                )
            case _:
                super().on_meta(packet_type, payload)

    def _leave(self) -> None:
        """As the person leaves, so that drafts are kept."""
        self.program.call_later(self.program.action_quit)
