"""Which card was merged into which (F12): a number finds the card that stays, a history tells of all that went into it.

Reads for every drawer; `acts.merge` writes.
"""

from collections.abc import Collection, Mapping

from locales.messages import N_
from store import database, offices
from store.errors import Refused


class Merged(Refused):
    card_no: str
    into: str
    message = N_("{card_no} was merged into {into}. Undo the merge to have it back.")


def refuse_merged(card: int, card_no: str) -> None:
    """Raises Merged for a card that went into another."""
    stays = into(card)
    if stays is not None:
        raise Merged(card_no=card_no, into=stays)


def into(card: int) -> str | None:
    """The number of the card that stays, of one that was merged into it. Does not write."""
    return numbers_into([card]).get(card)


def numbers_into(cards: Collection[int]) -> Mapping[int, str]:
    """The number of the card that stays, for each of these that was merged into another. Does not write."""
    stays = staying(cards)
    sql = "select c.id, b.prefix, c.number from card c join branch b on b.id = c.branch_id where c.id in {among}"
    numbers = {
        id_: offices.card_no(prefix, number) for id_, prefix, number in database.rows_among(sql, set(stays.values()))
    }
    return {card: numbers[stay] for card, stay in stays.items()}


def staying(cards: Collection[int]) -> Mapping[int, int]:
    """The card that stays, for each of these that was merged into another; of a chain its end. Does not write."""
    found: dict[int, int] = {}
    ahead = {card: card for card in cards}
    while further := _next(set(ahead.values())):
        ahead = {card: further[at] for card, at in ahead.items() if at in further}
        found |= ahead
    return found


def _next(cards: Collection[int]) -> dict[int, int]:
    if not cards:
        return {}
    marks = database.marks(cards)
    return dict(
        database.rows(f"select gone_id, kept_id from merge where undone_at is null and gone_id in {marks}", [*cards])
    )


def of(card: int) -> list[int]:
    """The card and all that were merged into it and not taken out again, itself first. Does not write."""
    found, at = [card], [card]
    while at:
        marks = database.marks(at)
        sql = f"select gone_id from merge where undone_at is null and kept_id in {marks} order by id"
        at = [gone for (gone,) in database.rows(sql, at)]
        found += at
    return found


def numbers_in(card: int) -> tuple[str, ...]:
    """The numbers of the cards that were merged into a card. Does not write."""
    gone = of(card)[1:]
    if not gone:
        return ()
    sql = "select b.prefix, c.number from card c join branch b on b.id = c.branch_id where c.id in"
    found = database.rows(f"{sql} {database.marks(gone)} order by c.number", gone)
    return tuple(offices.card_no(prefix, number) for prefix, number in found)


def partners(card: int) -> set[int]:
    """The cards with which a card ever was one, also where that was undone. Does not write."""
    found, new = {card}, {card}
    while new:
        marks = database.marks(new)
        sql = f"select kept_id, gone_id from merge where kept_id in {marks} or gone_id in {marks}"
        new = {other for pair in database.rows(sql, [*new, *new]) for other in pair} - found
        found |= new
    return found - {card}
