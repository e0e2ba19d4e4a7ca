"""Bringing a sheet in (X1, W1, W2): what each row comes to, and that it is written once, whole, or not at all."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest

from store import access, cards, database, find, history, journal, offices, warranties
from store.access import Actor
from store.acts import bring_in
from store.acts.bring_in import commit, plan_rows
from store.acts.plans import WRITTEN, Note, Outcome, Plan, PlanRow, Problem, SheetRow, Source
from tests.conftest import Room
from tests.store.builders import a_card, changed

PHONE, OTHER_PHONE = "+8613010000007", "+8613010000008"
FIELDS = ("card_no", "name", "phone", "address", "model", "serial", "purchased_on", "price", "remarks")
SOURCE = Source(
    "warranty",
    "march.xlsx",
    "d1",
    "三月",
    "CN",
    "CNY",
    tuple((f"<{name}>", name) for name in FIELDS),
    (Note("left_out", {"rows": "9"}),),
)


def row(number: int, name: str = "张伟", serial: str = "KA1", **values: Any) -> SheetRow:
    return SheetRow(number, '["…"]', {"name": name, "serial": serial, **values})


def faulty(number: int) -> SheetRow:
    return SheetRow(number, '["…"]', {"name": "张伟"}, (Problem("<price>", "price", "many", "not_money"),))


def staged(room: Room, *rows: SheetRow, source: Source = SOURCE) -> Plan:
    return bring_in.stage(room.clerk, source, rows)


def judged(room: Room, plan: Plan) -> list[PlanRow]:
    return plan_rows(room.clerk, plan.id)


def outcomes(room: Room, plan: Plan) -> list[tuple[str, str | None, list[str]]]:
    """Outcome, card and problems of each row."""
    return [(one.outcome.value, one.card_no, [told.problem for told in one.problems]) for one in judged(room, plan)]


def count(table: str) -> int:
    return int(database.rows(f"select count(*) from {table}")[0][0])


def values_of(room: Room, card: str) -> Mapping[str, Any]:
    return cards.show(room.clerk, cards.card_id(room.clerk, card)).values


def test_a_new_customer_gets_a_card_goods_and_a_warranty(room: Room) -> None:
    a_card(room, "somebody else")
    plan = staged(
        room,
        row(
            4,
            "李强",
            "KA7",
            phone=PHONE,
            address="中山路 81 号",
            model="KFR",
            product="空调",
            purchased_on=date(2025, 11, 1),
            price=Decimal("1200.50"),
            city="南京",
        ),
    )
    assert outcomes(room, plan) == [("new", None, [])]
    assert count("card") == 1

    written = commit(room.clerk, plan.id)
    assert (written.number, written.counts[Outcome.NEW]) == (1, 1)
    assert outcomes(room, written) == [("new", "NJ000002", [])]
    card = cards.show(room.clerk, cards.card_id(room.clerk, "NJ000002"))
    assert {
        name: card.values[name] for name in ("name", "phone", "city", "list", "kind", "grade", "country", "language")
    } == {
        "name": "李强",
        "phone": PHONE,
        "city": "南京",
        "list": "existing",
        "kind": "fixed",
        "grade": "C",
        "country": "CN",
        "language": "zh_CN",
    }
    assert [(one["product"], one["maker"], one["serial"], one["since"]) for one in card.goods] == [
        ("空调", "ours", "KA7", "2025-11-01")
    ]
    (warranty,) = warranties.of_card(room.clerk, card.id)
    assert (warranty.values["serial"], warranty.values["price"], warranty.currency) == (
        "KA7",
        Decimal("1200.50"),
        "CNY",
    )
    assert (warranty.values["state"], warranty.held_because) == ("received", None)
    for looked_for in ("liqiang", "lq", "KA7", PHONE[-4:], "中山"):
        assert [found.card_no for found in find.find(room.clerk, looked_for).rows] == ["NJ000002"], looked_for


def test_an_import_is_one_act_in_the_journal(room: Room) -> None:
    known = a_card(room, phone=PHONE)
    commit(room.clerk, staged(room, row(2, phone=PHONE, address="新街口 1 号"), row(3, "李强", "KA2")).id)
    entry = history.of_card(room.clerk, known.id)[0]
    assert (entry.act, entry.reason, entry.user) == ("import", "1 · march.xlsx", "clerk")
    assert {(one.record, one.field, one.new) for one in entry.changes if one.field} == {
        ("card", "address", "新街口 1 号"), ("card", "list", "existing"), ("card", "kind", "fixed"),
    }  # fmt: skip
    assert {(one.record, one.learnt_at) for one in entry.changes if not one.field} == {
        ("goods", "warranty_card"),
        ("warranty", "warranty_card"),
    }
    assert journal.verify(room.clerk.branch_id) is None


SAME_CUSTOMER = {
    "phone and name": {"phone": PHONE},
    "the card's other phone and name": {"phone": OTHER_PHONE},
    "name in another order": {"phone": PHONE, "name": "ZHANG Wei"},
    "our card number and name": {"card_no": "NJ000001"},
    "our card number and phone": {"card_no": "NJ000001", "phone": PHONE, "name": "李强"},
    "serial and name": {"serial": "KA0", "phone": "+8613010000099"},
}


@pytest.mark.parametrize("values", SAME_CUSTOMER.values(), ids=SAME_CUSTOMER.keys())
def test_a_customer_is_known_again_by(room: Room, values: dict[str, Any]) -> None:
    name = "Wei Zhang" if values.get("name") == "ZHANG Wei" else "张伟"
    a_card(room, name, phone=PHONE, other_phone=OTHER_PHONE, goods=({"product": "空调", "serial": "KA0"},))
    plan = staged(room, row(2, **values))
    assert [(outcome, card) for outcome, card, _ in outcomes(room, plan)] == [("updated", "NJ000001")]
    commit(room.clerk, plan.id)
    assert count("card") == 1
    assert count("warranty") == 1


LIKELY = {
    "phone with another name": ({"phone": PHONE, "name": "李强"}, "likely_by_phone"),
    "name and address": ({"address": "中山路81号", "phone": "+8613010000099"}, "likely_by_address"),
    "a name and nothing else": ({}, "likely_by_name"),
    "our card number with another name": ({"card_no": "NJ000001", "name": "李强"}, "likely_by_card_no"),
    "serial and phone with another name": ({"serial": "KA0", "phone": PHONE, "name": "李强"}, "likely_by_serial"),
}


@pytest.mark.parametrize(("values", "problem"), LIKELY.values(), ids=LIKELY.keys())
def test_what_is_only_likely_is_left_to_a_person(room: Room, values: dict[str, Any], problem: str) -> None:
    a_card(room, phone=PHONE, address="中山路 81 号", goods=({"product": "空调", "serial": "KA0"},))
    plan = staged(room, row(2, **values))
    assert outcomes(room, plan) == [("undecided", "NJ000001", [problem])]
    with pytest.raises(bring_in.NothingToWrite):
        commit(room.clerk, plan.id)
    assert count("warranty") == 0


NAMESAKES = {
    "another phone": {"phone": "+8613010000099"},
    "another address": {"address": "珠江路 1 号"},
    "the office's own number": {"card_no": "NJ-1", "phone": "+8613010000099"},
    "a card number of nobody": {"card_no": "NJ000777", "phone": "+8613010000099"},
    "a number a little like a card's": {"card_no": "NJ1", "phone": "+8613010000099"},
}


@pytest.mark.parametrize("values", NAMESAKES.values(), ids=NAMESAKES.keys())
def test_a_namesake_is_another_customer(room: Room, values: dict[str, Any]) -> None:
    a_card(room, phone=PHONE, address="中山路 81 号")
    assert outcomes(room, staged(room, row(2, **values))) == [("new", None, [])]


def test_the_office_s_own_number_stays_in_the_remarks(room: Room) -> None:
    plan = staged(room, row(2, card_no="NJ-1", remarks="上门"))
    assert judged(room, plan)[0].values["remarks"] == "上门 · <card_no> NJ-1"
    commit(room.clerk, plan.id)
    assert (
        warranties.of_card(room.clerk, cards.card_id(room.clerk, "1"))[0].values["remarks"] == "上门 · <card_no> NJ-1"
    )


def test_what_the_sheet_knows_better_is_taken_and_told(room: Room) -> None:
    a_card(
        room,
        phone=PHONE,
        other_phone=OTHER_PHONE,
        address="中山路 81 号",
        goods=({"product": "空调", "serial": "KA0"},),
    )
    plan = staged(room, row(2, serial="KA0", phone="+8613010000099", address="中山路81号"))
    (told,) = judged(room, plan)[0].problems
    assert (told.problem, told.field, told.value, told.details["old"]) == (
        "differs",
        "phone",
        "+8613010000099",
        "130 1000 0007",
    )
    commit(room.clerk, plan.id)
    values = values_of(room, "NJ000001")
    assert (values["phone"], values["other_phone"], values["address"]) == (
        "+8613010000099",
        OTHER_PHONE,
        "中山路 81 号",
    )
    assert len(cards.show(room.clerk, cards.card_id(room.clerk, "1")).goods) == 1


def test_a_kind_and_a_grade_set_by_hand_stay(room: Room) -> None:
    a_card(room, phone=PHONE, kind="attack", kind_reason="test", grade="A", grade_reason="test")
    commit(room.clerk, staged(room, row(2, phone=PHONE)).id)
    values = values_of(room, "NJ000001")
    assert (values["kind"], values["grade"], values["list"]) == ("attack", "A", "existing")


def test_the_same_row_again_changes_nothing_and_a_mended_one_only_that(room: Room) -> None:
    first = row(2, phone=PHONE, model="KFR", price=Decimal("100.00"))
    commit(room.clerk, staged(room, first).id)
    version = cards.show(room.clerk, cards.card_id(room.clerk, "1")).version
    assert outcomes(room, staged(room, first)) == [("unchanged", "NJ000001", [])]

    plan = staged(room, row(2, phone=PHONE, model="KFR", price=Decimal("120.00")))
    assert outcomes(room, plan) == [("updated", "NJ000001", ["differs"])]
    commit(room.clerk, plan.id)
    (warranty,) = warranties.of_card(room.clerk, cards.card_id(room.clerk, "1"))
    assert warranty.values["price"] == Decimal("120.00")
    assert cards.show(room.clerk, cards.card_id(room.clerk, "1")).version == version + 1


def test_a_serial_of_somebody_else_is_held_and_its_customer_kept(room: Room) -> None:
    commit(room.clerk, staged(room, row(2, phone=PHONE)).id)
    plan = staged(room, row(2, "李强", "KA1", phone=OTHER_PHONE))
    assert outcomes(room, plan) == [("duplicate", None, ["same_serial_in_room", "registered_on"])]
    commit(room.clerk, plan.id)
    (warranty,) = warranties.of_card(room.clerk, cards.card_id(room.clerk, "2"))
    assert (warranty.values["state"], warranty.held_because, warranty.name) == ("held", "same_serial", "李强")
    assert outcomes(room, staged(room, row(2, "李强", "KA1", phone=OTHER_PHONE))) == [("unchanged", "NJ000002", [])]


def test_a_serial_that_stands_earlier_in_the_sheet_is_held(room: Room) -> None:
    a_card(room, "李强", phone=OTHER_PHONE)
    plan = staged(room, row(2, phone=PHONE), row(3, "李强", "KA1", phone=OTHER_PHONE), row(4, phone=PHONE))
    assert outcomes(room, plan) == [
        ("new", None, []),
        ("duplicate", "NJ000001", ["same_serial_in_sheet"]),
        ("duplicate", None, ["same_serial_in_sheet", "same_customer"]),
    ]
    commit(room.clerk, plan.id)
    states = database.rows("select state, count(*) from warranty group by state order by state")
    assert states == [("held", 2), ("received", 1)]
    assert count("card") == 2


def test_a_serial_of_a_faulty_row_counts_too(room: Room) -> None:
    bad = SheetRow(2, "[]", {"name": "张伟", "serial": "KA1"}, (Problem("<price>", "price", "many", "not_money"),))
    assert outcomes(room, staged(room, bad, row(3, "李强", "KA1", phone=PHONE)))[1][0] == "duplicate"


def test_one_customer_in_several_rows_gets_one_card(room: Room) -> None:
    plan = staged(
        room,
        row(2, phone=PHONE),
        row(3, serial="KA2", phone=PHONE, address="中山路 81 号"),
        row(4, "李强", "KA3", phone=PHONE),
    )
    assert outcomes(room, plan) == [
        ("new", None, []),
        ("updated", None, ["same_customer"]),
        ("undecided", None, ["likely_row"]),
    ]
    commit(room.clerk, plan.id)
    assert count("card") == 1
    assert values_of(room, "NJ000001")["address"] == "中山路 81 号"
    assert [one[:2] for one in outcomes(room, bring_in.plan(room.clerk, plan.id))[:2]] == [
        ("new", "NJ000001"),
        ("updated", "NJ000001"),
    ]
    assert count("warranty") == count("goods") == 2


def test_what_several_rows_say_of_one_card_is_all_kept(room: Room) -> None:
    known = a_card(room, phone=PHONE)
    commit(
        room.clerk,
        staged(room, row(2, phone=PHONE, city="南京"), row(3, serial="KA2", phone=PHONE, address="中山路")).id,
    )
    values = values_of(room, "NJ000001")
    assert (values["city"], values["address"]) == ("南京", "中山路")
    assert cards.show(room.clerk, known.id).version == known.version + 1


def test_a_card_that_is_archived_is_left_to_a_person(room: Room) -> None:
    known = a_card(room, phone=PHONE)
    cards.archive(room.clerk, known.id, "moved away")
    plan = staged(room, row(2, phone=PHONE))
    assert outcomes(room, plan) == [("undecided", "NJ000001", ["likely_archived"])]
    with pytest.raises(cards.Archived):
        bring_in.settle(room.clerk, plan.id, 2, known.id)


@pytest.mark.parametrize("name", ["张伟", "王芳"], ids=["surely", "by the phone only"])
def test_of_two_cards_that_fit_alike_a_person_is_offered_both(room: Room, name: str) -> None:
    a_card(room, name, phone=PHONE)
    second = a_card(room, name, phone=PHONE)
    plan = staged(room, row(2, phone=PHONE))
    assert outcomes(room, plan) == [("undecided", "NJ000001", ["likely_several"])]
    (shown,) = bring_in.plan_rows(room.clerk, plan.id)
    assert shown.named == ["NJ000001", "NJ000002"]
    with pytest.raises(bring_in.NotUndecided):
        bring_in.settle_alike(room.clerk, plan.id, 2, same=True)
    assert bring_in.settle(room.clerk, plan.id, 2, second.id).card_no == "NJ000002"


def test_an_undecided_row_is_settled_for_a_card_or_for_a_new_one(room: Room) -> None:
    known = a_card(room, phone=PHONE)
    plan = staged(room, row(2, "李强", phone=PHONE), row(3, "王芳", "KA2", phone=PHONE))
    assert bring_in.settle(room.clerk, plan.id, 2, known.id).outcome is Outcome.UPDATED
    assert bring_in.settle(room.clerk, plan.id, 3, None).outcome is Outcome.NEW
    with pytest.raises(bring_in.NotUndecided):
        bring_in.settle(room.clerk, plan.id, 3, None)
    commit(room.clerk, plan.id)
    assert values_of(room, "NJ000001")["name"] == "张伟"
    assert values_of(room, "NJ000002")["name"] == "王芳"


def test_a_row_is_settled_for_the_customer_of_an_earlier_row(room: Room) -> None:
    plan = staged(room, row(2, phone=PHONE), row(3, "李强", "KA2", phone=PHONE))
    assert bring_in.settle(room.clerk, plan.id, 3, as_row=2).outcome is Outcome.UPDATED
    commit(room.clerk, plan.id)
    assert (count("card"), count("warranty")) == (1, 2)


def test_a_row_is_not_settled_for_one_that_is_open_itself(room: Room) -> None:
    a_card(room, "王芳", phone=PHONE)
    plan = staged(room, row(2, phone=PHONE), row(3, "李强", "KA2", phone=PHONE))
    with pytest.raises(bring_in.RowIsOpen):
        bring_in.settle(room.clerk, plan.id, 3, as_row=2)
    assert [one[0] for one in outcomes(room, plan)] == ["undecided", "undecided"]


@pytest.mark.parametrize(("same", "made"), [(True, Outcome.UPDATED), (False, Outcome.NEW)])
def test_rows_that_wait_for_one_reason_are_settled_alike(room: Room, same: bool, made: Outcome) -> None:
    a_card(room, "王芳", phone=PHONE)
    a_card(room, "李强", phone=OTHER_PHONE)
    archived = a_card(room, "赵静", phone="+8613000000077")
    cards.archive(room.clerk, archived.id, "moved away")
    rows = (row(2, "周丽", phone=PHONE), row(3, "孙燕", "KA2", phone=OTHER_PHONE))
    plan = staged(room, *rows, row(4, "赵静", "KA3", phone="+8613000000077"))
    assert bring_in.settle_alike(room.clerk, plan.id, 2, same=same) == 2
    counts = bring_in.plan(room.clerk, plan.id).counts
    assert (counts[made], counts[Outcome.UNDECIDED]) == (2, 1)
    with pytest.raises(bring_in.NotUndecided):
        bring_in.settle_alike(room.clerk, plan.id, 4, same=True)


def test_a_settled_row_whose_serial_stands_elsewhere_is_held(room: Room) -> None:
    a_card(room, phone=PHONE)
    plan = staged(room, row(2, "李强", phone=OTHER_PHONE), row(3, "王芳", "KA1", phone=PHONE))
    assert outcomes(room, plan)[1] == ("undecided", "NJ000001", ["likely_by_phone", "same_serial_in_sheet"])
    assert bring_in.settle(room.clerk, plan.id, 3, None).outcome is Outcome.DUPLICATE


def test_a_row_whose_card_changed_meanwhile_becomes_undecided(room: Room) -> None:
    known = a_card(room, phone=PHONE)
    plan = staged(room, row(2, phone=PHONE), row(3, "李强", "KA2", phone=OTHER_PHONE))
    changed(room, known, remarks="rang on Monday")
    written = commit(room.clerk, plan.id)
    assert (written.counts[Outcome.UNDECIDED], written.counts[Outcome.NEW], written.to_write) == (1, 1, 1)
    assert outcomes(room, written)[0] == ("undecided", "NJ000001", ["card_changed"])
    assert (count("card"), count("warranty")) == (2, 1)


def test_a_new_customer_whom_somebody_else_enters_meanwhile_becomes_undecided(room: Room) -> None:
    plan = staged(
        room, row(2, phone=PHONE), row(3, serial="KA2", phone=PHONE), row(4, "李强", "KA3", phone=OTHER_PHONE)
    )
    a_card(room, phone=PHONE)
    written = commit(room.clerk, plan.id)
    assert [one[0] for one in outcomes(room, written)] == ["undecided", "undecided", "new"]
    assert count("card") == 2


def test_a_sheet_staged_by_two_people_is_written_once(room: Room) -> None:
    rows = [row(2, phone=PHONE), row(3, "李强", "KA2", phone=OTHER_PHONE)]
    mine = staged(room, *rows)
    theirs = bring_in.stage(room.keeper, SOURCE, rows)
    commit(room.clerk, mine.id)
    with pytest.raises(bring_in.NotAllSound):
        commit(room.keeper, theirs.id, strict=True)
    assert [one[2] for one in outcomes(room, theirs)] == [["card_changed"], ["card_changed"]]
    with pytest.raises(bring_in.NothingToWrite):
        commit(room.keeper, theirs.id)
    assert (count("card"), count("warranty")) == (2, 2)


def test_two_imports_at_the_same_moment_make_no_double(room: Room) -> None:
    rows = [row(n, f"客户{n}", f"KA{n}", phone=f"+8613010000{n:03}") for n in range(2, 60)]
    plans = {room.clerk: staged(room, *rows).id, room.keeper: bring_in.stage(room.keeper, SOURCE, rows).id}
    results: list[str] = []

    def write(actor: Actor, plan: int) -> None:
        try:
            commit(actor, plan)
            results.append("written")
        except bring_in.NothingToWrite:
            results.append("nothing")
        finally:
            database.disconnect()

    threads = [Thread(target=write, args=pair) for pair in plans.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["nothing", "written"]
    assert count("card") == count("warranty") == len(rows)


def test_strict_writes_all_or_nothing(room: Room) -> None:
    plan = staged(room, row(2, phone=PHONE), faulty(3))
    with pytest.raises(bring_in.NotAllSound) as refused:
        commit(room.clerk, plan.id, strict=True)
    assert refused.value.left_over == 1
    assert count("card") == 0
    assert commit(room.clerk, plan.id).to_write == 1


def test_a_plan_is_written_once(room: Room) -> None:
    plan = staged(room, row(2, phone=PHONE))
    commit(room.clerk, plan.id)
    for again in (lambda: commit(room.clerk, plan.id), lambda: bring_in.drop(room.clerk, plan.id)):
        with pytest.raises(bring_in.WrittenAlready):
            again()
    assert count("card") == 1


def test_a_plan_is_written_whole_or_not_at_all(room: Room) -> None:
    known = a_card(room, phone=PHONE)
    plan = staged(room, row(2, phone=PHONE), row(3, "李强", "KA2"))
    entries = journal.head(room.clerk.branch_id)
    with pytest.raises(ZeroDivisionError):
        _commit_and_fail(room, plan)
    assert (count("card"), count("warranty"), count("goods")) == (1, 0, 0)
    assert cards.show(room.clerk, known.id).version == known.version
    assert journal.head(room.clerk.branch_id) == entries
    assert find.find(room.clerk, "KA2").ids == ()
    assert commit(room.clerk, plan.id).number == 1


def _commit_and_fail(room: Room, plan: Plan) -> None:
    with journal.entry(room.clerk.branch_id, room.clerk.staff_id, "outer"):
        commit(room.clerk, plan.id)
        _ = 1 / 0


def test_counts_add_up_and_rows_come_in_windows(room: Room) -> None:
    plan = staged(room, *(row(n, f"客户{n}", f"KA{n}") for n in range(2, 12)), faulty(12))
    assert plan.rows == sum(plan.counts.values()) == 11
    assert (plan.to_write, plan.left_over) == (10, 1)
    assert [one.row for one in plan_rows(room.clerk, plan.id, after=3, limit=4)] == [4, 5, 6, 7]
    assert [one.row for one in plan_rows(room.clerk, plan.id, outcomes=[Outcome.REJECTED])] == [12]
    assert [one.row for one in bring_in.left_over(room.clerk, plan.id)] == [12]


def test_a_plan_keeps_where_it_comes_from_and_what_is_said_of_it(room: Room) -> None:
    note = Note("day_first", {"column": "c", "example": "10/12/2025", "understood": date(2025, 12, 10)})
    source = Source("warranty", "a.xlsx", "d2", "S", "FR", "EUR", (("Nom", "name"), ("?", None)), (note,))
    plan = staged(room, row(2, price=Decimal("1.50"), currency="GBP"), faulty(3), source=source)
    assert plan.source == source
    assert judged(room, plan)[0].values["price"] == Decimal("1.50")
    assert judged(room, plan)[1].problems == faulty(3).problems
    commit(room.clerk, plan.id)
    assert database.rows("select currency, price from warranty") == [("GBP", 150)]


def test_a_file_that_was_brought_in_before_is_noticed(room: Room) -> None:
    commit(room.clerk, staged(room, row(2, phone=PHONE)).id)
    again = staged(room, row(2, phone=PHONE))
    today = offices.today(room.clerk)
    assert again.source.notes[0] == Note("brought_in_before", {"number": "1", "day": today})


def test_plans_wait_until_they_are_written_or_dropped(room: Room) -> None:
    first = staged(room, row(2))
    second = staged(room, row(2), row(3, "李强", "KA2"))
    assert [plan.id for plan in bring_in.waiting(room.clerk)] == [second.id]
    with pytest.raises(bring_in.NoSuchPlan):
        bring_in.plan(room.clerk, first.id)
    bring_in.drop(room.clerk, second.id)
    assert bring_in.waiting(room.clerk) == []
    assert count("import_row") == 0
    assert staged(room, row(2)).id not in (first.id, second.id)


def test_only_who_may_bring_in_sheets_sees_a_plan(room: Room) -> None:
    plan = staged(room, row(2))
    for deed in (bring_in.plan, bring_in.plan_rows, bring_in.commit, bring_in.drop):
        with pytest.raises(access.NotAllowed):
            deed(room.sales, plan.id)
    assert count("card") == 0


def test_many_cards_are_found_and_numbered_in_the_sheet_s_order(room: Room) -> None:
    plan = staged(room, *(row(n, f"客户{n}", f"KA{n:05}", phone=f"+86130{n:08}") for n in range(2, 1300)))
    commit(room.clerk, plan.id)
    assert offices.next_number(room.clerk.branch_id, "card") == 1299
    assert [one.card_no for one in plan_rows(room.clerk, plan.id, after=1297)] == ["NJ001297", "NJ001298"]
    assert [found.card_no for found in find.find(room.clerk, "KA00777").rows] == ["NJ000776"]
    assert all(one.outcome in WRITTEN for one in plan_rows(room.clerk, plan.id, limit=2000))
