"""What SQLite's planner is told of the room: how many rows a table has and how many share the beginning of an index.

It plans without looking unless it is told, and then reads a branch's whole journal to find one card's changes. A look
at the rows themselves (`analyze`) would make each room plan otherwise, by what it happened to hold on that day; so all
are told the same: a room of a million cards and some years. PostgreSQL takes stock by itself.
"""

from store import database

SHAPES: dict[str, dict[str, str]] = {
    "card": {
        "card_number_once_a_branch": "1000000 330000 1",
        "card_by_number": "1000000 330000 1 1 1",
        "card_by_name": "1000000 330000 5 1 1",
        "card_by_grade": "1000000 330000 110000 4 1 1",
        "card_by_change": "1000000 330000 1 1 1",
        "card_by_salesperson": "1000000 125000",
        "card_by_notches": "1000000 330000 330000 110000 48000 16000 3600 950 500",
        "card_restricted": "100 30 1",
    },
    "card_details": {
        "card_by_phone": "1000000 330000 2",
        "card_by_other_phone": "200000 70000 2",
    },
    "person": {"person_by_card": "460000 2"},
    "goods": {"goods_by_card": "750000 2", "goods_by_serial": "750000 250000 2"},
    "warranty": {
        "warranty_by_card": "320000 1",
        "warranty_by_serial": "320000 110000 1",
        "warranty_held": "300 100 1",
    },
    "journal_entry": {
        "sqlite_autoindex_journal_entry_1": "600000 200000 1",
        "journal_entry_by_person": "600000 200000 20000 1",
    },
    "journal_change": {
        "sqlite_autoindex_journal_change_1": "2500000 840000 4 1",
        "journal_change_by_card": "2500000 3 3",
    },
    "journal_value": {"sqlite_autoindex_journal_value_1": "2500000 840000 4 1"},
    "seen_entry": {"sqlite_autoindex_seen_entry_1": "1000000 330000 1", "seen_by_card": "1000000 3 1"},
    "slip": {"slip_number_once_a_branch": "50000 17000 1", "slip_of_extract": "5000 1"},
    "slip_card": {
        "card_out_to_one_person": "2000 1",
        "slip_card_by_card": "200000 2 1",
        "slip_card_by_slip": "200000 4",
        "slip_card_by_borrower": "200000 2000 500 4",
        "slip_card_by_due": "200000 67000 20000 100",
    },
    "import_row": {"import_row_once": "100000 2000 1", "import_row_by_card": "80000 1"},
    "search_code": {"search_code": "2500000 820000 2 1"},
    "blocking_key": {"blocking_key": "4600000 1500000 2 1"},
}
"""By table and index: the rows, then how many have the same first column, the same first two, and so on."""


def tell() -> None:
    """Tell SQLite the shape of a room, in place of what it was told before. Inside a write."""
    if database.engine() == "postgresql":
        return
    database.execute("analyze sqlite_schema")
    for (table,) in database.rows("select name from sqlite_master where name in ('sqlite_stat1', 'sqlite_stat4')"):
        database.execute(f"delete from {table}")
    database.execute_many(
        "insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)",
        [(table, index, stat) for table, indexes in SHAPES.items() for index, stat in indexes.items()],
    )
    database.execute("analyze sqlite_schema")
