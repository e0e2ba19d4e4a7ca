"""What every table shares: its database, its branch, and the one line in which a field is declared.

A field that a person sees is made by one of the functions below, which hang an `About` on the peewee field: label,
section, choices, help and which part of the card it belongs to. `store/fields.py` derives everything from that.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

import peewee
from peewee import BigIntegerField, BooleanField, DatabaseProxy, DateField, Field, ForeignKeyField, TextField

from locales.messages import Message

proxy = DatabaseProxy()


class Part(StrEnum):
    """Who may read a field: OPEN by whoever may see the card, CONTACT also by who looks after it, CONFIDENTIAL by
    those who keep it and whoever has it on loan."""

    OPEN = "open"
    CONTACT = "contact"
    CONFIDENTIAL = "confidential"


class Format(StrEnum):
    """How a field is typed, shown and written to a sheet."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    FLAG = "flag"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    MONEY = "money"
    PHONE = "phone"
    EMAIL = "email"
    STAFF = "staff"


Choices = tuple[tuple[str, Message], ...]


class About(NamedTuple):
    """What a person is told about a field."""

    label: Message
    section: str
    part: Part
    format: Format
    choices: Choices = ()
    help: Message | None = None


class Table(peewee.Model):
    class Meta:
        database = proxy
        legacy_table_names = False


class SortKeyField(TextField):
    """Text compared byte by byte on both engines, so that one key order serves every list."""

    field_type = "SORTKEY"


class MoneyField(BigIntegerField):
    """An amount in hundredths of its currency, so that sums are exact on both engines."""

    def db_value(self, value: Any) -> int | None:
        return None if value is None else int((Decimal(str(value)) * 100).to_integral_value())

    def python_value(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


def ref(
    table: type[peewee.Model], *, null: bool = False, primary_key: bool = False, column_name: str | None = None
) -> Any:
    """A row of another table, kept and read as its id; the database refuses an id that is not there."""
    options: dict[str, Any] = {"null": null, "primary_key": primary_key, "column_name": column_name}
    return ForeignKeyField(table, index=False, lazy_load=False, backref="+", **options)


def _about(field: Any, about: About) -> Any:
    field.about = about
    return field


def text(
    label: Message,
    section: str,
    part: Part = Part.CONFIDENTIAL,
    *,
    format: Format = Format.TEXT,
    help: Message | None = None,
    null: bool = True,
) -> Any:
    options: dict[str, Any] = {"null": null}
    return _about(TextField(**options), About(label, section, part, format, help=help))


def long_text(label: Message, section: str, part: Part = Part.CONFIDENTIAL, *, help: Message | None = None) -> Any:
    return text(label, section, part, format=Format.LONG_TEXT, help=help)


def choice(
    label: Message,
    section: str,
    choices: Choices,
    part: Part = Part.CONFIDENTIAL,
    *,
    default: str | None = None,
    help: Message | None = None,
) -> Any:
    """Stored as the choice's code."""
    options: dict[str, Any] = {"null": default is None, "default": default}
    return _about(TextField(**options), About(label, section, part, Format.CHOICE, choices, help))


def flag(label: Message, section: str, part: Part = Part.CONFIDENTIAL, *, help: Message | None = None) -> Any:
    field = BooleanField(default=False)
    return _about(field, About(label, section, part, Format.FLAG, help=help))


def day(label: Message, section: str, part: Part = Part.CONFIDENTIAL, *, help: Message | None = None) -> Any:
    return _about(DateField(null=True), About(label, section, part, Format.DATE, help=help))


def money(label: Message, section: str, part: Part = Part.CONFIDENTIAL, *, help: Message | None = None) -> Any:
    return _about(MoneyField(null=True), About(label, section, part, Format.MONEY, help=help))


def staff(table: type[peewee.Model], label: Message, section: str, part: Part = Part.CONFIDENTIAL) -> Any:
    return _about(ref(table, null=True), About(label, section, part, Format.STAFF))


def about(field: Field) -> About | None:
    """What a person is told about `field`; None for what only the program uses."""
    return getattr(field, "about", None)
