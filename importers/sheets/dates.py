"""Days as offices write them in three languages, and the order of day and month, decided for a whole column at once."""

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from importers.sheets.cells import Cell
from importers.sheets.understood import Circumstances, NotUnderstood, Orders, narrow
from locales.traditional import simplified
from store.readings import fold

_YEAR_FIRST_COUNTRIES = frozenset({"CN", "TW", "SG"})
_MONTH_FIRST_COUNTRIES = frozenset({"US"})
_UNDECIDED_COUNTRIES = frozenset({"CN", "TW", "CA"})
"""Where 10/12/2025 has no one meaning unless its column tells."""

EARLIEST = {"purchased_on": date(1970, 1, 1)}
_FIRST_BIRTH = date(1880, 1, 1)
_START_1900, _START_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LAST_SERIAL = 100_000
_LONG_AGO = 15

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv", "february feb fevrier fevr fev", "march mar mars", "april apr avril avr",
            "may mai", "june jun juin", "july jul juillet juil", "august aug aout", "september sep sept septembre",
            "october oct octobre", "november nov novembre", "december dec decembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = re.compile(
    r"(?:星期|周|礼拜)[一二三四五六日天]|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?\b[.,]?"
    r"|\b(?:lun|mar|mercre|jeu|vendre|same)di\b,?|\bdimanche\b,?"
    r"|^(?:lun|mar|mer|jeu|ven|sam|dim)\b\.?,?(?= ?\d{1,2}(?: ?er)?[ .-]+[a-z])"
)
_HALF_DAY = "上午|下午|早上|中午|晚上|凌晨|傍晚"
_TIME = re.compile(
    rf"(?:[t ,]+(?:a |at )?|(?<=[日号]))(?:(?:{_HALF_DAY}) ?)?"
    r"(?:\d{1,2}(?:[:h时点]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?分?|时|点|h)(?: ?[ap]\.?m\.?)?"
    r"(?:z|[+-]\d{2}:?\d{2})?)$"
    rf"|(?<=[日号\d]) ?(?:{_HALF_DAY})$"
)
_SEPARATORS = str.maketrans("。、–—−‐‑\\", "..-----/")
_SPACED = re.compile(r"\s*([-/.])\s*")
_EMPTY_BRACKETS = re.compile(r"[(（]\s*[)）]")
_ROC = re.compile(r"民国|\br\.?o\.?c\b")
_CHINESE = re.compile(r"(\d{2,4})年(\d{1,2})月(\d{1,2})[日号]?")
_FULL = re.compile(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})[.日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_STAMP = re.compile(r"(\d{8})(?:[01]\d|2[0-3])[0-5]\d[0-5]\d")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_THREE = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{1,2})[.日号]?")
_ROC_FIGURES = re.compile(r"1\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_SHORT_YEAR = re.compile(r"\d{2,3}年")
_DAY_MONTH = re.compile(
    rf"(?:le )?(\d{{1,2}})(?: ?er|e|st|nd|rd|th)?[\s.-]*(?:of |de |d')?({_MONTH})\b[\s.,-]*(\d{{4}}|\d{{2}})"
)
_MONTH_DAY = re.compile(rf"({_MONTH})\b[\s.-]*(\d{{1,2}})(?:st|nd|rd|th)?[\s,.-]+(\d{{4}})")
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})[\s.-]*({_MONTH})\b[\s.-]*(\d{{1,2}})")
_NO_DAY = re.compile(
    rf"\d{{4}}(?:[-/.年]\d{{1,2}}月?)?|\d{{4}}年|\d{{1,2}}[-/.]\d{{4}}|(?:{_MONTH})\.? \d{{4}}|\d{{2}}年\d{{1,2}}月"
)
_NO_YEAR = re.compile(
    rf"\d{{1,2}}月\d{{1,2}}[日号]?|\d{{1,2}}[-/.]\d{{1,2}}"
    rf"|\d{{1,2}}(?: ?er|st|nd|rd|th)?[\s-]*(?:{_MONTH})\.?|(?:{_MONTH})\.? \d{{1,2}}"
)
_DAY_NAMED = re.compile(rf"(?:le )?(\d{{1,2}})(?: ?er|e|st|nd|rd|th)?[\s.-]*(?:of |de |d')?({_MONTH})\.?")
_NAMED_DAY = re.compile(rf"({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?")
_YEARLESS = re.compile(r"(?:--)?(\d{1,2})[-月](\d{1,2})[日号]?")
_YEAR_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})?月?)?")
_CHINESE_DIGITS = {
    char: str(value)
    for value, chars in enumerate(("〇零○", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_CHINESE_NUMBER = re.compile(r"[〇零○一二三四五六七八九十]+")


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for a column that writes days in figures: the order, and a day by which to say it."""

    note: str
    example: str
    understood: date | None


def day(cell: Cell, around: Circumstances, orders: Orders) -> date:
    """The day that a cell means. Raises NotUnderstood."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool | time | timedelta):
        raise NotUnderstood("not_a_date")
    if isinstance(cell, int | float):
        return _from_number(cell, around)
    text = _bare(narrow(cell))
    if serial := _SERIAL.fullmatch(text):
        return _from_number(int(serial[1]), around)
    if compact := _COMPACT.fullmatch(text) or _STAMP.fullmatch(text):
        return _from_number(int(compact[0][:8]), around)
    return _from_text(text, around, orders)


def checked(found: date, name: str, around: Circumstances) -> date:
    """The day, if it can be. Raises NotUnderstood for one in the future or too long ago."""
    if found > around.today:
        raise NotUnderstood("future")
    if found < EARLIEST.get(name, _FIRST_BIRTH):
        raise NotUnderstood("too_early")
    return found


def partial_day(cell: Cell, around: Circumstances, orders: Orders) -> str:
    """A day of which the year, or all but the year, may be missing, as it is kept: 1980-03-05, --03-05, 1980.

    Raises NotUnderstood.
    """
    if isinstance(cell, int) and 1880 <= cell <= around.today.year:
        return str(cell)
    if isinstance(cell, str):
        text = _bare(narrow(cell))
        if yearless := _YEARLESS.fullmatch(text):
            found = _made(2000, yearless[1], yearless[2])
            return f"--{found:%m-%d}"
        if named := _month_and_day(text):
            return f"--{_made(2000, *named):%m-%d}"
        if year := _YEAR_MONTH.fullmatch(text):
            found = checked(_made(year[1], year[2] or 1, 1), "birth_date", around)
            return f"{found:%Y-%m}" if year[2] else f"{found:%Y}"
    return checked(day(cell, around, orders), "birth_date", around).isoformat()


def _month_and_day(text: str) -> tuple[int, str] | None:
    """Month and day of a text that names both and no year: 5 mars, March 5th."""
    if found := _DAY_NAMED.fullmatch(text):
        return _MONTHS[found[2]], found[1]
    found = _NAMED_DAY.fullmatch(text)
    return (_MONTHS[found[1]], found[2]) if found else None


def _from_number(number: int | float, around: Circumstances) -> date:
    """Figures alone: 20251101, or a day counted from the start of 1900 (or 1904), as Excel keeps days."""
    if matched := _COMPACT.fullmatch(str(number)):
        return _made(matched[1], matched[2], matched[3])
    if not 1 <= number < _LAST_SERIAL:
        raise NotUnderstood("not_a_date")
    start = _START_1904 if around.from_1904 else _START_1900
    return start + timedelta(days=int(number))


def _bare(text: str) -> str:
    """The text without weekday, time and case, Chinese figures as digits."""
    found = _SPACED.sub(r"\1", fold(simplified(text)).translate(_SEPARATORS).strip())
    found = _EMPTY_BRACKETS.sub("", _WEEKDAY.sub("", found)).strip(" ,")
    if "年" in found or "月" in found:
        found = _CHINESE_NUMBER.sub(lambda matched: _chinese_number(matched[0]), found.replace(" ", ""))
    return _TIME.sub("", found).strip(" ,")


def _chinese_number(text: str) -> str:
    """二〇二五 is 2025, 十一 is 11, 二十三 is 23."""
    if "十" not in text:
        return "".join(_CHINESE_DIGITS[char] for char in text)
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return text
    return str(int(_CHINESE_DIGITS[tens] if tens else 1) * 10 + int(_CHINESE_DIGITS[ones] if ones else 0))


def _from_text(text: str, around: Circumstances, orders: Orders) -> date:
    if _ROC.search(text) or _ROC_FIGURES.fullmatch(text) or (around.country == "TW" and _SHORT_YEAR.match(text)):
        raise NotUnderstood("roc_year")
    if found := _FULL.fullmatch(text):
        return _made(found[1], found[3], found[4])
    if found := _CHINESE.fullmatch(text):
        return _made(_year(found[1], around), found[2], found[3])
    if found := _THREE.fullmatch(text):
        return _in_order(found, around, orders)
    if found := _DAY_MONTH.fullmatch(text):
        return _made(_year(found[3], around), _MONTHS[found[2]], found[1])
    if found := _MONTH_DAY.fullmatch(text):
        return _made(found[3], _MONTHS[found[1]], found[2])
    if found := _YEAR_MONTH_DAY.fullmatch(text):
        return _made(found[1], _MONTHS[found[2]], found[3])
    if _NO_DAY.fullmatch(text):
        raise NotUnderstood("no_day")
    if _NO_YEAR.fullmatch(text):
        raise NotUnderstood("no_year")
    raise NotUnderstood("not_a_date")


def _in_order(found: re.Match[str], around: Circumstances, orders: Orders) -> date:
    """Three figures by the order of their column; where that is not known, they must mean the same in each order."""
    one, two, three = found[1], found[3], found[4]
    order = orders.long if len(three) == 4 else orders.short
    if order is not None:
        return _ordered(one, two, three, order, around)
    possible = ("dmy", "mdy") if len(three) == 4 else ("ymd", "dmy", "mdy")
    meanings = sorted(set(_meanings(found, possible, around).values()))
    if not meanings:
        raise NotUnderstood("no_such_day")
    if len(meanings) > 1:
        raise NotUnderstood("ambiguous_date", one=meanings[0], other=meanings[1])
    return meanings[0]


def _ordered(one: str, two: str, three: str, order: str, around: Circumstances) -> date:
    match order:
        case "dmy":
            return _made(_year(three, around), two, one)
        case "mdy":
            return _made(_year(three, around), one, two)
        case _:
            return _made(_year(one, around), two, three)


def _year(text: str, around: Circumstances) -> int:
    """A year of two figures is the last such year that is not in the future."""
    year = int(text)
    if len(text) == 1:
        raise NotUnderstood("no_such_day")
    if len(text) > 2:
        return year
    century = around.today.year // 100 * 100
    return century + year if century + year <= around.today.year else century - 100 + year


def _made(year: str | int, month: str | int, number: str | int) -> date:
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise NotUnderstood("no_such_day") from None


def decide(cells: Iterable[Cell], around: Circumstances) -> tuple[Orders, list[Decision]]:
    """The orders in which a column writes days in figures, from all of its cells, and what is to be said of it."""
    long_days: list[tuple[str, re.Match[str]]] = []
    short_days: list[tuple[str, re.Match[str]]] = []
    for cell in cells:
        if isinstance(cell, str) and (found := _THREE.fullmatch(_bare(narrow(cell)))):
            (long_days if len(found[4]) == 4 else short_days).append((cell, found))
    home = _home_order(around.country)
    long, long_notes = _order(long_days, ("dmy", "mdy"), home if home != "ymd" else None, around)
    short_home = "ymd" if around.country in _YEAR_FIRST_COUNTRIES else home
    short, short_notes = _order(short_days, ("ymd", "dmy", "mdy"), short_home, around)
    return Orders(long, short), [*long_notes, *short_notes]


def _home_order(country: str) -> str | None:
    if country in _MONTH_FIRST_COUNTRIES:
        return "mdy"
    return None if country in _UNDECIDED_COUNTRIES else "dmy"


def _order(
    days: list[tuple[str, re.Match[str]]], possible: tuple[str, ...], home: str | None, around: Circumstances
) -> tuple[str | None, list[Decision]]:
    """The one order in which every day of the column can be, the country's where several are; else None.

    A day that can be in no order tells nothing of the others.
    """
    meanings = [(text, _meanings(found, possible, around)) for text, found in days]
    meanings = [(text, each) for text, each in meanings if each]
    if not meanings:
        return home, []
    fitting = [order for order in possible if all(order in each for _, each in meanings)]
    if not fitting:
        return None, [Decision("mixed_dates", meanings[0][0], None)]
    order = fitting[0] if len(fitting) == 1 else home if home in fitting else None
    if order is None:
        return None, []
    example = next(((text, each[order]) for text, each in meanings if len(set(each.values())) > 1), None)
    note = {"dmy": "day_first", "mdy": "month_first", "ymd": "year_first"}[order]
    return order, [Decision(note, *example)] if example else []


def _meanings(found: re.Match[str], possible: tuple[str, ...], around: Circumstances) -> dict[str, date]:
    """The day that three figures mean in each order in which they are one."""
    meanings = {}
    for order in possible:
        with contextlib.suppress(NotUnderstood):
            meanings[order] = _ordered(found[1], found[3], found[4], order, around)
    if len(meanings) > 1 and "ymd" in meanings and (len(found[1]) == 1 or _long_ago(meanings["ymd"], around)):
        del meanings["ymd"]
    return meanings


def _long_ago(found: date, around: Circumstances) -> bool:
    """Whether a year of two figures would lead back so far that it is hardly the year: 02-03-26."""
    return around.today.year - found.year > _LONG_AGO
