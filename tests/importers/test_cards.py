"""Sheets of customer cards (F1, F1a, X1): what offices send, and our own lists as they come back (X2)."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from importers.sheets import bring
from importers.sheets.kinds import KINDS
from importers.sheets.problems import sentence
from importers.sheets.report import report
from locales.words import LANGUAGES, words
from store import card_versions, cards, database, find, history, journal, restrictions, staff
from store.acts import bring_in, choosing, undo
from store.acts.card_columns import COLUMNS
from store.acts.plans import Outcome, Plan
from store.cards import Edit, RowEdit
from store.fields import FIELDS, GOODS_FIELDS
from tests.conftest import Room
from tests.importers import workbooks
from tests.importers.workbooks import SAMPLES
from tests.store.builders import a_card

CARDS = KINDS["cards"]


def sheet(room: Room, path: Path, *rows: list[Any]) -> Plan:
    return bring.stage(room.clerk, workbooks.xlsx(path, rows), CARDS)


def outcomes(room: Room, plan: Plan) -> list[tuple[str, str | None, list[str]]]:
    return [
        (row.outcome.value, row.card_no, [problem.problem for problem in row.problems])
        for row in bring_in.plan_rows(room.clerk, plan.id)
    ]


def version_of(room: Room, card: int) -> str:
    """As a list that leaves now has it."""
    row = cards.show(room.clerk, card)
    return str(card_versions.Version(row.version, card_versions.last_entry(room.clerk.branch_id)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_of_firms_comes_in_with_its_people(room: Room, language: str) -> None:
    staff.set_language(room.clerk, language)
    plan = bring.stage(room.clerk, SAMPLES / "east_china_cards.xlsx", None, country="CN")
    assert plan.source.kind == "cards"
    assert plan.counts[Outcome.NEW] == plan.rows == 15
    bring_in.commit(room.clerk, plan.id)
    card = cards.show(room.clerk, cards.card_id(room.clerk, "1"))
    told = {
        "name": "新时代家电有限公司0", "customer": "firm", "list": "existing", "grade": "A", "phone": "+862153890740",
        "founded": "1998", "dealing_since": "2019", "line_of_business": "零售", "size": "medium", "attitude": "loyal",
        "credit_rating": "excellent", "address": "苏州市人民路0号", "kind": "develop",
        "grade_reason": "east_china_cards.xlsx",
    }  # fmt: skip
    assert {name: card.values[name] for name in told} == told
    assert {(one["role"], one["name"]) for one in card.people} == {("manager", "王小明"), ("legal", "谢娟")}
    again = bring.stage(room.clerk, SAMPLES / "east_china_cards.xlsx", CARDS, country="CN")
    assert again.counts[Outcome.UNCHANGED] == 15
    assert journal.verify(room.clerk.branch_id) is None


def test_a_known_customer_is_changed_only_where_the_row_says_otherwise(room: Room, tmp_path: Path) -> None:
    card = a_card(room, "东方商贸", phone="13010000007", address="人民路 1 号", remarks="keeps a dog")
    head = ["名称", "电话", "地址", "备注", "重点客户", "信用额度", "业务员", "联系人", "联系人电话"]
    row = ["东方商贸", "13010000007", "人民路 2 号", None, "是", 12000, "sales", "周杰", "13010000009"]
    plan = sheet(room, tmp_path / "a", head, row)
    assert outcomes(room, plan) == [("updated", card.card_no, ["differs"])]
    bring_in.commit(room.clerk, plan.id)
    now = cards.show(room.clerk, card.id)
    assert (now.values["address"], now.values["remarks"], now.values["key_customer"]) == (
        "人民路 2 号",
        "keeps a dog",
        True,
    )
    assert (now.values["credit_limit"], now.values["salesperson"]) == (Decimal(12000), room.sales.staff_id)
    assert [(one["role"], one["name"], one["phone"]) for one in now.people] == [("contact", "周杰", "+8613010000009")]
    entry = history.of_card(room.clerk, card.id)[0]
    assert {change.field for change in entry.changes if change.field} == {
        "address", "key_customer", "credit_limit", "salesperson",
    }  # fmt: skip
    assert outcomes(room, sheet(room, tmp_path / "b", head, row)) == [("unchanged", card.card_no, [])]


def test_who_is_no_member_of_the_staff_is_a_problem(room: Room, tmp_path: Path) -> None:
    plan = sheet(room, tmp_path / "a", ["名称", "电话", "业务员"], ["东方商贸", "13010000007", "nobody"])
    assert outcomes(room, plan) == [("rejected", None, ["no_such_staff"])]


def test_a_row_that_comes_back_changes_just_what_was_changed_in_it(room: Room, tmp_path: Path) -> None:
    card = a_card(room, "Iris Van Dyke", phone="13010000007", address="1 Kirkgate", remarks="a dog")
    left = version_of(room, card.id)
    cards.save(room.clerk, card.id, card.version, Edit({"city": "Leeds"}))
    head = ["Card no.", "Version", "Name", "Phone", "Address", "City", "Remarks", "Key customer"]
    row = [card.card_no, left, "Iris van Dyke", "+8613010000007", "2 Kirkgate", None, None, "no"]
    plan = sheet(room, tmp_path / "a", head, row)
    assert outcomes(room, plan) == [("updated", card.card_no, [])]
    bring_in.commit(room.clerk, plan.id)
    now = cards.show(room.clerk, card.id).values
    assert (now["name"], now["address"], now["remarks"], now["city"]) == ("Iris van Dyke", "2 Kirkgate", None, "Leeds")
    assert database.rows("select sort_name from card") == [("iris van dyke",)]


CONFLICTS = {"mine": "3 Kirkgate", "theirs": "2 Kirkgate", "was": "1 Kirkgate"}


@pytest.mark.parametrize("way", CONFLICTS)
def test_what_was_changed_here_too_is_shown_and_decided(room: Room, tmp_path: Path, way: str) -> None:
    card = a_card(room, "Iris Van Dyke", address="1 Kirkgate", city="Leeds")
    left = version_of(room, card.id)
    cards.save(room.clerk, card.id, card.version, Edit({"address": "2 Kirkgate"}))
    row = [card.card_no, left, "Iris Van Dyke", "3 Kirkgate", "York"]
    plan = sheet(room, tmp_path / "a", ["Card no.", "Version", "Name", "Address", "City"], row)
    assert outcomes(room, plan) == [("undecided", card.card_no, ["conflict"])]
    (problem,) = bring_in.plan_rows(room.clerk, plan.id)[0].problems
    for language in LANGUAGES:
        said = sentence(problem, words(language))
        assert all(text in said for text in CONFLICTS.values())
    with pytest.raises(bring_in.NotUndecided):
        choosing.choose(room.clerk, plan.id, 2, {"city": "mine"})
    chosen = choosing.choose(room.clerk, plan.id, 2, {"address": way})
    assert chosen.outcome is Outcome.UPDATED
    assert [problem.harmless for problem in chosen.problems] == [True]
    for language in LANGUAGES:
        said = sentence(chosen.problems[0], words(language))
        assert CONFLICTS[way] in said
        assert CONFLICTS["theirs"] in said
    bring_in.commit(room.clerk, plan.id)
    now = cards.show(room.clerk, card.id).values
    assert (now["address"], now["city"]) == (CONFLICTS[way], "York")


def test_what_was_changed_here_too_is_decided_in_all_rows_alike(room: Room, tmp_path: Path) -> None:
    known = [a_card(room, name, address="1 Kirkgate", city="Leeds") for name in ("Iris", "Rose")]
    rows = [[card.card_no, version_of(room, card.id), card.row.name, "3 Kirkgate", "Hull"] for card in known]
    for card, city in zip(known, ("Leeds", "York"), strict=True):
        cards.save(room.clerk, card.id, card.version, Edit({"address": "2 Kirkgate", "city": city}))
    plan = sheet(room, tmp_path / "a", ["Card no.", "Version", "Name", "Address", "City"], *rows)
    assert [problems for _, _, problems in outcomes(room, plan)] == [["conflict"], ["conflict"] * 2]
    assert choosing.choose_alike(room.clerk, plan.id, 2, {"address": "was"}) == 2
    assert [(one, problems) for one, _, problems in outcomes(room, plan)] == [
        ("updated", ["decided_was"]), ("undecided", ["decided_was", "conflict"]),
    ]  # fmt: skip
    assert choosing.choose(room.clerk, plan.id, 3, {"city": "theirs"}).outcome is Outcome.UPDATED
    bring_in.commit(room.clerk, plan.id)
    now = [cards.show(room.clerk, card.id).values for card in known]
    assert [(one["address"], one["city"]) for one in now] == [("1 Kirkgate", "Hull"), ("1 Kirkgate", "York")]


def test_people_that_come_back_are_changed_added_and_taken_away(room: Room, tmp_path: Path) -> None:
    people = [{"name": name, "role": "contact"} for name in ("Ann", "Bob", "Cal")]
    card = cards.create(room.clerk, Edit({"name": "Smith & Co"}, people=tuple(RowEdit(None, one) for one in people)))
    left = version_of(room, card.id)
    head = ["Card no.", "Version", *(f"Person {n}: {label}" for n in (1, 2, 3, 4) for label in ("Role", "Name"))]
    row = [card.card_no, left, "owner", "Ann", None, None, "contact", "Cal", "parent", "Dee"]
    plan = sheet(room, tmp_path / "a", head, row)
    assert outcomes(room, plan) == [("updated", card.card_no, [])]
    bring_in.commit(room.clerk, plan.id)
    now = cards.show(room.clerk, card.id).people
    assert [(one["role"], one["name"]) for one in now] == [("owner", "Ann"), ("contact", "Cal"), ("parent", "Dee")]
    # the list that left before is read by who was there then
    late = sheet(
        room, tmp_path / "b", head, [card.card_no, left, *["contact", "Ann", "contact", "Bob"], "contact", "Kim"]
    )
    assert outcomes(room, late)[0][0] == "updated"
    bring_in.commit(room.clerk, late.id)
    assert "Kim" in [one["name"] for one in cards.show(room.clerk, card.id).people]


def test_people_that_a_list_took_away_come_again_with_its_undo(room: Room, tmp_path: Path) -> None:
    bob = {"name": "Bob", "role": "owner", "phone": "+8613010000007", "birth_lunar": True}
    card = cards.create(room.clerk, Edit({"name": "Smith & Co"}, people=(RowEdit(None, bob),)))
    before = cards.show(room.clerk, card.id).people
    head = ["Card no.", "Version", "Person 1: Role", "Person 1: Name"]
    plan = sheet(room, tmp_path / "a", head, [card.card_no, version_of(room, card.id), None, None])
    number = bring_in.commit(room.clerk, plan.id).number or 0
    assert cards.show(room.clerk, card.id).people == ()
    assert undo.look(room.clerk, number).known == 1
    undo.undo(room.clerk, number)
    assert [{**one, "id": before[0]["id"]} for one in cards.show(room.clerk, card.id).people] == [*before]


AIRCON = {"product": "Aircon", "maker": "competitor", "brand": "Frostline", "model": "F1", "serial": "007"}
GOODS_HEAD = [f"Goods {n}: {label}" for n in (1, 2) for label in ("Product", "Made by", "Serial no.")]


def test_goods_that_come_back_are_changed_added_and_taken_away_and_the_kind_follows(room: Room, tmp_path: Path) -> None:
    fan = {"product": "Fan", "maker": "competitor"}
    card = cards.create(room.clerk, Edit({"name": "Ann"}, goods=(RowEdit(None, AIRCON), RowEdit(None, fan))))
    assert cards.show(room.clerk, card.id).values["kind"] == "attack"
    before = cards.show(room.clerk, card.id).goods
    head = ["Card no.", "Version", "Name", *GOODS_HEAD, *(one.replace("1", "3") for one in GOODS_HEAD[:3])]
    row = [card.card_no, version_of(room, card.id), "Ann", "Aircon", "a competitor's", "008", *[None] * 3]
    plan = sheet(room, tmp_path / "a", head, [*row, "Fridge", "ours", "KA1"])
    assert outcomes(room, plan) == [("updated", card.card_no, [])]
    number = bring_in.commit(room.clerk, plan.id).number or 0
    now = cards.show(room.clerk, card.id)
    assert [(one["product"], one["maker"], one["serial"]) for one in now.goods] == [
        ("Aircon", "competitor", "008"), ("Fridge", "ours", "KA1"),
    ]  # fmt: skip
    assert (now.goods[0]["brand"], now.values["kind"]) == ("Frostline", "fixed")
    assert list(find.find(room.clerk, "KA1").ids) == [card.id]
    undo.undo(room.clerk, number)
    back = cards.show(room.clerk, card.id)
    assert [{**one, "id": 0} for one in back.goods] == [{**one, "id": 0} for one in before]
    assert (back.values["kind"], list(find.find(room.clerk, "KA1").ids)) == ("attack", [])


@pytest.mark.parametrize("way", ["mine", "theirs"])
def test_the_kind_follows_from_goods_that_somebody_decided_on(room: Room, tmp_path: Path, way: str) -> None:
    card = cards.create(room.clerk, Edit({"name": "Ann"}, goods=(RowEdit(None, AIRCON),)))
    left, goods = version_of(room, card.id), cards.show(room.clerk, card.id).goods[0]["id"]
    cards.save(room.clerk, card.id, card.version, Edit(goods=(RowEdit(goods, {"serial": "8", "maker": "ours"}),)))
    row = [card.card_no, left, "Aircon", "a competitor's", "9", *[None] * 3]
    plan = sheet(room, tmp_path / "a", ["Card no.", "Version", *GOODS_HEAD], row)
    assert outcomes(room, plan) == [("undecided", card.card_no, ["conflict"])]
    chosen = choosing.choose(room.clerk, plan.id, 2, {"goods1_serial": way})
    assert chosen.outcome is (Outcome.UPDATED if way == "mine" else Outcome.UNCHANGED)
    if way == "mine":
        bring_in.commit(room.clerk, plan.id)
    now = cards.show(room.clerk, card.id)
    assert (now.goods[0]["serial"], now.values["kind"]) == ("9" if way == "mine" else "8", "fixed")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_office_s_list_names_goods_which_make_the_kind_and_are_not_added_twice(
    room: Room, tmp_path: Path, language: str
) -> None:
    in_words = words(language)
    labels = [in_words(COLUMNS[f"goods{n}_{name}"].label) for n in (1, 2) for name in ("product", "maker", "serial")]
    ours, theirs = (in_words(GOODS_FIELDS["maker"].choices[code]) for code in ("ours", "competitor"))
    head = [in_words(FIELDS["name"].label), in_words(FIELDS["phone"].label), *labels]
    row = ["东方商贸", "13010000007", "空调", ours, "KA1", "风扇", theirs, None]
    plan = sheet(room, tmp_path / "a", head, row)
    assert outcomes(room, plan) == [("new", None, [])]
    bring_in.commit(room.clerk, plan.id)
    card = cards.show(room.clerk, cards.card_id(room.clerk, "1"))
    assert [(one["product"], one["maker"]) for one in card.goods] == [("空调", "ours"), ("风扇", "competitor")]
    assert (card.values["kind"], card.values["kind_reason"]) == ("fixed", None)
    assert outcomes(room, sheet(room, tmp_path / "b", head, row)) == [("unchanged", card.card_no, [])]
    other = [*row[:4], "KA2", *row[5:]]
    bring_in.commit(room.clerk, sheet(room, tmp_path / "c", head, other).id)
    assert [one["serial"] for one in cards.show(room.clerk, card.id).goods] == ["KA1", None, "KA2"]


def test_what_may_not_be_written_to_is_a_problem(room: Room, tmp_path: Path) -> None:
    card, archived, restricted = a_card(room, "Ann"), a_card(room, "Bob"), a_card(room, "Cal")
    cards.archive(room.clerk, archived.id, "gone")
    restrictions.restrict(room.manager, restricted.id, "asked for")
    version = version_of(room, card.id)
    rows = [
        [card.card_no, version, ""],
        [archived.card_no, version, "Rob"],
        [restricted.card_no, version, "Rob"],
        ["LY000001", version, "Rob"],
        [card.card_no, "v99/1", "Rob"],
        [card.card_no, version, "Ann"],
    ]
    plan = sheet(room, tmp_path / "a", ["Card no.", "Version", "Name"], *rows)
    assert [problems for _, _, problems in outcomes(room, plan)] == [
        ["missing"], ["card_closed"], ["card_closed"], ["no_such_card"], ["no_such_version"], [],
    ]  # fmt: skip
    assert report(room.clerk, plan)["rejected"] == 5


def test_a_grade_set_by_hand_in_excel_needs_its_reason(room: Room, tmp_path: Path) -> None:
    card = a_card(room, "Ann")
    version = version_of(room, card.id)
    head = ["Card no.", "Version", "Name", "Grade", "Reason for the grade"]
    assert outcomes(room, sheet(room, tmp_path / "a", head, [card.card_no, version, "Ann", "A", None])) == [
        ("rejected", None, ["reason_needed"])
    ]
    plan = sheet(room, tmp_path / "b", head, [card.card_no, version, "Ann", "grade A", "large orders"])
    assert outcomes(room, plan) == [("updated", card.card_no, [])]


def test_a_header_is_what_its_cells_are_choices_of(room: Room, tmp_path: Path) -> None:
    plan = sheet(room, tmp_path / "a", ["客户", "类别", "电话"], ["张伟", "潜在", "13010000007"])
    assert plan.source.columns == {"客户": "name", "类别": "list", "电话": "phone"}
    plan = sheet(room, tmp_path / "b", ["名称", "客户", "类别"], ["张伟", "消费者", "开发卡"])
    assert plan.source.columns == {"名称": "name", "客户": "customer", "类别": "kind"}
