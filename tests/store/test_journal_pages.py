"""The journal as it is read: windows, narrowings, and one entry whole (K4)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import access, cards, database, journal_pages, loans, offices
from store.journal_pages import ALL, Narrowing
from store.offices import NewBranch
from tests.conftest import Room
from tests.store.builders import a_card, changed
from tests.store.test_check import drop_guards


def all_numbers(room: Room, narrowing: Narrowing, step: int) -> list[int]:
    """Every entry, read in windows of `step` from the latest to the first."""
    numbers: list[int] = []
    while window := journal_pages.page(room.manager, narrowing, numbers[-1] if numbers else None, "after", step):
        numbers += [line.id for line in window]
    return numbers


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(step=st.integers(1, 30))
def test_windows_from_both_ends_show_each_entry_once(room: Room, step: int) -> None:
    last = journal_pages.count(room.manager, ALL)
    assert all_numbers(room, ALL, step) == list(range(last, 0, -1))
    upwards: list[int] = []
    while window := journal_pages.page(room.manager, ALL, upwards[0] if upwards else None, "before", step):
        upwards = [line.id for line in window] + upwards
    assert upwards == list(range(last, 0, -1))


def test_the_journal_is_narrowed_to_a_person_or_a_card(room: Room) -> None:
    card, other = a_card(room), a_card(room, "李娜")
    changed(room, card, city="苏州")
    slip = loans.lend(room.keeper, [card.id, other.id], to="sales", purpose="visit")
    last = journal_pages.count(room.manager, ALL)
    assert all_numbers(room, Narrowing(card_id=card.id), 2) == [last, last - 1, last - 3]
    assert all_numbers(room, Narrowing(staff_id=room.keeper.staff_id), 1) == [last]
    lent, edited = journal_pages.page(room.manager, Narrowing(card_id=card.id), None, "after", 2)
    assert (lent.act, lent.reason, lent.card_no, lent.by) == ("lend", slip.purpose, None, "Wang Fang")
    assert (edited.act, edited.card_no) == ("edit_card", card.card_no)
    assert journal_pages.count(room.manager, Narrowing(card_id=card.id)) == 3


def test_a_day_is_the_branch_s(room: Room) -> None:
    for name in ("张伟", "李娜", "王芳"):
        a_card(room, name)
    last = journal_pages.count(room.manager, ALL)
    midnight = datetime(2026, 3, 4, 16)  # in Nanjing, by UTC
    moments = [midnight - timedelta(seconds=1), midnight, midnight + timedelta(hours=24)]
    with database.writing():
        drop_guards()
        database.execute("update journal_entry set at = ?", (midnight - timedelta(days=9),))
        for number, at in zip(range(last - 2, last + 1), moments, strict=True):
            database.execute("update journal_entry set at = ? where number = ?", (at, number))
    march = [date(2026, 3, day) for day in range(3, 8)]
    days = [all_numbers(room, Narrowing(first=day, last=day), 5) for day in march]
    assert days == [[], [last - 2], [last - 1], [last], []]
    assert all_numbers(room, Narrowing(first=march[2]), 5) == [last, last - 1]
    assert all_numbers(room, Narrowing(first=march[1], last=march[2]), 1) == [last - 1, last - 2]
    assert all_numbers(room, Narrowing(last=march[0]), 5) == list(range(last - 3, 0, -1))
    assert journal_pages.numbers(room.manager, Narrowing(first=march[1]), 2) == [last, last - 1]


def test_an_entry_is_shown_whole(room: Room) -> None:
    card = changed(room, a_card(room, phone="13010000007"), phone="13010000009")
    number = journal_pages.count(room.manager, ALL)
    found = journal_pages.whole(room.keeper, number)
    (change,) = found.changes
    assert (change.card_no, change.field, change.old, change.new) == (
        card.card_no, "phone", "+8613010000007", "+8613010000009",
    )  # fmt: skip
    assert (found.hidden, found.more, len(found.hash)) == (0, 0, 64)
    with pytest.raises(journal_pages.NoSuchEntry):
        journal_pages.whole(room.keeper, number + 1)


def test_of_another_branch_s_card_only_what_may_be_read_is_shown(room: Room) -> None:
    card = changed(room, a_card(room, remarks="a"), remarks="b")
    with database.writing():
        lyon = offices.open_branch(NewBranch("Lyon", "FR", "LY"))
        database.execute("update card set branch_id = ?, number = 7 where id = ?", (lyon.id, card.id))
        database.execute("update branch set head_office = ? where id = ?", (False, room.keeper.branch_id))
    found = journal_pages.whole(room.keeper, journal_pages.count(room.manager, ALL))
    assert (found.changes, found.hidden) == ((), 1)


@pytest.mark.parametrize("who", ["clerk", "sales"])
def test_only_keeper_and_manager_read_the_journal(room: Room, who: str) -> None:
    actor = room.first._replace(staff_id=getattr(room, who).staff_id)
    for act in (
        lambda: journal_pages.page(actor, ALL, None, "after", 5),
        lambda: journal_pages.count(actor, ALL),
        lambda: journal_pages.whole(actor, 1),
    ):
        with pytest.raises(access.NotAllowed):
            act()


def test_a_sheet_s_entry_shows_its_first_changes_and_counts_the_rest(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_pages, "MOST_CHANGES", 2)
    card = a_card(room)
    cards.save(room.clerk, card.id, card.version, cards.Edit({"city": "苏州", "remarks": "x", "email": "a@b.cn"}))
    found = journal_pages.whole(room.manager, journal_pages.count(room.manager, ALL))
    assert (len(found.changes), found.more) == (2, 1)
