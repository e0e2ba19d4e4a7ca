"""The sheet of a day's close: what it says, the same for paper, workbook and plain text, and the paper itself (K4).

The head of the journal's chain stands above all else, as people type it and as Code 128, so that `check --against` can
be asked with it once the room itself may be doubted.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from importers.papers import code128
from importers.papers.canvas import A4, GREY, Canvas
from importers.papers.content import Fact, Said
from importers.papers.fonts import Fonts
from locales.acts import act_name
from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from store.acts.close_day import ActSum, Close, Done
from store.heads import HeadRecord
from store.wanted import LISTS

TITLE = N_("Day's close: {day}")
COMPARE = N_("To be kept elsewhere and held against the journal later: cardkeeper check --against {head}")
PRINTED_AGAIN = N_("Printed again by {who}, {at}")
SINCE = N_("since the close of {day}")
FIRST = N_("the first close")
PROGRAM = N_("the program")
NOTHING = NC_("close", "nothing")
SIGNATURE = N_("Signature")
FOOT = N_("{title} · {branch} · {head}")
MOVES: dict[str, Message] = {
    "lent": NC_("close", "Cards lent"),
    "returned": NC_("close", "Cards returned"),
    "renewed": NC_("close", "Loans renewed"),
    "recalled": NC_("close", "Cards recalled"),
    "lost": NC_("close", "Cards lost"),
    "found": NC_("close", "Lost cards found"),
}
STANDS: dict[str, Message] = {
    "out": NC_("close", "Cards out"),
    "overdue": NC_("close", "Of these, overdue"),
    "extracts": NC_("close", "Cards in extracts on paper"),
    "extracts_overdue": NC_("close", "Of these, overdue"),
    "requested": NC_("close", "Cards asked for, not yet answered"),
    "submissions": NC_("close", "Submissions not yet answered"),
    "held": NC_("close", "Warranty cards held"),
    "counting": NC_("close", "Stocktakings going on"),
}
GROUP = 4
"""So many digits of a hash stand together."""


class Row(NamedTuple):
    """A line of a section: what it is about, how many, and who or which."""

    label: str
    value: str = ""
    detail: str = ""


class Section(NamedTuple):
    title: str
    rows: tuple[Row, ...]


class CloseSheet(NamedTuple):
    """All that the sheet says. `code` is the short head, which a scanner types; `grouped` the whole one, to be read."""

    title: str
    facts: tuple[Fact, ...]
    grouped: str
    code: str
    compare: str
    sections: tuple[Section, ...]
    signature: str
    foot: str


def sheet_of(close: Close, words: Words) -> CloseSheet:
    title = words(TITLE, day=words.date(close.day, "long"))
    head = close.origin.head
    return CloseSheet(
        title,
        tuple(_facts(close, words)),
        grouped(head),
        head.short,
        words(COMPARE, head=head.short),
        tuple(Section(label, rows or (Row(words(NOTHING)),)) for label, rows in _sections(close, words)),
        words(SIGNATURE),
        words(FOOT, title=title, branch=close.origin.branch.name, head=head.short),
    )


def grouped(head: HeadRecord) -> str:
    """A head with the digits of its hash in groups, as they are read out, copied and typed."""
    groups = [head.hash[start : start + GROUP] for start in range(0, len(head.hash), GROUP)]
    return f"{head.prefix}:{head.number}:{' '.join(groups)}"


def _facts(close: Close, words: Words) -> Iterator[Fact]:
    origin, closed = close.origin, close.closed
    yield Fact(words(N_("Branch office")), origin.branch.name)
    who, at = (closed.by or "", closed.at) if closed else (origin.who, origin.at)
    yield Fact(words(NC_("close", "Closed by")), f"{who} · {words.moment(at, origin.branch.zone)}")
    if closed:
        again = words(PRINTED_AGAIN, who=origin.who, at=words.moment(origin.at, origin.branch.zone))
        yield Fact(words(NC_("close", "Entry of the close")), f"{closed.number} · {again}")
    since = words(SINCE, day=close.since) if close.since else words(FIRST)
    count = words(NP_("{n} entry", "{n} entries"), n=close.entries)
    span = f"{close.first}–{close.last} · " if close.entries else ""
    yield Fact(words(NC_("close", "Covers")), f"{span}{count} · {since}")


def _sections(close: Close, words: Words) -> Iterator[tuple[str, tuple[Row, ...]]]:
    yield words(N_("Lending")), _counts(MOVES, close.moves, words)
    stands = _counts(STANDS, close.stands, words)
    yield words(N_("What stands open")), stands
    if close.overdue:
        debts = (Row(debt.borrower, words.number(len(debt.cards)), words.list(debt.cards)) for debt in close.overdue)
        yield words(NC_("section", "Overdue")), tuple(debts)
    yield words(N_("Brought in")), tuple(_done(one, close, words) for one in close.brought_in)
    yield words(N_("Taken out")), tuple(_done(one, close, words) for one in close.taken_out)
    yield words(N_("Acts by kind and person")), tuple(_act(one, words) for one in close.acts)


def _counts(labels: dict[str, Message], counts: Mapping[str, int], words: Words) -> tuple[Row, ...]:
    return tuple(Row(words(label), words.number(counts[name])) for name, label in labels.items())


def _act(one: ActSum, words: Words) -> Row:
    by = words.list([_by(who, count, words) for who, count in one.by])
    return Row(words.value(act_name(one.act)), words.number(one.times), by)


def _by(who: str | None, count: int, words: Words) -> str:
    return f"{who or words(PROGRAM)} {words.number(count)}"


def _done(done: Done, close: Close, words: Words) -> Row:
    told = done.told
    rows = words(NP_("{n} row", "{n} rows"), n=int(told["rows"])) if "rows" in told else ""
    list_ = words.value(LISTS.get(told["list"], told["list"])) if "list" in told else ""
    slip = words(N_("slip {slip}"), slip=told["slip"]) if "slip" in told else ""
    at = words.moment(done.at, close.origin.branch.zone, "short").rpartition(" ")[2]
    parts = [at, done.by, list_, rows, told.get("file"), slip, done.reason]
    return Row(words.value(act_name(done.act)), str(done.number), " · ".join(part for part in parts if part))


def lines_of(sheet: CloseSheet, words: Words) -> list[str]:
    """The sheet as plain text, a fact a line."""
    lines = [sheet.title, *(words(N_("{label}: {text}"), label=one.label, text=one.text) for one in sheet.facts)]
    lines += [words(N_("{label}: {text}"), label=N_("Head"), text=sheet.grouped), sheet.compare]
    for section in sheet.sections:
        lines += ["", section.title]
        for row in section.rows:
            text = " · ".join(part for part in (row.value, row.detail) if part)
            lines.append(words(N_("{label}: {text}"), label=row.label, text=text) if text else row.label)
    return lines


def texts_of(sheet: CloseSheet) -> list[Said]:
    """Every text on the paper."""
    facts = (text for fact in sheet.facts for text in fact)
    rows = (text for section in sheet.sections for row in section.rows for text in (section.title, *row))
    own = (sheet.title, sheet.grouped, sheet.compare, sheet.signature, sheet.foot, "…")
    return [("", "", text) for text in (*own, *facts, *rows)]


# the paper

LEFT, RIGHT = 18.0, A4.width - 15
TOP, BOTTOM = 18.0, A4.height - 18
TEXT, SMALL, LARGE = 9.0, 7.0, 15.0
LINE, BETWEEN = 4.6, 4.0
LABEL, VALUE = 62.0, 18.0
"""Millimetres of the columns: what, how many; the rest is who or which."""
DETAIL = LEFT + LABEL + VALUE + 4
SIGNED = 22.0
"""What stays free below the last line to sign in."""


def draw(sheet: CloseSheet, close: Close, fonts: Fonts, words: Words, path: Path, *, codes: bool) -> int:
    """Write the sheet to `path` as a PDF. Returns how many pages it has."""
    canvas = Canvas(A4, fonts, words.language, codes=codes)
    canvas.about(sheet.title, sheet.title, close.origin)
    writer = _Pages(canvas, sheet, words)
    writer.head()
    for section in sheet.sections:
        writer.section(section)
    writer.signed()
    canvas.write(path)
    return writer.count


class _Pages:
    """Writes down the pages, and begins a new one where there is no room."""

    def __init__(self, canvas: Canvas, sheet: CloseSheet, words: Words) -> None:
        self._canvas = canvas
        self._sheet = sheet
        self._words = words
        self.count = 0
        self._base = 0.0
        self._begin()

    def _begin(self) -> None:
        self.count += 1
        self._canvas.page()
        self._base = TOP
        foot, place = self._sheet.foot, self._words(N_("page {page}"), page=self.count)
        self._canvas.text(LEFT, A4.height - 9, self._canvas.cut(foot, RIGHT - LEFT - 20, SMALL), SMALL, ink=GREY)
        self._canvas.text(RIGHT - 20, A4.height - 9, place, SMALL, ink=GREY, room=20, align="R")

    def _need(self, room: float) -> None:
        if self._base + room > BOTTOM:
            self._begin()

    def head(self) -> None:
        canvas, sheet = self._canvas, self._sheet
        canvas.text(LEFT, self._base, sheet.title, canvas.fitting(sheet.title, RIGHT - LEFT, (LARGE, 12.0, TEXT)))
        self._base += 8
        for fact in sheet.facts:
            canvas.text(LEFT, self._base, canvas.cut(fact.label, LABEL - 2, TEXT), TEXT, ink=GREY)
            self._lines(LEFT + LABEL, fact.text, RIGHT)
        self._base += 2
        canvas.code(LEFT - code128.QUIET * code128.MODULE, self._base - 3, 12, sheet.code)
        self._base += 14
        for line in canvas.wrapped(sheet.grouped, RIGHT - LEFT, TEXT):
            canvas.text(LEFT, self._base, line, TEXT)
            self._base += LINE
        for line in canvas.wrapped(sheet.compare, RIGHT - LEFT, SMALL):
            canvas.text(LEFT, self._base, line, SMALL, ink=GREY)
            self._base += LINE - 1

    def section(self, section: Section) -> None:
        self._need(BETWEEN + 3 * LINE)
        self._base += BETWEEN
        self._canvas.text(LEFT, self._base, section.title, TEXT + 1)
        self._canvas.rule(LEFT, self._base + 1.4, RIGHT)
        self._base += LINE + 1
        for row in section.rows:
            self._row(row)

    def _row(self, row: Row) -> None:
        self._need(LINE)
        canvas = self._canvas
        canvas.text(LEFT, self._base, canvas.cut(row.label, LABEL - 2, TEXT), TEXT)
        canvas.text(LEFT + LABEL, self._base, row.value, TEXT, room=VALUE, align="R")
        if row.detail:
            self._lines(DETAIL, row.detail, RIGHT)
        else:
            self._base += LINE

    def _lines(self, left: float, text: str, right: float) -> None:
        for line in self._canvas.wrapped(text, right - left, TEXT):
            self._need(LINE)
            self._canvas.text(left, self._base, line, TEXT)
            self._base += LINE

    def signed(self) -> None:
        self._need(SIGNED)
        self._base += SIGNED - LINE
        self._canvas.rule(LEFT, self._base - LINE, LEFT + LABEL)
        self._canvas.text(LEFT, self._base, self._sheet.signature, SMALL, ink=GREY)
