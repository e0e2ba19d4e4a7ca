"""Every field that a person sees, derived from the one line that declares it (idea 1).

Forms, lists, filters, Excel headers, templates, history and masks read `FIELDS` and its siblings. A value has three
forms: as it is kept (`Any`: str, bool, date, Decimal, staff id), as text in journal and drafts (`journal.text`,
`from_journal`, `from_text`), and as a person types it (`understand`, `shown`).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import peewee

from locales.messages import N_, Message
from locales.words import LANGUAGES, Words, words
from store import database
from store.errors import Refused
from store.tables.base import Format, Part, about
from store.tables.cards import SECTIONS, Card, CardDetails, Goods, Person
from store.tables.choices import LEARNT_AT
from store.tables.shipped import ShippedUnit
from store.tables.warranties import Warranty

__all__ = [
    "FIELDS", "GOODS_FIELDS", "LEARNT_AT", "PERSON_FIELDS", "SECTIONS", "SHIPPED_FIELDS", "WARRANTY_FIELDS", "Format",
    "Part",
]  # fmt: skip


class FieldInfo(NamedTuple):
    """A field as its declaration says it. `table` and `column` are where it is kept."""

    name: str
    label: Message
    section: str
    part: Part
    format: Format
    choices: Mapping[str, Message]
    help: Message | None
    table: str
    column: str
    required: bool


class BadValue(Refused):
    """`field` is its label, `name` its name in code, `value` what was typed."""

    field: Message
    name: str
    value: str
    problem: Message
    message = N_("{field}: “{value}” {problem}")


class BlankValue(BadValue):
    """Nothing was typed where something must stand; there is nothing to quote."""

    message = N_("{field} must not be empty.")


def _fields(*tables: type[peewee.Model]) -> dict[str, FieldInfo]:
    found: dict[str, FieldInfo] = {}
    for table in tables:
        for column in table._meta.sorted_fields:
            told = about(column)
            if told is not None:
                found[column.name] = FieldInfo(
                    column.name,
                    told.label,
                    told.section,
                    told.part,
                    told.format,
                    dict(told.choices),
                    told.help,
                    table._meta.table_name,
                    column.column_name,
                    not column.null and told.format is Format.TEXT,
                )
    return found


FIELDS = _fields(Card, CardDetails)
"""The card's own fields by name, those of the open part first."""
PERSON_FIELDS = _fields(Person)
GOODS_FIELDS = _fields(Goods)
WARRANTY_FIELDS = _fields(Warranty)
SHIPPED_FIELDS = _fields(ShippedUnit)


def in_section(section: str) -> list[FieldInfo]:
    """The card's own fields of one section, in the order of the form."""
    return [info for info in FIELDS.values() if info.section == section]


_PARTIAL_DATE = re.compile(r"(?:(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?|--(\d{1,2})-(\d{1,2}))")
_TWO_DAYS = re.compile(
    r"(?:0?[1-9]|1[0-2])([-/.])(?:0?[1-9]|1[0-2])(?:\1(?:\d{4}|\d{2}))?|\d{1,2}([-/.])\d{1,2}\2\d{2}"
)
"""Figures of which nobody can say which is the day, which the month, or which century is meant."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LEAP_YEAR = 2000


def clean(info: FieldInfo, value: Any, country: str | None = None) -> Any:
    """`value` as it is kept, or BadValue, which is BlankValue where a field must not be empty. Takes kept values and
    their texts; empty text is None (False for a flag).

    `country` is where a phone without a country code is dialled.
    """
    if isinstance(value, str):
        value = value.strip()
    if value in (None, ""):
        if info.required:
            raise BlankValue(field=info.label, name=info.name, value="", problem=N_("must not be empty."))
        return False if info.format is Format.FLAG else None
    return _CLEANERS[info.format](info, value, country)


def _bad(info: FieldInfo, value: Any, problem: Message) -> BadValue:
    return BadValue(field=info.label, name=info.name, value=str(value), problem=problem)


def _clean_text(info: FieldInfo, value: Any, _country: str | None) -> str:
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", str(value))
    return text if info.format is Format.LONG_TEXT else " ".join(text.split())


def _clean_choice(info: FieldInfo, value: Any, _country: str | None) -> str:
    if value not in info.choices:
        raise _bad(info, value, N_("is not one of the choices."))
    return str(value)


def _clean_flag(info: FieldInfo, value: Any, _country: str | None) -> bool:
    if value in (True, "1", "true", "yes", 1):
        return True
    if value in (False, "0", "false", "no", 0):
        return False
    raise _bad(info, value, N_("is neither yes nor no."))


def _clean_date(info: FieldInfo, value: Any, _country: str | None) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _no_day(info, value, N_("is no date. Write it as 5 Mar 2026 or 2026-03-05.")) from None


def _no_day(info: FieldInfo, value: Any, problem: Message) -> BadValue:
    may_be_two = _TWO_DAYS.fullmatch(str(value))
    return _bad(info, value, N_("may mean more than one day. Write it as 5 Mar 1980.") if may_be_two else problem)


def _clean_partial_date(info: FieldInfo, value: Any, _country: str | None) -> str:
    matched = _PARTIAL_DATE.fullmatch(str(value))
    if not matched:
        raise _no_day(info, value, N_("is no date. Write 5 Mar 1980, Mar 1980, 1980 or, without a year, 5 Mar."))
    year, month, day, yearless_month, yearless_day = (int(part) if part else None for part in matched.groups())
    month, day = month or yearless_month, day or yearless_day
    try:
        date(year or LEAP_YEAR, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise _bad(info, value, N_("is no date: there is no such day.")) from None
    parts = [f"{year:04}" if year is not None else "-", *(f"{part:02}" for part in (month, day) if part is not None)]
    return "-".join(parts)


def _clean_money(info: FieldInfo, value: Any, _country: str | None) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise _bad(info, value, N_("is no amount of money.")) from None
    if not amount.is_finite() or abs(amount) >= 10**13:
        raise _bad(info, value, N_("is no amount of money."))
    return amount.quantize(Decimal("0.01"))


PHONE_LENGTH = N_(
    "is no phone number: too short or too long. One of another country begins with its code: +33 6 12 34 56 78."
)
NO_PHONE = N_("is no phone number. One of another country begins with its code: +33 6 12 34 56 78.")


def _clean_phone(info: FieldInfo, value: Any, country: str | None) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(str(value), country)
    except phonenumbers.NumberParseException:
        raise _bad(info, value, NO_PHONE) from None
    if not phonenumbers.is_possible_number(number):
        raise _bad(info, value, PHONE_LENGTH)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _clean_email(info: FieldInfo, value: Any, _country: str | None) -> str:
    if not _EMAIL.fullmatch(str(value)):
        raise _bad(info, value, N_("is no e-mail address."))
    return str(value)


def _clean_staff(info: FieldInfo, value: Any, _country: str | None) -> int:
    try:
        return int(value)
    except ValueError:
        raise _bad(info, value, N_("is nobody on the staff.")) from None


_CLEANERS = {
    Format.TEXT: _clean_text,
    Format.LONG_TEXT: _clean_text,
    Format.CHOICE: _clean_choice,
    Format.FLAG: _clean_flag,
    Format.DATE: _clean_date,
    Format.PARTIAL_DATE: _clean_partial_date,
    Format.MONEY: _clean_money,
    Format.PHONE: _clean_phone,
    Format.EMAIL: _clean_email,
    Format.STAFF: _clean_staff,
}


def from_text(info: FieldInfo, text: str | None) -> Any:
    """The kept value of a text from a draft, judged as what somebody types."""
    return clean(info, text) if text is not None or info.format is Format.FLAG else None


def from_journal(info: FieldInfo, said: str | None) -> Any:
    """A value that stood there once, from the journal's text: not judged anew, since it may be none that is taken
    today."""
    match info.format:
        case Format.FLAG:
            return said == "1"
        case _ if said is None:
            return None
        case Format.DATE:
            return date.fromisoformat(said)
        case Format.MONEY:
            return Decimal(said)
        case Format.STAFF:
            return int(said)
        case _:
            return said


def to_hundredths(amount: Decimal | None) -> int | None:
    """Money as it is kept in the tables."""
    return None if amount is None else int(amount * 100)


def stored(info: FieldInfo, value: Any) -> Any:
    """A field's value as its column has it."""
    return to_hundredths(value) if info.format is Format.MONEY else value


def from_hundredths(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount) / 100


def kept(infos: Mapping[str, FieldInfo], columns: Iterable[Any]) -> dict[str, Any]:
    """Values by field name, of fields whose columns have these, on either engine."""
    return {name: _kept(info, value) for (name, info), value in zip(infos.items(), columns, strict=True)}


def _kept(info: FieldInfo, value: Any) -> Any:
    match info.format:
        case Format.DATE:
            return database.as_day(value)
        case Format.FLAG:
            return bool(value)
        case Format.MONEY:
            return from_hundredths(value)
        case _:
            return value


def choice_named(info: FieldInfo, text: str) -> str | None:
    """The code of a field's choice named in any of the three languages, or by its code; None if it is none."""
    return code_named(info.choices, text)


def code_named(choices: Mapping[str, Message], text: str) -> str | None:
    """The code of what is named in any of the three languages, or by its code; None if it is none of `choices`."""
    wanted = text.strip().casefold()
    for code, message in choices.items():
        if wanted == code.casefold() or any(wanted == words(name)(message).casefold() for name in LANGUAGES):
            return code
    return None


def shown(info: FieldInfo, value: Any, in_words: Words, *, currency: str = "", staff: Mapping[int, str] = {}) -> str:
    """`value` as a person reads it."""
    if value in (None, ""):
        return ""
    match info.format:
        case Format.CHOICE:
            return in_words(info.choices[value]) if value in info.choices else str(value)
        case Format.FLAG:
            return in_words(N_("yes")) if value else in_words(N_("no"))
        case Format.DATE:
            return in_words.date(value)
        case Format.MONEY:
            return in_words.money(value, currency) if currency else in_words.number(value)
        case Format.STAFF:
            return staff.get(value, str(value))
        case _:
            return str(value)


def masked(values: Mapping[str, Any], fields: Mapping[str, FieldInfo], parts: Iterable[Part]) -> dict[str, Any]:
    """The values that someone who reads only `parts` may see; the others are absent."""
    readable = frozenset(parts)
    return {name: value for name, value in values.items() if name not in fields or fields[name].part in readable}
