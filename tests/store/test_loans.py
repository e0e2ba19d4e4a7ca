"""Lending: L1, L2, L4, and the grant that a loan is."""

import threading
from datetime import date, timedelta

import psycopg
import pytest

from store import access, cards, database, loans, offices, slips, staff, whereabouts
from store.access import Role
from tests.conftest import Room, open_furnished
from tests.store.builders import a_card


def test_a_slip_holds_its_cards_in_the_order_given(room: Room) -> None:
    ids = [a_card(room, name).id for name in ("张伟", "李娜", "王芳")]
    slip = loans.lend(room.keeper, ids[::-1], to="sales", purpose="visit")
    assert (slip.number, slip.borrower, [row.id for row in slip.cards]) == (1, "Zhou Min", ids[::-1])
    assert {row.out_to for row in slip.cards} == {"Zhou Min"}


def test_a_card_is_out_to_one_person_at_a_time(room: Room) -> None:
    card, free = a_card(room), a_card(room, "李娜")
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    with pytest.raises(loans.AlreadyOut) as refused:
        loans.lend(room.keeper, [free.id, card.id], to="sales2", purpose="visit")
    assert (refused.value.card_no, refused.value.borrower) == (card.card_no, "Zhou Min")
    assert whereabouts.where(room.keeper, free.id).loan is None


def test_of_two_keepers_who_lend_a_card_at_once_one_is_told(room: Room) -> None:
    card = a_card(room)
    barrier, outcomes = threading.Barrier(2), []

    def lend(to: str) -> None:
        database.connect_thread()
        barrier.wait()
        try:
            outcomes.append(loans.lend(room.keeper, [card.id], to=to, purpose="visit").borrower)
        except loans.AlreadyOut as refused:
            outcomes.append(type(refused).__name__)
        finally:
            database.disconnect()

    threads = [threading.Thread(target=lend, args=(to,)) for to in ("sales", "sales2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "AlreadyOut" in outcomes
    assert len(whereabouts.out(room.keeper)) == 1


def test_whoever_was_slower_is_told_who_had_a_card_that_is_back_by_then(room: Room) -> None:
    card, today = a_card(room), offices.today(room.keeper)
    for to in ("sales2", "sales"):
        slip = loans.lend(room.keeper, [card.id], to=to, purpose="visit")
        loans.give_back(room.keeper, [card.id])
    refused = slips.out_already(card.id, today)
    assert isinstance(refused, slips.AlreadyOut)
    assert (refused.card_no, refused.borrower, refused.due) == (card.card_no, "Zhou Min", slip.due)


def test_the_index_itself_keeps_a_card_from_being_out_twice(room: Room) -> None:
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    copied = "branch_id, slip_id, card_id, borrower_id, holds, state, due, out_at"
    with pytest.raises(Exception, match=r"(?i)unique"), database.writing():
        database.execute(f"insert into slip_card ({copied}) select {copied} from slip_card")


def test_a_loan_opens_the_card_to_its_borrower_until_it_is_returned(room: Room) -> None:
    card = a_card(room, address="中山路")
    with pytest.raises(access.NotYourCard):
        cards.show(room.sales, card.id)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    assert cards.show(room.sales, card.id).values["address"] == "中山路"
    loans.give_back(room.keeper, [card.id])
    with pytest.raises(access.NotYourCard):
        cards.show(room.sales, card.id)


def test_a_grant_ends_with_its_due_date(room: Room) -> None:
    card = a_card(room, address="中山路")
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    _set_due(room, -1)
    with pytest.raises(access.NotYourCard):
        cards.show(room.sales, card.id)


def _set_due(room: Room, days: int) -> None:
    due = offices.today(room.keeper) + timedelta(days=days)
    with database.writing():
        database.execute("update slip_card set due = ?", (due,))


def test_overdue_is_counted_in_days_past_the_due_date(room: Room) -> None:
    loans.lend(room.keeper, [a_card(room).id], to="sales", purpose="visit")
    assert whereabouts.out(room.keeper, overdue=True) == []
    _set_due(room, -2)
    assert [loan.overdue for loan in whereabouts.out(room.keeper, overdue=True)] == [2]


def test_cards_of_several_borrowers_come_back_without_naming_them(room: Room) -> None:
    first, second = a_card(room), a_card(room, "李娜")
    loans.lend(room.keeper, [first.id], to="sales", purpose="visit")
    loans.lend(room.keeper, [second.id], to="Sun Yan", purpose="visit")
    ended = loans.give_back(room.keeper, [first.id, second.id])
    assert [loan.borrower for loan in ended] == ["Zhou Min", "Sun Yan"]
    assert whereabouts.out(room.keeper) == []


def test_a_return_can_be_taken_back(room: Room) -> None:
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    ended = loans.give_back(room.keeper, [card.id])
    loans.take_return_back(room.keeper, ended)
    assert [loan.card_no for loan in whereabouts.out(room.keeper)] == [card.card_no]


def test_a_slip_just_made_can_be_cancelled(room: Room) -> None:
    card = a_card(room)
    slip = loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    loans.take_lending_back(room.keeper, slip)
    assert whereabouts.out(room.keeper) == []
    assert loans.lend(room.keeper, [card.id], to="sales2", purpose="visit").number == slip.number + 1


def test_a_card_that_is_in_cannot_be_returned(room: Room) -> None:
    out, inside = a_card(room), a_card(room, "李娜")
    loans.lend(room.keeper, [out.id], to="sales", purpose="visit")
    with pytest.raises(loans.NotOut):
        loans.give_back(room.keeper, [out.id, inside.id])
    assert len(whereabouts.out(room.keeper)) == 1


def test_the_whereabouts_tell_who_had_the_card_before(room: Room) -> None:
    card = a_card(room)
    for borrower in ("sales", "sales2"):
        loans.lend(room.keeper, [card.id], to=borrower, purpose="visit")
        loans.give_back(room.keeper, [card.id])
    assert [loan.borrower for loan in whereabouts.where(room.keeper, card.id).earlier] == ["Sun Yan", "Zhou Min"]


@pytest.mark.parametrize("days", [-1, 61])
def test_a_due_date_that_has_passed_or_is_too_far_is_refused(room: Room, days: int) -> None:
    due = offices.today(room.keeper) + timedelta(days=days)
    with pytest.raises(loans.BadDueDate):
        loans.lend(room.keeper, [a_card(room).id], to="sales", purpose="visit", due=due)


def test_a_loan_needs_a_purpose_a_card_and_a_salesperson(room: Room) -> None:
    card = a_card(room)
    with pytest.raises(loans.BorrowerMissing):
        loans.lend(room.keeper, [card.id], to=" ", purpose="")
    with pytest.raises(loans.PurposeMissing):
        loans.lend(room.keeper, [card.id], to="sales", purpose=" ")
    with pytest.raises(loans.NothingToLend):
        loans.lend(room.keeper, [], to="sales", purpose="visit")
    for name in ("clerk", "nobody"):
        with pytest.raises(loans.NotABorrower):
            loans.lend(room.keeper, [card.id], to=name, purpose="visit")
    assert whereabouts.out(room.keeper) == []


def test_a_borrower_is_named_without_accents_where_that_says_who_is_meant(room: Room) -> None:
    for user, name in (("ines", "Inès Bel"), ("elo", "Élodie Roy"), ("elodie", "Elodie Roy")):
        staff.add(room.manager, user, name, [Role.SALESPERSON], "a long password")
    assert loans.lend(room.keeper, [a_card(room).id], to="ines bel", purpose="visit").borrower == "Inès Bel"
    assert loans.lend(room.keeper, [a_card(room).id], to="Elodie Roy", purpose="visit").borrower == "Elodie Roy"
    with pytest.raises(loans.NotABorrower):
        loans.lend(room.keeper, [a_card(room).id], to="ÉLODIE ROÝ", purpose="visit")


def test_an_archived_card_is_not_lent_and_a_lent_card_not_archived(room: Room) -> None:
    card, lent = a_card(room), a_card(room, "李娜")
    cards.archive(room.clerk, card.id, "gone")
    with pytest.raises(loans.ArchivedCard):
        loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    loans.lend(room.keeper, [lent.id], to="sales", purpose="visit")
    with pytest.raises(cards.CardIsOut):
        cards.archive(room.clerk, lent.id, "gone")


def test_only_keepers_lend(room: Room) -> None:
    card = a_card(room)
    for actor in (room.clerk, room.manager, room.sales):
        with pytest.raises(access.NotAllowed):
            loans.lend(actor, [card.id], to="sales", purpose="visit")


def test_a_right_withdrawn_ends_at_the_next_act(room: Room) -> None:
    card = a_card(room)
    staff.set_roles(room.manager, "keeper", [Role.CLERK])
    with pytest.raises(access.NotAllowed):
        loans.lend(room.keeper, [card.id], to="sales", purpose="visit")


def test_a_salesperson_sees_only_their_own_loans(room: Room) -> None:
    mine, other = a_card(room), a_card(room, "李娜")
    loans.lend(room.keeper, [mine.id], to="sales", purpose="visit")
    loans.lend(room.keeper, [other.id], to="sales2", purpose="visit")
    assert [loan.card_no for loan in whereabouts.out(room.sales)] == [mine.card_no]


def test_what_is_out_is_read_window_by_window_from_either_end(room: Room) -> None:
    for name in ("张伟", "李娜", "王芳", "赵武", "钟薇"):
        loans.lend(room.keeper, [a_card(room, name).id], to="sales", purpose="visit")
    every = whereabouts.out(room.keeper)
    key = (every[1].due, every[1].id)
    assert whereabouts.out(room.keeper, after=key, limit=2) == every[2:4]
    assert whereabouts.out(room.keeper, before=(every[4].due, every[4].id), limit=2) == every[2:4]
    assert whereabouts.out(room.keeper, before=whereabouts.START_FROM_END, limit=2) == every[3:]
    assert (whereabouts.count_out(room.keeper), whereabouts.count_out(room.keeper, overdue=True)) == (5, 0)


def test_the_day_of_a_loan_is_the_branchs_and_not_greenwichs(room: Room) -> None:
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    with database.writing():
        database.execute("update slip_card set out_at = '2026-11-22 23:30:00'")
    (loan,) = whereabouts.out(room.keeper)
    assert loan.lent_on == date(2026, 11, 23)


def test_a_card_that_is_being_written_to_keeps_nobody_from_lending_others_to_the_same_person(
    postgresql_url: str,
) -> None:
    """A sheet that comes in holds the cards that it changes until all of it is written."""
    room = open_furnished(postgresql_url)
    held, other = a_card(room), a_card(room, "李娜")

    def lend_held() -> None:
        loans.lend(room.keeper, [held.id], to="sales", purpose="visit")
        database.disconnect()

    with psycopg.connect(room.url, autocommit=True) as looking, psycopg.connect(room.url) as writing:
        writing.execute("select id from card where id = %s for no key update", (held.id,))
        lending = threading.Thread(target=lend_held)
        lending.start()
        while not looking.execute("select 1 from pg_stat_activity where wait_event_type = 'Lock'").fetchall():
            pass
        database.execute("set lock_timeout = '5s'")
        loans.lend(room.keeper, [other.id], to="sales", purpose="visit")
        assert lending.is_alive()
    lending.join()
    assert {loan.card_id for loan in whereabouts.out(room.keeper)} == {held.id, other.id}
