"""Undo of a whole import (X1): what it had made goes, what it had changed returns, what was touched since stays."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import (
    access,
    cards,
    database,
    drafts,
    engines,
    find,
    history,
    journal,
    journal_pages,
    listing,
    loans,
    requests,
    restrictions,
    seen,
    submissions,
    warranties,
)
from store.access import Actor
from store.acts import bring_in, check, erase, imports, merge, original, undo, unmerge
from store.acts.imported import Key, NoSuchImport
from store.acts.plans import Note, Outcome, Plan, PlanRow, SheetRow, Source
from store.acts.undo import ChangedSince, Look, NotYourImport, UndoneAlready
from store.cards import CardRecord, Edit, RowEdit
from store.errors import Refused
from store.tables.base import proxy
from tests.conftest import Room
from tests.store.access_world import World, a_world
from tests.store.builders import a_card, changed, columns

PHONE, NEW_PHONE = "+8613010000007", "+8613010000008"
FIELDS = ("card_no", "name", "phone", "address", "model", "serial", "purchased_on", "price", "remarks")
SOURCE = Source("warranty", "march.xlsx", "d1", "三月", "CN", "CNY", tuple((f"<{name}>", name) for name in FIELDS))
APART = {"journal_entry", "journal_change", "journal_value", "journal_head", "card_change", "counter", "import_row"}
"""Tables that tell of the import and of its undo; ids and numbers are not given again."""
INDEXES = ("card_words", "search_code", "blocking_key", "schema_migration", "sqlite_")


def row(number: int, name: str = "李强", serial: str = "KA1", **values: Any) -> SheetRow:
    return SheetRow(number, '["…"]', {"name": name, "serial": serial, **values})


def brought_in(room: Room, *rows: SheetRow, digest: str = "d1", by: Actor | None = None) -> int:
    plan = bring_in.stage(by or room.clerk, SOURCE._replace(digest=digest), rows)
    return bring_in.commit(by or room.clerk, plan.id).number or 0


def tables(apart: set[str] = APART) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, without versions and when a card was changed last."""
    found = {}
    for name in proxy.get_tables():
        if name in apart or name.startswith(INDEXES):
            continue
        kept = [one for one in columns(name) if one not in ("version", "updated_at")]
        said = ", ".join(f'"{one}"' for one in kept)
        rows = database.rows(f"select {said} from {name}")
        found[name] = sorted((dict(zip(kept, one, strict=True)) for one in rows), key=repr)
    found["import"] = []
    return found


def words() -> list[tuple[Any, ...]]:
    """What the search index says."""
    if database.engine() == "postgresql":
        said = database.rows("select card_id, archived, token from card_words, unnest(tokens) as token")
    else:
        with database.writing():
            database.execute("create virtual table temp.said using fts5vocab('main', 'card_words_1', 'row')")
            said = database.rows("select term, doc from temp.said")
            database.execute("drop table temp.said")
    codes, keys = (database.rows(f"select {one}, card_id from {table}") for one, table in _CODES)
    return sorted([*said, *codes, *keys], key=repr)


_CODES = (("code", "search_code"), ("key", "blocking_key"))


def refusal_of(act: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


def card_of(room: Room, card_no: str) -> CardRecord:
    return cards.show(room.clerk, cards.card_id(room.clerk, card_no))


NAMES = ("张伟", "李强", "王芳", "François Lefèvre", "Ng, Grace")
PHONES = ("+8613010000007", "+8613010000008", "+8613010000009", None)
SERIALS = ("KA1", "KA2", "KA3", "KA4")
ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(NAMES), "serial": st.sampled_from(SERIALS)},
        optional={
            "phone": st.sampled_from([phone for phone in PHONES if phone]),
            "address": st.sampled_from(["中山路 81 号", "12 rue de la Paix"]),
            "gender": st.sampled_from(["male", "female"]),
            "birth_date": st.sampled_from(["1980-03-05", "--03-05"]),
            "model": st.sampled_from(["KFR", "RA"]),
            "purchased_on": st.sampled_from([date(2025, 11, 1), date(2026, 1, 5)]),
            "price": st.sampled_from([Decimal("1200.50"), Decimal("7")]),
        },
    ),
    min_size=1,
    max_size=8,
)
KNOWN = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(PHONES),
        st.sampled_from((None, *SERIALS)),
        st.sampled_from(["ours", "competitor"]),
    ),
    max_size=3,
)


def test_an_import_and_its_undo_leave_the_tables_as_they_were(room: Room) -> None:
    """Each example goes on in the room that the one before has left."""
    sheets = iter(range(10_000))

    @given(KNOWN, ROWS, ROWS)
    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    def come_and_gone(known: list[Any], first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
        for name, phone, serial, maker in known:
            goods = ({"product": "空调", "serial": serial, "maker": maker},) if serial else ()
            a_card(room, name, phone=phone, goods=goods)
        before, said = tables(), words()
        numbers = []
        for values in (first, second):
            rows = [SheetRow(place, "[]", value) for place, value in enumerate(values, 2)]
            plan = bring_in.stage(room.clerk, SOURCE._replace(digest=f"h{next(sheets)}"), rows)
            if plan.to_write:
                numbers.append(bring_in.commit(room.clerk, plan.id).number or 0)
            else:
                bring_in.drop(room.clerk, plan.id)
        for number in reversed(numbers):
            done = undo.undo(room.clerk, number)
            assert (done.archived, done.choices) == ((), ())
        assert tables() == before
        assert words() == said

    come_and_gone()
    assert check.look(deep=True).sound


def test_a_new_card_goes_with_all_that_hangs_from_it_and_its_number_is_not_given_again(room: Room) -> None:
    a_card(room)
    number = brought_in(room, row(2, phone=PHONE), row(3, "王芳", "KA2"))
    gone = card_of(room, "NJ000002")
    seen.note(room.keeper, [gone.id], "opened")
    look = undo.look(room.clerk, number)
    assert (look.cards, look.fields, look.known, look.archived, look.left, look.choices) == (2, 0, 0, (), (), ())
    assert undo.undo(room.clerk, number) == look

    assert [row.card_no for row in listing.page(room.clerk)] == ["NJ000001"]
    assert find.find(room.clerk, "liqiang").ids == find.find(room.clerk, "KA1").ids == ()
    assert refusal_of(lambda: cards.show(room.clerk, gone.id)).__class__ is access.NotYourBranch
    assert cards.create(room.clerk, Edit({"name": "赵六"})).card_no == "NJ000004"
    assert brought_in(room, row(2, "钱七", "KA9"), digest="d2") == number + 1
    newer = card_of(room, "NJ000005")
    assert newer.id > gone.id
    assert [entry.act for entry in history.of_card(room.clerk, newer.id)] == ["import"]
    assert len(database.rows("select 1 from seen_entry where card_id = ?", (gone.id,))) == 1
    assert check.look(deep=True).sound


def test_an_undo_is_one_act_in_the_journal_which_keeps_all(room: Room) -> None:
    known = a_card(room, phone=PHONE)
    number = brought_in(room, row(2, "张伟", "KA1", phone=PHONE, address="新街口 1 号"), row(3, "王芳", "KA2"))
    entries = database.rows("select count(*) from journal_entry")[0][0]
    undo.undo(room.clerk, number)
    assert database.rows("select count(*) from journal_entry") == [(entries + 1,)]
    entry, brought, *_ = history.of_card(room.clerk, known.id)
    assert (entry.act, entry.reason, entry.user) == ("undo_import", "1 · march.xlsx", "clerk")
    assert {(one.record, one.field, one.old, one.new) for one in entry.changes} == {
        ("card", "address", "新街口 1 号", None),
        ("card", "list", "existing", "potential"),
        ("card", "kind", "fixed", "develop"),
        ("goods", "gone", "KA1", None),
        ("warranty", "gone", "KA1", None),
    }
    assert brought.act == "import"
    whole = journal_pages.whole(room.keeper, entry.number)
    assert ("card", "gone", "NJ000002") in [(one.record, one.field, one.old) for one in whole.changes]
    assert whole.hidden == 0
    assert journal.verify(room.clerk.branch_id) is None


Touch = Callable[[Room, CardRecord], Any]


def _printed(room: Room, card: CardRecord) -> None:
    original.print_originals(room.keeper, original.gather(room.keeper, [card.id]), "o.pdf")


def _lent_and_back(room: Room, card: CardRecord) -> None:
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    loans.give_back(room.keeper, [card.id])


TOUCHES: Mapping[str, Touch] = {
    "lent": _lent_and_back,
    "submitted": lambda room, card: submissions.submit(
        _looking_after(room, card), Edit({"remarks": "moved"}), card=card.id
    ),
    "printed": _printed,
    "restricted": lambda room, card: restrictions.restrict(room.manager, card.id, "contested"),
    "on_hold": lambda room, card: restrictions.hold(room.manager, card.id, "dispute"),
    "brought_in": lambda room, _: brought_in(room, row(2, phone=PHONE), row(3, "赵六", "KA9"), digest="d2"),
    "draft": lambda room, card: drafts.keep(room.keeper, card.id, card.version, {"name": "李强"}),
    "edited": lambda room, card: changed(room, card, remarks="calls at night"),
}
"""What keeps a new card, by why. In `brought_in` a later sheet says just the same of it."""


def _looking_after(room: Room, card: CardRecord) -> Actor:
    with database.writing():
        database.execute("update card set salesperson_id = ? where id = ?", (room.sales.staff_id, card.id))
    return room.sales


@pytest.mark.parametrize("why", TOUCHES)
def test_a_new_card_that_was_touched_is_archived_and_that_is_said(room: Room, why: str) -> None:
    number = brought_in(room, row(2, phone=PHONE), row(3, "王芳", "KA2"))
    touched = card_of(room, "NJ000001")
    TOUCHES[why](room, touched)
    done = undo.undo(room.clerk, number)
    assert (done.cards, [(one.card, one.why, one.stays) for one in done.archived]) == (1, [(touched.id, why, False)])
    after = cards.show(room.manager, touched.id)
    assert (after.row.archived, after.goods[0]["serial"]) == (True, "KA1")
    assert history.of_card(room.manager, touched.id)[0].act == "undo_import"
    assert check.look(deep=True).sound


def test_what_is_out_erased_or_archived_stays_as_it_is(room: Room) -> None:
    number = brought_in(room, row(2, phone=PHONE), row(3, "王芳", "KA2"), row(4, "赵六", "KA3"), row(5, "周七", "KA4"))
    out, erased, archived = (card_of(room, f"NJ00000{place}") for place in (1, 2, 3))
    loans.lend(room.keeper, [out.id], to="sales", purpose="visit")
    erase.erase(room.manager, erased.id, "asked for in writing")
    cards.archive(room.clerk, archived.id, "gone")
    before = [cards.show(room.manager, one.id) for one in (out, erased, archived)]
    done = undo.undo(room.clerk, number)
    assert done.cards == 1
    assert [(one.card, one.why, one.stays) for one in done.left] == [
        (out.id, "out", True),
        (erased.id, "erased", True),
        (archived.id, "archived", True),
    ]
    assert [cards.show(room.manager, one.id) for one in (out, erased, archived)] == before
    assert check.look(deep=True).sound


def left(look: Look) -> list[tuple[str, str, str, str | None]]:
    return [(one.record, one.customer.card_no, one.why, one.into) for one in look.left]


def test_a_new_card_that_was_merged_since_stays_with_the_one_it_went_into(room: Room) -> None:
    older = a_card(room, "张伟", phone=PHONE)
    number = brought_in(room, row(2, "王芳", "KA1"), row(3, "李强", "KA2"), row(4, "张三", "KA3"))
    new, other = (cards.card_id(room.clerk, one) for one in ("2", "3"))
    merge.merge(room.manager, older.id, new)
    merge.merge(room.manager, other, a_card(room, "李强").id)
    look = undo.look(room.clerk, number)
    assert (left(look), look.cards, look.archived) == (
        [("card", "NJ000002", "merged", "NJ000001"), ("card", "NJ000003", "took_in", None)], 1, (),
    )  # fmt: skip
    before = [cards.show(room.clerk, card) for card in (older.id, other)]
    assert undo.undo(room.clerk, number) == look
    assert [cards.show(room.clerk, card) for card in (older.id, other)] == before
    assert find.find(room.clerk, "KA1").ids == (older.id,)
    assert find.find(room.clerk, "KA3").ids == ()
    assert check.look(deep=True).sound
    unmerge.unmerge(room.manager, new)
    assert check.look(deep=True).sound


def test_a_known_card_that_was_merged_since_keeps_what_the_import_brought(room: Room) -> None:
    known = a_card(room, "李强", phone=PHONE, address="中山路 81 号")
    stays = a_card(room, "李强")
    number = brought_in(room, row(2, phone=PHONE, address="中山路 81 号", model="KFR", gender="male"))
    merge.merge(room.manager, stays.id, known.id)
    before = [cards.show(room.clerk, card) for card in (stays.id, known.id)]
    look = undo.undo(room.clerk, number)
    assert {(why, into) for _, _, why, into in left(look)} == {("merged", "NJ000002")}
    assert {record for record, *_ in left(look)} == {"card", "goods", "warranty"}
    assert (look.cards, look.fields, sum(look.added.values())) == (0, 0, 0)
    assert [cards.show(room.clerk, card) for card in (stays.id, known.id)] == before
    assert check.look(deep=True).sound


def test_a_known_card_that_took_another_in_returns_to_what_it_was_but_for_what_the_merge_changed(room: Room) -> None:
    known = a_card(room, "李强", phone=PHONE)
    number = brought_in(room, row(2, phone=PHONE, gender="male", address="中山路 81 号"))
    other = a_card(room, "李强", gender="female", city="Leeds")
    merge.merge(room.manager, known.id, other.id, {"gender": "other"})
    look = undo.look(room.clerk, number)
    assert [(one.key.field, one.imported, one.now) for one in look.choices] == [("gender", "male", "female")]
    assert (look.left, look.added["warranty"]) == ((), 1)
    undo.undo(room.clerk, number, others=False)
    now = cards.show(room.clerk, known.id).values
    assert (now["gender"], now["address"], now["city"]) == ("female", None, "Leeds")
    assert check.look(deep=True).sound


def test_once_the_merge_is_taken_apart_the_whole_import_is_undone(room: Room) -> None:
    older, known = a_card(room, "张伟", phone=PHONE), a_card(room, "李强", phone=NEW_PHONE)
    before, said = tables(), words()
    number = brought_in(room, row(2, "王芳", "KA1"), row(3, "李强", "KA2", phone=NEW_PHONE, gender="male"))
    new = cards.card_id(room.clerk, "3")
    for gone in (new, known.id, new):
        merge.merge(room.manager, older.id, gone)
        unmerge.unmerge(room.manager, gone)
    look = undo.undo(room.clerk, number)
    assert (look.cards, look.archived, look.left, look.choices) == (1, (), (), ())
    apart = {*APART, "merge"}
    assert tables(apart) == {name: rows for name, rows in before.items() if name not in apart}
    assert words() == said
    assert check.look(deep=True).sound


def test_a_field_changed_since_is_shown_and_chosen(room: Room) -> None:
    known = a_card(room, phone=PHONE, address="中山路 81 号")
    number = brought_in(room, row(2, "张伟", phone=PHONE, address="新街口 1 号", gender="male"))
    changed(room, cards.show(room.clerk, known.id), address="太平路 3 号")
    (choice,) = undo.look(room.clerk, number).choices
    assert choice.key == Key("card", known.id, "address")
    assert (choice.customer.card_no, choice.old, choice.imported, choice.now) == (
        "NJ000001", "中山路 81 号", "新街口 1 号", "太平路 3 号",
    )  # fmt: skip
    before = tables(set())
    refusal = refusal_of(lambda: undo.undo(room.clerk, number))
    assert isinstance(refusal, ChangedSince)
    assert (refusal.number, refusal.fields, refusal.choices) == ("1", 1, (choice,))
    assert tables(set()) == before
    with database.writing():
        database.execute("savepoint kept")
        undo.undo(room.clerk, number, {choice.key: False})
        kept = cards.show(room.clerk, known.id).values
        database.execute("rollback to kept")
    undo.undo(room.clerk, number, others=True)
    back = cards.show(room.clerk, known.id).values
    assert (kept["address"], kept["gender"], kept["list"]) == ("太平路 3 号", None, "potential")
    assert (back["address"], back["gender"], back["list"]) == ("中山路 81 号", None, "potential")


def test_goods_and_a_warranty_changed_since_stay_and_the_kind_follows_the_goods(room: Room) -> None:
    known = a_card(room, phone=PHONE)
    number = brought_in(room, row(2, "张伟", phone=PHONE))
    card = cards.show(room.clerk, known.id)
    (goods,) = card.goods
    cards.save(room.clerk, card.id, card.version, Edit(goods=(RowEdit(goods["id"], {"model": "KFR"}),)))
    done = undo.undo(room.clerk, number)
    assert [(one.record, one.why, one.stays) for one in done.left] == [("goods", "edited", True)]
    after = cards.show(room.clerk, known.id)
    assert ([one["model"] for one in after.goods], after.values["kind"]) == (["KFR"], "fixed")
    assert warranties.of_card(room.clerk, known.id) == []
    assert after.values["list"] == "potential"


def test_goods_that_came_since_keep_the_kind_and_a_later_sale_the_list(room: Room) -> None:
    known = a_card(room, phone=PHONE)
    number = brought_in(room, row(2, "张伟", phone=PHONE))
    later = brought_in(room, row(2, "张伟", "KA2", phone=PHONE), digest="d2")
    undo.undo(room.clerk, number)
    after = cards.show(room.clerk, known.id)
    assert ([one["serial"] for one in after.goods], after.values["kind"], after.values["list"]) == (
        ["KA2"], "fixed", "existing",
    )  # fmt: skip
    undo.undo(room.clerk, later)
    after = cards.show(room.clerk, known.id)
    assert (after.goods, after.values["kind"]) == ((), "develop")


def test_two_imports_undone_in_the_order_in_which_they_came_leave_what_was_before_both(room: Room) -> None:
    known = a_card(room, phone=PHONE, address="中山路 81 号")
    first = brought_in(room, row(2, "张伟", "KA1", phone=PHONE, address="新街口 1 号"))
    second = brought_in(room, row(2, "张伟", "KA2", phone=PHONE, address="太平路 3 号"), digest="d2")
    undo.undo(room.clerk, first, others=False)
    assert cards.show(room.clerk, known.id).values["address"] == "太平路 3 号"
    undo.undo(room.clerk, second)
    after = cards.show(room.clerk, known.id)
    assert (after.values, after.goods) == (known.values, ())


def test_a_register_goes_and_returns_unless_a_later_one_says_so_too(room: Room) -> None:
    def unit(number: int, serial: str, model: str) -> SheetRow:
        return SheetRow(number, "[]", {"serial": serial, "model": model})

    def register(digest: str, *rows: SheetRow) -> int:
        source = SOURCE._replace(kind="shipped", digest=digest)
        return bring_in.commit(room.clerk, bring_in.stage(room.clerk, source, rows).id).number or 0

    register("r1", unit(2, "A1", "KFR"))
    second = register("r2", unit(2, "A1", "KFR-26"), unit(3, "A2", "RA"), unit(4, "A3", "RA"), unit(5, "A4", "RA"))
    register("r3", unit(2, "A3", "RA"), unit(3, "A4", "RA-2"), unit(4, "A5", "RA"))
    look = undo.look(room.clerk, second)
    assert (look.added["shipped_unit"], look.fields) == (1, 1)
    assert [(one.customer.card_no, one.why) for one in look.left] == [("A3", "brought_in"), ("A4", "brought_in")]
    assert undo.undo(room.clerk, second).choices == ()
    units = dict(database.rows("select serial, model from shipped_unit"))
    assert units == {"A1": "KFR", "A3": "RA", "A4": "RA-2", "A5": "RA"}
    assert check.look(deep=True).sound


def test_what_was_erased_since_is_not_brought_back(room: Room) -> None:
    known = a_card(room, phone=PHONE, address="中山路 81 号")
    number = brought_in(room, row(2, "张伟", phone=PHONE, address="新街口 1 号"))
    erase.erase(room.manager, known.id, "asked for in writing")
    before = cards.show(room.manager, known.id)
    undo.undo(room.clerk, number)
    assert cards.show(room.manager, known.id) == before
    assert "中山路" not in repr(tables())
    assert check.look(deep=True).sound


def test_a_card_that_is_restricted_is_not_written_to(room: Room) -> None:
    known = a_card(room, phone=PHONE)
    number = brought_in(room, row(2, "张伟", phone=PHONE, address="新街口 1 号"))
    restrictions.restrict(room.manager, known.id, "contested")
    before = cards.show(room.manager, known.id)
    done = undo.undo(room.clerk, number)
    assert {(one.record, one.why) for one in done.left} == {
        ("card", "restricted"), ("goods", "restricted"), ("warranty", "restricted"),
    }  # fmt: skip
    assert cards.show(room.manager, known.id) == before


def test_a_sheet_that_waits_and_meant_a_card_that_went_is_undecided(room: Room) -> None:
    number = brought_in(room, row(2, phone=PHONE))
    plan = bring_in.stage(room.clerk, SOURCE._replace(digest="d2"), [row(2, serial="KA2", phone=PHONE)])
    assert plan.counts[Outcome.UPDATED] == 1
    undo.undo(room.clerk, number)
    (waits,) = rows_of(room, plan)
    assert (waits.outcome, waits.card_no, [one.problem for one in waits.problems]) == (
        Outcome.UNDECIDED, None, ["card_gone"],
    )  # fmt: skip
    assert bring_in.settle(room.clerk, plan.id, 2, None).outcome is Outcome.NEW
    assert bring_in.commit(room.clerk, plan.id).counts[Outcome.NEW] == 1


def rows_of(room: Room, plan: Plan) -> list[PlanRow]:
    return bring_in.plan_rows(room.clerk, plan.id)


def test_a_file_that_was_brought_in_and_undone_says_so_when_it_comes_again(room: Room) -> None:
    number = brought_in(room, row(2))
    undo.undo(room.clerk, number)
    again = bring_in.stage(room.clerk, SOURCE, [row(2)])
    (note,) = again.source.notes
    assert isinstance(note, Note)
    assert (note.note, note.values["number"]) == ("brought_in_and_undone", "1")
    assert again.counts[Outcome.NEW] == 1


class Stop(Exception):
    pass


@pytest.mark.parametrize("act", ["commit", "undo"])
def test_a_long_write_says_how_far_it_is_and_can_be_stopped(room: Room, act: str) -> None:
    rows = [row(place, f"Dupont {place}", f"S{place}") for place in range(2, 130)]
    known = a_card(room, phone=PHONE)
    rows.append(row(130, "张伟", phone=PHONE))
    number = 0
    plan = bring_in.stage(room.clerk, SOURCE, rows)
    if act == "undo":
        number = bring_in.commit(room.clerk, plan.id).number or 0

    def write(watch: Any) -> Any:
        if act == "undo":
            return undo.undo(room.clerk, number, watch=watch)
        return bring_in.commit(room.clerk, plan.id, watch=watch)

    before, said = tables(set()), words()
    heard: list[tuple[int, int]] = []

    def stop(done: int, count: int) -> None:
        heard.append((done, count))
        if done > 60:
            raise Stop

    with pytest.raises(Stop):
        write(stop)
    assert (tables(set()), words()) == (before, said)
    assert heard == sorted(heard)
    assert {count for _, count in heard} == {129}
    heard.clear()
    write(lambda done, count: heard.append((done, count)))
    assert heard[-1] == (129, 129)
    assert cards.show(room.clerk, known.id).version == (3 if act == "undo" else 2)


def test_only_who_brought_it_in_and_a_manager_undo_an_import_once(room: Room) -> None:
    world: World = a_world(room)
    people = world.people
    number = brought_in(room, row(2, "Nobody Else", "ZZ1"))
    expected = {
        "sales": access.NotAllowed, "keeps": access.NotAllowed, "keeper": NotYourImport, "clerk.ly": NoSuchImport,
        "manager.ly": NoSuchImport, "both": NotYourImport,
    }  # fmt: skip
    for user, refusal in expected.items():
        for act in (undo.look, undo.undo):
            assert type(refusal_of(lambda user=user, act=act: act(people[user], number))) is refusal, user  # type: ignore[misc]
    assert isinstance(refusal_of(lambda: undo.look(people["clerk"], 99)), NoSuchImport)
    undo.undo(people["manager"], number)
    done = refusal_of(lambda: undo.undo(people["clerk"], number))
    assert isinstance(done, UndoneAlready)
    assert (done.number, done.by) == (str(number), "Wu Gang")
    own = brought_in(room, row(2, "Nobody Either", "ZZ2"), digest="d2")
    assert isinstance(undo.undo(people["clerk"], own), Look)


def test_imports_are_listed_newest_first_in_windows(room: Room) -> None:
    numbers = [brought_in(room, row(2, f"Dupont {n}", f"S{n}"), digest=f"d{n}") for n in range(5)]
    undo.undo(room.manager, numbers[1])
    first = imports.page(room.clerk, limit=2)
    assert [one.number for one in first] == [5, 4]
    rest = imports.page(room.manager, first[-1].number, limit=9)
    assert [one.number for one in rest] == [3, 2, 1]
    assert [one.number for one in imports.page(room.clerk, 3, "before", 1)] == [4]
    assert [one.number for one in imports.page(room.clerk, None, "before", 2)] == [2, 1]
    assert imports.count(room.clerk) == 5
    newest, undone = first[0], rest[1]
    assert (newest.file, newest.digest, newest.sheet, newest.kind, newest.by) == (
        "march.xlsx", "d4", "三月", "warranty", "Li Na",
    )  # fmt: skip
    assert (newest.counts[Outcome.NEW], newest.rows, newest.undone_at) == (1, 1, None)
    assert (undone.undone_by, undone.undone_at is not None) == ("Wu Gang", True)
    assert [imports.may_undo(actor, newest) for actor in (room.clerk, room.manager, room.keeper)] == [True, True, False]
    assert refusal_of(lambda: imports.page(room.sales)).__class__ is access.NotAllowed


def test_the_rows_of_an_undone_import_are_erased_with_the_customer(room: Room) -> None:
    undo.undo(room.clerk, brought_in(room, row(2, phone=PHONE, address="Heron Lane 7")))
    brought_in(room, row(2, phone=PHONE, address="Heron Lane 7"), digest="d2")
    erase.erase(room.manager, card_of(room, "NJ000002").id, "asked for in writing")
    assert "Heron" not in repr(database.rows('select cells, "values" from import_row'))


def test_a_list_goes_on_behind_a_card_that_went(room: Room) -> None:
    a_card(room, "Aaron")
    number = brought_in(room, row(2, "Beata"))
    a_card(room, "Clara")
    gone = next(one for one in listing.page(room.clerk) if one.name == "Beata")
    undo.undo(room.clerk, number)
    for order in listing.ORDERS:
        assert {one.name for one in listing.page(room.clerk, order, row=gone)} <= {"Aaron", "Clara"}, order
    assert [one.name for one in listing.page(room.clerk, "name", row=gone)] == ["Clara"]
    assert [one.name for one in listing.page(room.clerk, "name", row=gone, side="before")] == ["Aaron"]


def test_who_still_works_on_a_card_that_went_is_told_so(room: Room) -> None:
    number = brought_in(room, row(2, phone=PHONE))
    card = card_of(room, "NJ000001")
    undo.undo(room.clerk, number)
    kept = refusal_of(lambda: drafts.keep(room.keeper, card.id, card.version, {"name": "李强"}))
    assert isinstance(kept, engines.GoneMeanwhile)
    saved = refusal_of(lambda: cards.save(room.keeper, card.id, card.version, Edit({"city": "南京"})))
    assert isinstance(saved, access.NotYourBranch)
    assert database.rows("select count(*) from draft") == [(0,)]


def test_of_two_who_lend_and_undo_at_once_one_finds_the_other_done(room: Room) -> None:
    number = brought_in(room, row(2, phone=PHONE))
    card = card_of(room, "NJ000001").id
    told: list[Any] = []

    def at_once(act: Callable[[], Any]) -> None:
        database.connect_thread()
        try:
            told.append(act())
        except Refused as refusal:
            told.append(refusal)
        finally:
            database.disconnect()

    acts = (
        lambda: loans.lend(room.keeper, [card], to="sales", purpose="visit"),
        lambda: undo.undo(room.clerk, number),
    )
    threads = [Thread(target=at_once, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gone = database.rows("select count(*) from card") == [(0,)]
    look = next(one for one in told if isinstance(one, Look))
    assert gone == (look.cards == 1) == any(isinstance(one, Refused) for one in told)
    assert check.look(deep=True).sound


def test_a_request_for_a_new_card_keeps_it(room: Room) -> None:
    number = brought_in(room, row(2, phone=PHONE))
    card = card_of(room, "NJ000001")
    _looking_after(room, card)
    requests.ask(room.sales, [card.id], purpose="visit", kind="look_up")
    assert [one.why for one in undo.look(room.clerk, number).archived] == ["lent"]
