"""Colours: one accent, grades as the coloured cards of the paper drawer; dark, light, the terminal's own palette."""

from textual.theme import Theme

_DARK = Theme(
    name="cardkeeper-dark",
    primary="#5fa8d3",
    accent="#5fa8d3",
    foreground="#d8dadc",
    background="#15181b",
    surface="#1b1f23",
    panel="#20262b",
    warning="#e0a33e",
    error="#e5685f",
    success="#7fb069",
    variables={
        "rule": "#46525b",
        "grade-a": "#f0a58f",
        "grade-b": "#e6cf7c",
        "grade-c": "#9ccbb0",
        "block-cursor-background": "#203f54",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#2a3238",
        "block-cursor-blurred-foreground": "#d8dadc",
    },
)

_LIGHT = Theme(
    name="cardkeeper-light",
    primary="#1f6f9f",
    accent="#1f6f9f",
    foreground="#22272b",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e9e6df",
    warning="#9a5b00",
    error="#b3261e",
    success="#3a7d34",
    dark=False,
    variables={
        "rule": "#b9b2a3",
        "grade-a": "#a8401f",
        "grade-b": "#806000",
        "grade-c": "#2f6b4a",
        "block-cursor-background": "#c4dcec",
        "block-cursor-foreground": "#14181b",
        "block-cursor-blurred-background": "#e6e9ea",
        "block-cursor-blurred-foreground": "#22272b",
    },
)

_TERMINAL = Theme(
    name="cardkeeper-terminal",
    ansi=True,
    primary="ansi_blue",
    accent="ansi_cyan",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "rule": "ansi_bright_black",
        "grade-a": "ansi_red",
        "grade-b": "ansi_yellow",
        "grade-c": "ansi_green",
        "block-cursor-background": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-foreground": "ansi_default",
        "border-blurred": "ansi_default",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_blue",
        "input-selection-foreground": "ansi_default",
        "screen-selection-background": "ansi_blue",
        "screen-selection-foreground": "ansi_default",
    },
)

THEMES = (_DARK, _LIGHT, _TERMINAL)
