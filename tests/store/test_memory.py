"""What a process has freed goes back to the system."""

import platform
from pathlib import Path

import pytest

from store import system


def resident() -> float:
    """Megabytes that this process holds."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="elsewhere it is the system's own affair")
def test_what_lies_free_between_what_is_held_goes_back() -> None:
    pieces = [bytes(600) for _ in range(100_000)]
    pieces[:] = pieces[::500]
    before = resident()
    system.give_back_memory()
    assert resident() < before - 20
    assert all(piece == bytes(600) for piece in pieces)
