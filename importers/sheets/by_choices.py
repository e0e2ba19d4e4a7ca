"""A column of choices whose header means another: 类别 over 现有, 可能, 潜在 is not the kind but the list (X1)."""

from collections.abc import Sequence
from dataclasses import replace

from importers.sheets.cells import Row
from importers.sheets.folding import folded
from importers.sheets.headers import Header, Heading
from importers.sheets.kind import Column, SheetKind
from store.fields import Format


def by_choices(header: Header, kind: SheetKind, rows: Sequence[Row]) -> Header:
    """The headings. A column none of whose cells is a choice of its field is the one free field whose choices all are,
    or what it says that it is otherwise."""
    taken = {heading.column.name for heading in header.known if heading.column}
    data = [row for row in rows if row.number > header.row and not header.repeated_by(row)]
    headings = []
    for heading in header.headings:
        other = _other(heading, kind, data, taken)
        if other is not None:
            taken.add(other.name)
        headings.append(replace(heading, column=other) if other else heading)
    return replace(header, headings=tuple(headings))


def _other(heading: Heading, kind: SheetKind, data: Sequence[Row], taken: set[str]) -> Column | None:
    own = heading.column
    if own is None or own.format is not Format.CHOICE:
        return None
    texts = {folded(cell) for row in data if isinstance(cell := row[heading.place], str)}
    if not texts or not texts.isdisjoint(own.choices):
        return None
    fitting = [one for one in kind.columns if one.name not in taken and one.choices and texts <= set(one.choices)]
    if len(fitting) == 1:
        return fitting[0]
    return next((one for one in kind.columns if one.name == own.otherwise and one.name not in taken), None)
