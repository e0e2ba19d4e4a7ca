"""The card file: one card a customer (F1–F3, F5, F8, F11).

No function here may change a card without its version going up, its search words following and its journal entry
standing in the same transaction. Cards are archived, never deleted. Who may read which part is decided in `access`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from locales.messages import N_
from store import (
    access,
    database,
    doubles,
    drafts,
    fields,
    journal,
    merges,
    offices,
    readings,
    search,
    search_contents,
    transfers,
)
from store.access import Actor, Reading, Right
from store.card_edits import (
    DEFAULTS,
    ROW_TABLES,
    Conflict,
    Edit,
    ReasonNeeded,
    RowEdit,
    after,
    cleaned,
    complete,
    conflicts,
    derived,
    new_rows,
)
from store.card_rows import CardRow, masked_rows, rows_of
from store.card_values import rows_of as rows_in
from store.card_values import values_of
from store.errors import Refused
from store.fields import FIELDS
from store.tables.base import Part

__all__ = ["DEFAULTS", "ROW_TABLES", "CardRow", "Conflict", "Edit", "ReasonNeeded", "RowEdit", "rows_of"]
"""What came with the card's drawer for those who use it."""

CARD_COLUMNS = {name: info.column for name, info in FIELDS.items() if info.table == "card"}
DETAIL_COLUMNS = {name: info.column for name, info in FIELDS.items() if info.table == "card_details"}


class NoSuchCard(Refused):
    card_no: str
    message = N_("There is no card {card_no}.")


class ChangedMeanwhile(Refused):
    card_no: str
    by: str
    version: int
    conflicts: tuple[Conflict, ...]
    message = N_("{by} changed card {card_no} meanwhile. Nothing was saved; choose field by field.")


class Archived(Refused):
    card_no: str
    message = N_("Card {card_no} is archived. Bring it back first.")


class Erased(Refused):
    card_no: str
    message = N_("Card {card_no} is erased: of it only its number and what was done are kept.")


class CardIsOut(Refused):
    card_no: str
    borrower: str
    message = N_("Card {card_no} is out to {borrower}. Take it back first.")


class CardRecord(NamedTuple):
    """A card as one person may read it: what they may not is absent from `values`, `people` and `goods` are empty.

    A row of `people` or `goods` is its values by field name, with its "id".
    """

    id: int
    card_no: str
    version: int
    values: Mapping[str, Any]
    people: tuple[Mapping[str, Any], ...]
    goods: tuple[Mapping[str, Any], ...]
    confidential: bool
    row: CardRow


def card_id(actor: Actor, text: str) -> int:
    """The id of the card numbered `text`; a bare number means the actor's own branch. The number of a card that was
    merged into another is that of the one that stays (F12).

    Raises OnlyOnFile for a card of which `actor` may know no more, NoSuchCard for one of which they may not even know
    that, as for one that does not exist, MovedAway for one that went to another branch.
    """
    parsed = offices.parsed_card_no(text)
    if parsed is None:
        raise NoSuchCard(card_no=text.strip())
    prefix, number = parsed
    found = database.rows(
        "select c.id, c.branch_id from card c join branch b on b.id = c.branch_id where c.number = ?"
        + (" and b.prefix = ?" if prefix else " and b.id = ?"),
        (number, prefix or actor.branch_id),
    )
    reading = access.reading(actor)
    for card, branch_id in found:
        stays = merges.staying([card]).get(card, card)
        if reading.parts(stays, branch_id):
            return int(stays)
        if not reading.whole:
            _refuse_on_file(actor, stays)
    return _moved(actor, reading, prefix or offices.branch(actor).prefix, number, text)


def _moved(actor: Actor, reading: Reading, prefix: str, number: int, text: str) -> int:
    """The card that had this number before it went to another branch; who read it there is told where it went. Raises
    NoSuchCard, MovedAway."""
    was = transfers.former(prefix, number)
    for card, branch_id in database.rows("select id, branch_id from card where id = ?", (was.card if was else 0,)):
        if reading.parts(card, branch_id):
            return int(card)
    if was is not None and reading.whole and prefix == offices.branch(actor).prefix:
        raise transfers.MovedAway(card_no=offices.card_no(prefix, number), branch=was.branch, new_no=was.new_no)
    raise NoSuchCard(card_no=text.strip())


def _refuse_on_file(actor: Actor, card: int) -> None:
    """As `find` answers a full name: only the asker's own branch, and no archived card (L7)."""
    for prefix, number, salesperson in database.rows(
        "select b.prefix, c.number, s.name from card c join branch b on b.id = c.branch_id"
        " left join staff s on s.id = c.salesperson_id where c.id = ? and b.id = ? and c.archived_at is null",
        (card, actor.branch_id),
    ):
        refusal = access.OnlyOnFile if salesperson else access.OnlyOnFileNobodys
        raise refusal(card_no=offices.card_no(prefix, number), salesperson=salesperson)


def show(actor: Actor, card: int) -> CardRecord:
    """A card by id, masked for `actor` (K1). Raises NotYourCard. Does not write."""
    reading = access.reading(actor)
    row = _visible(reading, card)
    return _record(reading, row)


def _visible(reading: Reading, card: int) -> CardRow:
    found = masked_rows(reading, [card])
    if not found:
        raise reading.not_visible()
    return found[0]


def _record(reading: Reading, row: CardRow) -> CardRecord:
    parts = reading.parts(row.id, row.branch_id)
    confidential = Part.CONFIDENTIAL in parts
    values = fields.masked(values_of(row.id), FIELDS, parts)
    people = tuple(rows_in("person", row.id)) if confidential else ()
    goods = tuple(rows_in("goods", row.id)) if confidential else ()
    return CardRecord(row.id, row.card_no, row.version, values, people, goods, confidential, row)


def create(
    actor: Actor,
    edit: Edit,
    *,
    learnt_at: str | None = None,
    despite_doubles: bool = False,
    submitted: bool = False,
) -> CardRecord:
    """A new card with its branch's next number (F1).

    `submitted`: what a salesperson wrote is taken over (F14), for which that right is enough; one's own draft stays.
    Raises NotAllowed, BadValue, ReasonNeeded, LikelyDouble unless `despite_doubles`; then nothing is written.
    """
    right = Right.TAKE_OVER if submitted else Right.EDIT
    actor = access.require(actor, right)
    branch = offices.branch(actor)
    values = complete(edit, country=branch.country, language=branch.language)
    rows = {table: new_rows(table, edit, values["country"]) for table in ROW_TABLES}
    values = derived(values, DEFAULTS, rows["goods"])
    with journal.entry(actor.branch_id, actor.staff_id, "create_card") as entry:
        if not despite_doubles:
            signs = doubles.Signs.of(values, rows["goods"])
            doubles.refuse(access.reading(actor), actor.branch_id, signs, but_not=None)
        number = offices.next_number(actor.branch_id, "card")
        new = insert(actor.branch_id, number, values)
        digest = journal.content_digest(list(values.items()))
        entry.note(journal.Change("card", new, new, None, None, digest, learnt_at))
        for table, wanted in rows.items():
            for row in wanted:
                _insert_row(entry, table, actor.branch_id, new, row, learnt_at)
        search.replace(actor.branch_id, new, None, search_contents.of_card(new))
        _tell(actor.branch_id, new)
        if not submitted:
            drafts.drop(actor, None)
    return show(actor, new)


def insert(branch_id: int, number: int, values: Mapping[str, Any]) -> int:
    """The rows of a new card, all values as kept. Inside a write; returns the card's id."""
    now = database.now()
    card = {CARD_COLUMNS[name]: values[name] for name in CARD_COLUMNS}
    card |= {"id": database.new_id("card"), "branch_id": branch_id, "number": number}
    card |= {"sort_name": readings.sort_name(values["name"])}
    card |= {"version": 1, "created_at": now, "updated_at": now}
    new = database.insert(_insert_sql("card", card), list(card.values()))
    details = {column: fields.stored(FIELDS[name], values[name]) for name, column in DETAIL_COLUMNS.items()}
    details |= {"card_id": new, "branch_id": branch_id}
    database.execute(_insert_sql("card_details", details), list(details.values()))
    return new


def _insert_sql(table: str, row: Mapping[str, Any]) -> str:
    return f"insert into {table} ({', '.join(row)}) values {database.marks(row)}"


def _insert_row(
    entry: journal.Entry, table: str, branch_id: int, card: int, row: Mapping[str, Any], learnt_at: str | None
) -> None:
    infos = ROW_TABLES[table]
    columns = {infos[name].column: fields.stored(infos[name], value) for name, value in row.items()}
    columns |= {"id": database.new_id(table), "branch_id": branch_id, "card_id": card}
    new = database.insert(_insert_sql(table, columns), list(columns.values()))
    digest = journal.content_digest(list(row.items()))
    entry.note(journal.Change(table, new, card, None, None, digest, learnt_at))


def save(
    actor: Actor,
    card: int,
    version: int,
    edit: Edit,
    *,
    learnt_at: str | None = None,
    despite_doubles: bool = False,
    act: str = "edit_card",
    reason: str | None = None,
    submitted: bool = False,
) -> CardRecord:
    """Save what `edit` changes on a card read at `version` (F11).

    What somebody else changed meanwhile in other fields stays. `submitted` as in `create`. Raises
    ChangedMeanwhile(conflicts) where both changed the same field, NotAllowed, BranchOnly, Restricted, Archived,
    BadValue, ReasonNeeded, LikelyDouble; then nothing is written.
    """
    right = Right.TAKE_OVER if submitted else Right.EDIT
    actor = access.require(actor, right)
    reading = access.reading(actor)
    row = _visible(reading, card)
    access.require_in(actor, right, row.branch_id, row.card_no)
    transfers.refuse_on_the_way([(row.card_no, row.on_way_to)])
    if row.id in reading.restricted:
        raise access.Restricted(card_no=row.card_no)
    branch = offices.branch_by_id(row.branch_id)
    with journal.entry(row.branch_id, actor.staff_id, act, reason) as entry:
        current = _locked(reading, card)
        if current.row.archived:
            merges.refuse_merged(card, current.card_no)
            raise Archived(card_no=current.card_no)
        country = edit.values.get("country") or current.values.get("country") or branch.country
        edit = cleaned(edit, country)
        if current.version != version:
            _refuse_conflicts(current, edit)
        goods = after(current.goods, edit.goods)
        values = derived({**current.values, **edit.values}, current.values, goods)
        changed = {name: value for name, value in values.items() if value != current.values[name]}
        if not despite_doubles:
            before_signs = doubles.Signs.of(current.values, current.goods)
            signs = doubles.Signs.of(values, goods).new_since(before_signs)
            doubles.refuse(reading, row.branch_id, signs, but_not=card)
        with search.following(row.branch_id, [card]):
            _update(card, changed)
            entry.note_all(
                journal.Change(
                    "card", card, card, name, journal.text(current.values[name]), journal.text(value), learnt_at
                )
                for name, value in changed.items()
            )
            for table, row_edit in edit.rows():
                _save_row(entry, current, table, row_edit, learnt_at)
        _tell(row.branch_id, card)
        if not submitted:
            drafts.drop(actor, card)
    return show(actor, card)


def _locked(reading: Reading, card: int) -> CardRecord:
    """The card as it is now; nobody else changes it until the transaction ends."""
    if database.engine() == "postgresql":
        database.rows("select id from card where id = ? for update", (card,))
    return _record(reading, _visible(reading, card))


def _refuse_conflicts(current: CardRecord, edit: Edit) -> None:
    found = conflicts(edit, current.values, {"person": current.people, "goods": current.goods})
    if found:
        by = _last_editor(current.id)
        raise ChangedMeanwhile(card_no=current.card_no, by=by, version=current.version, conflicts=found)


def _last_editor(card: int) -> str:
    found = database.rows(
        "select s.name from journal_change c join journal_entry e on e.branch_id = c.branch_id and"
        " e.number = c.entry_number join colleague s on s.id = e.staff_id where c.card_id = ?"
        " and c.record in ('card', 'person', 'goods')"
        " order by c.entry_number desc limit 1",
        (card,),
    )
    return str(found[0][0]) if found else ""


def _update(card: int, changed: Mapping[str, Any]) -> None:
    columns = {CARD_COLUMNS[name]: value for name, value in changed.items() if name in CARD_COLUMNS}
    if "name" in changed:
        columns["sort_name"] = readings.sort_name(changed["name"])
    columns["updated_at"] = database.now()
    assignments = "".join(f"{column} = ?, " for column in columns)
    database.execute(f"update card set {assignments}version = version + 1 where id = ?", [*columns.values(), card])
    details = {
        DETAIL_COLUMNS[name]: fields.stored(FIELDS[name], value)
        for name, value in changed.items()
        if name in DETAIL_COLUMNS
    }
    if details:
        assignments = ", ".join(f"{column} = ?" for column in details)
        database.execute(f"update card_details set {assignments} where card_id = ?", [*details.values(), card])


def _save_row(entry: journal.Entry, current: CardRecord, table: str, edit: RowEdit, learnt_at: str | None) -> None:
    infos = ROW_TABLES[table]
    if edit.id is None:
        if not edit.removed:
            _insert_row(entry, table, current.row.branch_id, current.id, edit.values, learnt_at)
        return
    rows = {"person": current.people, "goods": current.goods}
    before = next((row for row in rows[table] if row["id"] == edit.id), None)
    if before is None:
        return
    wanted = dict.fromkeys(infos) if edit.removed else edit.values
    changed = {name: value for name, value in wanted.items() if value != before[name]}
    entry.note_all(
        journal.Change(table, edit.id, current.id, name, journal.text(before[name]), journal.text(value), learnt_at)
        for name, value in changed.items()
    )
    if edit.removed:
        database.keep_ids(current.row.branch_id, table, edit.id)
        database.execute(f"delete from {table} where id = ?", (edit.id,))
        return
    if changed:
        assignments = ", ".join(f"{infos[name].column} = ?" for name in changed)
        kept = [fields.stored(infos[name], value) for name, value in changed.items()]
        database.execute(f"update {table} set {assignments} where id = ?", [*kept, edit.id])


def archive(actor: Actor, card: int, reason: str) -> CardRecord:
    """Take a dead card out of the lists; nothing of it is lost (F11). Raises NotAllowed, CardIsOut."""
    return _set_archived(actor, card, reason, archived=True)


def bring_back(actor: Actor, card: int, reason: str) -> CardRecord:
    """Put an archived card among the others again. Raises NotAllowed, Erased, Merged."""
    return _set_archived(actor, card, reason, archived=False)


def _set_archived(actor: Actor, card: int, reason: str, *, archived: bool) -> CardRecord:
    actor = access.require(actor, Right.ARCHIVE)
    reading = access.reading(actor)
    row = _visible(reading, card)
    access.require_in(actor, Right.ARCHIVE, row.branch_id, row.card_no)
    transfers.refuse_on_the_way([(row.card_no, row.on_way_to)])
    with journal.entry(
        row.branch_id, actor.staff_id, "archive_card" if archived else "bring_back_card", reason
    ) as entry:
        current = _locked(reading, card)
        if archived and current.row.out_to:
            raise CardIsOut(card_no=current.card_no, borrower=current.row.out_to)
        if current.row.erased:
            raise Erased(card_no=current.card_no)
        if current.row.archived == archived:
            return current
        merges.refuse_merged(card, current.card_no)
        now = database.now()
        with search.following(row.branch_id, [card]):
            database.execute(
                "update card set archived_at = ?, updated_at = ?, version = version + 1 where id = ?",
                (now if archived else None, now, card),
            )
        old, new = journal.text(not archived), journal.text(archived)
        entry.note(journal.Change("card", card, card, "archived", old, new))
        _tell(row.branch_id, card)
    return show(actor, card)


def _tell(branch_id: int, card: int) -> None:
    """Let lists and counts kept in memory know that a card changed."""
    database.execute("insert into card_change (branch_id, card_id) values (?, ?)", (branch_id, card))
