"""What was packed of pypinyin reads as pypinyin does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import __version__, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from locales import pinyin

CHARACTERS = [*map(chr, PINYIN_DICT)]


@pytest.mark.parametrize("words", [CHARACTERS, list(PHRASES_DICT)], ids=["characters", "phrases"])
def test_every_word_is_read_as_pypinyin_reads_it(words: list[str]) -> None:
    assert [word for word in words if pinyin.read(word) != lazy_pinyin(word)] == []


pieces = st.sampled_from(sorted(PHRASES_DICT)).flatmap(lambda word: st.integers(1, len(word)).map(lambda n: word[:n]))


@given(han=st.lists(pieces | st.sampled_from(CHARACTERS), min_size=1, max_size=6).map("".join))
def test_words_in_a_row_are_parted_as_pypinyin_parts_them(han: str) -> None:
    assert pinyin.read(han) == lazy_pinyin(han)


def test_a_character_that_nobody_reads_stands_for_itself() -> None:
    assert pinyin.read("\U0003fffd") == ["\U0003fffd"]
    assert pinyin.read("") == []


def test_the_version_is_that_of_what_was_packed() -> None:
    assert pinyin.version() == __version__
