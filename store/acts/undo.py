"""Undo of a whole import (X1): looked at first, then done in one act.

Touches the drawers of cards and warranties, through their bulk functions, and staged rows. Locked in this order: the
import's row; the cards that it touched, by their ids; the journal's head. A new card goes if nothing has touched it
since, else it is archived; what was added to other cards goes, and what was changed on them returns, unless that was
changed since: then somebody chooses. People and goods that it took away come again. Numbers are not given again, what
was erased stays so, the journal keeps all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from locales.messages import N_
from store import access, card_edits, cards_bulk, database, journal, rows_bulk, search, shipped, warranties_bulk
from store.access import Actor, Right
from store.acts import imported, staged, taken_away
from store.acts.collecting import seldom_collected
from store.acts.imported import RECORDS, Added, Brought, Customer, Imported, Key, Written
from store.acts.watching import Watch, Watching
from store.cards_bulk import CardUpdate
from store.errors import Refused
from store.fields import FieldInfo, from_journal
from store.rows_bulk import RowChange, RowUpdate
from store.shipped import UnitUpdate
from store.warranties_bulk import WarrantyUpdate

LINES = 10
"""About so many rows are written for one card that goes: by them it is told how far the undo is."""


class UndoneAlready(Refused):
    number: str
    by: str
    day: date
    message = N_("Import {number} was undone already, by {by} on {day}.")


class NotYourImport(Refused):
    number: str
    by: str
    logged = True
    message = N_("Import {number} is {by}'s. They can undo it, and so can a manager.")


class Choice(NamedTuple):
    """A field that was changed since the import: what it was before, what the import wrote, what it is now, as texts of
    the journal. `of` is what the goods, warranty or person are called whose field it is, None for the card's own."""

    key: Key
    card: int
    customer: Customer
    of: str | None
    old: str | None
    imported: str | None
    now: str | None

    @property
    def info(self) -> FieldInfo:
        return RECORDS[self.key.record][self.key.field]


class Left(NamedTuple):
    """What the import made or changed and the undo leaves: a new card, which is archived unless `stays`, or what it
    did to a card that was here before. `why` is one of `imported.WHYS`; `into` is the number of the card that stays, of
    one that was merged."""

    record: str
    id: int
    card: int
    customer: Customer
    why: str
    stays: bool
    into: str | None = None


class Look(NamedTuple):
    """What the undo of an import would do. `cards` go, `added` goods, warranties and people go from other cards, and
    units from the register; `fields` return, on `known` cards together; `archived` and `left` are told one by one,
    `choices` are asked."""

    of: Brought
    cards: int
    added: Mapping[str, int]
    fields: int
    known: int
    archived: tuple[Left, ...]
    left: tuple[Left, ...]
    choices: tuple[Choice, ...]


class ChangedSince(Refused):
    """Somebody has to choose, field by field or for all, before the import is undone."""

    number: str
    fields: int
    choices: tuple[Choice, ...]
    message = N_(
        "Fields that import {number} wrote were changed since: {fields}. Choose whether they keep what they say now or"
        " are put back. Nothing was undone."
    )


Chosen = Mapping[Key, bool]
"""Whether a field that was changed since is put back; one that is not named is not chosen."""


@dataclass(slots=True)
class _Plan:
    """What is to be done."""

    of: Brought
    going: list[int] = field(default_factory=list)
    archived: list[Left] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    named: dict[tuple[str, int], str] = field(default_factory=dict)
    back: list[tuple[Written, str | None]] = field(default_factory=list)
    """What returns, with what stands there now."""
    again: list[RowChange] = field(default_factory=list)
    """The people and goods that come again."""
    choices: list[Choice] = field(default_factory=list)

    @property
    def known(self) -> list[int]:
        touched = {one.card for one in self.added} | {one.card for one, _ in self.back}
        return sorted((touched | {one.card for one in self.again}) - {0})

    @property
    def fields(self) -> int:
        """How many fields return, those of rows that come again among them."""
        return len(self.back) + sum(len(one.values) for one in self.again)

    @property
    def units(self) -> int:
        """How many units of the register go or change."""
        going = {one.id for one in self.added if one.record == imported.UNIT}
        return len(going | {one.key.id for one, _ in self.back if one.key.record == imported.UNIT})


def look(actor: Actor, number: int) -> Look:
    """What the undo of an import would do now. Raises NotAllowed, NoSuchImport, NotYourImport, UndoneAlready. Does not
    write."""
    _, of = _may(actor, number)
    return _told(_planned(of, {}))


@seldom_collected()
def undo(
    actor: Actor, number: int, chosen: Chosen | None = None, *, others: bool | None = None, watch: Watch | None = None
) -> Look:
    """Undo an import: one transaction, one journal entry. Returns what was done.

    `chosen` says of fields that were changed since whether they are put back, `others` of all that it does not name.
    `watch` is told how much of how much is done, and may raise to stop; then nothing is undone.
    Raises NotAllowed, NoSuchImport, NotYourImport, UndoneAlready, ChangedSince; then nothing is written.
    Journal: one entry "undo_import", a change for each record that goes, each field that returns, each card archived.
    """
    actor, of = _may(actor, number)
    progress = Watching(watch, LINES)
    with database.heard(progress.beat):
        words = _prepared(of, progress)
        return _done(actor, of, words, chosen or {}, others, progress)


Words = dict[int, search.Indexed]


def _prepared(of: Brought, progress: Watching) -> Words:
    """What the search index says of the cards that are to go, worked out before the write lock is taken."""
    found, words = imported.read(of), Words()
    going = [card for card in found.new if card not in found.whys]
    progress.count = len(going) + len(found.known)
    for some in database.chunks(going):
        words |= search.indexed(some)
        database.beat(len(some))
    return words


def _done(actor: Actor, of: Brought, words: Words, chosen: Chosen, others: bool | None, progress: Watching) -> Look:
    """The act itself."""
    why = imported.reason(of.number, of.file)
    with journal.entry(of.branch_id, actor.staff_id, "undo_import", why) as entry:
        _take(actor, of)
        plan = _planned(of, chosen, others)
        if plan.choices:
            raise ChangedSince(str(of.number), len(plan.choices), tuple(plan.choices))
        progress.count = len(plan.going) + len(plan.known) + plan.units
        _write(entry, plan, words)
    return _told(plan)


def _may(actor: Actor, number: int) -> tuple[Actor, Brought]:
    """The actor as they are now and the import, if they may undo it."""
    actor = access.require_one(actor, Right.UNDO_IMPORT, Right.IMPORT)
    of = imported.brought(actor.branch_id, number)
    if of.staff_id != actor.staff_id and not actor.may(Right.UNDO_IMPORT):
        raise NotYourImport(str(number), of.by)
    if of.undone_at is not None:
        raise _undone(actor, of)
    return actor, of


def _undone(actor: Actor, of: Brought) -> UndoneAlready:
    day = database.day_of(of.undone_at or database.now(), actor.time_zone)
    return UndoneAlready(str(of.number), of.undone_by or "", day)


def _take(actor: Actor, of: Brought) -> None:
    """Mark the import as undone, the one of two who do so at once first; let nobody else change its cards until the
    transaction ends."""
    taken = database.execute(
        "update import set undone_at = ?, undone_by_id = ? where id = ? and undone_at is null",
        (database.now(), actor.staff_id, of.id),
    )
    if not taken:
        raise _undone(actor, imported.brought(of.branch_id, of.number))
    if database.engine() == "postgresql":
        database.rows(
            "select id from card where id in (select card_id from journal_change where branch_id = ?"
            " and entry_number = ?) order by id for update",
            (of.branch_id, of.entry),
        )


# what is to be done


def _planned(of: Brought, chosen: Chosen, others: bool | None = None) -> _Plan:
    """Work out what the undo does; fields that nobody has chosen for stand among the choices."""
    found, plan = imported.read(of), _Plan(of)
    who = imported.customers({*found.known, *(card for card in found.new if card in found.whys)})
    for card in found.new:
        why = found.whys.get(card)
        if why is None:
            plan.going.append(card)
        elif why in imported.STAY:
            plan.left.append(Left("card", card, card, who[card], why, True, found.into.get(card)))
        else:
            plan.archived.append(Left("card", card, card, who[card], why, False))
    _plan_added(found, plan, who)
    _plan_fields(found, plan, who, chosen, others)
    plan.again = taken_away.of(found.written, found.closed)
    _plan_kinds(found, plan)
    return plan


def _plan_added(found: Imported, plan: _Plan, who: Mapping[int, Customer]) -> None:
    for record in imported.ADDED:
        added = [one for one in found.added if one.record == record]
        names = imported.there(record, (one.id for one in added))
        plan.named.update(((record, id_), name) for id_, name in names.items())
        for one in added:
            if one.id not in names:
                continue
            why = found.closed.get(one.card) or _changed_since(found, one)
            if why:
                whose = _whose(one.card, names[one.id], who)
                plan.left.append(Left(record, one.id, one.card, whose, why, True, found.into.get(one.card)))
            else:
                plan.added.append(one)


def _whose(card: int, name: str, who: Mapping[int, Customer]) -> Customer:
    """The customer of a card; of a unit of the register, which has none, its serial in the card number's place."""
    return who[card] if card else Customer(name, "")


def _changed_since(found: Imported, one: Added) -> str | None:
    if (one.record, one.id) in found.later:
        return "brought_in" if one.record == imported.UNIT else "edited"
    return "brought_in" if found.said_again(one.record, one.id, one.card) else None


def _plan_fields(
    found: Imported, plan: _Plan, who: Mapping[int, Customer], chosen: Chosen, others: bool | None
) -> None:
    """Return what nobody changed since; of the rest what is chosen. The kind of a card follows from its goods."""
    now = imported.standing(found)
    sold = found.later_sales | found.confirmed | {one.card for one in plan.left if one.record == "warranty"}
    told: set[int] = set()
    named: dict[str, dict[int, str]] = {}
    for one in found.written:
        stands = now.get((one.key.record, one.key.id))
        if one.key.field == "kind" and one.key.record == "card":
            continue
        if stands is None or stands[one.key.field] == one.old:
            continue
        if one.card in found.closed:
            if one.card not in told:
                why, into = found.closed[one.card], found.into.get(one.card)
                plan.left.append(Left("card", one.card, one.card, who[one.card], why, True, into))
            told.add(one.card)
            continue
        if one.key.field == "list" and one.card in sold:
            continue
        there = stands[one.key.field]
        again = found.said_again(one.key.record, one.key.id, one.card)
        if not (one.key in found.later or there != one.new or again):
            plan.back.append((one, there))
            continue
        if one.key in found.inherited:
            continue
        put_back = chosen.get(one.key, others)
        if put_back is None:
            of = None
            if one.key.record != "card":
                named.setdefault(one.key.record, imported.there(one.key.record, _ids(found, one.key.record)))
                of = named[one.key.record].get(one.key.id)
            whose = _whose(one.card, of or "", who)
            plan.choices.append(Choice(one.key, one.card, whose, of, one.old, one.new, there))
        elif put_back:
            plan.back.append((one, there))


def _ids(found: Imported, record: str) -> set[int]:
    return {one.key.id for one in found.written if one.key.record == record}


def _plan_kinds(found: Imported, plan: _Plan) -> None:
    """The kind of each card as it is once the goods are gone (F3), unless it was set by hand: as it was before, where
    nobody else has touched its goods."""
    before = {one.card: one for one in found.written if one.key.field == "kind" and one.key.record == "card"}
    kept = {one.card for one in plan.left if one.record == "goods"}
    losing = {one.card for one in plan.added if one.record == "goods"}
    cards = ((losing & found.later_goods) | before.keys()) - found.closed.keys()
    if not cards:
        return
    going = {one.id for one in plan.added if one.record == "goods"}
    for card, (kind, by_hand, makers) in _kinds(cards, going).items():
        if by_hand:
            continue
        makers += [one.values["maker"] for one in plan.again if (one.table, one.card) == ("goods", card)]
        written = before.get(card)
        touched = card in found.later_goods or card in kept
        wanted = card_edits.kind_of({"maker": maker} for maker in makers) if touched or written is None else written.old
        if wanted != kind:
            plan.back.append((Written(Key("card", card, "kind"), card, wanted, kind), kind))


def _kinds(cards: set[int], going: set[int]) -> dict[int, tuple[str, bool, list[str]]]:
    """Kind, whether it was set by hand, and the makers of the goods that are left, by card."""
    found: dict[int, tuple[str, bool, list[str]]] = {}
    for some in database.chunks(sorted(cards)):
        among = f"in {database.marks(some)}"
        for card, kind, by_hand in database.rows(
            "select c.id, c.kind, d.kind_reason from card c join card_details d on d.card_id = c.id"
            f" where c.id {among}",
            some,
        ):
            found[card] = (kind, bool(by_hand), [])
        for id_, card, maker in database.rows(f"select id, card_id, maker from goods where card_id {among}", some):
            if id_ not in going:
                found[card][2].append(maker)
    return found


def _told(plan: _Plan) -> Look:
    added = {record: sum(one.record == record for one in plan.added) for record in imported.ADDED}
    counts = len(plan.going), added, plan.fields, len(plan.known)
    return Look(plan.of, *counts, tuple(plan.archived), tuple(plan.left), tuple(plan.choices))


# the write


def _write(entry: journal.Entry, plan: _Plan, words: Words) -> None:
    """All of it. Inside the entry."""
    branch_id = entry.branch_id
    with search.following(branch_id, plan.known):
        _remove_added(entry, plan)
        cards_bulk.update_many(entry, _card_updates(plan), None)
        shipped.update_many(entry, [UnitUpdate(id_, fields) for id_, _, fields in _row_updates(plan, imported.UNIT)])
        warranties_bulk.update_many(entry, [WarrantyUpdate(*one) for one in _row_updates(plan, "warranty")], None)
        for record in card_edits.ROW_TABLES:
            rows_bulk.update_many(entry, record, list(_row_updates(plan, record)), None)
        rows_bulk.write_many(entry, plan.again, None)
    archived = [one.card for one in plan.archived]
    with search.following(branch_id, archived):
        cards_bulk.archive_many(entry, archived)
    _remove_cards(entry, plan.going, words)
    entry.note(journal.Change("import", plan.of.id, None, "undone", None, str(plan.of.number)))


def _remove_added(entry: journal.Entry, plan: _Plan) -> None:
    for record in imported.ADDED:
        gone = [one for one in plan.added if one.record == record]
        entry.note_all(
            journal.Change(record, one.id, one.card or None, imported.GONE, plan.named[record, one.id]) for one in gone
        )
        _REMOVERS[record](entry.branch_id, [one.id for one in gone])


_REMOVERS: Mapping[str, Callable[[int, Sequence[int]], None]] = {
    **{table: partial(rows_bulk.remove_many, table) for table in card_edits.ROW_TABLES},
    "warranty": warranties_bulk.remove_many,
    imported.UNIT: shipped.remove_many,
}


def _card_updates(plan: _Plan) -> list[CardUpdate]:
    """What returns on each card; one from which something goes gets a new version all the same."""
    changed: dict[int, dict[str, tuple[Any, Any]]] = {card: {} for card in plan.known}
    for one, now in plan.back:
        if one.key.record == "card":
            changed[one.card][one.key.field] = _turned(one, now)
    return [CardUpdate(card, fields) for card, fields in changed.items()]


def _row_updates(plan: _Plan, record: str) -> Iterator[RowUpdate]:
    changed: dict[tuple[int, int], dict[str, tuple[Any, Any]]] = {}
    for one, now in plan.back:
        if one.key.record == record:
            changed.setdefault((one.key.id, one.card), {})[one.key.field] = _turned(one, now)
    return (RowUpdate(id_, card, fields) for (id_, card), fields in changed.items())


def _turned(one: Written, now: str | None) -> tuple[Any, Any]:
    """What stands there, and what is put back."""
    info = RECORDS[one.key.record][one.key.field]
    return from_journal(info, now), from_journal(info, one.old)


def _remove_cards(entry: journal.Entry, going: Sequence[int], words: Words) -> None:
    """Take cards away that nothing has touched, with all that hangs from them."""
    for some in database.chunks(going):
        names = imported.customers(some)
        _let_go(some, names)
        missing = search.indexed(card for card in some if card not in words)
        search.remove_many(entry.branch_id, {card: words.get(card) or missing[card] for card in some})
        entry.note_all(journal.Change("card", card, card, imported.GONE, names[card].card_no, None) for card in some)
        warranties_bulk.remove_of(entry.branch_id, some)
        cards_bulk.remove_many(entry.branch_id, some)


def _let_go(some: Sequence[int], names: Mapping[int, Customer]) -> None:
    """Let no staged row mean these cards any longer: those that wait are undecided."""
    for plan_id, rows in staged.meaning(some).items():
        staged.rejudge(plan_id, [staged.without_card(row, names[row.card].card_no) for row in rows if row.card])
    staged.forget_cards(some)
