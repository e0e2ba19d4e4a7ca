"""Reads a day or an amount as somebody types it in their own language.

Only what can mean one thing is understood; everything else is None, and whoever asked says so.
"""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

_WORDS_FOR_DAYS = {
    "today": 0, "tomorrow": 1, "aujourd'hui": 0, "aujourd’hui": 0, "demain": 1,
    "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2,
}  # fmt: skip
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.]|\s*年\s*)(\d{1,2})(?:[-/.]|\s*月\s*)(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?\s+([^\W\d]+)\.?\s+(\d{4})")
_NAMED_NO_YEAR = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?\s+([^\W\d]+)\.?")
_CHINESE_NO_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_IN_DAYS = re.compile(r"\+(\d{1,3})")
_GROUPS = {"fr": r"[ \u00a0\u202f]", "en": r"[, ]", "zh_CN": r"[, ]"}
_DECIMALS = {"fr": ",.", "en": ".", "zh_CN": "."}


def parse_date(text: str, formats: "Locale", today: date | None = None) -> date | None:
    """The day meant by `text`: ISO in every language, else as `formats` writes days, day before month.

    With `today`, also "+14", "tomorrow" in the three languages, and a day without a year: the next such day.
    """
    typed = unicodedata.normalize("NFKC", text).strip().casefold()
    if today is not None and (day := _from_today(typed, formats, today)):
        return day
    if found := _YEAR_FIRST.fullmatch(typed) or _COMPACT.fullmatch(typed):
        return _day(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(typed):
        if formats.language == "zh":
            return None
        year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
        return _day(year, found[2], found[1])
    if found := _NAMED.fullmatch(typed):
        return _day(found[3], _months(formats).get(found[2]), found[1])
    return None


def _from_today(typed: str, formats: "Locale", today: date) -> date | None:
    if typed in _WORDS_FOR_DAYS:
        return today + timedelta(days=_WORDS_FOR_DAYS[typed])
    if found := _IN_DAYS.fullmatch(typed):
        return today + timedelta(days=int(found[1]))
    if found := _CHINESE_NO_YEAR.fullmatch(typed):
        return _next(today, found[1], found[2])
    if found := _NAMED_NO_YEAR.fullmatch(typed):
        return _next(today, _months(formats).get(found[2]), found[1])
    return None


def _next(today: date, month: str | int | None, day: str) -> date | None:
    this_year = _day(today.year, month, day)
    if this_year is not None and this_year < today:
        return _day(today.year + 1, month, day)
    return this_year


def _day(year: str | int, month: str | int | None, day: str | int) -> date | None:
    if month is None:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@lru_cache
def _months(formats: "Locale") -> dict[str, int]:
    """The months of a locale by every way it writes their names, without a final point, with and without accents."""
    months = formats.months
    names = {}
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in months[form][width].items():
                said = unicodedata.normalize("NFKC", name).casefold().rstrip(".")
                names[said] = names[_plain(said)] = number
    return names


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def parse_number(text: str, language: str) -> Decimal | None:
    """The number meant by `text`, its thousands grouped and its decimals marked as `language` does."""
    typed = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    group, marks = _GROUPS[language], re.escape(_DECIMALS[language])
    found = re.fullmatch(rf"(-?)(\d+|\d{{1,3}}(?:{group}\d{{3}})+)(?:[{marks}](\d+))?", typed, re.ASCII)
    if not found:
        return None
    return Decimal(f"{found[1]}{re.sub(group, '', found[2])}.{found[3] or 0}")
