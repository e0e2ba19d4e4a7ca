"""The fields of the store as fields of a form: how a value is typed, and what was understood of it.

A value stands in the form as a text that can be typed; `understood` makes of it what is kept, in the person's own way
of writing days and amounts; `presented` says it as a person reads it while they are not typing.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from locales.messages import N_
from locales.words import Words
from screens.widgets.form_field import FormField, Kind
from store import fields
from store.fields import FIELDS, LEARNT_AT, FieldInfo, Format
from store.staff import StaffRecord

LEARNT = FormField(
    "_learnt_at",
    N_("Learnt at"),
    Kind.CHOICE,
    LEARNT_AT,
    N_("Where you learnt what you changed; kept with it."),
    wide=True,
)
_KINDS = {Format.CHOICE: Kind.CHOICE, Format.STAFF: Kind.CHOICE, Format.FLAG: Kind.FLAG}
_SAID_OTHERWISE = frozenset({Format.DATE, Format.PARTIAL_DATE, Format.MONEY, Format.PHONE})
"""What is typed and read in another form than it is kept in."""
OF_WHICH_COUNTRY = N_("may be of the card's country or of ours. Write it with the country's code: +33 6 12 34 56 78.")
REQUIRED_CHOICES = ("customer", "list", "kind", "grade", "role", "maker")
"""Choices that are never empty."""


class Customs(NamedTuple):
    """What decides how texts are understood: the person's words, the branch's country and currency, its people, and
    the country of the card."""

    words: Words
    country: str
    currency: str
    staff: Mapping[int, str]
    card_country: str = ""

    @property
    def abroad(self) -> bool:
        """Whether nobody can say from where a phone without its country's code is dialled."""
        return self.card_country not in ("", self.country)


def salespeople(people: Iterable[StaffRecord]) -> dict[int, str]:
    """Those who can look after cards, by id."""
    from store.access import Role

    return {record.id: record.name for record in people if Role.SALESPERSON in record.roles and not record.left}


def form_field(info: FieldInfo, staff: Mapping[int, str]) -> FormField:
    choices: tuple[Any, ...] = tuple(info.choices.items())
    if info.format is Format.STAFF:
        choices = tuple((str(staff_id), name) for staff_id, name in staff.items())
    return FormField(
        info.name,
        info.label,
        _KINDS.get(info.format, Kind.TEXT),
        choices,
        info.help,
        optional=info.name not in REQUIRED_CHOICES,
        wide=info.format is Format.LONG_TEXT,
    )


def form_fields(infos: Iterable[FieldInfo], staff: Mapping[int, str]) -> tuple[FormField, ...]:
    return tuple(form_field(info, staff) for info in infos)


def typed(value: Any) -> str:
    """A kept value as a text that can be typed."""
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}".removesuffix(".00")
        case _:
            return str(value)


def typed_all(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: typed(value) for name, value in values.items() if name != "id"}


def understood(info: FieldInfo, text: str, customs: Customs) -> Any:
    """What is kept of a text. Raises BadValue."""
    text = text.strip()
    match info.format:
        case Format.DATE if text:
            return fields.clean(info, customs.words.parse_date(text) or text)
        case Format.PARTIAL_DATE if text:
            return fields.clean(info, customs.words.parse_partial_date(text) or text)
        case Format.MONEY if text:
            amount = customs.words.parse_number(text)
            return fields.clean(info, text if amount is None else amount)
        case Format.PHONE if customs.abroad and text[:1].isdigit() and not text.startswith("00"):
            raise fields.BadValue(field=info.label, name=info.name, value=text, problem=OF_WHICH_COUNTRY)
        case _:
            return fields.clean(info, text, customs.country)


def settled(info: FieldInfo, text: str, customs: Customs) -> str:
    """What a text means, which no change of language makes mean anything else: 3/5 is the third of May to a Frenchman,
    and the fifth of March to a Chinese. What is not understood, as it was typed."""
    if info.format not in _SAID_OTHERWISE:
        return text
    try:
        return typed(understood(info, text, customs))
    except fields.BadValue:
        return text


def typed_as(info: FieldInfo, text: str, customs: Customs) -> str:
    """A text as the person would type it, if that can be understood again."""
    if info.format not in _SAID_OTHERWISE - {Format.MONEY}:
        return text
    said = presented(info, text, customs)
    return said if settled(info, said, customs) == settled(info, text, customs) else text


def presented(info: FieldInfo, text: str, customs: Customs) -> str:
    """A text as a person reads it; what is not understood, as it was typed."""
    try:
        value = understood(info, text, customs)
    except fields.BadValue:
        return text
    match info.format:
        case Format.PHONE if value:
            return customs.words.phone(value, customs.country)
        case Format.PARTIAL_DATE if value:
            return customs.words.partial_date(value)
        case _:
            return fields.shown(info, value, customs.words, currency=customs.currency, staff=customs.staff)


def card_sections() -> list[str]:
    """The sections of a card that are forms, in order."""
    return list(dict.fromkeys(info.section for info in FIELDS.values()))
