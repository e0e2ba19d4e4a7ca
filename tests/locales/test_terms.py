"""In every language, what differs in meaning differs in words: people choose by them, and sheets come back by them."""

from collections import Counter
from collections.abc import Iterable

import pytest

from locales.messages import Message
from locales.words import LANGUAGES, words
from store.access import RIGHT_NAMES, ROLE_NAMES
from store.acts.plans import OUTCOME_NAMES
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, SECTIONS, WARRANTY_FIELDS

FAMILIES: dict[str, list[Message]] = {
    "fields of a card": [info.label for info in FIELDS.values()],
    "fields of a person": [info.label for info in PERSON_FIELDS.values()],
    "fields of goods": [info.label for info in GOODS_FIELDS.values()],
    "fields of a warranty": [info.label for info in WARRANTY_FIELDS.values()],
    "sections": [message for _, message in SECTIONS],
    "roles": list(ROLE_NAMES.values()),
    "rights": list(RIGHT_NAMES.values()),
    "outcomes": list(OUTCOME_NAMES.values()),
} | {
    f"choices of {info.name}": list(info.choices.values())
    for infos in (FIELDS, PERSON_FIELDS, GOODS_FIELDS, WARRANTY_FIELDS)
    for info in infos.values()
    if info.choices
}


def twice(texts: Iterable[str]) -> set[str]:
    return {text for text, count in Counter(text.casefold() for text in texts).items() if count > 1}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_no_two_of_a_family_are_called_the_same(family: str, language: str) -> None:
    assert not twice(words(language)(message) for message in FAMILIES[family])
