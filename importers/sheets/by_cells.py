"""What a column is by what its cells look like, where its header is missing, not known, or says too little (X1).

A suggestion that is always said. It never goes over a header that is known, gives no field that another column gives,
and is none at all where the cells look like two things.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from importers.sheets import dates, money
from importers.sheets.cells import Cell, Row
from importers.sheets.folding import folded
from importers.sheets.headers import MOST_COLUMNS, Header, Heading, by_letters, header_text, heading_of
from importers.sheets.kind import Column, SheetKind
from importers.sheets.recognise import How
from importers.sheets.understood import Circumstances, NotUnderstood, Orders, narrow, says_nothing
from store.readings import HAN

_LEAST = 3
"""So many cells at least tell what a column is."""
_MOST = 0.8
"""What part of them must look so."""
_ALL_DIFFERENT = 0.9
_RECENT = 12
"""Years within which goods were bought whose warranty cards come in."""
_GROWN = 15
"""Years ago that those were born who send them."""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方"
    "邹熊白孟秦邱侯江尹薛闫雷段史龙黎贺陶顾毛郝龚邵万覃武钱戴严莫孔向常汤康易乔牛倪庞樊殷施申翟颜聂欧耿关焦骆柳祝左甘路季涂俞翁齐章"
)
_CHINESE_NAME = re.compile(f"(?:[{SURNAMES}]|欧阳|上官|司马|诸葛|慕容|皇甫|东方|尉迟|令狐)[{HAN}]{{1,2}}")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[A-Za-z]{2,}")
_SERIAL = re.compile(r"(?=.*[A-Z])(?=.*\d)[A-Z0-9][A-Z0-9-]{5,22}[A-Z0-9]")
_CHINESE_ADDRESS = re.compile(r"[省市区县镇乡村路街巷弄道号室栋幢楼]|小区|单元|花园|新村")
_WESTERN_ADDRESS = re.compile(
    r"\b(?:rue|avenue|av|boulevard|bd|place|chemin|impasse|allee|allée|route|quai|cours|street|st|road|rd|lane|ln|drive"
    r"|close|way|terrace|gardens|gate|crescent|court|square|house|flat|park)\b",
    re.IGNORECASE,
)
_POSTCODES = {
    "CN": r"\d{6}", "FR": r"\d{5}", "US": r"\d{5}(?:-\d{4})?", "SG": r"\d{6}", "BE": r"\d{4}", "CH": r"\d{4}",
    "CA": r"[A-Z]\d[A-Z] ?\d[A-Z]\d", "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "IE": r"[A-Z]\d[\dW] ?[A-Z\d]{4}",
    "TW": r"\d{3}(?:\d{2,3})?",
}  # fmt: skip

Look = Callable[[Sequence[Cell], SheetKind, Circumstances], str | None]


def read_by_cells(header: Header, kind: SheetKind, rows: Iterable[Row], around: Circumstances) -> Header:
    """The headings, with what the cells of those not known look like; columns without a header, but with cells, too."""
    data = [row for row in rows if row.number > header.row and sum(cell is not None for cell in row.cells) > 1]
    headings = [*header.headings, *_without_header(header, data)]
    given = {one.column.name for one in headings if one.column is not None}
    suggested: dict[int, Column] = {}
    for heading in headings:
        if heading.how is How.NOT and heading.column is None:
            name = looks_like([row[heading.place] for row in data], kind, around)
            one = kind.column_named(name) if name and name not in given else None
            if one is not None and not _says_otherwise(heading, one, kind):
                suggested[heading.place] = one
    names = [one.name for one in suggested.values()]
    read = [
        replace(heading, column=one, how=How.CELLS)
        if (one := suggested.get(heading.place)) is not None and names.count(one.name) == 1
        else heading
        for heading in headings
    ]
    return replace(header, headings=tuple(sorted(read, key=lambda heading: heading.place)))


def header_by_cells(rows: Sequence[Row], kind: SheetKind, around: Circumstances) -> Header | None:
    """The columns of a sheet in which no row of headers is known, if their cells tell all that a row must have.

    The first row is one of headers all the same if its cells do not look like those below.
    """
    widest = max((_filled(row) for row in rows), default=0)
    first = next((row for row in rows if _filled(row) >= max(_LEAST, widest / 2)), None)
    if first is None:
        return None
    below = [row for row in rows if row.number > first.number]
    own = _headings(first, kind)
    named = read_by_cells(Header(first.number, own), kind, below, around)
    nameless = read_by_cells(Header(first.number - 1, ()), kind, [first, *below], around)
    found = nameless if _looks_like_those_below(first, named, kind, around) else named
    return None if found.missing(kind) else found


def looks_like(cells: Sequence[Cell], kind: SheetKind, around: Circumstances) -> str | None:
    """The one field that cells look like; None if they look like none, or like two."""
    filled = [cell for cell in cells if cell is not None and not (isinstance(cell, str) and says_nothing(cell))]
    if len(filled) < _LEAST:
        return None
    found = {name for look in _LOOKS if (name := look(filled, kind, around)) is not None}
    return found.pop() if len(found) == 1 else None


def _filled(row: Row) -> int:
    return sum(cell is not None for cell in row.cells)


def _headings(row: Row, kind: SheetKind) -> tuple[Heading, ...]:
    places = [place for place, cell in enumerate(row.cells[:MOST_COLUMNS]) if header_text(cell)]
    texts = [header_text(row[place]) for place in places]
    found = kind.found_of(texts, near=True)
    return tuple(
        heading_of(place, text if texts.count(text) == 1 else f"{text} {by_letters(place)}", one)
        for place, text, one in zip(places, texts, found, strict=True)
    )


def _without_header(header: Header, data: Sequence[Row]) -> Iterator[Heading]:
    """A heading for each column that has cells and no header."""
    placed = {heading.place for heading in header.headings} | header.left_out
    for place in range(min(MOST_COLUMNS, max((len(row.cells) for row in data), default=0))):
        if place not in placed and any(row[place] is not None for row in data):
            yield Heading(place, by_letters(place), None, How.NOT)


def _says_otherwise(heading: Heading, suggested: Column, kind: SheetKind) -> bool:
    """Whether the header speaks of another field: the phone of a dealer is no customer's phone."""
    text = folded(heading.header)
    return any(
        len(known) >= (2 if not known.isascii() else 4) and known in text and one.field != suggested.field
        for known, one in kind.headers.items()
    )


def _looks_like_those_below(first: Row, named: Header, kind: SheetKind, around: Circumstances) -> bool:
    """Whether a first row is data as well: most of its cells look as their columns do."""
    found = [one for one in named.headings if one.how is How.CELLS and one.column is not None]
    alike = sum(
        one.column is not None
        and looks_like([first[one.place]] * _LEAST, kind, around) in (one.column.name, None)
        and not _is_word(first[one.place])
        for one in found
    )
    return bool(found) and alike * 2 > len(found)


def _is_word(cell: Cell) -> bool:
    """Whether a cell can hardly be a value: letters only, and no name."""
    return (
        isinstance(cell, str)
        and not any(char.isdigit() or char == "@" for char in cell)
        and not _CHINESE_NAME.fullmatch(cell.replace(" ", ""))
    )


def _most(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> bool:
    return sum(test(cell) for cell in cells) >= _MOST * len(cells)


def _texts(cells: Sequence[Cell], test: Callable[[str], object]) -> bool:
    """Whether most cells are texts, or whole numbers, of which something is true."""
    return _most(cells, lambda cell: _is_text(cell) and bool(test(narrow(cell))))


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str | int) and not isinstance(cell, bool)


def _email(cells: Sequence[Cell], kind: SheetKind, around: Circumstances) -> str | None:  # noqa: ARG001
    return "email" if _texts(cells, _EMAIL.fullmatch) else None


def _phone(cells: Sequence[Cell], kind: SheetKind, around: Circumstances) -> str | None:  # noqa: ARG001
    from importers.sheets import phones  # brings the numbering plans of every country with it

    def is_phone(cell: Cell) -> bool:
        if not _is_text(cell) or sum(char.isdigit() for char in narrow(cell)) < 8:
            return False
        try:
            return bool(phones.phones(cell, around.country))
        except NotUnderstood:
            return False

    return "phone" if _most(cells, is_phone) else None


def _day(cells: Sequence[Cell], kind: SheetKind, around: Circumstances) -> str | None:  # noqa: ARG001
    orders, _ = dates.decide(cells, around)
    found = [day for cell in cells if (day := _as_day(cell, around, orders)) is not None and day <= around.today]
    if len(found) < _MOST * len(cells):
        return None
    if all(around.today.year - day.year <= _RECENT for day in found):
        return "purchased_on"
    old = sum(around.today.year - day.year >= _GROWN for day in found)
    return "birth_date" if old >= _MOST * len(found) else None


def _as_day(cell: Cell, around: Circumstances, orders: Orders) -> date | None:
    """The day that a cell is written as; a bare number is none."""
    if isinstance(cell, int | float) or (isinstance(cell, str) and narrow(cell).isdigit()):
        return None
    try:
        return dates.day(cell, around, orders)
    except NotUnderstood:
        return None


def _gender(cells: Sequence[Cell], kind: SheetKind, around: Circumstances) -> str | None:  # noqa: ARG001
    column = kind.column_named("gender")
    if column is None:
        return None
    return "gender" if _texts(cells, lambda text: folded(text) in column.choices) else None


def _postcode(cells: Sequence[Cell], kind: SheetKind, around: Circumstances) -> str | None:  # noqa: ARG001
    shape = _POSTCODES.get(around.country)
    return "postcode" if shape and _texts(cells, re.compile(shape, re.IGNORECASE).fullmatch) else None


def _amount(cells: Sequence[Cell], kind: SheetKind, around: Circumstances) -> str | None:  # noqa: ARG001
    return "price" if _most(cells, lambda cell: money.named_currency(cell, around) is not None) else None


def _serial(cells: Sequence[Cell], kind: SheetKind, around: Circumstances) -> str | None:
    texts = [narrow(cell).upper().replace(" ", "") for cell in cells if isinstance(cell, str)]
    if len(set(texts)) < _ALL_DIFFERENT * len(cells) or _postcode(cells, kind, around):
        return None
    return "serial" if _texts(cells, lambda text: _SERIAL.fullmatch(text.upper().replace(" ", ""))) else None


def _name(cells: Sequence[Cell], kind: SheetKind, around: Circumstances) -> str | None:  # noqa: ARG001
    return "name" if _texts(cells, lambda text: _CHINESE_NAME.fullmatch(text.replace(" ", ""))) else None


def _address(cells: Sequence[Cell], kind: SheetKind, around: Circumstances) -> str | None:  # noqa: ARG001
    def is_address(text: str) -> bool:
        if len(text) >= 6 and len(set(_CHINESE_ADDRESS.findall(text))) >= 2:
            return True
        return any(char.isdigit() for char in text) and _WESTERN_ADDRESS.search(text) is not None

    return "address" if _texts(cells, is_address) else None


_LOOKS: Sequence[Look] = (_email, _phone, _day, _gender, _postcode, _amount, _serial, _name, _address)
