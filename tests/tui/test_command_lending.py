"""Asking, approving, renewing and the rest of lending, as it is typed. On both engines."""

from pathlib import Path

from store.access import RIGHT_NAMES, Right
from tests.tui.typed import Typed, answered, refused
from tui.commands import DONE, LEFT_OVER, REFUSED, WRONG_USE


def left_over(result: tuple[int, str, str]) -> str:
    code, out, _ = result
    assert code == LEFT_OVER
    return out


def furnish(type_: Typed) -> None:
    """Card 1 for anybody, card 2 of grade A, which the manager approves; both looked after by sales."""
    type_("new", "name=张伟", "salesperson=sales")
    type_("new", "name=李娜", "grade=A", "grade_reason=large", "salesperson=sales")
    answered(type_("settings", "rule", "--grade", "A", "--approver", "manager", "--json", by="manager"))


def test_the_rules_are_shown_and_set(at_each_room: Typed) -> None:
    assert answered(at_each_room("settings", "list", "--json")) == {
        "rules": [],
        "own_requests": False,
        "export_rows": 200,
        "sheet_fields": {},
    }
    assert "nobody has to approve" in at_each_room("settings", "list")[1]
    said = ("settings", "rule", "--borrower", "sales", "--days", "5", "--most", "3", "--renewals", "0")
    assert refused(at_each_room(*said, "--json"))["right"] == RIGHT_NAMES[Right.SETTINGS].text
    (rule,) = answered(at_each_room(*said, "--json", by="manager"))["rules"]
    expected = {"borrower": "sales", "grade": None, "days": 5, "most": 3, "renewals": 0, "approver": None}
    assert rule == expected
    assert "Zhou Min" in at_each_room("settings", "list")[1]
    assert answered(at_each_room("settings", "own-requests", "on", "--json", by="manager"))["own_requests"] is True
    assert answered(at_each_room("settings", "rule", "--borrower", "sales", "--json", by="manager"))["rules"] == []


def test_a_request_goes_its_way_from_asking_to_handing_over(at_each_room: Typed) -> None:
    furnish(at_each_room)
    asked = answered(at_each_room("ask", "1", "2", "--purpose", "visit", "--json", by="sales"))
    assert (asked["borrower"], asked["cards"], asked["waiting"]) == ("sales", ["NJ000001"], ["NJ000002"])
    (waits,) = answered(at_each_room("requests", "--waiting", "--json", by="manager"))
    assert (waits["slip"], waits["card_no"], waits["asked_by"]) == (1, "NJ000002", "sales")
    assert (waits["state"], waits["approver"], waits["own"]) == ("requested", "manager", False)
    assert refused(at_each_room("approve", "1", "--json"))["error"] == "NotAllowed"
    (approved,) = answered(at_each_room("approve", "1", "--json", by="manager"))
    assert approved["state"] == "approved"
    assert refused(at_each_room("approve", "1", "--json", by="manager")) == {"error": "NothingWaits", "slip": 1}
    lent = answered(at_each_room("lend", "1", "2", "--to", "sales", "--purpose", "visit", "--json"))
    assert (lent["slip"], lent["cards"], lent["waiting"]) == (1, ["NJ000001", "NJ000002"], [])


def test_a_keepers_lending_that_must_be_approved_is_left_over(at_each_room: Typed) -> None:
    furnish(at_each_room)
    out = left_over(at_each_room("lend", "1", "2", "--to", "sales", "--purpose", "visit"))
    assert "1 card lent" in out
    assert "1 card waits for approval" in out
    code, out, err = at_each_room("approve", "--all", by="first")
    assert (code, out, err) == (DONE, "Approved 1 card.\n", "")


def test_one_s_own_request_is_left_for_somebody_else(at_each_room: Typed) -> None:
    furnish(at_each_room)
    at_each_room("ask", "2", "--to", "sales", "--purpose", "visit", by="first")
    assert refused(at_each_room("approve", "1", "--json", by="first")) == {"error": "OwnRequest", "cards": ["NJ000002"]}
    code, out, err = at_each_room("approve", "--all", by="first")
    assert (code, out) == (LEFT_OVER, "Approved 0 cards.\n")
    assert err == "1 card is left for somebody else to approve.\n"
    (refusal,) = answered(at_each_room("refuse", "1", "--reason", "not now", "--json", by="manager"))
    assert (refusal["state"], refusal["reason"]) == ("refused", "not now")
    assert "not now" in at_each_room("requests", by="sales")[1]
    assert at_each_room("approve", by="manager")[0] == WRONG_USE
    assert at_each_room("refuse", "1", by="manager")[0] == WRONG_USE


def test_a_card_on_file_with_a_colleague_is_asked_for_by_its_number_only(at_each_room: Typed) -> None:
    at_each_room("new", "name=王芳", "salesperson=sales2")
    asked = answered(at_each_room("ask", "1", "--look-up", "--purpose", "a call", "--json", by="sales"))
    assert asked["waiting"] == ["NJ000001"]
    (mine,) = answered(at_each_room("requests", "--json", by="sales"))
    assert "name" not in mine
    assert "王芳" not in at_each_room("requests", by="sales")[1]
    answered(at_each_room("approve", "--all", "--json", by="manager"))
    assert answered(at_each_room("show", "1", "--json", by="sales"))["name"] == "王芳"
    assert answered(at_each_room("where", "1", "--json"))["out"] is False


def test_a_request_is_withdrawn(at_each_room: Typed) -> None:
    furnish(at_each_room)
    at_each_room("ask", "2", "--purpose", "visit", by="sales")
    assert at_each_room("withdraw", "1", by="sales")[1] == "1 card is no longer asked for.\n"
    assert answered(at_each_room("requests", "--json", by="sales")) == []


def test_what_the_rules_doubt_is_lent_with_a_reason(at_each_room: Typed) -> None:
    furnish(at_each_room)
    at_each_room("settings", "rule", "--days", "2", by="manager")
    lend = ("lend", "1", "--to", "sales", "--purpose", "visit", "--due", "+9", "--json")
    doubt = refused(at_each_room(*lend))
    assert (doubt["error"], doubt["cards"], doubt["codes"]) == ("NeedsConfirmation", ["NJ000001"], ["too_long"])
    assert answered(at_each_room(*lend, "--anyway", "the fair is far"))["cards"] == ["NJ000001"]
    (entry, *_) = answered(at_each_room("journal", "--json"))
    assert ("confirmed", "the fair is far") in [(change["field"], change["new"]) for change in entry["changes"]]


def test_a_loan_is_renewed_reserved_recalled_and_comes_back(at_each_room: Typed) -> None:
    furnish(at_each_room)
    at_each_room("lend", "1", "--to", "sales", "--purpose", "visit")
    (renewed,) = answered(at_each_room("renew", "1", "--due", "+9", "--json"))
    assert renewed["card_no"] == "NJ000001"
    (waits,) = answered(at_each_room("reserve", "1", "--to", "sales2", "--json"))
    assert (waits["borrower"], waits["place"], waits["due"]) == ("sales2", 1, renewed["due"])
    assert refused(at_each_room("renew", "1", "--json"))["error"] == "SomebodyWaits"
    (recalled,) = answered(at_each_room("recall", "1", "--json"))
    assert recalled["due"] < renewed["due"]
    code, out, _ = at_each_room("return", "1", "--result", "bought")
    assert code == DONE
    assert out.splitlines() == ["NJ000001 is back from Zhou Min.", "NJ000001 is reserved by Sun Yan."]
    assert at_each_room("reserve", "1", "--to", "sales2", "--give-up")[0] == DONE
    assert at_each_room("return", "1", "--on", "yesteryear")[0] == WRONG_USE


def test_a_card_is_lost_only_after_a_search(at_each_room: Typed) -> None:
    furnish(at_each_room)
    at_each_room("lend", "1", "--to", "sales", "--purpose", "visit")
    assert refused(at_each_room("lost", "1", "--json")) == {"error": "SearchFirst", "cards": ["NJ000001"]}
    assert at_each_room("lost", "1", "--searched", "drawer")[1] == "NJ000001 is lost; Zhou Min had it.\n"
    assert at_each_room("lend", "1", "--to", "sales", "--purpose", "visit")[0] == REFUSED
    assert at_each_room("lost", "1", "--found")[1] == "NJ000001 is found again.\n"


def test_nobody_is_chased_while_nothing_is_overdue(at_each_room: Typed) -> None:
    furnish(at_each_room)
    at_each_room("lend", "1", "--to", "sales", "--purpose", "visit")
    assert answered(at_each_room("chase", "--json")) == []
    assert at_each_room("chase")[1] == "No card is overdue.\n"
    assert refused(at_each_room("chase", "sales", "--json")) == {"error": "NothingOverdue", "name": "sales"}


def test_a_long_list_is_asked_for_approved_and_taken_out(at_each_room: Typed, tmp_path: Path) -> None:
    furnish(at_each_room)
    said = answered(at_each_room("settings", "export-rows", "1", "--json", by="manager"))
    assert said["export_rows"] == 1
    file, taking = tmp_path / "a.xlsx", ("export", "cards", str(tmp_path / "a.xlsx"))
    assert refused(at_each_room(*taking, "--purpose", "mailing", "--json")) == {"error": "ListTooLong", "most": 1}
    assert refused(at_each_room(*taking, "--purpose", "mailing", "--json", by="sales"))["error"] == "AskFirst"
    asked = answered(at_each_room("export", "cards", "--ask", "--purpose", "mailing", "--json"))
    assert asked == {"slip": 1, "list": "cards", "rows": 2, "state": "requested"}
    assert refused(at_each_room(*taking, "--slip", "1", "--json"))["error"] == "NotApprovedYet"
    (waits,) = answered(at_each_room("requests", "--waiting", "--json", by="manager"))
    assert (waits["card_no"], waits["list"], waits["rows"], waits["kind"]) == (None, "cards", 2, "export")
    assert "Customer data cards: 2 rows" in at_each_room("requests", by="manager")[1]
    answered(at_each_room("approve", "1", "--json", by="manager"))
    assert refused(at_each_room("export", "loans", str(file), "--slip", "1", "--json"))["error"] == "NotYourSlip"
    assert not file.exists()
    assert answered(at_each_room(*taking, "--slip", "1", "--json"))["rows"] == 2
    assert file.exists()
    assert "a list longer than the set size" in at_each_room("journal", "--refused")[1]
    kept = answered(at_each_room("journal", "--refused", "--json"))
    assert [(one["by"], one["refusal"]) for one in kept[1:]] == [("sales", "AskFirst"), ("keeper", "ListTooLong")]


def test_who_has_seen_a_card_is_told_with_where(at_each_room: Typed) -> None:
    furnish(at_each_room)
    at_each_room("show", "1", by="clerk")
    at_each_room("show", "1", by="sales")
    seen = answered(at_each_room("where", "1", "--seen", "--json"))["seen"]
    assert [(one["by"], one["how"], one["slip"]) for one in seen] == [
        ("sales", "phones", None),
        ("clerk", "opened", None),
    ]
    assert "opened" in at_each_room("where", "1", "--seen")[1]
    assert refused(at_each_room("where", "1", "--seen", "--json", by="clerk"))["right"] == "read the journal"
    assert "who saw which card: 2 entries, the chain is whole" in at_each_room("check")[1]
