"""The line to the server is cut: what is on the screen is read on, what is saved is kept and sent later, once."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from screens.ask import AskScreen
from screens.card import CardScreen
from screens.choose import MeanwhileScreen
from screens.count import CountScreen
from screens.desk import DeskScreen
from screens.drafts import DraftsScreen
from screens.drawer import DrawerScreen
from store import access, cards, database, drafts, news, stocktakings, submitted
from store.card_edits import Edit
from tests.conftest import Room, furnish, in_memory, open_furnished
from tests.screens.house import NARROW, WIDE, House, a_house
from tests.screens.test_drawer import listed
from tests.servers import begun, on_server, restart
from tests.store.builders import a_card
from tests.store.processes import Gate, Other
from tests.store.proxies import Line, a_line
from tui import live


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test wait for as long as people do."""
    monkeypatch.setattr(news, "PAUSES", (0.0, 0.05))
    monkeypatch.setattr(live, "QUIET", 0.05)
    monkeypatch.setattr(live, "BETWEEN", 0.05)


@pytest.fixture
def room(postgresql_url: str) -> Room:
    return open_furnished(postgresql_url)


@pytest.fixture
def line(room: Room) -> Iterator[Line]:
    with a_line(room.url) as line:
        yield line
        database.disconnect()


async def cut(house: House, line: Line) -> None:
    line.cut()
    await house.until(lambda: house.app.away_since is not None)
    assert "no line since " in house.lines()[0]


async def mended(house: House, line: Line) -> None:
    line.mend()
    await house.until(lambda: house.app.away_since is None and not house.app.unsent)
    await house.settle()
    await house.until(lambda: "no line" not in house.lines()[0])


async def typed(house: House, field: str, text: str) -> None:
    """Something typed into the card that is open, or into the one under the cursor."""
    if not isinstance(house.screen, CardScreen):
        await house.press("enter")
    await house.press("f2")
    house.screen.form.go_to(field)
    await house.type(text)


def _changes(say: Callable[[Any], None], gate: Gate, staff: int, card: int, city: str) -> None:
    gate.wait()
    actor = access.actor_of(staff)
    cards.save(actor, card, cards.show(actor, card).version, Edit({"city": city}))
    say("saved")


def cities(room: Room) -> list[tuple[Any, ...]]:
    database.connect(room.url)
    return database.rows("select name, city, version from card join card_details on card_id = id order by id")


async def test_what_is_saved_without_a_line_is_kept_and_sent_once_when_it_is_back(room: Room, line: Line) -> None:
    a_card(room, "张伟", city="南京")
    a_card(room, "赵武")
    async with a_house(line.url, "clerk", size=WIDE) as house:
        await typed(house, "city", "无锡")
        await cut(house, line)
        await house.press("ctrl+s", "enter")
        assert "kept on this machine" in house.said
        assert "1 to send" in house.lines()[0]
        assert "kept here" in house.lines()[1]
        assert "无锡" in house.text()
        await house.press("escape")
        assert isinstance(house.screen, DrawerScreen)
        assert len(listed(house)) == 2
        await house.press("ctrl+n")
        assert "no line to the database" in house.said
        await mended(house, line)
        assert "1 save that was kept here is sent" in house.said
        await house.until(lambda: house.screen.cards.row.version == 2)
    assert cities(room) == [("张伟", "无锡", 2), ("赵武", None, 1)]


async def test_what_is_typed_back_without_a_line_leaves_no_draft_and_no_alarm(room: Room, line: Line) -> None:
    a_card(room, "张伟", city="南京")
    async with a_house(line.url, "clerk") as house:
        await typed(house, "city", "无锡")
        assert len(drafts.mine(room.clerk)) == 1
        await cut(house, line)
        house.screen.form.edit(False)
        await typed(house, "city", "南京")
        assert house.said == ""
        await mended(house, line)
        await house.until(lambda: not drafts.mine(room.clerk))
        await cut(house, line)
        await house.press("escape", "escape")
        assert isinstance(house.screen, DrawerScreen)
        assert house.said == "", "the top line tells of the line; nobody asked for the list"


async def test_beside_the_list_it_is_not_said_that_there_is_no_line(room: Room, line: Line) -> None:
    upper, lower = a_card(room, "张伟"), a_card(room, "赵武")
    async with a_house(line.url, "clerk", size=WIDE) as house:
        await house.press("end")
        await house.until(lambda: house.screen.preview.record and house.screen.preview.record.id == lower.id)
        await cut(house, line)
        await house.press("home")
        await house.until(lambda: house.screen.preview.row and house.screen.preview.row.id == upper.id)
        await house.settle()
        assert house.said == ""


async def test_what_a_colleague_saved_meanwhile_is_met_field_by_field(room: Room, line: Line) -> None:
    card = a_card(room, "张伟", city="南京").id
    gate = Gate()
    other = Other(room.url, _changes, gate, room.keeper.staff_id, card, "上海")
    async with a_house(line.url, "clerk") as house:
        await typed(house, "city", "无锡")
        await cut(house, line)
        await house.press("ctrl+s", "enter")
        gate.opened.set()
        assert other.end() == ["saved"]
        await mended(house, line)
        assert isinstance(house.screen, MeanwhileScreen)
        assert "上海" in house.text()
        await house.press("right", "ctrl+s")
        assert "Saved" in house.said
    assert cities(room) == [("张伟", "无锡", 3)]


async def test_a_save_whose_answer_got_lost_is_not_applied_twice(room: Room, line: Line) -> None:
    a_card(room, "张伟", city="南京")
    async with a_house(line.url, "clerk") as house:
        await typed(house, "city", "无锡")
        line.swallows_commit = True
        await house.press("ctrl+s", "enter")
        line.swallows_commit = False
        assert "kept on this machine" in house.said
        await mended(house, line)
        await house.until(lambda: "is sent" in house.said)
    assert cities(room) == [("张伟", "无锡", 2)]


async def test_what_was_typed_without_a_line_outlives_the_program(room: Room, line: Line) -> None:
    card = a_card(room, "张伟", city="南京").id
    async with a_house(line.url, "clerk") as house:
        await typed(house, "city", "无锡")
        await cut(house, line)
        await typed(house, "region", "江苏")
        await house.press("escape", "escape", "down", "enter")
    line.mend()
    async with a_house(line.url, "clerk") as house:
        await house.until(lambda: house.app.shelf is not None and not house.app.shelf.kept)
        kept = drafts.of(room.clerk, card)
        assert kept is not None
        assert kept.values["texts"] == {"city": "无锡", "region": "江苏"}


async def test_the_desk_keeps_its_stack_and_goes_on_when_the_line_is_back(room: Room, line: Line) -> None:
    a_card(room, "张伟")
    a_card(room, "李娜")
    async with a_house(line.url, "keeper") as house:
        await house.press("ctrl+d")
        assert isinstance(house.screen, DeskScreen)
        await house.type("1")
        await house.press("enter")
        await cut(house, line)
        await house.type("2")
        await house.press("enter")
        house.screen.form.focus()
        await house.type("sales")
        await house.press("tab")
        await house.type("visit")
        await house.press("f7")
        assert "nothing was lent" in house.said
        assert len(house.screen.stack) == 2
        await mended(house, line)
        await house.until(lambda: all(one.card for one in house.screen.stack))
        line.swallows_commit = True
        await house.press("f7")
        line.swallows_commit = False
        assert "said here whether it was done" in house.said
        await mended(house, line)
        await house.until(lambda: "was cut is done" in house.said)
        await house.until(lambda: all(one.returnable for one in house.screen.stack))


async def test_what_the_desk_asks_by_itself_does_not_say_that_nothing_was_lent(room: Room, line: Line) -> None:
    a_card(room, "张伟")
    async with a_house(line.url, "keeper") as house:
        await house.press("ctrl+d")
        await house.type("1")
        await house.press("enter")
        house.screen.form.focus()
        line.cut()
        await house.type("sales")
        await house.press("tab")
        await house.until(lambda: house.app.away_since is not None)
        await house.settle()
        assert house.said == ""
        await mended(house, line)
        await house.until(lambda: house.screen.checked)  # it was asked again


@pytest.fixture
def own_server(postgresql_server: str) -> Iterator[Any]:
    """A server that may be restarted, apart from the one that the other tests use."""
    server = begun(Path(tempfile.mkdtemp(prefix="cardkeeper-", dir=in_memory())), "delete")
    yield server
    database.disconnect()
    server.cleanup()


async def test_a_server_that_restarts_under_the_program_is_found_again(own_server: Any) -> None:
    url = own_server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create database own_room")
    furnish(on_server(url, "own_room"))
    room = open_furnished(on_server(url, "own_room"))
    card = a_card(room, "张伟", city="南京")
    async with a_house(room.url, "clerk") as house:
        await typed(house, "city", "无锡")
        await house.app.compute(restart, own_server, "immediate")
        await house.press("ctrl+s", "enter")
        await house.until(lambda: "Saved" in house.said or "is sent" in house.said)
        assert cards.show(room.clerk, card.id).version == 2
        cards.save(room.keeper, card.id, 2, Edit({"region": "江苏"}))
        await house.until(lambda: "江苏" in house.text())


async def test_what_is_typed_on_after_a_save_that_waits_goes_on_from_it(room: Room, line: Line) -> None:
    card = a_card(room, "张伟", city="南京").id
    async with a_house(line.url, "clerk") as house:
        await typed(house, "city", "无锡")
        await cut(house, line)
        await house.press("ctrl+s", "enter")
        await typed(house, "region", "江苏")
        await mended(house, line)
        await house.until(lambda: house.screen.work.based_on == 2)
        await house.until(lambda: drafts.of(room.clerk, card))
        assert drafts.of(room.clerk, card).values["texts"] == {"region": "江苏"}
        await house.press("ctrl+s")
        assert "Saved" in house.said
    assert cities(room) == [("张伟", "无锡", 3)]


async def test_numbers_counted_without_a_line_wait_for_it(room: Room, line: Line) -> None:
    a_card(room, "张伟")
    a_card(room, "李娜")
    async with a_house(line.url, "keeper") as house:
        stocktakings.begin(room.keeper)
        await house.press("shift+f4")
        assert isinstance(house.screen, CountScreen)
        await cut(house, line)
        for number in ("1", "2"):
            await house.type(number)
            await house.press("enter")
        assert "2 numbers wait here" in house.said
        await house.press("escape")
        assert isinstance(house.screen, AskScreen)
        await house.press("escape")
        await mended(house, line)
        await house.until(lambda: house.screen.tally and house.screen.tally.seen == 2)


async def test_what_is_not_saved_yet_has_a_list(room: Room, line: Line) -> None:
    first, second = a_card(room, "张伟").id, a_card(room, "李娜").id
    drafts.keep(room.clerk, first, 1, {"texts": {"city": "无锡"}, "was": {"city": ""}})
    async with a_house(line.url, "clerk", size=NARROW) as house:
        assert house.screen.cards.row.id == second
        await typed(house, "city", "苏州")
        await cut(house, line)
        await house.press("ctrl+s", "enter", "escape")
        for here in (True, False):
            await house.press("f9")
            await house.type("drafts")
            await house.press("enter")
            assert isinstance(house.screen, DraftsScreen)
            assert [one.here for one in house.screen.rows.window.rows] == [here]
            if here:
                assert "to be sent" in house.text()
                await house.press("escape")
                await mended(house, line)
        assert "张伟" in house.text()
        await house.press("enter")
        assert "无锡" in house.text()


async def test_a_new_card_and_a_submission_are_sent_too(room: Room, line: Line) -> None:
    async with a_house(line.url, "clerk") as house:
        await house.press("ctrl+n")
        await house.type("王芳")
        await cut(house, line)
        await house.press("ctrl+s", "enter")
        assert isinstance(house.screen, DrawerScreen)
        assert "1 to send" in house.lines()[0]
        await mended(house, line)
        await house.until(lambda: listed(house) == ["王芳"])
    assert drafts.of(room.clerk, None) is None
    async with a_house(line.url, "sales") as house:
        await house.press("ctrl+n")
        await house.type("李娜")
        await cut(house, line)
        await house.press("ctrl+s", "enter")
        assert isinstance(house.screen, DrawerScreen)
        await mended(house, line)
        assert [one.name for one in submitted.listed(room.sales)] == ["李娜"]
