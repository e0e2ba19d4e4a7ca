"""A real Chromium without a window, spoken to by its DevTools protocol: pages, keys, an input method, files."""

import asyncio
import base64
import contextlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
WAIT = 60.0
"""Seconds after which what was to happen has not."""
QUIET = (
    "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync", "--mute-audio",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--use-gl=angle",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--remote-debugging-port=0", "--window-size=1280,800",
)  # fmt: skip
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")


def installed() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Page:
    """One page, with all that it asked for, sent and received."""

    def __init__(self, devtools: ClientWebSocketResponse) -> None:
        self._devtools = devtools
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._sent = 0
        self.asked: list[str] = []
        """Every URL that it asked for."""
        self.typed: list[str] = []
        """What the terminal sent to the server."""
        self.shown = ""
        """What the server sent to the terminal, without the escape sequences."""
        self.complaints: list[str] = []
        self.came: dict[str, str] = {}
        """Downloads, by their names: how they stand."""
        self.choosers: list[int] = []
        """The fields for which the browser's own dialog was opened."""
        self._names: dict[str, str] = {}
        self._listening = asyncio.create_task(self._listen())

    async def do(self, method: str, **given: Any) -> Any:
        self._sent += 1
        number, answer = self._sent, asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        await self._devtools.send_json({"id": number, "method": method, "params": given})
        return await asyncio.wait_for(answer, WAIT)

    async def _listen(self) -> None:
        async for message in self._devtools:
            heard = json.loads(message.data)
            if "id" in heard:
                answer = self._answers.pop(heard["id"])
                if "error" in heard:
                    answer.set_exception(AssertionError(heard["error"]["message"]))
                else:
                    answer.set_result(heard["result"])
            else:
                self._happened(heard["method"], heard["params"])

    def _happened(self, what: str, how: dict[str, Any]) -> None:
        match what:
            case "Network.requestWillBeSent":
                self.asked.append(how["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(how["url"])
            case "Network.webSocketFrameSent":
                self.typed += self._stdin(how["response"]["payloadData"])
            case "Network.webSocketFrameReceived" if how["response"]["opcode"] == 2:
                data = base64.b64decode(how["response"]["payloadData"]).decode(errors="replace")
                self.shown += _ESCAPES.sub("", data)
            case "Log.entryAdded":
                self.complaints.append(f"{how['entry']['source']}: {how['entry']['text']}")
            case "Runtime.exceptionThrown":
                self.complaints.append(str(how["exceptionDetails"].get("exception", how["exceptionDetails"])))
            case "Page.fileChooserOpened":
                self.choosers.append(how["backendNodeId"])
            case "Browser.downloadWillBegin":
                self._names[how["guid"]] = how["suggestedFilename"]
            case "Browser.downloadProgress":
                self.came[self._names[how["guid"]]] = how["state"]

    @staticmethod
    def _stdin(payload: str) -> list[str]:
        said = json.loads(payload)
        return [said[1]] if said[0] == "stdin" else []

    async def value(self, script: str) -> Any:
        """What a script of ours sees in the page."""
        answer = await self.do("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until(self, happened: Callable[[], Any]) -> None:
        """Wait for what comes of itself."""
        for _ in range(int(WAIT / 0.02)):
            if happened():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"did not happen; typed: {self.typed[-9:]}; shown at last: {self.shown[-1500:]}")

    async def until_seen(self, selector: str) -> None:
        """Wait until there is such an element in the page."""
        for _ in range(int(WAIT / 0.05)):
            if await self.value(f"document.querySelector({json.dumps(selector)}) !== null"):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"there is no {selector}")

    async def shows(self, *texts: str) -> None:
        """Wait until all this was shown since this was last asked."""
        await self.until(lambda: all(text in self.shown for text in texts))
        self.shown = ""

    async def press(self, key: str, code: int, *, text: str = "", modifiers: int = 0) -> None:
        """A key, down and up. `code` is the number by which terminals know it; modifiers: Alt 1, Ctrl 2, Shift 8."""
        named = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        await self.do("Input.dispatchKeyEvent", **named, **down)
        await self.do("Input.dispatchKeyEvent", **named, type="keyUp")

    async def type(self, text: str) -> None:
        for char in text:
            await self.press(char, ord(char.upper()), text=char)

    async def paste(self) -> None:
        """Ctrl+V, which is the browser's own command."""
        named = {"key": "v", "code": "KeyV", "windowsVirtualKeyCode": 86, "modifiers": 2}
        await self.do("Input.dispatchKeyEvent", **named, type="rawKeyDown", commands=["paste"])
        await self.do("Input.dispatchKeyEvent", **named, type="keyUp")

    async def compose(self, *steps: str, commit: str) -> None:
        """As an input method does: what is being composed changes, and is then taken."""
        for step in steps:
            await self.do("Input.imeSetComposition", text=step, selectionStart=len(step), selectionEnd=len(step))
        await self.do("Input.insertText", text=commit)

    async def choose_file(self, path: Path) -> None:
        """In the browser's own dialog, which the page has opened or is about to."""
        await self.until(lambda: self.choosers)
        await self.do("DOM.setFileInputFiles", files=[str(path)], backendNodeId=self.choosers.pop())

    async def picture(self, path: Path) -> None:
        """For a person to look at."""
        answer = await self.do("Page.captureScreenshot")
        path.write_bytes(base64.b64decode(answer["data"]))


@contextlib.asynccontextmanager
async def a_page(program: str, url: str, downloads: Path, *, language: str = "en") -> AsyncIterator[Page]:
    """A browser of its own with `url` open in it. It finds no host but this machine."""
    folder = tempfile.mkdtemp(prefix="chromium-")
    rules = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    root = ["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []
    command = [program, rules, *QUIET, *root, f"--accept-lang={language}", f"--user-data-dir={folder}", "about:blank"]
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=nowhere, stderr=nowhere, start_new_session=True)
    try:
        async with ClientSession() as client:
            port = await _port(Path(folder) / "DevToolsActivePort")
            pages = await (await client.get(f"http://127.0.0.1:{port}/json/list")).json()
            (address,) = [page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page"]
            async with client.ws_connect(address, max_msg_size=0) as devtools:
                page = Page(devtools)
                for domain in ("Network", "Page", "Runtime", "Log", "DOM"):
                    await page.do(f"{domain}.enable")
                how = {"behavior": "allow", "downloadPath": str(downloads), "eventsEnabled": True}
                await page.do("Browser.setDownloadBehavior", **how)
                await page.do("Emulation.setFocusEmulationEnabled", enabled=True)
                await page.do("Page.setInterceptFileChooserDialog", enabled=True)
                await page.do("Page.navigate", url=url)
                yield page
    finally:
        process.terminate()
        await process.wait()
        shutil.rmtree(folder, ignore_errors=True)


async def _port(file: Path) -> int:
    for _ in range(int(WAIT / 0.05)):
        if file.exists() and (lines := file.read_text().split()):
            return int(lines[0])
        await asyncio.sleep(0.05)
    raise AssertionError("the browser does not answer")
