"""A program on a real pseudo-terminal: keys go in, what it paints comes out, and both are timed.

Output comes in bursts, each a paint. "Painted" is the end of the burst that answers the key: what follows later in its
own place (a preview, a count) is timed apart. Both sides of a ratio are measured so. CPU and memory are the kernel's
figures for the process and its threads.
"""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from types import TracebackType

QUIET = 0.25
"""Seconds without output after which nothing more is waited for."""
GAP = 0.010
"""Seconds without output that part two bursts."""
LONGEST = 60.0
AS_INSTALLED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(gettempdir()) / "cardkeeper-bench" / "pyc"),
}
"""An installed program is compiled before its first start."""
KEYS = {
    "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D", "Home": "\x1b[H", "End": "\x1b[F",
    "PageUp": "\x1b[5~", "PageDown": "\x1b[6~", "Insert": "\x1b[2~", "Delete": "\x1b[3~", "Backspace": "\x7f",
    "Enter": "\r", "Esc": "\x1b", "Tab": "\t", "Shift+Tab": "\x1b[Z", "Space": " ",
    "F1": "\x1bOP", "F2": "\x1bOQ", "F3": "\x1bOR", "F4": "\x1bOS", "F5": "\x1b[15~", "F6": "\x1b[17~",
    "F7": "\x1b[18~", "F8": "\x1b[19~", "F9": "\x1b[20~", "F10": "\x1b[21~", "F12": "\x1b[24~",
    "Shift+F2": "\x1b[1;2Q", "Shift+F4": "\x1b[1;2S", "Shift+F6": "\x1b[17;2~", "Shift+F7": "\x1b[18;2~",
    "Shift+F8": "\x1b[19;2~", "Shift+F9": "\x1b[20;2~", "Shift+F12": "\x1b[24;2~", "Ctrl+F7": "\x1b[18;5~",
    "Ctrl+F8": "\x1b[19;5~", "Ctrl+Home": "\x1b[1;5H", "Ctrl+Delete": "\x1b[3;5~", "Ctrl+PageDown": "\x1b[6;5~",
    "Shift+Home": "\x1b[1;2H", "Shift+Left": "\x1b[1;2D", "Shift+Right": "\x1b[1;2C",
    "Ctrl+A": "\x01", "Ctrl+D": "\x04", "Ctrl+E": "\x05", "Ctrl+F": "\x06", "Ctrl+G": "\x07", "Ctrl+K": "\x0b",
    "Ctrl+L": "\x0c", "Ctrl+N": "\x0e", "Ctrl+O": "\x0f", "Ctrl+Q": "\x11", "Ctrl+R": "\x12", "Ctrl+S": "\x13",
    "Ctrl+T": "\x14", "Ctrl+U": "\x15", "Ctrl+X": "\x18", "Ctrl+Y": "\x19", "Ctrl+Z": "\x1a",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Burst:
    """Output without a pause: seconds from the key to its last byte, and how many bytes."""

    end: float
    size: int


@dataclass(frozen=True, slots=True)
class Paint:
    """One answer: its bursts in order, and the CPU seconds spent on all of them."""

    bursts: tuple[Burst, ...]
    cpu: float

    def first(self, least: int = 1) -> float | None:
        """Seconds until the first burst of at least `least` bytes was painted; None if there was none."""
        return next((burst.end for burst in self.bursts if burst.size >= least), None)

    @property
    def last(self) -> float | None:
        return self.bursts[-1].end if self.bursts else None


class Terminal:
    """A running program of `columns` by `rows`; a context manager that ends it.

    The terminal is the program's own, so that it hangs up, and the program ends, also when the bench is killed.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] = {},
        columns: int = 120,
        rows: int = 40,
        folder: Path | None = None,
    ) -> None:
        """`folder` is where the program works, if elsewhere than the bench."""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        settings = {**os.environ, **AS_INSTALLED, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(command, env=settings, preexec_fn=partial(os.login_tty, slave), cwd=folder)
        os.close(slave)
        self.seen = bytearray()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self._master)

    def read_until(self, wanted: bytes, within: float = LONGEST) -> float:
        """Read until `wanted` has been painted; returns the seconds since the program was started."""
        while wanted not in self.seen:
            if not self._read(within):
                raise TimeoutError(f"{wanted!r} was not painted; last seen: {bytes(self.seen[-2000:])!r}")
        return time.perf_counter() - self.started

    def settle(self, quiet: float = 1.0) -> None:
        """Read until nothing comes for `quiet` seconds."""
        while self._read(quiet):
            pass

    def press(self, key: str, quiet: float = QUIET, within: float = 2.0) -> Paint:
        """Press a key (by its name in `KEYS`, or the text itself) and wait until it is painted; what has painted
        nothing `within` these seconds is not waited for."""
        before = self.cpu()
        start = time.perf_counter()
        os.write(self._master, KEYS.get(key, key).encode())
        bursts: list[Burst] = []
        wait = within
        while piece := self._read(wait):
            now, wait = time.perf_counter() - start, quiet
            if bursts and now - bursts[-1].end < GAP:
                bursts[-1] = Burst(now, bursts[-1].size + len(piece))
            else:
                bursts.append(Burst(now, len(piece)))
        return Paint(tuple(bursts), self.cpu() - before)

    def cpu(self) -> float:
        """CPU seconds that the program has used so far, its threads included."""
        total = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
        return total / 1e9

    def memory(self) -> float:
        """Resident memory in MB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def _read(self, within: float) -> bytes:
        ready, _, _ = select.select([self._master], [], [], within)
        if not ready:
            return b""
        try:
            piece = os.read(self._master, 1 << 16)
        except OSError:
            return b""
        self.seen += piece
        del self.seen[:-200_000]
        return piece


def stock(app: str) -> Terminal:
    """One of the stock Textual programs of `tests/bench/stock_apps.py`, to be measured beside ours."""
    return Terminal([sys.executable, "-m", "tests.bench.stock_apps", app])


def cardkeeper(url: str, *, language: str = "en", user: str = "keeper", program: str = "tui.command_line") -> Terminal:
    """Our program on the room at `url`, signed in by the environment."""
    environment = {"CARDKEEPER_PASSWORD": "demo", "CARDKEEPER_LANGUAGE": language}
    command = [sys.executable, "-m", program, "--database", url, "--user", user]
    return Terminal(command, environment=environment)
