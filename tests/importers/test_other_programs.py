"""What left here and another program saved again before it comes back (X2): a list, a template, the problem workbook.

LibreOffice itself where it is installed; what it saved once, kept in `resaved/`; and what Excel writes otherwise.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

from importers.sheets import bring, templates
from importers.sheets.kinds import KINDS
from importers.sheets.problems import write_problems
from importers.sheets.written_cells import literal
from locales.words import LANGUAGES, words
from store import cards
from store.acts import bring_in
from store.acts.plans import Outcome, Plan
from store.fields import FIELDS
from tests.conftest import Room, open_furnished
from tests.importers import resaved, workbooks
from tests.importers.test_round_trip import content
from tests.importers.workbooks import SAMPLES

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPED: Mapping[str, tuple[Any, Any]] = {
    "address": ("8 rue du Bac", "8 rue du Bac"),
    "remarks": ("0042", "0042"),
    "phone": ("+33 6 11 22 33 44", "+33611223344"),
    "other_phone": (13010000009, "+8613010000009"),
    "postcode": ("01234", "01234"),
    "birth": (date(1979, 12, 31), "1979-12-31"),
    "consent_on": (date(2026, 1, 5), date(2026, 1, 5)),
    "credit_limit": (1500, Decimal("1500.00")),
}
"""What somebody types into a row, and what the card says then."""


@pytest.fixture
def room(sqlite_url: str) -> Room:
    return open_furnished(sqlite_url)


def staged(room: Room, path: Path) -> Plan:
    return bring.stage(room.clerk, path, KINDS["cards"])


def opened(path: Path) -> Any:
    """A workbook to be saved again. openpyxl reads an escape in a text that is shared and does not write it again."""
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "_x0041_":
                cell.value = literal(cell.value)
    return book


def type_into(path: Path, language: str) -> None:
    """Somebody opens a list and types into its second row."""
    book = opened(path)
    headers = [cell.value for cell in book.worksheets[0][1]]
    for field, (value, _) in TYPED.items():
        book.worksheets[0].cell(3, headers.index(words(language)(FIELDS[field].label)) + 1).value = value
    book.save(path)


def brings_just_what_was_typed(room: Room, path: Path, card: int) -> None:
    before = content(room)
    plan = staged(room, path)
    assert plan.counts[Outcome.UPDATED] == 1
    assert plan.counts[Outcome.UNCHANGED] == resaved.CARDS - 1
    bring_in.commit(room.clerk, plan.id, strict=True)
    told = {name: wanted for name, (_, wanted) in TYPED.items()}
    (one,) = [now for now, was in zip(content(room), before, strict=True) if now != was]
    was = before[content(room).index(one)]
    assert {name: value for name, value in one[0].items() if value != was[0][name]} == told
    assert one[1:3] == was[1:3], "its people and goods are as they were"
    assert cards.show(room.clerk, card).values == one[0]


@pytest.mark.skipif(resaved.soffice() is None, reason="LibreOffice is not installed here")
def test_libreoffice_may_save_what_left_here_before_it_comes_back(room: Room, tmp_path: Path) -> None:
    ids = resaved.small_room(room)
    files = [resaved.taken_out(room, tmp_path / f"{language}.xlsx", language) for language in LANGUAGES]
    templates.write_template("cards", tmp_path / "template.xlsx", words("fr"))
    sample = bring_in.commit(room.clerk, bring.stage(room.clerk, SAMPLES / "nanjing_2026-03.xlsx").id)
    write_problems(room.clerk, sample, tmp_path / "problems.xlsx", words("zh_CN"))
    before = content(room)
    files += [tmp_path / "template.xlsx", tmp_path / "problems.xlsx"]

    (tmp_path / "once").mkdir()
    once = resaved.saved_again(files, "xlsx", tmp_path / "once")
    for file in once[: len(LANGUAGES)]:
        plan = staged(room, file)
        assert (plan.counts[Outcome.UNCHANGED], plan.source.notes) == (resaved.CARDS, ())
    assert len(load_workbook(once[-2]).worksheets[0].data_validations.dataValidation) > 5, "it still offers choices"
    fill_in(once[-2])
    unmended = bring.stage(room.clerk, once[-1])
    assert (unmended.counts[Outcome.REJECTED], list(unmended.source.columns)) == (4, list(sample.source.columns))
    mend(once[-1])
    type_into(once[0], next(iter(LANGUAGES)))

    (tmp_path / "twice").mkdir()
    twice = resaved.saved_again([once[0], files[1], *once[2:]], "ods", tmp_path / "twice")
    for file in twice[1 : len(LANGUAGES)]:
        assert staged(room, file).counts[Outcome.UNCHANGED] == resaved.CARDS
    assert content(room) == before
    brings_just_what_was_typed(room, twice[0], ids[1])
    assert bring_in.commit(room.clerk, staged(room, twice[-2]).id, strict=True).counts[Outcome.NEW] == 1
    values = content(room)[-1][0]
    told = {"name": "Iris", "phone": "+33699887766", "postcode": "01234", "list": "existing", "founded": "1998"}
    assert {name: values[name] for name in told} == told
    assert bring_in.commit(room.clerk, bring.stage(room.clerk, twice[-1]).id).counts[Outcome.NEW] == 4


def fill_in(path: Path) -> None:
    """Somebody fills in a template that is in French."""
    told = {"name": "Iris", "phone": "+33 6 99 88 77 66", "postcode": "01234", "list": "actuel", "founded": 1998}
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    for name, value in told.items():
        place = headers.index(words("fr")(FIELDS[name].label)) + 1
        sheet.cell(2, place).value = value
        assert name != "postcode" or sheet.column_dimensions[sheet.cell(1, place).column_letter].number_format == "@"
    book.save(path)


def mend(path: Path) -> None:
    """Somebody mends the problem workbook of the sample: a day, a name, a day, an amount."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    mended = (("购买日期", "2026-02-01"), ("用户姓名", "梁红"), ("购买日期", date(2026, 1, 1)), ("金额", 2300))
    for row, (header, value) in enumerate(mended, start=2):
        cell = sheet.cell(row, headers.index(header) + 1)
        assert cell.fill.fill_type, "what was wrong is still marked"
        cell.value = value
    book.save(path)


@pytest.mark.parametrize("language", resaved.KEPT)
def test_what_libreoffice_saved_once_brings_just_what_is_typed_into_it(
    room: Room, tmp_path: Path, language: str
) -> None:
    ids = resaved.small_room(room)
    kept = resaved.kept(language)
    assert staged(room, kept).counts[Outcome.UNCHANGED] == resaved.CARDS, f"if not rightly: {resaved.__doc__}"
    if kept.suffix == ".xlsx":
        changed = tmp_path / kept.name
        changed.write_bytes(kept.read_bytes())
        type_into(changed, language)
        brings_just_what_was_typed(room, changed, ids[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_excel_may_save_what_left_here_before_it_comes_back(room: Room, tmp_path: Path, language: str) -> None:
    ids = resaved.small_room(room)
    path = resaved.taken_out(room, tmp_path / "list.xlsx", language)
    assert staged(room, as_excel(path, tmp_path / "same.xlsx")).counts[Outcome.UNCHANGED] == resaved.CARDS
    type_into(path, language)
    brings_just_what_was_typed(room, as_excel(path, tmp_path / "edited.xlsx"), ids[1])


def as_excel(path: Path, to: Path) -> Path:
    """The first sheet of a workbook as Excel writes it: texts shared and once each, some of them in runs of several
    fonts or with how they are read, days as numbers, only the styles that are used, blank cells that have a style."""
    sheet = opened(path).worksheets[0]
    texts: dict[str, int] = {}
    formats: dict[str, int] = {"General": 0}
    rows = []
    for row in sheet.iter_rows():
        cells = [_excel_cell(cell, texts, formats) for cell in row]
        rows.append(f'<row r="{row[0].row}" spans="1:{len(row)}" x14ac:dyDescent="0.25">{"".join(cells)}</row>')
    parts = {"xl/sharedStrings.xml": _shared(texts), "xl/styles.xml": _styles(formats)}
    width = f'<dimension ref="{sheet.dimensions}"/><cols><col min="1" max="1" width="12" customWidth="1"/></cols>'
    return workbooks.raw(to, "".join(rows), before=width, parts=parts)


def _excel_cell(cell: Any, texts: dict[str, int], formats: dict[str, int]) -> str:
    style = formats.setdefault(cell.number_format, len(formats))
    at = f'r="{cell.coordinate}"' + (f' s="{style}"' if style else "")
    match cell.value:
        case None:
            return f"<c {at}/>" if style else ""
        case str():
            return f'<c {at} t="s"><v>{texts.setdefault(cell.value, len(texts))}</v></c>'
        case date():
            return f"<c {at}><v>{to_excel(cell.value)}</v></c>"
        case _:
            return f"<c {at}><v>{cell.value!r}</v></c>"


def _shared(texts: dict[str, int]) -> str:
    items = []
    for text, place in texts.items():
        first, rest = (f'<t xml:space="preserve">{escape(part)}</t>' for part in (text[:2], text[2:]))
        whole = f'<t xml:space="preserve">{escape(text)}</t>'
        read = '<rPh sb="0" eb="1"><t>du</t></rPh><phoneticPr fontId="1" type="noConversion"/>'
        forms = (whole, f"<r>{first}</r><r><rPr><b/></rPr>{rest}</r>", whole + read)
        items.append(f"<si>{forms[place % 3]}</si>")
    return f'<sst xmlns="{MAIN}" count="{len(items)}" uniqueCount="{len(items)}">{"".join(items)}</sst>'


def _styles(formats: dict[str, int]) -> str:
    own = [(164 + place, code) for code, place in formats.items() if place]
    told = "".join(f'<numFmt numFmtId="{number}" formatCode="{escape(code)}"/>' for number, code in own)
    used = "".join(f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0"/>' for number, _ in [(0, ""), *own])
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(own)}">{told}</numFmts><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        f'<cellXfs count="{len(formats)}">{used}</cellXfs></styleSheet>'
    )
