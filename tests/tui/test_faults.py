"""A fault of the program itself, met by the screen, and a room that only follows another: one sentence each."""

import stat
from pathlib import Path
from typing import Any

import pytest

from screens.sign_in import SignInScreen
from store import system
from tests.conftest import Room, open_furnished
from tests.screens.house import _known, a_house
from tui.app import CardkeeperApp


@pytest.fixture
def room(sqlite_url: str) -> Room:
    return open_furnished(sqlite_url)


def _fail(name: str) -> None:
    raise ValueError(f"no {name}")


async def test_a_fault_that_ends_the_program_says_so_in_a_sentence(
    room: Room, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = CardkeeperApp(room.url, "en", actor=_known(room.url, "keeper"))

    async def goes_wrong(_pilot: Any) -> None:
        app.call_later(_fail, "张伟")

    await app.run_async(headless=True, auto_pilot=goes_wrong)
    shown = " ".join("".join(capsys.readouterr()).split())
    (kept,) = tmp_path.rglob("faults.log")
    assert app.return_code == 1
    assert "The program itself went wrong (ValueError). What was saved stays saved" in shown
    assert "张伟" not in shown + kept.read_text(encoding="utf-8")
    assert "_fail" in kept.read_text(encoding="utf-8")
    if not system.WINDOWS:
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


async def test_the_program_does_not_open_where_nothing_could_be_noted(postgresql_url: str) -> None:
    standby = f"{postgresql_url}&options=-c default_transaction_read_only%3Don"
    async with a_house(standby, "keeper") as house:
        assert house.said.startswith("This is a copy of the card room")
        assert isinstance(house.screen, SignInScreen)
