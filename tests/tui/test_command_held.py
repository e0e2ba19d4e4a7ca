"""Held warranties and registers of shipped units, as they are typed (W2). On both engines."""

from tests.importers.workbooks import SAMPLES
from tests.tui.typed import Typed, answered, refused
from tui.commands import DONE, WRONG_USE


def test_grey_goods_are_held_listed_and_settled(at_each_room: Typed) -> None:
    told = answered(at_each_room("import", "shipped", str(SAMPLES / "shipped_units.xlsx"), "--yes", "--json"))
    assert (told["kind"], told["new"], told["rows"]) == ("shipped", 62, 62)
    sold = ("import", "warranty", str(SAMPLES / "leeds_q1.xlsx"), "--country", "GB", "--yes", "--json")
    told = answered(at_each_room(*sold))
    assert (told["held"], told["new"]) == (2, 10)
    (first, second) = answered(at_each_room("held", "--json"))
    assert (first["serial"], first["held_because"]) == ("KA26011211", ["not_shipped"])
    assert "not in the register" in at_each_room("held")[1]
    number = str(first["warranty"])
    assert at_each_room("held", "--let-pass", number)[0] == WRONG_USE
    assert at_each_room("held", "--let-pass", number, "--reason", "invoice seen")[0] == DONE
    assert refused(at_each_room("held", "--refuse", number, "--reason", "grey", "--json"))["error"] == "NoLongerHeld"
    told = answered(at_each_room("held", "--refuse", str(second["warranty"]), "--reason", "grey", "--json"))
    assert told["state"] == "refused"
    assert answered(at_each_room("held", "--json")) == []
