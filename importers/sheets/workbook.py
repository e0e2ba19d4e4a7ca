"""A workbook as the program sees it: a process apart reads the file and hands over numbered rows."""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from importers.sheets.refusals import Damaged, Encrypted, ReaderGaveUp

MEMORY, MEMORY_AT_FIRST, MEMORY_A_BYTE = 3 << 30, 448 << 20, 64
"""Bytes that the reading process may have: at most, and for a small file, and for each byte of the file besides. A
small file that needs much is made to harm."""
_ROOT = str(Path(__file__).resolve().parents[2])
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from importers.sheets.child import main; "
_PROGRAM += "main(sys.argv[2], sys.argv[3], int(sys.argv[4]))"
_LOCKED = {"PasswordError"}
_OUT_OF_MEMORY = {"MemoryError"}


class Refuses(Exception):
    """The engine cannot read this; another may."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Workbook:
    """One open workbook. Close it, or use it in `with`."""

    def __init__(self, path: Path, engine: str = "calamine", memory: int | None = None) -> None:
        """Raises Refuses."""
        memory = memory or min(MEMORY_AT_FIRST + path.stat().st_size * MEMORY_A_BYTE, MEMORY)
        self._answering = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM, _ROOT, str(path), engine, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            self.sheets: list[tuple[str, bool]] = self._frame()[1]
        except Refuses:
            self.close()
            raise

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the reading process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._pipe(self._process.stdin).close()
        self._pipe(self._process.stdout).close()

    def rows(self, sheet: str, limit: int | None = None) -> Iterator[tuple[int, int, list[Any]]]:
        """Number, first column and values of each row, the first `limit` or all. Raises Refuses."""
        self._ask(("rows", sheet, limit))
        number = 0
        while (frame := self._frame())[0] != "done":
            for values in frame[2]:
                number += 1
                yield number, frame[1], values

    def forget(self, sheet: str) -> None:
        """Let the reading process drop what it keeps of a sheet."""
        self._ask(("forget", sheet))

    def _ask(self, request: tuple[Any, ...]) -> None:
        """Send a request, once what is left of the answer to the last one is out of the way."""
        while self._answering:
            self._frame()
        self._answering = True
        try:
            pipe = self._pipe(self._process.stdin)
            pickle.dump(request, pipe)
            pipe.flush()
        except OSError as error:
            raise Refuses("died") from error

    def _frame(self) -> tuple[Any, ...]:
        try:
            frame: tuple[Any, ...] = pickle.load(self._pipe(self._process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise Refuses("died") from error
        if frame[0] != "rows":
            self._answering = False
        if frame[0] == "error":
            raise Refuses(frame[1])
        return frame

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe


def refusal(file: str, refuses: Refuses) -> Damaged | Encrypted | ReaderGaveUp:
    """What a person is told when no engine reads the file."""
    if refuses.reason in _LOCKED:
        return Encrypted(file)
    if refuses.reason == "died" or refuses.reason in _OUT_OF_MEMORY:
        return ReaderGaveUp(file)
    return Damaged(file)
