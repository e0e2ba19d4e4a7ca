"""`cardkeeper serve` as it is started and ended: what it says, and that it leaves no process behind."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiohttp import ClientSession, DummyCookieJar

from store import database
from tests.tui.browser.terminal import WAIT, Browser
from tui.browser.page import STOPPING
from tui.browser.server import COOKIE
from tui.command_line import main
from tui.commands import DONE, REFUSED, WRONG_USE

ROOT = Path(__file__).parents[3]


class Running(NamedTuple):
    """A server that listens."""

    process: asyncio.subprocess.Process
    url: str
    browser: Browser


@contextlib.asynccontextmanager
async def started(url: str, tmp_path: Path, *options: str) -> AsyncIterator[Running]:
    """Started by somebody whose own name and password stand in the environment."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CARDKEEPER_")}
    own |= {
        "CARDKEEPER_DATABASE": url,
        "CARDKEEPER_LANGUAGE": "en",
        "XDG_STATE_HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
    }
    own |= {"CARDKEEPER_USER": "manager", "CARDKEEPER_PASSWORD": "demo"}
    command = [sys.executable, "-m", "tui.command_line", "serve", "--port", "0", "--json", *options]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, env=own, cwd=ROOT)
    try:
        assert process.stdout is not None
        said: dict[str, Any] = json.loads(await asyncio.wait_for(process.stdout.readline(), WAIT))
        here = f"http://127.0.0.1:{said['port']}/"
        async with ClientSession(cookie_jar=DummyCookieJar()) as client, client.get(here) as answer:
            yield Running(process, said["url"], Browser(client, here, answer.cookies[COOKIE].value))
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def sessions() -> set[int]:
    """The processes of sessions, by their numbers."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"tui.browser.child" in (folder / "cmdline").read_bytes():
                found.add(int(folder.name))
    return found


only_posix = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks at the processes in /proc")


@only_posix
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["told to stop", "killed"])
async def test_no_session_outlives_the_server(sqlite_url: str, tmp_path: Path, how: int) -> None:
    """It listens for everybody, and says so loudly."""
    before = sessions()
    everywhere = ("--host", "0.0.0.0")
    async with started(sqlite_url, tmp_path, *everywhere) as running, running.browser.terminal() as page:
        assert running.url.startswith("http://0.0.0.0:")
        assert running.process.stderr is not None
        said = await asyncio.wait_for(running.process.stderr.readline(), WAIT)
        assert b"everybody who reaches 0.0.0.0 sees the sign-in page" in said
        await page.shows("Who is there?")
        mine = {one for one in sessions() - before if str(tmp_path) in Path(f"/proc/{one}/cmdline").read_text()}
        assert len(mine) == 1
        running.process.send_signal(how)
        code = await page.ended()
        await page.until(lambda: not sessions() & mine)
        await page.until(lambda: not list(tmp_path.glob("cardkeeper-*")))
        assert await asyncio.wait_for(running.process.wait(), WAIT) == (DONE if how == signal.SIGTERM else -how)
        assert code == (STOPPING if how == signal.SIGTERM else 1006)
        assert b"Traceback" not in await running.process.stderr.read()


def test_only_a_room_that_is_there_is_served(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = database.sqlite_url(tmp_path / "none.db")
    assert main(["--database", url, "--language", "en", "serve"]) == REFUSED
    assert "There is no card room at" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()


def test_a_port_that_is_taken_is_one_sentence(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["--database", sqlite_url, "--language", "en", "serve", "--port", port, "--json"]) == REFUSED
    out, err = capsys.readouterr()
    assert json.loads(out) == {"error": "CannotListen", "host": "127.0.0.1", "port": int(port)}
    assert err.count("\n") == 1


@pytest.mark.parametrize("url", ["cards.firm.example", "ftp://cards.firm.example", "https://"])
def test_a_public_url_names_a_host(sqlite_url: str, url: str) -> None:
    assert main(["--database", sqlite_url, "serve", "--public-url", url]) == WRONG_USE
