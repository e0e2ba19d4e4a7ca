"""What the pages of cards say, in the words of whoever prints them: the same for paper and for the workbook.

The open part first, then the confidential sections as the card has them; what is empty is left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from importers.papers.flow import Block
from locales.messages import N_, NC_
from locales.words import Words
from store import fields
from store.acts.papers import Origin
from store.cards import CardRecord
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, SECTIONS, WARRANTY_FIELDS, FieldInfo, Format, Part
from store.warranties import WarrantyRecord

OPEN_PART = NC_("section", "Open part")
WARRANTIES = NC_("section", "Warranties")
FOOT = N_("{who}, {branch} · {at} · for: {purpose}")
CARD_OF = N_("card {number} of {count}")
PAGE_OF = N_("page {page} of {pages}")
BETWEEN = "\u00a0· "
"""Stays with what it comes after, so that no line begins with it."""
SHORT = 20
"""So many characters, those of a date or a phone, stay in one line."""


Said = tuple[str, str, str]
"""A text of a paper, and before it where it stands: a card's number and a field's label, "" where it is of no card."""


class Fact(NamedTuple):
    label: str
    text: str


class CardPaper(NamedTuple):
    """What the pages of one card say. `facts` are four: the slip, the borrower, the days, say; `closing` stands below
    all; `notes` is what the last lines are for, "" where they are for nothing, `results` what a visit may bring."""

    card_no: str
    name: str
    grade: str
    headline: str
    facts: tuple[Fact, ...]
    purpose: Fact
    blocks: tuple[Block, ...]
    closing: str
    notes: str = ""
    results: tuple[str, ...] = ()
    again: str = ""
    """Which print this is, if not the first."""


class CardPapers(NamedTuple):
    """Pages of cards, and what they say of themselves: their title, what they are for, who took them out."""

    title: str
    purpose: str
    origin: Origin
    papers: Sequence[CardPaper]


class Custom(NamedTuple):
    """What decides how values are said: the person's words, the branch's country and currency."""

    words: Words
    country: str
    currency: str


def custom_of(origin: Origin, words: Words) -> Custom:
    return Custom(words, origin.branch.country, origin.branch.currency)


def foot(origin: Origin, purpose: str, words: Words) -> str:
    """Who took a paper out, when and what for, and the head of the chain (K2, K4)."""
    at = words.moment(origin.at, origin.branch.zone)
    said = words(FOOT, who=origin.who, branch=origin.branch.name, at=at, purpose=purpose)
    return f"{said}{BETWEEN}{origin.head.short}"


def place_of(made: CardPapers, card: int, page: int, pages: int, words: Words) -> str:
    """Which card of the paper and which page of the card this is, where there are several."""
    count = len(made.papers)
    parts = (
        words(CARD_OF, number=card, count=count) if count > 1 else "",
        made.papers[card - 1].again,
        words(PAGE_OF, page=page, pages=pages) if pages > 1 else "",
    )
    return " · ".join(part for part in parts if part)


def card_paper(
    card: CardRecord,
    custom: Custom,
    *,
    facts: tuple[Fact, ...],
    purpose: Fact,
    blocks: Iterable[Block],
    closing: str,
) -> CardPaper:
    """The paper of a card below its number, name, grade and what kind of customer it is."""
    name = str(card.values["name"])
    return CardPaper(card.card_no, name, card.row.grade, headline(card, custom), facts, purpose, tuple(blocks), closing)


def headline(card: CardRecord, custom: Custom) -> str:
    """What kind of customer it is, in a line."""
    said = [value_text(FIELDS[name], card.values.get(name), custom) for name in ("customer", "list", "kind")]
    key = custom.words(FIELDS["key_customer"].label) if card.row.key_customer else ""
    return BETWEEN.join(part for part in (*said, key) if part)


_IN_THE_HEAD = ("name", "customer", "list", "kind", "grade", "key_customer")


def card_blocks(card: CardRecord, owned: Iterable[WarrantyRecord], custom: Custom) -> Iterator[Block]:
    """All of a card, the open part first, its warranties last."""
    words = custom.words
    opened = [info for info in FIELDS.values() if info.part is Part.OPEN and info.name not in _IN_THE_HEAD]
    yield from blocks_under(words(OPEN_PART), [_value(info, card, custom) for info in opened])
    for section, label in SECTIONS:
        closed = [info for info in fields.in_section(section) if info.part is not Part.OPEN]
        yield from blocks_under(words(label), section_blocks(section, closed, card, custom))
    yield from blocks_under(words(WARRANTIES), [warranty_block(record, custom) for record in owned])


def section_blocks(section: str, infos: Iterable[FieldInfo], card: CardRecord, custom: Custom) -> list[Block]:
    """Some fields of a section of a card, and the people or goods that are its rows."""
    rows = {"people": card.people, "goods": card.goods}.get(section, ())
    said = [_person(row, custom) if section == "people" else _goods(row, custom) for row in rows]
    return [*(_value(info, card, custom) for info in infos), *said]


def blocks_under(label: str, blocks: list[Block]) -> Iterator[Block]:
    """What is filled in, below a heading."""
    filled = [block for block in blocks if block.text]
    if filled:
        yield Block(label, heading=True)
        yield from filled


def _value(info: FieldInfo, card: CardRecord, custom: Custom) -> Block:
    value = card.row.salesperson if info.format is Format.STAFF else card.values.get(info.name)
    return Block(custom.words(info.label), value_text(info, value, custom))


def value_text(info: FieldInfo, value: Any, custom: Custom) -> str:
    """A value as a person reads it. What is empty or not so is not worth a line."""
    if value in (None, "", False):
        return ""
    match info.format:
        case Format.PHONE:
            return custom.words.phone(value, custom.country)
        case Format.PARTIAL_DATE:
            return custom.words.partial_date(value)
        case Format.STAFF:
            return str(value)
        case _:
            return fields.shown(info, value, custom.words, currency=custom.currency)


def _joined(row: Mapping[str, Any], infos: Mapping[str, FieldInfo], but: str, custom: Custom) -> str:
    """The values of a row, each that does not speak for itself after its label."""
    said = []
    for name, info in infos.items():
        text = _kept_together(value_text(info, row.get(name), custom)) if name != but else ""
        if not text:
            continue
        if info.format is Format.FLAG:
            said.append(custom.words(info.label))
        elif name in ("name", "product", "phone", "brand", "maker", "gender", "model"):
            said.append(text)
        else:
            said.append(custom.words(N_("{label}: {text}"), label=info.label, text=text))
    return BETWEEN.join(said)


def _kept_together(text: str) -> str:
    """A short text that no line tears: a date, a phone."""
    return text.replace(" ", "\u00a0") if len(text) <= SHORT else text


def _person(row: Mapping[str, Any], custom: Custom) -> Block:
    return Block(
        value_text(PERSON_FIELDS["role"], row.get("role"), custom), _joined(row, PERSON_FIELDS, "role", custom)
    )


def _goods(row: Mapping[str, Any], custom: Custom) -> Block:
    return Block(str(row.get("product") or ""), _joined(row, GOODS_FIELDS, "product", custom))


def warranty_block(record: WarrantyRecord, custom: Custom) -> Block:
    said = _joined(record.values, WARRANTY_FIELDS, "product", custom._replace(currency=record.currency))
    until = record.ends_on and custom.words(
        N_("{label}: {text}"), label=N_("Warranty until"), text=custom.words.date(record.ends_on)
    )
    product = value_text(WARRANTY_FIELDS["product"], record.values.get("product"), custom)
    return Block(product, BETWEEN.join(part for part in (said, until) if part))
