"""What a file may be called that comes from, or goes to, somebody else's computer: a name, never a path."""

import re
import unicodedata

MOST_BYTES = 200
"""File systems take 255 bytes; what writes a file beside it puts some before and behind."""
_SEPARATORS = re.compile(r"[/\\]")
_TAKEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""What Windows keeps for its devices."""


def safe_name(typed: str, usual: str = "file") -> str:
    """`typed` as one name that every system takes: no folders, no control characters, none that turn the direction of
    what follows; short enough, its ending kept. `usual` where nothing is left."""
    last = _SEPARATORS.split(typed)[-1]
    visible = "".join("_" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char for char in last)
    name = _TAKEN.sub("_", visible).strip(" .")
    if not name.strip("_ ."):
        return usual
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return _cut(name)


def _cut(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 8 or not stem:
        stem, dot, ending = name, "", ""
    room = MOST_BYTES - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + dot + ending
