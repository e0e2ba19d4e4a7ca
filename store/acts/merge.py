"""Merging two cards of one customer (F12): what the one says goes, field by field, onto the card that stays, and with
it all that hangs from it; the other is archived and leads there by its number. `unmerge` puts everything back.

Touches the cards, both locked by their ids, then their rows and queues (`carried`), the originals and the merges. One
entry "merge_cards", from which the undo reads what to put back.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from locales.messages import N_, Message
from store import access, card_edits, cards, cards_bulk, database, journal, merges, originals, readings, search, slips
from store.access import Actor, Right
from store.acts import carried
from store.acts.erase import OnHold
from store.card_rows import CardRow, masked_rows
from store.card_values import rows_of, values_of
from store.cards_bulk import CardUpdate
from store.errors import Refused
from store.fields import FIELDS, Format

KEPT, GONE, BOTH = "kept", "other", "both"
INTO, OF = "merged_into", "merged"
"""Fields of the journal: into which card one went, and which came to it, by their numbers."""
FOLLOWS = {
    "birth_lunar": "birth",
    "kind_reason": "kind",
    "grade_reason": "grade",
    "product_opinion_on": "product_opinion",
    "staff_opinion_on": "staff_opinion",
    "brand_opinion_on": "brand_opinion",
    "consent_source": "consent",
    "consent_on": "consent",
}
"""Fields that belong to another and go where it goes."""
_LESS = {"list": ("potential", "probable", "existing"), "grade": ("C", "B", "A")}
"""Choices that every card has: the more telling one, the last, is taken."""


class SameCard(Refused):
    card_no: str
    message = N_("{card_no} is one card: there is nothing to merge.")


class OtherBranch(Refused):
    card_no: str
    other: str
    message = N_("{card_no} and {other} are of different branches and cannot be merged.")


class BothOut(Refused):
    card_no: str
    borrower: str
    other: str
    other_borrower: str
    message = N_("{card_no} is out to {borrower} and {other} to {other_borrower}. Take one of them back first.")


class OutWithOriginal(Refused):
    card_no: str
    borrower: str
    message = N_("{card_no} is out to {borrower} with its original on paper. Take it back first.")


class ChangedSinceSeen(Refused):
    card_no: str
    message = N_("Card {card_no} changed meanwhile. Nothing was merged: look at both again.")


class BadTake(Refused):
    field: str
    message = N_("{field}: a field of the card, and what is taken of it: kept, other, or of a long text both.")
    exit_code = 2


class Line(NamedTuple):
    """A field of two cards: what each says, and which is taken."""

    field: str
    label: Message
    kept: Any
    gone: Any
    taken: str
    differs: bool
    both: bool
    """Whether both may be taken, one below the other."""

    @property
    def value(self) -> Any:
        return _value(self.kept, self.gone, self.taken)


class Comparison(NamedTuple):
    """Two cards side by side: `kept` stays. `lines` are the fields in which one of them says something, in the card's
    order, without those that only follow another or from the goods; `goes` counts what hangs from the other and moves.
    `refusal` is why they cannot be merged."""

    kept: CardRow
    gone: CardRow
    lines: tuple[Line, ...]
    goes: Mapping[str, int]
    refusal: Refused | None

    @property
    def versions(self) -> tuple[int, int]:
        return self.kept.version, self.gone.version


class MergedRecord(NamedTuple):
    """`kept` as it is now. `original` is the number of the other's original on paper, which is void now."""

    kept: CardRow
    gone: CardRow
    number: int
    original: int | None


def compare(actor: Actor, kept: int, gone: int) -> Comparison:
    """Two cards as whoever looks for doubles sees them (F12). Raises NotAllowed, NotYourCard, BranchOnly, Restricted,
    SameCard, OtherBranch. Does not write."""
    actor = access.require(actor, Right.DOUBLES)
    rows = _both(actor, Right.DOUBLES, kept, gone)
    restricted = access.reading(actor).restricted
    for row in rows:
        if row.id in restricted:
            raise access.Restricted(card_no=row.card_no)
    values = values_of(kept), _with_spare_phone(values_of(gone), values_of(kept))
    lines = tuple(_line(name, *values, taken) for name, taken in _proposed(*values).items())
    by_hand = any(one["kind_reason"] for one in values)
    told = tuple(
        line for line in lines if not (_empty(line.kept) and _empty(line.gone)) and (by_hand or line.field != "kind")
    )
    return Comparison(*rows, told, carried.counts(gone), _refusal(*rows))


def _line(name: str, kept: Mapping[str, Any], gone: Mapping[str, Any], taken: str) -> Line:
    with_it = [name, *(follower for follower, of in FOLLOWS.items() if of == name)]
    differs = any(kept[one] != gone[one] for one in with_it) and not (_empty(kept[name]) or _empty(gone[name]))
    return Line(name, FIELDS[name].label, kept[name], gone[name], taken, differs, _may_both(name))


def _may_both(name: str) -> bool:
    return FIELDS[name].format is Format.LONG_TEXT


def _both(actor: Actor, right: Right, kept: int, gone: int) -> tuple[CardRow, CardRow]:
    if kept == gone:
        raise SameCard(card_no=slips.seen(access.reading(actor), [kept])[0].card_no)
    rows = slips.within_reach(actor, right, [kept, gone])
    if rows[0].branch_id != rows[1].branch_id:
        raise OtherBranch(card_no=rows[0].card_no, other=rows[1].card_no)
    return rows[0], rows[1]


# what is taken


def _empty(value: Any) -> bool:
    return value in (None, "", False)


def _proposed(kept: Mapping[str, Any], gone: Mapping[str, Any]) -> dict[str, str]:
    """Which card's value is taken of each field unless somebody says otherwise: that of the card that stays; where it
    says nothing, the other's."""
    return {name: _proposal(name, kept, gone) for name in FIELDS if name not in FOLLOWS}


def _proposal(name: str, kept: Mapping[str, Any], gone: Mapping[str, Any]) -> str:
    mine, theirs = kept[name], gone[name]
    if name == "kind":
        return GONE if gone["kind_reason"] and not kept["kind_reason"] else KEPT
    if name in _LESS:
        order = _LESS[name]
        return GONE if order.index(theirs) > order.index(mine) else KEPT
    if _empty(mine):
        return KEPT if _empty(theirs) else GONE
    return BOTH if _may_both(name) and not _empty(theirs) and mine != theirs else KEPT


def _with_spare_phone(gone: Mapping[str, Any], kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the card that goes says, its phone as its other one too where that is free: it is not lost then."""
    spare = gone["phone"] if gone["phone"] not in (kept["phone"], kept["other_phone"]) else None
    return {**gone, "other_phone": gone["other_phone"] or spare}


def _value(kept: Any, gone: Any, taken: str) -> Any:
    return {KEPT: kept, GONE: gone}[taken] if taken != BOTH else f"{kept}\n{gone}"


def _merged(
    kept: Mapping[str, Any], gone: Mapping[str, Any], take: Mapping[str, str], goods: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Every value of the card that stays. Raises BadTake."""
    for name, taken in take.items():
        fits = taken in (KEPT, GONE) or (taken == BOTH and name in FIELDS and _may_both(name))
        if name not in FIELDS or name in FOLLOWS or not fits:
            raise BadTake(field=name)
    wanted = {**_proposed(kept, gone), **take}
    values = {name: _value(kept[name], gone[name], taken) for name, taken in wanted.items()}
    for name, of in FOLLOWS.items():
        values[name] = _value(kept[name], gone[name], GONE if wanted[of] == GONE else KEPT)
    if values["other_phone"] == values["phone"]:
        values["other_phone"] = kept["phone"] if kept["phone"] != values["phone"] else None
    if not values["kind_reason"]:
        values["kind"] = card_edits.kind_of(goods)
    return values


# the act


def merge(
    actor: Actor, kept: int, gone: int, take: Mapping[str, str] | None = None, *, seen: tuple[int, int] | None = None
) -> MergedRecord:
    """Merge `gone` into `kept`, which stays. `take` says of single fields what is taken (`KEPT`, `GONE`, `BOTH`); of
    the others what `compare` proposes. `seen` are the versions at which the two were compared.

    A manager's right. Raises what `compare` does and what it names as a refusal, BadTake, ChangedSinceSeen; then
    nothing is changed. Journal: one entry "merge_cards".
    """
    actor = access.require(actor, Right.MERGE)
    branch_id = _both(actor, Right.MERGE, kept, gone)[0].branch_id
    with journal.entry(branch_id, actor.staff_id, "merge_cards") as entry:
        into, of = locked(actor, kept, gone)
        if refusal := _refusal(into, of):
            raise refusal
        for row, version in zip((into, of), seen or (into.version, of.version), strict=True):
            if row.version != version:
                raise ChangedSinceSeen(card_no=row.card_no)
        with search.following(branch_id, [kept, gone]):
            before = values_of(kept)
            theirs = _with_spare_phone(values_of(gone), before)
            carried.carry(entry, of, into)
            values = _merged(before, theirs, take or {}, rows_of("goods", kept))
            write_values(entry, kept, before, values)
            void = originals.void_in(entry, actor, gone)
            set_archived(entry, of, archived=True)
        entry.note(journal.Change("card", gone, gone, INTO, None, into.card_no))
        entry.note(journal.Change("card", kept, kept, OF, None, of.card_no))
        database.execute(
            "insert into merge (branch_id, kept_id, gone_id, made_by_id, made_at) values (?, ?, ?, ?, ?)",
            (branch_id, kept, gone, actor.staff_id, database.now()),
        )
    now_kept, now_gone = masked_rows(access.reading(actor), [kept, gone])
    return MergedRecord(now_kept, now_gone, entry.number, void)


def _refusal(kept: CardRow, gone: CardRow) -> Refused | None:
    """Why these two cannot be one, or None."""
    for row in (kept, gone):
        if stays := merges.into(row.id):
            return merges.Merged(card_no=row.card_no, into=stays)
        if refusal := shut(row):
            return refusal
    if kept.archived:
        return cards.Archived(card_no=kept.card_no)
    if kept.out_to and gone.out_to:
        return BothOut(kept.card_no, kept.out_to, gone.card_no, gone.out_to)
    if gone.out_to and gone.id in originals.numbers([gone.id]):
        return OutWithOriginal(card_no=gone.card_no, borrower=gone.out_to)
    return None


# for the undo too


def shut(row: CardRow) -> Refused | None:
    """Why nothing may be put on a card or taken from it: it is erased, restricted or on hold."""
    if row.erased:
        return cards.Erased(card_no=row.card_no)
    if row.restricted:
        return access.Restricted(card_no=row.card_no)
    return OnHold(card_no=row.card_no) if row.on_hold else None


def locked(actor: Actor, kept: int, gone: int) -> tuple[CardRow, CardRow]:
    """Both cards as they are now; nobody else changes them until the transaction ends."""
    if database.engine() == "postgresql":
        database.rows("select id from card where id in (?, ?) order by id for update", (kept, gone))
    into, of = masked_rows(access.reading(actor), [kept, gone])
    return into, of


def write_values(entry: journal.Entry, card: int, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Let a card say `values`. Inside the entry and `search.following`."""
    changed = {name: (before[name], value) for name, value in values.items() if value != before[name]}
    cards_bulk.update_many(entry, [CardUpdate(card, changed)], None)
    if "name" in changed:
        order = readings.sort_name(values["name"])
        database.execute("update card set sort_name = ? where id = ?", (order, card))


def set_archived(entry: journal.Entry, row: CardRow, *, archived: bool) -> None:
    """Put a card away with what it said, or among the others again. Inside the entry and `search.following`."""
    now = database.now()
    database.execute(
        f"update card set archived_at = {'coalesce(archived_at, ?)' if archived else '?'}, updated_at = ?,"
        " version = version + 1 where id = ?",
        (now if archived else None, now, row.id),
    )
    if row.archived != archived:
        old, new = journal.text(row.archived), journal.text(archived)
        entry.note(journal.Change("card", row.id, row.id, "archived", old, new))
    database.execute("insert into card_change (branch_id, card_id) values (?, ?)", (row.branch_id, row.id))
