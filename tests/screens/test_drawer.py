"""The drawer, by the keys pressed."""

import pytest

from screens.card import CardScreen
from screens.drawer import DrawerScreen
from screens.export import ExportScreen
from store import loans, whereabouts
from tests.conftest import Room
from tests.screens.house import NARROW, WIDE, a_house
from tests.store.builders import a_card

NAMES = ("张伟", "章文", "赵武", "Élodie Müller", "钟薇")


def furnished(room: Room) -> dict[str, int]:
    """Five cards, by name."""
    grades = dict(zip(NAMES, "ABCAB", strict=True))
    return {name: a_card(room, name, grade=grades[name], grade_reason="sales").id for name in NAMES}


def listed(house) -> list[str]:
    return [row.name for row in house.screen.cards.window.rows]


async def test_the_cards_stand_in_the_order_of_their_pinyin(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper", size=NARROW) as house:
        assert listed(house) == ["Élodie Müller", "张伟", "章文", "赵武", "钟薇"]
        assert "1 of 5" in house.text()


async def test_the_find_field_is_cleared_as_in_a_shell_and_the_marks_stay(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("space", "f3")
        await house.type("zhang wei")
        await house.press("ctrl+w")
        assert house.screen.find_field.value == "zhang "
        await house.press("left", "ctrl+u")
        assert house.screen.find_field.value == " "
        assert len(listed(house)) == 5
        assert len(house.screen.cards.marks) == 1


@pytest.mark.parametrize("key", ["ctrl+a", "ctrl+e"])
async def test_the_find_field_leaves_the_programs_keys_to_the_program(room: Room, key: str):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f3")
        await house.type("zw")
        await house.press(key)
        assert isinstance(house.screen, ExportScreen if key == "ctrl+e" else DrawerScreen)
        drawer = next(screen for screen in house.app.screen_stack if isinstance(screen, DrawerScreen))
        assert (drawer.find_field.value, drawer.find_field.cursor_position) == ("zw", 2)


async def test_an_empty_drawer_counts_as_the_language_does(room: Room):
    async with a_house(room.url, "keeper", language="fr", size=NARROW) as house:
        assert house.lines()[1].endswith(" 0 fiche")
        await house.press("ctrl+l", "ctrl+l")
        assert house.lines()[1].endswith(" 0 cards")


async def test_find_answers_while_one_types_and_esc_shows_all_again_on_the_same_card(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f3")
        await house.type("zw")
        assert sorted(listed(house)) == ["张伟", "章文", "赵武", "钟薇"]
        await house.type("ei")
        assert listed(house) == []
        await house.press("backspace", "backspace", "backspace")
        await house.type("hangwei")
        assert listed(house) == ["张伟"]
        await house.press("enter", "escape")
        assert len(listed(house)) == 5
        assert house.screen.cards.row.name == "张伟"


async def test_what_is_typed_right_after_f3_is_looked_for(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.burst("f3", *"zhangwei", "enter")
        assert listed(house) == ["张伟"]
        assert house.screen.cards.has_focus


async def test_notches_show_their_counts_and_the_list_follows(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f4")
        counts = {row.value: row.cards for row in house.screen.panel.rows.window.rows if row.notch == "grade"}
        assert counts == {None: None, "A": 2, "B": 2, "C": 1}
        assert house.screen.panel.rows.window.top == 0
        assert [key for key in house.keys() if key in ("choose", "back", "open", "edit", "mark")] == ["choose", "back"]
        rows = house.screen.panel.rows.window.rows
        places = {(row.notch, row.value): place for place, row in enumerate(rows)}
        await house.press(*["down"] * (places["grade", "A"] - house.screen.panel.rows.window.cursor), "space")
        assert listed(house) == ["Élodie Müller", "张伟"]
        await house.press("escape", "f3")
        await house.type("zhang")
        assert listed(house) == ["张伟"]


async def test_the_orders_take_turns_and_the_cursor_stays_on_its_card(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("down")
        assert house.screen.cards.row.name == "张伟"
        orders = []
        for _ in range(3):
            await house.press("ctrl+r")
            orders.append((house.screen.order, listed(house)))
            assert house.screen.cards.row.name == "张伟"
        assert orders == [
            ("number", list(NAMES)),
            ("grade", ["Élodie Müller", "张伟", "章文", "钟薇", "赵武"]),
            ("change", list(NAMES[::-1])),
        ]


async def test_in_the_middle_of_another_order_it_says_where(room: Room):
    for number in range(300):
        a_card(room, f"{number % 7} {number:03}")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("f3")
        await house.type("150")
        await house.press("enter", "escape", "ctrl+r")
        assert house.screen.cards.row.card_no == "NJ000150"
        assert "150 of 300 · by number" in house.text()
        await house.press("down")
        assert "151 of 300 · by number" in house.text()


async def test_the_last_card_is_one_key_away(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("end")
        assert house.screen.cards.row.name == "钟薇"
        assert "5 of 5" in house.text()
        await house.press("home")
        assert house.screen.cards.row.name == "Élodie Müller"


async def test_marked_cards_are_lent_in_one_step_and_taken_back_in_one_key(room: Room):
    ids = furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("space", "space", "f7")
        await house.press("z", "tab")
        await house.type("visit")
        await house.press("f7")
        assert "Lent 2 cards to Zhou Min" in house.said
        assert isinstance(house.screen, DrawerScreen)
        assert {loan.card_id for loan in whereabouts.out(room.keeper)} == {ids["Élodie Müller"], ids["张伟"]}
        await house.press("home", "f8")
        assert "Returned" in house.said
        assert {loan.card_id for loan in whereabouts.out(room.keeper)} == {ids["张伟"]}
        await house.press("ctrl+z")
        assert {loan.card_id for loan in whereabouts.out(room.keeper)} == {ids["Élodie Müller"], ids["张伟"]}


async def test_a_slip_just_made_is_undone_with_one_key(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f7", "z", "tab")
        await house.type("visit")
        await house.press("f7", "ctrl+z")
        assert "Slip 1 is cancelled" in house.said
        assert whereabouts.out(room.keeper) == []


async def test_what_was_undone_is_seen_in_list_keys_and_marks(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f7", "z", "tab")
        await house.type("visit")
        await house.press("f7")
        assert house.screen.cards.row.out_to == "Zhou Min"
        await house.press("ctrl+z")
        assert house.screen.cards.row.out_to is None
        assert "out to Zhou Min" not in house.text()
        assert "lend" in house.keys()
        assert "give_back" not in house.keys()


async def test_marks_are_read_again_with_the_list(room: Room):
    ids = furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("space")
        loans.lend(room.keeper, [ids["Élodie Müller"]], to="Zhou Min", purpose="visit", due=None)
        await house.press("f5")
        assert [row.out_to for row in house.screen.cards.chosen] == ["Zhou Min"]


async def test_the_count_is_counted_again_with_the_list(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.until(lambda: "1 of 5" in house.text())
        a_card(room, "孙丽")
        await house.press("f5")
        await house.until(lambda: "1 of 6" in house.text())
        await house.press("end")
        await house.until(lambda: "6 of 6" in house.text())


async def test_who_looks_for_what_is_not_there_is_not_put_out_of_the_program(room: Room) -> None:
    async with a_house(room.url, "sales") as house:
        await house.press("f9")
        await house.type("drafts are kept")
        assert "Leave" not in house.text()
        await house.press("ctrl+u")
        await house.type("leave")
        assert "Leave" in house.text()


async def test_what_the_message_tells_of_is_undone_from_among_the_commands_too(room: Room):
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f7", "z", "tab")
        await house.type("visit")
        await house.press("f7", "f9")
        await house.type("Undo")
        await house.press("enter")
        assert whereabouts.out(room.keeper) == []
        await house.press("f9")
        await house.type("Undo")
        await house.press("enter")
        assert house.said == "There is nothing to undo."


async def test_nothing_is_undone_after_the_message_is_gone(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f7", "z", "tab")
        await house.type("visit")
        await house.press("f7", "down", "ctrl+z")
        assert house.said == "There is nothing to undo."
        assert len(whereabouts.out(room.keeper)) == 1


async def test_f3_on_a_standing_query_begins_a_new_one(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f3")
        await house.type("zhang")
        assert "▴" not in house.text()
        await house.press("enter", "f3")
        await house.type("zhao")
        assert house.screen.find_field.value == "zhao"
        assert listed(house) == ["赵武"]
        await house.press("escape")
        assert "▴" in house.text()


async def test_a_letter_typed_at_the_list_says_which_key_finds(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("z")
        assert house.said == "F3 finds; letters do nothing in the list."


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Nothing can be marked here; F1 shows the keys that work."),
        ("fr", "Rien ne se marque ici ; F1 montre les touches utiles."),
        ("zh_CN", "这里没有可以标记的行；按 F1 查看可用的键。"),
    ],
)
async def test_where_nothing_is_to_be_marked_the_key_that_marks_says_so(room: Room, language: str, said: str):
    async with a_house(room.url, "keeper", language=language, size=NARROW) as house:
        await house.press("f12", "space")
        assert house.said == said


async def test_only_keys_that_work_now_are_offered(room: Room):
    card = furnished(room)["Élodie Müller"]
    async with a_house(room.url, "keeper") as house:
        assert {"lend", "edit", "new"} <= set(house.keys())
        assert "give_back" not in house.keys()
        loans.lend(room.keeper, [card], to="sales", purpose="visit")
        await house.press("f5")
        assert "lend" not in house.keys()
        assert "give_back" in house.keys()


async def test_the_card_stands_beside_the_list_when_there_is_room(room: Room):
    a_card(room, "张伟", phone="13010000007", address="中山路 81 号")
    async with a_house(room.url, "keeper", size=WIDE) as house:
        await house.until(lambda: "中山路 81 号" in house.text())
    async with a_house(room.url, "keeper", size=NARROW) as house:
        assert not house.screen.preview.display or "中山路" not in house.text()


async def test_a_salesperson_sees_the_same_drawer_over_their_own_cards(room: Room):
    own = a_card(room, "张伟", salesperson=room.sales.staff_id, phone="13010000007")
    other = a_card(room, "李娜娜", phone="13010000008")
    async with a_house(room.url, "sales") as house:
        assert listed(house) == ["张伟"]
        assert not {"lend", "give_back"} & set(house.keys())
        await house.press("f3")
        await house.type("李娜娜")
        assert f"{other.card_no} is on file" in house.text()
        await house.press("escape", "escape", "enter")
        assert isinstance(house.screen, CardScreen)
        assert house.screen.card_id == own.id


async def test_an_empty_drawer_says_what_to_do(room: Room):
    async with a_house(room.url, "keeper") as house:
        assert "Ctrl+N makes one" in house.text()


async def test_the_mouse_does_what_the_keys_do(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper") as house:
        await house.pilot.click("#cards", offset=(20, 2))
        await house.settle()
        assert house.screen.cards.row.name == "张伟"
        await house.pilot.click("#cards", offset=(20, 3), times=2)
        await house.settle()
        assert isinstance(house.screen, CardScreen)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["zh_CN", "en", "fr"])
async def test_no_line_is_wider_than_the_screen_and_no_glyph_is_halved(sqlite_url: str, size, language):
    from rich.cells import cell_len

    from tests.conftest import open_furnished

    room = open_furnished(sqlite_url)
    for name in NAMES:
        a_card(room, name * 5, district="鼓楼区" * 6)
    async with a_house(room.url, "keeper", size=size, language=language) as house:
        assert {cell_len(strip.text) for strip in house.app.screen._compositor.render_strips()} == {size[0]}


async def test_a_key_whose_right_is_lacking_says_who_has_it(room: Room):
    card = a_card(room, "张伟", salesperson=room.sales.staff_id, phone="13010000007", city="南京")
    async with a_house(room.url, "sales") as house:
        for key in ("f7", "ctrl+d", "f10"):
            await house.press("down", key)
            assert "A manager can give you the role." in house.said, key
        await house.press("enter")
        assert "南京" not in house.text()
        assert "by whoever has it on loan" in house.text()
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    async with a_house(room.url, "sales") as house:
        await house.press("enter")
        assert "南京" in house.text()
        assert "by whoever has it on loan" not in house.text()


@pytest.mark.parametrize("key", ["f2", "f7", "f8"])
async def test_a_key_without_a_card_to_act_on_says_so(room: Room, key: str):
    async with a_house(room.url, "keeper") as house:
        await house.press(key)
        assert house.said == "There is no card under the cursor."


async def test_a_card_that_is_in_the_drawer_cannot_be_taken_back_and_one_that_is_out_not_lent(room: Room):
    card = a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f8")
        assert house.said == "What is in the drawer cannot be taken back."
        await house.press("enter", "f8")
        assert house.said == "What is in the drawer cannot be taken back."
        loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
        await house.press("f5", "f7")
        assert house.said == "What is out, archived, restricted or on its way to a branch cannot be lent."
        await house.press("escape", "f5", "f7")
        assert house.said == "What is out, archived, restricted or on its way to a branch cannot be lent."


@pytest.mark.parametrize(("user", "told"), [("keeper", True), ("sales", False)])
async def test_help_tells_of_the_keys_that_this_person_may_use(room: Room, user: str, told: bool):
    a_card(room, salesperson=room.sales.staff_id)
    async with a_house(room.url, user) as house:
        for key, screen in (("F7", ()), ("Ctrl+S", ("enter",))):
            await house.press(*screen, "f1")
            assert (f" {key} " in house.text()) == told
            await house.press("escape")


async def test_a_key_that_does_nothing_here_says_so(room: Room):
    furnished(room)
    async with a_house(room.url, "keeper", size=NARROW) as house:
        for key in ("ctrl+s", "f12"):
            await house.press("enter" if key == "f12" else "f5", key)
            assert "F1 shows the keys that work" in house.said, key
        await house.press("f1", "f3")
        assert "F1 shows the keys that work" in house.said
