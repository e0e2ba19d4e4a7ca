"""The process in which workbooks are read, so that a file that kills its reader does not kill the program.

Run as `child.main(path, engine, bytes)`: answers pickled requests on standard input with pickled frames on standard
output. A request is ("rows", sheet, limit) or ("forget", sheet). Each request is answered by frames
("rows", start column, [row, …]) and closed by ("done",) or ("error", name). The first frame, unasked, is
("sheets", [(name, visible), …]).
"""

import os
import pickle
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, Protocol

BATCH = 2000


class Engine(Protocol):
    """What reads one kind of file: calamine any workbook, openpyxl those xlsx that calamine refuses."""

    def sheets(self) -> list[tuple[str, bool]]: ...

    def rows(self, sheet: str, limit: int | None) -> Iterator[tuple[int, list[Any]]]:
        """Each row with the column its values start at. Rows above the data are given too, empty."""
        ...

    def forget(self, sheet: str) -> None: ...


class Calamine:
    def __init__(self, path: str) -> None:
        from python_calamine import CalamineWorkbook

        self._book = CalamineWorkbook.from_path(path)
        self._kept: dict[str, Any] = {}

    def sheets(self) -> list[tuple[str, bool]]:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        return [
            (sheet.name, sheet.visible == SheetVisibleEnum.Visible)
            for sheet in self._book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]

    def rows(self, sheet: str, limit: int | None) -> Iterator[tuple[int, list[Any]]]:
        found = self._kept.get(sheet)
        if found is None:
            found = self._kept[sheet] = self._book.get_sheet_by_name(sheet)
        if found.start is None:
            return
        if limit is not None:
            for row in found.to_python(skip_empty_area=False, nrows=limit):
                yield 0, [] if row.count("") == len(row) else row
            return
        first_column = found.start[1]
        for row in found.iter_rows():
            yield first_column, [] if row.count("") == len(row) else row

    def forget(self, sheet: str) -> None:
        self._kept.pop(sheet, None)


class Openpyxl:
    def __init__(self, path: str) -> None:
        from openpyxl import load_workbook  # type: ignore[import-untyped]

        self._book = load_workbook(path, read_only=True, data_only=True)

    def sheets(self) -> list[tuple[str, bool]]:
        return [(sheet.title, sheet.sheet_state == "visible") for sheet in self._book.worksheets]

    def rows(self, sheet: str, limit: int | None) -> Iterator[tuple[int, list[Any]]]:
        found = self._book[sheet]
        found.reset_dimensions()
        for row in found.iter_rows(values_only=True, max_row=limit):
            yield 0, list(row)

    def forget(self, sheet: str) -> None:
        """Nothing is kept."""


_ENGINES: dict[str, type[Calamine] | type[Openpyxl]] = {"calamine": Calamine, "openpyxl": Openpyxl}


def main(path: str, engine: str, limit: int) -> None:
    """Serve requests until standard input ends, with at most `limit` bytes of memory."""
    from store.system import limit_memory

    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    limit_memory(limit)
    try:
        book = _ENGINES[engine](path)
        _send(answers, ("sheets", book.sheets()))
    except BaseException as error:  # a panic in Rust is no Exception
        _send(answers, ("error", type(error).__name__))
        return
    while True:
        try:
            request = pickle.load(requests)
        except EOFError:
            return
        _serve(book, request, answers)


def _serve(book: Engine, request: tuple[Any, ...], answers: BinaryIO) -> None:
    try:
        if request[0] == "forget":
            book.forget(request[1])
        else:
            _send_rows(book.rows(request[1], request[2]), answers)
        _send(answers, ("done",))
    except BrokenPipeError:
        raise
    except BaseException as error:  # a panic in Rust is no Exception
        _send(answers, ("error", type(error).__name__))


def _send_rows(rows: Iterator[tuple[int, list[Any]]], answers: BinaryIO) -> None:
    batch: list[list[Any]] = []
    start = 0
    for start, row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            _send(answers, ("rows", start, batch))
            batch = []
    if batch:
        _send(answers, ("rows", start, batch))


def _send(answers: BinaryIO, frame: tuple[Any, ...]) -> None:
    pickle.dump(frame, answers, protocol=pickle.HIGHEST_PROTOCOL)
    answers.flush()
