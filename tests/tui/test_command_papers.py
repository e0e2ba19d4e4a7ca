"""Packs, labels and slips for those who wait, as they are typed (L2, L4, L5)."""

import os
import sys
from pathlib import Path

import pytest

from tests.tui.typed import Typed, answered, refused
from tui.commands import DONE, LEFT_OVER, REFUSED, WRONG_USE


def lent(type_: Typed) -> None:
    type_("new", "name=Zara Patel", "salesperson=sales")
    type_("new", "name=Iris Dyke", "salesperson=sales")
    type_("lend", "1", "2", "--to", "sales", "--purpose", "visit")


def a_program(folder: Path, name: str) -> Path:
    """A program that keeps the name of what it was given, in the file that is returned."""
    program, took = folder / name, folder / f"{name} took"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > "{took}"\n')
    program.chmod(0o755)
    return took


def test_a_pack_is_written_as_paper_or_as_a_workbook(at_room: Typed, tmp_path: Path) -> None:
    lent(at_room)
    for ending in ("pdf", "xlsx"):
        file = str(tmp_path / f"pack.{ending}")
        told = answered(at_room("pack", "1", file, "--json"))
        assert (told["file"], told["slip"], told["cards"], told["pages"]) == (file, 1, 2, 2)
        assert (told["missing"], told["sent"]) == ([], False)
    assert refused(at_room("pack", "1", file, "--json"))["error"] == "FileExists"
    assert at_room("pack", "1", file, "--overwrite", by="sales")[:2] == (DONE, f"2 pages written to {file}.\n")
    assert at_room("check", "--against", told["head"], by="manager")[0] == DONE
    entries = answered(at_room("journal", "--card", "1", "--json", by="manager"))
    assert sum(entry["act"] == "make_pack" for entry in entries) == 3


def test_what_cannot_be_is_one_sentence_and_no_file(at_room: Typed, tmp_path: Path) -> None:
    lent(at_room)
    file = str(tmp_path / "x.pdf")
    assert refused(at_room("pack", "7", file, "--json")) == {"error": "NoSuchSlip", "slip": 7}
    assert refused(at_room("pack", "1", file, "--json", by="sales2"))["error"] == "NoSuchSlip"
    assert at_room("pack", "1", str(tmp_path / "x.docx"))[0] == WRONG_USE
    assert at_room("pack", "1", str(tmp_path / "x.xlsx"), "--print")[0] == WRONG_USE
    assert at_room("pack", "one", file)[0] == WRONG_USE
    assert at_room("labels", "1", file, "--first", "25")[0] == WRONG_USE
    assert at_room("labels", "1", file, by="sales")[0] == REFUSED
    assert refused(at_room("waits", "1", file, "--json"))["error"] == "NotBackYet"
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".pdf", ".xlsx")] == []


@pytest.mark.skipif(os.name == "nt", reason="a printer of Windows is no program to be put in its place")
def test_a_paper_is_printed_or_shown_or_says_that_nothing_took_it(
    at_room: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent(at_room)
    file = str(tmp_path / "pack.pdf")
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, err = at_room("pack", "1", file, "--print")
    assert (code, "2 pages written" in out, "no printer took it" in err) == (LEFT_OVER, True, True)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert at_room("pack", "1", file, "--overwrite", "--open")[0] == LEFT_OVER
    monkeypatch.setenv("DISPLAY", ":0")
    for option, program in (("--print", "lp"), ("--open", "open" if sys.platform == "darwin" else "xdg-open")):
        took = a_program(tmp_path, program)
        assert answered(at_room("pack", "1", file, "--overwrite", option, "--json"))["sent"] is True
        assert took.read_text() == file


def test_labels_and_the_slip_for_whoever_waits(at_room: Typed, tmp_path: Path) -> None:
    lent(at_room)
    labels, wait = str(tmp_path / "labels.pdf"), str(tmp_path / "wait.pdf")
    told = answered(at_room("labels", "2", "NJ000001", labels, "--first", "24", "--json"))
    assert (told["cards"], told["pages"]) == (2, 2)
    at_room("reserve", "1", "--to", "sales2")
    at_room("return", "1", "2")
    assert answered(at_room("waits", "1", wait, "--json"))["for"] == ["Sun Yan"]
    assert refused(at_room("waits", "2", wait, "--json")) == {"error": "NobodyWaits", "card_no": "NJ000002"}


def test_an_original_is_printed_once_goes_along_and_is_void_when_lost(at_each_room: Typed, tmp_path: Path) -> None:
    at_each_room("new", "name=Zara Patel", "salesperson=sales")
    at_each_room("new", "name=Iris Dyke", "salesperson=sales")
    pdf, xlsx = str(tmp_path / "o.pdf"), str(tmp_path / "o.xlsx")
    told = answered(at_each_room("original", "1", "2", pdf, "--json"))
    assert (told["cards"], told["pages"]) == (2, 2)
    assert told["originals"] == [{"card_no": "NJ000001", "number": 1}, {"card_no": "NJ000002", "number": 1}]
    again = refused(at_each_room("original", "1", xlsx, "--json"))
    assert (again["error"], again["card_no"], again["number"]) == ("HasOriginal", "NJ000001", 1)
    shown = answered(at_each_room("show", "1", "--json"))["original"]
    assert (shown["number"], shown["by"], shown["valid"], shown["older"]) == (1, "keeper", True, False)
    lent = answered(at_each_room("lend", "1", "--to", "sales", "--purpose", "visit", "--json"))
    assert lent["originals"] == [{"card_no": "NJ000001", "number": 1}]
    at_each_room("set", "1", "city=Leeds")
    assert "changed since" in at_each_room("where", "1")[1]
    assert "Original no. 1 of NJ000001 is void with it." in at_each_room("lost", "1", "--searched", "the drawer")[1]
    assert refused(at_each_room("original", "1", xlsx, "--json"))["error"] == "ManagersWord"
    assert at_each_room("original", "void", "1", "--reason", "given up")[0] == REFUSED
    assert at_each_room("original", "void", "1", by="manager")[0] == REFUSED
    assert at_each_room("original", "void", "1", "--print", "--reason", "x", by="manager")[0] == WRONG_USE
    void = answered(at_each_room("original", "void", "1", "2", "--reason", "given up", "--json", by="manager"))
    assert void == [{"card_no": "NJ000001", "number": 1}, {"card_no": "NJ000002", "number": 1}]
    assert answered(at_each_room("original", "1", xlsx, "--json"))["originals"][0]["number"] == 2
    assert at_each_room("check", by="manager")[0] == DONE


def test_what_changed_while_a_card_was_out_is_told_when_it_comes_back(at_room: Typed, tmp_path: Path) -> None:
    at_room("new", "name=Zara Patel", "salesperson=sales")
    at_room("original", "1", str(tmp_path / "o.pdf"))
    for options in ((), ("--json",)):
        at_room("lend", "1", "--to", "sales", "--purpose", "visit")
        at_room("set", "1", f"city=Leeds{len(options)}")
        code, out, _ = answer = at_room("return", "1", *options)
        assert code == DONE
    (back,) = answered(answer)
    assert [(one["field"], one["by"]) for one in back["changed"]] == [("city", "keeper")]
    assert back["original"] == 1
    at_room("lend", "1", "--to", "sales", "--purpose", "visit")
    at_room("set", "1", "city=York")
    out = at_room("return", "1")[1]
    assert "Original no. 1 of NJ000001 comes back with it." in out
    assert "NJ000001 changed while it was out: City (" in out
