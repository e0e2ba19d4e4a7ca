"""Stocktaking and handover, by the keys pressed (L4, L6)."""

from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from screens.ask import AskScreen
from screens.choose import ReasonScreen
from screens.count import BeginScreen, CountScreen
from screens.differences import DifferencesScreen, SettleScreen
from screens.handover import HandoverListScreen, HandoverScreen
from screens.staff import StaffScreen
from store import cards, database, loan_rules, loans, stocktakings, whereabouts
from store.acts import merge
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.screens.test_desk import numbers
from tests.store.builders import a_card

NAMES = ("张伟", "李娜", "王芳", "赵武")


def a_drawer(room: Room, *, out: int = 1) -> list[int]:
    ids = [a_card(room, name).id for name in NAMES]
    loans.lend(room.keeper, ids[:out], to="sales", purpose="visit")
    return ids


def shown(house: House) -> list[tuple[str, str]]:
    return [(one.card_no, one.found) for one in house.screen.rows.window.rows]


async def at_colleague(house: House, user: str) -> None:
    await house.press("ctrl+t")
    while house.screen.rows.row.user != user:
        await house.press("down")


async def test_a_count_begins_from_the_desk_and_a_wrong_number_never_stops_it(room: Room):
    a_drawer(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d", "shift+f4")
        assert isinstance(house.screen, CountScreen)
        assert "Ctrl+N begins one" in house.text()
        await house.press("ctrl+n")
        assert isinstance(house.screen, BeginScreen)
        await house.press("enter", "enter")
        assert house.said == "Stocktaking 1 has begun."
        await house.burst(*(key for number in ("NJ000001", "nonsense", "2", "2") for key in (*number, "enter")))
        assert shown(house) == [("NJ000002", "in"), ("NONSENSE", "unknown"), ("NJ000001", "out")]
        assert house.said == "NJ000002 was counted before."
        await house.press("f5")
        assert "1 in its place · 2 differences · 2 not seen yet" in house.text()
        await house.press("f6", "down", "delete")
        assert shown(house) == [("NJ000002", "in"), ("NJ000001", "out")]
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("shift+f4")
        assert shown(house) == [("NJ000002", "in"), ("NJ000001", "out")]
        assert house.lines()[3].split()[:2] == ["Card", "no."]  # the list begins right below the number
        await house.burst("3", "enter")
        assert shown(house)[0] == ("NJ000003", "in")


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh_CN", "已并入 NJ000002"), ("en", "merged into NJ000002"), ("fr", "fusionnée dans NJ000002")],
)
async def test_a_merged_cards_number_says_into_which_it_went(room: Room, language: str, said: str):
    ids = a_drawer(room)
    merge.merge(room.manager, ids[1], ids[2])
    stocktakings.begin(room.keeper)
    async with a_house(room.url, "keeper", size=NARROW, language=language) as house:
        await house.press("shift+f4")
        await house.burst("3", "enter")
        assert said in house.said
        assert said in house.lines()[4], "not cut at 80 columns"
        await house.press("f4")
        assert said in house.lines()[4], "not cut at 80 columns"


async def test_differences_are_settled_by_their_keys_and_the_count_ends(room: Room):
    ids = a_drawer(room)
    stocktakings.begin(room.keeper)
    stocktakings.count(room.keeper, ["1"])
    async with a_house(room.url, "keeper") as house:
        await house.press("shift+f4", "f10")
        assert "4 differences are not settled yet" in house.said
        await house.press("f4")
        assert isinstance(house.screen, DifferencesScreen)
        assert shown(house) == [("NJ000001", "out"), *((f"NJ00000{n}", "unseen") for n in (2, 3, 4))]
        assert not {"lend", "lost"} & set(house.keys())
        await house.press("f8")
        assert isinstance(house.screen, SettleScreen)
        await house.type("on the desk")
        await house.press("enter", "enter")
        assert "NJ000001 is settled" in house.said
        assert "give_back" not in house.keys()
        await house.press("f7", "z", "tab")
        await house.type("taken in a hurry")
        await house.press("ctrl+s")
        await house.press("ctrl+delete")
        await house.type("every drawer")
        await house.press("ctrl+s")
        await house.press("f2", "tab")
        await house.press("ctrl+s")
        assert "needs a reason" in house.said
        await house.type("in the post")
        await house.press("ctrl+s")
        assert "Drawer and log agree" in house.text()
        await house.press("escape", "f10")
        assert house.said == "The stocktaking is ended: 1 card in its place, 4 settled."
    assert [(loan.card_id, loan.borrower_user) for loan in whereabouts.out(room.keeper)] == [(ids[1], "sales")]
    assert whereabouts.where(room.keeper, ids[2]).earlier[0].state == "lost"


async def test_a_part_is_counted_and_given_up_with_a_reason(room: Room):
    a_drawer(room)
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("shift+f4", "ctrl+n")
        for typed in ("3", "2"):
            await house.type(typed)
            await house.press("enter")
        assert "no part of this branch's drawer" in house.said
        await house.press("down", "end", "shift+home")
        await house.type("4")
        await house.press("enter")
        await numbers(house, "3")
        assert "NJ000003 – NJ000004" in house.text()
        await house.press("f9")
        await house.type("unsettled")  # not its name, but what it does
        await house.press("enter")
        assert isinstance(house.screen, ReasonScreen)
        await house.press("enter")
        assert "Fill this in first" in house.said
        await house.type("no time")
        await house.press("enter")
        assert house.said == "The stocktaking is given up."
        await numbers(house, "4")
        assert "No stocktaking is going on" in house.said


async def test_who_may_not_count_is_told_so(room: Room):
    async with a_house(room.url, "clerk") as house:
        await house.press("shift+f4")
        assert "count the drawer" in house.said
        await house.press("f9")
        await house.type("stocktaking")
        assert "Nothing here is called so" in house.text()


async def test_a_leave_is_handed_over_signed_for_and_handed_back_by_keys(room: Room, tmp_path: Path):
    held, own = a_drawer(room)[0], a_card(room, "钱学", salesperson=room.sales.staff_id).id
    async with a_house(room.url, "manager") as house:
        await at_colleague(house, "sales")
        await house.press("f10")
        assert isinstance(house.screen, HandoverScreen)
        assert "1 card out" in house.text()
        assert "1 customer" in house.text()
        await house.press("tab", "s", "tab", "tab")
        await house.press("enter")
        assert house.said == "A leave has a first and a last day: type both."
        await house.type("soon")
        await house.press("enter")
        assert "“soon” is no day" in house.said
        assert house.screen.form.field.name == "until"
        await house.press("home", "shift+end")
        await house.type("+9")
        await house.press("escape")
        assert isinstance(house.screen, AskScreen)
        assert "What you typed here is not kept" in house.text()
        await house.press("escape", "ctrl+s")
        assert isinstance(house.screen, HandoverListScreen)
        assert [one.card_id for one in house.screen.rows.window.rows] == [held, own]
        await house.press("ctrl+e", "end", "shift+home")
        await house.type(str(tmp_path / "list"))
        await house.press("enter")
        assert "2 lines are in" in house.said
        await house.press("escape")
        assert isinstance(house.screen, StaffScreen)
        assert "Sun Yan stands in" in house.text()
        with database.writing():
            database.execute("update handover set since = '2026-01-01', until = '2026-01-05'")
        await house.press("f5")
        assert "1 leave is over and not handed back" in house.text()
        await house.press("f8")
        assert house.said == "What was still there has gone back to Zhou Min."
        assert "hand_back" not in house.keys()
    assert [loan.borrower_user for loan in whereabouts.out(room.keeper)] == ["sales"]
    assert cards.show(room.clerk, own).values["salesperson"] == room.sales.staff_id
    assert load_workbook(tmp_path / "list.xlsx").active["B2"].value == "NJ000001"


async def test_who_resigns_is_asked_about_and_what_the_rules_doubt_needs_a_reason(room: Room):
    a_drawer(room)
    loan_rules.set_rule(room.manager, borrower="sales2", approver="manager")
    async with a_house(room.url, "manager", size=NARROW) as house:
        await at_colleague(house, "sales")
        await house.press("f10", "right", "f10")
        assert "say who takes them over" in house.said
        await house.press("s", "f10")
        assert "leaves for good" in house.text()
        await house.press("enter")
        assert isinstance(house.screen, ReasonScreen)
        assert "a card that needs approval" in house.said
        await house.type("nobody else knows them")
        await house.press("enter")
        assert isinstance(house.screen, HandoverListScreen)
        await house.press("escape")
        assert "has left" in house.text()
    assert [loan.borrower_user for loan in whereabouts.out(room.keeper)] == ["sales2"]


async def test_only_a_manager_hands_over(room: Room):
    async with a_house(room.url, "keeper") as house:
        await at_colleague(house, "sales")
        assert not {"handover", "hand_back"} & set(house.keys())
        await house.press("f10")
        assert "manage staff" in house.said


async def test_a_keeper_who_counts_before_a_stocktaking_is_told_how_to_begin_one(room: Room):
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("shift+f4")
        await house.type("1")
        await house.press("enter")
        assert "Ctrl+N begins one" in house.said
