"""A new, furnished room on each engine, for benches that write."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from store import database
from tests.conftest import Room, furnish, open_furnished
from tests.servers import on_server


def new_rooms(server: str, name: str) -> Iterator[tuple[str, Room]]:
    """Each engine with a room of its own: a file, and a database of `server` called `name`, made anew."""
    with tempfile.TemporaryDirectory() as folder:
        yield "sqlite", _furnished(database.sqlite_url(Path(folder) / "room.db"))
        database.disconnect()
    empty_database(server, name)
    yield "postgresql", _furnished(on_server(server, name))
    database.disconnect()


def empty_database(server: str, name: str) -> None:
    database.connect(server)
    database.execute(f"drop database if exists {name} with (force)")
    database.execute(f"create database {name}")
    database.disconnect()


def _furnished(url: str) -> Room:
    furnish(url)
    return open_furnished(url)
