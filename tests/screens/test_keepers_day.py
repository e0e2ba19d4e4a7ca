"""The keys of a keeper's day, typed and counted (issue 3): each in the three languages, on the narrow screen."""

import pytest

from screens.desk import DeskScreen
from screens.paper import PackScreen
from screens.requests import RequestsScreen
from screens.slip import SlipViewScreen
from screens.widgets.window_list import WindowList
from store import loan_rules, loans, offices, requested, requests, reservations, whereabouts
from tests.conftest import Room
from tests.screens.house import NARROW, House, a_house
from tests.store.builders import a_card

STACK = 20
LANGUAGES = ["zh_CN", "en", "fr"]
LENT = {"zh_CN": "已借给Zhou Min 20 张卡片", "en": "Lent 20 cards to Zhou Min", "fr": "20 fiches prêtées à Zhou Min"}
BACK = {"zh_CN": "Zhou Min已归还", "en": "back from Zhou Min", "fr": "rendue par Zhou Min"}


class Counted:
    """`keys` is how many were pressed since it was made."""

    def __init__(self, house: House) -> None:
        self.house, self.before = house, house.sent

    @property
    def keys(self) -> int:
        return self.house.sent - self.before


def some_cards(room: Room, count: int = STACK) -> list[int]:
    return [a_card(room, f"张{n}", salesperson=room.sales.staff_id).id for n in range(count)]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_twenty_cards_of_a_visit_list_are_lent_with_six_keys_and_the_due_date(room: Room, language: str):
    ids = some_cards(room)
    loan_rules.set_rule(room.manager, days=14)
    slip = requests.ask(room.sales, ids, purpose="visit Gulou")
    async with a_house(room.url, "keeper", language=language, size=NARROW) as house:
        counted, typed = Counted(house), "+9"
        await house.press("f12", "f7")
        await house.type(typed)
        await house.press("f7")
        assert counted.keys - len(typed) <= 6
        assert LENT[language] in house.said
        assert isinstance(house.screen, RequestsScreen)
    out = whereabouts.out(room.keeper)
    assert sorted(loan.card_id for loan in out) == sorted(ids)
    assert {(loan.slip, loan.borrower_user, loan.purpose) for loan in out} == {(slip.number, "sales", "visit Gulou")}
    assert {(loan.due - offices.today(room.keeper)).days for loan in out} == {9}
    print(f"lend {STACK} of a visit list: {counted.keys - len(typed)} keys and the due date")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_stack_of_twenty_is_returned_by_its_numbers_and_as_many_enters(room: Room, language: str):
    ids = some_cards(room)
    for half, user in ((ids[::2], "sales"), (ids[1::2], "sales2")):
        loans.lend(room.keeper, half, to=user, purpose="visit")
    reservations.reserve(room.keeper, [ids[2]], to="sales2", purpose="next")
    async with a_house(room.url, "keeper", language=language, size=NARROW) as house:
        await house.press("ctrl+d", "f8")
        counted, numbers = Counted(house), [str(number) for number in range(1, STACK + 1)]
        await house.burst(*(key for number in numbers for key in (*number, "enter")))
        typed = sum(map(len, numbers))
        assert counted.keys == typed + STACK
        assert whereabouts.out(room.keeper) == []
        assert BACK[language] in house.text()
        assert house.screen.room.came_back == (ids[2],)
    print(f"return {STACK} by number: the numbers and {counted.keys - typed} Enters")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [NARROW, (120, 40)], ids=["narrow", "wide"])
async def test_where_a_card_is_takes_its_number_and_one_key(room: Room, language: str, size: tuple[int, int]):
    (card, *_) = some_cards(room, 3)
    loans.lend(room.keeper, [card], to="sales2", purpose="visit")
    async with a_house(room.url, "keeper", language=language, size=size) as house:
        counted, number = Counted(house), "NJ000001"
        await house.press("f3")
        await house.type(number)
        assert counted.keys == len(number) + 1
        line = next(line for line in house.lines() if number in line and "▌" in line)
        assert "Sun Yan" in line
    print(f"where is it: the number and {counted.keys - len(number)} key")


async def test_at_the_desk_too_the_number_and_enter_say_where_a_card_is(room: Room):
    (card,) = some_cards(room, 1)
    loans.lend(room.keeper, [card], to="sales2", purpose="visit")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("ctrl+d")
        await house.burst("1", "enter")
        assert "out: Sun Yan" in house.text()


async def test_a_return_by_number_is_undone_and_a_wrong_number_does_not_stop_it(room: Room):
    first, second, third = some_cards(room, 3)
    loans.lend(room.keeper, [first, second], to="sales", purpose="visit")
    async with a_house(room.url, "keeper") as house:
        await house.press("ctrl+d", "f8")
        assert "Each number takes its card back at once" in house.text()
        await house.burst("9", "9", "enter", "3", "enter")
        assert house.said == "NJ000003: there is nothing to take back. Go on with the next."
        await house.burst("1", "enter", "2", "enter")
        assert isinstance(house.screen, DeskScreen)
        assert [line.back is not None for line in house.screen.stack] == [False, False, True, True]
        await house.press("ctrl+z")
        assert [loan.card_id for loan in whereabouts.out(room.keeper)] == [second]
        await house.burst("2", "enter")
        assert whereabouts.out(room.keeper) == []
        await house.press("f8")
        assert [line.card and line.card.id for line in house.screen.stack] == [None, third]
        assert "F7 lends 1 card" in house.text()
        await house.burst("1", "enter")
        assert whereabouts.out(room.keeper) == []


async def test_of_a_slip_only_what_is_approved_is_lent(room: Room):
    loan_rules.set_rule(room.manager, grade="A", approver="manager")
    plain, dear = a_card(room).id, a_card(room, "李娜", grade="A", grade_reason="large").id
    requests.ask(room.clerk, [plain, dear], to="sales", purpose="fair")
    async with a_house(room.url, "keeper", size=NARROW) as house:
        await house.press("f12", "end", "f7")
        assert "is not approved" in house.said
        await house.press("ctrl+o")
        assert isinstance(house.screen, SlipViewScreen)
        await house.press("f7", "f7")
        assert "Lent 1 card to Zhou Min" in house.said
        assert [line.state for line in house.screen.query_one(WindowList).window.rows] == ["out", "requested"]
        await house.press("f7")
        assert "Nothing on this slip is approved" in house.said
        await house.press("shift+f9")
        assert isinstance(house.screen, PackScreen)
        assert "Slip 1: 1 card for Zhou Min" in house.text()
    assert [(one.card_id, one.state) for one in requested.listed(room.keeper)] == [(dear, "requested")]
