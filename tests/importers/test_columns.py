"""What columns are when their headers do not say it: by their cells, by what was said of an earlier sheet (X1); parts
of an address put together; money that only a header or a number format names. Nothing of it silently."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.sheets import bring, refusals
from importers.sheets.addresses import PARTS, join_address
from importers.sheets.by_cells import looks_like
from importers.sheets.cells import Cell
from importers.sheets.recognise import How
from importers.sheets.report import report
from importers.sheets.understood import Circumstances
from importers.sheets.warranty import WARRANTY
from locales.words import LANGUAGES, words
from store import database, journal
from store.acts import bring_in
from store.acts.plans import Outcome, Plan
from tests.conftest import Room
from tests.importers import workbooks

TODAY = date(2026, 11, 23)
ROWS: list[tuple[Any, ...]] = [
    ("李强", "13010000000", "南京市玄武区珠江路1号", "KA26000001", date(2025, 11, 1), "￥1,200"),
    ("王小明", "13010000001", "南京市鼓楼区中山路2号", "KA26000002", date(2025, 11, 2), "￥1,300"),
    ("欧阳娜", "025-84127700", "苏州市姑苏区人民路3号502室", "TA26000003", date(2025, 12, 3), "￥1,400"),
    ("张伟", "13910000003", "无锡市梁溪区解放路4号", "RA26000004", date(2026, 1, 4), "￥1,500"),
]
READ = ["name", "phone", "address", "serial", "purchased_on", "price"]


def around(country: str) -> Circumstances:
    return Circumstances(country, {"CN": "CNY", "FR": "EUR", "GB": "GBP"}[country], TODAY)


@pytest.mark.parametrize(
    ("field", "country", "cells"),
    [
        ("phone", "CN", ["13010000000", 13910000003, "025-84127700"]),
        ("phone", "FR", ["06 12 34 56 78", 612345679, "04.78.12.34.56"]),
        ("email", "FR", ["a@example.com", "zoé@exemple.fr", "c@example.com"]),
        ("purchased_on", "FR", ["3 nov. 2025", date(2025, 12, 1), "14/02/2026"]),
        ("birth_date", "CN", ["1980-03-05", "1975年3月5日", date(1962, 1, 1)]),
        ("gender", "FR", ["Mme", "M", "Mme"]),
        ("postcode", "CN", ["210018", 210008, "214001"]),
        ("postcode", "GB", ["LS1 6DG", "LS2 7AA", "M1 1AE"]),
        ("price", "GB", ["£499.00", "£501", "£1,299.00"]),
        ("serial", "GB", ["KA26011100", "ta26011137", "RA-2601-1174"]),
        ("name", "CN", ["李强", "欧阳娜", "王 小明"]),
        ("address", "CN", ["南京市珠江路1号", "苏州市人民路3号502室", "无锡市梁溪区解放路4号"]),
        ("address", "FR", ["12 rue de la République", "3, avenue Foch", "1 bis quai Rambaud"]),
        (None, "CN", ["空调", "彩电", "电饭煲"]),
        (None, "CN", ["KFR-26GW", "KFR-26GW", "KFR-26GW"]),
        (None, "CN", [1, 2, 3]),
        (None, "CN", ["13010000000", "13010000001"]),
    ],
)
def test_cells_look_like_one_field_or_like_none(field: str | None, country: str, cells: list[Cell]) -> None:
    assert looks_like(cells, WARRANTY, around(country)) == field


@given(st.lists(st.text(max_size=12) | st.integers() | st.dates() | st.none(), max_size=8))
def test_any_cells_look_like_a_field_or_like_none(cells: list[Cell]) -> None:
    found = looks_like(cells, WARRANTY, around("CN"))
    assert found is None or WARRANTY.column_named(found) is not None


def staged(room: Room, path: Path, rows: list[tuple[Any, ...]], **how: Any) -> Plan:
    return bring.stage(room.clerk, workbooks.xlsx(path, rows), **how)


def notes_of(plan: Plan) -> dict[str, Mapping[str, Any]]:
    return {note.values.get("column", note.note): {"note": note.note, **note.values} for note in plan.source.notes}


def values_of(room: Room, plan: Plan) -> list[Mapping[str, Any]]:
    return [row.values for row in bring_in.plan_rows(room.clerk, plan.id)]


def test_a_column_without_a_known_header_is_read_by_its_cells_and_that_is_said(room: Room, tmp_path: Path) -> None:
    headers = ("姓名", "联络", None, "机号", "列5", "金额")
    plan = staged(room, tmp_path / "a.xlsx", [headers, *ROWS])
    notes = notes_of(plan)
    assert [name for _, name in plan.source.headings] == READ
    assert {column: (told["note"], told["fields"]) for column, told in notes.items()} == {
        "联络": ("column_by_cells", ["phone"]),
        "[C]": ("column_by_cells", ["address"]),
        "列5": ("column_by_cells", ["purchased_on"]),
    }
    for language in LANGUAGES:
        said = [words(language)(note.message, **note.said) for note in plan.source.notes]
        assert words(language)(WARRANTY.label_of("phone")) in said[0]
        assert all("{" not in one for one in said)
    assert {"note": "column_by_cells", "column": "联络", "fields": ["phone"]} in report(room.clerk, plan)["notes"]


def test_cells_never_go_over_a_header_that_is_known_or_speaks_of_something_else(room: Room, tmp_path: Path) -> None:
    rows = [(*row[:1], row[1], row[1], row[3]) for row in ROWS]
    plan = staged(room, tmp_path / "a.xlsx", [("姓名", "备注", "经销商电话", "机号"), *rows])
    assert [name for _, name in plan.source.headings] == ["name", "remarks", None, "serial"]
    assert notes_of(plan)["unknown_columns"]["columns"] == ["经销商电话"]


def test_a_sheet_without_any_header_is_read_by_its_cells(room: Room, tmp_path: Path) -> None:
    plan = staged(room, tmp_path / "a.xlsx", [*ROWS])
    assert plan.counts[Outcome.NEW] == len(ROWS)
    assert [name for _, name in plan.source.headings] == READ
    assert {told["note"] for told in notes_of(plan).values()} == {"column_by_cells"}
    foreign = staged(room, tmp_path / "b.xlsx", [("Kunde", "Rufnr", "Wohnort", "Gerät", "Kauf", "Betrag"), *ROWS])
    assert foreign.counts[Outcome.NEW] == len(ROWS)
    assert [header for header, _ in foreign.source.headings][:2] == ["Kunde", "Rufnr"]
    with pytest.raises(refusals.NoHeader):
        staged(room, tmp_path / "c.xlsx", [("苹果", "香蕉", "梨"), *[(1, 2, 3)] * 5])


def test_what_is_said_of_a_column_is_remembered_once_the_sheet_is_written(room: Room, tmp_path: Path) -> None:
    def sheet(name: str, row: int) -> Path:
        return workbooks.xlsx(tmp_path / name, [("姓名", "串码", "备注"), (f"李强{row}", f"KA{row}", "ok")])

    said = {"串码": "serial", "备注": ""}
    looked_at = bring.stage(room.clerk, sheet("a.xlsx", 1), columns=said)
    with pytest.raises(refusals.MissingColumns):
        bring.stage(room.clerk, sheet("b.xlsx", 2))
    bring_in.commit(room.clerk, looked_at.id)
    assert journal.verify(room.clerk.branch_id) is None

    plan = bring.stage(room.clerk, sheet("c.xlsx", 3))
    assert [name for _, name in plan.source.headings] == ["name", "serial", None]
    assert {column: told["note"] for column, told in notes_of(plan).items()} == {
        "串码": "column_as_before", "备注": "column_left_out",
    }  # fmt: skip
    again = bring.stage(room.clerk, sheet("d.xlsx", 4), columns={"备注": "remarks"})
    assert values_of(room, again)[0]["remarks"] == "ok"
    bring_in.commit(room.clerk, again.id)
    assert database.rows("select header, field from column_memory") == [("串码", "serial")]
    assert "备注" not in notes_of(bring.stage(room.clerk, sheet("e.xlsx", 5)))


def test_a_misspelt_header_and_one_of_two_meanings_are_said(room: Room, tmp_path: Path) -> None:
    plan = staged(room, tmp_path / "a.xlsx", [("姓名", "几号", "电话/地址", "机型"), ("李强", "KA1", "x", "KFR")])
    assert {column: told["note"] for column, told in notes_of(plan).items()} == {
        "几号": "misspelt_column", "电话/地址": "column_of_two",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("country", "values", "address"),
    [
        (
            "CN",
            {"province": "江苏省", "city": "南京市", "district": "鼓楼区", "address": "中山路81号"},
            "江苏省南京市鼓楼区中山路81号",
        ),
        ("CN", {"province": "江苏省", "city": "南京市", "address": "南京市中山路81号"}, "江苏省南京市中山路81号"),
        ("CN", {"province": "上海市", "city": "上海市", "street": "南京东路", "house_no": "3号"}, "上海市南京东路3号"),
        ("FR", {"house_no": "12", "street": "rue Foch", "address_more": "Bât. B"}, "12 rue Foch, Bât. B"),
        ("FR", {"address": "12 rue Foch", "address_more": "Bât. B"}, "12 rue Foch, Bât. B"),
        ("GB", {"address": "Flat 2", "address_more": "1 Kirkgate", "city": "Leeds"}, "Flat 2, 1 Kirkgate"),
        ("US", {"address": "1 Main St", "address_more": "Apt 4", "province": "CA"}, "1 Main St, Apt 4, CA"),
        ("FR", {"address": "12 rue Foch"}, "12 rue Foch"),
    ],
)  # fmt: skip
def test_an_address_in_parts_is_put_together_as_its_country_writes_it(
    country: str, values: dict[str, Any], address: str
) -> None:
    town = values.get("city")
    join_address(values, Circumstances(country, "CNY", TODAY))
    assert (values["address"], values.get("city")) == (address, town)
    assert not set(PARTS) & set(values)


@given(
    st.dictionaries(st.sampled_from([*PARTS, "address", "city"]), st.text("aB1é ", min_size=1, max_size=9), min_size=1)
)
def test_no_part_of_an_address_is_lost(values: dict[str, Any]) -> None:
    before = dict(values)
    join_address(values, around("FR"))
    if set(PARTS) & set(before):
        said = letters(values["address"])
        assert all(letters(part) in said for name, part in before.items() if name in PARTS)


def letters(text: str) -> str:
    """What two writings of a line have in common: “é 1” is “é1”."""
    return "".join(char for char in text.casefold() if char.isalnum())


def test_a_currency_that_only_the_header_names_is_taken_and_said(room: Room, tmp_path: Path) -> None:
    rows = [("姓名", "机号", "金额（£）"), ("李强", "KA1", 499), ("王明", "KA2", "500元")]
    plan = staged(room, tmp_path / "a.xlsx", rows)
    assert [(row["price"], row.get("currency")) for row in values_of(room, plan)] == [(499, "GBP"), (500, None)]
    assert notes_of(plan)["金额（£）"]["named"] == "GBP"
    plan = staged(room, tmp_path / "b.xlsx", [("姓名", "机号", "金额（万元）"), ("李强", "KA1", 1.2)])
    assert (values_of(room, plan)[0]["price"], notes_of(plan)["金额（万元）"]["times"]) == (12000, 10000)


def test_a_currency_that_only_the_number_format_names_is_taken_and_said(room: Room, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (("姓名", "机号", "金额"), ("李强", "KA1", 499), ("王明", "KA2", 500), ("张伟", "KA3", 501)):
        book.active.append(row)
    book.active["C2"].number_format = "[$£-809]#,##0.00"
    book.active["C3"].number_format = '#,##0.00\\ "€"'
    book.save(tmp_path / "a.xlsx")
    plan = bring.stage(room.clerk, tmp_path / "a.xlsx")
    assert [row.get("currency") for row in values_of(room, plan)] == ["GBP", "EUR", None]
    assert [note.values["named"] for note in plan.source.notes if note.note == "other_currency"] == ["GBP", "EUR"]


def test_an_xls_s_number_formats_name_their_currency_too(room: Room, tmp_path: Path) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    pounds = xlwt.easyxf(num_format_str='"£"#,##0.00')
    for number, row in enumerate((("姓名", "机号", "金额"), ("李强", "KA1", 499), ("王明", "KA2", 500))):
        for column, value in enumerate(row):
            sheet.write(number, column, value, *([pounds] if value == 499 else []))
    book.save(str(tmp_path / "a.xls"))
    plan = bring.stage(room.clerk, tmp_path / "a.xls")
    assert [row.get("currency") for row in values_of(room, plan)] == ["GBP", None]


def test_an_xlsb_s_number_formats_name_their_currency_too(room: Room, tmp_path: Path) -> None:
    head = ("姓名", "机号", "金额", "金额2")
    formats = (None, None, '"£"#,##0.00', "#,##0.00")
    path = workbooks.xlsb(tmp_path / "a.xlsb", [head, ("李强", "KA1", 499), ("王明", "KA2", "500元")], formats=formats)
    plan = bring.stage(room.clerk, path)
    assert [row.get("currency") for row in values_of(room, plan)] == ["GBP", None]


def test_how_a_column_is_known_is_told_by_the_header() -> None:
    assert {WARRANTY.recogniser.find(header).how for header in ("机号", "客户手机", "几号", "姓名/电话", "苹果")} == {
        How.KNOWN, How.NEAR, How.EITHER, How.NOT,
    }  # fmt: skip
