"""What is asked most is asked of one branch (docs/growth.md): tables that are parted by branch would be asked in one
part."""

import re
from collections.abc import Callable

import pytest

from store import database, listing
from store.find import find
from store.tables.base import proxy
from tests.conftest import Room, open_furnished
from tests.store.builders import a_card

ASKED: dict[str, Callable[[Room], object]] = {
    "find": lambda room: find(room.keeper, "zhang wei"),
    "find a phone": lambda room: find(room.keeper, "0007"),
    "a page": lambda room: listing.page(room.keeper, "name", False, {}, limit=40),
    "the count": lambda room: listing.count(room.keeper),
}
_TABLE = re.compile(r"(?:from|join|update|into) (?:\w+\.)?(\w+)", re.IGNORECASE)


@pytest.mark.parametrize("asked", ASKED)
def test_every_statement_names_the_branch_whose_rows_it_reads(asked: str, sqlite_url: str) -> None:
    room = open_furnished(sqlite_url)
    a_card(room, "张伟", phone="13010000007", grade="A", grade_reason="x")
    tables = [name for (name,) in database.rows("select name from sqlite_master where type = 'table'")]
    parted = {
        table
        for table in tables
        if "branch_id" in (column[1] for column in database.rows(f"pragma table_info({table})"))
    }
    said: list[str] = []
    connection = proxy.connection()
    connection.set_trace_callback(said.append)
    ASKED[asked](room)
    connection.set_trace_callback(None)
    of_parted = [one for one in said if parted & set(_TABLE.findall(one))]
    assert of_parted
    assert [one for one in of_parted if "branch_id" not in one] == []
