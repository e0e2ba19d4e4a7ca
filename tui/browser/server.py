"""What is asked over HTTP, and by whom: the page, its websocket, a sheet that comes, a file that goes (K5).

Nothing is known here but which browser a session belongs to: a cookie, made with the page, that no script reads and no
other site's page sends along. Who somebody is, the session's own process asks.
"""

import asyncio
import contextlib
import ipaddress
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import count
from secrets import token_urlsafe
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from aiohttp import WSCloseCode, WSMsgType, web

from locales.messages import N_, Message
from locales.words import words
from tui.browser.page import ASSETS, FULL, HEADERS, STOPPING, language_of, page
from tui.browser.service import Limits, Service, TooLarge

COOKIE = "cardkeeper"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HEARTBEAT = 15.0
"""Seconds between looks whether a page is still there."""
LONGEST_MESSAGE, CHUNK = 1 << 20, 1 << 16
BEGAN = N_("Session {session} began; {open} of {most} are open.")
ENDED = N_("Session {session} ended; {open} of {most} are open.")
Note = Callable[..., None]
"""Is told what happens, for the server's log: a message and its values."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Served(NamedTuple):
    """What is served, and where: `host` and `port` are where it listens, 0 for any that is free; `public` is the URL
    that people type, where that is a proxy's, or empty."""

    room: str
    host: str
    port: int
    public: str
    sessions: int
    limits: Limits


class Server:
    """The pages that are open, and what may be asked of them."""

    def __init__(self, served: Served, note: Note) -> None:
        self.served = served
        self.note = note
        self.services: set[Service] = set()
        self._numbers = count(1)
        self._stopping = False

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._with_headers, self._only_here])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/ws", self._websocket),
                web.get("/static/{name}", self._asset),
                web.get("/download/{key}", self._download),
                web.post("/upload/{key}", self._upload),
                web.delete("/upload/{key}", self._no_upload),
            ]
        )
        app.on_shutdown.append(self.stop)
        return app

    # who asks

    @web.middleware
    async def _with_headers(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What an answer says otherwise stays."""
        try:
            response = await handler(request)
        except web.HTTPException as refused:
            refused.headers.update(HEADERS)
            raise
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    @web.middleware
    async def _only_here(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Another site's page, or a name that was turned on this machine, gets nothing."""
        if not may_ask(self.served, request.host, request.method, request.path, request.headers.get("Origin")):
            raise web.HTTPForbidden
        return await handler(request)

    def _service_of(self, request: web.Request, asked: Callable[[Service], bool]) -> Service:
        """The session of this browser of which something is `asked` rightly."""
        cookie = request.cookies.get(COOKIE, "")
        for service in self.services:
            if cookie and service.cookie == cookie and asked(service):
                return service
        raise web.HTTPNotFound

    # the page

    async def _page(self, request: web.Request) -> web.Response:
        said = words(language_of(request.headers.get("Accept-Language", "")))
        response = web.Response(text=page(said), content_type="text/html")
        if not request.cookies.get(COOKIE):
            secure = urlsplit(self.served.public).scheme == "https"
            response.set_cookie(COOKIE, token_urlsafe(32), httponly=True, samesite="Strict", secure=secure)
        return response

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        asset = ASSETS.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        keep = "private, max-age=604800" if asset.kind.startswith("font/") else "no-cache"
        return web.FileResponse(asset.path, headers={"Cache-Control": keep, "Content-Type": asset.kind})

    # the session

    async def _websocket(self, request: web.Request) -> web.WebSocketResponse:
        cookie = request.cookies.get(COOKIE, "")
        if not cookie:
            raise web.HTTPForbidden
        websocket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LONGEST_MESSAGE)
        await websocket.prepare(request)
        if self._stopping or len(self.services) >= self.served.sessions:
            await websocket.close(code=STOPPING if self._stopping else FULL)
            return websocket
        number = next(self._numbers)
        service = Service(
            self.served.room,
            language_of(request.headers.get("Accept-Language", "")),
            self.served.limits,
            cookie,
            lambda message, size: self.note(message, session=number, size=size),
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=partial(self._close, websocket),
            ended=partial(self._ended, number),
        )
        self.services.add(service)
        self._count(BEGAN, number)
        try:
            await service.start(_number(request, "width", 80), _number(request, "height", 24))
            await _listen(websocket, service)
        finally:
            await service.stop()
        return websocket

    async def _close(self, websocket: web.WebSocketResponse) -> None:
        """The program has ended: it was left, or the server leaves it."""
        await websocket.close(code=STOPPING if self._stopping else WSCloseCode.OK)

    def _ended(self, number: int, service: Service) -> None:
        self.services.discard(service)
        self._count(ENDED, number)

    def _count(self, message: Message, number: int) -> None:
        self.note(message, session=number, open=len(self.services), most=self.served.sessions)

    # files

    async def _download(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        name, size, chunks = await self._service_of(request, lambda service: service.offers(key)).taken(key)
        response = web.StreamResponse(
            headers={
                **HEADERS,
                "Content-Type": "application/octet-stream",
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
                "Content-Length": str(size),
            }
        )
        await response.prepare(request)
        async for chunk in chunks:
            size -= len(chunk)
            await response.write(chunk)
        if size and request.transport is not None:
            request.transport.abort()  # the browser is to see that it broke off
        return response

    async def _upload(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        service = self._service_of(request, lambda service: service.wants(key))
        name = unquote(request.headers.get("X-File-Name", ""))
        try:
            await service.take(key, name, request.content_length, request.content.iter_chunked(CHUNK))
        except TooLarge:
            return web.Response(status=413)
        return web.Response(status=204)

    async def _no_upload(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        await self._service_of(request, lambda service: service.wants(key)).take_none(key)
        return web.Response(status=204)

    async def stop(self, _app: web.Application | None = None) -> None:
        """End every session, all at once; none begins any more."""
        self._stopping = True
        await asyncio.gather(*(service.stop() for service in self.services))


def may_ask(served: Served, host: str, method: str, path: str, origin: str | None) -> bool:
    """Whether a request is one of our own page, by the host it names and the page it comes from.

    What changes anything, the websocket among it, names its page; a browser does so by itself.
    """
    if not _is_ours(served, host):
        return False
    if origin is None:
        return method in ("GET", "HEAD") and path != "/ws"
    there = urlsplit(origin).netloc.casefold()
    return bool(there) and there in (host.casefold(), urlsplit(served.public).netloc.casefold())


def _is_ours(served: Served, host: str) -> bool:
    """Whether `host` is a name of this server: the one that people type, this machine's own, or an address; a name that
    somebody else gave it is not."""
    public = urlsplit(served.public)
    name = (urlsplit(f"//{host}").hostname or "").casefold()
    own = {*LOOPBACK, served.host.casefold(), public.hostname or served.host}
    if served.host not in LOOPBACK:
        own.add(socket.gethostname().casefold())
    return name in own or (served.host not in LOOPBACK and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _number(request: web.Request, name: str, usual: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 6 else usual


async def _listen(websocket: web.WebSocketResponse, service: Service) -> None:
    """Pass on what the page sends, until it goes. What it never would send ends it."""
    async for message in websocket:
        try:
            if message.type is WSMsgType.TEXT:
                await _heard(websocket, service, message.json())
        except (ValueError, TypeError, KeyError):
            await websocket.close(code=1008)


async def _heard(websocket: web.WebSocketResponse, service: Service, said: Sequence[Any]) -> None:
    match said:
        case ["stdin", str(typed)]:
            await service.send_bytes(typed.encode())
        case ["resize", {"width": int(width), "height": int(height)}]:
            await service.set_terminal_size(width, height)
        case ["ping", str(at)]:
            await websocket.send_json(["pong", at])
        case ["focus"]:
            await service.focus()
        case ["blur"]:
            await service.blur()
        case _:
            raise ValueError


async def serve(served: Served, note: Note, ready: Callable[[int], None]) -> None:
    """Serve until the process is told to stop; then every session ends, keeping its drafts. `ready` is told the port.

    Raises OSError where it cannot listen.
    """
    runner = web.AppRunner(Server(served, note).application(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, served.host, served.port).start()
        ready(runner.addresses[0][1])
        await _told_to_stop()
    finally:
        await runner.cleanup()


async def _told_to_stop() -> None:
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # on Windows, Ctrl+C interrupts the loop itself
            asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()
