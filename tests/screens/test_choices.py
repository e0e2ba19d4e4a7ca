"""Choices picked by the letters typed in a row."""

import pytest

from locales.messages import N_
from locales.words import words
from screens.widgets.form_field import FormField, Kind
from store import staff
from store.access import Role
from tests.conftest import Room
from tests.screens.house import a_house
from tests.screens.test_card import form, go_to
from tests.store.builders import a_card

PEOPLE = (
    ("zhoumin", "周敏"),
    ("sunyan", "孙燕"),
    ("sales.lyon", "Luc Vauquelin"),
    ("ines", "Inès Belmaret"),
    ("3", "Luc Sy"),
)


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        ("inès", "ines"), ("ines b", "ines"), ("sunyan", "sunyan"), ("sy", "sunyan"), ("孙", "sunyan"),
        ("zm", "zhoumin"), ("sales", "sales.lyon"), ("bel", "ines"), ("lucs", "3"), ("3", None), ("xq", None),
    ],
)  # fmt: skip
def test_a_choice_is_found_by_its_name_its_pinyin_its_initials_or_its_sign_in_name(typed: str, picked: str | None):
    field = FormField("to", N_("Borrower"), Kind.CHOICE, PEOPLE)
    assert field.beginning_with(typed.replace(" ", "").replace("è", "e"), "", words("en")) == picked


async def test_letters_in_a_row_narrow_and_those_that_fit_nobody_change_nothing(room: Room):
    a_card(room)
    for user, name in (("ines", "Inès Belmaret"), ("sales.two", "Luc Vauquelin")):
        staff.add(room.manager, user, name, [Role.SALESPERSON], "a good password 1")
    async with a_house(room.url, "keeper") as house:
        await house.press("f7")
        await house.press(*"inès")
        assert form(house).values["to"] == "ines"
        await house.press(*"qv")
        assert form(house).values["to"] == "ines"


async def test_a_day_typed_into_a_flag_sets_nothing(room: Room):
    a_card(room)
    async with a_house(room.url, "clerk") as house:
        await house.press("enter", "f2")
        await go_to(house, "birth_lunar")
        await house.press(*"1975-05")
        assert form(house).values["birth_lunar"] == ""
        await house.press("shift+tab", "tab", "y")
        assert form(house).values["birth_lunar"] == "1"
        await house.press("shift+tab", "tab", "n")
        assert form(house).values["birth_lunar"] == ""
