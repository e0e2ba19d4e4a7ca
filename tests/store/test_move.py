"""A room moved to another engine and back (K5): the same row by row, whole or not at all, and nothing twice."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import cards, database, engines, guards, heads, migrations, search
from store.acts import check, demonstrate, move, rooms
from store.acts.move_ends import opened
from store.acts.move_lines import Kind, lines, shape, values
from store.acts.move_rows import Differs, Stage
from tests.conftest import Room, open_furnished
from tests.servers import on_server
from tests.store.builders import a_card
from tests.store.processes import Other, Say

INDEX = ("card_words", "search_code", "blocking_key", "sqlite_")
HARD = "a\\b\tc\nd\re\\N\x0b\x08\x0c 张伟 é 😀 \x1b[31m \\\\t"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = database.sqlite_url(tmp_path_factory.mktemp("demo") / "demo.db")
    demonstrate.build(url, 40)
    database.disconnect()
    return url


@pytest.fixture
def empty(postgresql_server: str) -> Iterator[str]:
    """An empty database of PostgreSQL."""
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute("drop database if exists moved with (force)")
        server.execute("create database moved")
        yield on_server(postgresql_server, "moved")
        database.disconnect()
        server.execute("drop database moved with (force)")


@pytest.fixture
def elsewhere(room: Room, empty: str, tmp_path: Path) -> str:
    """Where the furnished room can be moved to: always another engine."""
    a_card(room)
    with database.writing():
        database.execute("update branch set name = ?", (HARD,))
    return empty if database.sqlite_path(room.url) else file_in(tmp_path)


def file_in(folder: Path) -> str:
    return database.sqlite_url(folder / "moved" / "room.db")


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the index, as the driver gives it."""
    end = opened(url)
    try:
        names = sorted(name for name in end.all_tables() if not name.startswith(INDEX))
        return {name: sorted(end.rows(f'select * from "{name}"'), key=repr) for name in names}
    finally:
        end.close()


def test_a_demonstration_there_and_back_is_the_same_row_by_row(demo: str, empty: str, tmp_path: Path) -> None:
    there = move.move(demo, empty)
    back = move.move(empty, file_in(tmp_path))
    assert everything(file_in(tmp_path)) == everything(demo)
    assert (there.tables, there.heads) == (back.tables, back.heads)
    assert there.cards == 40
    for url in (empty, file_in(tmp_path)):
        rooms.open_room(url)
        assert check.look(deep=True).sound
        assert guards.missing() == []


def test_a_room_that_was_worked_in_goes_there_and_back(room: Room, elsewhere: str, tmp_path: Path) -> None:
    before, now = everything(room.url), heads.current()
    database.disconnect()
    move.move(room.url, elsewhere)
    there = open_furnished(elsewhere)
    assert heads.current() == now
    assert database.rows("select name from branch") == [(HARD,)]
    a_card(there, "李娜")
    assert [row.name for row in cards.rows_of(there.clerk, search_for("lina"))] == ["李娜"]
    assert check.check(there.keeper, deep=True).sound
    database.disconnect()
    assert everything(room.url) == before


def search_for(word: str) -> list[int]:
    return search.match(1, (((word,),),), limit=5)


def test_an_id_that_was_given_is_given_to_nobody_else(room: Room, elsewhere: str) -> None:
    gone = a_card(room, "李娜").id
    with database.writing():
        database.keep_ids(1, "card_change", database.new_ids("card_change", 7)[-1])
        last = database.new_id("card_change") - 1
    database.disconnect()
    move.move(room.url, elsewhere)
    there = open_furnished(elsewhere)
    assert a_card(there, "王芳").id > gone
    with database.writing():
        assert database.new_id("card_change") > last


def test_a_place_where_something_is_is_refused(room: Room, sqlite_url: str, postgresql_url: str) -> None:
    for target in (sqlite_url, postgresql_url):
        before = everything(target)
        with pytest.raises(rooms.RoomNotEmpty):
            move.move(room.url, target)
        assert everything(target) == before


def test_a_plan_writes_nothing(room: Room, elsewhere: str) -> None:
    planned = move.plan(room.url, elsewhere)
    assert (planned.cards, planned.rows["card"], planned.half) == (1, 1, False)
    path = database.sqlite_path(elsewhere)
    if path is not None:
        assert not path.exists()
    else:
        assert everything(elsewhere) == {}


def test_nobody_writes_to_a_room_while_it_is_moved_and_all_may_read(
    room: Room, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_WAIT", 0.01)
    tried = []

    def told(_stage: Stage, _done: int, _count: int) -> None:
        if not tried:
            tried.append(_try_to_write(room.url))

    database.disconnect()
    move.move(room.url, elsewhere, told=told)
    assert tried == ["read, not written"]


def _try_to_write(url: str) -> str:
    path, setting = database.sqlite_path(url), "insert into setting (branch_id, name, value) values (1, 'x', 'x')"
    if path is not None:
        with contextlib.closing(sqlite3.connect(path, timeout=0)) as other:
            other.execute("select count(*) from card")
            with pytest.raises(sqlite3.OperationalError):
                other.execute(setting)
    else:
        with psycopg.connect(url, options="-c lock_timeout=10ms") as connection:
            connection.execute("select count(*) from card")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                connection.execute(setting)
    return "read, not written"


# ── killed


class Stopped(Exception):
    """Somebody stopped it."""


@pytest.mark.parametrize("stage", [Stage.ROWS, Stage.SEARCH])
def test_a_stopped_move_leaves_no_room_and_goes_on_where_it_was(
    room: Room, elsewhere: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.acts.move_rows.ROWS_AT_ONCE", 3)
    database.disconnect()

    def told(at: Stage, done: int, _count: int) -> None:
        if at is stage and (done > 2 or stage is Stage.SEARCH):
            raise Stopped

    with pytest.raises(Stopped):
        move.move(room.url, elsewhere, told=told)
    with pytest.raises(rooms.HalfMoved):
        rooms.open_room(elsewhere)
    database.disconnect()
    assert move.plan(room.url, elsewhere).half
    came: list[int] = []
    moved = move.move(room.url, elsewhere, told=lambda at, done, _: came.append(done) if at is Stage.ROWS else None)
    assert moved.resumed
    if stage is not Stage.ROWS:
        assert came[-1] == sum(table.rows for table in moved.tables)
    there = open_furnished(elsewhere)
    assert check.check(there.keeper, deep=True).sound
    assert database.rows("select name from branch") == [(HARD,)]


@pytest.mark.parametrize("way", ["to PostgreSQL", "to SQLite"])
def test_a_move_killed_in_the_middle_goes_on(demo: str, empty: str, tmp_path: Path, way: str) -> None:
    if way == "to PostgreSQL":
        source, target = demo, empty
    else:
        move.move(demo, empty)
        source, target = empty, file_in(tmp_path)
    said = 0
    for kills in (2, 25):
        mover = Other(source, _move, source, target)
        for _ in range(kills):
            assert mover.listen() is not None
        mover.kill()
        said = max(said, *mover.end())
        with pytest.raises(rooms.HalfMoved):
            rooms.open_room(target)
        database.disconnect()
    went_on: list[int] = []
    moved = move.move(source, target, told=lambda at, done, _: went_on.append(done) if at is Stage.ROWS else None)
    assert moved.resumed
    assert sum(table.rows for table in moved.tables) == went_on[-1] > said > 0
    rooms.open_room(target)
    assert check.look(deep=True).sound
    if way == "to SQLite":
        assert everything(target) == everything(demo)


def _move(say: Say, source: str, target: str) -> None:
    from store.acts import move_rows

    move_rows.ROWS_AT_ONCE = 20
    move.move(source, target, told=lambda at, done, _: say(done) if at is Stage.ROWS else None)


def half_move(source: str, target: str) -> None:
    def told(_stage: Stage, done: int, _count: int) -> None:
        if done > 5:
            raise Stopped

    database.disconnect()
    with pytest.raises(Stopped):
        move.move(source, target, told=told)


def test_a_room_that_changed_since_its_move_began_does_not_finish_it(room: Room, elsewhere: str) -> None:
    half_move(room.url, elsewhere)
    again = open_furnished(room.url)
    a_card(again, "李娜")
    database.disconnect()
    with pytest.raises(move.SourceChanged):
        move.move(room.url, elsewhere)
    move.move(room.url, elsewhere, anew=True)
    open_furnished(elsewhere)
    assert database.rows("select count(*) from card") == [(2,)]


def test_a_change_past_the_journal_is_found_too(room: Room, elsewhere: str) -> None:
    half_move(room.url, elsewhere)
    open_furnished(room.url)
    with database.writing():
        database.execute("update branch set time_zone = 'Asia/Urumqi'")
    database.disconnect()
    with pytest.raises(Differs) as refused:
        move.move(room.url, elsewhere)
    assert refused.value.table == "branch"


def test_another_room_is_not_moved_over_a_half_moved_one(room: Room, elsewhere: str, demo: str) -> None:
    half_move(room.url, elsewhere)
    with pytest.raises(move.OtherMove) as refused:
        move.move(demo, elsewhere)
    assert refused.value.source == database.without_password(room.url)


def test_a_room_that_does_not_pass_the_check_is_moved_only_on_demand(room: Room, elsewhere: str) -> None:
    with database.writing():
        database.execute("update journal_head set hash = 'x'")
    database.disconnect()
    with pytest.raises(move.RoomUnsound):
        move.move(room.url, elsewhere)
    move.move(room.url, elsewhere, despite_faults=True)
    open_furnished(elsewhere)
    assert database.rows("select hash from journal_head") == [("x",)]


def test_a_room_of_an_older_program_is_opened_first(room: Room, elsewhere: str) -> None:
    with database.writing():
        database.execute("delete from schema_migration where name = ?", (migrations.known()[-1],))
    database.disconnect()
    with pytest.raises(move.RoomOlder):
        move.move(room.url, elsewhere)


def test_what_can_stand_nowhere_else_is_said_and_the_move_stops(sqlite_url: str, empty: str) -> None:
    open_furnished(sqlite_url)
    with database.writing():
        database.execute("update branch set name = 'Nan' || char(0) || 'jing'")
    database.disconnect()
    with pytest.raises(move.MoveStopped):
        move.move(sqlite_url, empty)
    with pytest.raises(rooms.HalfMoved):
        rooms.open_room(empty)


# ── lines

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
TABLE = shape({"id": Kind.NUMBER, "a": Kind.TEXT, "b": Kind.FLAG, "c": Kind.MOMENT}, ["id"])


@settings(max_examples=15)
@given(st.lists(st.tuples(st.none() | texts, st.none() | st.booleans(), st.none() | st.datetimes()), max_size=20))
def test_a_line_is_what_postgresql_writes_and_comes_back(postgresql_server: str, many: list[tuple[Any, ...]]) -> None:
    rows = [
        (number, text, flag, at and at.isoformat(sep=" ", timespec="microseconds"))
        for number, (text, flag, at) in enumerate(many)
    ]
    written = list(lines(rows, TABLE))
    assert [tuple(row) for row in values(written, TABLE)] == rows
    with psycopg.connect(postgresql_server) as connection, connection.cursor() as cursor:
        cursor.execute("create temp table t (id bigint, a text, b boolean, c timestamp)")
        with cursor.copy("copy t (id, a, b, c) from stdin") as copy:
            copy.write(b"".join(written))
        with cursor.copy("copy (select id, a, b, c from t order by id) to stdout") as copy:
            assert [bytes(line) for line in copy] == written
        connection.rollback()
