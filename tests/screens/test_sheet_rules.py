"""The rules for what a sheet says otherwise than a card, set and followed by the keys pressed (X1)."""

from collections.abc import Sequence

import pytest

from locales.words import LANGUAGES, words
from screens.import_conflicts import ALL_CHOSEN, ConflictsScreen
from screens.import_decide import DecideScreen
from screens.import_sheet import PlanScreen
from screens.journal import JournalScreen
from screens.sheet_rules import SheetRulesScreen
from store.acts import bring_in, sheet_rules
from store.acts.plans import Outcome, Plan
from tests.conftest import Room
from tests.screens.house import NARROW, WIDE, House, a_house
from tests.store.builders import a_card
from tests.store.test_bring_in import OTHER_PHONE, PHONE, SOURCE, row, values_of

READ = SOURCE._replace(reading={"read": True})


async def go(house: House, name: str) -> None:
    await house.press("f9")
    await house.type(name)
    await house.press("enter")


def cursor_on(house: House, field: str) -> Sequence[str]:
    """The keys that bring the cursor of the rules to a field."""
    assert isinstance(house.screen, SheetRulesScreen)
    return ["down"] * list(house.screen.rules).index(field)


@pytest.mark.parametrize(("language", "size"), [(one, NARROW) for one in LANGUAGES] + [("en", WIDE)])
async def test_a_key_sets_the_rule_of_a_field(room: Room, language: str, size: tuple[int, int]) -> None:
    async with a_house(room.url, "manager", size=size, language=language) as house:
        house.app.screen.action_sheet_rules()  # type: ignore[attr-defined]
        await house.settle()
        await house.press(*cursor_on(house, "phone"))
        await house.burst("space", "left")
        assert sheet_rules.rules_of(room.manager.branch_id) == {"phone": "ask", "other_phone": "keep"}
        await house.press("ctrl+z")
        assert sheet_rules.rules_of(room.manager.branch_id) == {"phone": "ask"}
        if language == "en":
            assert "a person decides 1" in house.lines()[1]
            await house.press("escape")
            await go(house, "journal")
            assert isinstance(house.screen, JournalScreen)
            assert "rules for sheets set" in house.text()


async def test_the_rules_stay_where_they_stand_while_they_are_set(room: Room) -> None:
    async with a_house(room.url, "manager", size=NARROW) as house:
        house.app.screen.action_sheet_rules()  # type: ignore[attr-defined]
        await house.settle()
        before = [line[:20] for line in house.lines()[3:21]]
        await house.press("space", "space", "left", "ctrl+z")
        assert [line[1:20] for line in house.lines()[3:21]] == [line[1:] for line in before]


async def test_a_clerk_reads_the_rules_and_sets_none(room: Room) -> None:
    async with a_house(room.url, "clerk") as house:
        await go(house, "rules for sheets")
        await house.press("left")
        assert "change settings" in house.said
        assert sheet_rules.rules_of(room.clerk.branch_id) == {}
        assert "take_cards" not in house.keys()


def waiting(room: Room) -> Plan:
    """Two rows of which the address waits, of the second also the city; and one that may be a card's."""
    sheet_rules.set_rules(room.manager, {"address": "ask", "city": "ask"})
    a_card(room, phone=PHONE, address="中山路 1 号", city="上海")
    a_card(room, "李强", phone=OTHER_PHONE, address="中山路 1 号", city="上海")
    rows = (
        row(2, phone=PHONE, address="中山路 2 号"),
        row(3, "李强", "KA2", phone=OTHER_PHONE, address="中山路 3 号", city="南京"),
    )
    return bring_in.stage(room.clerk, READ, [*rows, row(4, "王芳", "KA3", phone=PHONE, address="中山路 4 号")])


async def show(house: House, plan: Plan) -> None:
    house.app.push_screen(PlanScreen(plan))
    await house.settle()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_waits_is_decided_one_row_after_the_other(room: Room, language: str) -> None:
    plan = waiting(room)
    async with a_house(room.url, "clerk", size=NARROW, language=language) as house:
        await show(house, plan)
        await house.press("f2")
        assert isinstance(house.screen, ConflictsScreen)
        assert "中山路 1 号" in house.text()
        assert "中山路 2 号" in house.text()
        assert "take_as_left" not in house.keys()
        assert "all_alike" not in house.keys()
        await house.press("right", "ctrl+s")
        assert isinstance(house.screen, ConflictsScreen)
        assert house.screen.judged.row == 3
        await house.press("left", "right", "ctrl+s")
        assert isinstance(house.screen, PlanScreen)
        assert house.screen.plan.counts[Outcome.UPDATED] == 2
        assert house.said == words(language)(ALL_CHOSEN)
        await house.press("f10")
    assert values_of(room, "1")["address"] == "中山路 2 号"
    assert (values_of(room, "2")["address"], values_of(room, "2")["city"]) == ("中山路 1 号", "南京")


async def test_what_is_chosen_is_decided_in_all_rows_alike(room: Room) -> None:
    plan = waiting(room)
    async with a_house(room.url, "clerk") as house:
        await show(house, plan)
        await house.press("f2", "right", "ctrl+a")
        assert "Address: the sheet's" in house.text()
        await house.press("enter")
        assert isinstance(house.screen, ConflictsScreen)
        assert [one.field for one in house.screen.conflicts] == ["city"]
        assert house.said == "Decided so in 2 rows."
        await house.press("escape")
        assert isinstance(house.screen, PlanScreen)
        assert house.screen.plan.counts[Outcome.UNDECIDED] == 2


async def test_whose_a_row_is_comes_first_and_then_what_holds(room: Room) -> None:
    plan = waiting(room)
    async with a_house(room.url, "clerk") as house:
        await show(house, plan)
        await house.press("down", "down", "f2")
        assert isinstance(house.screen, DecideScreen)
        await house.press("enter")
        assert isinstance(house.screen, ConflictsScreen)
        assert "中山路 4 号" in house.text()
        await house.press("left", "ctrl+s")
        assert isinstance(house.screen, PlanScreen)
        assert house.screen.plan.counts[Outcome.UNDECIDED] == 2
