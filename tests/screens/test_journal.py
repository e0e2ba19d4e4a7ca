"""The journal on screen: narrowed, opened, and only for those who may (K4)."""

import pytest

from screens.journal import JournalScreen
from screens.journal_entry import JournalEntryScreen
from store import loans
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card, changed


async def into_journal(house: House, called: str = "journal") -> None:
    await house.press("f9")
    await house.type(called)
    await house.press("enter")
    assert isinstance(house.screen, JournalScreen)


async def narrowed(house: House, text: str) -> None:
    await house.press("f3")
    house.screen.query_one("#wanted").value = ""
    await house.type(text)
    await house.press("enter")


async def test_the_journal_is_narrowed_by_card_person_and_day_and_an_entry_opened(room: Room):
    card = changed(room, a_card(room, phone="13010000007"), phone="13010000009")
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    async with a_house(room.url, "manager", size=NARROW) as house:
        await into_journal(house)
        assert "lent" in house.lines()[4]
        await narrowed(house, card.card_no.lower())
        assert [row.act for row in house.screen.rows.window.rows] == ["lend", "edit_card", "create_card"]
        await house.press("down", "enter")
        assert isinstance(house.screen, JournalEntryScreen)
        assert "130 1000 0007 → 130 1000 0009" in house.text()
        await house.press("escape")
        await narrowed(house, "wang")
        assert [row.act for row in house.screen.rows.window.rows] == ["lend"]
        await narrowed(house, "2020-01-01")
        assert "No entry answers this." in house.text()
        await narrowed(house, "nobody")
        assert "no colleague" in house.said
        await house.press("escape")
        assert house.screen.rows.window.rows[-1].id == 1
        await house.press("escape")
        assert not isinstance(house.screen, JournalScreen)


@pytest.mark.parametrize(("language", "called", "act"), [("zh_CN", "日志", "借出"), ("fr", "journal", "prêt")])
async def test_the_journal_speaks_the_person_s_language(room: Room, language: str, called: str, act: str):
    loans.lend(room.keeper, [a_card(room).id], to="sales", purpose="visit")
    async with a_house(room.url, "keeper", language=language) as house:
        await into_journal(house, called)
        assert act in house.text()
        await house.press("enter")
        assert "Zhou Min" in house.text()


async def test_who_may_not_read_it_is_not_offered_it(room: Room):
    async with a_house(room.url, "clerk") as house:
        assert not house.screen.can("journal")
