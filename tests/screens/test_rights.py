"""The table of who may do what, on screen: from the palette, and from F1's help (K1)."""

import re

import pytest

from screens.rights import RightsScreen
from tests.conftest import Room
from tests.screens.house import NARROW, WIDE, a_house


@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.parametrize(
    ("language", "mine", "cells"),
    [
        ("en", "salesperson · you", ["read cards", "open+phones", "whole", "on file", "—"]),
        ("fr", "commercial · vous", ["lire les fiches", "ouvert+tél.", "tout", "en fichier", "—"]),
        ("zh_CN", "业务员 · 您", ["读卡", "公开+电话", "全部", "仅知在档", "—"]),
    ],
)
async def test_help_leads_to_the_table_which_begins_with_one_s_own_role(
    room: Room, size: tuple[int, int], language: str, mine: str, cells: list[str]
):
    async with a_house(room.url, "sales", language=language, size=size) as house:
        await house.press("f1", "f1")
        assert isinstance(house.screen, RightsScreen)
        lines = house.lines()[3:]
        assert lines[0].strip() == mine
        (reads,) = (line for line in lines if cells[0] in line and cells[1] in line)
        assert re.split(r"  +", reads.strip()) == cells
        seen = set(lines)
        for _ in range(8):
            await house.press("pagedown")
            seen |= set(house.lines())
        await house.press("end")
        assert not any("…" in line[:-1] for line in seen)
        assert not any("…" in line for line in house.lines()), "the end is the end"
        await house.press("escape", "escape")
        assert not isinstance(house.screen, RightsScreen)


async def test_the_palette_has_it_too(room: Room):
    async with a_house(room.url, "keeper") as house:
        await house.press("f9")
        await house.type("who may")
        await house.press("enter")
        assert isinstance(house.screen, RightsScreen)
        assert "keeper · you" in house.text() or "clerk · you" in house.text()
