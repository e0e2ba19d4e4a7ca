"""Where rooms are kept when nobody says otherwise: in the person's own data folder; the demo in one of its own."""

from pathlib import Path

from store.database import sqlite_url
from store.system import data_folder, log_folder


def default_url() -> str:
    return sqlite_url(data_folder() / "room.db")


def demo_url() -> str:
    return sqlite_url(data_folder() / "demo" / "demo.db")


def unsent_folder() -> Path:
    """Where that is kept, sealed, which could not be sent to its room."""
    return data_folder() / "unsent"


def fault_file() -> Path:
    """Where the details of a fault of the program itself are written."""
    return log_folder() / "faults.log"
