"""In a browser nothing of the server's folders is shown or asked for; a name that is typed is a name (K5)."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from screens.import_fetched import ImportFetchedScreen
from screens.import_sheet import PlanScreen
from screens.paper import PackScreen
from screens.template import TemplateScreen
from store import loans
from tests.conftest import Room, open_furnished
from tests.screens.house import NARROW, House
from tests.screens.test_sheets import FAULTY, SOUND, a_sheet
from tests.store.builders import a_card
from tui.browser.child import BrowserApp
from tui.idle import Idle


@pytest.fixture
def room(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    (tmp_path / "server").mkdir()
    monkeypatch.chdir(tmp_path / "server")
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path / "session"))  # where Textual puts what no browser takes
    return open_furnished(sqlite_url)


@contextlib.asynccontextmanager
async def a_browser(room: Room, tmp_path: Path, user: str) -> AsyncIterator[House]:
    """The program as the process behind a page runs it, without the page."""
    folder = tmp_path / "session"
    folder.mkdir()
    app = BrowserApp(room.url, "en", folder, Idle())
    async with app.run_test(size=NARROW) as pilot:
        house = House(app, pilot)
        await house.settle()
        await house.type(user)
        await house.press("tab")
        await house.type("demo")
        await house.press("enter")
        yield house
        assert app.faults == []


def shows_a_path(house: House) -> bool:
    return "/" in house.text().replace("F3 or /", "").replace("http://", "")


async def command(house: House, name: str) -> None:
    await house.press("f9")
    await house.type(name)
    await house.press("enter")


@pytest.mark.parametrize(
    ("keys", "file"),
    [(("ctrl+e",), "cards.xlsx"), (("ctrl+g", "shift+f9"), "pack-1.pdf")],
    ids=["a list", "a paper"],
)
async def test_a_file_is_named_without_a_folder(room: Room, tmp_path: Path, keys: tuple[str, ...], file: str) -> None:
    loans.lend(room.keeper, [a_card(room, "Zara Patel").id], to="sales", purpose="visit")
    async with a_browser(room, tmp_path, "keeper") as house:
        await house.press(*keys)
        assert house.screen.form.values["file"] == file
        house.screen.form.go_to("file")
        await house.settle()
        assert "Your browser keeps it under this name" in " ".join(house.text().split())
        assert "print it." not in house.text()
        assert not shows_a_path(house)


async def test_templates_and_the_day_s_close_are_named_so_too(room: Room, tmp_path: Path) -> None:
    async with a_browser(room, tmp_path, "manager") as house:
        await command(house, "template")
        assert isinstance(house.screen, TemplateScreen)
        assert house.screen.form.values["file"] == "template.xlsx"
        await house.press("escape")
        await command(house, "close the day")
        assert house.screen.form.values["file"].startswith("close-")
        assert not shows_a_path(house)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("../../out.pdf", "out.pdf"), ("/etc/out.pdf", "out.pdf"), ("C:\\out.pdf", "out.pdf"), ("~/", "usual.pdf"),
        ("", "usual.pdf"),
    ],
)  # fmt: skip
def test_a_typed_path_is_a_name_in_the_session_s_own_folder(tmp_path: Path, typed: str, name: str) -> None:
    app = BrowserApp(f"sqlite:///{tmp_path}/none.db", "en", tmp_path, Idle())
    path = app.files.target(typed, lambda: "usual.pdf")
    assert (path.name, path.parent.parent) == (name, tmp_path)
    assert path != app.files.target(typed, lambda: "usual.pdf")


async def test_what_is_written_is_written_there_alone(room: Room, tmp_path: Path) -> None:
    loans.lend(room.keeper, [a_card(room, "Zara Patel").id], to="sales", purpose="visit")
    async with a_browser(room, tmp_path, "keeper") as house:
        await house.press("ctrl+g", "shift+f9", "ctrl+u")
        await house.type("../../outside.pdf")
        await house.press("ctrl+s")
        assert house.said == "1 page is in outside.pdf."
    assert list((tmp_path / "server").iterdir()) == []
    assert not [path for path in tmp_path.rglob("*outside*") if tmp_path / "session" not in path.parents]


async def test_a_refusal_names_the_file_and_not_where_it_lies(room: Room, tmp_path: Path) -> None:
    loans.lend(room.keeper, [a_card(room, "Zara Patel").id], to="sales", purpose="visit")
    async with a_browser(room, tmp_path, "keeper") as house:
        await house.press("ctrl+g", "shift+f9", "ctrl+u")
        await house.type("pack.docx")
        await house.press("ctrl+s")
        assert isinstance(house.screen, PackScreen)
        assert house.said.startswith("“pack.docx”: this is written to a file that ends in")


async def test_a_sheet_is_fetched_and_forgotten_when_it_has_been_looked_at(room: Room, tmp_path: Path) -> None:
    async with a_browser(room, tmp_path, "clerk") as house:
        house._send("f10")
        await house.until(lambda: house.app.files._wanted is not None)
        assert isinstance(house.screen, ImportFetchedScreen)
        assert not shows_a_path(house)
        came = tmp_path / "session" / "one"
        came.mkdir()
        sheet = a_sheet(came, SOUND, FAULTY)
        house.app.files.came("another key", str(sheet))
        assert house.app.files._wanted is not None
        house.app.files.came(house.app.files._wanted[0], str(sheet))
        await house.settle()
        assert isinstance(house.screen, PlanScreen)
        assert sheet.exists()
        await house.press("ctrl+e")
        assert "march problems.xlsx" in house.text()
        assert not shows_a_path(house)
        await house.press("escape", "escape")
        assert not came.exists()
        house._send("f10")
        await house.until(lambda: isinstance(house.screen, ImportFetchedScreen) and "waits" in house.text())
        await house.press("down", "enter")
        assert isinstance(house.screen, PlanScreen)


async def test_no_room_is_made_in_a_browser(tmp_path: Path) -> None:
    app = BrowserApp(f"sqlite:///{tmp_path}/none.db", "en", tmp_path, Idle())
    async with app.run_test(size=NARROW) as pilot:
        house = House(app, pilot)
        await house.settle()
        assert "Who is there?" in house.text()
        assert "There is no card room at" in house.said
    assert not (tmp_path / "none.db").exists()


async def test_no_key_is_named_that_a_browser_keeps(room: Room, tmp_path: Path) -> None:
    async with a_browser(room, tmp_path, "clerk") as house:
        assert "No cards yet. Ins makes one" in house.text()
        assert "Ctrl+N" not in house.text()
        await house.press("f1")
        assert "Ins" in house.text()
        await house.press("escape", "f9")
        for kept in ("Ctrl+N", "Ctrl+Q", "Ctrl+T"):
            assert kept not in house.text()
        a_card(room, "Zara Patel")
        await house.press("escape", "f5", "enter")
        assert "Alt+↓ Next card" in house.text()
