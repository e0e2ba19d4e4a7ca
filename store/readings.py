"""How names are read in Latin letters: pinyin for Chinese, no accents for the rest. Serves F10 and the lists' order."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from locales import pinyin

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = f"[{HAN}]"
_LETTER = rf"(?![{HAN}])[^\W_]"
_RUNS = rf"([{HAN}]+)|((?:{_LETTER})+(?:'(?:{_LETTER})+)*)"
_PLAIN = re.compile("[\x00-\x7f\u4e00-\u9fff]*")
_SPECIAL = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_APOSTROPHES = re.compile("[’ʼ`´‘]")
Syllables = tuple[str, ...]
LONGEST_PERSON = 4
"""Characters of the longest names of persons."""

SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "区": "ou", "查": "zha", "解": "xie", "朴": "piao", "盖": "ge",
    "缪": "miao", "覃": "qin", "员": "yun", "乜": "nie", "黑": "he", "秘": "bi", "繁": "po", "召": "shao", "折": "she",
    "佴": "nai", "句": "gou", "阚": "kan", "种": "chong", "翟": "zhai", "乐": "yue", "郇": "xun", "洗": "xian",
    "祭": "zhai", "么": "yao", "谌": "chen", "晟": "cheng", "冼": "xian", "褚": "chu", "柏": "bai", "薄": "bo",
}  # fmt: skip
"""How a character is read as a surname, where that is not how it is read elsewhere."""

OTHER_READINGS = {
    "单": ("dan",), "曾": ("ceng",), "仇": ("chou",), "区": ("qu",), "查": ("cha",), "解": ("jie",), "朴": ("pu",),
    "盖": ("gai",), "缪": ("mou", "miu"), "覃": ("tan",), "翟": ("di",), "乐": ("le", "yue"), "阚": ("han",),
    "行": ("xing", "hang"), "长": ("chang", "zhang"), "重": ("zhong", "chong"), "朝": ("chao", "zhao"),
    "盛": ("sheng", "cheng"), "晟": ("sheng", "cheng"), "薄": ("bao",), "柏": ("bo",), "尉": ("wei", "yu"),
    "种": ("zhong",), "员": ("yuan",), "茜": ("qian", "xi"), "娜": ("na", "nuo"), "俊": ("jun",), "佟": ("tong",),
    "宿": ("su", "xiu"), "藏": ("cang", "zang"), "石": ("shi", "dan"), "车": ("che", "ju"), "莎": ("sha", "suo"),
    "祭": ("ji",), "洗": ("xi",), "纪": ("ji",), "隽": ("jun", "juan"), "宓": ("mi", "fu"), "万": ("wan", "mo"),
}  # fmt: skip
"""How a character that stands in names may be read too."""
OTHERWISE_READ = frozenset(OTHER_READINGS)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when it is first used: sets as large as these take a hundredth of a second, which the start
    need not."""
    return re.compile(pattern)


def fold(text: str) -> str:
    """`text` as it is compared: no case, no accents, no full-width forms, one kind of apostrophe."""
    if _PLAIN.fullmatch(text):
        return text.lower()
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("'", text)).casefold()
    bare = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare).translate(_SPECIAL)


def chinese(char: str) -> bool:
    """Whether a character, or the first of a text, is Chinese."""
    return compiled(_HAN).match(char) is not None


def has_chinese(text: str) -> bool:
    return compiled(_HAN).search(text) is not None


def runs(folded: str) -> list[tuple[bool, str]]:
    """The pieces of a folded text, in order: (is it Chinese, the piece). What is neither letter nor digit parts them,
    but for an apostrophe within a word."""
    return [(bool(han), han or word) for han, word in compiled(_RUNS).findall(folded)]


@lru_cache(maxsize=1 << 12)
def syllables(han: str) -> Syllables:
    """How a run of Chinese is read, one syllable a character, ü written v."""
    return tuple([fold(syllable) for syllable in pinyin.read(han)])


def sort_name(name: str) -> str:
    """The key by which lists put names in order: syllables and words, one space between (张伟 → "zhang wei")."""
    words: list[str] = []
    for is_han, piece in runs(fold(name)):
        if is_han:
            words += _as_surname(piece, syllables(piece)) if not words else syllables(piece)
        else:
            words.append(piece.replace("'", ""))
    return " ".join(words)


def _as_surname(han: str, read: Syllables) -> Syllables:
    """`read` with the first character read as a surname, if `han` is as long as a person's name."""
    if len(han) > LONGEST_PERSON or han[0] not in SURNAMES or han[:2] in ("单于", "解放", "行政"):
        return read
    return (SURNAMES[han[0]], *read[1:])


def readings(han: str, read: Syllables) -> list[Syllables]:
    """Every way of reading `han` that is looked for: `read`, other readings of one character, ü typed as u."""
    found = [read]
    for place, char in enumerate(han):
        for other in OTHER_READINGS.get(char, ()):
            if other != read[place]:
                found.append((*read[:place], other, *read[place + 1 :]))
    if any("v" in syllable for syllable in read):
        found += [tuple(syllable.replace("v", "u") for syllable in one) for one in list(found)]
    return found


def keys_of_reading(reading: Syllables) -> Iterator[str]:
    """What may be typed for a reading: the syllables from any one on, and their initials (zhangwei, wei, zw, w)."""
    for place in range(len(reading)):
        yield from keys_from(reading, place)


def keys_from(reading: Syllables, place: int) -> tuple[str, str]:
    """The syllables from one on, and their initials."""
    return "".join(reading[place:]), "".join([syllable[0] for syllable in reading[place:]])


def bare(text: str) -> str:
    """`text` folded, its letters and digits only."""
    return "".join(char for char in fold(text) if char.isalnum())


def spellings(name: str) -> tuple[list[str], list[str]]:
    """What may be typed, bare, for a name in a list of choices: for the whole of it, and from a later word on.

    Each as it is written, as it is read, and as the initials (孙燕: 孙燕, sunyan, sy; and yan, y).
    """
    words = sort_name(name).split()
    read: list[Sequence[str]] = [words]
    if all(chinese(char) for char in name):
        read += readings(name, syllables(name))
    later = [words[place:] for place in range(1, len(words))]
    return [bare(name), *_typed_for(read)], _typed_for(later)


def _typed_for(read: Sequence[Sequence[str]]) -> list[str]:
    return [typed for words in read for typed in ("".join(words), "".join([word[0] for word in words]))]


def in_order(pieces: Sequence[tuple[bool, str]], sorted_as: str) -> list[Syllables]:
    """The syllables of each Chinese piece of a name, taken from its `sort_name`, so that nothing is read anew."""
    words = sorted_as.split()
    found, place = [], 0
    for is_han, piece in pieces:
        if is_han:
            found.append(tuple(words[place : place + len(piece)]))
        place += len(piece) if is_han else 1
    return found
