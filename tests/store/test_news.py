"""News of what others wrote: what is told, what is asked after being away, and that one's own is none (K4)."""

import contextlib
import threading
from collections.abc import Iterator
from queue import Queue

import psycopg
import pytest

from store import cards, database, journal, loans, news
from store.card_edits import Edit
from store.journal import Change, Mark
from store.news import News, Watcher
from tests.conftest import Room, open_furnished
from tests.store.builders import a_card, changed

PATIENCE = 20


def told_since(seen: dict[int, int]) -> list[News]:
    return [one for _, one in news.since(seen)[0]]


def test_what_was_done_is_told_by_branch_kinds_and_cards(room: Room) -> None:
    card = a_card(room)
    seen = news.heads()
    assert told_since(seen) == []
    changed(room, card, city="苏州")
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    edited, lent = told_since(seen)
    assert edited == News(frozenset({room.clerk.branch_id}), frozenset({"card"}), frozenset({card.id}))
    assert lent.is_of({"slip_card"})
    assert lent.is_on([card.id, 999])
    assert not lent.is_on([999])
    assert not edited.is_of({"slip_card"})
    assert edited.with_(lent).is_of({"slip_card"})


def test_of_a_large_act_and_of_a_long_absence_anything_may_be_new(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = news.heads()
    with journal.entry(room.clerk.branch_id, None, "large") as entry:
        entry.note_all(Change("card", n, None, "city", "a", "b") for n in range(journal.MOST_TOLD + 1))
    (large,) = told_since(seen)
    assert large.is_on([12345])
    assert large.is_of({"anything"})
    monkeypatch.setattr(news, "MOST_ENTRIES", 1)
    a_card(room)
    (many,) = told_since(seen)
    assert many == large


def test_what_the_server_tells_is_what_the_journal_says_and_names_nobody(postgresql_url: str) -> None:
    room = open_furnished(postgresql_url)
    card = a_card(room, "张伟", phone="13010000007")
    seen = news.heads()
    with psycopg.connect(postgresql_url, autocommit=True) as other:
        other.execute(f"listen {journal.CHANNEL}")
        changed(room, card, city="苏州", remarks="secret")
        with contextlib.suppress(ZeroDivisionError), journal.entry(room.clerk.branch_id, None, "fails"):
            1 / 0  # noqa: B018
        loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
        with journal.entry(room.clerk.branch_id, None, "large") as entry:
            entry.note_all(Change("card", n, n, "city", "a", "b") for n in range(1, 5000))
        payloads = [one.payload for one in other.notifies(timeout=PATIENCE, stop_after=3)]
    assert [news.told(payload) for payload in payloads] == news.since(seen)[0]
    assert all(payload.isascii() and len(payload) < 200 for payload in payloads)
    assert not any(word in payload for payload in payloads for word in ("secret", "sales", "visit"))


def test_an_entry_is_known_by_its_mark_whether_it_was_committed_or_not(room: Room) -> None:
    marks: list[Mark] = []
    with journal.marking(marks.append):
        a_card(room)
        with contextlib.suppress(ZeroDivisionError), database.writing():
            a_card(room, "李娜")
            1 / 0  # noqa: B018
    a_card(room, "王芳")
    with database.writing():
        assert [journal.is_written(mark) for mark in marks] == [True, False]


@contextlib.contextmanager
def watching(room: Room, ours: set[Mark]) -> Iterator[tuple[Watcher, "Queue[News]", "Queue[bool]"]]:
    heard: Queue[News] = Queue()
    line: Queue[bool] = Queue()
    watcher = Watcher(news.heads(), heard.put, line.put, ours.__contains__)
    thread = threading.Thread(target=watcher.run)
    thread.start()
    try:
        yield watcher, heard, line
    finally:
        watcher.end()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_a_watcher_hears_what_others_write_and_not_what_is_ours(room: Room) -> None:
    ours: set[Mark] = set()
    with watching(room, ours) as (_, heard, _line):
        with journal.marking(ours.add):
            a_card(room)
        card = a_card(room, "李娜")
        assert heard.get(timeout=PATIENCE) == News(
            frozenset({room.clerk.branch_id}), frozenset({"card"}), frozenset({card.id})
        )
        changed(room, card, city="苏州")
        assert heard.get(timeout=PATIENCE).is_on([card.id])
        assert heard.empty()


def test_a_session_that_the_server_ended_is_taken_up_and_what_came_meanwhile_is_told(postgresql_url: str) -> None:
    room = open_furnished(postgresql_url)
    card = a_card(room)
    with watching(room, set()) as (_, heard, line):
        changed(room, card, city="苏州")
        assert heard.get(timeout=PATIENCE).is_on([card.id])
        with psycopg.connect(postgresql_url, autocommit=True) as other:
            other.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where query like 'listen%'")
        cards.save(room.clerk, card.id, card.version + 1, Edit({"city": "无锡"}))
        assert heard.get(timeout=PATIENCE).is_on([card.id])
        assert line.empty()


@pytest.mark.parametrize("payload", ["", "hello", "1 x abc card 7", "1 2 abc card 7 more"])
def test_what_somebody_else_tells_on_the_channel_may_be_anything(payload: str) -> None:
    assert news.told(payload)[1] == news.ANYTHING


def test_a_room_that_cannot_be_listened_to_is_tried_more_and_more_rarely(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Watcher] = []
    monkeypatch.setattr(news, "PAUSES", (0.0, 0.05, 30.0))
    monkeypatch.setattr(Watcher, "_attend", lambda self: tried.append(self))
    with watching(room, set()) as (_, _heard, line):
        assert [line.get(timeout=PATIENCE) for _ in range(2)] == [True, True]
    assert len(tried) == 3
