"""Days as offices write them: one meaning or a problem, and a column of figures decided as a whole."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.sheets import dates
from importers.sheets.cells import Cell, CellError
from importers.sheets.understood import Circumstances, NotUnderstood, Orders
from locales.words import words

TODAY = date(2026, 11, 23)


def around(country: str = "FR", *, from_1904: bool = False) -> Circumstances:
    return Circumstances(country, "EUR", TODAY, from_1904)


def meant(cell: Cell, country: str = "FR") -> date | str:
    try:
        return dates.day(cell, around(country), dates.decide([cell], around(country))[0])
    except NotUnderstood as why:
        return why.problem


@pytest.mark.parametrize(
    "written",
    [
        "2025-11-03",
        "2025/11/3",
        "2025.11.03",
        "2025 . 11 . 3",
        "2025–11–03",
        "20251103",
        20251103,
        45964,
        "45964",
        "2025年11月3日",
        "2025年11月3号",
        "25年11月3日",
        "二〇二五年十一月三日",
        "２０２５年１１月３日",
        "2025年11月3日 星期一",
        "2025年11月3日10时30分",
        "2025-11-03 10:30:00",
        "2025-11-03T10:30:00Z",
        "2025-11-3（周一）",
        "3 novembre 2025",
        "le 3 novembre 2025",
        "lundi 3 novembre 2025",
        "3 nov. 2025",
        "03 NOVEMBRE 2025",
        "3 November 2025",
        "3rd November 2025",
        "November 3, 2025",
        "Mon, 3 Nov 2025",
        "3-Nov-25",
        "2025 Nov 3",
        "03/11/2025",
        "3.11.25",
        "03-11-2025",
        "45964.0",
        "45964.4375",
        "20251103103000",
        "2025-11-03T10:30:00+08:00",
        "2025/11/3 上午10:30:00",
        "2025年11月3日下午3点",
        "2025年11月3日上午",
        "2025.11.3号",
        "2025\\11\\3",
        "'2025-11-03",
        "lun. 3 novembre 2025",
        "03/11/2025 à 14h30",
        date(2025, 11, 3),
        datetime(2025, 11, 3, 10, 30),
    ],
)
def test_a_day_is_understood_in_every_writing(written: Cell) -> None:
    assert meant(written) == date(2025, 11, 3)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1er août 2025", date(2025, 8, 1)),
        ("1 er mars 2026", date(2026, 3, 1)),
        ("mar. 3 mars 2026", date(2026, 3, 3)),
        ("mar 3 2026", date(2026, 3, 3)),
        ("18 février 2026", date(2026, 2, 18)),
        ("二〇二六年一月二十日", date(2026, 1, 20)),
    ],
)
def test_months_and_numerals_of_each_language(written: str, day: date) -> None:
    assert meant(written) == day


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("上个月", "not_a_date"),
        ("l'an dernier", "not_a_date"),
        ("soon", "not_a_date"),
        (True, "not_a_date"),
        (time(3), "not_a_date"),
        (0, "not_a_date"),
        (10**9, "not_a_date"),
        ("2025-02-30", "no_such_day"),
        ("31/31/2025", "no_such_day"),
        ("30 février 2026", "no_such_day"),
        ("11月14日", "no_year"),
        ("14/11", "no_year"),
        ("14 nov.", "no_year"),
        ("2025年11月", "no_day"),
        ("Nov 2025", "no_day"),
        ("2025", "no_day"),
        ("民国114年11月1日", "roc_year"),
        ("民國114.11.1", "roc_year"),
        ("中華民國一一四年十一月一日", "roc_year"),
        ("R.O.C. 114/11/1", "roc_year"),
        ("1er mars", "no_year"),
        ("5/3/6", "no_such_day"),
        ("114/11/01", "roc_year"),
        ("114年11月1日", "roc_year"),
        (CellError("#N/A"), "cell_error"),
        (CellError(""), "no_value"),
    ],
)
def test_what_has_no_one_meaning_is_a_problem(written: Cell, problem: str) -> None:
    assert meant(written) == problem


def test_figures_that_may_be_either_follow_the_country() -> None:
    assert meant("10/12/2025", "FR") == date(2025, 12, 10)
    assert meant("10/12/2025", "GB") == date(2025, 12, 10)
    assert meant("10/12/2025", "US") == date(2025, 10, 12)
    assert meant("10/12/2025", "CN") == "ambiguous_date"
    assert meant("05/05/2025", "CN") == date(2025, 5, 5)
    assert meant("25.11.14", "CN") == date(2025, 11, 14)
    assert meant("26/3/5", "CN") == date(2026, 3, 5)
    assert meant("02/03/26", "CN") == "ambiguous_date"
    assert meant("99年1月1日", "TW") == "roc_year"


def test_a_column_decides_and_says_so() -> None:
    orders, said = dates.decide(["10/12/2025", "07/28/2025", "31/31/2025", "8 mai 2025"], around("FR"))
    assert orders.long == "mdy"
    assert said == [dates.Decision("month_first", "10/12/2025", date(2025, 10, 12))]
    orders, said = dates.decide(["10/12/2025", "07/12/2025"], around("FR"))
    assert said == [dates.Decision("day_first", "10/12/2025", date(2025, 12, 10))]


def test_a_column_that_has_both_orders_decides_nothing() -> None:
    orders, said = dates.decide(["10/12/2025", "28/07/2025", "07/28/2025"], around("FR"))
    assert orders.long is None
    assert [one.note for one in said] == ["mixed_dates"]
    with pytest.raises(NotUnderstood, match="ambiguous_date"):
        dates.day("10/12/2025", around("FR"), orders)


def test_an_unambiguous_column_needs_no_saying() -> None:
    assert dates.decide(["25/12/2025", "2026-01-01", None, 45964], around("CN")) == (Orders("dmy", "ymd"), [])


def test_days_may_be_counted_from_1904() -> None:
    assert dates.day(44502, around(from_1904=True), Orders()) == date(2025, 11, 3)


def test_a_day_that_cannot_be_is_a_problem() -> None:
    for day, problem in ((date(2036, 1, 1), "future"), (date(1900, 1, 1), "too_early")):
        with pytest.raises(NotUnderstood, match=problem):
            dates.checked(day, "purchased_on", around())
    assert dates.checked(TODAY, "purchased_on", around()) == TODAY


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1985-03-12", "1985-03-12"),
        ("1985年3月", "1985-03"),
        (1985, "1985"),
        ("3月12日", "--03-12"),
        ("12/03/1985", "1985-03-12"),
        ("12 mars", "--03-12"),
        ("March 12th", "--03-12"),
    ],
)
def test_of_a_birthday_a_part_may_be_known(written: Cell, kept: str) -> None:
    assert dates.partial_day(written, around(), Orders("dmy", "dmy")) == kept


days = st.dates(min_value=date(1970, 1, 1), max_value=TODAY)


@given(days, st.sampled_from(["zh_CN", "en", "fr"]), st.sampled_from(["medium", "long"]))
def test_what_this_program_writes_it_reads(day: date, language: str, width: str) -> None:
    assert meant(words(language).date(day, width)) == day


@given(days)
def test_excel_s_own_number_of_a_day_is_that_day(day: date) -> None:
    assert meant((day - date(1899, 12, 30)).days) == day


@given(st.lists(days, min_size=1, max_size=20), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_no_column_is_read_in_an_order_that_one_of_its_days_forbids(column: list[date], order: str) -> None:
    written = [day.strftime(order) for day in column]
    orders, _ = dates.decide(written, around("CN"))
    if orders.long is not None:
        assert [dates.day(text, around("CN"), orders) for text in written] == column


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_a_problem(written: str) -> None:
    assert isinstance(meant(written), date | str)
