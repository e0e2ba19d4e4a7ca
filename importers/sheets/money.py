"""Money as offices write it: signs and names of currencies, grouped thousands, decimal points and commas."""

import re
from dataclasses import replace
from decimal import Decimal

from importers.sheets.cells import Cell
from importers.sheets.understood import Circumstances, NotUnderstood, narrow

_COMMA_COUNTRIES = frozenset({"FR", "BE"})
"""Where the comma marks the decimals; elsewhere the point."""

_CURRENCIES = (
    ("EUR", r"€|eur(?:os?)?"),
    ("GBP", r"£|gbp|pounds?"),
    ("HKD", r"hk\$|hkd|港币|港元"),
    ("TWD", r"nt\$|twd|新台币|台币"),
    ("SGD", r"s\$|sgd"),
    ("CAD", r"ca?\$|cad"),
    ("USD", r"us\$|usd|美元|美金"),
    ("CHF", r"chf|fr\.?"),
    ("CNY", r"[¥￥]|rmb|cny|人民币|元整?|圆整?|块钱?"),
    (None, r"\$"),
)
_SIGN = re.compile(
    "|".join(f"(?P<c{place}>{pattern})" for place, (_, pattern) in enumerate(_CURRENCIES)), re.IGNORECASE
)
_TAX = re.compile(r"\b(?:ttc|inc(?:l\.?|luding)? (?:vat|tax))\b|含税|共|整", re.IGNORECASE)
_ROUND = re.compile(r"[.,]\s*[-–—]+$")
"""A price without cents: 1299,–"""

_NUMBER = re.compile(r"([-+−]?)(\d[\d.,' ]*\d|\d)([-−]?)(万|千|k)?", re.IGNORECASE)
_TIMES = {"万": 10_000, "千": 1_000, "k": 1_000}
_DOLLARS = {"HK": "HKD", "TW": "TWD", "SG": "SGD", "CA": "CAD", "US": "USD"}
_MOST = Decimal(10) ** 11


def amount(cell: Cell, around: Circumstances) -> tuple[Decimal, str]:
    """The amount and its currency, the sheet's where none is written. Raises NotUnderstood."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        narrow(cell)
        raise NotUnderstood("not_money")
    if not isinstance(cell, str):
        return _checked(Decimal(repr(cell))), around.currency
    text, currency = _without_currency(narrow(cell), around)
    matched = _NUMBER.fullmatch(text)
    if matched is None:
        raise NotUnderstood("not_money")
    sign, figures, after, times = matched.groups()
    found = _figures(figures, around) * _TIMES.get((times or "").lower(), 1)
    return _checked(-found if sign in ("-", "−") or after else found), currency


def named_currency(cell: Cell, around: Circumstances) -> str | None:
    """The currency that a cell names itself; None where it names none, or is not understood."""
    if not isinstance(cell, str):
        return None
    try:
        return amount(cell, replace(around, currency=""))[1] or None
    except NotUnderstood:
        return None


def _checked(found: Decimal) -> Decimal:
    if not found.is_finite() or found >= _MOST:
        raise NotUnderstood("not_money")
    if found < 0:
        raise NotUnderstood("negative_money")
    return found.quantize(Decimal("0.01"))


def _without_currency(text: str, around: Circumstances) -> tuple[str, str]:
    """The text without the names of currencies and taxes, and the one currency named."""
    named: set[str] = set()

    def note(matched: re.Match[str]) -> str:
        currency = _CURRENCIES[int(str(matched.lastgroup)[1:])][0]
        named.add(currency or _DOLLARS.get(around.country, "USD"))
        return " "

    bare = _SIGN.sub(note, _TAX.sub(" ", text))
    if len(named) > 1:
        raise NotUnderstood("not_money")
    return _ROUND.sub("", " ".join(bare.split())), next(iter(named), around.currency)


def _figures(text: str, around: Circumstances) -> Decimal:
    """Digits with separators: the last one marks decimals if one or two digits follow, or else groups thousands."""
    digits = text.replace(" ", "").replace("'", "")
    marks = re.findall(r"[.,]", digits)
    if not marks:
        if not _grouped(re.split(r"[ ']", text)):
            raise NotUnderstood("not_money")
        return Decimal(digits)
    mark = marks[-1]
    whole, _, decimals = digits.rpartition(mark)
    decimals_follow = len(decimals) in (1, 2) and marks.count(mark) == 1
    if decimals_follow:
        other = "," if mark == "." else "."
        if other in whole and not _grouped(whole.split(other)):
            raise NotUnderstood("not_money")
        return Decimal(f"{whole.replace(other, '')}.{decimals}")
    if len(set(marks)) > 1 or not _grouped(digits.split(mark)):
        raise NotUnderstood("not_money")
    home = "," if around.country in _COMMA_COUNTRIES else "."
    if mark == home and len(marks) == 1:
        raise NotUnderstood(
            "ambiguous_money", one=Decimal(digits.replace(mark, ".")), other=Decimal(digits.replace(mark, ""))
        )
    return Decimal(digits.replace(mark, ""))


def _grouped(groups: list[str]) -> bool:
    """Whether thousands are grouped as they should be: 1 234 567."""
    first, *others = groups
    return not others or (1 <= len(first) <= 3 and all(len(group) == 3 for group in others))
