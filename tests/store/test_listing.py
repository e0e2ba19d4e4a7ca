"""The drawer in order: windows by key, idea 7, and the rights that hold in them."""

from collections.abc import Callable, Mapping

import pytest

from store import access, cards, listing, loans, paging
from store.access import Actor
from store.card_rows import CardRow
from tests.conftest import Room
from tests.store.builders import a_card, changed

NAMES = ["张伟", "李娜", "Élodie Müller", "王芳", "Zhang Li", "张薇", "O'Brien", "李 强", "阿明", "司马光"]


@pytest.fixture
def drawer(room: Room) -> Room:
    for place, name in enumerate(NAMES):
        grade = "ABC"[place % 3]
        district = "鼓楼区" if place % 2 else "玄武区"
        a_card(
            room,
            name,
            grade=grade,
            grade_reason="paper card",
            district=district,
            attitude="loyal" if place < 4 else None,
        )
    return room


def _walk(
    actor: Actor, order: str, downwards: bool, notches: Mapping[str, frozenset[str]], side: paging.Side
) -> list[str]:
    """Every card's number, read three at a time from one end to the other, as the order has them."""
    row, seen = None, []
    while found := listing.page(actor, order, downwards, notches, row, side, 3):
        seen = [*seen, *found] if side == "after" else [*found, *seen]
        row = found[-1] if side == "after" else found[0]
    return [card.card_no for card in seen]


KEYS: Mapping[str, Callable[[CardRow], object]] = {
    "name": lambda row: (_reading(row.name), row.id),
    "number": lambda row: row.card_no,
    "grade": lambda row: (row.grade, _reading(row.name), row.id),
}


def _reading(name: str) -> str:
    from store.readings import sort_name

    return sort_name(name)


@pytest.mark.parametrize("order", KEYS)
@pytest.mark.parametrize("downwards", [False, True])
@pytest.mark.parametrize("notches", [{}, {"district": frozenset({"鼓楼区"})}], ids=["all", "a district"])
def test_pages_from_either_end_are_the_whole_order(
    drawer: Room, order: str, downwards: bool, notches: Mapping[str, frozenset[str]]
) -> None:
    every = listing.page(drawer.clerk, limit=100)
    wanted = [row for row in every if not notches or row.district == "鼓楼区"]
    expected = [row.card_no for row in sorted(wanted, key=KEYS[order], reverse=downwards)]
    for side in ("after", "before"):
        assert _walk(drawer.clerk, order, downwards, notches, side) == expected
    assert listing.count(drawer.clerk, notches) == len(expected)


@pytest.mark.parametrize("order", listing.ORDERS)
@pytest.mark.parametrize("downwards", [False, True])
@pytest.mark.parametrize("notches", [{}, {"district": frozenset({"鼓楼区"})}], ids=["all", "a district"])
@pytest.mark.parametrize("few", [listing.FEW, 2], ids=["few", "many"])
def test_the_place_of_a_card_is_how_many_come_before_it(
    drawer: Room, monkeypatch: pytest.MonkeyPatch, order: str, downwards: bool, notches: listing.Notches, few: int
) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    rows = listing.page(drawer.clerk, order, downwards, notches, limit=100)
    places = [listing.place(drawer.clerk, order, downwards, notches, row) for row in rows]
    assert places == list(range(len(rows)))


def test_many_cards_with_a_notch_are_met_along_the_order(drawer: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    notches = {"district": frozenset({"鼓楼区"})}
    few = _walk(drawer.clerk, "name", False, notches, "after")
    monkeypatch.setattr(listing, "FEW", 2)
    assert _walk(drawer.clerk, "name", False, notches, "after") == few


def test_the_last_change_comes_first(drawer: Room) -> None:
    card = cards.show(drawer.clerk, cards.card_id(drawer.clerk, "NJ000005"))
    changed(drawer, card, city="苏州")
    assert listing.page(drawer.clerk, "change", limit=1)[0].card_no == "NJ000005"


def test_archived_cards_are_listed_only_when_asked_for(drawer: Room) -> None:
    card = cards.card_id(drawer.clerk, "NJ000005")
    cards.archive(drawer.clerk, card, "gone")
    archived = {"archived": frozenset({"1"})}
    assert "NJ000005" not in _walk(drawer.clerk, "number", False, {}, "after")
    assert _walk(drawer.clerk, "number", False, archived, "after") == ["NJ000005"]
    assert (listing.count(drawer.clerk), listing.count(drawer.clerk, archived)) == (9, 1)


def test_a_salesperson_lists_only_what_they_look_after_or_hold(drawer: Room) -> None:
    own = a_card(drawer, "钟薇", salesperson=drawer.sales.staff_id)
    held = cards.card_id(drawer.clerk, "NJ000002")
    loans.lend(drawer.keeper, [held], to="sales", purpose="visit")
    assert _walk(drawer.sales, "number", False, {}, "after") == ["NJ000002", own.card_no]
    assert listing.count(drawer.sales) == 2
    assert listing.page(drawer.sales2) == []


def test_nobody_lists_by_a_value_they_may_not_read(drawer: Room) -> None:
    loyal = {"attitude": frozenset({"loyal"})}
    a_card(drawer, "钟薇", salesperson=drawer.sales.staff_id, attitude="loyal")
    assert listing.page(drawer.sales, notches=loyal) == []
    loans.lend(drawer.keeper, [cards.card_id(drawer.clerk, "NJ000002")], to="sales", purpose="visit")
    assert [row.card_no for row in listing.page(drawer.sales, notches=loyal)] == ["NJ000002"]


def test_the_list_of_somebody_who_left_is_closed(drawer: Room) -> None:
    from store import database

    with database.writing():
        database.execute("update staff set left_at = ? where id = ?", (database.now(), drawer.clerk.staff_id))
    with pytest.raises(access.NoLongerStaff):
        listing.page(drawer.clerk)
