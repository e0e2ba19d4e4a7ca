"""What a sheet says otherwise than a known customer's card, by the branch's rules: taken, kept or asked (X1)."""

from collections.abc import Mapping

import pytest

from store import access, cards, database, journal
from store.acts import bring_in, choosing, mending, sheet_rules, undo
from store.acts.bring_in import commit
from store.acts.opinions import card_changes, opinion
from store.acts.plans import Outcome, Plan, SheetRow, Source
from store.acts.sheet_rules import ASK, KEEP, TAKE
from tests.conftest import Room
from tests.store.builders import a_card, changed
from tests.store.test_bring_in import OTHER_PHONE, PHONE, SOURCE, judged, outcomes, row, staged, values_of

CARDS = Source(
    "cards", "firms.xlsx", "d2", "Sheet1", "CN", "CNY",
    tuple(
        (f"<{name}>", name)
        for name in (
            "name", "phone", "grade", "remarks", "contact_name", "contact_phone",
            *(f"goods1_{of}" for of in ("product", "maker", "brand", "model", "serial")),
        )
    ),
)  # fmt: skip


PEOPLE = (("张伟", PHONE), ("李强", OTHER_PHONE))


def rule(room: Room, **wanted: str) -> None:
    sheet_rules.set_rules(room.manager, wanted)


def a_row(number: int, **values: object) -> SheetRow:
    return SheetRow(number, '["…"]', {"name": "东方商贸", "phone": PHONE, **values})


def waiting(room: Room, plan: Plan) -> list[list[str]]:
    """The fields that wait in each row."""
    return [[one.field for one in found.problems if one.problem == "asked"] for found in judged(room, plan)]


def test_a_rule_is_a_setting_of_the_branch_that_managers_change(room: Room) -> None:
    assert set(sheet_rules.rules(room.sales).values()) == {TAKE}
    assert sheet_rules.set_rules(room.manager, {"phone": ASK, "address": KEEP})["phone"] == ASK
    assert sheet_rules.rules_of(room.clerk.branch_id) == {"phone": ASK, "address": KEEP}
    with pytest.raises(access.NotAllowed):
        sheet_rules.set_rules(room.clerk, {"phone": KEEP})
    for wrong in ({"phone": "never"}, {"kind_reason": KEEP}, {"serial": KEEP}):
        with pytest.raises(sheet_rules.BadSheetRule):
            sheet_rules.set_rules(room.manager, {"city": KEEP, **wrong})
    rule(room, phone=TAKE)
    assert sheet_rules.rules_of(room.clerk.branch_id) == {"address": KEEP}
    noted = database.rows(
        "select record, field from journal_change where record = 'setting' order by entry_number, place"
    )
    assert noted == [("setting", f"sheet_field_{name}") for name in ("phone", "address", "phone")]
    assert journal.verify(room.clerk.branch_id) is None


@pytest.mark.parametrize(
    ("changes", "rules", "expected"),
    [
        ({"city": ("Leeds", "York")}, {}, ("city", "", "")),
        ({"city": ("Leeds", "York")}, {"city": KEEP}, ("", "city", "")),
        ({"city": (None, "York")}, {"city": ASK}, ("city", "", "")),
        ({"grade": ("C", "A"), "grade_reason": (None, "large")}, {"grade": ASK}, ("", "", "grade")),
        ({"grade": ("C", "A"), "grade_reason": (None, "large")}, {}, ("grade grade_reason", "", "")),
        ({"grade_reason": ("small", "large")}, {"grade": KEEP}, ("", "grade_reason", "")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_each_field_goes_by_its_rule(
    changes: Mapping[str, tuple[object, object]], rules: Mapping[str, str], expected: tuple[str, ...]
) -> None:
    found = opinion(changes, rules)
    assert tuple(" ".join(one) for one in found) == expected


def test_what_is_written_otherwise_but_says_the_same_is_no_change() -> None:
    now = {"phone": PHONE, "other_phone": OTHER_PHONE, "address": "1, Kirkgate", "city": None}
    said = {"phone": OTHER_PHONE, "address": "1 kirkgate", "city": ""}
    assert card_changes(said, now) == {}


def test_what_is_kept_is_told_and_not_written(room: Room) -> None:
    rule(room, address=KEEP, city=KEEP)
    known = a_card(room, phone=PHONE, address="中山路 1 号")
    plan = staged(room, row(2, phone=PHONE, address="中山路 2 号", city="南京"))
    assert outcomes(room, plan) == [("updated", known.card_no, ["kept"])]
    rule(room, address=TAKE)  # what is judged stays as it was judged
    commit(room.clerk, plan.id)
    assert (values_of(room, "1")["address"], values_of(room, "1")["city"]) == ("中山路 1 号", "南京")
    rule(room, address=KEEP)
    again = staged(room, row(2, phone=PHONE, address="中山路 2 号", city="南京"))
    assert outcomes(room, again) == [("unchanged", known.card_no, ["kept"])]


def test_a_phone_that_differs_is_told_in_groups(room: Room) -> None:
    rule(room, phone=ASK)
    known = a_card(room, "张大伟", phone=OTHER_PHONE)
    plan = bring_in.stage(room.clerk, SOURCE, [row(2, "张大伟", phone=PHONE, card_no=known.card_no)])
    (told,) = (one.details for one in judged(room, plan)[0].problems if one.field == "phone")
    assert (told["theirs"], told["mine"]) == ("130 1000 0008", "130 1000 0007")


@pytest.mark.parametrize(("way", "address"), [("mine", "中山路 2 号"), ("theirs", "中山路 1 号")])
def test_what_is_asked_waits_for_a_person_field_by_field(room: Room, way: str, address: str) -> None:
    rule(room, address=ASK, gender=ASK)
    known = a_card(room, phone=PHONE, address="中山路 1 号", gender="male")
    plan = staged(room, row(2, phone=PHONE, address="中山路 2 号", gender="female", city="南京"))
    assert outcomes(room, plan) == [("undecided", known.card_no, ["asked", "asked"])]
    told = {one.field: one.details for one in judged(room, plan)[0].problems}
    assert (told["address"]["theirs"], told["address"]["mine"]) == ("中山路 1 号", "中山路 2 号")
    for wrong in ({"address": way}, {"address": way, "gender": "was"}):
        with pytest.raises(bring_in.NotUndecided):
            choosing.choose(room.clerk, plan.id, 2, wrong)
    assert choosing.choose(room.clerk, plan.id, 2, {"address": way, "gender": "theirs"}).outcome is Outcome.UPDATED
    written = commit(room.clerk, plan.id)
    now = values_of(room, "1")
    assert (now["address"], now["gender"], now["city"]) == (address, "male", "南京")
    assert written.counts[Outcome.UPDATED] == 1


def test_once_decided_a_row_is_what_it_was_judged(room: Room) -> None:
    rule(room, address=ASK)
    a_card(room, phone=PHONE, address="中山路 1 号")
    commit(room.clerk, staged(room, row(2, phone=PHONE)).id)
    rows = [row(2, phone=PHONE, address="中山路 2 号"), row(3, phone=PHONE, address="中山路 2 号")]
    plan = staged(room, *rows)
    assert [one[0] for one in outcomes(room, plan)] == ["undecided", "undecided"]
    assert choosing.choose(room.clerk, plan.id, 2, {"address": "theirs"}).outcome is Outcome.UNCHANGED
    assert choosing.choose(room.clerk, plan.id, 3, {"address": "theirs"}).outcome is Outcome.DUPLICATE
    taken = staged(room, rows[0])
    assert choosing.choose(room.clerk, taken.id, 2, {"address": "mine"}).outcome is Outcome.UPDATED


def test_rows_that_wait_for_the_same_are_decided_alike(room: Room) -> None:
    rule(room, address=ASK, city=ASK)
    for name, phone in PEOPLE:
        a_card(room, name, phone=phone, address="中山路 1 号", city="上海")
    first = row(2, phone=PHONE, address="中山路 2 号")
    plan = staged(room, first, row(3, "李强", "KA2", phone=OTHER_PHONE, address="中山路 3 号", city="南京"))
    assert waiting(room, plan) == [["address"], ["address", "city"]]
    with pytest.raises(bring_in.NotUndecided):
        choosing.choose_alike(room.clerk, plan.id, 2, {"city": "mine"})
    assert choosing.choose_alike(room.clerk, plan.id, 2, {"address": "mine"}) == 2
    assert waiting(room, plan) == [[], ["city"]]
    found = choosing.next_undecided(room.clerk, plan.id, 9, by_field=True)
    assert found is not None
    assert found.row == 3
    assert choosing.next_undecided(room.clerk, plan.id, 0, by_field=False) is None
    assert choosing.choose_alike(room.clerk, plan.id, 3, {"city": "theirs"}) == 1
    commit(room.clerk, plan.id)
    assert (values_of(room, "1")["address"], values_of(room, "2")["address"]) == ("中山路 2 号", "中山路 3 号")
    assert values_of(room, "2")["city"] == "上海"


@pytest.mark.parametrize(("way", "address"), [("mine", "中山路 2 号"), ("theirs", "中山路 1 号")])
def test_all_that_waits_is_decided_in_one_way(room: Room, way: str, address: str) -> None:
    rule(room, address=ASK, city=ASK)
    known = [a_card(room, name, phone=phone, address="中山路 1 号", city="上海") for name, phone in PEOPLE]
    rows = [row(n, name, f"KA{n}", phone=phone, address="中山路 2 号") for n, (name, phone) in enumerate(PEOPLE, 2)]
    plan = staged(room, *rows, row(4, "王芳", "KA4", phone=PHONE))
    assert choosing.choose_all(room.clerk, plan.id, "was") == 0
    assert choosing.choose_all(room.clerk, plan.id, way) == 2
    assert [one[0] for one in outcomes(room, plan)] == ["updated", "updated", "undecided"]
    commit(room.clerk, plan.id)
    assert {cards.show(room.clerk, one.id).values["address"] for one in known} == {address}
    with pytest.raises(bring_in.WrittenAlready):
        choosing.choose_all(room.clerk, plan.id, way)


def test_a_row_whose_customer_a_person_names_goes_by_the_rules_too(room: Room) -> None:
    rule(room, address=ASK)
    known = a_card(room, "王芳", phone=PHONE, address="中山路 1 号")
    plan = staged(room, row(2, "李强", phone=PHONE, address="中山路 2 号"))
    assert outcomes(room, plan) == [("undecided", known.card_no, ["likely_by_phone"])]
    assert bring_in.settle(room.clerk, plan.id, 2, known.id).outcome is Outcome.UNDECIDED
    assert waiting(room, plan) == [["address"]]
    with pytest.raises(bring_in.NotUndecided):
        bring_in.settle_alike(room.clerk, plan.id, 2, same=False)
    assert bring_in.settle(room.clerk, plan.id, 2, None).problems == ()


def test_what_was_decided_stays_while_other_rows_are_mended(room: Room) -> None:
    rule(room, address=ASK)
    a_card(room, phone=PHONE, address="中山路 1 号")
    plan = staged(room, row(2, serial="KA9"), row(3, phone=PHONE, address="中山路 2 号"))
    choosing.choose(room.clerk, plan.id, 3, {"address": "theirs"})
    mending.mend(room.clerk, plan.id, [row(2, serial="KA8", phone=PHONE)])
    assert waiting(room, plan) == [[], []]


def test_a_card_that_changes_meanwhile_is_looked_at_again(room: Room) -> None:
    rule(room, address=ASK)
    known = a_card(room, phone=PHONE, address="中山路 1 号")
    plan = staged(room, row(2, phone=PHONE, address="中山路 2 号"))
    changed(room, known, address="中山路 3 号")
    choosing.choose(room.clerk, plan.id, 2, {"address": "mine"})
    with pytest.raises(bring_in.NothingToWrite):
        commit(room.clerk, plan.id)
    assert outcomes(room, plan) == [("undecided", known.card_no, ["card_changed"])]


def test_cards_and_their_people_go_by_the_rules(room: Room) -> None:
    rule(room, grade=ASK, remarks=KEEP, contact_phone=ASK)
    people = (cards.RowEdit(None, {"name": "周杰", "role": "contact", "phone": "+8613010000009"}),)
    values = {"name": "东方商贸", "phone": PHONE, "remarks": "a dog"}
    card = cards.create(room.clerk, cards.Edit(values, people=people))
    said = {"grade": "A", "remarks": "no dog", "contact_name": "周杰", "contact_phone": OTHER_PHONE}
    plan = staged(room, a_row(2, **said), source=CARDS)
    assert outcomes(room, plan) == [("undecided", card.card_no, ["kept", "asked", "asked"])]
    assert waiting(room, plan) == [["grade", "contact_phone"]]
    done = choosing.choose(room.clerk, plan.id, 2, {"grade": "mine", "contact_phone": "mine"})
    assert done.outcome is Outcome.UPDATED
    commit(room.clerk, plan.id)
    now = cards.show(room.clerk, card.id)
    assert (now.values["grade"], now.values["grade_reason"], now.values["remarks"]) == ("A", "firms.xlsx", "a dog")
    assert [one["phone"] for one in now.people] == [OTHER_PHONE]


@pytest.mark.parametrize(("way", "maker", "kind"), [("mine", "ours", "fixed"), ("theirs", "competitor", "attack")])
def test_goods_go_by_the_rules_and_the_kind_follows_what_was_decided(
    room: Room, way: str, maker: str, kind: str
) -> None:
    rule(room, goods_maker=ASK, goods_brand=KEEP)
    goods = (cards.RowEdit(None, {"product": "空调", "maker": "competitor", "brand": "Frostline", "serial": "KA1"}),)
    card = cards.create(room.clerk, cards.Edit({"name": "东方商贸", "phone": PHONE}, goods=goods))
    said = {"product": "空调", "maker": "ours", "brand": "Northwind", "model": "KFR", "serial": "ka1"}
    plan = staged(room, a_row(2, **{f"goods1_{name}": value for name, value in said.items()}), source=CARDS)
    assert waiting(room, plan) == [["goods1_maker"]]
    told = {one.field: one.problem for one in judged(room, plan)[0].problems}
    assert told == {"goods1_maker": "asked", "goods1_brand": "kept", "goods1_serial": "differs"}
    assert choosing.choose(room.clerk, plan.id, 2, {"goods1_maker": way}).outcome is Outcome.UPDATED
    commit(room.clerk, plan.id)
    now = cards.show(room.clerk, card.id)
    (one,) = now.goods
    assert (one["maker"], one["brand"], one["model"], one["serial"]) == (maker, "Frostline", "KFR", "ka1")
    assert now.values["kind"] == kind


def test_an_import_with_rules_is_undone_whole(room: Room) -> None:
    rule(room, address=ASK, city=KEEP)
    known = a_card(room, phone=PHONE, address="中山路 1 号", city="上海")
    before = dict(values_of(room, "1"))
    plan = staged(room, row(2, phone=PHONE, address="中山路 2 号", city="南京"))
    choosing.choose(room.clerk, plan.id, 2, {"address": "mine"})
    number = commit(room.clerk, plan.id).number
    assert values_of(room, "1")["address"] == "中山路 2 号"
    undo.undo(room.clerk, number or 0)
    assert dict(values_of(room, "1")) == before
    assert cards.show(room.clerk, known.id).goods == ()
    assert database.rows("select count(*) from warranty") == [(0,)]


def test_a_row_that_waits_for_a_card_that_is_gone_is_decided_anew(room: Room) -> None:
    rule(room, address=ASK)
    number = commit(room.clerk, staged(room, row(2, phone=PHONE, address="中山路 1 号")).id).number
    plan = staged(room, row(2, serial="KA2", phone=PHONE, address="中山路 2 号"), source=SOURCE._replace(digest="d3"))
    assert waiting(room, plan) == [["address"]]
    undo.undo(room.clerk, number or 0)
    assert outcomes(room, plan) == [("undecided", None, ["card_gone"])]
    assert bring_in.settle(room.clerk, plan.id, 2, None).outcome is Outcome.NEW
