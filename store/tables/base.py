"""What every table shares: its database, its branch, and the one line in which a field is declared.

A field that a person sees is made by one of the functions below, which hang an `About` on the peewee field: label,
section, choices, help and which part of the card it belongs to. `store/fields.py` derives everything from that.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import peewee
from peewee import BigAutoField, BigIntegerField, BooleanField, DatabaseProxy, DateField, Field, TextField

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


@dataclass(frozen=True, slots=True)
class About:
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


class BranchTable(Table):
    """A table whose rows each belong to one branch, so that the database itself can keep branches apart."""

    id = BigAutoField()
    branch = BigIntegerField(column_name="branch_id")


class SortKeyField(TextField):  # type: ignore[misc]
    """Text compared byte by byte on both engines, so that one key order serves every list."""

    field_type = "SORTKEY"


class MoneyField(BigIntegerField):  # type: ignore[misc]
    """An amount in hundredths of its currency, so that sums are exact on both engines."""

    def db_value(self, value: Any) -> int | None:
        return None if value is None else int((Decimal(str(value)) * 100).to_integral_value())

    def python_value(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


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
    return _about(TextField(null=null), About(label, section, part, format, help=help))


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
    field = TextField(null=default is None, default=default)
    return _about(field, About(label, section, part, Format.CHOICE, choices, help))


def flag(label: Message, section: str, part: Part = Part.CONFIDENTIAL, *, help: Message | None = None) -> Any:
    field = BooleanField(default=False)
    return _about(field, About(label, section, part, Format.FLAG, help=help))


def day(label: Message, section: str, part: Part = Part.CONFIDENTIAL, *, help: Message | None = None) -> Any:
    return _about(DateField(null=True), About(label, section, part, Format.DATE, help=help))


def money(label: Message, section: str, part: Part = Part.CONFIDENTIAL, *, help: Message | None = None) -> Any:
    return _about(MoneyField(null=True), About(label, section, part, Format.MONEY, help=help))


def staff(label: Message, section: str, part: Part = Part.CONFIDENTIAL, *, column_name: str) -> Any:
    field = BigIntegerField(null=True, column_name=column_name)
    return _about(field, About(label, section, part, Format.STAFF))


def about(field: Field) -> About | None:
    """What a person is told about `field`; None for what only the program uses."""
    return getattr(field, "about", None)
