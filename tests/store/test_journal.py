"""The journal: K4."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import database, journal
from tests.conftest import Room
from tests.store.builders import a_card, changed


def test_entries_are_numbered_without_gaps_and_the_chain_verifies(room: Room) -> None:
    card = a_card(room)
    with contextlib.suppress(ZeroDivisionError), journal.entry(card.row.branch_id, None, "fails"):
        1 / 0  # noqa: B018
    changed(room, card, city="苏州")
    numbers = [row[0] for row in database.rows("select number from journal_entry order by number")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert journal.verify(card.row.branch_id) is None


def test_an_entry_inside_another_is_the_same_act(room: Room) -> None:
    branch = room.clerk.branch_id
    before = journal.head(branch)[0]
    with journal.entry(branch, None, "outer") as outer, journal.entry(branch, None, "inner") as inner:
        assert inner is outer
    assert journal.head(branch)[0] == before + 1


@pytest.mark.parametrize("table", ["journal_entry", "journal_change", "journal_value"])
@pytest.mark.parametrize("change", ["delete", "update", "replace"])
def test_the_database_refuses_to_change_the_journal(room: Room, table: str, change: str) -> None:
    a_card(room)
    before = database.rows(f"select * from {table} order by 1, 2, 3")
    statement = {
        "delete": f"delete from {table}",
        "update": f"update {table} set branch_id = branch_id",
        "replace": f"insert or replace into {table} select * from {table}"
        if database.engine() == "sqlite"
        else f"truncate {table}",
    }[change]
    with pytest.raises(Exception, match="append only"), database.writing():
        database.execute(statement)
    assert database.rows(f"select * from {table} order by 1, 2, 3") == before


def test_a_value_may_be_blanked_and_the_chain_still_verifies(room: Room) -> None:
    card = changed(room, a_card(room, phone="13010000007"), phone="13010000009")
    with database.writing():
        database.execute("update journal_value set salt = '', old = null, new = null")
    assert journal.verify(card.row.branch_id) is None


TAMPERING = {
    "hash": "update journal_entry set act = 'nothing' where number = 3",
    "missing": "delete from journal_entry where number = 3",
    "values": "update journal_value set new = 'other' where entry_number = 3",
    "head": "update journal_head set number = number - 1",
}


@pytest.mark.parametrize(("wrong", "statement"), TAMPERING.items(), ids=TAMPERING)
def test_whoever_gets_past_the_guards_is_found(room: Room, wrong: str, statement: str) -> None:
    a_card(room)
    _drop_guards()
    with database.writing():
        database.execute(statement)
    broken = journal.verify(room.clerk.branch_id)
    assert broken is not None
    assert broken.wrong == wrong


def _drop_guards() -> None:
    with database.writing():
        if database.engine() == "sqlite":
            for (name,) in database.rows(
                "select name from sqlite_master where type = 'trigger' and name like 'journal%'"
            ):
                database.execute(f"drop trigger {name}")
        else:
            for table in ("journal_entry", "journal_change", "journal_value"):
                database.execute(f"alter table {table} disable trigger all")


@given(st.lists(st.none() | st.text()), st.lists(st.none() | st.text()))
def test_no_two_contents_look_alike_to_the_hash(first: list[str | None], second: list[str | None]) -> None:
    assert (journal.canonical(first) == journal.canonical(second)) == (first == second)
