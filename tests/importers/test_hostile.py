"""Files made to harm (X1): each is answered by one sentence, or its rows are judged as always; the room is unchanged.

How long they take and how much memory, and files too big for here, are in the bench `hostile`.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from importers.sheets import bring, refusals
from importers.sheets.text_sheet import _LONGEST_LINE
from locales.words import LANGUAGES, words
from store import database
from store.access import Actor
from store.acts import bring_in
from store.acts.plans import Outcome
from store.errors import Refused
from tests.conftest import open_furnished
from tests.importers.workbooks import HEADERS, line, raw

MEGABYTE = 1 << 20
HEAD = line(1, *(f"{letter}={header}" for letter, header in zip("ABCDEF", HEADERS, strict=True)))
ROWS = "".join(line(number, f"A=李{number}", f"D=KA{number}") for number in range(2, 202))
ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
STRINGS = "<sst><si><t>&b;</t></si></sst>"


@pytest.fixture
def clerk(sqlite_url: str) -> Actor:
    return open_furnished(sqlite_url).clerk


def text(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def cut(path: Path) -> Path:
    data = raw(path, HEAD + ROWS).read_bytes()
    return text(path, data[: len(data) * 2 // 3])


REFUSED: dict[str, tuple[type[Refused], Callable[[Path], Path]]] = {
    "zip bomb": (
        refusals.TooLarge,
        lambda path: raw(path, HEAD + ROWS, parts={"xl/media/x.xml": " " * (65 * MEGABYTE)}),
    ),
    "row without end": (
        refusals.ReaderGaveUp,
        lambda path: raw(path, "<row>" + "<c><v>1</v></c>" * (MEGABYTE + MEGABYTE // 4)),
    ),
    "entity bomb": (refusals.NotAWorkbook, lambda path: raw(path, HEAD + ROWS, head=ENTITIES)),
    "entity bomb in the strings": (
        refusals.NotAWorkbook,
        lambda path: raw(path, HEAD, parts={"xl/sharedStrings.xml": ENTITIES + STRINGS}),
    ),
    "cut short": (refusals.Damaged, cut),
    "row 4,000,000,000": (
        refusals.FarCell,
        lambda path: raw(path, HEAD + ROWS + '<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>'),
    ),
    "line without end": (refusals.BrokenText, lambda path: text(path, b"a,b\n" + b"x" * (_LONGEST_LINE + 9))),
}


@pytest.mark.parametrize(("refusal", "make"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_made_to_harm_is_refused_in_one_sentence(
    clerk: Actor, tmp_path: Path, refusal: type[Refused], make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / "march.xlsx")
    with pytest.raises(refusal) as refused:
        bring.stage(clerk, path)
    for language in LANGUAGES:
        assert "march.xlsx" in words(language)(refused.value.message, **refused.value.values)
    assert database.rows("select count(*) from import") == [(0,)]


def formulas() -> str:
    """Names worked out by a formula, serials fetched from another workbook."""
    return "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><f>"李"&amp;{n}</f><v>李{n}</v></c>'
        f'<c r="D{n}" t="str"><f>[1]Sheet!A{n}</f><v>KA{n}</v></c></row>'
        for n in range(2, 202)
    )


BLANK = "".join(
    f'<row r="{n}" s="1">'
    + "".join(f'<c r="{letter}{n}" s="1"/>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    + "</row>"
    for n in range(300, 2300)
)
LINKS = (
    '<externalLink xmlns="x"><externalBook><sheetNames><sheetName val="S"/></sheetNames></externalBook></externalLink>'
)
CONTROLS = ROWS.replace(">李", ">李_x0007_").replace("KA", "_x0000_KA")
READ: dict[str, Callable[[Path], Path]] = {
    "a false dimension": lambda path: raw(path, HEAD + ROWS, before='<dimension ref="A1:XFD1048576"/>'),
    "blank styled cells": lambda path: raw(path, HEAD + ROWS + BLANK),
    "formulas with values": lambda path: raw(path, HEAD + formulas()),
    "external links": lambda path: raw(path, HEAD + ROWS, parts={"xl/externalLinks/externalLink1.xml": LINKS}),
    "control characters": lambda path: raw(path, HEAD + CONTROLS),
    "NUL in a text": lambda path: text(
        path,
        "姓名,机号\n".encode()
        + "".join(f"李{n},KA{n}\n".replace("李", "李\0\1" if n % 9 == 2 else "李") for n in range(2, 202)).encode(),
    ),
    "too many styles": lambda path: raw(
        path,
        HEAD + ROWS,
        parts={"xl/styles.xml": "<styleSheet><cellXfs>" + '<xf numFmtId="0"/>' * 70_000 + "</cellXfs></styleSheet>"},
    ),
}


@pytest.mark.parametrize("make", READ.values(), ids=READ.keys())
def test_what_is_only_odd_is_judged_as_always(clerk: Actor, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    plan = bring.stage(clerk, make(tmp_path / "march.xlsx"))
    assert plan.counts[Outcome.NEW] == plan.rows == 200
    first = bring_in.plan_rows(clerk, plan.id, limit=1)[0]
    assert (first.values["name"], first.values["serial"]) == ("李2", "KA2")
