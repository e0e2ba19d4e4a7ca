"""Branch offices and cards that go between them, as it is typed."""

from pathlib import Path

import pytest

from store import database, journal, offices, staff
from store.access import Role
from store.offices import NewBranch
from tests.conftest import CHEAP, PASSWORD, open_furnished
from tests.tui.typed import Typed, answered, refused
from tui.commands import DONE, WRONG_USE

ADD = ("branches", "add", "Lyon", "--country", "fr", "--first", "anne", "--name", "Anne Petit")


def test_head_office_opens_a_branch_and_lists_them(at_room: Typed) -> None:
    assert refused(at_room(*ADD, "--json"))["error"] == "NotAllowed"
    opened = answered(at_room(*ADD, "--json", by="manager"))
    assert (opened["prefix"], opened["currency"], opened["user"]) == ("LY", "EUR", "anne")
    assert refused(at_room(*ADD, "--json", by="manager"))["error"] == "BadBranch"
    listed = answered(at_room("branches", "list", "--json", by="manager"))
    assert [(one["name"], one["cards"], one["head_office"]) for one in listed] == [
        ("Nanjing", 0, True),
        ("Lyon", 0, False),
    ]
    assert "Europe/Paris" in at_room("branches", "list")[1]
    assert refused(at_room("branches", "roles", "--json", by="manager"))["error"] == "OnlyOnPostgresql"


def test_a_card_goes_to_another_branch_and_is_received_there(at_each_room: Typed, room_url: str) -> None:
    open_furnished(room_url)
    with database.writing():
        lyon = offices.open_branch(NewBranch("Lyon", "FR", "LY")).id
        with journal.entry(lyon, None, "open_branch"):
            staff.insert(lyon, "anne", "Anne Petit", list(Role), CHEAP.hash(PASSWORD))
    database.disconnect()
    at_each_room("new", "name=王芳")
    send = ("transfers", "send", "1", "--to", "lyon", "--reason", "moved")
    assert refused(at_each_room(*send, "--json"))["error"] == "NotAllowed"
    assert answered(at_each_room(*send, "--json", by="manager")) == {"cards": ["NJ000001"]}
    assert answered(at_each_room("where", "1", "--json"))["on_way_to"] == "Lyon"
    (one,) = answered(at_each_room("transfers", "list", "--json", by="anne"))
    assert (one["card_no"], one["name"], one["here"], one["reason"]) == ("NJ000001", "王芳", True, "moved")
    assert refused(at_each_room("transfers", "receive", "NJ000007", "--json", by="anne"))["error"] == "NothingArrives"
    came = answered(at_each_room("transfers", "receive", "nj1", "--salesperson", "anne", "--json", by="anne"))
    assert came == [{"before": "NJ000001", "card_no": "LY000001"}]
    assert answered(at_each_room("where", "NJ000001", "--json", by="anne"))["before"] == ["NJ000001"]
    assert refused(at_each_room("show", "1", "--json")) == {
        "error": "MovedAway", "card_no": "NJ000001", "branch": "Lyon", "new_no": "LY000001",
    }  # fmt: skip


def test_the_sql_of_a_new_room_is_printed_and_nothing_else_happens(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    url = "postgresql://nowhere.example/cardroom"
    code, out, err = typed("init", url, "--branch", "Nanjing", "--country", "CN", "--name", "Li", "--print-sql")
    assert code == DONE
    assert 'create database "cardroom" owner "cardroom_owner"' in out
    assert all(line.endswith(";") for line in out.splitlines())
    assert "cardroom.pgpass" in err
    code, *_ = typed("init", str(tmp_path), "--branch", "Nanjing", "--country", "CN", "--name", "Li", "--print-sql")
    assert code == WRONG_USE


def test_a_database_that_may_not_be_made_is_no_traceback(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDKEEPER_PASSWORD", "demo")
    url = "postgresql://127.0.0.1:1/cardroom"
    told = typed("init", url, "--branch", "Nanjing", "--country", "CN", "--name", "Li", "--user", "li", "--json")
    assert refused(told)["error"] == "NotReachable"
