"""Text with separators as a sheet of one page: the encoding and the separator are found, not asked for."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from importers.sheets.cells import Row, plain_row
from importers.sheets.refusals import BrokenText, NotReadable, TooLarge, UnknownEncoding
from importers.sheets.sniff import looks_like_utf_16

MEGABYTES = 256
"""The largest text that is read."""
_SEPARATORS = (",", ";", "\t", "|", "，")
_FIELD_LIMIT = 1 << 17
_END = "\x00end\x00"
"""A line of our own after the last: a quotation mark that is still open swallows it."""
_CHINESE_PAIR = rb"[\xb0-\xf7][\xa1-\xfe]"


def read_text(path: Path) -> str:
    """The whole text. Raises NotReadable, TooLarge, UnknownEncoding."""
    try:
        if path.stat().st_size > MEGABYTES << 20:
            raise TooLarge(path.name, MEGABYTES)
        data = path.read_bytes()
    except OSError as error:
        raise NotReadable(str(path)) from error
    encoding = encoding_of(data)
    if encoding is None:
        raise UnknownEncoding(path.name)
    return data.decode(encoding).replace("\x00", "")


def encoding_of(data: bytes) -> str | None:
    """UTF-8 or UTF-16 if it is that, else GB18030 or Windows-1252 by which letters it would make; None for neither."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16" if _decodes(data, "utf-16") else None
    if b"\x00" in data[:4096]:
        order = looks_like_utf_16(data[:4096])
        return order if order and _decodes(data, order) else None
    for encoding in ("utf-8-sig", *_by_letters(data)):
        if _decodes(data, encoding):
            return encoding
    return None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _by_letters(data: bytes) -> tuple[str, str]:
    """Chinese comes in pairs of high bytes; an accented letter stands alone among plain ones."""
    runs = re.findall(rb"[\x80-\xff]+", data[: 1 << 20])
    chinese = sum(len(re.findall(_CHINESE_PAIR, run)) for run in runs if len(run) % 2 == 0)
    western = sum(1 for run in runs if len(run) == 1)
    return ("gb18030", "cp1252") if chinese > western else ("cp1252", "gb18030")


def separator_of(text: str) -> str:
    """The separator that cuts the first lines into most columns, and into equally many."""
    named = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if named:
        return named[1]
    sample = text[: 1 << 16]
    return max(_SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(sample: str, separator: str) -> tuple[int, int]:
    widths: dict[int, int] = {}
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=separator)):
            if len(cells) > 1:
                widths[len(cells)] = widths.get(len(cells), 0) + 1
            if number >= 50:
                break
    except csv.Error:
        pass
    if not widths:
        return (0, 0)
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (times, width)


def rows_of(text: str, file: str) -> Iterator[Row]:
    """The rows, numbered as Excel numbers them once it has opened the text. Raises BrokenText."""
    separator = separator_of(text)
    first_line_names_it = re.match(r"sep=.\r?\n", text, re.IGNORECASE)
    body = text[first_line_names_it.end() :] if first_line_names_it else text
    csv.field_size_limit(_FIELD_LIMIT)
    lines = chain(io.StringIO(body if body.endswith(("\n", "\r")) else body + "\n", newline=""), (_END,))
    number, cells = 0, [_END]
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=separator), start=1):
            if cells and cells[-1].endswith(_END):
                break
            yield plain_row(number, cells)
    except csv.Error as error:
        raise BrokenText(file, str(number + 1)) from error
    if cells != [_END]:
        raise BrokenText(file, str(number))
