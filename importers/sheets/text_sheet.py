"""Text with separators as a sheet of one page: the encoding and the separator are found, not asked for."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from importers.sheets.cells import Row, plain_row
from importers.sheets.refusals import BrokenText, NotReadable, TooLarge, UnknownEncoding
from importers.sheets.sniff import looks_like_utf_16

MEGABYTES = 256
"""The largest text that is read."""
_SEPARATORS = (",", ";", "\t", "|", "，")
_FIELD_LIMIT = 1 << 17
_LONGEST_LINE = 1 << 22
_CHUNK, _HEAD, _SAMPLE = 1 << 20, 1 << 12, 1 << 16
_END = "\x00end\x00"
"""A line of our own after the last: a quotation mark that is still open swallows it."""
_CHINESE_PAIR = rb"[\xb0-\xf7][\xa1-\xfe]"
_NAMES_IT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text and its encoding. It is read anew each time, line by line, and never held whole."""

    path: Path
    encoding: str

    def start(self) -> str:
        """So much of it as tells the separator."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            return file.read(_SAMPLE).replace("\x00", "")

    def lines(self) -> Iterator[str]:
        """The lines with their ends, none longer than any sheet's is: what is behind that is another line."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            last = "\n"
            while line := file.readline(_LONGEST_LINE):
                yield line.replace("\x00", "")
                last = line
            if not last.endswith(("\n", "\r")):
                yield "\n"


def open_text(path: Path) -> TextFile:
    """The text at `path`. Raises NotReadable, TooLarge, UnknownEncoding."""
    try:
        if path.stat().st_size > MEGABYTES << 20:
            raise TooLarge(path.name, MEGABYTES)
        encoding = encoding_of(path)
    except OSError as error:
        raise NotReadable(str(path)) from error
    if encoding is None:
        raise UnknownEncoding(path.name)
    return TextFile(path, encoding)


def encoding_of(path: Path) -> str | None:
    """UTF-8 or UTF-16 if it is that, else GB18030 or Windows-1252 by which letters it would make; None for neither."""
    with path.open("rb") as file:
        start = file.read(_CHUNK)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16" if _decodes(path, "utf-16") else None
    order = looks_like_utf_16(start[:_HEAD]) if b"\x00" in start[:_HEAD] else None
    if order is not None:
        return order if _decodes(path, order) else None
    return next((encoding for encoding in ("utf-8-sig", *_by_letters(start)) if _decodes(path, encoding)), None)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _by_letters(data: bytes) -> tuple[str, str]:
    """Chinese comes in pairs of high bytes; an accented letter stands alone among plain ones."""
    runs = re.findall(rb"[\x80-\xff]+", data)
    chinese = sum(len(re.findall(_CHINESE_PAIR, run)) for run in runs if len(run) % 2 == 0)
    western = sum(1 for run in runs if len(run) == 1)
    return ("gb18030", "cp1252") if chinese > western else ("cp1252", "gb18030")


def separator_of(start: str) -> str:
    """The separator that cuts the first lines into most columns, and into equally many."""
    named = _NAMES_IT.match(start)
    if named:
        return named[1]
    return max(_SEPARATORS, key=lambda separator: _evenness(start, separator))


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


def rows_of(text: TextFile) -> Iterator[Row]:
    """The rows, numbered as Excel numbers them once it has opened the text. Raises BrokenText."""
    start = text.start()
    lines = text.lines()
    if _NAMES_IT.match(start):
        next(lines)
    csv.field_size_limit(_FIELD_LIMIT)
    number, cells = 0, [_END]
    try:
        reader = csv.reader(chain(lines, (_END,)), delimiter=separator_of(start))
        for number, cells in enumerate(reader, start=1):
            if cells and cells[-1].endswith(_END):
                break
            yield plain_row(number, cells)
    except csv.Error as error:
        raise BrokenText(text.path.name, str(number + 1)) from error
    if cells != [_END]:
        raise BrokenText(text.path.name, str(number))
