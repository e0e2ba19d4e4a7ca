"""Colours: what is said in ink is read on every ground that it is laid on."""

import pytest
from textual.color import Color

from tui.theme import THEMES

INKS = ("foreground", "accent", "warning", "error")
GROUNDS = ("block-cursor-background", "block-cursor-blurred-background")
LEAST = 3.0
"""The contrast that large or bold letters need at least, by WCAG; running text has more."""


def _light(color: Color) -> float:
    """How light a colour is to the eye, from 0 to 1, as WCAG reckons it."""
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: Color, other: Color) -> float:
    darker, lighter = sorted((_light(one), _light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [theme for theme in THEMES if not theme.ansi], ids=lambda theme: theme.name)
def test_every_ink_is_read_on_every_ground(theme) -> None:
    inks = [getattr(theme, name) for name in INKS] + [theme.variables[f"grade-{grade}"] for grade in "abc"]
    grounds = [theme.background, theme.panel, *(theme.variables[name] for name in GROUNDS)]
    for ground in map(Color.parse, grounds):
        for ink in map(Color.parse, inks):
            assert _contrast(ground, ink) >= LEAST, (ink.hex, ground.hex)
