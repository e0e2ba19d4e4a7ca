"""Clearing what a database keeps of rows that are gone (K6): after an erasure, and before a room that was put back is
read.

SQLite's index of words keeps what was taken out until its parts are merged, its file the pages that were freed, its
write-ahead log what was written: all three are made anew. PostgreSQL clears its tables; what its own log and its
archives hold goes as whoever looks after the server has set.
"""

import peewee

from store import database, engines, offices, search
from store.acts import erasures

TABLES = (
    *("card", "card_details", "person", "goods", "warranty", "draft", "submission", "import_row"),
    *("slip", "slip_card", "reservation", "counted", "journal_value", "journal_entry", "card_words", "search_code"),
    "blocking_key",
)


_WAIT = 10.0
"""Seconds for which a sweep waits for whoever reads or writes."""


def after_erasing() -> bool:
    """What follows an erasure, once it is written: its list stands next to the room, and the database is cleared.
    Returns whether nothing of it is left in the database. Slow in a large room: not for the event loop."""
    erasures.keep_beside()
    return sweep()


def sweep() -> bool:
    """Clear the room in use, outside any write. Returns whether nothing is left: not while somebody else reads or
    writes, or where this role may not. Does so the next time then."""
    try:
        with database.waiting_at_most(_WAIT):
            if database.engine() == "sqlite":
                return _sweep_file()
            for table in TABLES:
                database.execute(f"vacuum {table}")
    except (engines.Busy, peewee.DatabaseError):
        return False
    return True


def _sweep_file() -> bool:
    for branch in offices.branches():
        with database.writing():
            search.merge(branch.id)
    database.execute("vacuum")
    (busy, *_), *_ = database.rows("pragma wal_checkpoint(truncate)")
    return not busy
