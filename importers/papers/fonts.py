"""Which fonts a paper is set in: those that come with the program, then those of the system, character by character.

A font is embedded in the paper, so it has to allow that. What no font has is named before anything is printed; a box in
its place is never printed.
"""

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from store import system

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

_LATIN = ("font_source_sans_pro", "files/SourceSansPro-Regular.ttf")
_CHINESE = ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")
_CHINESE_SERIF = ("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf")
"""Has some fifteen characters more, all of the first block of Chinese among them."""
_MAY_NOT_BE_EMBEDDED = 0x0002 | 0x0100 | 0x0200
"""Bits of OS/2's fsType: not at all, not in part, only as pictures."""
_BROKEN = (OSError, ValueError, KeyError, AssertionError, struct.error)
"""What a system's broken font may raise beside fontTools' own error."""


class Face(NamedTuple):
    """A font in a file that may hold several."""

    path: Path
    number: int = 0


class Fonts(NamedTuple):
    """The faces that a paper needs, in the order in which they are asked for a character; `missing`: none has it."""

    faces: tuple[Face, ...]
    missing: frozenset[str]


def printable(text: str) -> str:
    """`text` with accents joined to their letters and without what is never seen: marks of direction, variants."""
    joined = unicodedata.normalize("NFC", text)
    return "".join(char for char in joined if char in "\n\u00ad" or not _unseen(char)).replace("\u00ad", "")


def _unseen(char: str) -> bool:
    variant = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return variant or unicodedata.category(char) in ("Cf", "Cc")


def fonts_for(texts: Iterable[str], language: str, *, installed: Iterable[Path] | None = None) -> Fonts:
    """The faces for all of `texts`, the fitting one for `language` first. `installed` are the system's font files."""
    wanted = {ord(char) for text in texts for char in printable(text)} - {ord("\n")}
    chosen: list[Face] = []
    for face in _bundled(language):
        here = wanted & _characters(face)
        if here or not chosen:
            chosen.append(face)
        wanted -= here
    if wanted:
        for face in _installed(tuple(system.font_files() if installed is None else installed)):
            here = wanted & _characters(face)
            if here:
                chosen.append(face)
            wanted -= here
            if not wanted:
                break
    return Fonts(tuple(chosen), frozenset(map(chr, wanted)))


def _bundled(language: str) -> list[Face]:
    """Chinese punctuation is as wide as a character, French is not: the language decides whose comes first."""
    order = (_CHINESE, _LATIN) if language == "zh_CN" else (_LATIN, _CHINESE)
    return [Face(Path(str(files(package) / name))) for package, name in (*order, _CHINESE_SERIF)]


@lru_cache(maxsize=64)
def _characters(face: Face) -> frozenset[int]:
    """The characters of a face that may be embedded."""
    return next((_of(font) for number, font in _open(face.path) if number == face.number), frozenset())


def _of(font: "TTFont") -> frozenset[int]:
    outlines = "glyf" in font or "CFF " in font
    if not outlines or "fvar" in font or ("OS/2" in font and font["OS/2"].fsType & _MAY_NOT_BE_EMBEDDED):
        return frozenset()
    return frozenset(font.getBestCmap() or ())


@lru_cache(maxsize=2)
def _installed(paths: tuple[Path, ...]) -> tuple[Face, ...]:
    """The faces of font files, those of the largest first: rare characters stand in large fonts."""
    by_size = sorted(paths, key=_size, reverse=True)
    return tuple(Face(path, number) for path in by_size for number in _numbers(path))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _numbers(path: Path) -> range:
    """The numbers of the faces in a file."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return range(0)
    return range(int.from_bytes(head[8:12], "big")) if head[:4] == b"ttcf" else range(1)


def _open(path: Path) -> "Iterator[tuple[int, TTFont]]":
    from fontTools.ttLib import TTFont, TTLibError

    for number in _numbers(path):
        try:
            with path.open("rb") as file, TTFont(file, fontNumber=number, lazy=True) as font:
                yield number, font
        except (TTLibError, *_BROKEN):
            continue
