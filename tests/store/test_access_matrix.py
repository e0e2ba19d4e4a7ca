"""Who reads and does what, cell by cell, against tables written by hand (K1): list, find, counts, notches, order,
preview, history, whereabouts, export and every act agree."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from importers.sheets import export
from locales.words import words
from store import (
    access,
    cards,
    database,
    doubles,
    due_dates,
    extracts,
    find,
    history,
    journal_pages,
    listing,
    loan_rules,
    loans,
    notches,
    originals,
    requested,
    requests,
    reservations,
    restrictions,
    submissions,
    warranties,
    whereabouts,
)
from store.access import Actor, Relation, Standing
from store.acts import disclosures, erase, merge, original, take_over
from store.cards import Edit
from store.errors import Refused
from store.matrix import rows
from tests.conftest import Room
from tests.store.access_world import READS, World, a_world, leaks, levels, table, taken_back

SEEN = ("whole", "phones", "open")


@pytest.fixture
def world(room: Room) -> World:
    return a_world(room)


def visible(world: World, person: str, *, archived: bool = False) -> set[str]:
    return {
        world.cards[which].card_no
        for which, level in levels(person).items()
        if level in SEEN and archived == (which == "archived")
    }


def refusal_of(act: Callable[[], Any]) -> str:
    """What becomes of an act: "yes", or the refusal's name."""
    try:
        act()
    except Refused as refusal:
        return type(refusal).__name__
    return "yes"


def test_lists_counts_orders_and_places_have_just_the_cards_that_are_seen(world: World) -> None:
    assert set(world.people) == set(table(READS))
    for person, actor in world.people.items():
        for archived in (False, True):
            picked = {"archived": frozenset({"1"})} if archived else {}
            expected = visible(world, person, archived=archived)
            for order in listing.ORDERS:
                listed = listing.page(actor, order, notches=picked)
                assert {row.card_no for row in listed} == expected, (person, order)
                assert [listing.place(actor, order, False, picked, row) for row in listed] == [*range(len(listed))]
            assert listing.count(actor, picked) == len(expected)
        assert leaks(world, person, repr(listing.page(actor))) == []


def test_find_answers_by_what_is_read_and_nothing_else(world: World) -> None:
    for person in table(READS):
        actor = world.people[person]
        for which, level in levels(person).items():
            card, archived = world.cards[which], {"archived": frozenset({"1"} if which == "archived" else "")}

            def found(text: str, actor: Actor = actor, archived: Any = archived) -> set[str]:
                return {row.card_no for row in find.find(actor, text, archived).rows}

            used = which != "restricted"  # nobody finds what is restricted by more than its open part
            whole, seen = level == "whole" and used, level in SEEN
            assert (card.card_no in found(card.name)) is seen, (person, which)
            assert (card.card_no in found(card.phone[-7:])) is (seen and used), (person, which)
            for name in ("address", "person", "serial", "warranty"):
                assert (card.card_no in found(card.confidential[name])) is whole, (person, which, name)
            by_name = find.find(actor, card.name)
            assert [one.card_no for one in by_name.on_file] == ([card.card_no] if level == "file" else [])
            assert leaks(world, person, repr(by_name)) == []


def test_notches_count_and_pick_by_no_value_that_is_closed(world: World) -> None:
    for person in table(READS):
        actor = world.people[person]
        for archived in (False, True):
            picked = {"archived": frozenset({"1"})} if archived else {}
            counts = notches.notch_counts(actor, picked)
            mine = [which for which in levels(person) if (which == "archived") == archived]
            seen = [which for which in mine if levels(person)[which] in SEEN]
            whole = [which for which in mine if levels(person)[which] == "whole" and which != "restricted"]
            districts = {one.value: one.cards for one in counts["district"]}
            assert districts == {world.cards[which].district: 1 for which in seen}
            assert {one.value: one.cards for one in counts["attitude"]}.get("loyal", 0) == len(whole)
            by_attitude = listing.page(actor, notches={**picked, "attitude": frozenset({"loyal"})})
            assert {row.card_no for row in by_attitude} == {world.cards[which].card_no for which in whole}


def test_a_card_is_opened_as_far_as_it_is_read_and_its_history_and_whereabouts_with_it(world: World) -> None:
    for person in table(READS):
        actor = world.people[person]
        for which, level in levels(person).items():
            card = world.cards[which]
            if level not in SEEN:
                closed = "NotYourCard" if set(levels(person).values()) & {"file", "phones"} else "NotYourBranch"
                for look in (cards.show, history.of_card, whereabouts.where):
                    assert refusal_of(partial(look, actor, card.id)) == closed, (person, which)
                assert cards.rows_of(actor, [card.id]) == warranties.of_card(actor, card.id) == []
                on_file = "OnlyOnFile" if level == "file" else "NoSuchCard"
                assert refusal_of(partial(cards.card_id, actor, card.card_no)) == on_file
                continue
            shown = cards.show(actor, card.id)
            assert cards.card_id(actor, card.card_no) == card.id
            phone = None if level == "open" else card.phone
            assert (shown.values["name"], shown.values.get("phone")) == (card.name, phone)
            assert shown.confidential is ("address" in shown.values) is bool(shown.people) is (level == "whole")
            told = [shown, history.of_card(actor, card.id), whereabouts.where(actor, card.id)]
            told += warranties.of_card(actor, card.id)
            assert leaks(world, person, repr(told)) == []
            if level == "whole":
                assert all(value in repr(told) for value in (*card.confidential.values(), card.result, card.purpose))


def test_lists_of_loans_requests_and_who_waits_name_no_customer_that_is_not_seen(world: World) -> None:
    requests.ask(world.people["sales"], [world.cards["other"].id], purpose="purposeAsked")
    reservations.reserve(world.people["both"], [world.cards["held"].id])
    for person in table(READS):
        actor = world.people[person]
        told = [whereabouts.out(actor), requested.listed(actor), reservations.waiting(actor), history_for(actor)]
        assert leaks(world, person, repr(told)) == []
    (asked,) = requested.listed(world.people["sales"])
    assert (asked.name, asked.grade, asked.card_no) == (None, None, world.cards["other"].card_no)


def history_for(actor: Actor) -> list[Any]:
    """The branch's journal as far as `actor` may read it."""
    if not actor.may(access.Right.READ_JOURNAL):
        for read in (history.acts, lambda who: journal_pages.page(who, journal_pages.ALL, None, "after", 9)):
            assert refusal_of(lambda read=read: read(actor)) == "NotAllowed"
        return []
    lines = journal_pages.page(actor, journal_pages.ALL, None, "after", 99)
    return [history.acts(actor), [journal_pages.whole(actor, line.id) for line in lines]]


def test_a_card_that_is_no_longer_theirs_loses_its_name_in_their_own_lists(world: World) -> None:
    sales, held = world.people["sales"], world.cards["held"]
    with database.writing():
        database.execute("update slip_card set due = '2020-01-01' where card_id = ? and state = 'out'", (held.id,))
    (loan,) = whereabouts.out(sales)
    assert (loan.card_no, loan.name, loan.purpose) == (held.card_no, "", "purposeNow")
    assert refusal_of(lambda: cards.show(sales, held.id)) == "NotYourCard"


ACTS = """
                    own          held         other        archived     elsewhere   restricted
edit clerk          yes          yes          yes          Archived     NotYourBranch Restricted
edit keeps          NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
edit manager        NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
edit first          yes          yes          yes          Archived     BranchOnly  yes
edit both           yes          yes          yes          Archived     NotYourBranch Restricted
edit sales          NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
edit clerk.ly       NotYourBranch NotYourBranch NotYourBranch NotYourBranch yes     NotYourBranch
archive clerk       yes          CardIsOut    yes          yes          NotYourBranch yes
archive first       yes          CardIsOut    yes          yes          BranchOnly  yes
archive keeps       NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
archive manager.ly  NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
archive sales       NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
lend keeps          yes          AlreadyOut   yes          ArchivedCard NotYourBranch Restricted
lend first          yes          AlreadyOut   yes          ArchivedCard BranchOnly  Restricted
lend clerk          NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
lend manager        NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
lend sales          NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
lend keeper.ly      NotABorrower NotABorrower NotABorrower NotABorrower NotABorrower NotABorrower
return keeps        NotOut       yes          NotOut       NotOut       NotYourBranch NotOut
return first        NotOut       yes          NotOut       NotOut       BranchOnly  NotOut
return clerk        NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
return sales        NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
return keeper.ly    NotYourBranch NotYourBranch NotYourBranch NotYourBranch NotOut  NotYourBranch
recall keeps        NotOut       yes          NotOut       NotOut       NotYourBranch NotOut
recall first        NotOut       yes          NotOut       NotOut       BranchOnly  NotOut
recall manager      NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
ask sales           yes          yes          yes          ArchivedCard NotYourBranch Restricted
ask sales2          yes          yes          yes          ArchivedCard NotYourBranch Restricted
ask clerk           yes          yes          yes          ArchivedCard NotYourBranch Restricted
ask manager         NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
ask sales.ly        NotYourBranch NotYourBranch NotYourBranch NotYourBranch yes     NotYourBranch
reserve sales       InTheDrawer  HeldAlready  NotYourCard  NotYourCard  NotYourCard NotYourCard
reserve sales2      NotYourCard  yes          InTheDrawer  InTheDrawer  NotYourCard Restricted
reserve manager     NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
submit sales        yes          yes          NotYourCard  NotYourCard  NotYourCard NotYourCard
submit sales2       NotYourCard  yes          yes          ArchivedSubject NotYourCard Restricted
submit both         yes          yes          yes          ArchivedSubject NotYourBranch Restricted
submit clerk        NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
submit manager      NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed  NotAllowed
take_over clerk     yes          yes          yes          -            NoSuchSubmission -
take_over manager   yes          yes          yes          -            NoSuchSubmission -
take_over first     yes          yes          yes          -            NoSuchSubmission -
take_over keeps     NotAllowed   NotAllowed   NotAllowed   -            NotAllowed  -
take_over sales     NotAllowed   NotAllowed   NotAllowed   -            NotAllowed  -
take_over clerk.ly  NoSuchSubmission NoSuchSubmission NoSuchSubmission - yes        -
approve manager     yes          yes          yes          -            yes         -
approve first       yes          yes          yes          -            yes         -
approve manager.ly  NotYourCard  NotYourCard  NotYourCard  -            yes         -
approve keeper      NotAllowed   NotAllowed   NotAllowed   -            NotAllowed  -
approve sales       NotAllowed   NotAllowed   NotAllowed   -            NotAllowed  -
restrict manager    yes          yes          yes          yes          BranchOnly   Already
restrict clerk      NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
restrict manager.ly NotYourBranch NotYourBranch NotYourBranch NotYourBranch yes NotYourBranch
erase manager       yes          CardIsOut    yes          yes          BranchOnly   yes
erase first         yes          CardIsOut    yes          yes          BranchOnly   yes
erase manager.ly    NotYourBranch NotYourBranch NotYourBranch NotYourBranch yes NotYourBranch
erase clerk         NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
erase keeper        NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
erase sales         NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
extract clerk       yes          yes          yes          ArchivedCard NotYourBranch Restricted
extract keeps       yes          yes          yes          ArchivedCard NotYourBranch Restricted
extract first       yes          yes          yes          ArchivedCard BranchOnly   Restricted
extract manager     NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
extract sales       NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
disclose clerk      yes          yes          yes          yes          NotYourBranch Restricted
disclose manager    yes          yes          yes          yes          BranchOnly   yes
disclose keeps      NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
disclose sales      NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
print clerk         yes          CardIsOut    yes          Archived     NotYourBranch Restricted
print keeps         yes          CardIsOut    yes          Archived     NotYourBranch Restricted
print manager       yes          CardIsOut    yes          Archived     BranchOnly   Restricted
print sales         NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
void manager        yes          NoOriginal   NoOriginal   NoOriginal   BranchOnly   NoOriginal
void manager.ly     NotYourBranch NotYourBranch NotYourBranch NotYourBranch NoOriginal NotYourBranch
void clerk          NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
void keeper         NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
void sales          NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
merge manager       yes          yes          yes          yes          BranchOnly   Restricted
merge manager.ly    NotYourBranch NotYourBranch NotYourBranch NotYourBranch NotYourBranch NotYourBranch
merge clerk         NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
merge keeps         NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
merge sales         NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
compare clerk       yes          yes          yes          yes          NotYourBranch Restricted
compare keeps       yes          yes          yes          yes          NotYourBranch Restricted
compare manager     yes          yes          yes          yes          BranchOnly   yes
compare sales       NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed   NotAllowed
"""


def act(world: World, name: str, actor: Actor, which: str) -> Callable[[], Any]:
    """An act on one of the cards."""
    card = world.cards[which].id
    to = "" if access.Role.SALESPERSON in actor.roles else "sales2"
    match name:
        case "edit":
            version = cards.show(world.people["first"], card).version
            return lambda: cards.save(actor, card, version, Edit({"remarks": "new"}))
        case "archive":
            return lambda: cards.archive(actor, card, "gone")
        case "lend":
            return lambda: loans.lend(actor, [card], to="sales2", purpose="visit")
        case "return":
            return lambda: loans.give_back(actor, [card])
        case "recall":
            return lambda: due_dates.recall(actor, [card])
        case "ask":
            return lambda: requests.ask(actor, [card], to=to, purpose="visit", kind="look_up")
        case "extract":
            return lambda: extracts.ask(actor, [card], to="clerk", purpose="audit", sections=["basic"])
        case "restrict":
            return lambda: restrictions.restrict(actor, card, "contested")
        case "erase":
            return lambda: erase.erase(actor, card, "asked for in writing")
        case "disclose":
            return lambda: disclosures.gather(actor, card, "asked for in writing")
        case "print":
            return lambda: original.print_originals(actor, original.gather(actor, [card]), "o.pdf")
        case "void":
            if which == "own":
                keeper = world.people["keeper"]
                original.print_originals(keeper, original.gather(keeper, [card]), "o.pdf")
            return lambda: originals.void(actor, [card], "torn")
        case "merge" | "compare":
            into = world.cards["other" if which == "own" else "own"].id
            together = merge.merge if name == "merge" else merge.compare
            return lambda: together(actor, into, card)
        case "reserve":
            return lambda: reservations.reserve(actor, [card], to=to)
        case "submit":
            return lambda: submissions.submit(actor, Edit({"remarks": "new"}), card=card)
        case "take_over":
            writer = {"own": "sales", "elsewhere": "sales.ly"}.get(which, "sales2")
            number = submissions.submit(world.people[writer], Edit({"remarks": "new"}), card=card).number
            return lambda: take_over.take(actor, number, ["remarks"])
        case "approve":
            asker, manager = ("sales.ly", "manager.ly") if which == "elsewhere" else ("sales2", "manager")
            loan_rules.set_rule(world.people[manager], approver="manager")
            lines = requests.ask(world.people[asker], [card], purpose="visit", kind="look_up").lines
            return lambda: requests.approve(actor, lines)
    raise LookupError(name)


def test_every_act_reaches_just_the_cards_that_the_table_says(world: World) -> None:
    head, *lines = ACTS.strip("\n").splitlines()
    for name, person, *outcomes in map(str.split, lines):
        for which, outcome in zip(head.split(), outcomes, strict=True):
            if outcome != "-":
                with taken_back():
                    told = refusal_of(act(world, name, world.people[person], which))
                    assert told == outcome, (name, person, which)


def test_a_refusal_says_which_right_is_missing_and_who_has_it(world: World) -> None:
    en = words("en")
    said = {}
    for person, which in (("sales", "own"), ("first", "elsewhere")):
        try:
            act(world, "edit", world.people[person], which)()
        except Refused as refusal:
            said[person] = en(refusal.message, **refusal.said)
    assert "add and edit cards" in said["sales"]
    assert "clerk" in said["sales"]
    assert said["first"].startswith("LY000001 is of another branch")
    assert "clerk" in said["first"]


def test_a_likely_double_that_may_not_be_seen_is_only_on_file(world: World) -> None:
    other = world.cards["other"]
    signs = doubles.Signs(other.name, frozenset({other.phone}), frozenset(), None)
    seen = doubles.find(access.reading(world.people["clerk"]), world.room.first.branch_id, signs, but_not=None)
    assert [(one.card_no, one.name, len(one.why)) for one in seen] == [(other.card_no, other.name, 2)]
    hidden = doubles.find(access.reading(world.people["sales"]), world.room.first.branch_id, signs, but_not=None)
    assert hidden == (doubles.Double(other.id, other.card_no, None, (), "Sun Yan"),)
    assert leaks(world, "sales", repr(doubles.LikelyDouble(hidden).said)) == []


def test_exports_have_the_rows_and_values_that_their_taker_reads(world: World, tmp_path: Path) -> None:
    for person in ("clerk", "keeps", "keeper", "manager", "first", "both", "manager.ly"):
        actor = world.people[person]
        listed = {
            "cards": (export.CARDS, listing.page(actor)),
            "warranty": (export.WARRANTIES, warranties.every(actor)),
            "loans": (export.LOANS, whereabouts.out(actor)),
        }
        for name, (kind, records) in listed.items():
            file = tmp_path / f"{person}-{name}.xlsx"
            export.export(actor, kind, records, file, words("en"), purpose="office use")
            written = list(load_workbook(file).active.iter_rows(values_only=True))[1:]
            numbers = {which: card.card_no for which, card in world.cards.items()}
            expected = [numbers[which] for which, level in levels(person).items() if level == "whole"]
            if name == "cards":
                expected = [number for number in expected if number != numbers["archived"]]
                expected += [numbers[which] for which, level in levels(person).items() if level == "open"]
            if name != "loans":
                assert sorted(row[0] for row in written) == sorted(expected), (person, name)
            assert leaks(world, person, repr(written)) == []
    for person in ("sales", "sales2", "sales.ly"):
        file = tmp_path / f"{person}.xlsx"
        take = partial(export.export, world.people[person], export.CARDS, [], file, words("en"), purpose="x")
        assert refusal_of(take) == "AskFirst"
        assert not file.exists()


DRAWN = """
              own      held     branch   elsewhere
clerk         whole    whole    whole    no
keeper        whole    whole    whole    no
manager       whole    whole    whole    no
head_office   whole    whole    whole    whole
salesperson   phones   whole    on_file  no
"""
DRAWN_RESTRICTED = """
              own      held     branch   elsewhere
clerk         open     open     open     no
keeper        open     open     open     no
manager       whole    whole    whole    no
head_office   whole    whole    whole    whole
salesperson   open     open     on_file  no
"""


def test_the_table_that_is_drawn_is_the_one_by_which_is_checked() -> None:
    for place, said in enumerate((DRAWN, DRAWN_RESTRICTED)):
        for standing, cells in table(said).items():
            drawn = rows(Standing(standing))[place].cells
            assert {relation.value: drawn[relation].value for relation in Relation} == cells


@pytest.mark.parametrize("user", ["sales", "keeper", "manager"])
def test_what_may_be_read_is_asked_at_every_key_with_two_questions_at_most(
    room: Room, user: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="peewee"):
        access.reading(getattr(room, user))
    assert len([record for record in caplog.records if record.name == "peewee"]) <= 2
