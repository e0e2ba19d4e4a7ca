"""What is looked for: a typed text as a query, and how well a card answers it (F10).

One definition serves all: `tier` says whether and how well one card answers; the token groups of a `Query` say the same
to an index, exactly or as a superset that `tier` then sifts (`Query.sure`). Pure functions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from store.readings import chinese, fold, runs
from store.tokens import (
    CODE_LETTERS,
    LEAST_CODE,
    LEAST_ENDING,
    LEAST_RANGE,
    LEAST_TEXT,
    NAME_LETTERS,
    START_LETTERS,
    TEXT_LETTERS,
    Folded,
    FoldedName,
    SearchContent,
    joints,
    pairs,
    squeezed,
)

LONGEST_QUERY, MOST_WORDS = 100, 8

Alternatives = tuple[tuple[str, ...], ...]
"""Any one of these lists of tokens, each list whole."""

CARD_NO, EXACT, START, NAME, OTHER = range(5)
"""How well a card answers, best first."""


class Word(NamedTuple):
    """A word that is looked for. `name` and `other` are the tokens that a name or anything else with this word has,
    `other` empty where the word is too short for that; `rare` are those of `other` that fewest cards have, where some
    stand out; `ranges` are beginnings of codes."""

    text: str
    han: bool
    name: tuple[str, ...]
    other: tuple[str, ...]
    ending: str | None = None
    ranges: tuple[str, ...] = ()
    sure_name: bool = True
    sure_other: bool = True
    rare: tuple[str, ...] = ()

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

    @property
    def rare(self) -> tuple[Alternatives, ...]:
        """Of a single word with rare tokens, these instead of `groups[OTHER]`: a superset, asked for in no time."""
        return ((self.words[0].rare,),) if len(self.words) == 1 and self.words[0].rare else ()

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
    pieces = runs(text)
    name: list[str] = []
    whole = pieces if pieces[-1][0] else pieces[:-1]
    rare = tuple("@" + joint for joint in _joints_of(whole))
    other = list(rare)
    for place, (is_han, piece) in enumerate(pieces):
        latin = piece.replace("'", "")
        name += (pairs(piece) or [piece]) if is_han else [latin[:NAME_LETTERS]]
        if is_han:
            other += ["@" + pair for pair in _covering(piece)]
        elif len(latin) >= LEAST_TEXT and not (len(latin) <= TEXT_LETTERS and _beside_chinese(whole, place)):
            other.append("@" + latin[:TEXT_LETTERS])  # else a joint says it, which fewer cards have
    sure = len(pieces) == 1 and len(text) <= 2
    return Word(text, True, tuple(dict.fromkeys(name)), tuple(dict.fromkeys(other)), None, (), sure, sure, rare)


def _joints_of(pieces: Sequence[tuple[bool, str]]) -> list[str]:
    """One joint for each word or number beside Chinese: about as few cards have it as have both."""
    found: list[str] = []
    for place, (is_han, _) in enumerate(pieces):
        if not is_han:
            found += joints(pieces[max(place - 1, 0) : place + 1]) or joints(pieces[place : place + 2])
    return found


def _covering(han: str) -> list[str]:
    """As few of the pairs as have every character: all of them would take twice as long to ask for."""
    found = pairs(han)
    return [*found[::2], *found[-1:]]


def _beside_chinese(pieces: Sequence[tuple[bool, str]], place: int) -> bool:
    """Whether the piece at `place`, if it is one of these, stands next to a Chinese one."""
    return place < len(pieces) and any(is_han for is_han, _ in pieces[max(place - 1, 0) : place + 2])


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
    rank = tier_of_name(folded.name, query)
    if rank is not None:
        return rank
    return OTHER if all(_in_name(folded.name, word) or _elsewhere(folded, word) for word in query.words) else None


def tier_of_name(name: FoldedName, query: Query) -> int | None:
    """How well a card answers by its name; None if that has not all words, of which there is one at least."""
    if not all(_in_name(name, word) for word in query.words):
        return None
    if name.is_just(query.whole):
        return EXACT
    return START if name.starts_so(query.whole) else NAME


def _is_number(card_no: str, wanted: tuple[str, int]) -> bool:
    matched = _CARD_NO.fullmatch(card_no.lower())
    return matched is not None and wanted[0] in ("", matched[1].upper()) and wanted[1] == int(matched[2])


def _in_name(name: FoldedName, word: Word) -> bool:
    return holds(name.text, word.text) if word.han else name.begins(word.text)


def _begins(keys: Iterable[str], start: str) -> bool:
    return any(key.startswith(start) for key in keys)


def holds(text: str, wanted: str) -> bool:
    """Whether a squeezed text holds `wanted`, whose first letter or digit must begin a word there."""
    place = text.find(wanted)
    while place > 0 and _within_word(text, place):
        place = text.find(wanted, place + 1)
    return place >= 0


def _within_word(text: str, place: int) -> bool:
    before = text[place - 1]
    return before != " " and not chinese(before) and not chinese(text[place])


def _elsewhere(folded: Folded, word: Word) -> bool:
    if word.other:
        if word.han:
            texts = (*folded.texts, *(person.text for person in folded.people))
            return any(holds(text, word.text) for text in texts)
        if _begins(folded.words, word.text) or _begins(folded.places, word.text):
            return True
        if any(person.begins(word.text) for person in folded.people):
            return True
    if len(word.text) >= LEAST_CODE and not word.han and _begins(folded.codes, word.text):
        return True
    if not (word.ending or word.ranges) or not word.text.isdigit():
        return False
    ends = [word.text] if word.ending else phone_ends(word.text)
    return any(phone.endswith(end) for phone in folded.phones for end in ends)
