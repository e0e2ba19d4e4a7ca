"""Text in terminal cells."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

import screens
from locales.words import Words
from screens.widgets.cells import cut, fit, width, wrapped
from screens.widgets.columns import GAP, LEFT, Column, laid_out


@given(st.text(), st.integers(0, 40))
def test_a_text_fills_its_cells_exactly(text, cells):
    assert width(fit(text, cells)) == cells


@given(st.text(alphabet="章文abé…，", max_size=30), st.integers(0, 20))
def test_what_is_cut_ends_in_an_ellipsis_and_never_in_half_a_glyph(text, cells):
    shown = cut(text, cells)
    assert width(shown) <= cells
    assert shown == text or not shown or (shown[-1] == "…" and text.startswith(shown[:-1]))


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("南京分公司", 10, "南京分公司"),
        ("南京分公司", 9, "南京分公…"),
        ("南京", 3, "南…"),
        ("南京", 2, "…"),
        ("a\nb\x1b", 4, "a b␛"),
        ("南京   ", 5, "南京"),
    ],
)
def test_cut_as_a_person_expects(text, cells, shown):
    assert fit(text, cells).rstrip() == shown.rstrip()


@given(st.text(alphabet="南京 ab，c", max_size=60), st.integers(2, 20))
def test_wrapping_loses_no_letter_and_keeps_to_its_cells(text, cells):
    lines = wrapped(text, cells)
    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_line_never_begins_with_the_mark_that_ends_a_chinese_word():
    assert wrapped("可一次借出几张。还有", 14) == ["可一次借出几", "张。还有"]


def test_a_line_never_ends_in_the_mark_that_opens_a_word():
    for cells in range(12, 40):
        for line in wrapped("表中为“江宁区”（卡上NJ000123，现在），it left as “虎丘区”. Decide", cells):
            assert line[-1] not in "“（"
            assert line[0] not in "”），。"


def test_a_chinese_date_is_not_broken():
    assert wrapped("我们的 2025年9月购买", 12) == ["我们的", "2025年9月购", "买"]


@pytest.mark.parametrize("space", [" ", "\N{NO-BREAK SPACE}"])
def test_a_line_does_not_end_between_a_french_mark_and_its_word(space):
    said = f"Il y a déjà un fichier «{space}liste.xlsx{space}». Le remplacer{space}?"
    for cells in range(14, 60):
        lines = wrapped(said, cells)
        assert not [line for line in lines if line[0] in "»?" or line[-1] == "«"]


@pytest.mark.parametrize("language", ["en", "zh_CN", "fr"])
def test_every_list_fits_the_narrow_screen_and_no_head_is_cut(language):
    words = Words(language)
    across = 79  # the last of 80 is the bar's
    for module in (import_module(f"screens.{found.name}") for found in iter_modules(screens.__path__)):
        for columns in vars(module).values():
            if not isinstance(columns, tuple | list) or not columns or not isinstance(columns[0], Column):
                continue
            shown = laid_out(columns, across, words)
            assert LEFT + sum(cells + GAP for _, cells in shown) - GAP <= across, module.__name__
            cut_heads = [words(column.label) for column, cells in shown if width(words(column.label)) > cells]
            assert cut_heads == [], module.__name__
