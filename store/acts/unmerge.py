"""The undo of a merge (F12): what it changed on the card that stayed goes back, what came with the other goes home, and
the other is among the cards again. What changed since stays as it is now, and is said beforehand (`plan`).

Reads the entry of the merge in the journal; touches what `merge` does, in the same order. One entry "unmerge_cards".
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from locales.messages import N_, Message
from store import access, card_edits, database, journal, merges, offices, originals, search, slips
from store.access import Actor, Right
from store.acts import carried
from store.acts.merge import INTO, OF, ChangedSinceSeen, locked, set_archived, shut, write_values
from store.card_rows import CardRow, masked_rows
from store.card_values import rows_of, values_of
from store.cards import Archived, NoSuchCard
from store.errors import Refused
from store.fields import FIELDS, from_journal


class NotMerged(Refused):
    card_no: str
    message = N_("No card was merged into {card_no}, and it went into none.")


class NoSuchMerge(Refused):
    number: int
    message = N_("Entry {number} of the journal is no merge.")


class Staying(NamedTuple):
    """A field that changed since the merge and keeps what it says now; `before` is what it was before the merge."""

    field: str
    label: Message
    before: Any
    now: Any


class Plan(NamedTuple):
    """What an undo would do: `back` fields of `kept` go back, `rows` go home to `gone`, by table; `staying` keep what
    they say now, and `lost` rows are no longer there."""

    kept: CardRow
    gone: CardRow
    back: tuple[str, ...]
    rows: Mapping[str, Sequence[int]]
    staying: tuple[Staying, ...]
    lost: int

    @property
    def versions(self) -> tuple[int, int]:
        return self.kept.version, self.gone.version


class _Change(NamedTuple):
    record: str
    record_id: int
    card: int
    field: str
    old: str | None
    new: str | None


def last_merge(actor: Actor, card_no: str) -> tuple[int, int]:
    """The cards of the merge that is undone for a number: that of the card that went, or the last into the one that
    stayed. Returns who stayed and who went. Raises NotAllowed, NoSuchCard, NotMerged. Does not write."""
    actor = access.require(actor, Right.MERGE)
    prefix, number = offices.parsed_card_no(card_no) or ("", 0)
    found = database.rows(
        "select c.id from card c join branch b on b.id = c.branch_id where c.number = ? and b.prefix = ?",
        (number, prefix or offices.branch(actor).prefix),
    )
    if not found:
        raise NoSuchCard(card_no=card_no.strip())
    ((card,),) = found
    pairs = database.rows(
        "select kept_id, gone_id from merge where undone_at is null and (gone_id = ? or kept_id = ?)"
        " order by case when gone_id = ? then 0 else 1 end, id desc limit 1",
        (card, card, card),
    )
    if not pairs:
        raise NotMerged(card_no=card_no.strip())
    return pairs[0][0], pairs[0][1]


def of_entry(actor: Actor, number: int) -> int:
    """The card that went by the merge of that number in the branch's journal. Raises NotAllowed, NoSuchMerge. Does not
    write."""
    actor = access.require(actor, Right.MERGE)
    found = database.rows(
        "select card_id from journal_change where branch_id = ? and entry_number = ? and record = 'card' and field = ?",
        (actor.branch_id, number, INTO),
    )
    if not found:
        raise NoSuchMerge(number=number)
    return int(found[0][0])


def plan(actor: Actor, gone: int) -> Plan:
    """What undoing the merge of a card would do. Raises NotAllowed, NotYourCard, BranchOnly, NotMerged, Merged,
    Archived, Erased, Restricted, OnHold. Does not write."""
    actor = access.require(actor, Right.MERGE)
    return _plan(_merged_rows(actor, gone))


def _merged_rows(actor: Actor, gone: int) -> tuple[CardRow, CardRow]:
    """The card that stayed and the one that went."""
    (row,) = slips.within_reach(actor, Right.MERGE, [gone])
    found = database.rows("select kept_id from merge where gone_id = ? and undone_at is null", (gone,))
    if not found:
        raise NotMerged(card_no=row.card_no)
    reading = access.reading(actor)
    stays = masked_rows(reading, [found[0][0]])
    if not stays or stays[0].branch_id != row.branch_id:  # it went to another branch since
        raise reading.not_visible()
    return stays[0], row


def _plan(rows: tuple[CardRow, CardRow]) -> Plan:
    kept, gone = rows
    merges.refuse_merged(kept.id, kept.card_no)
    for row in rows:
        if refusal := shut(row):
            raise refusal
    if kept.archived:
        raise Archived(card_no=kept.card_no)
    values, changes = values_of(kept.id), _changes(gone)
    back, staying = list[str](), list[Staying]()
    for change in changes:
        if change.record == "card" and change.card == kept.id and change.field in FIELDS:
            info = FIELDS[change.field]
            if journal.text(values[change.field]) == change.new:
                back.append(change.field)
            elif change.field != "kind":
                now = values[change.field]
                staying.append(Staying(change.field, info.label, from_journal(info, change.old), now))
    moved = {
        table: [change.record_id for change in changes if change.record == table and change.field == carried.CARD]
        for table in carried.TABLES
    }
    there = {table: _there(table, ids, kept.id) for table, ids in moved.items()}
    lost = sum(map(len, moved.values())) - sum(map(len, there.values()))
    return Plan(kept, gone, tuple(back), there, tuple(staying), lost)


def _changes(gone: CardRow) -> list[_Change]:
    """What the last merge of a card changed, in its order."""
    number = database.rows(
        "select max(entry_number) from journal_change where card_id = ? and record = 'card' and field = ?",
        (gone.id, INTO),
    )[0][0]
    found = database.rows(
        "select c.record, c.record_id, c.card_id, c.field, v.old, v.new from journal_change c join journal_value v on"
        " v.branch_id = c.branch_id and v.entry_number = c.entry_number and v.place = c.place"
        " where c.branch_id = ? and c.entry_number = ? order by c.place",
        (gone.branch_id, number),
    )
    return [_Change(*row) for row in found]


def _there(table: str, ids: Sequence[int], kept: int) -> list[int]:
    """Those rows that still hang from the card."""
    if not ids:
        return []
    marks = database.marks(ids)
    found = database.rows(f"select id from {table} where card_id = ? and id in {marks} order by id", (kept, *ids))
    return [row for (row,) in found]


def unmerge(actor: Actor, gone: int, *, seen: tuple[int, int] | None = None) -> Plan:
    """Undo the merge of a card into another. Returns what was done. `seen` are the versions at which `plan` was read.

    Raises what `plan` does, ChangedSinceSeen; then nothing is changed. Journal: one entry "unmerge_cards".
    """
    actor = access.require(actor, Right.MERGE)
    kept, row = _merged_rows(actor, gone)
    with journal.entry(row.branch_id, actor.staff_id, "unmerge_cards") as entry:
        locked(actor, kept.id, gone)
        done = _plan(_merged_rows(actor, gone))
        for now, version in zip((done.kept, done.gone), seen or done.versions, strict=True):
            if now.version != version:
                raise ChangedSinceSeen(card_no=now.card_no)
        changes = _changes(row)
        with search.following(row.branch_id, [kept.id, gone]):
            for table, ids in done.rows.items():
                carried.move(entry, table, ids, done.kept, done.gone)
            before = values_of(kept.id)
            write_values(entry, kept.id, before, _values_again(done, before, changes))
            _put_back(entry, done, changes)
        entry.note(journal.Change("card", gone, gone, INTO, kept.card_no, None))
        entry.note(journal.Change("card", kept.id, kept.id, OF, row.card_no, None))
        database.execute(
            "update merge set undone_by_id = ?, undone_at = ? where gone_id = ? and undone_at is null",
            (actor.staff_id, database.now(), gone),
        )
    now_kept, now_gone = masked_rows(access.reading(actor), [kept.id, gone])
    return done._replace(kept=now_kept, gone=now_gone)


def _values_again(done: Plan, before: Mapping[str, Any], changes: Sequence[_Change]) -> dict[str, Any]:
    """What the card that stayed says once it stands alone; its kind follows from the goods that are left."""
    was = {change.field: change.old for change in changes if change.record == "card" and change.card == done.kept.id}
    again = {name: from_journal(FIELDS[name], was[name]) for name in done.back}
    values = {**before, **again}
    if not values["kind_reason"] and _goods_changed(done):
        values["kind"] = card_edits.kind_of(rows_of("goods", done.kept.id))
    return values


def _goods_changed(done: Plan) -> bool:
    """Whether goods came to the card that stays, changed or went since the merge."""
    return bool(
        database.rows(
            "select 1 from journal_change where card_id = ? and record = 'goods' and branch_id = ? and entry_number >"
            " (select max(entry_number) from journal_change where card_id = ? and record = 'card' and field = ?)"
            " limit 1",
            (done.kept.id, done.kept.branch_id, done.gone.id, INTO),
        )
    )


def _put_back(entry: journal.Entry, done: Plan, changes: Sequence[_Change]) -> None:
    """The rest of what the merge did: places in queues, the original of the other card, and that card itself."""
    for change in changes:
        if (change.record, change.field) == ("reservation", "state"):
            _wait_again(entry, change.record_id)
        if change.record == originals.RECORD:
            originals.make_valid_again(entry, change.record_id, done.gone.id)
    archived = not any((change.card, change.field) == (done.gone.id, "archived") for change in changes)
    set_archived(entry, done.gone, archived=archived)


def _wait_again(entry: journal.Entry, reservation: int) -> None:
    """Somebody who gave up a place by the merge has it again, unless they wait for that card by now."""
    for card, again in database.rows(
        "select r.card_id, not exists (select 1 from reservation o where o.card_id = r.card_id"
        " and o.borrower_id = r.borrower_id and o.state = 'waiting') from reservation r where r.id = ?"
        " and r.state = 'cancelled'",
        (reservation,),
    ):
        if again:
            database.execute("update reservation set state = 'waiting', ended_at = null where id = ?", (reservation,))
            entry.note(journal.Change("reservation", reservation, card, "state", "cancelled", "waiting"))
