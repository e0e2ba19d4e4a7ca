"""Statements that took long: their shapes, without a value, so that `status` can name them.

Kept on this computer, a small file a room, and bounded. Whoever starts the program says where; without that nothing is
kept.
"""

import contextlib
import hashlib
import json
import os
import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from store import log, system

LIMIT = 0.25
"""Seconds; what takes longer is kept."""
MOST = 20
"""So many shapes are kept, those that took longest."""
LONGEST = 400
"""Letters of a shape."""
_VALUE = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
_LIST = re.compile(r"\((?:\?(?:::\w+(?:\[\])?)?, )+\?(?:::\w+(?:\[\])?)?\)")
_lock = threading.Lock()
_folder: Path | None = None
_room = ""


class SlowRecord(NamedTuple):
    """A statement's shape, how often it took long, the longest of it and when that was last."""

    statement: str
    times: int
    worst_ms: int
    last: str


def keep_in(folder: Path | None) -> None:
    """Keep them in files in `folder` from now on; None to keep none."""
    global _folder
    _folder = folder


def of_room(place: str) -> None:
    """What is kept from now on is of the room there."""
    global _room
    _room = hashlib.sha256(place.encode()).hexdigest()[:16]


def shape(sql: str) -> str:
    """A statement without its values: `?` for each, one for a whole list."""
    bare = _LIST.sub("(?)", _VALUE.sub("?", " ".join(sql.split())))
    return bare if len(bare) <= LONGEST else bare[: LONGEST - 1] + "…"


def note(sql: str, seconds: float) -> None:
    """Keep a statement that took long."""
    said = shape(sql)
    log.tell("slow", statement=said, seconds=seconds)
    file = _file()
    if file is None:
        return
    with _lock, contextlib.suppress(OSError):
        before = {record.statement: record for record in kept()}
        was = before.get(said)
        before[said] = SlowRecord(
            said,
            was.times + 1 if was else 1,
            max(round(seconds * 1000), was.worst_ms if was else 0),
            f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        )
        _write(file, sorted(before.values(), key=lambda record: -record.worst_ms)[:MOST])


def kept() -> tuple[SlowRecord, ...]:
    """What is kept of this room here, the slowest first."""
    file = _file()
    if file is None:
        return ()
    try:
        return tuple(SlowRecord(*record) for record in json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return ()


def _file() -> Path | None:
    return _folder / f"slow-{_room}.json" if _folder is not None and _room else None


def _write(file: Path, records: list[SlowRecord]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    part.touch(mode=0o600)
    system.keep_private(part)
    part.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    os.replace(part, file)
