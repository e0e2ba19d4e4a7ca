"""Counts: the words beside a number agree with it, in each language (I1)."""

import pytest

from locales.catalogues import extract, places
from locales.messages import NP_
from locales.words import words

CARDS = NP_("{n} card", "{n} cards")
MARKED = NP_("{n} marked", "{n} marked")
NOT_A_NUMBER_OF_THINGS = ("{n} waiting", "{n} to send", "; {n} if left out", "ore than {n} ")
"""Texts whose words are the same beside any number that may stand there."""


@pytest.mark.parametrize(
    ("language", "none", "one", "two"),
    [("en", "0 cards", "1 card", "2 cards"), ("fr", "0 fiche", "1 fiche", "2 fiches")],
)
def test_nothing_is_singular_in_french_and_plural_in_english(language: str, none: str, one: str, two: str) -> None:
    assert [words(language)(CARDS, n=n) for n in range(3)] == [none, one, two]


def test_chinese_says_every_number_alike() -> None:
    assert [words("zh_CN")(CARDS, n=n) for n in range(3)] == ["0 张卡片", "1 张卡片", "2 张卡片"]


def test_what_agrees_in_french_alone_counts_in_english_too() -> None:
    assert [words("fr")(MARKED, n=n) for n in (1, 2)] == ["1 marquée", "2 marquées"]


def test_no_text_says_a_number_of_things_in_one_form_only() -> None:
    single = [message.id for message in extract() if isinstance(message.id, str) and "n" in (places(message.id) or ())]
    assert [text for text in single if not any(part in text for part in NOT_A_NUMBER_OF_THINGS)] == []
