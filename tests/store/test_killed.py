"""Killed in the middle of an act: everything acknowledged is there, and nothing is half there (K3, K4).

`tests.bench kills` does it thirty times for each act.
"""

import random
from pathlib import Path

import pytest

from tests.conftest import Room
from tests.store import killed, killing
from tests.store.killed import Migration
from tests.store.killing import DrawerAct, Tally

TIMES = 2


def told(act: str, engine: str, tally: Tally) -> None:
    print(f"{act}, {engine}: {tally.kills} killed, {tally.inside} inside a transaction, {tally.unsaid} unsaid")
    assert tally.kills >= TIMES


@pytest.mark.parametrize("act", killed.IN_A_ROOM, ids=lambda act: act.name)
def test_what_is_acknowledged_is_there_and_nothing_is_half_there(
    act: type[DrawerAct], room: Room, tmp_path: Path
) -> None:
    tally = killing.kill(act(room, tmp_path), TIMES, random.Random(act.name))
    told(act.name, room.url.split(":")[0], tally)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_room_is_brought_up_to_date_whole_or_not_at_all(engine: str, postgresql_server: str, tmp_path: Path) -> None:
    told("migration", engine, killing.kill(Migration(engine, tmp_path, postgresql_server), TIMES, random.Random(1)))
