"""Extracts (L7a): for whom, of which sections, who approves them, how they are printed, counted and ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from store import (
    access,
    cards,
    database,
    extracts,
    journal_pages,
    loans,
    offices,
    requested,
    requests,
    restrictions,
    seen,
    slips,
    staff,
)
from store.access import Role
from store.acts import check, close_day, erase, extract, waiting
from store.errors import Refused
from tests.conftest import Room
from tests.store.builders import a_card


def refused(act: Callable[..., Any], *arguments: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*arguments, **more)
    return caught.value


def asked(room: Room, *ids: int, to: str = "Anne Petit", department: str = "accounts") -> slips.SlipRecord:
    return extracts.ask(
        room.keeper, ids, to=to, department=department, purpose="the yearly audit", sections=["goods", "basic"]
    )


def printed(room: Room, *ids: int) -> int:
    """The number of an extract that is on paper."""
    slip = asked(room, *ids)
    requests.approve(room.manager, slip.lines)
    extract.note(room.keeper, extract.gather(room.keeper, slip.number), "extract.pdf")
    return slip.number


def test_an_extract_is_for_any_employee_and_holds_nothing(room: Room) -> None:
    card = a_card(room, address="Heron 7").id
    slip = asked(room, card)
    assert (slip.borrower, slip.borrower_user, slip.cards) == ("Anne Petit, accounts", "", ())
    colleague = asked(room, card, to="li na", department="")
    assert (colleague.borrower, colleague.borrower_user) == ("Li Na", "clerk")
    assert refused(asked, room, card, department="").values == {"name": "Anne Petit"}
    requests.approve(room.manager, [*slip.lines, *colleague.lines])
    assert loans.lend(room.keeper, [card], to="sales", purpose="visit").cards
    for number in (slip.number, colleague.number):
        extract.note(room.keeper, extract.gather(room.keeper, number), "extract.pdf")
    assert cards.show(room.sales, card).confidential
    assert refused(cards.show, room.sales2, card)
    assert check.check(room.manager).sound


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"sections": []}, "NoSections"),
        ({"sections": ["basic", "secrets"]}, "NoSuchSection"),
        ({"purpose": " "}, "PurposeMissing"),
        ({"to": " "}, "BorrowerMissing"),
    ],
)
def test_what_an_extract_needs_is_asked_for(room: Room, change: dict[str, Any], name: str) -> None:
    wanted = {"to": "Li Na", "purpose": "audit", "sections": ["basic"], **change}
    assert type(refused(extracts.ask, room.keeper, [a_card(room).id], **wanted)).__name__ == name
    assert extracts.listed(room.keeper) == []


def test_only_keeper_and_clerk_ask_and_a_manager_approves_what_others_asked(room: Room) -> None:
    card = a_card(room).id
    for who in (room.sales, room.manager):
        wanted = {"to": "Li Na", "purpose": "audit", "sections": ["basic"]}
        assert type(refused(extracts.ask, who, [card], **wanted)) is access.NotAllowed
    slip = extracts.ask(room.first, [card], to="Li Na", purpose="audit", sections=["basic"])
    assert type(refused(requests.approve, room.first, slip.lines)) is requests.OwnRequest
    for_manager = extracts.ask(room.keeper, [card], to="manager", purpose="audit", sections=["basic"])
    assert type(refused(requests.approve, room.manager, for_manager.lines)) is requests.OwnRequest
    (one,) = [one for one in requested.listed(room.manager, waiting=True) if one.slip == slip.number]
    assert (one.kind, one.borrower, one.approver) == ("extract", "Li Na", "manager")
    assert type(refused(extract.gather, room.keeper, slip.number)) is extract.NotApproved
    requests.approve(room.manager, slip.lines)
    assert extract.gather(room.keeper, slip.number).borrower == "Li Na"
    assert type(refused(extract.gather, room.sales, slip.number)) is access.NotAllowed


def test_a_colleague_is_known_by_their_name_however_it_is_written(room: Room) -> None:
    staff.add(room.manager, "petit", "Élodie Petit", [Role.CLERK], "a long password")
    card = a_card(room).id
    for name in ("ÉLODIE PETIT", "elodie petit", "Petit"):
        assert asked(room, card, to=name, department="").borrower_user == "petit"


def test_a_look_at_a_card_is_not_under_its_extract(room: Room) -> None:
    card = a_card(room).id
    visit = loans.lend(room.keeper, [card], to="sales", purpose="visit")
    slip = asked(room, card, to="sales", department="")
    requests.approve(room.manager, slip.lines)
    extract.note(room.keeper, extract.gather(room.keeper, slip.number), "extract.pdf")
    seen.note(room.sales, [card], "opened")
    assert [one.slip for one in seen.of_card(room.keeper, card) if one.user == "sales"] == [visit.number]
    loans.give_back(room.keeper, [card])
    assert type(refused(loans.confirm_read, room.sales, card)) is access.NotYourCard


def test_each_print_is_written_down_and_counted(room: Room) -> None:
    first, second = a_card(room, "张伟").id, a_card(room, "李娜").id
    number = printed(room, first, second)
    again = extract.gather(room.clerk, number)
    assert (again.printed, again.sections, len(again.cards)) == (1, ("basic", "goods"), 2)
    stands = close_day.day_close(room.keeper).stands
    assert (stands["out"], stands["extracts"], stands["extracts_overdue"]) == (0, 2, 0)
    noted = extract.note(room.clerk, again, "again.pdf")
    entry = journal_pages.whole(room.manager, noted)
    assert (entry.line.act, entry.line.reason) == ("make_extract", "the yearly audit")
    said = {(one.field, one.new) for one in entry.changes}
    assert {("slip", str(number)), ("file", "again.pdf"), ("prints", "2"), ("printed", "again.pdf")} == said
    assert [(one.state, one.prints) for one in extracts.listed(room.keeper)] == [("out", 2), ("out", 2)]
    assert again.origin.head.number == noted - 1


def test_an_extract_ends_when_it_is_given_back_or_destroyed_and_is_overdue_until_then(room: Room) -> None:
    card = a_card(room).id
    number = printed(room, card)
    (one,) = extracts.recall(room.keeper, number)
    assert (one.recalled, one.due) == (True, offices.today(room.keeper) + timedelta(days=1))
    with database.writing():
        database.execute("update slip_card set due = '2026-01-01'")
    (late,) = extracts.listed(room.keeper, overdue=True)
    assert late.overdue > 0
    assert extracts.count(room.keeper, overdue=True) == waiting.waiting(room.keeper).extracts_overdue == 1
    assert waiting.waiting(room.clerk).extracts_overdue is None
    assert type(refused(extract.gather, room.keeper, number)) is extract.ExtractExpired
    assert type(refused(erase.erase, room.manager, card, "asked for")) is erase.StillOnPaper
    (gone,) = extracts.end(room.keeper, number, extracts.DESTROYED)
    assert (gone.state, gone.ended, gone.overdue) == ("returned", "destroyed", 0)
    assert type(refused(extracts.end, room.keeper, number, extracts.RETURNED)) is extracts.NotOnPaper
    assert [one.state for one in extracts.out_again(room.keeper, number)] == ["out"]
    extracts.end(room.keeper, number, extracts.RETURNED)
    assert extracts.count(room.keeper, overdue=True) == 0
    assert check.check(room.manager).sound
    assert erase.erase(room.manager, card, "asked for").row.erased


def test_a_card_that_is_restricted_meanwhile_leaves_no_more(room: Room) -> None:
    card = a_card(room).id
    slip = asked(room, card)
    restrictions.restrict(room.manager, card, "contested")
    assert type(refused(requests.approve, room.manager, slip.lines)) is access.Restricted
    assert type(refused(asked, room, card)) is access.Restricted
    restrictions.lift(room.manager, card, "settled")
    requests.approve(room.manager, slip.lines)
    restrictions.restrict(room.manager, card, "contested")
    assert type(refused(extract.gather, room.keeper, slip.number)) is access.Restricted
    requests.withdraw(room.keeper, slip.number)
    assert [one.state for one in extracts.listed(room.keeper)] == ["cancelled"]
