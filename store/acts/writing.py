"""The write of a plan: what goes where, worked out before the write lock is taken, then written in bulk (X1).

Holds no rule of what may be written; `bring_in.commit` decides that and opens the journal entry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from store import cards_bulk, database, journal, offices, search, warranties_bulk
from store.acts import staged
from store.acts.judging import Staged, card_changes, warranty_changes
from store.acts.likeness import Candidate, name_key
from store.acts.matching import CARD_FIELDS, cards_now
from store.acts.plans import WRITTEN, Outcome, Plan, Problem
from store.card_edits import kind_of
from store.cards_bulk import CardUpdate, NewCard
from store.warranties_bulk import SAME_SERIAL, SHEET_FIELDS, NewWarranty, WarrantyUpdate

LEARNT_AT = "warranty_card"
_NEW_CARD_FIELDS = {name: "birth_date" if name == "birth" else name for name in (*CARD_FIELDS, "name")}


@dataclass(slots=True)
class Ready:
    """A plan ready to be written: its rows, and the new card of each row that has one, by the row's number."""

    plan: Plan
    staged_at: datetime
    rows: list[Staged] = field(default_factory=list)
    new: dict[int, NewCard] = field(default_factory=dict)


def prepare(plan: Plan) -> Ready:
    """Read what a plan would write and work out all that does not depend on the moment of writing. Does not write."""
    staged_at, branch_id = database.rows("select staged_at, branch_id from import where id = ?", (plan.id,))[0]
    branch = offices.branch_by_id(branch_id)
    ready = Ready(plan, database.moment(staged_at), list(staged.each(plan.id, WRITTEN)))
    shared: dict[int, dict[str, Any]] = {}
    for one in ready.rows:
        if one.card is None:
            values = shared.setdefault(one.with_row or one.row.row, {})
            for name, called in _NEW_CARD_FIELDS.items():
                if one.row.values.get(called):
                    values.setdefault(name, one.row.values[called])
    customer = {"country": plan.source.country, "language": branch.language, "list": "existing", "kind": kind_of(_OURS)}
    ready.new = {row: cards_bulk.prepared({**customer, **values}) for row, values in shared.items()}
    return ready


_OURS = ({"maker": "ours"},)


def stale(branch_id: int, ready: Ready) -> list[Staged]:
    """The rows that no longer hold: their card changed since, or another card has their phone or serial since.

    Inside the write, so that what is compared stays. They come back as undecided, with why.
    """
    _lock({one.card for one in ready.rows if one.card is not None})
    now = cards_now(branch_id, {one.card for one in ready.rows if one.card is not None})
    found = {}
    for one in ready.rows:
        if one.card is not None and (one.card not in now or now[one.card].version != one.card_version):
            found[one.row.row] = _undecided(one, now.get(one.card))
    found |= _overtaken(branch_id, ready, found)
    followers = [one for one in ready.rows if one.with_row in found and one.row.row not in found]
    return [*found.values(), *(_with_problem(one, "row_left_out", other_row=str(one.with_row)) for one in followers)]


def _lock(ids: Iterable[int]) -> None:
    """Let nobody else change these cards until the transaction ends."""
    if database.engine() != "postgresql":
        return
    wanted = sorted(ids)
    for start in range(0, len(wanted), 1000):
        some = wanted[start : start + 1000]
        database.rows(f"select id from card where id in ({', '.join('?' * len(some))}) order by id for update", some)


def _overtaken(branch_id: int, ready: Ready, stale_rows: Mapping[int, Staged]) -> dict[int, Staged]:
    """Rows for which a card came or changed, since they were judged, that has their serial, or their phone and name."""
    ids = database.rows("select id from card where branch_id = ? and updated_at >= ?", (branch_id, ready.staged_at))
    if not ids:
        return {}
    changed = cards_now(branch_id, [row[0] for row in ids])
    by_phone = {(phone, name_key(card.name)): card for card in changed.values() for phone in card.phones if phone}
    by_serial = _serials(branch_id, changed)
    found = {}
    for one in ready.rows:
        values = one.row.values
        card = by_serial.get(values["serial"]) if one.outcome is not Outcome.DUPLICATE else None
        card = card or by_phone.get((values.get("phone"), name_key(values["name"])))
        if card is not None and card.id != one.card and one.row.row not in stale_rows:
            found[one.row.row] = _undecided(one, card)
    return found


def _serials(branch_id: int, changed: Mapping[int, Candidate]) -> dict[str, Candidate]:
    found = {}
    ids = list(changed)
    for start in range(0, len(ids), 400):
        some = ids[start : start + 400]
        marks = ", ".join("?" * len(some))
        for table in ("goods", "warranty"):
            sql = f"select serial, card_id from {table} where branch_id = ? and card_id in ({marks})"
            found.update({serial: changed[card] for serial, card in database.rows(sql, (branch_id, *some)) if serial})
    return found


def _undecided(one: Staged, card: Candidate | None) -> Staged:
    return _with_problem(one, "card_changed", card, card_no=card.card_no if card else "")


def _with_problem(one: Staged, problem: str, card: Candidate | None = None, **details: Any) -> Staged:
    why = Problem(None, "name", one.row.values["name"], problem, details)
    row = one.row._replace(problems=(*(told for told in one.row.problems if not told.harmless), why))
    return Staged(row, Outcome.UNDECIDED, card.id if card else None, card.version if card else None)


def write(entry: journal.Entry, ready: Ready, left_out: set[int]) -> None:
    """Write all rows but those left out: new cards, changed ones, goods owned and warranties. Inside the entry."""
    rows = [one for one in ready.rows if one.row.row not in left_out]
    new_rows = [row for row in ready.new if row not in left_out]
    ids = cards_bulk.create_many(entry, [ready.new[row] for row in new_rows], LEARNT_AT)
    card_of_row = dict(zip(new_rows, ids, strict=True))
    cards = {one.row.row: one.card or card_of_row[one.with_row or one.row.row] for one in rows}
    known = cards_now(entry.branch_id, {one.card for one in rows if one.card is not None})
    with search.following(entry.branch_id, known):
        cards_bulk.update_many(entry, _card_updates(rows, known), LEARNT_AT)
        cards_bulk.add_goods(entry, _new_goods(entry.branch_id, rows, cards), LEARNT_AT)
        received = [_warranty(ready.plan, one, cards[one.row.row]) for one in rows if one.warranty is None]
        warranties_bulk.receive_many(entry, ready.plan.id, received, LEARNT_AT)
        warranties_bulk.update_many(entry, _warranty_updates(entry.branch_id, rows), LEARNT_AT)
    cards_bulk.index_new(entry.branch_id, ids)
    database.execute_many(
        "update import_row set card_id = ?, card_version = 1 where import_id = ? and row = ?",
        [(cards[one.row.row], ready.plan.id, one.row.row) for one in rows if one.card is None],
    )


def _card_updates(rows: Iterable[Staged], known: Mapping[int, Candidate]) -> list[CardUpdate]:
    """What changes on each card; what several rows say of one card, in their order."""
    now = dict(known)
    changed: dict[int, dict[str, tuple[Any, Any]]] = {}
    for one in rows:
        if one.card is None:
            continue
        card = now[one.card]
        fields = card_changes(one.row.values, card) | _bought(card)
        first = changed.setdefault(card.id, {})
        for name, (old, new) in fields.items():
            first[name] = (first[name][0] if name in first else old, new)
        values = {**card.values, **{name: new for name, (_, new) in fields.items() if name in card.values}}
        now[card.id] = card._replace(values=values, list="existing", kind=fields.get("kind", ("", card.kind))[1])
    return [CardUpdate(card, fields) for card, fields in changed.items()]


def _bought(card: Candidate) -> dict[str, tuple[Any, Any]]:
    """A completed sale moves the card among the existing ones; the goods owned give its kind, unless set by hand."""
    found: dict[str, tuple[Any, Any]] = {}
    if card.list != "existing":
        found["list"] = (card.list, "existing")
    if not card.kind_reason and card.kind != kind_of(_OURS):
        found["kind"] = (card.kind, kind_of(_OURS))
    return found


def _new_goods(branch_id: int, rows: Iterable[Staged], cards: Mapping[int, int]) -> list[tuple[int, Mapping[str, Any]]]:
    """The goods that the rows add, each with its card; those that stand on their card already are not added again."""
    bought = {(cards[one.row.row], one.row.values["serial"]): one for one in rows if one.warranty is None}
    owned = cards_bulk.owned(branch_id, {one.card for one in bought.values() if one.card is not None})
    return [(card, _goods(one)) for (card, serial), one in bought.items() if (card, serial) not in owned]


def _goods(one: Staged) -> dict[str, Any]:
    values = one.row.values
    bought = values.get("purchased_on")
    return {
        "product": values.get("product") or values.get("model") or values["serial"],
        "maker": "ours",
        "model": values.get("model"),
        "serial": values["serial"],
        "since": bought.isoformat() if bought else None,
        "learnt_at": LEARNT_AT,
    }


def _warranty(plan: Plan, one: Staged, card: int) -> NewWarranty:
    values = {name: one.row.values.get(name) for name in SHEET_FIELDS}
    currency = one.row.values.get("currency", plan.source.currency)
    return NewWarranty(card, values, currency, SAME_SERIAL if one.outcome is Outcome.DUPLICATE else None)


def _warranty_updates(branch_id: int, rows: Iterable[Staged]) -> list[WarrantyUpdate]:
    again = {one.warranty: one for one in rows if one.warranty is not None}
    found = [
        WarrantyUpdate(kept.id, kept.card, warranty_changes(again[kept.id].row.values, kept.values))
        for kept in warranties_bulk.registered(branch_id, "id", again)
    ]
    return [one for one in found if one.changed]
