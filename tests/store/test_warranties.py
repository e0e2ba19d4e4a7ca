"""Warranties: W2."""

from datetime import date

import pytest

from store import access, history, journal, offices, restrictions, rows_bulk, warranties, warranties_bulk
from store.warranties import Elsewhere
from store.warranties_bulk import NewWarranty
from tests.conftest import Room
from tests.store.builders import a_card


@pytest.mark.parametrize(
    ("bought", "ends"),
    [(date(2025, 11, 1), date(2026, 10, 31)), (date(2024, 2, 29), date(2025, 2, 28)), (None, None)],
)
def test_a_warranty_ends_a_year_after_the_purchase(bought: date | None, ends: date | None) -> None:
    assert warranties.ends_on(bought) == ends


def test_one_that_is_held_for_its_serial_number_says_where_else_that_stands(room: Room) -> None:
    owner, registered, buyer, hidden = (a_card(room, name) for name in ("张伟", "李娜", "王芳", "赵武"))
    with journal.entry(room.clerk.branch_id, room.clerk.staff_id, "import") as entry:
        rows_bulk.add_many(entry, "goods", [(owner.id, {"product": "TV", "maker": "ours", "serial": "KA1"})], None)
        taken = [NewWarranty(card.id, {"serial": "KA1"}, "CNY") for card in (registered, hidden)]
        warranties_bulk.receive_many(entry, None, taken, None)
        held = [NewWarranty(buyer.id, {"serial": serial}, "CNY", why) for serial, why in HELD]
        warranties_bulk.receive_many(entry, None, held, None)
    restrictions.restrict(room.manager, hidden.id, "contested")
    twice, grey = warranties.held(room.clerk)
    today = offices.today(room.clerk)
    assert twice.elsewhere == (Elsewhere(registered.card_no, today), Elsewhere(owner.card_no, None))
    assert grey.elsewhere == ()


HELD = (("KA1", "same_serial not_shipped"), ("KA2", "not_shipped"))


def test_a_held_warranty_is_let_pass_or_refused_once_with_a_reason(room: Room) -> None:
    card = a_card(room)
    with journal.entry(room.clerk.branch_id, room.clerk.staff_id, "import") as entry:
        held = [
            NewWarranty(card.id, {"serial": serial}, "CNY", "not_shipped other_model")
            for serial in ("KA1", "KA2", "KA3")
        ]
        warranties_bulk.receive_many(entry, None, held, None)
    first, second, third = warranties.held(room.clerk)
    passed = warranties.settle(room.clerk, first.id, "checked", "the invoice is with us")
    assert (passed.values["state"], passed.held_because) == ("checked", "not_shipped other_model")
    warranties.settle(room.clerk, second.id, "refused", "grey goods")
    assert [one.id for one in warranties.held(room.clerk)] == [third.id]
    told = history.of_card(room.clerk, card.id)[0]
    assert (told.act, told.reason, told.changes[0].new) == ("settle_warranty", "grey goods", "refused")
    with pytest.raises(warranties.NoLongerHeld):
        warranties.settle(room.clerk, first.id, "refused", "again")
    with pytest.raises(access.NotAllowed):
        warranties.settle(room.sales, third.id, "checked", "mine")
    assert warranties.count_held(room.clerk) == 1
    assert warranties.hold_again(room.clerk, first.id, "checked").values["state"] == "held"
    assert [one.id for one in warranties.held(room.clerk)] == [first.id, third.id]
    with pytest.raises(warranties.SettledOtherwise):
        warranties.hold_again(room.clerk, second.id, "checked")
    assert journal.verify(room.clerk.branch_id) is None
