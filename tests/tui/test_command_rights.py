"""What the law gives people about whom something is kept, as it is typed (K6). On both engines."""

from pathlib import Path

from openpyxl import load_workbook  # type: ignore[import-untyped]

from tests.tui.typed import Typed, answered, refused
from tui.commands import REFUSED, WRONG_USE


def test_a_card_is_restricted_held_and_erased(at_each_room: Typed) -> None:
    at_each_room("new", "name=Zara Patel", "phone=13010000007")
    assert refused(at_each_room("rights", "restrict", "1", "--reason", "contested", "--json"))["error"] == "NotAllowed"
    at_each_room("rights", "restrict", "1", "--reason", "contested", by="manager")
    shown = answered(at_each_room("show", "1", "--json"))
    assert (shown["restricted"], shown["on_hold"], "phone" in shown) == (True, False, False)
    assert "Restricted" in at_each_room("show", "1")[1]
    told = refused(at_each_room("set", "1", "remarks=x", "--json"))
    assert told == {"error": "Restricted", "card_no": "NJ000001"}
    answered(at_each_room("rights", "lift", "1", "--reason", "settled", "--json", by="manager"))
    answered(at_each_room("rights", "hold", "1", "--reason", "a dispute", "--json", by="manager"))
    erase = ("rights", "erase", "1", "--reason", "asked for in writing", "--json")
    assert refused(at_each_room(*erase, by="manager"))["error"] == "OnHold"
    at_each_room("rights", "release", "1", "--reason", "settled", by="manager")
    named = ("rights", "erase", "1", "--reason", "Zara asked", "--json")
    assert refused(at_each_room(*named, by="manager"))["error"] == "NamesThem"
    done = answered(at_each_room(*erase, by="manager"))
    assert done == {"card_no": "NJ000001", "restricted": False, "on_hold": False, "erased": True, "cleared": True}
    shown = answered(at_each_room("show", "1", "--json"))
    assert (shown["name"], shown["erased"], shown["erased_by"]) == ("", True, "Wu Gang")
    assert "by Wu Gang" in at_each_room("show", "1")[1]
    assert answered(at_each_room("check", "--json", by="manager"))["sound"]
    assert at_each_room("rights", "erase", "1", by="manager")[0] == WRONG_USE
    assert answered(at_each_room("rights", "sweep", "--json", by="manager")) == {"cleared": True}
    assert at_each_room("rights", "sweep")[0] == REFUSED


def test_what_is_kept_is_printed_in_the_persons_language(at_each_room: Typed, tmp_path: Path) -> None:
    at_each_room("new", "name=Zoé Roux", "language=fr", "remarks=a dog called Bobbin")
    for ending, language in ((".pdf", None), (".xlsx", "en")):
        file = str(tmp_path / f"kept{ending}")
        spoken = ("--in", language) if language else ()
        told = answered(at_each_room("rights", "print", "1", file, "--purpose", "a letter", *spoken, "--json"))
        assert (told["file"], told["card_no"], told["language"]) == (file, "NJ000001", language or "fr")
        assert Path(file).stat().st_size > 1000
    cells = repr([[cell.value for cell in row] for row in load_workbook(file).active.iter_rows()])
    assert all(text in cells for text in ("Zoé Roux", "a dog called Bobbin", "Remarks", "What was done", "card made"))
    entries = answered(at_each_room("journal", "--card", "1", "--json", by="manager"))
    assert sum(entry["act"] == "disclose" for entry in entries) == 2
    assert at_each_room("rights", "print", "1", str(tmp_path / "x.pdf"))[0] == WRONG_USE
    again = at_each_room("rights", "print", "1", str(tmp_path / "x.pdf"), "--purpose", "a letter", "--json", by="sales")
    assert refused(again)["error"] == "OnlyOnFileNobodys"


def test_cards_past_their_retention_are_listed_and_erased(at_each_room: Typed) -> None:
    at_each_room("new", "name=Zara Patel")
    assert at_each_room("retention", "--set", "develop", by="manager")[0] == WRONG_USE
    kept = answered(at_each_room("retention", "--set", "develop=24", "--json", by="manager"))
    assert kept == {"months": {"fixed": None, "attack": None, "develop": 24}}
    listed = answered(at_each_room("retention", "--json", by="manager"))
    assert (listed["count"], listed["cards"]) == (0, [])
    assert at_each_room("retention", by="manager")[1] == "No card is past its retention.\n"
    assert at_each_room("retention", "--erase", by="manager")[0] == WRONG_USE
    done = answered(at_each_room("retention", "--erase", "--reason", "too old", "--json", by="manager"))
    assert done == {"erased": [], "left": [], "cleared": True}
    assert at_each_room("retention")[0] == REFUSED
