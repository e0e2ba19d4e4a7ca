"""Asking and approving, rules, renewal and the rest of lending, by the keys pressed (L1, L4, L7)."""

from pathlib import Path

from screens.ask import AskScreen
from screens.card import CardScreen
from screens.choose import ReasonScreen
from screens.desk import DeskScreen
from screens.drawer import DrawerScreen
from screens.loans import LoansScreen
from screens.requests import RequestsScreen
from screens.rules import RulesScreen
from screens.slip import SlipViewScreen
from screens.widgets.window_list import WindowList
from store import database, loan_rules, loans, requested, requests, reservations, whereabouts
from store.acts import take_out
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.screens.test_desk import numbers
from tests.store.builders import a_card, changed


def a_dear_card(room: Room, name: str = "张伟") -> int:
    loan_rules.set_rule(room.manager, grade="A", approver="manager")
    return a_card(room, name, grade="A", grade_reason="large", salesperson=room.sales.staff_id).id


def shown_states(house: House) -> list[str]:
    return [one.state for one in house.screen.query_one(WindowList).window.rows]


async def test_a_salesperson_asks_and_sees_what_became_of_it(room: Room):
    card = a_dear_card(room)
    async with a_house(room.url, "sales") as house:
        assert "ask" in house.keys()
        assert "lend" not in house.keys()
        await house.press("shift+f7")
        await house.type("visit")
        await house.press("shift+f7")
        assert "it waits for approval" in house.said
        await house.press("f12")
        assert isinstance(house.screen, RequestsScreen)
        assert shown_states(house) == ["requested"]
        assert "approve" not in house.keys()
        (one,) = requested.listed(room.manager)
        requests.refuse(room.manager, [one.id], "not this month")
        await house.press("f5")
        assert shown_states(house) == ["refused"]
        assert "not this month" in house.text()
    assert whereabouts.where(room.manager, card).loan is None


async def test_a_manager_approves_the_marked_ones_and_refuses_with_a_reason(room: Room):
    for name in ("张伟", "李娜", "王芳"):
        requests.ask(room.sales, [a_dear_card(room, name)], purpose="visit")
    async with a_house(room.url, "manager") as house:
        assert "● 3 waiting" in house.text()
        await house.press("f9")
        await house.type("●")
        await house.press("enter", "1")
        assert isinstance(house.screen, RequestsScreen)
        await house.press("space", "space", "f10")
        assert house.said == "Approved 2 cards."
        await house.press("delete")
        assert isinstance(house.screen, ReasonScreen)
        await house.type("too many")
        await house.press("enter")
        assert house.said == "Refused 1 card."
        assert "Nothing waits for approval" in house.text()
        await house.press("escape", "escape")
        assert "●" not in house.lines()[0]
    assert sorted(one.state for one in requested.listed(room.sales)) == ["approved", "approved", "refused"]


async def test_one_s_own_request_is_refused_in_words(room: Room):
    card = a_dear_card(room)
    requests.ask(room.first, [card], to="sales", purpose="visit")
    async with a_house(room.url, "first") as house:
        assert "● 1 waiting" in house.lines()[0]  # the first backup, and no request
        await house.press("f12", "f10")
        assert "You asked for NJ000001 yourself" in house.said
        await house.press("backspace")
        assert "no longer asked for" in house.said


async def test_the_desk_says_what_the_rules_say_of_each_card(room: Room):
    a_dear_card(room)
    a_card(room, "李娜")
    loan_rules.set_rule(room.manager, days=14, most=2)
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d")
        await numbers(house, "1", "2")
        assert isinstance(house.screen, DeskScreen)
        shown = house.text()
        assert "grade A: the manager approves" in shown
        assert "may be lent: 14 days" in shown
        await house.press("f6", "f6", "z", "tab")
        await house.type("visit")
        await house.press("f6")
        assert "0 of 2 cards they may hold" in house.text()
        assert "1 of them waits for approval" in house.text()
        await house.press("f7")
        assert "Lent 1 to Zhou Min" in house.said
        assert "1 card waits for approval" in house.said
        assert house.screen.stack == []
        await house.press("ctrl+z")
        assert whereabouts.out(room.keeper) == []
        assert requested.listed(room.manager) == []


async def test_a_card_that_is_asked_for_already_does_not_stop_the_stack(room: Room):
    dear, plain = a_dear_card(room), a_card(room, "李娜")
    requests.ask(room.sales, [dear], purpose="visit")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("ctrl+d")
        await numbers(house, "1", "2")
        await house.press("f6", "f6", "z", "tab")
        await house.type("visit")
        await house.press("f7")
        assert "Lent 1 card" in house.said
        assert "asked for already, slip 1" in house.text()
    assert [loan.card_id for loan in whereabouts.out(room.keeper)] == [plain.id]


async def test_what_the_rules_doubt_is_lent_once_a_reason_is_typed(room: Room):
    first, second = a_card(room), a_card(room, "李娜")
    loan_rules.set_rule(room.manager, most=1)
    loans.lend(room.keeper, [first.id], to="sales", purpose="visit")
    async with a_house(room.url, "keeper") as house:
        await house.press("f3")
        await house.type("李娜")
        await house.press("enter", "f7", "z", "tab")
        await house.type("visit")
        await house.press("f7")
        assert isinstance(house.screen, ReasonScreen)
        assert "more cards than they may hold" in house.said
        await house.type("a fair")
        await house.press("enter")
        assert "Lent 1 card to Zhou Min" in house.said
        assert isinstance(house.screen, DrawerScreen)
    assert whereabouts.where(room.keeper, second.id).loan is not None


async def test_loans_are_renewed_recalled_and_noted_as_lost(room: Room):
    cards = [a_card(room, name).id for name in ("张伟", "李娜")]
    for card in cards:
        loans.lend(room.keeper, [card], to="sales", purpose="visit")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+g")
        assert isinstance(house.screen, LoansScreen)
        await house.press("space", "space", "ctrl+r")
        assert house.said.startswith("Renewed 2 cards")
        await house.press("shift+f8")
        assert house.said.startswith("Recalled 1 card for")
        await house.press("ctrl+delete")
        await house.type("drawer, car")
        await house.press("enter")
        assert house.said == "Noted 1 card as lost."
        await house.press("ctrl+z")
        assert whereabouts.count_out(room.keeper) == 2


async def test_a_returned_card_that_somebody_reserved_says_so(room: Room):
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+g", "f9")
        await house.type("reserve")
        await house.press("enter", "s", "tab")
        await house.type("next week")
        await house.press("enter")
        assert house.said == "Sun Yan waits for 1 card."
        await house.press("f8")
        assert "NJ000001 is reserved by Sun Yan" in house.said
    assert [one.borrower_user for one in reservations.queue(card.id)] == ["sales2"]


async def test_a_returned_card_that_is_reserved_and_was_edited_tells_of_both(room: Room):
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    reservations.reserve(room.keeper, [card.id], to="sales2", purpose="next week")
    changed(room, card, phone="13010000008")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("f8")
        assert "NJ000001 is reserved by Sun Yan" in house.said
        assert "1 changed meanwhile" in house.said
        assert {"wait_slip", "changed"} <= set(house.keys())


async def test_ctrl_s_ends_each_form_of_a_slip_and_esc_asks_before_one_is_lost(room: Room):
    a_card(room)
    async with a_house(room.url, "keeper") as house:
        await house.press("f7", "escape")
        assert isinstance(house.screen, DrawerScreen)
        await house.press("f7", "s", "tab")
        await house.type("visit")
        await house.press("escape")
        assert isinstance(house.screen, AskScreen)
        await house.press("escape", "ctrl+s")
        assert house.said.startswith("Lent 1 card to Sun Yan")
        await house.press("ctrl+g", "shift+f2", "ctrl+s")
        assert house.said.startswith("Returned NJ000001")
        await house.press("escape", "f7", "s", "escape", "enter")
        assert isinstance(house.screen, DrawerScreen)


async def test_a_list_of_choices_has_room_for_all_of_them_in_a_short_slip(room: Room):
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    people = ("Zhou Min", "Sun Yan")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("f9")
        await house.type("reserve")
        await house.press("enter", "space")
        assert all(name in house.text() for name in people)
        await house.press("escape", "s", "tab")
        await house.type("next week")
        assert "Ctrl+S Reserve" in house.text()
        await house.press("ctrl+s")
        assert "waits for 1 card" in house.said


async def test_f4_says_what_it_does_next(room: Room):
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("ctrl+g")
        assert "F4 Overdue only" in house.text()
        await house.press("f4")
        assert "F4 Show all" in house.text()
        await house.press("f4")
        assert "F4 Overdue only" in house.text()


async def test_whom_to_remind_and_how_often_it_was_done(room: Room):
    loans.lend(room.keeper, [a_card(room).id], to="sales", purpose="visit")
    with database.writing():
        database.execute("update slip_card set due = '2020-01-01'")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("ctrl+g", "ctrl+a", "f10")
        assert house.said == "Noted: 1 borrower was reminded."
        (line,) = house.screen.query_one(WindowList).window.rows
        assert line.debtor.reminders == 1


async def test_the_rules_are_made_changed_and_taken_away_by_a_manager(room: Room):
    async with a_house(room.url, "manager") as house:
        await house.press("f9")
        await house.type("rules of")
        await house.press("enter")
        assert isinstance(house.screen, RulesScreen)
        assert "There is no rule" in house.text()
        await house.press("insert", "tab", "a", "tab")
        await house.type("x")
        await house.press("ctrl+s")
        assert "“x” is no whole number" in house.said
        await house.press("backspace")
        await house.type("5")
        await house.press("ctrl+s")
        assert house.said == "The rule is set."
        (rule,) = loan_rules.rules(room.manager)
        assert (rule.grade, rule.days, rule.borrower) == ("A", 5, None)
        await house.press("delete")
        assert loan_rules.rules(room.manager) == []
        await house.press("ctrl+z")
        assert len(loan_rules.rules(room.manager)) == 1
    async with a_house(room.url, "keeper") as house:
        await house.press("f9")
        await house.type("rules of")
        await house.press("enter")
        assert house.keys()[0] == "back"
        await house.press("delete")
        assert "You may not change settings" in house.said


async def test_the_borrower_says_to_have_read_the_card(room: Room):
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    async with a_house(room.url, "sales") as house:
        await house.press("enter", "f9")
        await house.type("read it")
        await house.press("enter")
        assert "you have read NJ000001" in house.said
    assert [loan.read for loan in whereabouts.out(room.keeper)] == [True]


async def test_a_long_list_is_asked_for_approved_and_taken_out(room: Room, tmp_path: Path):
    for n in range(3):
        a_card(room, f"张{n}")
    take_out.set_most_rows(room.manager, 2)
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("ctrl+e")
        await house.type("mailing")
        await house.press("ctrl+s")
        assert "more than 2 rows" in house.text()
        await house.press("enter")
        assert house.said == "Asked for the list of 3 rows, slip 1. Once it is approved, Enter in F12 takes it out."
        await house.press("f12")
        assert not house.screen.can("open")
    async with a_house(room.url, "manager", size=NARROW) as house:
        await house.press("f12")
        assert "Customer data cards: 3 rows" in house.text()
        await house.press("f10")
        assert house.said == "Approved 1 request."
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("f12", "enter")
        form = house.screen.form
        assert [field.name for field in form.fields] == ["file", "language"]
        assert form.editing
        await house.press("ctrl+u")
        await house.type(str(tmp_path / "list.xlsx"))
        await house.press("ctrl+s")
        await house.until((tmp_path / "list.xlsx").exists)
        assert "3 cards are in" in house.said
        assert house.screen.total == 0


async def test_the_size_of_lists_is_set_beside_the_rules(room: Room):
    async with a_house(room.url, "manager", size=NARROW) as house:
        await house.press("f9")
        await house.type("rules of")
        await house.press("enter")
        assert "lists: 200 rows without approval" in house.text()
        await house.press("f9")
        await house.type("size of")
        await house.press("enter", "backspace", "backspace", "backspace")
        await house.type("500")
        await house.press("enter")
        assert "lists: 500 rows without approval" in house.text()
    assert take_out.most_rows(room.manager.branch_id) == 500


async def test_a_slip_says_which_of_its_cards_were_not_read(room: Room):
    first, second = a_card(room, "张伟").id, a_card(room, "李娜").id
    loans.lend(room.keeper, [first, second], to="sales", purpose="spring offer")
    loans.confirm_read(room.sales, first)
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+g")
        assert house.text().count("not read") == 1
        await house.press("ctrl+o")
        assert isinstance(house.screen, SlipViewScreen)
        assert "1 card not read" in house.text()
        assert "spring offer" in house.text()
        await house.press("down", "enter")
        assert isinstance(house.screen, CardScreen)
        await house.press("escape")
        assert house.screen.rows.row.card_no == "NJ000002"


async def test_a_request_leads_to_its_slip(room: Room):
    requests.ask(room.sales, [a_dear_card(room)], purpose="visit")
    async with a_house(room.url, "sales", size=NARROW) as house:
        await house.press("f12", "ctrl+o")
        assert isinstance(house.screen, SlipViewScreen)
        assert "requested" in house.text()
        assert "not read" not in house.text()


async def test_marks_stay_while_the_list_is_read_again_and_go_once_something_is_done(room: Room):
    for name in ("张伟", "李强", "王芳"):
        loans.lend(room.keeper, [a_card(room, name).id], to="sales", purpose="visit")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("ctrl+g", "space", "space")
        assert "2 marked · 3 cards out" in house.lines()[1]
        await house.press("f5", "enter", "escape", "ctrl+o", "escape", "f4", "f4")
        assert "2 marked" not in house.lines()[1], "nothing is overdue: what is not in the list is not marked"
        await house.press("home", "space", "f5", "ctrl+o", "escape")
        assert "1 marked" in house.lines()[1]
        assert house.text().count("✓") == 1
        await house.press("f8", "enter")
        assert "marked" not in house.lines()[1]
        assert whereabouts.count_out(room.keeper) == 2
