"""The rules for sheets as they are typed, and what an import makes of them; in line mode it asks (X1)."""

from pathlib import Path

from store.access import RIGHT_NAMES, Right
from tests.tui.test_command_imports import KNOWN, UPDATING
from tests.tui.typed import Typed, answered, refused, shown
from tui.commands import REFUSED, WRONG_USE


def a_sheet(folder: Path) -> str:
    file = folder / "march.csv"
    file.write_text(UPDATING, encoding="utf-8")
    return str(file)


def test_rules_for_sheets_are_set_shown_and_followed(at_each_room: Typed, tmp_path: Path) -> None:
    at_each_room(*KNOWN)
    setting = ("settings", "sheet-field", "Address=ask", "phone=keep")
    assert refused(at_each_room(*setting, "--json"))["right"] == RIGHT_NAMES[Right.SETTINGS].text
    assert answered(at_each_room(*setting, "--json", by="manager"))["sheet_fields"] == {
        "phone": "keep",
        "address": "ask",
    }
    assert "Address  a person decides" in at_each_room("settings", "list")[1]
    told = answered(at_each_room("import", "warranty", a_sheet(tmp_path), "--dry-run", "--json"))
    assert (told["undecided"], [one["problem"] for one in told["results"][0]["problems"]]) == (1, ["asked"])
    sheet = ("import", "warranty", a_sheet(tmp_path), "--json")
    for way, outcome in (("left", "undecided"), ("card", "updated"), ("sheet", "updated")):
        assert answered(at_each_room(*sheet, "--dry-run", "--conflicts", way))[outcome] == 1
    assert at_each_room(*sheet, "--yes")[0] == REFUSED
    answered(at_each_room("settings", "sheet-field", "address=keep", "--json", by="manager"))
    told = answered(at_each_room("import", "warranty", a_sheet(tmp_path), "--yes", "--json"))
    assert (told["updated"], told["results"][0]["problems"]) == (1, [])
    assert answered(at_each_room("show", "1", "--json"))["address"] == "中山路 81 号"


def test_a_rule_that_is_none_is_refused(at_each_room: Typed) -> None:
    for wrong in ("phone=maybe", "serial=keep", "phone"):
        code, _, err = at_each_room("settings", "sheet-field", wrong, by="manager")
        assert code == WRONG_USE
        assert f"“{wrong}” is not written as phone=ask" in err
    assert answered(at_each_room("settings", "list", "--json"))["sheet_fields"] == {}


def test_line_mode_asks_for_a_rule_and_for_what_waits(by_lines: Typed, tmp_path: Path) -> None:
    by_lines(*KNOWN)
    lines = shown(by_lines("settings", "sheet-field", answers="beard|Address|3", by="manager"))
    assert "“beard” is no field of the card that has a rule for sheets." in lines
    assert "Address: a person decides" in lines
    sheet = ("import", "warranty", a_sheet(tmp_path))
    later = shown(by_lines(*sheet, answers="3|no"), 1)
    assert any("has “中山路 81 号”, the sheet says “新街口 1 号”" in line for line in later)
    lines = shown(by_lines(*sheet, answers="1|yes"))
    assert "1. the sheet: 新街口 1 号" in lines
    assert "2. the card: 中山路 81 号" in lines
    assert answered(by_lines("show", "1", "--json"))["address"] == "新街口 1 号"
