"""What a kind of sheet is to the store: its fields, how its rows are judged, how sound ones are written (X1, X3).

A kind is one file, `store/acts/kinds/NAME.py`, with a `KIND`; `store.acts.kinds` finds it there, and from then on the
command line, the import screen and the templates offer it. Nothing else asks which kind a sheet is of. Its fields are
declared on a table and read through `store.fields`; columns are called as the fields are in all three languages. Only
where offices call them otherwise, `importers/sheets/NAME.py` adds those headers.

So a kind that brings in the phones of our own shops would read, once its drawer has a table `shop`:

    def judging(branch_id: int, source: Source) -> Judge:
        def judge(rows: Sequence[SheetRow]) -> Iterator[Staged]:
            known = shops.of_names(branch_id, [row.values["name"] for row in rows if is_sound(row)])
            for row in rows:
                if not is_sound(row):
                    yield Staged(row, Outcome.REJECTED)
                else:
                    shop = known.get(row.values["name"])
                    yield Staged(row, Outcome.UPDATED if shop else Outcome.NEW, more={"shop": shop and shop.id})
        return judge

    def write(entry: journal.Entry, ready: Ready, left_out: set[int]) -> None:
        for one in ready.without(left_out):
            shops.put_inside(entry, one.more["shop"], one.row.values)

    KIND = Kind("shops", N_("Our shops"), SHOP_FIELDS, ("name",), shown=("phone", "city"), judging=judging, write=write)

A kind whose rows mean customers gives `settled` too, by which a person decides whose an undecided row is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from locales.messages import Message
from store import database, journal
from store.acts import staged
from store.acts.likeness import Candidate
from store.acts.plans import WRITTEN, Plan, SheetRow, Source, Staged
from store.fields import FieldInfo

Judge = Callable[[Sequence[SheetRow]], Iterator[Staged]]
"""Judges one batch of a sheet's rows after the other, and remembers what the batches before said."""

Whose = Candidate | int | None
"""Whose a row is: a card's, that of an earlier row with a new card, by its number, or nobody's yet."""

Chosen = Callable[[Staged, Mapping[str, str]], Staged]
"""Decides fields of a row that wait, by column; those of which nothing is said wait on."""


@dataclass(slots=True)
class Ready:
    """A plan ready to be written: its rows, and what its kind works out beforehand (`more`)."""

    plan: Plan
    branch_id: int
    staged_at: datetime
    rows: list[Staged] = field(default_factory=list)
    more: Any = None

    def without(self, left_out: set[int]) -> list[Staged]:
        """The rows that are written: all but those left out, by their numbers."""
        return [one for one in self.rows if one.row.row not in left_out]


def _nothing(_ready: Ready) -> None:
    """A kind that has nothing to work out beforehand."""


def _never_stale(_ready: Ready) -> list[Staged]:
    """A kind whose rows hold whatever happens meanwhile."""
    return []


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sheet.

    `fields` are what a row has, by the name of the column that fills it; `needed` those without which it cannot be
    judged; `shown` those that a list of rows shows beside the first needed one; `telling` those by which a row is data
    whatever else it looks like; `back` those by which a row, where all are filled, left here before.
    `judging(branch_id, source)` begins to judge a sheet. `prepare` works out in `ready.more` what does not depend on
    the moment of writing. `stale` finds, inside the write, the rows that no longer hold, as undecided. `write` writes
    those that are not left out, inside the journal's entry. `settled(branch_id, source, rows)` judges rows anew once a
    person has said whose each is; `chosen(row, ways)` one once it is decided what holds in fields that wait.
    """

    name: str
    title: Message
    fields: Mapping[str, FieldInfo]
    needed: tuple[str, ...]
    judging: Callable[[int, Source], Judge]
    write: Callable[[journal.Entry, Ready, set[int]], None]
    shown: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    prepare: Callable[[Ready], None] = _nothing
    stale: Callable[[Ready], list[Staged]] = _never_stale
    settled: Callable[[int, Source, Sequence[tuple[Staged, Whose]]], list[Staged]] | None = None
    chosen: Chosen | None = None


def card_and_row(whose: Whose) -> tuple[Candidate | None, int | None]:
    """The card that a row means, and the earlier row whose new card it shares: one of them, or neither."""
    return (None, whose) if isinstance(whose, int) else (whose, None)


def is_sound(row: SheetRow) -> bool:
    """Whether nothing of a row is in question."""
    return all(problem.harmless for problem in row.problems)


def read(plan: Plan) -> Ready:
    """What a plan would write, read from where it is staged. Does not write."""
    staged_at, branch_id = database.rows("select staged_at, branch_id from import where id = ?", (plan.id,))[0]
    return Ready(plan, branch_id, database.moment(staged_at), list(staged.each(plan.id, WRITTEN)))
