"""The screens are tested on SQLite: what differs between the engines is the store's, and is tested there."""

import pytest


@pytest.fixture
def room_url(sqlite_url: str) -> str:
    return sqlite_url
