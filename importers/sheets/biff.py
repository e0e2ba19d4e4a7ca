"""A look at an Excel 97–2003 workbook for what its reader hides: error cells, hidden rows, days counted from 1904.

Such a file is a small file system of sectors (a compound file) whose stream "Workbook" is a row of records. Only the
records that matter here are looked into; a file that does not hold together is left to the reader to refuse.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from importers.sheets.look import Facts, SheetFacts, shows_currency

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_FORMULA, _EOF, _DATE_MODE, _BOUND_SHEET, _BOOL_OR_ERROR, _ROW, _BOF = 0x06, 0x0A, 0x22, 0x85, 0x205, 0x208, 0x809
_MANY_NUMBERS, _STYLE, _NUMBER, _SHORT_NUMBER, _FORMAT = 0xBD, 0xE0, 0x203, 0x27E, 0x41E
_NO_SECTOR = 0xFFFFFFF0
_HIDDEN_ROW = 0x20
_ERROR_RESULT, _EMPTY_RESULT, _CALCULATE_ON_LOAD = 2, 3, 2


def look_at_xls(path: Path) -> Facts:
    """The facts of every sheet; none where the file cannot be followed."""
    try:
        stream = _workbook_stream(path.read_bytes())
        return _facts(stream) if stream else Facts({})
    except (struct.error, IndexError, ValueError, UnicodeDecodeError):
        return Facts({})


def _facts(stream: bytes) -> Facts:
    from_1904 = False
    offsets: dict[str, int] = {}
    codes: dict[int, str] = {}
    styles: list[int] = []
    for kind, data in _records(stream, 0):
        if kind == _DATE_MODE:
            from_1904 = data[:1] == b"\x01"
        elif kind == _BOUND_SHEET:
            offset, _, length, wide = struct.unpack_from("<IHBB", data)
            name = data[8 : 8 + length * 2].decode("utf-16-le") if wide & 1 else data[8 : 8 + length].decode("latin-1")
            offsets[name] = offset
        elif kind == _FORMAT:
            number, length, wide = struct.unpack_from("<HHB", data)
            codes[number] = data[5:].decode("utf-16-le") if wide & 1 else data[5 : 5 + length].decode("latin-1")
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    formats = {
        style: codes[number] for style, number in enumerate(styles) if number in codes and shows_currency(codes[number])
    }
    return Facts({name: _sheet_facts(stream, offset, formats) for name, offset in offsets.items()}, from_1904)


def _sheet_facts(stream: bytes, offset: int, formats: dict[int, str]) -> SheetFacts:
    facts = SheetFacts()
    for kind, data in _records(stream, offset):
        for row, column, style in _numbers(kind, data) if formats else ():
            if style in formats:
                facts.note_priced(row + 1, column, formats[style])
        if kind == _BOOL_OR_ERROR:
            row, column, _, value, is_error = struct.unpack_from("<HHHBB", data)
            if is_error:
                facts.errors[row + 1, column] = ERRORS.get(value, "#N/A")
        elif kind == _FORMULA and data[12:14] == b"\xff\xff":
            row, column = struct.unpack_from("<HH", data)
            if data[6] == _ERROR_RESULT:
                facts.errors[row + 1, column] = ERRORS.get(data[8], "#N/A")
            elif data[6] == _EMPTY_RESULT and data[14] & _CALCULATE_ON_LOAD:
                facts.errors[row + 1, column] = ""
        elif kind == _ROW and struct.unpack_from("<H", data, 12)[0] & _HIDDEN_ROW:
            facts.hidden_rows.append(struct.unpack_from("<H", data)[0] + 1)
    return facts


def _numbers(kind: int, data: bytes) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of the numbers in a record."""
    if kind in (_NUMBER, _SHORT_NUMBER, _FORMULA):
        yield struct.unpack_from("<HHH", data)
    elif kind == _MANY_NUMBERS:
        row, first = struct.unpack_from("<HH", data)
        for place in range((len(data) - 6) // 6):
            yield row, first + place, struct.unpack_from("<H", data, 4 + place * 6)[0]


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, charts within it passed over."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        data = stream[offset + 4 : offset + 4 + length]
        offset += 4 + length
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, data


def _workbook_stream(data: bytes) -> bytes | None:
    """The bytes of the stream that holds the workbook, gathered from its sectors."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    directory, _, cutoff, mini_table = struct.unpack_from("<IIII", data, 48)
    size = 1 << shift
    table = _sector_table(data, size)
    entries = _chained(data, table, directory, size, size)
    root = b""
    for at in range(0, len(entries), 128):
        entry = entries[at : at + 128]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le")
        start, length = struct.unpack_from("<II", entry, 116)
        if entry[66] == 5:
            root = _chained(data, table, start, size, size)
        if name in ("Workbook", "Book"):
            if length >= cutoff:
                return _chained(data, table, start, size, size)[:length]
            links = _chained(data, table, mini_table, size, size)
            mini = list(struct.unpack(f"<{len(links) // 4}I", links))
            return _chained(root, mini, start, 1 << mini_shift, 0)[:length]
    return None


def _sector_table(data: bytes, size: int) -> list[int]:
    """Which sector follows each sector. The list of the table's own sectors begins in the header and may go on."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    following, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // size)):
        more = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        sectors += more[:-1]
        following = more[-1]
    table: list[int] = []
    for sector in sectors:
        if sector < _NO_SECTOR:
            table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return table


def _chained(data: bytes, table: list[int], sector: int, size: int, before: int) -> bytes:
    """The bytes of a chain of sectors; `before` is what stands before the first one."""
    parts = []
    for _ in range(len(table) + 1):
        if sector >= _NO_SECTOR:
            break
        parts.append(data[before + sector * size : before + (sector + 1) * size])
        sector = table[sector]
    return b"".join(parts)
