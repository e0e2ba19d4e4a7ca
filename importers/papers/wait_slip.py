"""The slip that is laid into a card which came back and which somebody waits for: an A6 page a card (L4)."""

from pathlib import Path

from importers.papers.canvas import A6_LANDSCAPE, GREY, Canvas
from importers.papers.code128 import width as code_width
from importers.papers.content import Fact, Said, foot
from importers.papers.fonts import Fonts
from locales.messages import N_, NP_
from locales.words import Words
from store.acts.papers import Wait, WaitSlips

TITLE = N_("Reserved")
FOR = N_("Keep this card for")
MORE = NP_("{n} more waits after them.", "{n} more wait after them.")
LEFT, RIGHT = 10.0, A6_LANDSCAPE.width - 10
NAME = (26.0, 20.0, 15.0, 11.0)
SMALL, TEXT = 7.0, 10.0
LABEL = 34.0


def texts_of(slips: WaitSlips, words: Words) -> list[Said]:
    """Every text on the slips, with the card and the field that it stands in."""
    found: list[Said] = [("", "", f"{words(TITLE)}{words(FOR)}…"), ("", "", foot(slips.origin, words(TITLE), words))]
    for wait in slips.waits:
        facts = [*_facts(wait, words), Fact(words(N_("Name")), wait.card.name), Fact(words(FOR), wait.borrower)]
        found += [(wait.card.card_no, label, text) for label, text in facts]
        found += [("", "", f"{label}{_more(wait, words)}") for label, _ in facts]
    return found


def draw(slips: WaitSlips, fonts: Fonts, words: Words, path: Path, *, codes: bool) -> int:
    """Write the slips to `path` as a PDF. Returns how many pages it has."""
    canvas = Canvas(A6_LANDSCAPE, fonts, words.language, codes=codes)
    canvas.about(words(TITLE), words(TITLE), slips.origin)
    said = foot(slips.origin, words(TITLE), words)
    for wait in slips.waits:
        canvas.page()
        _slip(canvas, wait, words)
        for row, line in enumerate(canvas.wrapped(said, RIGHT - LEFT, SMALL)[:2]):
            canvas.text(LEFT, A6_LANDSCAPE.height - 9 + 3 * row, line, SMALL, ink=GREY)
    canvas.write(path)
    return len(slips.waits)


def _slip(canvas: Canvas, wait: Wait, words: Words) -> None:
    card, wide = wait.card, code_width(wait.card.card_no)
    canvas.text(LEFT, 15, words(TITLE), 14)
    canvas.code(RIGHT - wide, 9, 12, card.card_no)
    canvas.text(RIGHT - wide, 25, card.card_no, TEXT, room=wide, align="C")
    canvas.text(LEFT, 25, canvas.cut(card.name, RIGHT - LEFT - wide - 6, TEXT), TEXT)
    canvas.rule(LEFT, 30, RIGHT)
    canvas.text(LEFT, 36, words(FOR), TEXT, ink=GREY)
    size = canvas.fitting(wait.borrower, RIGHT - LEFT, NAME)
    canvas.text(LEFT, 47, canvas.cut(wait.borrower, RIGHT - LEFT, size), size)
    base = 57.0
    for label, text in _facts(wait, words):
        canvas.text(LEFT, base, canvas.cut(label, LABEL - 2, TEXT), TEXT, ink=GREY)
        canvas.text(LEFT + LABEL, base, canvas.cut(text, RIGHT - LEFT - LABEL, TEXT), TEXT)
        base += 6
    canvas.text(LEFT, base, _more(wait, words), TEXT, ink=GREY)


def _facts(wait: Wait, words: Words) -> list[Fact]:
    facts = [Fact(words(N_("Purpose")), wait.purpose), Fact(words(N_("Waits since")), words.date(wait.since))]
    if wait.back_on is not None:
        facts.append(Fact(words(N_("Returned on")), f"{words.date(wait.back_on)} · {wait.back_from}"))
    return [fact for fact in facts if fact.text]


def _more(wait: Wait, words: Words) -> str:
    return words(MORE, n=wait.more) if wait.more else ""
