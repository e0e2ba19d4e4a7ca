"""What can be found: a card's content as tokens for the index (F10). Pure functions; `queries` says what is looked for.

A token's first character says what it is: none a piece of the name (Chinese characters and pairs, the first letters
of words, pinyin and initials), `^` how the name starts, `=` the whole name, `@` the first letters of anything else,
`~` the end of a phone reversed, `!` a notch's value.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Sequence, Set
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from store.readings import (
    OTHERWISE_READ,
    Syllables,
    chinese,
    fold,
    in_order,
    keys_from,
    keys_of_reading,
    readings,
    runs,
    syllables,
)

VERSION = 3
"""Raised whenever the tokens of some content change, so that every index is built anew."""

NAME_LETTERS, START_LETTERS, TEXT_LETTERS, CODE_LETTERS = 16, 16, 12, 6
"""How many first letters have tokens of their own. The names of nearly all persons end within the first."""

LEAST_TEXT, LEAST_CODE, LEAST_ENDING, LEAST_RANGE = 2, 3, 3, 5
"""Shorter words are looked for in names only."""

NOTCH_LETTERS = {
    "list": "l", "kind": "k", "grade": "g", "region": "r", "district": "d", "attitude": "t", "salesperson": "s",
    "archived": "x",
}  # fmt: skip


class SearchContent(NamedTuple):
    """What of a card is looked for. `marks` are the values of its notches by name."""

    name: str
    sort_name: str = ""
    card_no: str = ""
    phone: str = ""
    other_phone: str = ""
    region: str = ""
    district: str = ""
    city: str = ""
    address: str = ""
    postcode: str = ""
    work_unit: str = ""
    serials: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    people_phones: tuple[str, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    email: str = ""
    birth: str = ""
    """These two are only compared (`blocking`)."""


class Folded:
    """A content made ready to be compared; each part when it is first asked for."""

    def __init__(self, content: SearchContent) -> None:
        self.content = content

    @cached_property
    def name(self) -> "FoldedName":
        return FoldedName(self.content.name, self.content.sort_name)

    @cached_property
    def texts(self) -> list[str]:
        content = self.content
        texts = (content.address, content.city, content.district, content.region, content.postcode, content.work_unit)
        return [squeezed(text) for text in dict.fromkeys(texts) if text]

    @cached_property
    def people(self) -> list["FoldedName"]:
        return [FoldedName(name) for name in self.content.people if name]

    @cached_property
    def phones(self) -> list[str]:
        phones = (self.content.phone, self.content.other_phone, *self.content.people_phones)
        return [digits for phone in phones if (digits := re.sub(r"\D", "", phone))]

    @cached_property
    def codes(self) -> list[str]:
        return [code for text in (self.content.card_no, *self.content.serials) if (code := as_code(text))]

    @cached_property
    def words(self) -> set[str]:
        """The Latin words of the texts."""
        return {word for text in self.texts for is_han, piece in runs(text) if not is_han for word in parts(piece)}

    @cached_property
    def places(self) -> set[str]:
        """How city and district are read."""
        return {*_read_place(self.content.city), *_read_place(self.content.district)}


@lru_cache(maxsize=1 << 12)
def _read_place(place: str) -> tuple[str, ...]:
    return tuple("".join(syllables(piece)) for is_han, piece in runs(fold(place)) if is_han)


class FoldedName:
    """A name made ready to be compared. `sorted_as` is its sort name, where one is kept."""

    def __init__(self, name: str, sorted_as: str = "") -> None:
        self.text = squeezed(name)
        self.pieces = runs(self.text)
        self._sorted_as = sorted_as
        self._usual = sorted_as.replace(" ", "") if self._fits(sorted_as) else ""
        """How a name that is Chinese altogether is read, if that is known."""

    def _fits(self, sorted_as: str) -> bool:
        return len(self.pieces) == 1 and self.pieces[0][0] and sorted_as.count(" ") == len(self.text) - 1

    @cached_property
    def _one_way(self) -> bool:
        """Whether it is read as `_usual` says and no other way."""
        return self._usual != "" and "v" not in self._usual and OTHERWISE_READ.isdisjoint(self.text)

    @cached_property
    def _read(self) -> list[list[Syllables]]:
        """For each Chinese piece, every way in which it is read, the usual one first."""
        han = [piece for is_han, piece in self.pieces if is_han]
        if not han:
            return []
        kept = in_order(self.pieces, self._sorted_as)
        if [len(read) for read in kept] != [len(piece) for piece in han]:
            kept = [syllables(piece) for piece in han]
        return [readings(piece, read) for piece, read in zip(han, kept, strict=True)]

    @cached_property
    def keys(self) -> set[str]:
        """The Latin words of which a typed word may be the beginning."""
        found = {word for is_han, piece in self.pieces if not is_han for word in parts(piece)}
        for ways in self._read:
            found.update(key for reading in ways for key in keys_of_reading(reading))
        return found

    def begins(self, start: str) -> bool:
        """Whether a typed word is the beginning of one of `keys`, without making them all."""
        if self._usual.startswith(start):
            return True
        if self._one_way and len(start) > len(self.text) and start not in self._usual:  # nor are these its initials
            return False
        if any(word.startswith(start) for is_han, piece in self.pieces if not is_han for word in parts(piece)):
            return True
        for ways in self._read:
            for reading in ways:
                for place, syllable in enumerate(reading):
                    if syllable[0] == start[0] and any(key.startswith(start) for key in keys_from(reading, place)):
                        return True
        return False

    def is_just(self, whole: str) -> bool:
        """Whether the whole name, without spaces, is that: as written, or as it is read."""
        if self._one_way:
            return whole in (self.text, self._usual)
        return whole in self.exact

    def starts_so(self, whole: str) -> bool:
        """Whether one of `starts` does."""
        return self._usual.startswith(whole) or any(start.startswith(whole) for start in self.starts)

    @cached_property
    def exact(self) -> set[str]:
        """The whole name without spaces: as written, and as it is read."""
        return {self._joined(None)} | {self._joined(reading) for reading in self._whole_readings()}

    @cached_property
    def starts(self) -> set[str]:
        """What the name starts with: as written, as read, by its initials."""
        return self.exact | {self._joined([syllable[0] for syllable in reading]) for reading in self._whole_readings()}

    def _whole_readings(self) -> Iterator[Syllables]:
        """The syllables of all Chinese pieces one after the other; one piece read otherwise at a time."""
        if len(self._read) == 1:
            yield from self._read[0]
            return
        usual = [ways[0] for ways in self._read]
        for place, ways in enumerate(self._read):
            for reading in ways[1 if place else 0 :]:
                yield tuple(s for piece in (*usual[:place], reading, *usual[place + 1 :]) for s in piece)

    def _joined(self, reading: Sequence[str] | None) -> str:
        """The pieces without spaces; `reading` stands for the Chinese characters, one item each."""
        if reading is not None and len(self.pieces) == 1:
            return "".join(reading)
        out, rest = [], iter(reading or ())
        for is_han, piece in self.pieces:
            if is_han and reading is not None:
                out += [next(rest) for _ in piece]
            else:
                out.append(piece.replace("'", ""))
        return "".join(out)


_SQUEEZED = re.compile("[\u4e00-\u9fffa-z0-9]*")


def squeezed(text: str) -> str:
    """`text` folded, only letters and digits left, one space between two words and none beside Chinese."""
    if _SQUEEZED.fullmatch(text):
        return text
    pieces = runs(fold(text))
    if len(pieces) == 1:
        return pieces[0][1]
    out: list[str] = []
    was_han = True
    for is_han, piece in pieces:
        out += [piece] if is_han or was_han else [" ", piece]
        was_han = is_han
    return "".join(out)


def parts(word: str) -> list[str]:
    """A Latin word, and what stands between its apostrophes (l'étoile → letoile, l, etoile)."""
    return [word.replace("'", ""), *word.split("'")] if "'" in word else [word]


def as_code(text: str) -> str:
    """A card number or serial as it is compared."""
    return "".join(char for char in fold(text) if char.isalnum())


def tokens(content: SearchContent) -> set[str]:
    """Every token of a content."""
    found: set[str] = set()
    for _, made_of in _GROUPS:
        found |= made_of(content)
    return found


def changes(old: SearchContent, new: SearchContent) -> tuple[set[str], set[str]]:
    """The tokens that go and those that come where a card's content becomes another."""
    gone, come = set[str](), set[str]()
    for fields, made_of in _GROUPS:
        if any(getattr(old, name) != getattr(new, name) for name in fields):
            had, has = made_of(old), made_of(new)
            gone |= had - has
            come |= has - had
    return gone, come


def _of_name(content: SearchContent) -> set[str]:
    name = FoldedName(content.name, content.sort_name)
    found: set[str] = set()
    for is_han, piece in name.pieces:
        if is_han:
            found.update(piece)
            found.update(pairs(piece))
    for key in name.keys:
        found.update(_starts(key, NAME_LETTERS))
    for start in name.starts:
        found.update(_starts("^" + start, START_LETTERS + 1, 2))
    found.update(["=" + whole for whole in name.exact if whole])
    return found


def _of_texts(content: SearchContent) -> set[str]:
    found = set(_of_places(*(getattr(content, name) for name in _PLACES)))
    for code in Folded(content).codes:
        found.update(_starts("@" + code, CODE_LETTERS + 1, LEAST_CODE + 1))
    return found


_PLACES = ("city", "district", "region", "postcode", "address", "work_unit", "people")


@lru_cache(maxsize=4)
def _of_places(
    city: str, district: str, region: str, postcode: str, address: str, work_unit: str, people: Sequence[str]
) -> Set[str]:
    """Kept for a moment: a card that gets a serial has the same before and after."""
    found: set[str] = set()
    for text in (city, district, region, postcode):
        found.update(_text_tokens(text))
    for text in (address, work_unit):
        found.update(_tokens_of_text(text))
    for place in {*_read_place(city), *_read_place(district)}:
        found.update(_starts("@" + place, TEXT_LETTERS + 1, LEAST_TEXT + 1))
    for person in people:
        found.update(_person_tokens(person))
    return found


def _of_phones(content: SearchContent) -> set[str]:
    return {
        "~" + phone[: -n - 1 : -1]
        for phone in Folded(content).phones
        for n in range(LEAST_ENDING, LEAST_RANGE)
        if len(phone) >= n
    }


def _of_marks(content: SearchContent) -> set[str]:
    return {mark(notch, value) for notch, value in content.marks}


_GROUPS: Sequence[tuple[Sequence[str], Callable[[SearchContent], set[str]]]] = (
    (("name", "sort_name"), _of_name),
    (("card_no", "serials", *_PLACES), _of_texts),
    (("phone", "other_phone", "people_phones"), _of_phones),
    (("marks",), _of_marks),
)
"""What tokens are made of: no token of one group is one of another, since they begin otherwise."""


def _tokens_of_text(text: str) -> list[str]:
    pieces = runs(squeezed(text))
    found = ["@" + pair for is_han, piece in pieces if is_han for pair in pairs(piece)]
    found += ["@" + joint for joint in joints(pieces)]
    for is_han, piece in pieces:
        if not is_han:
            for word in parts(piece):
                found += _starts("@" + word, TEXT_LETTERS + 1, LEAST_TEXT + 1)
    return found


_text_tokens = lru_cache(maxsize=1 << 12)(_tokens_of_text)


@lru_cache(maxsize=1 << 12)
def _person_tokens(person: str) -> list[str]:
    name = FoldedName(person)
    found = ["@" + pair for is_han, piece in name.pieces if is_han for pair in pairs(piece)]
    found += ["@" + joint for joint in joints(name.pieces)]
    for key in name.keys:
        found += _starts("@" + key, TEXT_LETTERS + 1, LEAST_TEXT + 1)
    return found


def pairs(han: str) -> list[str]:
    return [han[place : place + 2] for place in range(len(han) - 1)]


def joints(pieces: Sequence[tuple[bool, str]]) -> list[str]:
    """Where a whole word or number stands beside Chinese, with the character next to it (路81号 → 路81, 81号)."""
    found = []
    for (is_han, left), (_, right) in pairwise(pieces):
        if is_han:
            found.append(left[-1] + right.replace("'", "")[:TEXT_LETTERS])
        elif chinese(right[0]):
            found.append(left.replace("'", "")[-TEXT_LETTERS:] + right[0])
    return found


def _starts(word: str, longest: int, least: int = 1) -> list[str]:
    return [word[:n] for n in range(least, min(len(word), longest) + 1)]


@lru_cache(maxsize=1 << 12)
def mark(notch: str, value: str) -> str:
    """The token of one value of one notch; "" for none."""
    plain = not value or re.fullmatch("[a-z0-9]{1,10}", value)
    return f"!{NOTCH_LETTERS[notch]}{value if plain else f'{zlib.crc32(value.encode()):x}h'}"


def codes(content: SearchContent) -> list[str]:
    """The codes by whose beginning a card is found: its number, serials, and phones from their end."""
    folded = Folded(content)
    return sorted({*folded.codes, *("~" + phone[::-1] for phone in folded.phones)})
