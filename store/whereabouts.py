"""Where cards are: what is out, to whom, until when, and who had a card before (L4). Nothing here writes."""

from datetime import date
from typing import Any, NamedTuple

from store import access, database, offices, reservations, slips
from store.access import Actor
from store.slips import LoanRecord

LoanKey = tuple[date, int]
"""Where a loan stands among those that are out: its due date and id."""
START_FROM_END: LoanKey = (date.max, 0)


class Whereabouts(NamedTuple):
    """Where a card is: `loan` is the open one, `earlier` those before it, the latest first; `queue` is who waits."""

    card_no: str
    loan: LoanRecord | None
    earlier: tuple[LoanRecord, ...]
    queue: tuple[str, ...] = ()


def out(
    actor: Actor,
    *,
    overdue: bool = False,
    after: LoanKey | None = None,
    before: LoanKey | None = None,
    limit: int | None = None,
) -> list[LoanRecord]:
    """The cards that are out in the branches `actor` reads, or to themselves; the longest due first. Does not write.

    A window of them: the `limit` ones `after` or just `before` a loan's key. `before` START_FROM_END begins at the end.
    """
    scope, params, today = _out(actor, overdue)
    if after:
        scope, params = f"{scope} and (l.due, l.id) > (?, ?)", [*params, *after]
    if before:
        scope, params = f"{scope} and (l.due, l.id) < (?, ?)", [*params, *before]
    order = "l.due desc, l.id desc" if before else "l.due, l.id"
    found = slips.loans(scope, params, today, order if limit is None else f"{order} limit {int(limit)}")
    return found[::-1] if before else found


def count_out(actor: Actor, *, overdue: bool = False) -> int:
    """How many cards `out` would list. Does not write."""
    scope, params, _ = _out(actor, overdue)
    return int(database.rows(f"select count(*) from slip_card l where {scope}", params)[0][0])


def _out(actor: Actor, overdue: bool) -> tuple[str, list[Any], date]:
    current = access.actor_of(actor.staff_id)
    today = offices.today(current)
    branches = access.reading(current).branches
    params: list[Any] = list(branches) or [current.staff_id]
    scope = f"l.branch_id in ({', '.join('?' * len(branches))})" if branches else "l.borrower_id = ?"
    if overdue:
        scope, params = f"{scope} and l.due < ?", [*params, today]
    return f"l.state = 'out' and l.holds and {scope}", params, today


def where(actor: Actor, card: int) -> Whereabouts:
    """Where a card is, who had it, and who waits for it (L4). Raises NotYourCard. Does not write."""
    (row,) = slips.seen(access.reading(actor), [card])
    today = offices.today(actor)
    loans = slips.loans("l.card_id = ? and l.holds", (card,), today, "l.id desc limit 50")
    current = next((loan for loan in loans if loan.state == "out"), None)
    queue = tuple(one.borrower for one in reservations.queue(card))
    return Whereabouts(row.card_no, current, tuple(loan for loan in loans if loan is not current), queue)
