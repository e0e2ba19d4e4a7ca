"""Staff on screen: who is added, which roles they have, a forgotten password (K1)."""

from screens.staff import MemberScreen, StaffScreen
from store import database, offices, staff
from store.access import Role
from store.offices import NewBranch
from tests.conftest import PASSWORD, Room
from tests.screens.house import NARROW, a_house


async def test_a_manager_adds_a_colleague_who_then_comes_in(room: Room):
    async with a_house(room.url, "manager") as house:
        await house.press("ctrl+t", "ctrl+n")
        assert isinstance(house.screen, MemberScreen)
        for typed in ("zhao", "Zhao Lei", "first one"):
            await house.type(typed)
            await house.press("tab")
        await house.press("space", "tab", "space", "ctrl+s")
        assert "Zhao Lei signs in as zhao" in house.said
        assert isinstance(house.screen, StaffScreen)
        assert house.screen.rows.row.user == "zhao"
    assert staff.sign_in("zhao", "first one").roles == {Role.CLERK, Role.KEEPER}


async def test_head_office_sees_whose_branch_and_adds_to_any(room: Room):
    with database.writing():
        lyon = offices.open_branch(NewBranch("Lyon", "FR"))
    async with a_house(room.url, "manager", size=NARROW) as house:
        await house.press("ctrl+t")
        assert "Branch office" in house.text()
        await house.press("ctrl+n")
        for typed in ("zoe", "Zoé Nuñez", "first one", "l", " "):
            await house.type(typed)
            await house.press("tab")
        await house.press("ctrl+s")
        assert (house.screen.rows.row.user, house.screen.rows.row.branch_id) == ("zoe", lyon.id)
    async with a_house(room.url, "clerk", size=NARROW) as house:
        await house.press("ctrl+t")
        assert "Branch office" not in house.text()


async def test_ones_own_password_is_asked_about_more_strongly(room: Room):
    async with a_house(room.url, "manager") as house:
        await house.press("ctrl+t")
        while house.screen.rows.row.user != "manager":
            await house.press("down")
        await house.press("ctrl+a")
        assert "This is your own password" in house.text()
        await house.press("escape")
    assert not staff.must_change_password(staff.sign_in("manager", PASSWORD))


async def test_roles_are_turned_with_space(room: Room):
    async with a_house(room.url, "manager") as house:
        await house.press("ctrl+t")
        while house.screen.rows.row.user != "clerk":
            await house.press("down")
        await house.press("enter", "tab", "space", "ctrl+s")
        assert "keeper" in house.said
        assert house.said in house.text()
    roles = {record.user: record.roles for record in staff.people(room.manager)}
    assert roles["clerk"] == {Role.CLERK, Role.KEEPER}


async def test_a_forgotten_password_gets_a_one_time_one_that_is_shown(room: Room):
    async with a_house(room.url, "manager") as house:
        await house.press("ctrl+t")
        while house.screen.rows.row.user != "clerk":
            await house.press("down")
        await house.press("ctrl+a", "enter", "down", "escape")
        password = house.text().rpartition("signs in once with: ")[2].split()[0]
        await house.press("enter")
        assert isinstance(house.screen, StaffScreen)
    assert staff.must_change_password(staff.sign_in("clerk", password))


async def test_a_password_is_replaced_only_after_a_question(room: Room):
    async with a_house(room.url, "manager", size=NARROW) as house:
        await house.press("ctrl+t")
        while house.screen.rows.row.user != "clerk":
            await house.press("down")
        await house.press("ctrl+a", "ctrl+a")
        assert "Give Li Na (clerk) a one-time password?" in house.text()
        assert house.keys() == ["submit", "back", "help"]
        await house.press("escape")
        assert isinstance(house.screen, StaffScreen)
        assert house.screen.rows.row.user == "clerk"
    assert not staff.must_change_password(staff.sign_in("clerk", PASSWORD))


async def test_who_may_not_manage_staff_only_looks(room: Room):
    async with a_house(room.url, "clerk") as house:
        await house.press("ctrl+t")
        assert not {"new", "edit", "one_time"} & set(house.keys())
        await house.press("ctrl+n", "enter", "f7")
        assert isinstance(house.screen, StaffScreen)


async def test_what_is_refused_is_said_and_what_was_typed_stays(room: Room):
    async with a_house(room.url, "manager") as house:
        await house.press("ctrl+t", "ctrl+n")
        await house.type("clerk")
        await house.press("tab")
        await house.type("Another")
        await house.press("tab")
        await house.type("pass")
        await house.press("tab", "space", "ctrl+s")
        assert "Somebody signs in as “clerk” already" in house.said
        assert house.screen.form.values["name"] == "Another"
