"""What somebody typed into a card, the draft it makes, and the edit."""

from datetime import date
from decimal import Decimal

import pytest

from locales.words import words
from screens.card_texts import Customs, presented, understood
from screens.card_work import CardWork
from store import cards
from store.cards import ChangedMeanwhile, Edit
from store.fields import FIELDS, BadValue
from tests.conftest import Room
from tests.store.builders import a_card, changed

CHINESE = Customs(words("zh_CN"), "CN", "CNY", {7: "周敏"})
FRENCH = Customs(words("fr"), "FR", "EUR", {})


@pytest.mark.parametrize(
    ("customs", "field", "typed", "kept"),
    [
        (CHINESE, "consent_on", "2026年3月5日", date(2026, 3, 5)),
        (FRENCH, "consent_on", "5 mars 2026", date(2026, 3, 5)),
        (FRENCH, "assets", "1 234,50", Decimal("1234.50")),
        (CHINESE, "assets", "1,234.5", Decimal("1234.50")),
        (CHINESE, "phone", "130 1000 0007", "+8613010000007"),
        (FRENCH, "phone", "06 12 34 56 78", "+33612345678"),
        (CHINESE, "birth", "--03-05", "--03-05"),
        (CHINESE, "salesperson", "7", 7),
        (CHINESE, "key_customer", "1", True),
        (CHINESE, "key_customer", "", False),
        (CHINESE, "email", "", None),
    ],
)
def test_a_text_is_understood_as_whoever_types_it_means_it(customs, field, typed, kept):
    assert understood(FIELDS[field], typed, customs) == kept


def test_what_is_not_understood_is_shown_as_it_was_typed():
    assert presented(FIELDS["consent_on"], "2月30日", CHINESE) == "2月30日"
    with pytest.raises(BadValue):
        understood(FIELDS["consent_on"], "2月30日", CHINESE)


def test_a_person_reads_a_value_in_their_own_way():
    assert presented(FIELDS["phone"], "+8613010000007", CHINESE) == "130 1000 0007"
    assert presented(FIELDS["salesperson"], "7", CHINESE) == "周敏"


def test_only_what_was_typed_is_saved(room: Room):
    card = a_card(room, phone="13010000007")
    work = CardWork.of(card)
    work.texts["district"] = "鼓楼区"
    assert work.edit(CHINESE) == Edit({"district": "鼓楼区"}, {"district": None})


def test_a_draft_brings_everything_back(room: Room):
    card = a_card(room, goods=({"product": "空调"},))
    work = CardWork.of(card)
    work.texts["district"], work.learnt_at = "鼓楼区", "repair"
    work.rows["goods"][0].texts["model"] = "KFR-26GW"
    work.add_row("people").texts["name"] = "李四"
    again = CardWork.of(card)
    again.restore(work.kept(), work.based_on)
    assert again.edit(CHINESE) == work.edit(CHINESE)
    assert (again.learnt_at, again.based_on) == ("repair", card.version)


def test_a_row_that_was_never_saved_is_just_forgotten_when_taken_out(room: Room):
    work = CardWork.of(a_card(room))
    work.add_row("people").removed = True
    assert work.edit(CHINESE).people == ()


def test_after_a_conflict_mine_and_theirs_are_kept_as_chosen(room: Room):
    card = a_card(room, phone="13010000007", district="鼓楼区", city="南京")
    work = CardWork.of(card)
    work.texts |= {"phone": "13010000009", "district": "玄武区", "city": "无锡"}
    changed(room, card, phone="13010000008", district="建邺区", postcode="210008")
    with pytest.raises(ChangedMeanwhile) as refused:
        cards.save(room.clerk, card.id, card.version, work.edit(CHINESE))
    theirs = cards.show(room.clerk, card.id)
    work.settle(theirs, {"phone": True, "district": False}, refused.value.conflicts)
    saved = cards.save(room.clerk, card.id, work.based_on, work.edit(CHINESE))
    wanted = {"phone": "+8613010000009", "district": "建邺区", "city": "无锡", "postcode": "210008"}
    assert {name: saved.values[name] for name in wanted} == wanted


def test_what_cannot_be_kept_is_named_with_its_section(room: Room):
    work = CardWork.of(a_card(room))
    work.texts["consent_on"] = "gestern"
    work.add_row("people")
    assert [(section, name) for section, name, _ in work.problems(FRENCH)] == [
        ("consent", "consent_on"),
        ("people", "-1:name"),
    ]
