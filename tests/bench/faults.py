"""Is anything that was acknowledged lost when a session, the server, the line or the disk fails under people at work?

Bar: after each fault every save that was acknowledged stands, none stands twice, whoever is left works on once it is
over, and `check --deep` finds the room whole: it fails where one does not. It needs to mount a small disk in memory. It
does not show a machine that loses its power.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from store import access, database, journal
from store.acts import check, demonstrate
from store.errors import Refused
from store.journal import Mark
from tests.bench.figures import Figure
from tests.servers import begun, on_server, restart
from tests.store import office_day
from tests.store.processes import Gate, Other, Say
from tests.store.proxies import a_line

CARDS, SESSIONS, EACH_HAS = 2000, 8, 20
BEFORE, AFTER, PAUSE = 4.0, 8.0, 0.2
"""Seconds of work before the fault and after it, and between two acts of a session."""
SMALL = 512
"""Megabytes of the disk that runs full."""
AWAY = {"DatabaseGone", "CommitUnknown", "DiskFull", "Busy", "NoRoom"}
"""What may be said besides what a rule says."""


class Saved(NamedTuple):
    """A save of a session that was acknowledged, or, its answer having got lost, was found written once asked."""

    card: int
    at: float


Fault = Callable[[Sequence[Other]], None]
"""Lets something fail, and mends it."""


def measure() -> Iterator[Figure]:
    for place in (_on_sqlite, _on_postgresql):
        with place() as faults:
            for name, (url, fault) in faults.items():
                print(f"at work: {name}", file=sys.stderr)
                yield from _day(name, url, fault)


def _day(name: str, url: str, fault: Fault) -> Iterator[Figure]:
    """Let sessions work, each on cards of its own, while `fault` comes over them; look at the room afterwards."""
    database.connect(url)
    keeper = database.rows('select id from staff where "user" = ?', ("keeper",))[0][0]
    ids = [
        card for (card,) in database.rows("select id from card where branch_id = 1 and archived_at is null order by id")
    ]
    database.disconnect()
    mine = [tuple(ids[n * EACH_HAS : (n + 1) * EACH_HAS]) for n in range(SESSIONS)]
    before = _counts(url, mine)
    gate = Gate()
    others = [Other(url, _session, gate, keeper, f"{name} {n}", some) for n, some in enumerate(mine)]
    for other in others:
        assert other.listen() == "ready"
    gate.opened.set()
    time.sleep(BEFORE)
    fault(others)
    mended = time.time()
    time.sleep(AFTER)
    gate.opened.clear()
    heard = [other.end()[1:] for other in others]
    faults = [said[1] for told in heard for said in told if said[0] == "fault"]
    assert not faults, faults[:9]
    refused = Counter(said[1] for told in heard for said in told if said[0] == "refused")
    assert set(refused) <= AWAY | office_day.MINE_TO_REFUSE, refused
    alive = [told for other, told in zip(others, heard, strict=True) if not other.was_killed]
    assert all(any(one.at > mended for one in _saves(told)) for told in alive), f"{name}: somebody does not work on"
    saved = _find_nothing_lost(url, mine, before, others, heard)
    yield Figure(f"{name}: acknowledged", saved, "saves")
    yield Figure(f"{name}: refused", sum(refused[said] for said in AWAY), "acts")


def _saves(told: Sequence[Any]) -> list[Saved]:
    return [said for said in told if isinstance(said, Saved)]


def _find_nothing_lost(
    url: str, mine: Sequence[Sequence[int]], before: Mapping[int, int], others: Sequence[Other], heard: Sequence[Any]
) -> int:
    """Each card's count was raised by each save that was told, and by no other but the last of a session killed."""
    now, saved = _counts(url, mine), 0
    for some, other, told in zip(mine, others, heard, strict=True):
        saves = Counter(one.card for one in _saves(told))
        over = [now[card] - before[card] - saves[card] for card in some]
        assert min(over) == 0, (saves, over)
        assert sum(over) <= (1 if other.was_killed else 0), (saves, over)
        saved += saves.total()
    database.connect(url)
    found = check.look(deep=True)
    database.disconnect()
    assert found.sound, found
    return saved


def _counts(url: str, mine: Sequence[Sequence[int]]) -> dict[int, int]:
    database.connect(url)
    try:
        return office_day.counts([card for some in mine for card in some])
    finally:
        database.disconnect()


def _session(say: Say, gate: Gate, staff_id: int, name: str, mine: Sequence[int]) -> None:
    """Save until the gate is closed; whether a save is written whose answer got lost is asked until there is one."""
    actor, chance = access.actor_of(staff_id), random.Random(name)
    say("ready")
    gate.wait()
    lost: list[tuple[int, Mark]] = []
    while gate.opened.is_set() or lost:
        card, marks = chance.choice(mine), list[Mark]()
        try:
            while lost:
                if _is_written(lost[0][1]):
                    say(Saved(lost[0][0], time.time()))
                del lost[0]
            if gate.opened.is_set():
                with journal.marking(marks.append):
                    office_day.save(actor, card, chance)
                say(Saved(card, time.time()))
        except Refused as refusal:
            lost += [(card, mark) for mark in marks]
            say(("refused", type(refusal).__name__))
        except Exception as fault:
            say(("fault", repr(fault)))
            return
        time.sleep(chance.uniform(0.5, 1.5) * PAUSE)


def _is_written(mark: Mark) -> bool:
    with database.writing():
        return journal.is_written(mark)


# what fails


def _sessions_are_killed(others: Sequence[Other]) -> None:
    for other in others[::2]:
        other.kill()
        time.sleep(0.3)


@contextlib.contextmanager
def _on_sqlite() -> Iterator[Mapping[str, tuple[str, Fault]]]:
    with _small_disk() as disk:
        url = database.sqlite_url(disk / "room.db")
        demonstrate.build(url, CARDS)
        database.disconnect()
        yield {
            "SQLite, four of eight sessions killed": (url, _sessions_are_killed),
            "SQLite, the disk full for a while": (url, lambda _: _filled(disk)),
        }


@contextlib.contextmanager
def _on_postgresql() -> Iterator[Mapping[str, tuple[str, Fault]]]:
    with _small_disk() as disk:
        server = begun(disk / "data", "stop")
        database.connect(server.get_uri())
        database.execute("create database faults")
        database.disconnect()
        url = on_server(server.get_uri(), "faults")
        demonstrate.build(url, CARDS)
        database.disconnect()
        with a_line(url) as line:

            def cut(_: Sequence[Other]) -> None:
                line.cut()
                time.sleep(2)
                line.mend()

            yield {
                "PostgreSQL, four of eight sessions killed": (url, _sessions_are_killed),
                "PostgreSQL, started again": (url, lambda _: restart(server, "fast")),
                "PostgreSQL, one of its processes killed": (url, lambda _: _killed(url)),
                "PostgreSQL killed": (url, lambda _: _server_killed(server)),
                "PostgreSQL, the line cut for two seconds": (line.url, cut),
                "PostgreSQL, the disk full for a while": (url, lambda _: _filled(disk, server)),
            }
        server.cleanup()


@contextlib.contextmanager
def _small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cardkeeper-small-"))
    folder.chmod(0o755)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}m,mode=755", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()


def _filled(disk: Path, server: Any = None) -> None:
    """Fill the disk for some seconds; a server that gave up is started again."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 65536)
    time.sleep(4)
    ballast.unlink()
    if server is not None:
        server.ensure_postgres_running()


def _killed(url: str) -> None:
    """Kill a process that serves a session: PostgreSQL ends all others then, and recovers."""
    database.connect(url)
    sql = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() limit 1"
    ((process,),) = database.rows(sql)
    database.disconnect()
    os.kill(process, signal.SIGKILL)


def _server_killed(server: Any) -> None:
    os.kill(int((server.pgdata / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    time.sleep(2)
    server.ensure_postgres_running()
