"""Lists out to Excel (X2, K2): typed cells, headers in the person's language, who took it out, when and what for.

A list is a declaration: its columns, each with the label of the store's field where there is one. Values are those of
records already masked for whoever asks; what they may not read is empty.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from importers.sheets import templates
from importers.sheets.writing import About, write_sheet
from importers.sheets.written_cells import Cell, Text
from locales.messages import N_, Message
from locales.words import Words
from store import access, card_versions, database, heads, offices, seen
from store.access import Actor
from store.acts import lists, take_out
from store.acts.card_columns import CARD_NO, COLUMNS, GROUPS, MOST_ROWS, TABLES, VERSION, row_column
from store.acts.kinds import KINDS
from store.acts.lists import FullCard
from store.acts.take_out import Permit
from store.card_edits import ROW_TABLES
from store.card_rows import CardRow
from store.errors import Refused
from store.fields import FIELDS, WARRANTY_FIELDS, FieldInfo, Format, Part, shown
from store.slips import LoanRecord
from store.wanted import ALL, Wanted, coded
from store.wanted import LISTS as TITLES
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
    name: str = ""

    @property
    def called(self) -> str:
        """The column's name in commands."""
        return self.name or (self.info.name if self.info else "")


class Leaving(NamedTuple):
    """A card as it leaves: told as a version where its taker reads all that the list has of it."""

    card: int
    branch_id: int
    version: int


@dataclass(frozen=True, slots=True)
class ListKind(Generic[T]):
    """A list that may leave the room: its name in commands and in the journal, its title and columns, and which card a
    record is of. `confidential` is whether it shows what counts as seen."""

    name: str
    title: Message
    columns: tuple[ListColumn[T], ...]
    card: Callable[[T], int]
    confidential: bool = False
    offers: bool = False
    """Whether it may come back, so that its cells offer choices and a sheet of notes says what its columns take."""


def _card(name: str) -> ListColumn[CardRow]:
    return ListColumn(FIELDS[name].label, lambda row: getattr(row, name), FIELDS[name])


def _warranty(name: str) -> ListColumn[WarrantyRecord]:
    return ListColumn(WARRANTY_FIELDS[name].label, lambda row: row.values.get(name), WARRANTY_FIELDS[name])


CARDS: ListKind[CardRow] = ListKind(
    "cards",
    TITLES["cards"],
    (
        ListColumn(COLUMNS[CARD_NO].label, lambda row: Text(row.card_no), name=CARD_NO),
        _card("name"),
        _card("customer"),
        _card("list"),
        _card("kind"),
        _card("grade"),
        _card("region"),
        _card("district"),
        _card("key_customer"),
        ListColumn(FIELDS["phone"].label, lambda row: row.phone, FIELDS["phone"]),
        ListColumn(FIELDS["salesperson"].label, lambda row: row.salesperson, name="salesperson"),
        ListColumn(N_("Out to"), lambda row: row.out_to, name="out_to"),
        ListColumn(N_("Due date"), lambda row: row.out_due, name="due"),
        ListColumn(COLUMNS[VERSION].label, lambda row: Leaving(row.id, row.branch_id, row.version), name=VERSION),
        ListColumn(N_("Last changed"), lambda row: row.updated_at, name="updated_at"),
    ),
    lambda row: row.id,
    offers=True,
)
WARRANTIES: ListKind[WarrantyRecord] = ListKind(
    "warranty",
    TITLES["warranty"],
    (
        ListColumn(N_("Card no."), lambda row: Text(row.card_no), name="card_no"),
        ListColumn(FIELDS["name"].label, lambda row: row.name, name="name"),
        *(_warranty(name) for name in WARRANTY_FIELDS if name not in ("price", "state")),
        _warranty("price"),
        ListColumn(
            N_("Currency"), lambda row: row.currency if row.values.get("price") is not None else None, name="currency"
        ),
        ListColumn(N_("State of the warranty"), lambda row: row.values.get("state"), WARRANTY_FIELDS["state"]),
        ListColumn(N_("Ends on"), lambda row: row.ends_on, name="ends_on"),
    ),
    lambda row: row.card_id,
    confidential=True,
    offers=True,
)
LOANS: ListKind[LoanRecord] = ListKind(
    "loans",
    TITLES["loans"],
    (
        ListColumn(N_("Slip"), lambda row: row.slip, name="slip"),
        ListColumn(N_("Card no."), lambda row: Text(row.card_no), name="card_no"),
        ListColumn(FIELDS["name"].label, lambda row: row.name, name="name"),
        ListColumn(N_("Borrower"), lambda row: row.borrower, name="borrower"),
        ListColumn(N_("Purpose"), lambda row: row.purpose, name="purpose"),
        ListColumn(N_("Lent on"), lambda row: row.lent_on, name="lent_on"),
        ListColumn(N_("Due date"), lambda row: row.due, name="due"),
        ListColumn(N_("Returned on"), lambda row: row.returned_on, name="returned_on"),
        ListColumn(N_("Days overdue"), lambda row: row.overdue or None, name="overdue"),
    ),
    lambda row: row.card_id,
)
LISTS: dict[str, ListKind[Any]] = {kind.name: kind for kind in (CARDS, WARRANTIES, LOANS)}
"""Every list that may be taken out, by the name that the command line calls it."""


class NoSuchField(Refused):
    field: str
    list: str
    message = N_("The list “{list}” has no field “{field}”.")
    exit_code = 2


def fields_of(list_: str) -> dict[str, Message]:
    """The fields that may be chosen for a list, by name."""
    if list_ == CARDS.name:
        return {**{name: info.label for name, info in FIELDS.items()}, **GROUPS}
    return {column.called: column.label for column in LISTS[list_].columns}


def fields_to_choose(list_: str) -> dict[str, Message]:
    """Those of `fields_of` that a list may have or not: a card's name it always has."""
    return {name: label for name, label in fields_of(list_).items() if (list_, name) != (CARDS.name, "name")}


def usual_fields(list_: str) -> list[str]:
    """Those of `fields_to_choose` that a list has where nobody chooses."""
    known = fields_to_choose(list_)
    return [column.called for column in LISTS[list_].columns if column.called in known]


def kind_of(actor: Actor, wanted: Wanted) -> ListKind[Any]:
    """The list that is wanted, with the columns that are. Raises NoSuchField."""
    kind = LISTS[wanted.list]
    if not wanted.fields:
        return kind
    known = fields_of(kind.name)
    names = list(known) if ALL in wanted.fields else list(dict.fromkeys(wanted.fields))
    wrong = next((name for name in names if name not in known), None)
    if wrong is not None:
        raise NoSuchField(field=wrong, list=kind.name)
    if kind.name != CARDS.name:
        return replace(kind, columns=tuple(column for column in kind.columns if column.called in names))
    return _full_cards(actor, names)


def _full_cards(actor: Actor, names: Sequence[str]) -> ListKind[FullCard]:
    """Cards with any of their fields; number, version and name always, so that the list may come back."""
    tables = [TABLES[group] for group in GROUPS if group in names]
    most = {table: min(lists.most_rows(actor, table), MOST_ROWS) for table in tables}
    fields = [name for name in FIELDS if name in names and name != "name"]
    columns: list[ListColumn[FullCard]] = [
        ListColumn(COLUMNS[CARD_NO].label, lambda full: Text(full.row.card_no), name=CARD_NO),
        ListColumn(
            COLUMNS[VERSION].label,
            lambda full: Leaving(full.row.id, full.row.branch_id, full.row.version),
            name=VERSION,
        ),
        *(_field(name) for name in ("name", *fields)),
        *(
            _of_row(table, number, name)
            for table in tables
            for number in range(1, most[table] + 1)
            for name in ROW_TABLES[table]
        ),
    ]
    closed = any(column.info and column.info.part is Part.CONFIDENTIAL for column in columns)
    return ListKind(CARDS.name, CARDS.title, tuple(columns), lambda full: full.row.id, confidential=closed, offers=True)


def _field(name: str) -> ListColumn[FullCard]:
    if FIELDS[name].format is Format.STAFF:
        return ListColumn(FIELDS[name].label, lambda full: full.row.salesperson, FIELDS[name])
    return ListColumn(FIELDS[name].label, lambda full: full.values.get(name), FIELDS[name])


def _of_row(table: str, number: int, name: str) -> ListColumn[FullCard]:
    info = COLUMNS[row_column(table, number, name)]

    def value(full: FullCard) -> Any:
        rows = full.rows[table]
        return rows[number - 1][name] if number <= len(rows) else None

    return ListColumn(info.label, value, info)


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
    kind = kind_of(actor, wanted)
    if permit.most is not None:
        permit.refuse_more(lists.count(actor, wanted))
    records = lists.records(actor, wanted)
    return _export(permit, kind, records, path, words, coded(wanted), overwrite, watch)


def export_slip(
    actor: Actor, slip: int, path: Path, words: Words, *, overwrite: bool = False, watch: Watch | None = None
) -> int:
    """As `export`, of the list on a slip that was approved; the slip is used up by it.

    Raises NotYourSlip, NotApprovedYet, Expired, Grown, FileExists, NotWritable, TooManyRows.
    """
    permit, wanted = take_out.permit_of_slip(actor, slip)
    kind, records = kind_of(permit.actor, wanted), lists.records(permit.actor, wanted)
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
    leaving = _Leaving(permit.actor, kind)

    def noted(rows: int) -> None:
        if kind.confidential:
            seen.note(permit.actor, cards, "exported")
        take_out.noted(permit, kind.name, path.name, rows, cards, narrowed)

    return write_sheet(
        path,
        about,
        [words(column.label) for column in kind.columns],
        _rows(permit, kind, records, cards, words, branch, leaving, watch),
        closing=closing,
        notes=templates.notes_of(_noted(kind), words) if kind.offers else None,
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
    leaving: "_Leaving",
    watch: Watch | None,
) -> Iterator[list[Cell]]:
    """The rows; whose cards they are is told in `cards`."""
    for count, record in enumerate(records):
        permit.refuse_more(count + 1)
        if watch is not None and count % 500 == 0:
            watch(count)
        cards.append(kind.card(record))
        yield [leaving.told(_cell(column, column.value(record), words, branch)) for column in kind.columns]


def _noted(kind: ListKind[Any]) -> list[tuple[Message, FieldInfo | None]]:
    """The columns of a list with the field that each fills when it comes back as a sheet of its kind."""
    infos = KINDS[kind.name].fields
    return [(column.label, infos.get(column.called)) for column in kind.columns]


class _Leaving:
    """Tells versions of the cards of a list, by the end of each branch's journal before the first of them is read."""

    def __init__(self, actor: Actor, kind: ListKind[Any]) -> None:
        self._entries = {branch.id: card_versions.last_entry(branch.id) for branch in offices.branches()}
        self._reading = access.reading(actor)
        self._parts = {column.info.part for column in kind.columns if column.info}

    def told(self, cell: Any) -> Cell:
        if not isinstance(cell, Leaving):
            return cell  # type: ignore[no-any-return]
        if not self._parts <= set(self._reading.parts(cell.card, cell.branch_id)):
            return None
        return Text(str(card_versions.Version(cell.version, self._entries[cell.branch_id])))


def _cell(column: ListColumn[Any], value: Any, words: Words, branch: offices.BranchRecord) -> Any:
    """A value as a cell of its type: days as days, money as numbers, choices in words, phones and numbers as text."""
    if value in (None, ""):
        return None
    info = column.info
    if info is not None and info.format in _AS_TEXT:
        return Text(str(value))
    if info is not None and info.format in (Format.CHOICE, Format.FLAG):
        return shown(info, value, words)
    match value:
        case datetime():
            return _local(value, branch)
        case bool():
            return words.value(value)
        case int() | Decimal() | date() | Text() | Leaving():
            return value
        case _:
            return Text(str(value)) if column.info and column.info.column in _KEEP_ZEROS else str(value)


_AS_TEXT = (Format.PHONE, Format.PARTIAL_DATE)
_KEEP_ZEROS = ("serial", "invoice", "postcode", "batch", "model")


def _local(moment: datetime, branch: offices.BranchRecord) -> datetime:
    """A moment kept in UTC as the branch's clocks showed it."""
    return moment.replace(tzinfo=UTC).astimezone(branch.zone).replace(tzinfo=None)
