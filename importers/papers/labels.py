"""Labels for the folders of the cards: an A4 sheet of three times eight, each with number, name and Code 128."""

from pathlib import Path

from importers.papers.canvas import A4, GREY, Canvas
from importers.papers.code128 import MODULE
from importers.papers.code128 import width as code_width
from importers.papers.content import Said
from importers.papers.fonts import Fonts
from locales.messages import N_
from locales.words import Words
from store.acts.papers import LabelSheet
from store.errors import Refused

TITLE = N_("Labels of cards")
ACROSS, DOWN = 3, 8
EACH = ACROSS * DOWN
WIDTH, HEIGHT = A4.width / ACROSS, A4.height / DOWN
"""The common sheet of 70 by 37 millimetres."""
EDGE = 5.0
"""What printers do not reach of a sheet."""
CODE_HIGH = 12.0
NAME = (10.0, 9.0, 8.0)
ROOM = WIDTH - 2 * EDGE


class NoSuchPlace(Refused):
    place: int
    most: int
    message = N_("A sheet has the places 1 to {most}, not {place}.")
    exit_code = 2


def texts_of(sheet: LabelSheet) -> list[Said]:
    return [(row.card_no, "", f"{row.card_no} {row.name}…") for row in sheet.cards]


def draw(sheet: LabelSheet, fonts: Fonts, words: Words, path: Path, *, first: int = 1, codes: bool) -> int:
    """Write the labels to `path` as a PDF, beginning at place `first`. Returns how many sheets. Raises NoSuchPlace."""
    if not 1 <= first <= EACH:
        raise NoSuchPlace(place=first, most=EACH)
    canvas = Canvas(A4, fonts, words.language, codes=codes)
    canvas.about(words(TITLE), words(TITLE), sheet.origin)
    for place, row in enumerate(sheet.cards, first - 1):
        if place % EACH == 0 or row is sheet.cards[0]:
            canvas.page()
        down, across = divmod(place % EACH, ACROSS)
        _label(canvas, across * WIDTH, down * HEIGHT, row.card_no, row.name)
    canvas.write(path)
    return (first - 2 + len(sheet.cards)) // EACH + 1


def _label(canvas: Canvas, left: float, top: float, card_no: str, name: str) -> None:
    module = min(MODULE, ROOM / code_width(card_no, 1))
    wide = code_width(card_no, module)
    canvas.code(left + (WIDTH - wide) / 2, top + 6, CODE_HIGH, card_no, module=module)
    canvas.text(left + EDGE, top + 22.2, card_no, 11, room=ROOM, align="C")
    size = canvas.fitting(name, ROOM, NAME)
    canvas.text(left + EDGE, top + 28, canvas.cut(name, ROOM, size), size, ink=GREY, room=ROOM, align="C")
