"""Copies of a room and putting them back: K3, and the heads that leave with them (K4)."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from store import cards, database, engines, heads, history, journal, offices, system
from store.acts import backup, backup_due, check, read_backup, restore
from store.offices import NewBranch
from tests.conftest import Room, open_furnished
from tests.servers import on_server
from tests.store.builders import a_card


def elsewhere(url: str, folder: Path) -> str:
    """The URL of a place of the same engine where nothing is."""
    if database.sqlite_path(url):
        return database.sqlite_url(folder / "elsewhere" / "room.db")
    name = f"elsewhere_{urlsplit(url).path.strip('/')}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"drop database if exists {name} with (force)")
        server.execute(f"create database {name}")
    return on_server(url, name)


def names(room: Room) -> list[str]:
    return [row[0] for row in database.rows("select name from card order by id")]


def test_a_copy_is_checked_and_carries_the_heads_it_was_made_with(room: Room, tmp_path: Path) -> None:
    a_card(room)
    here = heads.current()
    made = backup.make(room.keeper, room.url, tmp_path / "copy")
    assert (made.heads, made.cards) == (here, 1)
    assert made.found is not None
    assert made.found.sound
    assert read_backup.heads(made.file) == here
    assert list(tmp_path.glob("copy*")) == [made.file]
    if not system.WINDOWS:
        assert made.file.stat().st_mode & 0o077 == 0


def test_a_backup_stands_in_the_journal_with_the_heads_of_the_other_branches(room: Room, tmp_path: Path) -> None:
    with database.writing():
        lyon = offices.open_branch(NewBranch("Lyon", "FR", "LY")).id
    with journal.entry(lyon, None, "make_room"):
        pass
    lyon_head = heads.of_branch(lyon)
    backup.make(room.keeper, room.url, tmp_path / "copy")
    entry = history.acts(room.keeper)[0]
    assert (entry.act, entry.reason) == ("back_up", "copy")
    assert [change.new for change in entry.changes] == [lyon_head.text]
    assert check.check(room.keeper).sound
    with database.writing():
        _drop_guards()
        database.execute("delete from journal_entry where branch_id = ?", (lyon,))
        database.execute("update journal_head set number = 0, hash = ? where branch_id = ?", (journal.START, lyon))
    assert check.check(room.keeper).parted == (heads.Parted("LY", 1, "cut"),)


def _drop_guards() -> None:
    if database.engine() == "sqlite":
        for (name,) in database.rows("select name from sqlite_master where type = 'trigger'"):
            database.execute(f"drop trigger {name}")
    else:
        database.execute("alter table journal_entry disable trigger all")


def test_of_copies_without_a_name_the_latest_stay(room: Room, tmp_path: Path) -> None:
    ending = ".db" if database.engine() == "sqlite" else ".dump"
    stem = backup._stem(room.url)
    folder = tmp_path / "backups"
    folder.mkdir()
    old = [folder / f"{stem}-2020010{n}-000000{ending}" for n in range(1, 6)]
    others = [folder / f"{stem}-before-update-20200101-000000{ending}", folder / "letter.txt"]
    killed = folder / f"{stem}-20200101-000001{ending}.part"
    for path in (*old, *others, killed):
        path.touch()
    os.utime(killed, (0, 0))
    made = backup.make(room.keeper, room.url, folder=folder, keep=3)
    assert made.dropped == tuple(old[:3])
    assert set(folder.iterdir()) == {*old[3:], *others, made.file}


def test_a_copy_of_a_room_that_is_not_whole_says_so_and_takes_no_older_one_away(room: Room, tmp_path: Path) -> None:
    a_card(room)
    ending = ".db" if database.engine() == "sqlite" else ".dump"
    old = tmp_path / f"{backup._stem(room.url)}-20200101-000000{ending}"
    old.touch()
    with database.writing():
        database.execute("update journal_head set hash = 'x'")
    made = backup.make(room.keeper, room.url, folder=tmp_path, keep=1)
    assert made.found is not None
    assert not made.found.sound
    assert old.exists()


def test_a_backup_is_due_a_week_after_the_last(room: Room, tmp_path: Path) -> None:
    assert backup_due.due() == backup_due.BackupDue(None, True)
    backup.make(room.keeper, room.url, tmp_path / "copy")
    assert backup_due.due() == backup_due.BackupDue(0, False)
    with database.writing():
        last = database.now() - timedelta(days=8)
        database.execute("update setting set value = ? where name = 'backed_up_at'", (last.isoformat(sep=" "),))
    assert backup_due.due() == backup_due.BackupDue(8, True)


def test_a_backup_is_put_back_where_nothing_is(room: Room, tmp_path: Path) -> None:
    a_card(room)
    made = backup.make(room.keeper, room.url, tmp_path / "copy")
    place = elsewhere(room.url, tmp_path)
    put_back = restore.restore(place, made.file, folder=tmp_path)
    assert (put_back.cards, put_back.kept) == (1, None)
    there = open_furnished(place)
    assert names(there) == ["张伟"]
    assert put_back.heads == heads.current()
    assert check.check(there.keeper, against=made.heads).sound
    assert history.acts(there.keeper)[0].act == "restore"
    a_card(there, "李娜")


def test_what_a_backup_replaces_is_kept(room: Room, tmp_path: Path) -> None:
    a_card(room)
    made = backup.make(room.keeper, room.url, tmp_path / "copy")
    a_card(room, "李娜")
    before = heads.current()
    database.disconnect()
    with pytest.raises(restore.RoomThere):
        restore.restore(room.url, made.file, folder=tmp_path)
    assert names(open_furnished(room.url)) == ["张伟", "李娜"]
    database.disconnect()
    put_back = restore.restore(room.url, made.file, overwrite=True, folder=tmp_path)
    there = open_furnished(room.url)
    assert names(there) == ["张伟"]
    assert put_back.kept is not None
    assert read_backup.heads(put_back.kept) == before
    assert [change.new for change in history.acts(there.keeper)[0].changes] == [before[0].text]
    database.disconnect()
    restore.restore(room.url, put_back.kept, overwrite=True, folder=tmp_path / "more")
    assert names(open_furnished(room.url)) == ["张伟", "李娜"]


def test_a_room_that_somebody_has_open_is_not_replaced(room: Room, tmp_path: Path) -> None:
    made = backup.make(room.keeper, room.url, tmp_path / "copy")
    a_card(room)
    with pytest.raises(restore.RoomInUse):
        restore.restore(room.url, made.file, overwrite=True, folder=tmp_path)
    assert names(room) == ["张伟"]
    a_card(room, "李娜")


def test_who_is_just_leaving_does_not_keep_a_backup_from_being_put_back(postgresql_url: str, tmp_path: Path) -> None:
    made = backup.copy(postgresql_url, tmp_path / "copy")
    place = elsewhere(postgresql_url, tmp_path)
    leaves = threading.Thread(target=leave_once_seen, args=(psycopg.connect(place, autocommit=True),))
    leaves.start()
    try:
        put_back = restore.restore(place, made.file)
    finally:
        leaves.join()
    assert [head.prefix for head in put_back.heads] == ["NJ"]


def leave_once_seen(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Close a connection as soon as somebody else has looked who is there, or after ten seconds."""
    looked = (
        "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        " and query like '%backend_type%' and state = 'idle'"
    )
    deadline = time.monotonic() + 10
    with closing(connection):
        while not connection.execute(looked).fetchone() and time.monotonic() < deadline:
            time.sleep(0.005)


def break_chain(made: Path, folder: Path, url: str) -> Path:
    """A backup of the same room with one word of its journal changed."""
    if database.sqlite_path(url):
        with closing(sqlite3.connect(made)) as copy:
            copy.execute("drop trigger journal_entry_no_update")
            copy.execute("update journal_entry set act = 'nothing' where number = 2")
            copy.commit()
        return made
    with database.writing():
        database.execute("alter table journal_entry disable trigger all")
        database.execute("update journal_entry set act = 'nothing' where number = 2")
    return backup.copy(url, folder / "broken").file


def test_a_backup_that_does_not_pass_the_check_is_put_back_only_on_demand(room: Room, tmp_path: Path) -> None:
    a_card(room)
    broken = break_chain(backup.copy(room.url, tmp_path / "copy").file, tmp_path, room.url)
    place = elsewhere(room.url, tmp_path)
    with pytest.raises(restore.BackupUnsound) as refused:
        restore.restore(place, broken, folder=tmp_path)
    found = refused.value.found.chains[0].broken
    assert found is not None
    assert (found.number, found.wrong) == (2, "hash")
    assert restore.restore(place, broken, despite_faults=True, folder=tmp_path).cards == 1


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def scribbled(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 3 : len(data) // 2] = bytes(len(data) // 2 - len(data) // 3)
    file.write_bytes(data)


def a_letter(file: Path) -> None:
    file.write_text("Dear customer")


@pytest.mark.parametrize("damage", [cut_short, scribbled, a_letter])
def test_a_damaged_backup_changes_nothing(room: Room, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    a_card(room)
    made = backup.copy(room.url, tmp_path / "copy")
    damage(made.file)
    before = heads.current()
    database.disconnect()
    with pytest.raises((read_backup.NotABackup, restore.RestoreFailed, restore.BackupUnsound, engines.DamagedRoom)):
        restore.restore(room.url, made.file, overwrite=True, folder=tmp_path)
    there = open_furnished(room.url)
    assert heads.current() == before
    assert cards.show(there.clerk, 1).card_no == "NJ000001"
    if database.sqlite_path(room.url):
        assert sorted(path.name for path in tmp_path.glob("room*")) == ["room.db", "room.db-shm", "room.db-wal"]


def test_a_backup_of_the_other_kind_is_refused(sqlite_url: str, postgresql_url: str, tmp_path: Path) -> None:
    made = backup.copy(sqlite_url, tmp_path / "copy")
    with pytest.raises(restore.OtherEngine):
        restore.restore(postgresql_url, made.file, overwrite=True)


@pytest.mark.skipif(system.WINDOWS, reason="files have no such owner there")
def test_only_the_account_that_owns_a_room_replaces_it(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.copy(sqlite_url, tmp_path / "copy")
    monkeypatch.setattr("os.geteuid", lambda: 12345)
    with pytest.raises(restore.NotTheOwner):
        restore.restore(sqlite_url, made.file, overwrite=True)


def test_a_role_that_owns_no_more_than_its_database_backs_up_and_restores(postgresql_url: str, tmp_path: Path) -> None:
    made = backup.copy(postgresql_url, tmp_path / "copy")
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        server.execute("create role modest login")
        server.execute("create database modest owner modest")
    place = on_server(postgresql_url, "modest").replace("postgres:@", "modest:@")
    try:
        restore.restore(place, made.file, folder=tmp_path)
        a_card(open_furnished(place))
        again = backup.copy(place, tmp_path / "again", checked=True)
        assert (again.found, again.heads) == (None, heads.current())
        database.disconnect()
        assert restore.restore(place, again.file, overwrite=True, folder=tmp_path).cards == 1
    finally:
        database.disconnect()
        with psycopg.connect(postgresql_url, autocommit=True) as server:
            server.execute("drop database modest")
            server.execute("drop role modest")


def test_a_restore_that_was_killed_is_moved_back_by_the_next(postgresql_url: str, tmp_path: Path) -> None:
    room = open_furnished(postgresql_url)
    a_card(room)
    made = backup.copy(postgresql_url, tmp_path / "copy")
    database.disconnect()
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        server.execute("alter schema public rename to before_restore")
        server.execute("create schema public")
    with pytest.raises(restore.RoomThere):
        restore.restore(postgresql_url, made.file)
    assert names(open_furnished(postgresql_url)) == ["张伟"]


def test_what_a_killed_backup_left_on_the_server_goes_with_a_later_one(postgresql_url: str, tmp_path: Path) -> None:
    room = open_furnished(postgresql_url)
    left, other = "cardkeeper_copy_5f000000_ab12", "cardkeeper_copy_of_mine"
    like = "select datname from pg_database where datname like 'cardkeeper_copy%'"
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        for name in (left, other):
            server.execute(f"create database {name}")
        try:
            backup.make(room.keeper, postgresql_url, tmp_path / "copy")
            there = {name for (name,) in server.execute(like)}
            assert left not in there  # copies of tests beside this one may come and go
            assert other in there
        finally:
            server.execute(f"drop database {other}")
