"""Two cards of one customer become one, and two again (F12)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import (
    access,
    cards,
    database,
    doubles,
    find,
    history,
    journal,
    loans,
    originals,
    requests,
    reservations,
    restrictions,
    search,
    staff,
    submissions,
    warranties,
    whereabouts,
)
from store.access import Role
from store.acts import bring_in, check, erase, merge, original, put_back, unmerge
from store.acts.plans import Outcome, SheetRow, Source
from store.cards import Edit, RowEdit
from store.errors import Refused
from store.merges import Merged
from tests.conftest import PASSWORD, Room
from tests.store.builders import a_card, changed, columns

SET = {"phone": "+8613900000001", "address": "中山路 8 号", "remarks": "likes tea"}
SPOUSE = {"role": "spouse", "name": "王芳"}


def two(room: Room, kept: dict[str, Any] | None = None, gone: dict[str, Any] | None = None) -> tuple[int, int]:
    """Two cards of one customer: the one that stays, and the one that goes with a spouse, goods and a warranty."""
    first = a_card(room, "张伟", **(kept or {}))
    goods = ({"product": "TV", "serial": "S1"},)
    edit = Edit(
        {"name": "张伟", **(gone or {})},
        people=(RowEdit(None, SPOUSE),),
        goods=tuple(RowEdit(None, row) for row in goods),
    )
    second = cards.create(room.clerk, edit, despite_doubles=True)
    with database.writing(), search.following(second.row.branch_id, [second.id]):
        database.execute(
            "insert into warranty (branch_id, card_id, serial, currency, state, received_at, version)"
            " values (?, ?, 'WA12345', 'CNY', 'received', ?, 1)",
            (second.row.branch_id, second.id, database.now()),
        )
    return first.id, second.id


def refusal(act: Any, *arguments: Any, **named: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*arguments, **named)
    return caught.value


LEFT_OUT = {
    "journal_entry", "journal_change", "journal_value", "journal_head", "card_change", "merge", "schema_migration",
    "sqlite_sequence",
}  # fmt: skip


def tables() -> list[str]:
    """Those that can be read row by row."""
    return [table for table in database.proxy.get_tables() if not table.startswith("card_words")]


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but what a merge and its undo leave behind: journal, versions, marks of change."""
    found = {}
    for table in set(tables()) - LEFT_OUT:
        names = columns(table)
        told = [name for name in names if name not in ("version", "updated_at")] if table == "card" else names
        listed = ", ".join(f'"{name}"' for name in told)
        found[table] = sorted(database.rows(f'select {listed} from "{table}"'), key=repr)
    return found


def test_fields_are_taken_from_the_card_that_goes_where_the_other_says_nothing(room: Room) -> None:
    kept, gone = two(
        room,
        {"phone": "+8613900000001", "remarks": "one", "list": "probable", "no_calls": True},
        {"phone": "+8613900000002", "remarks": "two", "list": "existing", "city": "Nanjing", "no_letters": True},
    )
    seen = merge.compare(room.clerk, kept, gone)
    lines = {line.field: line for line in seen.lines}
    assert {name: lines[name].taken for name in ("phone", "remarks", "list", "city", "no_calls", "no_letters")} == {
        "phone": "kept", "remarks": "both", "list": "other", "city": "other", "no_calls": "kept", "no_letters": "other",
    }  # fmt: skip
    assert [name for name, line in lines.items() if line.differs] == ["list", "phone", "remarks"]
    assert dict(seen.goes) | {"warranty": 1} == {
        "person": 1, "goods": 1, "warranty": 1, "slip_card": 0, "reservation": 0, "submission": 0,
    }  # fmt: skip
    merge.merge(room.manager, kept, gone, {"remarks": "other"}, seen=seen.versions)
    values = cards.show(room.clerk, kept).values
    told = {name: values[name] for name in ("phone", "other_phone", "remarks", "list", "city", "kind")}
    assert told == {
        "phone": "+8613900000001", "other_phone": "+8613900000002", "remarks": "two", "list": "existing",
        "city": "Nanjing", "kind": "fixed",
    }  # fmt: skip
    assert values["no_calls"]
    assert values["no_letters"]


def test_all_that_hangs_from_the_card_follows_and_its_number_finds_the_one_that_stays(room: Room) -> None:
    kept, gone = two(room)
    loans.lend(room.keeper, [gone], to="sales", purpose="visit")
    reservations.reserve(room.keeper, [gone], to="sales2")
    submissions.submit(room.sales, Edit({"remarks": "moved"}), card=gone)
    done = merge.merge(room.manager, kept, gone)
    assert (done.kept.out_to, done.gone.archived) == ("Zhou Min", True)
    shown = cards.show(room.clerk, kept)
    assert [row["name"] for row in shown.people] == ["王芳"]
    assert [row["serial"] for row in shown.goods] == ["S1"]
    assert [one.values["serial"] for one in warranties.of_card(room.clerk, kept)] == ["WA12345"]
    assert [one.borrower_user for one in reservations.queue(kept)] == ["sales2"]
    assert submissions.to_take(room.clerk, 1).whole.record.card_id == kept
    assert cards.card_id(room.clerk, done.gone.card_no) == kept
    assert find.find(room.clerk, done.gone.card_no).ids == (kept,)
    assert find.find(room.clerk, "WA12345").ids == (kept,)
    acts = {entry.act for entry in history.of_card(room.clerk, kept)}
    assert {"create_card", "lend", "reserve", "merge_cards"} <= acts
    assert len([one for one in history.of_card(room.clerk, kept) if one.act == "create_card"]) == 2
    loans.give_back(room.keeper, [kept])
    assert check.check(room.manager, deep=True).sound
    assert isinstance(refusal(cards.bring_back, room.clerk, gone, "needed"), Merged)
    signs = doubles.Signs.of({"name": "张伟"}, [{"serial": "S1"}])
    found = doubles.find(access.reading(room.clerk), room.clerk.branch_id, signs, but_not=None)
    assert [one.card_id for one in found] == [kept]


def test_what_the_card_that_stays_has_already_stays_behind_and_nobody_waits_twice(room: Room) -> None:
    kept, gone = two(room)
    record = cards.show(room.clerk, kept)
    edit = Edit(people=(RowEdit(None, {**SPOUSE, "hobbies": "chess"}),))
    cards.save(room.clerk, kept, record.version, edit)
    staff.add(room.manager, "third", "He Ping", [Role.SALESPERSON], PASSWORD)
    for card, to in ((kept, "sales"), (gone, "third")):
        loans.lend(room.keeper, [card], to=to, purpose="visit")
        reservations.reserve(room.keeper, [card], to="sales2")
    assert isinstance(refusal(merge.merge, room.manager, kept, gone), merge.BothOut)
    loans.give_back(room.keeper, [gone])
    before = everything()
    merge.merge(room.manager, kept, gone)
    assert [(row["name"], row["hobbies"]) for row in cards.show(room.clerk, kept).people] == [("王芳", "chess")]
    assert [one.borrower_user for one in reservations.queue(kept)] == ["sales2"]
    unmerge.unmerge(room.manager, gone)
    assert everything() == before
    assert check.check(room.manager, deep=True).sound


def test_a_merge_that_cannot_be_is_refused_with_its_reason_and_changes_nothing(room: Room) -> None:
    kept, gone = two(room)
    before = everything()
    assert isinstance(refusal(merge.merge, room.clerk, kept, gone), access.NotAllowed)
    assert isinstance(refusal(merge.compare, room.sales, kept, gone), access.NotAllowed)
    assert isinstance(refusal(merge.merge, room.manager, kept, kept), merge.SameCard)
    assert isinstance(refusal(merge.merge, room.manager, kept, gone, {"phone": "both"}), merge.BadTake)
    assert isinstance(refusal(merge.merge, room.manager, kept, gone, {"nose": "kept"}), merge.BadTake)
    assert everything() == before
    seen = merge.compare(room.clerk, kept, gone).versions
    changed(room, cards.show(room.clerk, gone), remarks="new")
    assert isinstance(refusal(merge.merge, room.manager, kept, gone, seen=seen), merge.ChangedSinceSeen)
    restrictions.restrict(room.manager, gone, "contested")
    assert isinstance(refusal(merge.compare, room.clerk, kept, gone), access.Restricted)
    assert isinstance(refusal(merge.merge, room.manager, kept, gone), access.Restricted)
    restrictions.lift(room.manager, gone, "settled")
    restrictions.hold(room.manager, kept, "dispute")
    assert isinstance(refusal(merge.merge, room.manager, kept, gone), erase.OnHold)
    restrictions.release(room.manager, kept, "settled")
    cards.archive(room.clerk, kept, "gone")
    assert isinstance(refusal(merge.merge, room.manager, kept, gone), cards.Archived)
    erase.erase(room.manager, kept, "asked for")
    assert isinstance(refusal(merge.merge, room.manager, gone, kept), cards.Erased)


def test_what_changed_since_is_shown_by_the_undo_and_kept(room: Room) -> None:
    kept, gone = two(room, {}, SET)
    merge.merge(room.manager, kept, gone)
    record = cards.show(room.clerk, kept)
    spouse = record.people[0]
    edit = Edit({"address": "北京路 1 号"}, people=(RowEdit(spouse["id"], {"hobbies": "tennis"}),))
    cards.save(room.clerk, kept, record.version, edit)
    told = unmerge.plan(room.manager, gone)
    assert set(told.back) == {"phone", "remarks", "kind"}
    assert [(one.field, one.before, one.now) for one in told.staying] == [("address", None, "北京路 1 号")]
    assert isinstance(refusal(unmerge.unmerge, room.clerk, gone), access.NotAllowed)
    unmerge.unmerge(room.manager, gone, seen=told.versions)
    values = cards.show(room.clerk, kept).values
    assert (values["phone"], values["remarks"], values["kind"], values["address"]) == (
        None,
        None,
        "develop",
        "北京路 1 号",
    )
    back = cards.show(room.clerk, gone)
    assert (back.values["address"], back.row.archived) == ("中山路 8 号", False)
    assert [row["hobbies"] for row in back.people] == ["tennis"]
    assert cards.card_id(room.clerk, back.card_no) == gone
    assert check.check(room.manager, deep=True).sound
    assert isinstance(refusal(unmerge.unmerge, room.manager, gone), unmerge.NotMerged)
    merge.merge(room.manager, kept, gone)
    assert check.check(room.manager, deep=True).sound


def test_of_a_chain_the_last_merge_is_undone_first(room: Room) -> None:
    kept, gone = two(room)
    third = a_card(room, "张 伟").id
    merge.merge(room.manager, kept, gone)
    merge.merge(room.manager, third, kept)
    assert cards.card_id(room.clerk, cards.show(room.clerk, gone).card_no) == third
    assert isinstance(refusal(unmerge.plan, room.manager, gone), Merged)
    assert isinstance(refusal(merge.merge, room.manager, third, gone), Merged)
    assert unmerge.last_merge(room.manager, "NJ000003") == (third, kept)
    unmerge.unmerge(room.manager, kept)
    assert unmerge.last_merge(room.manager, "NJ000001") == (kept, gone)
    assert [row["name"] for row in cards.show(room.clerk, kept).people] == ["王芳"]


def test_the_original_on_paper_of_the_card_that_goes_is_void_and_valid_again(room: Room) -> None:
    kept, gone = two(room)
    original.print_originals(room.keeper, original.gather(room.keeper, [gone]), "o.pdf")
    loans.lend(room.keeper, [gone], to="sales", purpose="visit")
    assert isinstance(refusal(merge.merge, room.manager, kept, gone), merge.OutWithOriginal)
    loans.give_back(room.keeper, [gone])
    assert merge.merge(room.manager, kept, gone).original == 1
    assert originals.numbers([gone]) == {}
    assert check.check(room.manager, deep=True).sound
    unmerge.unmerge(room.manager, gone)
    assert originals.numbers([gone]) == {gone: 1}
    assert check.check(room.manager, deep=True).sound


def test_erasing_and_restricting_reach_what_was_merged_into_a_card(room: Room) -> None:
    kept, gone = two(room, {}, {"email": "quirine@example.org", "address": "Heron Lane 8"})
    merge.merge(room.manager, kept, gone)
    restrictions.restrict(room.manager, kept, "contested")
    assert access.reading(room.clerk).restricted == {kept, gone}
    restrictions.lift(room.manager, kept, "settled")
    erase.erase(room.manager, kept, "asked for in writing")
    assert left("quirine", "Heron", "王芳") == []
    assert check.check(room.manager, deep=True).sound
    assert isinstance(refusal(unmerge.plan, room.manager, gone), cards.Erased)


def test_what_was_on_another_card_by_a_merge_that_is_undone_is_erased_with_its_own(room: Room) -> None:
    kept, gone = two(room, {}, {"email": "quirine@example.org"})
    merge.merge(room.manager, kept, gone)
    record = cards.show(room.clerk, kept)
    edit = Edit(people=(RowEdit(record.people[0]["id"], {"hobbies": "Bobbin lace"}),))
    cards.save(room.clerk, kept, record.version, edit)
    unmerge.unmerge(room.manager, gone)
    erase.erase(room.manager, gone, "asked for in writing")
    assert left("quirine", "Bobbin", "王芳") == []


def left(*texts: str) -> list[tuple[str, str]]:
    """The tables in which a text still stands."""
    found = []
    for table in tables():
        said = repr(database.rows(f'select * from "{table}"')).casefold()
        found += [(table, text) for text in texts if text.casefold() in said]
    return found


def test_a_merge_and_its_entries_are_not_put_back_field_by_field(room: Room) -> None:
    kept, gone = two(room)
    merge.merge(room.manager, kept, gone)
    numbers = [entry.number for entry in history.of_card(room.clerk, kept)]
    for number in numbers:
        assert isinstance(refusal(put_back.put_back, room.clerk, kept, number), put_back.NothingToPutBack)


def test_loans_that_ended_and_requests_follow_too(room: Room) -> None:
    kept, gone = two(room)
    loans.lend(room.keeper, [gone], to="sales", purpose="visit")
    loans.give_back(room.keeper, [gone], results={gone: "bought"})
    requests.ask(room.sales, [gone], purpose="fair")
    before = everything()
    merge.merge(room.manager, kept, gone)
    assert [one.state for one in whereabouts.where(room.keeper, kept).earlier] == ["returned"]
    assert journal.verify(room.clerk.branch_id) is None
    unmerge.unmerge(room.manager, gone)
    assert everything() == before


SAID = {
    "phone": st.sampled_from(["+8613900000001", "+8613900000002"]),
    "other_phone": st.sampled_from(["+8613900000001", "+8613900000003"]),
    "remarks": st.sampled_from(["likes tea", "calls often\nat night"]),
    "birth": st.sampled_from(["1980-03-05", "--03-05"]),
    "birth_lunar": st.booleans(),
    "list": st.sampled_from(["existing", "probable", "potential"]),
    "attitude": st.sampled_from(["loyal", "none"]),
    "no_calls": st.booleans(),
    "credit_limit": st.sampled_from(["1200.50", "7"]),
    "consent": st.sampled_from(["given", "refused"]),
    "consent_on": st.sampled_from(["2026-01-02", "2026-03-04"]),
    "name": st.sampled_from(["张伟", "张卫", "Zhang Wei"]),
}
"""What may stand on a card, a field of each kind."""
CARDS = st.fixed_dictionaries(
    {"name": SAID["name"]}, optional={name: said for name, said in SAID.items() if name != "name"}
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=CARDS, gone=CARDS, data=st.data())
def test_a_merge_and_its_undo_leave_every_table_as_it_was(
    room: Room, kept: dict[str, Any], gone: dict[str, Any], data: st.DataObject
) -> None:
    first = a_card(room, **kept).id
    second = a_card(room, goods=({"product": "TV", "serial": f"S{first}"},), **gone).id
    offered = [line for line in merge.compare(room.manager, first, second).lines if line.differs]
    take = {line.field: data.draw(st.sampled_from(["kept", "other"])) for line in offered if line.field != "kind"}
    before = everything()
    done = merge.merge(room.manager, first, second, take)
    values = cards.show(room.manager, first).values
    said = {"kept": kept, "other": gone}
    for name, taken in take.items():
        if name in ("phone", "birth", "name", "attitude"):
            assert values[name] == said[taken][name]
    assert done.kept.id == first
    unmerge.unmerge(room.manager, second)
    assert everything() == before


def test_a_sheet_means_the_card_that_stays(room: Room) -> None:
    kept, gone = two(room, {"phone": "+8613900000001"}, {"phone": "+8613900000001"})
    source = Source("warranty", "march.xlsx", "d1", "March", "CN", "CNY", (), ())
    row = SheetRow(2, "[]", {"name": "张伟", "phone": "+8613900000001", "serial": "KA260001"})
    assert bring_in.stage(room.clerk, source, [row]).counts[Outcome.UNDECIDED] == 1
    merge.merge(room.manager, kept, gone)
    plan = bring_in.stage(room.clerk, source._replace(digest="d2"), [row])
    bring_in.commit(room.clerk, plan.id)
    assert {one.values["serial"]: one.card_id for one in warranties.of_card(room.clerk, kept)} == {
        "KA260001": kept, "WA12345": kept,
    }  # fmt: skip
