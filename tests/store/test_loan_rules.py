"""The rules of lending: which one decides, and what the check makes of them (L1, L4)."""

import threading
from datetime import timedelta

import pytest

from store import access, database, loan_check, loan_rules, loans, offices, whereabouts
from store.loan_check import Weight
from store.loan_rules import HEAD_OFFICE, MANAGER, NOBODY, Rule, terms
from tests.conftest import Room
from tests.store.builders import a_card

BRANCH = Rule(1, None, None, None, None, days=10, most=8, renewals=3, approver=NOBODY)
OF_A = Rule(2, None, None, None, "A", days=5, approver=MANAGER)
OF_MIN = Rule(3, 7, "Zhou Min", "sales", None, days=7, most=2)
OF_MIN_AND_A = Rule(4, 7, "Zhou Min", "sales", "A", approver=HEAD_OFFICE)
RULES = [BRANCH, OF_A, OF_MIN, OF_MIN_AND_A]


@pytest.mark.parametrize(
    ("borrower", "grade", "expected"),
    [
        (None, "B", (10, 8, None, 3, NOBODY)),
        (None, "A", (5, 8, None, 3, MANAGER)),
        (7, "B", (7, 2, None, 3, NOBODY)),
        (7, "A", (7, 2, None, 3, HEAD_OFFICE)),
        (8, "A", (5, 8, None, 3, MANAGER)),
    ],
    ids=["branch", "grade", "borrower", "borrower and grade", "another borrower"],
)
def test_the_most_particular_rule_that_answers_decides(
    borrower: int | None, grade: str, expected: tuple[object, ...]
) -> None:
    found = terms(RULES, borrower, grade, "visit")
    assert (found.days, found.most, found.most_of, found.renewals, found.approver) == expected


def test_without_a_rule_all_is_as_the_program_does_it() -> None:
    found = terms([], None, "A", "visit")
    assert (found.days, found.longest, found.most, found.needs_approval) == (3, 60, None, False)


def test_a_rule_is_set_replaced_and_taken_away_by_a_manager(room: Room) -> None:
    with pytest.raises(access.NotAllowed):
        loan_rules.set_rule(room.keeper, grade="A", days=5)
    loan_rules.set_rule(room.manager, grade="A", days=5)
    loan_rules.set_rule(room.manager, borrower="Zhou Min", grade="A", most=2)
    (rule, other) = loan_rules.set_rule(room.manager, grade="A", days=7, approver=MANAGER)
    assert (rule.grade, rule.days, rule.approver) == ("A", 7, MANAGER)
    assert (other.borrower_user, other.most) == ("sales", 2)
    assert loan_rules.set_rule(room.manager, grade="A") == [other]
    assert loan_rules.set_rule(room.manager, borrower="sales", grade="A") == []
    acts = database.rows("select act, reason from journal_entry where act = 'set_rule' order by number")
    assert acts == [("set_rule", about) for about in ("A", "Zhou Min A", "A", "A", "Zhou Min A")]


@pytest.mark.parametrize(
    "said", [{"grade": "Z"}, {"days": 0}, {"days": 61}, {"most": 0}, {"renewals": 51}, {"approver": "anybody"}]
)
def test_a_rule_that_cannot_be_is_refused(room: Room, said: dict[str, object]) -> None:
    with pytest.raises(loan_rules.BadRule):
        loan_rules.set_rule(room.manager, **said)  # type: ignore[arg-type]
    assert loan_rules.rules(room.manager) == []


def test_a_card_is_lent_for_the_length_of_its_rule(room: Room) -> None:
    loan_rules.set_rule(room.manager, days=14)
    loan_rules.set_rule(room.manager, grade="A", days=5)
    today = offices.today(room.keeper)
    plain, dear = a_card(room), a_card(room, "李娜", grade="A", grade_reason="large")
    assert loans.check(room.keeper, [plain.id]).days == 14
    assert loans.check(room.keeper, [plain.id, dear.id]).days == 5
    assert loans.lend(room.keeper, [plain.id], to="sales", purpose="visit").due == today + timedelta(days=14)


def test_what_a_rule_doubts_needs_a_reason_which_the_journal_keeps(room: Room) -> None:
    loan_rules.set_rule(room.manager, most=1, days=5)
    first, second = a_card(room), a_card(room, "李娜")
    long = offices.today(room.keeper) + timedelta(days=20)
    loans.lend(room.keeper, [first.id], to="sales", purpose="visit")
    with pytest.raises(loans.NeedsConfirmation) as refused:
        loans.lend(room.keeper, [second.id], to="sales", purpose="visit", due=long)
    assert (refused.value.cards, refused.value.codes) == ((second.card_no,), ("too_many", "too_long"))
    assert whereabouts.count_out(room.keeper) == 1
    loans.lend(room.keeper, [second.id], to="sales", purpose="visit", due=long, confirmed="a fair")
    assert whereabouts.count_out(room.keeper) == 2
    kept = "select v.new from journal_change c join journal_value v on v.entry_number = c.entry_number"
    assert database.rows(f"{kept} and v.place = c.place where c.field = 'confirmed'") == [("a fair",)]


def test_a_cap_counts_the_cards_of_the_slip_too(room: Room) -> None:
    loan_rules.set_rule(room.manager, most=2)
    ids = [a_card(room, name).id for name in ("张伟", "李娜", "王芳")]
    checked = loans.check(room.keeper, ids, to="sales")
    assert [bool(one.of(Weight.CONFIRM)) for one in checked.cards] == [False, False, True]
    assert (checked.holds, checked.most) == (0, 2)
    loans.lend(room.keeper, ids[:2], to="sales", purpose="visit")
    checked = loans.check(room.keeper, ids[2:], to="sales")
    assert (checked.holds, checked.most) == (2, 2)


def test_a_cap_of_a_grade_counts_that_grade_only(room: Room) -> None:
    loan_rules.set_rule(room.manager, grade="A", most=1)
    dear = [a_card(room, name, grade="A", grade_reason="large").id for name in ("张伟", "李娜")]
    plain = [a_card(room, name).id for name in ("王芳", "赵武")]
    loans.lend(room.keeper, [*plain, dear[0]], to="sales", purpose="visit")
    (one,) = loans.check(room.keeper, dear[1:], to="sales").cards
    assert [finding.code for finding in one.of(Weight.CONFIRM)] == ["too_many"]


def test_the_check_says_what_is_impossible_and_what_to_note(room: Room) -> None:
    loan_rules.set_rule(room.manager, grade="A", approver=MANAGER)
    out, dear, plain = a_card(room), a_card(room, "李娜", grade="A", grade_reason="large"), a_card(room, "王芳")
    loans.lend(room.keeper, [out.id], to="sales2", purpose="visit")
    checked = loans.check(room.keeper, [out.id, dear.id, plain.id], to="sales")
    codes = [[(finding.weight, finding.code) for finding in one.findings] for one in checked.cards]
    assert codes == [[(Weight.IMPOSSIBLE, "out")], [(Weight.NOTE, "approval")], [(Weight.NOTE, "length")]]
    assert [one.waits for one in checked.cards] == [False, True, False]


def test_every_doubt_has_words() -> None:
    codes = {"too_many", "too_long", "reserved", "lost", "approval"}
    assert set(loan_check.DOUBTS) == codes


def test_a_cap_holds_for_two_keepers_who_lend_at_once(room: Room) -> None:
    loan_rules.set_rule(room.manager, most=1)
    ids = [a_card(room, name).id for name in ("张伟", "李娜")]
    barrier, outcomes = threading.Barrier(2), []

    def lend(card: int) -> None:
        database.connect_thread()
        barrier.wait()
        try:
            outcomes.append(len(loans.lend(room.keeper, [card], to="sales", purpose="visit").cards))
        except loans.NeedsConfirmation:
            outcomes.append(0)
        finally:
            database.disconnect()

    threads = [threading.Thread(target=lend, args=(card,)) for card in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [0, 1]
