"""`cardkeeper doubles`, `merge` and `unmerge` as they are typed (F12). On both engines."""

from tests.tui.typed import Typed, answered, refused
from tui.commands import LEFT_OVER, REFUSED, WRONG_USE


def test_doubles_are_looked_for_told_apart_and_listed(at_each_room: Typed) -> None:
    for name in ("Zara Patel", "Patel Zara", "Zara Patel"):
        at_each_room("new", f"name={name}", "phone=13010000007", "--despite-doubles")
    assert at_each_room("doubles")[1] == "No two cards wait to be told apart or merged.\n"
    listed = answered(at_each_room("doubles", "--sweep", "--json"))
    assert listed["count"] == 3
    assert listed["looked_at"]
    assert {"cards": ["NJ000001", "NJ000003"], "likeness": "sure", "state": "open"} in listed["pairs"]
    apart = answered(at_each_room("doubles", "--not-same", "1", "3", "--json"))
    assert apart == {"cards": ["NJ000001", "NJ000003"], "likeness": "sure", "state": "different"}
    assert "the same customer; a manager merges them" in at_each_room("doubles", "--same", "1", "2")[1]
    pairs = answered(at_each_room("doubles", "--sweep", "--json"))["pairs"]
    assert [(pair["cards"], pair["state"]) for pair in pairs] == [
        (["NJ000002", "NJ000003"], "open"), (["NJ000001", "NJ000002"], "same"),
    ]  # fmt: skip
    assert at_each_room("doubles", by="sales")[0] == REFUSED
    assert at_each_room("doubles", "--same", "1")[0] == WRONG_USE


def test_two_cards_are_compared_merged_and_taken_apart(at_each_room: Typed) -> None:
    at_each_room("new", "name=Zara Patel", "phone=13010000007", "city=Leeds")
    at_each_room("new", "name=Zara Patel", "phone=13010000008", "remarks=likes tea")
    seen = answered(at_each_room("merge", "2", "1", "--look", "--json"))
    assert (seen["kept"], seen["other"], seen["refusal"]) == ("NJ000001", "NJ000002", None)
    phone = {"field": "phone", "kept": "+8613010000007", "other": "+8613010000008", "taken": "kept", "differs": True}
    assert phone in seen["fields"]
    assert "≠" in at_each_room("merge", "2", "1", "--look")[1]
    assert refused(at_each_room("merge", "2", "1", "--json"))["error"] == "NotAllowed"
    assert at_each_room("merge", "2", "1", "--take", "phone=left", by="manager")[0] == WRONG_USE
    assert at_each_room("merge", "2", "1", "--take", "nose=kept", by="manager")[0] == WRONG_USE
    assert at_each_room("merge", "2", "1", "--take", "phone=both", by="manager")[0] == WRONG_USE
    done = answered(at_each_room("merge", "2", "1", "--take", "phone=other", "--json", by="manager"))
    assert (done["kept"], done["merged"]) == ("NJ000001", "NJ000002")
    shown = answered(at_each_room("show", "2", "--json"))
    assert {name: shown[name] for name in ("card_no", "phone", "other_phone", "city", "remarks")} == {
        "card_no": "NJ000001", "phone": "+8613010000008", "other_phone": "+8613010000007", "city": "Leeds",
        "remarks": "likes tea",
    }  # fmt: skip
    at_each_room("set", "1", "remarks=likes coffee")
    code, out, said = at_each_room("unmerge", "2", "--json", by="manager")
    assert code == LEFT_OVER
    assert '"field": "remarks"' in out
    assert "keeps what it says now: likes coffee" in said
    assert answered(at_each_room("show", "2", "--json"))["card_no"] == "NJ000002"
    assert refused(at_each_room("unmerge", "2", "--json", by="manager"))["error"] == "NotMerged"
    again = answered(at_each_room("merge", "2", "1", "--json", by="manager"))
    undone = at_each_room("unmerge", "--entry", str(again["entry"]), by="manager")
    assert undone[1] == "NJ000001 and NJ000002 are two cards again.\n"
    assert refused(at_each_room("unmerge", "--entry", "1", "--json", by="manager"))["error"] == "NoSuchMerge"
