"""What leaves the room is written down: who took which list out, when, what for (K2, L5).

A list may leave only with a purpose; the entry is written before the file stands, so that nothing leaves unnoted.
"""

from locales.messages import N_
from store import access, journal
from store.access import Actor, Right
from store.errors import Refused


class PurposeNeeded(Refused):
    message = N_("A list leaves the room only for a purpose: a few words say what it is for.")


def allowed(actor: Actor, purpose: str) -> Actor:
    """`actor` as they are now, if they may take a list out for `purpose`. Raises NotAllowed, PurposeNeeded."""
    actor = access.require(actor, Right.EXPORT)
    if not purpose.strip():
        raise PurposeNeeded()
    return actor


def noted(actor: Actor, what: str, file: str, rows: int, purpose: str) -> int:
    """Write down that `rows` records of a list leave as `file`. Returns the number of the journal's entry.

    Raises NotAllowed, PurposeNeeded. Journal: one entry "export" with the list, the file and how many.
    """
    actor = allowed(actor, purpose)
    with journal.entry(actor.branch_id, actor.staff_id, "export", purpose.strip()) as entry:
        entry.note_all(
            journal.Change("export", 0, None, field, None, value)
            for field, value in (("list", what), ("file", file), ("rows", str(rows)))
        )
    return entry.number
