"""What goes wrong below the store: one clear refusal, nothing half-written, and the room goes on."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from store import cards, database, engines, journal, loans
from store.cards import Edit
from store.errors import Refused
from store.tables.base import proxy
from tests.conftest import Room, open_furnished
from tests.store.builders import a_card, changed


def _journal(room: Room) -> list[tuple[object, ...]]:
    return database.rows("select number, act, hash from journal_entry order by number")


@pytest.mark.parametrize(
    ("pragma", "undo", "refusal"),
    [
        ("max_page_count = 1", "max_page_count = 1073741823", engines.DiskFull),
        ("query_only = 1", "query_only = 0", engines.ReadOnlyRoom),
    ],
    ids=["disk full", "read-only"],
)
def test_a_disk_that_cannot_be_written_refuses_the_save_and_later_takes_it(
    sqlite_url: str, pragma: str, undo: str, refusal: type[Refused]
) -> None:
    room = open_furnished(sqlite_url)
    card = a_card(room)
    before = _journal(room)
    proxy.execute_sql(f"pragma {pragma}")
    with pytest.raises(refusal):
        changed(room, card, remarks="x" * 100_000)
    proxy.execute_sql(f"pragma {undo}")
    assert _journal(room) == before
    assert changed(room, card, remarks="x" * 100_000).version == card.version + 1
    assert journal.verify(card.row.branch_id) is None


@pytest.mark.parametrize("table", ["card_details", "journal_change"], ids=["one row", "many at once"])
def test_a_server_whose_disk_is_full_refuses_the_save_and_later_takes_it(postgresql_url: str, table: str) -> None:
    room = open_furnished(postgresql_url)
    card = a_card(room)
    before = _journal(room)
    proxy.execute_sql(
        "create function full_disk() returns trigger language plpgsql as"
        " $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$"
    )
    proxy.execute_sql(f"create trigger full_disk before insert or update on {table} execute function full_disk()")
    with pytest.raises(engines.DiskFull):
        changed(room, card, remarks="x")
    proxy.execute_sql(f"drop trigger full_disk on {table}")
    assert _journal(room) == before
    assert changed(room, card, remarks="x").version == card.version + 1


def test_a_server_that_goes_away_mid_save_refuses_it_and_is_used_again_when_back(postgresql_url: str) -> None:
    room = open_furnished(postgresql_url)
    card = a_card(room)
    with pytest.raises(engines.DatabaseGone):
        _lose_the_server_within_a_write(postgresql_url, card.id)
    assert cards.show(room.clerk, card.id).values["name"] == card.values["name"]
    assert changed(room, card, city="苏州").values["city"] == "苏州"


def _lose_the_server_within_a_write(url: str, card: int) -> None:
    with database.writing():
        database.execute("update card set name = 'half' where id = ?", (card,))
        _lose_the_server(url)
        database.execute("update card set name = 'whole' where id = ?", (card,))


def _lose_the_server(url: str) -> None:
    (process,) = database.rows("select pg_backend_pid()")[0]
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", (process,))


def test_a_server_lost_between_two_acts_is_not_even_noticed(postgresql_url: str) -> None:
    room = open_furnished(postgresql_url)
    card = a_card(room)
    _lose_the_server(postgresql_url)
    assert changed(room, card, city="苏州").values["city"] == "苏州"
    _lose_the_server(postgresql_url)
    with database.writing():  # nothing is read before
        database.execute("update card set name = 'half' where id = ?", (card.id,))
    assert cards.show(room.clerk, card.id).values["name"] == "half"


SAVES_UNTIL_KILLED = """
import sys
from store import access, cards, database
from store.cards import Edit
database.connect(sys.argv[1])
clerk = access.actor_of(int(sys.argv[2]))
card = cards.show(clerk, int(sys.argv[3]))
for n in range(10_000):
    card = cards.save(clerk, card.id, card.version, Edit({"remarks": str(n)}), despite_doubles=True)
    print(n, flush=True)
"""


def test_what_was_acknowledged_before_a_kill_is_there(room: Room, room_url: str) -> None:
    card = a_card(room)
    command = [sys.executable, "-c", SAVES_UNTIL_KILLED, room_url, str(room.clerk.staff_id), str(card.id)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(20)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in process.stdout.read().splitlines()]
    _wait_until_unlocked(card.id)
    assert int(cards.show(room.clerk, card.id).values["remarks"]) >= acknowledged[-1]
    assert journal.verify(card.row.branch_id) is None


def _wait_until_unlocked(card: int) -> None:
    """PostgreSQL notices a killed client only at its next word; its last save may still be going on."""
    deadline = time.monotonic() + 10
    while database.engine() == "postgresql" and time.monotonic() < deadline:
        others = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        if database.rows(others + " and backend_type = 'client backend'") == [(0,)]:
            return


def test_a_refused_act_leaves_no_row_and_no_journal_entry(room: Room) -> None:
    card, archived = a_card(room), a_card(room, "李娜")
    cards.archive(room.clerk, archived.id, "gone")
    before = _journal(room)
    for act in (
        lambda: loans.lend(room.keeper, [card.id, archived.id], to="sales", purpose="visit"),
        lambda: loans.give_back(room.keeper, [card.id]),
        lambda: cards.save(room.clerk, card.id, card.version, Edit({"phone": "12"})),
        lambda: cards.create(room.clerk, Edit({"name": ""})),
    ):
        with pytest.raises(Refused):
            act()
    assert _journal(room) == before
    assert database.rows("select count(*) from slip") == [(0,)]
