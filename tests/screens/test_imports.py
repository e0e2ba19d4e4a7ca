"""Imports listed, looked at again and undone, by the keys pressed (X1)."""

from decimal import Decimal
from pathlib import Path

import pytest

from locales.words import LANGUAGES
from screens.drawer import DrawerScreen
from screens.import_file import ImportFileScreen
from screens.import_sheet import PlanScreen
from screens.imports import BroughtScreen, ImportsScreen
from screens.undo_import import UndoImportScreen
from store import cards, listing, loans
from store.acts import bring_in, merge
from store.acts.plans import SheetRow, Source
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.screens.test_sheets import OTHER, SOUND, a_sheet, bring
from tests.store.builders import a_card, changed

PHONE = "+8613010000007"
SOURCE = Source("warranty", "march.xlsx", "0123456789abcdef", "三月", "CN", "CNY", (("<name>", "name"),))


def row(number: int, name: str = "李强", serial: str = "KA1", **values: object) -> SheetRow:
    return SheetRow(number, '["…"]', {"name": name, "serial": serial, **values})


def brought_in(room: Room, *rows: SheetRow, digest: str = "0123456789abcdef") -> int:
    plan = bring_in.stage(room.clerk, SOURCE._replace(digest=digest), rows)
    return bring_in.commit(room.clerk, plan.id).number or 0


async def imports(house: House) -> None:
    await house.press("f9")
    await house.type("imports")
    await house.press("enter")
    assert isinstance(house.screen, ImportsScreen)


async def test_imports_are_listed_and_their_rows_looked_at_again(room: Room) -> None:
    brought_in(room, row(2), row(3, "王芳", "KA2"))
    brought_in(room, row(2, "赵六", "KA3"), digest="d2")
    async with a_house(room.url, "manager") as house:
        await imports(house)
        assert "2 imports" in house.lines()[1]
        assert house.lines()[3].split()[4:6] == ["New", "Updated"], "a heading begins with a capital"
        assert [line.number for line in house.screen.rows.window.rows] == [2, 1]
        assert "march.xlsx" in house.text()
        await house.press("down")
        assert "new 2 · 三月 · Warranty exchange cards · 01234567" in house.text()
        await house.press("enter")
        assert isinstance(house.screen, BroughtScreen)
        assert "SHA-256 of the file: 0123456789abcdef" in house.text()
        assert "brought in by Li Na" in house.text()
        assert not {"write", "columns", "edit"} & set(house.keys())
        await house.press("escape", "escape")
        assert isinstance(house.screen, DrawerScreen)


async def test_an_import_is_undone_after_a_look(room: Room, tmp_path: Path) -> None:
    sheet = a_sheet(tmp_path, SOUND, OTHER)
    async with a_house(room.url, "clerk") as house:
        await bring(house, sheet)
        await house.press("f10")
        assert listing.count(room.clerk) == 2
        await house.press("f10", "f4")
        assert isinstance(house.screen, ImportsScreen)
        await house.press("delete")
        assert isinstance(house.screen, UndoImportScreen)
        assert "2 new cards go" in house.text()
        assert listing.count(room.clerk) == 2
        await house.press("f10")
        assert "Import 1 is undone" in house.said
        assert listing.count(room.clerk) == 0
        assert "undone" in house.text()
        assert "undo_import" not in house.keys()
        await house.press("escape")
        assert isinstance(house.screen, ImportFileScreen)


async def test_a_field_changed_since_is_chosen_before_the_undo(room: Room) -> None:
    known = a_card(room, phone=PHONE, address="中山路 81 号", city="南京")
    brought_in(room, row(2, "张伟", phone=PHONE, address="新街口 1 号", city="苏州"), row(3))
    loans.lend(room.keeper, [cards.card_id(room.clerk, "NJ000002")], to="sales", purpose="visit")
    changed(room, cards.show(room.clerk, known.id), address="太平路 3 号", city="无锡")
    async with a_house(room.url, "clerk") as house:
        await imports(house)
        await house.press("delete")
        for text in ("中山路 81 号", "新街口 1 号", "太平路 3 号", "is out (NJ000002)", "2 fields were changed since"):
            assert text in house.text()
        await house.press("f10")
        assert "2 fields were changed since. Choose" in house.said
        await house.press("right", "left", "f10")
        assert "is undone" in house.said
    after = cards.show(room.clerk, known.id).values
    assert (after["address"], after["city"]) == ("中山路 81 号", "无锡")


async def test_all_fields_are_chosen_with_one_key(room: Room) -> None:
    known = a_card(room, phone=PHONE, address="中山路 81 号", city="南京")
    brought_in(room, row(2, "张伟", phone=PHONE, address="新街口 1 号", city="苏州"))
    changed(room, cards.show(room.clerk, known.id), address="太平路 3 号", city="无锡")
    async with a_house(room.url, "clerk") as house:
        await imports(house)
        await house.press("delete", "shift+left", "shift+right", "f10")
        assert "is undone" in house.said
    after = cards.show(room.clerk, known.id).values
    assert (after["address"], after["city"]) == ("中山路 81 号", "南京")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_merged_since_is_said_with_what_to_do_first(room: Room, language: str) -> None:
    older = a_card(room, "王芳")
    brought_in(room, row(2, "张伟"), row(3))
    merge.merge(room.manager, older.id, cards.card_id(room.clerk, "2"))
    async with a_house(room.url, "clerk", language=language, size=NARROW) as house:
        await imports(house)
        await house.press("delete")
        told = " ".join(line.strip() for line in house.lines()[3:8])
        for text in {
            "en": ("merged into another card (NJ000002 → NJ000001)", "taken apart: do that first"),
            "fr": ("fusionnée dans une autre fiche (NJ000002 → NJ000001)", "commencez par elle"),
            "zh_CN": ("已并入另一张卡 (NJ000002 → NJ000001)", "请先撤销合并"),
        }[language]:
            assert text in told
        await house.press("f10")
    assert cards.show(room.clerk, older.id).goods


async def test_a_clerk_may_not_undo_what_somebody_else_brought_in(room: Room) -> None:
    brought_in(room, row(2))
    async with a_house(room.url, "keeper") as house:
        await imports(house)
        assert "undo_import" not in house.keys()
        await house.press("delete")
        assert isinstance(house.screen, ImportsScreen)


@pytest.mark.parametrize("act", ["write", "undo"])
async def test_esc_stops_a_write_and_leaves_nothing(room: Room, act: str) -> None:
    rows = [row(place, f"Dupont {place}", f"S{place}") for place in range(2, 402)]
    plan = bring_in.stage(room.clerk, SOURCE, rows)
    if act == "undo":
        bring_in.commit(room.clerk, plan.id)
    async with a_house(room.url, "clerk") as house:
        if act == "write":
            await house.press("f10", "enter")
            assert isinstance(house.screen, PlanScreen)
            working = house.screen.writing
        else:
            await imports(house)
            await house.press("delete")
            assert isinstance(house.screen, UndoImportScreen)
            working = house.screen.undoing
        screen = house.screen
        house._send("f10")
        await house.until(lambda: working.progress is not None and working.progress[1])
        assert "Esc stops." in screen.hint()
        await house.press("escape")
        assert "Stopped. Nothing was written." in house.said
        assert (working.progress, house.screen) == (None, screen)
    assert listing.count(room.clerk) == (400 if act == "undo" else 0)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_cut_in_a_narrow_window(room: Room, language: str) -> None:
    known = a_card(room, phone=PHONE, address="中山路 81 号")
    brought_in(room, row(2, "张伟", phone=PHONE, address="新街口 1 号"), row(3))
    changed(room, cards.show(room.clerk, known.id), address="太平路 3 号")
    async with a_house(room.url, "clerk", language=language, size=NARROW) as house:
        house.screen.action_imports()
        await house.settle()
        assert "…" not in house.lines()[3]
        await house.press("delete")
        assert "…" not in "\n".join(house.lines()[2:9])


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "1,200.50 → CN¥900.00"), ("fr", "1 200,50 → 900,00 CNY"), ("zh_CN", "1,200.50 → ¥900.00")],
)
async def test_a_price_that_a_later_sheet_changed_is_told_in_its_currency(room: Room, language: str, told: str) -> None:
    brought_in(room, row(1, phone=PHONE, price=Decimal("1200.50")))
    brought_in(room, row(1, phone=PHONE, price=Decimal("900")), digest="another")
    async with a_house(room.url, "clerk", language=language, size=NARROW) as house:
        await house.press("enter", "shift+f6")
        assert told in house.text().replace("\u202f", " ").replace("\xa0", " ")
