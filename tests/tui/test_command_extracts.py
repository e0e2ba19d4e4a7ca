"""Extracts, as they are typed (L7a). On both engines."""

from pathlib import Path

from openpyxl import load_workbook  # type: ignore[import-untyped]

from tests.tui.typed import Typed, answered, refused
from tui.commands import DONE, REFUSED, WRONG_USE


def test_an_extract_is_asked_for_approved_printed_and_destroyed(at_each_room: Typed, tmp_path: Path) -> None:
    at_each_room("new", "name=Zara Patel", "address=Heron 7", "remarks=a dog called Bobbin", "problems=pays late")
    ask = ("extract", "1", "--for", "Anne Petit", "--purpose", "audit", "--sections", "dealings")
    assert refused(at_each_room(*ask, "--json"))["error"] == "DepartmentMissing"
    told = answered(at_each_room(*ask, "--department", "accounts", "--json"))
    assert (told["slip"], told["for"], told["sections"]) == (1, "Anne Petit, accounts", ["dealings"])
    assert told["waiting"] == ["NJ000001"]
    file = str(tmp_path / "extract.xlsx")
    assert refused(at_each_room("extracts", "print", "1", file, "--json"))["error"] == "NotApproved"
    at_each_room("approve", "1", by="manager")
    for prints in (1, 2):
        told = answered(at_each_room("extracts", "print", "1", file, "--overwrite", "--json"))
        assert (told["slip"], told["prints"], told["pages"]) == (1, prints, 1)
    cells = repr([[cell.value for cell in row] for row in load_workbook(file).active.iter_rows()])
    assert "pays late" in cells
    assert "Anne Petit, accounts" in cells
    for closed in ("Heron", "Bobbin"):
        assert closed not in cells
    (one,) = answered(at_each_room("extracts", "list", "--json"))
    assert (one["state"], one["prints"], one["for"]) == ("out", 2, "Anne Petit, accounts")
    assert "Anne Petit" in at_each_room("extracts", "list")[1]
    assert answered(at_each_room("extracts", "list", "--overdue", "--json")) == []
    (back,) = answered(at_each_room("extracts", "recall", "1", "--json"))
    assert back["recalled"]
    (gone,) = answered(at_each_room("extracts", "destroyed", "1", "--json"))
    assert (gone["state"], gone["ended"]) == ("returned", "destroyed")
    assert at_each_room("extracts", "returned", "1")[0] == REFUSED
    assert refused(at_each_room("extracts", "returned", "7", "--json"))["error"] == "NoSuchExtract"


def test_what_cannot_be_is_one_sentence(at_each_room: Typed) -> None:
    at_each_room("new", "name=Zara Patel")
    ask = ("extract", "1", "--for", "clerk", "--purpose", "audit")
    assert at_each_room(*ask, "--sections", "secrets")[0] == WRONG_USE
    assert at_each_room(*ask)[0] == WRONG_USE
    assert refused(at_each_room(*ask, "--sections", "basic", "--json", by="sales"))["error"] == "OnlyOnFileNobodys"
    assert at_each_room(*ask, "--sections", "basic，consent")[0] == DONE
    assert at_each_room("extracts", "list", by="sales")[0] == REFUSED
