"""A sheet of paper to write and draw on, in millimetres, that becomes a PDF with its fonts embedded."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from importers.papers import code128
from importers.papers.flow import Measure, wrapped
from importers.papers.fonts import Fonts, printable
from store.acts.papers import Origin

POINT = 25.4 / 72
"""Millimetres."""
Align = Literal["L", "R", "C"]


class Format(NamedTuple):
    """Millimetres across and down."""

    width: float
    height: float


A4 = Format(210, 297)
A5_LANDSCAPE = Format(210, 148)
A6_LANDSCAPE = Format(148, 105)
BLACK, GREY, RULE = 0, 105, 190
"""Inks, from 0 for black to 255 for white."""


class Canvas:
    """Pages of one format. `codes` prints U+20BB7 for a character that no font has."""

    def __init__(self, size: Format, fonts: Fonts, language: str, *, codes: bool) -> None:
        from fpdf import FPDF

        self._missing = fonts.missing
        self._codes = codes
        self._pdf = FPDF(unit="mm", format=(size.width, size.height))
        self._pdf.str_alias_nb_pages = ""  # else what looks like its place-holder in a customer's text is replaced
        self._pdf.set_auto_page_break(auto=False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        names = [f"face{place}" for place in range(len(fonts.faces))]
        for name, face in zip(names, fonts.faces, strict=True):
            self._pdf.add_font(name, "", face.path, collection_font_number=face.number)
        self._pdf.set_font(names[0], size=8)
        self._pdf.set_fallback_fonts(names[1:], exact_match=False)
        self._pdf.set_lang({"zh_CN": "zh-CN"}.get(language, language))

    def about(self, title: str, purpose: str, origin: Origin) -> None:
        """What the file says of itself; its keywords are the head of the chain."""
        self._pdf.set_title(title)
        self._pdf.set_author(origin.who)
        self._pdf.set_creator("Cardkeeper")
        self._pdf.set_subject(purpose)
        self._pdf.set_keywords(origin.head.text)

    def page(self) -> None:
        self._pdf.add_page()

    def in_size(self, points: float) -> Measure:
        """How wide a text is in letters of this size."""

        def measure(text: str) -> float:
            self._pdf.set_font_size(points)
            return self._pdf.get_string_width(self._shown(text))

        return measure

    def wrapped(self, text: str, room: float, points: float) -> list[str]:
        return wrapped(self._shown(text), room, self.in_size(points))

    def fitting(self, text: str, room: float, points: Sequence[float]) -> float:
        """The first of some sizes in which a text fits in a line; the last if it fits in none."""
        return next((size for size in points if self.in_size(size)(text) <= room), points[-1])

    def cut(self, text: str, room: float, points: float) -> str:
        """As much of a text as fits in a line, and an ellipsis in place of the rest."""
        shown, measure = self._shown(" ".join(text.split())), self.in_size(points)
        if measure(shown) <= room:
            return shown
        while shown and measure(shown + "…") > room:
            shown = shown[:-1]
        return shown.rstrip() + "…"

    def text(
        self,
        left: float,
        base: float,
        text: str,
        points: float,
        *,
        ink: int = BLACK,
        room: float = 0,
        align: Align = "L",
    ) -> None:
        """A line of text whose letters stand on `base`, within `room` from `left` on where it is not aligned left."""
        shown = self._shown(text)
        if not shown:
            return
        self._pdf.set_font_size(points)
        self._pdf.set_text_color(ink)
        high = points * POINT
        self._pdf.set_xy(left, base - 0.8 * high)
        self._pdf.cell(room or self._pdf.get_string_width(shown), high, shown, align=align)

    def rule(self, left: float, at: float, right: float, *, ink: int = RULE) -> None:
        self._pdf.set_draw_color(ink)
        self._pdf.set_line_width(0.15)
        self._pdf.line(left, at, right, at)

    def box(
        self, left: float, top: float, width: float, height: float, *, tint: tuple[int, int, int] | None = None
    ) -> None:
        """A thin frame, or an area of colour without one."""
        if tint is not None:
            self._pdf.set_fill_color(*tint)
            self._pdf.rect(left, top, width, height, style="F")
            return
        self._pdf.set_draw_color(GREY)
        self._pdf.set_line_width(0.2)
        self._pdf.rect(left, top, width, height)

    def code(self, left: float, top: float, height: float, number: str, *, module: float = code128.MODULE) -> None:
        """The number as Code 128 in bars of `height`."""
        self._pdf.set_fill_color(BLACK)
        for begin, wide in code128.bars(number):
            self._pdf.rect(left + begin * module, top, wide * module, height, style="F")

    def write(self, path: Path) -> None:
        self._pdf.output(str(path))

    def _shown(self, text: str) -> str:
        seen = printable(text)
        if not self._codes or self._missing.isdisjoint(seen):
            return seen
        return "".join(f"[U+{ord(char):04X}]" if char in self._missing else char for char in seen)
