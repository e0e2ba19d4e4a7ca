"""What a salesperson brings from a visit: a new customer or a correction, taken over by others or refused (F14).

A submission changes no card. It may be written only for a card that its writer sees, and tells them nothing of any
other. Whoever wrote it sees what became of it. Taking over is an act of its own, since the card's drawer does it.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from locales.messages import N_, Message
from store import (
    access,
    card_values,
    database,
    doubles,
    drafts,
    journal,
    offices,
    slips,
    submission_texts,
    submitted,
    transfers,
)
from store.access import Actor, Reading, Right
from store.card_edits import (
    DEFAULTS,
    ROW_TABLES,
    Edit,
    ReasonNeeded,
    RowEdit,
    cleaned,
    complete,
    derived,
    new_rows,
)
from store.card_rows import CardRow
from store.doubles import LikelyDouble, Signs
from store.errors import Refused
from store.fields import FIELDS
from store.readings import fold, sort_name
from store.submitted import CORRECTION, NEW, STATES, SubmissionRecord, WholeSubmission, edit_of, of_number
from store.tables.base import Part


class NothingSubmitted(Refused):
    message = N_("There is nothing to submit: no field says anything else than the card.")


class ArchivedSubject(Refused):
    card_no: str
    message = N_("Card {card_no} is archived: nothing can be submitted for it.")


class NameOnFile(Refused):
    """All that a salesperson learns of a customer outside their own who has the name of the new one."""

    card_no: str
    salesperson: str | None
    logged = True
    message = N_(
        "{card_no} is on file under this name, looked after by {salesperson}. Nothing was submitted; if it is somebody"
        " else, submit it all the same: --despite-doubles."
    )


class NameOnFileNobodys(NameOnFile):
    """`salesperson` is None."""

    message = N_(
        "{card_no} is on file under this name; nobody looks after it. Nothing was submitted; if it is somebody else,"
        " submit it all the same: --despite-doubles."
    )


class NotYourSubmission(Refused):
    number: int
    logged = True
    message = N_("Submission {number} is not yours to withdraw.")


class AnsweredAlready(Refused):
    number: int
    state: Message
    message = N_("Submission {number}: somebody was quicker, it is “{state}” now. Nothing was changed.")


class ToTake(NamedTuple):
    """What the taking over needs: the submission, and the edit that it is."""

    whole: WholeSubmission
    edit: Edit


# writing one


def submit(
    actor: Actor,
    edit: Edit,
    *,
    card: int | None = None,
    learnt_at: str | None = None,
    despite_doubles: bool = False,
) -> SubmissionRecord:
    """Submit a new customer, or a correction of a card that `actor` sees.

    Of the card only what they may read is compared: what they write blindly is submitted as it is. Raises NotAllowed,
    NotYourCard, ArchivedSubject, Restricted, OnTheWay, BadValue, ReasonNeeded, NothingSubmitted; for a new customer
    also LikelyDouble, of cards that they see, and NameOnFile, unless `despite_doubles`.
    """
    actor = access.require(actor, Right.SUBMIT)
    reading = access.reading(actor)
    if card is None:
        edit, name, branch_id = _sound_customer(actor, reading, edit, despite_doubles)
    else:
        (row,) = slips.seen(reading, [card])
        if row.archived:
            raise ArchivedSubject(card_no=row.card_no)
        if row.restricted:
            raise access.Restricted(card_no=row.card_no)
        transfers.refuse_on_the_way([(row.card_no, row.on_way_to)])
        edit, name, branch_id = _sound_correction(reading, row, edit), row.name, row.branch_id
    with journal.entry(branch_id, actor.staff_id, "submit") as entry:
        number = offices.next_number(branch_id, "submission")
        entry.reason = str(number)
        values = submission_texts.plain(edit)
        new = database.insert(
            'insert into submission (branch_id, number, kind, card_id, name, "values", learnt_at, made_by_id, made_at,'
            " state) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')",
            (
                *(branch_id, number, NEW if card is None else CORRECTION, card, name, values, learnt_at),
                *(actor.staff_id, database.now()),
            ),
        )
        digest = journal.content_digest([("values", values)])
        entry.note(journal.Change("submission", new, card, None, None, digest, learnt_at))
        drafts.drop(actor, card, submission=True)
    return submitted.one("s.id = ?", (new,), number)


def _sound_customer(actor: Actor, reading: Reading, edit: Edit, despite_doubles: bool) -> tuple[Edit, str, int]:
    """The edit as it is kept, the customer's name, the branch. Whoever submits a customer looks after them."""
    branch = offices.branch(actor)
    given = {"salesperson": actor.staff_id, **edit.values}
    values = complete(edit._replace(values=given), country=branch.country, language=branch.language)
    rows = {table: new_rows(table, edit, values["country"]) for table in ROW_TABLES}
    derived(values, DEFAULTS, rows["goods"])
    if not despite_doubles:
        _refuse_doubles(actor, reading, Signs.of(values, rows["goods"]))
    usual = {**DEFAULTS, "country": branch.country, "language": branch.language}
    said = {name: values[name] for name in given if values[name] not in (None, False, usual.get(name))}
    people, goods = (tuple(RowEdit(None, row) for row in rows[table]) for table in ("person", "goods"))
    return Edit(said, {}, people, goods), str(values["name"]), branch.id


def _refuse_doubles(actor: Actor, reading: Reading, signs: Signs) -> None:
    """Cards that the actor sees are named; of any other they learn by its name alone what a find would say."""
    found = doubles.find(reading, actor.branch_id, signs, but_not=None)
    seen = tuple(one for one in found if reading.parts(one.card_id, actor.branch_id))
    if seen:
        raise LikelyDouble(doubles=seen)
    for card, prefix, number, name, salesperson in database.rows(
        "select c.id, b.prefix, c.number, c.name, s.name from card c join branch b on b.id = c.branch_id"
        " left join staff s on s.id = c.salesperson_id where c.branch_id = ? and c.sort_name = ?"
        " and c.archived_at is null order by c.id limit 50",
        (actor.branch_id, sort_name(signs.name)),
    ):
        if fold(name) == fold(signs.name) and not reading.parts(card, actor.branch_id):
            refusal = NameOnFile if salesperson else NameOnFileNobodys
            raise refusal(card_no=offices.card_no(prefix, number), salesperson=salesperson)


def _sound_correction(reading: Reading, row: CardRow, edit: Edit) -> Edit:
    """The edit as it is kept: only what says something else than what the writer may read."""
    parts = reading.parts(row.id, row.branch_id)
    stands = card_values.values_of(row.id)
    country = edit.values.get("country") or stands["country"] or offices.branch_by_id(row.branch_id).country
    edit = cleaned(edit, country)
    read = {name: stands[name] for name in edit.values if FIELDS[name].part in parts}
    values = {name: value for name, value in edit.values.items() if name not in read or value != read[name]}
    for by_hand in ("kind", "grade"):
        if by_hand in values and not values.get(f"{by_hand}_reason"):
            raise ReasonNeeded(field=FIELDS[by_hand].label, name=f"{by_hand}_reason")
    there = {table: {one["id"]: one for one in card_values.rows_of(table, row.id)} for table in ROW_TABLES}
    if Part.CONFIDENTIAL not in parts:
        there = {table: {} for table in ROW_TABLES}
    people, goods = (
        _sound_rows(there[table], edits) for table, edits in (("person", edit.people), ("goods", edit.goods))
    )
    if not (values or people or goods):
        raise NothingSubmitted()
    return Edit(values, {name: read[name] for name in values if name in read}, people, goods)


def _sound_rows(there: Mapping[int, Mapping[str, Any]], edits: Iterable[RowEdit]) -> tuple[RowEdit, ...]:
    kept = []
    for edit in edits:
        if edit.id is None:
            kept += [] if edit.removed else [edit]
            continue
        if edit.id not in there:
            raise access.NotYourCard()
        before = {name: value for name, value in there[edit.id].items() if name != "id"}
        if edit.removed:
            kept.append(RowEdit(edit.id, {}, before, removed=True))
            continue
        changed = {name: value for name, value in edit.values.items() if value != before[name]}
        if changed:
            kept.append(RowEdit(edit.id, changed, {name: before[name] for name in changed}))
    return tuple(kept)


def withdraw(actor: Actor, number: int) -> SubmissionRecord:
    """Take back what one submitted and nobody has answered. Raises NoSuchSubmission, NotYourSubmission,
    AnsweredAlready."""
    actor = access.actor_of(actor.staff_id)
    record = of_number(actor, number)
    if record.by_user != actor.user:
        raise NotYourSubmission(number=number)
    with journal.entry(actor.branch_id, actor.staff_id, "withdraw_submission", str(number)) as entry:
        _move(entry, actor, record, "waiting", "withdrawn")
    return of_number(actor, number)


def submit_again(actor: Actor, number: int) -> SubmissionRecord:
    """Undo a withdrawal of one's own: it waits again. Raises NoSuchSubmission, NotYourSubmission, AnsweredAlready."""
    actor = access.actor_of(actor.staff_id)
    record = of_number(actor, number)
    if record.by_user != actor.user:
        raise NotYourSubmission(number=number)
    with journal.entry(actor.branch_id, actor.staff_id, "undo_submission", str(number)) as entry:
        _move(entry, actor, record, "withdrawn", "waiting")
    return of_number(actor, number)


# the answer


def refuse(actor: Actor, numbers: Sequence[int], reason: str) -> list[SubmissionRecord]:
    """Refuse submissions with a reason that whoever wrote them reads. All or none.

    Raises NotAllowed, ReasonMissing, NoSuchSubmission, AnsweredAlready.
    """
    actor = access.require(actor, Right.TAKE_OVER)
    said = slips.reason_given(reason)
    with journal.entry(actor.branch_id, actor.staff_id, "refuse_submission", said) as entry:
        for number in dict.fromkeys(numbers):
            _move(entry, actor, of_number(actor, number), "waiting", "refused", reason=said)
    return [of_number(actor, number) for number in numbers]


def let_wait_again(actor: Actor, numbers: Sequence[int]) -> list[SubmissionRecord]:
    """Undo a refusal: the submissions wait again. Raises NotAllowed, NoSuchSubmission, AnsweredAlready."""
    actor = access.require(actor, Right.TAKE_OVER)
    with journal.entry(
        actor.branch_id, actor.staff_id, "undo_submission", str(numbers[0]) if len(numbers) == 1 else None
    ) as entry:
        for number in dict.fromkeys(numbers):
            _move(entry, actor, of_number(actor, number), "refused", "waiting", reason=None)
    return [of_number(actor, number) for number in numbers]


def wait_again(entry: journal.Entry, actor: Actor, record: SubmissionRecord) -> None:
    """Undo the taking over of a correction: it waits again. For the inside of the entry that changes the card back.
    Raises AnsweredAlready."""
    _move(entry, actor, record, "taken", "waiting", taken=None)


def to_take(actor: Actor, number: int) -> ToTake:
    """A submission that waits, to be taken over. Raises NotAllowed, NoSuchSubmission, AnsweredAlready."""
    actor = access.require(actor, Right.TAKE_OVER)
    found = submitted.whole(actor, number)
    if found.record.state != "waiting":
        raise AnsweredAlready(number=number, state=STATES[found.record.state])
    return ToTake(found, edit_of(found.record.id))


def mark_taken(
    entry: journal.Entry, actor: Actor, record: SubmissionRecord, card: int, fields: Collection[str]
) -> None:
    """Note what was taken over of a submission, and of a new customer the card that was made. For the inside of the
    entry that changes the card. Raises AnsweredAlready."""
    taken = json.dumps([name for name in record.fields if name in fields])
    _move(entry, actor, record, "waiting", "taken", card_id=card, taken=taken)


def _move(entry: journal.Entry, actor: Actor, record: SubmissionRecord, old: str, new: str, **columns: Any) -> None:
    """Bring a submission to another state, only from the one that was seen; `old` waiting again has no answer."""
    back = new == "waiting"
    columns |= {"decided_at": None if back else database.now(), "decided_by_id": None if back else actor.staff_id}
    sets = ", ".join(f"{name} = ?" for name in ("state", *columns))
    touched = database.execute(
        f"update submission set {sets} where id = ? and state = ?", (new, *columns.values(), record.id, old)
    )
    if not touched:
        state = database.rows("select state from submission where id = ?", (record.id,))[0][0]
        raise AnsweredAlready(number=record.number, state=STATES[state])
    card = columns.get("card_id", record.card_id)
    entry.note(journal.Change("submission", record.id, card, "state", old, new))
