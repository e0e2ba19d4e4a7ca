"""How long, and how much memory, do files take that are made to harm?

Bar: 10 s and 500 MB each, until they are refused or their rows are understood. Bombs, rows without end, ten million
blank styled cells round two hundred rows. Memory is the most that the reading program and its child hold at once, by
the kernel; what it does not show is the writing of a plan, which is a sound sheet's as well.
"""

import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from importers.sheets.cells import column_letters
from tests.bench.figures import Figure
from tests.importers import workbooks
from tests.importers.test_hostile import HEAD, ROWS

SECONDS, MEGABYTES = 10.0, 500.0
_MEGABYTE = 1 << 20
_PLACE = "@rows@"
_PROGRAM = """
import resource, sys
from contextlib import closing
from datetime import date
from pathlib import Path
from importers.sheets import reader
from importers.sheets.choose import Told, choose
from importers.sheets.judge import Judge
from importers.sheets.understood import Circumstances
from importers.sheets.warranty import WARRANTY
from store.errors import Refused
around = Circumstances("CN", "CNY", date(2026, 11, 1))
path = Path(sys.argv[1])
try:
    with closing(reader.open_book(path)) as book:
        chosen = choose(book, path, WARRANTY, None, Told(around, {}, {}))
        judge = Judge(WARRANTY, chosen.header, around)
        judge.learn(book.rows(chosen.sheet))
        print(sum(1 for _ in judge.rows(book.rows(chosen.sheet))))
except Refused as refused:
    print(type(refused).__name__)
own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(own.split()[1]) // 1024 + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        for name, (answer, make) in FILES.items():
            path = make(Path(folder) / "hostile.xlsx")
            begun = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", _PROGRAM, str(path)], capture_output=True, text=True, check=True
            )
            took = time.perf_counter() - begun
            said, memory = done.stdout.split()
            assert said == answer, (name, said)
            path.unlink()
            yield Figure(f"{name}: {answer}", took, "s", bar=SECONDS)
            yield Figure(f"{name}: memory", float(memory), "MB", bar=MEGABYTES)


def _big(path: Path, chunk: Callable[[int], str], times: int, before: str = "", after: str = "") -> Path:
    """A workbook whose sheet is written piece by piece."""
    small = workbooks.raw(path.with_suffix(".small"), _PLACE)
    with zipfile.ZipFile(small) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in source.namelist():
            content = source.read(name).decode()
            if _PLACE not in content:
                archive.writestr(name, content)
                continue
            start, end = content.split(_PLACE)
            with archive.open(name, "w", force_zip64=True) as part:
                part.write((start + before).encode())
                for number in range(times):
                    part.write(chunk(number).encode())
                part.write((after + end).encode())
    small.unlink()
    return path


_LETTERS = [column_letters(place) for place in range(100)]


def _blank(number: int) -> str:
    cells = "".join(f'<c r="{letters}{number + 300}" s="1"/>' for letters in _LETTERS)
    return f'<row r="{number + 300}">{cells}</row>'


def _text(path: Path) -> Path:
    path.write_bytes("姓名,机号\n".encode() + b"a" * (200 * _MEGABYTE))
    return path


def _strings(path: Path) -> Path:
    return workbooks.raw(path, HEAD + ROWS, parts={"xl/sharedStrings.xml": "<si><t>a</t></si>" * (12 * _MEGABYTE)})


FILES: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "a bomb of 2 GB": ("TooLarge", lambda path: _big(path, lambda _: f"<row>{'a' * _MEGABYTE}</row>", 2000)),
    "a bomb of strings": ("TooLarge", _strings),
    "a row without end": ("ReaderGaveUp", lambda path: _big(path, lambda _: "<c><v>1</v></c>" * 70_000, 100, "<row>")),
    "a line of 200 MB": ("BrokenText", _text),
    "10 million blank cells": ("200", lambda path: _big(path, _blank, 100_000, HEAD + ROWS)),
}
