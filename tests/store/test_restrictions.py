"""What a manager restricts is kept and not used; what is on hold is not erased; for how long cards are kept (K6)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from store import (
    access,
    cards,
    database,
    due_dates,
    find,
    history,
    loans,
    requests,
    restrictions,
    retention,
    slips,
    submissions,
    warranties,
)
from store.access import Restricted
from store.acts import disclosures, erase, papers
from store.card_edits import Edit, RowEdit
from store.errors import Refused
from tests.conftest import Room
from tests.store.builders import a_card


def refused(act: Callable[..., Any], *arguments: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*arguments, **more)
    return caught.value


def contested(room: Room) -> int:
    card = a_card(
        room, "Quirine Zwaluwstein", salesperson=room.sales.staff_id, phone="+8613912345678", address="Heron 7"
    )
    restrictions.restrict(room.manager, card.id, "contested")
    return card.id


def test_a_restricted_card_is_seen_by_its_open_part_and_used_by_nobody(room: Room) -> None:
    card = contested(room)
    for who in (room.clerk, room.keeper, room.sales):
        shown = cards.show(who, card)
        assert (shown.row.restricted, shown.row.phone, shown.confidential) == (True, None, False)
        assert "address" not in shown.values
        assert cards.card_id(who, shown.card_no) == card
        assert find.find(who, "12345678").ids == find.find(who, "Heron").ids == ()
        assert find.find(who, shown.card_no).ids == find.find(who, "Quirine").ids == (card,)
    assert cards.show(room.manager, card).values["address"] == "Heron 7"
    acts: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
        (loans.lend, (room.keeper, [card]), {"to": "sales", "purpose": "visit"}),
        (requests.ask, (room.sales, [card]), {"purpose": "visit", "kind": "look_up"}),
        (cards.save, (room.clerk, card, 2, Edit({"remarks": "x"})), {}),
        (submissions.submit, (room.sales, Edit({"remarks": "x"})), {"card": card}),
        (disclosures.gather, (room.clerk, card, "asked for"), {}),
    ]
    for act, arguments, more in acts:
        assert type(refused(act, *arguments, **more)) is Restricted, act
    assert disclosures.gather(room.manager, card, "asked for").card.confidential
    restrictions.lift(room.manager, card, "settled")
    assert cards.show(room.clerk, card).values["address"] == "Heron 7"
    assert find.find(room.clerk, "Heron").ids == (card,)


def test_what_is_out_when_a_card_is_restricted_closes_at_once_and_is_not_chased_or_printed(room: Room) -> None:
    card = a_card(room, "Quirine Zwaluwstein", salesperson=room.sales2.staff_id, address="Heron 7")
    number = loans.lend(room.keeper, [card.id], to="sales", purpose="visit").number
    restrictions.restrict(room.manager, card.id, "contested")
    assert "address" not in cards.show(room.sales, card.id).values
    for who in (room.sales, room.keeper):
        assert type(refused(papers.pack, who, number)) is Restricted
    assert papers.pack(room.manager, number).cards
    assert type(refused(due_dates.renew, room.keeper, [card.id])) is Restricted
    with database.writing():
        database.execute("update slip_card set due = '2026-01-01'")
    assert due_dates.debtors(room.keeper) == []
    assert [one.cards for one in due_dates.debtors(room.manager)] == [(card.card_no,)]
    assert type(refused(due_dates.remind, room.keeper, ["sales"])) is due_dates.NothingOverdue
    assert loans.give_back(room.keeper, [card.id])


def test_each_state_is_set_and_lifted_once_with_a_reason_by_a_manager(room: Room) -> None:
    card = a_card(room).id
    for on, off in ((restrictions.restrict, restrictions.lift), (restrictions.hold, restrictions.release)):
        assert type(refused(on, room.clerk, card, "why")) is access.NotAllowed
        assert type(refused(on, room.manager, card, " ")) is slips.ReasonMissing
        assert type(refused(off, room.manager, card, "why")) is restrictions.NotSo
        on(room.manager, card, "why")
        assert type(refused(on, room.manager, card, "again")) is restrictions.Already
    row = cards.rows_of(room.clerk, [card])[0]
    assert (row.restricted, row.on_hold) == (True, True)
    assert restrictions.since(card) == {"restricted": ("Wu Gang", "why"), "on_hold": ("Wu Gang", "why")}
    told = [(entry.act, entry.reason) for entry in history.of_card(room.manager, card)]
    assert told[:2] == [("hold_card", "why"), ("restrict_card", "why")]
    row = restrictions.release(room.manager, card, "settled")
    assert (row.restricted, row.on_hold) == (True, False)


def test_all_that_is_kept_about_a_person_is_gathered(room: Room) -> None:
    card = a_card(room, "Quirine Zwaluwstein", language="fr", goods=({"product": "TV", "serial": "S1"},))
    card = cards.save(
        room.clerk, card.id, card.version, Edit({"remarks": "a dog"}, people=(RowEdit(None, {"name": "Pelican"}),))
    )
    loans.lend(room.keeper, [card.id], to="sales", purpose="visit")
    submissions.submit(room.sales, Edit({"address": "Heron 8"}), card=card.id)
    assert type(refused(disclosures.gather, room.sales, card.id, "asked for")) is access.NotAllowed
    assert type(refused(disclosures.gather, room.clerk, card.id, " ")) is disclosures.PurposeMissing
    made = disclosures.gather(room.clerk, card.id, "asked for by letter")
    assert (made.language, made.purpose, made.card.people[0]["name"]) == ("fr", "asked for by letter", "Pelican")
    assert [loan.borrower for loan in made.lent] == ["Zhou Min"]
    assert len(made.submissions) == 1
    noted = disclosures.note(room.clerk, made, "kept.pdf")
    entry = history.of_card(room.manager, card.id)[0]
    assert (entry.number, entry.act, entry.reason) == (noted, "disclose", "asked for by letter")
    assert [one.how for one in disclosures.gather(room.clerk, card.id, "again").seen] == ["printed"]


def untouched(card: int, days: int) -> None:
    with database.writing():
        moment = database.now() - timedelta(days=days)
        database.execute("update card set updated_at = ? where id = ?", (moment, card))


def test_cards_past_what_is_set_for_their_kind_are_listed_and_nothing_goes_by_itself(room: Room) -> None:
    old, kept, lent, held, bought = (a_card(room, f"Quirine {place}").id for place in range(5))
    for card in (old, lent, held, bought):
        untouched(card, 800)
    loans.lend(room.keeper, [lent], to="sales", purpose="visit")
    restrictions.hold(room.manager, held, "a dispute")
    with database.writing():
        database.execute(
            "insert into warranty (branch_id, card_id, serial, currency, state, received_at, version, purchased_on)"
            " values (?, ?, 'W1', 'CNY', 'received', ?, 1, ?)",
            (room.clerk.branch_id, bought, database.now(), date(2026, 1, 1)),
        )
    assert retention.past(room.manager) == []
    assert set(retention.months(room.manager).values()) == {None}
    assert type(refused(retention.set_months, room.keeper, {"develop": 24})) is access.NotAllowed
    assert type(refused(retention.set_months, room.manager, {"develop": 0})) is retention.BadRetention
    assert retention.set_months(room.manager, {"develop": 24})["develop"] == 24
    assert [one.id for one in retention.past(room.manager)] == [old]
    assert retention.count_past(room.manager) == 1
    assert type(refused(retention.past, room.clerk)) is access.NotAllowed
    done, left = erase.erase_past(room.manager, [old, kept], "past its retention")
    assert [record.row.id for record in done] == [old]
    assert [(one.card_no, type(one.why)) for one in left] == [("NJ000002", erase.NotPast)]
    assert retention.past(room.manager) == []
    assert history.of_card(room.manager, old)[0].reason == "past its retention"
    assert warranties.of_card(room.manager, bought)


@pytest.mark.parametrize(
    ("today", "months", "day"),
    [
        (date(2026, 11, 28), 24, date(2024, 11, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_back_end_on_a_day_that_is(today: date, months: int, day: date) -> None:
    assert retention.before(today, months) == day
