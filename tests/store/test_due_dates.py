"""Renewal, recall, reservation, loss, a return dated back, chasing (L1, L3, L4)."""

from datetime import timedelta

import pytest

from store import (
    access,
    cards,
    database,
    due_dates,
    history,
    loan_rules,
    loans,
    offices,
    reservations,
    slips,
    whereabouts,
)
from tests.conftest import Room
from tests.store.builders import a_card

DAY = timedelta(days=1)


def lent(room: Room, to: str = "sales", name: str = "张伟") -> int:
    card = a_card(room, name).id
    loans.lend(room.keeper, [card], to=to, purpose="visit")
    return card


def make_late(days: int = 2) -> None:
    with database.writing():
        database.execute("update slip_card set due = ?", (database.today("Asia/Shanghai") - days * DAY,))


def test_a_renewal_opens_the_grant_again_and_is_capped(room: Room) -> None:
    card, today = lent(room), offices.today(room.keeper)
    loan_rules.set_rule(room.manager, renewals=1, days=5)
    make_late()
    with pytest.raises(access.NotYourCard):
        cards.show(room.sales, card)
    (renewed,) = due_dates.renew(room.keeper, [card])
    assert (renewed.due, renewed.renewals) == (today + 5 * DAY, 1)
    assert cards.show(room.sales, card).confidential
    with pytest.raises(due_dates.RenewedEnough):
        due_dates.renew(room.keeper, [card])
    with pytest.raises(access.NotAllowed):
        due_dates.renew(room.sales, [card])


def test_a_renewal_never_brings_the_due_date_forward(room: Room) -> None:
    card = a_card(room).id
    far = offices.today(room.keeper) + 30 * DAY
    loans.lend(room.keeper, [card], to="sales", purpose="visit", due=far)
    assert due_dates.renew(room.keeper, [card])[0].due == far


def test_nothing_is_renewed_while_somebody_waits(room: Room) -> None:
    card = lent(room)
    reservations.reserve(room.keeper, [card], to="sales2")
    with pytest.raises(due_dates.SomebodyWaits):
        due_dates.renew(room.keeper, [card])
    reservations.give_up(room.keeper, [card], to="sales2")
    assert due_dates.renew(room.keeper, [card])[0].renewals == 1


def test_a_recall_brings_the_due_date_forward_once_and_stops_renewal(room: Room) -> None:
    card, today = lent(room), offices.today(room.keeper)
    with pytest.raises(due_dates.DueSooner):
        due_dates.recall(room.keeper, [card], today + 9 * DAY)
    (recalled,) = due_dates.recall(room.keeper, [card])
    assert (recalled.due, recalled.recalled) == (today + DAY, True)
    with pytest.raises(due_dates.Recalled):
        due_dates.renew(room.keeper, [card])
    with pytest.raises(slips.BadDueDate):
        due_dates.recall(room.keeper, [card], today - DAY)


def test_a_returned_card_says_who_has_reserved_it_and_goes_to_nobody_else_without_a_reason(room: Room) -> None:
    card = lent(room)
    reservations.reserve(room.clerk, [card], to="sales2", purpose="next week")
    (ended,) = loans.give_back(room.keeper, [card])
    assert (ended.next, ended.next_user) == ("Sun Yan", "sales2")
    with pytest.raises(loans.NeedsConfirmation) as refused:
        loans.lend(room.keeper, [card], to="sales", purpose="visit")
    assert refused.value.codes == ("reserved",)
    slip = loans.lend(room.keeper, [card], to="sales2", purpose="visit")
    assert reservations.queue(card) == []
    loans.take_lending_back(room.keeper, slip)
    assert [one.borrower for one in reservations.queue(card)] == ["Sun Yan"]


def test_the_queue_serves_who_came_first_and_nobody_stands_in_it_twice(room: Room) -> None:
    card = lent(room, to="Sun Yan")
    with database.writing():
        database.execute("update staff set salesperson = ? where \"user\" = 'clerk'", (True,))
    first = reservations.reserve(room.clerk, [card], to="sales")
    second = reservations.reserve(room.clerk, [card], to="clerk")
    assert [(one.borrower_user, one.place) for one in [*first, *second]] == [("sales", 1), ("clerk", 2)]
    for user in ("sales", "sales2"):
        with pytest.raises(reservations.HeldAlready):
            reservations.reserve(room.keeper, [card], to=user)
    assert whereabouts.where(room.keeper, card).queue == ("Zhou Min", "Li Na")
    assert [one.borrower_user for one in reservations.waiting(room.manager)] == ["sales", "clerk"]


def test_a_card_in_the_drawer_is_not_reserved_and_a_salesperson_waits_for_their_own(room: Room) -> None:
    inside = a_card(room, salesperson=room.sales2.staff_id).id
    with pytest.raises(reservations.InTheDrawer):
        reservations.reserve(room.sales2, [inside])
    loans.lend(room.keeper, [inside], to="sales", purpose="visit")
    assert reservations.reserve(room.sales2, [inside])[0].place == 1
    assert [one.card_id for one in reservations.waiting(room.sales2)] == [inside]
    with pytest.raises(slips.NotForOthers):
        reservations.give_up(room.sales2, [inside], to="sales")


def test_a_card_is_lost_after_a_search_and_the_grant_ends(room: Room) -> None:
    card = lent(room)
    with pytest.raises(loans.SearchFirst):
        loans.lose(room.keeper, [card], " ")
    (gone,) = loans.lose(room.keeper, [card], "drawer, car")
    assert gone.borrower == "Zhou Min"
    with pytest.raises(access.NotYourCard):
        cards.show(room.sales, card)
    with pytest.raises(loans.NeedsConfirmation) as refused:
        loans.lend(room.keeper, [card], to="sales2", purpose="visit")
    assert refused.value.codes == ("lost",)
    assert whereabouts.where(room.keeper, card).earlier[0].state == "lost"


def test_a_lost_card_is_found_or_its_loss_undone(room: Room) -> None:
    card = lent(room)
    gone = loans.lose(room.keeper, [card], "drawer")
    loans.take_return_back(room.keeper, gone)
    assert whereabouts.where(room.keeper, card).loan is not None
    loans.lose(room.keeper, [card], "drawer")
    loans.find_lost(room.keeper, [card])
    with pytest.raises(loans.NotLost):
        loans.find_lost(room.keeper, [card])
    assert loans.lend(room.keeper, [card], to="sales2", purpose="visit").borrower == "Sun Yan"


def test_a_return_may_be_dated_back_but_not_before_the_loan(room: Room) -> None:
    card, today = lent(room), offices.today(room.keeper)
    with database.writing():
        database.execute("update slip_card set out_at = ?", (database.now() - 5 * DAY,))
    for wrong in (today - 9 * DAY, today + DAY):
        with pytest.raises(loans.BadReturnDay):
            loans.give_back(room.keeper, [card], on=wrong)
    loans.give_back(room.keeper, [card], on=today - 2 * DAY, results={card: "bought"})
    (past,) = whereabouts.where(room.keeper, card).earlier
    assert (past.returned_on, past.result) == (today - 2 * DAY, "bought")


def test_what_a_visit_brought_is_told_only_to_those_who_read_the_card(room: Room) -> None:
    card = a_card(room, salesperson=room.sales2.staff_id).id
    loans.lend(room.keeper, [card], to="sales", purpose="visit")
    loans.give_back(room.keeper, [card], results={card: "bought"})

    def told(actor: access.Actor) -> set[str | None]:
        return {change.field for entry in history.of_card(actor, card) for change in entry.changes}

    assert "result" in told(room.clerk)
    assert "result" not in told(room.sales2)
    assert "state" in told(room.sales2)


def test_overdue_is_chased_by_borrower_with_counts_until_the_return(room: Room) -> None:
    first, _, other = lent(room), lent(room, name="李娜"), lent(room, "sales2", "王芳")
    make_late(3)
    due_dates.renew(room.keeper, [other])
    (debtor,) = due_dates.debtors(room.manager)
    assert (debtor.borrower_user, len(debtor.cards), debtor.overdue, debtor.reminders) == ("sales", 2, 3, 0)
    (reminded,) = due_dates.remind(room.keeper, ["sales"])
    assert (reminded.reminders, reminded.reminded_on) == (1, offices.today(room.keeper))
    with pytest.raises(due_dates.NothingOverdue):
        due_dates.remind(room.keeper, ["sales2"])
    loans.give_back(room.keeper, [first])
    (debtor,) = due_dates.debtors(room.keeper)
    assert (len(debtor.cards), debtor.reminders) == (1, 1)
    assert due_dates.debtors(room.sales) == []


def test_the_borrower_confirms_to_have_read_the_card(room: Room) -> None:
    card = lent(room)
    assert [loan.read for loan in whereabouts.out(room.keeper)] == [False]
    loans.confirm_read(room.sales, card)
    loans.confirm_read(room.sales, card)
    assert [loan.read for loan in whereabouts.out(room.keeper)] == [True]
    assert database.rows("select count(*) from journal_entry where act = 'read_card'") == [(1,)]
    with pytest.raises(loans.NotYours):
        loans.confirm_read(room.keeper, card)
