"""Today: what waits for each role, its number, and the list behind it (K3, L4, F14)."""

from datetime import date, timedelta

import pytest

from screens.drawer import DrawerScreen
from screens.held import HeldScreen
from screens.loans import LoansScreen
from screens.requests import RequestsScreen
from screens.sign_in import SignInScreen
from screens.submissions import SubmissionsScreen
from screens.today import TodayScreen
from screens.widgets.window_list import WindowList
from store import database, loans, offices, requests, submissions
from store.acts.closing import Closing
from store.card_edits import Edit
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.screens.test_lending import a_dear_card
from tests.store.builders import a_card


def shown(house: House) -> dict[str, object]:
    return {line.name: line.found for line in house.screen.query_one(WindowList).window.rows}


def lent(room: Room, due: date) -> int:
    """A card out to sales until a day, which may have passed."""
    card = a_card(room).id
    loans.lend(room.keeper, [card], to="sales", purpose="visit")
    with database.writing():
        database.execute("update slip_card set due = ? where card_id = ?", (due, card))
    return card


async def test_each_line_leads_to_its_list_by_a_figure(room: Room):
    today = offices.today(room.keeper)
    lent(room, today)
    lent(room, today - timedelta(days=2))
    requests.ask(room.sales, [a_dear_card(room)], purpose="visit")
    submissions.submit(room.sales, Edit({"name": "王芳"}))
    async with a_house(room.url, "manager", size=NARROW) as house:
        await house.press("shift+f12")
        assert isinstance(house.screen, TodayScreen)
        open_ = {"closing": Closing(None, False)}
        assert (
            shown(house)
            == {"to_approve": 1, "submissions": 1, "overdue": 1, "due_today": 1, "held": 0, "doubles": 0} | open_
        )
        for figure, screen in (
            ("1", RequestsScreen), ("2", SubmissionsScreen), ("3", LoansScreen), ("4", LoansScreen), ("5", HeldScreen),
        ):  # fmt: skip
            await house.press(figure)
            assert isinstance(house.screen, screen), figure
            assert len(house.screen.query_one(WindowList).window.rows) == (0 if figure == "5" else 1)
            await house.press("escape")
            assert isinstance(house.screen, TodayScreen)
        await house.press("down", "enter")
        assert isinstance(house.screen, SubmissionsScreen)


async def test_a_salesperson_sees_what_was_answered(room: Room):
    lent(room, offices.today(room.keeper))
    asked = requests.ask(room.sales, [a_dear_card(room)], purpose="visit")
    requests.approve(room.manager, requests.lines_of(room.manager, asked.number))
    submissions.submit(room.sales, Edit({"name": "王芳"}))
    submissions.refuse(room.clerk, [1], "a dealer")
    async with a_house(room.url, "sales") as house:
        assert "●" not in house.lines()[0]
        await house.press("shift+f12")
        assert shown(house) == {"overdue": 0, "due_today": 1, "requests_answered": 1, "submissions_answered": 1}
        await house.press("3")
        assert "answered only" in house.text()
        await house.press("escape", "4")
        assert "a dealer" in house.text()
    async with a_house(room.url, "sales2") as house:
        await house.press("shift+f12")
        assert set(shown(house).values()) == {0}
        assert "Nothing waits for you" in house.text()


async def test_the_keeper_is_reminded_of_the_weekly_backup(room: Room):
    async with a_house(room.url, "keeper") as house:
        assert "● 1 waiting" in house.lines()[0]
        await house.press("shift+f12")
        assert "none yet: one is due" in house.text()
        await house.press("enter")
        assert "cardkeeper backup" in house.said


@pytest.mark.parametrize("before", [(), ("ctrl+t",), ("f12",), ("f9",), ("f1",), ("ctrl+n",), ("enter",)])
async def test_today_is_one_key_from_everywhere(room: Room, before: tuple[str, ...]):
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press(*before)
        below = house.screen
        await house.press("shift+f12")
        assert isinstance(house.screen, TodayScreen)
        await house.press("shift+f12", "escape")
        assert house.screen is below


async def test_a_locked_place_shows_nothing_of_today(room: Room):
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+k", "shift+f12")
        assert isinstance(house.screen, SignInScreen)
        assert not isinstance(house.screen, DrawerScreen)
