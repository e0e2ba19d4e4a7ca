"""The drawer is counted against the log, over several sittings, and each difference is settled with a reason (L4)."""

import threading
from datetime import date, timedelta

import pytest

from store import (
    access,
    cards,
    database,
    differences,
    history,
    loan_rules,
    loans,
    offices,
    requests,
    slips,
    stocktakings,
    whereabouts,
)
from store.acts import check_rows, merge, settle, unmerge
from store.differences import NoStocktaking, NoSuchDifference
from store.offices import NewBranch
from tests.conftest import Room
from tests.store.builders import a_card

NAMES = ("张伟", "李娜", "王芳", "赵武", "钱学", "孙丽")


def a_count(room: Room, *, out: int = 0) -> list[int]:
    """Cards 1 to 6, the first `out` of them out to sales, and a count that has just begun."""
    ids = [a_card(room, name).id for name in NAMES]
    if out:
        loans.lend(room.keeper, ids[:out], to="sales", purpose="visit")
    stocktakings.begin(room.keeper)
    return ids


def found(room: Room) -> list[tuple[str, str]]:
    return [(one.card_no, one.found) for one in differences.differences(room.keeper)]


def settled(room: Room, number: str, way: str, reason: str = "looked", **more: object) -> bool:
    return settle.settle(room.keeper, differences.difference(room.keeper, number), way, reason, **more)


def test_every_kind_of_difference_is_found(room: Room) -> None:
    with database.writing():
        lyon = offices.open_branch(NewBranch("Lyon", "FR", "LY"))
        values = cards.complete(cards.Edit({"name": "Anne"}), country="FR", language="fr")
        cards.insert(lyon.id, 7, values)
    ids = a_count(room, out=2)
    loans.lose(room.keeper, [ids[1]], "everywhere")
    cards.archive(room.clerk, ids[2], "dead")
    written = stocktakings.count(room.keeper, ["1", "NJ000002", "nj3", "4", "LY000007", "NJ0O05", "999", "4"])
    assert [(one.card_no, one.found) for one in written] == [
        ("NJ000001", "out"), ("NJ000002", "lost"), ("NJ000003", "archived"), ("NJ000004", "in"),
        ("LY000007", "elsewhere"), ("NJ0O05", "unknown"), ("999", "unknown"), ("NJ000004", "in"),
    ]  # fmt: skip
    assert (written[0].borrower, written[4].branch, written[4].name) == ("Zhou Min", "Lyon", None)
    assert [one.again for one in written] == [*[False] * 7, True]
    assert found(room) == [
        ("NJ000001", "out"), ("NJ000002", "lost"), ("NJ000003", "archived"), ("LY000007", "elsewhere"),
        ("NJ0O05", "unknown"), ("999", "unknown"), ("NJ000005", "unseen"), ("NJ000006", "unseen"),
    ]  # fmt: skip
    assert stocktakings.tally(room.keeper) == (1, 6, 2, 0)


def test_a_merged_cards_number_says_into_which_it_went_while_the_merge_stands(room: Room) -> None:
    ids = a_count(room)
    merge.merge(room.manager, ids[1], ids[2])
    merge.merge(room.manager, ids[0], ids[1])
    stocktakings.count(room.keeper, ["1", "2", "3"])
    assert [(one.card_no, one.found, one.into) for one in stocktakings.counted(room.keeper)] == [
        ("NJ000003", "merged", "NJ000001"), ("NJ000002", "merged", "NJ000001"), ("NJ000001", "in", None),
    ]  # fmt: skip
    listed = [(one.card_no, one.found, one.into) for one in differences.differences(room.keeper, limit=3)]
    assert listed == [
        ("NJ000002", "merged", "NJ000001"), ("NJ000003", "merged", "NJ000001"), ("NJ000004", "unseen", None),
    ]  # fmt: skip
    with pytest.raises(differences.WrongWay) as refused:
        settled(room, "2", "returned")
    assert refused.value.found == differences.MERGED_INTO.fill(into="NJ000001")
    assert settled(room, "2", "noted", "its old folder")
    unmerge.unmerge(room.manager, ids[1])
    unmerge.unmerge(room.manager, ids[2])
    assert [one.found for one in stocktakings.counted(room.keeper)] == ["archived", "archived", "in"]
    assert "NJ000003" not in dict(found(room)), "it is among the cards again"


def test_what_is_out_is_not_looked_for_and_what_the_desk_handled_was_seen(room: Room) -> None:
    ids = a_count(room, out=2)
    stocktakings.count(room.keeper, ["3", "4"])
    loans.give_back(room.keeper, [ids[0]])
    loans.lend(room.keeper, [ids[2], ids[4]], to="sales", purpose="after it was counted")
    loans.give_back(room.keeper, [ids[4]])
    a_card(room, "made since")
    assert found(room) == [("NJ000006", "unseen")]


def test_a_part_of_the_drawer_is_counted_alone(room: Room) -> None:
    for name in NAMES:
        a_card(room, name)
    begun = stocktakings.begin(room.keeper, "2", "NJ000004")
    assert (begun.number, begun.first, begun.last) == (1, "NJ000002", "NJ000004")
    stocktakings.count(room.keeper, ["3"])
    assert found(room) == [("NJ000002", "unseen"), ("NJ000004", "unseen")]
    stocktakings.stop(room.keeper, "the wrong part")
    for part in (("4", "2"), ("LY000001", ""), ("", "tomorrow")):
        with pytest.raises(stocktakings.BadPart):
            stocktakings.begin(room.keeper, *part)


def test_a_branch_counts_once_at_a_time_and_several_people_count_together(room: Room) -> None:
    a_count(room)
    with pytest.raises(stocktakings.StocktakingGoesOn) as refused:
        stocktakings.begin(room.first)
    assert (refused.value.number, refused.value.begun_by) == ("1", "Wang Fang")
    barrier, again = threading.Barrier(2), []

    def sitting(actor: access.Actor) -> None:
        database.connect_thread()
        barrier.wait()
        again.extend(one.again for number in "123456" for one in stocktakings.count(actor, [number]))
        database.disconnect()

    threads = [threading.Thread(target=sitting, args=(who,)) for who in (room.first, room.keeper)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(again) == [*[False] * 6, *[True] * 6]
    assert {one.seen_by for one in stocktakings.counted(room.keeper)} <= {"Wang Fang", "Qian Jing"}
    assert (found(room), stocktakings.tally(room.keeper)) == ([], (6, 0, 0, 0))


def test_each_number_is_written_at_once_and_read_again_after_a_kill(room: Room) -> None:
    a_count(room)
    stocktakings.count(room.keeper, ["5"])
    database.disconnect()
    database.connect_thread()
    assert [one.card_no for one in stocktakings.counted(room.first)] == ["NJ000005"]


def test_each_difference_is_settled_in_the_log_and_with_a_reason(room: Room) -> None:
    ids = a_count(room, out=2)
    loans.lose(room.keeper, [ids[1]], "everywhere")
    stocktakings.count(room.keeper, ["1", "2", "12345"])
    today = offices.today(room.keeper)
    settled(room, "1", "returned", "left on the desk", on=today)
    settled(room, "2", "turned_up", "behind the drawer")
    settled(room, "12345", "noted", "an old number")
    settled(room, "3", "found", "in the post")
    settled(room, "4", "lent", "taken in a hurry", to="sales2", due=today + timedelta(days=2))
    settled(room, "5", "lost", "looked in every drawer")
    assert found(room) == [("NJ000006", "unseen")]
    with pytest.raises(stocktakings.NotSettled) as refused:
        stocktakings.end(room.keeper)
    assert refused.value.n == 1
    settled(room, "6", "found")
    assert stocktakings.end(room.keeper) == (2, 0, 0, 7)
    assert [(loan.card_id, loan.borrower_user) for loan in whereabouts.out(room.keeper)] == [(ids[3], "sales2")]
    lost = whereabouts.where(room.keeper, ids[4]).earlier[0]
    assert (lost.state, lost.borrower, lost.purpose) == ("lost", "", "looked in every drawer")
    assert history.acts(room.keeper)[0].act == "end_count"
    reasons = {one.reason for one in history.acts(room.keeper) if one.act == "settle_difference"}
    assert reasons == {
        "left on the desk", "behind the drawer", "an old number", "in the post", "taken in a hurry",
        "looked in every drawer", "looked",
    }  # fmt: skip
    with pytest.raises(NoStocktaking):
        stocktakings.count(room.keeper, ["1"])
    assert list(check_rows.faults()) == []


def test_what_was_lost_inside_is_lent_only_with_a_reason_and_found_again(room: Room) -> None:
    ids = a_count(room)
    settled(room, "1", "lost", "looked in every drawer")
    with pytest.raises(loans.NeedsConfirmation):
        loans.lend(room.keeper, [ids[0]], to="sales", purpose="visit")
    (again,) = stocktakings.count(room.keeper, ["1"])
    assert again.found == "lost"
    settled(room, "1", "turned_up", "under the cupboard")
    assert "NJ000001" not in dict(found(room))
    loans.lend(room.keeper, [ids[0]], to="sales", purpose="visit")


def test_a_card_lent_without_a_slip_that_needs_approval_is_asked_for_first(room: Room) -> None:
    a_count(room)
    loan_rules.set_rule(room.manager, borrower="sales", approver="manager")
    assert settled(room, "1", "lent", "taken", to="sales") is False
    assert ("NJ000001", "unseen") in found(room)
    requests.approve_all(room.manager)
    assert settled(room, "1", "lent", "taken", to="sales") is True
    assert "NJ000001" not in dict(found(room))


def test_a_difference_is_settled_only_as_it_can_be_once_and_with_a_reason(room: Room) -> None:
    a_count(room, out=1)
    stocktakings.count(room.keeper, ["1"])
    one, two = differences.difference(room.keeper, "1"), differences.difference(room.keeper, "2")
    with pytest.raises(differences.WrongWay):
        settle.settle(room.keeper, one, "lost", "gone")
    with pytest.raises(slips.ReasonMissing):
        settle.settle(room.keeper, one, "noted", " ")
    with pytest.raises(loans.BadReturnDay):
        settle.settle(room.keeper, one, "returned", "came", on=date(2020, 1, 1))
    with pytest.raises(loans.BorrowerMissing):
        settle.settle(room.keeper, two, "lent", "taken")
    for difference, way in ((one, "noted"), (two, "found")):
        settle.settle(room.keeper, difference, way, "seen")
        with pytest.raises(NoSuchDifference):
            settle.settle(room.keeper, difference, way, "again")
    with pytest.raises(NoSuchDifference):
        differences.difference(room.keeper, "2")
    assert [loan.state for loan in whereabouts.out(room.keeper)] == ["out"]


def test_a_number_typed_by_mistake_is_taken_off(room: Room) -> None:
    a_count(room)
    (one,) = stocktakings.count(room.keeper, ["1"])
    stocktakings.take_off(room.keeper, one.id)
    assert ("NJ000001", "unseen") in found(room)
    with pytest.raises(NoSuchDifference):
        stocktakings.take_off(room.keeper, one.id)


def test_what_was_counted_and_what_differs_is_read_window_by_window_from_either_end(room: Room) -> None:
    a_count(room, out=2)
    stocktakings.count(room.keeper, ["1", "2", "77"])
    every = differences.differences(room.keeper)
    assert [one.found for one in every] == ["out", "out", "unknown", *["unseen"] * 4]
    for size in (2, 3, 5):
        down, up = [], []
        while page := differences.differences(room.keeper, after=down[-1].key if down else None, limit=size):
            down += page
        while page := differences.differences(room.keeper, before=up[0].key if up else (2, 0), limit=size):
            up[:0] = page
        assert down == up == every
    rows = stocktakings.counted(room.keeper)
    assert stocktakings.counted(room.keeper, after=rows[0].id, limit=1) == rows[1:2]
    assert stocktakings.counted(room.keeper, before=0, limit=2) == rows[1:]
    assert stocktakings.count_counted(room.keeper) == 3


def test_only_a_keeper_counts(room: Room) -> None:
    a_count(room)
    for actor in (room.clerk, room.manager, room.sales):
        for act in (
            lambda who: stocktakings.begin(who),
            lambda who: stocktakings.count(who, ["1"]),
            lambda who: stocktakings.take_off(who, 1),
            lambda who: stocktakings.end(who),
            lambda who: stocktakings.stop(who, "no"),
            lambda who: stocktakings.counted(who),
            lambda who: stocktakings.tally(who),
            lambda who: differences.differences(who),
            lambda who: differences.difference(who, "1"),
        ):
            with pytest.raises(access.NotAllowed):
                act(actor)
