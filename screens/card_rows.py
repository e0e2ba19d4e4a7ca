"""The people and goods of a card as lines of a list."""

from collections.abc import Sequence
from datetime import date

from locales.messages import NC_, Message
from locales.words import Words
from screens.card_work import RowWork
from screens.widgets.columns import Column
from store.fields import GOODS_FIELDS, PERSON_FIELDS, WARRANTY_FIELDS
from store.warranties import WarrantyRecord


def _text(name: str) -> "Column[RowWork]":
    info = {**GOODS_FIELDS, **PERSON_FIELDS}[name]
    return Column(name, info.label, lambda row, _: row.texts.get(name, ""), 12, grow=1)


def _choice(name: str, label: Message, choices: "dict[str, Message]") -> "Column[RowWork]":
    def shown(row: RowWork, words: Words) -> str:
        code = row.texts.get(name, "")
        return words(choices[code]) if code in choices else code

    return Column(name, label, shown, 12, grow=1)


def _state(row: RowWork) -> str:
    return "•" if row.changed else ""


CHANGED: Column[RowWork] = Column(
    "changed", NC_("column", "Ch."), lambda row, _: _state(row), 3, ink=lambda _: "accent"
)


def people_columns(country: str | None) -> Sequence[Column[RowWork]]:
    """The people of a card; phones of the branch's `country` without its code, as in the form."""

    def phone(row: RowWork, words: Words) -> str:
        return words.phone(row.texts.get("phone", ""), country)

    def birth(row: RowWork, words: Words) -> str:
        return words.partial_date(row.texts.get("birth", ""))

    return (
        CHANGED,
        _text("name"),
        _choice("role", PERSON_FIELDS["role"].label, dict(PERSON_FIELDS["role"].choices)),
        Column("phone", PERSON_FIELDS["phone"].label, phone, 17),
        Column("birth", NC_("column", "Birth"), birth, 12, needs=76),
    )


GOODS_COLUMNS: Sequence[Column[RowWork]] = (
    CHANGED,
    _text("product"),
    _choice("maker", GOODS_FIELDS["maker"].label, dict(GOODS_FIELDS["maker"].choices)),
    _text("brand"),
    Column("model", GOODS_FIELDS["model"].label, lambda row, _: row.texts.get("model", ""), 14, needs=76),
    Column("serial", GOODS_FIELDS["serial"].label, lambda row, _: row.texts.get("serial", ""), 14, needs=96),
    Column(
        "since",
        GOODS_FIELDS["since"].label,
        lambda row, words: words.partial_date(row.texts.get("since", "")),
        12,
    ),
)


def _value(name: str, cells: int, needs: int = 0) -> "Column[WarrantyRecord]":
    return Column(
        name, WARRANTY_FIELDS[name].label, lambda row, _: row.values.get(name) or "", cells, grow=1, needs=needs
    )


def _day(day: date | None, words: Words) -> str:
    return words.date(day, "short") if day else ""


WARRANTY_COLUMNS: Sequence[Column[WarrantyRecord]] = (
    _value("product", 9),
    _value("model", 10),
    _value("serial", 12),
    Column("purchased", NC_("column", "Bought"), lambda r, w: _day(r.values["purchased_on"], w), 11),
    Column("ends", NC_("column", "Covered to"), lambda row, words: _day(row.ends_on, words), 11),
    _value("dealer", 12, needs=100),
    Column(
        "state",
        WARRANTY_FIELDS["state"].label,
        lambda row, words: words.value(WARRANTY_FIELDS["state"].choices.get(row.values["state"], "")),
        9,
        ink=lambda row: "amber" if row.values["state"] == "held" else "plain",
    ),
)
