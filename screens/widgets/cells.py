"""Text measured in terminal cells: a Chinese character takes two, and none is ever cut in half."""

import re
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size

from locales.visible import in_one_line


def printable(text: str) -> str:
    """`text` in one line, with a sign in place of what would move the cursor or turn the direction of writing."""
    return in_one_line(text)


def width(text: str) -> int:
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def cut(text: str, cells: int) -> str:
    """`text` in at most `cells` cells; what is cut ends in “…”, unless it is only the space behind the text."""
    if width(text) <= cells:
        return text
    bare = text.rstrip(" ")
    if width(bare) <= cells:
        return bare + " " * (cells - width(bare))
    if cells <= 0:
        return ""
    used, kept = 1, []
    for character in text:
        used += get_character_cell_size(character)
        if used > cells:
            break
        kept.append(character)
    return "".join(kept) + "…"


@lru_cache(1024)
def fit(text: str, cells: int, right: bool = False) -> str:
    """`text` in exactly `cells` cells, filled up with spaces."""
    text = cut(printable(text), cells)
    space = " " * (cells - width(text))
    return space + text if right else text + space


_CHINESE = r"[\u2e80-\uffef]"
_OPENS, _CLOSES = "[“‘（《「『【〈]*", "[”’，。；：、！？）》」』】〉]*"
_STAYS = r"[\u00a0\u202f]|(?<=«)\s|\s(?=[»;:!?])"
_WORDS = re.compile(rf"{_OPENS}(?:(?:\d+[年月日])+|(?:(?!{_OPENS}{_CHINESE})\S|{_STAYS})+|{_CHINESE}){_CLOSES}|\s+|.")
"""Chinese dates, words, single Chinese characters, each with the marks that open and close it, and what is between
them. The space beside a French mark belongs to the mark's word."""


def wrapped(text: str, cells: int) -> list[str]:
    """`text` in lines of at most `cells` cells, broken at spaces; anywhere where there are none, as in Chinese, but
    with the mark that ends a word or sentence still beside it, as « and » are in French."""
    lines, line, used = [], "", 0
    for word in _WORDS.findall(printable(text)):
        size = width(word)
        if used + size > cells and line:
            lines.append(line.rstrip())
            line, used = "", 0
            if word.isspace():
                continue
        while size > cells > 0:
            head = next(n for n in range(len(word), 0, -1) if n == 1 or width(word[:n]) <= cells)
            lines.append(word[:head])
            word = word[head:]
            size = width(word)
        line += word
        used += size
    return [*lines, line.rstrip()] if line.strip() or not lines else lines
