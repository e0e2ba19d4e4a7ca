"""The columns of the card list: what a person needs is whole in a terminal of 80 columns."""

import re
from dataclasses import replace

import pytest

from locales.words import LANGUAGES
from screens.drawer import DrawerScreen
from store import access, database, loans, offices, staff
from store.access import Role
from store.offices import NewBranch
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card

NAMES = ("François Lefèvre", "Luc Vauquelin")
ABROAD = {"FR": ("+33639981707", "+33 6 39 98 17 07"), "GB": ("+441214960400", "+44 121 496 0400")}


@pytest.fixture
def offices_abroad(room: Room) -> None:
    """Nanjing is the head office of branches in other countries, each with one card, which is out."""
    with database.writing():
        for country in ABROAD:
            branch = offices.open_branch(NewBranch(f"Branch {country}", country, country)).id
            roles = frozenset({Role.CLERK, Role.KEEPER, Role.SALESPERSON})
            staff.insert(branch, f"staff.{country}", NAMES[1], roles, "x")
    for (staff_id,) in database.rows("select id from staff where \"user\" like 'staff.%' order by id"):
        there = access.actor_of(staff_id)
        card = a_card(replace(room, clerk=there), NAMES[0], phone=ABROAD[there.user[-2:]][0])
        loans.lend(there, [card.id], to=there.user, purpose="visit")


async def to_order(house: House, order: str) -> None:
    drawer = house.screen
    assert isinstance(drawer, DrawerScreen)
    while drawer.order != order:
        await house.press("ctrl+r")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("offices_abroad")
async def test_who_reads_all_branches_reads_phones_names_and_borrowers_whole(room: Room, language: str):
    a_card(room, "张伟", phone="13010000007", district="鼓楼区")
    async with a_house(room.url, "first", language=language, size=NARROW) as house:
        shown = house.text()
        for part in (*NAMES, *(phone for _, phone in ABROAD.values()), "130 1000 0007"):
            assert part in shown
        assert all("…" not in line for line in house.lines()[3:-2])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("offices_abroad")
async def test_by_last_change_the_moment_stands_in_the_place_of_the_phone(room: Room, language: str):
    async with a_house(room.url, "first", language=language, size=NARROW) as house:
        await to_order(house, "change")
        assert len(re.findall(r" \d\d:\d\d ", house.text())) == 2
        for part in NAMES:
            assert part in house.text()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_phone_from_abroad_is_whole_in_a_list_of_one_branch_too(room: Room, language: str):
    a_card(room, "张伟", phone=ABROAD["FR"][0], district="鼓楼区")
    async with a_house(room.url, "clerk", language=language, size=NARROW) as house:
        assert ABROAD["FR"][1] in house.text()
        assert "鼓楼区" in house.text()
