"""What looks after a room: moving it, its status, and the log, in which nobody's name stands."""

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from store import database, log, slow, system
from store.acts import demonstrate
from tests.conftest import CHEAP, PASSWORD
from tests.tui.typed import Typed, answered
from tui.commands import DONE, REFUSED
from tui.faults import note_fault


@pytest.fixture(autouse=True)
def password(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDKEEPER_PASSWORD", PASSWORD)


def test_a_room_is_moved_at_the_command_line(sqlite_url: str, typed: Typed, tmp_path: Path) -> None:
    target = database.sqlite_url(tmp_path / "new" / "room.db")
    planned = answered(typed("move", sqlite_url, target, "--dry-run", "--json"))
    assert (planned["cards"], planned["half"], (tmp_path / "new").exists()) == (0, False, False)
    moved = answered(typed("move", sqlite_url, target, "--json"))
    assert moved["heads"] == planned["heads"]
    assert {table["name"]: table["rows"] for table in moved["tables"]} == planned["rows"]
    assert typed("--database", target, "--user", "keeper", "check", "--deep")[0] == DONE
    code, out, err = typed("move", sqlite_url, target, "--json")
    assert (code, json.loads(out)["error"], err.count("\n")) == (REFUSED, "RoomNotEmpty", 1)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "says the same"), ("fr", "dit la même chose"), ("zh_CN", "内容一致")]
)
def test_a_move_says_what_it_did_in_each_language(
    sqlite_url: str, typed: Typed, tmp_path: Path, language: str, said: str
) -> None:
    target = database.sqlite_url(tmp_path / "room2.db")
    code, out, err = typed("--language", language, "move", sqlite_url, target)
    assert (code, err) == (DONE, "")
    assert said in out
    assert f"--database {target}" in out


# ── status


def test_who_looks_after_a_room_sees_how_it_does(room_url: str, typed: Typed, tmp_path: Path) -> None:
    at = ("--database", room_url, "--user")
    assert typed(*at, "keeper", "backup", str(tmp_path / "copy"))[0] == DONE
    found = answered(typed(*at, "manager", "status", "--sizes", "--json"))
    assert (found["branches"], found["staff"], found["all_cards"]) == (1, 6, 0)
    assert (found["backup_checked"], found["backup"]["days"]) == ("sound", 0)
    assert found["heads"] == [found["head"]]
    assert found["size"] > 100_000
    assert found["index_size"] > 0
    assert len(found["tables"]) == 8
    assert (found["connections"] is None) == room_url.startswith("sqlite")
    assert typed(*at, "manager", "status")[0] == DONE
    for other in ("sales", "clerk"):
        seen = answered(typed(*at, other, "status", "--json"))
        assert not {"staff", "size", "heads", "slow"} & seen.keys()


def test_what_took_long_is_kept_by_its_shape(
    sqlite_url: str, typed: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(slow, "LIMIT", 0.0)
    at = ("--database", sqlite_url, "--user", "keeper")
    typed(*at, "new", "name=Anne Petit", "phone=+33612345678")
    typed(*at, "find", "Petit")
    monkeypatch.undo()
    monkeypatch.setenv("CARDKEEPER_PASSWORD", PASSWORD)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    kept = answered(typed(*at, "status", "--json"))["slow"]
    assert len(kept) == slow.MOST
    assert kept[0].keys() == {"statement", "times", "worst_ms", "last"}
    text = "".join(path.read_text() for path in (tmp_path / "state").rglob("slow-*.json"))
    assert "Petit" not in text
    assert "612345678" not in text


def test_a_shape_has_no_values() -> None:
    asked = "select a from card\n where b in (?, ?, ?) and c = 'O''Hara' and d = 12.5 and e = any(?::bigint[]) and t1.f"
    assert (
        slow.shape(asked) == "select a from card where b in (?) and c = ? and d = ? and e = any(?::bigint[]) and t1.f"
    )


def test_a_standby_answers_lists_and_refuses_all_that_would_be_noted(
    postgresql_url: str, typed: Typed, tmp_path: Path
) -> None:
    at = ("--user", "keeper", "--database")
    typed(*at, postgresql_url, "new", "name=Anne Petit", "phone=+33612345678")
    standby = f"{postgresql_url}&options=-c default_transaction_read_only%3Don"
    found = answered(typed(*at, standby, "find", "petit", "--json"))
    assert [card["name"] for card in found["cards"]] == ["Anne Petit"]
    for command in ("loans", "today", "status", "check", "requests", "journal"):
        assert typed(*at, standby, command)[0] == DONE, command
    for command in (
        ("show", "NJ000001"),
        ("new", "name=B"),
        ("lend", "NJ000001", "--to", "sales", "--purpose", "visit"),
        ("backup", str(tmp_path / "copy")),
    ):
        code, out, err = typed(*at, standby, *command, "--json")
        assert (code, json.loads(out)["error"], err.count("\n")) == (REFUSED, "StandbyRoom", 1), command


# ── the log


def test_a_day_in_a_full_room_leaves_no_name_in_the_log(typed: Typed, tmp_path: Path) -> None:
    url = database.sqlite_url(tmp_path / "demo.db")
    demonstrate.build(url, 60)
    database.disconnect()
    told = tmp_path / "log.jsonl"
    with closing(sqlite3.connect(tmp_path / "demo.db")) as room:
        name, phone, address = room.execute(
            "select name, phone, address from card c join card_details d on d.card_id = c.id where c.branch_id = 1"
            " and phone is not null and address is not null"
        ).fetchone()
        free = (
            "select number from card where branch_id = 1 and id not in (select card_id from slip_card where card_id is"
            " not null)"
        )
        numbers = [f"NJ{number:06}" for (number,) in room.execute(free)]
        room.execute("update staff set password = ?", (CHEAP.hash(PASSWORD),))
        room.commit()
    at = ("--log", str(told), "--database", url, "--user")
    for who, *command in (
        ("keeper", "find", name),
        ("keeper", "find", phone, "--json"),
        ("keeper", "new", f"name={name}", f"phone={phone}"),
        ("keeper", "new", f"name={name}二", f"address={address}", "birth=yesterday"),
        ("keeper", "set", "NJ000001", f"email={name}@", f"remarks={address}"),
        ("keeper", "show", "NJ000001"),
        ("keeper", "lend", "NJ000002", "--to", name, "--purpose", name),
        ("keeper", "lend", numbers[0], "--to", "sales", "--purpose", f"visit {name}"),
        ("keeper", "return", numbers[0]),
        ("sales", "find", name),
        ("sales", "set", "NJ000004", f"remarks={name}"),
        ("keeper", "import", "warranty", f"{name}.xlsx"),
        (name, "loans"),
        ("keeper", "status"),
        ("keeper", name),
        ("keeper", "close"),
    ):
        typed(*at, who, *command)
    lines = [json.loads(line) for line in told.read_text(encoding="utf-8").splitlines()]
    assert {"act", "refused", "command"} <= {line["what"] for line in lines}
    lent = next(line for line in lines if line.get("act") == "lend" and line["what"] == "act")
    assert lent.keys() == {"at", "pid", "what", "act", "branch", "number", "ms"}
    assert any(line.get("message") for line in lines if line["what"] == "refused")
    written = told.read_text(encoding="utf-8").casefold()
    for value in personal(tmp_path / "demo.db"):
        assert value.casefold() not in written, value
    if not system.WINDOWS:
        assert stat.S_IMODE(told.stat().st_mode) == 0o600


def personal(file: Path) -> set[str]:
    """Every name, phone, address and the like of customers and staff in a room."""
    asked = (
        "select name from card union select phone from card_details union select other_phone from card_details"
        " union select email from card_details union select address from card_details union select name from person"
        " union select phone from person union select serial from warranty union select name from staff"
        ' union select "user" from staff where length("user") > 7 union select borrower_name from slip'
    )
    with closing(sqlite3.connect(file)) as room:
        return {value for (value,) in room.execute(asked) if value}


def test_a_fault_is_told_without_what_it_was_about(tmp_path: Path) -> None:
    log.open_file(tmp_path / "log.jsonl")
    try:
        try:
            _fail("张伟")
        except ValueError as error:
            fault = note_fault(error)
    finally:
        log.close()
    told = (tmp_path / "log.jsonl").read_text(encoding="utf-8")
    assert "张伟" not in told
    assert "_fail" in told
    assert json.loads(told)["trace"][0] == "ValueError"
    assert (fault.fault, fault.file) == ("ValueError", str(tmp_path / "log.jsonl"))


def _fail(name: str) -> None:
    try:
        raise KeyError(name)
    except KeyError as error:
        raise ValueError(f"no {name}") from error


def test_a_log_that_is_full_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST", 300)
    log.open_file(tmp_path / "log")
    try:
        for number in range(60):
            log.tell("act", act="lend", branch=1, number=number)
    finally:
        log.close()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["log", *(f"log.{n}" for n in range(1, log.KEPT + 1))]
    assert all(path.stat().st_size <= 300 for path in tmp_path.iterdir())
    assert json.loads((tmp_path / "log").read_text().splitlines()[-1])["number"] == 59


def test_a_log_that_cannot_be_written_is_refused(sqlite_url: str, typed: Typed, tmp_path: Path) -> None:
    code, _, err = typed("--log", str(tmp_path), "--database", sqlite_url, "--user", "keeper", "loans")
    assert (code, err.count("\n")) == (REFUSED, 1)
