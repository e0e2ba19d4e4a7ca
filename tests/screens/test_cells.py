"""Text in terminal cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.widgets.cells import cut, fit, width, wrapped


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
        ("a\nb\x1b", 4, "a b "),
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


def test_a_line_does_not_end_between_a_french_mark_and_its_word():
    said = "Il y a déjà un fichier «\N{NO-BREAK SPACE}liste.xlsx\N{NO-BREAK SPACE}». Le remplacer\N{NO-BREAK SPACE}?"
    for cells in range(14, 60):
        lines = wrapped(said, cells)
        assert not [line for line in lines if line[0] in "»?" or line[-1] == "«"]
