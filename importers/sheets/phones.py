"""Phones as offices write them, to E.164: lost zeros, full-width digits, two in one cell, extensions."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from importers.sheets.cells import Cell
from importers.sheets.understood import NotUnderstood, narrow, refuse_lost_digits
from store.readings import HAN

_BETWEEN = re.compile(r"[;/,、，；|\n]|\bou\b|\bor\b|或|和")
_EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?|extension|poste|x)\s*\d{1,6}$|(?<=\d{7})\s*-\s*\d{1,5}$", re.IGNORECASE)
_ASIDE = re.compile(rf"[(（][^()（）\d+]+[)）]|^[{HAN}]{{1,6}}\s*[:：]?\s*(?=[+(\d])|(?<=\d)\s*[{HAN}]{{1,6}}$")
"""Whose a phone is, or what for: 13010000007（张先生）."""
_NO_CENTS = re.compile(r"(?<=\d{5})\.0$")
_WHOLE = 8
"""So many digits at least are a phone of its own."""
_LABEL = re.compile(
    r"^(?:手机|电话|固话|座机|宅电|tel|tél|mob(?:ile)?|port(?:able)?|phone|fixe?|home|work)\.?\s*[:：]?\s*",
    re.IGNORECASE,
)
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_FIGURES = re.compile(r"[-+0-9()（）./ \u2010-\u2015]+")
_LEAST = 5
_TELLING = 3
"""So many phones at least tell which country a column is from."""


def phones(cell: Cell, country: str) -> tuple[str, ...]:
    """The phones of a cell, each once, in E.164. Raises NotUnderstood."""
    text = narrow(cell)
    if not isinstance(cell, str | int | float) or isinstance(cell, bool):
        raise NotUnderstood("not_a_phone")
    refuse_lost_digits(text)
    whole = _understood(text, country)
    if whole is not None:
        return (whole,)
    for parts in _in_parts(text):
        found = [_understood(part, country) for part in parts]
        if all(found):
            return tuple(dict.fromkeys(one for one in found if one))
    raise NotUnderstood("no_area_code" if _is_local(text, country) else "not_a_phone")


def _in_parts(text: str) -> Iterator[list[str]]:
    """How several phones may stand in one cell: with signs or words between them, or one after the other."""
    parts = [part for piece in _BETWEEN.split(text) if (part := piece.strip())]
    if parts and parts != [text]:
        yield parts
    if _FIGURES.fullmatch(text) and len(apart := text.split()) > 1:
        if all(sum(char.isdigit() for char in part) >= _WHOLE for part in apart):
            yield apart
        elif len(apart) % 2 == 0:
            half = len(apart) // 2
            yield [" ".join(apart[:half]), " ".join(apart[half:])]


def says_more(cell: Cell) -> bool:
    """Whether a phone has more beside it than E.164 has a place for: an extension, whose it is."""
    if not isinstance(cell, str) or cell.isdigit():
        return False
    text = narrow(cell)
    return _EXTENSION.search(text) is not None or _ASIDE.search(_LABEL.sub("", text)) is not None


def of_other_country(cells: Iterable[Cell], country: str, others: Iterable[str]) -> str | None:
    """The country that most of these phones are from, if hardly any is from `country`; None where they do not tell.

    A number written with its country's prefix means the same everywhere, so that it tells nothing.
    """
    texts = [text for cell in cells if isinstance(cell, str | int) and (text := narrow(cell))[:1].isdigit()]
    texts = [text for text in texts if not text.startswith("00")]
    half = len(texts) / 2
    if len(texts) < _TELLING or _valid(texts, country) >= half:
        return None
    counted = {other: _valid(texts, other) for other in others if other != country}
    most = max(counted, key=lambda other: counted[other])
    return most if counted[most] > half else None


def _valid(texts: Iterable[str], country: str) -> int:
    """How many of the texts are numbers in use in a country."""
    numbers = (_parsed(_LABEL.sub("", text), country) for text in texts)
    return sum(number is not None and phonenumbers.is_valid_number_for_region(number, country) for number in numbers)


@lru_cache(maxsize=1 << 12)
def _understood(text: str, country: str) -> str | None:
    bare = _EXTENSION.sub("", _ASIDE.sub("", _LABEL.sub("", text))).strip(" 、,;.")
    bare = _NO_CENTS.sub("", bare)
    if country == "CN" and _CHINESE_MOBILE.fullmatch(bare):
        return "+86" + bare
    number = _parsed(bare, country)
    if number is None or not _can_be(number, bare):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _parsed(text: str, country: str) -> PhoneNumber | None:
    if not _FIGURES.fullmatch(text) or sum(char.isdigit() for char in text) < _LEAST:
        return None
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        return phonenumbers.parse(text, country)
    except NumberParseException:
        return None


def _can_be(number: PhoneNumber, text: str) -> bool:
    """Whether it is a number of its country; a range that is not known yet must be written in full, with + or 0."""
    if phonenumbers.is_valid_number(number):
        return True
    written_in_full = text.startswith(("+", "0", "(0", "(+"))
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    return written_in_full and possible


def _is_local(text: str, country: str) -> bool:
    if country == "CN" and re.fullmatch(r"[2-9]\d{6,7}", text.replace("-", "").replace(" ", "")):
        return True
    number = _parsed(text, country)
    local = ValidationResult.IS_POSSIBLE_LOCAL_ONLY
    return number is not None and phonenumbers.is_possible_number_with_reason(number) == local
