"""Cards that go from one branch to another by handover (K5): sent by the one, received by the other.

In between a card is on its way: it stands in the sender's drawer and nothing is done with it. The receiver takes it in
under the next number of its own, and everything of it follows, its history too; the old number leads to it for good. Or
they send it back. What runs over there (a loan, a request, somebody who waits, a submission) is ended first, since its
people cannot hold another branch's card; slips, lists and imports stay with the branch that made them.

Touches the transfers and the cards, locked by their ids; the receipt itself moves the rows (`doors`). One entry in the
sender's journal, one in the receiver's.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import peewee

from locales.messages import N_
from store import access, cards, cards_bulk, database, journal, offices, originals, paging, search, slips
from store.access import Actor, Right
from store.acts import erase
from store.card_rows import CardRow, masked_rows
from store.card_values import ROWS, rows_of, values_of
from store.errors import Refused
from store.offices import BranchRecord
from store.transfers import OnTheWay, numbers_before

__all__ = ["OnTheWay", "numbers_before"]
TRANSFER = "transfer"
LAST = 2**62
"""Comes after every transfer: from there a list is read backwards."""


class ThereAlready(Refused):
    card_no: str
    branch: str
    message = N_("Card {card_no} is of {branch} already.")


class SubmissionWaits(Refused):
    card_no: str
    submission: int
    message = N_("Card {card_no}: submission {submission} waits for an answer. Take it over or refuse it first.")


class NothingArrives(Refused):
    cards: str
    message = N_("No such card is on its way here: {cards}")


class NotOnTheWay(Refused):
    card_no: str
    message = N_("Card {card_no} is not on its way to another branch.")


class Moving(NamedTuple):
    """A card on its way. `here` is whether it comes to the branch of whoever asks."""

    id: int
    card_id: int
    card_no: str
    name: str
    from_branch: str
    to_branch: str
    sent_at: datetime
    by: str
    reason: str
    here: bool


class Received(NamedTuple):
    """A card that came, and the number that it had before."""

    row: CardRow
    before: str


# the sender


def send(actor: Actor, wanted: Sequence[int], to: str, reason: str) -> list[CardRow]:
    """Send cards to another branch. All or none. Returns them as they are now, on their way.

    Raises NotAllowed, NothingToLend, NoSuchBranch, ReasonMissing, NotYourCard, BranchOnly, OnTheWay, ThereAlready,
    Archived, Restricted, Erased, CardIsOut, StillOnPaper, StillAskedFor, StillReserved, SubmissionWaits.
    Journal: one entry "send_cards" in the chain of each branch that sends.
    """
    actor = access.require(actor, Right.SEND_CARDS)
    ids = list(dict.fromkeys(wanted))
    if not ids:
        raise slips.NothingToLend()
    branch, said = offices.named(to), slips.reason_given(reason)
    with database.writing():
        _lock(ids)
        rows = slips.within_reach(actor, Right.SEND_CARDS, ids)
        for row in rows:
            _refuse(row, branch)
        for branch_id in sorted({row.branch_id for row in rows}):
            _send(actor, branch_id, [row for row in rows if row.branch_id == branch_id], branch, said)
    return masked_rows(access.reading(actor), ids)


def _lock(ids: Sequence[int]) -> None:
    if database.engine() == "postgresql":
        for some in database.chunks(ids):
            database.rows(f"select id from card where id in {database.marks(some)} order by id for update", some)


def _refuse(row: CardRow, to: BranchRecord) -> None:
    if row.branch_id == to.id:
        raise ThereAlready(card_no=row.card_no, branch=to.name)
    if row.erased:
        raise cards.Erased(card_no=row.card_no)
    if row.archived:
        raise cards.Archived(card_no=row.card_no)
    if row.restricted:
        raise access.Restricted(card_no=row.card_no)
    erase.refuse_running(row)
    sql = "select number from submission where card_id = ? and state = 'waiting' order by id limit 1"
    for (number,) in database.rows(sql, (row.id,)):
        raise SubmissionWaits(card_no=row.card_no, submission=number)


def _send(actor: Actor, branch_id: int, rows: Sequence[CardRow], to: BranchRecord, reason: str) -> None:
    with journal.entry(branch_id, actor.staff_id, "send_cards", reason) as entry:
        now = database.now()
        for row in rows:
            parsed = offices.parsed_card_no(row.card_no)
            assert parsed is not None
            made = _insert(row, (branch_id, to.id, row.id, parsed[1], reason, actor.staff_id, now), to)
            entry.note(journal.Change(TRANSFER, made, row.id, "sent_to", None, to.name))
        _tell(branch_id, [row.id for row in rows])


def _insert(row: CardRow, values: Sequence[Any], to: BranchRecord) -> int:
    sql = "insert into transfer (branch_id, to_branch_id, card_id, number, reason, sent_by_id, sent_at) values"
    try:
        with database.writing():
            return database.insert(f"{sql} {database.marks(values)}", values)
    except peewee.IntegrityError:  # somebody else was quicker
        raise OnTheWay(card_no=row.card_no, branch=to.name) from None


def take_back(actor: Actor, wanted: Sequence[int]) -> list[CardRow]:
    """Cards that were sent, and not received yet, stay after all. All or none. Raises NotAllowed, NotYourCard,
    BranchOnly, NotOnTheWay. Journal: one entry "take_cards_back"."""
    actor = access.require(actor, Right.SEND_CARDS)
    ids = list(dict.fromkeys(wanted))
    rows = slips.seen(access.reading(actor), ids)
    with database.writing():
        for row in rows:
            access.require_in(actor, Right.SEND_CARDS, row.branch_id, row.card_no)
            with journal.entry(row.branch_id, actor.staff_id, "take_cards_back") as entry:
                ended = database.rows(
                    "update transfer set ended_at = ? where card_id = ? and ended_at is null"
                    " returning id, to_branch_id",
                    (database.now(), row.id),
                )
                if not ended:
                    raise NotOnTheWay(card_no=row.card_no)
                ((transfer, to),) = ended
                name = offices.branch_by_id(to).name
                entry.note(journal.Change(TRANSFER, transfer, row.id, "sent_to", name, None))
                _tell(row.branch_id, [row.id])
    return masked_rows(access.reading(actor), ids)


# the receiver


def receive(actor: Actor, wanted: Sequence[int] | None = None, *, salesperson: str = "") -> list[Received]:
    """Take in cards that are on their way here, by the ids of their transfers; all of them where none are named.

    Each gets the branch's next number, and is looked after by `salesperson`, or by nobody yet. All or none.
    Raises NotAllowed, NothingArrives, NotABorrower. Journal: one entry "receive_cards".
    """
    actor = access.require(actor, Right.RECEIVE_CARDS)
    with journal.entry(actor.branch_id, actor.staff_id, "receive_cards") as entry:
        coming = _coming(actor, wanted)
        keeper = slips.borrower_of(actor.branch_id, salesperson).id if salesperson.strip() else None
        first = offices.next_number(actor.branch_id, "card", len(coming))
        ids = [one.card for one in coming]
        _leave(coming)
        _receipt(actor, coming, first)
        database.execute_many(
            "update card set salesperson_id = ?, version = version + 1, updated_at = ? where id = ?",
            [(keeper, database.now(), card) for card in ids],
        )
        for number, one in enumerate(coming, first):
            entry.note_all(_told(actor, one, number))
        _tell(actor.branch_id, ids)
        cards_bulk.index_new(actor.branch_id, ids)
    rows = masked_rows(access.reading(actor), ids)
    return [Received(row, one.before) for row, one in zip(rows, coming, strict=True)]


class _Coming(NamedTuple):
    transfer: int
    card: int
    from_branch: int
    number: int
    prefix: str

    @property
    def before(self) -> str:
        return offices.card_no(self.prefix, self.number)


def _coming(actor: Actor, wanted: Sequence[int] | None) -> list[_Coming]:
    found = [
        _Coming(*row)
        for row in database.rows(
            "select t.id, t.card_id, t.branch_id, t.number, b.prefix from transfer t join branch b on b.id ="
            " t.branch_id where t.to_branch_id = ? and t.ended_at is null order by t.id",
            (actor.branch_id,),
        )
        if wanted is None or row[0] in set(wanted)
    ]
    if not found or (wanted is not None and len(found) < len(set(wanted))):
        missing = set(wanted or ()) - {one.transfer for one in found}
        raise NothingArrives(cards=", ".join(map(str, sorted(missing))) or "—")
    return found


def _leave(coming: Sequence[_Coming]) -> None:
    """Take the cards out of the search index of the branch that they come from; on PostgreSQL the receipt does."""
    if database.engine() == "sqlite":
        for branch_id in sorted({one.from_branch for one in coming}):
            of_branch = [one.card for one in coming if one.from_branch == branch_id]
            search.remove_many(branch_id, search.indexed(of_branch))


_RECEIPT_SQL = (
    "insert into receipt (branch_id, transfer_id, from_branch_id, card_id, old_number, number, accepted, reason,"
    " received_by_id, received_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _receipt(actor: Actor, coming: Sequence[_Coming], first: int | None, reason: str | None = None) -> None:
    now = database.now()
    database.execute_many(
        _RECEIPT_SQL,
        [
            (
                *(actor.branch_id, one.transfer, one.from_branch, one.card, one.number),
                *(None if first is None else first + place, first is not None, reason, actor.staff_id, now),
            )
            for place, one in enumerate(coming)
        ],
    )


def _told(actor: Actor, one: _Coming, number: int) -> Iterator[journal.Change]:
    """What the receiver's journal says of a card that came: all of it as a new record, and which number it had."""
    prefix = offices.branch(actor).prefix
    yield journal.Change("card", one.card, one.card, None, None, journal.content_digest([*values_of(one.card).items()]))
    yield journal.Change("card", one.card, one.card, "number", one.before, offices.card_no(prefix, number))
    for table in ROWS:
        for row in rows_of(table, one.card):
            digest = journal.content_digest([(name, value) for name, value in row.items() if name != "id"])
            yield journal.Change(table, row["id"], one.card, None, None, digest)
    sql = "select id, number from original where card_id = ? and voided_at is null"
    for original, print_no in database.rows(sql, (one.card,)):
        yield journal.Change(originals.RECORD, original, one.card, originals.FIELD, None, str(print_no))


def send_back(actor: Actor, wanted: Sequence[int], reason: str) -> int:
    """Send cards that are on their way here back, unopened. Returns how many. Raises NotAllowed, ReasonMissing,
    NothingArrives. Journal: one entry "send_cards_back"."""
    actor = access.require(actor, Right.RECEIVE_CARDS)
    said = slips.reason_given(reason)
    with journal.entry(actor.branch_id, actor.staff_id, "send_cards_back", said) as entry:
        coming = _coming(actor, wanted)
        _receipt(actor, coming, None, said)
        entry.note_all(journal.Change(TRANSFER, one.transfer, None, "sent_back", None, one.before) for one in coming)
    return len(coming)


# questions


def moving(
    actor: Actor, *, after: int | None = None, before: int | None = None, limit: int | None = None
) -> list[Moving]:
    """The cards on their way to the actor's branch or from the branches that they read, by the ids of their transfers;
    a window of them as in `loans.out`. Raises NotAllowed. Does not write."""
    actor = access.require_one(actor, Right.RECEIVE_CARDS, Right.SEND_CARDS)
    scope, params = _scope(actor)
    part = paging.by_id("t.id", after, before, limit)
    found = database.rows(
        "select t.id, t.card_id, f.prefix, t.number, t.name, f.name, b.name, t.sent_at, t.by_name, t.reason,"
        " t.to_branch_id from on_the_way t join branch f on f.id = t.branch_id join branch b on b.id = t.to_branch_id"
        f" where {scope}{part.condition} order by {part.order}",
        [*params, *part.params],
    )
    shown = [
        Moving._make(
            (id_, card, offices.card_no(prefix, number), *texts, database.moment(at), by, why, to == actor.branch_id)
        )
        for id_, card, prefix, number, *texts, at, by, why, to in found
    ]
    return part.in_order(shown)


def count(actor: Actor) -> int:
    """How many cards `moving` lists. Raises NotAllowed. Does not write."""
    actor = access.require_one(actor, Right.RECEIVE_CARDS, Right.SEND_CARDS)
    scope, params = _scope(actor)
    return int(database.rows(f"select count(*) from on_the_way t where {scope}", params)[0][0])


def _scope(actor: Actor) -> tuple[str, list[Any]]:
    branches = access.reading(actor).branches
    return f"(t.to_branch_id = ? or t.branch_id in {database.marks(branches)})", [actor.branch_id, *branches]


def arriving_question(current: Actor) -> database.Question:
    """How many cards are on their way to the branch of somebody as they are now; nothing where it is the only one."""
    coming = "(select count(*) from transfer where to_branch_id = ? and ended_at is null)"
    return database.Question(f"select case when count(*) > 1 then {coming} end from branch", (current.branch_id,))


def arriving(actor: Actor) -> Mapping[str, int]:
    """The transfers of the cards on their way to the actor's branch, by the numbers that they come under. Raises
    NotAllowed. Does not write."""
    actor = access.require(actor, Right.RECEIVE_CARDS)
    return {one.before: one.transfer for one in _all_coming(actor)}


def _all_coming(actor: Actor) -> list[_Coming]:
    try:
        return _coming(actor, None)
    except NothingArrives:
        return []


def _tell(branch_id: int, ids: Sequence[int]) -> None:
    """Let lists and counts kept in memory know which cards changed."""
    database.execute_many(
        "insert into card_change (branch_id, card_id) values (?, ?)", [(branch_id, card) for card in ids]
    )
