"""Cards on paper: A5 landscape, one card a page, and as many pages more as a full card needs. This is how the pack of a
slip (L2, with room for notes), extracts (L7a), originals (L1) and what is kept about a person (K6) are printed.

Each page has the card's number as Code 128, the slip, the borrower and the days above, say, and below who printed it,
when, what for, and the head of the journal's chain.
"""

from math import ceil
from pathlib import Path
from typing import NamedTuple

from importers.papers.canvas import A5_LANDSCAPE, GREY, POINT, Canvas
from importers.papers.code128 import width as code_width
from importers.papers.content import CardPaper, CardPapers, Said, foot, place_of
from importers.papers.flow import Page, lines_of, pages
from importers.papers.fonts import Fonts
from locales.words import Words
from store.fields import FIELDS

LEFT, RIGHT = 12.0, A5_LANDSCAPE.width - 10
TOP = 9.0
BODY, FOOT = 37.0, A5_LANDSCAPE.height - 10
"""Where the columns begin, and where the foot does."""
NOTES = 24.0
"""Of that, what stays free for notes on a card's last page."""
RULED = 7.5
"""From one line to write on to the next."""
BETWEEN = 6.0
COLUMN = (RIGHT - LEFT - BETWEEN) / 2
LABEL = 27.0
TEXT, SMALL = 8.0, 6.5
NAME = (15.0, 13.0, 11.0, 9.0)
CODE_HIGH = 10.0
LETTERS = ((TEXT, 3.75), (7.0, 3.3))
"""Sizes of the columns' letters in points, with the height of a line: the first in which a card has room on one page.
A card that has none in any is set in the first, on several."""
TINTS = {"A": (240, 165, 143), "B": (230, 207, 124), "C": (156, 203, 176)}
"""The colours of the cards in the drawer; the letter stands on them."""


def texts_of(made: CardPapers, words: Words) -> list[Said]:
    """Every text on the pages, with the card and the field that it stands in."""
    found: list[Said] = [("", "", foot(made.origin, made.purpose, words))]
    name = words(FIELDS["name"].label)
    for paper in made.papers:
        named = [
            (name, paper.name),
            *paper.facts,
            paper.purpose,
            *((block.label, block.text) for block in paper.blocks),
        ]
        found += [(paper.card_no, label, text) for label, text in named]
        ours = (*(label for label, _ in named), paper.headline, paper.notes, *paper.results, paper.closing)
        found += [("", "", text) for text in ours]
    return found


def draw(made: CardPapers, fonts: Fonts, words: Words, path: Path, *, codes: bool) -> int:
    """Write the pages to `path` as a PDF. Returns how many there are."""
    canvas = Canvas(A5_LANDSCAPE, fonts, words.language, codes=codes)
    canvas.about(made.title, made.purpose, made.origin)
    said = foot(made.origin, made.purpose, words)
    count = 0
    for card, paper in enumerate(made.papers, 1):
        laid = _laid(paper, canvas)
        for number, page in enumerate(laid.pages, 1):
            canvas.page()
            _head(canvas, paper)
            _body(canvas, page, laid)
            if page.notes and paper.notes:
                _notes(canvas, paper, BODY + page.rows * laid.line)
            _foot(canvas, paper, said, place_of(made, card, number, len(laid.pages), words))
            count += 1
    canvas.write(path)
    return count


class Laid(NamedTuple):
    """A card's pages in letters of `points`, with lines of `line` millimetres."""

    points: float
    line: float
    pages: list[Page]


def _laid(paper: CardPaper, canvas: Canvas) -> Laid:
    tried = [Laid(points, line, _pages(paper, canvas, points, line)) for points, line in LETTERS]
    return next((laid for laid in tried if len(laid.pages) == 1), tried[0])


def _pages(paper: CardPaper, canvas: Canvas, points: float, line: float) -> list[Page]:
    lines = lines_of(
        paper.blocks,
        lambda label: canvas.wrapped(label, LABEL - 2, points),
        lambda text: canvas.wrapped(text, COLUMN - LABEL, points),
    )
    return pages(lines, int((FOOT - 3 - BODY) / line), ceil(NOTES / line) if paper.notes else 0)


def _head(canvas: Canvas, paper: CardPaper) -> None:
    wide = code_width(paper.card_no)
    code = RIGHT - wide
    canvas.code(code, TOP, CODE_HIGH, paper.card_no)
    canvas.text(code, TOP + CODE_HIGH + 3.4, paper.card_no, 9, room=wide, align="C")
    left = LEFT
    if paper.grade:
        canvas.box(LEFT, TOP, 8, 8, tint=TINTS.get(paper.grade, (225, 225, 225)))
        canvas.text(LEFT, TOP + 6, paper.grade, 14, room=8, align="C")
        left += 11
    room = code - left - 3
    size = canvas.fitting(paper.name, room, NAME)
    canvas.text(left, TOP + 5.2, canvas.cut(paper.name, room, size), size)
    canvas.text(left, TOP + 10.2, canvas.cut(paper.headline, room, TEXT), TEXT, ink=GREY)
    _facts(canvas, paper)


def _facts(canvas: Canvas, paper: CardPaper) -> None:
    """The slip, the borrower and the days in a row, what for after them, each under its label."""
    top = TOP + 17.5
    canvas.rule(LEFT, top - 2, RIGHT)
    at = LEFT
    for fact, room in zip((*paper.facts, paper.purpose), (16.0, 42.0, 32.0, 32.0, 66.0), strict=True):
        canvas.text(at, top + 1.2, canvas.cut(fact.label, room - 2, SMALL), SMALL, ink=GREY)
        canvas.text(at, top + 5.4, canvas.cut(fact.text, room - 2, 9), 9)
        at += room
    canvas.rule(LEFT, top + 7.4, RIGHT)


def _body(canvas: Canvas, page: Page, laid: Laid) -> None:
    for left, column in ((LEFT, page.left), (LEFT + COLUMN + BETWEEN, page.right)):
        for row, line in enumerate(column):
            base = BODY + (row + 0.75) * laid.line
            if line.heading:
                canvas.text(left, base, line.label, laid.points)
                canvas.rule(left, base + 0.9, left + COLUMN, ink=GREY)
                continue
            canvas.text(left, base, line.label, laid.points, ink=GREY)
            canvas.text(left + LABEL, base, line.text, laid.points)


def _notes(canvas: Canvas, paper: CardPaper, top: float) -> None:
    """What the visit brought, to be ticked, and lines to write on down to the foot."""
    base = top + 6
    canvas.text(LEFT, base, paper.notes, TEXT)
    at = LEFT + canvas.in_size(TEXT)(paper.notes) + 8
    for result in paper.results:
        canvas.box(at, base - 2.5, 3, 3)
        canvas.text(at + 4.2, base, result, TEXT)
        at += 4.2 + canvas.in_size(TEXT)(result) + 7
    line = base + RULED
    while line < FOOT - 5:
        canvas.rule(LEFT, line, RIGHT)
        line += RULED


def _foot(canvas: Canvas, paper: CardPaper, said: str, place: str) -> None:
    canvas.rule(LEFT, FOOT - 2, RIGHT)
    wide = canvas.in_size(SMALL)(place)
    canvas.text(LEFT, FOOT + 1.2, canvas.cut(paper.closing, RIGHT - LEFT - wide - 6, SMALL), SMALL, ink=GREY)
    canvas.text(RIGHT - wide, FOOT + 1.2, place, SMALL, ink=GREY)
    lines = canvas.wrapped(said, RIGHT - LEFT, SMALL)[:2]
    for row, line in enumerate(lines):
        canvas.text(LEFT, FOOT + 1.2 + (row + 1) * SMALL * POINT * 1.15, line, SMALL, ink=GREY)
