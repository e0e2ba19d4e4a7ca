"""How well are the rows of a sheet matched with the cards that they are of (X1, F12)?

Bars: of a thousand rows taken for the same customer by the program, at most 5 wrongly; of a thousand rows whose
customer has a card, at most 20 for which that card is neither taken nor put before a person. The cards and rows are
invented (`truth`), one branch a country, and looked up in batches as an import does. The hard pairs, written by hand,
are counted by class beside them. It does not show what a sheet's rows do to each other, nor how common each class is
in an office: read the classes, not only the sum.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import NamedTuple

from store import cards_bulk, database, journal, offices, search
from store.acts import rooms
from store.acts.bring_in import BATCH
from store.acts.matching import Candidates, Likeness
from store.card_edits import kind_of
from store.offices import NewBranch
from tests.bench import truth
from tests.bench.figures import Figure
from tests.bench.truth import Row, Truth
from tests.store import hard_pairs

SIZES: Mapping[str, tuple[int, int]] = {"CN": (6000, 3000), "FR": (3000, 2000), "GB": (1500, 1000)}
"""Cards and rows by country."""
MOST_WRONG, MOST_MISSED = 5.0, 20.0
"""In a thousand."""
CHUNK = 5000


class Matched(NamedTuple):
    """A row, the card that the program takes by itself or None, and the cards that it puts before a person."""

    row: Row
    taken: int | None
    shown: frozenset[int]

    @property
    def wrong(self) -> bool:
        return self.taken is not None and self.taken != self.row.card

    @property
    def missed(self) -> bool:
        return self.row.card is not None and self.row.card not in {self.taken, *self.shown}


def measure(sizes: Mapping[str, tuple[int, int]] = SIZES) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="cardkeeper-bench-") as folder:
        rooms.prepare(database.sqlite_url(Path(folder) / "matching.db"))
        matched: list[Matched] = []
        seconds = 0.0
        for country, (cards, rows) in sizes.items():
            made = truth.make(country, cards, rows)
            branch_id, ids = _fill(country, made)
            start = process_time()
            found = list(_matched(branch_id, ids, made.rows))
            seconds += process_time() - start
            yield from _figures(f"matching, {country}", found)
            matched += found
        database.disconnect()
    yield from _figures("matching", matched, MOST_WRONG, MOST_MISSED)
    yield from _by_class(matched)
    yield Figure("matching: CPU time of 1,000 rows", seconds * 1_000_000 / len(matched), "ms")
    yield from _hard_pairs()


def _fill(country: str, made: Truth) -> tuple[int, list[int]]:
    """A branch of its own with these cards, in the room that is open: its id, and theirs in the order given."""
    with database.writing():
        branch = offices.open_branch(NewBranch(f"Branch {country}", country, country))
        ids: list[int] = []
        for start in range(0, len(made.cards), CHUNK):
            some = [{**card, "kind": kind_of(()), "language": branch.language} for card in made.cards[start:][:CHUNK]]
            with journal.entry(branch.id, None, "demonstrate") as entry:
                ids += cards_bulk.create_many(entry, [cards_bulk.prepared(values) for values in some], None)
        search.rebuild(branch.id)
    return branch.id, ids


def _matched(branch_id: int, ids: Sequence[int], rows: Sequence[Row]) -> Iterator[Matched]:
    """What is found for each row, cards by their place in the truth. Where several are sure, a person decides."""
    places = {card: place for place, card in enumerate(ids)}
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        candidates = Candidates(branch_id, [row.values for row in batch])
        for row in batch:
            found = [(places[card.id], likeness) for card, likeness in candidates.of(row.values)]
            sure = [place for place, likeness in found if likeness is Likeness.SURE]
            shown = frozenset(place for place, _ in found)
            yield Matched(row, sure[0], frozenset()) if len(sure) == 1 else Matched(row, None, shown)


def _figures(
    name: str, matched: Sequence[Matched], most_wrong: float | None = None, most_missed: float | None = None
) -> Iterator[Figure]:
    """In a thousand: of rows taken, those taken wrongly; of rows whose customer has a card, those that miss it; of all
    rows, those that a person must decide."""
    taken = [one for one in matched if one.taken is not None]
    known = [one for one in matched if one.row.card is not None]
    yield Figure(f"{name}: taken wrongly", _in_thousand(one.wrong for one in taken), "‰", bar=most_wrong)
    yield Figure(f"{name}: missed", _in_thousand(one.missed for one in known), "‰", bar=most_missed)
    yield Figure(f"{name}: left to a person", _in_thousand(bool(one.shown) for one in matched), "‰")


def _by_class(matched: Sequence[Matched]) -> Iterator[Figure]:
    """A row that is written otherwise in two ways counts for each."""
    for name in (truth.AS_IT_IS, *truth.CHANGES, *truth.OTHERS):
        some = [one for one in matched if name in one.row.made]
        if name in truth.OTHERS:
            yield Figure(f"matching: {name}, taken wrongly", _in_thousand(one.wrong for one in some), "‰")
        else:
            yield Figure(f"matching: {name}, missed", _in_thousand(one.missed for one in some), "‰")
        yield Figure(f"matching: {name}, left to a person", _in_thousand(bool(one.shown) for one in some), "‰")


def _hard_pairs() -> Iterator[Figure]:
    """The wrong answers of each class; of families on one phone, those that are taken for one customer."""
    for one in hard_pairs.tallies(hard_pairs.load()):
        of = f"of {one.pairs}"
        yield Figure(f"hard pairs: {one.sort}", one.pairs - one.right, of)
        if one.sort in hard_pairs.ON_ONE_PHONE:
            yield Figure(f"hard pairs: {one.sort}, taken for one", one.wrongly_same, of, bar=0)


def _in_thousand(found: Iterable[bool]) -> float:
    all_of_them = list(found)
    return 1000 * sum(all_of_them) / max(len(all_of_them), 1)
