"""A list that comes back, changed in Excel and here: decided field by field, by the keys pressed (X2)."""

from pathlib import Path

import pytest

from locales.words import LANGUAGES
from screens.import_conflicts import ConflictsScreen
from screens.import_decide import DecideScreen
from screens.import_sheet import PlanScreen
from store import cards
from store.acts.plans import Outcome
from store.cards import Edit
from tests.conftest import Room
from tests.importers import workbooks
from tests.importers.test_cards import version_of
from tests.screens.house import NARROW, a_house
from tests.screens.test_sheets import bring
from tests.store.builders import a_card


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_field_is_decided_by_a_key(room: Room, tmp_path: Path, language: str):
    card = a_card(room, "Iris", address="1 Kirkgate", city="Leeds", district="Hyde Park")
    left = version_of(room, card.id)
    cards.save(
        room.clerk, card.id, card.version, Edit({"address": "2 Kirkgate", "city": "York", "district": "Headingley"})
    )
    head = ["Card no.", "Version", "Name", "Address", "City", "District"]
    row = [card.card_no, left, "Iris", "3 Kirkgate", "Hull", "Roundhay"]
    async with a_house(room.url, "clerk", size=NARROW, language=language) as house:
        await bring(house, workbooks.xlsx(tmp_path / "back.xlsx", [head, row]))
        assert isinstance(house.screen, PlanScreen)
        await house.press("f2")
        assert isinstance(house.screen, ConflictsScreen)
        for said in ("1 Kirkgate", "2 Kirkgate", "3 Kirkgate"):
            assert said in house.text()
        field, keys = {
            "zh_CN": ("地址", "← 卡上的  → 表中的  退格 导出时  Ctrl+A 同类  Ctrl+S 保存"),
            "en": ("Address", "← Card  → Sheet  Backspace As left  Ctrl+A All  Ctrl+S Save"),
            "fr": ("Adresse", "← Fiche  → Feuille  Ret.arr. Avant  Ctrl+S Enregistrer"),
        }[language]
        assert house.lines()[4].split()[1] == field, "in the words of whoever reads, not of the sheet's header"
        await house.press("ctrl+s")
        assert isinstance(house.screen, ConflictsScreen)
        await house.press("right", "left", "backspace")
        assert keys in house.lines()[-1], "saving stands there whatever else must go"
        await house.press("ctrl+s")
        assert isinstance(house.screen, PlanScreen)
        assert house.screen.plan.counts[Outcome.UPDATED] == 1
        await house.press("f10")
    now = cards.show(room.clerk, card.id).values
    assert (now["address"], now["city"], now["district"]) == ("3 Kirkgate", "York", "Hyde Park")


async def test_one_conflict_leads_to_the_next_and_none_to_a_new_card(room: Room, tmp_path: Path):
    rows = []
    for name in ("Iris", "Rose"):
        card = a_card(room, name, city="Leeds")
        rows.append([card.card_no, version_of(room, card.id), name, "Hull", ""])
        cards.save(room.clerk, card.id, card.version, Edit({"city": "York"}))
    a_card(room, "Iris Whitlock", phone="+8613010000007")
    rows.append(["", "", "Iris Whitlok", "", "13010000007"])
    sheet = workbooks.xlsx(tmp_path / "back.xlsx", [["Card no.", "Version", "Name", "City", "Phone"], *rows])
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await bring(house, sheet)
        assert house.screen.plan.counts[Outcome.UNDECIDED] == 3
        await house.press("f2", "right", "ctrl+s")
        assert isinstance(house.screen, ConflictsScreen)
        assert house.screen.judged.card_no == "NJ000002"
        await house.press("escape", "end", "f2")
        assert isinstance(house.screen, DecideScreen)
        await house.press("enter")
        assert isinstance(house.screen, PlanScreen), "whose the last one is was never the question"
        assert house.screen.plan.counts[Outcome.UNDECIDED] == 1
