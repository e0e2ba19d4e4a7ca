"""Takes a list of cards out once, or writes the cells of one by openpyxl alone, and prints the CPU seconds it took;
`tests.bench.export` measures with it.

    python -m tests.bench.export_once URL ROWS FILE          the export
    python -m tests.bench.export_once --floor FILE ANOTHER   the same cells by openpyxl
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any

from importers.sheets import export as exporting
from locales.words import words
from store import access, database
from store.acts import lists, rooms
from store.wanted import Wanted

Written = tuple[Any, str]
"""A value and its number format."""


def export(url: str, rows: int, file: Path) -> float:
    rooms.open_room(url)
    actor = access.actor_of(database.rows('select id from staff where "user" = ?', ("manager",))[0][0])
    start = process_time()
    records = islice(lists.records(actor, Wanted("cards", order="number")), rows)
    written = exporting.export(actor, exporting.CARDS, records, file, words("zh_CN"), purpose="bench")
    took = process_time() - start
    assert written == rows, f"{written:,} rows of {rows:,}"
    return took


def floor(file: Path, another: Path) -> float:
    """As openpyxl's documentation has it: bare values, and cells of their own where a number format is wanted."""
    from openpyxl import Workbook, load_workbook
    from openpyxl.cell import WriteOnlyCell

    read = load_workbook(file, read_only=True).worksheets[0]
    cells = [[(cell.value, cell.number_format) if cell.value is not None else None for cell in row] for row in read]
    start = process_time()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()

    def made(row: Sequence[Written | None]) -> Iterator[Any]:
        for cell in row:
            if cell is None or cell[1] == "General":
                yield cell and cell[0]
            else:
                own = WriteOnlyCell(sheet, value=cell[0])
                own.number_format = cell[1]
                yield own

    for row in cells:
        sheet.append(made(row))
    book.save(another)
    return process_time() - start


if __name__ == "__main__":
    first, second, third = sys.argv[1:]
    if first == "--floor":
        print(floor(Path(second), Path(third)))
    else:
        print(export(first, int(second), Path(third)))
