"""The history of a card as lines of a list: one line an act, and one below it for each field it changed (F11)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import NamedTuple

from locales.acts import act_name, reason_of
from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.card_texts import Customs
from screens.card_work import value_text
from screens.widgets.columns import Column
from store import submitted
from store.acts.imported import GONE
from store.differences import FINDINGS, WAYS
from store.extracts import ENDINGS
from store.fields import (
    FIELDS,
    GOODS_FIELDS,
    LEARNT_AT,
    PERSON_FIELDS,
    WARRANTY_FIELDS,
    FieldInfo,
    Format,
    from_journal,
)
from store.history import FieldChange, HistoryEntry
from store.slips import RESULTS, STATES

_FIELDS_OF = {"card": FIELDS, "person": PERSON_FIELDS, "goods": GOODS_FIELDS}
_RECORDS = {"person": NC_("section", "People"), "goods": NC_("section", "Goods owned"), "slip_card": N_("Loan"),
            "reservation": N_("Reservation"), "submission": N_("Submission"),
            "counted": NC_("screen", "Stocktaking"), "original": NC_("screen", "Original")}  # fmt: skip
_LOAN_FIELDS = {
    "state": N_("State"),
    "borrower": N_("Borrower"),
    "due": N_("Due date"),
    "confirmed": N_("Lent all the same"),
    "returned_on": N_("Returned on"),
    "result": N_("Result of the visit"),
    "read": N_("Read before the visit"),
    "reminders": N_("Reminders"),
    "printed": NC_("loan", "Printed"),
    "found": N_("What the log says"),
    "valid_original": N_("valid no."),
    "allowed_original": N_("given up, no."),
    "settled": N_("Difference settled"),
    "card": N_("From card to card"),
    "merged": N_("Merged into it"),
    "merged_into": N_("Merged into"),
}
WENT: Mapping[str, Message] = {
    "card": N_("Card gone with its import"),
    "person": N_("Person gone with the import"),
    "goods": N_("Goods gone with the import"),
    "warranty": N_("Warranty gone with the import"),
    "shipped_unit": N_("Unit gone with the import"),
}
"""What went when an import was undone."""
BESIDE_CARD: Mapping[tuple[str, str | None], Message] = {
    ("transfer", "sent_to"): N_("Sent to"),
    ("transfer", "sent_back"): N_("Sent back"),
    ("transfer", "number"): N_("Card no."),
    ("card", "number"): N_("Card no."),
    ("paper", "label"): N_("Label"),
    ("warranty", None): N_("Warranty"),
    **{("warranty", name): info.label for name, info in WARRANTY_FIELDS.items()},
}
"""What changes of other records are called that happen to a card."""
_CODES = {"state": {**submitted.STATES, **STATES}, "result": {**RESULTS, **ENDINGS}, "found": FINDINGS, "settled": WAYS}
"""Fields of loans, submissions and counts whose values may be codes."""
_RECORDS_OF_CARD = ("person", "goods")
_TOLD_BY_THE_ACT = (
    *(("card", None), ("card", "archived"), ("export", "card"), ("paper", "disclosed")),
    *(("card", "restricted"), ("card", "on_hold"), ("card", "erased"), ("person", "erased")),
    *(("submission", None), ("submission", "state")),
)
"""Changes that say no more than the line of their act does."""
LEARNT = dict(LEARNT_AT)
ADDED = N_("added")
LEARNT_AT_LABEL = N_("Learnt at")
CHANGE_OF = N_("{fields}: the change of {moment}")
MOST_NAMED = 3
"""Fields that are named in a line or a message; of more it is said that there are more."""


class HistoryLine(NamedTuple):
    """An act, or one change of it. The act's line stands for the whole save."""

    id: int
    entry: HistoryEntry
    change: FieldChange | None
    of: datetime | None = None
    """When that happened which this act put back."""

    @property
    def can_be_put_back(self) -> bool:
        """Whether this line tells of a field of the card, its people or goods, that had a value before."""
        return bool(self.changes_put_back)

    @property
    def changes_put_back(self) -> list[FieldChange]:
        """What is put back with this line: its change, or all of its act that can be."""
        changes = [self.change] if self.change else list(self.entry.changes)
        return [line for line in changes if _info(line) or (line.record in _RECORDS_OF_CARD and not line.field)]

    @property
    def shown_changes(self) -> list[FieldChange]:
        return told(self.entry)


def told(entry: HistoryEntry) -> list[FieldChange]:
    """The changes of an act that say more than the act does."""
    return [change for change in entry.changes if (change.record, change.field) not in _TOLD_BY_THE_ACT]


MOST_LINES_OF_AN_ACT = 100_000


def lines_of(entries: Iterable[HistoryEntry]) -> list[HistoryLine]:
    """A line for each act, then one for each of its changes; a line keeps its id when later acts come before it."""
    lines: list[HistoryLine] = []
    entries = list(entries)
    moments = {str(entry.number): entry.at for entry in entries}
    for entry in entries:
        of = moments.get(entry.reason or "") if entry.act == "put_back" else None
        id_ = entry.number * MOST_LINES_OF_AN_ACT
        line = HistoryLine(id_, entry, None, of)
        changes = enumerate(line.shown_changes, id_ + 1)
        lines += [line, *(HistoryLine(place, entry, change, of) for place, change in changes)]
    return lines


def _info(change: FieldChange) -> FieldInfo | None:
    return _FIELDS_OF.get(change.record, {}).get(change.field or "")


def label_of(change: FieldChange, words: Words) -> str:
    """What a change is about: a field, whose it is where a card has several of them, or what was added."""
    if change.field == GONE and change.record in WENT:
        return words(WENT[change.record])
    if (change.record, change.field) in BESIDE_CARD:
        return words(BESIDE_CARD[change.record, change.field])
    info = _info(change)
    label: Message | str = info.label if info else _LOAN_FIELDS.get(change.field or "", change.field or ADDED)
    record = words.value(_RECORDS.get(change.record))
    if not change.field and record:
        return f"{words.value(label)} · {record}"
    whose = change.of or record
    return f"{whose} · {words.value(label)}" if whose else words.value(label)


def _of_warranty(change: FieldChange) -> FieldInfo | None:
    """How a value of a warranty is said, but for a price, which has a currency of its own."""
    info = WARRANTY_FIELDS.get(change.field or "") if change.record == "warranty" else None
    return None if info is None or info.format is Format.MONEY else info


def named(changes: Iterable[FieldChange], words: Words) -> str:
    """What changes are about, the first few of them."""
    labels = list(dict.fromkeys(label_of(change, words) for change in changes))
    more = ["…"] if len(labels) > MOST_NAMED else []
    return words.list([*labels[:MOST_NAMED], *more])


def values_of(change: FieldChange, words: Words, customs: Customs) -> str:
    """The value before and after it; of what was added, its name."""
    if not change.field:
        return change.of or ""
    info = _info(change) or _of_warranty(change)
    if change.currency and info is None:
        old, new = _prices_of(change, change.currency, words)
    else:
        old, new = (_value_of(change, info, text, words, customs) for text in (change.old, change.new))
    return f"{old or '—'} → {new or '—'}"


def _prices_of(change: FieldChange, currency: str, words: Words) -> tuple[str, str]:
    """Both in one currency, which the second names where there are two: so they fit beside each other."""
    old, new = (Decimal(text) if text else None for text in (change.old, change.new))
    if old is None or new is None:
        return ("" if old is None else words.money(old, currency), "" if new is None else words.money(new, currency))
    return words.amount(old), words.money(new, currency)


def _value_of(change: FieldChange, info: FieldInfo | None, text: str | None, words: Words, customs: Customs) -> str:
    if info is not None:
        return value_text(info, from_journal(info, text), customs)
    return _loan_text(change.field, text, words)


def told_of(line: HistoryLine, words: Words, zone: tzinfo | None) -> str:
    """What the line of an act tells besides its name: its reason, or what of which change it put back."""
    if line.of is not None:
        moment = words.moment(line.of, zone, "short")
        return words(CHANGE_OF, fields=named(line.entry.changes, words), moment=moment)
    return reason_of(line.entry.act, line.entry.reason, words)


def learnt_where(change: FieldChange, words: Words) -> str:
    return words(LEARNT[change.learnt_at]) if change.learnt_at in LEARNT else ""


def _loan_text(field: str | None, text: str | None, words: Words) -> str:
    """A value of a loan: its state and result in words, its due date as a date, anything else as it was kept."""
    if not text:
        return ""
    if field in ("due", "returned_on"):
        return words.date(date.fromisoformat(text), "short")
    said = _CODES.get(field or "", {}).get(text)
    return words(said) if said else text


def history_columns(customs: Customs, zone: tzinfo | None) -> Sequence[Column[HistoryLine]]:
    def what(line: HistoryLine, words: Words) -> str:
        return f"  {label_of(line.change, words)}" if line.change else words.value(act_name(line.entry.act))

    def when(line: HistoryLine, words: Words) -> str:
        return "" if line.change else words.moment(line.entry.at, zone, "short")

    def who(line: HistoryLine, _words: Words) -> str:
        return "" if line.change else line.entry.by or ""

    def values(line: HistoryLine, words: Words) -> str:
        return values_of(line.change, words, customs) if line.change else told_of(line, words, zone)

    def learnt(line: HistoryLine, words: Words) -> str:
        return learnt_where(line.change, words) if line.change else ""

    def ink(line: HistoryLine) -> str:
        return "plain" if line.change else "bright"

    return [
        Column("when", N_("When"), when, 16),
        Column("who", N_("Who"), who, 10, grow=1),
        Column("what", N_("What"), what, 16, grow=2, ink=ink),
        Column("values", N_("Before → after"), values, 16, grow=4),
        Column("learnt", LEARNT_AT_LABEL, learnt, 14, needs=100, ink=lambda _: "dim"),
    ]
