"""Templates: an empty sheet of a kind, with drop-downs, formats that keep what is typed, notes on each column (X2)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from importers.sheets.cards import CARDS
from importers.sheets.kind import Column
from importers.sheets.kinds import KINDS
from importers.sheets.writing import About, ColumnNote, Notes, write_sheet
from importers.sheets.written_cells import DAY_FORMAT, GENERAL, MONEY_FORMAT, TEXT_FORMAT
from locales.messages import N_, NC_, Message
from locales.words import LANGUAGES, YES_NO, Words
from locales.words import words as words_of
from store.acts.card_columns import CARD_NO, GROUPS, ROWS, VERSION, in_group
from store.acts.kinds import KINDS as STORED
from store.errors import Refused
from store.fields import FieldInfo, Format
from store.wanted import ALL

TITLE = NC_("sheet", "Notes")
HEADERS = (NC_("notes", "Column"), NC_("notes", "What it takes"), NC_("notes", "Choices"))
TAKES: dict[Format, Message] = {
    Format.TEXT: N_("Text."),
    Format.LONG_TEXT: N_("Text, of several lines if need be."),
    Format.CHOICE: N_("One of the choices, in any of the three languages."),
    Format.FLAG: N_("Yes or no; empty means no."),
    Format.DATE: N_("A date, as 2026-03-05."),
    Format.PARTIAL_DATE: N_(
        "A date of which a part may be missing: 1980-03-05, 1980-03, 1980, or --03-05 without its year."
    ),
    Format.MONEY: N_("An amount, as a number."),
    Format.PHONE: N_("A phone; of another country with its code: +33 6 12 34 56 78."),
    Format.EMAIL: N_("An e-mail address."),
    Format.STAFF: N_("A member of the staff, by full name or sign-in name."),
}
NEEDED = N_("Needed.")
NOT_READ = N_("Only told; not read when the list comes back.")
NO_CHANGE = N_("Says which card this is, and as of when. Leave it as it is.")
_FORMATS = {Format.DATE: DAY_FORMAT, Format.MONEY: MONEY_FORMAT, Format.CHOICE: GENERAL, Format.FLAG: GENERAL}
_USUAL_OF_CARDS = (
    "name customer phone other_phone email address postcode city district region list grade grade_reason salesperson"
    " legal_form line_of_business founded dealing_since size attitude credit_rating credit_limit remarks owner_name"
    " owner_phone manager_name manager_phone legal_name legal_phone contact_name contact_phone"
)
USUAL: dict[str, Sequence[str]] = {"cards": _USUAL_OF_CARDS.split()}
"""The columns of a template where nobody says which, if they are not all."""


class NoSuchField(Refused):
    field: str
    message = N_("There is no field “{field}” for such a sheet.")
    exit_code = 2


def notes_of(columns: Sequence[tuple[Message, FieldInfo | None]], words: Words, needed: Sequence[str] = ()) -> Notes:
    """What each column of a sheet takes, for its second sheet and its drop-downs."""
    return Notes(words(TITLE), tuple(words(one) for one in HEADERS), tuple(  # type: ignore[arg-type]
        _note(label, info, words, needed) for label, info in columns
    ))  # fmt: skip


def _note(label: Message, info: FieldInfo | None, words: Words, needed: Sequence[str]) -> ColumnNote:
    header = words(label)
    if info is None:
        return ColumnNote(header, words(NOT_READ))
    if info.name in (CARD_NO, VERSION):
        return ColumnNote(header, words(NO_CHANGE), (), TEXT_FORMAT)
    said = [words(TAKES[info.format])]
    if info.help is not None:
        said.append(words(info.help))
    if info.name in needed:
        said.insert(0, words(NEEDED))
    choices = tuple(words(one) for one in (YES_NO if info.format is Format.FLAG else info.choices).values())
    return ColumnNote(header, " ".join(said), choices, _FORMATS.get(info.format, TEXT_FORMAT))


def are_notes(cells: Sequence[object]) -> bool:
    """Whether these are the headers of such a second sheet, in any language."""
    return tuple(cells[: len(HEADERS)]) in {tuple(words(one) for one in HEADERS) for words in map(words_of, LANGUAGES)}


OF_EACH = 3
"""So many people, and goods, of a card have columns in a template that asks for them."""


def fields_of(kind: str) -> dict[str, Message]:
    """The fields that may be chosen for a sheet of a kind, by name; people and goods of a card as one each."""
    names = [name for name in _columns(kind) if name not in ROWS or isinstance(ROWS[name].of, str)]
    labels = {name: column.label for name, column in _columns(kind).items() if name in names}
    return {**labels, **(GROUPS if kind == CARDS.name else {})}


def usual_fields(kind: str) -> list[str]:
    """The fields of a sheet where nobody chooses."""
    return list(USUAL.get(kind) or _columns(kind))


def _columns(kind: str) -> dict[str, Column]:
    """The columns of a kind that the store has a field for, by name, in the store's order."""
    known = {one.name: one for one in KINDS[kind].columns}
    return {name: known[name] for name in STORED[kind].fields if name in known}


def _named(kind: str, fields: Sequence[str]) -> list[str]:
    """The columns that `fields` mean. Raises NoSuchField."""
    columns = _columns(kind)
    if ALL in fields:
        fields = list(fields_of(kind))
    names: dict[str, None] = {}
    for name in fields or usual_fields(kind):
        group = [one for one in columns if kind == CARDS.name and in_group(one, name, OF_EACH)]
        if not group and name not in columns:
            raise NoSuchField(field=name)
        names |= dict.fromkeys(group or [name])
    return list(names)


def write_template(kind: str, path: Path, words: Words, *, fields: Sequence[str] = (), overwrite: bool = False) -> int:
    """Write an empty sheet of a kind to a new .xlsx. Returns how many columns it has.

    `fields` are names of `fields_of`, or `ALL`; none for the usual ones. Raises NoSuchField, FileExists, NotWritable.
    """
    known, infos = _columns(kind), STORED[kind].fields
    columns = [(known[name].label, infos[name]._replace(name=name)) for name in _named(kind, fields)]
    title = words(STORED[kind].title)
    about = About(title, "", "", datetime.now(UTC).replace(tzinfo=None), title)
    notes = notes_of(columns, words, STORED[kind].needed)
    write_sheet(path, about, [words(label) for label, _ in columns], [], notes=notes, overwrite=overwrite)
    return len(columns)
