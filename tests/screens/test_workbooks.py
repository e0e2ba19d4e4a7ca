"""A list that leaves with chosen fields in any language, and templates, by the keys pressed (X2)."""

from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from importers.sheets import bring, export, templates
from locales.words import LANGUAGES, words
from screens.ask import AskScreen
from screens.drawer import DrawerScreen
from screens.export import ExportScreen
from screens.pick_fields import PickFieldsScreen
from screens.template import TemplateScreen
from store.acts.card_columns import COLUMNS
from store.acts.plans import Outcome
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card


def headers(path: Path) -> list[Any]:
    return [cell.value for cell in openpyxl.load_workbook(path).active[1]]


async def fill(house: House, field: str, text: str) -> None:
    house.screen.form.go_to(field)
    await house.press("end", "shift+home")
    await house.type(text)


async def mark_only(house: House, *names: str) -> None:
    """Mark just these fields, as a hand does."""
    await house.press("f4", "ctrl+u", "home")
    assert isinstance(house.screen, PickFieldsScreen)
    known = [row.name for row in house.screen.fields]
    at = 0
    for name in sorted(names, key=known.index):
        await house.burst(*["down"] * (known.index(name) - at), "space")
        at = known.index(name) + 1
    await house.press("ctrl+s")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_list_leaves_with_the_chosen_fields_in_the_chosen_language(
    room: Room, tmp_path: Path, language: str
) -> None:
    a_card(room, "Iris", phone="13010000007", remarks="a dog", goods=({"product": "Fan", "maker": "ours"},))
    path = tmp_path / "a.xlsx"
    async with a_house(room.url, "clerk", size=NARROW, language=language) as house:
        await house.press("ctrl+e")
        await house.type("letters")
        await fill(house, "file", str(path))
        await mark_only(house, "phone", "goods")
        assert house.screen.form.field.name == "columns"
        assert words(language)(export.FIELDS["phone"].label) in house.text()
        other = "fr" if language == "en" else "en"
        house.screen.form.go_to("language")
        while house.screen.form.values["language"] != other:
            await house.press("right")
        await house.press("ctrl+s")
        assert isinstance(house.screen, DrawerScreen)
        assert str(path) in house.said.replace("\n", "")
    goods = [f"goods1_{name}" for name in export.ROW_TABLES["goods"]]
    names = ["card_no", "version", "name", "phone", *goods]
    assert headers(path) == [words(other)(COLUMNS[name].label) for name in names]
    assert bring.stage(room.clerk, path, None).counts[Outcome.UNCHANGED] == 1


async def test_all_fields_are_one_choice_and_fields_not_chosen_yet_are_asked_for(room: Room, tmp_path: Path) -> None:
    a_card(room, "Iris")
    async with a_house(room.url, "clerk") as house:
        for file, choice in (("all", "right"), ("chosen", "left")):
            await house.press("ctrl+e")
            await house.type("letters")
            await fill(house, "file", str(tmp_path / file))
            house.screen.form.go_to("columns")
            await house.press(choice, "ctrl+s")
            if choice == "left":
                assert isinstance(house.screen, PickFieldsScreen)
                assert {row.name for row in house.screen.rows.chosen} == set(export.usual_fields("cards"))
                await house.press("enter", "ctrl+s")
            assert isinstance(house.screen, DrawerScreen)
    assert len(headers(tmp_path / "all.xlsx")) == 2 + len(export.FIELDS)
    assert len(headers(tmp_path / "chosen.xlsx")) == 2 + len(export.usual_fields("cards"))


async def test_nothing_is_chosen_by_leaving_the_fields(room: Room) -> None:
    a_card(room, "Iris")
    async with a_house(room.url, "clerk") as house:
        await house.press("ctrl+e", "f4", "ctrl+u")
        assert "number and name are always there" in house.text()
        assert "accept" not in house.keys()
        await house.press("ctrl+s")
        assert isinstance(house.screen, PickFieldsScreen)
        await house.press("escape")
        assert isinstance(house.screen, ExportScreen)
        assert house.screen.form.values["columns"] == "usual"
        await house.press("escape")
        assert isinstance(house.screen, DrawerScreen)


async def test_a_list_that_is_asked_for_keeps_its_fields_and_the_manager_sees_which(room: Room, tmp_path: Path) -> None:
    a_card(room, "Iris", phone="13010000007", salesperson=room.sales.staff_id)
    async with a_house(room.url, "sales") as house:
        await house.press("ctrl+e")
        await house.type("visits")
        await mark_only(house, "phone", "remarks")
        await house.press("ctrl+s", "enter")
        assert "Asked for the list" in house.said
    async with a_house(room.url, "manager") as house:
        await house.press("f12")
        assert "fields: Phone, Remarks" in house.text()
        await house.press("f10")
    async with a_house(room.url, "sales", size=NARROW, language="zh_CN") as house:
        await house.press("f12", "enter")
        assert isinstance(house.screen, ExportScreen)
        assert [field.name for field in house.screen.form.fields] == ["file", "language"]
        assert "pick_fields" not in house.keys()
        await fill(house, "file", str(tmp_path / "a"))
        await house.press("ctrl+s")
    assert headers(tmp_path / "a.xlsx") == ["卡号", "版本", "姓名", "电话", "备注"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_template_is_written_for_a_kind_with_its_fields(room: Room, tmp_path: Path, language: str) -> None:
    path = tmp_path / "t.xlsx"
    async with a_house(room.url, "clerk", size=NARROW, language=language) as house:
        await house.press("f9")
        await house.type("template")
        await house.press("enter")
        assert isinstance(house.screen, TemplateScreen)
        await mark_only(house, "serial", "model")
        assert house.screen.form.values["columns"] == "chosen"
        house.screen.form.go_to("kind")
        await house.press("right")
        assert (house.screen.kind, house.screen.form.values["columns"]) == ("cards", "usual")
        await mark_only(house, "phone", "name", "goods")
        await fill(house, "file", str(path))
        await house.press("ctrl+s")
        assert isinstance(house.screen, DrawerScreen)
        assert str(path) in house.said
        await house.press("f9")
        await house.type("template")
        await house.press("enter")
        await fill(house, "file", str(path))
        await house.press("ctrl+s")
        assert isinstance(house.screen, AskScreen)
    in_words = words(language)
    goods = [f"goods{n}_{name}" for n in range(1, templates.OF_EACH + 1) for name in export.ROW_TABLES["goods"]]
    assert headers(path) == [in_words(COLUMNS[name].label) for name in ("name", "phone", *goods)]
