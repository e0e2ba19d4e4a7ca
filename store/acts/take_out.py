"""What leaves the room is written down: who took which list out, when, what for, under which slip (K2, L5).

A list may leave only with a purpose, up to the size that the branch has set or under a slip that a manager approved.
The entry is written before the file stands, so that nothing leaves unnoted.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from locales.messages import N_, Message
from store import access, database, heads, journal, offices, seen, slips, wanted
from store.access import EXPORTS, RIGHT_NAMES, ROLE_NAMES, Actor, Exports, NotAllowed, Right, Role
from store.errors import Refused
from store.slips import STATES
from store.wanted import Wanted

MOST_ROWS = "export_rows"
"""The setting: so many rows leave without anybody's approval."""
USUAL_MOST = 200
LARGEST = 1_000_000
MOST_NAMED = 5000
"""Of so many cards the journal says each; of more, which list it was and how it was narrowed."""


class PurposeNeeded(Refused):
    message = N_("A list leaves the room only for a purpose: a few words say what it is for.")


class ListTooLong(Refused):
    """`most` is what may leave without approval."""

    most: int
    logged = True
    message = N_("This list has more than {most} rows: a manager has to approve it. Ask for it: --ask.")


class AskFirst(NotAllowed):
    message = N_("You may take a list out only once a manager has approved it. Ask for it: --ask.")


class NotYourSlip(Refused):
    slip: int
    logged = True
    message = N_("There is no list for you on slip {slip}.")


class NotApprovedYet(Refused):
    slip: int
    state: Message
    message = N_("The list on slip {slip} cannot be taken out: it is “{state}”.")


class Expired(Refused):
    slip: int
    due: date
    message = N_("The approval on slip {slip} ended on {due}. Ask again.")


class Grown(Refused):
    slip: int
    rows: int
    message = N_("The list on slip {slip} has grown since it was approved with {rows} rows. Ask again.")


class BadMost(Refused):
    most: int
    message = N_("So many rows may leave without approval: a number from 0 to {most}.")


class Permit(NamedTuple):
    """That `actor` may take a list out for `purpose`: at most `most` rows, None for any number. `line`, `slip` and
    `approved_by` are of the slip under which they do."""

    actor: Actor
    purpose: str
    most: int | None
    line: int | None = None
    slip: int | None = None
    rows: int = 0
    approved_by: str = ""

    def refuse_more(self, rows: int) -> None:
        """Raises ListTooLong or Grown where a list has more rows than may leave."""
        if self.most is None or rows <= self.most:
            return
        if self.slip is not None:
            raise Grown(slip=self.slip, rows=self.rows)
        raise ListTooLong(most=self.most)


def permit(actor: Actor, purpose: str) -> Permit:
    """That `actor` may take a list out now without a slip. Raises NotAllowed, AskFirst, PurposeNeeded."""
    actor = access.actor_of(actor.staff_id)
    if not actor.may(Right.EXPORT):
        raise _ask_first() if actor.may(Right.ASK) else access.missing(Right.EXPORT)
    if not purpose.strip():
        raise PurposeNeeded()
    freely = any(EXPORTS[standing] is Exports.FREELY for standing in actor.standings)
    return Permit(actor, purpose.strip(), None if freely else most_rows(actor.branch_id))


def _ask_first() -> AskFirst:
    able = tuple(ROLE_NAMES[role] for role in Role if Right.EXPORT in access.RIGHTS[role])
    return AskFirst(right=RIGHT_NAMES[Right.EXPORT], roles=able)


def permit_of_slip(actor: Actor, slip: int) -> tuple[Permit, Wanted]:
    """That `actor` may take out the list on a slip of theirs that was approved, and which it is. A tenth more rows than
    when it was asked for are no other list. Raises NotYourSlip, NotApprovedYet, Expired."""
    actor = access.actor_of(actor.staff_id)
    found = database.rows(
        "select l.id, l.state, l.due, s.purpose, s.wanted, s.row_count, d.name from slip_card l"
        " join slip s on s.id = l.slip_id left join colleague d on d.id = l.decided_by_id"
        " where s.branch_id = ? and s.number = ? and s.kind = 'export' and l.borrower_id = ?",
        (actor.branch_id, slip, actor.staff_id),
    )
    if not found:
        raise NotYourSlip(slip=slip)
    line, state, due, purpose, told, rows, approved_by = found[0]
    if state != "approved":
        raise NotApprovedYet(slip=slip, state=STATES[state])
    until, asked = database.as_day(due), wanted.loaded(told)
    assert until is not None
    assert asked is not None
    if until < offices.today(actor):
        raise Expired(slip=slip, due=until)
    return Permit(actor, purpose, rows + rows // 10 + 1, line, slip, rows, approved_by or ""), asked


def noted(permit: Permit, list_: str, file: str, rows: int, cards: Sequence[int], narrowing: str = "") -> int:
    """Write down that `rows` records of a list, which are about `cards`, leave as `file`; a slip is used up by it.
    Returns the number of the journal's entry.

    Raises MovedMeanwhile where the slip was used up or withdrawn meanwhile. Journal: one entry "export" with the list,
    how it was narrowed, the file, how many, the slip, the cards, and the ends of the chains of seen cards.
    """
    actor = permit.actor
    told = {"list": list_, "narrowed": narrowing, "file": file, "rows": str(rows)}
    told["slip"] = str(permit.slip) if permit.slip is not None else ""
    with journal.entry(actor.branch_id, actor.staff_id, "export", permit.purpose) as entry:
        if permit.line is not None:
            due = slips.usual_due("export", offices.today(actor))
            columns = {"out_at": database.now(), "due": due}
            if not slips.move(entry, permit.line, None, "approved", "out", **columns):
                raise slips.moved_meanwhile(permit.line, "")
        entry.note_all(journal.Change("export", 0, None, name, None, value) for name, value in told.items() if value)
        if len(cards) <= MOST_NAMED:
            entry.note_all(journal.Change("export", 0, card, "card", None, list_) for card in dict.fromkeys(cards))
        seen.note_heads(entry)
        heads.note(entry)
    return entry.number


def handed_back(actor: Actor, file: str, rows: int, sheet: str) -> None:
    """Write down that the rows of a sheet that were left over leave as `file`, to be mended. Raises NotAllowed.

    Journal: one entry "export" with the file and how many.
    """
    actor = access.require(actor, Right.IMPORT)
    told = {"list": "problems", "file": file, "rows": str(rows)}
    with journal.entry(actor.branch_id, actor.staff_id, "export", sheet) as entry:
        entry.note_all(journal.Change("export", 0, None, name, None, value) for name, value in told.items())


def most_rows(branch_id: int) -> int:
    """How many rows of a list leave a branch without approval. Does not write."""
    found = database.rows("select value from setting where branch_id = ? and name = ?", (branch_id, MOST_ROWS))
    return int(found[0][0]) if found else USUAL_MOST


def set_most_rows(actor: Actor, most: int) -> None:
    """Say how many rows of a list leave the branch without approval. Raises NotAllowed, BadMost."""
    actor = access.require(actor, Right.SETTINGS)
    if not 0 <= most <= LARGEST:
        raise BadMost(most=LARGEST)
    was = most_rows(actor.branch_id)
    with journal.entry(actor.branch_id, actor.staff_id, "set_rule", MOST_ROWS) as entry:
        database.execute(
            "insert into setting (branch_id, name, value) values (?, ?, ?)"
            " on conflict (branch_id, name) do update set value = excluded.value",
            (actor.branch_id, MOST_ROWS, str(most)),
        )
        entry.note(journal.Change("setting", actor.branch_id, None, MOST_ROWS, str(was), str(most)))
