"""Speaks with the server as a browser's page does, without a browser: a cookie, a websocket, keys, files."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, DummyCookieJar, WSMsgType
from aiohttp.test_utils import TestServer

from locales.messages import Message
from tui.browser.server import COOKIE, Served, Server
from tui.browser.service import Limits
from tui.idle import MINUTE

WAIT = 60.0
"""Seconds after which what was to happen has not."""
LIMITS = Limits(60 * MINUTE, 60 * MINUTE)
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
KEYS = {
    "enter": "\r", "tab": "\t", "escape": "\x1b", "insert": "\x1b[2~", "down": "\x1b[B", "f7": "\x1b[18~",
    "f10": "\x1b[21~", "shift+f9": "\x1b[20;2~", "ctrl+e": "\x05", "ctrl+g": "\x07", "ctrl+n": "\x0e", "ctrl+q": "\x11",
    "ctrl+s": "\x13", "ctrl+u": "\x15",
}  # fmt: skip
"""The terminal's sequences for the keys that the tests press."""


class Terminal:
    """One page's websocket."""

    def __init__(self, browser: "Browser", websocket: ClientWebSocketResponse) -> None:
        self.browser = browser
        self.websocket = websocket
        self.shown = ""
        """What was shown since it was last asked, without the escape sequences."""
        self.told: list[Any] = []
        """The messages of ours."""
        self._hearing = asyncio.create_task(self._hear())

    async def _hear(self) -> None:
        async for message in self.websocket:
            if message.type is WSMsgType.BINARY:
                self.shown += ESCAPES.sub("", message.data.decode())
            else:
                self.told.append(json.loads(message.data))

    async def ended(self) -> int | None:
        """How the server closed it."""
        await asyncio.wait_for(self._hearing, WAIT)
        return self.websocket.close_code

    async def until(self, happened: Callable[[], Any]) -> None:
        for _ in range(int(WAIT / 0.01)):
            if happened():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"did not happen; shown at last: {self.shown[-2000:]}")

    async def shows(self, *texts: str) -> None:
        """Wait until all this has been shown since this was last asked."""
        await self.until(lambda: all(text in self.shown for text in texts))
        self.shown = ""

    async def type(self, text: str) -> None:
        await self.websocket.send_json(["stdin", text])

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.type(KEYS[key])

    async def sign_in(self, user: str, password: str = "demo") -> None:
        await self.shows("Who is there?", "Password")
        await self.type(user)
        await self.press("tab")
        await self.type(password)
        await self.press("enter")

    async def told_of(self, what: str) -> Any:
        """The value of the next message of this name."""
        await self.until(lambda: any(name == what for name, _ in self.told))
        place = next(place for place, (name, _) in enumerate(self.told) if name == what)
        return self.told.pop(place)[1]


class Browser:
    """A browser that has asked for the page."""

    def __init__(self, client: ClientSession, url: str, cookie: str) -> None:
        self.client = client
        self.url = url
        self.cookie = cookie
        self.headers = {"Origin": url.rstrip("/"), "Cookie": f"{COOKIE}={cookie}", "Accept-Language": "en"}

    @contextlib.asynccontextmanager
    async def terminal(self) -> AsyncIterator[Terminal]:
        address = f"{self.url}ws?width=120&height=40"
        async with self.client.ws_connect(address, headers=self.headers) as websocket:
            terminal = Terminal(self, websocket)
            try:
                yield terminal
            finally:
                await websocket.close()
                await terminal.ended()

    async def send(self, key: str, content: bytes, name: str = "march.xlsx") -> int:
        """Send a sheet, as the page does; returns the status."""
        headers = self.headers | {"X-File-Name": name}
        async with self.client.post(f"{self.url}upload/{key}", data=content, headers=headers) as answer:
            return answer.status

    async def send_none(self, key: str) -> int:
        async with self.client.delete(f"{self.url}upload/{key}", headers=self.headers) as answer:
            return answer.status

    async def get(self, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        async with self.client.get(f"{self.url}{path}", headers=self.headers | headers) as answer:
            return answer.status, await answer.read(), dict(answer.headers)


class Site:
    """A server in this process, whose sessions are processes as ever."""

    def __init__(self, client: ClientSession, server: Server, url: str) -> None:
        self.client = client
        self.server = server
        self.url = url
        self.noted: list[tuple[Message, dict[str, Any]]] = []

    async def browser(self) -> Browser:
        """One that has asked for the page, and nothing else yet."""
        async with self.client.get(self.url) as answer:
            return Browser(self.client, self.url, answer.cookies[COOKIE].value)

    def folders(self) -> list[Path]:
        """Those of the sessions."""
        return [service._folder for service in self.server.services]


@contextlib.asynccontextmanager
async def a_site(room: str, *, sessions: int = 5, limits: Limits = LIMITS, public: str = "") -> AsyncIterator[Site]:
    noted: list[tuple[Message, dict[str, Any]]] = []
    served = Served(room, "127.0.0.1", 0, public, sessions, limits)
    server = Server(served, lambda message, **values: noted.append((message, values)))
    async with ClientSession(cookie_jar=DummyCookieJar()) as client, TestServer(server.application()) as running:
        site = Site(client, server, str(running.make_url("/")))
        site.noted = noted
        yield site
