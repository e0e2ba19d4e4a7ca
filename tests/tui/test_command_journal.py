"""The journal narrowed, and the day closed, as they are typed (K4)."""

from pathlib import Path

from tests.tui.typed import Typed, answered, refused
from tui.commands import DONE, REFUSED, WRONG_USE


def a_day(type_: Typed) -> None:
    type_("new", "name=张伟", by="clerk")
    type_("new", "name=李娜", by="clerk")
    type_("lend", "1", "--to", "sales", "--purpose", "visit")


def acts(type_: Typed, *narrowed: str) -> list[str]:
    return [entry["act"] for entry in answered(type_("journal", *narrowed, "--json", by="manager"))]


def test_the_journal_is_narrowed_to_a_colleague_a_card_and_days(at_each_room: Typed) -> None:
    a_day(at_each_room)
    assert acts(at_each_room, "--by", "clerk") == ["create_card", "create_card"]
    assert acts(at_each_room, "--by", "wang fang") == acts(at_each_room, "--by", "keeper") == ["lend"]
    assert acts(at_each_room, "--by", "clerk", "--card", "1", "--day", "today") == ["create_card"]
    assert acts(at_each_room, "--day", "2020-01-01") == acts(at_each_room, "--to", "2020-01-01") == []
    assert acts(at_each_room, "--from", "yesterday", "--limit", "2") == ["lend", "create_card"]
    assert "No entry answers this." in at_each_room("journal", "--to", "2020-01-01")[1]
    assert refused(at_each_room("journal", "--by", "nobody", "--json"))["error"] == "NoSuchStaff"
    assert at_each_room("journal", "--day", "today", "--from", "today")[0] == WRONG_USE
    assert at_each_room("journal", "--day", "someday")[0] == WRONG_USE
    assert at_each_room("journal", "--card", "1", by="clerk")[0] == DONE
    assert at_each_room("journal", "--card", "1", "--by", "clerk", by="clerk")[0] == REFUSED


def test_a_card_s_journal_says_to_whom_it_was_lent(at_each_room: Typed) -> None:
    a_day(at_each_room)
    at_each_room("settings", "rule", "--grade", "C", "--approver", "manager", by="manager")
    at_each_room("ask", "2", "--purpose", "visit", by="sales2")
    at_each_room("approve", "--all", by="manager")
    at_each_room("lend", "2", "--to", "sales2", "--purpose", "visit")
    for card, borrower in (("1", "Zhou Min"), ("2", "Sun Yan")):
        lent = at_each_room("journal", "--card", card)[1].splitlines()[1]
        assert "lent" in lent
        assert borrower in lent


def test_the_day_is_closed_once_and_its_head_is_held_against_the_journal(at_each_room: Typed, tmp_path: Path) -> None:
    a_day(at_each_room)
    file = str(tmp_path / "close.pdf")
    told = answered(at_each_room("close", file, "--json"))
    assert (told["closed_before"], told["lent"], told["pages"]) == (False, 1, 1)
    code, out, err = at_each_room("close", "-", by="manager")
    assert (code, "closed already, by Wang Fang" in err) == (DONE, True)
    assert f"Head: {told['head_grouped']}" in out.splitlines()
    for written in ([told["head"]], [told["head_grouped"]], told["head_grouped"].split()):
        assert at_each_room("check", "--against", *written)[0] == DONE
    wrong = told["head_grouped"].replace(told["head"][-4:], "0000")
    assert at_each_room("check", "--against", *wrong.split())[0] == REFUSED
    assert refused(at_each_room("close", file, "--json"))["error"] == "FileExists"
    assert refused(at_each_room("close", "-", "--day", "+1", "--json"))["error"] == "NotYet"
    assert refused(at_each_room("close", "-", "--json", by="clerk"))["right"] == "close the day"
    assert acts(at_each_room, "--limit", "1") == ["close_day"]


def test_the_head_of_a_close_and_a_backup_are_held_against_the_journal_together(
    at_each_room: Typed, tmp_path: Path
) -> None:
    a_day(at_each_room)
    head = answered(at_each_room("close", str(tmp_path / "close.xlsx"), "--json"))["head_grouped"]
    copy = tmp_path / "copy"
    answered(at_each_room("backup", str(copy), "--json"))
    assert at_each_room("check", "--against", *head.split(), str(copy))[0] == DONE
    assert at_each_room("check", "--against", *head.split(), "beef")[0] != DONE
