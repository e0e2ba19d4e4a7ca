"""Cards that go from one branch to another with a receipt (K5), with and without the database's wall between them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from store import (
    access,
    cards,
    database,
    find,
    history,
    journal,
    loans,
    offices,
    requests,
    reservations,
    staff,
    submissions,
    walls,
)
from store import transfers as ways
from store.access import Actor, Role
from store.acts import bring_in, check, erase, merge, move, rooms, transfers, undo, unmerge
from store.acts.plans import SheetRow
from store.acts.transfers import LAST
from store.card_edits import RowEdit
from store.cards import Edit
from store.offices import NewBranch
from tests.conftest import CHEAP, OFFICE, OTHER_OFFICE, PASSWORD, Copies, open_furnished
from tests.servers import as_role
from tests.store.builders import changed
from tests.store.test_bring_in import SOURCE


@dataclass
class Branches:
    """Nanjing and Lyon, and how one sits down at either."""

    urls: dict[str, str]
    now: str = ""

    def at(self, branch: str) -> None:
        """Sit down at a branch: with its own role, where there are roles."""
        if self.urls[branch] != self.now:
            self.now = self.urls[branch]
            database.disconnect()
            database.connect(self.now)

    def nanjing(self, user: str) -> Actor:
        self.at("nanjing")
        return who(user)

    def lyon(self, user: str = "anne") -> Actor:
        self.at("lyon")
        return who(user)


def who(user: str) -> Actor:
    return access.actor_of(database.rows('select id from staff where "user" = ?', (user,))[0][0])


@pytest.fixture(params=["sqlite", "postgresql", "offices"])
def both(request: pytest.FixtureRequest) -> Iterator[Branches]:
    if request.param == "sqlite":
        url = request.getfixturevalue("sqlite_url")
    else:
        copies: Copies = request.getfixturevalue("postgresql_copies")
        url = copies.another()
    open_furnished(url)
    with database.writing():
        lyon = offices.open_branch(NewBranch("Lyon", "FR", "LY")).id
        with journal.entry(lyon, None, "open_branch"):
            for user, roles in (("anne", [Role.CLERK, Role.KEEPER, Role.MANAGER]), ("luc", [Role.SALESPERSON])):
                staff.insert(lyon, user, user.title(), roles, CHEAP.hash(PASSWORD))
        walled = request.param == "offices"
        if walled:
            walls.let_in(OTHER_OFFICE, lyon)
    database.disconnect()
    yield Branches({"nanjing": as_role(url, OFFICE), "lyon": as_role(url, OTHER_OFFICE)} if walled else
                   {"nanjing": url, "lyon": url})  # fmt: skip
    database.disconnect()


def a_card(both: Branches, name: str = "王芳", **values: Any) -> cards.CardRecord:
    people, goods = (RowEdit(None, {"name": "王小宝"}),), (RowEdit(None, {"product": "TV", "serial": "KA1"}),)
    edit = Edit({"name": name, "phone": "+8613812340001", **values}, people=people, goods=goods)
    return cards.create(both.nanjing("clerk"), edit, despite_doubles=True)


def sent(both: Branches, *made: cards.CardRecord) -> None:
    transfers.send(both.nanjing("manager"), [card.id for card in made], "Lyon", "moved to France")


def test_a_card_goes_with_all_that_is_of_it_and_gets_a_number_of_the_new_branch(both: Branches) -> None:
    card = a_card(both, salesperson=both.nanjing("sales").staff_id)
    changed_card = cards.save(both.nanjing("clerk"), card.id, card.version, Edit({"remarks": "likes tea"}))
    sent(both, card)
    (came,) = transfers.receive(both.lyon(), salesperson="luc")
    assert (came.before, came.row.card_no, came.row.salesperson) == (card.card_no, "LY000001", "Luc")
    there = cards.show(both.lyon(), card.id)
    assert there.values == {**changed_card.values, "salesperson": both.lyon("luc").staff_id}
    assert (there.people, there.goods) == (card.people, card.goods)
    assert [row.id for row in find.find(both.lyon(), "wang").rows] == [card.id]
    assert [row.id for row in find.find(both.lyon(), card.card_no).rows] == [card.id]
    assert cards.card_id(both.lyon(), card.card_no) == card.id
    assert check.check(both.lyon(), deep=True).sound


def test_its_history_goes_along_and_both_journals_tell_of_it(both: Branches) -> None:
    card = a_card(both)
    sent(both, card)
    transfers.receive(both.lyon())
    assert [entry.act for entry in history.of_card(both.lyon(), card.id)] == [
        *("receive_cards", "send_cards", "create_card")
    ]
    acts = {one.act: one.reason for one in history.acts(both.nanjing("manager"))}
    assert acts["send_cards"] == "moved to France"
    assert check.check(both.nanjing("manager"), deep=True).sound


def test_the_sender_reads_it_no_longer_and_is_told_where_it_went(both: Branches) -> None:
    card = a_card(both)
    sent(both, card)
    transfers.receive(both.lyon())
    clerk = both.nanjing("clerk")
    with pytest.raises(access.NotYourBranch):
        cards.show(clerk, card.id)
    with pytest.raises(ways.MovedAway) as refused:
        cards.card_id(clerk, card.card_no)
    assert (refused.value.branch, refused.value.new_no) == ("Lyon", "LY000001")
    assert find.find(clerk, "wang").rows == ()
    assert a_card(both).card_no == "NJ000002"


DONE_WITH_IT: dict[str, Callable[[Branches, cards.CardRecord], object]] = {
    "edit": lambda both, card: changed(_room(both), card, remarks="x"),
    "archive": lambda both, card: cards.archive(both.nanjing("clerk"), card.id, "gone"),
    "reserve": lambda both, card: reservations.reserve(both.nanjing("sales"), [card.id], purpose="visit"),
    "ask for": lambda both, card: requests.ask(both.nanjing("sales"), [card.id], purpose="visit"),
    "correct": lambda both, card: submissions.submit(both.nanjing("sales"), Edit({"remarks": "x"}), card=card.id),
    "merge": lambda both, card: merge.merge(both.nanjing("manager"), card.id, a_card(both, "李四").id),
    "erase": lambda both, card: erase.erase(both.nanjing("manager"), card.id, "asked"),
    "send again": lambda both, card: sent(both, card),
}


class _Clerk:
    def __init__(self, clerk: Actor) -> None:
        self.clerk = clerk


def _room(both: Branches) -> Any:
    return _Clerk(both.nanjing("clerk"))


@pytest.mark.parametrize("deed", DONE_WITH_IT.values(), ids=DONE_WITH_IT)
def test_nothing_is_done_with_a_card_on_its_way(
    both: Branches, deed: Callable[[Branches, cards.CardRecord], object]
) -> None:
    card = a_card(both, salesperson=both.nanjing("sales").staff_id)
    sent(both, card)
    with pytest.raises(ways.OnTheWay):
        deed(both, card)
    with pytest.raises(ways.OnTheWay):
        loans.lend(both.nanjing("keeper"), [card.id], to="sales", purpose="visit")
    with pytest.raises(access.NotYourBranch):
        cards.show(both.lyon(), card.id)


def test_what_runs_is_ended_before_a_card_goes(both: Branches) -> None:
    card = a_card(both)
    loans.lend(both.nanjing("keeper"), [card.id], to="sales", purpose="visit")
    with pytest.raises(cards.CardIsOut):
        sent(both, card)
    assert transfers.moving(both.nanjing("manager")) == []


def test_what_was_sent_is_taken_back_or_sent_back_and_is_as_before(both: Branches) -> None:
    card = a_card(both)
    sent(both, card)
    transfers.take_back(both.nanjing("manager"), [card.id])
    with pytest.raises(transfers.NothingArrives):
        transfers.receive(both.lyon())
    sent(both, card)
    assert [(one.card_no, one.name, one.here) for one in transfers.moving(both.lyon(), before=LAST)] == [
        (card.card_no, "王芳", True)
    ]
    assert transfers.send_back(both.lyon(), None, "not ours") == 1
    kept = cards.show(both.nanjing("clerk"), card.id)
    assert (kept.values, kept.card_no, kept.row.on_way_to) == (card.values, card.card_no, None)
    loans.lend(both.nanjing("keeper"), [card.id], to="sales", purpose="visit")


def test_only_the_receiver_receives_and_only_a_manager_sends(both: Branches) -> None:
    card = a_card(both)
    with pytest.raises(access.NotAllowed):
        transfers.send(both.nanjing("keeper"), [card.id], "Lyon", "x")
    sent(both, card)
    with pytest.raises(transfers.NothingArrives):
        transfers.receive(both.nanjing("keeper"))
    with pytest.raises(access.NotAllowed):
        transfers.receive(both.lyon("luc"))
    assert cards.show(both.nanjing("clerk"), card.id).card_no == card.card_no


def test_a_card_that_comes_home_has_all_its_numbers(both: Branches) -> None:
    card = a_card(both)
    sent(both, card)
    transfers.receive(both.lyon())
    transfers.send(both.lyon(), [card.id], "NJ", "moved home")
    (came,) = transfers.receive(both.nanjing("keeper"))
    assert came.row.card_no == "NJ000002"
    assert cards.card_id(both.nanjing("clerk"), "NJ000001") == card.id
    assert ways.numbers_before(card.id) == ("LY000001", "NJ000001")
    assert check.check(both.nanjing("manager"), deep=True).sound


def test_an_erasure_reaches_what_the_other_branchs_journal_says(both: Branches) -> None:
    card = a_card(both)
    cards.save(both.nanjing("clerk"), card.id, card.version, Edit({"remarks": "likes oolong"}))
    sent(both, card)
    transfers.receive(both.lyon())
    erase.erase(both.lyon(), card.id, "asked")
    both.at("nanjing")
    assert database.rows("select count(*) from journal_value where new = 'likes oolong'") == [(0,)]
    assert check.check(both.nanjing("manager")).sound


def test_the_undo_of_an_import_leaves_what_went_to_another_branch(both: Branches) -> None:
    clerk = both.nanjing("clerk")
    rows = [SheetRow(row, '["…"]', {"name": name, "serial": f"KA{row}"}) for row, name in ((2, "李强"), (3, "赵云"))]
    number = bring_in.commit(clerk, bring_in.stage(clerk, SOURCE, rows).id).number
    gone = cards.card_id(clerk, "1")
    transfers.send(both.nanjing("manager"), [gone], "Lyon", "moved")
    transfers.receive(both.lyon())
    assert number is not None
    told = undo.undo(both.nanjing("clerk"), number)
    assert told.cards == 1
    assert [(one.id, one.why) for one in told.left if one.record == "card"] == [(gone, "sent")]
    assert cards.show(both.lyon(), gone).values["name"] == "李强"
    assert check.check(both.lyon(), deep=True).sound


def test_a_merge_is_not_undone_once_the_card_went_to_another_branch(both: Branches) -> None:
    stays, gone = a_card(both), a_card(both, "王方")
    merge.merge(both.nanjing("manager"), stays.id, gone.id)
    sent(both, stays)
    transfers.receive(both.lyon())
    with pytest.raises(access.NotYourBranch):
        unmerge.unmerge(both.nanjing("manager"), gone.id)
    assert cards.show(both.lyon(), stays.id).values["name"] == "王芳"


@pytest.mark.parametrize("both", ["sqlite", "postgresql"], indirect=True)
def test_a_room_is_moved_with_its_receipts(both: Branches, tmp_path: Path) -> None:
    card = a_card(both)
    sent(both, card)
    transfers.receive(both.lyon())
    database.disconnect()
    place = database.sqlite_url(tmp_path / "moved.db")
    move.move(both.urls["lyon"], place)
    rooms.open_room(place)
    assert cards.card_id(who("anne"), card.card_no) == card.id
    assert check.check(who("anne"), deep=True).sound
