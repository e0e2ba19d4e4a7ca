"""Hard pairs of a sheet's row and a card, written by hand, each with what is true of it (X1, F12).

`hard_pairs.json` has them by class, one a line: the card's values; the row, which says what the card says but for what
is given (null: the row is silent); and the truth, all that may be answered. `same`: the program may take them for one
customer by itself. `likely`: a person must decide. `different`: nobody is asked. Where families share a phone, an
address, a birthday or a name, `same` is never true, however alike they look. All people are invented.
"""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from store.acts.matching import CARD_FIELDS, Candidate, Likeness, likeness

FILE = Path(__file__).with_suffix(".json")
ON_ONE_PHONE = ("parent and child on one phone", "couple on one phone")
FAMILIES = (*ON_ONE_PHONE, "siblings", "father and son of one name", "twins")


class Answer(StrEnum):
    SAME = "same"
    LIKELY = "likely"
    DIFFERENT = "different"


class Pair(NamedTuple):
    """A row and a card as the sheet and the card file write their fields, the row whole; `serial` of the card is that
    of goods on it."""

    sort: str
    card: Mapping[str, Any]
    row: Mapping[str, Any]
    truth: frozenset[Answer]


def load() -> list[Pair]:
    by_sort = json.loads(FILE.read_text(encoding="utf-8"))
    return [_pair(sort, line) for sort, lines in by_sort.items() for line in lines]


def _pair(sort: str, line: Mapping[str, Any]) -> Pair:
    bought = {name: value for name, value in line["card"].items() if name != "serial"}  # each purchase has its own
    return Pair(sort, line["card"], {**bought, **line["row"]}, frozenset(map(Answer, line["truth"])))


def answer(row: Mapping[str, Any], card: Mapping[str, Any]) -> Answer:
    """What the program says of a row and a card: the one place that knows how it is asked."""
    kept = {name: card.get("birth_date" if name == "birth" else name) for name in CARD_FIELDS}
    candidate = Candidate(1, "NJ000001", 1, card["name"], False, False, "existing", "fixed", None, kept)
    stands_on_it = bool(row.get("serial")) and row.get("serial") == card.get("serial")
    found = likeness(row, candidate, stands_on_it)
    if found is Likeness.SURE:
        return Answer.SAME
    return Answer.DIFFERENT if found is Likeness.NONE else Answer.LIKELY


class Tally(NamedTuple):
    """How the pairs of one class are answered: rightly; `same` where that is not true; `different` where that is not
    true; `likely` where nobody need be asked."""

    sort: str
    pairs: int
    right: int
    wrongly_same: int
    missed: int
    asked_in_vain: int


def tallies(pairs: Sequence[Pair]) -> list[Tally]:
    """By class, in the order of the file."""
    answers: dict[str, list[tuple[Pair, Answer]]] = {}
    for pair in pairs:
        answers.setdefault(pair.sort, []).append((pair, answer(pair.row, pair.card)))
    return [_tally(sort, some) for sort, some in answers.items()]


def _tally(sort: str, answers: Sequence[tuple[Pair, Answer]]) -> Tally:
    wrong = [said for pair, said in answers if said not in pair.truth]
    kinds = (Answer.SAME, Answer.DIFFERENT, Answer.LIKELY)
    return Tally(sort, len(answers), len(answers) - len(wrong), *(wrong.count(kind) for kind in kinds))


def table(found: Sequence[Tally]) -> str:
    """One line a class, and all of them together."""
    total = Tally("all", *(sum(column) for column in zip(*(one[1:] for one in found), strict=True)))
    lines = [f"{'':40}{'pairs':>7}{'right':>7}{'wrongly same':>14}{'missed':>8}{'asked in vain':>15}"]
    for sort, pairs, right, wrongly_same, missed, asked in (*found, total):
        lines.append(f"{sort:40}{pairs:7}{right:7}{wrongly_same:14}{missed:8}{asked:15}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(tallies(load())))
