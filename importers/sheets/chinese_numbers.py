"""Amounts written out in Chinese numerals, plain or as cheques have them: 一千二百元, 壹仟贰佰玖拾玖元伍角整."""

import re
from decimal import Decimal

_DIGITS = {
    char: value
    for value, chars in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_NUMERAL = f"[{''.join(_DIGITS)}{''.join(_TENS)}万]+"
_AMOUNT = re.compile(rf"({_NUMERAL})[元圆块](?:([{''.join(_DIGITS)}])角)?零?(?:([{''.join(_DIGITS)}])分)?[整正]?")


def amount_of(text: str) -> Decimal | None:
    """The amount that a text writes out, or None."""
    matched = _AMOUNT.fullmatch(text)
    whole = _number(matched[1]) if matched else None
    if matched is None or whole is None:
        return None
    tenths, hundredths = (_DIGITS[part] if part else 0 for part in (matched[2], matched[3]))
    return Decimal(whole) + Decimal(tenths * 10 + hundredths) / 100


def _number(text: str) -> int | None:
    """一千二百 is 1200, 十二 is 12, 一万二千 is 12000; None for what is no number (一十百)."""
    above, ten_thousand, below = text.partition("万")
    if ten_thousand:
        thousands, rest = _under_ten_thousand(above), _under_ten_thousand(below) if below else 0
        return None if not thousands or rest is None else thousands * 10_000 + rest
    return _under_ten_thousand(text)


def _under_ten_thousand(text: str) -> int | None:
    total, digit, least = 0, None, 10_000
    for char in text:
        if char in _TENS:
            if _TENS[char] >= least:
                return None
            least = _TENS[char]
            total += (1 if digit is None else digit) * least
            digit = None
        elif digit is None:
            digit = _DIGITS.get(char)
            if digit == 0:
                digit = None
        else:
            return None
    return total + (digit or 0)
