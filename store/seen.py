"""Who has seen the confidential part of which card (L5): it stayed on the screen for a second, or was opened, copied,
printed or exported. One entry a person, card and hour, in a chain of its own for each branch of the cards.

A look costs its reader nothing: whoever shows a card tells of it afterwards, in another thread, and a second look
within the hour writes nothing. The write lock is held for a few rows. The journal carries the chain's end.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from locales.messages import N_, NC_, Message
from store import access, database, heads, journal, merges, offices, walls
from store.access import Actor, Reading, Right
from store.heads import HeadRecord, Parted
from store.journal import START, WINDOW, Broken
from store.tables.base import Part
from store.tables.choices import OPENING_KINDS

PHONES = "phones"
HOWS: dict[str, Message] = {
    "screen": NC_("seen", "beside the list"),
    "opened": NC_("seen", "opened"),
    "journal": NC_("seen", "in the journal"),
    "copied": NC_("seen", "copied"),
    "printed": NC_("seen", "printed"),
    "exported": NC_("seen", "exported"),
    PHONES: NC_("seen", "open part and phones"),
}
"""How a card came to be seen. The last is of those who read no more of it, and hides no look at the rest."""
OF_CARDS = ("card", "person", "goods", "warranty")
"""The journal's records whose values are those of a card."""
RECORD = "seen_head"


class SeenRecord(NamedTuple):
    """Somebody who saw a card. `id` is the entry's number, `slip` that of the loan under which they did."""

    id: int
    at: datetime
    by: str
    user: str
    how: str
    slip: int | None


class SeenChain(NamedTuple):
    """A branch's chain: how many entries it has, and the first that does not verify."""

    branch: str
    entries: int
    broken: Broken | None


class _Look(NamedTuple):
    card: int
    how: str
    slip: int | None


def note(actor: Actor, cards: Iterable[int], how: str) -> int:
    """Keep that `actor` has seen these cards, those of which they may read more than the open part. Returns how many
    entries that made; none for what they saw within the hour."""
    actor = access.actor_of(actor.staff_id)
    reading = access.reading(actor)
    written = 0
    for batch in database.chunks(dict.fromkeys(cards)):
        for branch_id, looks in _looks(actor, reading, batch, how).items():
            if _unseen(actor, looks, database.now()):
                written += _write(branch_id, actor, looks)
    return written


def numbered(actor: Actor, numbers: Iterable[str], how: str) -> int:
    """As `note`, of cards by their numbers."""
    wanted: dict[str, list[int]] = {}
    for prefix, digits in dict.fromkeys(filter(None, map(offices.parsed_card_no, numbers))):
        wanted.setdefault(prefix, []).append(digits)
    return note(actor, _by_number(wanted), how)


def _by_number(wanted: Mapping[str, Sequence[int]]) -> Iterator[int]:
    """The cards of these numbers, each branch's under its prefix."""
    for prefix, numbers in wanted.items():
        sql = "select c.id from card c join branch b on b.id = c.branch_id where b.prefix = ? and c.number in {among}"
        yield from (card for (card,) in database.rows_among(sql, numbers, (prefix,)))


def _looks(actor: Actor, reading: Reading, cards: Sequence[int], how: str) -> dict[int, list[_Look]]:
    """What is to be kept, by branch."""
    marks = database.marks(cards)
    slips = _slips(actor, cards)
    looks: dict[int, list[_Look]] = {}
    for card, branch_id in database.rows(f"select id, branch_id from card where id in {marks} order by id", cards):
        parts = reading.parts(card, branch_id)
        if Part.CONFIDENTIAL in parts:
            looks.setdefault(branch_id, []).append(_Look(card, how, slips.get(card)))
        elif Part.CONTACT in parts:
            looks.setdefault(branch_id, []).append(_Look(card, PHONES, None))
    return looks


def _slips(actor: Actor, cards: Sequence[int]) -> Mapping[int, int]:
    """The numbers of the slips that open these cards to `actor`."""
    return dict(
        database.rows(
            "select l.card_id, s.number from slip_card l join slip s on s.id = l.slip_id where l.borrower_id = ?"
            f" and l.state = 'out' and s.kind in {database.marks(OPENING_KINDS)}"
            f" and l.card_id in {database.marks(cards)} order by l.id",
            (actor.staff_id, *OPENING_KINDS, *cards),
        )
    )


def _unseen(actor: Actor, looks: Sequence[_Look], now: datetime) -> list[_Look]:
    """Those that are not kept for this hour yet."""
    marks = database.marks(looks)
    found = database.rows(
        f"select card_id, how from seen_entry where card_id in {marks} and staff_id = ? and at >= ?",
        (*(look.card for look in looks), actor.staff_id, hour_of(now)),
    )
    known = {(card, how == PHONES) for card, how in found}
    return [look for look in looks if (look.card, look.how == PHONES) not in known]


def hour_of(moment: datetime) -> datetime:
    """The hour in which something counts once."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _write(branch_id: int, actor: Actor, looks: Sequence[_Look]) -> int:
    with database.writing():
        number, before = _locked_head(branch_id)
        at = database.now()
        rows = []
        for look in _unseen(actor, looks, at):
            number += 1
            before = entry_hash(before, branch_id, number, at, actor.staff_id, *look)
            rows.append((branch_id, number, journal.moment_text(at), actor.staff_id, *look, before))
        if rows:
            database.execute_many(
                "insert into seen_entry (branch_id, number, at, staff_id, card_id, how, slip, hash)"
                " values (?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            database.execute(
                "update seen_head set number = ?, hash = ? where branch_id = ?", (number, before, branch_id)
            )
    return len(rows)


def _locked_head(branch_id: int) -> tuple[int, str]:
    """Number and hash of the last entry; the row stays locked until the transaction ends."""
    database.execute(
        "insert into seen_head (branch_id, number, hash) values (?, 0, ?) on conflict (branch_id) do nothing",
        (branch_id, START),
    )
    lock = " for update" if database.engine() == "postgresql" else ""
    return database.rows(f"select number, hash from seen_head where branch_id = ?{lock}", (branch_id,))[0]


def entry_hash(
    before: str, branch_id: int, number: int, at: Any, staff_id: int, card: int, how: str, slip: int | None
) -> str:
    """The hash of an entry: over the hash before it and its row."""
    covered = (before, branch_id, number, journal.moment_text(at), staff_id, card, how, slip)
    return hashlib.sha256(journal.canonical(covered)).hexdigest()


# questions


def of_card(actor: Actor, card: int, limit: int = 200) -> list[SeenRecord]:
    """Who has seen a card, the latest first. For those who read the journal and the card. Raises NotAllowed,
    NotYourCard. Does not write."""
    actor = access.require(actor, Right.READ_JOURNAL)
    reading = access.reading(actor)
    branch = database.rows("select branch_id from card where id = ?", (card,))
    if not branch or Part.CONFIDENTIAL not in reading.parts(card, branch[0][0]):
        raise reading.not_visible()
    return listed(card, limit)


def listed(card: int, limit: int) -> list[SeenRecord]:
    """As `of_card`, where it is known that they may be told. Does not write."""
    of = merges.of(card)
    found = database.rows(
        'select e.number, e.at, s.name, s."user", e.how, e.slip from seen_entry e join colleague s on s.id = e.staff_id'
        f" where e.card_id in {database.marks(of)} order by e.at desc, e.number desc limit ?",
        (*of, limit),
    )
    return [SeenRecord(number, database.moment(at), *rest) for number, at, *rest in found]


def chains() -> tuple[SeenChain, ...]:
    """Every branch's chain, looked through. Does not write."""
    return tuple(SeenChain(one.name, _head(one.id)[0], verify(one.id)) for one in offices.in_reach())


def _head(branch_id: int) -> tuple[int, str]:
    found = database.rows("select number, hash from seen_head where branch_id = ?", (branch_id,))
    return found[0] if found else (0, START)


def verify(branch_id: int) -> Broken | None:
    """Recompute a branch's whole chain from its rows. Returns the first broken entry, or None. Does not write."""
    before, expected = START, 0
    with database.undecoded():
        while window := _entries_after(branch_id, expected):
            for number, *row, hash_ in window:
                expected += 1
                if number != expected:
                    return Broken(branch_id, expected, "missing")
                if entry_hash(before, branch_id, number, *row) != hash_:
                    return Broken(branch_id, number, "hash")
                before = hash_
        number, hash_ = _head(branch_id)
        if number > expected:
            return Broken(branch_id, expected + 1, "missing")
        if (number, hash_) != (expected, before):
            return Broken(branch_id, expected, "head")
        stray = database.rows("select min(number) from seen_entry where branch_id = ? and number < 1", (branch_id,))[0][
            0
        ]
        return None if stray is None else Broken(branch_id, stray, "added")


def _entries_after(branch_id: int, number: int) -> list[tuple[Any, ...]]:
    return database.rows(
        "select number, at, staff_id, card_id, how, slip, hash from seen_entry"
        f" where branch_id = ? and number > ? order by number limit {WINDOW}",
        (branch_id, number),
    )


def note_heads(entry: journal.Entry) -> None:
    """Write the ends of all chains of seen cards into the journal, so that a tail that is cut off is missed."""
    entry.note_all(
        journal.Change(RECORD, 0, None, "head", None, HeadRecord(prefix, number, hash_).text)
        for prefix, number, hash_ in database.rows(
            "select b.prefix, h.number, h.hash from seen_head h join branch b on b.id = h.branch_id order by b.id"
        )
        if number
    )


def parted() -> tuple[Parted, ...]:
    """Where the chains of seen cards part from what the journal carries of them. Does not write."""
    ids = dict(database.rows("select prefix, id from branch"))
    first: dict[str, Parted] = {}
    hidden = set(ids.values()) - set(walls.within_reach())
    for head in _carried():
        if ids.get(head.prefix) in hidden:
            continue
        found = database.rows(
            "select hash from seen_entry where branch_id = ? and number = ?", (ids.get(head.prefix), head.number)
        )
        if found != [(head.hash,)] and (head.prefix not in first or head.number < first[head.prefix].number):
            first[head.prefix] = Parted(head.prefix, head.number, "other" if found else "cut")
    return tuple(first.values())


def _carried() -> Iterator[HeadRecord]:
    for (text,) in database.rows(
        "select distinct v.new from journal_change c join journal_value v on v.branch_id = c.branch_id"
        " and v.entry_number = c.entry_number and v.place = c.place where c.record = ? and v.new is not null",
        (RECORD,),
    ):
        yield heads.parse(text)


PARTED: dict[str, Message] = {
    "cut": N_("{branch}: who saw which card: entry {number} is missing, which the journal knows of."),
    "other": N_("{branch}: who saw which card: entry {number} is not the one that the journal knows of."),
}
"""What parts from the journal, in a sentence."""
