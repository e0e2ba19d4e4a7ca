"""In a real Chromium, where one is installed: keys, an input method, files, and nobody else asked (K5)."""

from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from textual import events
from textual._xterm_parser import XTermParser

from screens.actions import ACTIONS
from store import listing
from tests.conftest import Room, open_furnished
from tests.screens.test_sheets import OTHER, SOUND, a_sheet
from tests.store.builders import a_card
from tests.tui.browser.chromium import Page, a_page, installed
from tests.tui.browser.terminal import a_site
from tui.keys import TAKEN

CHROMIUM = installed()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed here")

CODES = {
    "backspace": 8, "tab": 9, "enter": 13, "escape": 27, "space": 32, "pageup": 33, "pagedown": 34, "end": 35,
    "home": 36, "left": 37, "up": 38, "right": 39, "down": 40, "insert": 45, "delete": 46, "slash": 191,
    **{f"f{number}": 111 + number for number in range(1, 13)}, **{chr(code + 32): code for code in range(65, 91)},
}  # fmt: skip
"""The numbers by which browsers know the keys."""
NAMES = {
    "space": " ", "slash": "/", "pageup": "PageUp", "pagedown": "PageDown", "up": "ArrowUp", "down": "ArrowDown",
    "left": "ArrowLeft", "right": "ArrowRight",
}  # fmt: skip
MODIFIERS = {"alt": 1, "ctrl": 2, "shift": 8}
TEXTS = {"enter": "\r", "space": " ", "slash": "/"}
PASTES = {"ctrl+v", "shift+insert"}
"""Keys by which the browser itself pastes, and the program is given the text."""


async def press(page: Page, *keys: str) -> None:
    """Press keys as Textual names them."""
    for key in keys:
        *held, last = key.split("+")
        name = NAMES.get(last, last.capitalize() if len(last) > 1 else last)
        modifiers = sum(MODIFIERS[one] for one in held)
        await page.press(name, CODES[last], text="" if held else TEXTS.get(last, ""), modifiers=modifiers)


def keys_of(typed: str) -> list[str]:
    """What Textual takes for keys."""
    if typed == "\x1b":
        return ["escape"]
    return [event.key for event in XTermParser().feed(typed) if isinstance(event, events.Key)]


async def arriving(page: Page, key: str) -> list[str]:
    """Press a key; what comes of it at the program."""
    page.typed.clear()
    await press(page, key)
    await page.until(lambda: page.typed)
    return keys_of("".join(page.typed))


def doing(key: str) -> set[str]:
    """The actions of a key. The page's terminal sends some keys as others, which have to do the same."""
    return {action.name for action in ACTIONS.values() if key in action.keys}


async def sign_in(page: Page, user: str) -> None:
    await page.shows("Who is there?")
    await page.type(user)
    await press(page, "tab")
    await page.type("demo")
    await press(page, "enter")


@pytest.fixture
def room(sqlite_url: str) -> Room:
    return open_furnished(sqlite_url)


async def test_a_clerk_works_in_a_browser(room: Room, tmp_path: Path) -> None:
    """Chinese typed with an input method is saved, a sheet comes in, a list goes out, and nobody else was asked."""
    a_card(room, "Zara Patel")
    sheet = a_sheet(tmp_path, SOUND, OTHER)
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    assert CHROMIUM is not None
    async with a_site(room.url) as site, a_page(CHROMIUM, site.url, downloads) as page:
        await sign_in(page, "clerk")
        await page.shows("Zara Patel")

        await press(page, "insert")
        await page.shows("Ctrl+S Save")
        await page.compose("w", "wang", "wangxiao'ming", commit="王小明")
        await page.shows("王小明")
        await press(page, "ctrl+s")
        await page.shows("service register")
        await press(page, "enter")
        await page.shows("NJ000002")
        await press(page, "escape")
        await page.shows("Zara Patel")  # Esc and a key at once are one key, as at any terminal

        await press(page, "f3")
        await page.compose("xiao", commit="小明")
        await page.shows("小明", "1 of 1")
        await press(page, "escape")
        await page.shows("Zara Patel")

        await press(page, "f3")
        await page.do("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        await page.value("navigator.clipboard.writeText('Zara')")
        await page.paste()
        await page.shows("Zara", "1 of 1")
        await press(page, "escape")
        await page.shows("王小明")

        await press(page, "f10")
        await page.choose_file(sheet)
        await page.shows("march.xlsx", "new 2")
        await press(page, "f10")
        await page.shows("Import 1: 2 rows are written")

        await press(page, "ctrl+e")
        await page.shows("cards.xlsx")
        await page.type("for the fair")
        await press(page, "ctrl+s")
        await page.until(lambda: page.came.get("cards.xlsx") == "completed")
        await press(page, "ctrl+q")
        await page.until_seen("#ended[open]")
        assert await page.value("getComputedStyle(terminal).display") == "none"
        assert page.complaints == []
        assert {urlsplit(url).netloc for url in page.asked if not url.startswith("data:")} == {
            urlsplit(site.url).netloc
        }
    assert listing.count(room.clerk) == 4
    written = openpyxl.load_workbook(downloads / "cards.xlsx").active
    assert "王小明" in {cell.value for row in written for cell in row}


async def test_the_page_has_no_bars_and_says_so_where_no_place_is_free(room: Room, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    async with a_site(room.url, sessions=1) as site, a_page(CHROMIUM, site.url, tmp_path) as page:
        await page.shows("Who is there?")
        viewport = "document.querySelector('.xterm-viewport')"
        assert await page.value(f"{viewport}.offsetWidth === {viewport}.clientWidth")
        async with a_page(CHROMIUM, site.url, tmp_path) as second:
            await second.until_seen("#ended[open]")
            said = await second.value("ended.innerText")
            assert said.split("\n\n") == ["All places are taken at the moment. Try again in a while.", "Try again"]


async def test_every_key_arrives_that_the_browser_is_not_known_to_take(room: Room, tmp_path: Path) -> None:
    keys = {key for action in ACTIONS.values() for key in action.keys}
    keys -= TAKEN["Chrome"] | TAKEN["every terminal"] | PASTES
    last = set(ACTIONS["leave"].keys)
    assert CHROMIUM is not None
    async with a_site(room.url) as site, a_page(CHROMIUM, site.url, tmp_path) as page:
        await page.shows("Who is there?")
        arrived = {}
        for key in [*sorted(keys - last), *last]:
            arrived[key] = await arriving(page, key)
            if key not in last:
                await arriving(page, "escape")
        assert {key: came for key, came in arrived.items() if not (came and doing(key) <= doing(came[0]))} == {}
