"""What hangs from a card and follows it into another when the two are merged, and back (F12): people, goods owned,
warranties, loans, reservations, submissions. For the inside of a journal entry.

Each row that moves says so in the entry under the card it comes to, so that the undo knows it and the history of that
card tells of it. What stays where it is (who saw it, what sheets said, its drafts and prints) is read through `merges`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from store import database, journal
from store.card_edits import ROW_TABLES
from store.card_rows import CardRow
from store.card_values import ROWS, rows_of

TABLES = ("person", "goods", "warranty", "slip_card", "reservation", "submission")
CARD = "card"
"""The field under which a row says from which card to which it went, by their numbers."""
_BY_ROW = {"slip_card": ("loan", "request"), "reservation": ("reservation",)}
"""What of a leave follows the rows of a table."""


def counts(card: int) -> dict[str, int]:
    """How many rows of each table hang from a card. Does not write."""
    questions = [database.Question(f"select count(*) from {table} where card_id = ?", (card,)) for table in TABLES]
    return dict(zip(TABLES, map(int, database.answers(questions)), strict=True))


def carry(entry: journal.Entry, gone: CardRow, kept: CardRow) -> None:
    """Let all that hangs from `gone` hang from `kept`; people and goods that `kept` has already stay behind."""
    _end_waiting(entry, gone, kept)
    for table in TABLES:
        behind = _had_already(table, gone.id, kept.id) if table in ROW_TABLES else set[int]()
        ids = [row for (row,) in database.rows(f"select id from {table} where card_id = ? order by id", (gone.id,))]
        move(entry, table, [row for row in ids if row not in behind], gone, kept)


def move(entry: journal.Entry, table: str, rows: Sequence[int], of: CardRow, to: CardRow) -> None:
    """Let these rows of a table hang from another card."""
    database.execute_many(f"update {table} set card_id = ? where id = ?", [(to.id, row) for row in rows])
    for kind in _BY_ROW.get(table, ()):
        database.execute_many(
            f"update handover_item set card_id = ? where kind = '{kind}' and row_id = ?", [(to.id, row) for row in rows]
        )
    for row in rows:
        entry.note(journal.Change(table, row, to.id, CARD, of.card_no, to.card_no))
        entry.note_all(_said_again(table, row, to.id))


def _said_again(table: str, row: int, card: int) -> Iterable[journal.Change]:
    """What the journal says of a row under the card it comes to, where that is no longer so: a loan's state, and what
    changed while it was elsewhere."""
    if table == "slip_card":
        ((state,),) = database.rows("select state from slip_card where id = ?", (row,))
        yield journal.Change(table, row, card, "state", None, state)
    infos = ROWS.get(table, {})
    said = {
        field: new
        for field, salt, new in database.rows(
            "select c.field, v.salt, v.new from journal_change c join journal_value v on v.branch_id = c.branch_id"
            " and v.entry_number = c.entry_number and v.place = c.place where c.card_id = ? and c.record = ?"
            " and c.record_id = ? and c.field is not null order by c.entry_number, c.place",
            (card, table, row),
        )
        if field in infos and salt
    }
    if not said:
        return
    stands = _values(table, row)
    for field, new in said.items():
        now = journal.text(stands[field])
        if now != new:
            yield journal.Change(table, row, card, field, new, now)


def _values(table: str, row: int) -> Mapping[str, Any]:
    ((card,),) = database.rows(f"select card_id from {table} where id = ?", (row,))
    return next(one for one in rows_of(table, card) if one["id"] == row)


def _had_already(table: str, gone: int, kept: int) -> set[int]:
    """The rows of `gone` that say nothing which a row of `kept` does not say too."""
    there = [_said(row) for row in rows_of(table, kept)]
    return {row["id"] for row in rows_of(table, gone) if any(_said(row) <= other for other in there)}


def _said(row: Mapping[str, Any]) -> set[tuple[str, str]]:
    """What is filled in in a row; how it was learnt says nothing of the thing."""
    return {
        (name, text)
        for name, value in row.items()
        if name not in ("id", "learnt_at") and value is not False and (text := journal.text(value))
    }


def _end_waiting(entry: journal.Entry, gone: CardRow, kept: CardRow) -> None:
    """Nobody waits twice for one card, nor for one that they hold: the later place is given up."""
    holders = {
        borrower
        for (borrower,) in database.rows(
            "select borrower_id from slip_card where card_id in (?, ?) and state = 'out' and holds", (gone.id, kept.id)
        )
    }
    waits = database.rows(
        "select id, card_id, borrower_id from reservation where card_id in (?, ?) and state = 'waiting' order by id",
        (gone.id, kept.id),
    )
    for row, card, borrower in waits:
        if borrower in holders:
            database.execute(
                "update reservation set state = 'cancelled', ended_at = ? where id = ?", (database.now(), row)
            )
            entry.note(journal.Change("reservation", row, card, "state", "waiting", "cancelled"))
        holders.add(borrower)
