"""The original of a card on paper, by the keys pressed (L1)."""

from pathlib import Path

import pytest

from screens.changed import ChangedScreen
from screens.drawer import DrawerScreen
from screens.originals import OriginalScreen
from screens.where import WhereScreen
from store import cards, loans, originals
from store.acts import original
from store.cards import Edit
from tests.conftest import Room, open_furnished
from tests.screens.house import NARROW, House, a_house
from tests.screens.test_desk import numbers
from tests.store.builders import a_card, changed


@pytest.fixture
def room(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return open_furnished(sqlite_url)


def printed(room: Room, *ids: int) -> None:
    original.print_originals(room.keeper, original.gather(room.keeper, ids), "original.pdf")


async def command(house: House, name: str) -> None:
    await house.press("f9")
    await house.type(name)
    await house.press("enter")


async def test_originals_of_marked_cards_are_printed_once_from_the_drawer(room: Room, tmp_path: Path) -> None:
    for name in ("Zara Patel", "Iris Dyke"):
        a_card(room, name)
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("space", "space")
        await command(house, "print the orig")
        assert isinstance(house.screen, OriginalScreen)
        assert "2 paper originals" in house.text()
        await house.press("ctrl+s")
        assert "2 pages are in" in house.said
        await command(house, "print the orig")
        assert isinstance(house.screen, DrawerScreen)
        assert "has its original, no. 1" in house.said
        await command(house, "void the orig")
        assert "Nothing here is called so." in house.text()
    assert (tmp_path / "original.pdf").exists()


async def test_a_manager_voids_the_original_of_the_open_card_with_a_reason(room: Room) -> None:
    card = a_card(room, "Zara Patel")
    printed(room, card.id)
    async with a_house(room.url, "manager") as house:
        await house.press("enter")
        await command(house, "void the orig")
        await house.type("torn")
        await house.press("enter")
        assert "Original no. 1 of NJ000001 is void" in house.said
        await command(house, "print the orig")
        assert "NJ000001: original no. 2" in house.text()
        await house.press("ctrl+s")
        assert "1 page is in" in house.said
    last = originals.of_card(room.manager, card.id)
    assert last is not None
    assert (last.number, last.valid) == (2, True)


async def test_where_and_beside_the_list_stand_the_original_and_whether_it_is_older(room: Room) -> None:
    card = a_card(room, "Zara Patel")
    printed(room, card.id)
    changed(room, card, city="Leeds")
    async with a_house(room.url, "keeper") as house:
        await house.press("down", "up")
        await house.until(lambda: "On paper" in house.text())
        assert "Original no. 1, printed" in house.text()
        await house.press("ctrl+f")
        assert isinstance(house.screen, WhereScreen)
        assert "in the drawer" in house.text()
        assert "Original no. 1, printed" in house.text()
        assert "changed since" in house.text()


async def test_the_desk_says_that_the_original_goes_along_and_what_changed_when_it_is_back(room: Room) -> None:
    card = a_card(room, "Zara Patel")
    printed(room, card.id)
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("ctrl+d")
        await numbers(house, "NJ000001")
        assert "with original no. 1" in house.text()
        await house.press("f6", "f6", "z", "tab")
        await house.type("visit")
        await house.press("f7")
        assert "with original no. 1" in house.said
        cards.save(room.clerk, card.id, card.version, Edit({"city": "Leeds", "remarks": "x"}))
        await numbers(house, "NJ000001")
        await house.press("f8")
        assert "2 fields changed meanwhile: Ctrl+F7" in house.said
        await house.press("ctrl+f7")
        assert isinstance(house.screen, ChangedScreen)
        assert "City" in house.text()
        assert "Li Na" in house.text()
        await house.press("escape", "escape", "ctrl+f")
        assert "changed while out: " in house.text()
        assert "with original no. 1" in house.text()


async def test_a_loss_says_that_the_original_is_void_and_its_undo_makes_it_valid_again(room: Room) -> None:
    card = a_card(room, "Zara Patel")
    printed(room, card.id)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+g", "ctrl+delete")
        await house.type("the drawer")
        await house.press("enter")
        assert "its original no. 1 is void" in house.said
        assert originals.numbers([card.id]) == {}
        await house.press("ctrl+z")
    assert originals.numbers([card.id]) == {card.id: 1}
