"""`cardkeeper serve`: the same program in a browser, for whoever has no terminal; everybody signs in there."""

import asyncio
import socket
from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from locales.messages import N_, NC_, Message
from locales.words import Words
from store import database
from store.errors import Refused
from tui.commands import DONE, NUMBER, WRONG_USE
from tui.commands.parsing import a_count, json_option
from tui.commands.session import Session

HOST, PORT, SESSIONS, LOCK, LEAVE = "127.0.0.1", 8000, 20, 10, 60
LOUD = N_(
    "This is not only for this machine: everybody who reaches {host} sees the sign-in page, and names, passwords and"
    " cards travel as they are typed. Let a proxy with TLS stand in front, and say --public-url https://…"
)


class CannotListen(Refused):
    host: str
    port: int
    message = N_("Nothing can be served at {host}:{port}: another program has it, or it is not of this machine.")


class NotAPublicUrl(Refused):
    url: str
    message = N_("“{url}” is no URL of a server. It begins with https:// and names a host.")
    exit_code = WRONG_USE


def arguments(parser: ArgumentParser, words: Words) -> None:
    number = words(NUMBER)
    host = words(N_("where it listens; {host}, this machine only, if left out"), host=HOST)
    parser.add_argument("--host", metavar=words(NC_("argument", "HOST")), default=HOST, help=host)
    port = words(N_("its port; {port} if left out, 0 for any that is free"), port=str(PORT))
    parser.add_argument("--port", metavar=number, type=a_count(words, 0, 65_535), default=PORT, help=port)
    public = words(N_("the URL that people type, where a proxy stands in front"))
    parser.add_argument("--public-url", metavar="URL", default="", help=public)
    many = words(N_("how many may be signed in at once; {n} if left out"), n=SESSIONS)
    parser.add_argument("--sessions", metavar=number, type=a_count(words, 1, 1000), default=SESSIONS, help=many)
    minutes = a_count(words, 1, 1440)
    lock = words(N_("minutes without a key until it is locked, or ends if nobody signed in; {n} if left out"), n=LOCK)
    parser.add_argument("--lock-after", metavar=number, type=minutes, default=LOCK, help=lock)
    leave = words(N_("minutes without a key until a locked session ends; {n} if left out"), n=LEAVE)
    parser.add_argument("--end-after", metavar=number, type=minutes, default=LEAVE, help=leave)
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    """Raises CannotListen, NotAPublicUrl, and what `rooms.open_room` does: what is served has to be there."""
    public = urlsplit(options.public_url)
    if options.public_url and (public.scheme not in ("http", "https") or not public.hostname):
        raise NotAPublicUrl(url=options.public_url)
    session.open_room()
    database.disconnect()
    from tui.browser.server import LOOPBACK, Served, serve
    from tui.browser.service import Limits
    from tui.idle import MINUTE

    limits = Limits(options.lock_after * MINUTE, options.end_after * MINUTE)
    host, port = options.host, options.port
    served = Served(_wherever(session.url), host, port, options.public_url, options.sessions, limits)

    def note(message: Message, **values: Any) -> None:
        session.tell(
            N_("{at}  {text}"), at=f"{datetime.now():%Y-%m-%d %H:%M:%S}", text=session.words(message, **values)
        )

    def ready(bound: int) -> None:
        if host not in LOOPBACK and public.scheme != "https":
            session.tell(LOUD, host=host)
        url = options.public_url or f"http://{f'[{host}]' if ':' in host else host}:{bound}/"
        if options.json:
            session.answer({"url": url, "host": host, "port": bound})
        else:
            session.say(N_("Cardkeeper is at {url}. Ctrl+C ends it."), url=url)

    try:
        asyncio.run(serve(served, note, ready))
    except (OSError, socket.gaierror) as error:
        raise CannotListen(host=host, port=port) from error
    except KeyboardInterrupt:
        pass
    return DONE


def _wherever(url: str) -> str:
    """The URL of the same room from any folder: sessions have folders of their own."""
    path = database.sqlite_path(url)
    return url if path is None else database.sqlite_url(path.absolute())
