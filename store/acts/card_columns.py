"""What a sheet of customer cards has a column for (F1, F1a): the card's own fields, and its people.

People stand in a row in two ways. An office's sheet mostly names one of each role: the owner, the legal representative,
each with a phone and a birth date. A list that left here numbers them in the order of the card, and has all of each.
"""

from collections.abc import Mapping
from typing import NamedTuple

from locales.messages import N_
from store.fields import FIELDS, PERSON_FIELDS, FieldInfo, Format, Part

MOST_PEOPLE = 6
"""So many people of a card have columns of their own; more are not in the sheet, and stay as they are."""
OF_ROLES = ("name", "phone", "birth")
_NUMBERED = N_("Person {number}: {field}")
_OF_ROLE = N_("{role}: {field}")


class PersonColumn(NamedTuple):
    """Which person a column is of, by role or by number, and which field."""

    of: str | int
    field: str


def _people() -> dict[str, tuple[PersonColumn, FieldInfo]]:
    found: dict[str, tuple[PersonColumn, FieldInfo]] = {}
    for role, named in PERSON_FIELDS["role"].choices.items():
        for field in OF_ROLES:
            info = PERSON_FIELDS[field]
            label = named if field == "name" else _OF_ROLE.fill(role=named, field=info.label)
            name = f"{role}_{field}"
            found[name] = PersonColumn(role, field), info._replace(name=name, label=label, required=False)
    for number in range(1, MOST_PEOPLE + 1):
        for field, info in PERSON_FIELDS.items():
            name, label = f"person{number}_{field}", _NUMBERED.fill(number=str(number), field=info.label)
            found[name] = PersonColumn(number, field), info._replace(name=name, label=label, required=False)
    return found


_PEOPLE = _people()
PEOPLE: Mapping[str, PersonColumn] = {name: column for name, (column, _) in _PEOPLE.items()}
"""The columns of people by name."""
CARD_NO, VERSION = "card_no", "version"
_NUMBERS = {
    name: FieldInfo(name, label, "", Part.OPEN, Format.TEXT, {}, None, "", "", False)
    for name, label in ((CARD_NO, N_("Card no.")), (VERSION, N_("Version")))
}
COLUMNS: Mapping[str, FieldInfo] = {**_NUMBERS, **FIELDS, **{name: info for name, (_, info) in _PEOPLE.items()}}
"""Every column by name, in the order in which a list has them."""


def person_column(number: int, field: str) -> str:
    return f"person{number}_{field}"
