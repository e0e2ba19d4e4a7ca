"""Money as offices write it: signs and names of currencies, grouped thousands, decimal points and commas."""

import re
import unicodedata
from decimal import Decimal

from importers.sheets.cells import Cell
from importers.sheets.chinese_numbers import amount_of
from importers.sheets.understood import Circumstances, NotUnderstood, Priced, narrow
from locales.traditional import simplified

_COMMA_COUNTRIES = frozenset({"FR", "BE"})
"""Where the comma marks the decimals; elsewhere the point."""

_LOCAL_YUAN, _LOCAL_DOLLAR = "元", "$"
_CURRENCIES = (
    ("EUR", r"€|eur(?:os?)?"),
    ("GBP", r"£|gbp|pounds?"),
    ("HKD", r"hk\$|hkd|港币|港元"),
    ("TWD", r"nt\$|twd|新台币|台币"),
    ("SGD", r"s\$|sgd"),
    ("CAD", r"ca?\$|cad"),
    ("USD", r"us\$|usd|美元|美金"),
    ("CHF", r"chf|fr\.?"),
    ("CNY", r"[¥￥]|rmb|cny|人民币"),
    (_LOCAL_YUAN, r"元整?|圆整?|块钱?"),
    (_LOCAL_DOLLAR, r"\$"),
)
_HEADER_WORDS = (
    ("EUR", r"euros?|eur", "€"),
    ("GBP", r"gbp|pounds?|sterling|livres?", "£"),
    ("HKD", r"hk\$|hkd|港币|港元", None),
    ("TWD", r"nt\$|twd|新台币|台币", None),
    ("SGD", r"s\$|sgd", None),
    ("CAD", r"ca\$|cad", None),
    ("USD", r"us\$|usd|美元|美金", None),
    ("CHF", r"chf|francs? suisses?", None),
    ("CNY", r"rmb|cny|人民币元?|yuan", "¥"),
    (_LOCAL_YUAN, r"[万千]?元", None),
    (_LOCAL_DOLLAR, r"\$", None),
)
"""How headers name currencies: as words, so that “Valeur” is no euro; or by a sign wherever it stands."""
_IN_HEADERS = tuple(
    (code, re.compile(rf"(?<![^\W\d_])(?:{word})(?![^\W\d_])" + (f"|{sign}" if sign else ""), re.IGNORECASE))
    for code, word, sign in _HEADER_WORDS
)
_COUNTED = re.compile(r"(万|千)元")
_DOLLARS_OF = {0x0409: "USD", 0x1009: "CAD", 0x0C0C: "CAD", 0x4809: "SGD", 0x1004: "SGD", 0x0C04: "HKD", 0x0404: "TWD"}
"""Whose dollar a number format means, by the language that it names."""
_JAPANESE = 0x0411
_SIGN = re.compile(
    "|".join(f"(?P<c{place}>{pattern})" for place, (_, pattern) in enumerate(_CURRENCIES)), re.IGNORECASE
)
_TAX = re.compile(r"\bt\.t\.c\.?|\b(?:ttc|inc(?:l\.?|luding)? (?:vat|tax))\b|含税|共|整|/[台件个套只部]", re.IGNORECASE)
_WITHIN = re.compile(r"(?<=\d)\s*€\s*(\d{2})$")
"""The sign in place of the comma: 12€50."""
_TENTHS = re.compile(r"(\d+)[元块](\d)(?:角(?:(\d)分)?)?")
"""1299元5角; 1299块5, as it is said."""
_ROUND = re.compile(r"[.,]\s*[-–—]+$")
"""A price without cents: 1299,–"""

_MARKS = str.maketrans("。’‘，", ".'',")
_NUMBER = re.compile(r"([-+−]?)(\d[\d.,' ]*\d|\d)([-−]?)(万|千|k)?", re.IGNORECASE)
_TIMES = {"万": 10_000, "千": 1_000, "k": 1_000}
_YUAN = {"HK": "HKD", "TW": "TWD"}
"""Where 元 is another money than China's."""
_DOLLARS = {"HK": "HKD", "TW": "TWD", "SG": "SGD", "CA": "CAD", "US": "USD"}
_MOST = Decimal(10) ** 11


def amount(cell: Cell, around: Circumstances, otherwise: str | None = None, times: int = 1) -> tuple[Decimal, str]:
    """The amount and its currency: the one written, else `otherwise`, else the sheet's; `times` what a header says that
    amounts are counted in. Raises NotUnderstood."""
    currency = around.currency if otherwise is None else otherwise
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        narrow(cell)
        raise NotUnderstood("not_money")
    if not isinstance(cell, str):
        return _checked(Decimal(repr(cell)) * times), currency
    said = narrow(cell)
    if not said.isascii():
        said = _WITHIN.sub(r",\1 €", simplified(said).translate(_MARKS))
        if (spelled := _spelled(said)) is not None:
            return _checked(spelled), _YUAN.get(around.country, "CNY")
    text, named = _without_currency(said, around)
    matched = _NUMBER.fullmatch(text)
    if matched is None:
        raise NotUnderstood("not_money")
    sign, figures, after, counted = matched.groups()
    found = _figures(figures, around) * (_TIMES[counted.lower()] if counted else times)
    return _checked(-found if sign in ("-", "−") or after else found), named or currency


def named_currency(cell: Cell, around: Circumstances) -> str | None:
    """The currency that a cell names itself; None where it names none, or is not understood."""
    if not isinstance(cell, str):
        return None
    try:
        return amount(cell, around, "")[1] or None
    except NotUnderstood:
        return None


def priced(header: str, around: Circumstances) -> Priced:
    """The money that a header names: “Price (£)”, “Prix en euros”, “金额（万元）”; no currency where it names two."""
    text = unicodedata.normalize("NFKC", header)
    named = {_local(code, around) for code, pattern in _IN_HEADERS if pattern.search(text)}
    counted = _COUNTED.search(text)
    return Priced(named.pop() if len(named) == 1 else None, _TIMES[counted[1]] if counted else 1)


def of_format(code: str, around: Circumstances) -> str | None:
    """The currency that a number format names, as `[$£-809]#,##0`; None where it names none."""
    shown = code.split(";")[0]
    bracketed = re.search(r"\[\$([^\]-]+)(?:-([0-9A-Fa-f]+))?\]", shown)
    if bracketed:
        place = int(bracketed[2], 16) & 0xFFFF if bracketed[2] else 0
        if place == _JAPANESE and bracketed[1] in "¥￥":
            return "JPY"
        return _DOLLARS_OF.get(place) if bracketed[1] == "$" and place else _of_text(bracketed[1], around)
    for quoted in re.findall(r'"([^"]+)"|\\(.)', shown):
        if found := _of_text("".join(quoted).strip(), around):
            return found
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", shown)
    return next((found for sign in bare if sign in "£€¥￥" and (found := _of_text(sign, around))), None)


def _of_text(text: str, around: Circumstances) -> str | None:
    matched = _SIGN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return _local(_code(matched), around) if matched else None


def _code(matched: re.Match[str]) -> str:
    return _CURRENCIES[int(str(matched.lastgroup)[1:])][0]


def _local(code: str, around: Circumstances) -> str:
    """A currency, where its sign or word is that of several countries: the sheet's country's."""
    if code == _LOCAL_YUAN:
        return _YUAN.get(around.country, "CNY")
    return _DOLLARS.get(around.country, "USD") if code == _LOCAL_DOLLAR else code


def _spelled(text: str) -> Decimal | None:
    """What is written out in Chinese numerals, or with its tenths after the sign."""
    if found := _TENTHS.fullmatch(text):
        return Decimal(f"{found[1]}.{found[2]}{found[3] or ''}")
    return amount_of(text.removeprefix("人民币").strip("()（）:： "))


def _checked(found: Decimal) -> Decimal:
    if not found.is_finite() or found >= _MOST:
        raise NotUnderstood("not_money")
    if found < 0:
        raise NotUnderstood("negative_money")
    return found.quantize(Decimal("0.01"))


def _without_currency(text: str, around: Circumstances) -> tuple[str, str | None]:
    """The text without the names of currencies and taxes, and the one currency named."""
    signs: set[str] = set()

    def note(matched: re.Match[str]) -> str:
        signs.add(_code(matched))
        return " "

    bare = _SIGN.sub(note, _TAX.sub(" ", text))
    named = {_local(sign, around) for sign in signs if sign != _LOCAL_YUAN or len(signs) == 1}
    if len(named) > 1:
        raise NotUnderstood("not_money")
    return _ROUND.sub("", " ".join(bare.split())), next(iter(named), None)


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
