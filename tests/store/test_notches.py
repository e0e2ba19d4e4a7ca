"""Counts beside the notches: what would remain, of what this person may read."""

from collections import Counter
from itertools import product

import pytest

from store import cards, database, loans, search_contents
from store.access import Actor
from store.cards import Edit
from store.find import find
from store.notches import NOTCHES, notch_counts
from store.picks import NO_NOTCHES, Notches, has_values
from store.queries import parse, tier
from tests.conftest import Room

PICKS: list[Notches] = [
    NO_NOTCHES,
    {"grade": frozenset({"A"})},
    {"attitude": frozenset({"loyal", ""})},
    {"grade": frozenset({"A", "B"}), "attitude": frozenset({"loyal"}), "district": frozenset({"鼓楼区"})},
    {"district": frozenset({""}), "list": frozenset({"existing"})},
    {"archived": frozenset({"1"})},
]


@pytest.fixture
def drawer(room: Room) -> Room:
    """A card for each combination of some values, three of them archived, four looked after."""
    values = product("AB", ("existing", "potential"), ("loyal", None), ("鼓楼区", "玄武区", None))
    for number, (grade, list_, attitude, district) in enumerate(values):
        edit = {"name": f"张{number}", "grade": grade, "list": list_, "attitude": attitude, "district": district}
        record = cards.create(room.clerk, Edit({**edit, "grade_reason": "tested"}), despite_doubles=True)
        if number % 8 == 1:
            cards.archive(room.clerk, record.id, "tested")
        elif number % 6 == 0:
            salesperson = Edit({"salesperson": room.sales.staff_id})
            cards.save(room.clerk, record.id, record.version, salesperson, despite_doubles=True)
    return room


def scanned(notches: Notches, text: str) -> dict[str, Counter[str]]:
    """What `notch_counts` should tell the keeper, by looking at every card."""
    query = parse(text)
    counted = {name: Counter[str]() for name in NOTCHES}
    for content in search_contents.of_cards(row[0] for row in database.rows("select id from card")).values():
        archived = ("archived", "1") in content.marks
        if archived != ("archived" in notches) or (text and tier(content, query) is None):
            continue
        for name in NOTCHES:
            if has_values(content, {other: values for other, values in notches.items() if other != name}):
                counted[name][dict(content.marks)[name]] += 1
    return counted


def told(actor: Actor, notches: Notches, text: str = "") -> dict[str, dict[str, int]]:
    return {
        name: {one.value: one.cards for one in counts} for name, counts in notch_counts(actor, notches, text).items()
    }


@pytest.mark.parametrize("text", ["", "zhang", "张1", "鼓楼"])
def test_counts_are_those_of_a_scan(drawer: Room, text: str) -> None:
    for notches in PICKS:
        counts = told(drawer.keeper, notches, text)
        for name, counted in scanned(notches, text).items():
            assert {value: count for value, count in counts[name].items() if count} == counted, (name, notches)


def test_a_count_is_how_many_cards_are_found_once_it_is_picked(drawer: Room) -> None:
    for name, counts in notch_counts(drawer.keeper, PICKS[1], "张").items():
        for one in counts:
            assert len(find(drawer.keeper, "张", {**PICKS[1], name: frozenset({one.value})}).ids) == one.cards


def test_counts_of_very_many_found_are_those_of_a_scan(drawer: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.find.MOST", 3)
    assert told(drawer.keeper, NO_NOTCHES, "zhang") == {
        name: dict(c) for name, c in scanned(NO_NOTCHES, "zhang").items()
    }


def test_the_most_frequent_comes_first_and_a_salesperson_is_named(drawer: Room) -> None:
    counts = notch_counts(drawer.keeper)
    for counted in counts.values():
        assert [one.cards for one in counted] == sorted((one.cards for one in counted), reverse=True)
    assert {one.label for one in counts["salesperson"]} == {"", "Zhou Min"}


def test_a_picked_value_stays_in_sight_when_nothing_has_it(drawer: Room) -> None:
    assert told(drawer.keeper, {"district": frozenset({"nowhere"})})["district"]["nowhere"] == 0


def test_counts_follow_a_change_at_once(drawer: Room) -> None:
    before = told(drawer.keeper, NO_NOTCHES)["grade"]
    record = cards.create(drawer.clerk, Edit({"name": "李娜", "grade": "A", "grade_reason": "tested"}))
    assert told(drawer.keeper, NO_NOTCHES)["grade"] == {**before, "A": before["A"] + 1}
    cards.archive(drawer.clerk, record.id, "tested")
    assert told(drawer.keeper, NO_NOTCHES)["grade"] == before


def test_a_salesperson_counts_attitudes_of_held_cards_only(drawer: Room) -> None:
    counts = told(drawer.sales, NO_NOTCHES)
    assert sum(counts["grade"].values()) == 4
    assert counts["attitude"] == {}
    assert told(drawer.sales, {"attitude": frozenset({"loyal"})})["grade"] == {}
    card = find(drawer.sales, "张0").ids[0]
    loans.lend(drawer.keeper, [card], to="sales", purpose="visit")
    assert told(drawer.sales, NO_NOTCHES)["attitude"] == {"loyal": 1}
    assert told(drawer.sales2, NO_NOTCHES) == {name: {} for name in NOTCHES}
