"""Which cards are on their way to another branch, and under which numbers they were known before (K5).

Reads for every drawer; `acts.transfers` writes.
"""

from collections.abc import Iterable
from typing import NamedTuple

from locales.messages import N_
from store import database, offices
from store.errors import Refused


class OnTheWay(Refused):
    """Nothing is done with it until it was received, or taken back."""

    card_no: str
    branch: str
    message = N_(
        "Card {card_no} is on its way to {branch}. Nothing is done with it until it is received there or taken back."
    )


class MovedAway(Refused):
    card_no: str
    branch: str
    new_no: str
    message = N_("{card_no} went to {branch}, where it is {new_no}.")


class Former(NamedTuple):
    """What became of a number: the card, the branch that received it then, and its number there."""

    card: int
    branch: str
    new_no: str


def former(prefix: str, number: int) -> Former | None:
    """The card that had a number before it went to another branch, as far as this session may know. Does not write."""
    found = database.rows(
        "select r.card_id, b.name, b.prefix, r.number from receipt r join branch f on f.id = r.from_branch_id"
        " join branch b on b.id = r.branch_id where f.prefix = ? and r.old_number = ? and r.accepted",
        (prefix, number),
    )
    for card, branch, letters, new in found:
        return Former(card, branch, offices.card_no(letters, new))
    return None


def numbers_before(card: int) -> tuple[str, ...]:
    """The numbers that a card had in other branches, the latest first. Does not write."""
    found = database.rows(
        "select f.prefix, r.old_number from receipt r join branch f on f.id = r.from_branch_id"
        " where r.card_id = ? and r.accepted order by r.id desc",
        (card,),
    )
    return tuple(offices.card_no(prefix, number) for prefix, number in found)


def received_as(branch_id: int, prefix: str, number: int) -> list[int]:
    """The cards of a branch that came to it under this number of another. Does not write."""
    found = database.rows(
        "select c.id from receipt r join branch f on f.id = r.from_branch_id join card c on c.id = r.card_id"
        " where f.prefix = ? and r.old_number = ? and r.accepted and c.branch_id = ?",
        (prefix, number, branch_id),
    )
    return [card for (card,) in found]


def refuse_on_the_way(cards: Iterable[tuple[str, str | None]]) -> None:
    """Raises OnTheWay for the first of these, each a number and where it goes, that is going anywhere."""
    for card_no, branch in cards:
        if branch is not None:
            raise OnTheWay(card_no=card_no, branch=branch)
