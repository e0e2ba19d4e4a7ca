"""Lists out and back (X2): nothing changed changes nothing, what was changed is all that changes; templates (X2)."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from importers.sheets import bring, export, templates
from importers.sheets.kinds import KINDS
from locales.words import LANGUAGES, words
from store import cards, database, fields, requests
from store.acts import bring_in, lists
from store.acts.card_columns import COLUMNS
from store.acts.plans import Outcome
from store.cards import Edit, RowEdit
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, WARRANTY_FIELDS, FieldInfo, Format
from store.wanted import Wanted
from tests.conftest import Room
from tests.importers import workbooks
from tests.store.builders import a_card

ALL = Wanted("cards", order="number", fields=("all",))
TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=24
) | st.sampled_from(
    ["=1+1", "+33", "-", "无", "n/a", "#N/A", "007", "_x0041_", "TRUE", "1e5", "2026-03-05", "@x", "a  b"]
)
OF: dict[Format, st.SearchStrategy[Any]] = {
    Format.TEXT: TEXT,
    Format.LONG_TEXT: st.lists(TEXT, min_size=1, max_size=2).map("\n".join),
    Format.FLAG: st.booleans(),
    Format.DATE: st.dates(date(1950, 1, 1), date(2026, 1, 1)),
    Format.PARTIAL_DATE: st.sampled_from(["1980", "1980-03", "1980-03-05", "--03-05"]),
    Format.MONEY: st.decimals(-(10**6), 10**10, places=2),
    Format.PHONE: st.sampled_from(["+8613010000007", "+33612345678", "+862584127700"]),
    Format.EMAIL: st.sampled_from(["a@example.com", "b.c@example.org"]),
}


def valued(infos: Mapping[str, FieldInfo]) -> st.SearchStrategy[dict[str, Any]]:
    """Any values of any of these fields, but those that need a reason or a person of the staff."""
    left_out = ("kind", "grade", "kind_reason", "grade_reason", "salesperson")
    fields = {
        name: st.sampled_from(list(info.choices)) if info.choices else OF[info.format]
        for name, info in infos.items()
        if name not in left_out and not info.required
    }
    return st.fixed_dictionaries({}, optional=fields)


NAMES = TEXT.filter(lambda text: text.strip() not in ("", "-"))
PEOPLE = st.lists(st.tuples(NAMES, valued(PERSON_FIELDS)), max_size=2)
GOODS = st.lists(st.tuples(NAMES, valued(GOODS_FIELDS)), max_size=2)
LOOSE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=5,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
)


def a_filled_card(room: Room, name: str, values: Mapping[str, Any], people: Any = (), goods: Any = ()) -> Any:
    rows = tuple(RowEdit(None, {**said, "name": called}) for called, said in people)
    owned = tuple(RowEdit(None, {**said, "product": called}) for called, said in goods)
    return cards.create(room.clerk, Edit({**values, "name": name}, people=rows, goods=owned), despite_doubles=True)


def taken_out(room: Room, path: Path, language: str = "en", wanted: Wanted = ALL) -> Path:
    export.export_wanted(room.manager, wanted, path, words(language), purpose="round trip", overwrite=True)
    return path


def content(room: Room) -> list[Any]:
    ids = [card for (card,) in database.rows("select id from card order by id")]
    return [(one.values, one.people, one.goods, one.version) for one in (cards.show(room.clerk, card) for card in ids)]


def saved_again(path: Path) -> Any:
    book = load_workbook(path)
    book.save(path)
    return book


@LOOSE
@given(NAMES, valued(FIELDS), PEOPLE, GOODS, st.sampled_from(list(LANGUAGES)), st.booleans())
def test_what_leaves_and_comes_back_unchanged_changes_nothing(
    room: Room, tmp_path: Path, name: str, values: dict[str, Any], people: Any, goods: Any, language: str, again: bool
) -> None:
    a_filled_card(room, name, values, people, goods)
    before = content(room)
    path = taken_out(room, tmp_path / "all.xlsx", language)
    if again:
        saved_again(path)
    plan = bring.stage(room.clerk, path, KINDS["cards"])
    told = [(row.outcome, row.problems) for row in bring_in.plan_rows(room.clerk, plan.id, limit=1000)]
    assert {outcome for outcome, _ in told} == {Outcome.UNCHANGED}, told
    assert content(room) == before


@LOOSE
@given(NAMES, valued(FIELDS), valued(FIELDS), st.sampled_from(list(LANGUAGES)))
def test_what_is_changed_in_excel_is_all_that_changes(
    room: Room, tmp_path: Path, name: str, values: dict[str, Any], edits: dict[str, Any], language: str
) -> None:
    card = a_filled_card(room, name, values)
    # what Excel takes for a formula or an error when it is typed is no text
    edits = {field: value for field, value in edits.items() if not re.search("^[=#]|_x", str(value))}
    wanted = {**cards.show(room.clerk, card.id).values, **cleaned(edits)}
    path = taken_out(room, tmp_path / "all.xlsx", language)
    book = load_workbook(path)
    sheet = book.active
    headers = [cell.value for cell in sheet[1]]
    (line,) = [row for row in sheet.iter_rows(min_row=2) if row[0].value == card.card_no]
    for field, value in edits.items():
        line[headers.index(words(language)(FIELDS[field].label))].value = typed(FIELDS[field], value, language)
    book.save(path)
    plan = bring.stage(room.clerk, path, KINDS["cards"])
    if plan.to_write:
        bring_in.commit(room.clerk, plan.id, strict=True)
    assert cards.show(room.clerk, card.id).values == wanted


def cleaned(edits: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fields.clean(FIELDS[name], value, "CN") for name, value in edits.items()}


def typed(info: FieldInfo, value: Any, language: str) -> Any:
    """A value as somebody types it into Excel in their language."""
    if info.format is Format.CHOICE:
        return words(language)(info.choices[value])
    if info.format is Format.FLAG:
        return words(language).value(value)
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_usual_list_comes_back_too_and_is_recognised(room: Room, tmp_path: Path, language: str) -> None:
    card = a_card(room, "Iris", phone="13010000007", district="Leeds")
    path = taken_out(room, tmp_path / "cards.xlsx", language, Wanted("cards", order="number"))
    plan = bring.stage(room.clerk, path, None)
    assert (plan.source.kind, plan.counts[Outcome.UNCHANGED]) == ("cards", 1)
    book = saved_again(path)
    headers = [cell.value for cell in book.active[1]]
    book.active.cell(2, headers.index(words(language)(FIELDS["district"].label)) + 1).value = None
    book.save(path)
    bring_in.commit(room.clerk, bring.stage(room.clerk, path, None).id)
    now = cards.show(room.clerk, card.id).values
    assert (now["district"], now["phone"]) == (None, "+8613010000007")


def test_what_the_taker_may_not_read_does_not_leave_and_its_row_has_no_version(room: Room, tmp_path: Path) -> None:
    card = a_card(room, "Iris", remarks="keeps a dog", salesperson=room.sales.staff_id, phone="13010000007")
    asked = lists.ask(room.sales, ALL, "visits")
    requests.approve(room.manager, [asked.id])
    path = tmp_path / "mine.xlsx"
    assert export.export_slip(room.sales, asked.slip, path, words("en")) == 1
    row = dict(zip(*(list(line) for line in load_workbook(path).active.iter_rows(values_only=True)), strict=True))
    assert (row["Card no."], row["Version"], row["Phone"], row["Remarks"]) == (
        card.card_no,
        None,
        "+8613010000007",
        None,
    )
    assert bring.stage(room.clerk, path, None).counts[Outcome.UNCHANGED] == 1


def test_fields_are_chosen_for_any_list(room: Room, tmp_path: Path) -> None:
    a_card(room, "Iris", phone="13010000007", postcode="01234")
    taken_out(room, tmp_path / "a.xlsx", wanted=Wanted("cards", fields=("postcode", "phone")))
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert [cell.value for cell in sheet[1]] == ["Card no.", "Version", "Name", "Phone", "Postcode"]
    assert (sheet["E2"].value, sheet["E2"].number_format) == ("01234", "@")
    taken_out(room, tmp_path / "b.xlsx", wanted=Wanted("loans", fields=("card_no", "due")))
    assert [cell.value for cell in load_workbook(tmp_path / "b.xlsx").active[1]] == ["Card no.", "Due date"]
    with pytest.raises(export.NoSuchField):
        taken_out(room, tmp_path / "c.xlsx", wanted=Wanted("loans", fields=("phone",)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_has_choices_and_notes_and_is_recognised(
    room: Room, tmp_path: Path, kind: str, language: str
) -> None:
    path = tmp_path / "t.xlsx"
    count = templates.write_template(kind, path, words(language))
    book = load_workbook(path)
    sheet, notes = book.worksheets
    assert len([cell for cell in sheet[1] if cell.value]) == count == notes.max_row - 1
    assert KINDS[kind].recognise([cell.value for cell in sheet[1]]) == count
    assert all(row[1].value for row in notes.iter_rows(min_row=2))
    rules = sheet.data_validations.dataValidation
    assert rules
    for rule in rules:
        place = rule.formula1.rsplit("!", 1)[1].replace("$", "")
        assert all(cell.value for cell in notes[place][0])
    names = [column.name for column in KINDS[kind].columns_of([cell.value for cell in sheet[1]], near=False) if column]
    for letter, cell in zip((c.column_letter for c in sheet[1]), names, strict=True):
        if cell in ("phone", "serial", "postcode"):
            assert sheet.column_dimensions[letter].number_format == "@"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_a_template_is_understood_again(tmp_path: Path, language: str) -> None:
    for kind in KINDS:
        path = tmp_path / f"{kind}.xlsx"
        count = templates.write_template(kind, path, words(language), fields=("all",))
        headers = [cell.value for cell in load_workbook(path).active[1]]
        names = [column.name for column in KINDS[kind].columns_of(headers, near=True) if column]
        assert len(set(names)) == count == len(headers)
    assert {"goods3_serial", "person3_birth", "owner_name"} <= set(headers_of(tmp_path / "cards.xlsx", language))


def headers_of(path: Path, language: str) -> list[str]:
    """The fields of a list of cards, by its headers."""
    labels = {words(language)(info.label): name for name, info in COLUMNS.items()}
    return [labels[cell.value] for cell in load_workbook(path).active[1]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_warranties_has_notes_and_comes_back_changing_nothing(
    room: Room, tmp_path: Path, language: str
) -> None:
    head = ["姓名", "电话", "地址", "机号", "型号", "购买日期", "价格"]
    row = ["张伟", "13010000007", "中山路 81 号", "KA26000001", "KFR", "2026-01-05", 1299]
    bring_in.commit(room.clerk, bring.stage(room.clerk, workbooks.xlsx(tmp_path / "w", [head, row])).id)
    path = taken_out(room, tmp_path / "back.xlsx", language, Wanted("warranty"))
    in_words = words(language)
    notes = {row[0]: row[1] for row in load_workbook(path).worksheets[1].iter_rows(values_only=True)}
    assert notes[in_words(export.WARRANTIES.columns[-2].label)] == in_words(templates.NOT_READ)
    assert notes[in_words(WARRANTY_FIELDS["purchased_on"].label)] == in_words(templates.TAKES[Format.DATE])
    plan = bring.stage(room.clerk, path, None)
    assert (plan.source.kind, plan.counts[Outcome.UNCHANGED]) == ("warranty", 1)
    taken_out(room, tmp_path / "loans.xlsx", language, Wanted("loans"))
    assert len(load_workbook(tmp_path / "loans.xlsx").worksheets) == 1
