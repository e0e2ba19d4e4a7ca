"""Whether a row of a sheet and a card mean one customer (X1, F12). Pure functions.

Sure only where nothing but one customer explains it: families share phones and addresses, and namesakes live in every
town. All that merely may be one is likely, and a person decides.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from store.blocking import Address, bare_name, name_words, place
from store.readings import chinese, fold, runs


class Candidate(NamedTuple):
    """A card that a row may mean, as it is now; or an earlier row, with its number as the id."""

    id: int
    card_no: str
    version: int
    name: str
    archived: bool
    restricted: bool
    list: str
    kind: str
    kind_reason: str | None
    values: Mapping[str, Any]

    @property
    def phones(self) -> tuple[Any, Any]:
        return self.values["phone"], self.values["other_phone"]


class Likeness(IntEnum):
    """How alike a row and a card are, least first; only SURE decides."""

    NONE = 0
    NAME = 1
    BIRTH = 2
    ADDRESS = 3
    SLIP = 4
    EMAIL = 5
    PHONE = 6
    SERIAL = 7
    CARD_NO = 8
    SURE = 9


class NameLikeness(IntEnum):
    """OTHER names; NEAR by a slip, an initial, a part; READ alike, though written otherwise; the SAME."""

    OTHER = 0
    NEAR = 1
    READ = 2
    SAME = 3


def likeness(row: Mapping[str, Any], card: Candidate, serial_stands_on_it: bool) -> Likeness:
    """How alike a row's values and a card are."""
    names = compare_names(row["name"], card.name)
    same_name = names >= NameLikeness.READ
    phones = [phone for phone in (row.get("phone"), row.get("other_phone")) if phone]
    same_phone = any(phone in card.phones for phone in phones)
    if row.get("card_no") and row["card_no"] == card.card_no:
        return Likeness.SURE if same_name or same_phone else Likeness.CARD_NO
    if serial_stands_on_it and (names or same_phone):
        return Likeness.SURE if same_name else Likeness.SERIAL
    same_mail = _same_mail(row, card)
    if not (names or same_phone or same_mail):
        return Likeness.NONE
    same_birth = same_name and _same_birth(row, card)
    tells = same_phone or same_mail or (same_birth and (_near_phone(phones, card) or _near_home(row, card)))
    if same_name and tells and _tells_one(row["name"]) and not _speaks_against(row, card):
        return Likeness.SURE
    if same_phone:
        return Likeness.PHONE
    if same_mail:
        return Likeness.EMAIL
    return _likely_by_name(row, card, phones, same_name=same_name, same_birth=same_birth)


def _likely_by_name(
    row: Mapping[str, Any], card: Candidate, phones: Sequence[str], *, same_name: bool, same_birth: bool
) -> Likeness:
    """What makes a namesake likely, or somebody whose name is near."""
    if same_name and _near_phone(phones, card):
        return Likeness.SLIP
    if compare_addresses(row.get("address"), card.values["address"]):
        return Likeness.ADDRESS
    if same_birth:
        return Likeness.BIRTH
    only_the_name = says_only_the_name(row) or says_only_the_name(card.values)
    fits = same_name and only_the_name and not _generations_apart(row, card) and not _in_other_towns(row, card)
    return Likeness.NAME if fits else Likeness.NONE


def says_only_the_name(values: Mapping[str, Any]) -> bool:
    return not values.get("phone") and not text_key(values.get("address"))


@lru_cache(maxsize=1 << 12)
def text_key(text: str | None) -> str:
    """A text as it is compared: letters and digits only."""
    return "".join(piece.replace("'", "") for _, piece in runs(fold(text))) if text else ""


class _Name(NamedTuple):
    """A name made ready to be compared: its words as they are read, and those joined."""

    key: str
    words: tuple[str, ...]
    letters: str
    chinese: bool


@lru_cache(maxsize=1 << 12)
def _name(name: str) -> _Name:
    words, is_chinese = name_words(name), _is_chinese(name)
    key = text_key(bare_name(name)) if is_chinese else " ".join(sorted(words))
    return _Name(key, words, "".join(words), is_chinese)


def compare_names(one: str, other: str) -> NameLikeness:
    """How alike two names are. Two Chinese names that are only read alike are those of two people as often as not."""
    if one == other:
        return NameLikeness.SAME
    left, right = _name(one), _name(other)
    if left.key == right.key:
        return NameLikeness.SAME
    return _near_chinese(left, right) if left.chinese and right.chinese else _near_read(left.words, right.words)


def name_key(name: str) -> str:
    """A name as it is compared: Chinese without spaces, others by their words in any order; no titles."""
    return _name(name).key


def _is_chinese(name: str) -> bool:
    return any(chinese(char) for char in name)


def _orders(words: Sequence[str]) -> set[str]:
    """A name's words joined, from each in turn: the surname may stand before or behind."""
    return {"".join((*words[place:], *words[:place])) for place in range(len(words))}


def _without_umlauts(name: str) -> str:
    """Müller and Mueller are one name."""
    return name.replace("ue", "u").replace("oe", "o").replace("ae", "a")


_LONG_NAME = 4
"""Characters from which on a Chinese name is that of a firm, of which a part is told often."""


def _near_chinese(one: _Name, other: _Name) -> NameLikeness:
    """Names of persons are short: in two characters the other one must at least be read nearly alike."""
    shorter, longer = (one, other) if len(one.key) <= len(other.key) else (other, one)
    if len(shorter.key) >= _LONG_NAME and shorter.key in longer.key:
        return NameLikeness.NEAR
    if len(one.words) != len(other.words):
        return NameLikeness.OTHER
    if OSA.distance(one.letters, other.letters, score_cutoff=1) <= 1:
        return NameLikeness.NEAR
    if len(one.words) <= 2 or one.words[0] != other.words[0]:
        return NameLikeness.OTHER
    differing = sum(a != b for a, b in zip(one.words, other.words, strict=True))
    return NameLikeness.NEAR if differing == 1 else NameLikeness.OTHER


@lru_cache(maxsize=1 << 12)
def _near_read(one: tuple[str, ...], other: tuple[str, ...]) -> NameLikeness:
    left, right = _orders(one), _orders(other)
    if left & right or {_without_umlauts(name) for name in left} & {_without_umlauts(name) for name in right}:
        return NameLikeness.READ
    return NameLikeness.NEAR if _near_words(one, other) else NameLikeness.OTHER


def _near_words(one: Sequence[str], other: Sequence[str]) -> bool:
    fewer, more = sorted((one, other), key=len)
    if len(fewer) > 1 and all(any(_word_fits(word, of) for of in more) for word in fewer):
        return True
    left, right = "".join(sorted(one)), "".join(sorted(other))
    most = 2 if min(len(left), len(right)) >= 10 else 1
    turned = min(OSA.distance("".join(one), order, score_cutoff=most) for order in _orders(other) or {""})
    return min(turned, OSA.distance(left, right, score_cutoff=most)) <= most


def _word_fits(word: str, of: str) -> bool:
    """The word itself, its initial, or one with a slip."""
    if word == of or (min(len(word), len(of)) == 1 and word[0] == of[0]):
        return True
    return min(len(word), len(of)) > 3 and OSA.distance(word, of, score_cutoff=1) <= 1


def _tells_one(name: str) -> bool:
    """Whether a name is of one person in a family: a surname alone, or with an initial, is of several."""
    words = name_words(name)
    return len(words) > 1 and (_is_chinese(name) or all(len(word) > 1 for word in words))


def _same_mail(row: Mapping[str, Any], card: Candidate) -> bool:
    mine, theirs = row.get("email") or "", card.values.get("email") or ""
    return mine != "" and mine.casefold() == theirs.casefold()


def _birth(values: Mapping[str, Any]) -> str:
    return str(values.get("birth_date") or values.get("birth") or "")


def _same_birth(row: Mapping[str, Any], card: Candidate) -> bool:
    mine = _birth(row)
    return len(mine) == len("2026-03-05") and mine == _birth(card.values)


_GENERATION = 14
"""Years between parents and children, at least."""


def _generations_apart(row: Mapping[str, Any], card: Candidate) -> bool:
    years = [birth[:4] for birth in (_birth(row), _birth(card.values)) if birth[:4].isdigit()]
    return len(years) == 2 and abs(int(years[0]) - int(years[1])) >= _GENERATION


def _speaks_against(row: Mapping[str, Any], card: Candidate) -> bool:
    """Whether two of one name may be father and son, or share a firm's phone: both have another, and live elsewhere."""
    phones = {phone for phone in (row.get("phone"), row.get("other_phone")) if phone}
    theirs = {phone for phone in card.phones if phone}
    addresses = row.get("address"), card.values["address"]
    apart = len(phones) == len(theirs) == 2 and len(phones & theirs) == 1 and all(addresses)
    return _generations_apart(row, card) or (apart and not compare_addresses(*addresses))


def _in_other_towns(row: Mapping[str, Any], card: Candidate) -> bool:
    towns = [place(values["city"]) for values in (row, card.values) if values.get("city")]
    return len(towns) == 2 and towns[0] != towns[1]


def _near_phone(phones: Sequence[str], card: Candidate) -> bool:
    """Whether a phone differs by one slip of the finger from one of the card's."""
    return any(OSA.distance(mine, theirs, score_cutoff=1) == 1 for mine in phones for theirs in card.phones if theirs)


def _near_home(row: Mapping[str, Any], card: Candidate) -> bool:
    if compare_addresses(row.get("address"), card.values["address"]):
        return True
    return any(
        row.get(name) and card.values.get(name) and place(row[name]) == place(card.values[name])
        for name in ("district", "city")
    )


@lru_cache(maxsize=1 << 12)
def compare_addresses(one: str | None, other: str | None) -> bool:
    """Whether two addresses are of one home: the same, or the numbers the same and the street alike."""
    if not one or not other:
        return False
    if text_key(one) == text_key(other):
        return True
    left, right = Address.of(one), Address.of(other)
    if not left.numbers or not right.numbers or left.chinese != right.chinese:
        return False
    fewer, more = sorted((left.numbers, right.numbers), key=len)
    if not set(fewer) <= set(more) or (left.chinese and fewer[0] != more[0]):
        return False
    return bool(left.words & right.words) or fuzz.ratio(left.street, right.street) >= _SAME_STREET


_SAME_STREET = 80
