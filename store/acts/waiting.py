"""What waits for somebody: slips to approve and overdue cards, for the dot on the top line. Writes nothing."""

from typing import NamedTuple

from store import requested, whereabouts
from store.access import Actor


class Waiting(NamedTuple):
    to_approve: int
    overdue: int


def waiting(actor: Actor) -> Waiting:
    """How many slips `actor` has to approve, and how many cards of theirs or of their branch are overdue."""
    return Waiting(requested.count_to_approve(actor), whereabouts.count_out(actor, overdue=True))


def count(actor: Actor) -> int:
    """How many things wait. Does not write."""
    return sum(waiting(actor))
