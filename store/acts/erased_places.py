"""Where what is kept about a person stands, and how each place is blanked (K6): one function a table, all of them in
`PLACES`. A test goes through every column of every table and finds none that is neither here nor said to hold no such
thing.

For the inside of a journal entry. Numbers, states and who did what stay; a text that belongs to no card is blanked
where it surely speaks of this person.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from store import card_edits, cards_bulk, database, fields, merges, submission_texts
from store.acts import staged
from store.card_edits import DEFAULTS, Edit
from store.fields import FIELDS
from store.journal import Change, Entry
from store.readings import fold

MARKS = ("archived", "restricted", "on_hold", "erased", "merged", "merged_into")
"""What the journal goes on to say of a card: acts, no values."""
OF_THE_CARD = ("card", "person", "goods", "warranty", "submission")
SAID = ("result", "reason", "confirmed", "printed")
"""Fields of other records that hold free text about a card."""
LOOSE = ("export", "paper", "slip")
"""Records of no card that hold free text: what a list was narrowed by, how a file is called."""
OF_THE_UNIT = ("product", "model", "serial", "purchased_on", "price", "dealer", "state")
"""What stays of a warranty: it is of the unit that was sold, and the law of warranties asks for it."""
NOTHING_FOUND = "…"
"""What a list is narrowed by that was narrowed by their name: no card answers it."""
SURE = ("phone", "other_phone", "email")
NAMED = ("name",)
BESIDES = ("address", "serial")
LEAST_DIGITS, LEAST_NAME, LEAST_WORD = 8, 2, 3


class Subject(NamedTuple):
    """A card that is erased, or with `person` one of its people; by whom, None where a backup was put back."""

    card: int
    branch_id: int
    person: int | None
    staff_id: int | None


class Sought(NamedTuple):
    """The values by which a text is known to speak of somebody: their phones as digits and addresses of e-mail, their
    names, and what with a name makes sure."""

    phones: frozenset[str]
    emails: frozenset[str]
    names: frozenset[str]
    besides: frozenset[str]

    def named_in(self, text: str | None) -> bool:
        """Whether a text has a value of theirs, be it a word of their name: enough where it belongs to their card."""
        if not text:
            return False
        folded = fold(text)
        words = {word for name in self.names for word in re.findall(rf"\w{{{LEAST_WORD},}}", name)}
        return self._sure(text, folded) or any(value in folded for value in (*words, *self.names, *self.besides))

    def called_in(self, text: str | None) -> bool:
        """Whether a text has a value or a whole name of theirs."""
        folded = fold(text or "")
        return bool(text) and (self._sure(text or "", folded) or any(name in folded for name in self.names))

    def surely_in(self, text: str | None) -> bool:
        """Whether a text that belongs to no card speaks of them: namesakes live in every town."""
        if not text:
            return False
        folded = fold(text)
        named = any(name in folded for name in self.names)
        return self._sure(text, folded) or (named and any(value in folded for value in self.besides))

    def _sure(self, text: str, folded: str) -> bool:
        digits = re.sub(r"(?<=\d)[\s./()-]+(?=\d)", "", text)
        return any(phone in digits for phone in self.phones) or any(email in folded for email in self.emails)


def sought(subject: Subject) -> Sought:
    """What the subject's texts are known by: what stands on the card, and what stood there before. Does not write."""
    found: dict[str, set[str]] = {name: set() for name in (*SURE, *NAMED, *BESIDES)}
    for name, value in (*_standing(subject), *_stood(subject)):
        if name in found and value:
            found[name].add(str(value))
    phones = (re.sub(r"\D", "", phone) for name in ("phone", "other_phone") for phone in found[name])
    return Sought(
        frozenset(phone[-LEAST_DIGITS:] for phone in phones if len(phone) >= LEAST_DIGITS),
        frozenset(map(fold, found["email"])),
        frozenset(fold(name) for name in found["name"] if len(name) >= LEAST_NAME),
        frozenset(fold(value) for name in BESIDES for value in found[name] if len(value) > LEAST_NAME),
    )


def _standing(subject: Subject) -> list[tuple[str, Any]]:
    if subject.person is not None:
        sql, params = "select name, phone from person where id = ?", (subject.person,)
        return [pair for row in database.rows(sql, params) for pair in zip(("name", "phone"), row, strict=True)]
    names = (*NAMED, *SURE, "address")
    columns = ", ".join(f"{'c' if FIELDS[name].table == 'card' else 'd'}.{FIELDS[name].column}" for name in names)
    sql = f"select {columns} from card c join card_details d on d.card_id = c.id where c.id = ?"
    found = [pair for row in database.rows(sql, (subject.card,)) for pair in zip(names, row, strict=True)]
    for name, column in (("name", "name"), ("phone", "phone")):
        sql = f"select {column} from person where card_id = ?"
        found += [(name, value) for (value,) in database.rows(sql, (subject.card,))]
    found += [
        ("serial", value) for (value,) in database.rows("select serial from goods where card_id = ?", (subject.card,))
    ]
    return found


def _stood(subject: Subject) -> list[tuple[str, Any]]:
    condition, params = _changes_of(subject)
    found = database.rows(
        "select c.field, v.old, v.new from journal_change c join journal_value v on v.branch_id = c.branch_id"
        f" and v.entry_number = c.entry_number and v.place = c.place where c.field is not null and {condition}",
        params,
    )
    return [(field, value) for field, old, new in found for value in (old, new)]


def _changes_of(subject: Subject) -> tuple[str, tuple[Any, ...]]:
    partners = sorted(merges.partners(subject.card))
    if subject.person is not None:
        of = (subject.card, *partners)
        return f"c.card_id in {database.marks(of)} and c.record = 'person' and c.record_id = ?", (*of, subject.person)
    records = ", ".join(f"'{record}'" for record in OF_THE_CARD)
    own, mine = f"c.card_id = ? and c.record in ({records})", (subject.card,)
    if not partners:
        return own, mine
    return f"(({own}) or ({_OF_A_MERGE.format(database.marks(partners))}))", (
        *mine, *partners, subject.card, subject.branch_id, *[subject.card] * 3
    )  # fmt: skip


_OF_A_MERGE = (
    "c.card_id in {} and ((c.record = 'card' and c.entry_number in (select m.entry_number from journal_change m where"
    " m.card_id = ? and m.branch_id = ? and m.record = 'card' and m.field in ('merged', 'merged_into')))"
    " or (c.record = 'person' and c.record_id in (select id from person where card_id = ?))"
    " or (c.record = 'goods' and c.record_id in (select id from goods where card_id = ?))"
    " or (c.record = 'warranty' and c.record_id in (select id from warranty where card_id = ?)))"
)
"""What the journal says of a card under another with which it was one: what a merge or its undo set there, and what
changed in its rows meanwhile."""


# the places


class Erasing(NamedTuple):
    """What each place is told: the entry that goes on, who is erased, and what their texts are known by."""

    entry: Entry
    subject: Subject
    theirs: Sought


def _history(at: Erasing) -> None:
    """The values of what the journal says of them; its chain covers digests, and still verifies."""
    condition, params = _changes_of(at.subject)
    marks = ", ".join(f"'{field}'" for field in MARKS)
    _blank_values(f"{condition} and coalesce(c.field, '') not in ({marks})", params)
    said, loose = (", ".join(f"'{name}'" for name in names) for names in (SAID, LOOSE))
    rows = database.rows(
        "select c.branch_id, c.entry_number, c.place, v.old, v.new, c.card_id from journal_change c"
        " join journal_value v on v.branch_id = c.branch_id and v.entry_number = c.entry_number and v.place = c.place"
        f" where v.salt <> '' and ((c.card_id is null and c.record in ({loose})) or (c.card_id = ? and c.field in"
        f" ({said})))",
        (at.subject.card,),
    )
    for branch_id, number, place, old, new, card in rows:
        if any(_speaks(text, at.subject, at.theirs, own=card is not None) for text in (old, new) if text):
            _blank_values("c.branch_id = ? and c.entry_number = ? and c.place = ?", (branch_id, number, place))


def _blank_values(condition: str, params: Sequence[Any]) -> None:
    database.execute(
        "update journal_value set salt = '', old = null, new = null where salt <> '' and"
        " (branch_id, entry_number, place) in"
        f" (select c.branch_id, c.entry_number, c.place from journal_change c where {condition})",
        params,
    )


def _speaks(text: str | None, subject: Subject, theirs: Sought, *, own: bool) -> bool:
    if own and subject.person is None:
        return bool(text)
    return theirs.named_in(text) if own else theirs.surely_in(text)


def _card(at: Erasing) -> None:
    """The card itself, as on an empty one; of its warranties what is of the unit stays."""
    now = database.now()
    if at.subject.person is not None:
        database.execute("delete from person where id = ? and card_id = ?", (at.subject.person, at.subject.card))
        database.execute("update card set version = version + 1, updated_at = ? where id = ?", (now, at.subject.card))
        return
    for columns, table, key in (
        (cards_bulk.CARD_COLUMNS, "card", "id"),
        (cards_bulk.DETAIL_COLUMNS, "card_details", "card_id"),
    ):
        empty = {column: _empty(name) for name, column in columns.items()}
        sets = ", ".join(f"{column} = ?" for column in empty)
        database.execute(f"update {table} set {sets} where {key} = ?", (*empty.values(), at.subject.card))
    database.execute(
        "update card set sort_name = '', archived_at = coalesce(archived_at, ?), erased_at = ?, updated_at = ?,"
        " version = version + 1 where id = ?",
        (now, now, now, at.subject.card),
    )
    for table in card_edits.ROW_TABLES:
        database.execute(f"delete from {table} where card_id = ?", (at.subject.card,))
    personal = [info.column for name, info in fields.WARRANTY_FIELDS.items() if name not in OF_THE_UNIT]
    sets = ", ".join(f"{column} = null" for column in personal)
    database.execute(f"update warranty set {sets}, version = version + 1 where card_id = ?", (at.subject.card,))


def _empty(name: str) -> Any:
    info = FIELDS[name]
    return "" if info.required else fields.clean(info, DEFAULTS.get(name))


def _drafts(at: Erasing) -> None:
    for draft, card, values in database.rows(
        'select id, card_id, "values" from draft where card_id = ? or card_id is null', (at.subject.card,)
    ):
        if _speaks(values, at.subject, at.theirs, own=card is not None):
            database.execute("delete from draft where id = ?", (draft,))


def _sheets(at: Erasing) -> None:
    """Rows of a sheet that waits go; of one that was written, the row's number and outcome stay."""
    for row, card, waits, *texts in database.rows(
        'select r.id, r.card_id, i.number is null, r.cells, r."values", r.problems from import_row r'
        " join import i on i.id = r.import_id where r.card_id = ? or (r.card_id is null and r.branch_id = ?)",
        (at.subject.card, at.subject.branch_id),
    ):
        if not any(_speaks(text, at.subject, at.theirs, own=card is not None) for text in texts):
            continue
        if waits:
            database.execute("delete from import_row where id = ?", (row,))
        else:
            database.execute(
                "update import_row set cells = '', \"values\" = ?, problems = ? where id = ?",
                (staged.dumped({"values": {}}), staged.dumped([]), row),
            )


def _submissions(at: Erasing) -> None:
    """What they say goes; one that waits is refused with it."""
    for submission, card, state, name, values in database.rows(
        'select id, card_id, state, name, "values" from submission where card_id = ?'
        " or (card_id is null and branch_id = ?)",
        (at.subject.card, at.subject.branch_id),
    ):
        own = card is not None
        if not (_speaks(values, at.subject, at.theirs, own=own) or _of_person(values, at.subject)):
            continue
        kept_name = name if at.subject.person is not None and not at.theirs.named_in(name) else ""
        database.execute(
            'update submission set name = ?, "values" = ?, reason = null where id = ?',
            (kept_name, submission_texts.plain(Edit({})), submission),
        )
        _blank_values("c.record = 'submission' and c.record_id = ? and c.field is null", (submission,))
        if state == "waiting":
            database.execute(
                "update submission set state = 'refused', decided_at = ?, decided_by_id = ? where id = ?",
                (database.now(), at.subject.staff_id, submission),
            )
            at.entry.note(Change("submission", submission, card, "state", "waiting", "refused"))


def _of_person(values: str, subject: Subject) -> bool:
    rows = json.loads(values)["rows"] if subject.person is not None else ()
    return any((row["table"], row["id"]) == ("person", subject.person) for row in rows)


_ABOUT_IT = (
    ("reservation", "purpose", ""),
    ("counted", "reason", None),
    ("transfer", "reason", ""),
    ("receipt", "reason", None),
)
"""Texts about a card, and what is left of them."""


def _lending(at: Erasing) -> None:
    """What was said of loans: results, reasons, purposes; a list that was narrowed by their name."""
    for line, reason, result in database.rows(
        "select id, reason, result from slip_card where card_id = ?", (at.subject.card,)
    ):
        kept = [None if _speaks(text, at.subject, at.theirs, own=True) else text for text in (reason, result)]
        if kept != [reason, result]:
            database.execute("update slip_card set reason = ?, result = ? where id = ?", (*kept, line))
    for slip, purpose, wanted, own, others in database.rows(
        "select s.id, s.purpose, s.wanted, (select count(*) from slip_card o where o.slip_id = s.id and o.card_id = ?),"
        " (select count(*) from slip_card o where o.slip_id = s.id and coalesce(o.card_id, 0) <> ?) from slip s"
        " where s.branch_id = ? and (s.wanted is not null"
        " or s.id in (select slip_id from slip_card where card_id = ?))",
        (at.subject.card, at.subject.card, at.subject.branch_id, at.subject.card),
    ):
        alone = own and not others and at.subject.person is None
        if alone or (at.theirs.named_in(purpose) if own else at.theirs.called_in(purpose)):
            database.execute("update slip set purpose = '' where id = ?", (slip,))
        if wanted is not None and at.theirs.named_in(json.loads(wanted)["text"]):
            cleared = json.dumps(
                {**json.loads(wanted), "text": NOTHING_FOUND}, ensure_ascii=False, separators=(",", ":")
            )
            database.execute("update slip set wanted = ? where id = ?", (cleared, slip))
    for table, column, empty in _ABOUT_IT:
        for row, text in database.rows(f"select id, {column} from {table} where card_id = ?", (at.subject.card,)):
            if _speaks(text, at.subject, at.theirs, own=True):
                database.execute(f"update {table} set {column} = ? where id = ?", (empty, row))


def _originals(at: Erasing) -> None:
    """What the paper says is no longer so: it is void, and why an earlier one was is blanked."""
    for original, number, voided_at, reason in database.rows(
        "select id, number, voided_at, reason from original where card_id = ? order by number", (at.subject.card,)
    ):
        if reason and _speaks(reason, at.subject, at.theirs, own=True):
            database.execute("update original set reason = null where id = ?", (original,))
        if voided_at is None:
            database.execute(
                "update original set voided_at = ?, voided_by_id = ?, allowed_by_id = ? where id = ?",
                (database.now(), at.subject.staff_id, at.subject.staff_id, original),
            )
            at.entry.note(Change("original", original, at.subject.card, "valid_original", str(number), None))


def _pairs(at: Erasing) -> None:
    """Of what was compared there is a digest."""
    if at.subject.person is None:
        database.execute("delete from pair where first_id = ? or second_id = ?", (at.subject.card, at.subject.card))


Place = Callable[[Erasing], None]
PLACES: Sequence[Place] = (_drafts, _sheets, _submissions, _lending, _history, _originals, _pairs, _card)
"""In this order: the history says what the texts elsewhere are known by, the card last of all."""


def reasons_naming(subject: Subject, theirs: Sought) -> list[int]:
    """The entries of the branch's journal whose reason is about this card alone, or has a value of theirs; not those
    that say why it was restricted, held or erased. Does not write."""
    acts = ", ".join(f"'{act}'" for act in ACCOUNTED)
    found = database.rows(
        "select e.number, e.reason, (select count(*) from journal_change o where o.branch_id = e.branch_id"
        " and o.entry_number = e.number and o.card_id is not null and o.card_id <> ?) from journal_entry e"
        " where e.branch_id = ? and e.reason is not null and e.reason <> ''"
        f" and e.act not in ({acts}) and e.number in (select c.entry_number from journal_change c where c.card_id = ?"
        " and c.branch_id = e.branch_id)",
        (subject.card, subject.branch_id, subject.card),
    )
    return [
        number for number, reason, others in found if theirs.named_in(reason) or (not others and subject.person is None)
    ]


ACCOUNTED = (
    *("erase_card", "erase_again", "restrict_card", "lift_restriction", "hold_card", "release_card"),
    *("import", "undo_import", "make_room", "back_up", "restore", "take_over", "submit"),
    *("withdraw_submission", "undo_submission"),
    *("put_back", "count_cards", "begin_count", "end_count", "hand_over", "hand_back"),
)
"""Acts whose reason says why something was done by the law or is a number, and is no word about the customer."""
