"""What a cell means, by its column: text, names, serials, choices, days, money, phones. Mends nothing: what is not
understood is a typed problem with its place, and what is understood stands beside what was written."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from importers.sheets import dates, money
from importers.sheets.cells import Cell, CellError, written
from importers.sheets.folding import folded
from importers.sheets.headers import Heading
from importers.sheets.kind import Column
from importers.sheets.understood import (
    Circumstances,
    NotUnderstood,
    Orders,
    Priced,
    narrow,
    plain_text,
    refuse_lost_digits,
    says_nothing,
)
from store import fields
from store.acts.plans import Problem
from store.fields import BadValue, Format
from store.readings import HAN

_HAN = re.compile(f"[{HAN}]")
_BETWEEN_HAN = re.compile(f"(?<=[{HAN}·])\\s+(?=[{HAN}·])")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_POSTCODE_DIGITS = {"CN": 6, "FR": 5, "US": 5, "SG": 6}
"""Where a postcode is so many digits, of which a number has lost the zeros before."""


def understand(heading: Heading, cell: Cell, around: Circumstances, currency: str | None = None) -> dict[str, Any]:
    """The fields that a cell fills; none if it is empty or says that there is nothing. Raises NotUnderstood.

    `currency` is what the cell's number format names.
    """
    column = heading.column
    if cell is None or column is None or (isinstance(cell, str) and says_nothing(cell)):
        return {}
    by_name = _BY_NAME.get(column.name)
    if by_name is not None:
        return {column.name: by_name(cell, around)}
    match column.format:
        case Format.DATE:
            found = dates.day(cell, around, around.orders.get(heading.place, Orders()))
            return {column.name: dates.checked(found, column.name, around)}
        case Format.PARTIAL_DATE:
            return {column.name: dates.partial_day(cell, around, around.orders.get(heading.place, Orders()))}
        case Format.MONEY:
            priced = around.priced.get(heading.place, Priced(None))
            amount, named = money.amount(cell, around, currency or priced.currency, priced.times)
            return {column.name: amount} | ({"currency": named} if named != around.currency else {})
        case Format.PHONE:
            return _phones(column, cell, around)
        case Format.CHOICE:
            return {column.name: _choice(column, cell)}
        case Format.EMAIL:
            return _emails(column, cell)
        case Format.FLAG:
            return {column.name: _flag(cell)}
        case _:
            return {column.name: _text(cell)}


_AS_WRITTEN = (Format.TEXT, Format.LONG_TEXT, Format.PHONE, Format.EMAIL, Format.PARTIAL_DATE, Format.STAFF)


def as_it_left(heading: Heading, cell: Cell, around: Circumstances, currency: str | None = None) -> dict[str, Any]:
    """The field that a cell fills in a list that left here: as it stands, if it can be kept so; else as in any sheet.

    Raises NotUnderstood.
    """
    column = heading.column
    if cell is None or column is None:
        return {}
    text = cell.code if isinstance(cell, CellError) else written(cell)
    if column.info is None or column.format is Format.STAFF:
        return {column.name: text} if text else {}
    if column.format is Format.CHOICE:
        return {column.name: _choice(column, cell)}
    try:
        if column.format in _AS_WRITTEN and isinstance(cell, str | int | float | date | CellError):
            return {column.name: fields.clean(column.info, text, around.country)}
        if column.format is Format.MONEY and isinstance(cell, int | float) and not isinstance(cell, bool):
            return {column.name: fields.clean(column.info, Decimal(str(cell)))}
    except BadValue as refused:
        if column.format in (Format.TEXT, Format.LONG_TEXT):
            raise NotUnderstood("not_kept") from refused
    return understand(heading, cell, around, currency)


def problem(heading: Heading, cell: Cell, why: NotUnderstood) -> Problem:
    """A cell that is not understood, with its place."""
    column = heading.column
    return Problem(heading.header, column.field if column else "", written(cell), why.problem, why.details)


def name(cell: Cell) -> str:
    """A name on one line; a Chinese one without the spaces that set it in columns (李 强)."""
    text = plain_text(cell)
    if isinstance(cell, int | float):
        raise NotUnderstood("not_text")
    return _BETWEEN_HAN.sub("", text)


def whole_name(family: str, given: str) -> str:
    """Family and given name in one, in the order of their script."""
    if _HAN.search(family + given):
        return family + given
    return f"{given} {family}".strip()


def serial(cell: Cell) -> str:
    """A serial number in capitals without spaces."""
    text = narrow(cell)
    refuse_lost_digits(text)
    if not isinstance(cell, str | int):
        raise NotUnderstood("not_text")
    return re.sub(r"\s+", "", text).upper()


def _text(cell: Cell) -> str:
    text = plain_text(cell)
    refuse_lost_digits(text)
    return text


def _postcode(cell: Cell, around: Circumstances) -> str:
    text = narrow(cell).upper()
    digits = _POSTCODE_DIGITS.get(around.country, 0)
    if isinstance(cell, int):
        return text.zfill(digits)
    if not isinstance(cell, str):
        raise NotUnderstood("not_text")
    bare = re.sub(rf"^{around.country[:1]}-|\.0$|\s+", "", text)
    return bare if digits and bare.isdigit() and len(bare) == digits else text


def _choice(column: Column, cell: Cell) -> str:
    code = column.choices.get(folded(plain_text(cell)))
    if code is None:
        raise NotUnderstood("not_a_choice", choices=tuple(column.labels.values()))
    return code


_YES = frozenset(("1", "true", "yes", "y", "x", "oui", "o", "vrai", "是", "有", "对", "√", "✓", "✔"))
_NO = frozenset(("0", "false", "no", "n", "non", "faux", "否", "无", "不", "不是", "×", "✗"))


def _flag(cell: Cell) -> bool:
    text = "1" if cell is True else "0" if cell is False else narrow(cell).casefold()
    if text not in _YES | _NO:
        raise NotUnderstood("not_a_flag")
    return text in _YES


def _emails(column: Column, cell: Cell) -> dict[str, Any]:
    """The first e-mail of a cell; where there are more, all stay in the remarks."""
    if _EMAIL.fullmatch(text := narrow(cell)) and ":" not in text:
        return {column.name: text.rstrip(".")}
    texts = [re.sub(r"^mailto:", "", text, flags=re.IGNORECASE) for text in re.split(r"[\s;,、；，<>]+", narrow(cell))]
    found = [text.strip(".") for text in texts if text.strip(".")]
    if not found or not all(_EMAIL.fullmatch(text) for text in found):
        raise NotUnderstood("not_an_email")
    return {column.name: found[0]} | ({"remarks": written(cell)} if len(found) > 1 else {})


def _phones(column: Column, cell: Cell, around: Circumstances) -> dict[str, Any]:
    from importers.sheets import phones  # brings the numbering plans of every country with it

    first, *others = phones.phones(cell, around.country)
    found = {column.name: first}
    if others and column.again:
        found[column.again] = others[0]
    if len(others) > 1 or phones.says_more(cell):
        found["remarks"] = written(cell)
    return found


_BY_NAME: dict[str, Callable[[Cell, Circumstances], str]] = {
    "name": lambda cell, _: name(cell),
    "family_name": lambda cell, _: name(cell),
    "given_name": lambda cell, _: name(cell),
    "serial": lambda cell, _: serial(cell),
    "postcode": _postcode,
}
