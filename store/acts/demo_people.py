"""Invented customers for the demonstration: names, phones and addresses that look like those of their country.

Phones come from ranges kept for fiction where a country has them (France, Great Britain), and from blocks that no
operator gives out where it has none (China). Everything is drawn from one seeded generator, so a demonstration of a
size is the same wherever it is made.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

COUNTRIES: Mapping[str, Any] = json.loads((Path(__file__).parent / "demonstrate.json").read_text(encoding="utf-8"))
"""What is drawn from, by country: names, places, streets, products."""

GRADES = "CCCCCCBBBA"
LISTS = ("existing", "existing", "existing", "probable", "potential", "potential")
ATTITUDES = ("loyal", "loyal", "switching", "none", None)
LOOKED_AFTER = 250
"""Cards that one salesperson looks after, at most; the rest belong to nobody in particular."""
OPINIONS = ("good", "good", "mixed", "bad", None)


@dataclass(slots=True)
class Invented:
    """One customer: the card's values by field name, with people, goods owned and warranties."""

    values: dict[str, Any]
    people: list[dict[str, Any]] = field(default_factory=list)
    goods: list[dict[str, Any]] = field(default_factory=list)
    warranties: list[dict[str, Any]] = field(default_factory=list)


def invent(country: str, count: int, built_on: date, salespeople: Sequence[int]) -> Iterator[Invented]:
    """`count` customers of a branch in `country`. Dates lie before `built_on`; `salespeople` are staff ids."""
    draw = _Draw(country, built_on, salespeople, looked_after=LOOKED_AFTER * len(salespeople) / max(count, 1))
    return (draw.customer(number) for number in range(count))


class _Draw:
    def __init__(self, country: str, built_on: date, salespeople: Sequence[int], *, looked_after: float) -> None:
        self.looked_after = looked_after
        self.country, self.built_on, self.salespeople = country, built_on, salespeople
        self.data = COUNTRIES[country]
        self.random = Random(f"cardkeeper {country}")
        self.cities = list(self.data["places"])

    def customer(self, number: int) -> Invented:
        firm = self.random.random() < 0.15
        place = self._place()
        values = (self._firm(place["city"]) if firm else self._consumer()) | place | self._standing()
        values["phone"] = self._landline(number) if firm else self._mobile(number)
        values["country"] = self.country
        if self._chance(self.looked_after):
            values["salesperson"] = self._one(self.salespeople)
        if self._chance(0.1):
            values["remarks"] = self._one(self.data["remarks"])
        made = Invented({name: value for name, value in values.items() if value is not None})
        self._own(made, number)
        self._meet(made, firm)
        return made

    def _one(self, of: Sequence[Any]) -> Any:
        return of[int(self.random.random() * len(of))]

    def _chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def person_name(self) -> str:
        if self.country != "CN":
            return f"{self._one(self.data['given'])} {self._one(self.data['surnames'])}"
        double = self._chance(0.02)
        surname = self._one(self.data["double_surnames"] if double else self.data["surnames"])
        given = self._one(self.data["given"])
        return str(surname + given + (self._one(self.data["given"]) if self._chance(0.6) else ""))

    def _consumer(self) -> dict[str, Any]:
        return {
            "customer": "consumer",
            "name": self.person_name(),
            "gender": self._one(("female", "male")),
            "birth": self._birth() if self._chance(0.4) else None,
            "consent": "given" if self._chance(0.8) else None,
        }

    def _firm(self, city: str) -> dict[str, Any]:
        name, kind = self._one(self.data["firm_names"]), self._one(self.data["firm_kinds"])
        return {
            "customer": "firm",
            "name": kind.format(name) if "{}" in kind else f"{city}{name}{kind}",
            "line_of_business": self._one(self.data["business"]),
            "legal_form": self._one(("sole", "limited", "limited", "partnership")),
            "founded": str(1980 + int(self.random.random() * 44)),
            "dealing_since": str(2005 + int(self.random.random() * 20)),
            "size": self._one(("large", "medium", "medium", "small", "small", "small")),
            "credit_rating": self._one(("excellent", "good", "good", "fair", "poor")),
        }

    def _birth(self) -> str:
        day = date(1945, 1, 1) + timedelta(days=int(self.random.random() * 365 * 60))
        return f"--{day:%m-%d}" if self._chance(0.2) else day.isoformat()

    def _place(self) -> dict[str, Any]:
        city = self._one(self.cities)
        district, street, house = self._one(self.data["places"][city]), self._one(self.data["streets"]), self._house()
        start = self.data["postcodes"][city]
        if self.country == "CN":
            address = f"{city}市{district}{street}{house}号{self._house()}室"
            postcode = f"{start}{int(self.random.random() * 30):03}"
        elif self.country == "FR":
            address, postcode = f"{house}, {street}", f"{start}{int(self.random.random() * 10):02}"
        else:
            address = f"{house} {street}"
            letters = f"{self._one('ABDEFGHJ')}{self._one('LNPQRSTU')}"
            postcode = f"{start}{1 + int(self.random.random() * 28)} {1 + int(self.random.random() * 9)}{letters}"
        area = self._one(self.data["trade_areas"]) if self._chance(0.3) else None
        return {
            "region": city,
            "city": city,
            "district": district,
            "address": address,
            "postcode": postcode,
            "trade_area": area,
        }

    def _house(self) -> int:
        return 1 + int(self.random.random() ** 2 * 300)

    def _standing(self) -> dict[str, Any]:
        grade = self._one(GRADES)
        return {
            "list": self._one(LISTS),
            "grade": grade,
            "grade_reason": self.data["purposes"][0] if grade != "C" else None,
            "attitude": self._one(ATTITUDES),
            "warmth": self._one("12345"),
            "first_user": self._chance(0.05),
            "key_customer": grade == "A" and self._chance(0.3),
            "product_opinion": self._one(OPINIONS),
        }

    def _mobile(self, number: int) -> str:
        if self.country == "CN":
            operator = self._one(("30", "31", "36", "38", "39", "50", "58", "86", "88"))
            return f"+861{operator}00{number * 786_433 % 1_000_000:06}"
        if self.country == "FR":
            return f"+3363998{number * 7 % 10_000:04}"
        return f"+447700900{number * 7 % 1_000:03}" if number < 1_000 else self._landline(number)

    def _landline(self, number: int) -> str:
        start, missing = self._one(self.data["landlines"]), {"CN": 5, "FR": 4, "GB": 3}[self.country]
        return f"{start}{number * 7 % 10**missing:0{missing}}"

    def _own(self, made: Invented, number: int) -> None:
        """Goods owned, and for ours perhaps the warranty; the kind follows."""
        if self._chance(0.45):
            product, model, letters, price = self._one(self.data["products"])
            bought = self.built_on - timedelta(days=1 + int(self.random.random() * 900))
            serial = f"{letters}25{number % 1_000_000:06}"
            made.goods.append(
                {"product": product, "maker": "ours", "model": model, "serial": serial, "since": str(bought)[:7]}
            )
            if self._chance(0.7):
                made.warranties.append(
                    {"product": product, "model": model, "serial": serial, "purchased_on": bought, "price": price}
                )
            made.values["list"] = "existing"
        if self._chance(0.3):
            product = self._one(self.data["products"])[0]
            made.goods.append({"product": product, "maker": "competitor", "brand": self._one(self.data["competitors"])})

    def _meet(self, made: Invented, firm: bool) -> None:
        """The people of the card."""
        roles = ("owner", "manager", "contact") if firm else ("spouse", "child", "parent")
        for role in roles:
            if self._chance(0.35 if firm else 0.12):
                made.people.append(
                    {
                        "role": role,
                        "name": self.person_name(),
                        "birth": self._birth(),
                        "character": self._one(self.data["character"]) if firm else None,
                    }
                )
