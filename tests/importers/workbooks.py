"""Files for the tests: workbooks of every kind from plain rows, and those that no program would write."""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[1] / "samples"
HEADERS = ("姓名", "手机", "型号", "机号", "购买日期", "金额")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(path: Path, rows: Iterable[Sequence[Any]], *, title: str = "Sheet") -> Path:
    return sheets(path, {title: rows})


def sheets(path: Path, content: dict[str, Iterable[Sequence[Any]]], *, hidden: Sequence[str] = ()) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in content.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if title in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def xls(path: Path, rows: Iterable[Sequence[Any]]) -> Path:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("一月")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value == "#N/A":
                sheet.row(number).set_cell_error(column, 0x2A)
            elif value is not None:
                sheet.write(number, column, value, *([day] if isinstance(value, date) else []))
    book.save(str(path))
    return path


def ods(path: Path, rows: Iterable[Sequence[Any]]) -> Path:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    table = Table(name="Feuille1")
    for row in rows:
        line = TableRow()
        for value in row:
            cell = TableCell()
            if isinstance(value, date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, int | float):
                cell = TableCell(valuetype="float", value=str(value))
            elif value is not None:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=value))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def text(path: Path, rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8", separator: str = ",") -> Path:
    lines = [separator.join("" if value is None else str(value) for value in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def raw(path: Path, sheet: str, *, book: str = "", head: str = "", parts: dict[str, str] | None = None) -> Path:
    """An .xlsx of just this XML inside <worksheet>; `book` stands before the list of sheets."""
    content = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
        '"/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type='
        f'"{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">{book}<sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type='
        f'"{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {**content, **(parts or {})}.items():
            archive.writestr(name, body)
    return path


def line(number: int, *cells: str) -> str:
    """A row of raw cells: "A=x" is text x in column A, "B:e=#N/A" an error, "C:f" a formula without a value."""
    found = []
    for cell in cells:
        place, _, value = cell.partition("=")
        column, _, kind = place.partition(":")
        at = f"{column}{number}"
        match kind:
            case "e":
                found.append(f'<c r="{at}" t="e"><v>{value}</v></c>')
            case "f":
                found.append(f'<c r="{at}"><f>1+1</f></c>')
            case "n":
                found.append(f'<c r="{at}"><v>{value}</v></c>')
            case _:
                found.append(f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>')
    return f'<row r="{number}">{"".join(found)}</row>'
