"""Line mode command by command: what each asks, what it makes of the answers, and that none is without it."""

from pathlib import Path

import pytest

from tests.tui.typed import Typed, answered, shown
from tui.commands import COMMANDS, DONE, LEFT_OVER, REFUSED


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("demo", "serve")])
def test_no_command_waits_or_breaks_where_the_input_ends(by_lines: Typed, name: str) -> None:
    code, out, err = by_lines(name)
    assert code in (DONE, REFUSED, LEFT_OVER)
    assert "Traceback" not in err
    assert "fault" not in err
    assert not {"\x1b", "\r"} & set(out + err)


def test_acts_of_a_command_are_chosen_and_their_arguments_asked_for(by_lines: Typed) -> None:
    lines = shown(by_lines("staff", answers="add|?|new|New Person|boss|clerk|keeper|", by="manager"))
    assert "2. add: add somebody; they get a password for one time" in lines
    assert "the name to sign in with" in lines
    assert any("“boss” is none of these" in line for line in lines)
    assert "Signs in as: new" in shown(by_lines("staff", "list", by="manager"))
    assert "Roles: clerk, keeper" in shown(by_lines("staff", "list", by="manager"))
    assert "New Person is now: manager." in shown(by_lines("staff", answers="roles|new|manager|", by="manager"))
    assert "with the password" in "".join(shown(by_lines("staff", "one-time", answers="new", by="manager")))
    assert "You may not" in "".join(shown(by_lines("staff", "roles", answers="new|clerk|", by="clerk"), REFUSED))


def test_of_several_ways_one_is_asked_for(by_lines: Typed) -> None:
    by_lines("new", "name=张伟", "salesperson=sales")
    lines = shown(by_lines("handover", answers="sales|for a leave|today|+3", by="manager"), REFUSED)
    assert any(line.startswith("1. for a leave") for line in lines)
    lines = shown(by_lines("handover", "--to", "sales2", answers="sales|2", by="manager"))
    assert "1 thing was handed over." in lines


def test_what_is_typed_is_not_asked_for(by_lines: Typed) -> None:
    by_lines("new", "name=张伟")
    assert shown(by_lines("lend", "1", "--to", "sales", "--purpose", "visit"))[0].startswith("Slip 1: 1 card lent")
    lines = shown(by_lines("reserve", "1", answers="sales2|", by="clerk"), REFUSED)
    assert "Borrower" not in "".join(lines)


def test_a_card_is_read_before_the_visit(by_lines: Typed) -> None:
    by_lines("new", "name=张伟")
    by_lines("lend", "1", "--to", "sales", "--purpose", "visit")
    assert by_lines("show", "1", "--read", by="clerk")[0] == REFUSED
    assert by_lines("show", "--read", answers="1", by="sales")[0] == DONE
    assert answered(by_lines("loans", "--json"))[0]["read"] is True


def test_an_extract_is_asked_for_card_by_card_and_by_its_sections(by_lines: Typed) -> None:
    by_lines("new", "name=张伟")
    lines = shown(by_lines("extract", answers="1||Gu Ling|Works|audit|beard|basic，standing|+3"))
    assert any(line.startswith("There is no section “beard”.") for line in lines)
    assert "Slip 1: 1 card waits for approval." in lines


def test_a_rule_is_set_field_by_field(by_lines: Typed) -> None:
    lines = shown(by_lines("settings", answers="rule||A|x|5||||", by="manager"))
    assert "Grade: A" in lines
    assert "Days: 5 days" in lines
    assert any("“x” is not a whole number" in line for line in lines)


def test_what_the_rules_doubt_is_lent_with_a_reason_or_not_at_all(by_lines: Typed) -> None:
    by_lines("new", "name=张伟")
    by_lines("settings", "rule", "--days", "2", by="manager")
    lend = ("lend", "1", "--to", "sales", "--purpose", "visit", "--due", "+9")
    assert "a longer loan" in "".join(shown(by_lines(*lend, answers=" "), REFUSED))
    assert "Slip 1: 1 card lent" in "".join(shown(by_lines(*lend, answers="the fair is far")))


def test_a_likely_double_is_made_only_after_a_yes(by_lines: Typed) -> None:
    by_lines("new", "name=张伟", "phone=13010000007")
    again = ("new", "name=张伟", "phone=13010000007")
    assert "may have a card already" in "".join(shown(by_lines(*again, answers="no"), REFUSED))
    assert "Card NJ000002 made for 张伟." in shown(by_lines(*again, answers="yes"))


def test_what_waits_is_answered_one_by_one(by_lines: Typed) -> None:
    for name in ("张伟", "李娜", "王芳"):
        by_lines("new", f"name={name}", "grade=A", "grade_reason=large", "salesperson=sales")
    by_lines("settings", "rule", "--grade", "A", "--approver", "manager", by="manager")
    by_lines("ask", "1", "2", "3", "--purpose", "visit", by="sales")
    lines = shown(by_lines("approve", answers="approve|refuse||not now|leave", by="manager"))
    assert [line for line in lines if line.startswith(("Approved", "Refused"))] == [
        "Approved 1 card.",
        "Refused 1 card.",
    ]
    states = [one["state"] for one in answered(by_lines("requests", "--json", by="manager"))]
    assert sorted(states) == ["approved", "refused", "requested"]
    assert "You may not approve requests" in "".join(shown(by_lines("approve", by="clerk"), REFUSED))


def test_the_drawer_is_counted_number_by_number(by_lines: Typed) -> None:
    by_lines("new", "name=张伟")
    by_lines("count", answers="start")
    lines = shown(by_lines("count", "scan", answers="1|7|"), LEFT_OVER)
    assert [line for line in lines if line.startswith("NJ")] == ["NJ000001  张伟  in its place"]


def test_a_paper_and_a_list_are_asked_for_their_file(by_lines: Typed, tmp_path: Path) -> None:
    by_lines("new", "name=张伟")
    by_lines("lend", "1", "--to", "sales", "--purpose", "visit")
    assert "1 page written to" in "".join(shown(by_lines("pack", answers=f"x|1|{tmp_path / 'pack.pdf'}")))
    assert "1 row written to" in "".join(shown(by_lines("export", answers=f"cards|{tmp_path / 'c.xlsx'}|mailing")))
    assert "is closed" in "".join(shown(by_lines("close", answers=f"|{tmp_path / 'close.pdf'}")))


def test_an_original_is_printed_or_voided_with_its_reason(by_lines: Typed, tmp_path: Path) -> None:
    by_lines("new", "name=张伟")
    assert "1 page written to" in "".join(shown(by_lines("original", answers=f"print|1||{tmp_path / 'o.pdf'}")))
    assert "Original no. 1 of NJ000001 is void" in "".join(
        shown(by_lines("original", answers="2|7|1|||?|torn", by="manager"))
    )
    by_lines("original", "1", str(tmp_path / "again.pdf"))
    assert "Original no. 2 of NJ000001 is void" in "".join(
        shown(by_lines("original", "void", answers="1||burnt", by="manager"))
    )
    by_lines("original", "1", str(tmp_path / "third.pdf"))
    assert "Original no. 3 of NJ000001 is void" in "".join(
        shown(by_lines("original", "void", "1", answers="lost", by="manager"))
    )


def test_the_menu_goes_on_after_a_refusal_and_ends_at_nought(by_lines: Typed) -> None:
    lines = shown(by_lines(answers="fnd|find 'x|show 9|status|0"))
    assert "There is no command “fnd”. Did you mean “find”?" in lines
    assert "No card found." in lines
    assert "There is no card 9." in lines
    assert "Branch office: Nanjing" in lines
