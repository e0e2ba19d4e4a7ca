"""Extracts by the keys pressed (L7a)."""

from pathlib import Path

import pytest

from screens.extract import ExtractScreen
from screens.extracts import ExtractPaperScreen, ExtractsScreen
from screens.requests import RequestsScreen
from store import extracts, requests
from tests.conftest import Room, open_furnished
from tests.screens.house import NARROW, a_house
from tests.screens.test_card_rights import command
from tests.store.builders import a_card


@pytest.fixture
def room(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return open_furnished(sqlite_url)


async def test_a_keeper_asks_for_the_marked_cards_and_chooses_their_sections(room: Room) -> None:
    a_card(room, "Zara Patel")
    a_card(room, "Iris Dyke")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("space", "space")
        await command(house, "extract")
        assert isinstance(house.screen, ExtractScreen)
        await house.type("Anne Petit")
        await house.press("tab", "tab")
        await house.type("audit")
        await house.press("ctrl+s")
        assert "at least one" in house.said
        house.screen.form.go_to("goods")
        await house.press("space", "ctrl+s")
        assert "department" in house.said
        assert extracts.listed(room.keeper) == []
        await house.type("accounts")
        await house.press("ctrl+s")
        assert "2 cards, slip 1" in house.said
    told = {(one.borrower, one.sections) for one in extracts.listed(room.keeper)}
    assert told == {("Anne Petit, accounts", ("goods",))}


async def test_what_was_approved_is_printed_from_the_list_and_ended_there(room: Room, tmp_path: Path) -> None:
    card = a_card(room, "Zara Patel").id
    slip = extracts.ask(room.keeper, [card], to="Li Na", purpose="audit", sections=["basic"])
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await command(house, "extracts")
        assert isinstance(house.screen, ExtractsScreen)
        await house.press("shift+f9")
        assert "approved" in house.said
        requests.approve(room.manager, slip.lines)
        await house.press("f5", "shift+f9")
        assert isinstance(house.screen, ExtractPaperScreen)
        await house.press("ctrl+s")
        assert "1 page is in" in house.said
        assert "on paper" in house.text()
        await house.press("ctrl+delete")
        assert "destroyed" in house.said
        await house.press("ctrl+z")
        assert "on paper" in house.text()
        await house.press("f8")
        assert "given back" in house.said
        await house.press("f4")
        assert "No extract is past its due date" in house.text()
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["extract-1.pdf"]


async def test_who_approves_an_extract_sees_its_sections(room: Room) -> None:
    extracts.ask(room.keeper, [a_card(room).id], to="Li Na", purpose="audit", sections=["basic", "goods"])
    async with a_house(room.url, "manager", size=NARROW) as house:
        await house.press("f12")
        assert "Li Na · audit · Basic, Goods owned" in house.text()
        await house.press("ctrl+o")
        assert "audit · Basic, Goods owned" in house.text()
        assert "pack" not in house.keys()


async def test_an_approved_extract_is_printed_from_the_requests_too(room: Room) -> None:
    slip = extracts.ask(room.keeper, [a_card(room).id], to="Li Na", purpose="audit", sections=["basic"])
    requests.approve(room.manager, slip.lines)
    async with a_house(room.url, "clerk") as house:
        await house.press("f12")
        assert isinstance(house.screen, RequestsScreen)
        await house.press("enter")
        assert isinstance(house.screen, ExtractPaperScreen)
