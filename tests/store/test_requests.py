"""Asking for cards, and the manager's answer (L1, L7): who may, who may not, and what becomes of it."""

import threading
from datetime import date, timedelta

import pytest

from store import (
    access,
    cards,
    database,
    find,
    loan_rules,
    loans,
    offices,
    requested,
    requests,
    slips,
    staff,
    whereabouts,
)
from store.access import Role
from store.loan_rules import HEAD_OFFICE, MANAGER
from tests.conftest import Room
from tests.store.builders import a_card


def a_dear_card(room: Room, name: str = "张伟") -> int:
    """A card whose rule wants the manager's approval."""
    loan_rules.set_rule(room.manager, grade="A", approver=MANAGER)
    return a_card(room, name, grade="A", grade_reason="large", salesperson=room.sales.staff_id).id


def state_of(card: int) -> list[str]:
    return [state for (state,) in database.rows("select state from slip_card where card_id = ? order by id", (card,))]


def acts() -> list[str]:
    return [act for (act,) in database.rows("select act from journal_entry order by number")]


def test_a_request_is_approved_and_handed_over_on_its_own_slip(room: Room) -> None:
    card = a_dear_card(room)
    slip = requests.ask(room.sales, [card], purpose="visit")
    assert ([row.id for row in slip.asked], slip.cards, state_of(card)) == ([card], (), ["requested"])
    (approved,) = requests.approve(room.manager, requests.lines_of(room.manager, slip.number))
    assert (approved.state, approved.decided_by) == ("approved", "Wu Gang")
    with pytest.raises(access.NotYourCard):
        cards.show(room.sales2, card)
    given = loans.lend(room.keeper, [card], to="sales", purpose="visit")
    assert (given.number, [row.id for row in given.cards], state_of(card)) == (slip.number, [card], ["out"])
    assert cards.show(room.sales, card).confidential


def test_asking_alone_opens_nothing(room: Room) -> None:
    card = a_dear_card(room)
    slip = requests.ask(room.sales, [card], purpose="visit")
    assert not cards.show(room.sales, card).confidential
    requests.approve(room.manager, requests.lines_of(room.manager, slip.number))
    assert not cards.show(room.sales, card).confidential


def test_what_no_rule_wants_approved_is_ready_at_once(room: Room) -> None:
    card = a_card(room, salesperson=room.sales.staff_id).id
    slip = requests.ask(room.sales, [card], purpose="visit")
    assert ([row.id for row in slip.cards], slip.asked, state_of(card)) == ([card], (), ["approved"])
    loans.lend(room.keeper, [card], to="sales", purpose="visit")
    assert state_of(card) == ["out"]


def test_a_keepers_lending_of_a_card_that_needs_approval_asks_for_it(room: Room) -> None:
    dear, plain = a_dear_card(room), a_card(room, "李娜").id
    slip = loans.lend(room.keeper, [plain, dear], to="sales", purpose="visit")
    assert ([row.id for row in slip.cards], [row.id for row in slip.asked]) == ([plain], [dear])
    assert (state_of(plain), state_of(dear)) == (["out"], ["requested"])
    with pytest.raises(slips.AskedAlready):
        loans.lend(room.keeper, [dear], to="sales", purpose="visit")
    loans.take_lending_back(room.keeper, slip)
    assert (state_of(plain), state_of(dear)) == (["cancelled"], ["cancelled"])


def test_nobody_approves_their_own_request_whatever_their_roles(room: Room) -> None:
    card = a_dear_card(room)
    staff.set_roles(room.manager, "first", [*Role])
    for asked in (
        requests.ask(room.first, [card], to="sales", purpose="visit"),
        requests.ask(room.clerk, [card], to="first", purpose="visit"),
        loans.lend(room.first, [a_dear_card(room, "李娜")], to="sales2", purpose="visit"),
    ):
        with pytest.raises(requests.OwnRequest):
            requests.approve(room.first, requests.lines_of(room.first, asked.number))
        assert requests.approve_all(room.first)[0] == []
        assert requested.count_to_approve(room.first) == 0
    assert len(requests.approve_all(room.manager)[0]) == 3


def test_an_office_of_one_may_be_let_off_and_the_journal_says_so(room: Room) -> None:
    card = a_dear_card(room)
    asked = requests.ask(room.first, [card], to="sales", purpose="visit")
    lines = requests.lines_of(room.first, asked.number)
    loan_rules.allow_own_requests(room.first, True)
    with pytest.raises(requests.OwnRequest):
        requests.approve(room.first, lines)  # there is another manager
    staff.set_roles(room.first, "manager", [Role.CLERK])
    requests.approve(room.first, lines)
    assert (state_of(card), acts()[-1]) == (["approved"], "approve_own")


def test_only_a_manager_answers_and_a_refusal_has_a_reason(room: Room) -> None:
    card = a_dear_card(room)
    asked = requests.ask(room.sales, [card], purpose="visit")
    lines = requests.lines_of(room.manager, asked.number)
    for actor in (room.keeper, room.clerk, room.sales):
        for answer in (lambda who: requests.approve(who, lines), lambda who: requests.refuse(who, lines, "no")):
            with pytest.raises(access.NotAllowed):
                answer(actor)
    with pytest.raises(slips.ReasonMissing):
        requests.refuse(room.manager, lines, " ")
    (refused,) = requests.refuse(room.manager, lines, "not this month")
    assert (refused.state, refused.reason, state_of(card)) == ("refused", "not this month", ["refused"])
    (shown,) = requested.listed(room.sales)
    assert (shown.state, shown.reason) == ("refused", "not this month")
    with pytest.raises(slips.MovedMeanwhile):
        requests.approve(room.manager, lines)


def test_of_two_managers_who_answer_at_once_one_is_told(room: Room) -> None:
    card = a_dear_card(room)
    lines = requests.lines_of(room.manager, requests.ask(room.sales, [card], purpose="visit").number)
    barrier, outcomes = threading.Barrier(2), []

    def answer(actor: access.Actor, refuses: bool) -> None:
        database.connect_thread()
        barrier.wait()
        try:
            answered = requests.refuse(actor, lines, "no") if refuses else requests.approve(actor, lines)
            outcomes.append(answered[0].state)
        except slips.MovedMeanwhile:
            outcomes.append("late")
        finally:
            database.disconnect()

    threads = [threading.Thread(target=answer, args=(who, who is room.first)) for who in (room.first, room.manager)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["approved", "late"], ["late", "refused"])
    assert state_of(card)[0] in outcomes


def test_a_salesperson_asks_for_themselves_and_a_clerk_for_them(room: Room) -> None:
    card = a_dear_card(room)
    with pytest.raises(slips.NotForOthers):
        requests.ask(room.sales, [card], to="sales2", purpose="visit")
    with pytest.raises(slips.BorrowerMissing):
        requests.ask(room.clerk, [card], purpose="visit")
    with pytest.raises(access.NotAllowed):
        requests.ask(room.manager, [card], to="sales", purpose="visit")
    (asked,) = requested.of_lines(room.clerk, requests.ask(room.clerk, [card], to="sales", purpose="visit").lines)
    assert (asked.borrower_user, asked.asked_by_user) == ("sales", "clerk")
    with pytest.raises(slips.AskedAlready):
        requests.ask(room.sales, [card], purpose="again")


def test_outside_their_own_cards_a_salesperson_needs_the_manager_and_learns_nothing(room: Room) -> None:
    card = a_card(room, "李娜", salesperson=room.sales2.staff_id)
    assert requests.on_file(room.sales, card.card_no) == card.id
    slip = requests.ask(room.sales, [card.id], purpose="visit")
    assert (slip.cards, slip.asked, state_of(card.id)) == ((), (), ["requested"])
    (seen,) = requested.listed(room.sales)
    assert (seen.card_no, seen.name, seen.grade, seen.own) == (card.card_no, None, None, True)
    (seen,) = requested.listed(room.manager, waiting=True)
    assert (seen.name, seen.own) == ("李娜", False)


def test_a_look_up_that_is_approved_opens_the_card_without_taking_it_out(room: Room) -> None:
    card = a_card(room, "李娜", phone="13010000007")
    slip = requests.ask(room.sales, [card.id], purpose="a call", kind="look_up")
    requests.approve(room.manager, requests.lines_of(room.manager, slip.number))
    assert cards.show(room.sales, card.id).confidential
    assert find.find(room.sales, "13010000007").ids == (card.id,)
    assert whereabouts.out(room.keeper) == []
    loans.lend(room.keeper, [card.id], to="sales2", purpose="visit")
    assert [loan.borrower for loan in whereabouts.out(room.keeper)] == ["Sun Yan"]
    with database.writing():
        database.execute("update slip_card set due = '2020-01-01' where not holds")
    with pytest.raises(access.NotYourCard):
        cards.show(room.sales, card.id)


def test_head_office_approves_what_is_kept_for_it(room: Room) -> None:
    loan_rules.set_rule(room.manager, grade="A", approver=HEAD_OFFICE)
    card = a_card(room, grade="A", grade_reason="large", salesperson=room.sales.staff_id).id
    lines = requests.lines_of(room.manager, requests.ask(room.sales, [card], purpose="visit").number)
    with database.writing():
        database.execute("update branch set head_office = ?", (False,))
    with pytest.raises(requests.NeedsHeadOffice):
        requests.approve(room.manager, lines)
    assert (requests.approve_all(room.manager)[0], requested.count_to_approve(room.manager)) == ([], 0)
    with database.writing():
        database.execute("update branch set head_office = ?", (True,))
    assert requested.count_to_approve(room.manager) == 1
    assert requests.approve(room.manager, lines)[0].state == "approved"


def test_a_request_is_withdrawn_by_who_asked_or_by_the_keeper(room: Room) -> None:
    first, second = a_dear_card(room), a_dear_card(room, "李娜")
    asked = requests.ask(room.sales, [first], purpose="visit")
    with pytest.raises(requests.NotYourRequest):
        requests.withdraw(room.sales2, asked.number)
    requests.withdraw(room.sales, asked.number)
    other = requests.ask(room.clerk, [second], to="sales", purpose="visit")
    requests.approve(room.manager, other.lines)
    requests.withdraw(room.keeper, other.number)
    assert (state_of(first), state_of(second)) == (["cancelled"], ["cancelled"])
    with pytest.raises(requests.NothingWaits):
        requests.withdraw(room.keeper, other.number)


def test_an_undone_handing_over_is_approved_again(room: Room) -> None:
    card = a_dear_card(room)
    slip = requests.ask(room.sales, [card], purpose="visit")
    requests.approve(room.manager, slip.lines)
    given = loans.lend(room.keeper, [card], to="sales", purpose="visit")
    loans.take_lending_back(room.keeper, given)
    assert state_of(card) == ["approved"]
    assert loans.lend(room.keeper, [card], to="sales", purpose="visit").number == slip.number


def test_what_was_approved_for_longer_than_the_rule_says_needs_no_other_reason(room: Room) -> None:
    card = a_dear_card(room)
    loan_rules.set_rule(room.manager, days=3)
    due: date = offices.today(room.sales) + timedelta(days=9)
    slip = requests.ask(room.sales, [card], purpose="fair", due=due)
    requests.approve(room.manager, slip.lines)
    assert loans.lend(room.keeper, [card], to="sales", purpose="fair", due=due).due == due


def test_requests_are_read_window_by_window_from_either_end(room: Room) -> None:
    for name in ("张伟", "李娜", "王芳", "赵武"):
        requests.ask(room.sales, [a_dear_card(room, name)], purpose="visit")
    every = requested.listed(room.manager)
    assert requested.listed(room.manager, after=every[0].id, limit=2) == every[1:3]
    assert requested.listed(room.manager, before=every[3].id, limit=2) == every[1:3]
    assert (requested.count(room.manager), requested.count_to_approve(room.manager)) == (4, 4)
    assert requested.count(room.sales2) == 0


def test_a_look_up_of_one_s_own_customer_is_approved_too_and_opens_the_card(room: Room) -> None:
    card = a_card(room, "李娜", salesperson=room.sales.staff_id)
    assert not cards.show(room.sales, card.id).confidential
    slip = requests.ask(room.sales, [card.id], purpose="a call", kind="look_up")
    assert [row.id for row in slip.asked] == [card.id]
    requests.approve(room.manager, requests.lines_of(room.manager, slip.number))
    assert cards.show(room.sales, card.id).confidential
