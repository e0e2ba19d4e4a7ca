"""What a sheet of customer cards has a column for (F1, F1a, F1b): the card's own fields, its people, its goods owned.

People and goods are rows of a card, and stand in a row of a sheet in two ways. An office's sheet mostly names one
person of each role: the owner, the legal representative, each with a phone and a birth date. A list that left here
numbers people and goods in the order of the card, and has all of each.
"""

from collections.abc import Mapping
from typing import NamedTuple

from locales.messages import N_, Message
from store.card_edits import ROW_TABLES
from store.fields import FIELDS, PERSON_FIELDS, FieldInfo, Format, Part

MOST_ROWS = 6
"""So many people, and so many goods, of a card have columns of their own; more are not in the sheet, and stay."""
OF_ROLES = ("name", "phone", "birth")
NAMED_BY = {"person": "name", "goods": "product"}
"""The field without which a row is none."""
GROUPS: Mapping[str, Message] = {"people": N_("People"), "goods": N_("Goods owned")}
"""What fields are chosen by, beside the card's own: all the rows of a table."""
TABLES = {"people": "person", "goods": "goods"}
"""The table of each of `GROUPS`."""
_NUMBERED = {"person": N_("Person {number}: {field}"), "goods": N_("Goods {number}: {field}")}
_OF_ROLE = N_("{role}: {field}")


class RowColumn(NamedTuple):
    """Which row of which table a column is of, by role or by number, and which field."""

    table: str
    of: str | int
    field: str


def _rows() -> dict[str, tuple[RowColumn, FieldInfo]]:
    found: dict[str, tuple[RowColumn, FieldInfo]] = {}
    for role, named in PERSON_FIELDS["role"].choices.items():
        for field in OF_ROLES:
            info = PERSON_FIELDS[field]
            label = named if field == "name" else _OF_ROLE.fill(role=named, field=info.label)
            name = f"{role}_{field}"
            found[name] = RowColumn("person", role, field), info._replace(name=name, label=label, required=False)
    for table, infos in ROW_TABLES.items():
        for number in range(1, MOST_ROWS + 1):
            for field, info in infos.items():
                name = row_column(table, number, field)
                label = _NUMBERED[table].fill(number=str(number), field=info.label)
                found[name] = RowColumn(table, number, field), info._replace(name=name, label=label, required=False)
    return found


def row_column(table: str, number: int, field: str) -> str:
    """The name of the column of a numbered row."""
    return f"{table}{number}_{field}"


_ROWS = _rows()
ROWS: Mapping[str, RowColumn] = {name: column for name, (column, _) in _ROWS.items()}
"""The columns of people and goods by name."""
CARD_NO, VERSION = "card_no", "version"
_NUMBERS = {
    name: FieldInfo(name, label, "", Part.OPEN, Format.TEXT, {}, None, "", "", False)
    for name, label in ((CARD_NO, N_("Card no.")), (VERSION, N_("Version")))
}
COLUMNS: Mapping[str, FieldInfo] = {**_NUMBERS, **FIELDS, **{name: info for name, (_, info) in _ROWS.items()}}
"""Every column by name, in the order in which a list has them."""


def in_group(name: str, group: str, most: int) -> bool:
    """Whether a column is of one of the first `most` rows of one of `GROUPS`."""
    column = ROWS.get(name)
    if column is None or group not in TABLES or not isinstance(column.of, int):
        return False
    return column.table == TABLES[group] and column.of <= most


def info_of(name: str) -> FieldInfo:
    """The store's field behind a column of the card or of its rows."""
    return FIELDS[name] if name in FIELDS else ROW_TABLES[ROWS[name].table][ROWS[name].field]
