"""The card file: F1–F3, F5, F8, F11."""

import json
from typing import Any

import pytest

from store import access, cards, database, drafts, find, history, offices, staff
from store.acts import put_back
from store.cards import ChangedMeanwhile, Edit, NoSuchCard, ReasonNeeded, RowEdit
from store.doubles import LikelyDouble
from store.fields import FIELDS, BadValue
from store.offices import NewBranch
from tests.conftest import Room
from tests.store.builders import a_card, changed


def test_new_cards_get_the_next_number_of_their_branch(room: Room) -> None:
    assert [a_card(room, name).card_no for name in ("张伟", "李娜")] == ["NJ000001", "NJ000002"]


def test_a_refused_card_uses_no_number(room: Room) -> None:
    with pytest.raises(BadValue):
        a_card(room, "")
    assert a_card(room).card_no == "NJ000001"


def test_every_field_of_a_card_is_kept_as_it_was_saved(room: Room) -> None:
    values: dict[str, Any] = {name: _some_value(name) for name in FIELDS}
    values |= {"salesperson": room.sales.staff_id, "kind": "attack"}
    record = cards.create(room.clerk, Edit(values))
    assert {name: cards.show(room.clerk, record.id).values[name] for name in FIELDS} == record.values
    assert not [name for name in FIELDS if record.values[name] in (None, "")]


def _some_value(name: str) -> Any:
    info = FIELDS[name]
    samples = {
        "text": "文 texte",
        "long_text": "first\nsecond",
        "flag": True,
        "date": "2026-03-05",
        "partial_date": "--03-05",
        "money": "1299.50",
        "phone": "13010000007",
        "email": "a@example.com",
    }
    return next(iter(info.choices)) if info.choices else samples.get(info.format)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("phone", "12"),
        ("phone", "abc"),
        ("birth", "1980-02-30"),
        ("birth", "--13-01"),
        ("consent_on", "yesterday"),
        ("grade", "D"),
        ("credit_limit", "much"),
        ("email", "nobody"),
        ("name", "   "),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_field_and_nothing_is_written(
    room: Room, name: str, value: str
) -> None:
    with pytest.raises(BadValue) as refused:
        cards.create(room.clerk, Edit({"name": "张伟", name: value}))
    assert refused.value.name == name
    assert database.rows("select count(*) from card") == [(0,)]


def test_what_two_people_changed_in_the_same_field_is_shown_and_nothing_is_saved(room: Room) -> None:
    card = a_card(room, phone="13010000007", city="南京")
    changed(room, card, phone="13010000008")
    with pytest.raises(ChangedMeanwhile) as refused:
        changed(room, card, phone="13010000009", city="苏州")
    (conflict,) = refused.value.conflicts
    assert (conflict.field, conflict.was, conflict.mine, conflict.theirs) == (
        "phone",
        "+8613010000007",
        "+8613010000009",
        "+8613010000008",
    )
    assert cards.show(room.clerk, card.id).values["city"] == "南京"


def test_what_somebody_else_changed_in_other_fields_stays(room: Room) -> None:
    card = a_card(room, city="南京")
    changed(room, card, city="苏州")
    saved = changed(room, card, address="中山路 81 号")
    assert (saved.values["city"], saved.values["address"]) == ("苏州", "中山路 81 号")


def test_a_row_that_somebody_else_removed_is_a_conflict(room: Room) -> None:
    card = a_card(room, goods=({"product": "空调"},))
    (row,) = card.goods
    cards.save(room.clerk, card.id, card.version, Edit(goods=(RowEdit(row["id"], removed=True),)))
    edit = Edit(goods=(RowEdit(row["id"], {"product": "彩电"}, {"product": "空调"}),))
    with pytest.raises(ChangedMeanwhile):
        cards.save(room.clerk, card.id, card.version, edit)


@pytest.mark.parametrize(
    ("goods", "kind"),
    [((), "develop"), (("competitor",), "attack"), (("competitor", "ours"), "fixed")],
    ids=["none", "a competitor's", "ours"],
)
def test_the_kind_follows_from_the_goods_owned(room: Room, goods: tuple[str, ...], kind: str) -> None:
    card = a_card(room, goods=tuple({"product": "空调", "maker": maker} for maker in goods))
    assert card.values["kind"] == kind


def test_a_kind_or_grade_set_by_hand_needs_a_reason(room: Room) -> None:
    card = a_card(room)
    for name in ("kind", "grade"):
        with pytest.raises(ReasonNeeded):
            changed(room, card, **{name: {"kind": "fixed", "grade": "A"}[name]})
    saved = changed(room, card, grade="A", grade_reason="bought for 20,000")
    assert saved.values["grade"] == "A"


@pytest.mark.parametrize(
    "values",
    [
        {"name": "王芳", "phone": "13010000007"},
        {"name": "王芳", "other_phone": "+86 130 1000 0007"},
        {"name": "张伟", "district": "鼓楼区"},
    ],
    ids=["phone", "other phone", "name and district"],
)
def test_a_likely_double_is_offered_before_it_is_saved(room: Room, values: dict[str, Any]) -> None:
    first = a_card(room, phone="13010000007", district="鼓楼区")
    with pytest.raises(LikelyDouble) as refused:
        cards.create(room.clerk, Edit(values))
    assert [double.card_no for double in refused.value.doubles] == [first.card_no]
    assert cards.create(room.clerk, Edit(values), despite_doubles=True).card_no == "NJ000002"


def test_the_same_serial_is_a_likely_double(room: Room) -> None:
    a_card(room, goods=({"product": "空调", "serial": "KA26000000"},))
    goods = (RowEdit(None, {"product": "空调", "serial": "KA26000000"}),)
    with pytest.raises(LikelyDouble):
        cards.create(room.clerk, Edit({"name": "李强"}, goods=goods))


def test_nobody_is_warned_again_of_a_double_they_accepted(room: Room) -> None:
    a_card(room, phone="13010000007")
    second = a_card(room, "李强", phone="13010000007")
    cards.save(room.clerk, second.id, second.version, Edit({"city": "南京"}))


def test_the_history_says_who_changed_what_and_where_it_was_learnt(room: Room) -> None:
    card = a_card(room, phone="13010000007")
    cards.save(room.clerk, card.id, card.version, Edit({"phone": "13010000009"}), learnt_at="repair")
    latest, first = history.of_card(room.clerk, card.id)
    (change,) = latest.changes
    assert (latest.by, change.field, change.old, change.new, change.learnt_at) == (
        "Li Na",
        "phone",
        "+8613010000007",
        "+8613010000009",
        "repair",
    )
    assert first.act == "create_card"


def test_a_field_is_put_back_as_a_new_entry(room: Room) -> None:
    card = changed(room, a_card(room, city="南京", address="中山路"), city="苏州", address="人民路")
    entry = history.of_card(room.clerk, card.id)[0]
    (city,) = [change for change in entry.changes if change.field == "city"]
    values = put_back.put_back(room.clerk, card.id, entry.number, city).values
    assert (values["city"], values["address"]) == ("南京", "人民路")
    assert history.of_card(room.clerk, card.id)[0].act == "put_back"


def test_a_whole_save_is_put_back_with_its_people_and_goods(room: Room) -> None:
    card = a_card(room, goods=({"product": "空调", "maker": "ours"},))
    (row,) = card.goods
    edit = Edit(
        {"city": "苏州"},
        people=(RowEdit(None, {"name": "李娜", "role": "spouse"}),),
        goods=(RowEdit(row["id"], removed=True),),
    )
    saved = cards.save(room.clerk, card.id, card.version, edit)
    assert (saved.values["kind"], len(saved.people), len(saved.goods)) == ("develop", 1, 0)
    back = put_back.put_back(room.clerk, card.id, history.of_card(room.clerk, card.id)[0].number)
    assert (back.values["city"], back.values["kind"], len(back.people)) == (None, "fixed", 0)
    assert [goods["product"] for goods in back.goods] == ["空调"]


def test_the_making_of_a_card_cannot_be_put_back(room: Room) -> None:
    card = a_card(room)
    with pytest.raises(put_back.NothingToPutBack):
        put_back.put_back(room.clerk, card.id, history.of_card(room.clerk, card.id)[0].number)


def test_an_archived_card_is_kept_and_comes_back(room: Room) -> None:
    card = a_card(room)
    assert cards.archive(room.clerk, card.id, "moved away").row.archived
    with pytest.raises(cards.Archived):
        changed(room, cards.show(room.clerk, card.id), city="苏州")
    assert not cards.bring_back(room.clerk, card.id, "came back").row.archived


def test_only_those_who_may_edit_change_cards(room: Room) -> None:
    card = a_card(room, salesperson=room.sales.staff_id)
    for actor in (room.manager, room.sales):
        with pytest.raises(access.NotAllowed):
            cards.save(actor, card.id, card.version, Edit({"name": "李强"}))
        with pytest.raises(access.NotAllowed):
            cards.create(actor, Edit({"name": "李强"}))
    assert cards.show(room.clerk, card.id).version == 1


def test_a_salesperson_reads_only_the_open_part_and_phone_of_a_card_they_look_after(room: Room) -> None:
    card = a_card(room, phone="13010000007", address="中山路", salesperson=room.sales.staff_id)
    seen = cards.show(room.sales, card.id)
    assert (seen.values["phone"], seen.confidential) == ("+8613010000007", False)
    assert "address" not in seen.values


def test_a_number_outside_a_salespersons_cards_says_as_much_as_a_name_does(room: Room) -> None:
    for name, salesperson in (("张伟", room.sales2.staff_id), ("李娜", None)):
        card = a_card(room, name, salesperson=salesperson)
        (on_file,) = find.find(room.sales, name).on_file
        with pytest.raises(access.OnlyOnFile) as refused:
            cards.card_id(room.sales, card.card_no.removeprefix("NJ"))
        assert refused.value.values == {"card_no": on_file.card_no, "salesperson": on_file.salesperson}
        assert ("{salesperson}" in refused.value.message.text) == (salesperson is not None)


def test_a_card_that_may_not_be_known_answers_as_one_that_does_not_exist(room: Room) -> None:
    card = a_card(room)
    cards.archive(room.clerk, card.id, "moved away")
    with database.writing():
        lyon = offices.open_branch(NewBranch("Lyon", "FR", "LY")).id
        staff_id = staff.insert(lyon, "emma", "Emma Petit", frozenset({access.Role.SALESPERSON}), "x")
    for actor in (room.sales, access.actor_of(staff_id)):
        for number in (card.card_no, "NJ999999", "nonsense"):
            with pytest.raises(NoSuchCard) as refused:
                cards.card_id(actor, number)
            assert refused.value.card_no == number
    with pytest.raises(access.NotYourCard):
        cards.show(room.sales, card.id)
    assert cards.rows_of(room.sales, [card.id]) == []


def test_the_history_hides_what_its_reader_may_not_read(room: Room) -> None:
    card = a_card(room, salesperson=room.sales.staff_id)
    changed(room, card, address="人民路", phone="13010000009")
    (latest, _) = history.of_card(room.sales, card.id)
    assert [change.field for change in latest.changes] == ["phone"]


def test_the_digest_of_a_whole_card_is_for_those_who_read_it_whole(room: Room) -> None:
    card = a_card(room, salesperson=room.sales.staff_id)
    (made,) = history.of_card(room.sales, card.id)
    assert [(change.field, change.new) for change in made.changes] == [(None, None)]
    (made,) = history.of_card(room.clerk, card.id)
    assert made.changes[0].new


@pytest.mark.parametrize("text", ["NJ000001", "nj1", "1", "NJ-1", " 000001 "])
def test_a_card_number_is_understood_as_people_type_it(room: Room, text: str) -> None:
    card = a_card(room)
    assert cards.card_id(room.clerk, text) == card.id


def test_a_draft_is_kept_until_the_card_is_saved(room: Room) -> None:
    card = a_card(room)
    drafts.keep(room.clerk, card.id, card.version, {"phone": "1301000"})
    drafts.keep(room.clerk, card.id, card.version, {"phone": "13010000009"})
    kept = drafts.of(room.clerk, card.id)
    assert kept is not None
    assert json.dumps(kept.values) == '{"phone": "13010000009"}'
    assert drafts.of(room.keeper, card.id) is None
    changed(room, card, phone="13010000009")
    assert drafts.of(room.clerk, card.id) is None
