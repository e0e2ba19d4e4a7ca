"""One page's process: how it is started, what passes to and fro, and that it ends.

It gets nothing of the server's own environment but what every program needs, and the room's URL: no name, no password,
no language of whoever started the server. Its folder, which only this account reads, has what passes through, and goes
with it.
"""

import asyncio
import contextlib
import json
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from textual_serve import download_manager
from textual_serve.app_service import AppService

from importers.sheets.text_sheet import MEGABYTES
from locales.messages import N_, Message
from store import log, system
from tui.browser.names import safe_name

download_manager.DOWNLOAD_TIMEOUT = 60  # seconds; four are few on a server at work
KEPT = frozenset({
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC",
    "USERPROFILE", "LOCALAPPDATA", "APPDATA", "PROGRAMDATA", "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_STATE_HOME",
    "PYTHONPATH", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "SSL_CERT_FILE", "SSL_CERT_DIR",
})  # fmt: skip
"""What a process has of the server's environment, besides LC_… and PG…: libpq's own, by which a room is reached."""
KEPT_BEGINNINGS = ("LC_", "PG")
LOG = "CARDKEEPER_LOG"
CAME = N_("Session {session}: a file of {size} bytes came.")
WENT = N_("Session {session}: a file of {size} bytes went.")
PATIENCE = 5.0
"""Seconds that a process has to keep drafts and leave."""
LARGEST = MEGABYTES << 20
"""Bytes of a sheet that is sent: the reader takes no more."""
SMALLEST, BIGGEST = (20, 6), (500, 200)
"""Cells of a page, across and down."""


class TooLarge(Exception):
    """More bytes came than a sheet may have."""


class Limits(NamedTuple):
    """How long a session may lie idle, in seconds: until it is locked, and until it ends where nobody is signed in."""

    lock: float
    leave: float


def environment(url: str, size: tuple[int, int], own: Mapping[str, str]) -> dict[str, str]:
    """What a process is started with, of the server's `own`."""
    kept = {name: value for name, value in own.items() if name in KEPT or name.startswith(KEPT_BEGINNINGS)}
    width, height = size
    told = log.file()
    kept |= {LOG: str(told.absolute())} if told is not None else {}
    return kept | {
        "CARDKEEPER_DATABASE": url,  # not among the arguments: everybody on this machine reads those
        "TEXTUAL_DRIVER": "tui.browser.driver:BrowserDriver",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "COLUMNS": str(width),
        "ROWS": str(height),
    }


def fitting(width: int, height: int) -> tuple[int, int]:
    """A size as a page may have it: what a page says of itself is not believed."""
    (least_wide, least_high), (most_wide, most_high) = SMALLEST, BIGGEST
    return min(max(width, least_wide), most_wide), min(max(height, least_high), most_high)


class Service(AppService):
    """A process for one websocket; `cookie` is that of the browser, which alone may send it files and take them."""

    def __init__(
        self,
        url: str,
        language: str,
        limits: Limits,
        cookie: str,
        note: Callable[[Message, int], None],
        *,
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
        close: Callable[[], Awaitable[None]],
        ended: "Callable[[Service], None]",
    ) -> None:
        downloads = download_manager.DownloadManager()
        super().__init__("", write_bytes=write_bytes, write_str=write_str, close=close, download_manager=downloads)
        self.cookie = cookie
        self._url, self._language, self._limits, self._note = url, language, limits, note
        self._folder = Path(tempfile.mkdtemp(prefix="cardkeeper-"))
        self._wanted: str | None = None
        self._offered: dict[str, int] = {}
        self._stopping: asyncio.Task[None] | None = None
        self._ended = ended

    # the process

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return environment(self._url, (width, height), os.environ)

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """No shell, and no module of the folder that the server happens to be in."""
        idle = (str(self._limits.lock), str(self._limits.leave))
        command = [sys.executable, "-P", "-m", "tui.browser.child", self._language, str(self._folder), *idle]
        self._process = process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(*fitting(width, height)),
            cwd=self._folder,
            start_new_session=True,  # Ctrl+C at the server's terminal is the server's
        )
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        """Until the process ends, in whatever way; then the page is told."""
        try:
            await super().run()
        finally:
            await self.remote_close()

    async def set_terminal_size(self, width: int, height: int) -> None:
        await super().set_terminal_size(*fitting(width, height))

    async def stop(self) -> None:
        """Let it keep drafts and leave; what has not left by then is killed, with all that it started."""
        if self._stopping is None:
            self._stopping = asyncio.create_task(self._stop())
        await asyncio.shield(self._stopping)  # a request is cancelled when the browser goes

    async def _stop(self) -> None:
        if self._task is not None:
            await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
            await self.send_meta({"type": "quit"})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._task, PATIENCE)
        await self._end_process()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._ended(self)

    async def _end_process(self) -> None:
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 1.0)
        if not system.end_group(process.pid) and process.returncode is None:
            process.kill()
        await process.wait()

    # what it says

    async def on_meta(self, data: bytes) -> None:
        meta: dict[str, Any] = json.loads(data)
        match meta["type"]:
            case "deliver_file_start":
                await self._offer(meta)
            case "file_wanted":
                self._wanted = str(meta["key"])
                await self._tell("file_wanted", {name: meta[name] for name in ("key", "accept", "largest", "says")})
            case "open_url":
                """Nothing of another place is opened."""
            case _:
                await super().on_meta(data)

    async def _offer(self, meta: Mapping[str, Any]) -> None:
        key = str(meta["key"])
        await self._download_manager.create_download(
            app_service=self,
            delivery_key=key,
            file_name=safe_name(str(meta["path"])),
            open_method="download",
            mime_type="application/octet-stream",
        )
        self._offered[key] = int(meta["name"])
        await self._tell("file_comes", key)

    async def _tell(self, what: str, value: object) -> None:
        """A message that the page's own script hears and Textual's passes over."""
        with contextlib.suppress(ConnectionError):
            await self.remote_write_str(json.dumps([what, value]))

    # files

    def offers(self, key: str) -> bool:
        """Whether there is a file to be taken under `key`."""
        return key in self._offered

    async def taken(self, key: str) -> tuple[str, int, AsyncIterator[bytes]]:
        """The file's name, its size and its bytes, which may break off; there is none under `key` from then on."""
        size = self._offered.pop(key)
        download = await self._download_manager.get_download_metadata(key)
        self._note(WENT, size)
        return download.file_name, size, self._download_manager.download(key)

    def wants(self, key: str) -> bool:
        """Whether a file is waited for under `key`."""
        return key == self._wanted

    async def take(self, key: str, name: str, size: int | None, chunks: AsyncIterator[bytes]) -> None:
        """Keep a file that comes, whole, for the process to read; nothing more is waited for under `key`. `size` is
        what is said of it beforehand.

        Raises TooLarge; then nothing is kept, and another may be sent.
        """
        if size is not None and size > LARGEST:
            raise TooLarge
        self._wanted = None
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            path = folder / safe_name(name)
            kept = await _kept(path, chunks)
        except BaseException:
            self._wanted = key
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._note(CAME, kept)
        await self.send_meta({"type": "file_came", "key": key, "path": str(path)})

    async def take_none(self, key: str) -> None:
        """The person sends none."""
        self._wanted = None
        await self.send_meta({"type": "file_came", "key": key, "path": None})


async def _kept(path: Path, chunks: AsyncIterator[bytes]) -> int:
    """Write what comes to a new file that only this account reads; returns its size. Raises TooLarge."""
    size = 0
    with open(path, "xb", opener=partial(os.open, mode=0o600)) as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise TooLarge
            file.write(chunk)
    return size
