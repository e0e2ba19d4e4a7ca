"""Looks at cards are kept: opened at once, beside the list after a second, and who looked is shown (L5); so are
refusals (K1)."""

import pytest

from screens.refusals import RefusalsScreen
from screens.where import WhereScreen
from store import database
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card


def looks() -> list[tuple[str, str]]:
    return database.rows('select s."user", e.how from seen_entry e join staff s on s.id = e.staff_id order by e.number')


def refused() -> list[tuple[str, str, str]]:
    return database.rows('select s."user", r.refusal, r.card_no from refusal r join staff s on s.id = r.staff_id')


async def test_an_opened_card_is_kept_as_seen(room: Room):
    a_card(room)
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("enter")
        await house.until(looks)
        assert looks() == [("keeper", "opened")]
        await house.press("escape", "enter", "f6")
        assert looks() == [("keeper", "opened")]


async def test_a_card_beside_the_list_is_seen_once_it_stood_there_for_a_second(room: Room):
    a_card(room, "张伟")
    async with a_house(room.url, "clerk") as house:
        await house.until(lambda: house.screen.preview.record)
        assert looks() == []
        await house.until(looks)
        assert looks() == [("clerk", "screen")]


async def test_whoever_may_sees_who_has_seen_a_card(room: Room):
    a_card(room, "张伟")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("enter")
        await house.until(looks)
        await house.press("ctrl+f")
        assert isinstance(house.screen, WhereScreen)
        assert "Nobody has had this card yet." in house.text()
        await house.press("f6")
        assert "Wang Fang" in house.text()
        assert "opened" in house.text()
        await house.press("f6")
        assert "Nobody has had this card yet." in house.text()
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("ctrl+f", "f6")
        assert "Who has seen it" not in house.text()
        assert "read the journal" in house.said


async def test_a_key_that_is_refused_is_kept_once(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("f7", "f7", "f7")
        assert "keeper" in house.said
        await house.until(refused)
        await house.press("f7")
    assert refused() == [("clerk", "NotAllowed", "")]


async def test_looking_for_another_s_customer_is_kept_and_the_manager_reads_it(room: Room):
    a_card(room, "张伟", salesperson=room.sales2.staff_id)
    async with a_house(room.url, "sales") as house:
        await house.press("f3")
        await house.type("张伟")
        assert "NJ000001" in house.text()
        await house.until(refused)
    async with a_house(room.url, "manager", size=NARROW) as house:
        await read_refusals(house, "refusals")
        assert "looked for another's customer" in house.text()
        assert "Zhou Min" in house.text()
        assert "NJ000001" in house.text()


async def read_refusals(house: House, called: str) -> None:
    await house.press("f9")
    await house.type(called)
    await house.press("enter")
    assert isinstance(house.screen, RefusalsScreen)


@pytest.mark.parametrize(
    ("language", "called", "head"), [("fr", "refus", "Fiche, droit"), ("zh_CN", "拒绝记录", "被拒原因")]
)
async def test_refusals_speak_the_person_s_language(room: Room, language: str, called: str, head: str):
    async with a_house(room.url, "keeper", language=language, size=NARROW) as house:
        await read_refusals(house, called)
        assert head in house.text()
