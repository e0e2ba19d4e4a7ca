"""What the program did, a line of JSON each, for whoever looks after it: acts, refusals, faults, how long they took.

Nothing in it is about a customer or a member of staff. What may be told are the names of the parameters of `tell`, and
none of them takes a value that somebody typed: acts and commands are codes, a refusal is its class and the text that is
translated, its places unfilled, a fault the lines of the program through which it came, without what it was working on.
"""

import contextlib
import json
import os
import threading
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from store import system
from store.errors import Refused

MOST = 5 << 20
"""Bytes of a file; then it is put aside under a number, and a new one begun."""
KEPT = 5
"""So many are put aside."""
_TOLD = "_in_log"
_lock = threading.Lock()


class _Log:
    """One file that several processes may write to: each line in one write, behind what is there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.number = self._opened()

    def _opened(self) -> int:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        system.keep_private(self.path)
        return number

    def write(self, line: bytes) -> None:
        if not self._is_current():
            os.close(self.number)
            self.number = self._opened()
        elif os.fstat(self.number).st_size + len(line) > MOST:
            os.close(self.number)
            self._put_aside()
            self.number = self._opened()
        os.write(self.number, line)

    def _is_current(self) -> bool:
        """Whether nobody has put the file aside meanwhile."""
        with contextlib.suppress(OSError):
            return os.path.samestat(os.fstat(self.number), self.path.stat())
        return False

    def _put_aside(self) -> None:
        for n in range(KEPT - 1, 0, -1):
            with contextlib.suppress(OSError):
                os.replace(f"{self.path}.{n}", f"{self.path}.{n + 1}")
        with contextlib.suppress(OSError):
            os.replace(self.path, f"{self.path}.1")

    def close(self) -> None:
        os.close(self.number)


_log: _Log | None = None


def open_file(path: Path) -> None:
    """Tell everything to `path` from now on; only its owner may read it. Raises OSError."""
    global _log
    close()
    _log = _Log(path)


def close() -> None:
    global _log
    if _log is not None:
        _log.close()
    _log = None


def file() -> Path | None:
    """Where everything is told; None where nobody asked for it."""
    return _log.path if _log is not None else None


def tell(
    what: str,
    *,
    act: str | None = None,
    branch: int | None = None,
    number: int | None = None,
    command: str | None = None,
    code: int | None = None,
    seconds: float | None = None,
    error: str | None = None,
    message: str | None = None,
    statement: str | None = None,
    trace: Sequence[str] | None = None,
) -> None:
    """Write a line, if a log is kept. `branch` is its number in the room, `number` that of the journal's entry."""
    if _log is None:
        return
    facts = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "pid": os.getpid(),
        "what": what,
        "act": act,
        "branch": branch,
        "number": number,
        "command": command,
        "code": code,
        "ms": None if seconds is None else round(seconds * 1000, 1),
        "error": error,
        "message": message,
        "statement": statement,
        "trace": trace,
    }
    line = json.dumps({name: value for name, value in facts.items() if value is not None}, ensure_ascii=False)
    with _lock, contextlib.suppress(OSError):
        if _log is not None:
            _log.write(f"{line}\n".encode())


def refused(error: BaseException, *, act: str | None = None, branch: int | None = None, began: float = 0) -> None:
    """Tell of what was refused, once, however many pass it on."""
    if _log is None or getattr(error, _TOLD, False):
        return
    with contextlib.suppress(AttributeError):
        setattr(error, _TOLD, True)
    tell(
        "refused" if isinstance(error, Refused) else "failed",
        act=act,
        branch=branch,
        seconds=perf_counter() - began if began else None,
        error=type(error).__name__,
        message=error.message.text if isinstance(error, Refused) else None,
    )


@contextlib.contextmanager
def command(name: str) -> Iterator[list[int]]:
    """Tell how a command ended and how long it took; what it ended with is put into the list."""
    began, code = perf_counter(), [0]
    try:
        yield code
    finally:
        tell("command", command=name, code=code[-1], seconds=perf_counter() - began)


def trace(error: BaseException) -> list[str]:
    """The way by which a fault came: classes of errors and lines of the program. What an error says stays out, since
    databases put values into it."""
    lines: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        frames = traceback.extract_tb(one.__traceback__)
        lines += [type(one).__name__, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)]
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return lines
