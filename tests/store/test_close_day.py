"""The day's close: each entry on one sheet, kept as one act, and the same whenever it is printed again (K4)."""

from datetime import date, timedelta

import pytest

from store import access, database, due_dates, heads, history, journal, loans, offices, requests
from store.acts import check, close_day, waiting
from store.acts.close_day import Close
from store.offices import NewBranch
from tests.conftest import Room
from tests.store.builders import a_card
from tests.store.test_check import drop_guards


def sums(close: Close) -> dict[str, dict[str | None, int]]:
    return {one.act: dict(one.by) for one in close.acts}


def move_back(entries: int, days: int) -> None:
    """As if the first `entries` of the journal had been written some days ago."""
    with database.writing():
        drop_guards()
        for number, at in database.rows("select number, at from journal_entry where number <= ?", (entries,)):
            earlier = database.moment(at) - timedelta(days=days)
            database.execute("update journal_entry set at = ? where number = ?", (journal.moment_text(earlier), number))


def yesterday(room: Room) -> date:
    return offices.today(room.keeper) - timedelta(days=1)


def test_a_close_sums_up_what_was_done_by_whom_and_what_stands_open(room: Room) -> None:
    ids = [a_card(room, name).id for name in ("张伟", "李娜", "王芳")]
    slip = loans.lend(room.keeper, ids, to="sales", purpose="visit")
    returned = loans.give_back(room.keeper, ids[:2])
    loans.take_return_back(room.keeper, returned[:1])
    due_dates.recall(room.keeper, [ids[2]])
    loans.lose(room.keeper, [ids[2]], "drawer")
    loans.take_lending_back(room.keeper, loans.lend(room.keeper, [ids[1]], to="sales2", purpose="visit"))
    with database.writing():
        database.execute("update slip_card set due = ? where card_id = ?", (yesterday(room), ids[0]))
    made = close_day.day_close(room.keeper)
    assert sums(made)["create_card"] == {"Li Na": 3}
    assert sums(made)["lend"] == {"Wang Fang": 2}
    assert made.moves == {"lent": 3, "returned": 1, "renewed": 0, "recalled": 1, "lost": 1, "found": 0}
    assert {name: count for name, count in made.stands.items() if count} == {"out": 1, "overdue": 1}
    assert [(debt.borrower, debt.cards) for debt in made.overdue] == [("Zhou Min", ("NJ000001",))]
    assert made.origin.head == heads.of_branch(room.keeper.branch_id)
    assert made.first == 1
    assert slip.number == 1


def test_a_closed_day_is_kept_as_one_act_and_says_the_same_again(room: Room) -> None:
    card = a_card(room)
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    made = close_day.day_close(room.manager)
    number = close_day.note_close(room.manager, made, "close.pdf")
    assert number == made.last + 1
    assert history.acts(room.keeper)[0].act == "close_day"
    loans.give_back(room.keeper, [card.id])
    again = close_day.day_close(room.keeper)
    assert again.closed is not None
    assert (again.closed.number, again.closed.by) == (number, "Wu Gang")
    assert again._replace(closed=None, origin=made.origin) == made
    assert again.origin.head == made.origin.head
    assert close_day.note_close(room.keeper, again, "close.pdf") == number + 2
    assert history.acts(room.keeper)[0].act == "print_close"
    assert check.check(room.keeper, against=[made.origin.head]).sound


def test_what_is_done_after_the_close_stands_on_the_next_sheet(room: Room) -> None:
    a_card(room)
    first = close_day.day_close(room.keeper)
    number = close_day.note_close(room.keeper, first._replace(day=yesterday(room)))
    a_card(room, "李娜")
    move_back(number, 1)
    second = close_day.day_close(room.keeper)
    assert (second.first, second.since) == (first.last + 1, yesterday(room))
    assert sums(second) == {"close_day": {"Wang Fang": 1}, "create_card": {"Li Na": 1}}


def test_a_day_that_was_forgotten_is_closed_later_or_stands_on_the_next_sheet(room: Room) -> None:
    a_card(room)
    entries = journal.head(room.keeper.branch_id)[0]
    move_back(entries, 3)
    a_card(room, "李娜")
    today = offices.today(room.keeper)
    with pytest.raises(close_day.NothingThen):
        close_day.day_close(room.keeper, today - timedelta(days=9))
    late = close_day.day_close(room.keeper, today - timedelta(days=2))
    assert (late.first, late.last, late.origin.head.number) == (1, entries, entries)
    close_day.note_close(room.keeper, close_day.day_close(room.keeper, today - timedelta(days=3)))
    close_day.note_close(room.keeper, close_day.day_close(room.keeper, today))
    forgotten = close_day.day_close(room.keeper, today - timedelta(days=1))
    assert (forgotten.day, forgotten.first) == (today, entries + 1)
    assert close_day.day_close(room.keeper, today - timedelta(days=3)).last == entries
    with pytest.raises(close_day.NothingThen):
        close_day.day_close(room.keeper, today - timedelta(days=4))
    with pytest.raises(close_day.NotYet):
        close_day.day_close(room.keeper, today + timedelta(days=1))


def test_the_first_close_covers_all_that_was_done_before(room: Room) -> None:
    a_card(room)
    entries = journal.head(room.keeper.branch_id)[0]
    move_back(entries, 3)
    a_card(room, "李娜")
    close_day.note_close(room.keeper, close_day.day_close(room.keeper))
    earlier = close_day.day_close(room.keeper, offices.today(room.keeper) - timedelta(days=3))
    assert (earlier.day, earlier.first, earlier.last) == (offices.today(room.keeper), 1, entries + 1)
    assert sums(earlier)["create_card"] == {"Li Na": 2}


def test_of_two_who_close_at_once_one_does(room: Room) -> None:
    mine, theirs = close_day.day_close(room.keeper), close_day.day_close(room.manager)
    close_day.note_close(room.keeper, mine)
    before = journal.head(room.keeper.branch_id)
    with pytest.raises(close_day.ClosedMeanwhile):
        close_day.note_close(room.manager, theirs)
    assert journal.head(room.keeper.branch_id) == before


def test_branches_write_each_other_s_heads_when_they_close(room: Room) -> None:
    with database.writing():
        lyon = offices.open_branch(NewBranch("Lyon", "FR", "LY"))
    with journal.entry(lyon.id, None, "make_room"):
        pass
    close_day.note_close(room.keeper, close_day.day_close(room.keeper))
    noted = [one.new for one in history.acts(room.keeper)[0].changes if one.record == "journal_head"]
    assert noted == [heads.of_branch(lyon.id).text]


@pytest.mark.parametrize("who", ["clerk", "sales"])
def test_only_keeper_and_manager_close_the_day(room: Room, who: str) -> None:
    actor = access.actor_of(getattr(room, who).staff_id)
    made = close_day.day_close(room.keeper)
    for act in (lambda: close_day.day_close(actor), lambda: close_day.note_close(actor, made)):
        with pytest.raises(access.NotAllowed):
            act()
    assert waiting.waiting(actor).closing is None


def test_today_knows_up_to_which_day_is_closed(room: Room) -> None:
    assert waiting.waiting(room.keeper).closing == (None, False)
    close_day.note_close(room.keeper, close_day.day_close(room.keeper))
    assert waiting.waiting(room.manager).closing == (offices.today(room.keeper), True)


def test_what_waits_for_an_answer_is_counted(room: Room) -> None:
    card = a_card(room, salesperson=room.sales2.staff_id)
    requests.ask(room.sales, [card.id], to="", purpose="a call", kind="look_up")
    assert close_day.day_close(room.keeper).stands["requested"] == 1
