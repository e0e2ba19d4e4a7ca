"""Submitting, answering and Today, as it is typed. On both engines."""

from tests.tui.typed import Typed, answered, refused
from tui.commands import DONE, REFUSED, WRONG_USE


def test_a_new_customer_is_submitted_and_taken_over(at_each_room: Typed) -> None:
    sent = answered(
        at_each_room("submit", "name=王芳", "phone=13010000007", "--learnt-at", "repair", "--json", by="sales")
    )
    assert (sent["number"], sent["kind"], sent["state"], sent["by"]) == (1, "new", "waiting", "sales")
    assert (sent["card_no"], sent["learnt_at"]) == (None, "repair")
    shown = answered(at_each_room("submissions", "show", "1", "--json", by="sales"))
    assert {"field": "salesperson", "was": None, "now": None, "submitted": "sales"} in shown["says"]
    assert refused(at_each_room("submissions", "take", "1", "--json", by="sales"))["error"] == "NotAllowed"
    taken = answered(at_each_room("submissions", "take", "1", "--json", by="manager"))
    assert (taken["state"], taken["card_no"], taken["card"]["phone"]) == ("taken", "NJ000001", "+8613010000007")
    (listed,) = answered(at_each_room("submissions", "list", "--json", by="sales"))
    assert (listed["state"], listed["decided_by"]) == ("taken", "Wu Gang")
    assert answered(at_each_room("submissions", "list", "--waiting", "--json")) == []
    assert at_each_room("submissions", "list", "--waiting")[1] == "Nothing was submitted.\n"


def test_a_correction_is_taken_by_its_fields_or_refused(at_each_room: Typed) -> None:
    at_each_room("new", "name=张伟", "phone=13010000007", "salesperson=sales")
    code, out, _ = at_each_room("submit", "phone=13010000009", "city=无锡", "--card", "1", by="sales")
    assert (code, out) == (DONE, "Submitted, no. 1.\n")
    at_each_room("set", "1", "phone=13010000008")
    chosen = refused(at_each_room("submissions", "take", "1", "--json"))
    assert (chosen["error"], chosen["keys"]) == ("ChooseFirst", ["phone"])
    told = at_each_room("submissions", "show", "1")[1]
    assert "130 1000 0009" in told
    assert "City" in told
    taken = answered(at_each_room("submissions", "take", "1", "--field", "city", "--json"))
    assert (taken["taken"], taken["card"]["phone"], taken["card"]["city"]) == (["city"], "+8613010000008", "无锡")
    at_each_room("submit", "city=苏州", "--card", "1", by="sales")
    assert at_each_room("submissions", "refuse", "2")[0] == WRONG_USE
    assert at_each_room("submissions", "refuse", "2", "--reason", "not so", by="sales")[0] == REFUSED
    (gone,) = answered(at_each_room("submissions", "refuse", "2", "--reason", "not so", "--json"))
    assert (gone["state"], gone["reason"]) == ("refused", "not so")
    assert "not so" in at_each_room("submissions", "list", by="sales")[1]


def test_only_what_one_sees_is_submitted(at_each_room: Typed) -> None:
    at_each_room("new", "name=李娜", "salesperson=sales2")
    assert refused(at_each_room("submit", "city=无锡", "--card", "1", "--json", by="sales"))["error"] == "OnlyOnFile"
    found = refused(at_each_room("submit", "name=李娜", "--json", by="sales"))
    assert found == {"error": "NameOnFile", "card_no": "NJ000001", "salesperson": "Sun Yan"}
    assert refused(at_each_room("submit", "city=无锡", "--json", by="sales"))["error"] == "BlankValue"
    assert refused(at_each_room("submit", "name=李娜", "--json"))["error"] == "NotAllowed"
    answered(at_each_room("submit", "name=李娜", "--despite-doubles", "--json", by="sales"))
    assert at_each_room("submissions", "withdraw", "1", by="sales")[1] == "Submission 1 is withdrawn.\n"
    assert refused(at_each_room("submissions", "show", "1", "--json", by="sales2"))["error"] == "NoSuchSubmission"


def test_today_says_to_each_what_is_theirs(at_each_room: Typed) -> None:
    at_each_room("submit", "name=王芳", by="sales")
    assert answered(at_each_room("today", "--json", by="manager")) == {
        "to_approve": 0, "submissions": 1, "overdue": 0, "due_today": 0, "held": 0, "doubles": 0,
        "closing": {"last": None, "done": False},
    }  # fmt: skip
    assert answered(at_each_room("today", "--json", by="sales")) == {
        "overdue": 0, "due_today": 0, "requests_answered": 0, "submissions_answered": 0,
    }  # fmt: skip
    keeper = at_each_room("today", by="keeper")[1]
    assert "Submissions to answer" in keeper
    assert "never: one is due" in keeper
