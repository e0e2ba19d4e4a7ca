"""A small room whose list of cards is as hard on other programs as a list may be, and programs that save it again.

Two files that LibreOffice 7.4 saved lie in `resaved/`, for machines without it: the list in French as .xlsx, in Chinese
as .ods. `python -m tests.importers.resaved` makes them anew, which is needed once the room of the tests or the columns
of the list are others: the versions of the cards stand in them.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from importers.sheets import export
from locales.words import words
from store import cards, database
from store.cards import Edit, RowEdit
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, FieldInfo, Format
from store.wanted import Wanted
from tests.conftest import Room, furnish, open_furnished

KEPT = {"fr": "xlsx", "zh_CN": "ods"}
"""The languages and endings of the files that are kept."""
FOLDER = Path(__file__).parent / "resaved"
CARDS = 6
ALL = Wanted("cards", order="number", fields=("all",))
PATIENCE = 240
"""Seconds for LibreOffice to begin and to save a few files, on a machine that is busy."""
TEXTS = (
    "=1+1", "007", "+33", "0", "1e5", "TRUE", "2026-03-05", "12:30", "1/2", "5%", "1 299,50", "#N/A", "@x", "-", "'q",
    "a  b", "_x0041_", "<b>&amp;</b>", "张三丰", "Élodie", "3月5日", "１２３", "x" * 300, "12345678901234567890", "☎",
)  # fmt: skip
"""What a program may take for something else than text."""
OF: Mapping[Format, tuple[Any, ...]] = {
    Format.FLAG: (True, False),
    Format.DATE: (date(1950, 1, 1), date(2024, 2, 29), date(1999, 12, 31)),
    Format.PARTIAL_DATE: ("1980", "1980-03", "1980-03-05", "--03-05"),
    Format.MONEY: (Decimal("0.00"), Decimal("1299.50"), Decimal("1234567890.12"), Decimal("-3.10")),
    Format.PHONE: ("+8613010000007", "+33612345678", "+862584127700", "+441132496000"),
    Format.EMAIL: ("a@example.com", "b.c@example.org"),
}
SET_APART = ("kind", "grade", "kind_reason", "grade_reason", "salesperson")
"""Fields that need a reason or a person of the staff."""


def soffice() -> str | None:
    """LibreOffice, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def small_room(room: Room) -> list[int]:
    """Cards in which every text stands somewhere, and something in every field."""
    made = []
    for number in range(CARDS):
        people = (RowEdit(None, {**_values(PERSON_FIELDS, number), "name": f"P{number}"}),)
        goods = (RowEdit(None, {**_values(GOODS_FIELDS, number), "product": f"G{number}"}),)
        name = {"name": f"{TEXTS[number]} {number}"}
        edit = Edit({**_values(FIELDS, number), **name}, people=people, goods=goods)
        made.append(cards.create(room.clerk, edit, despite_doubles=True).id)
    return made


def _values(infos: Mapping[str, FieldInfo], number: int) -> dict[str, Any]:
    found = {}
    for place, (name, info) in enumerate(infos.items()):
        if name not in SET_APART and not info.required:
            possible = tuple(info.choices) or OF.get(info.format, TEXTS)
            found[name] = possible[(number * 5 + place) % len(possible)]
    return found


def taken_out(room: Room, path: Path, language: str) -> Path:
    export.export_wanted(room.manager, ALL, path, words(language), purpose="round trip", overwrite=True)
    return path


def kept(language: str) -> Path:
    """The file that LibreOffice saved once."""
    return FOLDER / f"{language}.{KEPT[language]}"


def saved_again(files: Iterable[Path], ending: str, folder: Path) -> list[Path]:
    """LibreOffice opens each file and saves it anew in `folder`."""
    program = soffice()
    assert program is not None
    with tempfile.TemporaryDirectory() as profile:
        own = f"-env:UserInstallation={Path(profile).as_uri()}"
        asked = [program, own, "--headless", "--convert-to", ending, "--outdir", str(folder), *map(str, files)]
        subprocess.run(asked, check=True, timeout=PATIENCE, capture_output=True)
    return [folder / f"{file.stem}.{ending}" for file in files]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        url = database.sqlite_url(here / "room.db")
        furnish(url)
        room = open_furnished(url)
        small_room(room)
        for language, ending in KEPT.items():
            saved_again([taken_out(room, here / f"{language}.xlsx", language)], ending, FOLDER)
        database.disconnect()


if __name__ == "__main__":
    main()
