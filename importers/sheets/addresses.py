"""An address that a sheet has in parts, put together as its country writes addresses (X1).

China, Hong Kong and Taiwan from the greatest to the least, without spaces: 江苏省南京市鼓楼区中山路81号602室. Elsewhere
from the least to the greatest: the house before the street, a second line after it, the province or state last.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from importers.sheets.understood import Circumstances
from store.readings import bare

PARTS = ("province", "street", "house_no", "address_more", "address_rest")
_GREATEST_FIRST = frozenset(("CN", "HK", "TW"))


def join_address(values: dict[str, Any], around: Circumstances) -> None:
    """Put the parts of an address, if a row has any, into its address; the town and the district stay their own too."""
    parts = {name: str(values.pop(name)) for name in PARTS if name in values}
    if not parts:
        return
    whole = str(values.get("address", ""))
    chinese = around.country in _GREATEST_FIRST and not all(text.isascii() for text in (whole, *parts.values()))
    values["address"] = _from_the_greatest(whole, parts, values) if chinese else _from_the_least(whole, parts)


def _from_the_greatest(whole: str, parts: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """What the rest says already is not said again: 南京市 before 南京市中山路."""
    lines = [whole, *(parts.get(name, "") for name in ("house_no", "address_more", "address_rest"))]
    found = "".join(_without_repeats(lines))
    greater = (parts.get("province"), values.get("city"), values.get("district"), parts.get("street"))
    for text in reversed([str(one) for one in greater if one]):
        if _key(text) not in _key(found):
            found = text + found
    return found


def _from_the_least(whole: str, parts: Mapping[str, str]) -> str:
    street = f"{parts.get('house_no', '')} {parts.get('street', '')}".strip()
    if "street" not in parts:
        street, whole = f"{street} {whole}".strip(), ""
    lines = (whole, street, parts.get("address_more", ""), parts.get("address_rest", ""), parts.get("province", ""))
    return ", ".join(_without_repeats(lines))


def _without_repeats(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if line and all(_key(line) != _key(other) for other in found):
            found.append(line)
    return found


def _key(text: str) -> str:
    """A line as it is compared: its letters and digits, if it has any."""
    return bare(text) or text
