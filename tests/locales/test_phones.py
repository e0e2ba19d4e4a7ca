"""Phones as a person reads them."""

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from locales.phones import grouped

SOME = [
    phonenumbers.format_number(number, PhoneNumberFormat.E164)
    for region in phonenumbers.SUPPORTED_REGIONS
    if (number := phonenumbers.example_number(region)) is not None
]
"""A number of every country, Italy's with its leading nought among them."""


def test_a_phone_is_grouped_as_its_country_does_and_has_no_prefix_at_home():
    assert grouped("+8613000761445", "CN") == "130 0076 1445"
    assert grouped("+8613000761445", "FR") == "+86 130 0076 1445"
    assert grouped("+33199001234", "FR") == "01 99 00 12 34"
    assert grouped("+390236618300", "IT") == "02 3661 8300"


@pytest.mark.parametrize("home", ["CN", "FR", "GB", "US", None])
def test_every_country_s_numbers_are_written_as_the_library_writes_them(home: str | None):
    for number in SOME:
        assert grouped(number, home) == _as_typed(number, home)


@settings(max_examples=200)
@example("+780000000000", "CN")
@example("+112025550123", "US")
@given(st.text("+0123456789", max_size=16), st.sampled_from(["CN", "FR", None]))
def test_what_is_no_number_stays_as_it_is(text: str, home: str | None):
    assert grouped(text, home) == _as_typed(text, home)


def _as_typed(text: str, home: str | None) -> str:
    """The same by reading the number as somebody types it."""
    try:
        parsed = phonenumbers.parse(text, home)
    except phonenumbers.NumberParseException:
        return text
    here = home is not None and parsed.country_code == phonenumbers.country_code_for_region(home)
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL if here else PhoneNumberFormat.INTERNATIONAL)
