"""Lists out (X2, K2): typed cells, text that stays text, who and what for, a whole file or none."""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from importers.sheets import cells, export, writing
from importers.sheets.reader import open_book
from importers.sheets.writing import About, write_sheet
from importers.sheets.written_cells import Marked, Text, safe_text
from locales.words import LANGUAGES, words
from store import access, cards, heads, history, offices, warranties
from store.acts import take_out
from tests.conftest import Room
from tests.store.builders import a_card

ABOUT = About("客户资料卡", "李娜", "visits", datetime(2026, 11, 23, 4, 30), "李娜 · A & B")


def written(path: Path, rows: Sequence[Sequence[Any]], width: int = 3) -> Any:
    write_sheet(path, ABOUT, [f"c{n}" for n in range(width)], rows, overwrite=True)
    return load_workbook(path).active


def export_cards(room: Room, path: Path, *, language: str = "en", **more: Any) -> int:
    rows = cards.rows_of(room.clerk, [1, 2])
    return export.export(room.clerk, export.CARDS, rows, path, words(language), purpose="visits", **more)


def test_values_keep_their_types(tmp_path: Path) -> None:
    row = [date(2025, 11, 1), Decimal("1299.50"), 12, datetime(2025, 11, 1, 10, 30), Text("00123"), None]
    cells = written(tmp_path / "a.xlsx", [row], 6)[2]
    assert [cell.value for cell in cells] == [
        datetime(2025, 11, 1), 1299.5, 12, datetime(2025, 11, 1, 10, 30), "00123", None,
    ]  # fmt: skip
    assert [cell.number_format for cell in cells][:2] == ["yyyy-mm-dd", "#,##0.00"]
    assert cells[4].number_format == "@"


@pytest.mark.parametrize("begin", ["=cmd|'/c calc'!A1", "+8613010000007", "-5 %", "@name", "=1+1", "#N/A"])
def test_text_that_looks_like_a_formula_stays_text(begin: str, tmp_path: Path) -> None:
    for value in (begin, Text(begin), Marked(begin)):
        cell = written(tmp_path / "a.xlsx", [[value]])["A2"]
        assert (cell.value, cell.data_type) == (begin, "s")
        assert cell.quotePrefix == (not begin.startswith("#"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=3))
def test_any_text_can_be_written_and_read_again(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "a.xlsx"
    write_sheet(path, ABOUT, ["c"] * len(texts), [texts], overwrite=True)
    with closing(open_book(path)) as book:
        rows = list(book.rows(book.sheets[0]))
    expected = [" ".join(safe_text(text).split()) for text in texts]
    found = [" ".join(cells.written(cell).split()) for cell in rows[1].cells] if len(rows) > 1 else []
    assert found + [""] * (len(texts) - len(found)) == expected


def test_what_a_cell_cannot_hold_is_left_out_or_cut(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [["a\x00b\x1fc", "x" * 40_000, "_x0041_"]])
    assert sheet["A2"].value == "abc"
    assert (len(sheet["B2"].value), sheet["B2"].value[-1]) == (32_767, "…")
    with closing(open_book(tmp_path / "a.xlsx")) as book:
        assert list(book.rows("客户资料卡"))[1][2] == "_x0041_"


def test_the_sheet_says_who_when_and_what_for(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheet = written(path, [["张伟", "x", "y"]])
    book = load_workbook(path)
    assert (book.properties.creator, book.properties.subject) == ("李娜", "visits")
    assert (sheet.oddHeader.center.text, sheet.oddFooter.left.text) == ("客户资料卡", "李娜 · A && B")
    assert (sheet.title, sheet.freeze_panes, sheet.print_title_rows) == ("客户资料卡", "A2", "$1:$1")
    assert all(cell.font.bold for cell in sheet[1])


def test_chinese_counts_two_in_a_column_s_width(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [["中" * 10, "x" * 10, "长" * 200]])
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [22, 12, writing.WIDEST]


def test_more_rows_than_are_looked_at_are_all_written(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_sheet(path, ABOUT, ["n"], ([n] for n in range(1000))) == 1000
    assert [row[0] for row in load_workbook(path).active.iter_rows(min_row=2, values_only=True)] == list(range(1000))


def test_a_file_is_not_overwritten_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(writing.FileExists):
        write_sheet(path, ABOUT, ["c"], [])
    assert path.read_bytes() == b"mine"
    write_sheet(path, ABOUT, ["c"], [], overwrite=True)
    assert path.read_bytes() != b"mine"


@pytest.mark.parametrize("folder", ["nowhere", "file"])
def test_a_folder_that_cannot_be_written_is_refused(folder: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(writing.NotWritable):
        write_sheet(tmp_path / folder / "a.xlsx", ABOUT, ["c"], [])


def test_a_list_that_fails_leaves_no_file(tmp_path: Path) -> None:
    def failing() -> Any:
        yield ["x"]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_sheet(tmp_path / "a.xlsx", ABOUT, ["c"], failing())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_leave_in_the_language_of_the_person(room: Room, language: str, tmp_path: Path) -> None:
    a_card(room, "张伟", phone="13010000007", grade="A", grade_reason="x", key_customer=True)
    path = tmp_path / "cards.xlsx"
    assert export_cards(room, path, language=language) == 1
    sheet = load_workbook(path).active
    told = dict(zip((cell.value for cell in sheet[1]), (cell.value for cell in sheet[2]), strict=True))
    in_words = words(language)
    labels = [in_words(column.label) for column in export.CARDS.columns]
    assert list(told) == labels
    assert told[labels[0]] == "NJ000001"
    assert told[in_words(cards.FIELDS["phone"].label)] == "+8613010000007"
    assert told[in_words(cards.FIELDS["grade"].label)] == in_words(cards.FIELDS["grade"].choices["A"])
    assert told[labels[-1]].date() == offices.today(room.clerk)


def test_an_export_stands_in_the_journal(room: Room, tmp_path: Path) -> None:
    a_card(room)
    export_cards(room, tmp_path / "cards.xlsx")
    entry = history.acts(room.keeper)[0]
    assert (entry.act, entry.reason, entry.user) == ("export", "visits", "clerk")
    assert {change.field: change.new for change in entry.changes} == {
        "list": "cards",
        "file": "cards.xlsx",
        "rows": "1",
        "card": "cards",
    }
    (of_card,) = [one for one in history.of_card(room.keeper, 1) if one.act == "export"]
    assert (of_card.user, of_card.reason) == ("clerk", "visits")


def test_an_export_carries_the_chain_s_head(room: Room, tmp_path: Path) -> None:
    a_card(room)
    head = heads.of_branch(room.clerk.branch_id)
    export_cards(room, tmp_path / "a.xlsx")
    assert load_workbook(tmp_path / "a.xlsx").properties.keywords == head.text


def test_nothing_leaves_without_a_right_and_a_purpose(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "cards.xlsx"
    with pytest.raises(access.NotAllowed):
        export.export(room.sales, export.CARDS, [], path, words("en"), purpose="visits")
    with pytest.raises(take_out.PurposeNeeded):
        export.export(room.clerk, export.CARDS, [], path, words("en"), purpose="  ")
    assert not path.exists()


def test_an_export_that_is_stopped_leaves_no_file_and_no_entry(room: Room, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(count: int) -> None:
        raise Stopped

    a_card(room)
    before = history.acts(room.keeper)[0].number
    with pytest.raises(Stopped):
        export_cards(room, tmp_path / "cards.xlsx", watch=stop)
    assert list(tmp_path.glob("*.xlsx")) == []
    assert history.acts(room.keeper)[0].number == before


def test_warranties_leave_with_days_and_money(room: Room, tmp_path: Path) -> None:
    from importers.sheets import bring
    from store.acts import bring_in
    from tests.importers.workbooks import SAMPLES

    bring_in.commit(room.clerk, bring.stage(room.clerk, SAMPLES / "lyon_mars.xlsx", country="FR").id)
    path = tmp_path / "warranties.xlsx"
    rows = warranties.every(room.clerk)
    assert export.export(room.clerk, export.WARRANTIES, rows, path, words("en"), purpose="check") == 16
    sheet = load_workbook(path).active
    told = dict(zip((cell.value for cell in sheet[1]), sheet[3], strict=True))
    assert told["Date of purchase"].value == datetime(2025, 12, 10)
    assert (told["Price"].value, told["Price"].number_format, told["Currency"].value) == (1309.5, "#,##0.00", "EUR")


READERS = ("openpyxl", "python_calamine", "phonenumbers", "textual")


def test_workbooks_cost_nothing_until_one_is_read() -> None:
    names = "bring, export, problems, report, writing, reader, warranty"
    code = f"import json, sys; from importers.sheets import {names}; print(json.dumps(sorted(sys.modules)))"
    answered = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(json.loads(answered.stdout)).isdisjoint(READERS)


def test_a_folder_is_not_offered_to_be_replaced(tmp_path: Path) -> None:
    with pytest.raises(writing.NotWritable):
        write_sheet(tmp_path, ABOUT, ["c"], [["x"]])
    assert tmp_path.is_dir()
