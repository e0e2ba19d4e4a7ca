"""The sheet of a day's close on paper, as a workbook and as text: its head is scanned, copied and typed (K4)."""

from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from importers.papers import close, making
from importers.papers.making import NotAPaper
from importers.sheets.writing import FileExists
from locales.words import LANGUAGES, words
from store import heads, journal, loans
from store.acts import check, close_day
from tests.conftest import Room, open_furnished
from tests.importers.test_papers import scanned_pages, texts
from tests.store.builders import a_card


@pytest.fixture
def room(sqlite_url: str) -> Room:
    return open_furnished(sqlite_url)


def a_day(room: Room) -> close_day.Close:
    loans.lend(room.keeper, [a_card(room).id, a_card(room, "李娜").id], to="sales", purpose="visit")
    return close_day.day_close(room.keeper)


def test_what_is_scanned_copied_or_typed_from_the_sheet_is_the_journal_s_head(room: Room, tmp_path: Path) -> None:
    made, path = a_day(room), tmp_path / "close.pdf"
    assert making.make_close(room.keeper, made, path, words("en")).pages == 1
    (page,) = texts(path)
    assert scanned_pages(path) == [[made.origin.head.short]]
    assert close.grouped(made.origin.head) in page
    for written in (made.origin.head.short, close.grouped(made.origin.head)):
        assert check.check(room.keeper, against=[heads.parse(written)]).sound
        other = heads.parse(written)._replace(number=made.last - 1)
        assert not check.check(room.keeper, against=[other]).sound
    for said in ("Day's close", "Wang Fang", "Nanjing", "Cards lent 2", "Cards out 2", "card made 2 Li Na 2"):
        assert said in page


def test_the_workbook_says_the_same_with_counts_as_numbers(room: Room, tmp_path: Path) -> None:
    made, path = a_day(room), tmp_path / "close.xlsx"
    making.make_close(room.keeper, made, path, words("en"))
    book = load_workbook(path)
    rows = [tuple(row) for row in book.active.iter_rows(values_only=True)]
    assert ("Cards lent", 2, None) in rows
    assert (close.grouped(made.origin.head), None, None) in rows
    assert (book.properties.keywords, len(book.active._images)) == (made.origin.head.text, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_text_it_is_a_fact_a_line(room: Room, language: str) -> None:
    said = words(language)
    lines = close.lines_of(close.sheet_of(a_day(room), said), said)
    assert any(line.startswith(said(close.MOVES["lent"])) and line.endswith("2") for line in lines)
    assert not any("{" in line or "\t" in line for line in lines)


def test_a_sheet_that_cannot_be_written_closes_nothing(room: Room, tmp_path: Path) -> None:
    made, before = a_day(room), journal.head(room.keeper.branch_id)
    there = tmp_path / "there.pdf"
    there.write_text("mine")
    for path, refusal in ((tmp_path / "close.docx", NotAPaper), (there, FileExists)):
        with pytest.raises(refusal):
            making.make_close(room.keeper, made, path, words("en"))
    assert journal.head(room.keeper.branch_id) == before
    assert there.read_text() == "mine"


def test_a_long_day_goes_on_on_further_pages(room: Room, tmp_path: Path) -> None:
    made, path = a_day(room), tmp_path / "close.pdf"
    debts = tuple(close_day.Debt(n, f"Borrower {n}", tuple(f"NJ{k:06d}" for k in range(40))) for n in range(30))
    assert making.make_close(room.keeper, made._replace(overdue=debts), path, words("fr")).pages > 2
    assert all("NJ000039" in page or "Signature" in page for page in texts(path))
