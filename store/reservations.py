"""The queue of those who wait for a card that is out (L4). Who came first is served first; nobody waits twice.

A reservation ends when the card is lent to whoever waits, or when it is taken back.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import peewee

from locales.messages import N_
from store import access, database, journal, offices, slips
from store.access import Actor, Right
from store.card_rows import CardRow, masked_rows
from store.errors import Refused
from store.slips import Borrower


class Reservation(NamedTuple):
    """`place` counts from 1, `since` is a day of the branch; `out_to` and `due` say who has the card until when. `name`
    is empty, and `out_to` and `due` are None, for whoever may not see the card."""

    id: int
    card_id: int
    card_no: str
    name: str
    borrower: str
    borrower_user: str
    purpose: str
    since: date
    place: int
    out_to: str | None
    due: date | None


class InTheDrawer(Refused):
    card_no: str
    message = N_("Card {card_no} is in the drawer: it can be lent, or asked for.")


class HeldAlready(Refused):
    card_no: str
    borrower: str
    message = N_("{borrower} holds card {card_no} already, or waits for it.")


class NotReserved(Refused):
    card_no: str
    borrower: str
    message = N_("{borrower} does not wait for card {card_no}.")


def reserve(actor: Actor, cards: Sequence[int], *, to: str = "", purpose: str = "") -> list[Reservation]:
    """Let somebody wait for cards that are out; `to` empty is the actor. Returns their places in the queues.

    Raises NotAllowed, NotABorrower, NotForOthers, NotYourCard, BranchOnly, InTheDrawer,
    HeldAlready.
    """
    actor = access.require(actor, Right.ASK)
    borrower = slips.asker_or(actor, to)
    with journal.entry(actor.branch_id, actor.staff_id, "reserve", purpose.strip() or None) as entry:
        slips.lock(borrower)
        for row in slips.within_reach(actor, Right.ASK, cards):
            _reserve(entry, actor, row, borrower, purpose.strip())
    return [one for card in dict.fromkeys(cards) for one in queue(card) if one.borrower_user == borrower.user]


def _reserve(entry: journal.Entry, actor: Actor, row: CardRow, borrower: Borrower, purpose: str) -> None:
    if row.restricted:
        raise access.Restricted(card_no=row.card_no)
    holder = database.rows("select borrower_id from slip_card where card_id = ? and state = 'out' and holds", (row.id,))
    if not holder:
        raise InTheDrawer(card_no=row.card_no)
    if holder[0][0] == borrower.id:
        raise HeldAlready(card_no=row.card_no, borrower=borrower.name)
    try:
        with database.writing():
            waits = database.insert(
                "insert into reservation (branch_id, card_id, borrower_id, purpose, state, made_by_id, made_at)"
                " values (?, ?, ?, ?, 'waiting', ?, ?)",
                (actor.branch_id, row.id, borrower.id, purpose, actor.staff_id, database.now()),
            )
    except peewee.IntegrityError:
        raise HeldAlready(card_no=row.card_no, borrower=borrower.name) from None
    entry.note(journal.Change("reservation", waits, row.id, "borrower", None, borrower.name))


def give_up(actor: Actor, cards: Sequence[int], *, to: str = "") -> None:
    """Let somebody wait no longer; `to` empty is the actor. Raises NotAllowed, NotForOthers, NotReserved."""
    actor = access.require(actor, Right.ASK)
    borrower = slips.asker_or(actor, to)
    with journal.entry(actor.branch_id, actor.staff_id, "give_up") as entry:
        for row in slips.seen(access.reading(actor), cards):
            if not _end(entry, row.id, borrower, "cancelled"):
                raise NotReserved(card_no=row.card_no, borrower=borrower.name)


def serve(entry: journal.Entry, card: int, borrower: Borrower) -> None:
    """The card goes to `borrower`, who waits for it no longer. Inside a write."""
    _end(entry, card, borrower, "served")


def wait_again(entry: journal.Entry, card: int, borrower_id: int, since: datetime) -> None:
    """Whoever was served `since` then waits in their place again: for an undo. Inside a write."""
    again = database.rows(
        "update reservation set state = 'waiting', ended_at = null where card_id = ? and borrower_id = ?"
        " and state = 'served' and ended_at >= ? returning id",
        (card, borrower_id, since),
    )
    for (waits,) in again:
        entry.note(journal.Change("reservation", waits, card, "state", "served", "waiting"))


def pass_on(
    entry: journal.Entry, of: Borrower, to: Borrower, only: Sequence[int] | None = None
) -> list[tuple[int, int]]:
    """Let `to` wait in the places of `of`, all of them or those of the reservations `only`. Inside a write.

    Nobody waits twice: where both wait for a card, the earlier place stays; for a card that `to` holds, `of`
    waits no more. Returns the reservations that `to` has now, each with its card.
    """
    chosen = "" if only is None else f" and id in {database.marks(only)}"
    mine = "select id, card_id from reservation where borrower_id = ? and state = 'waiting'"
    passed = []
    for waits, card in database.rows(f"{mine}{chosen} order by id", (of.id, *(only or ()))):
        holds = database.rows(
            "select 1 from slip_card where card_id = ? and borrower_id = ? and state = 'out' and holds", (card, to.id)
        )
        theirs = database.rows(f"{mine} and card_id = ?", (to.id, card))
        if holds or (theirs and theirs[0][0] < waits):
            _end(entry, card, of, "cancelled")
            continue
        if theirs:
            _end(entry, card, to, "cancelled")
        database.execute("update reservation set borrower_id = ? where id = ?", (to.id, waits))
        entry.note(journal.Change("reservation", waits, card, "borrower", of.name, to.name))
        passed.append((waits, card))
    return passed


def _end(entry: journal.Entry, card: int, borrower: Borrower, state: str) -> bool:
    ended = database.rows(
        "update reservation set state = ?, ended_at = ? where card_id = ? and borrower_id = ? and state = 'waiting'"
        " returning id",
        (state, database.now(), card, borrower.id),
    )
    for (waits,) in ended:
        entry.note(journal.Change("reservation", waits, card, "borrower", borrower.name, None))
    return bool(ended)


def queue(card: int) -> list[Reservation]:
    """Who waits for a card, the first first. For those who may see it. Does not write."""
    return _waiting("r.card_id = ?", (card,))


def waiting(actor: Actor) -> list[Reservation]:
    """Who waits for which card in the branches `actor` reads, or where they wait themselves. Does not write."""
    current = access.actor_of(actor.staff_id)
    reading = access.reading(current)
    if reading.branches:
        return _waiting(f"r.branch_id in {database.marks(reading.branches)}", reading.branches)
    found = _waiting("r.borrower_id = ?", (current.staff_id,))
    seen = {row.id for row in masked_rows(reading, {one.card_id for one in found})}
    return [one if one.card_id in seen else one._replace(name="", out_to=None, due=None) for one in found]


def _waiting(condition: str, params: Sequence[Any]) -> list[Reservation]:
    found = database.rows(
        'select r.id, r.card_id, b.prefix, c.number, c.name, s.name, s."user", r.purpose, r.made_at, b.time_zone,'
        " (select count(*) from reservation q where q.card_id = r.card_id and q.state = 'waiting' and q.id <= r.id),"
        " h.name, o.due"
        " from reservation r join card c on c.id = r.card_id join branch b on b.id = r.branch_id"
        " join staff s on s.id = r.borrower_id"
        " left join slip_card o on o.card_id = c.id and o.state = 'out' and o.holds"
        f" left join staff h on h.id = o.borrower_id where r.state = 'waiting' and {condition} order by r.id",
        params,
    )
    return [
        Reservation(
            waits, card, offices.card_no(prefix, number), name, borrower, user, purpose,
            database.day_of(database.moment(made_at), zone), int(place), out_to, database.as_day(due),
        )
        for waits, card, prefix, number, name, borrower, user, purpose, made_at, zone, place, out_to, due in found
    ]  # fmt: skip
