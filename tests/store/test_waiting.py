"""What waits for whom (K3, L4, F14): each count is what its list lists, and all of them come in one round trip."""

import logging
from datetime import timedelta

import pytest

from store import (
    database,
    journal,
    loans,
    offices,
    requested,
    requests,
    staff,
    submissions,
    submitted,
    warranties,
    warranties_bulk,
    whereabouts,
)
from store.access import Actor, Role
from store.acts import backup_due, waiting
from store.acts.backup_due import BackupDue
from store.acts.closing import Closing
from store.card_edits import Edit
from store.warranties_bulk import NewWarranty
from tests.conftest import Room
from tests.store.builders import a_card
from tests.store.test_requests import a_dear_card


def furnish(room: Room) -> None:
    """One of everything that may wait: two cards overdue, one due today, one request, two submissions, a held card."""
    today = offices.today(room.keeper)
    for days in (0, 1, 9):
        card = a_card(room, f"张{days}").id
        loans.lend(room.keeper, [card], to="sales", purpose="visit")
        with database.writing():
            due = today - timedelta(days=days)
            database.execute("update slip_card set due = ? where card_id = ?", (due, card))
    requests.ask(room.sales, [a_dear_card(room)], purpose="visit")
    for name in ("王芳", "李娜"):
        submissions.submit(room.sales, Edit({"name": name}))
    held = NewWarranty(a_card(room, "赵敏").id, {"serial": "KA26000000"}, "CNY", "grey")
    sound = NewWarranty(held.card, {"serial": "KA26000001"}, "CNY")
    with journal.entry(room.clerk.branch_id, room.clerk.staff_id, "import") as entry:
        warranties_bulk.receive_many(entry, None, [held, sound], None)


def test_everybody_is_told_what_is_theirs_to_do(room: Room) -> None:
    furnish(room)
    none_yet, open_ = BackupDue(None, True), Closing(None, False)
    told = {
        "clerk": waiting.Waiting(submissions=2, due_today=1, overdue=2, held=1, doubles=0),
        "keeper": waiting.Waiting(
            submissions=2, due_today=1, overdue=2, extracts_overdue=0, held=1, doubles=0, backup=none_yet, closing=open_
        ),
        "manager": waiting.Waiting(
            to_approve=1, submissions=2, due_today=1, overdue=2, held=1, doubles=0, closing=open_
        ),
        "sales": waiting.Waiting(due_today=1, overdue=2, requests_answered=0, submissions_answered=0),
        "sales2": waiting.Waiting(due_today=0, overdue=0, requests_answered=0, submissions_answered=0),
    }
    for user, expected in told.items():
        assert waiting.waiting(getattr(room, user)) == expected, user
    dots = {user: waiting.count(getattr(room, user)) for user in told}
    assert dots == {"clerk": 4, "keeper": 5, "manager": 5, "sales": 2, "sales2": 0}


def test_each_count_is_what_its_list_lists(room: Room) -> None:
    furnish(room)
    (asked,) = requested.listed(room.manager, waiting=True)
    requests.approve(room.manager, [asked.id])
    submissions.refuse(room.clerk, [1], "a dealer")
    for actor in (room.first, room.sales):
        found = waiting.waiting(actor)
        assert found.overdue == len(whereabouts.out(actor, overdue=True)) == 2
        assert found.due_today == len(whereabouts.out(actor, due_today=True)) == 1
    assert waiting.waiting(room.first).submissions == len(submitted.listed(room.first, "waiting")) == 1
    assert waiting.waiting(room.first).held == len(warranties.held(room.first)) == warranties.count_held(room.first)
    assert waiting.waiting(room.sales).requests_answered == len(requested.listed(room.sales, answered=True)) == 1
    assert waiting.waiting(room.sales).submissions_answered == len(submitted.listed(room.sales, "answered")) == 1


@pytest.mark.parametrize("user", ["first", "sales"])
def test_all_counts_come_in_one_round_trip(room: Room, user: str, caplog: pytest.LogCaptureFixture) -> None:
    furnish(room)
    actor: Actor = getattr(room, user)
    with caplog.at_level(logging.DEBUG, logger="peewee"):
        waiting.waiting(actor)
    sent = [str(record.msg[0]) for record in caplog.records if record.name == "peewee"]
    assert len([sql for sql in sent if "count(" in sql and "slip_card" in sql]) == 1
    assert len(sent) < 12


def test_a_right_withdrawn_counts_no_more(room: Room) -> None:
    furnish(room)
    staff.set_roles(room.first, "manager", [Role.SALESPERSON])
    assert waiting.waiting(room.manager).to_approve is None


def test_the_backup_is_due_weekly(room: Room) -> None:
    assert waiting.waiting(room.clerk).backup is None
    for days, due in ((0, False), (6, False), (7, True)):
        at = (database.now() - timedelta(days=days)).isoformat(sep=" ", timespec="seconds")
        with database.writing():
            database.execute("delete from setting where name = ?", (backup_due.LAST,))
            database.execute(
                "insert into setting (branch_id, name, value) values (?, ?, ?)",
                (room.keeper.branch_id, backup_due.LAST, at),
            )
        assert waiting.waiting(room.keeper).backup == BackupDue(days, due)


def test_held_warranty_cards_are_read_in_windows(room: Room) -> None:
    card = a_card(room).id
    with journal.entry(room.clerk.branch_id, room.clerk.staff_id, "import") as entry:
        held = [NewWarranty(card, {"serial": f"KA2600000{n}"}, "CNY", "grey") for n in range(4)]
        warranties_bulk.receive_many(entry, None, held, None)
    ids = [one.id for one in warranties.held(room.clerk)]
    assert len(ids) == 4
    assert [one.id for one in warranties.held(room.clerk, ids[0], "after", 2)] == ids[1:3]
    assert [one.id for one in warranties.held(room.clerk, ids[3], "before", 2)] == ids[1:3]
    assert [one.id for one in warranties.held(room.clerk, None, "before", 2)] == ids[2:]
    assert warranties.held(room.sales) == []
