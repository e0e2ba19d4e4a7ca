"""The whole room is gone through for doubles, and what a person says of a pair is remembered (F12)."""

from collections.abc import Callable
from typing import Any

import pytest

from store import access, blocking, cards, database, pairs, restrictions, search
from store.acts import bring_in, erase, merge, sweep_doubles, undo
from store.acts.likeness import Likeness
from store.acts.plans import SheetRow, Source
from store.cards import Edit, RowEdit
from store.errors import Refused
from store.pairs import DIFFERENT, OPEN, SAME
from tests.conftest import Room
from tests.store.builders import a_card, changed


def found(room: Room) -> set[tuple[int, int]]:
    """The pairs that wait once the room was gone through."""
    sweep_doubles.sweep(room.clerk)
    return waiting(room)


def waiting(room: Room) -> set[tuple[int, int]]:
    return {(one.first, one.second) for one in pairs.page(room.clerk)}


def refused(act: Callable[..., Any], *arguments: Any) -> type[Refused]:
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return type(caught.value)


def test_cards_that_share_a_phone_a_serial_or_a_key_are_found_and_others_are_not(room: Room) -> None:
    phone, other = "+8613900000001", "+8613900000002"
    same = a_card(room, "张伟", phone=phone).id, a_card(room, "张伟", phone=phone).id
    crossed = a_card(room, "李娜", phone=other).id, a_card(room, "王芳", other_phone=other).id
    slip = a_card(room, "赵武", phone="+8613912345678").id, a_card(room, "赵武", phone="+8613912345679").id
    one, two = a_card(room, "钟薇", goods=({"product": "TV", "serial": "KA260001"},)).id, a_card(room, "钟薇").id
    with database.writing(), search.following(room.clerk.branch_id, [two]):
        database.execute(
            "insert into warranty (branch_id, card_id, serial, currency, state, received_at, version)"
            " values (?, ?, 'KA260001', 'CNY', 'received', ?, 1)",
            (room.clerk.branch_id, two, database.now()),
        )
    a_card(room, "孙燕", phone="+8613711111111")
    assert found(room) == {same, crossed, slip, (one, two)}
    alike = {(pair.first, pair.second): Likeness(pair.likeness) for pair in pairs.page(room.clerk)}
    assert alike[same] is alike[one, two] is Likeness.SURE
    assert (alike[crossed], alike[slip]) == (Likeness.PHONE, Likeness.SLIP)
    assert [pair.likeness for pair in pairs.page(room.clerk)] == sorted(alike.values(), reverse=True)
    assert {(pair.first, pair.second) for pair in sweep_doubles.sure(room.manager)} == {same, (one, two)}


def test_what_too_many_share_is_passed_over(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "MOST", 3)
    for _ in range(4):
        a_card(room, "张伟", phone="+8613900000001")
    assert found(room) == set()


def test_not_the_same_is_remembered_until_one_of_the_two_changes_in_what_was_compared(room: Room) -> None:
    phone = "+8613900000001"
    first, second = a_card(room, "张伟", phone=phone), a_card(room, "张薇", phone=phone)
    pair = first.id, second.id
    assert found(room) == {pair}
    assert sweep_doubles.tell_apart(room.keeper, second.id, first.id).state == DIFFERENT
    assert found(room) == set()
    second = changed(room, second, remarks="calls on Mondays")
    assert found(room) == set()
    changed(room, second, name="张伟")
    assert found(room) == {pair}
    assert sweep_doubles.say_same(room.clerk, *pair).state == SAME
    assert [(one.state, one.by) for one in pairs.page(room.clerk)] == [(SAME, "Li Na")]
    assert sweep_doubles.ask_again(room.clerk, *pair).state == OPEN
    assert [(one.state, one.by) for one in pairs.page(room.clerk)] == [(OPEN, None)]


def test_a_sweep_that_was_stopped_goes_on_where_it_was_left(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_doubles, "SHARED", 1)
    for place in range(3):
        for _ in range(2):
            a_card(room, f"张伟{place}", phone=f"+861390000000{place}")

    class Stopped(Exception):
        pass

    heard: list[int] = []

    def stop(done: int, _of: int) -> None:
        heard.append(done)
        if len(heard) == 2:
            raise Stopped

    with pytest.raises(Stopped):
        sweep_doubles.sweep(room.clerk, stop)
    left = pairs.last_sweep(room.clerk)
    assert left is not None
    assert left.ended_at is None
    ended = sweep_doubles.sweep(room.keeper, lambda done, _: heard.append(done))
    assert (ended.begun_at, ended.by) == (left.begun_at, "Li Na")
    assert heard == sorted(heard)
    assert waiting(room) == {(1, 2), (3, 4), (5, 6)}


def test_a_pair_that_is_alike_no_longer_goes_and_so_does_one_that_is_merged_or_erased(room: Room) -> None:
    phone, other = "+8613900000001", "+8613900000002"
    first, second = a_card(room, "张伟", phone=phone), a_card(room, "张伟", phone=phone)
    third, fourth = a_card(room, "李娜", phone=other), a_card(room, "李娜", phone=other)
    assert found(room) == {(first.id, second.id), (third.id, fourth.id)}
    changed(room, second, phone="+8613788888888")
    assert found(room) == {(third.id, fourth.id)}
    merge.merge(room.manager, third.id, fourth.id)
    assert waiting(room) == found(room) == set()
    changed(room, cards.show(room.clerk, second.id), phone=phone)
    assert found(room) == {(first.id, second.id)}
    erase.erase(room.manager, second.id, "asked for")
    assert waiting(room) == found(room) == set()


def test_archived_and_restricted_cards_are_for_a_person_and_whoever_may_read_them(room: Room) -> None:
    phone, other = "+8613900000001", "+8613900000002"
    put_away = a_card(room, "张伟", phone=phone).id, a_card(room, "张伟", phone=phone).id
    contested = a_card(room, "李娜", phone=other).id, a_card(room, "李娜", phone=other).id
    cards.archive(room.clerk, put_away[1], "moved")
    restrictions.restrict(room.manager, contested[1], "contested")
    assert found(room) == {put_away}
    assert {(one.first, one.second) for one in pairs.page(room.manager)} == {put_away, contested}
    assert sweep_doubles.sure(room.manager) == []
    assert refused(sweep_doubles.tell_apart, room.clerk, *contested) is access.Restricted
    cards.archive(room.clerk, put_away[0], "moved")
    assert found(room) == set()


def test_a_salesperson_sees_nothing_of_it(room: Room) -> None:
    card = a_card(room, "张伟", phone="+8613900000001", salesperson=room.sales.staff_id)
    edit = Edit({"name": "张伟", "phone": "+8613900000001"}, people=(RowEdit(None, {"name": "王芳"}),))
    second = cards.create(room.clerk, edit, despite_doubles=True)
    sweep_doubles.sweep(room.clerk)
    sweep_doubles.tell_apart(room.clerk, card.id, second.id)
    for ask in (sweep_doubles.sweep, pairs.page, pairs.count, pairs.last_sweep, sweep_doubles.sure):
        assert refused(ask, room.sales) is access.NotAllowed
    assert refused(sweep_doubles.tell_apart, room.sales, card.id, second.id) is access.NotAllowed


def test_pages_follow_one_another_by_key_in_both_directions(room: Room) -> None:
    for place in range(5):
        for _ in range(2):
            a_card(room, f"张伟{place}", phone=f"+861390000000{place}")
    sweep_doubles.sweep(room.clerk)
    whole = pairs.page(room.clerk)
    assert len(whole) == pairs.count(room.clerk) == 5
    first = pairs.page(room.clerk, limit=2)
    then = pairs.page(room.clerk, first[-1].key, limit=2)
    assert [*first, *then] == whole[:4]
    assert pairs.page(room.clerk, then[0].key, "before", limit=2) == first
    assert pairs.page(room.clerk, None, "before", limit=2) == whole[-2:]


def test_a_pair_goes_with_the_import_that_brought_its_card(room: Room) -> None:
    a_card(room, "张伟", phone="+8613900000001")
    row = SheetRow(2, "[]", {"name": "张薇", "phone": "+8613900000001", "serial": "KA260001"})
    source = Source("warranty", "march.xlsx", "d1", "March", "CN", "CNY", (), ())
    plan = bring_in.stage(room.clerk, source, [row])
    bring_in.settle(room.clerk, plan.id, 2, None)
    bring_in.commit(room.clerk, plan.id)
    assert found(room) == {(1, 2)}
    undo.undo(room.clerk, 1)
    assert waiting(room) == set()
    assert database.rows("select * from pair") == []
