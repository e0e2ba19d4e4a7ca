"""Somebody else writes for long: what is saved here waits aside, what is typed is kept, and all may be read."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import psycopg
import pytest

from screens.card import CardScreen
from screens.drawer import DrawerScreen
from store import database, drafts, engines, news, whereabouts
from tests.conftest import Room, open_furnished
from tests.screens.house import House, a_house
from tests.screens.test_away import typed
from tests.screens.test_drawer import listed
from tests.store.builders import a_card
from tui import app, coming_in, live

WAITS = "this waits for them"
CITIES = "select city, version from card join card_details on card_id = id order by id"
both_engines = pytest.mark.parametrize("engine", ["sqlite_url", "postgresql_url"])


@pytest.fixture
def engine() -> str:
    return "sqlite_url"


@pytest.fixture
def room(engine: str, request: pytest.FixtureRequest) -> Room:
    return open_furnished(request.getfixturevalue(engine))


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test wait for as long as people do."""
    for module in (app, coming_in):
        monkeypatch.setattr(module, "AT_THE_KEYS", 0.02)
    monkeypatch.setattr(news, "PAUSES", (0.0, 0.05))
    monkeypatch.setattr(live, "QUIET", 0.05)
    monkeypatch.setattr(live, "BETWEEN", 0.05)


@contextmanager
def somebody_writes(room: Room) -> Iterator[None]:
    """Another program writes to all cards, and is not done before the end."""
    path = database.sqlite_path(room.url)
    with closing(sqlite3.connect(path) if path else psycopg.connect(room.url)) as other:
        other.execute("update card set region = region")
        yield
        other.rollback()


async def saving_waits(house: House) -> None:
    house.send("ctrl+s", "enter")
    await house.until(lambda: WAITS in house.said)


@both_engines
async def test_a_save_waits_for_whoever_writes_and_all_may_be_read_meanwhile(room: Room) -> None:
    a_card(room, "张伟", city="南京")
    a_card(room, "赵武")
    async with a_house(room.url, "clerk") as house:
        await typed(house, "city", "无锡")
        with somebody_writes(room):
            await saving_waits(house)
            assert isinstance(house.screen, CardScreen)
            assert await house.app.store(database.rows, CITIES) == [("南京", 1), (None, 1)]
        await house.until(lambda: "Saved NJ000001" in house.said)
        await house.until(lambda: house.screen.missed is None)
        assert "Saved NJ000001" in house.said
    database.connect(room.url)
    assert database.rows(CITIES) == [("无锡", 2), (None, 1)]


@both_engines
async def test_who_goes_on_to_the_list_sees_there_what_was_saved_at_last(room: Room) -> None:
    a_card(room, "张伟")
    async with a_house(room.url, "clerk") as house:
        await typed(house, "name", "张伟民")
        with somebody_writes(room):
            await saving_waits(house)
            house.send("escape")
            await house.until(lambda: isinstance(house.screen, DrawerScreen))
            assert listed(house) == ["张伟"]
        await house.until(lambda: listed(house) == ["张伟民"] and "Saved NJ000001" in house.said)


@both_engines
async def test_a_card_lent_while_somebody_writes_is_lent_once(room: Room) -> None:
    card = a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f7", "z", "tab")
        await house.type("visit")
        with somebody_writes(room):
            house.send("f7")
            await house.until(lambda: WAITS in house.said)
        await house.settle()
        assert "Lent" in house.said
    database.connect(room.url)
    assert whereabouts.where(room.keeper, card.id).loan is not None
    assert database.rows("select count(*) from journal_entry where act = 'lend'") == [(1,)]


async def test_what_is_typed_while_somebody_writes_is_kept_here_and_then_in_the_room(room: Room) -> None:
    a_card(room, "张伟", city="南京")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        house.screen.form.go_to("city")
        with somebody_writes(room):
            await house.type("无锡")
            (kept,) = house.app.kept_unsent()
            assert "无锡" in str(kept.values)
            assert WAITS not in house.said
        await house.until(lambda: drafts.mine(room.clerk))
        await house.until(lambda: not house.app.kept_unsent())


@both_engines
async def test_who_leaves_while_a_save_waits_is_not_kept_and_finds_a_draft(room: Room) -> None:
    a_card(room, "张伟", city="南京")
    with ExitStack() as others:
        async with a_house(room.url, "clerk") as house:
            await typed(house, "city", "无锡")
            others.enter_context(somebody_writes(room))
            await saving_waits(house)
        house.app._waiting.shutdown()
    database.connect(room.url)
    assert database.rows(CITIES) == [("南京", 1)]
    assert len(drafts.mine(room.clerk)) == 1


async def test_whoever_waits_longer_than_anybody_writes_is_told_that_nothing_changed(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_card(room, "张伟", city="南京")
    monkeypatch.setattr(engines, "LOCK_WAIT", 0.05)
    async with a_house(room.url, "clerk") as house:
        await typed(house, "city", "无锡")
        with somebody_writes(room):
            await house.press("ctrl+s", "enter")
            assert "Nothing was changed; try again in a moment" in house.said
        await house.press("ctrl+s")
        assert "Saved NJ000001" in house.said
