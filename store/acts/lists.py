"""Lists that leave the room: their records for whoever takes them, and the slip by which one is asked for (K2, X2).

A list has only what its taker reads, at the moment when it is taken. Touches the drawers of cards, warranties and loans
to read, and the slips to ask. Undo is the withdrawing of the slip.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from store import access, database, find, journal, listing, loan_rules, offices, slips, warranties, whereabouts
from store.access import Actor, Right
from store.acts.take_out import PurposeNeeded
from store.card_edits import ROW_TABLES
from store.card_rows import CardRow, rows_of
from store.card_values import rows_of_many, values_of_many
from store.fields import FIELDS, Part, masked
from store.requested import RequestRecord, of_lines
from store.slips import Borrower
from store.wanted import Wanted, dumped

PAGE = 500
KIND = "export"


class FullCard(NamedTuple):
    """A card of a list with what its taker reads of it: what they may not is absent from `values` and from `rows`,
    which are its people and goods, by table."""

    row: CardRow
    values: Mapping[str, Any]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]


def records(actor: Actor, wanted: Wanted) -> Iterator[Any]:
    """The records of a list, read page by page. Of cards with fields of their own they are `FullCard`s. Does not
    write."""
    if wanted.list == "cards" and wanted.fields:
        yield from _full(actor, _cards(actor, wanted._replace(fields=())))
        return
    if wanted.list == "cards":
        yield from _cards(actor, wanted)
        return
    listed: Iterator[Any] = warranties.every(actor) if wanted.list == "warranty" else iter(whereabouts.out(actor))
    if not (wanted.text.strip() or wanted.notches or wanted.marked):
        yield from listed
        return
    among = {row.card_no for row in _cards(actor, wanted)}
    yield from (record for record in listed if record.card_no in among)


def _cards(actor: Actor, wanted: Wanted) -> Iterator[CardRow]:
    """The marked cards, else what find and notches leave, in the order of the list."""
    ids = list(wanted.marked)
    if not ids and wanted.text.strip():
        ids = list(find.find(actor, wanted.text, wanted.notches, limit=find.MOST).ids)
    if ids or wanted.text.strip():
        for some in database.chunks(ids, PAGE):
            yield from rows_of(actor, some)
        return
    last: CardRow | None = None
    while page := listing.page(actor, wanted.order, wanted.downwards, wanted.notches, last, "after", PAGE):
        yield from page
        last = page[-1]


def _full(actor: Actor, rows: Iterator[CardRow]) -> Iterator[FullCard]:
    reading = access.reading(actor)
    for page in database.chunks(rows, PAGE):
        ids = [row.id for row in page]
        values = values_of_many(ids)
        rows_of_table = {table: rows_of_many(table, ids) for table in ROW_TABLES}
        for row in page:
            parts = reading.parts(row.id, row.branch_id)
            open_ = Part.CONFIDENTIAL in parts
            found = {table: rows.get(row.id, ()) if open_ else () for table, rows in rows_of_table.items()}
            yield FullCard(row, masked(values[row.id], FIELDS, parts), found)


def most_rows(actor: Actor, table: str) -> int:
    """How many rows of one of `ROW_TABLES` the card with the most of them has, of those that `actor` reads. Does not
    write."""
    branches = access.reading(actor).branches
    marks = database.marks(branches)
    sql = f"select count(*) from {table} where branch_id in {marks} group by card_id order by 1 desc limit 1"
    found = database.rows(sql, tuple(branches))
    return int(found[0][0]) if found else 0


def count(actor: Actor, wanted: Wanted) -> int:
    """How many records a list has. Does not write."""
    if wanted.list == "cards" and not wanted.text.strip() and not wanted.marked:
        return listing.count(actor, wanted.notches)
    return sum(1 for _ in records(actor, wanted))


def ask(actor: Actor, wanted: Wanted, purpose: str) -> RequestRecord:
    """Ask for a list that somebody may not take by themselves: a manager approves it, and then it is taken out under
    its slip. Raises NotAllowed, PurposeNeeded."""
    actor = access.actor_of(actor.staff_id)
    if not (actor.may(Right.ASK) or actor.may(Right.EXPORT)):
        raise access.missing(Right.ASK)
    if not purpose.strip():
        raise PurposeNeeded()
    rows = count(actor, wanted)
    today = offices.today(actor)
    taker = Borrower(actor.staff_id, actor.user, actor.name)
    due = slips.usual_due(KIND, today)
    with journal.entry(actor.branch_id, actor.staff_id, "ask", purpose.strip()) as entry:
        slip, _ = slips.open_slip(actor.branch_id, actor.staff_id, KIND, taker, purpose, due, database.now())
        database.execute("update slip set wanted = ?, row_count = ? where id = ?", (dumped(wanted), rows, slip))
        line = slips.add_line(entry, slip, None, KIND, taker, "requested", due, approver=loan_rules.MANAGER)
        entry.note(journal.Change("slip", slip, None, "list", None, wanted.list))
        entry.note(journal.Change("slip", slip, None, "rows", None, str(rows)))
    return of_lines(actor, [line])[0]
