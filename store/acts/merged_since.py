"""What became of an import's cards by merging, for its undo (F12, X1). Writes nothing.

A card that went into another since, and a new one that took another in, are left as they are, with what the import
brought: it is one customer's now, and nobody can say any more which of the two it belongs to. Whoever wants it undone
there too takes the merge apart first: a merge that was undone counts as nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from store import database, merges
from store.acts.merge import INTO

MERGES = ("merge_cards", "unmerge_cards")
"""The acts, as the journal calls them."""


def went(among: str, params: Sequence[Any]) -> Mapping[int, str]:
    """Those of the cards that a query gives which went into another, and the number of the one that stays."""
    found = database.rows(f"select gone_id from merge where undone_at is null and gone_id in ({among})", params)
    return merges.numbers_into({card for (card,) in found})


def took_in(among: str, params: Sequence[Any]) -> set[int]:
    """Those of the cards that a query gives into which another went."""
    sql = f"select distinct kept_id from merge where undone_at is null and kept_id in ({among})"
    return {card for (card,) in database.rows(sql, params)}


def standing(branch_id: int, entries: Collection[int]) -> set[int]:
    """Those of these merges, by their numbers in the journal, that nobody has undone since."""
    last = (
        "select max(l.entry_number) from journal_change l where l.card_id = c.card_id and l.branch_id = c.branch_id"
        f" and l.record = 'card' and l.field = '{INTO}'"
    )
    sql = (
        "select c.entry_number from journal_change c join merge m on m.gone_id = c.card_id and m.undone_at is null"
        f" where c.branch_id = ? and c.record = 'card' and c.field = '{INTO}' and c.entry_number = ({last})"
        " and c.entry_number in {among}"
    )
    return {number for (number,) in database.rows_among(sql, sorted(entries), (branch_id,))}
