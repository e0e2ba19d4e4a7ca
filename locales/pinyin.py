"""How Chinese characters are read: pypinyin's characters and phrases, packed into a file when the program is built.

pypinyin itself holds 55 MB, as much as all the rest of a running program, and is a sixth of a second in coming. Here
one word costs some microseconds and nothing is held. A test compares the two over every phrase.
"""

import os
import sqlite3
from functools import cache, lru_cache
from pathlib import Path

PACKED = Path(__file__).parent / "pinyin.db"


def read(han: str) -> list[str]:
    """The syllables of a run of Chinese, one a character, without tones, ü written v: the longest phrase first, as
    pypinyin does. A character without a reading stands for itself."""
    said: list[str] = []
    while len(said) < len(han):
        rest = han[len(said) : len(said) + _longest(han[len(said)])]
        said += next((found for end in range(len(rest), 0, -1) if (found := _reading(rest[:end]))), rest[:1])
    return said


@cache
def version() -> str:
    """The version of the pypinyin whose readings these are."""
    return str(_packed().execute("select version from source").fetchone()[0])


@lru_cache(maxsize=1 << 13)
def _reading(word: str) -> list[str]:
    found = _packed().execute("select syllables from reading where word = ?", (word,)).fetchone()
    return found[0].split(" ") if found else []


@lru_cache(maxsize=1 << 13)
def _longest(char: str) -> int:
    """How long the longest phrase that begins with a character is."""
    beginning_so = "select max(length(word)) from reading where word >= ? and word < ?"
    return _packed().execute(beginning_so, (char, chr(ord(char) + 1))).fetchone()[0] or 1


@cache
def _packed() -> sqlite3.Connection:
    """Any thread may read: nobody writes, and SQLite lets one read at a time."""
    return sqlite3.connect(f"{PACKED.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def pack(path: Path = PACKED) -> None:
    """Write the file anew; done by the build. Needs pypinyin."""
    import pypinyin
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    words = {*map(chr, PINYIN_DICT), *PHRASES_DICT}
    readings = [(word, " ".join(pypinyin.lazy_pinyin([word]))) for word in sorted(words)]
    part = path.with_suffix(f".{os.getpid()}")
    packed = sqlite3.connect(part)
    with packed:
        packed.execute("create table source (version text not null)")
        packed.execute("create table reading (word text primary key, syllables text not null) without rowid")
        packed.execute("insert into source values (?)", (pypinyin.__version__,))
        packed.executemany("insert into reading values (?, ?)", readings)
    packed.close()
    part.replace(path)
