"""How a card looks in a list: its columns, its colour, where it is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache

from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.widgets.columns import Column
from store.cards import CardRow
from store.fields import FIELDS
from store.restrictions import NAMES, ON_HOLD, RESTRICTED

IN_DRAWER = "·"
ARCHIVED = NC_("card", "archived")
ERASED = NC_("card", "erased")
RESTRICTED_SHORT = NC_("where", "restr.")
"""In eight cells, for the list."""
PHONE = 17
"""Cells of a phone with its country's prefix, in nearly every country."""
LIST, KIND, CUSTOMER = (FIELDS[name].choices for name in ("list", "kind", "customer"))


def grade_ink(row: CardRow) -> str:
    return f"grade-{row.grade.lower()}"


def name_ink(row: CardRow) -> str:
    return "dim" if row.archived else "plain"


NO_CARD = N_("There is no card under the cursor.")
WHY_NOT = {
    "lend": N_("What is out, archived, restricted or on its way to a branch cannot be lent."),
    "give_back": N_("What is in the drawer cannot be taken back."),
}
"""Why a key of lending does nothing to a card."""


def where_ink(row: CardRow) -> str:
    return "amber" if row.out_to or row.restricted or row.on_way_to else "dim"


@lru_cache(1024)
def _phone(words: Words, number: str, country: str | None) -> str:
    """A phone in groups; worked out once, since a list draws the same ones again and again."""
    return words.phone(number, country)


def where(row: CardRow, words: Words) -> str:
    """Who has the card, or that it lies in the drawer or in the archive."""
    if row.erased or row.archived:
        return words(ERASED if row.erased else ARCHIVED)
    if row.restricted and not row.out_to:
        return words(RESTRICTED_SHORT)
    if row.on_way_to:
        return f"→ {row.on_way_to}"
    return row.out_to or IN_DRAWER


def states(row: CardRow) -> list[Message]:
    """What besides its place is to be said of a card: that it is archived or erased, restricted, on hold."""
    archived = [ERASED if row.erased else ARCHIVED] if row.archived else []
    restricted = [NAMES[RESTRICTED]] if row.restricted else []
    return [*archived, *restricted, *([NAMES[ON_HOLD]] if row.on_hold else [])]


def _district(row: CardRow, _words: Words) -> str:
    return row.district or ""


def columns(order: str, country: str | None, zone: tzinfo | None, abroad: bool = False) -> Sequence[Column[CardRow]]:
    """The columns of the card list. A list by last change says when that was, at 80 columns in the place of the phone;
    one with cards from `abroad` gives the district's place to the names, which are longer than Chinese ones."""

    def phone(row: CardRow, words: Words) -> str:
        return _phone(words, row.phone, country) if row.phone else ""

    def changed(row: CardRow, words: Words) -> str:
        return words.moment(row.updated_at, zone, "short")

    by_change = order == "change"
    borrower = 12 if abroad else 8
    return [
        Column("number", NC_("list", "Card no."), lambda row, _: row.card_no, 9),
        Column("name", N_("Name"), lambda row, _: row.name, 12, grow=3, ink=name_ink, first=6),
        Column("grade", NC_("column", "Gr."), lambda row, _: row.grade, 3, ink=grade_ink),
        Column("list", N_("List"), _choice(LIST, lambda row: row.list), 9, needs=112),
        Column("kind", N_("Kind"), _choice(KIND, lambda row: row.kind), 10, needs=92),
        *([] if by_change else [Column("district", N_("District"), _district, 9, grow=2, needs=90 if abroad else 56)]),
        Column("phone", N_("Phone"), phone, PHONE, needs=82 if by_change else 73),
        Column("salesperson", N_("Salesperson"), lambda row, _: row.salesperson or "", 12, grow=1, needs=126),
        *([Column("change", N_("Last change"), changed, 16, needs=40)] if by_change else []),
        Column("where", N_("Where"), where, borrower, grow=1, ink=where_ink, needs=48),
    ]


def _choice(choices: Mapping[str, object], code: Callable[[CardRow], str]) -> Callable[[CardRow, Words], str]:
    return lambda row, words: words.value(choices.get(code(row), code(row)))
