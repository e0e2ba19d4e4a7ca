"""The desk, the loans and a slip, by the keys pressed (L1, L2, L4)."""

from datetime import timedelta

from screens.ask import AskScreen
from screens.came_back import CameBackScreen
from screens.desk import DeskScreen
from screens.drawer import DrawerScreen
from screens.loans import LoansScreen
from screens.where import WhereScreen
from screens.widgets.form import Form
from store import database, loans, offices, whereabouts
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card


async def numbers(house: House, *typed: str) -> None:
    for number in typed:
        await house.type(number)
        await house.press("enter")


def states(house: House) -> list[str]:
    return [line.state(house.app.words, house.screen.today) for line in house.screen.stack]


LACKING = (("", "to"), ("z", "purpose"))
"""What is typed where the cursor stands, and the field that is missing then."""


def said_of(house: House) -> str:
    """The field under the cursor, if the message line speaks of it."""
    name = house.screen.query_one(Form).field.name
    assert {"to": "borrower", "purpose": "purpose", "due": "day"}[name] in house.said
    return name


async def test_the_history_of_a_card_tells_of_its_loans_in_the_readers_language(room: Room):
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visite")
    async with a_house(room.url, "keeper", language="fr") as house:
        await house.press("enter", "shift+f6")
        shown = house.text()
        assert "sortie" in shown
        assert "→ out" not in shown


async def test_a_scanner_sends_a_whole_stack_at_once(room: Room):
    for name in ("张伟", "李娜", "王芳"):
        a_card(room, name)
    async with a_house(room.url, "keeper") as house:
        await house.burst("ctrl+d", *(key for number in "123" for key in (*f"NJ00000{number}", "enter")))
        assert [line.card.card_no for line in house.screen.stack] == ["NJ000001", "NJ000002", "NJ000003"]


async def test_a_stack_is_lent_and_taken_back_by_numbers(room: Room):
    ids = [a_card(room, name).id for name in ("张伟", "李娜", "王芳")]
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await numbers(house, "NJ000001", "3")
        assert states(house) == ["in the drawer", "in the drawer"]
        await house.press("f6", "f6", "z", "tab")
        await house.type("visit")
        await house.press("f7")
        assert "Lent 2 cards to Zhou Min" in house.said
        assert [loan.card_id for loan in whereabouts.out(room.keeper)] == [ids[0], ids[2]]
        assert house.screen.stack == []
        await numbers(house, "nj1", "3")
        await house.press("f8")
        assert "Returned 2 cards" in house.said
        assert whereabouts.out(room.keeper) == []


async def test_what_was_returned_leaves_the_stack_and_an_undo_brings_it_back(room: Room):
    a_card(room, "张伟")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await numbers(house, "1")
        await house.press("f6", "f6", "z", "tab")
        await house.type("visit")
        await house.press("f7", "ctrl+z")
        assert states(house) == ["in the drawer"]
        await house.press("f7")
        await numbers(house, "1")
        await house.press("f8")
        assert house.screen.stack == []
        await house.press("ctrl+z")
        assert len(whereabouts.out(room.keeper)) == 1
        assert [line.card.out_to for line in house.screen.stack] == ["Zhou Min"]


async def test_a_wrong_number_never_stops_the_stack(room: Room):
    a_card(room)
    a_card(room, "李娜")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await numbers(house, "NJ0000O1", "NJ000099", "1", "1", "2")
        assert states(house) == [
            "There is no card NJ0000O1.",
            "There is no card NJ000099.",
            "in the drawer",
            "is on line 3 already",
            "in the drawer",
        ]
        assert "F7 lends 2 cards" in house.text()
        await house.press("f6", "f6", "z", "tab")
        await house.type("visit")
        await house.press("enter", "enter")
        assert "Lent 2 cards" in house.said


async def test_a_card_that_is_out_is_told_and_only_the_others_are_lent(room: Room):
    out, free = a_card(room), a_card(room, "李娜")
    loans.lend(room.keeper, [out.id], to="sales2", purpose="visit")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await numbers(house, "1", "2")
        assert "out: Sun Yan" in states(house)[0]
        await house.press("f6", "f6", "z", "tab")
        await house.type("visit")
        await house.press("f7")
        assert whereabouts.where(room.keeper, free.id).loan.borrower == "Zhou Min"
        assert whereabouts.where(room.keeper, out.id).loan.borrower == "Sun Yan"
        assert [line.card.id for line in house.screen.stack] == [out.id]


async def test_what_the_slip_needs_is_asked_for_in_the_form(room: Room):
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await numbers(house, "1")
        for typed, field in LACKING:
            await house.type(typed)
            await house.press("f7")
            assert said_of(house) == field
        assert whereabouts.out(room.keeper) == []


async def test_the_cursor_goes_to_the_field_that_a_refused_slip_speaks_of(room: Room):
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f7", "tab", "tab")
        for typed, field in LACKING:
            await house.type(typed)
            await house.press("f7")
            assert said_of(house) == field
        assert whereabouts.out(room.keeper) == []


async def test_a_due_date_is_typed_as_a_person_says_it(room: Room):
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f7", "z", "tab")
        await house.type("visit")
        await house.press("tab", "end", "shift+home")
        await house.type("+5")
        await house.press("f7")
        (loan,) = whereabouts.out(room.keeper)
        assert (loan.due - loan.lent_on).days in (5, 6)


async def test_a_due_date_that_is_none_is_refused_and_nothing_is_lent(room: Room):
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f7", "z", "tab")
        await house.type("visit")
        await house.press("tab", "end", "shift+home")
        await house.type("soon")
        await house.press("up", "f7")
        assert house.screen.form.field.name == "due"
        assert "“soon” is no day" in house.said
        assert whereabouts.out(room.keeper) == []


async def test_the_stack_waits_while_the_desk_is_left(room: Room):
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await numbers(house, "1")
        await house.press("escape", "ctrl+d")
        assert isinstance(house.screen, DeskScreen)
        assert states(house) == ["in the drawer"]


async def test_what_was_typed_into_the_slip_is_not_dropped_without_asking(room: Room):
    for name in ("张伟", "李娜"):
        a_card(room, name)
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await numbers(house, "1")
        await house.press("escape")
        assert isinstance(house.screen, DrawerScreen), "nothing was typed: the stack waits"
        await house.press("ctrl+d", "f6", "f6", "z", "tab")
        await house.type("visit")
        await house.press("escape")
        assert isinstance(house.screen, AskScreen)
        await house.press("escape")
        assert house.screen.query_one(Form).values["purpose"] == "visit"
        await house.press("f7", "escape")
        assert isinstance(house.screen, DrawerScreen), "it was lent: the journal has it"


async def test_loans_show_the_overdue_first_and_alone_and_take_back(room: Room):
    late, due = a_card(room, "张伟"), a_card(room, "李娜")
    for card in (due, late):
        loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    with database.writing():
        database.execute("update slip_card set due = '2020-01-01' where card_id = ?", (late.id,))
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+g")
        assert isinstance(house.screen, LoansScreen)
        assert [loan.name for loan in house.screen.rows.window.rows] == ["张伟", "李娜"]
        await house.press("f4")
        assert [loan.name for loan in house.screen.rows.window.rows] == ["张伟"]
        await house.press("f8")
        assert "Returned NJ000001 (Zhou Min)" in house.said
        assert "Nothing is overdue" in house.text()
        await house.press("escape", "f9")
        await house.type("●")
        await house.press("enter", "2")
        assert house.screen.overdue_only
        await house.press("f4")
        assert [loan.name for loan in house.screen.rows.window.rows] == ["李娜"]


async def test_a_return_is_dated_back_and_says_what_the_visit_brought(room: Room):
    card = a_card(room, "张伟")
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    with database.writing():
        database.execute("update slip_card set out_at = ?", (database.now() - timedelta(3),))
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+g", "shift+f2")
        assert isinstance(house.screen, CameBackScreen)
        await house.type("tomorrow")
        await house.press("f8")
        assert "cannot have come back" in house.said
        assert house.screen.query_one(Form).field.name == "day"
        await house.press("ctrl+a")
        await house.type("whenever")
        await house.press("tab", "f8")
        assert "is no day that can be understood" in house.said
        await house.press("ctrl+a")
        await house.type("yesterday")
        await house.press("tab", "b", "enter", "enter")
        assert "Returned NJ000001" in house.said
        (past,) = whereabouts.where(room.keeper, card.id).earlier
        today = offices.today(room.keeper)
        assert (past.returned_on, past.result) == (today - timedelta(1), "bought")
        await house.press("ctrl+z")
        assert [loan.card_id for loan in whereabouts.out(room.keeper)] == [card.id]


async def test_each_card_of_a_stack_may_have_a_result_of_its_own(room: Room):
    ids = [a_card(room, name).id for name in ("张伟", "李娜", "王芳")]
    loans.lend(room.keeper, ids, to="sales", purpose="visit")
    async with a_house(room.url, "keeper", language="zh_CN", size=NARROW) as house:
        await house.press("ctrl+d")
        await numbers(house, "1", "2", "3")
        await house.press("shift+f2", "tab", "tab")
        await house.type("五月再来")
        await house.press("tab", "tab", "right", "right", "f8")
        assert house.screen.stack == []
        results = {one: whereabouts.where(room.keeper, one).earlier[0].result for one in ids}
        assert list(results.values()) == ["五月再来", "not_met", "五月再来"]
        await house.press("escape", "f3")
        await house.type("李娜")
        await house.press("enter", "enter", "shift+f6")
        assert "未见到人" in house.text()


async def test_a_visit_shows_whether_its_card_was_read_and_what_it_brought(room: Room):
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    async with a_house(room.url, "sales") as house:
        await house.until(lambda: "Read it before your visit" in house.text())
        await house.press("enter")
        assert "read_it" in house.keys()
        await house.press("f10")
        assert "you have read NJ000001" in house.said
        await house.press("escape", "f5")
        await house.until(lambda: "Read it before your visit" not in house.text())
    loans.give_back(room.keeper, [card.id], results={card.id: "bought"})
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    async with a_house(room.url, "keeper") as house:
        await house.until(lambda: "bought" in house.text())
        assert "not read yet" in house.text()
        await house.press("ctrl+f")
        await house.until(lambda: "· not read yet" in house.text())
        await house.press("down")
        await house.until(lambda: "Result of the visit: bought" in house.text())


async def test_where_a_card_is_and_who_had_it(room: Room):
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="first visit")
    loans.give_back(room.keeper, [card.id])
    loans.lend(room.keeper, [card.id], to="sales2", purpose="second visit")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+f")
        assert isinstance(house.screen, WhereScreen)
        assert "out to Sun Yan" in house.text()
        assert [loan.purpose for loan in house.screen.query_one("WindowList").window.rows] == [
            "second visit",
            "first visit",
        ]


async def test_a_card_that_is_open_closes_at_the_next_key_after_its_return(room: Room):
    own = a_card(room, "张伟", address="中山路 81", salesperson=room.sales.staff_id)
    other = a_card(room, "李娜", address="人民路 7")
    for card in (own, other):
        loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
        async with a_house(room.url, "sales") as house:
            await house.press("f3")
            await house.type(card.row.name)
            await house.press("enter", "enter")
            assert card.values["address"] in house.text()
            loans.give_back(room.keeper, [card.id])
            await house.press("down")
            assert card.values["address"] not in house.text()


async def test_the_preview_closes_at_the_next_key_after_the_return(room: Room):
    card = a_card(room, "张伟", address="中山路 81", salesperson=room.sales.staff_id)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    async with a_house(room.url, "sales") as house:
        await house.until(lambda: card.values["address"] in house.text())
        loans.give_back(room.keeper, [card.id])
        await house.press("down")
        assert card.values["address"] not in house.text()


async def test_a_stack_that_was_left_is_numbered_on(room: Room):
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await house.type("999999")
        await house.press("enter", "escape", "ctrl+d")
        await house.type("1")
        await house.press("enter")
        assert [line.id for line in house.screen.stack] == [1, 2]
        await house.press("f6", "home", "delete")
        assert [line.typed for line in house.screen.stack] == ["1"]
