"""Mending in place (X1): a cell is typed anew, its row judged at once with those it changes, here or all alike."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from importers.sheets import bring, mend, reader
from importers.sheets.problems import write_problems
from locales.words import words
from store import cards, database, journal
from store.acts import bring_in, mending
from store.acts.plans import Outcome, Plan, PlanRow
from tests.conftest import Room
from tests.importers import workbooks
from tests.importers.workbooks import HEADERS

DAY, SERIAL, PHONE, NAME, PRICE = (HEADERS.index(name) for name in ("购买日期", "机号", "手机", "姓名", "金额"))


def a_row(name: str, serial: str, *, phone: Any = None, day: Any = "2025-11-01", price: Any = 100) -> tuple[Any, ...]:
    return (name, phone, "KFR", serial, day, price)


def staged(room: Room, path: Path, rows: Sequence[tuple[Any, ...]], **how: Any) -> Plan:
    return bring.stage(room.clerk, workbooks.xlsx(path / "sheet.xlsx", [HEADERS, *rows]), **how)


def told(room: Room, plan: Plan) -> dict[int, tuple[str, list[str]]]:
    """Outcome and problems by row."""
    return {
        row.row: (row.outcome.value, [one.problem for one in row.problems if not one.harmless])
        for row in bring_in.plan_rows(room.clerk, plan.id)
    }


def mended(room: Room, plan: Plan, row: int, typed: dict[int, str]) -> tuple[Plan, list[mend.Fix]]:
    return mend.mend(room.clerk, plan, mend.row_of(room.clerk, plan, row), typed)


def the_row(room: Room, plan: Plan, number: int) -> PlanRow:
    return mend.row_of(room.clerk, plan, number)


def test_a_mended_cell_is_understood_and_its_row_judged_at_once(room: Room, tmp_path: Path) -> None:
    plan = staged(room, tmp_path, [a_row("李强", "KA1", day="去年"), a_row("王明", "KA2")])
    assert plan.counts[Outcome.REJECTED] == 1
    (tmp_path / "sheet.xlsx").unlink()
    plan, _ = mended(room, plan, 2, {DAY: "2025年3月5日"})
    assert (plan.counts[Outcome.REJECTED], plan.counts[Outcome.NEW]) == (0, 2)
    row = the_row(room, plan, 2)
    assert row.values["purchased_on"] == date(2025, 3, 5)
    assert {place: (cell.was, cell.value) for place, cell in mend.mended_cells(row).items()} == {
        DAY: ("去年", "2025年3月5日")
    }
    assert bring_in.waiting(room.clerk)[0].counts == plan.counts
    written = bring_in.commit(room.clerk, plan.id)
    assert written.to_write == 2
    assert journal.verify(room.clerk.branch_id) is None


def test_a_cell_mended_wrongly_is_a_problem_still_and_typed_as_it_was_no_longer_mended(
    room: Room, tmp_path: Path
) -> None:
    plan = staged(room, tmp_path, [a_row("李强", "KA1", day="去年", price="many")])
    plan, _ = mended(room, plan, 2, {DAY: "前年", PRICE: "12元"})
    assert told(room, plan) == {2: ("rejected", ["not_a_date"])}
    assert mend.columns_in_question(plan, the_row(room, plan, 2)) == [DAY]
    plan, _ = mended(room, plan, 2, {DAY: "去年"})
    assert list(mend.mended_cells(the_row(room, plan, 2))) == [PRICE]
    plan, fixes = mended(room, plan, 2, {DAY: "去年"})
    assert fixes == []


def test_the_same_value_is_mended_everywhere_in_its_column_and_only_there(room: Room, tmp_path: Path) -> None:
    rows = [a_row(f"李{place}", f"KA{place}", day="去年" if place % 2 else "2025-01-01") for place in range(9)]
    rows.append(a_row("去年", "KA99"))
    plan = staged(room, tmp_path, rows)
    plan, fixes = mended(room, plan, 3, {DAY: "2025-03-05"})
    assert [row.row for row in mend.alike(room.clerk, plan, fixes)] == [5, 7, 9]
    plan, count = mend.mend_alike(room.clerk, plan, fixes)
    assert (count, plan.counts[Outcome.NEW], plan.counts[Outcome.REJECTED]) == (3, len(rows), 0)
    assert the_row(room, plan, 11).values["name"] == "去年"
    assert mend.alike(room.clerk, plan, fixes) == []


def test_an_empty_cell_is_not_filled_everywhere(room: Room, tmp_path: Path) -> None:
    plan = staged(room, tmp_path, [a_row("李强", "KA1"), (None, None, None, "KA2"), (None, None, None, "KA3")])
    plan, fixes = mended(room, plan, 3, {NAME: "王明"})
    assert mend.alike(room.clerk, plan, fixes) == []
    assert told(room, plan)[4] == ("rejected", ["missing"])


def test_a_mended_row_is_judged_by_the_rows_before_and_changes_those_after(room: Room, tmp_path: Path) -> None:
    rows = [
        a_row("李强", "KA1", phone="13010000007"),
        a_row("李强", "KA2", phone="13010000007", day="去年"),
        a_row("王明", "KA1"),
        a_row("李强", "KA4", phone="13010000007"),
        a_row("张伟", "KA5"),
    ]
    plan = staged(room, tmp_path, rows)
    assert told(room, plan)[4] == ("duplicate", ["same_serial_in_sheet"])
    plan, _ = mended(room, plan, 3, {DAY: "2025-03-05"})
    assert told(room, plan)[3] == ("updated", [])
    plan, _ = mended(room, plan, 2, {SERIAL: "KA9"})
    assert told(room, plan)[4] == ("new", [])
    plan, _ = mended(room, plan, 2, {SERIAL: "KA5"})
    assert told(room, plan)[6] == ("duplicate", ["same_serial_in_sheet"])
    plan, _ = mended(room, plan, 2, {NAME: "钱静"})
    assert {number: outcome for number, (outcome, _) in told(room, plan).items()} == {
        2: "new", 3: "undecided", 4: "new", 5: "undecided", 6: "duplicate",
    }  # fmt: skip


def test_what_a_person_decided_stays_decided(room: Room, tmp_path: Path) -> None:
    cards.create(room.clerk, cards.Edit({"name": "李大强", "phone": "+8613010000007"}))
    rows = [a_row("钱静", "KA1", phone="13010000007", day="去年"), a_row("孙燕", "KA2", phone="13010000007")]
    plan = staged(room, tmp_path, rows)
    assert told(room, plan)[3][0] == "undecided"
    bring_in.settle(room.clerk, plan.id, 3, None)
    plan, _ = mended(room, plan, 2, {DAY: "2025-03-05"})
    assert {number: outcome for number, (outcome, _) in told(room, plan).items()} == {2: "undecided", 3: "new"}


def test_rows_of_other_kinds_are_mended_too(room: Room, tmp_path: Path) -> None:
    rows = [("机号", "型号", "出货日期"), ("KA1", "KFR", "去年"), ("KA1", "KFR", "2025-01-01")]
    plan = bring.stage(room.clerk, workbooks.xlsx(tmp_path / "a.xlsx", rows), None)
    assert plan.source.kind == "shipped"
    plan, _ = mended(room, plan, 2, {0: "KA2", 2: "2025-01-02"})
    assert {number: outcome for number, (outcome, _) in told(room, plan).items()} == {2: "new", 3: "new"}


@pytest.mark.parametrize("seed", range(4))
def test_mended_cell_by_cell_a_plan_is_the_one_of_a_sheet_that_was_right_at_once(
    room: Room, tmp_path: Path, seed: int
) -> None:
    from random import Random

    chance = Random(seed)
    cards.create(room.clerk, cards.Edit({"name": "李1", "phone": "+8613010000001"}))
    right = [
        a_row(f"李{chance.randrange(3)}", f"KA{chance.randrange(5)}", phone=f"1301000000{chance.randrange(3)}")
        for _ in range(8)
    ]
    wrong = [
        tuple(
            "?!" if chance.random() < 0.3 and place in (SERIAL, PHONE, DAY) else cell for place, cell in enumerate(row)
        )
        for row in right
    ]
    plan = staged(room, tmp_path, wrong)
    for number, (row, faulty) in enumerate(zip(right, wrong, strict=True), start=2):
        typed = {place: str(cell) for place, cell in enumerate(row) if faulty[place] != cell}
        if typed:
            plan, _ = mended(room, plan, number, typed)
    found = told(room, plan)
    again = staged(room, tmp_path, right)
    assert found == told(room, again)


def test_the_problem_workbook_has_what_was_written_unless_it_was_mended(room: Room, tmp_path: Path) -> None:
    plan = staged(room, tmp_path, [a_row("李强", "KA1", day="去年", price="many")])
    plan, _ = mended(room, plan, 2, {PRICE: "12元"})
    assert write_problems(room.clerk, plan, tmp_path / "mend.xlsx", words("en")) == 1
    book = reader.open_book(tmp_path / "mend.xlsx")
    found = list(book.rows(book.sheets[0]))[1].cells
    book.close()
    assert (found[DAY], found[PRICE]) == ("去年", "12元")


def test_the_country_and_the_order_of_days_are_those_of_the_sheet(room: Room, tmp_path: Path) -> None:
    rows = [a_row("Zoé", "KA1", day="05/03/26"), a_row("Luc", "KA2", day="hier"), a_row("Ève", "KA3", day="28/07/25")]
    plan = staged(room, tmp_path, rows, country="FR")
    plan, _ = mended(room, plan, 3, {DAY: "04/03/26", PHONE: "06 12 34 56 78", PRICE: "1 299,50 €"})
    values = the_row(room, plan, 3).values
    assert (values["purchased_on"], values["phone"], str(values["price"])) == (
        date(2026, 3, 4), "+33612345678", "1299.50",
    )  # fmt: skip


def test_what_was_written_or_is_not_there_is_not_mended(room: Room, tmp_path: Path) -> None:
    plan = staged(room, tmp_path, [a_row("李强", "KA1")])
    with pytest.raises(mending.NoSuchRow):
        mend.row_of(room.clerk, plan, 9)
    with pytest.raises(mend.NoSuchColumn):
        mend.place_of(plan.source, "重量")
    assert [mend.place_of(plan.source, column) for column in ("购买日期", "purchased_on")] == [DAY, DAY]
    bring_in.commit(room.clerk, plan.id)
    with pytest.raises(bring_in.WrittenAlready):
        mended(room, plan, 2, {DAY: "2025-03-05"})
    assert database.rows("select count(*) from card") == [(1,)]
