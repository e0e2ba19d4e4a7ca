"""A card read, edited, saved, met by a colleague and put back, by the keys pressed."""

import threading
from typing import Any

import pytest

from screens.card import CardScreen
from screens.card_pages import TABS
from screens.card_store import open_card, save_card
from screens.choose import DoublesScreen, MeanwhileScreen
from screens.drawer import DrawerScreen
from screens.submit import SubmitScreen
from screens.widgets.form import Form
from store import cards, drafts, history, staff
from store.access import Role
from store.fields import LEARNT_AT
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card, changed

SAVE = ("ctrl+s", "enter")
"""Saves a change, of which it was not learnt at any of the ten occasions."""


def form(house: House) -> Form:
    return house.screen.query_one(Form)


async def go_to(house: House, name: str) -> None:
    """Walk to a field with Tab, as a hand does."""
    names = [field.name for field in form(house).fields]
    while form(house).field.name != name:
        await house.press("tab" if form(house).cursor < names.index(name) else "shift+tab")


async def replace(house: House, name: str, text: str) -> None:
    await go_to(house, name)
    await house.press("end", "shift+home")
    await house.type(text) if text else await house.press("delete")


async def test_a_field_is_edited_and_saved_with_where_it_was_learnt(room: Room):
    card = a_card(room, district="鼓楼区")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "district", "玄武区")
        await go_to(house, "_learnt_at")
        await house.press("r")
        learnt = form(house).values["_learnt_at"]
        await house.press("ctrl+s")
        assert f"Saved {card.card_no}" in house.said
        change = history.of_card(room.clerk, card.id)[0].changes[0]
        assert (change.field, change.old, change.new, change.learnt_at) == ("district", "鼓楼区", "玄武区", learnt)
        assert learnt in dict(LEARNT_AT)


async def test_a_page_without_lines_says_how_one_is_added(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter")
        while house.screen.section != "people":
            await house.press("f6")
        await house.press("f2")
        assert house.said == "There is no line here yet; add one first."


async def test_a_field_is_emptied_to_its_start_with_one_key(room: Room):
    a_card(room, city="南京市 鼓楼区")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await go_to(house, "city")
        await house.press("end", "ctrl+w")
        assert form(house).values["city"] == "南京市 "
        await house.press("ctrl+u")
        assert form(house).values["city"] == ""
        await house.press("escape", "ctrl+u")
        assert form(house).values["city"] == ""


async def test_a_save_is_undone_with_one_key(room: Room):
    card = a_card(room, district="鼓楼区")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "district", "玄武区")
        await house.press(*SAVE, "ctrl+z")
        assert cards.show(room.clerk, card.id).values["district"] == "鼓楼区"
        assert form(house).values["district"] == "鼓楼区"


async def test_a_wrong_value_keeps_what_was_typed_with_the_reason_beside_it(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "birth", "1980-02-30")
        await house.press("tab")
        assert form(house).values["birth"] == "1980-02-30"
        assert "there is no such day" in house.text()
        await house.press("ctrl+s")
        assert form(house).field.name == "birth"
        assert cards.show(room.clerk, 1).values["birth"] is None


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [("zh_CN", "2月28日", "2月28日"), ("zh_CN", "2月28号", "2月28日"), ("en", "Feb 28", "28 Feb"),
     ("fr", "28/2", "28 févr."), ("fr", "28 février", "28 févr.")],
)  # fmt: skip
async def test_a_birthday_is_typed_and_read_in_ones_own_language(room: Room, language: str, typed: str, said: str):
    card = a_card(room)
    async with a_house(room.url, "clerk", language=language) as house:
        await house.press("enter", "f2")
        await replace(house, "birth", typed)
        await house.press("tab")
        assert said in house.text()
        await house.press("shift+tab")
        assert form(house).input.value == said
        await house.press(*SAVE)
        assert cards.show(room.clerk, card.id).values["birth"] == "--02-28"


async def test_a_day_that_may_be_two_is_refused_with_an_example(room: Room):
    card = a_card(room)
    async with a_house(room.url, "clerk", language="fr") as house:
        await house.press("enter", "f2")
        await replace(house, "birth", "05-03")
        await house.press("ctrl+s")
        assert "plusieurs jours" in house.said
        assert "5 mars 1980" in house.said
        assert cards.show(room.clerk, card.id).values["birth"] is None


async def test_a_day_means_what_it_meant_where_it_was_typed(room: Room):
    card = a_card(room)
    async with a_house(room.url, "clerk", language="fr") as house:
        await house.press("enter", "f2")
        await replace(house, "birth", "3/5")
        await house.press("ctrl+l")
        assert house.app.words.language == "zh_CN"
        await house.press("tab")
        assert "5月3日" in house.text()
        await house.press(*SAVE)
        assert cards.show(room.clerk, card.id).values["birth"] == "--05-03"


@pytest.mark.parametrize("name", ["city", "birth", "phone"])
async def test_what_is_typed_in_a_field_just_entered_takes_the_place_of_what_stood_there(room: Room, name: str):
    typed = {"city": "Wuhan", "birth": "1985", "phone": "02584127700"}
    a_card(room, city="南京", birth="1980-07-27", phone="13010000007")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await go_to(house, name)
        before = form(house).input.value
        await house.press("end")
        await house.type("9")
        assert form(house).input.value == f"{before}9"
        await house.press("backspace", "tab", "shift+tab")
        assert form(house).changes == {}
        await house.type(typed[name])
        assert form(house).input.value == typed[name]


async def test_a_field_just_left_alone_is_not_changed(room: Room):
    card = a_card(room, birth="--07-27", phone="13010000007")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await house.press(*["tab"] * len(form(house).fields))
        assert form(house).changes == {}
        assert drafts.of(room.clerk, card.id) is None


@pytest.fixture
def opened_late(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Cards are opened only once this is set."""
    late = threading.Event()

    def slow(*told: Any) -> Any:
        assert late.wait(10)
        return open_card(*told)

    monkeypatch.setattr("screens.card_store.open_card", slow)
    return late


@pytest.mark.parametrize("cursor", ["cards", "find"])
@pytest.mark.parametrize("before", [(), ("enter", "escape")], ids=["first card", "screen kept"])
async def test_what_is_typed_while_a_new_card_is_opened_stands_in_it(
    room: Room, opened_late: threading.Event, cursor: str, before: tuple[str, ...]
):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        drawer = house.screen
        opened_late.set()
        await house.press(*before)
        opened_late.clear()
        drawer.query_one(f"#{cursor}").focus()
        await house.pilot.pause()
        for key in ("ctrl+n", *"张 x", "tab", "tab", *"East"):
            house._send(key)
        await house.pilot.pause()
        opened_late.set()
        await house.settle()
        await house.type(" 2")
        assert (form(house).values["name"], form(house).values["region"]) == ("张 x", "East 2")
        assert (drawer.cards.marks, drawer.find_field.value) == ({}, "")


async def test_what_is_typed_for_a_card_that_is_not_opened_acts_on_nothing(room: Room, opened_late: threading.Event):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        for key in ("f2", "a", "space"):
            house._send(key)
        await house.pilot.pause()
        staff.set_roles(room.manager, "clerk", [Role.SALESPERSON])
        opened_late.set()
        await house.settle()
        assert house.said.startswith("You can see only cards")
        assert house.screen.cards.marks == {}
        await house.press("space")
        assert len(house.screen.cards.marks) == 1


async def test_no_key_waits_long_for_a_card_that_does_not_come(
    room: Room, opened_late: threading.Event, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tui.keys_in_order.LONGEST_OPENING", -1.0)
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        for key in ("ctrl+n", "space"):
            house._send(key)
        await house.pilot.pause()
        assert len(house.screen.cards.marks) == 1
        opened_late.set()
        await house.settle()
        assert isinstance(house.screen, CardScreen)


async def test_keys_that_come_all_at_once_act_one_after_the_other(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.burst(
            "f2", "tab", "tab", *"Jiang", "tab", *"Gulou", "shift+tab", "end", *"su", "down", "down", *"x"
        )
        assert (form(house).values["region"], form(house).values["district"]) == ("Jiangsu", "Gulou")


async def test_what_was_typed_is_kept_without_a_key(room: Room):
    card = a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "city", "无锡")
        assert drafts.of(room.clerk, card.id).values["texts"] == {"city": "无锡"}
    async with a_house(room.url, "clerk") as house:
        await house.press("enter")
        assert form(house).values["city"] == "无锡"
        assert "draft kept" in house.text()
        await house.press("f2", *SAVE)
        assert cards.show(room.clerk, card.id).values["city"] == "无锡"
        assert drafts.of(room.clerk, card.id) is None


async def test_what_is_typed_while_a_card_is_being_saved_leaves_no_draft_of_the_past(
    room: Room, monkeypatch: pytest.MonkeyPatch
):
    card = a_card(room, city="南京")
    begun, typed = threading.Event(), threading.Event()

    def slow(*told: Any) -> Any:
        begun.set()
        assert typed.wait(10)
        return save_card(*told)

    monkeypatch.setattr("screens.card.save_card", slow)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "city", "无锡")
        await house.press("ctrl+s")
        house._send("enter")
        await house.until(begun.is_set)
        house._send("x")
        await house.pilot.pause()
        typed.set()
        await house.settle()
        assert cards.show(room.clerk, card.id).values["city"] == form(house).values["city"] == "无锡"
        assert drafts.of(room.clerk, card.id) is None
        assert "draft kept" not in house.text()


async def test_a_draft_can_be_discarded_and_the_discarding_undone(room: Room):
    card = a_card(room, city="南京")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "city", "无锡")
        await house.press("escape", "ctrl+x")
        assert form(house).values["city"] == "南京"
        assert drafts.of(room.clerk, card.id) is None
        await house.press("ctrl+z")
        assert form(house).values["city"] == "无锡"


async def test_a_colleague_who_saved_meanwhile_is_met_field_by_field(room: Room):
    card = a_card(room, city="南京", district="鼓楼区")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "district", "玄武区")
        await replace(house, "city", "无锡")
        changed(room, card, city="苏州", district="建邺区", postcode="210008")
        await house.press(*SAVE)
        assert isinstance(house.screen, MeanwhileScreen)
        assert "save" not in house.keys()
        await house.press("f1")
        assert "Keeps what you typed" in house.text()
        await house.press("escape")
        first = house.screen.rows.row.conflict.field
        await house.press("right", "left")
        assert "All chosen" in house.text()
        await house.press("ctrl+s")
        assert isinstance(house.screen, CardScreen)
        values = cards.show(room.clerk, card.id).values
        mine, theirs = {"city": "无锡", "district": "玄武区"}, {"city": "苏州", "district": "建邺区"}
        wanted = theirs | {first: mine[first]}
        assert {name: values[name] for name in (*wanted, "postcode")} == wanted | {"postcode": "210008"}


async def test_a_new_card_gets_the_next_number(room: Room):
    before = a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("ctrl+n")
        await house.type("Wang Fang")
        await house.press(*SAVE)
        assert "Saved NJ000002" in house.said
        await house.press("escape")
        assert isinstance(house.screen, DrawerScreen)
        assert house.screen.cards.row.card_no == "NJ000002"
    assert before.card_no == "NJ000001"


async def test_a_new_card_without_a_name_is_not_saved_and_says_why(room: Room):
    async with a_house(room.url, "clerk") as house:
        await house.press("ctrl+n", "ctrl+s")
        assert form(house).field.name == "name"
        assert "must not be empty" in house.text()


async def test_a_reason_goes_away_as_soon_as_what_it_said_is_mended(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk", language="zh_CN") as house:
        await house.press("ctrl+n", "ctrl+s")
        assert "不能为空" in house.text()
        assert "“”" not in house.text()
        await house.type("李雷")
        assert "不能为空" not in house.text()


async def test_the_drawer_says_that_a_draft_waits(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("ctrl+n")
        await house.type("Wang Fang")
        await house.press("escape")
        assert "Your draft is kept and waits" in house.text()
        await house.press("down")
        assert "Your draft is kept and waits" not in house.text()


async def test_a_likely_double_is_offered_before_saving(room: Room):
    first = a_card(room, "张伟", phone="13010000007")
    async with a_house(room.url, "clerk") as house:
        await house.press("ctrl+n")
        await house.type("Zhang W.")
        await replace(house, "phone", "13010000007")
        await house.press(*SAVE)
        assert isinstance(house.screen, DoublesScreen)
        assert first.card_no in house.text()
        await house.press("ctrl+s")
        assert "Saved NJ000002" in house.said


async def test_the_card_that_may_be_the_same_is_opened_with_enter(room: Room):
    first = a_card(room, "张伟", phone="13010000007")
    async with a_house(room.url, "clerk") as house:
        await house.press("ctrl+n")
        await house.type("Zhang W.")
        await replace(house, "phone", "13010000007")
        await house.press(*SAVE, "enter")
        assert isinstance(house.screen, CardScreen)
        assert house.screen.card_id == first.id
        await house.press("escape")
        assert isinstance(house.screen, DoublesScreen)
        await house.press("escape")
        assert form(house).values["name"] == "Zhang W."


async def test_all_that_is_the_same_of_a_likely_double_is_named(room: Room):
    a_card(room, "张伟", phone="13010000007")
    a_card(room, "张伟", district="鼓楼区")
    async with a_house(room.url, "clerk", language="zh_CN", size=NARROW) as house:
        await house.press("ctrl+n")
        await house.type("张伟")
        await replace(house, "district", "鼓楼区")
        await replace(house, "phone", "13010000007")
        await house.press(*SAVE)
        assert "电话相同、姓名相同" in house.text()
        assert "姓名和区县相同" in house.text()
        assert "仍然保存" in house.lines()[-1]


async def test_saving_asks_where_it_was_learnt_and_one_key_answers(room: Room):
    card = a_card(room, district="鼓楼区")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "district", "玄武区")
        await house.press("ctrl+s", "2")
        assert f"Saved {card.card_no}" in house.said
        assert history.of_card(room.clerk, card.id)[0].changes[0].learnt_at == "warranty_card"
        await house.press("f2")
        await replace(house, "district", "建邺区")
        await house.press(*SAVE)
        assert history.of_card(room.clerk, card.id)[0].changes[0].learnt_at == "warranty_card"
        await house.press("f2")
        await replace(house, "district", "鼓楼区")
        await house.press("ctrl+s", "home", "enter")
        assert history.of_card(room.clerk, card.id)[0].changes[0].learnt_at is None


async def test_nothing_is_saved_while_it_is_asked_where_it_was_learnt(room: Room):
    card = a_card(room, district="鼓楼区")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "district", "玄武区")
        await house.press("ctrl+s", "escape")
        assert cards.show(room.clerk, card.id).values["district"] == "鼓楼区"
        assert (form(house).editing, form(house).field.name) == (True, "district")
        assert form(house).values["district"] == "玄武区"


async def test_a_phone_of_the_cards_own_country_is_written_with_its_code(room: Room):
    card = a_card(room, country="FR")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "phone", "06 39 98 00 35")
        await house.press(*SAVE)
        assert "+33 6 12 34 56 78" in house.said
        assert cards.show(room.clerk, card.id).values["phone"] is None
        await replace(house, "phone", "+33 6 39 98 00 35")
        await house.press(*SAVE)
        assert cards.show(room.clerk, card.id).values["phone"] == "+33639980035"


async def test_a_phone_too_long_says_how_one_of_another_country_is_written(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "phone", "0044 113 496 0042 113 496 0042")
        await house.press("tab")
        assert "+33 6 12 34 56 78" in house.said


async def test_a_persons_phone_is_written_alike_in_the_form_and_in_the_row(room: Room):
    card = a_card(room)
    cards.save(
        room.clerk, card.id, 1, cards.Edit(people=(cards.RowEdit(None, {"name": "李四", "phone": "13010000007"}),))
    )
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", *["f6"] * list(TABS).index("people"))
        assert "130 1000 0007" in house.text()
        assert "+86" not in house.text()
        await house.press("f2")
        assert "130 1000 0007" in house.text()


async def test_a_grade_set_by_hand_asks_for_its_reason(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f6", "f2")
        await go_to(house, "grade")
        await house.press("left", *SAVE)
        assert form(house).field.name == "grade_reason"
        assert "needs a reason" in house.said


async def test_people_are_rows_added_edited_and_taken_out(room: Room):
    card = a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f6", "f6", "ctrl+n")
        await house.press("tab")
        await house.type("李四")
        await house.press("escape", *SAVE)
        assert [row["name"] for row in cards.show(room.clerk, card.id).people] == ["李四"]
        await house.press("delete", *SAVE)
        assert cards.show(room.clerk, card.id).people == ()


async def test_a_goods_row_makes_the_kind(room: Room):
    card = a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", *["f6"] * 6, "insert")
        await house.type("空调")
        await house.press("escape", *SAVE)
        assert cards.show(room.clerk, card.id).values["kind"] == "fixed"
        assert "kind “fixed”" in house.said


async def test_what_is_archived_is_named_where_its_reason_is_asked(room: Room):
    card = a_card(room, "张伟")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "ctrl+delete")
        assert f"张伟  {card.card_no} › Archive" in house.lines()[0]


async def test_the_history_puts_a_field_back(room: Room):
    card = changed(room, a_card(room, city="南京"), city="无锡", district="惠山区")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "shift+f6")
        assert "card edited" in house.text()
        while not (house.screen.rows.row.change and house.screen.rows.row.change.field == "city"):
            await house.press("down")
        await house.press("backspace")
        values = cards.show(room.clerk, card.id).values
        assert (values["city"], values["district"]) == ("南京", "惠山区")
        assert house.said == f"Put back on {card.card_no}: City."
        assert "City: the change of" in house.text()
        await house.press("ctrl+z")
        assert cards.show(room.clerk, card.id).values["city"] == "无锡"


async def test_two_put_backs_of_one_minute_say_each_what_it_put_back(room: Room):
    card = changed(room, changed(room, a_card(room, city="南京"), city="无锡"), district="惠山区", postcode="214000")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "shift+f6", "backspace")
        assert house.said == f"Put back on {card.card_no}: District, Postcode."
        rows = house.screen.rows
        while rows.row.change or [change.field for change in rows.row.entry.changes] != ["city"]:
            await house.press("down")
        await house.press("backspace")
        assert house.said == f"Put back on {card.card_no}: City."
        told = [line for line in house.lines() if "the change of" in line]
        assert [text in line for text, line in zip(("City: ", "District, Postcode: "), told, strict=True)] == [True] * 2


async def test_the_history_reached_in_a_hurry_says_what_can_be_done_with_its_lines(room: Room):
    changed(room, a_card(room, city="南京"), city="无锡")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter")
        await house.burst(*["f6"] * list(TABS).index("history"))
        assert "card edited" in house.text()
        assert "Enter Open  Backspace Put back" in house.lines()[-1]


async def test_the_history_puts_a_whole_save_back(room: Room):
    card = changed(room, a_card(room, city="南京"), city="无锡", district="惠山区")
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "shift+f6", "enter", "escape")
        await house.burst("backspace")
        values = cards.show(room.clerk, card.id).values
        assert (values["city"], values["district"]) == ("南京", None)
        assert history.of_card(room.clerk, card.id)[0].act == "put_back"
        assert "Enter Open  Backspace Put back" in house.lines()[-1]


async def test_the_history_says_whom_and_what_was_added_or_changed(room: Room):
    card = a_card(room)
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("enter", *["f6"] * list(TABS).index("people"), "ctrl+n")
        await replace(house, "name", "李四")
        await house.press(*SAVE, "f2")
        await replace(house, "interests", "fishing, chess, the opera and long walks along the river")
        await house.press(*SAVE, *["f6"] * (list(TABS).index("history") - list(TABS).index("people")))
        assert "李四 · Interests" in house.text()
        assert "added · People" in house.text()
        assert "river" not in house.text()
        await house.press("down", "enter")
        assert "river" in house.text()
        assert "Interests" in house.text()
        await house.press("escape")
        assert house.screen.rows.row.change.field == "interests"
    assert history.of_card(room.clerk, card.id)[-2].changes[0].of == "李四"


async def test_a_person_taken_out_keeps_their_name_in_the_history(room: Room):
    card = a_card(room)
    room_of_people = cards.Edit(people=(cards.RowEdit(None, {"name": "李四"}),))
    card = cards.save(room.clerk, card.id, card.version, room_of_people)
    gone = cards.Edit(people=(cards.RowEdit(card.people[0]["id"], removed=True),))
    cards.save(room.clerk, card.id, card.version, gone)
    assert {change.of for entry in history.of_card(room.clerk, card.id)[:2] for change in entry.changes} == {"李四"}


async def test_the_help_of_the_card_tells_of_its_history(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f1")
        assert "history" in house.text()


@pytest.mark.parametrize("language", ["zh_CN", "en", "fr"])
async def test_who_edits_is_offered_first_to_save_and_to_go_back(room: Room, language: str):
    a_card(room)
    async with a_house(room.url, "first", language=language, size=NARROW) as house:
        await house.press("enter", "f2")
        assert house.keys()[:3] == ["save", "back", "next_pane"]
        assert "Esc" in house.lines()[-1] or "Échap" in house.lines()[-1]
        await house.press("ctrl+s")
        assert not form(house).editing


async def test_saving_what_has_not_changed_writes_nothing(room: Room):
    card = a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2", "ctrl+s")
        assert house.said == "Nothing has changed."
        assert cards.show(room.clerk, card.id).version == card.version


async def test_the_next_card_is_one_key_away_without_leaving_the_editor(room: Room):
    for name in ("a", "b", "c"):
        a_card(room, name)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "ctrl+pagedown")
        assert form(house).values["name"] == "b"
        await house.press("ctrl+pagedown", "ctrl+pagedown")
        assert form(house).values["name"] == "c"
        assert "no further card" in house.said
        await house.press("alt+up", "escape")
        assert house.screen.cards.row.name == "b"


async def test_a_card_is_archived_with_a_reason_and_brought_back(room: Room):
    card = a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "ctrl+delete")
        await house.type("moved away")
        await house.press("enter")
        assert "is archived" in house.said
        assert cards.show(room.clerk, card.id).row.archived
        assert "edit" not in house.keys()
        await house.press("f9")
        await house.type("out of")
        await house.press("enter")
        await house.type("back again")
        await house.press("enter")
        assert not cards.show(room.clerk, card.id).row.archived


async def test_an_archived_card_says_so_and_how_it_comes_back(room: Room):
    card = a_card(room)
    cards.archive(room.clerk, card.id, "moved away")
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("f4")
        while "archived cards" not in next(line for line in house.lines() if "▌" in line):
            await house.press("down")
        await house.press("space", "f4")
        assert "archived" in next(line for line in house.lines() if card.card_no in line)
        await house.press("enter")
        assert "· archived" in house.lines()[0]
        assert "F9 takes it out of the archive" in house.text()
        await house.press("f9")
        await house.type("archive")
        assert "Out of the archive" in house.text()
        assert "Puts the card away" not in house.text()


async def test_archiving_is_undone_with_one_key_while_its_message_stands(room: Room):
    card = a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "ctrl+delete")
        await house.type("moved away")
        await house.press("enter", "ctrl+z")
        assert "among the others again" in house.said
        assert not cards.show(room.clerk, card.id).row.archived
        await house.press("ctrl+z")
        assert cards.show(room.clerk, card.id).row.archived
        await house.press("f6", "ctrl+z")
        assert "nothing to undo" in house.said
        assert cards.show(room.clerk, card.id).row.archived


async def test_a_change_of_language_leaves_typed_text_and_caret_alone(room: Room):
    a_card(room, city="南京")
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("enter", "f2")
        await replace(house, "city", "无锡市")
        await house.press("left", "ctrl+l")
        assert house.app.words.language == "fr"
        assert form(house).input.value == "无锡市"
        assert form(house).input.cursor_position == 2
        assert "Ville" in house.text()
        await house.press("ctrl+l")
        assert "城市" in house.text()
        assert form(house).field.name == "city"


async def test_the_caret_and_the_terminals_cursor_stand_in_the_same_cell(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("enter", "f2", "tab", "tab")
        await house.type("江苏a")
        line = next(line for line in house.lines() if "江苏a" in line)
        x, y = house.app.cursor_position
        assert house.lines()[y] == line
        from rich.cells import cell_len

        assert cell_len(line[: line.index("江苏a")]) + 5 == x
        await house.press("left", "left")
        assert house.app.cursor_position == (x - 3, y)


async def test_a_salesperson_reads_the_open_part_and_is_told_who_reads_the_rest(room: Room):
    a_card(room, "张伟", salesperson=room.sales.staff_id, address="中山路", phone="13010000007")
    async with a_house(room.url, "sales") as house:
        await house.press("enter")
        assert "130 1000 0007" in house.text()
        assert "中山路" not in house.text()
        await house.press("f6", "f6")
        assert "whoever has it on loan" in house.text()
        assert not form(house).editing
        await house.press("f2")
        assert isinstance(house.screen, SubmitScreen)


async def test_no_character_is_cut_where_the_text_field_was(room: Room):
    a_card(room, birth="1980-07-27")
    async with a_house(room.url, "clerk", language="zh_CN", size=NARROW) as house:
        await house.press("enter")
        for field in range(9):
            await house.press("f6", "f2", *["down"] * field, "escape", "shift+f6")
            assert "1980年7月27日" in house.text()


async def test_what_is_wrong_with_the_card_is_not_said_of_a_row(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "birth", "1980-02-30")
        await house.press("tab", *["f6"] * list(TABS).index("people"), "ctrl+n")
        assert form(house).field.name == "role"
        assert "is no date" not in house.text()
        await house.press("escape", *["shift+f6"] * list(TABS).index("people"))
        assert "is no date" in house.text()


async def test_a_save_goes_first_to_what_is_wrong_in_front_of_the_person(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "birth", "1980-02-30")
        await house.press(*["f6"] * list(TABS).index("people"), "ctrl+n")
        await replace(house, "name", "Mei")
        await replace(house, "birth", "1990-02-30")
        await house.press("ctrl+s")
        assert (house.screen.section, form(house).values["name"]) == ("people", "Mei")
        await replace(house, "birth", "1990")
        await house.press("ctrl+s")
        assert house.screen.section == "basic"
        assert "Mei" not in house.lines()[0]


async def test_editing_goes_on_through_the_sections(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2", *["f6"] * len(TABS))
        assert form(house).editing
        await go_to(house, "city")
        await house.type("Wuhan")
        assert form(house).values["city"].endswith("Wuhan")


async def test_a_letter_where_nothing_is_edited_says_how_to_edit(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "x")
        assert house.said == "F2 edits."
        await house.press(*["f6"] * list(TABS).index("people"), "x")
        assert house.said == "F2 edits a line, Ctrl+N adds one."


async def test_the_cursor_is_seen_on_a_field_with_a_problem(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await replace(house, "birth", "1980-02-30")
        await house.press("tab", "shift+tab")
        assert "›!" in house.text()


async def test_a_section_that_fits_is_shown_from_its_first_line(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("enter", "end", "f6", "f6", "f6")
        fields = [house.app.words.value(field.label) for field in house.screen.form.fields]
        assert len(fields) > 1
        shown = house.text()
        assert all(label in shown for label in fields), shown


async def test_saving_tells_of_the_field_to_which_it_goes_and_shows_all_that_stands_there(room: Room):
    a_card(room, phone="13600402146")
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("enter", "f2")
        house.screen.form.go_to("phone")
        await house.press("end")
        await house.type("abc")
        house.screen.form.go_to("email")
        await house.type("y")
        await house.press("ctrl+s")
        assert house.screen.form.field.name == "phone"
        assert "no phone number" in house.said
        assert "136 0040 2146abc" in house.text()
