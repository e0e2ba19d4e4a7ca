"""Held warranties by the keys pressed (W2), and a sheet of another kind (X1)."""

from datetime import date
from pathlib import Path

import pytest

from locales.words import LANGUAGES
from screens.drawer import DrawerScreen
from screens.held import HeldScreen
from screens.import_columns import ColumnsScreen
from screens.import_sheet import PlanScreen
from store import shipped, warranties
from tests.conftest import Room
from tests.importers import workbooks
from tests.importers.workbooks import SAMPLES
from tests.screens.house import NARROW, a_house
from tests.screens.test_sheets import bring

UNITS = [["机号", "型号", "出货日期", "经销商"], ["KA1", "LED-43X", "2025-10-01", "西店"]]
SOLD = [
    ["姓名", "手机", "型号", "机号", "购买日期", "经销商"],
    ["张伟", "13800000001", "KFR", "KA1", date(2025, 9, 30), "北店"],
]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_register_comes_in_a_warranty_is_held_by_it_and_settled(room: Room, tmp_path: Path, language: str):
    async with a_house(room.url, "clerk", size=NARROW, language=language) as house:
        await bring(house, workbooks.xlsx(tmp_path / "units.xlsx", UNITS))
        assert isinstance(house.screen, PlanScreen)
        assert house.screen.plan.source.kind == "shipped"
        assert "LED-43X" in house.text()
        await house.press("f10")
        assert isinstance(house.screen, DrawerScreen)
        assert len(list(shipped.every(room.clerk))) == 1
        await bring(house, workbooks.xlsx(tmp_path / "sold.xlsx", SOLD))
        await house.press("f10")
        house.app.push_screen(HeldScreen())
        await house.settle()
        assert "KA1" in house.text()
        await house.press("f10")
        await house.type("invoice seen")
        await house.press("enter")
        assert isinstance(house.screen, HeldScreen)
        assert "KA1" in house.said
        assert warranties.count_held(room.clerk) == 0
        await house.press("ctrl+z")
        assert warranties.count_held(room.clerk) == 1
        assert house.screen.row.values["serial"] == "KA1"


async def test_another_kind_is_chosen_where_the_sheet_is_looked_at(room: Room):
    async with a_house(room.url, "clerk") as house:
        await bring(house, SAMPLES / "leeds_q1.xlsx")
        assert house.screen.plan.source.kind == "warranty"
        await house.press("f4")
        assert isinstance(house.screen, ColumnsScreen)
        kinds = [code for code, _ in house.screen.form.fields[1].choices]
        assert kinds[0] == "warranty"
        await house.press("tab", *["right"] * kinds.index("shipped"), "ctrl+s")
        assert isinstance(house.screen, PlanScreen)
        assert house.screen.plan.source.kind == "shipped"
