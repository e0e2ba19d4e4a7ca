"""A sheet's rows as understood: twice through the sheet, once for what its columns tell, once row by row (idea 8)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from importers.sheets import cells, dates, money, parse
from importers.sheets.addresses import join_address
from importers.sheets.cells import Cell, Kept, Row
from importers.sheets.data_rows import is_data
from importers.sheets.headers import Header, Heading
from importers.sheets.kind import SheetKind
from importers.sheets.understood import Circumstances, NotUnderstood
from store import offices
from store.acts.plans import Note, Problem, SheetRow
from store.fields import Format

_DAYS = (Format.DATE, Format.PARTIAL_DATE)
_COUNTRIES = list(dict.fromkeys(("CN", "FR", "GB", *offices.CURRENCIES)))
"""Where a sheet may be from; of countries whose phones look alike, those first where the three languages are spoken."""
_PHONES_TELL = 60
"""So many phones tell well enough which country a sheet is from."""


@dataclass(slots=True)
class Judge:
    """Judges the rows of one sheet. `data` and `left_out` are the rows that are data, and those neither data nor blank,
    once `learn` has seen them; `other_money` the rows by column and by currency whose amounts name another than the
    sheet's. `shown_in` are the currencies that only number formats name, by row and column."""

    kind: SheetKind
    header: Header
    around: Circumstances
    data: set[int] = field(default_factory=set)
    left_out: list[int] = field(default_factory=list)
    other_money: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    shown_in: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def learn(self, rows: Iterable[Row]) -> list[Note]:
        """Look at all rows for which are data and for what only whole columns tell: the order of day and month, other
        currencies, and whether the phones are from another country.

        Returns what was decided of columns, and the doubt about the country.
        """
        columns = [heading for heading in self.header.known if heading.column and heading.column.format in _DAYS]
        written: dict[int, list[str]] = {heading.place: [] for heading in columns}
        numbers = [one.place for one in self.header.known if one.column and one.column.format is Format.PHONE]
        amounts = [one for one in self.header.known if one.column and one.column.format is Format.MONEY]
        called: list[Cell] = []
        for row in rows:
            if row.number <= self.header.row or not row.cells:
                continue
            if not is_data(row, self.header, self.kind):
                self.left_out.append(row.number)
                continue
            self.data.add(row.number)
            for place, texts in written.items():
                if isinstance(text := row[place], str):
                    texts.append(text)
            for heading in amounts:
                currency = self._currency(row, heading)
                if currency not in (None, self.around.currency):
                    self.other_money.setdefault((heading.header, str(currency)), []).append(row.number)
            if len(called) < _PHONES_TELL:
                called += [row[place] for place in numbers if row[place] is not None]
        orders, notes = {}, list(self._other_country(called))
        for heading in columns:
            orders[heading.place], decisions = dates.decide(written[heading.place], self.around)
            notes += [_note(heading, decision) for decision in decisions]
        priced = {one.place: money.priced(one.header, self.around) for one in amounts}
        notes += [
            Note("header_currency", {"column": one.header, "named": priced[one.place].currency})
            for one in amounts
            if priced[one.place].currency not in (None, self.around.currency)
        ]
        notes += [
            Note("header_counts", {"column": one.header, "times": priced[one.place].times})
            for one in amounts
            if priced[one.place].times != 1
        ]
        self.around = replace(self.around, orders=orders, priced=priced)
        return notes

    def _currency(self, row: Row, heading: Heading) -> str | None:
        """The currency that an amount, or its number format, names."""
        cell = row[heading.place]
        named = money.named_currency(cell, self.around)
        return named or (self.shown_in.get((row.number, heading.place)) if isinstance(cell, int | float) else None)

    def _other_country(self, called: Iterable[Cell]) -> Iterator[Note]:
        from importers.sheets import phones  # brings the numbering plans of every country with it

        other = phones.of_other_country(called, self.around.country, _COUNTRIES)
        if other is not None:
            yield Note("other_country", {"country": self.around.country, "other": other})

    def rows(self, rows: Iterable[Row]) -> Iterator[SheetRow]:
        """The rows that are data, understood."""
        understand = _remembering(self.around)
        return (self._judged(row, understand) for row in rows if row.number in self.data)

    def _judged(self, row: Row, understand: "Understand") -> SheetRow:
        headings = self.header.headings
        written: list[Kept] = [row[heading.place] for heading in headings]
        shown: Sequence[str | None] = [None] * len(headings)
        if self.shown_in:
            shown = [self.shown_in.get((row.number, heading.place)) for heading in headings]
        return understood(self.kind, self.header, self.around, row.number, written, shown, understand)


Understand = Callable[[Heading, Cell, Circumstances, str | None], dict[str, Any]]


def _remembering(around: Circumstances) -> Understand:
    """`parse.understand`, which is asked once only for what stands in a column again and again: a choice, a day."""
    headings: dict[int, Heading] = {}

    @lru_cache(maxsize=1 << 12, typed=True)
    def known(place: int, cell: Cell, currency: str | None) -> dict[str, Any]:
        return parse.understand(headings[place], cell, around, currency)

    def understand(heading: Heading, cell: Cell, _around: Circumstances, currency: str | None) -> dict[str, Any]:
        headings[heading.place] = heading
        return known(heading.place, cell, currency)

    return understand


def understood(
    kind: SheetKind,
    header: Header,
    around: Circumstances,
    number: int,
    written: Sequence[Kept],
    shown_in: Sequence[str | None],
    understand: Understand = parse.understand,
) -> SheetRow:
    """One row as understood: `written` are its cells in the order of the headings, `shown_in` the currencies that their
    number formats name."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    came_back = _came_back(kind, header, written)
    if came_back:
        understand = parse.as_it_left
    for heading, cell, currency in zip(header.headings, written, shown_in, strict=True):
        try:
            found = understand(heading, cells.meant(cell), around, currency)
        except NotUnderstood as why:
            problems.append(parse.problem(heading, cells.meant(cell), why))
            continue
        _add(values, found)
    if not came_back:
        _join_names(values)
        join_address(values, around)
        problems += _missing(kind, header, values, problems)
    return SheetRow(number, cells.as_json(written), values, tuple(problems))


def _came_back(kind: SheetKind, header: Header, written: Sequence[Kept]) -> bool:
    """Whether a row left here before, so that its cells are read as they were written."""
    filled = {
        heading.column.name
        for heading, cell in zip(header.headings, written, strict=True)
        if heading.column and cells.meant(cell) is not None
    }
    return bool(kind.back) and filled.issuperset(kind.back)


def _missing(kind: SheetKind, header: Header, values: dict[str, Any], problems: Sequence[Problem]) -> Iterator[Problem]:
    """A problem for each needed field that nothing fills, unless its cell is a problem already."""
    told = {one.field for one in problems}
    for name in kind.needed:
        if not values.get(name) and name not in told:
            column = next(one.header for one in header.known if one.column and one.column.field == name)
            yield Problem(column, name, "", "missing")


def _add(values: dict[str, Any], found: dict[str, Any]) -> None:
    """Put what a cell gives beside what others gave; remarks gather, another phone takes the next place."""
    for name, value in found.items():
        if name == "remarks" and values.get(name):
            values[name] = f"{values[name]} · {value}"
        else:
            values.setdefault(name, value)


def _join_names(values: dict[str, Any]) -> None:
    family, given = values.pop("family_name", None), values.pop("given_name", None)
    if family or given:
        values.setdefault("name", parse.whole_name(family or "", given or ""))
    if values.get("other_phone") and not values.get("phone"):
        values["phone"] = values.pop("other_phone")


def _note(heading: Heading, decision: dates.Decision) -> Note:
    values = {"column": heading.header, "example": decision.example, "understood": decision.understood}
    return Note(decision.note, {name: value for name, value in values.items() if value is not None})
