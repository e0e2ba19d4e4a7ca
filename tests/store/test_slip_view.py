"""A slip whole, and what of it who may read (L1, L3)."""

import pytest

from store import loans, slip_view
from tests.conftest import Room
from tests.store.builders import a_card


def lent(room: Room) -> tuple[list[int], int]:
    """Two cards that are out to sales, and the line of the first."""
    cards = [a_card(room, name, salesperson=room.sales2.staff_id).id for name in ("张伟", "李娜")]
    return cards, loans.lend(room.keeper, cards, to="sales", purpose="visit").lines[0]


def test_a_slip_shows_its_cards_in_their_order_and_which_were_read(room: Room) -> None:
    cards, line = lent(room)
    loans.confirm_read(room.sales, cards[1])
    slip = slip_view.of_line(room.keeper, line)
    assert (slip.number, slip.kind, slip.borrower, slip.purpose) == (1, "visit", "Zhou Min", "visit")
    assert [(one.name, one.state, one.read) for one in slip.lines] == [("张伟", "out", False), ("李娜", "out", True)]


def test_what_came_of_a_visit_and_whose_card_it_is_closes_with_the_loan(room: Room) -> None:
    cards, line = lent(room)
    loans.give_back(room.keeper, cards[:1], results={cards[0]: "bought"})
    kept = slip_view.of_line(room.keeper, line).lines[0]
    assert (kept.state, kept.result, kept.name) == ("returned", "bought", "张伟")
    borrowers = slip_view.of_line(room.sales, line).lines
    assert [(one.name, one.result) for one in borrowers] == [(None, None), ("李娜", None)]


def test_a_slip_of_somebody_else_is_closed(room: Room) -> None:
    _, line = lent(room)
    with pytest.raises(slip_view.NotYourSlip):
        slip_view.of_line(room.sales2, line)
    with pytest.raises(slip_view.NotYourSlip):
        slip_view.of_line(room.keeper, line + 100)
