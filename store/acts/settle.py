"""Settling what a count found: the card is lent, taken back, lost or found again by lending's own functions, and the
difference is marked, all in one entry (L4). Touches the count first, so that it does not end meanwhile, then the slips.
"""

from datetime import date

from store import access, differences, journal, loans, losses, slips, stocktakings
from store.access import Actor, Right
from store.differences import Difference


def settle(
    actor: Actor,
    found: Difference,
    way: str,
    reason: str,
    *,
    to: str = "",
    due: date | None = None,
    on: date | None = None,
) -> bool:
    """Settle one difference in one of its ways, with a reason.

    `to` and `due` are for a card that is lent after all, `on` is the day when one came back. Returns False for a card
    that has to be approved first: it is asked for, and the difference stays until it is handed over. Raises NotAllowed,
    NoStocktaking, ReasonMissing, WrongWay, NoSuchDifference, and what lending and taking back raise.
    """
    actor = access.require(actor, Right.COUNT)
    said = slips.reason_given(reason)
    differences.refuse_wrong_way(found, way)
    with journal.entry(actor.branch_id, actor.staff_id, "settle_difference", said) as entry:
        if not _dealt_with(actor, found.card_id, way, said, to, due, on):
            return False
        stocktakings.mark(entry, actor, found, way, said)
    return True


def _dealt_with(
    actor: Actor, card: int | None, way: str, reason: str, to: str, due: date | None, on: date | None
) -> bool:
    """Do in the log what the way says. False: it waits for approval."""
    if card is None:
        return True
    match way:
        case "lent":
            return not loans.lend(actor, [card], to=to, purpose=reason, due=due, confirmed=reason).asked
        case "returned":
            loans.give_back(actor, [card], on=on)
        case "lost":
            losses.lose_inside(actor, card, reason)
        case "turned_up":
            loans.find_lost(actor, [card])
    return True
