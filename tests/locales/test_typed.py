"""What a person types in their language is understood, or it is not: nothing is guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.words import LANGUAGES, words

TODAY = date(2026, 11, 23)
ALL = tuple(LANGUAGES)


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("width", ["short", "medium", "long"])
@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_what_is_shown_can_be_typed_back(language: str, width: str, day: date) -> None:
    assert words(language).parse_date(words(language).date(day, width)) == day


@pytest.mark.parametrize("language", ALL)
@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_iso_is_understood_in_every_language(language: str, day: date) -> None:
    assert words(language).parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("language", "typed", "day"),
    [
        ("zh_CN", "２０２６年３月５日", date(2026, 3, 5)),
        ("zh_CN", "2026.3.5", date(2026, 3, 5)),
        ("zh_CN", "20260305", date(2026, 3, 5)),
        ("zh_CN", "12月1日", date(2026, 12, 1)),
        ("zh_CN", "3月5号", date(2027, 3, 5)),
        ("zh_CN", "12/2", date(2026, 12, 2)),
        ("zh_CN", "明天", date(2026, 11, 24)),
        ("en", "5/3/26", date(2026, 3, 5)),
        ("en", "3rd Dec", date(2026, 12, 3)),
        ("en", "5 March 2026", date(2026, 3, 5)),
        ("en", "March 5, 2026", date(2026, 3, 5)),
        ("en", "2/12", date(2026, 12, 2)),
        ("en", "29 Feb", date(2028, 2, 29)),
        ("en", "+14", date(2026, 12, 7)),
        ("fr", "1er décembre 2026", date(2026, 12, 1)),
        ("fr", "5 FEVRIER 2026", date(2026, 2, 5)),
        ("fr", "05.03.2026", date(2026, 3, 5)),
        ("fr", "2 déc.", date(2026, 12, 2)),
        ("fr", "le 2 dec", date(2026, 12, 2)),
        ("fr", "aujourd’hui", TODAY),
    ],
)
def test_the_usual_ways_of_typing_a_day(language: str, typed: str, day: date) -> None:
    assert words(language).parse_date(typed, TODAY) == day


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("zh_CN", "5/3/2026"),  # which is the day and which the month?
        ("en", "30 February 2026"),
        ("en", "2026-13-01"),
        ("en", "5 mars 2026"),
        ("fr", "l'an dernier"),
        ("fr", ""),
        ("en", "5"),
        ("en", "2/28"),
        ("fr", "5 jui"),  # June or July?
        ("fr", "05-03"),
    ],
)
def test_what_is_no_day_or_might_be_two_is_not_understood(language: str, typed: str) -> None:
    assert words(language).parse_date(typed, TODAY) is None


@pytest.mark.parametrize("language", ALL)
@given(day=st.dates(min_value=date(1000, 1, 1)), known=st.sampled_from(["%Y-%m-%d", "--%m-%d", "%Y-%m", "%Y"]))
def test_what_is_shown_of_a_day_can_be_typed_back(language: str, day: date, known: str) -> None:
    kept = day.strftime(known)
    assert words(language).parse_partial_date(words(language).partial_date(kept)) == kept


@pytest.mark.parametrize(
    ("language", "typed", "kept"),
    [
        ("zh_CN", "2月28日", "--02-28"),
        ("zh_CN", "2月28号", "--02-28"),
        ("zh_CN", "2-28", "--02-28"),
        ("zh_CN", "1980年3月", "1980-03"),
        ("zh_CN", "1980年", "1980"),
        ("en", "28 Feb", "--02-28"),
        ("en", "Feb 28", "--02-28"),
        ("en", "28/2", "--02-28"),
        ("en", "March 1980", "1980-03"),
        ("fr", "28 février", "--02-28"),
        ("fr", "28 fevr", "--02-28"),
        ("fr", "28/02", "--02-28"),
        ("fr", "03/1980", "1980-03"),
        ("fr", "1er mai 1980", "1980-05-01"),
        ("zh_CN", "28/2", None),
        ("zh_CN", "2月30日", None),
        ("en", "2/28", None),
        ("fr", "05-03", None),  # as ISO writes it, or as in France?
        ("fr", "5/3/80", None),  # which century?
        ("en", "about 1980", None),
    ],
)
def test_a_day_of_which_a_part_is_missing(language: str, typed: str, kept: str | None) -> None:
    assert words(language).parse_partial_date(typed) == kept


@pytest.mark.parametrize("language", ALL)
@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_an_amount_shown_can_be_typed_back(language: str, number: Decimal) -> None:
    assert words(language).parse_number(words(language).number(number)) == number


@pytest.mark.parametrize(
    ("language", "typed", "number"),
    [
        ("fr", "1 234,50", Decimal("1234.50")),
        ("fr", "1234.5", Decimal("1234.5")),
        ("en", "1,234.50", Decimal("1234.50")),
        ("zh_CN", "１２３４", Decimal(1234)),
        ("en", "1,23", None),
        ("fr", "1.234,50", None),
        ("en", "about 5", None),
        ("en", "", None),
        ("zh_CN", "٣", None),
    ],
)
def test_only_an_amount_is_an_amount(language: str, typed: str, number: Decimal | None) -> None:
    assert words(language).parse_number(typed) == number
