"""What a hand of the soak knows while it types: a number never used before, a card in the drawer, a sheet to bring in.

Each is made when a journey first asks for it, and stays the same until the journey's end.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]

from store import database
from store.card_versions import Version

SOLD = ("姓名", "电话", "地址", "产品", "型号", "机号", "购买日期", "经销商")
SHIPPED = ("机号", "型号", "出货日期", "经销商")
CARDS = ("Card no.", "Version", "Name", "City")
BOUGHT, LAST_YEAR = "2026-01-05", "去年"
DRAWER = """
    select c.number from card c join branch b on b.id = c.branch_id left join staff s on s.id = c.salesperson_id
    where b.prefix = 'NJ' and c.archived_at is null and (coalesce(s."user", '') = 'sales') = ?
    and not exists (select 1 from slip_card l where l.card_id = c.id and l.state = 'out') order by c.id
"""
"""Cards in the drawer: a salesperson types the numbers of their own, everybody else those of others."""
CARD = "select id, name, version from card where number = ? and branch_id = 1"
PHONE = "select phone from card_details d join card c on c.id = d.card_id where c.number = ? and c.branch_id = 1"
ENTRY = "select max(number) from journal_entry where branch_id = 1"
AWAY = range(10, 290)
"""Numbers of Lyon's cards."""


class Known(dict[str, object]):
    """By the name that stands in a journey's keys. `share` parts the hands, so that no two take the same card."""

    def __init__(self, url: str, user: str, folder: Path, share: int) -> None:
        super().__init__()
        self.room, self.user, self.folder = database.sqlite_path(url), user, folder
        self.number = share * 100_000
        own = user.startswith("sales")
        found = [number for (number,) in self._rows(DRAWER, own)]
        self.cards: Iterator[int] = cycle(found if own else found[share % 2 :: 2])
        self.away: Iterator[int] = cycle(AWAY)
        self.makes: Mapping[str, Callable[[], object]] = {
            "n": self._next,
            "digit": lambda: self._next() % 10,
            "folder": lambda: self.folder,
            "card": self._card,
            "other": self._card,
            "away": lambda: f"LY{next(self.away):06}",
            "sheet": lambda: self._sheet(SOLD, self._sold(), self._sold()),
            "faulty": lambda: self._sheet(SOLD, self._sold(), self._sold(bought=LAST_YEAR)),
            "likely": lambda: self._sheet(SOLD, self._sold(phone=self._phone())),
            "units": lambda: self._sheet(SHIPPED, (self["serial"], "KFR-26GW", "2025-10-01", "西店")),
            "held": lambda: self._sheet(SOLD, self._sold(serial=self["serial"], dealer="北店")),
            "serial": lambda: f"SH{self._next():08}",
            "back": lambda: self._sheet(CARDS, self._listed()),
        }

    def turn(self) -> "Known":
        """Another journey begins: what it asks for is made anew."""
        self.clear()
        return self

    def __missing__(self, name: str) -> object:
        self[name] = made = self.makes[name]()
        return made

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _card(self) -> str:
        return f"NJ{next(self.cards):06}"

    def _sold(self, **other: object) -> tuple[object, ...]:
        """A warranty of a customer never heard of before, but for what is said otherwise."""
        number = self._next()
        told: dict[str, object] = {
            "name": f"Customer {number:06}",
            "phone": f"130{number:08}",
            "address": f"南京市中山路 {number} 号",
            "product": "空调",
            "model": "KFR-26GW",
            "serial": f"SK{number:08}",
            "bought": BOUGHT,
            "dealer": "",
        }
        return tuple((told | other).values())

    def _listed(self) -> tuple[object, ...]:
        """The journey's card as a list that leaves now has it, with another city typed into it."""
        ((_, name, version),) = self._rows(CARD, self._number())
        ((entry,),) = self._rows(ENTRY)
        return (self["card"], str(Version(version, entry)), name, f"Elsewhere {self._next()}")

    def _phone(self) -> str:
        return next(str(phone) for _ in AWAY for (phone,) in self._rows(PHONE, next(self.cards)) if phone)

    def _number(self) -> int:
        return int(str(self["card"])[2:])

    def _rows(self, asked: str, *values: object) -> list[Any]:
        assert self.room is not None
        with closing(sqlite3.connect(self.room, timeout=30)) as reading:
            return reading.execute(asked, values).fetchall()

    def _sheet(self, headers: Sequence[str], *rows: Sequence[object]) -> Path:
        path = self.folder / f"{self.user}-{self._next()}.xlsx"
        book = openpyxl.Workbook()
        for row in (headers, *rows):
            book.active.append(row)
        book.save(path)
        return path
