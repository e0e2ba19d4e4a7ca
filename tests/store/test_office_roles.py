"""How offices come into a room on PostgreSQL, and how a further branch is opened (K5)."""

import stat
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from store import access, database, history, offices, ownership, staff, system
from store.access import Role
from store.acts import branches, office_roles, rooms
from store.acts.rooms import FirstMember, NewBranch
from tests.conftest import PASSWORD, Room
from tests.servers import as_role, on_server

_numbers = count(1)
NANJING, MEMBER = NewBranch("Nanjing", "CN", prefix="NJ"), FirstMember("li", "Li Na", PASSWORD)
LYON = NewBranch("Lyon", "FR", prefix="LY")


@pytest.fixture
def place(postgresql_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a database that is not there yet, for an admin who may create databases and roles and no more."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    name = f"offices_{next(_numbers)}"
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute(f"create role {name}_admin login createdb createrole")
    yield as_role(on_server(postgresql_server, name), f"{name}_admin")
    database.disconnect()


def made(place: str) -> "access.Actor":
    office_roles.prepare(place, ["NJ"])
    actor = rooms.make_room(place, NANJING, MEMBER)
    office_roles.let_in(place)
    return actor


def test_an_admin_makes_the_database_its_owner_and_a_role_for_each_office(place: str) -> None:
    made(place)
    name = office_roles.database_name(place)
    owners = database.rows("select distinct tableowner from pg_tables where schemaname = 'public'")
    assert owners == [(f"{name}_owner",)]
    rooms.open_room(as_role(place, f"{name}_nj"))
    assert staff.sign_in("li", PASSWORD).name == "Li Na"
    assert database.walled()
    assert not ownership.may_shape()


def test_passwords_stand_in_a_file_of_ones_own_and_the_server_has_verifiers(place: str, postgresql_server: str) -> None:
    file = office_roles.prepare(place, ["NJ"]).file
    assert file is not None
    if not system.WINDOWS:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = dict(line.rsplit(":", 2)[1:] for line in file.read_text(encoding="utf-8").splitlines())
    name = office_roles.database_name(place)
    assert set(lines) == {f"{name}_owner", f"{name}_nj", f"{name}_head"}
    with psycopg.connect(postgresql_server) as server:
        for role, kept in server.execute(
            "select rolname, rolpassword from pg_authid where rolname = any(%s)", (list(lines),)
        ):
            salt = kept.split(":")[1].split("$")[0]
            assert office_roles.scram(lines[role], office_roles.salt_of(salt)) == kept
            assert lines[role] not in kept


def test_the_sql_is_printed_for_whoever_may_run_it_and_the_owner_goes_on(place: str, postgresql_server: str) -> None:
    sql, file = office_roles.printed(place, ["NJ"], new_database=True)
    passwords = [line.rsplit(":", 1)[1] for line in file.read_text(encoding="utf-8").splitlines()]
    assert not any(password in statement for statement in sql for password in passwords)
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        for statement in sql:
            server.execute(statement)
    name = office_roles.database_name(place)
    owner = as_role(place, f"{name}_owner")
    assert office_roles.prepare(owner, ["NJ"]) == office_roles.Made((), None)
    rooms.make_room(owner, NANJING, MEMBER)
    assert office_roles.let_in(owner) == (f"{name}_head", f"{name}_nj")


def test_whoever_may_create_nothing_is_told_so_and_nothing_is_made(place: str, postgresql_server: str) -> None:
    name = office_roles.database_name(place)
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute(f"alter role {name}_admin nocreatedb nocreaterole")
        with pytest.raises(office_roles.MayNotCreate):
            office_roles.prepare(place, ["NJ"])
        assert server.execute("select 1 from pg_roles where rolname = %s", (f"{name}_owner",)).fetchone() is None


def test_a_further_branch_gets_its_role_and_its_first_member(place: str) -> None:
    li = made(place)
    opened = branches.open_branch(li, place, LYON, "anne", "Anne Petit")
    name = office_roles.database_name(place)
    assert opened.role.roles == (f"{name}_ly",)
    rooms.open_room(as_role(place, f"{name}_ly"))
    anne = staff.sign_in("anne", opened.password)
    assert staff.must_change_password(anne)
    assert [one.cards for one in branches.listed(anne)] == [None, 0]
    with pytest.raises(staff.WrongPassword):
        staff.sign_in("li", PASSWORD)


def test_an_office_opens_no_branch(place: str) -> None:
    li = made(place)
    database.disconnect()
    url = as_role(place, f"{office_roles.database_name(place)}_head")
    rooms.open_room(url)
    with pytest.raises(ownership.OwnersWork):
        branches.open_branch(li, url, LYON, "anne", "Anne Petit")
    assert [one.name for one in offices.branches()] == ["Nanjing"]


def test_both_journals_tell_who_opened_a_branch(room: Room, room_url: str) -> None:
    opened = branches.open_branch(room.manager, room_url, LYON, "anne", "Anne Petit")
    assert history.acts(room.manager)[0].changes[0].new == "LY Lyon"
    anne = staff.sign_in("anne", opened.password)
    assert [(one.act, one.by) for one in history.acts(anne)] == [("open_branch", "Wu Gang")]
    assert anne.roles == {Role.CLERK, Role.KEEPER, Role.MANAGER}


@pytest.mark.parametrize("user", ["clerk", "keeper", "sales"])
def test_only_a_manager_at_head_office_opens_one(room: Room, room_url: str, user: str) -> None:
    with pytest.raises(access.NotAllowed):
        branches.open_branch(getattr(room, user), room_url, LYON, "anne", "Anne Petit")
    opened = branches.open_branch(room.manager, room_url, LYON, "anne", "Anne Petit")
    anne = staff.sign_in("anne", opened.password)
    with pytest.raises(access.NotAllowed):
        branches.open_branch(anne, room_url, NewBranch("Leeds", "GB"), "john", "John Hill")


@pytest.mark.parametrize(
    ("new", "user", "refusal"),
    [
        (NewBranch("nanjing", "CN"), "anne", offices.BadBranch),
        (NewBranch("Lyon", "FR", prefix="NJ"), "anne", offices.BadBranch),
        (NewBranch("Lyon", "FR", currency="euros"), "anne", offices.BadBranch),
        (NewBranch("Lyon", "FR"), "clerk", staff.NameTaken),
    ],
    ids=["name taken", "letters taken", "no currency", "sign-in name taken"],
)
def test_a_branch_that_cannot_be_leaves_nothing_behind(
    room: Room, room_url: str, new: NewBranch, user: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        branches.open_branch(room.manager, room_url, new, user, "Anne Petit")
    assert [one.name for one in offices.branches()] == ["Nanjing"]
