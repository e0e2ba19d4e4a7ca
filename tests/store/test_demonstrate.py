"""The demonstration's room."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import phonenumbers
import pytest

from store import access, cards, database, find, journal, staff, submitted, whereabouts
from store.access import Role
from store.acts import demonstrate, rooms
from store.acts.demo_people import COUNTRIES, invent
from tests.conftest import Room
from tests.servers import on_server
from tests.store.test_rooms import ALL_TABLES

CARDS = 120


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        url = database.sqlite_url(tmp_path_factory.mktemp("demo") / "demo.db")
    else:
        server = request.getfixturevalue("postgresql_server")
        database.connect(server)
        database.execute("create database demo")
        url = on_server(server, "demo")
    demonstrate.build(url, CARDS)
    return url


@pytest.fixture
def demo(built: str) -> Iterator[str]:
    rooms.open_room(built)
    yield built
    database.disconnect()


def _actor(user: str) -> access.Actor:
    return access.actor_of(database.rows('select id from staff where "user" = ?', (user,))[0][0])


def test_three_branches_have_their_staff_numbers_and_a_sound_journal(demo: str) -> None:
    people = staff.people(_actor("manager"))
    assert len(people) == 16
    assert {person.branch_prefix for person in people} == {"NJ", "LY", "LE"}
    assert {role for person in people for role in person.roles} == set(Role)
    assert [journal.verify(branch) for (branch,) in database.rows("select id from branch")] == [None, None, None]
    assert database.rows("select count(*) from card") == [(CARDS,)]


def test_every_member_of_staff_signs_in_with_the_password_demo(demo: str) -> None:
    assert staff.sign_in("keeper.lyon", demonstrate.PASSWORD).branch_id == 2


def test_some_corrections_wait_to_be_taken_over(demo: str) -> None:
    assert submitted.count(_actor("clerk.lyon"), "waiting") == demonstrate.SUBMITTED


def test_some_cards_are_out_and_some_overdue(demo: str) -> None:
    assert whereabouts.count_out(_actor("keeper")) > whereabouts.count_out(_actor("keeper"), overdue=True)


def test_its_cards_are_found_and_have_histories(demo: str) -> None:
    keeper = _actor("keeper")
    card = cards.show(keeper, cards.card_id(keeper, "NJ000001"))
    assert card.id in find.find(keeper, card.values["name"]).ids
    assert card.values["remarks"]


def test_a_room_that_is_not_empty_is_never_filled(room: Room, room_url: str) -> None:
    names = [f'"{table._meta.table_name}"' for table in ALL_TABLES]
    before = [database.rows(f"select count(*) from {name}") for name in names]
    with pytest.raises(rooms.RoomNotEmpty):
        demonstrate.build(room_url, CARDS)
    rooms.open_room(room_url)
    assert before == [database.rows(f"select count(*) from {name}") for name in names]


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_same_customers_are_invented_each_time_with_phones_of_their_country(country: str) -> None:
    day = date(2026, 11, 23)
    first, second = (list(invent(country, 300, day, (1, 2))) for _ in range(2))
    assert first == second
    numbers = [phonenumbers.parse(one.values["phone"]) for one in first]
    assert {phonenumbers.region_code_for_country_code(number.country_code or 0) for number in numbers} == {country}
    assert all(phonenumbers.is_possible_number(number) for number in numbers)


def test_an_empty_room_may_be_made_too(tmp_path: Path) -> None:
    demonstrate.build(database.sqlite_url(tmp_path / "demo.db"), 0)
    assert database.rows("select count(*) from card") == [(0,)]
    database.disconnect()
