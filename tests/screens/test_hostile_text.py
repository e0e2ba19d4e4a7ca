"""What a terminal would obey, in every text of a room: the screens show signs in its place."""

import pytest

from locales.visible import UNSEEN
from screens.commands import commands_of
from store import database, loans, requests, submissions
from store.card_edits import Edit
from tests.conftest import Room
from tests.screens.house import House, a_house
from tests.store.builders import a_card, columns

ORDERS = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e[bold]x[/] {name} %s 张\r\n\t\x7f"
SHOWS = (
    "today", "desk", "loans", "requests", "submissions", "extracts", "rules", "stocktaking", "staff", "rights",
    "journal", "refusals", "imports", "where", "doubles", "notches", "lend", "ask", "export", "help", "close_day",
)  # fmt: skip
"""The commands of the drawer that show something and do nothing yet."""


@pytest.fixture
def hostile(room: Room) -> Room:
    """A room with one of each, whose free texts are all orders, past every check of what is typed."""
    card = a_card(room, "A", phone="13800000001", address="a", remarks="a", goods=({"product": "a", "maker": "ours"},))
    other = a_card(room, "B")
    loans.lend(room.keeper, [card.id], to="sales", purpose="a")
    requests.ask(room.sales, [other.id], purpose="a")
    submissions.submit(room.sales, Edit({"name": "C", "remarks": "a"}))
    asked = {
        "card": ("name", "district"),
        "card_details": ("address", "remarks", "city", "email", "work_unit", "kind_reason"),
        "goods": ("product", "model", "brand"),
        "slip": ("purpose", "borrower_name"),
        "staff": ("name",),
        "branch": ("name",),
        "submission": ("name",),
    }
    with database.writing():
        for table, names in asked.items():
            there = columns(table)
            for column in names:
                assert column in there
                if (table, column) != ("branch", "name"):
                    database.execute(f'update {table} set "{column}" = ?', (ORDERS,))
        database.execute("update branch set name = ?", (ORDERS,))
    database.disconnect()
    return room


async def seen(house: House) -> str:
    text = house.text()
    assert not UNSEEN.search(text.replace("\n", "")), repr(text)
    return text


@pytest.mark.parametrize(("user", "size"), [("keeper", (120, 40)), ("manager", (80, 24))])
async def test_no_screen_gives_the_terminal_an_order(hostile: Room, user: str, size: tuple[int, int]) -> None:
    async with a_house(hostile.url, user, size=size) as house:
        assert "␛[2J" in await seen(house)
        drawer = house.screen
        offered = {command.action for command in commands_of(drawer)}
        for name in SHOWS:
            if name not in offered:
                continue
            await house.app.run_action(name, drawer)
            await house.settle()
            await seen(house)
            while house.app.screen is not drawer:
                await house.press("escape")
        await house.press("enter")
        for _ in range(5):
            await seen(house)
            await house.press("f6")
        await house.press("f2")
        await seen(house)
        await house.paste(ORDERS)
        await seen(house)
        assert not UNSEEN.search(str(house.app.title) + str(house.app.sub_title))
        await house.press("f9")
        await seen(house)
