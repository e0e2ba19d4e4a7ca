"""Who may have which paper, and that none leaves unnoted (L2, L4, L5, K2)."""

from collections.abc import Callable
from typing import Any

import pytest

from store import database, due_dates, history, journal, journal_pages, loans, reservations
from store.acts import papers
from store.errors import Refused
from tests.conftest import Room
from tests.store.builders import a_card


def lent(room: Room, *names: str, to: str = "sales") -> tuple[int, list[int]]:
    """A slip's number and its cards."""
    ids = [a_card(room, name).id for name in names]
    return loans.lend(room.keeper, ids, to=to, purpose="visit").number, ids


def past_due(card: int) -> None:
    database.execute("update slip_card set due = '2026-01-01' where card_id = ?", (card,))


def refused(act: Callable[..., Any], *arguments: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return caught.value


def test_a_pack_has_the_cards_that_are_out_whole_in_their_order(room: Room) -> None:
    number, ids = lent(room, "张伟", "李娜", "王芳")
    loans.give_back(room.keeper, [ids[1]])
    for who in (room.keeper, room.clerk, room.manager, room.sales):
        pack = papers.pack(who, number)
        assert [one.card.id for one in pack.cards] == [ids[0], ids[2]]
        assert all(one.card.confidential for one in pack.cards)
        assert (pack.borrower, pack.purpose, pack.origin.who) == ("Zhou Min", "visit", who.name)
    assert papers.pack_of_loan(room.keeper, pack.cards[0].loan).number == number


def test_a_pack_tells_what_earlier_visits_brought(room: Room) -> None:
    number, (card,) = lent(room, "张伟")
    loans.give_back(room.keeper, [card], results={card: "bought"})
    again = loans.lend(room.keeper, [card], to="sales2", purpose="visit").number
    (one,) = papers.pack(room.sales2, again).cards
    assert [(loan.slip, loan.result) for loan in one.earlier] == [(number, "bought")]


def test_a_slip_is_nothing_to_whoever_neither_keeps_nor_holds_its_cards(room: Room) -> None:
    number, _ = lent(room, "张伟")
    assert type(refused(papers.pack, room.sales2, number)) is papers.NoSuchSlip
    assert refused(papers.pack, room.sales2, number + 1).values == {"slip": number + 1}


def test_a_loan_that_has_ended_prints_nothing_for_its_borrower(room: Room) -> None:
    number, (card, other) = lent(room, "张伟", "李娜")
    past_due(card)
    refusal = refused(papers.pack, room.sales, number)
    assert (type(refusal), refusal.values) == (papers.NotOpenToYou, {"slip": number, "cards": ("NJ000001",)})
    assert len(papers.pack(room.keeper, number).cards) == 2
    due_dates.renew(room.keeper, [card])
    assert len(papers.pack(room.sales, number).cards) == 2
    loans.give_back(room.keeper, [card, other])
    assert type(refused(papers.pack, room.sales, number)) is papers.NothingOut


def test_a_loss_voids_the_print_until_a_manager_makes_a_new_one_or_the_card_is_back(room: Room) -> None:
    _, (card,) = lent(room, "张伟")
    loans.lose(room.keeper, [card], "the drawer")
    number = loans.lend(room.keeper, [card], to="sales", purpose="visit", confirmed="a copy").number
    for who in (room.keeper, room.sales):
        assert refused(papers.pack, who, number).values == {"cards": ("NJ000001",)}
    assert papers.pack(room.manager, number).cards
    loans.give_back(room.keeper, [card])
    number = loans.lend(room.keeper, [card], to="sales", purpose="visit").number
    assert papers.pack(room.keeper, number).cards


def test_a_pack_is_noted_with_its_slip_file_and_each_card(room: Room) -> None:
    number, (card, other) = lent(room, "张伟", "李娜")
    pack = papers.pack(room.sales, number)
    noted = papers.note_pack(room.sales, pack, "pack.pdf")
    entry = journal_pages.whole(room.manager, noted)
    assert (entry.line.act, entry.line.reason, entry.line.by) == ("make_pack", "visit", "Zhou Min")
    said = [(change.card_no, change.field, change.new) for change in entry.changes]
    assert said == [
        (None, "slip", str(number)),
        (None, "file", "pack.pdf"),
        ("NJ000001", "printed", "pack.pdf"),
        ("NJ000002", "printed", "pack.pdf"),
    ]
    assert history.of_card(room.keeper, card)[0].act == history.of_card(room.keeper, other)[0].act == "make_pack"
    assert pack.origin.head.number == noted - 1
    assert journal.verify(room.keeper.branch_id) is None


def test_a_card_that_came_back_meanwhile_is_not_printed(room: Room) -> None:
    number, (card, _) = lent(room, "张伟", "李娜")
    pack = papers.pack(room.keeper, number)
    loans.give_back(room.keeper, [card])
    before = journal.head(room.keeper.branch_id)
    assert type(refused(papers.note_pack, room.keeper, pack, "pack.pdf")).__name__ == "MovedMeanwhile"
    assert journal.head(room.keeper.branch_id) == before


def test_labels_are_for_those_who_may_take_lists_out(room: Room) -> None:
    _, ids = lent(room, "张伟", "李娜")
    assert refused(papers.labels, room.sales, ids).values["right"]
    assert type(refused(papers.labels, room.clerk, [])) is papers.NothingToLabel
    assert type(refused(papers.labels, room.clerk, [99])).__name__ == "NotYourBranch"
    sheet = papers.labels(room.clerk, ids[::-1])
    assert [row.card_no for row in sheet.cards] == ["NJ000002", "NJ000001"]
    entry = journal_pages.whole(room.manager, papers.note_labels(room.clerk, sheet, "labels.pdf"))
    assert [change.new for change in entry.changes] == ["labels.pdf", "NJ000002", "NJ000001"]


def test_a_wait_slip_says_for_whom_a_card_that_came_back_is_kept(room: Room) -> None:
    _, (card, other) = lent(room, "张伟", "李娜")
    reservations.reserve(room.keeper, [card], to="sales2", purpose="signing")
    assert type(refused(papers.wait_slips, room.sales, [card])).__name__ == "NotAllowed"
    assert refused(papers.wait_slips, room.keeper, [card]).values["borrower"] == "Zhou Min"
    ended = loans.give_back(room.keeper, [card, other])
    assert refused(papers.wait_slips, room.keeper, [other]).values == {"card_no": "NJ000002"}
    made = papers.wait_slips(room.keeper, [card])
    (wait,) = made.waits
    assert (wait.borrower, wait.purpose, wait.back_from, wait.more) == ("Sun Yan", "signing", "Zhou Min", 0)
    assert wait.back_on == wait.since == ended[0].lent_on
    entry = journal_pages.whole(room.manager, papers.note_wait_slips(room.keeper, made, "w.pdf"))
    assert (entry.line.act, entry.changes[-1].new) == ("make_wait_slip", "Sun Yan")


def test_whose_right_is_withdrawn_prints_no_more(room: Room) -> None:
    number, _ = lent(room, "张伟")
    pack = papers.pack(room.keeper, number)
    database.execute("update staff set keeper = false, clerk = false where id = ?", (room.keeper.staff_id,))
    assert type(refused(papers.note_pack, room.keeper, pack, "pack.pdf")) is papers.NoSuchSlip
