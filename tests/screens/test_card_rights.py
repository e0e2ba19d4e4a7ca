"""Restricting, holding, erasing and printing what is kept, by the keys pressed (K6)."""

from datetime import timedelta
from pathlib import Path

import pytest

from screens.ask import AskScreen
from screens.card import CardScreen
from screens.choose import ReasonScreen
from screens.disclosure import DisclosureScreen
from screens.drawer import DrawerScreen
from screens.retention import MonthsScreen, RetentionScreen
from store import cards, database, restrictions, retention
from tests.conftest import Room, open_furnished
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card


@pytest.fixture
def room(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return open_furnished(sqlite_url)


async def command(house: House, action: str) -> None:
    """Do an action by the palette."""
    await house.press("f9")
    await house.type(action)
    await house.press("enter")


async def reason(house: House, text: str) -> None:
    assert isinstance(house.screen, ReasonScreen)
    await house.type(text)
    await house.press("enter")


async def test_a_manager_restricts_holds_and_erases_a_card_from_its_page(room: Room) -> None:
    card = a_card(room, "Zara Patel", address="Heron 7")
    async with a_house(room.url, "manager", size=NARROW) as house:
        await house.press("enter")
        assert isinstance(house.screen, CardScreen)
        await command(house, "restrict")
        await reason(house, "contested")
        assert "restricted" in house.lines()[0]
        assert "Heron 7" in house.text()
        await command(house, "lift")
        await reason(house, "settled")
        await command(house, "hold")
        await reason(house, "a dispute")
        assert "on hold" in house.lines()[0]
        await command(house, "erase")
        assert "on hold" in house.said
        await command(house, "release")
        await reason(house, "settled")
        await command(house, "erase")
        await reason(house, "asked for in writing")
        assert isinstance(house.screen, AskScreen)
        await house.press("escape")
        assert "Heron 7" in house.text()
        await command(house, "erase")
        await reason(house, "asked for in writing")
        await house.press("enter")
        assert "nothing of it is left" in house.said
        await house.press("f6")
        assert "Heron" not in house.text()
        assert "by Wu Gang" in house.text()
    assert cards.rows_of(room.manager, [card.id])[0].erased


async def test_after_an_erasure_the_cursor_stands_where_the_card_was(room: Room) -> None:
    for name in ("Ana", "Ben", "Zara", "Zoe"):
        a_card(room, name)
    async with a_house(room.url, "manager") as house:
        await house.press("down", "down", "enter")
        await command(house, "erase")
        await reason(house, "asked for in writing")
        await house.press("enter", "escape")
        assert isinstance(house.screen, DrawerScreen)
        assert house.screen.cards.row is not None
        assert house.screen.cards.row.name == "Zoe"


async def test_a_clerk_reads_only_the_open_part_of_a_restricted_card(room: Room) -> None:
    card = a_card(room, "Zara Patel", address="Heron 7")
    restrictions.restrict(room.manager, card.id, "contested")
    async with a_house(room.url, "clerk") as house:
        assert "restr." in house.text()
        assert "Heron" not in house.text()
        await house.press("enter")
        assert "Heron" not in house.text()
        await house.press("f2")
        assert "restricted" in house.said
        await house.press("f9")
        await house.type("restrict")
        assert "Lift the restriction" not in house.text()


async def test_a_card_that_is_open_closes_at_the_next_key_once_it_is_restricted(room: Room) -> None:
    card = a_card(room, "Zara Patel", address="Heron 7")
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("enter")
        assert "Heron" in house.text()
        restrictions.restrict(room.manager, card.id, "contested")
        await house.press("down")
        assert "Heron" not in house.text()
        assert "restricted" in house.lines()[0]


async def test_what_is_kept_is_printed_for_a_purpose(room: Room, tmp_path: Path) -> None:
    a_card(room, "Zara Patel", language="fr")
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("enter")
        await command(house, "disclose")
        assert isinstance(house.screen, DisclosureScreen)
        await house.press("ctrl+s")
        assert "what it is printed for" in house.said
        await house.type("a letter of 3 May")
        await house.press("ctrl+s")
        assert "is in" in house.said or "are in" in house.said
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["kept-NJ000001.pdf"]


async def test_cards_past_their_retention_are_erased_from_their_list(room: Room) -> None:
    old, kept = a_card(room, "Zara Patel").id, a_card(room, "Iris Dyke").id
    with database.writing():
        moment = database.now() - timedelta(days=900)
        database.execute("update card set updated_at = ? where id = ?", (moment, old))
    async with a_house(room.url, "manager", size=NARROW) as house:
        assert isinstance(house.screen, DrawerScreen)
        await command(house, "retention")
        assert isinstance(house.screen, RetentionScreen)
        assert "without a limit" in house.text()
        await house.press("f2")
        assert isinstance(house.screen, MonthsScreen)
        await house.press("tab", "tab")
        await house.type("24")
        await house.press("ctrl+s")
        assert "Zara Patel" in house.text()
        assert "Iris Dyke" not in house.text()
        await house.press("delete")
        await reason(house, "past its retention")
        await house.press("enter")
        assert house.said == "Erased 1 card."
    assert [row.erased for row in cards.rows_of(room.manager, [old, kept])] == [True, False]
    assert retention.past(room.manager) == []
