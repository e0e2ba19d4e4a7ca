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
    "today": 0, "tomorrow": 1, "yesterday": -1, "aujourd'hui": 0, "aujourd’hui": 0, "demain": 1, "hier": -1,
    "avant-hier": -2, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "昨天": -1, "昨日": -1, "前天": -2,
}  # fmt: skip
_ORDINAL = r"(?:er|st|nd|rd|th)?"
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.]|\s*年\s*)(\d{1,2})(?:[-/.]|\s*月\s*)(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_NAMED = re.compile(rf"(?:le )?(\d{{1,2}}){_ORDINAL}\s*([^\W\d]+)\.?(?:\s+(\d{{4}}))?")
_NAME_FIRST = re.compile(rf"([^\W\d]+)\.?\s+(\d{{1,2}}){_ORDINAL}(?:,?\s+(\d{{4}}))?")
_CHINESE_NO_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_FIGURES_NO_YEAR = {
    "zh": re.compile(r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
    "fr": re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})"),
    "en": re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})"),
}
"""Chinese days go from the greater to the lesser, ours in Europe the other way; with a hyphen, as ISO writes the month
first, they may be either."""
_YEAR_MONTH = re.compile(r"(\d{4})(?:[-/.]|\s*年\s*)(\d{1,2})\s*月?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_NAMED_MONTH_YEAR = re.compile(r"([^\W\d]+)\.?\s+(\d{4})")
_YEAR = re.compile(r"(\d{4})\s*年?")
_SHORTEST = 3
"""Letters of a month's name that are enough, where no other month begins with them."""
LEAP_YEAR = 2000
_IN_DAYS = re.compile(r"([+-]\d{1,3})")
_GROUPS = {"fr": r"[ \u00a0\u202f]", "en": r"[, ]", "zh_CN": r"[, ]"}
_DECIMALS = {"fr": ",.", "en": ".", "zh_CN": "."}


def parse_date(text: str, formats: "Locale", today: date | None = None, *, past: bool = False) -> date | None:
    """The day meant by `text`: ISO in every language, else as `formats` writes days, day before month.

    With `today`, also "+14", "-2", "tomorrow" in the three languages, a year in two figures, and a day without a year:
    the next such day, or the last one where the day is `past`.
    """
    typed = _folded(text)
    if today is not None and (day := _from_today(typed, formats, today, past)):
        return day
    if found := _YEAR_FIRST.fullmatch(typed) or _COMPACT.fullmatch(typed):
        return _day(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(typed):
        in_full = len(found[3]) == 4
        if formats.language == "zh" or (today is None and not in_full):
            return None
        return _day(found[3] if in_full else f"20{found[3]}", found[2], found[1])
    if (named := _named(typed, formats)) and named[0] is not None:
        return _day(named[0], named[1], named[2])
    return None


def parse_partial_date(text: str, formats: "Locale") -> str | None:
    """A day of which the year, or all but the year, may be missing, as it is kept: 1980-03-05, --03-05, 1980-03, 1980.

    None if it is no such day, or might be two.
    """
    typed = _folded(text)
    if whole := parse_date(text, formats):
        return whole.isoformat()
    if without_year := _without_year(typed, formats):
        known = _day(LEAP_YEAR, *without_year)
        return f"--{known:%m-%d}" if known else None
    if found := _YEAR_MONTH.fullmatch(typed):
        return _month_of(found[1], found[2])
    if found := _MONTH_YEAR.fullmatch(typed):
        return _month_of(found[2], found[1])
    if found := _NAMED_MONTH_YEAR.fullmatch(typed):
        return _month_of(found[2], _month(found[1], formats))
    found = _YEAR.fullmatch(typed)
    return found[1] if found else None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _from_today(typed: str, formats: "Locale", today: date, past: bool) -> date | None:
    if typed in _WORDS_FOR_DAYS:
        return today + timedelta(days=_WORDS_FOR_DAYS[typed])
    if found := _IN_DAYS.fullmatch(typed):
        return today + timedelta(days=int(found[1]))
    if without_year := _without_year(typed, formats):
        return _last(today, *without_year) if past else _next(today, *without_year)
    return None


def _without_year(typed: str, formats: "Locale") -> tuple[str | int | None, str] | None:
    """Month and day of a text that names no year; None if it is no such text."""
    if found := _CHINESE_NO_YEAR.fullmatch(typed):
        return found[1], found[2]
    if found := _FIGURES_NO_YEAR[formats.language].fullmatch(typed):
        return found["month"], found["day"]
    if (named := _named(typed, formats)) and named[0] is None:
        return named[1], named[2]
    return None


def _named(typed: str, formats: "Locale") -> tuple[str | None, int | None, str] | None:
    """Year, month and day of a text that names its month; None if it is no such text."""
    if found := _NAMED.fullmatch(typed):
        return found[3], _month(found[2], formats), found[1]
    if found := _NAME_FIRST.fullmatch(typed):
        return found[3], _month(found[1], formats), found[2]
    return None


def _month(name: str, formats: "Locale") -> int | None:
    """The month that `name`, or what it begins, can only be."""
    months = _months(formats)
    if name in months:
        return months[name]
    meant = {number for said, number in months.items() if said.startswith(name)}
    return meant.pop() if len(meant) == 1 and len(name) >= _SHORTEST else None


def _month_of(year: str, month: str | int | None) -> str | None:
    first = _day(year, month, 1)
    return f"{first:%Y-%m}" if first else None


def _next(today: date, month: str | int | None, day: str) -> date | None:
    coming = (_day(year, month, day) for year in range(today.year, today.year + 9))
    return next((found for found in coming if found is not None and found >= today), None)


def _last(today: date, month: str | int | None, day: str) -> date | None:
    gone = (_day(year, month, day) for year in range(today.year, today.year - 9, -1))
    return next((found for found in gone if found is not None and found <= today), None)


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
