"""Templates, chosen fields and a list that comes back, as they are typed (X2). On both engines."""

from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from tests.tui.typed import Typed, answered, refused
from tui.commands import WRONG_USE


def test_a_list_leaves_with_chosen_fields_and_comes_back(at_each_room: Typed, tmp_path: Path) -> None:
    at_each_room("new", "name=Zara Patel", "phone=13010000007", "remarks=a dog")
    file = str(tmp_path / "cards.xlsx")
    assert at_each_room("export", "cards", file, "--purpose", "x", "--fields", "colour")[0] == WRONG_USE
    answered(at_each_room("export", "cards", file, "--purpose", "x", "--fields", "phone,remarks", "--json"))
    told = answered(at_each_room("import", "cards", file, "--dry-run", "--json"))
    assert (told["kind"], told["unchanged"], told["rows"]) == ("cards", 1, 1)
    book = load_workbook(file)
    book.active["E2"].value = None
    book.save(file)
    assert answered(at_each_room("import", "cards", file, "--yes", "--json"))["updated"] == 1
    assert "remarks" not in {name for name, value in answered(at_each_room("show", "1", "--json")).items() if value}


def test_a_template_is_written_for_each_kind(at_each_room: Typed, tmp_path: Path) -> None:
    for kind in ("warranty", "cards", "shipped"):
        file = tmp_path / f"{kind}.xlsx"
        told = answered(at_each_room("template", kind, str(file), "--json"))
        assert told["columns"] == len([cell for cell in load_workbook(file).active[1] if cell.value])
    file = str(tmp_path / "few.xlsx")
    assert answered(at_each_room("template", "cards", file, "--fields", "name,phone", "--json"))["columns"] == 2
    assert refused(at_each_room("template", "cards", file, "--json"))["error"] == "FileExists"
    assert at_each_room("template", "cards", file, "--overwrite", "--fields", "colour")[0] == WRONG_USE


@pytest.mark.parametrize(("way", "address"), [("sheet", "3 Kirkgate"), ("card", "2 Kirkgate"), ("left", "1 Kirkgate")])
def test_all_conflicts_are_decided_at_once(at_each_room: Typed, tmp_path: Path, way: str, address: str) -> None:
    at_each_room("new", "name=Iris", "address=1 Kirkgate", "city=Leeds")
    file = str(tmp_path / "cards.xlsx")
    answered(at_each_room("export", "cards", file, "--purpose", "x", "--fields", "address,city", "--json"))
    at_each_room("set", "1", "address=2 Kirkgate")
    book = load_workbook(file)
    assert [cell.value for cell in book.active[1]][3:] == ["Address", "City"]
    book.active["D2"].value, book.active["E2"].value = "3 Kirkgate", "York"
    book.save(file)
    assert answered(at_each_room("import", "cards", file, "--dry-run", "--json"))["undecided"] == 1
    told = answered(at_each_room("import", "cards", file, "--yes", "--json", "--conflicts", way))
    assert (told["undecided"], told["updated"]) == (0, 1)
    card = answered(at_each_room("show", "1", "--json"))
    assert (card["address"], card["city"]) == (address, "York")
    assert at_each_room("import", "cards", file, "--conflicts", "mine")[0] == WRONG_USE
