"""From file to plan: which sheet, which country, what is said of it, and that a stopped reading leaves nothing."""

from pathlib import Path

import pytest

from importers.sheets import bring, refusals
from importers.sheets.bring import spans
from importers.sheets.problems import sentence
from locales.words import words
from store import access, database
from store.acts import bring_in
from tests.conftest import Room
from tests.importers import workbooks
from tests.importers.workbooks import HEADERS

ROW = ("李强", "13010000000", "X", "KA1", "2025-11-01", 100)


def test_the_sheet_with_the_data_is_found_and_the_others_named(room: Room, tmp_path: Path) -> None:
    content = {"说明": [["请填第二页"]], "三月": [HEADERS, ROW], "二月": [HEADERS, ROW], "旧": [HEADERS, ROW]}
    path = workbooks.sheets(tmp_path / "many.xlsx", content, hidden=["旧"])
    plan = bring.stage(room.clerk, path)
    notes = {note.note: note.values for note in plan.source.notes}
    assert plan.source.sheet == "三月"
    assert notes == {"other_sheets": {"sheets": ["二月"]}, "hidden_sheets": {"sheets": ["旧"]}}
    assert bring.stage(room.clerk, path, sheet="旧").source.sheet == "旧"
    with pytest.raises(refusals.NoSuchSheet) as refused:
        bring.stage(room.clerk, path, sheet="四月")
    assert refused.value.sheets == ("说明", "三月", "二月")


def test_what_was_left_out_and_not_understood_is_said(room: Room, tmp_path: Path) -> None:
    rows = [[*HEADERS, "经手人"], ROW, ROW[:1], ["合计", None, None, None, None, 100], ["制表：周敏"]]
    notes = {
        note.note: note.values for note in bring.stage(room.clerk, workbooks.xlsx(tmp_path / "a", rows)).source.notes
    }
    assert notes == {"left_out": {"rows": ["4–5"]}, "unknown_columns": {"columns": ["经手人"]}}


def test_amounts_of_another_currency_are_kept_in_it_and_named(room: Room, tmp_path: Path) -> None:
    prices = [1299, "£499.00", "£501", "1310元", "50 €"]
    rows = [("李强", None, f"X{place}", f"KA{place}", "2025-11-01", price) for place, price in enumerate(prices)]
    plan = bring.stage(room.clerk, workbooks.xlsx(tmp_path / "a", [HEADERS, *rows]))
    kept = [row.values.get("currency") for row in bring_in.plan_rows(room.clerk, plan.id)]
    assert kept == [None, "GBP", "GBP", None, "EUR"]
    assert [note.values for note in plan.source.notes if note.note == "other_currency"] == [
        {"column": HEADERS[5], "named": "GBP", "rows": ["3–4"], "currency": "CNY"},
        {"column": HEADERS[5], "named": "EUR", "rows": ["6"], "currency": "CNY"},
    ]


def test_what_a_cell_may_be_is_said_in_the_reader_s_language(room: Room, tmp_path: Path) -> None:
    plan = bring.stage(room.clerk, workbooks.xlsx(tmp_path / "a", [("姓名", "机号", "性别"), ("李强", "KA1", "robot")]))
    problem = bring_in.plan_rows(room.clerk, plan.id)[0].problems[0]
    assert sentence(problem, words("zh_CN")).endswith("女、男。")
    assert sentence(problem, words("en")).endswith("female, male.")


def test_a_sheet_without_needed_columns_or_data_is_refused(room: Room, tmp_path: Path) -> None:
    with pytest.raises(refusals.MissingColumns) as missing:
        bring.stage(room.clerk, workbooks.xlsx(tmp_path / "a.xlsx", [["标题"], HEADERS[:3], ROW[:3]]))
    assert missing.value.row == "2"
    with pytest.raises(refusals.NoData):
        bring.stage(room.clerk, workbooks.xlsx(tmp_path / "b.xlsx", [HEADERS]))
    with pytest.raises(refusals.NoSheet):
        bring.stage(room.clerk, workbooks.xlsx(tmp_path / "c.xlsx", []))


def test_the_country_decides_and_must_be_known(room: Room, tmp_path: Path) -> None:
    path = workbooks.xlsx(tmp_path / "a.xlsx", [HEADERS, ("Zoé", "0620000000", "X", "KA1", "10/12/2025", "1.299")])
    plan = bring.stage(room.clerk, path, country="fr")
    values = bring_in.plan_rows(room.clerk, plan.id)[0].values
    assert (values["phone"], values["price"], plan.source.currency) == ("+33620000000", 1299, "EUR")
    with pytest.raises(refusals.UnknownCountry):
        bring.stage(room.clerk, path, country="XX")


def test_somebody_may_say_what_a_column_is(room: Room, tmp_path: Path) -> None:
    path = workbooks.xlsx(tmp_path / "a.xlsx", [("姓名", "手机", "串码"), ("李强", "13010000000", "KA1")])
    with pytest.raises(refusals.MissingColumns):
        bring.stage(room.clerk, path)
    assert bring.stage(room.clerk, path, columns={"串码": "serial"}).rows == 1
    with pytest.raises(refusals.UnknownColumn):
        bring.stage(room.clerk, path, columns={"串码": "weight"})


def test_reading_that_is_stopped_leaves_nothing(room: Room, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, count: int) -> None:
        if done:
            raise Stopped

    rows = [HEADERS, *((f"李{i}", None, "X", f"KA{i}", "2025-11-01", 1) for i in range(1500))]
    with pytest.raises(Stopped):
        bring.stage(room.clerk, workbooks.text(tmp_path / "a.csv", rows), watch=stop)
    assert database.rows("select count(*) from import_row") == [(0,)]
    assert bring_in.waiting(room.clerk) == []


def test_only_who_may_bring_in_sheets_may_look_at_one(room: Room, tmp_path: Path) -> None:
    path = workbooks.xlsx(tmp_path / "a.xlsx", [HEADERS, ROW])
    for actor in (room.sales, room.manager):
        with pytest.raises(access.NotAllowed):
            bring.stage(actor, path)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([3], "3"), ([3, 4, 5, 9], "3–5、9"), (list(range(1, 60, 2)), "1、3、5、7、9、11、13、15、17、19、21、23、…")],
)
def test_rows_are_named_briefly(numbers: list[int], said: str) -> None:
    assert words("zh_CN").list(spans(numbers)) == said
