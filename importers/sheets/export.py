"""Lists out to Excel (X2, K2): typed cells, headers in the person's language, who took it out, when and what for.

A list is a declaration: its columns, each with the label of the store's field where there is one. Values are those of
records already masked for whoever asks; what they may not read is empty.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar

from importers.sheets.writing import About, Cell, Text, write_sheet
from locales.messages import N_, Message
from locales.words import Words
from store import database, heads, offices, seen
from store.access import Actor
from store.acts import lists, take_out
from store.acts.take_out import Permit
from store.card_rows import CardRow
from store.fields import FIELDS, WARRANTY_FIELDS, FieldInfo, Format, shown
from store.slips import LoanRecord
from store.wanted import LISTS as TITLES
from store.wanted import Wanted, coded
from store.warranties import WarrantyRecord

T = TypeVar("T")
Watch = Callable[[int], None]
"""Told how many rows are written; may raise to stop, and then no file appears."""


@dataclass(frozen=True, slots=True)
class ListColumn(Generic[T]):
    """A column of a list: its header, and the value of a record. `info` is the store's field, if it is one."""

    label: Message
    value: Callable[[T], Any]
    info: FieldInfo | None = None


@dataclass(frozen=True, slots=True)
class ListKind(Generic[T]):
    """A list that may leave the room: its name in commands and in the journal, its title and columns, and which card a
    record is of. `confidential` is whether it shows what counts as seen."""

    name: str
    title: Message
    columns: tuple[ListColumn[T], ...]
    card: Callable[[T], int]
    confidential: bool = False


def _card(name: str) -> ListColumn[CardRow]:
    return ListColumn(FIELDS[name].label, lambda row: getattr(row, name), FIELDS[name])


def _warranty(name: str) -> ListColumn[WarrantyRecord]:
    return ListColumn(WARRANTY_FIELDS[name].label, lambda row: row.values.get(name), WARRANTY_FIELDS[name])


CARDS: ListKind[CardRow] = ListKind(
    "cards",
    TITLES["cards"],
    (
        ListColumn(N_("Card no."), lambda row: Text(row.card_no)),
        _card("name"),
        _card("customer"),
        _card("list"),
        _card("kind"),
        _card("grade"),
        _card("region"),
        _card("district"),
        _card("key_customer"),
        ListColumn(FIELDS["phone"].label, lambda row: row.phone, FIELDS["phone"]),
        ListColumn(FIELDS["salesperson"].label, lambda row: row.salesperson),
        ListColumn(N_("Out to"), lambda row: row.out_to),
        ListColumn(N_("Due date"), lambda row: row.out_due),
        ListColumn(N_("Last changed"), lambda row: row.updated_at),
    ),
    lambda row: row.id,
)
WARRANTIES: ListKind[WarrantyRecord] = ListKind(
    "warranty",
    TITLES["warranty"],
    (
        ListColumn(N_("Card no."), lambda row: Text(row.card_no)),
        ListColumn(FIELDS["name"].label, lambda row: row.name),
        *(_warranty(name) for name in WARRANTY_FIELDS if name not in ("price", "state")),
        _warranty("price"),
        ListColumn(N_("Currency"), lambda row: row.currency if row.values.get("price") is not None else None),
        _warranty("state"),
        ListColumn(N_("Ends on"), lambda row: row.ends_on),
    ),
    lambda row: row.card_id,
    confidential=True,
)
LOANS: ListKind[LoanRecord] = ListKind(
    "loans",
    TITLES["loans"],
    (
        ListColumn(N_("Slip"), lambda row: row.slip),
        ListColumn(N_("Card no."), lambda row: Text(row.card_no)),
        ListColumn(FIELDS["name"].label, lambda row: row.name),
        ListColumn(N_("Borrower"), lambda row: row.borrower),
        ListColumn(N_("Purpose"), lambda row: row.purpose),
        ListColumn(N_("Lent on"), lambda row: row.lent_on),
        ListColumn(N_("Due date"), lambda row: row.due),
        ListColumn(N_("Returned on"), lambda row: row.returned_on),
        ListColumn(N_("Days overdue"), lambda row: row.overdue or None),
    ),
    lambda row: row.card_id,
)
LISTS: dict[str, ListKind[Any]] = {kind.name: kind for kind in (CARDS, WARRANTIES, LOANS)}
"""Every list that may be taken out, by the name that the command line calls it."""


def export(
    actor: Actor,
    kind: ListKind[T],
    records: Iterable[T],
    path: Path,
    words: Words,
    *,
    purpose: str,
    narrowed: str = "",
    closing: Sequence[str] = (),
    overwrite: bool = False,
    watch: Watch | None = None,
) -> int:
    """Write a list to a new .xlsx and note in the journal that it left. Returns how many rows it has.

    `records` are read one by one and may be as many as a sheet holds; `closing` are lines below them, to be signed. If
    anything fails, no file appears.
    Raises NotAllowed, AskFirst, PurposeNeeded, ListTooLong, FileExists, NotWritable, TooManyRows.
    """
    permit = take_out.permit(actor, purpose)
    return _export(permit, kind, records, path, words, narrowed, overwrite, watch, closing)


def export_wanted(
    actor: Actor,
    wanted: Wanted,
    path: Path,
    words: Words,
    *,
    purpose: str,
    overwrite: bool = False,
    watch: Watch | None = None,
) -> int:
    """As `export`, of a list that is told by how it is narrowed."""
    permit = take_out.permit(actor, purpose)
    if permit.most is not None:
        permit.refuse_more(lists.count(actor, wanted))
    kind, records = LISTS[wanted.list], lists.records(actor, wanted)
    return _export(permit, kind, records, path, words, coded(wanted), overwrite, watch)


def export_slip(
    actor: Actor, slip: int, path: Path, words: Words, *, overwrite: bool = False, watch: Watch | None = None
) -> int:
    """As `export`, of the list on a slip that was approved; the slip is used up by it.

    Raises NotYourSlip, NotApprovedYet, Expired, Grown, FileExists, NotWritable, TooManyRows.
    """
    permit, wanted = take_out.permit_of_slip(actor, slip)
    kind, records = LISTS[wanted.list], lists.records(permit.actor, wanted)
    return _export(permit, kind, records, path, words, coded(wanted), overwrite, watch)


BY_SLIP = N_("{who}, {branch} · {at} · for: {purpose} · slip {slip}, approved by {manager}")
WITHOUT_SLIP = N_("{who}, {branch} · {at} · for: {purpose}")


def _export(
    permit: Permit,
    kind: ListKind[T],
    records: Iterable[T],
    path: Path,
    words: Words,
    narrowed: str,
    overwrite: bool,
    watch: Watch | None,
    closing: Sequence[str] = (),
) -> int:
    branch = offices.branch(permit.actor)
    at = database.now()
    note = words(
        WITHOUT_SLIP if permit.slip is None else BY_SLIP,
        who=permit.actor.name,
        branch=branch.name,
        at=words.moment(at, branch.zone),
        purpose=permit.purpose,
        slip=str(permit.slip),
        manager=permit.approved_by,
    )
    about = About(words(kind.title), permit.actor.name, permit.purpose, at, note, heads.of_branch(branch.id).text)
    cards = array("q")

    def noted(rows: int) -> None:
        if kind.confidential:
            seen.note(permit.actor, cards, "exported")
        take_out.noted(permit, kind.name, path.name, rows, cards, narrowed)

    return write_sheet(
        path,
        about,
        [words(column.label) for column in kind.columns],
        _rows(permit, kind, records, cards, words, branch, watch),
        closing=closing,
        overwrite=overwrite,
        before_it_stands=noted,
    )


def _rows(
    permit: Permit,
    kind: ListKind[T],
    records: Iterable[T],
    cards: "array[int]",
    words: Words,
    branch: offices.BranchRecord,
    watch: Watch | None,
) -> Iterator[list[Cell]]:
    """The rows; whose cards they are is told in `cards`."""
    for count, record in enumerate(records):
        permit.refuse_more(count + 1)
        if watch is not None and count % 500 == 0:
            watch(count)
        cards.append(kind.card(record))
        yield [_cell(column, column.value(record), words, branch) for column in kind.columns]


def _cell(column: ListColumn[Any], value: Any, words: Words, branch: offices.BranchRecord) -> Cell:
    """A value as a cell of its type: days as days, money as numbers, choices in words, phones and numbers as text."""
    if value in (None, ""):
        return None
    info = column.info
    if info is not None and info.format is Format.PHONE:
        return Text(str(value))
    if info is not None and info.format in (Format.CHOICE, Format.FLAG):
        return shown(info, value, words)
    match value:
        case datetime():
            return _local(value, branch)
        case bool():
            return words.value(value)
        case int() | Decimal() | date() | Text():
            return value
        case _:
            return Text(str(value)) if column.info and column.info.name in ("serial", "invoice") else str(value)


def _local(moment: datetime, branch: offices.BranchRecord) -> datetime:
    """A moment kept in UTC as the branch's clocks showed it."""
    return moment.replace(tzinfo=UTC).astimezone(branch.zone).replace(tzinfo=None)
