"""When nobody is at the keys: the program is locked, and a place that nobody keeps is given up (K1)."""

import pytest

from screens.drawer import DrawerScreen
from screens.sign_in import SignInScreen
from store import cards, drafts
from tests.conftest import PASSWORD, Room, open_furnished
from tests.screens.house import House
from tests.store.builders import a_card
from tui.app import CardkeeperApp
from tui.command_line import main
from tui.commands import WRONG_USE
from tui.idle import Idle


@pytest.fixture
def room(sqlite_url: str) -> Room:
    return open_furnished(sqlite_url)


def opened(room: Room) -> CardkeeperApp:
    return CardkeeperApp(room.url, "en", actor=room.clerk, idle=Idle(lock=600, leave=3600))


async def pass_by(house: House, seconds: float) -> None:
    """As if nobody had been there for so long, when it is next looked."""
    house.app._idle._since -= seconds
    await house.app._idle.look(house.app)
    await house.settle()


async def test_it_is_locked_after_a_while_once_and_nothing_is_lost(room: Room) -> None:
    app = opened(room)
    async with app.run_test() as pilot:
        house = House(app, pilot)
        await house.settle()
        await house.press("ctrl+n")
        await house.type("Iris")
        await pass_by(house, 601)
        assert isinstance(app.screen, SignInScreen)
        assert "Iris" not in house.text()
        await pass_by(house, 100)
        assert sum(isinstance(screen, SignInScreen) for screen in app.screen_stack) == 1
        await house.type(PASSWORD)
        await house.press("enter")
        assert "Iris" in house.text()


async def test_whoever_is_there_is_not_locked_out(room: Room) -> None:
    app = opened(room)
    async with app.run_test() as pilot:
        house = House(app, pilot)
        await house.settle()
        for sign in (house.press("down"), house.paste("x"), pilot.hover(offset=(5, 5))):
            await pass_by(house, 500)
            await sign
        await pass_by(house, 200)
        assert isinstance(app.screen, DrawerScreen)


async def test_a_locked_place_is_given_up_with_its_draft_kept(room: Room) -> None:
    card = a_card(room, "Zara Patel")
    app = opened(room)
    async with app.run_test() as pilot:
        house = House(app, pilot)
        await house.settle()
        await house.press("f2")
        await house.type("x")
        await pass_by(house, 601)
        assert not app._exit
        app._idle._since -= 3000
        await app._idle.look(app)
        assert app._exit
    assert drafts.of(room.clerk, card.id) is not None
    assert cards.show(room.clerk, card.id).values["name"] == "Zara Patel"


async def test_who_does_not_sign_in_does_not_keep_the_place(room: Room) -> None:
    app = CardkeeperApp(room.url, "en", idle=Idle(lock=0.2, leave=3600))
    async with app.run_test() as pilot:
        await House(app, pilot).until(lambda: app._exit)


def test_minutes_that_are_no_number_are_one_sentence(
    room: Room, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARDKEEPER_LOCK_AFTER", "soon")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert main(["--database", room.url, "--language", "en"]) == WRONG_USE
    assert "“soon” is no whole number" in capsys.readouterr().err
