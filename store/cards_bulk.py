"""Many cards written at once, for a sheet that comes in: new ones and changed ones (F1, X1). `rows_bulk` writes what
hangs from them.

The card file's own rule holds here too: a card changes only with its version, its search words and its journal entry.
All functions that write are for the inside of a journal entry; what can be worked out before is, so that the write lock
is held briefly.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from store import database, journal, offices, readings, search, search_contents
from store.card_edits import DEFAULTS, ROW_TABLES
from store.fields import FIELDS, clean, stored

CARD_COLUMNS = {name: info.column for name, info in FIELDS.items() if info.table == "card"}
DETAIL_COLUMNS = {name: info.column for name, info in FIELDS.items() if info.table == "card_details"}


class NewCard(NamedTuple):
    """A card ready to be written: what it has that not every new card has, its place in the lists, the digest of its
    whole content."""

    values: Mapping[str, Any]
    sort_name: str
    digest: str


class CardUpdate(NamedTuple):
    """What changes on a card: (old, new) by field name."""

    card: int
    changed: Mapping[str, tuple[Any, Any]]


def prepared(values: Mapping[str, Any]) -> NewCard:
    """A new card of these values, which are as kept; all others are as on any new card. Does not write."""
    complete = {**_empty(), **values}
    return NewCard(values, readings.sort_name(complete["name"]), journal.content_digest(list(complete.items())))


@lru_cache(maxsize=1)
def _empty() -> dict[str, Any]:
    return {name: None if info.required else clean(info, DEFAULTS.get(name)) for name, info in FIELDS.items()}


def create_many(entry: journal.Entry, cards: Sequence[NewCard], learnt_at: str | None) -> Sequence[int]:
    """Write new cards with the branch's next numbers. Returns their ids in the order given.

    Their search words are the caller's to add, once all that hangs from the cards is written (`index_new`).
    """
    if not cards:
        return []
    ids = database.new_ids("card", len(cards))
    first = offices.next_number(entry.branch_id, "card", len(cards))
    now, empty = database.now(), _empty()
    numbers = range(first, first + len(cards))
    given = ("id", "branch_id", "number", "sort_name", "version", "created_at", "updated_at")
    columns = _filled(CARD_COLUMNS, cards, empty)
    database.execute_many(
        _insert("card", [*columns.values(), *given]),
        (
            (*_kept(columns, new, empty), id_, entry.branch_id, number, new.sort_name, 1, now, now)
            for id_, number, new in zip(ids, numbers, cards, strict=True)
        ),
    )
    columns = _filled(DETAIL_COLUMNS, cards, empty)
    database.execute_many(
        _insert("card_details", [*columns.values(), "card_id", "branch_id"]),
        ((*_kept(columns, new, empty), id_, entry.branch_id) for id_, new in zip(ids, cards, strict=True)),
    )
    entry.note_all(
        journal.Change("card", id_, id_, None, None, new.digest, learnt_at) for id_, new in zip(ids, cards, strict=True)
    )
    _tell(entry.branch_id, ids)
    return ids


def index_new(branch_id: int, ids: Iterable[int]) -> None:
    """Let new cards be found. Inside a write."""
    for some in database.chunks(ids):
        search.add_many(branch_id, search_contents.of_cards(some).items())


def update_many(entry: journal.Entry, updates: Sequence[CardUpdate], learnt_at: str | None) -> None:
    """Change many cards; one that changes in no field still gets a new version, since something hangs from it now.

    The caller wraps this, and what it hangs from the cards, in `search.following`.
    """
    now = database.now()
    database.execute_many(
        "update card set version = version + 1, updated_at = ? where id = ?",
        [(now, update.card) for update in updates],
    )
    by_table = {"card": (CARD_COLUMNS, "id"), "card_details": (DETAIL_COLUMNS, "card_id")}
    for table, (columns, key) in by_table.items():
        groups: dict[tuple[str, ...], list[CardUpdate]] = {}
        for update in updates:
            names = tuple(name for name in update.changed if name in columns)
            if names:
                groups.setdefault(names, []).append(update)
        for names, group in groups.items():
            assignments = ", ".join(f"{columns[name]} = ?" for name in names)
            database.execute_many(
                f"update {table} set {assignments} where {key} = ?",
                [(*(stored(FIELDS[name], one.changed[name][1]) for name in names), one.card) for one in group],
            )
    database.execute_many(
        "update card set sort_name = ? where id = ?",
        [(readings.sort_name(one.changed["name"][1]), one.card) for one in updates if "name" in one.changed],
    )
    entry.note_all(
        journal.Change("card", one.card, one.card, name, journal.text(old), journal.text(new), learnt_at)
        for one in updates
        for name, (old, new) in one.changed.items()
    )
    _tell(entry.branch_id, [update.card for update in updates])


def looked_after_by(branch_id: int, salesperson: int) -> list[int]:
    """The branch's cards that somebody looks after, archived ones too. Inside a write nobody else changes them then."""
    locking = " for update" if database.engine() == "postgresql" and database.in_write() else ""
    sql = f"select id from card where salesperson_id = ? and branch_id = ? order by id{locking}"
    return [card for (card,) in database.rows(sql, (salesperson, branch_id))]


def pass_on(entry: journal.Entry, cards: Sequence[int], of: int, to: int) -> None:
    """Let `to` look after these cards, which are `of`'s (L6). Inside a write."""
    now = database.now()
    for some in database.chunks(cards):
        database.execute(
            f"update card set {CARD_COLUMNS['salesperson']} = ?, version = version + 1, updated_at = ?"
            f" where id in {database.marks(some)}",
            (to, now, *some),
        )
    old, new = journal.text(of), journal.text(to)
    entry.note_all(journal.Change("card", card, card, "salesperson", old, new) for card in cards)
    _tell(entry.branch_id, cards)
    search.change_mark(entry.branch_id, cards, "salesperson", str(of), str(to))


def owned(branch_id: int, cards: Iterable[int]) -> set[tuple[int, str]]:
    """Card and serial of the goods with a serial that these cards have. Does not write."""
    sql = "select card_id, serial from goods where branch_id = ? and serial is not null and card_id in {among}"
    return {(card, serial) for card, serial in database.rows_among(sql, cards, (branch_id,)) if serial}


# what an import made is taken away


def remove_many(branch_id: int, cards: Sequence[int]) -> None:
    """Take cards away, with their details and their rows: only cards that nothing else points to. Their numbers are not
    given again. The caller says so in the journal and lets them be found no longer."""
    if not cards:
        return
    database.keep_ids(branch_id, "card", max(cards))
    for table in ROW_TABLES:
        marks = database.marks(cards)
        last = database.rows(f"select max(id) from {table} where card_id in {marks}", cards)[0][0]
        if last is not None:
            database.keep_ids(branch_id, table, last)
            database.remove(table, "card_id", cards)
    for column in ("first_id", "second_id"):  # nobody has said anything of these: else something points to the card
        database.remove("pair", column, cards)
    for column in ("kept_id", "gone_id"):  # a merge that was undone: the journal tells of it
        database.remove("merge", column, cards)
    database.remove("card_details", "card_id", cards)
    database.remove("card", "id", cards)
    _tell(branch_id, cards)


def archive_many(entry: journal.Entry, cards: Sequence[int]) -> None:
    """Put cards away that are not archived yet (F11). The caller wraps this in `search.following`."""
    now = database.now()
    database.execute_many(
        "update card set archived_at = ?, updated_at = ?, version = version + 1 where id = ?",
        [(now, now, card) for card in cards],
    )
    old, new = journal.text(False), journal.text(True)
    entry.note_all(journal.Change("card", card, card, "archived", old, new) for card in cards)
    _tell(entry.branch_id, cards)


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"insert into {table} ({', '.join(columns)}) values {database.marks(columns)}"


def _filled(columns: Mapping[str, str], cards: Iterable[NewCard], empty: Mapping[str, Any]) -> dict[str, str]:
    """Those of the columns in which something will stand: a sheet fills a dozen of eighty, and an empty value costs as
    much as any."""
    named = {name for new in cards for name in new.values}
    return {name: column for name, column in columns.items() if name in named or empty[name] is not None}


def _kept(columns: Iterable[str], new: NewCard, empty: Mapping[str, Any]) -> Iterator[Any]:
    """The values of a new card in the order of these fields."""
    values = new.values
    return (stored(FIELDS[name], values[name]) if name in values else empty[name] for name in columns)


def _tell(branch_id: int, ids: Iterable[int]) -> None:
    """Let lists and counts kept in memory know which cards changed."""
    database.execute_many(
        "insert into card_change (branch_id, card_id) values (?, ?)", [(branch_id, id_) for id_ in ids]
    )
