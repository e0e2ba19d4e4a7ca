"""Sign-in, roles and passwords: K1."""

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from store import access, database, history, staff
from store.access import Role
from store.staff import WaitBeforeSigningIn, WrongPassword, _wait
from tests.conftest import PASSWORD, Room


def test_the_right_password_signs_in_with_the_roles_of_the_moment(room: Room) -> None:
    assert staff.sign_in("keeper", PASSWORD).roles == {Role.CLERK, Role.KEEPER}


def test_a_password_is_kept_at_the_library_s_own_settings(room: Room) -> None:
    staff.add(room.manager, "new", "New Person", [Role.CLERK], PASSWORD)
    ((kept,),) = database.rows('select password from staff where "user" = ?', ("new",))
    assert not PasswordHasher().check_needs_rehash(kept)
    assert staff.sign_in("new", PASSWORD).roles == {Role.CLERK}


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(room: Room) -> None:
    for user in ("keeper", "nobody"):
        with pytest.raises(WrongPassword):
            staff.sign_in(user, "wrong")


def test_each_failure_makes_the_next_try_wait_longer(room: Room) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassword):
            staff.sign_in("clerk", "wrong")
    with pytest.raises(WaitBeforeSigningIn):
        staff.sign_in("clerk", PASSWORD)
    with database.writing():
        database.execute("update staff set failed_at = ?", (database.now() - timedelta(minutes=1),))
    assert staff.sign_in("clerk", PASSWORD).user == "clerk"
    assert database.rows('select failures from staff where "user" = ?', ("clerk",)) == [(0,)]


@pytest.mark.parametrize(("failures", "wait"), [(0, 0), (2, 0), (3, 1), (4, 2), (8, 32), (40, 900)])
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(failures: int, wait: int) -> None:
    now = datetime(2026, 11, 23, 12, 0)
    assert _wait(failures, now, now) == wait
    assert _wait(failures, now - timedelta(seconds=wait), now) == 0


def test_a_one_time_password_must_be_changed(room: Room) -> None:
    password = staff.give_one_time_password(room.manager, "clerk")
    actor = staff.sign_in("clerk", password)
    assert staff.must_change_password(actor)
    staff.change_password(actor, password, "new password")
    assert not staff.must_change_password(staff.sign_in("clerk", "new password"))


def test_only_a_manager_gives_passwords_and_roles(room: Room) -> None:
    for actor in (room.clerk, room.keeper, room.sales):
        with pytest.raises(access.NotAllowed):
            staff.give_one_time_password(actor, "clerk")
        with pytest.raises(access.NotAllowed):
            staff.set_roles(actor, actor.user, list(Role))
        with pytest.raises(access.NotAllowed):
            staff.add(actor, "new", "New Person", [Role.CLERK], PASSWORD)


def test_the_last_manager_keeps_the_role(room: Room) -> None:
    staff.set_roles(room.first, "manager", [Role.CLERK])
    with pytest.raises(staff.BadStaff):
        staff.set_roles(room.first, "first", [Role.CLERK])
    assert Role.MANAGER in access.actor_of(room.first.staff_id).roles


def test_a_sign_in_name_belongs_to_one_person(room: Room) -> None:
    with pytest.raises(staff.NameTaken):
        staff.add(room.manager, "clerk", "Another", [Role.CLERK], PASSWORD)


def test_a_forgotten_last_password_is_reset_from_the_machine(room: Room) -> None:
    assert staff.sign_in("manager", staff.reset("manager")).user == "manager"


def test_each_person_keeps_their_own_language(room: Room) -> None:
    staff.set_language(room.clerk, "fr")
    assert (staff.me(room.clerk).language, staff.me(room.keeper).language) == ("fr", None)


def test_no_password_stands_in_the_journal_or_the_table(room: Room) -> None:
    password = staff.give_one_time_password(room.manager, "clerk")
    kept = [
        str(row)
        for table in ("staff", "journal_entry", "journal_value")
        for row in database.rows(f"select * from {table}")
    ]
    assert not [line for line in kept if password in line]
    assert history.acts(room.manager)[0].act == "set_password"
