"""A card has at most one valid original on paper; it goes out, is lost and found with the card (L1, K2)."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from store import cards, database, history, journal_pages, loans, losses, originals, restrictions, whereabouts
from store.access import Actor
from store.acts import check, erase, original
from store.cards import Edit
from store.errors import Refused
from store.originals import OriginalRecord
from tests.conftest import Room
from tests.store.builders import a_card, changed


def printed(room: Room, *ids: int, by: Actor | None = None) -> int:
    who = by or room.keeper
    return original.print_originals(who, original.gather(who, ids), "original.pdf")


def refused(act: Callable[..., Any], *arguments: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return caught.value


def name_of(act: Callable[..., Any], *arguments: Any) -> str:
    return type(refused(act, *arguments)).__name__


def latest(room: Room, card: int) -> OriginalRecord:
    found = originals.of_card(room.keeper, card)
    assert found is not None
    return found


def lost(room: Room, card: int) -> None:
    loans.lend(room.keeper, [card], to="sales", purpose="visit", confirmed="anyway")
    loans.lose(room.keeper, [card], "the drawer")


def sound(room: Room) -> bool:
    return check.check(room.keeper).faults == ()


def test_an_original_is_printed_once_and_noted(room: Room) -> None:
    card, other = a_card(room), a_card(room, "李娜")
    made = original.gather(room.clerk, [card.id, other.id])
    assert [(one.card.card_no, one.number, one.card.confidential) for one in made.cards] == [
        ("NJ000001", 1, True), ("NJ000002", 1, True),
    ]  # fmt: skip
    entry = journal_pages.whole(room.manager, original.print_originals(room.clerk, made, "o.pdf"))
    assert entry.line.act == "print_original"
    assert [(one.card_no, one.field, one.new) for one in entry.changes] == [
        (None, "file", "o.pdf"), ("NJ000001", "valid_original", "1"), ("NJ000002", "valid_original", "1"),
    ]  # fmt: skip
    refusal = refused(original.gather, room.keeper, [other.id])
    assert type(refusal) is originals.HasOriginal
    assert (refusal.values["card_no"], refusal.values["number"]) == ("NJ000002", 1)
    assert type(refused(original.print_originals, room.keeper, made, "o.pdf")) is originals.HasOriginal
    assert (latest(room, card.id).by, latest(room, card.id).older) == ("Li Na", False)
    changed(room, card, remarks="x")
    assert latest(room, card.id).older
    assert sound(room)


def test_only_the_original_of_a_card_that_is_in_use_and_in_the_drawer_is_printed(room: Room) -> None:
    out, archived, restricted, gone, free = (a_card(room, name).id for name in "甲乙丙丁戊")
    loans.lend(room.keeper, [out], to="sales", purpose="visit")
    cards.archive(room.clerk, archived, "moved")
    restrictions.restrict(room.manager, restricted, "contested")
    erase.erase(room.manager, gone, "asked for")
    for who in (room.keeper, room.manager):
        assert name_of(original.gather, who, [free, out]) == "CardIsOut"
        assert name_of(original.gather, who, [archived]) == "Archived"
        assert name_of(original.gather, who, [restricted]) == "Restricted"
        assert name_of(original.gather, who, [gone]) == "Erased"
    assert name_of(original.gather, room.sales, [free]) == "NotAllowed"
    assert name_of(original.gather, room.keeper, []) == "NothingToPrint"
    assert name_of(original.gather, room.keeper, [99]) == "NotYourBranch"
    assert database.rows("select count(*) from original") == [(0,)]


def test_the_slower_of_two_who_print_at_once_prints_nothing(room: Room) -> None:
    card = a_card(room)
    made = original.gather(room.keeper, [card.id])
    printed(room, card.id)
    originals.void(room.manager, [card.id], "torn")
    assert type(refused(original.print_originals, room.keeper, made, "o.pdf")) is originals.PrintedMeanwhile
    assert sound(room)


def test_a_manager_voids_with_a_reason_and_a_new_one_may_be_printed(room: Room) -> None:
    card, other = a_card(room), a_card(room, "李娜")
    printed(room, card.id)
    assert name_of(originals.void, room.keeper, [card.id], "torn") == "NotAllowed"
    assert name_of(originals.void, room.manager, [card.id], " ") == "ReasonMissing"
    assert refused(originals.void, room.manager, [card.id, other.id], "torn").values == {"card_no": "NJ000002"}
    assert latest(room, card.id).valid
    (void,) = originals.void(room.manager, [card.id], "torn")
    assert (void.card_no, void.number) == ("NJ000001", 1)
    assert (latest(room, card.id).valid, latest(room, card.id).reason) == (False, "torn")
    assert history.of_card(room.manager, card.id)[0].act == "void_original"
    assert type(refused(originals.void, room.manager, [card.id], "again")) is originals.NoOriginal
    printed(room, card.id)
    assert (latest(room, card.id).number, latest(room, card.id).valid) == (2, True)
    assert sound(room)


def test_the_paper_goes_out_with_the_card(room: Room) -> None:
    card, other = a_card(room), a_card(room, "李娜")
    printed(room, card.id)
    checked = loans.check(room.keeper, [card.id, other.id])
    assert [one.original for one in checked.cards] == [1, None]
    slip = loans.lend(room.keeper, [card.id, other.id], to="sales", purpose="visit")
    assert slip.originals == (("NJ000001", 1),)
    assert {loan.card_no: loan.original for loan in whereabouts.out(room.keeper)} == {"NJ000001": 1, "NJ000002": None}
    loans.give_back(room.keeper, [other.id])
    printed(room, other.id)
    where = whereabouts.where(room.keeper, other.id)
    assert (where.earlier[0].original, where.original and where.original.number) == (None, 1)


@pytest.mark.parametrize("how", ["lent", "counted"])
def test_a_loss_voids_the_paper_and_finding_the_card_revives_it(room: Room, how: str) -> None:
    card = a_card(room).id
    printed(room, card)
    if how == "lent":
        lost(room, card)
    else:
        losses.lose_inside(room.keeper, card, "the drawer")
    assert (latest(room, card).valid, latest(room, card).lost) == (False, True)
    assert refused(original.gather, room.keeper, [card]).values == {"card_no": "NJ000001", "number": 1}
    assert sound(room)
    loans.find_lost(room.keeper, [card])
    assert (latest(room, card).valid, latest(room, card).number) == (True, 1)
    assert [change.new for change in history.of_card(room.keeper, card)[0].changes][-1] == "1"
    assert sound(room)


def test_a_loss_that_is_undone_leaves_the_paper_valid(room: Room) -> None:
    card = a_card(room).id
    printed(room, card)
    loans.lend(room.keeper, [card], to="sales", purpose="visit")
    gone = loans.lose(room.keeper, [card], "the drawer")
    assert gone[0].original == 1
    loans.take_return_back(room.keeper, gone)
    assert latest(room, card).valid
    assert sound(room)


def by_printing(room: Room, card: int) -> None:
    printed(room, card, by=room.manager)


def by_voiding(room: Room, card: int) -> None:
    originals.void(room.manager, [card], "given up")
    printed(room, card)


@pytest.mark.parametrize("way", [by_printing, by_voiding])
def test_after_a_loss_a_new_one_needs_the_managers_word_and_the_old_one_stays_void(
    room: Room, way: Callable[[Room, int], None]
) -> None:
    card = a_card(room).id
    printed(room, card)
    lost(room, card)
    assert type(refused(original.gather, room.keeper, [card])) is originals.ManagersWord
    way(room, card)
    loans.find_lost(room.keeper, [card])
    assert (latest(room, card).number, latest(room, card).valid) == (2, True)
    assert database.rows("select number from original where voided_at is null") == [(2,)]
    assert sound(room)


def test_what_is_erased_is_void_on_paper_too_and_why_it_was_void_is_gone(room: Room) -> None:
    card = a_card(room, "Quirine Zwaluwstein").id
    printed(room, card)
    originals.void(room.manager, [card], "Zwaluwstein moved")
    printed(room, card)
    assert erase.erase(room.manager, card, "asked for").original == 2
    assert database.rows("select count(*) from original where voided_at is null or reason is not null") == [(0,)]
    assert sound(room)


BREAKING = {
    "original_twice": (
        "drop index one_valid_original_a_card",
        "insert into original (branch_id, card_id, number, version, printed_at, printed_by_id)"
        " select branch_id, card_id, 2, version, printed_at, printed_by_id from original",
    ),
    "original": ("update original set version = 9",),
    "original_unjournaled": ("update original set voided_at = printed_at, voided_by_id = printed_by_id",),
}


@pytest.mark.parametrize(("rule", "statements"), BREAKING.items(), ids=BREAKING)
def test_rows_of_originals_that_cannot_be_are_found(room: Room, rule: str, statements: Sequence[str]) -> None:
    printed(room, a_card(room).id)
    with database.writing():
        for statement in statements:
            database.execute(statement)
    assert rule in {fault.rule for fault in check.check(room.keeper).faults}


def test_what_was_edited_while_a_card_was_out_is_told_as_far_as_one_may_read(room: Room) -> None:
    card = a_card(room, salesperson=room.sales.staff_id)
    card = changed(room, card, remarks="before")
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    card = changed(room, card, remarks="a", city="Nanjing")
    cards.save(room.clerk, card.id, card.version, Edit({"district": "x"}))
    (loan,) = loans.give_back(room.keeper, [card.id])
    card = cards.show(room.clerk, card.id)
    changed(room, card, remarks="after")
    told = history.while_out(room.keeper, [loan.id])[loan.id]
    assert [[change.field for change in entry.changes] for entry in told] == [["district"], ["city", "remarks"]]
    assert {entry.by for entry in told} == {"Li Na"}
    own = history.while_out(room.sales, [loan.id])[loan.id]
    assert [change.field for entry in own for change in entry.changes] == ["district"]
    assert history.while_out(room.sales2, [loan.id]) == {}
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    (again,) = loans.give_back(room.keeper, [card.id])
    assert set(history.while_out(room.keeper, [loan.id, again.id])) == {loan.id}
