"""What a colleague does shows while they do it, on both engines, with another's act beside a program at work."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from screens.card import CardScreen
from screens.choose import MeanwhileScreen
from screens.commands import CommandsScreen
from screens.desk import DeskScreen
from screens.drawer import DrawerScreen
from screens.loans import LoansScreen
from screens.requests import RequestsScreen
from screens.today import TodayScreen
from screens.transfers import TransfersScreen
from screens.where import WhereScreen
from store import access, cards, loans, news, requested, requests
from store.acts import transfers, waiting
from store.card_edits import Edit
from tests.conftest import Room, open_furnished
from tests.screens.house import NARROW, House, a_house
from tests.screens.test_drawer import furnished, listed
from tests.screens.test_lending import a_dear_card
from tests.screens.test_transfers import lyon
from tests.store.builders import a_card, changed
from tests.store.processes import Gate, Other
from tui import live


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test wait for as long as people do."""
    monkeypatch.setattr(news, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(live, "QUIET", 0.05)
    monkeypatch.setattr(live, "BETWEEN", 0.05)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_room(request: pytest.FixtureRequest) -> Room:
    """A room on each engine."""
    return open_furnished(str(request.getfixturevalue(f"{request.param}_url")))


def lent(room: Room, card: int) -> loans.SlipRecord:
    return loans.lend(room.keeper, [card], to="sales", purpose="visit")


@contextlib.asynccontextmanager
async def a_slow_store(house: House) -> AsyncIterator[None]:
    """What is asked of the store inside is answered only after it."""
    may_go_on = threading.Event()
    held = asyncio.create_task(house.app.store(may_go_on.wait))
    try:
        yield
    finally:
        may_go_on.set()
        await held
        await house.settle()


async def test_a_colleagues_save_does_not_take_the_place_of_what_is_being_found(room: Room) -> None:
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        async with a_slow_store(house):
            house.send("f3", *"zhang")
            await house.until(lambda: house.screen.find_field.value == "zhang")
            house.screen.colleagues_did(news.ANYTHING)
            await house.until(lambda: house.screen._counts_later is None)
        assert listed(house) == ["张伟", "章文"]


async def test_what_is_typed_at_once_after_a_card_finds_and_the_card_does_not_take_its_place(room: Room) -> None:
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+n")
        await house.type("王芳")
        await house.press("ctrl+s", "enter")
        assert isinstance(house.screen, CardScreen)
        async with a_slow_store(house):
            house.send("escape", "f3", *"zhang")
            await house.until(lambda: isinstance(house.app.screen, DrawerScreen))
            await house.until(lambda: house.screen.find_field.value == "zhang")
        assert listed(house) == ["张伟", "章文"]


async def test_the_drawer_follows_and_its_cursor_marks_and_find_text_stay(either_room: Room) -> None:
    room = either_room
    ids = furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("down", "space")
        changed(room, cards.show(room.clerk, ids["钟薇"]), name="阿文")
        await house.until(lambda: "阿文" in listed(house))
        assert "阿文" in house.lines()[4]
        assert house.screen.cards.row.name == "章文"
        assert [row.name for row in house.screen.cards.marks.values()] == ["张伟"]
        lent(room, ids["张伟"])
        await house.until(lambda: "Zhou Min" in house.text())
        assert [row.out_to for row in house.screen.cards.marks.values()] == ["Zhou Min"]
        a_card(room, "张阿七")
        await house.until(lambda: "of 6" in house.text())
        await house.press("f3")
        await house.type("zhang")
        await house.until(lambda: len(listed(house)) == 3)
        a_card(room, "张伟伟")
        await house.until(lambda: "张伟伟" in listed(house))
        assert house.screen.find_field.value == "zhang"
        assert house.screen.find_field.has_focus


def _saves(say: Callable[[Any], None], gate: Gate, clerk: int, card: int) -> None:
    gate.wait()
    actor = access.actor_of(clerk)
    cards.save(actor, card, cards.show(actor, card).version, Edit({"name": "阿文"}), despite_doubles=True)
    say("saved")


async def test_another_program_s_save_shows_without_a_key(either_room: Room) -> None:
    room = either_room
    card = a_card(room, "张伟").id
    gate = Gate()
    other = Other(room.url, _saves, gate, room.clerk.staff_id, card)
    async with a_house(room.url, "keeper", size=NARROW) as house:
        gate.opened.set()
        await house.until(lambda: listed(house) == ["阿文"])
        assert house.said == ""
    assert other.end() == ["saved"]


async def test_loans_requests_and_today_follow_and_the_dot_counts(room: Room) -> None:
    first, second, dear = a_card(room, "张伟").id, a_card(room, "李娜").id, a_dear_card(room)
    lent(room, first)
    async with a_house(room.url, "manager", size=NARROW) as house:
        await house.press("ctrl+g")
        assert isinstance(house.screen, LoansScreen)
        await house.press("space")
        lent(room, second)
        await house.until(lambda: "李娜" in house.text())
        assert next(iter(house.screen.rows.marks.values())).name == "张伟"
        loans.give_back(room.keeper, [first])
        await house.until(lambda: "张伟" not in house.text())
        assert not house.screen.rows.marks
        requests.ask(room.sales, [dear], purpose="visit")
        await house.until(lambda: "● 1 waiting" in house.text())
        await house.press("escape", "shift+f12")
        assert isinstance(house.screen, TodayScreen)
        requests.withdraw(room.sales, requested.listed(room.manager)[0].slip)
        await house.until(lambda: house.screen.lines[0].found == 0)
        await house.until(lambda: "waiting" not in house.lines()[0])
        await house.press("escape", "f12")
        assert isinstance(house.screen, RequestsScreen)
        requests.ask(room.sales, [dear], purpose="visit")
        await house.until(lambda: house.screen.row is not None)


async def test_where_a_card_is_and_the_desk_s_stack_follow(room: Room) -> None:
    first, second = a_card(room, "张伟").id, a_card(room, "李娜").id
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+f")
        assert isinstance(house.screen, WhereScreen)
        lent(room, second)
        await house.until(lambda: "Zhou Min" in house.text())
        await house.press("escape", "ctrl+d")
        assert isinstance(house.screen, DeskScreen)
        for number in ("1", "2"):
            await house.type(number)
            await house.press("enter")
        await house.type("NJ0")
        assert house.screen.stack[0].card.out_to is None
        lent(room, first)
        await house.until(lambda: house.screen.stack[0].card.out_to == "Zhou Min")
        assert house.screen.number.value == "NJ0"
        assert house.screen.number.has_focus


async def test_cards_on_their_way_follow_at_both_ends(either_room: Room) -> None:
    room = either_room
    anne, card = lyon(), a_card(room, "王芳").id
    async with a_house(room.url, "manager") as house:
        transfers.send(room.manager, [card], "Lyon", "moved")
        await house.until(lambda: "→ Lyon" in house.text())
        house.app.push_screen(TransfersScreen())
        await house.until(lambda: "王芳" in house.text())
        transfers.take_back(room.manager, [card])
        await house.until(lambda: "No card is on its way" in house.text())
    async with a_house(room.url, "anne") as house:
        house.app.push_screen(TransfersScreen())
        await house.settle()
        transfers.send(room.manager, [card], "Lyon", "moved")
        counted = waiting.count(anne)
        await house.until(lambda: "王芳" in house.text())
        await house.until(lambda: house.app.waiting == counted)
    async with a_house(room.url, "keeper") as house:
        assert "→ Lyon" in house.text()
        transfers.send_back(anne, list(transfers.arriving(anne).values()), "not ours")
        await house.until(lambda: "→ Lyon" not in house.text())
        transfers.send(room.manager, [card], "Lyon", "moved")
        transfers.receive(anne)
        await house.until(lambda: "王芳" not in house.text())


async def test_a_card_that_is_read_shows_what_a_colleague_saved_on_its_page_and_line(room: Room) -> None:
    card = a_card(room, "张伟", city="南京")
    changed(room, card, city="上海")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "tab", "tab")
        field = house.screen.form.field.name
        changed(room, cards.show(room.keeper, card.id), city="无锡")
        await house.until(lambda: "无锡" in house.text())
        assert house.screen.form.field.name == field
        await house.press("shift+f6", "down")
        assert house.screen.section == "history"
        line = house.screen.rows.row
        lent(room, card.id)
        await house.until(lambda: "lent" in house.text())
        assert house.screen.rows.row == line


async def test_an_editor_only_says_who_saved_and_saving_compares(either_room: Room) -> None:
    room = either_room
    card = a_card(room, "张伟", city="南京")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        house.screen.form.go_to("city")
        await house.type("无锡")
        cards.save(room.keeper, card.id, card.version, Edit({"city": "上海"}))
        loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
        await house.until(lambda: "Wang Fang saved this card" in house.said)
        assert house.screen.form.input.value == "无锡"
        assert "Wang Fang saved " in house.lines()[1]
        await house.press("ctrl+s", "enter")
        assert isinstance(house.screen, MeanwhileScreen)
        await house.press("right", "ctrl+s")
        assert "Saved" in house.said
        assert "Wang Fang saved " not in house.lines()[1]
    assert cards.show(room.clerk, card.id).values["city"] == "无锡"


async def test_nothing_moves_while_somebody_types(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = furnished(room)
    async with a_house(room.url, "keeper", size=NARROW) as house:
        monkeypatch.setattr(live, "QUIET", 3600)
        await house.press("down")
        changed(room, cards.show(room.clerk, ids["章文"]), name="阿文")
        await house.until(lambda: house.screen.missed is not None)
        await house.settle()
        assert "阿文" not in listed(house)
        monkeypatch.setattr(live, "QUIET", 0.05)
        house.app._waits.stop()
        house.app._paused()
        await house.until(lambda: "阿文" in listed(house))


async def test_nothing_moves_while_another_screen_is_above(room: Room) -> None:
    ids = furnished(room)
    async with a_house(room.url, "keeper", size=NARROW) as house:
        drawer = house.screen
        assert isinstance(drawer, DrawerScreen)
        await house.press("f9")
        changed(room, cards.show(room.clerk, ids["章文"]), name="阿文")
        await house.until(lambda: drawer.missed is not None)
        assert isinstance(house.screen, CommandsScreen)
        assert "阿文" not in [row.name for row in drawer.cards.window.rows]
        await house.press("escape")
        await house.until(lambda: "阿文" in listed(house))
        assert drawer.missed is None


async def test_what_one_does_oneself_is_no_news(either_room: Room) -> None:
    room = either_room
    a_card(room, "张伟")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        heard: list[Any] = []
        assert house.app.watcher is not None
        house.app.watcher._heard = heard.append
        await house.press("f7")
        await house.type("sales")
        await house.press("tab")
        await house.type("visit")
        await house.press("ctrl+s")
        assert "Lent" in house.said
        await house.until(lambda: not house.app.ours._marks)
        a_card(room, "李娜")
        await house.until(lambda: heard)
        assert len(heard) == 1
