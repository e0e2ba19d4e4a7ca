"""How much CPU does a sheet of 100,000 warranty cards take that comes in, beside openpyxl's mere reading of it?

Bar: read, judged, matched and written, child processes included, until find knows the last card and its history shows
the import: 1.5 × openpyxl's read-only, values-only pass over the same file; 600 MB for all processes; the write lock
held for 10 s. 30 of 100 rows mean customers whom the room has.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

from store import database
from store.acts import rooms as card_rooms
from tests.bench import rooms
from tests.bench.figures import Figure

CARDS, ROWS, KNOWN = 1_000_000, 100_000, 0.3
CPU_BAR, MEMORY_BAR, LOCK_BAR = 1.5, 600, 10
HEADERS = (
    *("姓名", "性别", "生日", "手机", "地址", "邮编", "城市", "区县"),
    *("产品名称", "型号", "机号", "购买日期", "金额", "备注"),
)
LAST = ("欧阳慧敏", "+8613900987654")
"""Whom the last row is of, to be found afterwards."""


def the_sheet(url: str) -> Path:
    """The sheet, written once, whose known customers are in the room at `url`."""
    file = rooms.folder() / f"warranty-{ROWS}.xlsx"
    if not file.exists():
        write_sheet(url, file)
    return file


def measure(url: str) -> Iterator[Figure]:
    file = the_sheet(url)
    room = Path(url.removeprefix("sqlite:///"))
    copy = rooms.folder() / "sheets.db"
    shutil.copyfile(room, copy)
    floor, _, _ = _run(["-c", _OPENPYXL, str(file)])
    cpu, memory, told = _run(["-m", "tests.bench.sheets_once", database.sqlite_url(copy), str(file)])
    copy.unlink()
    said = json.loads(told)
    yield Figure(f"a sheet of {ROWS:,} rows comes in: CPU", cpu, "s", floor, CPU_BAR)
    yield Figure("… memory of all its processes at most", memory, "MB", bar=MEMORY_BAR)
    yield Figure("… the write lock at a stretch", said["lock"], "s", bar=LOCK_BAR)
    for step, seconds in said["steps"].items():
        yield Figure(f"… {step}", seconds, "s")


_OPENPYXL = """
import sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0]
for row in sheet.iter_rows(values_only=True):
    pass
"""


def _run(command: Sequence[str]) -> tuple[float, float, str]:
    """CPU seconds of a program and its children, the most memory (MB) that all had at once, and what it printed."""
    program = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    most = [0.0]
    watching = threading.Thread(target=_watch, args=(program.pid, most), daemon=True)
    watching.start()
    assert program.stdout is not None
    told = program.stdout.read()
    _, status, used = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    watching.join()
    if program.returncode:
        raise RuntimeError(f"{command} ended with {program.returncode}")
    return used.ru_utime + used.ru_stime, most[0], told


def _watch(pid: int, most: list[float]) -> None:
    while (megabytes := sum(_resident(one) for one in _family(pid))) > 0:
        most[0] = max(most[0], megabytes)
        sleep(0.1)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _resident(pid: int) -> float:
    """The memory that a process has for itself and its share of what it has with others, in MB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def write_sheet(url: str, file: Path) -> None:
    """Write the sheet as Excel would: shared strings, days as days, phones as text."""
    import openpyxl

    from tests.bench.truth import make

    random = Random("a sheet of warranty cards")
    card_rooms.open_room(url)
    known = _known(random, int(ROWS * KNOWN))
    database.disconnect()
    people = iter(make("CN", ROWS, 0, seed=2).cards)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("保证单")
    sheet.append(HEADERS)
    for number in range(ROWS - 1):
        card = known.pop() if known and random.random() < KNOWN else {**next(people), "phone": f"+86139{number:08}"}
        sheet.append(_row(card, number, random))
    sheet.append(_row({**next(people), "name": LAST[0], "phone": LAST[1]}, ROWS, random))
    book.save(file)


def _known(random: Random, count: int) -> list[dict[str, Any]]:
    names = ("name", "gender", "phone", "address", "postcode", "city", "district")
    found = database.rows(
        "select c.name, d.gender, d.phone, d.address, d.postcode, d.city, c.district from card c join card_details d"
        " on d.card_id = c.id where c.branch_id = 1 and c.customer = 'consumer' and d.phone is not null"
    )
    return [dict(zip(names, row, strict=True)) for row in random.sample(found, count)]


def _row(card: dict[str, Any], number: int, random: Random) -> list[Any]:
    bought = date(2026, 2, 28) - timedelta(days=random.randrange(400))
    phone = card["phone"].removeprefix("+86")
    gender = {"male": "男", "female": "女"}.get(card.get("gender") or "")
    model = f"KFR-{random.choice((26, 35, 50, 72))}GW"
    serial = f"SN{number:09}"
    return [
        card["name"], gender, card.get("birth"), phone, card["address"], card["postcode"], card["city"],
        card["district"], "空调", model, serial, bought, random.randrange(1999, 8999),
        random.choice((None, "送货上门")),
    ]  # fmt: skip
