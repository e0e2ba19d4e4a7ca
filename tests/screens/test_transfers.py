"""Cards that go to another branch, and further branches, at the keys (K5)."""

import pytest

from screens.branches import BranchesScreen, NewBranchScreen
from screens.transfers import ReceiveScreen, SendScreen, TransfersScreen
from store import access, cards, database, journal, offices, staff
from store.access import Actor, Role
from store.acts import transfers
from store.cards import CardRecord, Edit
from store.offices import NewBranch
from tests.conftest import CHEAP, PASSWORD, Room
from tests.screens.house import NARROW, WIDE, House, a_house
from tests.store.builders import a_card


def lyon() -> Actor:
    """Lyon, with a member of staff for every role."""
    with database.writing():
        branch = offices.open_branch(NewBranch("Lyon", "FR", "LY")).id
        with journal.entry(branch, None, "open_branch"):
            who = staff.insert(branch, "anne", "Anne Petit", list(Role), CHEAP.hash(PASSWORD))
    return access.actor_of(who)


def came_to_lyon(room: Room) -> tuple[Actor, CardRecord]:
    anne, card = lyon(), a_card(room, "王芳")
    transfers.send(room.manager, [card.id], "Lyon", "moved")
    return anne, card


async def command(house: House, name: str) -> None:
    await house.press("f9")
    await house.type(name)
    await house.press("enter")


async def test_a_manager_sends_a_card_and_takes_it_back(room: Room) -> None:
    lyon()
    card = a_card(room, "王芳")
    async with a_house(room.url, "manager") as house:
        await command(house, "send to a branch")
        assert isinstance(house.screen, SendScreen)
        await house.press("l", "tab")
        await house.type("moved to France")
        await house.press("enter")
        assert "on its way to Lyon" in house.said
        assert "→ Lyon" in house.text()
        await command(house, "cards on the way")
        assert isinstance(house.screen, TransfersScreen)
        assert card.card_no in house.text()
        await house.press("f10")
        assert house.said == "This card is not on its way here."
        await house.press("ctrl+delete")
        assert card.card_no in house.said
    assert transfers.moving(room.manager) == []


@pytest.mark.parametrize("language", ["en", "fr", "zh_CN"])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
async def test_what_comes_is_received_under_a_number_of_the_branch(
    room: Room, language: str, size: tuple[int, int]
) -> None:
    anne, card = came_to_lyon(room)
    async with a_house(room.url, "anne", language=language, size=size) as house:
        house.app.push_screen(TransfersScreen())
        await house.settle()
        assert card.card_no in house.text()
        assert "王芳" in house.text()
        await house.press("f10")
        assert isinstance(house.screen, ReceiveScreen)
        await house.press("a", "enter")
        assert "LY000001" in house.said
    kept = cards.show(anne, card.id)
    assert (kept.card_no, kept.values["salesperson"]) == ("LY000001", anne.staff_id)


async def test_a_card_on_its_way_says_so_at_the_desk_and_on_itself_and_is_neither_edited_nor_lent(room: Room) -> None:
    lyon()
    card = a_card(room, "王芳")
    transfers.send(room.manager, [card.id], "Lyon", "moved")
    async with a_house(room.url, "keeper") as house:
        await house.press("f7")
        assert "on its way to a branch" in house.said
        await house.press("ctrl+d")
        await house.type(card.card_no)
        await house.press("enter")
        assert "on its way to Lyon" in house.lines()[4]
        assert "F7" not in house.lines()[-1]
        await house.press("f7")
        assert "No card of the stack can be lent" in house.said
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "shift+f6")
        assert "Sent to" in house.text()
        await house.press("f6")
        assert "on its way to Lyon" in house.text()
        await house.press("f2")
        assert "on its way to Lyon" in house.said
        assert not house.screen.form.editing


async def test_without_a_branch_it_is_said_to_choose_one(room: Room) -> None:
    lyon()
    a_card(room, "王芳")
    async with a_house(room.url, "manager", size=NARROW) as house:
        await command(house, "send to a branch")
        assert "Ctrl+S Send" in house.lines()[-1]
        await house.press("ctrl+s")
        assert house.said == "Say to which branch office the cards go."


async def test_what_does_not_belong_here_is_sent_back_with_a_reason(room: Room) -> None:
    anne, card = came_to_lyon(room)
    async with a_house(room.url, "anne") as house:
        house.app.push_screen(TransfersScreen())
        await house.settle()
        assert "Enter" not in house.lines()[-1]
        await house.press("enter")
        assert "F10 receives it" in house.said
        await house.press("delete")
        await house.type("not ours")
        await house.press("enter")
        assert house.said == "1 card was sent back."
    assert transfers.moving(anne) == []
    assert cards.save(room.clerk, card.id, card.version, Edit({"remarks": "x"})).card_no == card.card_no


async def test_head_office_opens_a_branch_whose_first_member_signs_in_once(room: Room) -> None:
    async with a_house(room.url, "manager", size=NARROW) as house:
        await command(house, "branch offices")
        assert isinstance(house.screen, BranchesScreen)
        await house.press("ctrl+n")
        assert isinstance(house.screen, NewBranchScreen)
        await house.press("escape")
        assert isinstance(house.screen, BranchesScreen), "nothing was typed, so that nothing is asked"
        await house.press("ctrl+n", "tab")
        assert "choose" in house.keys(), "Country is chosen, and its key is named"
        assert "Space lists all" in house.lines()[-2]
        await house.press("ctrl+s")
        assert house.said == "A branch needs a name."
        assert house.screen.form.field.name == "name"
        await house.type("Lyon")
        await house.press("tab", "f", "tab", "tab", "tab", "tab")
        await house.type("anne")
        await house.press("tab")
        await house.type("Anne Petit")
        await house.press("ctrl+s")
        assert "Lyon is open" in house.text()
        await house.press("enter")
        assert "Europe" in house.text() or "EUR" in house.text()
    found = offices.named("lyon")
    assert (found.country, found.currency, found.time_zone) == ("FR", "EUR", "Europe/Paris")


async def test_others_may_not_open_one(room: Room) -> None:
    async with a_house(room.url, "clerk") as house:
        await command(house, "branch offices")
        await house.press("ctrl+n")
        assert isinstance(house.screen, BranchesScreen)
        assert "manager at head office" in house.said
