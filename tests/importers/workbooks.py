"""Files for the tests: workbooks of every kind from plain rows, and those that no program would write."""

import struct
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


def ods(path: Path, rows: Iterable[Sequence[Any]], *, hidden: Sequence[int] = (), times: int = 1) -> Path:
    """Each row is written once and stands for `times` of its kind; those at the places `hidden` are hidden."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    table = Table(name="Feuille1")
    for place, row in enumerate(rows):
        line = TableRow(numberrowsrepeated=times, visibility="collapse" if place in hidden else "visible")
        for value in row:
            cell = TableCell()
            if value == "#N/A":
                cell = TableCell(valuetype="string", stringvalue="", formula="of:=NA()")
                cell.addElement(P(text=value))
            elif isinstance(value, date):
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


def xlsb(
    path: Path, rows: Iterable[Sequence[Any]], *, hidden: Sequence[int] = (), formats: Sequence[str | None] = ()
) -> Path:
    """A workbook of binary records: rows of text, numbers and "#N/A"; the columns have these number formats."""
    body = _record(129) + _record(148, struct.pack("<IIII", 0, 9, 0, 9)) + _record(145)
    for number, row in enumerate(rows):
        flags = 0x10 if number + 1 in hidden else 0
        body += _record(0, struct.pack("<IIHBBB", number, 0, 300, 0, flags, 0) + bytes(4))
        for column, value in enumerate(row):
            at = struct.pack("<II", column, column + 1 if column < len(formats) else 0)
            if value == "#N/A":
                body += _record(3, at + b"\x2a")
            elif isinstance(value, int | float):
                body += _record(5, at + struct.pack("<d", value))
            elif value is not None:
                body += _record(6, at + _wide(value))
    sheet = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("一月")
    book = _record(131) + _record(153, b"\x01" + bytes(7)) + _record(143) + _record(156, sheet) + _record(144)
    default = '<Default Extension="bin" ContentType="application/octet-stream"/>'
    types = f'<Types xmlns="{_PACKAGE}/content-types">{default}</Types>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", _link("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book + _record(132))
        archive.writestr("xl/_rels/workbook.bin.rels", _link("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/worksheets/sheet1.bin", body + _record(146) + _record(130))
        if formats:
            archive.writestr("xl/styles.bin", _styles(formats))
    return path


def _styles(formats: Sequence[str | None]) -> bytes:
    """The styles of an .xlsb: the usual one, then one for each format; None is the usual one again. The styles that
    these are made from stand before them and do not count."""
    told = {164 + place: code for place, code in enumerate(formats) if code}
    numbers = [0, *(164 + place if code else 0 for place, code in enumerate(formats))]
    codes = b"".join(_record(44, struct.pack("<H", number) + _wide(code)) for number, code in told.items())
    styles = [_record(47, struct.pack("<HH", 0, number) + bytes(12)) for number in numbers]
    made_from = _record(626, struct.pack("<I", 1)) + styles[-1] + _record(627)
    own = _record(617, struct.pack("<I", len(styles))) + b"".join(styles) + _record(618)
    return _record(278) + _record(615, struct.pack("<I", len(told))) + codes + _record(616) + made_from + own


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = bytes([len(data) & 0x7F | (0x80 if len(data) > 0x7F else 0)])
    return head + length + (bytes([len(data) >> 7]) if len(data) > 0x7F else b"") + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _link(kind: str, target: str) -> str:
    one = f'<Relationship Id="rId1" Type="{_LINKS}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{one}</Relationships>'


def text(path: Path, rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8", separator: str = ",") -> Path:
    lines = [separator.join("" if value is None else str(value) for value in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def raw(
    path: Path, sheet: str, *, book: str = "", head: str = "", before: str = "", parts: dict[str, str] | None = None
) -> Path:
    """An .xlsx of just this XML among the rows of <worksheet>; `book` stands before the list of sheets, `before` before
    the rows."""
    content = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
        '"/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": _link("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">{book}<sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _link("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_MAIN}">{before}'
        f"<sheetData>{sheet}</sheetData></worksheet>",
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
