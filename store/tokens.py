"""What is looked for and what can be found: a card's content as tokens, a typed text as a query (F10).

One definition serves all: `tier` says whether and how well one card answers a query; `tokens` and the token groups of
a `Query` say the same to an index, exactly or as a superset that `tier` then sifts (`Query.sure…`). Pure functions.

A token's first character says what it is: none a piece of the name (Chinese characters and pairs, the first letters
of words, pinyin and initials), `^` how the name starts, `=` the whole name, `@` the first letters of anything else,
`~` the end of a phone reversed, `!` a notch's value.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from store.readings import Syllables, fold, in_order, keys_of_reading, readings, runs, syllables

VERSION = 1
"""Raised whenever the tokens of some content change, so that every index is built anew."""

NAME_LETTERS, START_LETTERS, TEXT_LETTERS, CODE_LETTERS = 12, 8, 8, 6
"""How many first letters have tokens of their own. The names of nearly all persons end within the first."""

LEAST_TEXT, LEAST_CODE, LEAST_ENDING, LEAST_RANGE = 2, 3, 3, 5
"""Shorter words are looked for in names only."""

LONGEST_QUERY, MOST_WORDS = 100, 8
NOTCH_LETTERS = {
    "list": "l", "kind": "k", "grade": "g", "region": "r", "district": "d", "attitude": "t", "salesperson": "s",
    "archived": "x",
}  # fmt: skip

Alternatives = tuple[tuple[str, ...], ...]
"""Any one of these lists of tokens, each list whole."""

CARD_NO, EXACT, START, NAME, OTHER = range(5)
"""How well a card answers, best first."""


@dataclass(frozen=True, slots=True)
class SearchContent:
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
        places = (self.content.city, self.content.district)
        return {"".join(syllables(piece)) for place in places for is_han, piece in runs(fold(place)) if is_han}


class FoldedName:
    """A name made ready to be compared. `sorted_as` is its sort name, where one is kept."""

    def __init__(self, name: str, sorted_as: str = "") -> None:
        self.text = squeezed(name)
        self.pieces = list(runs(self.text))
        self._sorted_as = sorted_as

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

    @cached_property
    def exact(self) -> set[str]:
        """The whole name without spaces: as written, and as it is read."""
        return {self._joined(None)} | {self._joined(reading) for reading in self._whole_readings()}

    @cached_property
    def starts(self) -> set[str]:
        """What the name starts with: as written, as read, by its initials."""
        return self.exact | {
            self._joined(tuple(syllable[0] for syllable in reading)) for reading in self._whole_readings()
        }

    def _whole_readings(self) -> Iterator[Syllables]:
        """The syllables of all Chinese pieces one after the other; one piece read otherwise at a time."""
        usual = [ways[0] for ways in self._read]
        for place, ways in enumerate(self._read):
            for reading in ways[1 if place else 0 :]:
                yield tuple(s for piece in (*usual[:place], reading, *usual[place + 1 :]) for s in piece)

    def _joined(self, reading: Sequence[str] | None) -> str:
        """The pieces without spaces; `reading` stands for the Chinese characters, one item each."""
        out, rest = [], iter(reading or ())
        for is_han, piece in self.pieces:
            if is_han and reading is not None:
                out += [next(rest) for _ in piece]
            else:
                out.append(piece.replace("'", ""))
        return "".join(out)


def squeezed(text: str) -> str:
    """`text` folded, only letters and digits left, one space between two words and none beside Chinese."""
    out: list[str] = []
    was_han = True
    for is_han, piece in runs(fold(text)):
        out += [piece] if is_han or was_han else [" ", piece]
        was_han = is_han
    return "".join(out)


def parts(word: str) -> Iterator[str]:
    """A Latin word, and what stands between its apostrophes (l'étoile → letoile, l, etoile)."""
    if "'" not in word:
        yield word
        return
    yield word.replace("'", "")
    yield from word.split("'")


def as_code(text: str) -> str:
    """A card number or serial as it is compared."""
    return "".join(char for char in fold(text) if char.isalnum())


def tokens(content: SearchContent) -> list[str]:
    """Every token of a content, in order and each once."""
    folded = Folded(content)
    found = set(_name_tokens(folded.name))
    found.update("^" + start[:n] for start in folded.name.starts for n in range(1, len(start[:START_LETTERS]) + 1))
    found.update("=" + whole for whole in folded.name.exact if whole)
    for text in folded.texts:
        found.update("@" + pair for is_han, piece in runs(text) if is_han for pair in _pairs(piece))
    words = folded.words | folded.places
    for person in folded.people:
        words |= person.keys
        found.update("@" + pair for is_han, piece in person.pieces if is_han for pair in _pairs(piece))
    found.update("@" + start for word in words for start in _starts(word, TEXT_LETTERS, LEAST_TEXT))
    found.update("@" + start for code in folded.codes for start in _starts(code, CODE_LETTERS, LEAST_CODE))
    for phone in folded.phones:
        found.update("~" + phone[: -n - 1 : -1] for n in range(LEAST_ENDING, LEAST_RANGE) if len(phone) >= n)
    found.update(mark(name, value) for name, value in content.marks)
    return sorted(found)


def _name_tokens(name: FoldedName) -> Iterator[str]:
    for is_han, piece in name.pieces:
        if is_han:
            yield from piece
            yield from _pairs(piece)
    for key in name.keys:
        yield from _starts(key, NAME_LETTERS)


def _pairs(han: str) -> list[str]:
    return [han[place : place + 2] for place in range(len(han) - 1)]


def _starts(word: str, longest: int, least: int = 1) -> list[str]:
    return [word[:n] for n in range(least, min(len(word), longest) + 1)]


def mark(notch: str, value: str) -> str:
    """The token of one value of one notch; "" for none."""
    plain = not value or re.fullmatch("[a-z0-9]{1,10}", value)
    return f"!{NOTCH_LETTERS[notch]}{value if plain else f'{zlib.crc32(value.encode()):x}h'}"


def codes(content: SearchContent) -> list[str]:
    """The codes by whose beginning a card is found: its number, serials, and phones from their end."""
    folded = Folded(content)
    return sorted({*folded.codes, *("~" + phone[::-1] for phone in folded.phones)})


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is looked for. `name` and `other` are the tokens that a name or anything else with this word has,
    `other` empty where the word is too short for that; `ranges` are beginnings of codes."""

    text: str
    han: bool
    name: tuple[str, ...]
    other: tuple[str, ...]
    ending: str | None = None
    ranges: tuple[str, ...] = ()
    sure_name: bool = True
    sure_other: bool = True

    @property
    def alternatives(self) -> Alternatives:
        found = [self.name, self.other, (self.ending,) if self.ending else ()]
        return tuple(alternative for alternative in found if alternative)


@dataclass(frozen=True)
class Query:
    """A typed text. All of its words must be found. `whole` is all of it without spaces, `card_no` what it is if it
    may be a card number: prefix and number."""

    words: tuple[Word, ...]
    whole: str
    card_no: tuple[str, int] | None = None
    groups: dict[int, tuple[Alternatives, ...]] = field(init=False)

    def __post_init__(self) -> None:
        in_names = tuple((word.name,) for word in self.words)
        groups: dict[int, tuple[Alternatives, ...]] = {
            EXACT: ((("=" + self.whole,),), *in_names),
            START: ((("^" + self.whole[:START_LETTERS],),), *in_names),
            NAME: in_names,
            OTHER: tuple(word.alternatives for word in self.words),
        }
        object.__setattr__(self, "groups", groups)

    def sure(self, tier: int) -> bool:
        """Whether the tokens of this tier find just the cards that answer so or better, and no others."""
        if not all(word.sure_name for word in self.words):
            return False
        if tier == START:
            return len(self.whole) <= START_LETTERS
        return tier != OTHER or all(word.sure_other for word in self.words)


_CARD_NO = re.compile(r"([a-z]{0,4})[\s-]*0*(\d{1,9})")
_NUMBER = re.compile(r"\+?[\d\s().-]+")


def parse(text: str) -> Query:
    """A typed text as a query; without words if there is nothing to look for."""
    folded = fold(text[:LONGEST_QUERY]).strip()
    number = _CARD_NO.fullmatch(folded)
    card_no = (number[1].upper(), int(number[2])) if number else None
    words = tuple(dict.fromkeys(_words(folded)))[:MOST_WORDS]
    whole = "".join(piece.replace("'", "") for _, piece in runs(folded))
    return Query(words, whole, card_no)


def _words(folded: str) -> Iterator[Word]:
    digits = _digits(folded)
    for chunk in [digits] if digits else folded.split():
        digits = _digits(chunk)
        pieces = [(False, digits)] if digits else list(runs(chunk))
        if any(is_han for is_han, _ in pieces):
            yield _han_word(pieces)
        else:
            yield from (_latin_word(piece.replace("'", "")) for _, piece in pieces)


def _digits(text: str) -> str:
    """The digits of a number written with spaces, dots or hyphens, if it is long enough to be a phone's end."""
    found = re.sub(r"\D", "", text.replace("(0)", ""))
    return found if len(found) >= LEAST_RANGE and _NUMBER.fullmatch(text) and found.isascii() else ""


def _han_word(pieces: Sequence[tuple[bool, str]]) -> Word:
    text = squeezed(" ".join(piece for _, piece in pieces))
    name: list[str] = []
    other: list[str] = []
    for is_han, piece in pieces:
        latin = piece.replace("'", "")
        name += (_pairs(piece) or [piece]) if is_han else [latin[:NAME_LETTERS]]
        if is_han or len(latin) >= LEAST_TEXT:
            other += ["@" + pair for pair in _pairs(piece)] if is_han else ["@" + latin[:TEXT_LETTERS]]
    sure = len(pieces) == 1 and len(text) <= 2
    return Word(text, True, tuple(dict.fromkeys(name)), tuple(dict.fromkeys(other)), None, (), sure, sure)


def _latin_word(text: str) -> Word:
    number = text.isascii() and text.isdigit()
    other = ("@" + text[:TEXT_LETTERS],) if len(text) >= LEAST_TEXT else ()
    ending = "~" + text[::-1] if number and LEAST_ENDING <= len(text) < LEAST_RANGE else None
    ranges = ["~" + end[::-1] for end in phone_ends(text)] if number and len(text) >= LEAST_RANGE else []
    if len(text) > CODE_LETTERS and any(char.isdigit() for char in text):
        ranges.append(text)
    sure_name, sure_other = len(text) <= NAME_LETTERS, len(text) <= TEXT_LETTERS
    return Word(text, False, (text[:NAME_LETTERS],), other, ending, tuple(ranges), sure_name, sure_other)


def phone_ends(digits: str) -> list[str]:
    """The ends of a phone as kept that `digits` may mean: a zero dialled before the number is not kept."""
    bare = digits.lstrip("0")
    return [digits] if bare == digits or len(bare) < LEAST_RANGE else [digits, bare]


def tier(content: SearchContent | Folded, query: Query) -> int | None:
    """How well a card answers a query; None if it does not."""
    folded = content if isinstance(content, Folded) else Folded(content)
    if query.card_no and _is_number(folded.content.card_no, query.card_no):
        return CARD_NO
    if not query.words:
        return None
    name = folded.name
    if all(_in_name(name, word) for word in query.words):
        if query.whole in name.exact:
            return EXACT
        return START if any(start.startswith(query.whole) for start in name.starts) else NAME
    return OTHER if all(_in_name(name, word) or _elsewhere(folded, word) for word in query.words) else None


def _is_number(card_no: str, wanted: tuple[str, int]) -> bool:
    matched = _CARD_NO.fullmatch(card_no.lower())
    return matched is not None and wanted[0] in ("", matched[1].upper()) and wanted[1] == int(matched[2])


def _in_name(name: FoldedName, word: Word) -> bool:
    return holds(name.text, word.text) if word.han else _begins(name.keys, word.text)


def _begins(keys: Iterable[str], start: str) -> bool:
    return any(key.startswith(start) for key in keys)


def holds(text: str, wanted: str) -> bool:
    """Whether a squeezed text holds `wanted`, whose first letter or digit must begin a word there."""
    place = text.find(wanted)
    while place > 0 and _within_word(text, place):
        place = text.find(wanted, place + 1)
    return place >= 0


def _within_word(text: str, place: int) -> bool:
    return not any(is_han for is_han, _ in runs(text[place - 1 : place + 1])) and text[place - 1] != " "


def _elsewhere(folded: Folded, word: Word) -> bool:
    if word.other:
        if word.han:
            texts = (*folded.texts, *(person.text for person in folded.people))
            return any(holds(text, word.text) for text in texts)
        if _begins(folded.words, word.text) or _begins(folded.places, word.text):
            return True
        if any(_begins(person.keys, word.text) for person in folded.people):
            return True
    if len(word.text) >= LEAST_CODE and not word.han and _begins(folded.codes, word.text):
        return True
    if not (word.ending or word.ranges) or not word.text.isdigit():
        return False
    ends = [word.text] if word.ending else phone_ends(word.text)
    return any(phone.endswith(end) for phone in folded.phones for end in ends)
