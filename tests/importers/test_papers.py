"""The papers themselves: what stands on their pages, what a scanner reads from them, how a workbook prints (L2, L5)."""

import io
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from openpyxl import load_workbook
from PIL import Image

from importers.papers import code128, making, sending
from importers.papers import pack as pack_paper
from importers.papers.labels import EACH, NoSuchPlace
from importers.papers.making import NoGlyphs, NotAPaper
from importers.sheets.writing import FileExists
from locales.messages import N_
from locales.words import words
from store import journal, loans, originals, reservations
from store.acts import original, papers
from store.acts.papers import Pack
from tests.conftest import Room, open_furnished
from tests.store.builders import a_card, changed

A5 = (595.3, 419.5)
"""Points across and down, lying."""


@pytest.fixture
def room(sqlite_url: str) -> Room:
    """What differs from engine to engine is the store's; a paper is the same."""
    return open_furnished(sqlite_url)


def a_pack(room: Room, *names: str, **values: Any) -> Pack:
    ids = [a_card(room, name, **values).id for name in names]
    slip = loans.lend(room.keeper, ids, to="sales", purpose="visit & sell")
    return papers.pack(room.keeper, slip.number)


def made(room: Room, pack: Pack, path: Path, language: str = "en", **more: Any) -> making.Made:
    return making.make_pack(room.keeper, pack, path, words(language), **more)


def texts(path: Path) -> list[str]:
    """What each page says, as it can be copied from it."""
    with closing(pypdfium2.PdfDocument(path)) as book:
        return [" ".join(book[place].get_textpage().get_text_range().split()) for place in range(len(book))]


def scanned(image: Image.Image) -> list[str]:
    """What a scanner types of a picture, from top to bottom."""
    found = [code for code in zxingcpp.read_barcodes(image) if code.format == zxingcpp.BarcodeFormat.Code128]
    return [code.text for code in sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))]


def scanned_pages(path: Path) -> list[list[str]]:
    """The same of each page, as a common printer prints it."""
    with closing(pypdfium2.PdfDocument(path)) as book:
        return [scanned(book[place].render(scale=150 / 72, grayscale=True).to_pil()) for place in range(len(book))]


def fonts_of(path: Path) -> set[tuple[str, bool]]:
    """The fonts of a PDF and whether each is embedded."""
    with closing(pypdfium2.PdfDocument(path)) as book:
        found = set()
        for page in (book[place] for place in range(len(book))):
            for thing in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
                font = thing.get_font()
                found.add((font.get_base_name().partition("+")[2], font.is_embedded))
        return found


def test_each_card_has_a_page_with_borrower_slip_and_days_and_a_code_to_scan(room: Room, tmp_path: Path) -> None:
    pack = a_pack(room, "张伟", "Élodie Müller", "䶮㛃𬭸", city="L’Haÿ-les-Roses", grade="C", remarks="Œuf … 好")
    path = tmp_path / "pack.pdf"
    assert made(room, pack, path) == making.Made(cards=3, pages=3)
    loan = pack.cards[0].loan
    for place, (page, card) in enumerate(zip(texts(path), pack.cards, strict=True), 1):
        expected = (
            card.card.card_no, str(card.card.values["name"]), "Zhou Min", "visit & sell", "L’Haÿ-les-Roses", "Œuf … 好",
            words("en").date(loan.lent_on), words("en").date(loan.due), f"card {place} of 3", pack.origin.head.short,
            "Wang Fang, Nanjing", "Notes of the visit", "Confidential: for Zhou Min",
        )  # fmt: skip
        assert [text for text in expected if text not in page] == []
    assert scanned_pages(path) == [[card.card.card_no] for card in pack.cards]
    assert fonts_of(path) == {("SourceSansPro", True), ("NotoSansSC", True)}
    with closing(pypdfium2.PdfDocument(path)) as book:
        assert book[0].get_size() == pytest.approx(A5, abs=0.5)
        about = book.get_metadata_dict()
    assert (about["Author"], about["Subject"], about["Keywords"]) == (
        "Wang Fang",
        "visit & sell",
        pack.origin.head.text,
    )


def test_a_paper_speaks_the_language_of_whoever_prints_it(room: Room) -> None:
    pack = a_pack(room, "张伟", gender="female", birth="1980-03-05")
    for language, said in (("zh_CN", "1980年3月5日"), ("fr", "5 mars 1980"), ("en", "5 Mar 1980")):
        (paper,) = pack_paper.card_papers(pack, words(language)).papers
        assert said in [block.text for block in paper.blocks]
        assert [fact.label for fact in paper.facts][1] == words(language)(N_("Borrower"))


def test_the_open_part_stands_before_the_confidential_sections_and_nothing_empty_does(room: Room) -> None:
    pack = a_pack(room, "张伟", district="鼓楼区", phone="13010000007", no_visits=True, salesperson=room.sales.staff_id)
    (paper,) = pack_paper.card_papers(pack, words("en")).papers
    assert [block.label for block in paper.blocks if block.heading] == ["Open part", "Basic", "Consent"]
    said = {block.label: block.text for block in paper.blocks if not block.heading}
    assert said["Salesperson"] == "Zhou Min"
    assert said["Phone"] == "130 1000 0007"
    assert (said["No visits"], "No calls" in said) == ("yes", False)
    assert all(said.values())


def test_a_full_card_goes_on_on_further_pages_with_the_same_head(room: Room, tmp_path: Path) -> None:
    pack = a_pack(room, "张伟", remarks="重视服务质量，" * 250, problems="word " * 300)
    path = tmp_path / "pack.pdf"
    report = made(room, pack, path)
    pages = texts(path)
    assert (report.cards, report.pages) == (1, len(pages))
    assert len(pages) > 1
    assert all("Zhou Min" in page and "NJ000001" in page for page in pages)
    assert ["Notes of the visit" in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert "".join(pages).replace(" ", "").count("重视服务质量") > 240
    assert scanned_pages(path) == [["NJ000001"]] * len(pages)


def test_what_no_font_has_is_named_by_card_and_field_before_anything_is_printed(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.system._font_folders", tuple)
    pack = a_pack(room, "张伟", work_unit="\U000e5678 {nb} 公司")
    path, before = tmp_path / "pack.pdf", journal.head(room.keeper.branch_id)
    with pytest.raises(NoGlyphs) as refused:
        made(room, pack, path)
    assert refused.value.places == ("NJ000001 Work unit",)
    assert refused.value.characters == ("\U000e5678 U+E5678",)
    assert not path.exists()
    assert journal.head(room.keeper.branch_id) == before
    assert made(room, pack, path, codes=True).places == ("NJ000001 Work unit",)
    assert "[U+E5678] {nb} 公司" in texts(path)[0]
    assert made(room, pack, tmp_path / "pack.xlsx").missing == ("\U000e5678 U+E5678",)


def test_a_paper_stands_whole_or_not_at_all_and_replaces_nothing_unasked(room: Room, tmp_path: Path) -> None:
    pack, path = a_pack(room, "Zara Patel"), tmp_path / "pack.pdf"
    for wrong in ("pack.docx", "pack"):
        with pytest.raises(NotAPaper):
            made(room, pack, tmp_path / wrong)
    path.write_text("mine")
    with pytest.raises(FileExists):
        made(room, pack, path)
    assert path.read_text() == "mine"
    made(room, pack, path, overwrite=True)
    loans.give_back(room.keeper, [pack.cards[0].card.id])
    with pytest.raises(papers.NothingOut):
        made(room, pack, tmp_path / "late.pdf")
    assert sorted(file.name for file in tmp_path.iterdir() if file.suffix == ".pdf") == ["pack.pdf"]


def test_a_workbook_prints_one_card_a_page(room: Room, tmp_path: Path) -> None:
    pack = a_pack(room, "张伟", "=1+1", work_unit="+8613010000007")
    path = tmp_path / "pack.xlsx"
    assert made(room, pack, path).pages == 2
    book = load_workbook(path)
    sheet = book.active
    paper = sheet.page_setup
    assert (paper.paperSize, paper.orientation, paper.scale) == (int(sheet.PAPERSIZE_A5), "landscape", 100)
    (area,) = sheet.print_area.replace("$", "").split("!")[-1:]
    (page_end,) = [mark.id for mark in sheet.row_breaks.brk]
    assert area == f"A1:E{page_end * 2}"
    for top, card in zip((1, page_end + 1), pack.cards, strict=True):
        rows = sheet.iter_rows(top, top + page_end - 1, values_only=True)
        said = {str(value) for row in rows for value in row if value}
        assert {card.card.card_no, str(card.card.values["name"]), "Zhou Min", "1", "visit & sell"} <= said
        assert {words("en").date(card.loan.lent_on), words("en").date(card.loan.due)} <= said
    assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows() for cell in row)
    height = sum(sheet.row_dimensions[row].height for row in range(1, page_end + 1))
    margins = sheet.page_margins
    assert height / 72 + margins.top + margins.bottom < 148 / 25.4
    assert "Wang Fang, Nanjing" in sheet.oddFooter.left.text
    assert "visit && sell" in sheet.oddFooter.left.text
    assert pack.origin.head.short in sheet.oddFooter.left.text
    assert book.properties.keywords == pack.origin.head.text
    codes = [scanned(Image.open(io.BytesIO(image._data())).convert("L")) for image in sheet._images]
    assert codes == [["NJ000001"], ["NJ000002"]]
    assert [image.anchor._from.row for image in sheet._images] == [0, page_end]


def test_labels_fill_a_begun_sheet_from_the_place_that_is_free(room: Room, tmp_path: Path) -> None:
    ids = [a_card(room, f"张{place}" if place else "𬭸" * 60).id for place in range(5)]
    sheet, path = papers.labels(room.clerk, ids), tmp_path / "labels.pdf"
    report = making.make_labels(room.clerk, sheet, path, words("zh_CN"), first=EACH - 2)
    assert report == making.Made(cards=5, pages=2)
    assert scanned_pages(path) == [["NJ000001", "NJ000002", "NJ000003"], ["NJ000004", "NJ000005"]]
    assert "张3" in texts(path)[1]
    with pytest.raises(NoSuchPlace):
        making.make_labels(room.clerk, sheet, tmp_path / "no.pdf", words("en"), first=EACH + 1)
    assert not (tmp_path / "no.pdf").exists()


def test_the_slip_for_whoever_waits_says_so_large(room: Room, tmp_path: Path) -> None:
    card = a_pack(room, "张伟").cards[0].card.id
    reservations.reserve(room.keeper, [card], to="sales2", purpose="signing")
    loans.give_back(room.keeper, [card])
    path = tmp_path / "wait.pdf"
    slips = papers.wait_slips(room.keeper, [card])
    assert making.make_wait_slips(room.keeper, slips, path, words("en")).pages == 1
    (page,) = texts(path)
    assert all(said in page for said in ("Keep this card for", "Sun Yan", "signing", "张伟", "Zhou Min"))
    assert scanned_pages(path) == [["NJ000001"]]


@pytest.mark.parametrize("number", ["NJ000120", "LY999999", "ABCD1000000", "AB000001"])
def test_the_code_is_what_a_scanner_types(number: str) -> None:
    image = Image.open(io.BytesIO(code128.picture(number))).convert("L")
    assert scanned(image) == [number]


def test_a_page_follows_the_card_as_it_is_when_printed(room: Room, tmp_path: Path) -> None:
    pack = a_pack(room, "张伟", city="南京")
    changed(room, pack.cards[0].card, city="苏州")
    path = tmp_path / "pack.pdf"
    made(room, papers.pack(room.keeper, pack.number), path)
    assert "苏州" in texts(path)[0]


def test_a_workbook_is_not_sent_to_the_printer(tmp_path: Path) -> None:
    with pytest.raises(sending.OnlyPdfIsPrinted):
        sending.check(tmp_path / "a.xlsx", sending.PRINT)
    sending.check(tmp_path / "a.xlsx", sending.OPEN)
    assert sending.send(tmp_path / "a.pdf", sending.KEEP)


def test_an_original_has_its_number_and_the_whole_card_and_a_code_to_scan(room: Room, tmp_path: Path) -> None:
    ids = [a_card(room, name, remarks="Œuf … 好").id for name in ("张伟", "Élodie Müller")]
    path = tmp_path / "original.pdf"
    gathered = original.gather(room.keeper, ids)
    assert making.make_originals(room.keeper, gathered, path, words("en")) == making.Made(cards=2, pages=2)
    for page, card_no in zip(texts(path), ("NJ000001", "NJ000002"), strict=True):
        assert f"Original no. 1 of card {card_no}" in page
        assert "Printed by" in page
        assert "Wang Fang" in page
        assert "Œuf … 好" in page
        assert gathered.origin.head.short in page
        assert "Notes of the visit" not in page
    assert scanned_pages(path) == [["NJ000001"], ["NJ000002"]]
    assert [row.number for card in ids if (row := originals.of_card(room.keeper, card))] == [1, 1]


def test_an_original_that_cannot_be_written_is_not_counted(room: Room, tmp_path: Path) -> None:
    card = a_card(room, "张伟").id
    path = tmp_path / "original.xlsx"
    path.write_text("another")
    gathered = original.gather(room.keeper, [card])
    with pytest.raises(FileExists):
        making.make_originals(room.keeper, gathered, path, words("en"))
    assert originals.of_card(room.keeper, card) is None
    making.make_originals(room.keeper, gathered, path, words("en"), overwrite=True)
    sheet = load_workbook(path).active
    said = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "Original no. 1 of card NJ000001" in said
    assert sheet.page_setup.orientation == "landscape"
    assert path.exists()
