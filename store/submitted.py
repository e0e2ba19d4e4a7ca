"""Submissions as they are read (F14): the branch's or one's own, and what each says beside what its card says now, as
far as its reader may read the card. Writes nothing.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from locales.messages import N_
from store import access, card_values, database, offices, paging, slips, submission_texts
from store.access import Actor, Right
from store.card_edits import ROW_TABLES, Conflict, Edit, RowEdit
from store.card_rows import masked_rows
from store.database import Question
from store.errors import Refused
from store.fields import FIELDS, Format
from store.tables.base import Part
from store.tables.choices import SUBMISSION_KINDS, SUBMISSION_STATES

KINDS = dict(SUBMISSION_KINDS)
STATES = dict(SUBMISSION_STATES)
NEW, CORRECTION = "new", "correction"
ANSWERED_SHOWN = 30
"""How many days an answered submission is still listed."""
LAST_SUBMISSION = 2**62
"""Comes after every submission: from there a list is read backwards."""
Which = Literal["all", "waiting", "answered"]


class NoSuchSubmission(Refused):
    number: int
    message = N_("There is no submission {number} that you can see.")


class SubmissionRecord(NamedTuple):
    """A submission. `card_no` is None for a new customer who has no card yet; `name` is the customer's, as they were
    called when it was written; `fields` says how much it changes. Days are the branch's."""

    id: int
    number: int
    kind: str
    card_id: int | None
    card_no: str | None
    name: str
    by: str
    by_user: str
    on: date
    learnt_at: str | None
    state: str
    decided_by: str | None
    decided_on: date | None
    reason: str | None
    fields: tuple[str, ...]
    taken: tuple[str, ...]


class WholeSubmission(NamedTuple):
    """A submission with what it says, one conflict a field: `was` when it was written, `mine` as submitted, `theirs` as
    the card says now, as far as its reader may read the card. A whole person or goods that is put in or taken out is
    one field: "person:-1", "person:7", its value a mapping. `version` is the card's; `confidential` is whether its
    reader reads the card's confidential part, and so has seen the card (L5)."""

    record: SubmissionRecord
    says: tuple[Conflict, ...]
    version: int
    confidential: bool = False


def must_choose(says: Conflict) -> bool:
    """Whether the card says something else by now than when it was submitted."""
    return says.theirs not in (says.was, says.mine)


def of_number(actor: Actor, number: int) -> SubmissionRecord:
    """One submission that `actor` may see. Raises NoSuchSubmission. Does not write."""
    scope, params = _mine_or_branch(access.actor_of(actor.staff_id))
    return one(f"s.number = ? and {scope}", (number, *params), number)


def one(condition: str, params: Sequence[Any], number: int) -> SubmissionRecord:
    found = _read(condition, params, "s.id")
    if not found:
        raise NoSuchSubmission(number=number)
    return found[0]


def whole(actor: Actor, number: int) -> WholeSubmission:
    """A submission with all it says. Raises NoSuchSubmission. Does not write."""
    record = of_number(actor, number)
    edit = edit_of(record.id)
    reading, row = access.reading(actor), None
    correction = record.kind == CORRECTION
    if correction and record.card_id is not None:
        row = next(iter(masked_rows(reading, [record.card_id])), None)
    parts = reading.parts(row.id, row.branch_id) if row else frozenset[Part]()
    stands = card_values.values_of(row.id) if row else {}
    says = [_field(name, value, edit, stands, parts, correction=correction) for name, value in edit.values.items()]
    confidential = row is not None and Part.CONFIDENTIAL in parts
    for table, edits in (("person", edit.people), ("goods", edit.goods)):
        there = {one["id"]: one for one in card_values.rows_of(table, row.id)} if row and confidential else {}
        says += [
            one for place, row_edit in enumerate(edits) for one in _row(table, place, row_edit, there, confidential)
        ]
    return WholeSubmission(record, tuple(says), row.version if row else 0, confidential)


def _field(
    name: str, value: Any, edit: Edit, stands: Mapping[str, Any], parts: Collection[Part], *, correction: bool
) -> Conflict:
    empty = False if FIELDS[name].format is Format.FLAG else None
    readable = FIELDS[name].part in parts
    was = edit.was.get(name, empty) if readable else empty
    now = stands.get(name, empty) if readable else empty
    return Conflict(name, FIELDS[name].label, was, value, now, hidden=correction and not readable)


PUT_IN = {"person": N_("Person added"), "goods": N_("Goods added")}
TAKEN_OUT = {"person": N_("Person taken out"), "goods": N_("Goods taken out")}
_CALLED = {"person": "name", "goods": "product"}
"""The field by which a person or goods is known."""


def _row(
    table: str, place: int, edit: RowEdit, there: Mapping[int, Mapping[str, Any]], confidential: bool
) -> Iterable[Conflict]:
    if edit.id is None:
        yield Conflict(f"{table}:-{place + 1}", PUT_IN[table], None, dict(edit.values), None)
        return
    now = there.get(edit.id)
    hidden = not confidential
    called = "" if hidden else str((now or edit.was).get(_CALLED[table]) or "")
    if edit.removed:
        stands = {name: value for name, value in now.items() if name != "id"} if now else None
        was = None if hidden else dict(edit.was)
        yield Conflict(f"{table}:{edit.id}", TAKEN_OUT[table], was, None, stands, called, hidden)
        return
    for name, value in edit.values.items():
        was, stands_now = (edit.was.get(name), now[name] if now else None) if not hidden else (None, None)
        label = ROW_TABLES[table][name].label
        yield Conflict(f"{table}:{edit.id}:{name}", label, was, value, stands_now, called, hidden)


def listed(
    actor: Actor,
    which: Which = "all",
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> list[SubmissionRecord]:
    """The branch's submissions, or one's own: those that wait and those answered of late, the oldest first. A window of
    them as in `requested.listed`. Does not write."""
    scope, params = _scope(access.actor_of(actor.staff_id), which)
    part = paging.by_id("s.id", after, before, limit)
    return part.in_order(_read(scope + part.condition, [*params, *part.params], part.order))


def of_card(card: int) -> list[SubmissionRecord]:
    """Every submission about a card, the oldest first, for whoever reads all of it. Does not write."""
    return _read("s.card_id = ?", (card,), "s.id")


def count(actor: Actor, which: Which = "all") -> int:
    """How many `listed` would list. Does not write."""
    return int(database.answers([count_question(access.actor_of(actor.staff_id), which)])[0])


def count_question(current: Actor, which: Which) -> Question:
    """The question that `count` asks for somebody as they are now."""
    scope, params = _scope(current, which)
    return Question(f"select count(*) from submission s where {scope}", params)


def _mine_or_branch(current: Actor) -> tuple[str, list[Any]]:
    if current.may(Right.READ_CARDS):
        return "s.branch_id = ?", [current.branch_id]
    return "s.made_by_id = ?", [current.staff_id]


_ANSWERED = "s.state in ('taken', 'refused') and s.decided_at > ?"


def _scope(current: Actor, which: Which) -> tuple[str, list[Any]]:
    scope, params = _mine_or_branch(current)
    if which == "waiting":
        return f"s.state = 'waiting' and {scope}", params
    since = database.now() - ANSWERED_SHOWN * slips.DAY
    if which == "answered":
        return f"{_ANSWERED} and {scope}", [since, *params]
    return f"(s.state = 'waiting' or {_ANSWERED}) and {scope}", [since, *params]


def _read(condition: str, params: Sequence[Any], order: str) -> list[SubmissionRecord]:
    found = database.rows(
        'select s.id, s.number, s.kind, s.card_id, b.prefix, c.number, s.name, m.name, m."user", s.made_at,'
        ' s.learnt_at, s.state, d.name, s.decided_at, s.reason, s."values", s.taken, h.time_zone from submission s'
        " join branch h on h.id = s.branch_id join staff m on m.id = s.made_by_id"
        " left join staff d on d.id = s.decided_by_id left join card c on c.id = s.card_id"
        f" left join branch b on b.id = c.branch_id where {condition} order by {order}",
        params,
    )
    return [_record(row) for row in found]


def _record(row: Sequence[Any]) -> SubmissionRecord:
    new, number, kind, card, prefix, card_number, name, by, user, made_at, learnt_at, state = row[:12]
    decided_by, decided_at, reason, values, taken, zone = row[12:]
    answered = database.as_moment(decided_at)
    return SubmissionRecord(
        new,
        number,
        kind,
        card,
        offices.card_no(prefix, card_number) if prefix else None,
        name,
        by,
        user,
        database.day_of(database.moment(made_at), zone),
        learnt_at,
        state,
        decided_by,
        database.day_of(answered, zone) if answered else None,
        reason,
        tuple(submission_texts.keys(submission_texts.understood(values))),
        tuple(json.loads(taken)) if taken else (),
    )


def edit_of(submission: int) -> Edit:
    return submission_texts.understood(
        database.rows('select "values" from submission where id = ?', (submission,))[0][0]
    )
