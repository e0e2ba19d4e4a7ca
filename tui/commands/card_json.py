"""Cards and loans as JSON: English keys, what may not be read absent, staff by the name they sign in with."""

from collections.abc import Mapping
from typing import Any

from store import restrictions, staff
from store.access import Actor
from store.cards import CardRecord, CardRow
from store.fields import FIELDS, Format
from store.originals import OriginalRecord
from store.requested import RequestRecord
from store.slips import LoanRecord
from store.submitted import SubmissionRecord, WholeSubmission
from store.wanted import coded


class StaffNames:
    """Sign-in names of the staff that `actor` may know, by id and by full name; asked of the store once."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._people: list[staff.StaffRecord] | None = None

    def people(self) -> list[staff.StaffRecord]:
        if self._people is None:
            self._people = staff.people(self._actor)
        return self._people

    def user_of(self, staff_id: int) -> str:
        return next((person.user for person in self.people() if person.id == staff_id), str(staff_id))

    def user_named(self, branch_id: int, name: str) -> str:
        found = (person.user for person in self.people() if (person.branch_id, person.name) == (branch_id, name))
        return next(found, name)


def row_json(row: CardRow, names: StaffNames) -> dict[str, Any]:
    """A line of a list. A phone that may not be read is absent."""
    found: dict[str, Any] = {
        "card_no": row.card_no,
        "name": row.name,
        "customer": row.customer,
        "list": row.list,
        "kind": row.kind,
        "grade": row.grade,
        "region": row.region,
        "district": row.district,
        "key_customer": row.key_customer,
        "salesperson": names.user_named(row.branch_id, row.salesperson) if row.salesperson else None,
        "out_to": names.user_named(row.branch_id, row.out_to) if row.out_to else None,
        "out_due": row.out_due,
        "archived": row.archived,
        "restricted": row.restricted,
        "on_hold": row.on_hold,
        "erased": row.erased,
    }
    if row.phone is not None:
        found["phone"] = row.phone
    return found


def card_json(card: CardRecord, names: StaffNames) -> dict[str, Any]:
    """A card's fields by name, with "people" and "goods" where they may be read."""
    found: dict[str, Any] = {"card_no": card.card_no, "version": card.version, "archived": card.row.archived}
    found |= {"restricted": card.row.restricted, "on_hold": card.row.on_hold, "erased": card.row.erased}
    erased = restrictions.erased(card.id) if card.row.erased else None
    if erased is not None:
        found |= {"erased_at": erased.at, "erased_by": erased.by}
    for name, value in card.values.items():
        is_staff = FIELDS[name].format is Format.STAFF and value is not None
        found[name] = names.user_of(value) if is_staff else value
    if card.confidential:
        found["people"] = [_without_id(row) for row in card.people]
        found["goods"] = [_without_id(row) for row in card.goods]
    return found


def _without_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def request_json(request: RequestRecord) -> dict[str, Any]:
    """A card that is asked for; its name is absent for whoever may not see the card. A list that is asked for has no
    card, but "list", "rows" and how it is narrowed."""
    found: dict[str, Any] = {
        "slip": request.slip,
        "card_no": request.card_no or None,
        "borrower": request.borrower_user,
        "asked_by": request.asked_by_user,
        "asked_on": request.asked_on,
        "kind": request.kind,
        "purpose": request.purpose,
        "due": request.due,
        "state": request.state,
        "approver": request.approver,
        "own": request.own,
        "reason": request.reason,
    }
    if request.name is not None:
        found |= {"name": request.name, "grade": request.grade}
    if request.wanted is not None:
        found |= {"list": request.wanted.list, "rows": request.rows, "narrowed": coded(request.wanted)}
    return found


def submission_json(submission: SubmissionRecord) -> dict[str, Any]:
    return {
        "number": submission.number,
        "kind": submission.kind,
        "card_no": submission.card_no,
        "name": submission.name,
        "by": submission.by_user,
        "on": submission.on,
        "learnt_at": submission.learnt_at,
        "state": submission.state,
        "decided_by": submission.decided_by,
        "decided_on": submission.decided_on,
        "reason": submission.reason,
        "fields": submission.fields,
        "taken": submission.taken,
    }


def whole_submission_json(whole: WholeSubmission, names: StaffNames) -> dict[str, Any]:
    """A submission with what it says: each field as it was, as the card says now, as it was submitted. What may not be
    read is absent."""
    says = []
    for one in whole.says:
        values = {"submitted": one.mine} if one.hidden else {"was": one.was, "now": one.theirs, "submitted": one.mine}
        told = {name: _value_json(one.field, value, names) for name, value in values.items()}
        says.append({"field": one.field} | told)
    return submission_json(whole.record) | {"says": says}


def _value_json(field: str, value: Any, names: StaffNames) -> Any:
    is_staff = field in FIELDS and FIELDS[field].format is Format.STAFF and value is not None
    return names.user_of(value) if is_staff else value


def loan_json(loan: LoanRecord) -> dict[str, Any]:
    """A loan; with "original" where a paper original went along."""
    found: dict[str, Any] = {
        "slip": loan.slip,
        "card_no": loan.card_no,
        "borrower": loan.borrower_user,
        "purpose": loan.purpose,
        "lent_on": loan.lent_on,
        "due": loan.due,
        "overdue": loan.overdue,
        "read": loan.read,
    }
    return found | ({"original": loan.original} if loan.original else {})


def original_json(record: OriginalRecord | None) -> dict[str, Any]:
    """The latest print of a card on paper, where there is one: "older" where the card has changed since, "valid" false
    where it is void."""
    if record is None:
        return {}
    return {
        "original": {
            "number": record.number,
            "printed_at": record.printed_at,
            "by": record.user,
            "version": record.version,
            "older": record.older,
            "valid": record.valid,
            "lost": record.lost,
        }
    }
