"""Which fonts print which characters; what none has is known before anything is printed (L2)."""

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder

from importers.papers.fonts import fonts_for, printable

RARE = "䶮㛃𬭸𫖯㙓𦈡𫘝𬀩"
"""Characters of people's names, from the extensions of Chinese."""
LATIN = "àâæçéèêëîïôœùûüÿ ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ «l’été» – — … n° € Łódź Şahin £\u00a0\u202f"
NOWHERE = "\U000e5678"


def a_font(path: Path, char: str, *, embeddable: int = 0) -> Path:
    """A font of one character."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "x"])
    builder.setupCharacterMap({ord(char): "x"})
    builder.setupGlyf({name: _empty() for name in (".notdef", "x")})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "x": (500, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2(fsType=embeddable)
    builder.setupNameTable({"familyName": path.stem, "styleName": "Regular"})
    builder.setupPost()
    builder.save(path)
    return path


def _empty() -> object:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    return TTGlyphPen(None).glyph()


@pytest.mark.parametrize("language", ["zh_CN", "fr", "en"])
def test_a_bare_machine_prints_chinese_rare_names_french_and_english(language: str) -> None:
    assert fonts_for(["张伟（李娜）：“好”、１２", RARE, LATIN], language, installed=()).missing == frozenset()


def test_the_fitting_face_comes_first_and_none_is_taken_along_that_is_not_needed() -> None:
    assert [face.path.stem for face in fonts_for(["Lyon"], "fr", installed=()).faces] == ["SourceSansPro-Regular"]
    assert [face.path.stem for face in fonts_for(["张"], "zh_CN", installed=()).faces] == ["NotoSansSC-Regular"]
    both = fonts_for(["张 Ÿ"], "zh_CN", installed=()).faces
    assert [face.path.stem for face in both] == ["NotoSansSC-Regular", "SourceSansPro-Regular"]


def test_a_font_of_the_system_has_what_ours_lack_if_it_may_be_embedded(tmp_path: Path) -> None:
    assert fonts_for([NOWHERE], "en", installed=()).missing == {NOWHERE}
    closed = a_font(tmp_path / "closed.ttf", NOWHERE, embeddable=0x0002)
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"\0\1\0\0 not a font")
    assert fonts_for([NOWHERE], "en", installed=[closed, broken, tmp_path / "gone.ttf"]).missing == {NOWHERE}
    opened = a_font(tmp_path / "open.ttf", NOWHERE)
    found = fonts_for([NOWHERE, "é"], "en", installed=[closed, broken, opened])
    assert (found.faces[-1].path, found.missing) == (opened, frozenset())


def test_what_is_never_seen_needs_no_glyph() -> None:
    assert printable("e\u0301\u200b\ufeff\ufe0f\U000e0100\x07") == "é"
    assert fonts_for(["a\u200bb\ufe0f\nc"], "en", installed=()).missing == frozenset()
