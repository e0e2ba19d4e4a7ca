"""Warranty exchange cards (W1, W2): consumer → card, product and serial → goods and a warranty, received or held."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

from locales.messages import N_
from store import cards_bulk, database, journal, offices, rows_bulk, search, warranties_bulk
from store.acts import checking, sheet_rules, writing
from store.acts.judging import (
    CALLED,
    Before,
    card_of,
    earlier,
    matched,
    problem_at,
    with_decided,
    with_problems,
    with_reference,
)
from store.acts.kind import Judge, Kind, Ready, Whose, card_and_row, is_sound
from store.acts.likeness import Candidate
from store.acts.matching import Candidates, cards_now
from store.acts.opinions import Opinion, asked, card_changes, opinion, otherwise, told
from store.acts.plans import DIFFERS, Outcome, Plan, Problem, SheetRow, Source, Staged
from store.card_edits import kind_of
from store.cards_bulk import CardUpdate
from store.fields import FIELDS, WARRANTY_FIELDS
from store.warranties_bulk import SHEET_FIELDS, NewWarranty, Registered, WarrantyUpdate

LEARNT_AT = "warranty_card"
_CARD_FIELDS = {"name": FIELDS["name"], **{called: FIELDS[name] for name, called in CALLED.items()}}

Registrations = Mapping[tuple[int, str], Sequence[Registered]]
"""The room's warranties by card and serial, oldest first."""


# judged


def judging(branch_id: int, source: Source) -> Judge:
    before = Before()
    register, rules = checking.Register.of(branch_id), sheet_rules.rules_of(branch_id)

    def judge(rows: Sequence[SheetRow]) -> Iterator[Staged]:
        around = _Around(branch_id, source, rows, before, register, rules)
        for row in rows:
            found = around.judged(row)
            before.remember(found)
            yield found

    return judge


class _Around:
    """What a batch of rows is judged against: the room, the rows before, the register of shipped units."""

    def __init__(
        self,
        branch_id: int,
        source: Source,
        rows: Sequence[SheetRow],
        before: Before,
        register: checking.Register,
        rules: Mapping[str, str],
        also: Iterable[int] = (),
    ) -> None:
        self.source, self.before, self.register, self.rules = source, before, register, rules
        sound = [row.values for row in rows if is_sound(row)]
        self.candidates = Candidates(branch_id, sound, also=also)
        self.zone = offices.branch_by_id(branch_id).zone
        self.registrations = _registrations(branch_id, self.candidates)
        register.look_up(values["serial"] for values in sound)

    def judged(self, row: SheetRow) -> Staged:
        """The outcome of one row. Problems that only judging finds are added to its own."""
        if not is_sound(row):
            return Staged(row, Outcome.REJECTED)
        row = with_reference(row, self.source, self.candidates)
        card, likely = matched(row, self.source, self.candidates)
        if likely is not None:
            return Staged(with_problems(row, likely, *self._in_sheet(row)), Outcome.UNDECIDED, *card_of(card))
        with_row, likely = (None, None) if card else earlier(row, self.source, self.before)
        if likely is not None:
            return Staged(with_problems(row, likely, *self._in_sheet(row)), Outcome.UNDECIDED)
        return self.settled(row, card, with_row)

    def settled(self, row: SheetRow, card: Candidate | None, with_row: int | None = None) -> Staged:
        """The outcome of a row whose customer is known: `card`, the new card of `with_row`, or nobody yet."""
        says: list[Problem] = []
        source, found = self.source, Opinion({})
        if card is not None:
            found = opinion(card_changes(_said(row.values), card.values), self.rules)
            says = list(told(found, source, card, CALLED))
            again = self._said_again(row, card)
            if again is not None:
                changed = warranty_changes(row.values, again.values)
                says += [otherwise(DIFFERS, name, one, source, card) for name, one in changed.items() if one[0]]
                outcome = Outcome.UPDATED if changed or found.taken else Outcome.UNCHANGED
                return _ruled(Staged(with_problems(row, *says), outcome, *card_of(card), again.id), found)
        if with_row is not None:
            says.append(problem_at(source, row, "name", "same_customer", other_row=str(with_row)))
        same_serial = self._same_serial(row, card)
        held = self.register.reasons(row, source)
        known = card is not None or with_row is not None
        outcome = Outcome.UPDATED if known else Outcome.NEW
        if held:
            outcome = Outcome.HELD
        if same_serial:
            outcome = Outcome.DUPLICATE
        judged = Staged(with_problems(row, *same_serial, *held, *says), outcome, *card_of(card), None, with_row)
        return _ruled(judged, found)

    def _said_again(self, row: SheetRow, card: Candidate) -> Registered | None:
        """The warranty of the room that this row says again; each is said again once."""
        key = (card.id, row.values["serial"])
        known = self.registrations.get(key, ())
        said = self.before.said_again[key]
        if said >= len(known):
            return None
        self.before.said_again[key] += 1
        return known[said]

    def _same_serial(self, row: SheetRow, card: Candidate | None) -> list[Problem]:
        serial = row.values["serial"]
        others = self.candidates.by_serial.get(serial, set()) - ({card.id} if card else set())
        in_sheet = self._in_sheet(row)
        if not others or in_sheet:
            return in_sheet
        other = self.candidates.cards[min(others)]
        found = [problem_at(self.source, row, "serial", "same_serial_in_room", card_no=other.card_no)]
        for registered in self.registrations.get((other.id, serial), ())[:1]:
            day = registered.received_at.replace(tzinfo=UTC).astimezone(self.zone).date()
            found.append(problem_at(self.source, row, "serial", "registered_on", day=day, customer=other.name))
        return found

    def _in_sheet(self, row: SheetRow) -> list[Problem]:
        other = self.before.serials.get(row.values["serial"], row.row)
        if other == row.row:
            return []
        return [problem_at(self.source, row, "serial", "same_serial_in_sheet", other_row=str(other))]


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of its customer, by the card's fields."""
    return {name: values.get(called) for name, called in CALLED.items()}


def _ruled(one: Staged, found: Opinion) -> Staged:
    """A judged row with what is not taken of it; undecided while a person is to say what holds."""
    if not (found.kept or found.asked):
        return one
    more: dict[str, Any] = {"kept": list(found.kept)}
    if found.asked:
        more |= {"conflicts": asked(found, CALLED), "then": one.outcome}
    return one._replace(outcome=Outcome.UNDECIDED if found.asked else one.outcome, more=more)


def chosen(one: Staged, ways: Mapping[str, str]) -> Staged:
    """A row of which a person decided fields that wait, each by its column; once all are, it is what it was judged."""
    more = dict(one.more or {})
    waiting = {name: told for name, told in more["conflicts"].items() if name not in ways}
    decided = more["conflicts"].keys() - waiting.keys()
    kept = [name for name, called in CALLED.items() if called in decided and ways[called] == "theirs"]
    then = Outcome(more["then"])
    if len(kept) < len(decided) and then is Outcome.UNCHANGED:
        then = Outcome.UPDATED
    more["kept"] = [*more["kept"], *kept]
    row = with_decided(one.row, ways)
    if waiting:
        more |= {"conflicts": waiting, "then": then}
        return one._replace(row=row, more=more)
    return one._replace(row=row, outcome=then, more={"kept": more["kept"]})


def _registrations(branch_id: int, candidates: Candidates) -> dict[tuple[int, str], list[Registered]]:
    """The room's warranties of the serials that a batch of rows has, by card and serial."""
    found: dict[tuple[int, str], list[Registered]] = {}
    for one in warranties_bulk.registered(branch_id, "serial", candidates.by_serial):
        found.setdefault((one.card, one.values["serial"]), []).append(one)
    return found


def warranty_changes(row: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What the row says otherwise than a warranty that the room has, (old, new) by field."""
    return {name: (kept[name], new) for name in SHEET_FIELDS if (new := row.get(name)) not in (None, "", kept[name])}


def settled(branch_id: int, source: Source, decided: Sequence[tuple[Staged, Whose]]) -> list[Staged]:
    """Rows whose customers a person named. That a serial stands in an earlier row still holds."""
    before = Before()
    for found, _ in decided:
        for one in found.row.problems:
            if one.problem == "same_serial_in_sheet":
                before.serials[found.row.values["serial"]] = int(one.details["other_row"])
    rows = [
        found.row._replace(problems=tuple(one for one in found.row.problems if one.problem not in _FOUND_HERE))
        for found, _ in decided
    ]
    named = [card_and_row(whose) for _, whose in decided]
    register, rules = checking.Register.of(branch_id), sheet_rules.rules_of(branch_id)
    around = _Around(branch_id, source, rows, before, register, rules, [card.id for card, _ in named if card])
    return [around.settled(row, *whose) for row, whose in zip(rows, named, strict=True)]


_FOUND_HERE = {*checking.HELD_FOR, "registered_on"}


# written


def prepare(ready: Ready) -> None:
    """The new card of each row that has one, by the row's number."""
    branch, source = offices.branch_by_id(ready.branch_id), ready.plan.source
    customer = {"country": source.country, "language": branch.language, "list": "existing", "kind": kind_of(_OURS)}
    fields = {info.name: called for called, info in _CARD_FIELDS.items()}
    ready.more = writing.new_cards(ready, fields, customer)


_OURS = ({"maker": "ours"},)


def stale(ready: Ready) -> list[Staged]:
    """The rows that no longer hold: their card changed since, or another card has their phone or serial since.

    Inside the write, so that what is compared stays. They come back as undecided, with why.
    """
    found = writing.changed_since(ready)
    return writing.with_followers(ready, found | _overtaken(ready, found))


def _overtaken(ready: Ready, stale_rows: Mapping[int, Staged]) -> dict[int, Staged]:
    """Rows for which a card came or changed, since they were judged, that has their serial or is surely theirs."""
    came = writing.came_since(ready)
    if not came:
        return {}
    rows = [one for one in ready.rows if one.row.row not in stale_rows]
    by_serial, found = _serials(ready.branch_id, came), writing.meant(rows, came)
    for one in rows:
        card = by_serial.get(one.row.values["serial"]) if one.outcome is not Outcome.DUPLICATE else None
        if card is not None and card.id != one.card:
            found[one.row.row] = card
    return {one.row.row: writing.undecided(one, found[one.row.row]) for one in rows if one.row.row in found}


def _serials(branch_id: int, changed: Mapping[int, Candidate]) -> dict[str, Candidate]:
    return {
        serial: changed[card]
        for table in ("goods", "warranty")
        for serial, card in database.rows_among(
            f"select serial, card_id from {table} where branch_id = ? and serial is not null and card_id in {{among}}",
            changed,
            (branch_id,),
        )
    }


def write(entry: journal.Entry, ready: Ready, left_out: set[int]) -> None:
    """New cards, changed ones, goods owned and warranties."""
    rows = ready.without(left_out)
    made = writing.create_cards(entry, ready, left_out, LEARNT_AT)
    cards = {one.row.row: one.card or made[one.with_row or one.row.row] for one in rows}
    known = cards_now(entry.branch_id, {one.card for one in rows if one.card is not None})
    with search.following(entry.branch_id, known):
        cards_bulk.update_many(entry, _card_updates(rows, known), LEARNT_AT)
        rows_bulk.add_many(entry, "goods", _new_goods(entry.branch_id, rows, cards), LEARNT_AT)
        received = (_warranty(ready.plan, one, cards[one.row.row]) for one in rows if one.warranty is None)
        warranties_bulk.receive_many(entry, ready.plan.id, received, LEARNT_AT)
        warranties_bulk.update_many(entry, _warranty_updates(entry.branch_id, rows), LEARNT_AT)
    cards_bulk.index_new(entry.branch_id, made.values())
    writing.note_cards(ready.plan.id, rows, cards)


def _card_updates(rows: Iterable[Staged], known: Mapping[int, Candidate]) -> list[CardUpdate]:
    """What changes on each card; what several rows say of one card, in their order."""
    now = dict(known)
    changed: dict[int, dict[str, tuple[Any, Any]]] = {}
    for one in rows:
        if one.card is None:
            continue
        card = now[one.card]
        kept = (one.more or {}).get("kept", ())
        said = {name: value for name, value in _said(one.row.values).items() if name not in kept}
        fields = card_changes(said, card.values) | _bought(card)
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


def _new_goods(
    branch_id: int, rows: Iterable[Staged], cards: Mapping[int, int]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The goods that the rows add, each with its card; those that stand on their card already are not added again."""
    bought = {(cards[one.row.row], one.row.values["serial"]): one for one in rows if one.warranty is None}
    owned = cards_bulk.owned(branch_id, {one.card for one in bought.values() if one.card is not None})
    return ((card, _goods(one)) for (card, serial), one in bought.items() if (card, serial) not in owned)


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
    reasons = dict.fromkeys(
        checking.HELD_FOR[told.problem] for told in one.row.problems if told.problem in checking.HELD_FOR
    )
    return NewWarranty(card, values, currency, " ".join(reasons) or None)


def _warranty_updates(branch_id: int, rows: Iterable[Staged]) -> list[WarrantyUpdate]:
    again = {one.warranty: one for one in rows if one.warranty is not None}
    found = [
        WarrantyUpdate(kept.id, kept.card, warranty_changes(again[kept.id].row.values, kept.values))
        for kept in warranties_bulk.registered(branch_id, "id", again)
    ]
    return [one for one in found if one.changed]


KIND = Kind(
    name="warranty",
    title=N_("Warranty exchange cards"),
    fields=_CARD_FIELDS | {name: WARRANTY_FIELDS[name] for name in SHEET_FIELDS},
    needed=("name", "serial"),
    shown=("serial", "purchased_on"),
    telling=("serial",),
    judging=judging,
    settled=settled,
    chosen=chosen,
    prepare=prepare,
    stale=stale,
    write=write,
)
