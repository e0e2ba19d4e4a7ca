"""SQLite is told the shape of a room, so that a new one is read by its indexes as a large one is."""

from store import database
from store.acts.check_rows import RULES
from store.statistics import SHAPES
from tests.conftest import open_furnished


def test_every_index_of_a_table_that_grows_has_a_shape(sqlite_url: str) -> None:
    open_furnished(sqlite_url)
    there = {
        (table, index)
        for table, index in database.rows("select tbl_name, name from sqlite_master where type = 'index'")
        if table in SHAPES
    }
    without_rowid = {(table, table) for table in ("search_code", "blocking_key")}
    assert there | without_rowid == {(table, index) for table, indexes in SHAPES.items() for index in indexes}


def test_a_new_room_is_checked_card_by_card_and_not_by_its_whole_journal(sqlite_url: str) -> None:
    open_furnished(sqlite_url)
    for rule in RULES:
        plan = " ".join(str(row[3]) for row in database.rows(f"explain query plan {rule.sql}"))
        assert "journal_change_1 (branch_id=?)" not in plan, rule.name
