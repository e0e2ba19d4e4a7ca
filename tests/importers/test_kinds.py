"""Kinds of sheets (X1, X3): each is recognised by its headers, and the register of shipped units comes in."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from importers.sheets import bring
from importers.sheets.kinds import KINDS
from importers.sheets.refusals import MissingColumns
from locales.words import LANGUAGES, words
from store import cards, database, journal, shipped, warranties
from store.acts import bring_in
from store.acts.kinds import KINDS as STORED
from store.acts.plans import Outcome, Plan
from tests.conftest import Room
from tests.importers import workbooks
from tests.importers.workbooks import SAMPLES

HEADERS = ["机号", "型号", "产品", "出货日期", "经销商", "批号"]


def register(room: Room, path: Path, *rows: list[Any]) -> Plan:
    return bring.stage(room.clerk, workbooks.xlsx(path, [HEADERS, *rows]), KINDS["shipped"])


def outcomes(room: Room, plan: Plan) -> list[tuple[str, list[str]]]:
    return [
        (row.outcome.value, [problem.problem for problem in row.problems])
        for row in bring_in.plan_rows(room.clerk, plan.id)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_recognised_by_its_fields_in_any_language(kind: str, language: str) -> None:
    headers = [words(language)(column.label) for column in KINDS[kind].columns]
    known = {name: found.recognise(headers) for name, found in KINDS.items()}
    assert max(known, key=lambda name: known[name]) == kind
    assert set(STORED) == set(KINDS)


def test_the_kind_of_a_sheet_is_told_by_its_headers(room: Room) -> None:
    for name, country, kind in (
        ("shipped_units.xlsx", "CN", "shipped"),
        ("leeds_q1.xlsx", "GB", "warranty"),
        ("lyon_mars.xlsx", "FR", "warranty"),
    ):
        assert bring.stage(room.clerk, SAMPLES / name, None, country=country).source.kind == kind
    with pytest.raises(MissingColumns):
        bring.stage(room.clerk, SAMPLES / "shipped_units.xlsx", KINDS["warranty"])


def test_a_register_of_shipped_units_comes_in_once_and_is_corrected(room: Room, tmp_path: Path) -> None:
    rows = [
        ["ka1 ", "KFR-26GW", "空调", datetime(2025, 10, 1), "总仓", "7"],
        ["KA2", "KFR-26GW", None, None, "东店", None],
    ]
    plan = register(room, tmp_path / "a", *rows, ["KA1", "LED", None, None, None, None])
    assert outcomes(room, plan) == [("new", []), ("new", []), ("rejected", ["serial_twice"])]
    written = bring_in.commit(room.clerk, plan.id)
    assert (written.number, written.to_write) == (1, 2)
    (first, second) = shipped.every(room.clerk)
    assert first.values == {
        "serial": "KA1", "model": "KFR-26GW", "product": "空调", "shipped_on": date(2025, 10, 1), "dealer": "总仓",
        "country": None, "batch": "7",
    }  # fmt: skip
    assert (second.values["serial"], second.values["dealer"]) == ("KA2", "东店")
    assert database.rows("select count(*) from card") == [(0,)]

    assert outcomes(room, register(room, tmp_path / "b", *rows)) == [("unchanged", []), ("unchanged", [])]
    again = register(room, tmp_path / "c", ["KA2", "LED-43X", "彩电", None, "东店", None])
    assert outcomes(room, again) == [("updated", ["register_differs"])]
    bring_in.commit(room.clerk, again.id)
    found = {unit.values["serial"]: unit for unit in shipped.every(room.clerk)}
    assert (found["KA2"].values["model"], found["KA2"].values["product"], found["KA2"].version) == (
        "LED-43X",
        "彩电",
        2,
    )
    assert found["KA1"].version == 1
    assert journal.verify(room.clerk.branch_id) is None


def test_a_sheet_of_the_sample_register_holds_just_the_grey_goods(room: Room) -> None:
    bring_in.commit(room.clerk, bring.stage(room.clerk, SAMPLES / "shipped_units.xlsx", None).id)
    plan = bring.stage(room.clerk, SAMPLES / "leeds_q1.xlsx", country="GB")
    held = {row.values["serial"] for row in bring_in.plan_rows(room.clerk, plan.id) if row.outcome is Outcome.HELD}
    assert held == {"KA26011211", "TA26011359"}
    assert (plan.counts[Outcome.HELD], plan.counts[Outcome.NEW]) == (2, 10)
    bring_in.commit(room.clerk, plan.id)
    waiting = warranties.held(room.clerk)
    assert {(one.values["serial"], one.held_because) for one in waiting} == {
        ("KA26011211", "not_shipped"),
        ("TA26011359", "not_shipped"),
    }


SOLD = ["姓名", "手机", "型号", "机号", "购买日期", "经销商"]
CHECKED = {
    "sound": (["LED-43X", "KA1", date(2026, 1, 5), "西店"], []),
    "grey goods": (["LED-43X", "KA9", date(2026, 1, 5), "西店"], ["not_shipped"]),
    "of a model that the register does not know": (["XX-1", "KA9", date(2026, 1, 5), "西店"], []),
    "of no model": ([None, "KA9", date(2026, 1, 5), "西店"], []),
    "another model": (["KFR-26GW", "KA1", date(2026, 1, 5), "西店"], ["other_model"]),
    "the model written otherwise": (["led 43x", "KA1", date(2026, 1, 5), "西店"], []),
    "sold before it was shipped": (["LED-43X", "KA1", date(2025, 9, 30), "西店"], ["sold_before_shipped"]),
    "another dealer": (["LED-43X", "KA1", date(2026, 1, 5), "东店"], ["other_dealer"]),
    "a dealer whom nobody knows": (["LED-43X", "KA1", date(2026, 1, 5), "北店"], ["unknown_dealer"]),
    "from a store of our own to any dealer": (["KFR-26GW", "KA2", date(2026, 1, 5), "东店"], []),
    "for another country": (["KFR-26GW", "KA3", date(2026, 1, 5), None], ["other_country"]),
    "several at once": (
        ["KFR-26GW", "KA1", date(2025, 9, 30), "北店"], ["other_model", "sold_before_shipped", "unknown_dealer"],
    ),
}  # fmt: skip


def test_a_warranty_is_held_for_each_reason_that_the_register_gives(room: Room, tmp_path: Path) -> None:
    sold = workbooks.xlsx(
        tmp_path / "sold",
        [SOLD, *([f"客户{n}", f"1380000{n:04}", *row] for n, (row, _) in enumerate(CHECKED.values()))],
    )
    without = bring.stage(room.clerk, sold)
    # one serial stands in several rows here, which holds the later ones whatever the register says
    assert {outcome for outcome, _ in outcomes(room, without)} == {"new", "duplicate"}
    units = [
        ["KA1", "LED-43X", "2025-10-01", "西店", None],
        ["KA2", "KFR-26GW", "2025-10-01", "总仓", "CN"],
        ["KA3", "KFR-26GW", "2025-10-01", "东店", "FR"],
    ]
    table = workbooks.xlsx(tmp_path / "units", [["机号", "型号", "出货日期", "经销商", "国家"], *units])
    bring_in.commit(room.clerk, bring.stage(room.clerk, table, KINDS["shipped"]).id)
    told = outcomes(room, bring.stage(room.clerk, sold))
    found = [[why for why in problems if why != "same_serial_in_sheet"] for _, problems in told]
    assert dict(zip(CHECKED, found, strict=True)) == {name: reasons for name, (_, reasons) in CHECKED.items()}
    assert told[1][0] == "held"
    assert told[-1][0] == "duplicate"


def test_every_reason_is_kept_with_the_warranty(room: Room, tmp_path: Path) -> None:
    register(room, tmp_path / "a", ["KA1", "LED-43X", None, datetime(2025, 10, 1), "西店", None])
    bring_in.commit(room.clerk, bring_in.waiting(room.clerk)[0].id)
    rows = [SOLD, ["张伟", "13800000001", "KFR", "KA1", date(2025, 9, 30), "北店"]]
    bring_in.commit(room.clerk, bring.stage(room.clerk, workbooks.xlsx(tmp_path / "b", rows)).id)
    (one,) = warranties.of_card(room.clerk, cards.card_id(room.clerk, "1"))
    assert one.values["state"] == "held"
    assert one.held_because == "other_model sold_before_shipped unknown_dealer"


def test_one_new_customer_in_several_held_rows_gets_one_card(room: Room, tmp_path: Path) -> None:
    units = ["KA1", "KFR-26GW", "空调", "2025-10-01", "总仓", "B1"]
    bring_in.commit(room.clerk, register(room, tmp_path / "units.xlsx", units).id)
    headers = ["姓名", "手机", "型号", "机号", "购买日期"]
    rows = [["张伟", "13010000007", "KFR-26GW", serial, "2026-01-05"] for serial in ("XX8", "XX9")]
    plan = bring.stage(room.clerk, workbooks.xlsx(tmp_path / "cards.xlsx", [headers, *rows]), KINDS["warranty"])
    assert [outcome for outcome, _ in outcomes(room, plan)] == ["held", "held"]
    bring_in.commit(room.clerk, plan.id)
    assert database.rows("select count(*) from card") == [(1,)]
    assert database.rows("select count(*) from warranty where state = 'held'") == [(2,)]


@pytest.mark.parametrize("kind", ["warranty", "cards"])
def test_a_customer_whom_another_sheet_brought_in_meanwhile_is_not_made_twice(
    room: Room, tmp_path: Path, kind: str
) -> None:
    def sheet(name: str, serial: str) -> Path:
        headers = ["姓名", "手机", *(["型号", "机号"] if kind == "warranty" else ["类别", "备注"])]
        rest = ["KFR-26GW" if kind == "warranty" else "现有", serial]
        return workbooks.xlsx(tmp_path / name, [headers, ["张伟", "13010000007", *rest]])

    plans = [bring.stage(room.clerk, sheet(f"{n}.xlsx", f"KA{n}"), KINDS[kind]) for n in (1, 2)]
    bring_in.commit(room.clerk, plans[0].id)
    with pytest.raises(bring_in.NothingToWrite):
        bring_in.commit(room.clerk, plans[1].id)
    assert outcomes(room, plans[1])[0][0] == "undecided"
    assert database.rows("select count(*) from card") == [(1,)]
