"""Money, phones, names, serials, choices: what was written beside what is understood, or a typed problem."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.sheets import money, parse, phones
from importers.sheets.cells import Cell, CellError, as_json, from_json, plain
from importers.sheets.headers import Heading
from importers.sheets.understood import Circumstances, NotUnderstood
from importers.sheets.warranty import WARRANTY
from locales.words import words

CURRENCIES = {"CN": "CNY", "FR": "EUR", "GB": "GBP"}


def around(country: str) -> Circumstances:
    return Circumstances(country, CURRENCIES[country], date(2026, 11, 23))


def understood(field: str, cell: Cell, country: str = "CN") -> Any:
    column = next(one for one in WARRANTY.columns if one.name == field)
    try:
        found = parse.understand(Heading(0, field, column), cell, around(country))
    except NotUnderstood as why:
        return why.problem
    return found.get(field)


@pytest.mark.parametrize(
    ("written", "country", "amount"),
    [
        (1200, "CN", "1200"),
        (1299.5, "FR", "1299.50"),
        ("￥1,255.00", "CN", "1255"),
        ("1310元", "CN", "1310"),
        ("人民币1200元整", "CN", "1200"),
        ("1.2万", "CN", "12000"),
        ("1\u202f309,50 €", "FR", "1309.50"),
        ("1 309,50€ TTC", "FR", "1309.50"),
        ("1.309,50", "FR", "1309.50"),
        ("1309.5", "FR", "1309.50"),
        ("1.299", "FR", "1299"),
        ("£1,299.00", "GB", "1299"),
        ("1,299", "GB", "1299"),
        ("1,234,567.89", "GB", "1234567.89"),
        ("1'299.50", "FR", "1299.50"),
        ("1299,–", "FR", "1299"),
        ("1 299€50", "FR", "1299.50"),
        ("1 299 € T.T.C.", "FR", "1299"),
        ("1’299.50", "FR", "1299.50"),
        ("1299元/台", "CN", "1299"),
        ("1299圓", "CN", "1299"),
        ("1299。50", "CN", "1299.50"),
        ("1299元5角", "CN", "1299.50"),
        ("1299块5", "CN", "1299.50"),
        ("一千二百元", "CN", "1200"),
        ("人民币壹仟贰佰玖拾玖元伍角整", "CN", "1299.50"),
        ("一万零二十元", "CN", "10020"),
        ("0", "CN", "0"),
    ],
)
def test_money_is_understood_as_its_country_writes_it(written: Cell, country: str, amount: str) -> None:
    assert understood("price", written, country) == Decimal(amount)


@pytest.mark.parametrize(
    ("written", "country", "problem"),
    [
        ("1,299", "FR", "ambiguous_money"),
        ("1.299", "GB", "ambiguous_money"),
        ("-5", "CN", "negative_money"),
        ("12,34,567", "CN", "not_money"),
        ("about 50", "GB", "not_money"),
        ("约1200元", "CN", "not_money"),
        ("一十百元", "CN", "not_money"),
        ("1299 HT", "FR", "not_money"),
        ("5 £ 3 €", "GB", "not_money"),
        (True, "CN", "not_money"),
        (CellError("#N/A"), "CN", "cell_error"),
        (CellError(""), "CN", "no_value"),
    ],
)
def test_money_without_one_meaning_is_a_problem(written: Cell, country: str, problem: str) -> None:
    assert understood("price", written, country) == problem


def test_another_currency_than_the_sheet_s_is_kept() -> None:
    assert money.amount("50 €", around("CN")) == (Decimal(50), "EUR")
    assert money.amount("50 £", around("FR")) == (Decimal(50), "GBP")
    assert money.amount(50, around("FR")) == (Decimal(50), "EUR")


def test_yuan_and_dollars_are_those_of_the_sheet_s_country() -> None:
    taiwan = Circumstances("TW", "TWD", date(2026, 11, 23))
    assert [money.amount(text, taiwan)[1] for text in ("50元", "$50", "人民币50元")] == ["TWD", "TWD", "CNY"]
    assert money.amount("港币50元", around("CN")) == (Decimal(50), "HKD")
    assert money.amount("50 $", around("FR"))[1] == "USD"


def spelled(number: int, digits: str, tens: str) -> str:
    """A number under a hundred million in Chinese numerals."""
    if number >= 10_000:
        below = number % 10_000
        between = digits[0] if 0 < below < 1000 else ""
        return (
            spelled(number // 10_000, digits, tens) + "万" + (between + spelled(below, digits, tens) if below else "")
        )
    found, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            found += (digits[0] if gap and found else "") + digits[digit] + tens[place]
        gap = not digit
    return found


@given(
    st.integers(1, 99_999_999),
    st.sampled_from(
        [("零一二三四五六七八九", ("", "十", "百", "千")), ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"))]
    ),
)
def test_amounts_in_chinese_numerals_are_the_numbers_they_spell(number: int, how: tuple[str, Any]) -> None:
    assert understood("price", spelled(number, *how) + "元整") == Decimal(number)


amounts = st.decimals(min_value=0, max_value=10**9, places=2)


@given(amounts, st.sampled_from([("zh_CN", "CN"), ("en", "GB"), ("fr", "FR")]))
def test_money_that_this_program_writes_it_reads(amount: Decimal, place: tuple[str, str]) -> None:
    language, country = place
    said = words(language).money(amount, CURRENCIES[country])
    assert money.amount(said, around(country)) == (amount, CURRENCIES[country])


@given(st.text(max_size=30) | st.integers() | st.floats())
def test_any_cell_is_money_or_a_problem(written: Any) -> None:
    found = understood("price", plain(written), "FR")
    assert found is None or isinstance(found, Decimal | str)


@pytest.mark.parametrize(
    ("written", "country", "phone"),
    [
        (13010000000, "CN", "+8613010000000"),
        ("13110007919", "CN", "+8613110007919"),
        ("132 1001 5838", "CN", "+8613210015838"),
        ("１３３１００２３７５７", "CN", "+8613310023757"),
        ("025-84000000", "CN", "+862584000000"),
        ("(025) 84000000", "CN", "+862584000000"),
        ("86-13010000000", "CN", "+8613010000000"),
        ("手机：13010000000", "CN", "+8613010000000"),
        ("13010000000.0", "CN", "+8613010000000"),
        ("'13010000000", "CN", "+8613010000000"),
        ("13010000000、", "CN", "+8613010000000"),
        ("13010000000（张先生）", "CN", "+8613010000000"),
        ("张先生 13010000000", "CN", "+8613010000000"),
        ("07400 000000 (mobile)", "GB", "+447400000000"),
        ("0620000000", "FR", "+33620000000"),
        ("+33 6 20 12 34 57", "FR", "+33620123457"),
        ("06.20.12.34.57", "FR", "+33620123457"),
        ("0033620123457", "GB", "+33620123457"),
        (620246914, "FR", "+33620246914"),
        ("07400000000", "GB", "+447400000000"),
        ("+44 (0)7401 234567", "GB", "+447401234567"),
        (7401234567, "GB", "+447401234567"),
    ],
)
def test_a_phone_is_understood_as_its_country_dials_it(written: Cell, country: str, phone: str) -> None:
    assert understood("phone", written, country) == phone


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (1, "not_a_phone"),
        ("138****0007", "not_a_phone"),
        ("1391234567", "not_a_phone"),
        ("see remarks", "not_a_phone"),
        ("O6 12 34 56 78", "not_a_phone"),
        ("84000000", "no_area_code"),
        ("1.30E+10", "digits_lost"),
        (13010000000.5, "not_a_phone"),
        (date(2025, 1, 1), "not_a_phone"),
    ],
)
def test_what_is_no_phone_is_a_problem(written: Cell, problem: str) -> None:
    assert understood("phone", written) == problem


def test_two_phones_in_one_cell_are_both_kept() -> None:
    column = next(one for one in WARRANTY.columns if one.name == "phone")
    found = parse.understand(Heading(0, "电话", column), "13010000000/025-84000000", around("CN"))
    assert found == {"phone": "+8613010000000", "other_phone": "+862584000000"}


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("13010000000 13910000003", "CN"),
        ("13010000000\n13910000003", "CN"),
        ("13010000000; 13910000003", "CN"),
    ],
)
def test_two_phones_are_two_whatever_stands_between(written: str, country: str) -> None:
    assert phones.phones(written, country) == ("+8613010000000", "+8613910000003")


def test_two_french_phones_one_after_the_other_are_two() -> None:
    assert phones.phones("06 12 34 56 78 04 78 12 34 56", "FR") == ("+33612345678", "+33478123456")


def test_whose_a_phone_is_and_further_e_mails_stay_in_the_remarks() -> None:
    for field, written in (("phone", "13010000000（张先生）"), ("email", "a@b.com; c@d.com")):
        found = parse.understand(Heading(0, field, WARRANTY.column_named(field)), written, around("CN"))
        assert found["remarks"] == written


def test_an_extension_stays_in_the_remarks() -> None:
    column = next(one for one in WARRANTY.columns if one.name == "phone")
    found = parse.understand(Heading(0, "电话", column), "025-84000000转805", around("CN"))
    assert found == {"phone": "+862584000000", "remarks": "025-84000000转805"}


@given(st.integers(min_value=10**9, max_value=10**10 - 1), st.sampled_from(["{}", " {} ", "{:.0f}", "tel {}"]))
def test_digits_of_a_phone_are_never_changed(national: int, shape: str) -> None:
    written = shape.format(10**10 + national)
    try:
        found = phones.phones(written, "CN")
    except NotUnderstood:
        return
    assert found == (f"+86{10**10 + national}",)


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("name", "李 强", "李强"),
        ("name", "李\u3000强", "李强"),
        ("name", "  Seán   Fitzgerald ", "Seán Fitzgerald"),
        ("name", "ＷＡＮＧ Wei", "WANG Wei"),
        ("name", 123, "not_text"),
        ("name", "无", None),
        ("serial", "ka26011100", "KA26011100"),
        ("serial", "ＫＡ 2601 1100", "KA26011100"),
        ("serial", 26000000, "26000000"),
        ("serial", "2.6E+10", "digits_lost"),
        ("serial", 2.6e16, "digits_lost"),
        ("serial", date(2025, 1, 1), "not_text"),
        ("gender", "先生", "male"),
        ("gender", "Mme", "female"),
        ("gender", "FEMALE", "female"),
        ("gender", "homme", "male"),
        ("gender", "?", None),
        ("gender", "robot", "not_a_choice"),
        ("email", "Zoé@exemple.fr", "Zoé@exemple.fr"),
        ("email", "c0 at example", "not_an_email"),
        ("email", "MAILTO:c0@example.com", "c0@example.com"),
        ("email", "<c0@example.com>", "c0@example.com"),
        ("email", "néant", None),
        ("address", "中山路\n81 号", "中山路 81 号"),
        ("remarks", "-", None),
        ("remarks", CellError("#REF!"), "cell_error"),
    ],
)
def test_other_fields_are_understood(field: str, written: Cell, value: Any) -> None:
    assert understood(field, plain(written) if isinstance(written, str) else written) == value


def test_a_postcode_kept_as_a_number_gets_its_zeros_again() -> None:
    assert understood("postcode", 1000, "FR") == "01000"
    assert understood("postcode", 10010, "CN") == "010010"
    assert understood("postcode", "LS1 6DG", "GB") == "LS1 6DG"
    assert [understood("postcode", text, "FR") for text in ("F-69001", "69 001", "69001.0")] == ["69001"] * 3


def test_family_and_given_name_stand_in_the_order_of_their_script() -> None:
    assert parse.whole_name("Lefèvre", "François") == "François Lefèvre"
    assert parse.whole_name("欧阳", "娜") == "欧阳娜"
    assert parse.whole_name("Lefèvre", "") == "Lefèvre"


cells = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.just(CellError("#N/A")),
)


@given(st.lists(cells, max_size=8))
def test_a_staged_row_comes_back_as_it_was(row: list[Cell]) -> None:
    assert from_json(as_json(row)) == tuple(row)


@pytest.mark.parametrize(
    ("numbers", "country", "other"),
    [
        (["0612345678", "06 12 34 56 79", 612345680], "CN", "FR"),
        (["07400000000", "07402469134", "0113 496 0000"], "CN", "GB"),
        (["13010000007", "025-84127700", "13910071271"], "FR", "CN"),
        (["13010000007", "025-84127700", "0612345678"], "CN", None),
        (["+33612345678", "+33612345679", "0033612345680"], "CN", None),
        (["0612345678"], "CN", None),
    ],
)
def test_whole_columns_tell_the_country_they_are_from(numbers, country, other):
    assert phones.of_other_country(numbers, country, CURRENCIES) == other
