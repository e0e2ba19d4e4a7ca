"""A card that is missing from the drawer though nobody has it on loan: a count finds such (L1, L4).

It goes on a slip without a borrower and from there straight to lost, so that the log, the check and what lending doubts
know it as any other lost card; its original is void; `loans.find_lost` brings it back.
"""

import peewee

from store import access, database, journal, offices, originals, slips
from store.access import Actor, Right


def lose_inside(actor: Actor, card: int, searched: str) -> None:
    """Note a card of the drawer as lost. `searched` says where it was looked for first.

    Raises NotAllowed, NotYourCard, ReasonMissing, and AlreadyOut where it is out after all.
    """
    actor = access.require(actor, Right.LEND)
    said = slips.reason_given(searched)
    today = offices.today(actor)
    (row,) = slips.seen(access.reading(actor), [card])
    if row.branch_id != actor.branch_id:
        raise access.NotYourCard()
    with journal.entry(actor.branch_id, actor.staff_id, "lose", said) as entry:
        now = database.now()
        slip, _ = slips.open_slip(actor.branch_id, actor.staff_id, "on_site", None, said, today, now)
        try:
            line = slips.add_line(entry, slip, card, "on_site", None, "out", today, out_at=now)
        except peewee.IntegrityError:
            raise slips.out_already(card, today) from None
        slips.move(entry, line, card, "out", "lost", ended_at=now, ended_by_id=actor.staff_id, reason=said)
        originals.lose_inside(entry, card, line, said)
