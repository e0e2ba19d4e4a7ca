"""Files where the person is in a browser: sheets come from their computer, what is written goes there (K5).

What passes through lies in the process's own folder, a folder for each file so that it may have its own name, and no
longer than it is needed; `service.py` removes the folder with the process.
"""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from textual.drivers.web_driver import WebDriver

from importers.sheets.sniff import WORKBOOK_SUFFIXES
from importers.sheets.text_sheet import MEGABYTES
from locales.messages import N_, Message
from locales.words import Words
from screens.files import Files
from screens.room import Room
from screens.widgets.form_field import FormField
from tui.browser.names import safe_name

GOES_THERE = N_("Your browser keeps it under this name, on your computer. Show it or print it there.")
SAYS: dict[str, Message] = {
    "title": N_("A sheet from your computer"),
    "choose": N_("Choose a file…"),
    "cancel": N_("Cancel"),
    "sending": N_("The file is being sent."),
    "too_large": N_("The file has more than {megabytes} MB: too much for a sheet. Choose another."),
    "failed": N_("The file did not arrive. Choose it once more."),
}
"""What the page says while a file is chosen, by the names that it knows."""
ACCEPTED = (*WORKBOOK_SUFFIXES, ".csv", ".tsv", ".txt")


class BrowserFiles(Files):
    """Speaks with the page by way of the driver."""

    here = False

    def __init__(self, room: Room, folder: Path) -> None:
        self._room = room
        self._folder = folder
        self._leaving: dict[str, Path] = {}
        """What is on its way, by its delivery."""
        self._wanted: tuple[str, asyncio.Future[Path | None]] | None = None

    def field(self, field: FormField) -> FormField:
        return field._replace(help=GOES_THERE)

    def offered(self, name: str) -> str:
        return name

    def target(self, typed: str, usual: Callable[[], str]) -> Path:
        return Path(tempfile.mkdtemp(dir=self._folder)) / safe_name(typed, usual())

    def told(self, path: Path) -> str:
        return path.name

    def hand_over(self, path: Path) -> None:
        if not path.is_file():  # there was nothing to write
            return
        key = self._room.deliver_binary(path, save_filename=path.name, name=str(path.stat().st_size))
        if key is not None:
            self._leaving[key] = path

    def delivered(self, key: str) -> None:
        """The browser has it, or never will."""
        self.forget(self._leaving.pop(key, None))

    async def fetch(self, words: Words) -> Path | None:
        """Asks the page, which answers by `came`. One file at a time: asking again is no more than asking anew."""
        self.came(self._wanted[0] if self._wanted else "", None)
        key, future = token_urlsafe(32), asyncio.get_running_loop().create_future()
        self._wanted = key, future
        said = {name: words(message, megabytes=MEGABYTES) for name, message in SAYS.items()}
        wanted = {"accept": ",".join(ACCEPTED), "largest": MEGABYTES << 20, "says": said}
        self._send({"type": "file_wanted", "key": key, **wanted})
        path: Path | None = await future
        return path

    def came(self, key: str, path: str | None) -> None:
        """The file that was asked for under `key` lies at `path`; None if the person wants to send none."""
        if self._wanted is None or self._wanted[0] != key:
            return
        future, self._wanted = self._wanted[1], None
        if not future.done():
            future.set_result(Path(path) if path else None)

    def forget(self, path: Path | None) -> None:
        if path is not None and self._folder in path.parents:
            with contextlib.suppress(OSError):
                shutil.rmtree(path.parent)

    def hidden(self, value: Any) -> Any:
        """`value` as the person may read it: of a file in the folder, only its name."""
        return Path(value).name if isinstance(value, str) and value.startswith(str(self._folder)) else value

    def _send(self, meta: dict[str, object]) -> None:
        driver = self._room._driver
        if isinstance(driver, WebDriver):
            driver.write_meta(meta)
