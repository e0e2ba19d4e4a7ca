"""`check` finds whoever got past the guards: a bit of the journal, its tail, its chain, rows that cannot be (K4)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import peewee
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from store import cards, database, guards, heads, journal, loans, seen
from store.acts import backup, check, read_backup
from store.tables.base import proxy
from tests.conftest import Room
from tests.store.builders import a_card, changed, columns

TABLES = ("journal_entry", "journal_change", "journal_value")
HEADS = ("journal_head", "seen_head")
CHAINED = {**dict.fromkeys((*TABLES, HEADS[0]), journal.verify), **dict.fromkeys(("seen_entry", HEADS[1]), seen.verify)}
"""Every table of the two chains, with what looks through it."""


def a_day(room: Room) -> None:
    """A few acts of every kind that the journal knows."""
    card = changed(room, a_card(room, "李娜", phone="13010000007"), city="苏州", remarks="réglé")
    loans.lend(room.keeper, [card.id], to="sales", purpose="拜访")
    loans.give_back(room.keeper, [card.id])
    cards.archive(room.clerk, card.id, "gone")
    for actor in (room.keeper, room.manager):
        seen.note(actor, [card.id], "opened")


def drop_guards() -> None:
    """What somebody with the database's own password does first."""
    if database.engine() == "sqlite":
        for (name,) in database.rows("select name from sqlite_master where type = 'trigger'"):
            database.execute(f"drop trigger {name}")
    else:
        for table in CHAINED:
            database.execute(f"alter table {table} disable trigger all")


@contextmanager
def tampering() -> Iterator[None]:
    """Past the guards, for a while: whatever is changed is taken back at the end."""
    with proxy.atomic() as transaction:
        if database.engine() == "sqlite":
            database.execute("pragma defer_foreign_keys = 1")
        drop_guards()
        try:
            yield
        finally:
            transaction.rollback()


def one_bit_off(value: Any, data: st.DataObject) -> Any:
    """`value` with one of its bits turned round."""
    if isinstance(value, int):
        return value ^ (1 << data.draw(st.integers(0, 30)))
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1 << data.draw(st.integers(0, 40)))
    raw = bytearray(value.encode())
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    if database.engine() == "sqlite":
        return bytes(raw)
    assume(0 not in raw)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        assume(False)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_bit_changed_anywhere_in_the_journal_is_found_and_its_entry_named(room: Room, data: st.DataObject) -> None:
    if not database.rows("select 1 from card"):
        a_day(room)
    table = data.draw(st.sampled_from(list(CHAINED)))
    names = columns(table)
    listed = database.rows(f"select {', '.join(names)} from {table} order by 1, 2, 3")
    row = dict(zip(names, data.draw(st.sampled_from(listed)), strict=True))
    column = data.draw(st.sampled_from([name for name in names if row[name] not in (None, "")]))
    keys = [name for name in ("branch_id", "number", "entry_number", "place") if name in row]
    here = " and ".join(f"{name} = ?" for name in keys)
    text = "cast(? as text)" if database.engine() == "sqlite" and isinstance(row[column], str) else "?"
    with tampering():
        new = one_bit_off(row[column], data)
        try:
            with proxy.atomic():
                database.execute(
                    f"update {table} set {column} = {text} where {here}", [new, *(row[name] for name in keys)]
                )
        except peewee.IntegrityError:
            assume(False)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(journal, "LINES", data.draw(st.sampled_from([1, journal.LINES])))
            broken = CHAINED[table](row["branch_id"])
        assert broken is not None
        if table in HEADS:
            return
        number = row.get("entry_number", row.get("number"))
        strayed = column == "entry_number" and 0 < new < number  # into an earlier entry, which is then wrong too
        assert broken.number == (new if strayed else number)
    assert CHAINED[table](row["branch_id"]) is None


def carried(room: Room, file: Path, by: str) -> list[heads.HeadRecord]:
    """What somebody holds from before: the head, written down, or a backup."""
    if by == "head":
        return [heads.parse(heads.of_branch(room.keeper.branch_id).text)]
    return list(read_backup.entries(backup.copy(room.url, file).file))


def cut_tail(branch: int, entries: int) -> None:
    """Take the last entries away, so neatly that the room alone shows nothing."""
    last = journal.head(branch)[0] - entries
    with database.writing():
        drop_guards()
        for table, number in zip(TABLES, ("number", "entry_number", "entry_number"), strict=True):
            database.execute(f"delete from {table} where {number} > ?", (last,))
        hash_ = database.rows("select hash from journal_entry where number = ?", (last,))[0][0]
        database.execute("update journal_head set number = ?, hash = ?", (last, hash_))
        guards.set_guards()


def compute_anew(branch: int) -> None:
    """Rewrite an act and every hash after it, so neatly that the room alone shows nothing."""
    before = journal.START
    with database.writing():
        drop_guards()
        database.execute("update journal_entry set act = 'nothing' where number = 3")
        for number, at, staff, act, reason in database.rows(
            "select number, at, staff_id, act, reason from journal_entry order by number"
        ):
            changes = database.rows(
                "select branch_id, entry_number, place, record, record_id, card_id, field, learnt_at, digest"
                " from journal_change where entry_number = ? order by place",
                (number,),
            )
            before = journal.entry_hash(before, branch, number, at, staff, act, reason, len(changes), changes)
            database.execute("update journal_entry set hash = ? where number = ?", (before, number))
        database.execute("update journal_head set hash = ?", (before,))
        guards.set_guards()


@pytest.mark.parametrize("by", ["head", "backup"])
@pytest.mark.parametrize("wrong", ["cut", "other"])
def test_what_the_room_alone_cannot_show_is_found_against_what_was_carried_out(
    room: Room, tmp_path: Path, by: str, wrong: str
) -> None:
    a_day(room)
    branch = room.keeper.branch_id
    before = carried(room, tmp_path / "copy", by)
    assert check.check(room.keeper, against=before).sound
    last = journal.head(branch)[0]
    cut_tail(branch, 1) if wrong == "cut" else compute_anew(branch)
    assert journal.verify(branch) is None
    assert not check.check(room.keeper).faults
    first = 3 if (wrong, by) == ("other", "backup") else last
    assert check.check(room.keeper, against=before).parted == (heads.Parted("NJ", first, wrong),)


def test_an_older_room_put_back_is_found_against_a_later_head(room: Room, tmp_path: Path) -> None:
    older = heads.of_branch(room.keeper.branch_id)
    a_day(room)
    later = heads.of_branch(room.keeper.branch_id)
    cut_tail(room.keeper.branch_id, later.number - older.number)
    assert check.check(room.keeper, against=[older]).parted == ()
    assert check.check(room.keeper, against=[older, later]).parted == (heads.Parted("NJ", later.number, "cut"),)


@pytest.mark.parametrize("text", ["", "NJ", "NJ:1", "NJ:x:9f3c", "NJ:1:9f3c", "backup.db"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(heads.NotAHead):
        heads.parse(text)


def test_a_head_is_understood_as_people_write_it() -> None:
    written = " nj：12:9F3C 0000 1111 2222 … "
    assert heads.parse(written) == heads.HeadRecord("NJ", 12, "9f3c000011112222")


def test_guards_that_were_taken_away_are_named(room: Room) -> None:
    assert check.check(room.keeper).guards == ()
    with database.writing():
        drop_guards()
    assert "journal_entry_no_delete" in check.check(room.keeper).guards


BREAKING = {
    "out_twice": (
        "drop index card_out_to_one_person",
        "insert into slip_card (branch_id, slip_id, card_id, borrower_id, holds, state, due, out_at)"
        " select branch_id, slip_id, card_id, borrower_id, holds, state, due, out_at from slip_card",
    ),
    "state": ("update slip_card set ended_at = out_at",),
    "slip": ("update slip_card set borrower_id = null",),
    "unjournaled": ("update slip_card set state = 'returned', ended_at = out_at",),
}


@pytest.mark.parametrize(("rule", "statements"), BREAKING.items(), ids=BREAKING)
def test_rows_of_lending_that_cannot_be_are_found(room: Room, rule: str, statements: tuple[str, ...]) -> None:
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    assert check.check(room.keeper).faults == ()
    with database.writing():
        for statement in statements:
            database.execute(statement)
    found = check.check(room.keeper)
    assert rule in {fault.rule for fault in found.faults}
    assert {fault.values["card_no"] for fault in found.faults} == {card.card_no}


@pytest.mark.parametrize(
    "statement",
    [
        "update card set name = '王芳'",
        "update card_details set phone = '+8613010000001'",
        "update goods set brand = 'x'",
    ],
)
def test_a_card_written_past_the_journal_is_found_by_a_deep_check(room: Room, statement: str) -> None:
    card = a_card(room, phone="13010000007", goods=({"product": "tv", "brand": "a"},))
    goods = cards.RowEdit(card.goods[0]["id"], {"brand": "b"})
    card = cards.save(
        room.clerk, card.id, card.version, cards.Edit({"phone": "13010000008", "name": "李娜"}, goods=(goods,))
    )
    assert check.check(room.keeper, deep=True).sound
    with database.writing():
        database.execute(statement)
    assert check.check(room.keeper).sound
    (fault,) = check.check(room.keeper, deep=True).faults
    assert (fault.rule, fault.values["card_no"]) == ("card", card.card_no)
