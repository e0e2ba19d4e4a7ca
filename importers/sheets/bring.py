"""From a file to a staged plan: read, recognise, understand, hand over (idea 8). Nothing is written to cards here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from itertools import groupby
from pathlib import Path

from importers.sheets import money, reader, reading
from importers.sheets.choose import Chosen, Told, choose, recognised
from importers.sheets.headers import Header
from importers.sheets.judge import Judge
from importers.sheets.kind import SheetKind
from importers.sheets.kinds import KINDS as KINDS
from importers.sheets.reader import Book
from importers.sheets.recognise import How
from importers.sheets.refusals import NoData, UnknownCountry
from importers.sheets.understood import Circumstances
from importers.sheets.warranty import WARRANTY
from store import access, column_memory, offices
from store.access import Actor, Right
from store.acts import bring_in
from store.acts.collecting import seldom_collected
from store.acts.plans import Note, Plan, SheetRow, Source

Watch = Callable[[int, int], None]
"""Told how many of how many rows are judged; may raise to stop, and then nothing is left staged."""


@seldom_collected()
def stage(
    actor: Actor,
    path: Path,
    kind: SheetKind | None = WARRANTY,
    *,
    sheet: str | None = None,
    country: str | None = None,
    columns: Mapping[str, str] | None = None,
    watch: Watch | None = None,
) -> Plan:
    """Judge the sheet at `path` and stage the plan, for a person to look at before `bring_in.commit` writes it.

    Without a `kind` it is the one that the headers tell. `columns` says how columns are to be read, field by header,
    "" for not at all. `country` is where phones without a country code are dialled and how days and amounts are
    written; the branch's if not said.
    Raises NotAllowed, UnknownCountry, UnknownColumn, and every refusal of `importers.sheets.refusals`.
    """
    actor = access.require(actor, Right.IMPORT)
    country = (country or offices.branch(actor).country).strip().upper()
    if country not in offices.CURRENCIES:
        raise UnknownCountry(country)
    with closing(reader.open_book(path)) as book:
        around = Circumstances(country, offices.CURRENCIES[country], offices.today(actor), book.from_1904)
        memories = column_memory.of_branch(actor)

        def told(kind: SheetKind) -> Told:
            known = memories.get(kind.name, {}).items()
            memory = {header: name for header, name in known if not name or kind.column_named(name)}
            return Told(around, columns or {}, memory)

        if kind is None:
            kind = recognised(book, path, tuple(KINDS.values()), sheet, told)
        chosen = choose(book, path, kind, sheet, told(kind))
        judge = Judge(kind, chosen.header, around, shown_in=_shown_in(book, chosen.sheet, around))
        decisions = judge.learn(book.rows(chosen.sheet))
        if not judge.data:
            raise NoData(book.file, chosen.sheet)
        source = Source(
            kind=kind.name,
            file=path.name,
            digest=reader.digest(path),
            sheet=chosen.sheet,
            country=country,
            currency=around.currency,
            headings=tuple((one.header, one.column.field if one.column else None) for one in chosen.header.headings),
            notes=(*_notes(book, chosen, judge), *decisions),
            reading=reading.packed(chosen.header, judge.around, columns or {}),
        )
        return bring_in.stage(actor, source, _watched(judge.rows(book.rows(chosen.sheet)), len(judge.data), watch))


def _watched(rows: Iterable[SheetRow], count: int, watch: Watch | None) -> Iterator[SheetRow]:
    for done, row in enumerate(rows):
        if watch is not None and done % 1000 == 0:
            watch(done, count)
        yield row


def _notes(book: Book, chosen: Chosen, judge: Judge) -> Iterator[Note]:
    if book.hidden:
        yield Note("hidden_sheets", {"sheets": list(book.hidden)})
    if chosen.others:
        yield Note("other_sheets", {"sheets": list(chosen.others)})
    hidden = sorted(book.hidden_rows(chosen.sheet) & judge.data)
    if hidden:
        yield Note("hidden_rows", {"rows": spans(hidden)})
    if judge.left_out:
        yield Note("left_out", {"rows": spans(judge.left_out)})
    for (column, other), rows in judge.other_money.items():
        currency = judge.around.currency
        yield Note("other_currency", {"column": column, "named": other, "rows": spans(rows), "currency": currency})
    yield from _of_columns(chosen.header)


_SAID = {
    How.NEAR: "misspelt_column", How.CELLS: "column_by_cells", How.REMEMBERED: "column_as_before",
    How.EITHER: "column_of_two", How.TWICE: "column_again",
}  # fmt: skip
"""What is said of a column by how it is known; of one that somebody spoke of, or that is known, nothing."""


def _of_columns(header: Header) -> Iterator[Note]:
    """What is said of columns that are read, or not read, for another reason than what they are called."""
    for one in header.headings:
        if one.how in _SAID:
            columns = [one.column] if one.column else one.fits
            note = _SAID[one.how] if columns else "column_left_out"
            yield Note(note, {
                "column": one.header,
                "fields": [column.name for column in columns],
                "labels": [column.label for column in columns],
            })  # fmt: skip
    unknown = [one.header for one in header.unknown]
    if unknown:
        yield Note("unknown_columns", {"columns": unknown})


def _shown_in(book: Book, sheet: str, around: Circumstances) -> dict[tuple[int, int], str]:
    """The currencies that number formats name, other than the sheet's, by row and column."""
    return {
        (row, column): currency
        for column, codes in book.priced(sheet).items()
        for code, rows in codes.items()
        if (currency := money.of_format(code, around)) not in (None, around.currency)
        for row in rows
    }


_MOST_SPANS = 12


def spans(numbers: Iterable[int]) -> list[str]:
    """Row numbers in order, those that follow each other as one: 3, 5–9; what is too much to be read ends in “…”."""
    parts = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        parts.append(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}")
    return parts if len(parts) <= _MOST_SPANS else [*parts[:_MOST_SPANS], "…"]
