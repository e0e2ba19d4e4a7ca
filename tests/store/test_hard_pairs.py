"""Rows and cards that are hard to tell apart, written by hand before the rule was (X1, F12).

`python -m tests.store.hard_pairs` prints how each class is answered.
"""

import json
import re
from collections import Counter

import pytest

from tests.store import hard_pairs
from tests.store.hard_pairs import FAMILIES, ON_ONE_PHONE, Answer, Pair

PAIRS = hard_pairs.load()
FOR_FICTION = re.compile(
    r"\+861(30|31|36|38|39|50|58|86|88)00\d{6}|\+(8625840|86512650|86510820)\d{5}"
    r"|\+(3363998|3346571|3326191|3353649)\d{4}|\+(447700900|441134960|441632960|441214960|441614960)\d{3}"
)
"""The ranges that the demonstration's phones come from."""


def test_there_are_enough_pairs_of_each_class() -> None:
    assert len(PAIRS) >= 200
    assert {sort: count for sort, count in Counter(pair.sort for pair in PAIRS).items() if count < 10} == {}
    assert {*FAMILIES} <= {pair.sort for pair in PAIRS}


def test_no_two_pairs_are_alike() -> None:
    written = Counter(json.dumps([pair.card, pair.row], sort_keys=True) for pair in PAIRS)
    names = Counter((pair.sort, pair.card["name"], pair.row["name"]) for pair in PAIRS)
    assert [text for text, count in [*written.items(), *names.items()] if count > 1] == []


def test_every_line_says_something_and_allows_neighbouring_answers_only() -> None:
    for sort, lines in json.loads(hard_pairs.FILE.read_text(encoding="utf-8")).items():
        for line in lines:
            assert line["row"] or sort in FAMILIES, line
            assert [name for name, value in line["row"].items() if line["card"].get(name) == value] in ([], ["serial"])
            assert 1 <= len(line["truth"]) <= 2, line
            assert set(line["truth"]) != {Answer.SAME, Answer.DIFFERENT}, line


def test_every_phone_is_kept_for_fiction() -> None:
    phones = {one.get(name) for pair in PAIRS for one in (pair.card, pair.row) for name in ("phone", "other_phone")}
    assert [phone for phone in phones if phone and not FOR_FICTION.fullmatch(phone)] == []


def test_the_truth_never_takes_a_family_for_one_customer() -> None:
    assert [pair for pair in PAIRS if pair.sort in FAMILIES and Answer.SAME in pair.truth] == []


@pytest.mark.parametrize("pair", [one for one in PAIRS if one.sort in ON_ONE_PHONE], ids=lambda pair: pair.row["name"])
def test_a_parent_and_child_or_a_couple_on_one_phone_are_never_the_same(pair: Pair) -> None:
    assert hard_pairs.answer(pair.row, pair.card) is not Answer.SAME


def test_nobody_is_taken_for_somebody_else() -> None:
    tallies = hard_pairs.tallies(PAIRS)
    print(hard_pairs.table(tallies))
    wrong = {one.sort: one.wrongly_same for one in tallies if one.wrongly_same}
    assert wrong == {}
