"""The truth that the matching is measured against is one: what a row is said to be follows from its card."""

import pytest

from store.readings import chinese, fold, sort_name, syllables
from tests.bench import matching, truth
from tests.bench.truth import CHANGES, FAMILY, NAMESAKE, NEAR_FAMILY, STRANGER, WHERE, Row, Truth, make
from tests.store.test_hard_pairs import FOR_FICTION

CARDS, ROWS = 400, 300
KEPT = {"moved house": ("phone",), "new phone": ("city", "district", "postcode"), "phone typo": ("city", "postcode")}


@pytest.fixture(scope="module", params=["CN", "FR", "GB"])
def made(request: pytest.FixtureRequest) -> Truth:
    return make(request.param, CARDS, ROWS)


def of(made: Truth, *kinds: str) -> list[Row]:
    found = [row for row in made.rows if {*kinds} & {*row.made}]
    assert found
    return found


def test_one_seed_makes_one_truth() -> None:
    assert make("FR", 30, 20, seed=7) == make("FR", 30, 20, seed=7) != make("FR", 30, 20, seed=8)


def test_phones_are_kept_for_fiction_and_no_two_cards_share_one(made: Truth) -> None:
    phones = [card["phone"] for card in made.cards]
    assert len(set(phones)) == CARDS
    assert [
        phone for phone in [*phones, *(row.values["phone"] for row in made.rows)] if not FOR_FICTION.match(phone)
    ] == []


def test_a_row_has_one_serial_and_comes_from_a_card_of_its_own(made: Truth) -> None:
    assert len({row.values["serial"] for row in made.rows}) == ROWS
    cards = [row.made_from for row in made.rows if row.made_from is not None]
    assert len(set(cards)) == len(cards)
    assert {made.cards[place]["customer"] for place in cards} == {"consumer"}


def test_a_cards_own_row_keeps_what_its_changes_do_not_touch(made: Truth) -> None:
    for row in made.rows:
        if row.card is None:
            continue
        assert row.card == row.made_from
        assert 1 <= len(row.made) <= 2
        card = made.cards[row.card]
        touched = {name for kind in row.made if kind in CHANGES for name in CHANGES[kind][0]}
        kept = {"name", "phone", "address"} - (touched - {"phone"} if "moved house" in row.made else touched)
        assert {name: row.values[name] for name in kept} == {name: card[name] for name in kept}, row
        assert all(row.values[name] == card[name] for kind in row.made for name in KEPT.get(kind, ())), row
        changed = {name for name in ("name", "phone", *WHERE) if row.values[name] != card[name]}
        assert bool(changed) == (row.made != (truth.AS_IT_IS,)), row
        assert row.values.get("birth_date") in (None, card.get("birth"))


def test_a_relative_has_the_cards_phone_and_another_name(made: Truth) -> None:
    for row in of(made, FAMILY, NEAR_FAMILY):
        card = made.cards[row.made_from or 0]
        assert row.card is None
        assert row.values["phone"] == card["phone"]
        assert sort_name(row.values["name"]) != sort_name(card["name"])


def test_a_namesake_has_only_the_name_and_lives_elsewhere(made: Truth) -> None:
    phones = {card["phone"] for card in made.cards}
    for row in of(made, NAMESAKE):
        card = made.cards[row.made_from or 0]
        assert row.card is None
        assert row.values["name"] == card["name"]
        assert row.values["city"] != card["city"]
        assert row.values["phone"] not in phones


def test_a_stranger_or_a_new_phone_is_nobodys(made: Truth) -> None:
    phones = {card["phone"] for card in made.cards}
    assert [row for row in of(made, STRANGER, "new phone", "phone typo") if row.values["phone"] in phones] == []
    assert {row.card for row in of(made, STRANGER)} == {None}


@pytest.mark.parametrize("country", ["CN", "FR", "GB"])
def test_a_name_written_otherwise_is_still_that_name(country: str) -> None:
    for row in (rows := make(country, CARDS, ROWS)).rows:
        if row.card is None:
            continue
        name, kept = row.values["name"], rows.cards[row.card]["name"]
        if "pinyin for characters" in row.made:
            assert sorted("".join(sort_name(kept).split())) == sorted(fold(name).replace(" ", ""))
        if "swapped names" in row.made:
            assert sorted(fold(name).replace(",", "").split()) == sorted(fold(kept).split())
        if "typo" in row.made and chinese(kept[0]):
            assert len([1 for one, other in zip(name, kept, strict=True) if one != other]) == 1


def test_homophones_are_read_alike() -> None:
    unlike = [group for group in truth._HOMOPHONES.split() if len({syllables(char) for char in group}) != 1]
    assert unlike == []


def test_the_bench_finds_every_row_that_is_as_its_card() -> None:
    figures = {figure.name: figure for figure in matching.measure({"CN": (60, 40), "FR": (60, 40)})}
    assert figures["matching: as it is, missed"].ours == 0
    assert {figure.bar for figure in figures.values()} == {None, 0, matching.MOST_WRONG, matching.MOST_MISSED}
