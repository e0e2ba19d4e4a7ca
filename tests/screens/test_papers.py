"""Papers from the screens, by the keys pressed (L2, L4)."""

from pathlib import Path

import pytest

from screens.ask import AskScreen
from screens.desk import DeskScreen
from screens.drawer import DrawerScreen
from screens.loans import LoansScreen
from screens.paper import PackScreen, WaitSlipScreen
from store import journal_pages, loans, reservations
from store.journal_pages import ALL
from tests.conftest import Room, open_furnished
from tests.screens.house import NARROW, House, a_house
from tests.screens.test_desk import numbers
from tests.store.builders import a_card


@pytest.fixture
def room(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return open_furnished(sqlite_url)


def lent(room: Room, *names: str, to: str = "sales", **values: str) -> list[int]:
    ids = [a_card(room, name, **values).id for name in names]
    loans.lend(room.keeper, ids, to=to, purpose="visit")
    return ids


def acts(room: Room) -> list[str]:
    return [line.act for line in journal_pages.page(room.manager, ALL, None, "after", 3)]


def papers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix in (".pdf", ".xlsx"))


async def test_the_pack_of_the_slip_under_the_cursor_is_written_where_one_says(room: Room, tmp_path: Path) -> None:
    lent(room, "Zara Patel", "Iris Dyke")
    async with a_house(room.url, "sales", size=NARROW) as house:
        await house.press("ctrl+g", "shift+f9")
        assert isinstance(house.screen, PackScreen)
        assert "Slip 1: 2 cards for Zhou Min" in house.text()
        await house.press("ctrl+s")
        assert "2 pages are in" in house.said
        assert isinstance(house.screen, LoansScreen)
        await house.press("shift+f9", "ctrl+s")
        assert isinstance(house.screen, AskScreen)
        await house.press("escape", "escape")
        await house.press("shift+f9", "ctrl+u")
        await house.type(str(tmp_path / "mine.xlsx"))
        await house.press("ctrl+s")
    assert papers(tmp_path) == ["mine.xlsx", "pack-1.pdf"]
    assert acts(room)[:2] == ["make_pack", "make_pack"]


async def test_a_workbook_is_refused_by_the_printer_before_it_is_written(room: Room, tmp_path: Path) -> None:
    lent(room, "Zara Patel")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+g", "shift+f9", "ctrl+u")
        await house.type(str(tmp_path / "mine.xlsx"))
        await house.press("tab", "right", "right", "ctrl+s")
        assert "is a workbook" in house.said
    assert papers(tmp_path) == []


async def test_what_no_font_has_is_named_and_its_code_is_offered(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.system._font_folders", tuple)
    lent(room, "Zara Patel", work_unit="\U000e5678 Ltd")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+g", "shift+f9", "ctrl+s")
        assert isinstance(house.screen, AskScreen)
        assert "NJ000001 Work unit" in house.text()
        assert papers(tmp_path) == []
        await house.press("enter")
        assert "1 page is in" in house.said
    assert papers(tmp_path) == ["pack-1.pdf"]


async def test_a_refusal_comes_before_anything_is_typed(room: Room) -> None:
    (card,) = lent(room, "Zara Patel")
    loans.lose(room.keeper, [card], "the drawer")
    loans.lend(room.keeper, [card], to="sales", purpose="visit", confirmed="a copy")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+g", "shift+f9")
        assert isinstance(house.screen, LoansScreen)
        assert "what was printed is void" in house.said


async def test_a_slip_just_lent_at_the_desk_is_printed_from_there(room: Room, tmp_path: Path) -> None:
    a_card(room, "Zara Patel")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await numbers(house, "NJ000001")
        assert "pack" not in house.keys()
        await house.press("f6", "f6", "z", "tab")
        await house.type("visit")
        await house.press("f7")
        assert "pack" in house.keys()
        await house.press("shift+f9", "ctrl+s")
        assert papers(tmp_path) == ["pack-1.pdf"]
        assert isinstance(house.screen, DeskScreen)


async def _back(house: House) -> None:
    await house.press("ctrl+d")
    await numbers(house, "NJ000001")
    assert "wait_slip" not in house.keys()
    await house.press("f8")


async def test_a_card_that_comes_back_to_the_desk_prints_the_slip_for_whoever_waits(room: Room, tmp_path: Path) -> None:
    (card,) = lent(room, "Zara Patel")
    reservations.reserve(room.keeper, [card], to="sales2", purpose="signing")
    async with a_house(room.url, "keeper") as house:
        await _back(house)
        assert "reserved by Sun Yan" in house.said
        assert "wait_slip" in house.keys()
        await house.press("ctrl+f8")
        assert isinstance(house.screen, WaitSlipScreen)
        assert "NJ000001 → Sun Yan" in house.text()
        await house.press("ctrl+s")
        assert papers(tmp_path) == ["reservation.pdf"]
        await house.press("escape")
        assert isinstance(house.screen, DrawerScreen)
        assert "wait_slip" in house.keys()
    assert acts(room)[0] == "make_wait_slip"


async def test_nobody_waits_and_no_slip_is_offered(room: Room) -> None:
    lent(room, "Zara Patel")
    async with a_house(room.url, "keeper") as house:
        await _back(house)
        assert "wait_slip" not in house.keys()


async def test_labels_are_a_command_of_the_drawer_for_the_marked_cards(room: Room, tmp_path: Path) -> None:
    for name in ("Zara Patel", "Iris Dyke"):
        a_card(room, name)
    async with a_house(room.url, "clerk") as house:
        await house.press("space", "space", "f9")
        await house.type("labels")
        await house.press("enter")
        assert "2 labels" in house.text()
        await house.press("tab", "tab")
        await house.type("25")
        await house.press("ctrl+s")
        assert "the places 1 to 24" in house.said
        await house.press("backspace", "ctrl+s")
        assert "1 page is in" in house.said
    assert papers(tmp_path) == ["labels.pdf"]
