"""What the kinds of sheets whose rows mean customers write alike: new cards, and rows that no longer hold (X1).

Holds no rule of what may be written; `bring_in.commit` decides that and opens the journal entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from store import cards_bulk, database, journal
from store.acts.judging import Together
from store.acts.kind import Ready
from store.acts.likeness import Candidate, Likeness
from store.acts.matching import cards_now
from store.acts.plans import Outcome, Problem, Staged
from store.cards_bulk import NewCard


def new_cards(ready: Ready, fields: Mapping[str, str], customer: Mapping[str, Any]) -> dict[int, NewCard]:
    """The new card of each row that has one, by the row's number: what `customer` says of all, and what the rows say,
    the first of those that share it before others. `fields` are what the rows call the card's fields, by name."""
    shared: dict[int, dict[str, Any]] = {}
    for one in ready.rows:
        if one.card is None:
            values = shared.setdefault(one.with_row or one.row.row, {})
            for name, called in fields.items():
                if one.row.values.get(called):
                    values.setdefault(name, one.row.values[called])
    return {row: cards_bulk.prepared({**customer, **values}) for row, values in shared.items()}


def create_cards(entry: journal.Entry, ready: Ready, left_out: set[int], learnt_at: str | None) -> dict[int, int]:
    """Write the new cards that `new_cards` made, but of rows left out. Returns their ids by the row's number."""
    new: Mapping[int, NewCard]
    new, ready.more = ready.more, None  # once they are written they need no memory
    rows = [row for row in new if row not in left_out]
    return dict(zip(rows, cards_bulk.create_many(entry, [new[row] for row in rows], learnt_at), strict=True))


def note_cards(plan_id: int, rows: Sequence[Staged], cards: Mapping[int, int]) -> None:
    """Let the plan's rows say which new card they made."""
    database.execute_many(
        "update import_row set card_id = ?, card_version = 1 where import_id = ? and row = ?",
        [(cards[one.row.row], plan_id, one.row.row) for one in rows if one.card is None],
    )


def changed_since(ready: Ready) -> dict[int, Staged]:
    """The rows whose card was changed since they were judged, as undecided, by number. Locks the cards."""
    wanted = {one.card for one in ready.rows if one.card is not None}
    _lock(wanted)
    now = cards_now(ready.branch_id, wanted)
    found = {}
    for one in ready.rows:
        if one.card is not None and (one.card not in now or now[one.card].version != one.card_version):
            found[one.row.row] = undecided(one, now.get(one.card))
    return found


def came_since(ready: Ready) -> dict[int, Candidate]:
    """The cards that came or changed since the plan was judged."""
    sql = "select id from card where branch_id = ? and updated_at >= ?"
    ids = [row[0] for row in database.rows(sql, (ready.branch_id, ready.staged_at))]
    return cards_now(ready.branch_id, ids) if ids else {}


def meant(rows: Iterable[Staged], came: Mapping[int, Candidate]) -> dict[int, Candidate]:
    """The card of these that each row surely means though it is not the row's own, by the row's number."""
    together, found = Together(), dict[int, Candidate]()
    for card in came.values():
        together.add(card)
    for one in rows:
        other, alike = together.most_alike(one.row.values)
        if other is not None and alike is Likeness.SURE and other.id != one.card:
            found[one.row.row] = other
    return found


def with_followers(ready: Ready, found: Mapping[int, Staged]) -> list[Staged]:
    """The rows found to be stale, and those that share the new card of one of them."""
    followers = [one for one in ready.rows if one.with_row in found and one.row.row not in found]
    return [*found.values(), *(_with_problem(one, "row_left_out", other_row=str(one.with_row)) for one in followers)]


def _lock(ids: Iterable[int]) -> None:
    """Let nobody else change these cards until the transaction ends; they may be pointed to."""
    if database.engine() != "postgresql":
        return
    for some in database.chunks(sorted(ids)):
        database.rows(f"select id from card where id in {database.marks(some)} order by id for no key update", some)


def undecided(one: Staged, card: Candidate | None) -> Staged:
    """A row whose card, or another that it may mean, came or changed meanwhile."""
    return _with_problem(one, "card_changed", card, card_no=card.card_no if card else "")


def _with_problem(one: Staged, problem: str, card: Candidate | None = None, **details: Any) -> Staged:
    why = Problem(None, "name", one.row.values.get("name") or "", problem, details)
    row = one.row._replace(problems=(*(told for told in one.row.problems if not told.harmless), why))
    return Staged(row, Outcome.UNDECIDED, card.id if card else None, card.version if card else None)
