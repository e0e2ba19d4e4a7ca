"""Where cards are: what is out, to whom, until when, and who had a card before (L4). Nothing here writes."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from store import access, database, offices, originals, paging, reservations, slips, transfers
from store.access import Actor
from store.database import Question
from store.originals import OriginalRecord
from store.slips import LoanRecord

LoanKey = tuple[date, int]
"""Where a loan stands among those that are out: its due date and id."""
START_FROM_END: LoanKey = (date.max, 0)


class Whereabouts(NamedTuple):
    """Where a card is: `loan` is the open one, `earlier` those before it, the latest first; `queue` is who waits;
    `original` its latest print on paper; `on_way_to` the branch to which it was sent, `before` its earlier numbers."""

    card_no: str
    loan: LoanRecord | None
    earlier: tuple[LoanRecord, ...]
    queue: tuple[str, ...] = ()
    original: OriginalRecord | None = None
    on_way_to: str | None = None
    before: tuple[str, ...] = ()


def out(
    actor: Actor,
    *,
    overdue: bool = False,
    due_today: bool = False,
    after: LoanKey | None = None,
    before: LoanKey | None = None,
    limit: int | None = None,
) -> list[LoanRecord]:
    """The cards that are out in the branches `actor` reads, or to themselves; the longest due first. Does not write.

    `overdue`: only those past their due date; `due_today`: only those whose due date it is.
    A window of them: the `limit` ones `after` or just `before` a loan's key. `before` START_FROM_END begins at the end.
    """
    current = access.actor_of(actor.staff_id)
    reading, today = access.reading(current), offices.today(current)
    scope, params = _out(current, reading.branches, today, overdue=overdue, due_today=due_today)
    part = paging.part(("l.due", "l.id"), before or after, "before" if before else "after", limit)
    found = slips.loans(scope + part.condition, [*params, *part.params], today, part.order)
    return part.in_order(slips.masked(reading, current, found))


def count_out(actor: Actor, *, overdue: bool = False, due_today: bool = False) -> int:
    """How many cards `out` would list. Does not write."""
    current = access.actor_of(actor.staff_id)
    branches, today = access.whole_branches(current), offices.today(current)
    question = count_question(current, branches, today, overdue=overdue, due_today=due_today)
    return int(database.answers([question])[0])


def count_question(
    current: Actor, branches: Sequence[int], today: date, *, overdue: bool = False, due_today: bool = False
) -> Question:
    """The question that `count_out` asks for somebody as they are now, who reads these branches."""
    scope, params = _out(current, branches, today, overdue=overdue, due_today=due_today)
    return Question(f"select count(*) from slip_card l where {scope}", params)


def _out(
    current: Actor, branches: Sequence[int], today: date, *, overdue: bool, due_today: bool
) -> tuple[str, list[Any]]:
    params: list[Any] = list(branches) or [current.staff_id]
    scope = f"l.branch_id in {database.marks(branches)}" if branches else "l.borrower_id = ?"
    for wanted, compared in ((overdue, "<"), (due_today, "=")):
        if wanted:
            scope, params = f"{scope} and l.due {compared} ?", [*params, today]
    return f"l.state = 'out' and l.holds and {scope}", params


def where(actor: Actor, card: int) -> Whereabouts:
    """Where a card is, who had it, and who waits for it (L4). Raises NotYourCard. Does not write."""
    reading = access.reading(actor)
    (row,) = slips.seen(reading, [card])
    today = offices.today(actor)
    loans = slips.loans("l.card_id = ? and l.holds", (card,), today, "l.id desc limit 50")
    loans = slips.masked(reading, actor, loans)
    current = next((loan for loan in loans if loan.state == "out"), None)
    queue = tuple(one.borrower for one in reservations.queue(card))
    earlier = tuple(loan for loan in loans if loan is not current)
    last, before = originals.last_print(reading, row), transfers.numbers_before(card)
    return Whereabouts(row.card_no, current, earlier, queue, last, row.on_way_to, before)
