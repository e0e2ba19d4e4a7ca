"""The pack of a slip on paper: A5 landscape, one card a page, and as many pages more as a full card needs (L2).

Each page has the card's number as Code 128, the slip, the borrower and the days above, and below who printed it, when,
what for, and the head of the journal's chain.
"""

from collections.abc import Sequence
from pathlib import Path

from importers.papers.canvas import A5_LANDSCAPE, GREY, POINT, Canvas
from importers.papers.code128 import width as code_width
from importers.papers.content import PAGE_OF, CardPaper, Said, foot
from importers.papers.flow import Line, Page, lines_of, pages
from importers.papers.fonts import Fonts
from locales.messages import N_
from locales.words import Words
from store.acts.papers import Pack
from store.fields import FIELDS

TITLE = N_("Pack of slip {slip}")
LEFT, RIGHT = 12.0, A5_LANDSCAPE.width - 10
TOP = 9.0
BODY, LINE = 37.0, 3.75
"""Where the columns begin, and how high a line is."""
ROWS = 25
NOTES = 9
"""Lines that stay free for notes."""
BETWEEN = 6.0
COLUMN = (RIGHT - LEFT - BETWEEN) / 2
LABEL = 27.0
FOOT = A5_LANDSCAPE.height - 10
TEXT, SMALL = 8.0, 6.5
NAME = (15.0, 13.0, 11.0, 9.0)
CODE_HIGH = 10.0
TINTS = {"A": (240, 165, 143), "B": (230, 207, 124), "C": (156, 203, 176)}
"""The colours of the cards in the drawer; the letter stands on them."""


def texts_of(pack: Pack, papers: Sequence[CardPaper], words: Words) -> list[Said]:
    """Every text on the pages, with the card and the field that it stands in."""
    found: list[Said] = [("", "", foot(pack.origin, pack.purpose, words))]
    name = words(FIELDS["name"].label)
    for paper in papers:
        named = [
            (name, paper.name),
            *paper.facts,
            paper.purpose,
            *((block.label, block.text) for block in paper.blocks),
        ]
        found += [(paper.card_no, label, text) for label, text in named]
        ours = (*(label for label, _ in named), paper.headline, paper.notes, *paper.results, paper.confidential)
        found += [("", "", text) for text in ours]
    return found


def draw(pack: Pack, papers: Sequence[CardPaper], fonts: Fonts, words: Words, path: Path, *, codes: bool) -> int:
    """Write the pack to `path` as a PDF. Returns how many pages it has."""
    canvas = Canvas(A5_LANDSCAPE, fonts, words.language, codes=codes)
    canvas.about(words(TITLE, slip=str(pack.number)), pack.purpose, pack.origin)
    said = foot(pack.origin, pack.purpose, words)
    count = 0
    for paper in papers:
        laid = pages(_lines(paper, canvas), ROWS, NOTES)
        for number, page in enumerate(laid, 1):
            canvas.page()
            _head(canvas, paper)
            _body(canvas, page)
            if page.notes:
                _notes(canvas, paper, page.rows)
            place = words(PAGE_OF, page=number, pages=len(laid)) if len(laid) > 1 else ""
            _foot(canvas, paper, said, " · ".join(part for part in (paper.place, place) if part))
            count += 1
    canvas.write(path)
    return count


def _lines(paper: CardPaper, canvas: Canvas) -> list[Line]:
    return lines_of(
        paper.blocks,
        lambda label: canvas.wrapped(label, LABEL - 2, TEXT),
        lambda text: canvas.wrapped(text, COLUMN - LABEL, TEXT),
    )


def _head(canvas: Canvas, paper: CardPaper) -> None:
    wide = code_width(paper.card_no)
    code = RIGHT - wide
    canvas.code(code, TOP, CODE_HIGH, paper.card_no)
    canvas.text(code, TOP + CODE_HIGH + 3.4, paper.card_no, 9, room=wide, align="C")
    canvas.box(LEFT, TOP, 8, 8, tint=TINTS.get(paper.grade, (225, 225, 225)))
    canvas.text(LEFT, TOP + 6, paper.grade, 14, room=8, align="C")
    room = code - LEFT - 14
    size = canvas.fitting(paper.name, room, NAME)
    canvas.text(LEFT + 11, TOP + 5.2, canvas.cut(paper.name, room, size), size)
    canvas.text(LEFT + 11, TOP + 10.2, canvas.cut(paper.headline, room, TEXT), TEXT, ink=GREY)
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


def _body(canvas: Canvas, page: Page) -> None:
    for left, column in ((LEFT, page.left), (LEFT + COLUMN + BETWEEN, page.right)):
        for row, line in enumerate(column):
            base = BODY + (row + 0.75) * LINE
            if line.heading:
                canvas.text(left, base, line.label, TEXT)
                canvas.rule(left, base + 0.9, left + COLUMN, ink=GREY)
                continue
            canvas.text(left, base, line.label, TEXT, ink=GREY)
            canvas.text(left + LABEL, base, line.text, TEXT)


def _notes(canvas: Canvas, paper: CardPaper, rows: int) -> None:
    """What the visit brought, to be ticked, and lines to write on down to the foot."""
    base = BODY + (rows + 1.6) * LINE
    canvas.text(LEFT, base, paper.notes, TEXT)
    at = LEFT + canvas.in_size(TEXT)(paper.notes) + 8
    for result in paper.results:
        canvas.box(at, base - 2.5, 3, 3)
        canvas.text(at + 4.2, base, result, TEXT)
        at += 4.2 + canvas.in_size(TEXT)(result) + 7
    line = base + 2 * LINE
    while line < FOOT - 5:
        canvas.rule(LEFT, line, RIGHT)
        line += 2 * LINE


def _foot(canvas: Canvas, paper: CardPaper, said: str, place: str) -> None:
    canvas.rule(LEFT, FOOT - 2, RIGHT)
    wide = canvas.in_size(SMALL)(place)
    canvas.text(LEFT, FOOT + 1.2, canvas.cut(paper.confidential, RIGHT - LEFT - wide - 6, SMALL), SMALL, ink=GREY)
    canvas.text(RIGHT - wide, FOOT + 1.2, place, SMALL, ink=GREY)
    lines = canvas.wrapped(said, RIGHT - LEFT, SMALL)[:2]
    for row, line in enumerate(lines):
        canvas.text(LEFT, FOOT + 1.2 + (row + 1) * SMALL * POINT * 1.15, line, SMALL, ink=GREY)
