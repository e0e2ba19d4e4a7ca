"""The numbered original of a card on paper (L1, L5, K2): at most one of a card is valid at a time; an index says so.

The card is the record, its original a print of it that goes out and comes back with the loan. A loss voids it in the
same act, and finding the card makes it valid again, unless there is a new one by then. A new one needs the manager's
word: by voiding the old one, or by printing it. `acts.original` gathers what is printed.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import peewee

from locales.messages import N_, Message
from store import access, database, journal, offices, slips
from store.access import Actor, Reading, Right
from store.card_rows import CardRow
from store.errors import Refused
from store.tables.base import Part

RECORD, FIELD = "original", "valid_original"
"""Under which the journal says which print of a card is valid: its number, or none."""
ALLOWED = "allowed_original"
"""Field of the journal under which a manager's word for a new print stands, by the number of the old one."""
STANDS = N_("Original no. {number}, printed {day}")
OLDER = N_("the card has changed since")
LOST = N_("Original no. {number} was lost")
VOID = N_("Original no. {number} is void")


class HasOriginal(Refused):
    card_no: str
    number: int
    day: date
    message = N_("Card {card_no} has its original, no. {number}, printed on {day}. A manager may void it.")


class ManagersWord(Refused):
    card_no: str
    number: int
    message = N_(
        "Original no. {number} of card {card_no} was lost. A new one is printed by a manager, or once a manager has"
        " voided the lost one."
    )


class PrintedMeanwhile(Refused):
    card_no: str
    message = N_("Card {card_no}: somebody printed its original meanwhile. Nothing was printed.")


class NothingToPrint(Refused):
    message = N_("There is no card whose original could be printed. Mark some, or type their numbers.")


class NoOriginal(Refused):
    card_no: str
    message = N_("Card {card_no} has no original that could be voided.")


class OriginalRecord(NamedTuple):
    """A print of a card. Days are the branch's. `older`: the card has changed since; `lost`: void by a loss, and a
    manager has not said that a new one may be printed; `reason` is None for whoever may not read all of the card."""

    id: int
    card_id: int
    card_no: str
    number: int
    version: int
    printed_at: datetime
    printed_on: date
    by: str
    user: str
    older: bool
    voided_on: date | None
    lost: bool
    reason: str | None

    @property
    def valid(self) -> bool:
        return self.voided_on is None


def told(record: OriginalRecord) -> list[tuple[Message, dict[str, Any]]]:
    """What is said of the latest print of a card: each a message and what fills its places."""
    number = str(record.number)
    if not record.valid:
        return [(LOST if record.lost else VOID, {"number": number})]
    said: list[tuple[Message, dict[str, Any]]] = [(STANDS, {"number": number, "day": record.printed_on})]
    return [*said, (OLDER, {})] if record.older else said


# printing


def next_number(actor: Actor, row: CardRow) -> int:
    """Which number a new print of a card has, if `actor` may make one. Raises HasOriginal, ManagersWord. Does not
    write."""
    last = _latest(row.id)
    if last is None:
        return 1
    if last.valid:
        raise HasOriginal(card_no=last.card_no, number=last.number, day=last.printed_on)
    if last.lost and not actor.may(Right.VOID_ORIGINAL):
        raise ManagersWord(card_no=last.card_no, number=last.number)
    return last.number + 1


def enter(entry: journal.Entry, actor: Actor, row: CardRow, number: int, version: int) -> None:
    """Keep that a print of a card is made. Inside the entry. Raises PrintedMeanwhile, also for the slower of two who
    print at once: the index decides."""
    try:
        with database.writing():
            new = database.insert(
                "insert into original (branch_id, card_id, number, version, printed_at, printed_by_id)"
                " values (?, ?, ?, ?, ?, ?)",
                (row.branch_id, row.id, number, version, database.now(), actor.staff_id),
            )
    except peewee.IntegrityError:
        raise PrintedMeanwhile(card_no=row.card_no) from None
    entry.note(journal.Change(RECORD, new, row.id, FIELD, None, str(number)))


# voiding


def void(actor: Actor, cards: Sequence[int], reason: str) -> list[OriginalRecord]:
    """Void the originals of cards, so that new ones may be printed; a lost one is given up. All or none.

    Raises NotAllowed, NotYourCard, BranchOnly, ReasonMissing, NoOriginal. Journal: one entry "void_original" with one
    change a card.
    """
    actor = access.require(actor, Right.VOID_ORIGINAL)
    rows = slips.within_reach(actor, Right.VOID_ORIGINAL, cards)
    said = slips.reason_given(reason)
    if not rows:
        raise NothingToPrint()
    voided = []
    with journal.entry(actor.branch_id, actor.staff_id, "void_original", said) as entry:
        for row in rows:
            last = _latest(row.id)
            if last is None or not (last.valid or last.lost) or not _allow_new(entry, actor, last, said):
                raise NoOriginal(card_no=row.card_no)
            voided.append(last)
    return voided


def _allow_new(entry: journal.Entry, actor: Actor, last: OriginalRecord, reason: str) -> bool:
    """Whether a print was as it was seen, and is void for good now. Inside the entry."""
    number, there = str(last.number), "null" if last.valid else "not null"
    touched = database.execute(
        "update original set voided_at = coalesce(voided_at, ?), voided_by_id = coalesce(voided_by_id, ?),"
        f" allowed_by_id = ?, reason = ? where id = ? and voided_at is {there} and allowed_by_id is null",
        (database.now(), actor.staff_id, actor.staff_id, reason, last.id),
    )
    said = (FIELD, number, None) if last.valid else (ALLOWED, None, number)
    if touched:
        entry.note(journal.Change(RECORD, last.id, last.card_id, *said))
    return bool(touched)


def lose_inside(entry: journal.Entry, card: int, line: int, reason: str) -> None:
    """Void the original of a card that is noted as lost on a slip's `line`. Inside the entry."""
    for original, number in database.rows(
        "select id, number from original where card_id = ? and voided_at is null", (card,)
    ):
        database.execute(
            "update original set voided_at = ?, voided_by_id = ?, line = ?, reason = ? where id = ?",
            (database.now(), entry.staff_id, line, reason, original),
        )
        entry.note(journal.Change(RECORD, original, card, FIELD, str(number), None))


def find_inside(entry: journal.Entry, card: int, line: int) -> None:
    """Make the original valid again that was lost with the card, unless a manager has given it up or there is a new one
    by now. Inside the entry."""
    for original, number in database.rows(
        "select id, number from original where line = ? and voided_at is not null and allowed_by_id is null"
        " and not exists (select 1 from original n where n.card_id = original.card_id and n.number > original.number)",
        (line,),
    ):
        database.execute(
            "update original set voided_at = null, voided_by_id = null, line = null, reason = null where id = ?",
            (original,),
        )
        entry.note(journal.Change(RECORD, original, card, FIELD, None, str(number)))


# questions


def of_card(actor: Actor, card: int) -> OriginalRecord | None:
    """The latest print of a card, whether it is valid or not. Raises NotYourCard. Does not write."""
    reading = access.reading(actor)
    (row,) = slips.seen(reading, [card])
    return last_print(reading, row)


def last_print(reading: Reading, row: CardRow) -> OriginalRecord | None:
    """As `of_card`, of a card that is seen. Does not write."""
    last = _latest(row.id)
    if last is None or Part.CONFIDENTIAL in reading.parts(row.id, row.branch_id):
        return last
    return last._replace(reason=None)


def void_in(entry: journal.Entry, actor: Actor, card: int) -> int | None:
    """Void the valid original of a card that is merged into another. Inside the entry; returns its number."""
    voided = database.rows(
        "update original set voided_at = ?, voided_by_id = ?, allowed_by_id = ? where card_id = ? and voided_at is null"
        " returning id, number",
        (database.now(), actor.staff_id, actor.staff_id, card),
    )
    for original, number in voided:
        entry.note(journal.Change(RECORD, original, card, FIELD, str(number), None))
    return voided[0][1] if voided else None


def make_valid_again(entry: journal.Entry, original: int, card: int) -> None:
    """The undo of `void_in`, unless there is a new print by then. Inside the entry."""
    again = database.rows(
        "update original set voided_at = null, voided_by_id = null, allowed_by_id = null where id = ?"
        " and number = (select max(n.number) from original n where n.card_id = ?) returning number",
        (original, card),
    )
    for (number,) in again:
        entry.note(journal.Change(RECORD, original, card, FIELD, None, str(number)))


def numbers(cards: Sequence[int]) -> dict[int, int]:
    """The numbers of the valid originals among cards, by card. Does not write."""
    if not cards:
        return {}
    marks = database.marks(cards)
    sql = f"select card_id, number from original where card_id in {marks} and voided_at is null"
    return dict(database.rows(sql, list(cards)))


def _latest(card: int) -> OriginalRecord | None:
    found = database.rows(
        "select o.id, o.card_id, b.prefix, c.number, o.number, o.version, o.printed_at, b.time_zone,"
        " coalesce(s.name, ''), coalesce(s.\"user\", ''), c.version, o.voided_at, o.line, o.allowed_by_id, o.reason"
        " from original o"
        " join card c on c.id = o.card_id join branch b on b.id = c.branch_id"
        " left join colleague s on s.id = o.printed_by_id"
        " where o.card_id = ? order by o.number desc limit 1",
        (card,),
    )
    return _record(found[0]) if found else None


def _record(row: Sequence[Any]) -> OriginalRecord:
    original, card, prefix, card_number, number, version, printed_at, zone, by, user, now, *void = row
    voided_at, line, allowed_by, reason = void
    at, voided = database.moment(printed_at), database.as_moment(voided_at)
    return OriginalRecord(
        original,
        card,
        offices.card_no(prefix, card_number),
        number,
        version,
        at,
        database.day_of(at, zone),
        by,
        user,
        now > version,
        database.day_of(voided, zone) if voided else None,
        line is not None and allowed_by is None,
        reason,
    )
