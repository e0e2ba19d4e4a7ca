"""A streaming look at a zipped workbook before any reader touches it.

It protects the readers (bombs, entities, a stray value in the last cell of the sheet) and finds what they hide: error
cells and formulas without a value, which calamine gives as empty; hidden rows; the year from which days are counted.
Nothing is unpacked to disk and no part is held whole, but for the workbook's own short list of sheets.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree
from xml.parsers import expat

from importers.sheets.cells import column_letters, column_number
from importers.sheets.refusals import Damaged, FarCell, NotAWorkbook, ReaderGaveUp, TooLarge
from locales.messages import N_

MEGABYTES = 1500
"""What all parts of a workbook may unpack to."""
PACKED_MEGABYTES, MOST_PACKED = 64, 250
"""A part of more megabytes than these that is packed to less than one in so many is made to harm: what an office types
is packed to one in ten or twenty."""
LAST_ROW = 1 << 20
LAST_COLUMN = 1 << 10
_CHUNK = 1 << 20
_LONGEST_ROW = 16 << 20

_N = rb"<(?:\w+:)?"
_ROW = re.compile(_N + rb"row\b([^>]*)>")
_ROW_OR_CELL = re.compile(rb"(<(?:\w+:)?)(row|c)(?=[\s>/])([^>]*?)(/?)>")
_NAMELESS_CELL = re.compile(_N + rb"c(?=[\s>/])(?![^>]*\sr=)")
_ERROR = re.compile(_N + rb"c\s([^>]*\bt=[\"']e[\"'][^>/]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_NO_VALUE = re.compile(
    _N + rb"c(?=[\s>])([^>/]*)>\s*" + _N + rb"f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:" + _N + rb"v\s*/>|" + _N + rb"v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MAY_BE_FAR = re.compile(rb"=[\"'](?:[A-Z]{3}|[A-Z]{1,2}\d{7})")
"""What a far cell has at least: a third of the time that it takes to find one."""
_FAR = re.compile(_N + rb"c\s[^>]*\br=[\"']([A-Z]{3,}\d+|[A-Z]+\d{7,})[\"'](?:[^>]*[^>/])?>")
_VALUE = re.compile(_N + rb"v>([^<]*)<")
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
_ROW_NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)

Place = tuple[int, int]
"""Row as Excel counts, column from 0."""


@dataclass(slots=True)
class SheetFacts:
    """What a look found in one sheet: error cells by place ("" for a formula without value), hidden rows, and the rows
    whose numbers are shown with a currency, by column and number format."""

    errors: dict[Place, str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    priced: dict[int, dict[str, list[int]]] = field(default_factory=dict)

    def note_priced(self, row: int, column: int, code: str) -> None:
        self.priced.setdefault(column, {}).setdefault(code, []).append(row)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a look found in a workbook: its sheets by name, and whether days are counted from 1904."""

    sheets: dict[str, SheetFacts]
    from_1904: bool = False


def look_at_archive(path: Path, megabytes: int = MEGABYTES) -> None:
    """Refuse what would harm a reader, in any kind of zipped workbook. Raises TooLarge, NotAWorkbook, Damaged."""
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                total += part.file_size
                if total > megabytes << 20:
                    raise TooLarge(path.name, megabytes)
                if part.file_size > PACKED_MEGABYTES << 20 and part.file_size > part.compress_size * MOST_PACKED:
                    raise TooLarge(path.name, PACKED_MEGABYTES)
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        _refuse_entities(path, stream.read(_CHUNK if part.filename.endswith(".rels") else 4096))
    except UNREADABLE as error:
        raise Damaged(path.name) from error


def look_at_xlsx(path: Path) -> Facts:
    """Every visible sheet's facts. Raises FarCell, ReaderGaveUp, Damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts, from_1904 = _sheets(archive)
            priced = _Priced(_formats(archive))
            facts = {name: _look_at_sheet(path, archive, name, part, priced) for name, part in parts.items()}
    except (*UNREADABLE, ElementTree.ParseError, expat.ExpatError) as error:
        raise Damaged(path.name) from error
    return Facts(facts, from_1904)


UNREADABLE = (zipfile.BadZipFile, OSError, KeyError, EOFError, RuntimeError, NotImplementedError, ValueError)


def _refuse_entities(path: Path, head: bytes) -> None:
    """A workbook has no document type of its own; one that has is made to harm."""
    if _DOCTYPE.search(head) or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotAWorkbook(path.name, N_("parts that no spreadsheet program writes"))


def _sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """The visible worksheets' parts by name, in the workbook's order, and whether days are counted from 1904."""
    main = _main_part(archive)
    targets = worksheets_of(archive, main)
    root = ElementTree.fromstring(archive.read(main))
    parts: dict[str, str] = {}
    from_1904 = False
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            from_1904 = element.get("date1904") in ("1", "true", "on")
        if tag == "sheet" and element.get("state", "visible") == "visible":
            link = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
            if link in targets:
                parts[element.get("name", "")] = targets[link]
    return parts, from_1904


class _Priced:
    """Finds the cells whose style shows a currency; does nothing in a workbook that has no such style."""

    def __init__(self, formats: dict[int, str]) -> None:
        self._formats = formats
        styles = b"|".join(str(style).encode() for style in formats)
        self._cell = re.compile(_N + rb"c\s((?=[^>]*\bs=[\"'](" + styles + rb")[\"'])[^>]*[^/>])>") if formats else None

    def note(self, block: bytes, facts: SheetFacts) -> None:
        for matched in self._cell.finditer(block) if self._cell else ():
            reference = _REFERENCE.search(matched[1])
            if reference:
                code = self._formats[int(matched[2])]
                facts.note_priced(int(reference[2]), column_number(reference[1].decode()), code)


def shows_currency(code: str) -> bool:
    """Whether a number format may show a currency: by a sign, or by a text of its own that is no part of a date."""
    return _CURRENCY.search(code) is not None


_CURRENCY = re.compile(r'[£€¥￥]|\[\$[^\]-]|"[^"]*(?:\$|元|[A-Za-z]{2,})[^"]*"')
MOST_STYLES = 1 << 16
"""So many styles of cells a workbook may have."""


def _formats(archive: zipfile.ZipFile) -> dict[int, str]:
    """The number formats that show a currency, by the style of the cells that have them."""
    name = next((name for name in archive.namelist() if name.lower().endswith("/styles.xml")), None)
    if name is None:
        return {}
    styles = _Styles()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = styles.start, styles.end
    with archive.open(name) as stream:
        while (chunk := stream.read(_CHUNK)) and not styles.ended:
            parser.Parse(chunk)
    return styles.found


class _Styles:
    """Follows a workbook's styles up to the end of those of its cells."""

    def __init__(self) -> None:
        self.found: dict[int, str] = {}
        self.ended = False
        self._codes: dict[str, str] = {}
        self._style = -1
        self._within = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "numFmt" if shows_currency(attributes.get("formatCode", "")):
                self._codes[attributes.get("numFmtId", "")] = attributes["formatCode"]
            case "cellXfs":
                self._within = True
            case "xf" if self._within:
                self._style += 1
                self.ended |= self._style >= MOST_STYLES
                if (code := self._codes.get(attributes.get("numFmtId", ""))) is not None:
                    self.found[self._style] = code

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "cellXfs":
            self._within, self.ended = False, True


def _main_part(archive: zipfile.ZipFile) -> str:
    for relation in ElementTree.fromstring(archive.read("_rels/.rels")):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def worksheets_of(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The worksheets that `part` links to, by the link's id."""
    folder = PurePosixPath(part).parent
    root = ElementTree.fromstring(archive.read(str(folder / "_rels" / (PurePosixPath(part).name + ".rels"))))
    found = {}
    for relation in root:
        target = relation.get("Target", "")
        if relation.get("Type", "").endswith("/worksheet"):
            found[relation.get("Id", "")] = target.lstrip("/") if target.startswith("/") else str(folder / target)
    return found


def _look_at_sheet(path: Path, archive: zipfile.ZipFile, name: str, part: str, priced: _Priced) -> SheetFacts:
    facts = SheetFacts()
    row = 0
    for block in _blocks(path, archive, part):
        _refuse_far_cells(path, name, block)
        _note_errors(block, row, facts)
        priced.note(block, facts)
        for matched in _ROW.finditer(block):
            numbered = _ROW_NUMBER.search(matched[1])
            row = int(numbered[1]) if numbered else row + 1
            if row > LAST_ROW:
                raise FarCell(path.name, name, f"A{row}")
            if _HIDDEN.search(matched[1]) and not matched[1].endswith(b"/"):
                facts.hidden_rows.append(row)
    return facts


def _blocks(path: Path, archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end where a row ends. Raises ReaderGaveUp for a row without end."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            rest += chunk
            end = rest.rfind(b"row>") + 4
            if end > 4:
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > _LONGEST_ROW:
                raise ReaderGaveUp(path.name)
    yield rest


def _refuse_far_cells(path: Path, sheet: str, block: bytes) -> None:
    if _MAY_BE_FAR.search(block) is None:
        return
    for matched in _FAR.finditer(block):
        letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", matched[1].decode()).groups()  # type: ignore[union-attr]
        if len(letters) > 3 or column_number(letters) >= LAST_COLUMN or int(digits) > LAST_ROW:
            raise FarCell(path.name, sheet, letters + digits)


def _note_errors(block: bytes, before: int, facts: SheetFacts) -> None:
    """`before` is the number of the last row before the block."""
    errors, formulas = b't="e"' in block or b"t='e'" in block, b"<f" in block or b":f" in block
    if (errors or formulas) and _NAMELESS_CELL.search(block):
        block = _named(block, before)
    for matched in _ERROR.finditer(block) if errors else ():
        value = _VALUE.search(matched[2])
        _note(facts, matched[1], value[1].decode("utf-8", "replace") if value else "#N/A")
    for matched in _NO_VALUE.finditer(block) if formulas else ():
        _note(facts, matched[1], "")


def _note(facts: SheetFacts, attributes: bytes, code: str) -> None:
    reference = _REFERENCE.search(attributes)
    if reference:
        facts.errors.setdefault((int(reference[2]), column_number(reference[1].decode())), code)


def _named(block: bytes, row: int) -> bytes:
    """The block with a place written into each cell that has none: it follows the cell before it."""
    column = -1

    def name(matched: re.Match[bytes]) -> bytes:
        nonlocal row, column
        start, tag, attributes, end = matched.groups()
        if tag == b"row":
            numbered = _ROW_NUMBER.search(attributes)
            row, column = int(numbered[1]) if numbered else row + 1, -1
            return matched[0]
        reference = _REFERENCE.search(attributes)
        column = column_number(reference[1].decode()) if reference else column + 1
        place = b"" if reference else f' r="{column_letters(column)}{row}"'.encode()
        return start + tag + attributes + place + end + b">"

    return _ROW_OR_CELL.sub(name, block)
