"""What was refused to whom (K1): kept once a person, hour, refusal and card, so that no loop fills the disk.

Written after the refused act has been taken back, by whoever told the person of it, in a thread of its own.
"""

from datetime import datetime
from typing import NamedTuple

from locales.messages import N_, Message
from store import access, database
from store.access import RIGHT_NAMES, Actor, Right
from store.errors import Refused

MOST_AN_HOUR = 200
"""So many different refusals of one person are kept an hour."""
KINDS: dict[str, Message] = {
    "NotAllowed": N_("the right is missing"),
    "BranchOnly": N_("the card is of another branch"),
    "NotYourCard": N_("the card is not theirs"),
    "NotYourBranch": N_("no card of their branch"),
    "OnlyOnFile": N_("looked for another's customer"),
    "OnlyOnFileNobodys": N_("looked for another's customer"),
    "NameOnFile": N_("looked for another's customer"),
    "NameOnFileNobodys": N_("looked for another's customer"),
    "OwnRequest": N_("their own request"),
    "NeedsHeadOffice": N_("head office has to approve"),
    "OwnList": N_("their own request"),
    "ListTooLong": N_("a list longer than the set size"),
    "AskFirst": N_("a list without approval"),
    "NotYourSlip": N_("another's list"),
    "NotYourRequest": N_("another's request"),
    "NotYourSubmission": N_("another's submission"),
    "NotYourImport": N_("another's import"),
    "Restricted": N_("the card is restricted"),
    "NotForOthers": N_("asked in another's name"),
    "NotYours": N_("not lent to them"),
}
"""What was refused, in a few words; a name that is not here shows as it is."""


class RefusalRecord(NamedTuple):
    """`refusal` is its class's name, `right` the right that was missing, if one was."""

    id: int
    at: datetime
    by: str
    user: str
    refusal: str
    right: Right | None
    card_no: str


Key = tuple[int, datetime, str, str, str]


def key_of(actor: Actor, refusal: Refused, hour: datetime) -> Key:
    """What makes a refusal the same as another: person, hour, name, right, card."""
    said = getattr(refusal, "right", None)
    right = next((code.value for code, name in RIGHT_NAMES.items() if name == said), "")
    return actor.staff_id, hour, type(refusal).__name__, right, str(getattr(refusal, "card_no", ""))


def note(actor: Actor, refusal: Refused) -> bool:
    """Keep that this was refused to `actor`, who may have left meanwhile. Returns whether it was not kept yet."""
    now = database.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    key = key_of(actor, refusal, hour)
    same = "staff_id = ? and hour = ? and refusal = ? and about = ? and card_no = ?"
    if database.rows(f"select 1 from refusal where {same}", key):
        return False
    with database.writing():
        kept = database.rows("select count(*) from refusal where staff_id = ? and hour = ?", key[:2])[0][0]
        if kept >= MOST_AN_HOUR:
            return False
        return bool(
            database.execute(
                "insert into refusal (branch_id, staff_id, hour, refusal, about, card_no, at)"
                " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                (actor.branch_id, *key, now),
            )
        )


def page(actor: Actor, before: int | None = None, limit: int = 200) -> list[RefusalRecord]:
    """What was refused to the staff of the actor's branch, the latest first; `before` pages on by id.

    Raises NotAllowed. Does not write.
    """
    actor = access.require(actor, Right.READ_JOURNAL)
    found = database.rows(
        'select r.id, r.at, s.name, s."user", r.refusal, r.about, r.card_no from refusal r'
        " join staff s on s.id = r.staff_id where r.branch_id = ? and r.id < ? order by r.id desc limit ?",
        (actor.branch_id, before or 2**62, limit),
    )
    return [
        RefusalRecord(
            id_, database.moment(at), by, user, refusal, Right(about) if about in set(Right) else None, card_no
        )
        for id_, at, by, user, refusal, about, card_no in found
    ]
