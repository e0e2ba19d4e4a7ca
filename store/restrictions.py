"""Cards that a manager restricts or holds (K6).

What is restricted is kept and not used: nobody but a manager reads more than its open part, and it is not lent, asked
for, submitted to or chased, until a manager lifts that; `access` is the gate. What is on hold, for a dispute, is
neither erased nor past its retention. Each is set and lifted with a reason, which the journal keeps.
"""

from datetime import datetime
from typing import NamedTuple

from locales.messages import N_, NC_, Message
from store import access, database, journal, merges, search, slips
from store.access import Actor, Right
from store.card_rows import CardRow, masked_rows
from store.errors import Refused

RESTRICTED, ON_HOLD = "restricted", "on_hold"
NAMES: dict[str, Message] = {RESTRICTED: NC_("card", "restricted"), ON_HOLD: NC_("card", "on hold")}


class Already(Refused):
    """It is so already."""

    card_no: str
    state: Message
    message = N_("Card {card_no} is “{state}” already. Nothing was changed.")


class NotSo(Refused):
    card_no: str
    state: Message
    message = N_("Card {card_no} is not “{state}”. Nothing was changed.")


class ErasedCard(Refused):
    card_no: str
    message = N_("Card {card_no} is erased: there is nothing to restrict or to hold.")


class _Act(NamedTuple):
    """What an act sets or takes away, and how the journal calls it."""

    state: str
    sets: bool
    act: str


_RESTRICT, _LIFT = _Act(RESTRICTED, True, act="restrict_card"), _Act(RESTRICTED, False, act="lift_restriction")
_HOLD, _RELEASE = _Act(ON_HOLD, True, act="hold_card"), _Act(ON_HOLD, False, act="release_card")


def restrict(actor: Actor, card: int, reason: str) -> CardRow:
    """Let a card be kept and not used, and with it those that were merged into it. Raises NotAllowed, NotYourCard,
    BranchOnly, ReasonMissing, Already, ErasedCard."""
    return _do(actor, card, reason, _RESTRICT)


def lift(actor: Actor, card: int, reason: str) -> CardRow:
    """Let a restricted card be used again. Raises as `restrict`, and NotSo."""
    return _do(actor, card, reason, _LIFT)


def hold(actor: Actor, card: int, reason: str) -> CardRow:
    """Keep a card from being erased while there is a dispute about it. Raises as `restrict`."""
    return _do(actor, card, reason, _HOLD)


def release(actor: Actor, card: int, reason: str) -> CardRow:
    """Let a card that was on hold be erased again. Raises as `lift`."""
    return _do(actor, card, reason, _RELEASE)


def _do(actor: Actor, card: int, reason: str, wanted: _Act) -> CardRow:
    actor = access.require(actor, Right.ERASE)
    (row,) = slips.within_reach(actor, Right.ERASE, [card])
    said = slips.reason_given(reason)
    with journal.entry(row.branch_id, actor.staff_id, wanted.act, said) as entry:
        if not _set(entry, card, wanted):
            raise _refusal(card, row, wanted)
        for merged in merges.of(card)[1:]:
            _set(entry, merged, wanted)
    return masked_rows(access.reading(actor), [card])[0]


def _set(entry: journal.Entry, card: int, wanted: _Act) -> bool:
    """Set or lift it on one card, unless it is so already or the card is erased."""
    column, there = f"{wanted.state}_at", "null" if wanted.sets else "not null"
    with search.following(entry.branch_id, [card]):
        touched = database.execute(
            f"update card set {column} = ?, version = version + 1"
            f" where id = ? and {column} is {there} and erased_at is null",
            (database.now() if wanted.sets else None, card),
        )
    if touched:
        old, new = journal.text(not wanted.sets), journal.text(wanted.sets)
        entry.note(journal.Change("card", card, card, wanted.state, old, new))
        database.execute("insert into card_change (branch_id, card_id) values (?, ?)", (entry.branch_id, card))
    return bool(touched)


def _refusal(card: int, row: CardRow, wanted: _Act) -> Refused:
    if database.rows("select 1 from card where id = ? and erased_at is not null", (card,)):
        return ErasedCard(card_no=row.card_no)
    refusal = Already if wanted.sets else NotSo
    return refusal(card_no=row.card_no, state=NAMES[wanted.state])


class ErasedOn(NamedTuple):
    """When and by whom a card was erased."""

    at: datetime
    by: str


def erased(card: int) -> ErasedOn | None:
    """When and by whom a card was erased; None if it was not. Does not write."""
    found = database.rows(
        "select at, by_name from erasure where card_id = ? and person is null order by id limit 1", (card,)
    )
    return ErasedOn(database.moment(found[0][0]), found[0][1]) if found else None


def is_restricted(card: int) -> bool:
    """Whether a card is restricted now. Does not write."""
    return bool(database.rows("select 1 from card where id = ? and restricted_at is not null", (card,)))


def since(card: int) -> dict[str, tuple[str, str | None]]:
    """Who restricted a card or put it on hold, and why, as the journal says it last. For those who read all of it."""
    found = database.rows(
        "select c.field, s.name, e.reason from journal_change c join journal_value v on v.branch_id = c.branch_id"
        " and v.entry_number = c.entry_number and v.place = c.place join journal_entry e on e.branch_id = c.branch_id"
        " and e.number = c.entry_number left join colleague s on s.id = e.staff_id"
        " where c.card_id = ? and c.record = 'card' and c.field in ('restricted', 'on_hold') and v.new = '1'"
        " order by c.entry_number",
        (card,),
    )
    return {field: (by or "", reason) for field, by, reason in found}
