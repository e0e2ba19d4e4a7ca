"""The journal: what was done, by whom, and what each field was before and is now (K4, F11).

One chain of hashes a branch, numbered without gaps. An entry's hash covers the entry before it, its own row and the
digest of each of its changes; the values stand apart behind salted digests, so that a value can be blanked and the
chain still verifies. A reason can be blanked too: the entry that does so keeps a digest of all else the earlier one
says. What may enter, and in which form, is decided by the drawers.

How an entry comes to be, on both engines: `entry` begins the write (or joins an outer one); the drawer changes rows and
notes the changes; when the outermost `entry` ends, the branch's head row is locked and read, the entry gets the next
number, entry, changes and values are inserted, the head is moved, all is committed. Nothing is acknowledged before.
PostgreSQL tells whoever listens as it commits (`news`).
"""

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from time import perf_counter
from typing import Any, NamedTuple

from store import database, log

START = "0" * 64
"""What stands before the first entry of a chain."""


CHANNEL = "cardkeeper"
"""What PostgreSQL's listeners listen to."""
MOST_TOLD, MANY = 100, "*"
"""Of an entry with more changes than this it is only told that there are many."""


class Mark(NamedTuple):
    """What an entry is known by for good: its place in its branch's chain, and its hash."""

    branch_id: int
    number: int
    hash: str


class Change(NamedTuple):
    """One field of one record: `field` None for a whole new record, whose `new` is its content's digest."""

    record: str
    record_id: int
    card_id: int | None
    field: str | None
    old: str | None = None
    new: str | None = None
    learnt_at: str | None = None


@dataclass(slots=True)
class Entry:
    """An act that is going on. Drawers note what they change; the number is known once the act has ended."""

    branch_id: int
    staff_id: int | None
    act: str
    reason: str | None = None
    number: int = 0
    changes: list[Change] = field(default_factory=list)

    def note(self, change: Change) -> None:
        self.changes.append(change)

    def note_all(self, changes: Iterable[Change]) -> None:
        self.changes.extend(changes)


_current: ContextVar[Entry | None] = ContextVar("journal_entry", default=None)
_marking: ContextVar[Callable[[Mark], None] | None] = ContextVar("journal_marking", default=None)


@contextlib.contextmanager
def marking(hear: Callable[[Mark], None]) -> Iterator[None]:
    """Let `hear` know each entry written inside just before it is committed: by its mark it is recognised later, even
    where the answer to the commit got lost. Inside another `marking`, both hear."""
    outer = _marking.get()

    def both(mark: Mark) -> None:
        hear(mark)
        if outer is not None:
            outer(mark)

    token = _marking.set(both)
    try:
        yield
    finally:
        _marking.reset(token)


def is_written(mark: Mark) -> bool:
    """Whether the entry was committed. Waits for whoever is just writing into the branch's journal: a commit whose
    answer got lost may still be on its way. Only inside `writing()`."""
    _locked_head(mark.branch_id)
    found = database.rows(
        "select hash from journal_entry where branch_id = ? and number = ?", (mark.branch_id, mark.number)
    )
    return found == [(mark.hash,)]


@contextlib.contextmanager
def entry(branch_id: int, staff_id: int | None, act: str, reason: str | None = None) -> Iterator[Entry]:
    """The transaction and the entry in one. Inside another entry it joins that one: handover, merge and undo are one
    act. An exception writes nothing. An act that changed nothing is written all the same.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    began = perf_counter()
    begun = Entry(branch_id, staff_id, act, reason)
    try:
        with database.writing():
            token = _current.set(begun)
            try:
                yield begun
                _write(begun)
            finally:
                _current.reset(token)
    except Exception as error:
        log.refused(error, act=act, branch=branch_id, began=began)
        raise
    log.tell("act", act=act, branch=branch_id, number=begun.number, seconds=perf_counter() - began)


def text(value: Any) -> str | None:
    """A field's value as the journal keeps it: codes, ISO dates, plain decimals, None for empty."""
    if value is None or type(value) is str:
        return value or None
    match value:
        case "":
            return None
        case bool():
            return "1" if value else "0"
        case date() | datetime():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def content_digest(values: Sequence[tuple[str, Any]]) -> str:
    """The digest of a new record's content, names and values in the order given; what is empty is left out, so that a
    field added to the card later makes no other digest."""
    filled = [part for name, value in values if (said := text(value)) is not None for part in (name, said)]
    return hashlib.sha256(canonical(filled)).hexdigest()


def _write(entry: Entry) -> None:
    at = database.now()
    entry.number, before = _locked_head(entry.branch_id)
    entry.number += 1
    count = len(entry.changes)
    salts = _Packed(secrets.token_bytes(_SALT * count), _SALT)
    digests = _packed_digests(entry.changes, salts)

    def change_rows() -> Iterator[Row]:
        """Made twice rather than kept: an import may have half a million of them."""
        for place, c in enumerate(entry.changes):
            what = c.record, c.record_id, c.card_id, c.field, c.learnt_at
            yield entry.branch_id, entry.number, place, *what, digests.at(place)

    row = (entry.branch_id, entry.number, at, entry.staff_id, entry.act, entry.reason)
    own = entry_hash(before, *row, count, change_rows())
    database.execute(
        "insert into journal_entry (branch_id, number, at, staff_id, act, reason, changes, hash)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        (entry.branch_id, entry.number, moment_text(at), entry.staff_id, entry.act, entry.reason, count, own),
    )
    database.execute_many(
        "insert into journal_change (branch_id, entry_number, place, record, record_id, card_id, field, learnt_at,"
        " digest) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        change_rows(),
    )
    database.execute_many(
        "insert into journal_value (branch_id, entry_number, place, salt, old, new) values (?, ?, ?, ?, ?, ?)",
        (
            (entry.branch_id, entry.number, place, salts.at(place), c.old, c.new)
            for place, c in enumerate(entry.changes)
        ),
    )
    _move_head(Mark(entry.branch_id, entry.number, own), entry.changes)


_SALT, _DIGEST = 8, 32
"""Bytes."""


class _Packed(NamedTuple):
    """Texts of hexadecimal figures, each of so many bytes, one behind the other: an import has half a million of them,
    and as texts they would take four times as much."""

    whole: bytes | bytearray
    size: int

    def at(self, place: int) -> str:
        return self.whole[place * self.size : (place + 1) * self.size].hex()


def _packed_digests(changes: Iterable[Change], salts: _Packed) -> _Packed:
    """The digest of each change's values, under its salt."""
    digests = bytearray()
    for place, change in enumerate(changes):
        digests += _of_values(salts.at(place), change.old, change.new).digest()
    return _Packed(digests, _DIGEST)


def _move_head(mark: Mark, changes: Sequence[Change]) -> None:
    """The head stands at the new entry, and PostgreSQL tells of it once it is committed, in the same round trip."""
    moved = "update journal_head set number = ?, hash = ? where branch_id = ?"
    values = (mark.number, mark.hash, mark.branch_id)
    if database.engine() == "postgresql":
        telling = f"with moved as ({moved} returning 1) select pg_notify(?, ?) from moved"
        database.rows(telling, (*values, CHANNEL, _told(mark, changes)))
    else:
        database.execute(moved, values)
    hear = _marking.get()
    if hear is not None:
        hear(mark)


def _told(mark: Mark, changes: Sequence[Change]) -> str:
    """Where the entry stands, the kinds of its records and its cards, as `news.told` reads it: ids and codes only."""
    records = cards = MANY
    if len(changes) <= MOST_TOLD:
        records = ",".join(sorted({change.record for change in changes}))
        cards = ",".join(str(card) for card in sorted({change.card_id for change in changes if change.card_id}))
    return f"{mark.branch_id} {mark.number} {mark.hash} {records} {cards}"


def _locked_head(branch_id: int) -> tuple[int, str]:
    """Number and hash of the last entry; the head row stays locked until the transaction ends."""
    lock = " for update" if database.engine() == "postgresql" else ""
    found = database.rows(f"select number, hash from journal_head where branch_id = ?{lock}", (branch_id,))
    return found[0]


REASON = ("journal_entry", "reason")
"""Record and field under which an entry says that it blanked the reason of an earlier one."""


def blank_reasons(entry: Entry, numbers: Iterable[int]) -> None:
    """Blank the reasons of earlier entries of the branch, as the law may demand (K6). Each leaves in `entry` a digest
    of all else it says, by which `verify` goes on to know it. Inside the entry."""
    record, field_name = REASON
    for number in numbers:
        (at, staff_id, act), *_ = database.rows(
            "select at, staff_id, act from journal_entry where branch_id = ? and number = ?", (entry.branch_id, number)
        )
        changes = list(_Lines("journal_change", _CHANGE_SQL, entry.branch_id, number - 1, number).of(number))
        digest = entry_hash("", entry.branch_id, number, at, staff_id, act, None, len(changes), changes)
        entry.note(Change(record, number, None, field_name, None, digest))
        database.execute(
            "update journal_entry set reason = null where branch_id = ? and number = ?", (entry.branch_id, number)
        )


def begin_chain(branch_id: int) -> None:
    """Give a new branch the empty chain that its entries will hang from."""
    database.execute("insert into journal_head (branch_id, number, hash) values (?, 0, ?)", (branch_id, START))


def head(branch_id: int) -> tuple[int, str]:
    """Number and hash of the branch's last entry; those of an empty chain where somebody took the head away. Does not
    write."""
    found = database.rows("select number, hash from journal_head where branch_id = ?", (branch_id,))
    return found[0] if found else (0, START)


def value_digest(salt: str, old: str | None, new: str | None) -> str:
    return _of_values(salt, old, new).hexdigest()


def _of_values(salt: str, old: str | None, new: str | None) -> "hashlib._Hash":
    return hashlib.sha256(canonical([salt, old, new]))


def entry_hash(
    before: str,
    branch_id: int,
    number: int,
    at: datetime | str,
    staff_id: int | None,
    act: str,
    reason: str | None,
    count: int,
    changes: Iterable[Sequence[Any]],
) -> str:
    """The hash of an entry: over the hash before it, its row, and its `count` change rows, digests included."""
    covered = hashlib.sha256(canonical([before, branch_id, number, moment_text(at), staff_id, act, reason, count]))
    for change in changes:
        covered.update(canonical(change))
    return covered.hexdigest()


def canonical(parts: Iterable[Any]) -> bytes:
    """Each part with its length before it, so that no two lists of parts look alike; None differs from empty."""
    texts = [part if part is None or type(part) is str else str(part) for part in parts]
    measured = [
        "-" if text is None else f"{len(text)}:{text}" if text.isascii() else f"{len(_encoded(text))}:{text}"
        for text in texts
    ]
    return _encoded("".join(measured))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def moment_text(at: Any) -> str:
    """A moment as the chain covers it; one that SQLite kept, as it stands there."""
    return at.isoformat(sep=" ", timespec="microseconds") if isinstance(at, datetime) else str(at)


class Broken(NamedTuple):
    """The first entry of a chain that does not verify, and what is wrong with it: missing, hash, values, head, or added
    where rows belong to no entry."""

    branch_id: int
    number: int
    wrong: str


WINDOW = 500
"""So many entries are verified at a time."""
Row = tuple[Any, ...]


def verify(branch_id: int) -> Broken | None:
    """Recompute the branch's whole chain from what stands in its rows. Returns the first broken entry, or None.

    Whatever bit of an entry, a change or a value differs from what was written, it is that entry which is named. An
    entry with a million changes is gone through some thousands at a time. Does not write.
    """
    before, expected = START, 0
    with database.undecoded():
        without_reason = _without_reason(branch_id)
        while window := _entries_after(branch_id, expected):
            changes = _Lines("journal_change", _CHANGE_SQL, branch_id, expected, window[-1][0])
            values = _Lines("journal_value", _VALUE_SQL, branch_id, expected, window[-1][0])
            for number, *row, hash_ in window:
                expected += 1
                if number != expected:
                    return Broken(branch_id, expected, "missing")
                entry = _Written(before, branch_id, number, *row)
                wrong = entry.wrong(hash_, changes.of(number), values.of(number), without_reason.get(number))
                if wrong is not None:
                    return Broken(branch_id, number, wrong)
                before = hash_
        number, hash_ = head(branch_id)
        if number > expected:
            return Broken(branch_id, expected + 1, "missing")
        if (number, hash_) != (expected, before):
            return Broken(branch_id, expected, "head")
        return _added(branch_id, expected)


_CHANGE_SQL = "record, record_id, card_id, field, learnt_at, digest"
_VALUE_SQL = "salt, old, new"
LINES = 5000
"""So many rows that hang from entries are read at a time."""


def _entries_after(branch_id: int, number: int) -> list[Row]:
    return database.rows(
        "select number, at, staff_id, act, reason, changes, hash from journal_entry"
        f" where branch_id = ? and number > ? order by number limit {WINDOW}",
        (branch_id, number),
    )


class _Lines:
    """The rows of a table that hang from the entries of a window, handed out entry by entry in their order; each begins
    with its branch, its entry and its place."""

    def __init__(self, table: str, columns: str, branch_id: int, after: int, last: Any) -> None:
        self._rows = self._read(table, columns, branch_id, after, last)
        self._next = next(self._rows, None)

    @staticmethod
    def _read(table: str, columns: str, branch_id: int, after: Any, last: Any) -> Iterator[Row]:
        sql = (
            f"select branch_id, entry_number, place, {columns} from {table} where branch_id = ? and entry_number <= ?"
            f" and (entry_number, place) > (?, ?) order by entry_number, place limit {LINES}"
        )
        place: Any = MOST_PLACES
        while found := database.rows(sql, (branch_id, last, after, place)):
            yield from found
            _, after, place = found[-1][:3]

    def of(self, number: int) -> Iterator[Row]:
        while self._next is not None and self._next[1] <= number:
            row, self._next = self._next, next(self._rows, None)
            if row[1] == number:
                yield row


MOST_PLACES = (1 << 31) - 1
"""No entry has as many changes."""


class _Written(NamedTuple):
    """An entry as its row says it, and the hash of the one before."""

    before: str
    branch_id: int
    number: int
    at: Any
    staff_id: int | None
    act: str
    reason: str | None
    length: int

    def wrong(
        self, hash_: str, changes: Iterator[Row], values: Iterator[Row], without_reason: str | None
    ) -> str | None:
        """What is wrong with it: `hash_` is not that of it and its `changes`, or `values` are not theirs."""
        seen, fit = 0, True

        def told() -> Iterator[Row]:
            nonlocal seen, fit
            for change in changes:
                value = next(values, None)
                fit = fit and value is not None and _fits(seen, change[-1], value)
                seen += 1
                yield change

        own = entry_hash(*self, told())
        fit = fit and next(values, None) is None
        if seen != self.length or (own != hash_ and (self.reason is not None or self._rest() != without_reason)):
            return "hash"
        return None if fit else "values"

    def _rest(self) -> str:
        """The digest of all else that an entry says whose reason was blanked."""
        lines = _Lines("journal_change", _CHANGE_SQL, self.branch_id, self.number - 1, self.number)
        return entry_hash(*self._replace(before="", reason=None), lines.of(self.number))


def _fits(place: int, digest: str, value: Row) -> bool:
    """Whether a value is what its digest covers. A blanked one has lost its salt and proves nothing."""
    _, _, at, salt, old, new = value
    return at == place and ((salt, old, new) == ("", None, None) or value_digest(salt, old, new) == digest)


def _without_reason(branch_id: int) -> dict[int, str]:
    """The digests of the entries whose reason was blanked, as the entries say that blanked it."""
    return dict(
        database.rows(
            "select c.record_id, v.new from journal_change c join journal_value v on v.branch_id = c.branch_id and"
            " v.entry_number = c.entry_number and v.place = c.place where c.branch_id = ? and c.record = ?"
            " and c.field = ? order by c.entry_number, c.place",
            (branch_id, *REASON),
        )
    )


def _added(branch_id: int, last: int) -> Broken | None:
    """Changes or values of an entry that is not in the chain."""
    for table in ("journal_change", "journal_value"):
        found = database.rows(
            f"select min(entry_number) from {table} where branch_id = ? and (entry_number < 1 or entry_number > ?)",
            (branch_id, last),
        )[0][0]
        if found is not None:
            return Broken(branch_id, found, "added")
    return None


def blanked(branch_id: int) -> int:
    """How many of the branch's values and reasons were blanked, as the law may demand (K6). Does not write."""
    values = database.rows("select count(*) from journal_value where branch_id = ? and salt = ''", (branch_id,))
    return int(values[0][0]) + len(_without_reason(branch_id))
