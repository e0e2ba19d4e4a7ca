"""Leave and resignation: everything goes to the successor in one step, and nobody leaves with cards out (L6)."""

import threading
from datetime import timedelta

import pytest

from store import (
    access,
    cards,
    database,
    find,
    handovers,
    journal,
    loan_rules,
    loans,
    offices,
    requested,
    requests,
    reservations,
    search,
    slips,
    staff,
    whereabouts,
)
from store.access import Role
from store.acts import check_rows, handover
from store.loan_check import NeedsConfirmation
from tests.conftest import PASSWORD, Room
from tests.store.builders import a_card

WEEK = timedelta(days=7)


def a_leave(room: Room):
    today = offices.today(room.manager)
    return today, today + WEEK


def out_to(room: Room) -> dict[int, str]:
    return {loan.card_id: loan.borrower_user for loan in whereabouts.out(room.keeper)}


def a_full_hand(room: Room, user: str = "sales") -> tuple[int, int, int, int]:
    """One card of each kind in somebody's charge: out, looked after, asked for, waited for."""
    held, own, asked, waited = (a_card(room, name).id for name in ("张伟", "李娜", "王芳", "赵武"))
    member = getattr(room, user)
    changed = cards.show(room.clerk, own)
    edit = cards.Edit({"salesperson": member.staff_id}, {"salesperson": None})
    cards.save(room.clerk, own, changed.version, edit, despite_doubles=True)
    loans.lend(room.keeper, [held], to=user, purpose="visit")
    requests.ask(member, [asked], purpose="fair")
    staff.add(room.manager, "third", "He Ping", [Role.SALESPERSON], PASSWORD)
    loans.lend(room.keeper, [waited], to="third", purpose="visit")
    reservations.reserve(room.keeper, [waited], to=user, purpose="next")
    return held, own, asked, waited


def test_everything_goes_to_the_successor_in_one_step_and_one_entry(room: Room) -> None:
    held, own, asked, waited = a_full_hand(room)
    before, _ = journal.head(room.first.branch_id)
    assert handover.plan(room.manager, "sales", "sales2").counts == {
        "loan": 1, "request": 1, "reservation": 1, "customer": 1,
    }  # fmt: skip
    done = handover.hand_over(room.manager, "sales", "sales2", leave=a_leave(room))
    assert journal.head(room.first.branch_id)[0] == before + 1
    assert (done.kind, done.leaver_user, done.successor_user, done.counts) == (
        "leave", "sales", "sales2", {"loan": 1, "request": 1, "reservation": 1, "customer": 1},
    )  # fmt: skip
    assert out_to(room)[held] == "sales2"
    assert cards.show(room.clerk, own).values["salesperson"] == room.sales2.staff_id
    assert [(one.card_id, one.borrower_user, one.state) for one in requested.listed(room.manager)] == [
        (asked, "sales2", "requested")
    ]
    assert [one.borrower_user for one in reservations.queue(waited)] == ["sales2"]
    assert handover.plan(room.manager, "sales").counts == dict.fromkeys(handovers.ITEMS, 0)
    listed = handovers.items(room.manager, done)
    assert [(one.kind, one.card_id) for one in listed] == [
        ("loan", held), ("request", asked), ("reservation", waited), ("customer", own),
    ]  # fmt: skip
    assert list(check_rows.faults()) == []


def test_the_grant_and_the_search_go_along(room: Room) -> None:
    held, own, *_ = a_full_hand(room)
    handover.hand_over(room.manager, "sales", "sales2", leave=a_leave(room))
    with pytest.raises(access.NotYourCard):
        cards.show(room.sales, held)
    assert cards.show(room.sales2, held).confidential
    assert find.find(room.sales2, "李娜").ids == (own,)
    assert find.find(room.sales, "李娜").ids == ()


def indexed(branch: int) -> set[tuple[object, ...]]:
    """Every word of the branch's search index, each with its card."""
    if database.engine() == "postgresql":
        return set(database.rows("select unnest(tokens), card_id from card_words where branch_id = ?", (branch,)))
    database.execute(f"create virtual table temp.words using fts5vocab(main, card_words_{branch}, instance)")
    words = set(database.rows("select term, doc from temp.words"))
    database.execute("drop table temp.words")
    return words


def test_the_index_follows_a_handover_as_if_it_were_made_anew(room: Room) -> None:
    branch = room.first.branch_id
    mine = [a_card(room, name, salesperson=room.sales.staff_id, city="南京") for name in ("张伟", "李娜", "Émile Zola")]
    a_card(room, "王芳", salesperson=room.sales2.staff_id)
    handover.hand_over(room.manager, "sales", "sales2", leave=a_leave(room))
    cards.archive(room.clerk, mine[1].id, "gone")
    handover.hand_back(room.manager, "sales")
    kept = indexed(branch)
    with database.writing():
        search.rebuild(branch)
    assert kept == indexed(branch)


def test_a_leave_comes_back_by_a_key_and_not_by_itself(room: Room) -> None:
    held, own, _asked, waited = a_full_hand(room)
    handover.hand_over(room.manager, "sales", "sales2", leave=a_leave(room))
    theirs = a_card(room, "钱学").id
    loans.lend(room.keeper, [theirs], to="sales2", purpose="their own")
    (leave,) = handovers.leaves(room.manager).values()
    assert (leave.successor, leave.over) == ("Sun Yan", False)
    with database.writing():
        database.execute("update handover set since = '2026-01-01', until = '2026-01-05'")
    assert handovers.leaves(room.manager)[room.sales.staff_id].over
    assert out_to(room)[held] == "sales2"
    back = handover.hand_back(room.manager, "sales")
    assert back.back_on == offices.today(room.manager)
    assert (out_to(room)[held], out_to(room)[theirs]) == ("sales", "sales2")
    assert cards.show(room.clerk, own).values["salesperson"] == room.sales.staff_id
    assert [one.borrower_user for one in requested.listed(room.manager)] == ["sales"]
    assert [one.borrower_user for one in reservations.queue(waited)] == ["sales"]
    assert handovers.leaves(room.manager) == {}
    with pytest.raises(handovers.NotOnLeave):
        handover.hand_back(room.manager, "sales")
    assert list(check_rows.faults()) == []


def test_what_went_elsewhere_meanwhile_stays_there(room: Room) -> None:
    held, own, _asked, waited = a_full_hand(room)
    handover.hand_over(room.manager, "sales", "sales2", leave=a_leave(room))
    loans.give_back(room.keeper, [held, waited])
    loans.lend(room.keeper, [held], to="third", purpose="visit")
    loans.lend(room.keeper, [waited], to="sales2", purpose="visit")
    record = cards.show(room.clerk, own)
    edit = cards.Edit({"salesperson": None}, {"salesperson": room.sales2.staff_id})
    cards.save(room.clerk, own, record.version, edit, despite_doubles=True)
    requests.withdraw(room.keeper, requested.listed(room.manager)[0].slip)
    handover.hand_back(room.manager, "sales")
    assert out_to(room) == {held: "third", waited: "sales2"}
    assert cards.show(room.clerk, own).values["salesperson"] is None


def test_of_two_leaves_one_upon_the_other_each_gets_back_their_own(room: Room) -> None:
    for order in (("sales", "sales2"), ("sales2", "sales")):
        firsts, seconds = a_card(room, "张伟", salesperson=room.sales.staff_id).id, a_card(room, "李娜").id
        loans.lend(room.keeper, [seconds], to="sales2", purpose="visit")
        if order[0] == "sales":
            staff.add(room.manager, "third", "He Ping", [Role.SALESPERSON], PASSWORD)
        handover.hand_over(room.manager, "sales", "sales2", leave=a_leave(room))
        with pytest.raises(handover.SuccessorOnLeave):
            handover.hand_over(room.manager, "sales2", "sales", leave=a_leave(room))
        handover.hand_over(room.manager, "sales2", "third", leave=a_leave(room))
        assert out_to(room)[seconds] == "third"
        for user in order:
            handover.hand_back(room.manager, user)
        assert out_to(room)[seconds] == "sales2"
        assert cards.show(room.clerk, firsts).values["salesperson"] == room.sales.staff_id
        loans.give_back(room.keeper, [seconds])


def test_who_resigns_signs_in_no_longer_and_has_nothing(room: Room) -> None:
    _held, _own, _asked, _waited = a_full_hand(room)
    done = handover.hand_over(room.manager, "sales", "sales2")
    assert (done.kind, done.until) == ("resignation", None)
    with pytest.raises(staff.WrongPassword):
        staff.sign_in("sales", PASSWORD)
    with pytest.raises(access.NoLongerStaff):
        access.actor_of(room.sales.staff_id)
    with pytest.raises(slips.NotABorrower):
        loans.lend(room.keeper, [a_card(room, "钱学").id], to="sales", purpose="visit")
    assert [person.left for person in staff.people(room.manager) if person.user == "sales"] == [True]


def test_nobody_is_deactivated_with_cards_out_or_customers_to_look_after(room: Room) -> None:
    held, _own, *_ = a_full_hand(room)
    with pytest.raises(staff.CardsOut) as refused:
        staff.deactivate(room.manager, "sales")
    assert (refused.value.name, refused.value.n) == ("Zhou Min", 1)
    with pytest.raises(handover.SuccessorMissing):
        handover.hand_over(room.manager, "sales")
    loans.give_back(room.keeper, [held])
    with pytest.raises(staff.StillInCharge):
        staff.deactivate(room.manager, "sales")
    assert access.actor_of(room.sales.staff_id).user == "sales"


def test_who_has_nothing_leaves_without_a_successor(room: Room) -> None:
    done = handover.hand_over(room.manager, "clerk")
    assert (done.successor, sum(done.counts.values())) == (None, 0)
    with pytest.raises(handover.NothingToHandOver):
        handover.hand_over(room.manager, "sales", leave=a_leave(room))
    with pytest.raises(staff.NoSuchStaff):
        handover.hand_over(room.manager, "clerk")


def test_the_last_manager_stays_and_nobody_notes_their_own_leaving(room: Room) -> None:
    with pytest.raises(staff.BadStaff):
        handover.hand_over(room.manager, "manager")
    handover.hand_over(room.manager, "first")
    staff.set_roles(room.manager, "keeper", [Role.KEEPER, Role.MANAGER])
    handover.hand_over(access.actor_of(room.keeper.staff_id), "manager")
    staff.add(access.actor_of(room.keeper.staff_id), "new", "New One", [Role.CLERK], PASSWORD)
    assert {person.user for person in staff.people(room.keeper) if person.left} == {"first", "manager"}


def test_what_the_rules_forbid_the_successor_needs_a_reason(room: Room) -> None:
    held = a_card(room, grade="A", grade_reason="large").id
    loans.lend(room.keeper, [held], to="sales", purpose="visit")
    loan_rules.set_rule(room.first, borrower="sales2", most=1, approver="manager")
    loans.lend(room.keeper, [a_card(room, "李娜").id], to="sales", purpose="visit")
    with pytest.raises(NeedsConfirmation) as doubt:
        handover.hand_over(room.manager, "sales", "sales2")
    assert doubt.value.codes == ("approval",)
    assert set(out_to(room).values()) == {"sales"}
    handover.hand_over(room.manager, "sales", "sales2", confirmed="nobody else knows them")
    assert set(out_to(room).values()) == {"sales2"}
    decided = database.rows("select distinct decided_by_id, approver from slip_card where state = 'out'")
    assert decided == [(room.manager.staff_id, "manager")]
    kept = database.rows("select count(*) from journal_value where new = 'nobody else knows them'")
    assert kept == [(2,)]


def test_nobody_approves_what_they_lent_or_get_themselves(room: Room) -> None:
    held = a_card(room).id
    staff.set_roles(room.manager, "first", [*Role])
    loans.lend(room.first, [held], to="sales", purpose="visit")
    loan_rules.set_rule(room.manager, borrower="sales2", approver="manager")
    with pytest.raises(requests.OwnRequest):
        handover.hand_over(room.first, "sales", "sales2", confirmed="mine")
    loan_rules.set_rule(room.manager, borrower="first", approver="head_office")
    with pytest.raises(requests.OwnRequest):
        handover.hand_over(room.first, "sales", "first", confirmed="mine")
    assert out_to(room) == {held: "sales"}
    handover.hand_over(room.manager, "sales", "sales2", confirmed="seen")
    assert out_to(room) == {held: "sales2"}


def test_where_both_waited_or_asked_one_place_stays(room: Room) -> None:
    waited, asked, held = a_card(room).id, a_card(room, "李娜").id, a_card(room, "王芳").id
    staff.add(room.manager, "third", "He Ping", [Role.SALESPERSON], PASSWORD)
    loans.lend(room.keeper, [waited], to="third", purpose="visit")
    loans.lend(room.keeper, [held], to="sales", purpose="visit")
    for user in ("sales", "sales2"):
        reservations.reserve(room.keeper, [waited], to=user)
        requests.ask(room.clerk, [asked], to=user, purpose="visit")
    reservations.reserve(room.keeper, [held], to="sales2")
    handover.hand_over(room.manager, "sales", "sales2", leave=a_leave(room))
    assert [(one.borrower_user, one.place) for one in reservations.queue(waited)] == [("sales2", 1)]
    assert [one.borrower_user for one in requested.listed(room.manager)] == ["sales2"]
    assert (reservations.queue(held), out_to(room)[held]) == ([], "sales2")


@pytest.mark.parametrize(
    ("since", "until"), [(0, -1), (-9, -2), (8, 9)], ids=["ends before it begins", "is over", "is far away"]
)
def test_a_leave_has_days_that_can_be(room: Room, since: int, until: int) -> None:
    today = offices.today(room.manager)
    days = (today + timedelta(days=since), today + timedelta(days=until))
    with pytest.raises(handover.BadLeave):
        handover.hand_over(room.manager, "sales", "sales2", leave=days)


def test_only_a_manager_hands_over_and_only_to_a_salesperson(room: Room) -> None:
    a_full_hand(room)
    for actor in (room.keeper, room.clerk, room.sales):
        with pytest.raises(access.NotAllowed):
            handover.hand_over(actor, "sales", "sales2")
        with pytest.raises(access.NotAllowed):
            handover.hand_back(actor, "sales")
        with pytest.raises(access.NotAllowed):
            staff.deactivate(actor, "sales")
    with pytest.raises(slips.NotABorrower):
        handover.hand_over(room.manager, "sales", "clerk")
    with pytest.raises(handover.SuccessorIsThemselves):
        handover.hand_over(room.manager, "sales", "sales")


def test_nothing_is_lent_to_somebody_who_leaves_just_then(room: Room) -> None:
    card = a_card(room).id
    barrier, outcomes = threading.Barrier(2), []

    def act(deed) -> None:
        database.connect_thread()
        barrier.wait()
        try:
            deed()
            outcomes.append("done")
        except (slips.NotABorrower, handover.SuccessorMissing, staff.CardsOut, access.NoLongerStaff):
            outcomes.append("refused")
        finally:
            database.disconnect()

    deeds = (
        lambda: loans.lend(room.keeper, [card], to="sales", purpose="visit"),
        lambda: handover.hand_over(room.manager, "sales"),
    )
    threads = [threading.Thread(target=act, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
