"""What could not be sent: kept sealed on this machine, sent once, and never applied twice."""

import stat
from pathlib import Path
from typing import Any

import pytest

from store import cards, database, drafts, journal, submitted, system, unsent
from store.access import Actor
from store.acts import rooms, send
from store.card_edits import Edit, RowEdit
from store.cards import CardRecord, ChangedMeanwhile
from store.doubles import LikelyDouble
from store.engines import DatabaseGone
from store.journal import Mark
from store.unsent import DRAFT, Shelf, Unsent, saving
from tests.conftest import Room, open_furnished
from tests.store.builders import a_card, changed
from tests.store.proxies import a_line


@pytest.fixture
def shelf(room: Room, tmp_path: Path) -> Shelf:
    return unsent.shelf_of(room.clerk, tmp_path)


def a_save(card: CardRecord, edit: Edit, **more: Any) -> Unsent:
    return saving(card.card_no, card.id, card.version, {"texts": {"city": "x"}}, edit, **more)


def test_what_is_kept_is_read_again_by_the_same_person_in_the_same_room_only(
    room: Room, shelf: Shelf, tmp_path: Path
) -> None:
    card = a_card(room, "张伟")
    one = shelf.put(a_save(card, Edit({"city": "无锡"}, {"city": None}), learnt_at="visit"))
    assert unsent.shelf_of(room.clerk, tmp_path).kept == (one,)
    assert unsent.shelf_of(room.keeper, tmp_path).kept == ()
    (file,) = tmp_path.rglob("*.unsent")
    sealed = file.read_bytes()
    assert "无锡".encode() not in sealed
    assert b"city" not in sealed
    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
    file.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert unsent.shelf_of(room.clerk, tmp_path).kept == ()


def test_of_one_card_the_last_is_kept_in_the_first_one_s_place(room: Room, shelf: Shelf) -> None:
    first, second = a_card(room, "张伟"), a_card(room, "李娜")
    shelf.put(Unsent(DRAFT, first.id, "NJ000001", 1, {"texts": {"city": "无"}}))
    shelf.put(a_save(first, Edit({"city": "无锡"})))
    shelf.put(a_save(second, Edit({"city": "苏州"})))
    shelf.put(a_save(first, Edit({"city": "常州"})))
    assert [(one.kind, one.card_id) for one in shelf.kept] == [("save", first.id), ("save", second.id)]
    for one in shelf.kept:
        send.send(room.clerk, one, shelf)
    assert cards.show(room.clerk, first.id).values["city"] == "常州"
    assert cards.show(room.clerk, second.id).values["city"] == "苏州"
    assert shelf.kept == ()
    assert not list(shelf.folder.glob("*.unsent"))


def sent(actor: Actor, one: Unsent, shelf: Shelf) -> None:
    send.send(actor, shelf.put(one), shelf)


def test_what_was_committed_before_is_not_applied_twice(room: Room, shelf: Shelf) -> None:
    card = a_card(room, "张伟")
    marks: list[Mark] = []
    edit = Edit({"city": "无锡"}, {"city": None}, people=(RowEdit(None, {"name": "王芳", "role": "spouse"}),))
    with journal.marking(marks.append):
        cards.save(room.clerk, card.id, card.version, edit)
        cards.create(room.clerk, Edit({"name": "李娜"}))
    saved, made = marks
    sent(room.clerk, a_save(card, edit).tried_as([saved]), shelf)
    sent(room.clerk, saving("李娜", None, 0, {}, Edit({"name": "李娜"})).tried_as([made]), shelf)
    assert cards.show(room.clerk, card.id).version == card.version + 1
    assert database.rows("select count(*) from card") == [(2,)]
    assert database.rows("select count(*) from person") == [(1,)]


def test_what_was_typed_on_after_a_save_whose_answer_got_lost_goes_on_from_it(room: Room, shelf: Shelf) -> None:
    card = a_card(room, "张伟", city="南京")
    marks: list[Mark] = []
    first = Edit({"city": "无锡"}, {"city": "南京"}, people=(RowEdit(None, {"name": "王芳", "role": "spouse"}),))
    with journal.marking(marks.append):
        cards.save(room.clerk, card.id, card.version, first)
    shelf.put(a_save(card, first).tried_as(marks))
    on = first._replace(values={"city": "苏州", "region": "江苏"}, was={"city": "南京", "region": None})
    sent(room.clerk, a_save(card, on), shelf)
    now = cards.show(room.clerk, card.id)
    assert (now.values["city"], now.values["region"], len(now.people)) == ("苏州", "江苏", 1)


def test_what_a_colleague_changed_meanwhile_stays_and_mine_is_a_draft(room: Room, shelf: Shelf) -> None:
    card = a_card(room, "张伟", city="南京")
    changed(room, card, city="上海")
    one = shelf.put(a_save(card, Edit({"city": "无锡"}, {"city": "南京"})))
    with pytest.raises(ChangedMeanwhile):
        send.send(room.clerk, one, shelf)
    assert [kept.id for kept in shelf.kept] == [one.id]
    assert send.make_draft(room.clerk, one, shelf)
    assert shelf.kept == ()
    draft = drafts.of(room.clerk, card.id)
    assert draft is not None
    assert (draft.card_version, draft.values) == (card.version, one.values)


def test_a_submission_and_a_draft_are_sent_too(room: Room, shelf: Shelf) -> None:
    edit = Edit({"name": "王芳", "phone": "+8613010000009"})
    sent(room.sales, saving("王芳", None, 0, {}, edit, submission=True), shelf)
    assert [one.name for one in submitted.listed(room.sales)] == ["王芳"]
    sent(room.sales, Unsent(DRAFT, None, "", 0, {"texts": {"name": "半"}}, submission=True), shelf)
    draft = drafts.of(room.sales, None, submission=True)
    assert draft is not None
    assert draft.values == {"texts": {"name": "半"}}


def test_a_commit_whose_answer_got_lost_is_recognised_over_the_mended_line(postgresql_url: str) -> None:
    room = open_furnished(postgresql_url)
    card = a_card(room, "张伟")
    marks: list[Mark] = []
    with a_line(postgresql_url) as line:
        rooms.open_room(line.url)
        line.swallows_commit = True
        with pytest.raises(DatabaseGone), journal.marking(marks.append):
            cards.save(room.clerk, card.id, card.version, Edit({"city": "无锡"}))
        line.swallows_commit = False
        line.mend()
        assert [send.was_written(mark) for mark in marks] == [True]
        assert not send.was_written(marks[0]._replace(hash="0" * 64))
        database.disconnect()


def test_one_program_of_a_person_sends_at_a_time(tmp_path: Path) -> None:
    with system.held(tmp_path / "sending") as mine, system.held(tmp_path / "sending") as theirs:
        assert (mine, theirs) == (True, False)
    with system.held(tmp_path / "sending") as again:
        assert again


def test_a_new_card_that_may_be_a_double_waits_as_a_draft_beside_no_other(room: Room, shelf: Shelf) -> None:
    a_card(room, "张伟", phone="13010000007")
    edit = Edit({"name": "张伟", "phone": "+8613010000007"})
    one = shelf.put(saving("张伟", None, 0, {"texts": {"name": "张伟"}}, edit))
    with pytest.raises(LikelyDouble):
        send.send(room.clerk, one, shelf)
    drafts.keep(room.clerk, None, 0, {"texts": {"name": "王芳"}})
    assert not send.make_draft(room.clerk, one, shelf)
    assert shelf.kept
    drafts.keep(room.clerk, None, 0, {"texts": {"name": "张伟", "phone": "130"}})
    assert send.make_draft(room.clerk, one, shelf)
    assert shelf.kept == ()
