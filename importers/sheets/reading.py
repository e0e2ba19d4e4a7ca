"""How a sheet was read, as it is staged with the plan, so that a cell can be read again tomorrow without the file.

The store only hands it on: columns by their names in the order of the headings, the orders of days, the money that
headers name, the year from which days are counted, and what somebody said of columns otherwise than they are called.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from importers.sheets.folding import folded
from importers.sheets.headers import Header, Heading, by_letters
from importers.sheets.kind import SheetKind
from importers.sheets.understood import Circumstances, Orders, Priced
from store.acts.plans import Source


def packed(header: Header, around: Circumstances, said: Mapping[str, str]) -> dict[str, Any]:
    """What is staged. `said` is what somebody said of columns, field by header."""
    places = [heading.place for heading in header.headings]
    return {
        "columns": [heading.column.name if heading.column else None for heading in header.headings],
        "from_1904": around.from_1904,
        "orders": [_orders(around.orders.get(place)) for place in places],
        "priced": [list(around.priced[place]) if place in around.priced else None for place in places],
        "said": _corrections(header, said),
    }


def unpacked(source: Source, kind: SheetKind, today: date) -> tuple[Header, Circumstances]:
    """Headings and circumstances of a staged sheet; each heading's place is that of its cell in a staged row."""
    told = source.reading
    columns: Sequence[str | None] = told["columns"]
    headings = tuple(
        Heading(place, header, kind.column_named(name) if name else None)
        for place, ((header, _), name) in enumerate(zip(source.headings, columns, strict=True))
    )
    around = Circumstances(
        source.country,
        source.currency,
        today,
        told["from_1904"],
        {place: Orders(*found) for place, found in enumerate(told["orders"]) if found},
        {place: Priced(*found) for place, found in enumerate(told["priced"]) if found},
    )
    return Header(0, headings), around


def columns_of(source: Source) -> list[str | None]:
    """The names of the columns that the sheet's were read as, parts by their own names."""
    columns: list[str | None] = source.reading.get("columns") or [name for _, name in source.headings]
    return columns


def _orders(found: Orders | None) -> list[str | None] | None:
    return [found.long, found.short] if found else None


def _corrections(header: Header, said: Mapping[str, str]) -> dict[str, str | None]:
    """What is to be remembered of what somebody said, by folded header; None for what is read as it is called."""
    found: dict[str, str | None] = {}
    for heading in header.headings:
        if heading.header not in said or heading.header.endswith(by_letters(heading.place)):
            continue
        field = said[heading.header]
        found[folded(heading.header)] = None if field == (heading.called or "") else field
    return found
