"""Likely doubles looked for, told apart, merged and taken apart again, by the keys pressed (F12)."""

import pytest

from screens.ask import AskScreen
from screens.card import CardScreen
from screens.drawer import DrawerScreen
from screens.merge import MergeScreen
from screens.pairs import PairsScreen
from screens.today import TodayScreen
from store import cards, pairs
from tests.conftest import Room, open_furnished
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card, changed

PHONE = "+8613900000001"


@pytest.fixture
def room(sqlite_url: str) -> Room:
    return open_furnished(sqlite_url)


async def command(house: House, action: str) -> None:
    """Do an action by the palette."""
    await house.press("f9")
    await house.type(action)
    await house.press("enter")


def two(room: Room, name: str = "张伟", phone: str = PHONE) -> tuple[int, int]:
    first = a_card(room, name, phone=phone, address="中山路 8 号")
    return first.id, a_card(room, name, phone=phone, address="北京路 1 号", remarks="喜欢喝茶").id


async def look(house: House) -> PairsScreen:
    """Open the list and go through the room."""
    await command(house, "likely doubles")
    assert isinstance(house.screen, PairsScreen)
    await house.press("ctrl+f")
    return house.screen


async def test_a_manager_looks_for_doubles_and_merges_two_side_by_side(room: Room) -> None:
    kept, gone = two(room)
    async with a_house(room.url, "manager", size=NARROW) as house:
        screen = await look(house)
        assert [(one.first, one.second) for one in screen.rows.window.rows] == [(kept, gone)]
        await house.press("enter")
        assert isinstance(house.screen, MergeScreen)
        text = house.text()
        assert "NJ000001 stays, NJ000002 goes into it" in text
        assert "≠" in next(line for line in house.lines() if "Address" in line)
        while house.screen.rows.row.conflict.field != "address":
            await house.press("down")
        await house.press("right")
        await house.press("f10")
        assert isinstance(house.screen, PairsScreen)
        assert house.said == "NJ000002 was merged into NJ000001."
        values = cards.show(room.manager, kept).values
        assert (values["address"], values["remarks"]) == ("北京路 1 号", "喜欢喝茶")
        assert cards.show(room.manager, gone).row.archived
        assert house.screen.total == 0
        await house.press("ctrl+z")
        assert house.screen.rows.row.first == kept, "the pair is here again, without F5"
        assert not cards.show(room.manager, gone).row.archived
        assert cards.show(room.manager, kept).values["address"] == "中山路 8 号"


async def test_the_other_card_may_stay_and_its_merge_is_undone_from_the_card_later(room: Room) -> None:
    first, second = two(room)
    async with a_house(room.url, "manager", size=NARROW) as house:
        await look(house)
        await house.press("enter", "f4")
        assert "NJ000002 stays" in house.text()
        assert "NJ000002 ← NJ000001" in house.lines()[0]
        await house.press("f10")
        assert cards.show(room.manager, first).row.archived
        changed(room, cards.show(room.clerk, second), remarks="x")
        await house.press("escape")
        assert isinstance(house.screen, DrawerScreen)
        await house.press("enter")
        assert isinstance(house.screen, CardScreen)
        await command(house, "undo the merge")
        assert isinstance(house.screen, AskScreen)
        await house.press("enter")
        assert house.said == "NJ000002 and NJ000001 are two cards again."
        assert not cards.show(room.manager, first).row.archived
        await command(house, "undo the merge")
        assert "No card was merged into NJ000002" in house.said


async def test_a_clerk_says_the_same_or_not_and_only_a_manager_merges(room: Room) -> None:
    two(room)
    two(room, "李娜", "+8613900000002")
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await look(house)
        assert not house.screen.can("merge_sure")
        await house.press("enter")
        assert house.screen.label_of("merge").text == "The same"
        await house.press("f10")
        assert house.said.startswith("NJ000003 and NJ000004 are said to be the same")
        assert [one.state for one in pairs.page(room.clerk)] == ["same", "open"]
        await house.press("down", "delete")
        assert house.said == "1 pair is not the same customer."
        assert [one.state for one in pairs.page(room.clerk)] == ["same"]
        await house.press("ctrl+z")
        assert pairs.count(room.clerk) == 2
        assert house.said == "1 pair waits to be decided again."
        await house.press("escape", "shift+f12")
        assert isinstance(house.screen, TodayScreen)
        assert "Likely doubles to decide" in house.text()


async def test_all_sure_pairs_are_merged_at_once_and_taken_back_at_once(room: Room) -> None:
    two(room)
    two(room, "李娜", "+8613900000002")
    a_card(room, "王芳", phone=PHONE)
    async with a_house(room.url, "manager", size=NARROW) as house:
        await look(house)
        await house.press("f10")
        assert isinstance(house.screen, AskScreen)
        await house.press("enter")
        assert house.said == "Merged 2 pairs."
        assert [(one.first_no, one.second_no) for one in pairs.page(room.manager)] == [("NJ000001", "NJ000005")]
        await house.press("ctrl+z")
        assert pairs.count(room.manager) == 4


async def test_a_salesperson_has_no_such_list(room: Room) -> None:
    async with a_house(room.url, "sales", size=NARROW) as house:
        assert not house.screen.can("doubles")
