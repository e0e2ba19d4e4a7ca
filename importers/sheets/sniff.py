"""What a file is, by its first bytes: extensions lie."""

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from importers.sheets.refusals import (
    Damaged,
    EmptyFile,
    Encrypted,
    FileMissing,
    IsFolder,
    NotAWorkbook,
    NotReadable,
)
from locales.messages import N_, Message


class FileKind(StrEnum):
    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"


HEAD = 4096
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PLAIN_TEXT = N_("plain text")
_OTHERS: tuple[tuple[bytes, Message], ...] = (
    (rb"%PDF", N_("a PDF document")),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM..\x00\x00|II\*\x00|MM\x00\*", N_("a picture")),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", N_("a packed archive")),
    (rb"\s*(\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|meta|table|style|script)\b", N_("a web page")),
    (rb"\s*(\xef\xbb\xbf)?\s*<\?xml", N_("an XML document")),
    (rb"\{\\rtf", N_("a text document")),
    (rb"SQLite format 3\x00", N_("a database")),
)


def kind_of(path: Path) -> FileKind:
    """How `path` is to be read.

    Raises FileMissing, IsFolder, NotReadable, EmptyFile, Damaged, Encrypted, NotAWorkbook.
    """
    head = _head(path)
    if not head.strip(b"\x00\t\n\r "):
        raise EmptyFile(path.name)
    if head.startswith(b"PK"):
        return _kind_of_archive(path)
    if head.startswith(_COMPOUND):
        return _kind_of_compound(path)
    for start, holds in _OTHERS:
        if re.match(start, head, re.IGNORECASE | re.DOTALL):
            raise NotAWorkbook(path.name, holds)
    if not _is_text(head):
        raise NotAWorkbook(path.name, N_("neither text nor a workbook"))
    return FileKind.TEXT


def only_text(path: Path) -> NotAWorkbook:
    """The refusal for a text that is called a workbook and turns out to be no sheet either."""
    return NotAWorkbook(path.name, _PLAIN_TEXT)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except FileNotFoundError:
        raise FileMissing(str(path)) from None
    except OSError as error:
        raise (IsFolder if path.is_dir() else NotReadable)(str(path)) from error


def _kind_of_archive(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
            manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise Damaged(path.name) from error
    if "opendocument.spreadsheet" in mime:
        if b"encryption-data" in manifest:
            raise Encrypted(path.name)
        return FileKind.ODS
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        return FileKind.XLSX
    raise NotAWorkbook(path.name, _archive_of(names, mime))


def _archive_of(names: set[str], mime: str) -> Message:
    if "opendocument" in mime or any(name.startswith("word/") for name in names):
        return N_("a text document")
    if any(name.startswith("ppt/") for name in names):
        return N_("a presentation")
    if any(name.endswith(".iwa") for name in names):
        return N_("a Numbers document")
    return N_("a packed archive")


def _kind_of_compound(path: Path) -> FileKind:
    """Excel 97 to 2003, or the coat that Office puts around an encrypted workbook; names stand in UTF-16."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Encrypted(path.name)
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return FileKind.XLS
    if "WordDocument".encode("utf-16-le") in data:
        raise NotAWorkbook(path.name, N_("a text document"))
    raise Damaged(path.name)


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if looks_like_utf_16(head) is not None:
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0c\x1a" for byte in head)
    return controls <= 4 + len(head) // 50


def looks_like_utf_16(head: bytes) -> str | None:
    """The byte order of UTF-16 without a mark, told by where the zero bytes of separators and digits stand."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 20 < len(head) or max(even, odd) < 4 * min(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
