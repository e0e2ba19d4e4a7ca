"""Whose a row is: a card's of the room, an earlier row's, or nobody's yet (X1). Its kind says what comes of it.

Pure: what the room holds is handed in, looked up for a batch of rows at once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from store import blocking
from store.acts.likeness import Candidate, Likeness, likeness
from store.acts.matching import CARD_FIELDS, LIKELY, Candidates, keys_of
from store.acts.plans import BY_FIELD, DECIDED, WRITTEN, Problem, SheetRow, Source, Staged

CALLED = {name: "birth_date" if name == "birth" else name for name in CARD_FIELDS}
"""What sheets of consumers call the card's fields."""


class Together:
    """Candidates by what they share with others that may be the same customer: never is all compared with all."""

    def __init__(self) -> None:
        self._by_key: dict[int | str, list[Candidate]] = {}

    def add(self, candidate: Candidate) -> None:
        for key in shared({**candidate.values, "name": candidate.name}):
            beside = self._by_key.setdefault(key, [])
            if len(beside) < blocking.MOST:
                beside.append(candidate)

    def most_alike(self, values: Mapping[str, Any]) -> tuple[Candidate | None, Likeness]:
        """The candidate that a row's values are most like, of those as like the one with the lowest id."""
        beside = {one.id: one for key in shared(values) for one in self._by_key.get(key, ())}
        found = [(likeness(values, one, False), -id_) for id_, one in beside.items()]
        most, id_ = max(found, default=(Likeness.NONE, 0))
        return (beside[-id_], most) if most else (None, most)


@dataclass(slots=True)
class Before:
    """What the rows before said: which serials, and which new customers, whose id here is the number of their row."""

    serials: dict[str, int] = field(default_factory=dict)
    customers: Together = field(default_factory=Together)
    said_again: Counter[tuple[int, str]] = field(default_factory=Counter)

    def remember(self, staged: Staged) -> None:
        """Keep what later rows are compared with. A serial counts even in a row that is not written."""
        values, row = staged.row.values, staged.row.row
        if serial := values.get("serial"):
            self.serials.setdefault(serial, row)
        if staged.outcome in WRITTEN and staged.card is None and staged.with_row is None:
            self.customers.add(_as_candidate(row, values))


def shared(values: Mapping[str, Any]) -> set[int | str]:
    """What rows that may mean the same customer have in common: blocking keys, and phones."""
    return {*keys_of(values), *(values[name] for name in ("phone", "other_phone") if values.get(name))}


def _as_candidate(row: int, values: Mapping[str, Any]) -> Candidate:
    kept = {name: values.get(called) for name, called in CALLED.items()}
    return Candidate(row, "", 0, values["name"], False, False, "", "", None, kept)


def with_reference(row: SheetRow, source: Source, candidates: Candidates) -> SheetRow:
    """The row without a number that is no card of the branch: the office's own, kept with the remarks as written."""
    number = row.values.get("card_no")
    if number is None or candidates.knows(number):
        return row
    values = {name: value for name, value in row.values.items() if name != "card_no"}
    reference = f"{source.header_of('card_no') or ''} {number}".strip()
    remarks = values.get("remarks")
    values["remarks"] = f"{remarks} · {reference}" if remarks else reference
    return row._replace(values=values)


def matched(row: SheetRow, source: Source, candidates: Candidates) -> tuple[Candidate | None, Problem | None]:
    """The one card that the row surely means; or the likeliest, and why that is not sure: where several are as likely,
    it names them all."""
    found = list(candidates.of(row.values))
    sure = [card for card, likeness in found if likeness is Likeness.SURE]
    if len(sure) > 1:
        on_serial = [card for card in sure if card.id in candidates.by_serial.get(row.values.get("serial") or "", ())]
        if len(on_serial) != 1:
            return sure[0], _several(row, source, sure)
        sure = on_serial
    if sure and sure[0].restricted:
        return sure[0], _likely("likely_restricted", row, source, sure[0])
    if sure:
        return sure[0], _likely("likely_archived", row, source, sure[0]) if sure[0].archived else None
    if not found:
        return None, None
    likeliest = max((likeness, not card.archived) for card, likeness in found)
    cards = [card for card, likeness in found if (likeness, not card.archived) == likeliest]
    if len(cards) > 1:
        return cards[0], _several(row, source, cards)
    why = "likely_restricted" if cards[0].restricted else LIKELY[likeliest[0]]
    return cards[0], _likely(why, row, source, cards[0])


MOST_NAMED = 5
"""Of more cards that are as likely, a person finds the one that is meant by its number or name."""


def _several(row: SheetRow, source: Source, cards: Sequence[Candidate]) -> Problem:
    return problem_at(source, row, "name", "likely_several", cards=[card.card_no for card in cards[:MOST_NAMED]])


def earlier(row: SheetRow, source: Source, before: Before) -> tuple[int | None, Problem | None]:
    """The earlier row that surely means the same new customer; or why one may."""
    other, alike = before.customers.most_alike(row.values)
    if other is None or alike is Likeness.NAME:
        return None, None
    if alike is Likeness.SURE:
        return other.id, None
    if alike is Likeness.PHONE:
        return None, problem_at(source, row, "phone", "likely_row", other_row=str(other.id))
    return None, problem_at(source, row, "name", "likely_row_alike", other_row=str(other.id))


def _likely(problem: str, row: SheetRow, source: Source, card: Candidate) -> Problem:
    return problem_at(source, row, "name", problem, card_no=card.card_no, customer=card.name)


def problem_at(source: Source, row: SheetRow, name: str, problem: str, **details: Any) -> Problem:
    return Problem(source.header_of(name), name, str(row.values.get(name, "")), problem, details)


def with_problems(row: SheetRow, *problems: Problem) -> SheetRow:
    return row._replace(problems=(*row.problems, *problems)) if problems else row


def card_of(card: Candidate | None) -> tuple[int | None, int | None]:
    return (card.id, card.version) if card else (None, None)


def with_decided(row: SheetRow, ways: Mapping[str, str]) -> SheetRow:
    """The row in which it is said what was decided of fields, each by its column; of others nothing is decided."""
    said = (
        one._replace(problem=DECIDED[ways[one.field]]) if one.problem in BY_FIELD and one.field in ways else one
        for one in row.problems
    )
    return row._replace(problems=tuple(said))
