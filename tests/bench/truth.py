"""Invented cards and the rows of an invented sheet, with what is true of each: whose it is, and how it is written.

A row of somebody who has a card differs from it in one or two ways, never so that nothing is left to know them by: who
moved house keeps the phone. The others are members of a card's family on its phone, namesakes elsewhere, and strangers.
All is drawn from one seed: the same truth wherever it is made. The people are made as the demonstration's are, but are
not those; no two of them share a phone by chance, and no row is made from a firm.
"""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Any, NamedTuple

from store.acts.demo_people import COUNTRIES, _Draw
from store.readings import chinese, fold, sort_name

PHONES: Mapping[str, tuple[tuple[str, ...], int]] = {
    "CN": (tuple(f"+861{operator}00" for operator in (30, 31, 36, 38, 39, 50, 58, 86, 88)), 6),
    "FR": (("+3363998", *COUNTRIES["FR"]["landlines"]), 4),
    "GB": (("+447700900", *COUNTRIES["GB"]["landlines"]), 3),
}
"""How the phones of a country that nobody has begin, and how many digits follow."""
WHERE = ("address", "city", "district", "postcode")
FAMILY, NEAR_FAMILY = "family on one phone", "near names on one phone"
NAMESAKE, STRANGER = "namesake elsewhere", "stranger"
AS_IT_IS = "as it is"
OTHERS = {FAMILY: 0.12, NEAR_FAMILY: 0.05, NAMESAKE: 0.1, STRANGER: 0.13}
"""The share of the rows that are nobody's who has a card."""
_PLAIN, _TWICE = 0.1, 0.5
"""The share of a card's own rows that differ in nothing, and of the others those that differ in two ways."""

_HOMOPHONES = (
    "伟玮维 芳方坊 娜那 敏闽 静靖竞 丽莉立 强墙 磊垒 军君钧 洋扬阳 勇永咏 艳燕彦 杰洁捷 娟鹃 涛滔 明鸣铭 霞遐 平萍苹"
    " 刚钢冈 英瑛 华桦 玉昱裕 兰岚 梅玫 红宏虹 建健剑 国果 志智 文雯 海亥 波博勃 鹏朋 辉晖 宁柠 云芸 飞菲 晓小筱 宇羽雨"
    " 浩昊皓 子梓紫 涵晗 轩宣 欣心新 怡宜 琪祺 嘉佳家 俊峻 慧惠 雅娅 婷亭 天添 曦希 瑶遥 张章 李黎 陈辰 徐许 周洲"
    " 余于俞 江姜 程成 魏卫"
)
"""Characters that are typed for each other; the first of each group stands in names, others may."""
_HOMOPHONE = {one: group.replace(one, "") for group in reversed(_HOMOPHONES.split()) for one in group}
_TRADITIONAL = str.maketrans(
    "张许刘陈杨赵黄吴孙马罗郑谢韩冯萧邓苏卢蒋贾叶阎钟谭邹陆顾龙万钱汤乔贺赖龚欧诸东"
    "伟丽强军艳杰涛刚华兰红国鹏辉宁云飞凤晓轩诗乐瑶县区号门阳湖滨邺润广苏锡镇扬长",
    "張許劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧蘇盧蔣賈葉閻鍾譚鄒陸顧龍萬錢湯喬賀賴龔歐諸東"
    "偉麗強軍艷傑濤剛華蘭紅國鵬輝寧雲飛鳳曉軒詩樂瑤縣區號門陽湖濱鄴潤廣蘇錫鎮揚長",
)
_NEAR = {
    "François": "Françoise", "Noël": "Noëlle", "Désiré": "Désirée", "Gaël": "Gaëlle", "Jean-Marc": "Jean-Luc",
    "Marie-Ève": "Marie-Anne", "Théo": "Léo", "Zoé": "Chloé", "Chloé": "Cléo", "Léa": "Léna", "Loïc": "Loïs",
    "Camille": "Cyrille", "Étienne": "Adrienne", "Solène": "Hélène", "Hélène": "Helena", "Rémi": "Noémi",
    "Inès": "Agnès", "Margaux": "Marguerite", "Seán": "Shauna", "Amir": "Amira", "George": "Georgia",
    "Harriet": "Harry", "Toby": "Tony", "Iris": "Isla", "Emma": "Emily", "Callum": "Colm", "Leah": "Lena",
    "Una": "Uma", "Ewan": "Evan", "Mohammed": "Ahmed", "Beth": "Bess", "Isaac": "Isabel", "Jasmine": "Jamie",
    "Olivia": "Oliver", "Daisy": "Maisy",
}  # fmt: skip
"""Given names that a married couple, or brother and sister, may well have."""
_SHORT = {
    "avenue": "av.", "boulevard": "bd", "place": "pl.", "rue": "r.", "quai": "q.", "cours": "crs", "impasse": "imp.",
    "montée": "mtée", "Road": "Rd", "Street": "St", "Lane": "Ln", "Terrace": "Terr.",
}  # fmt: skip

Values = dict[str, Any]


class Row(NamedTuple):
    """A row's values as an importer understands them, with its serial; how it was made; the card that it is of, by
    place, or None; and the card that it was made from, which is somebody else's where `card` is None."""

    values: Mapping[str, Any]
    made: tuple[str, ...]
    card: int | None
    made_from: int | None


class Truth(NamedTuple):
    """`cards` are the values of new cards by field name."""

    cards: list[Values]
    rows: list[Row]


def make(country: str, cards: int, rows: int, seed: int = 1) -> Truth:
    """So many cards of a country, and rows of which no two are made from the same card.

    Raises ValueError where there are too few cards of consumers, or too few phones.
    """
    maker = _Maker(country, seed)
    made = [maker.card() for _ in range(cards)]
    consumers = [place for place, card in enumerate(made) if card["customer"] == "consumer"]
    return Truth(made, [maker.row(number, place, made) for number, place in enumerate(maker.some(consumers, rows))])


class _Maker:
    def __init__(self, country: str, seed: int) -> None:
        self.country, self.random = country, Random(f"truth {country} {seed}")
        self.people = _Draw(country, date(2026, 1, 1), (), looked_after=0)
        self.people.random = self.random
        self.taken: set[str] = set()

    def some(self, places: list[int], count: int) -> list[int]:
        return self.random.sample(places, count)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def card(self) -> Values:
        """A new customer's values, with a phone of their own. No goods: a row is known by its person alone."""
        return {**self.people.customer(0).values, "phone": self.phone()}

    def phone(self) -> str:
        """One that nobody has, nor had."""
        starts, digits = PHONES[self.country]
        if len(self.taken) > len(starts) * 10**digits * 0.9:
            raise ValueError(f"too few phones are kept for fiction in {self.country}")
        while True:
            found = f"{self.random.choice(starts)}{self.random.randrange(10**digits):0{digits}}"
            if found not in self.taken:
                self.taken.add(found)
                return found

    def mistyped(self, phone: str) -> str:
        """Another phone that nobody has, by one wrong digit or two in the wrong order."""
        while True:
            place = self.random.randrange(len(phone) - PHONES[self.country][1] + 1, len(phone))
            swapped = phone[: place - 1] + phone[place] + phone[place - 1] + phone[place + 1 :]
            wrong = phone[:place] + self.random.choice("0123456789") + phone[place + 1 :]
            found = swapped if self.chance(0.3) else wrong
            if found not in self.taken:
                self.taken.add(found)
                return found

    def person(self) -> Values:
        """A new consumer, as a row says them, without a phone yet."""
        while (values := self.people.customer(0).values)["customer"] != "consumer":
            pass
        return self.as_row(values)

    def as_row(self, card: Values) -> Values:
        """What a sheet says of a card's customer: not always the birthday."""
        row = {name: card.get(name) for name in ("name", "phone", *WHERE)}
        return row | ({"birth_date": card["birth"]} if card.get("birth") and self.chance(0.5) else {})

    def place(self, *, outside: str | None = None) -> Values:
        """Where a new customer lives; not in the city `outside`."""
        while (found := self.person())["city"] == outside:
            pass
        return {name: found[name] for name in WHERE}

    def row(self, number: int, place: int, cards: list[Values]) -> Row:
        kinds = [*OTHERS, None]
        kind = self.random.choices(kinds, [*OTHERS.values(), 1 - sum(OTHERS.values())])[0]
        card = cards[place]
        serial = {"serial": f"KM26{number:06}"}
        if kind in (FAMILY, NEAR_FAMILY):
            return Row(self.relative(card, near=kind == NEAR_FAMILY) | serial, (kind,), None, place)
        if kind == NAMESAKE:
            other = self.person() | self.place(outside=card["city"])
            return Row(other | {"name": card["name"], "phone": self.phone()} | serial, (kind,), None, place)
        if kind == STRANGER:
            return Row(self.person() | {"phone": self.phone()} | serial, (kind,), None, None)
        values, made = self.changed(self.as_row(card))
        return Row(values | serial, made, place, place)

    def relative(self, card: Values, *, near: bool) -> Values:
        """Another member of the family: the phone is the card's, mostly the surname and the address too; brothers'
        and couples' given names may be `near`."""
        while True:
            row = self.person()
            if near or self.chance(0.7):
                row["name"] = _in_family(row["name"], card["name"], near=near)
            if sort_name(row["name"]) != sort_name(card["name"]) and row.get("birth_date") != card.get("birth", "?"):
                break
        same_house = {name: card[name] for name in WHERE} if self.chance(0.7) else {}
        return row | same_house | {"phone": card["phone"]}

    def changed(self, row: Values) -> tuple[Values, tuple[str, ...]]:
        """The row written in one or two other ways, and which; now and then as it is."""
        if self.chance(_PLAIN):
            return row, (AS_IT_IS,)
        wanted, made, touched = 1 + self.chance(_TWICE), list[str](), set[str]()
        for kind in self.random.sample(list(CHANGES), len(CHANGES)):
            touches, change = CHANGES[kind]
            if len(made) == wanted or touched & touches:
                continue
            new = change(self, row)
            if any(row[name] != value for name, value in new.items()):
                row, touched = row | new, touched | touches
                made.append(kind)
        return row, tuple(sorted(made))


def _surname(name: str) -> tuple[str, str]:
    """Surname and given names of a name as the demonstration writes it."""
    if not chinese(name[0]):
        given, _, surname = name.partition(" ")
        return surname, given
    length = 2 if name[:2] in COUNTRIES["CN"]["double_surnames"] else 1
    return name[:length], name[length:]


def _in_family(name: str, of: str, *, near: bool) -> str:
    """`name` with the surname of `of`; if `near`, with a character of their given name too, or one much like it."""
    (surname, elder), (_, given) = _surname(of), _surname(name)
    if chinese(of[0]):
        return surname + (elder[0] + given[-1] if near else given)
    return f"{_NEAR.get(elder, given) if near else given} {surname}"


def _typo(maker: _Maker, row: Values) -> Values:
    """A homophone for a character; in a Latin name a letter of the longest word dropped, doubled or swapped."""
    name = row["name"]
    if chinese(name[0]):
        places = [place for place, char in enumerate(name) if _HOMOPHONE.get(char)]
        if not places:
            return {}
        place = maker.random.choice(places)
        return {"name": name[:place] + maker.random.choice(_HOMOPHONE[name[place]]) + name[place + 1 :]}
    word = max(name.split(), key=len)
    place = maker.random.randrange(1, len(word) - 1)
    ways = (
        word[:place] + word[place + 1 :],
        word[:place] + word[place] + word[place:],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    )
    return {"name": name.replace(word, maker.random.choice(ways), 1)}


def _turned(maker: _Maker, row: Values) -> Values:
    """The surname first, often in capitals; Chinese names are turned only where they are in pinyin."""
    surname, given = _surname(row["name"])
    if chinese(row["name"][0]):
        return {}
    return {"name": maker.random.choice((f"{surname.upper()} {given}", f"{surname} {given}", f"{surname}, {given}"))}


def _in_pinyin(maker: _Maker, row: Values) -> Values:
    """Surname first, or last as abroad."""
    if not chinese(row["name"][0]):
        return {}
    surname, _ = _surname(row["name"])
    read = sort_name(row["name"]).split()
    words = ("".join(read[: len(surname)]).title(), "".join(read[len(surname) :]).title())
    return {"name": " ".join(words if maker.chance(0.7) else reversed(words))}


def _in_traditional(_: _Maker, row: Values) -> Values:
    """Name and address, as an office abroad writes them. A name without such a character does not count."""
    name = row["name"].translate(_TRADITIONAL)
    return {} if name == row["name"] else {"name": name, "address": row["address"].translate(_TRADITIONAL)}


def _without_accents(maker: _Maker, row: Values) -> Values:
    """Also in capitals, and now and then as bytes read in the wrong encoding."""
    name = row["name"]
    bare = "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
    if bare == name:
        return {}
    return {"name": maker.random.choice((bare, bare, bare.upper(), name.encode().decode("cp1252", "replace")))}


def _rewritten(maker: _Maker, row: Values) -> Values:
    address = row["address"]
    if maker.country != "CN":
        address = address.replace(",", "") if maker.chance(0.7) else address
        short = " ".join(_SHORT.get(word, word) for word in address.split())
        longer = f"{address}, {row['postcode']} {row['city']}"
        return {"address": maker.random.choice((short, short.upper(), longer, fold(short), f"{short}, {row['city']}"))}
    street = address.split(row["district"], 1)[-1]
    short = street.replace("号", "-").replace("室", "")
    wide = street.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    return {"address": maker.random.choice((street, short, wide, f"江苏省{address}", f"{row['district']}{short}"))}


CHANGES: Mapping[str, tuple[frozenset[str], Callable[[_Maker, Values], Values]]] = {
    "typo": (frozenset({"name"}), _typo),
    "swapped names": (frozenset({"name"}), _turned),
    "pinyin for characters": (frozenset({"name"}), _in_pinyin),
    "traditional characters": (frozenset({"name", "address"}), _in_traditional),
    "accents lost": (frozenset({"name"}), _without_accents),
    "moved house": (frozenset({"address", "phone"}), lambda maker, _: maker.place()),
    "address rewritten": (frozenset({"address"}), _rewritten),
    "new phone": (frozenset({"phone"}), lambda maker, _: {"phone": maker.phone()}),
    "phone typo": (frozenset({"phone"}), lambda maker, row: {"phone": maker.mistyped(row["phone"])}),
}
"""How a row of a card's own customer is written otherwise: what the change touches, and the new values; none where it
cannot be made. Two changes never touch the same, and who moved house is still known by the phone."""
