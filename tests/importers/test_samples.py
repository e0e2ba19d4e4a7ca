"""Every sample becomes just what lies beside it (W1, X1, X3), on both engines and whoever's language it is."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from importers.sheets import bring, refusals
from importers.sheets.problems import sentence, write_problems
from importers.sheets.report import report
from locales.words import LANGUAGES, words
from store import cards, database, journal, staff
from store.acts import bring_in
from store.acts.plans import Outcome, Plan, PlanRow
from store.errors import Refused
from tests.conftest import Room
from tests.importers.workbooks import SAMPLES

EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
WARRANTY_SAMPLES = [name for name, told in EXPECTED.items() if "kind" not in told]
OTHER_SAMPLES = [name for name, told in EXPECTED.items() if "kind" in told]


def expected(name: str) -> tuple[str, list[dict[str, Any]]]:
    """Country and rows of a sample."""
    told = EXPECTED[name]
    return told["country"], EXPECTED[told.get("same_as", name)]["rows"]


def staged(room: Room, name: str) -> Plan:
    return bring.stage(room.clerk, SAMPLES / name, country=expected(name)[0])


def rows_of(room: Room, plan: Plan) -> dict[int, PlanRow]:
    return {row.row: row for row in bring_in.plan_rows(room.clerk, plan.id, limit=1000)}


def plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case _:
            return value


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("name", WARRANTY_SAMPLES)
def test_every_row_of_a_sample_is_judged_as_expected(room: Room, name: str, language: str) -> None:
    staff.set_language(room.clerk, language)
    plan = staged(room, name)
    found = rows_of(room, plan)
    rows = expected(name)[1]
    assert plan.source.sheet == EXPECTED[name].get("sheet", plan.source.sheet)
    assert {number: row.outcome for number, row in found.items()} == {row["row"]: row["outcome"] for row in rows}
    for row in rows:
        judged = found[row["row"]]
        values = {field: plain(judged.values[field]) for field in row if field not in ("row", "outcome", "column")}
        assert values == {field: row[field] for field in values}
        assert [problem.field for problem in judged.problems] == _fields_in_question(row)
        assert all("{" not in sentence(problem, words(language)) for problem in judged.problems)


def _fields_in_question(row: dict[str, Any]) -> list[str]:
    return [row["column"]] if "column" in row else ["serial"] if row["outcome"] == "duplicate" else []


@pytest.mark.parametrize("name", WARRANTY_SAMPLES)
def test_a_sample_is_written_once_and_brought_again_changes_nothing(room: Room, name: str) -> None:
    plan = staged(room, name)
    assert database.rows("select count(*) from card") == [(0,)]
    written = bring_in.commit(room.clerk, plan.id)
    assert written.counts == plan.counts
    assert written.number == 1
    assert database.rows("select count(*) from card") == [(plan.to_write,)]
    assert journal.verify(room.clerk.branch_id) is None

    again = staged(room, name)
    assert [note.note for note in again.source.notes if note.note == "brought_in_before"]
    assert again.counts[Outcome.UNCHANGED] == plan.to_write
    with pytest.raises(bring_in.NothingToWrite):
        bring_in.commit(room.clerk, again.id)


@pytest.mark.parametrize("name", OTHER_SAMPLES)
def test_what_is_no_warranty_sheet_is_refused(room: Room, name: str) -> None:
    with pytest.raises(refusals.MissingColumns):
        bring.stage(room.clerk, SAMPLES / name, country="CN")


BAD = {
    "empty.xlsx": refusals.EmptyFile,
    "no_header_known.xlsx": refusals.NoHeader,
    "text_renamed.xlsx": refusals.NotAWorkbook,
    "truncated.xlsx": refusals.Damaged,
}


@pytest.mark.parametrize(("name", "refusal"), BAD.items())
def test_a_bad_file_is_refused_in_one_sentence(room: Room, name: str, refusal: type[Refused], language: str) -> None:
    with pytest.raises(refusal) as refused:
        bring.stage(room.clerk, SAMPLES / "bad" / name)
    said = words(language)(refused.value.message, **refused.value.values)
    assert name in said
    assert "{" not in said
    assert database.rows("select count(*) from import") == [(0,)]


def test_the_french_order_of_day_and_month_is_said(room: Room) -> None:
    notes = {note.note: note.values for note in staged(room, "lyon_mars.xlsx").source.notes}
    told = {"column": "Date d'achat", "example": "10/12/2025", "understood": date(2025, 12, 10)}
    assert notes["day_first"] == told


def test_the_office_s_own_number_is_kept_with_the_remarks(room: Room) -> None:
    cards.create(room.clerk, cards.Edit({"name": "somebody else"}))
    found = rows_of(room, staged(room, "lyon_mars.xlsx"))[5]
    assert found.outcome is Outcome.NEW
    assert found.values["remarks"] == "N° carte LY1"
    assert "card_no" not in found.values


def test_the_json_of_a_plan_is_stable(room: Room) -> None:
    told = report(room.clerk, bring_in.commit(room.clerk, staged(room, "nanjing_2026-03.xlsx").id))
    counts = {outcome.value: told[outcome.value] for outcome in Outcome}
    assert (told["file"], told["kind"], told["import"]) == ("nanjing_2026-03.xlsx", "warranty", 1)
    assert told["rows"] == sum(counts.values()) == len(told["results"]) == 24
    assert told["columns"]["机号"] == "serial"
    by_row = {result["row"]: result for result in told["results"]}
    assert by_row[5] == {
        "row": 5,
        "outcome": "new",
        "record": "NJ000002",
        "values": {
            "name": "欧阳娜",
            "phone": "+8613110007919",
            "address": "南京市玄武区珠江路2号",
            "postcode": "210018",
            "product": "彩电",
            "model": "LED-43X",
            "serial": "TA26000037",
            "purchased_on": "2025-11-14",
            "price": 1255,
            "remarks": "编号 NJ-002",
        },
        "problems": [],
    }
    assert by_row[26]["problems"] == [{"column": "金额", "field": "price", "value": "#N/A", "problem": "cell_error"}]
    assert by_row[14]["record"] is None
    assert json.loads(json.dumps(told)) == told


def test_the_problem_workbook_is_mended_and_comes_back(room: Room, tmp_path: Path, language: str) -> None:
    from openpyxl import load_workbook

    mended = tmp_path / "mended.xlsx"
    plan = bring_in.commit(room.clerk, staged(room, "nanjing_2026-03.xlsx").id)
    assert write_problems(room.clerk, plan, mended, words(language)) == 4
    assert load_workbook(mended).properties.keywords.startswith("NJ:")
    unmended = bring.stage(room.clerk, mended)
    assert unmended.counts[Outcome.REJECTED] == 4
    assert list(unmended.source.columns) == list(plan.source.columns)

    book = load_workbook(mended)
    sheet = book.active
    headers = [cell.value for cell in sheet[1]]
    assert headers[:-1] == [header for header, _ in plan.source.headings]
    day, price, name = headers.index("购买日期") + 1, headers.index("金额") + 1, headers.index("用户姓名") + 1
    marked = [[cell.column for cell in row if cell.fill.fill_type] for row in sheet.iter_rows(min_row=2)]
    assert marked == [[day], [name], [day], [price]]
    assert all(isinstance(sheet.cell(row, len(headers)).value, str) for row in range(2, 6))
    for row, column, value in ((2, day, "2026-02-01"), (3, name, "梁红"), (4, day, date(2026, 1, 1)), (5, price, 2300)):
        sheet.cell(row, column).value = value
    book.save(mended)
    written = bring_in.commit(room.clerk, bring.stage(room.clerk, mended).id)
    assert written.counts[Outcome.NEW] == 4
    assert database.rows("select count(*) from card") == [(24,)]
