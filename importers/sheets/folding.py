"""Headers and choices as they are compared: no case, accents, width or punctuation, simplified characters, and one way
to write "number"."""

import re
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from locales.traditional import simplified
from store.readings import fold

_WORDS = re.compile(r"[^\W_]+")
_CAPITAL_WITHIN = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])|(?<=[A-Za-zÀ-ÿ])(?=\d)")
_NUMBER = {"n", "nr", "num", "numero", "number", "nummer"}


def folded(text: str) -> str:
    """`text` as headers and choices are compared; "" if no letter or digit is in it."""
    return "".join(_one_number(_WORDS.findall(fold(simplified(text)))))


def words_of(header: str) -> list[str]:
    """The words of a header, folded: "BillingAddress1" are billing, address and 1, as "Billing address 1" are."""
    return _one_number(_WORDS.findall(fold(simplified(_CAPITAL_WITHIN.sub(" ", header)))))


def _one_number(words: list[str]) -> list[str]:
    return ["no" if word in _NUMBER else word for word in words]


_BRACKETED = re.compile(r"[(\[{（【［〔].*?[)\]}）】］〕]")
_PIECES = re.compile(
    r"[/|\\\n()（）\[\]【】、,，;；]+|(?<=[\u3400-\u9fff])\s*(?=[A-Za-zÀ-ÿ])|(?<=[A-Za-zÀ-ÿ.])\s*(?=[\u3400-\u9fff])"
)


def without_brackets(header: str) -> str:
    """A header without what is said in brackets behind or within it."""
    return _BRACKETED.sub(" ", header)


def pieces(header: str) -> list[str]:
    """What a header may be made of, as written: "姓名 / Name", "Price (£)"; the likeliest first, without the whole."""
    found = [without_brackets(header), *_PIECES.split(header)]
    return [piece for piece in dict.fromkeys(found) if folded(piece)]


def slips(one: str, other: str) -> int | None:
    """By how many slips of the finger two folded Latin texts differ: a letter more, less, other, or two in the wrong
    order. None for more than a known text of that length may have: one from five letters on, two from ten. Never for
    Chinese, where 姓名 and 电话 differ by no more. `other` is the one that is known."""
    if len(other) < 5 or not (one.isascii() and other.isascii()):
        return None
    most = _most_slips(one, other)
    found = OSA.distance(one, other, score_cutoff=most)
    return found if found <= most else None


def near_ones(one: str, known: Sequence[str]) -> dict[str, int]:
    """Those of many known folded Latin texts that `one` is nearly, and by how many `slips`."""
    if not one.isascii():
        return {}
    found = process.extract_iter(one, known, scorer=OSA.distance, score_cutoff=2)
    return {other: distance for other, distance, _ in found if len(other) >= 5 and distance <= _most_slips(one, other)}


def _most_slips(one: str, other: str) -> int:
    return 2 if min(len(one), len(other)) >= 10 else 1
