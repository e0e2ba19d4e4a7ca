"""Any sheet in (X1): every kind of file gives the same rows, by its bytes and not by its name, and hides nothing."""

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from importers.sheets import refusals
from importers.sheets.cells import Cell, CellError
from importers.sheets.reader import open_book
from importers.sheets.workbook import Refuses, Workbook
from store.errors import Refused
from tests.importers import workbooks
from tests.importers.workbooks import SAMPLES, line, raw

ROWS: list[list[Any]] = [["姓名", "Prénom", "n"], [None, None, None], ["李强", "Élodie", 12]]
DAY = date(2025, 11, 1)


def read(path: Path, sheet: str | None = None) -> dict[int, tuple[Cell, ...]]:
    """The rows of a sheet that are not blank, by number."""
    with closing(open_book(path)) as book:
        return {row.number: row.cells for row in book.rows(sheet or book.sheets[0]) if row.cells}


TEXTS = [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-16-le", ","), ("gb18030", ",")]


@pytest.mark.parametrize("make", [workbooks.xlsx, workbooks.xls, workbooks.ods])
def test_every_kind_of_workbook_gives_the_same_rows(make: Callable[..., Path], tmp_path: Path) -> None:
    path = make(tmp_path / "sheet", [*ROWS, [DAY, 1.5]])
    assert read(path) == {1: ("姓名", "Prénom", "n"), 3: ("李强", "Élodie", 12), 4: (DAY, 1.5)}


@pytest.mark.parametrize(("encoding", "separator"), TEXTS)
def test_text_is_read_in_whatever_encoding_and_separator(encoding: str, separator: str, tmp_path: Path) -> None:
    path = workbooks.text(tmp_path / "sheet.csv", ROWS, encoding=encoding, separator=separator)
    assert read(path) == {1: ("姓名", "Prénom", "n"), 3: ("李强", "Élodie", "12")}


def test_french_text_of_windows_is_told_from_chinese(tmp_path: Path) -> None:
    rows = [["Nom", "Prénom", "Ville"], ["Lefèvre", "Élodie", "Orléans"], ["Müller", "Anaïs", "Besançon"]]
    path = workbooks.text(tmp_path / "sheet.csv", rows, encoding="cp1252", separator=";")
    assert read(path)[2] == ("Lefèvre", "Élodie", "Orléans")


def test_a_file_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    assert read(workbooks.xlsx(tmp_path / "sheet.csv", ROWS))[3] == ("李强", "Élodie", 12)
    assert read(workbooks.text(tmp_path / "sheet.xls", ROWS))[3] == ("李强", "Élodie", "12")


def test_rows_are_numbered_as_excel_counts_them(tmp_path: Path) -> None:
    path = raw(tmp_path / "sheet.xlsx", line(4, "C=a") + line(9, "B=b", "D=c"))
    assert read(path) == {4: (None, None, "a"), 9: (None, "b", None, "c")}


def test_a_line_break_within_quotes_counts_as_one_row(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text('a,b\r\n"x\r\ny",1\r\n\r\nz,2\r\n', encoding="utf-8", newline="")
    assert read(path) == {1: ("a", "b"), 2: ("x\ny", "1"), 4: ("z", "2")}


def test_a_first_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("sep=;\na;b,c\n", encoding="utf-8")
    assert read(path) == {1: ("a", "b,c")}


def test_errors_and_formulas_without_a_value_are_cells_in_question(tmp_path: Path) -> None:
    path = raw(tmp_path / "sheet.xlsx", line(2, "A=x", "B:e=#N/A", "C:f", "D:n=3") + line(3, "B:e=#REF!"))
    assert read(path) == {2: ("x", CellError("#N/A"), CellError(""), 3), 3: (None, CellError("#REF!"))}


def test_errors_are_found_in_cells_that_do_not_say_where_they_are(tmp_path: Path) -> None:
    cells = '<row><c t="inlineStr"><is><t>x</t></is></c><c t="e"><v>#N/A</v></c></row>'
    path = raw(tmp_path / "sheet.xlsx", cells + cells.replace("N/A", "REF!"))
    assert read(path) == {1: ("x", CellError("#N/A")), 2: ("x", CellError("#REF!"))}


def test_an_error_newer_than_the_reader_is_a_cell_in_question(tmp_path: Path) -> None:
    path = raw(tmp_path / "sheet.xlsx", line(1, "A=x", "B:e=#SPILL!") + line(2, "A=y"))
    assert read(path) == {1: ("x", CellError("#SPILL!")), 2: ("y",)}


@pytest.mark.parametrize("make", [workbooks.xls, workbooks.ods, workbooks.xlsb])
def test_errors_of_other_workbooks_are_found_too(make: Callable[..., Path], tmp_path: Path) -> None:
    rows = [["x", "#N/A", 1], ["y", 2, "#N/A"]]
    assert read(make(tmp_path / "sheet", rows)) == {1: ("x", CellError("#N/A"), 1), 2: ("y", 2, CellError("#N/A"))}


def test_a_workbook_of_binary_records_is_read_with_its_hidden_rows(tmp_path: Path) -> None:
    path = workbooks.xlsb(tmp_path / "sheet.xlsb", ROWS, hidden=[3])
    assert read(path) == {1: ("姓名", "Prénom", "n"), 3: ("李强", "Élodie", 12)}
    with closing(open_book(path)) as book:
        assert (book.hidden_rows("一月"), book.from_1904) == ({3}, True)


def test_a_row_that_stands_for_many_hides_and_errs_as_many_times(tmp_path: Path) -> None:
    path = workbooks.ods(tmp_path / "sheet.ods", [["x"], ["y"], ["#N/A"], [None]], hidden=[1, 2, 3], times=3)
    with closing(open_book(path)) as book:
        assert book.hidden_rows("Feuille1") == set(range(4, 10))
    assert [cells for number, cells in read(path).items() if number >= 7] == [(CellError("#N/A"),)] * 3


def test_errors_written_as_text_are_cells_in_question(tmp_path: Path) -> None:
    assert read(workbooks.text(tmp_path / "sheet.csv", [["x", "#VALEUR!"]]))[1] == ("x", CellError("#VALEUR!"))


def test_a_false_dimension_tag_hides_no_row(tmp_path: Path) -> None:
    assert len(read(SAMPLES / "leeds_q1_wps.xlsx", "Cards")) == 13


def test_hidden_sheets_are_told_apart_and_hidden_rows_known(tmp_path: Path) -> None:
    path = workbooks.sheets(tmp_path / "two.xlsx", {"Data": ROWS, "Secret": ROWS}, hidden=["Secret"])
    with closing(open_book(path)) as book:
        assert (book.sheets, book.hidden) == (("Data",), ("Secret",))
    path = raw(tmp_path / "rows.xlsx", line(1, "A=x") + line(2, "A=y").replace("<row ", '<row hidden="1" '))
    with closing(open_book(path)) as book:
        assert book.hidden_rows("S") == {2}
        assert [row.cells for row in book.rows("S")] == [("x",), ("y",)]


def test_days_counted_from_1904_are_told(tmp_path: Path) -> None:
    path = raw(tmp_path / "sheet.xlsx", line(1, "A:n=1"), book='<workbookPr date1904="1"/>')
    with closing(open_book(path)) as book:
        assert book.from_1904


def test_a_sheet_may_be_read_again_and_left_half_read() -> None:
    with closing(open_book(SAMPLES / "leeds_q1.xlsx")) as book:
        next(iter(book.rows("Cards")))
        assert len(list(book.rows("Read me"))) == 1
        assert len(list(book.rows("Cards"))) == len(list(book.rows("Cards", 5))) + 8


def test_control_characters_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(b"a\x07b,c\n")
    assert read(path) == {1: ("ab", "c")}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
REFUSED: dict[str, tuple[bytes, type[Refused]]] = {
    "empty": (b"", refusals.EmptyFile),
    "blank": (b"\r\n  \r\n", refusals.EmptyFile),
    "zip cut short": (b"PK\x03\x04" + b"\x00" * 50, refusals.Damaged),
    "old workbook cut short": (OLE, refusals.Damaged),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), refusals.Encrypted),
    "document of the same coat": (OLE + "WordDocument".encode("utf-16-le"), refusals.NotAWorkbook),
    "PDF": (b"%PDF-1.7\n", refusals.NotAWorkbook),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, refusals.NotAWorkbook),
    "web page": (b"<html><table><tr><td>1</td></tr></table></html>", refusals.NotAWorkbook),
    "no text": (bytes(range(256)) * 4, refusals.NotAWorkbook),
    "quote never closed": (b'a,b\n1,"2\n3,4\n', refusals.BrokenText),
}


@pytest.mark.parametrize(("content", "refusal"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_sheet_is_refused_by_what_it_is(content: bytes, refusal: type[Refused], tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(content)
    with pytest.raises(refusal) as refused:
        read(path)
    assert refused.value.values["file"] == "sheet.xlsx"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(refusals.FileMissing):
        open_book(tmp_path / "nowhere.xlsx")
    with pytest.raises(refusals.IsFolder):
        open_book(tmp_path)


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048577", "A4000000000", "AMK2"])
def test_a_value_far_outside_the_data_is_refused_with_its_place(cell: str, tmp_path: Path) -> None:
    far = f'<row r="7"><c r="{cell}"><v>1</v></c></row>'
    with pytest.raises(refusals.FarCell) as refused:
        open_book(raw(tmp_path / "sheet.xlsx", line(1, "A=x") + far))
    assert refused.value.values == {"file": "sheet.xlsx", "sheet": "S", "cell": cell}


def test_a_far_cell_that_is_only_coloured_is_no_data(tmp_path: Path) -> None:
    path = raw(tmp_path / "sheet.xlsx", line(1, "A=x") + '<row r="2"><c r="XFD2" s="0"/></row>')
    assert read(path) == {1: ("x",)}


def test_entities_are_refused(tmp_path: Path) -> None:
    path = raw(tmp_path / "sheet.xlsx", line(1, "A=x"), head='<!DOCTYPE w [<!ENTITY a "aaaa">]>')
    with pytest.raises(refusals.NotAWorkbook):
        open_book(path)


def test_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    from importers.sheets.look import look_at_archive

    path = raw(tmp_path / "sheet.xlsx", line(1, "A=x"), parts={"xl/media/x.bin": "0" * (3 << 20)})
    with pytest.raises(refusals.TooLarge):
        look_at_archive(path, megabytes=2)


def test_the_program_outlives_a_reader_that_dies(tmp_path: Path) -> None:
    path = workbooks.xlsx(tmp_path / "sheet.xlsx", ROWS)
    with pytest.raises(Refuses):
        Workbook(path, memory=1 << 20)
    assert read(path)[3] == ("李强", "Élodie", 12)


def test_a_part_that_is_damaged_is_refused(tmp_path: Path) -> None:
    path = raw(tmp_path / "sheet.xlsx", "<row r='1'><c r='A1'><v>1</c></row>")
    with pytest.raises(Refused):
        read(path)
