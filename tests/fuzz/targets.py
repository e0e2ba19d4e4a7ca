"""What is fuzzed: each target takes any bytes and must do what it promises, or refuse in its own words (X1, F10)."""

import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path

from importers.sheets import cells, parse, reader, sniff
from importers.sheets.cells import Cell, Row
from importers.sheets.headers import Heading, find_header
from importers.sheets.kinds import KINDS
from importers.sheets.understood import Circumstances, NotUnderstood, Orders
from store import access, database, find, offices
from store.acts import demonstrate
from store.errors import Refused
from tests.importers import workbooks

ROWS = 200
"""So many rows of a sheet are read."""


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="cardkeeper-fuzz-"))


def text_sheet(data: bytes) -> None:
    """A file of text is read, row by row, or refused."""
    path = _folder() / "sheet.csv"
    path.write_bytes(data)
    try:
        if sniff.kind_of(path) is not sniff.FileKind.TEXT:
            return
        book = reader.open_book(path)
        for row in islice(book.rows(book.sheets[0]), ROWS):
            cells.from_json(cells.as_json([row[place] for place in range(len(row.cells))]))
        book.close()
    except Refused:
        return


_MEMBERS = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")


def workbook_parts(data: bytes) -> None:
    """The look before any reader opens a workbook: one of its parts is anything, or it is an old one altogether."""
    if not data:
        return
    which, body = data[0] % (len(_MEMBERS) + 3), data[1:]
    path = _folder() / "sheet"
    if which < len(_MEMBERS):
        workbooks.raw(path, workbooks.line(1, "A=姓名", "B=机号"))
        _put(path, _MEMBERS[which], body)
        kind = sniff.FileKind.XLSX
    elif which == len(_MEMBERS):
        _put(_empty(path), "content.xml", body)
        kind = sniff.FileKind.ODS
    elif which == len(_MEMBERS) + 1:
        _put(_empty(path), "xl/worksheets/sheet1.bin", body)
        kind = sniff.FileKind.XLSB
    else:
        path.write_bytes(sniff._COMPOUND + body)
        kind = sniff.FileKind.XLS
    try:
        reader._look(path, kind)
    except Refused:
        return


def _empty(path: Path) -> Path:
    path.unlink(missing_ok=True)
    return path


def _put(path: Path, name: str, body: bytes) -> None:
    """Let a part of an archive be `body`."""
    kept: dict[str, bytes] = {}
    if path.exists():
        with zipfile.ZipFile(path) as archive:
            kept = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in {**kept, name: body}.items():
            archive.writestr(one, content)


_HEADINGS = [Heading(place, kind.name, column) for kind in KINDS.values() for place, column in enumerate(kind.columns)]
_ORDERS = (Orders(), Orders("dmy", "dmy"), Orders("mdy", "mdy"), Orders("ymd", "ymd"))


def cell(data: bytes) -> None:
    """A cell is understood by its column, or not understood; what is understood can be kept."""
    if len(data) < 4:
        return
    heading = _HEADINGS[(data[0] | data[1] << 8) % len(_HEADINGS)]
    country = list(offices.CURRENCIES)[data[2] % len(offices.CURRENCIES)]
    around = Circumstances(country, offices.CURRENCIES[country], date(2026, 11, 28))
    around = replace(around, orders={heading.place: _ORDERS[data[3] % 4]}, from_1904=bool(data[3] & 4))
    written = _cell(data[3] >> 3, data[4:])
    for understand in (parse.understand, parse.as_it_left):
        try:
            understand(heading, written, around)
        except NotUnderstood as why:
            parse.problem(heading, written, why)


def _cell(kind: int, data: bytes) -> Cell:
    text = data.decode("utf-8", "replace")
    match kind % 8:
        case 0 if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20:
            return int(text)
        case 1:
            return int.from_bytes(data[:8], "big", signed=True) / 1000
        case 2:
            return date(1900, 1, 1) + timedelta(days=int.from_bytes(data[:3], "big") % 200_000)
        case 3:
            return cells.CellError(text[:8])
    return text


def headers(data: bytes) -> None:
    """A row of headers names columns, each at most once, or none."""
    texts = data.decode("utf-8", "replace").split("\n")[:40]
    for kind in KINDS.values():
        header = find_header([Row(1, tuple(texts))], kind)
        if header is not None:
            named = [one.column.name for one in header.known if one.column]
            assert len(named) == len(set(named)), named


def query(data: bytes) -> None:
    """Whatever is typed finds some cards or none, the same each time."""
    actor = _keeper()
    text = data.decode("utf-8", "replace")
    assert find.find(actor, text).ids == find.find(actor, text).ids


@cache
def _keeper() -> access.Actor:
    url = database.sqlite_url(_folder() / "room.db")
    demonstrate.build(url, 300)
    database.connect(url)
    return access.actor_of(database.rows('select id from staff where "user" = ?', ("keeper",))[0][0])


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "text_sheet": text_sheet, "workbook_parts": workbook_parts, "cell": cell, "headers": headers, "query": query,
}  # fmt: skip
