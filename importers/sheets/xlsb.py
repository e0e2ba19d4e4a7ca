"""A streaming look at an .xlsb, a zipped workbook of binary records, for what its reader hides: error cells, hidden
rows, days counted from 1904, number formats that show a currency. Only the records that matter are looked into."""

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from importers.sheets.biff import ERRORS
from importers.sheets.look import MOST_STYLES, UNREADABLE, Facts, SheetFacts, shows_currency, worksheets_of
from importers.sheets.refusals import Damaged

_ROW, _CELL_ERROR, _FORMULA_ERROR, _BOOK_PROPERTIES, _SHEET = 0, 3, 11, 153, 156
_NUMBERS = (2, 5, 9)
"""A short number, a number, a formula that gives one."""
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
_STYLE_BITS = 0xFFFFFF
_HIDDEN_ROW = 0x10
_LARGEST = 1 << 20


def look_at_xlsb(path: Path) -> Facts:
    """The facts of every sheet. Raises Damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = worksheets_of(archive, "xl/workbook.bin")
            priced = _formats(archive)
            from_1904 = False
            sheets: dict[str, SheetFacts] = {}
            with archive.open("xl/workbook.bin") as stream:
                for kind, data in _records(stream):
                    if kind == _BOOK_PROPERTIES:
                        from_1904 = bool(data[0] & 1)
                    elif kind == _SHEET:
                        link, after = _text(data, 8)
                        name, _ = _text(data, after)
                        sheets[name] = _sheet_facts(archive, parts[link], priced) if link in parts else SheetFacts()
            return Facts(sheets, from_1904)
    except (*UNREADABLE, struct.error, IndexError) as error:
        raise Damaged(path.name) from error


def _formats(archive: zipfile.ZipFile) -> dict[int, str]:
    """The number formats that show a currency, by the style of the cells that have them."""
    if "xl/styles.bin" not in archive.namelist():
        return {}
    codes: dict[int, str] = {}
    styles: list[int] = []
    within = False
    with archive.open("xl/styles.bin") as stream:
        for kind, data in _records(stream):
            if kind == _FORMAT:
                codes[struct.unpack_from("<H", data)[0]], _ = _text(data, 2)
            elif kind == _STYLES_BEGIN:
                within = True
            elif kind == _STYLES_END or len(styles) >= MOST_STYLES:
                break
            elif kind == _STYLE and within:
                styles.append(struct.unpack_from("<H", data, 2)[0])
    shown = {number: code for number, code in codes.items() if shows_currency(code)}
    return {style: shown[number] for style, number in enumerate(styles) if number in shown}


def _sheet_facts(archive: zipfile.ZipFile, part: str, priced: dict[int, str]) -> SheetFacts:
    facts = SheetFacts()
    row = 0
    with archive.open(part) as stream:
        for kind, data in _records(stream):
            if kind == _ROW:
                row = struct.unpack_from("<I", data)[0] + 1
                if data[11] & _HIDDEN_ROW:
                    facts.hidden_rows.append(row)
            elif kind in (_CELL_ERROR, _FORMULA_ERROR):
                facts.errors[row, struct.unpack_from("<I", data)[0]] = ERRORS.get(data[8], "#N/A")
            elif priced and kind in _NUMBERS:
                column, style = struct.unpack_from("<II", data)
                if (code := priced.get(style & _STYLE_BITS)) is not None:
                    facts.note_priced(row, column, code)
    return facts


def _records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Kind and data of each record: both the kind and the length are numbers of a varying count of bytes."""
    while first := stream.read(1):
        kind = first[0]
        if kind & 0x80:
            kind = (kind & 0x7F) | stream.read(1)[0] << 7
        length = 0
        for place in range(4):
            part = stream.read(1)[0]
            length |= (part & 0x7F) << (7 * place)
            if not part & 0x80:
                break
        data = stream.read(min(length, _LARGEST))
        if length > _LARGEST:
            stream.seek(length - _LARGEST, 1)
        yield kind, data


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    length = struct.unpack_from("<I", data, at)[0]
    end = at + 4 + length * 2
    return data[at + 4 : end].decode("utf-16-le"), end
