"""Imports listed and undone, as they are typed (X1). On both engines."""

import io
from pathlib import Path

import pytest

from store import database
from tests.tui.typed import Typed, answered, refused
from tui.command_line import main
from tui.commands import DONE, LEFT_OVER, REFUSED, WRONG_USE

KNOWN = ("new", "name=李娜", "phone=13010000009", "address=中山路 81 号")
UPDATING = "姓名,手机,地址,机号\n李娜,13010000009,新街口 1 号,KA26000001\n"


def test_what_was_merged_since_is_told_by_the_card_that_stays(at_each_room: Typed, sheet: Path) -> None:
    at_each_room("new", "name=李娜")
    at_each_room("import", "warranty", str(sheet), "--yes")
    assert at_each_room("merge", "2", "1", by="manager")[0] == DONE
    dry = answered(at_each_room("undo", "1", "--dry-run", "--json"))
    assert {"card_no": "NJ000002", "record": "card", "why": "merged", "into": "NJ000001"} in dry["left"]
    assert "NJ000002 → NJ000001" in at_each_room("undo", "1", "--dry-run")[1]


def test_an_import_is_listed_undone_and_listed_as_undone(at_each_room: Typed, sheet: Path) -> None:
    assert "No sheet was brought in yet." in at_each_room("imports")[1]
    assert at_each_room("import", "warranty", str(sheet), "--yes", "--json")[0] == LEFT_OVER
    (one,) = answered(at_each_room("imports", "--json"))
    counts = {name: one[name] for name in ("import", "kind", "file", "by", "rows", "new", "duplicate", "rejected")}
    assert counts == {
        "import": 1, "kind": "warranty", "file": "march.csv", "by": "keeper", "rows": 3, "new": 1, "duplicate": 1,
        "rejected": 1,
    }  # fmt: skip
    assert len(one["hash"]) == 64
    assert one["undone_at"] is None
    listed = at_each_room("imports")[1]
    assert "march.csv" in listed
    assert one["hash"][:8] in listed

    dry = answered(at_each_room("undo", "1", "--dry-run", "--json"))
    assert (dry["undone"], dry["cards"], dry["choices"]) == (False, 2, [])
    assert refused(at_each_room("undo", "1", "--json"))["error"] == "NobodyAgreedToUndo"
    assert answered(at_each_room("find", "张伟", "--json"))["count"] == 1
    done = answered(at_each_room("undo", "1", "--yes", "--json"))
    assert (done["undone"], done["cards"], done["archived"], done["left"]) == (True, 2, [], [])
    assert answered(at_each_room("find", "张伟", "--json"))["count"] == 0
    (one,) = answered(at_each_room("imports", "--json"))
    assert (one["undone_by"], bool(one["undone_at"])) == ("Wang Fang", True)
    assert refused(at_each_room("undo", "1", "--yes", "--json"))["error"] == "UndoneAlready"
    again = answered(at_each_room("import", "warranty", str(sheet), "--dry-run", "--json"))
    assert [note["note"] for note in again["notes"]] == ["brought_in_and_undone"]


@pytest.mark.parametrize(("option", "address"), [("--keep", "太平路 3 号"), ("--put-back", "中山路 81 号")])
def test_fields_changed_since_are_chosen_by_an_option(
    at_each_room: Typed, tmp_path: Path, option: str, address: str
) -> None:
    file = tmp_path / "march.csv"
    file.write_text(UPDATING, encoding="utf-8")
    at_each_room(*KNOWN)
    at_each_room("import", "warranty", str(file), "--yes", "--json")
    at_each_room("set", "1", "address=太平路 3 号")
    told = refused(at_each_room("undo", "1", "--yes", "--json"))
    assert (told["error"], [one["field"] for one in told["choices"]]) == ("ChangedSince", ["address"])
    code, out, err = at_each_room("undo", "1", "--yes")
    assert code == REFUSED
    for value in ("中山路 81 号", "新街口 1 号", "太平路 3 号"):
        assert value in out
    assert "Choose whether" in err
    assert at_each_room("undo", "1", "--yes", option)[0] == DONE
    shown = answered(at_each_room("show", "1", "--json"))
    assert (shown["address"], shown["goods"]) == (address, [])


def test_what_may_not_be_undone_is_one_sentence(at_each_room: Typed, sheet: Path) -> None:
    at_each_room("import", "warranty", str(sheet), "--yes", "--json")
    assert refused(at_each_room("undo", "7", "--yes", "--json"))["error"] == "NoSuchImport"
    assert refused(at_each_room("undo", "1", "--yes", "--json", by="clerk"))["error"] == "NotYourImport"
    assert refused(at_each_room("undo", "1", "--yes", "--json", by="sales"))["error"] == "NotAllowed"
    assert refused(at_each_room("imports", "--json", by="sales"))["error"] == "NotAllowed"
    assert at_each_room("undo", "one")[0] == WRONG_USE
    assert at_each_room("undo", "1", "--keep", "--put-back")[0] == WRONG_USE
    assert answered(at_each_room("undo", "1", "--yes", "--json", by="manager"))["undone"] is True


def test_line_mode_asks_field_by_field(at_room: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "march.csv"
    file.write_text(UPDATING, encoding="utf-8")
    at_room(*KNOWN)
    at_room("import", "warranty", str(file), "--yes", "--json")
    at_room("set", "1", "address=太平路 3 号")
    monkeypatch.setattr("sys.stdin", io.StringIO("put it back\nyes\n"))
    code, out, err = at_room("--plain", "undo", "1")
    assert (code, "Import's: 新街口 1 号" in err, "Import 1 is undone." in out) == (DONE, True, True), (out, err)
    assert answered(at_room("show", "1", "--json"))["address"] == "中山路 81 号"


class Terminal(io.StringIO):
    """A terminal at which somebody presses Ctrl+C once it says that rows are written."""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text.startswith("\rWritten:") and "^C" not in self.getvalue():
            super().write("^C\n")
            raise KeyboardInterrupt
        return super().write(text)


def test_ctrl_c_while_writing_leaves_nothing(
    sqlite_url: str, at_room: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, terminal = tmp_path / "march.csv", Terminal()
    rows = [f"Dupont {n},1301000{n:04d},KA{n:08d}" for n in range(200)]
    file.write_text("\n".join(["姓名,手机,机号", *rows]), encoding="utf-8")
    monkeypatch.setattr("sys.stderr", terminal)
    code = main(["--database", sqlite_url, "--user", "keeper", "import", "warranty", str(file), "--yes"])
    assert code == REFUSED
    assert "^C" in terminal.getvalue()
    assert "Stopped" in terminal.getvalue()
    database.connect(sqlite_url)
    assert database.rows("select count(*) from card") == [(0,)]
    assert database.rows("select count(*) from import_row") == [(0,)]
    database.disconnect()
