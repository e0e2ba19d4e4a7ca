"""The day's close on screen: from the palette and from Today (K4)."""

from pathlib import Path

import pytest

from screens.close import CloseScreen
from screens.sign_in import SignInScreen
from store import history, loans
from tests.conftest import PASSWORD, Room, open_furnished
from tests.screens.house import NARROW, a_house
from tests.store.builders import a_card


@pytest.fixture
def room(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return open_furnished(sqlite_url)


async def test_the_day_is_closed_from_the_palette_and_its_sheet_printed_again_from_today(room: Room, tmp_path: Path):
    loans.lend(room.keeper, [a_card(room).id], to="sales", purpose="visit")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("f9")
        await house.type("close the day")
        await house.press("enter")
        assert isinstance(house.screen, CloseScreen)
        assert "Cards lent 1" in house.text().replace("\u00a0", " ")
        assert "Ctrl+S closes the day" in house.text()
        await house.press("ctrl+s")
        assert "1 page is in" in house.said
        await house.press("shift+f12")
        assert "today is closed" in house.text()
        (line,) = (line for line in house.screen.lines if line.name == "closing")
        await house.press(line.key)
        assert "Closed already by Wang Fang" in house.text()
        await house.press("ctrl+s", "enter")
        assert "1 page is in" in house.said
    assert len(list(tmp_path.glob("close-*.pdf"))) == 1
    assert [entry.act for entry in history.acts(room.keeper)[:2]] == ["print_close", "close_day"]


async def test_another_day_shows_its_own_sums_or_says_why_it_cannot_be(room: Room):
    a_card(room)
    async with a_house(room.url, "manager", language="fr", size=NARROW) as house:
        await house.press("f9")
        await house.type("clôturer")
        await house.press("enter", "up", "up", "ctrl+u")
        await house.type("+3")
        await house.press("ctrl+s")
        assert isinstance(house.screen, CloseScreen)
        assert "n'est pas encore" in house.said.replace("’", "'")
        await house.press("ctrl+u")
        await house.type("hier")
        await house.press("tab")
        assert isinstance(house.screen, CloseScreen)
        assert "journal" in house.said


async def test_a_clerk_is_not_offered_it(room: Room):
    async with a_house(room.url, "clerk") as house:
        assert not house.screen.can("close_day")
        await house.press("shift+f12")
        assert "close" not in house.text()


async def test_what_ends_while_the_room_is_locked_goes_once_it_is_open_again(room: Room):
    async with a_house(room.url, "keeper", size=NARROW) as house:
        drawer = house.screen
        await house.press("ctrl+d")
        desk = house.screen
        await house.press("ctrl+k")
        assert isinstance(house.screen, SignInScreen)
        desk.dismiss()
        await house.settle()
        assert isinstance(house.screen, SignInScreen)
        await house.type(PASSWORD)
        await house.press("enter")
        assert house.screen is drawer
