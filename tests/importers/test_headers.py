"""Headers in three languages (X1): found under titles, forgiving of how they are written, never of what they mean."""

import pytest

from importers.sheets.cells import Row
from importers.sheets.folding import folded
from importers.sheets.headers import MOST_COLUMNS, find_header, read_as, unknown_among
from importers.sheets.warranty import WARRANTY

SHEETS = {
    "Chinese": "编号,用户姓名,手机,地址,邮编,产品名称,型号,机号,购买日期,金额,备注",
    "English": "Full name,Phone,Email,Address,Town,Postcode,Model,Serial number,Purchase date,Price paid,Shop",
    "French": "N° carte,Nom,Prénom,Téléphone,Adresse,Code postal,Ville,Produit,Modèle,N° de série,"
    "Date d'achat,Prix TTC",
    "traditional": "姓名,聯絡電話,產品,機號,購買日期,備註",
}


def names_of(*headers: str) -> list[str | None]:
    return [one.name if one else None for one in WARRANTY.columns_of(headers, near=True)]


@pytest.mark.parametrize("headers", SHEETS.values(), ids=SHEETS.keys())
def test_every_header_of_an_office_is_known(headers: str) -> None:
    assert None not in names_of(*headers.split(","))
    assert WARRANTY.recognise(headers.split(",")) >= 6


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("购买\n日期", "purchased_on"),
        ("*手机号码：", "phone"),
        ("金额（元）", "price"),
        ("Prix TTC (€)", "price"),
        ("姓名 Name", "name"),
        ("Serial No./机号", "serial"),
        ("NO. DE SÉRIE", "serial"),
        ("numero de serie", "serial"),
        ("Ｐｈｏｎｅ", "phone"),
        ("Date of Purchase", "purchased_on"),
        ("Telphone", "phone"),
        ("Adresss", "address"),
        ("Seriel number", "serial"),
        ("姓各", None),
        ("Nmae", None),
        ("机型号码", None),
        ("苹果", None),
    ],
)
def test_a_header_is_known_however_it_is_written(header: str, field: str | None) -> None:
    assert names_of(header) == [field]


def test_no_header_means_two_fields() -> None:
    seen: dict[str, str] = {}
    for column in WARRANTY.columns:
        for header in column.headers.split(","):
            assert seen.setdefault(folded(header), column.name) == column.name, header


def test_family_and_given_name_are_told_from_the_whole_name() -> None:
    assert names_of("Nom", "Prénom", "N° de série") == ["family_name", "given_name", "serial"]
    assert names_of("Nom", "N° de série") == ["name", "serial"]
    assert names_of("姓", "名", "机号") == ["family_name", "given_name", "serial"]


def test_a_second_phone_is_another_phone() -> None:
    assert names_of("手机", "固定电话", "电话") == ["phone", "other_phone", None]


def test_other_sheets_are_not_taken_for_warranty_sheets() -> None:
    assert WARRANTY.recognise(["客户名称", "类别", "等级", "负责人", "法人代表", "电话", "地址", "创业时间"]) == 0
    assert WARRANTY.recognise(["机号", "型号", "产品", "出货日期", "经销商"]) == 0


def rows(*cells: tuple[str | int | None, ...]) -> list[Row]:
    return [Row(number, row) for number, row in enumerate(cells, start=1)]


def test_the_headers_are_found_under_titles() -> None:
    header = find_header(rows(("Agence de Lyon",), ("Mars 2026", "page 1"), (), ("Nom", "N° de série")), WARRANTY)
    assert header is not None
    assert header.row == 4


def test_a_header_merged_with_the_row_above_is_found() -> None:
    header = find_header(rows(("编号", "用户", None), (None, "姓名", "机号")), WARRANTY)
    assert header is not None
    assert [(one.place, one.header, one.column.name if one.column else None) for one in header.headings] == [
        (0, "编号", "card_no"),
        (1, "姓名", "name"),
        (2, "机号", "serial"),
    ]


def test_headers_alike_are_told_apart_by_their_letters() -> None:
    header = find_header(rows(("姓名", "机号", "说明", "说明")), WARRANTY)
    assert header is not None
    assert [one.header for one in header.headings] == ["姓名", "机号", "说明", "说明 [D]"]


def test_a_sheet_without_known_headers_has_none() -> None:
    assert find_header(rows(("苹果", "香蕉"), (1, 2)), WARRANTY) is None


def test_somebody_may_say_what_a_column_is() -> None:
    header = find_header(rows(("姓名", "机号", "串码", "备注")), WARRANTY)
    assert header is not None
    said = read_as(header, WARRANTY, {"串码": "serial", "备注": ""})
    assert [one.column.name if one.column else None for one in said.headings] == ["name", None, "serial", None]
    assert unknown_among(header, WARRANTY, {"串码": "serial"}) is None
    assert unknown_among(header, WARRANTY, {"nothing": "serial"}) == ("nothing", "serial")
    assert unknown_among(header, WARRANTY, {"串码": "weight"}) == ("串码", "weight")


def test_of_a_sheet_of_thousands_of_columns_the_first_are_looked_at() -> None:
    headers = ["姓名", "机号", *(f"column {n}" for n in range(16_000))]
    header = find_header([Row(1, tuple(headers)), Row(2, ("x",) * len(headers))], WARRANTY)
    assert header is not None
    assert [heading.header for heading in header.known] == ["姓名", "机号"]
    assert len(header.headings) == MOST_COLUMNS
