"""How Chinese characters are read: pypinyin's characters and phrases, packed into a file when the program is built.

pypinyin itself holds 55 MB, as much as all the rest of a running program, and is a sixth of a second in coming. Here
one word costs some microseconds and nothing is held. A test compares the two over every phrase.
"""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

PACKED = Path(__file__).parent / "pinyin.db"


def read(han: str) -> list[str]:
    """The syllables of a run of Chinese, one a character, without tones, ü written v: the longest phrase first, as
    pypinyin does. A character without a reading stands for itself."""
    said: list[str] = []
    while (place := len(said)) < len(han):
        known = _beginning_with(han[place])
        longest = next((word for size in known.sizes if (word := han[place : place + size]) in known.readings), None)
        said += known.readings[longest].split(" ") if longest else han[place]
    return said


class _Phrases(NamedTuple):
    """The phrases that begin with one character, with how they are read; their lengths, the longest first."""

    readings: Mapping[str, str]
    sizes: Sequence[int]


@cache
def version() -> str:
    """The version of the pypinyin whose readings these are."""
    return str(_packed().execute("select version from source").fetchone()[0])


@lru_cache(maxsize=1 << 10)
def _beginning_with(char: str) -> _Phrases:
    sql = "select word, syllables from reading where word >= ? and word < ?"
    readings = dict(_packed().execute(sql, (char, chr(ord(char) + 1))))
    return _Phrases(readings, sorted(set(map(len, readings)), reverse=True))


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
