"""Stocktaking and handover, as they are typed. On both engines."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from tests.tui.test_command_lending import left_over
from tests.tui.typed import Typed, answered, refused
from tui.commands import DONE, LEFT_OVER, REFUSED, WRONG_USE


def furnish(type_: Typed) -> None:
    """Cards 1 to 4, the first looked after by sales, the second out to them."""
    type_("new", "name=张伟", "salesperson=sales")
    for name in ("李娜", "王芳", "赵武"):
        type_("new", f"name={name}")
    type_("lend", "2", "--to", "sales", "--purpose", "visit")


def test_the_drawer_is_counted_settled_and_closed(at_each_room: Typed) -> None:
    furnish(at_each_room)
    assert refused(at_each_room("count", "status", "--json")) == {"error": "NoStocktaking"}
    assert answered(at_each_room("count", "start", "--json"))["stocktaking"] == 1
    assert at_each_room("count", "scan", "1")[:2] == (DONE, "NJ000001  张伟  in its place\n")
    code, out, _ = at_each_room("count", "scan", "2", "NJOO1", "1")
    assert code == LEFT_OVER
    assert out.splitlines() == [
        "NJ000002  李娜  seen, but out  Zhou Min",
        "NJOO1  unknown number",
        "NJ000001  张伟  in its place  counted before",
    ]
    listed = answered(at_each_room("count", "differences", "--json"))
    assert [(one["number"], one["found"]) for one in listed] == [
        ("NJ000002", "out"), ("NJOO1", "unknown"), ("NJ000003", "unseen"), ("NJ000004", "unseen"),
    ]  # fmt: skip
    assert len(answered(at_each_room("count", "differences", "--limit", "3", "--json"))) == 3
    assert refused(at_each_room("count", "close", "--json")) == {"error": "NotSettled", "n": 4}
    assert refused(at_each_room("count", "settle", "3", "returned", "--reason", "x", "--json"))["error"] == "WrongWay"
    assert at_each_room("count", "settle", "2", "returned", "--reason", "on the desk")[0] == DONE
    assert at_each_room("count", "settle", "NJOO1", "noted", "--reason", "an old one")[0] == DONE
    assert at_each_room("count", "settle", "3", "lent", "--to", "sales2", "--reason", "taken")[0] == DONE
    assert at_each_room("count", "settle", "4", "lost", "--reason", "every drawer")[0] == DONE
    assert answered(at_each_room("where", "3", "--json"))["borrower"] == "sales2"
    assert at_each_room("count", "differences")[1].startswith("Drawer and log agree.")
    ended = answered(at_each_room("count", "close", "--json"))
    assert (ended["seen"], ended["settled"]) == (1, 4)
    assert at_each_room("count", "stop", "--reason", "no")[0] == REFUSED


def test_a_merged_cards_number_says_into_which_it_went(at_each_room: Typed) -> None:
    furnish(at_each_room)
    assert at_each_room("merge", "3", "1", by="manager")[0] == DONE
    at_each_room("count", "start")
    assert at_each_room("count", "scan", "3")[:2] == (LEFT_OVER, "NJ000003  王芳  merged into NJ000001\n")
    (one, *_) = answered(at_each_room("count", "differences", "--json"))
    assert (one["found"], one["into"], one["ways"]) == ("merged", "NJ000001", ["noted"])
    assert "merged into NJ000001" in at_each_room("count", "differences")[1]


def test_numbers_are_scanned_from_standard_input_one_a_line(
    at_each_room: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(at_each_room)
    at_each_room("count", "start", "--first", "1", "--last", "3")
    monkeypatch.setattr("sys.stdin", io.StringIO("NJ000001\n\n  77 \nNJ000003\n"))
    lines = left_over(at_each_room("count", "scan", "--json")).splitlines()
    assert [json.loads(line)["found"] for line in lines] == ["in", "unknown", "in"]
    status = answered(at_each_room("count", "status", "--json"))
    assert (status["seen"], status["differing"], status["unseen"]) == (2, 1, 0)
    assert at_each_room("count", "stop", "--reason", "tomorrow again")[0] == DONE


def test_a_leave_is_handed_over_listed_and_handed_back(at_each_room: Typed, tmp_path: Path) -> None:
    furnish(at_each_room)
    say = ("handover", "sales", "--to", "sales2")
    leave = ("--leave", "+0", "+9")
    assert refused(at_each_room(*say, *leave, "--json"))["error"] == "NotAllowed"
    planned = answered(at_each_room(*say, *leave, "--dry-run", "--json", by="manager"))
    assert planned["counts"] == {"loan": 1, "request": 0, "reservation": 0, "customer": 1}
    file = tmp_path / "list.xlsx"
    done = answered(at_each_room(*say, *leave, "--file", str(file), "--json", by="manager"))
    assert (done["kind"], done["from"], done["to"], done["back_on"]) == ("leave", "sales", "sales2", None)
    assert [(one["what"], one["card_no"]) for one in done["items"]] == [("loan", "NJ000002"), ("customer", "NJ000001")]
    rows = [[cell.value for cell in row] for row in load_workbook(file).active.iter_rows()]
    assert [row[1] for row in rows[:3]] == ["Card no.", "NJ000002", "NJ000001"]
    assert ["Handed over: Zhou Min" in str(row[0]) for row in rows].count(True) == 1
    assert refused(at_each_room(*say, *leave, "--file", str(file), "--json", by="manager"))["error"] == "FileExists"
    assert answered(at_each_room("where", "2", "--json"))["borrower"] == "sales2"
    back = answered(at_each_room("handover", "sales", "--back", "--json", by="manager"))
    assert back["back_on"] is not None
    assert answered(at_each_room("where", "2", "--json"))["borrower"] == "sales"
    assert "2 things were handed over." in at_each_room("handover", "sales", "--list", by="manager")[1]


def test_who_resigns_is_gone_and_what_is_wrong_is_one_sentence(at_each_room: Typed) -> None:
    furnish(at_each_room)
    assert (
        refused(at_each_room("handover", "sales", "--resigns", "--json", by="manager"))["error"] == "SuccessorMissing"
    )
    assert at_each_room("handover", "sales", "--to", "sales2", by="manager")[0] == WRONG_USE
    assert at_each_room("handover", "sales", "--resigns", "--file", "list.pdf", by="manager")[0] == WRONG_USE
    assert at_each_room("handover", "sales", "--to", "sales2", "--resigns", by="manager")[0] == DONE
    assert refused(at_each_room("loans", "--json", by="sales"))["error"] == "WrongPassword"
    assert [one["borrower"] for one in answered(at_each_room("loans", "--json"))] == ["sales2"]
