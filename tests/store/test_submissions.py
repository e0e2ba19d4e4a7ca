"""What salespeople submit (F14): who may write what, what they learn by it, and what becomes of it."""

import threading
from datetime import date
from typing import Any

import pytest

from store import access, cards, database, drafts, fields, history, loans, slips, staff, submissions, submitted
from store.acts import check, take_over
from store.acts.take_over import ChooseFirst, NoSuchLine, NothingTaken
from store.card_edits import Edit, ReasonNeeded, RowEdit
from store.cards import Archived, ChangedMeanwhile
from store.doubles import LikelyDouble
from store.submissions import AnsweredAlready, NameOnFile, NameOnFileNobodys, NothingSubmitted
from tests.conftest import Room
from tests.store.builders import a_card, changed


def mine(room: Room, name: str = "张伟", **values: Any) -> cards.CardRecord:
    """A card that sales looks after."""
    return a_card(room, name, salesperson=room.sales.staff_id, **values)


def lent(room: Room, name: str = "张伟", **values: Any) -> cards.CardRecord:
    card = a_card(room, name, **values)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    return card


def said(actor: access.Actor, number: int) -> dict[str, tuple[Any, Any, Any]]:
    return {one.field: (one.was, one.mine, one.theirs) for one in submitted.whole(actor, number).says}


def test_a_new_customer_is_taken_over_and_the_history_names_both(room: Room) -> None:
    edit = Edit({"name": "王芳", "phone": "13010000007"}, people=(RowEdit(None, {"name": "王明", "role": "spouse"}),))
    one = submissions.submit(room.sales, edit, learnt_at="delivery")
    assert (one.number, one.kind, one.state, one.name, one.card_no) == (1, "new", "waiting", "王芳", None)
    assert set(one.fields) >= {"name", "phone", "salesperson", "person:-1"}
    taken = take_over.take(room.manager, 1)
    card = cards.show(room.clerk, taken.card.id)
    assert (card.values["phone"], card.values["salesperson"]) == ("+8613010000007", room.sales.staff_id)
    assert [person["name"] for person in card.people] == ["王明"]
    (made,) = history.of_card(room.clerk, card.id)
    assert (made.act, made.by, made.reason) == ("take_over", "Wu Gang", "1 Zhou Min")
    assert {line.learnt_at for line in made.changes if line.record == "card"} == {"delivery"}
    (shown,) = submitted.listed(room.sales)
    assert (shown.state, shown.card_no, shown.decided_by) == ("taken", "NJ000001", "Wu Gang")
    assert check.look(deep=True).sound


def test_a_correction_is_taken_field_by_field(room: Room) -> None:
    card = lent(room, phone="13010000007", city="南京")
    submissions.submit(room.sales, Edit({"phone": "13010000009", "city": "无锡", "name": "张伟"}), card=card.id)
    assert said(room.clerk, 1) == {
        "phone": ("+8613010000007", "+8613010000009", "+8613010000007"),
        "city": ("南京", "无锡", "南京"),
    }
    taken = take_over.take(room.clerk, 1, {"phone"})
    assert (taken.card.values["phone"], taken.card.values["city"]) == ("+8613010000009", "南京")
    assert taken.record.taken == ("phone",)
    assert submitted.of_number(room.sales, 1).taken == ("phone",)


def test_rows_are_put_in_changed_and_taken_out(room: Room) -> None:
    card = a_card(room, goods=({"product": "冰箱", "maker": "competitor"}, {"product": "空调", "maker": "ours"}))
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    first, second = (row["id"] for row in card.goods)
    goods = (
        RowEdit(first, {"brand": "海尔", "product": "冰箱"}),
        RowEdit(second, removed=True),
        RowEdit(None, {"product": "洗衣机", "maker": "competitor"}),
        RowEdit(None, {"product": "电视"}),
    )
    one = submissions.submit(room.sales, Edit(goods=goods), card=card.id)
    assert one.fields == (f"goods:{first}:brand", f"goods:{second}", "goods:-3", "goods:-4")
    told = {says.field: says for says in submitted.whole(room.clerk, 1).says}
    assert (told[f"goods:{first}:brand"].of, told[f"goods:{second}"].was["product"]) == ("冰箱", "空调")
    taken = take_over.take(room.clerk, 1, {f"goods:{first}:brand", f"goods:{second}", "goods:-3"})
    found = [(row["product"], row["brand"]) for row in taken.card.goods]
    assert found == [("冰箱", "海尔"), ("洗衣机", None)]
    assert taken.card.values["kind"] == "attack"


def test_only_a_card_that_one_sees_is_corrected(room: Room) -> None:
    other = a_card(room, "李娜", salesperson=room.sales2.staff_id)
    gone = mine(room, "赵敏")
    cards.archive(room.clerk, gone.id, "dead")
    for card in (other.id, 999):
        with pytest.raises(access.NotYourCard):
            submissions.submit(room.sales, Edit({"phone": "13010000001"}), card=card)
    with pytest.raises(submissions.ArchivedSubject):
        submissions.submit(room.sales, Edit({"phone": "13010000001"}), card=gone.id)
    for actor in (room.clerk, room.keeper, room.manager):
        with pytest.raises(access.NotAllowed):
            submissions.submit(actor, Edit({"name": "王芳"}))
    assert submitted.listed(room.manager) == []


def test_what_one_may_not_read_is_written_blindly_and_tells_nothing(room: Room) -> None:
    card = mine(room, address="中山路 81 号", goods=({"product": "冰箱"},))
    submissions.submit(room.sales, Edit({"address": "中山路 81 号", "city": "南京"}), card=card.id)
    assert said(room.sales, 1) == {"address": (None, "中山路 81 号", None), "city": (None, "南京", None)}
    assert said(room.clerk, 1)["address"] == (None, "中山路 81 号", "中山路 81 号")
    with pytest.raises(access.NotYourCard):
        submissions.submit(room.sales, Edit(goods=(RowEdit(card.goods[0]["id"], removed=True),)), card=card.id)
    submissions.submit(room.sales, Edit({"address": "北京东路 1 号"}), card=card.id)
    with pytest.raises(ChooseFirst) as refused:
        take_over.take(room.clerk, 2)
    assert refused.value.keys == ("address",)
    assert take_over.take(room.clerk, 2, {"address"}).card.values["address"] == "北京东路 1 号"


def test_what_the_writer_read_goes_with_the_loan(room: Room) -> None:
    card = lent(room, city="南京")
    submissions.submit(room.sales, Edit({"city": "无锡"}), card=card.id)
    assert said(room.sales, 1)["city"] == ("南京", "无锡", "南京")
    loans.give_back(room.keeper, [card.id])
    assert said(room.sales, 1)["city"] == (None, "无锡", None)


def test_a_likely_double_tells_no_more_than_that_a_name_is_on_file(room: Room) -> None:
    a_card(room, "李娜", phone="13010000001", salesperson=room.sales2.staff_id)
    a_card(room, "王芳", phone="13010000002")
    own = mine(room, "赵敏", phone="13010000003")
    with pytest.raises(NameOnFile) as found:
        submissions.submit(room.sales, Edit({"name": "李娜"}))
    assert found.value.values == {"card_no": "NJ000001", "salesperson": "Sun Yan"}
    with pytest.raises(NameOnFileNobodys):
        submissions.submit(room.sales, Edit({"name": "王芳"}))
    with pytest.raises(LikelyDouble) as doubles:
        submissions.submit(room.sales, Edit({"name": "赵小敏", "phone": "13010000003"}))
    assert [double.card_id for double in doubles.value.doubles] == [own.id]
    submissions.submit(room.sales, Edit({"name": "陈静", "phone": "13010000001"}))  # another's phone says nothing
    submissions.submit(room.sales, Edit({"name": "李娜"}), despite_doubles=True)
    with pytest.raises(LikelyDouble):
        take_over.take(room.clerk, 1)
    assert submitted.of_number(room.clerk, 1).state == "waiting"
    assert take_over.take(room.clerk, 1, despite_doubles=True).card.row.name == "陈静"


def test_what_cannot_be_is_refused_before_it_is_submitted(room: Room) -> None:
    card = mine(room, phone="13010000007")
    with pytest.raises(NothingSubmitted):
        submissions.submit(room.sales, Edit({"phone": "13010000007"}), card=card.id)
    with pytest.raises(fields.BlankValue):
        submissions.submit(room.sales, Edit({"phone": "13010000008"}))
    with pytest.raises(fields.BadValue):
        submissions.submit(room.sales, Edit({"phone": "12"}), card=card.id)
    with pytest.raises(ReasonNeeded):
        submissions.submit(room.sales, Edit({"grade": "A"}), card=card.id)
    assert submitted.count(room.clerk) == 0


def test_a_refusal_has_a_reason_that_the_writer_reads_and_can_be_undone(room: Room) -> None:
    submissions.submit(room.sales, Edit({"name": "王芳"}))
    with pytest.raises(slips.ReasonMissing):
        submissions.refuse(room.clerk, [1], " ")
    for actor in (room.sales, room.sales2):
        with pytest.raises(access.NotAllowed):
            submissions.refuse(actor, [1], "no")
    (refused,) = submissions.refuse(room.clerk, [1], "is a dealer")
    assert (refused.state, refused.reason) == ("refused", "is a dealer")
    (shown,) = submitted.listed(room.sales, "answered")
    assert (shown.reason, shown.decided_by) == ("is a dealer", "Li Na")
    with pytest.raises(AnsweredAlready):
        take_over.take(room.manager, 1)
    submissions.let_wait_again(room.clerk, [1])
    assert (submitted.count(room.sales, "waiting"), submitted.listed(room.sales, "answered")) == (1, [])


def test_colleagues_see_only_their_own(room: Room) -> None:
    submissions.submit(room.sales, Edit({"name": "王芳"}))
    assert submitted.listed(room.sales2) == []
    with pytest.raises(submitted.NoSuchSubmission):
        submitted.whole(room.sales2, 1)
    with pytest.raises(submitted.NoSuchSubmission):
        submissions.withdraw(room.sales2, 1)
    with pytest.raises(submissions.NotYourSubmission):
        submissions.withdraw(room.manager, 1)
    assert submissions.withdraw(room.sales, 1).state == "withdrawn"
    assert submitted.listed(room.manager) == []
    with pytest.raises(AnsweredAlready):
        submissions.withdraw(room.sales, 1)
    with pytest.raises(submitted.NoSuchSubmission):
        submissions.submit_again(room.sales2, 1)
    assert submissions.submit_again(room.sales, 1).state == "waiting"


def test_what_changed_meanwhile_has_to_be_chosen(room: Room) -> None:
    card = lent(room, phone="13010000007", city="南京")
    submissions.submit(room.sales, Edit({"phone": "13010000009", "city": "无锡"}), card=card.id)
    changed(room, card, phone="13010000008")
    with pytest.raises(ChooseFirst) as refused:
        take_over.take(room.clerk, 1)
    assert refused.value.keys == ("phone",)
    assert take_over.take(room.clerk, 1, {"city"}).card.values["phone"] == "+8613010000008"


def test_nothing_is_taken_from_a_card_that_moved_under_the_answer(room: Room) -> None:
    card = lent(room, phone="13010000007")
    submissions.submit(room.sales, Edit({"phone": "13010000009"}), card=card.id)
    with pytest.raises(NothingTaken):
        take_over.take(room.clerk, 1, ())
    with pytest.raises(NoSuchLine):
        take_over.take(room.clerk, 1, {"city"})
    loans.give_back(room.keeper, [card.id])
    cards.archive(room.clerk, card.id, "dead")
    with pytest.raises(Archived):
        take_over.take(room.clerk, 1)
    assert submitted.of_number(room.clerk, 1).state == "waiting"


def test_a_taking_over_is_undone(room: Room) -> None:
    card = lent(room, phone="13010000007")
    submissions.submit(room.sales, Edit({"phone": "13010000009"}), card=card.id)
    taken = take_over.take(room.clerk, 1)
    take_over.take_back(room.clerk, taken)
    assert cards.show(room.clerk, card.id).values["phone"] == "+8613010000007"
    assert submitted.of_number(room.clerk, 1)[10:] == ("waiting", None, None, None, ("phone",), ())
    with pytest.raises(AnsweredAlready):
        take_over.take_back(room.clerk, taken)


def test_of_two_who_answer_at_once_one_is_told(room: Room) -> None:
    submissions.submit(room.sales, Edit({"name": "王芳"}))
    barrier, outcomes = threading.Barrier(2), []

    def answer(actor: access.Actor) -> None:
        database.connect_thread()
        barrier.wait()
        try:
            outcomes.append(take_over.take(actor, 1, despite_doubles=True).record.state)
        except AnsweredAlready:
            outcomes.append("late")
        finally:
            database.disconnect()

    threads = [threading.Thread(target=answer, args=(who,)) for who in (room.clerk, room.manager)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["late", "taken"]
    assert database.rows("select count(*) from card") == [(1,)]


def test_drafts_of_submissions_and_of_cards_stand_beside_each_other(room: Room) -> None:
    card = mine(room)
    staff.set_roles(room.manager, "sales", [access.Role.SALESPERSON, access.Role.CLERK])
    drafts.keep(room.sales, card.id, card.version, {"texts": {"city": "card"}})
    drafts.keep(room.sales, card.id, card.version, {"texts": {"city": "submission"}}, submission=True)
    drafts.keep(room.clerk, None, 0, {"texts": {"name": "half a card"}})
    submissions.submit(room.sales, Edit({"city": "无锡"}), card=card.id)
    assert drafts.of(room.sales, card.id, submission=True) is None
    submissions.submit(room.sales, Edit({"name": "王芳"}))
    take_over.take(room.clerk, 1)
    take_over.take(room.clerk, 2)
    kept = drafts.of(room.sales, card.id)
    assert kept is not None
    assert kept.values["texts"] == {"city": "card"}
    assert drafts.of(room.clerk, None) is not None


def test_windows_go_by_the_order_of_writing(room: Room) -> None:
    for name in ("王芳", "李娜", "赵敏"):
        submissions.submit(room.sales, Edit({"name": name}))
    first, second, third = (one.id for one in submitted.listed(room.clerk))
    assert [one.id for one in submitted.listed(room.clerk, after=first, limit=1)] == [second]
    before = submitted.listed(room.clerk, "waiting", before=submitted.LAST_SUBMISSION, limit=2)
    assert [one.id for one in before] == [second, third]
    assert (submitted.count(room.clerk), submitted.count(room.sales2)) == (3, 0)
    assert isinstance(submitted.listed(room.clerk)[0].on, date)


def test_changed_meanwhile_between_looking_and_taking(room: Room) -> None:
    card = lent(room, phone="13010000007")
    submissions.submit(room.sales, Edit({"phone": "13010000009"}), card=card.id)
    found = submitted.whole(room.clerk, 1)
    changed(room, card, phone="13010000008")
    with pytest.raises(ChangedMeanwhile):
        take_over.take(room.clerk, 1, {"phone"}, seen=found)
