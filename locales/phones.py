"""Phone numbers as a person reads them. Kept they are as E.164: +8613000761445."""

import re
from functools import cache

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumber, PhoneNumberFormat

CODE_LENGTHS = (1, 2, 3)
NATIONAL_LENGTHS = range(2, 15)


def grouped(number: str, country: str | None) -> str:
    """`number` in groups as its country writes it, with its prefix unless it is of `country`; what is no number as it
    is."""
    try:
        parsed = _as_kept(number) or phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number
    home = country is not None and parsed.country_code == phonenumbers.country_code_for_region(country)
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def _as_kept(number: str) -> PhoneNumber | None:
    """A number as we keep it, taken apart without reading it as typed text, for which a list would take twice as long;
    None where there is more to be read."""
    digits = number[1:]
    if number[:1] != "+" or digits[:1] == "0" or not (digits.isascii() and digits.isdecimal()):
        return None
    code = next((digits[:n] for n in CODE_LENGTHS if int(digits[:n]) in COUNTRY_CODE_TO_REGION_CODE), "")
    national = digits[len(code) :]
    if not code or len(national) not in NATIONAL_LENGTHS or national.startswith("0"):
        return None
    if _trunk(int(code)).match(national):
        return None
    return PhoneNumber(country_code=int(code), national_number=int(national))


@cache
def _trunk(code: int) -> re.Pattern[str]:
    """What numbers of this country code begin with that are written as within their country, which is read off them."""
    region = COUNTRY_CODE_TO_REGION_CODE[code][0]
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    return re.compile((metadata and metadata.national_prefix_for_parsing) or "(?!)")
