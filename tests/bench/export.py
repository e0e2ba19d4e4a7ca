"""How much CPU does a list of 100,000 cards take that leaves, beside openpyxl's mere writing of the same cells?

Bar: read from the room, masked, put in words, written and noted in the journal: 1.2 × openpyxl's write-only workbook of
the same values with the same number formats. The two take turns; the best of each counts. It does not show what the
screen does meanwhile.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from store import database
from tests.bench import rooms
from tests.bench.figures import Figure

ROWS, TURNS, BAR = 100_000, 2, 1.2


def measure(url: str, cards: int) -> Iterator[Figure]:
    """Take a list out of the room at `url`, which has so many cards."""
    rows = min(ROWS, cards)
    copy, file, bare = (rooms.folder() / name for name in ("export.db", "export.xlsx", "export-floor.xlsx"))
    shutil.copyfile(Path(url.removeprefix("sqlite:///")), copy)
    ours, floor = [], []
    for _ in range(TURNS):
        file.unlink(missing_ok=True)
        ours.append(_seconds(database.sqlite_url(copy), str(rows), str(file)))
        floor.append(_seconds("--floor", str(file), str(bare)))
    for made in (copy, file, bare):
        made.unlink()
    yield Figure(f"a list of {rows:,} cards leaves: CPU", min(ours), "s", min(floor), BAR)


def _seconds(*arguments: str) -> float:
    command = [sys.executable, "-m", "tests.bench.export_once", *arguments]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
