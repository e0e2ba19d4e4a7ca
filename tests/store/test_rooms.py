"""Making and opening rooms: the first minute, migrations, and what cannot be opened."""

import contextlib
import shutil
import sqlite3
import stat
from pathlib import Path

import peewee
import pytest

from store import cards, database, engines, migrations, offices, staff, system
from store.acts import backup, rooms
from store.offices import NewBranch
from store.tables import cards as card_tables
from store.tables import (
    erasures,
    handovers,
    imports,
    journal,
    loans,
    merges,
    originals,
    pairs,
    seen,
    shipped,
    stocktakings,
    submissions,
    transfers,
    warranties,
)
from store.tables import offices as office_tables
from store.tables import staff as staff_tables
from store.tables.base import Table, proxy
from tests.conftest import PASSWORD, Room, open_furnished
from tests.store import older_rooms
from tests.store.builders import a_card

MEMBER = rooms.FirstMember("li", "Li Na", PASSWORD)


def test_a_new_room_is_private_and_its_first_member_may_do_all(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    actor = rooms.make_room(database.sqlite_url(path), NewBranch("Lyon", "FR"), MEMBER)
    branch = offices.branch(actor)
    assert (branch.prefix, branch.currency, branch.time_zone, branch.head_office) == ("LY", "EUR", "Europe/Paris", True)
    assert actor.roles == rooms.FIRST_ROLES
    if not system.WINDOWS:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    database.disconnect()


@pytest.mark.parametrize(
    ("branch", "member", "refusal"),
    [
        (NewBranch("", "FR"), MEMBER, offices.BadBranch),
        (NewBranch("Lyon", "XX"), MEMBER, offices.BadBranch),
        (NewBranch("Lyon", "FR", time_zone="Mars/Base"), MEMBER, offices.BadBranch),
        (NewBranch("Lyon", "FR"), rooms.FirstMember("li", "Li Na", ""), staff.PasswordTooShort),
        (NewBranch("Lyon", "FR"), rooms.FirstMember("l i", "Li Na", PASSWORD), staff.BadStaff),
    ],
    ids=["no name", "no country", "no zone", "no password", "space in the name"],
)
def test_a_room_that_cannot_be_made_leaves_nothing_behind(
    tmp_path: Path, branch: rooms.NewBranch, member: rooms.FirstMember, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        rooms.make_room(database.sqlite_url(tmp_path / "room.db"), branch, member)
    assert list(tmp_path.iterdir()) == []


def test_a_room_is_never_made_over_another(room: Room, room_url: str) -> None:
    card = a_card(room)
    with pytest.raises(rooms.RoomNotEmpty):
        rooms.make_room(room_url, NewBranch("Lyon", "FR"), MEMBER)
    assert cards.show(open_furnished(room_url).clerk, card.id).card_no == card.card_no


def test_a_room_newer_than_the_program_is_refused(room: Room, room_url: str) -> None:
    with database.writing():
        database.execute(
            "insert into schema_migration (name, applied) values ('9999_from_the_future', ?)", (database.now(),)
        )
    database.disconnect()
    with pytest.raises(rooms.RoomNewer):
        rooms.open_room(room_url)


def test_a_file_that_is_no_room_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear customer, this is a letter and no card room. " * 40, encoding="utf-8")
    with pytest.raises(engines.DamagedRoom):
        rooms.open_room(database.sqlite_url(path))
    with pytest.raises(rooms.NoRoom):
        rooms.open_room(database.sqlite_url(tmp_path / "nothing.db"))


def test_a_server_that_is_not_there_is_refused() -> None:
    with pytest.raises(database.NotReachable) as refused:
        rooms.open_room("postgresql://nobody:secret@127.0.0.1:1/room")
    assert refused.value.place == "127.0.0.1/room"


def test_a_file_that_cannot_be_opened_is_refused_in_the_words_of_files(tmp_path: Path) -> None:
    place = tmp_path / "no such folder" / "room.db"
    with pytest.raises(database.FileNotOpened) as refused:
        database.connect(database.sqlite_url(place))
    assert refused.value.place == str(place)


@pytest.mark.parametrize("url", ["", "room.db", "mysql://host/room", "postgresql://host"])
def test_a_url_that_names_no_room_is_refused(url: str) -> None:
    with pytest.raises(database.UnknownURL):
        database.connect(url)


@pytest.fixture
def migration_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's migrations in a folder to which a test may add another."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder)
    monkeypatch.setattr(migrations, "FOLDER", folder)
    return folder


def test_a_room_that_waits_for_migrations_is_backed_up_first(
    room: Room, room_url: str, migration_folder: Path, tmp_path: Path
) -> None:
    a_card(room)
    (migration_folder / "0099_more.py").write_text("def up(_, db):\n    db.execute_sql('create table more (a int)')\n")
    assert rooms.open_room(room_url, backups=tmp_path / "backups") == ["0099_more"]
    (copy,) = (tmp_path / "backups").iterdir()
    if database.engine() == "sqlite":
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("select count(*) from card").fetchone() == (1,)
    assert database.rows("select count(*) from more") == [(0,)]


def test_the_copy_before_migrations_goes_where_backups_go(
    room: Room, room_url: str, migration_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (migration_folder / "0099_more.py").write_text("def up(_, db):\n    db.execute_sql('create table more (a int)')\n")
    assert rooms.open_room(room_url) == ["0099_more"]
    path = database.sqlite_path(room_url)
    (copy,) = ((path.parent if path else tmp_path / "data" / "cardkeeper") / "backups").iterdir()
    assert "before-update" in copy.name


def test_a_migration_that_fails_leaves_the_room_as_it_was(
    room: Room, room_url: str, migration_folder: Path, tmp_path: Path
) -> None:
    card = a_card(room)
    lines = "    db.execute_sql('create table more (a int)')\n    db.execute_sql('nonsense')\n"
    (migration_folder / "0099_more.py").write_text(f"def up(_, db):\n{lines}")
    with pytest.raises(peewee.PeeweeException):
        rooms.open_room(room_url, backups=tmp_path / "backups")
    (migration_folder / "0099_more.py").unlink()
    assert cards.show(open_furnished(room_url).clerk, card.id).card_no == card.card_no
    assert not proxy.table_exists("more")


def test_the_guards_stand_again_after_a_migration(
    room: Room, room_url: str, migration_folder: Path, tmp_path: Path
) -> None:
    (migration_folder / "0099_more.py").write_text("def up(_, db):\n    db.execute_sql('create table more (a int)')\n")
    rooms.open_room(room_url, backups=tmp_path / "backups")
    with pytest.raises(peewee.PeeweeException, match="append only"):
        database.execute("delete from journal_entry")


def test_loans_of_before_live_on_after_the_migration(tmp_path: Path, postgresql_server: str) -> None:
    new = [name for name in migrations.known() if name > "0003"]
    for engine in ("sqlite", "postgresql"):
        database.connect(older_rooms.empty(engine, "before", tmp_path, postgresql_server))
        older_rooms.up_to(max(name for name in migrations.known() if name < "0003"))
        with database.writing():
            for statement in (*older_rooms.ROOM_OF_BEFORE, *older_rooms.A_LOAN_OF_BEFORE):
                database.execute(statement)
        assert migrations.apply() == new
        found = database.rows("select state, renewals, reminders, approver, recalled_at from slip_card")
        assert found == [("out", 0, 0, None, None)]
        database.disconnect()


ALL_TABLES = [
    table
    for module in (
        *(office_tables, staff_tables, card_tables, loans, imports, warranties, journal, seen),
        *(handovers, stocktakings, submissions, erasures, originals, shipped, merges, pairs, transfers),
    )
    for table in vars(module).values()
    if isinstance(table, type)
    and issubclass(table, Table)
    and table.__module__ == module.__name__
    and table is not office_tables.BranchTable
]


def test_migrations_and_models_make_the_same_room(
    tmp_path: Path, postgresql_server: str, request: pytest.FixtureRequest
) -> None:
    made = {}
    for engine in ("sqlite", "postgresql"):
        for way in ("migrations", "models"):
            database.connect(older_rooms.empty(engine, way, tmp_path, postgresql_server))
            if way == "migrations":
                migrations.apply()
            else:
                proxy.create_tables(ALL_TABLES)
            made[engine, way] = older_rooms.schema()
            database.disconnect()
        assert made[engine, "migrations"] == made[engine, "models"]


def test_a_backup_is_made_while_people_work_and_never_over_another_file(
    room: Room, room_url: str, tmp_path: Path
) -> None:
    a_card(room)
    file = tmp_path / "copies" / "room.backup"
    assert backup.make(room.keeper, room_url, file).size > 0
    with pytest.raises(backup.BackupFailed):
        backup.make(room.keeper, room_url, file)
