"""The rooms that the benches measure in: the demonstration at a size, built once and kept in the temporary folder."""

import sys
import tempfile
from pathlib import Path

from store import database
from store.acts import demonstrate, rooms
from tests.servers import on_server


def folder() -> Path:
    path = Path(tempfile.gettempdir()) / "cardkeeper-bench"
    path.mkdir(exist_ok=True)
    return path


def sqlite_room(cards: int) -> str:
    """The URL of a SQLite demonstration of `cards` cards."""
    path = folder() / f"demo-{cards}.db"
    url = database.sqlite_url(path)
    if not path.exists():
        part = folder() / f"demo-{cards}-part.db"
        rooms.discard(database.sqlite_url(part))
        print(f"building a room of {cards:,} cards, once", file=sys.stderr)
        demonstrate.build(database.sqlite_url(part), cards)
        database.disconnect()
        part.rename(path)
    return url


def postgresql_room(server: str, cards: int, called: str = "demo") -> str:
    """The URL of the same on PostgreSQL, as a database of `server`."""
    name, part = f"{called}_{cards}", f"{called}_{cards}_part"
    database.connect(server)
    if not database.rows("select 1 from pg_database where datname = ?", (name,)):
        database.execute(f"drop database if exists {part}")
        database.execute(f"create database {part}")
        print(f"building a room of {cards:,} cards on PostgreSQL, once", file=sys.stderr)
        demonstrate.build(on_server(server, part), cards)
        database.connect(server)
        database.execute(f"alter database {part} rename to {name}")
    database.disconnect()
    return on_server(server, name)
