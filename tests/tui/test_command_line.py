"""What is typed at the command line, what it answers, how it ends. Each on both engines where a room is asked."""

import json
from pathlib import Path

import pytest

from store import database
from store.acts import backup, rooms
from store.acts.plans import Outcome
from tests.tui.typed import Typed, answered, refused
from tui.command_line import MistypedCommand, language_asked, split
from tui.commands import DONE, LEFT_OVER, REFUSED, WRONG_USE
from tui.commands.parsing import WrongUse


@pytest.mark.parametrize(
    ("arguments", "command", "rest"),
    [
        (["find", "zw"], "find", ["zw"]),
        (["--language", "fr", "find", "zw", "--json"], "find", ["--language", "fr", "zw", "--json"]),
        (["--language=fr", "find"], "find", ["--language=fr"]),
        (["--user", "find"], None, ["--user", "find"]),
        ([], None, []),
        (["--help"], None, ["--help"]),
    ],
)
def test_a_command_is_found_among_the_options(arguments: list[str], command: str | None, rest: list[str]) -> None:
    assert split(arguments) == (command, rest)


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["--language", "fr", "loans"], {"CARDKEEPER_LANGUAGE": "zh_CN"}, "fr"),
        (["loans", "--language=zh_CN"], {}, "zh_CN"),
        (["loans"], {"CARDKEEPER_LANGUAGE": "fr"}, "fr"),
        (["loans"], {"LANG": "fr_FR"}, None),
        (["loans", "--language", "tlh"], {}, None),
        ([], {}, None),
        (["--language"], {}, None),
    ],
)
def test_the_option_goes_before_the_variable(
    arguments: list[str], environment: dict[str, str], language: str | None
) -> None:
    assert language_asked(arguments, environment) == language


def test_a_card_is_made_found_changed_and_shown(at_each_room: Typed) -> None:
    made = answered(at_each_room("new", "name=张伟", "phone=130 1000 0007", "district=鼓楼区", "--json"))
    assert (made["card_no"], made["phone"], made["country"]) == ("NJ000001", "+8613010000007", "CN")
    changed = answered(at_each_room("set", "nj1", "grade=A", "grade_reason=large", "--learnt-at", "repair", "--json"))
    assert (changed["grade"], changed["version"]) == ("A", 2)
    found = answered(at_each_room("find", "zw", "--json"))
    assert (found["count"], found["more"]) == (1, False)
    assert {"card_no", "name", "phone", "district", "grade"} <= found["cards"][0].keys()
    shown = answered(at_each_room("show", "NJ000001", "--json"))
    assert shown == changed


@pytest.mark.parametrize("word", ["repair", "维修", "réparation", "Repair"])
def test_where_something_was_learnt_is_named_in_any_language(at_room: Typed, word: str) -> None:
    at_room("new", "name=张伟")
    answered(at_room("set", "1", "phone=13010000007", "--learnt-at", word, "--json"))
    assert answered(at_room("journal", "--json"))[0]["changes"][0]["learnt_at"] == "repair"


def test_an_unknown_place_to_learn_at_is_answered_with_those_there_are(at_room: Typed) -> None:
    at_room("new", "name=张伟")
    code, _, err = at_room("set", "1", "phone=13010000007", "--learnt-at", "gossip")
    assert code == WRONG_USE
    assert "“gossip”" in err
    assert "receivables ledger" in err
    assert answered(at_room("show", "1", "--json")).get("phone") is None


def test_values_may_be_typed_in_the_persons_language(at_room: Typed) -> None:
    at_room("new", "Nom=François Lefèvre", "list=actuel", "consent_on=1er novembre 2025", "--language", "fr")
    shown = answered(at_room("show", "1", "--json"))
    assert (shown["name"], shown["list"], shown["consent_on"]) == ("François Lefèvre", "existing", "2025-11-01")


ABOUT_CARD_1 = (
    ("show", "1"),
    ("where", "1"),
    ("set", "1", "city=南京"),
    ("lend", "1", "--to", "sales", "--purpose", "visit"),
    ("return", "1"),
)


def test_a_salesperson_sees_no_phone_of_others_and_learns_only_that_a_name_is_on_file(at_room: Typed) -> None:
    at_room("new", "name=张伟", "phone=13010000007", "salesperson=sales2")
    found = answered(at_room("find", "张伟", "--json", by="sales"))
    assert found == {
        "count": 0,
        "more": False,
        "cards": [],
        "on_file": [{"card_no": "NJ000001", "salesperson": "Sun Yan"}],
    }
    on_file = {"error": "OnlyOnFile", "card_no": "NJ000001", "salesperson": "Sun Yan"}
    for command in (*ABOUT_CARD_1, ("journal", "--card", "1")):
        assert refused(at_room(*command, "--json", by="sales")) == on_file, command
    said = "NJ000001 is on file, looked after by Sun Yan."
    assert at_room("find", "张伟", by="sales")[1].splitlines()[1:] == [said]
    assert at_room("where", "1", by="sales")[2].strip() == said
    own = answered(at_room("show", "1", "--json", by="sales2"))
    assert own["phone"] == "+8613010000007"
    assert own["salesperson"] == "sales2"
    assert "address" not in own
    assert "people" not in own


def test_a_card_is_lent_and_taken_back(at_each_room: Typed) -> None:
    at_each_room("new", "name=张伟")
    slip = answered(at_each_room("lend", "1", "--to", "Zhou Min", "--purpose", "visit", "--due", "+3", "--json"))
    assert (slip["slip"], slip["borrower"], slip["cards"]) == (1, "sales", ["NJ000001"])
    where = answered(at_each_room("where", "1", "--json"))
    assert where == {"card_no": "NJ000001", "out": True, "borrower": "sales", "slip": 1, "due": slip["due"]}
    (loan,) = answered(at_each_room("loans", "--json"))
    assert loan.keys() == {"slip", "card_no", "borrower", "purpose", "lent_on", "due", "overdue", "read"}
    assert answered(at_each_room("loans", "--overdue", "--json")) == []
    again = refused(at_each_room("lend", "1", "--to", "sales2", "--purpose", "visit", "--json"))
    assert again == {"error": "AlreadyOut", "card_no": "NJ000001", "borrower": "Zhou Min", "due": slip["due"]}
    assert answered(at_each_room("return", "1", "--json"))[0]["card_no"] == "NJ000001"
    assert answered(at_each_room("where", "1", "--json"))["out"] is False
    assert refused(at_each_room("return", "1", "--json")) == {"error": "NotOut", "card_no": "NJ000001"}


def test_the_journal_says_who_did_what(at_room: Typed) -> None:
    at_room("new", "name=张伟")
    at_room("set", "1", "phone=13010000007", "--learnt-at", "delivery")
    last, *_ = answered(at_room("journal", "--json"))
    assert last.keys() >= {"number", "at", "by", "act", "card_no", "changes"}
    assert (last["by"], last["act"], last["card_no"]) == ("keeper", "edit_card", "NJ000001")
    (change,) = last["changes"]
    assert {name: change[name] for name in ("field", "old", "new", "learnt_at")} == {
        "field": "phone", "old": None, "new": "+8613010000007", "learnt_at": "delivery",
    }  # fmt: skip
    assert len(answered(at_room("journal", "--card", "1", "--json"))) == 2


def test_staff_are_listed_and_added_with_a_password_for_one_time(at_room: Typed, typed: Typed) -> None:
    listed = answered(at_room("staff", "list", "--json"))
    assert {"user", "name", "roles", "branch", "branch_prefix"} == listed[0].keys()
    added = answered(at_room("staff", "add", "wu", "--name", "Wu Lei", "--role", "clerk", "--json", by="first"))
    assert (added["user"], added["roles"]) == ("wu", ["clerk"])
    assert refused(at_room("staff", "add", "x", "--name", "X", "--role", "clerk", "--json"))["error"] == "NotAllowed"


def test_a_password_for_one_time_opens_nothing_but_the_program(at_room: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    given = answered(at_room("staff", "reset", "clerk", "--json"))
    monkeypatch.setenv("CARDKEEPER_PASSWORD", given["password"])
    assert refused(at_room("loans", "--json", by="clerk"))["error"] == "OneTimePassword"


def test_a_sound_room_checks_sound_and_says_what_it_is(at_each_room: Typed) -> None:
    checked = answered(at_each_room("check", "--json", by="manager"))
    assert (checked["sound"], checked["damage"]) == (True, [])
    assert checked["chains"][0]["branch"] == "Nanjing"
    status = answered(at_each_room("status", "--json"))
    assert (status["branch"], status["cards"], status["out"], status["overdue"]) == ("Nanjing", 0, 0, 0)


def test_a_changed_journal_is_found(sqlite_url: str, at_room: Typed) -> None:
    at_room("new", "name=张伟")
    database.connect(sqlite_url)
    with database.writing():
        database.execute("update journal_head set number = number - 1")
    database.disconnect()
    code, out, _ = at_room("check", by="manager")
    assert code == REFUSED
    assert "broken" in out


def test_a_copy_of_the_room_opens_as_a_room(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, typed: Typed, tmp_path: Path
) -> None:
    monkeypatch.setenv("CARDKEEPER_DATABASE", sqlite_url)
    monkeypatch.setenv("CARDKEEPER_PASSWORD", "demo")
    made = answered(typed("backup", str(tmp_path / "copy.db"), "--user", "keeper", "--json"))
    assert rooms.open_room(database.sqlite_url(Path(made["file"]))) == []
    again = refused(typed("backup", str(tmp_path / "copy.db"), "--user", "keeper", "--json"))
    assert again["error"] == backup.BackupFailed.__name__


def test_a_room_is_made_without_a_screen(typed: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CARDKEEPER_PASSWORD", "secret")
    monkeypatch.setenv("CARDKEEPER_USER", "qian")
    file = tmp_path / "deep" / "room.db"
    at = ("--database", database.sqlite_url(file))
    code, out, _ = typed(*at, "init", "--branch", "Lyon", "--country", "fr", "--name", "Anne Petit")
    assert code == DONE
    assert f"cardkeeper --database {database.sqlite_url(file)}" in out
    status = answered(typed(*at, "status", "--json"))
    assert (status["branch"], status["branch_prefix"]) == ("Lyon", "LY")
    assert file.stat().st_mode & 0o077 == 0
    again = refused(typed(*at, "init", "--branch", "Lyon", "--country", "FR", "--name", "Anne", "--json"))
    assert again["error"] == rooms.RoomNotEmpty.__name__


def test_queries_come_from_standard_input_one_a_line(
    at_room: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    at_room("new", "name=张伟")
    queries = tmp_path / "queries"
    queries.write_bytes("zw\n\nnobody\r\n\xff张伟".encode("latin-1", "ignore") + "\n张伟\n".encode())
    with queries.open(encoding="utf-8") as lines:
        monkeypatch.setattr("sys.stdin", lines)
        code, out, _ = at_room("find", "-", "--json")
    assert code == DONE
    assert [json.loads(line)["count"] for line in out.splitlines()] == [1, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["lend", "1"], WrongUse),
        (["find"], WrongUse),
        (["find", "x", "--limit", "many"], WrongUse),
        (["find", "x", "--nonsense"], WrongUse),
        (["set", "1", "grade"], WrongUse),
        (["fnd", "x"], MistypedCommand),
    ],
)
def test_wrong_use_is_one_sentence_and_code_two(typed: Typed, arguments: list[str], error: type) -> None:
    code, out, err = typed(*arguments, "--json")
    assert code == WRONG_USE
    assert json.loads(out)["error"] == error.__name__
    assert err.count("\n") == 1


@pytest.mark.parametrize(("named", "meant"), [("phon", "phone"), ("birth_date", "birth"), ("birht", "birth")])
def test_an_unknown_field_names_the_nearest(at_room: Typed, named: str, meant: str) -> None:
    at_room("new", "name=张伟")
    assert refused(at_room("set", "1", f"{named}=1", "--json")) == {
        "error": "NoSuchField",
        "field": named,
        "meant": meant,
    }


@pytest.mark.parametrize("command", [("new", "name="), ("set", "1", "name=")], ids=["new", "set"])
def test_a_name_left_empty_is_refused_without_empty_quotes(at_room: Typed, command: tuple[str, ...]) -> None:
    at_room("new", "name=张伟")
    assert at_room(*command)[2] == "Name must not be empty.\n"
    assert at_room("--language", "fr", *command)[2] == "Nom ne doit pas être vide.\n"


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"CARDKEEPER_USER": "keeper"}, "PasswordMissing"),
        ({"CARDKEEPER_PASSWORD": "demo"}, "NobodySignsIn"),
        ({"CARDKEEPER_USER": "keeper", "CARDKEEPER_PASSWORD": "wrong"}, "WrongPassword"),
        ({"CARDKEEPER_DATABASE": "oracle://x"}, "UnknownURL"),
        ({"CARDKEEPER_DATABASE": "sqlite:////nowhere/room.db"}, "NoRoom"),
    ],
)
def test_who_may_not_come_in_is_told_why(
    sqlite_url: str, typed: Typed, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], error: str
) -> None:
    for name, value in ({"CARDKEEPER_DATABASE": sqlite_url} | settings).items():
        monkeypatch.setenv(name, value)
    assert refused(typed("loans", "--json"))["error"] == error


def test_every_command_has_help_in_every_language(typed: Typed) -> None:
    from tui.commands import COMMANDS

    for language in ("zh_CN", "en", "fr"):
        for name in COMMANDS:
            code, out, _ = typed(name, "--help", "--language", language)
            assert code == DONE
            assert f"cardkeeper {name}" in out
        code, out, _ = typed("--help", "--language", language)
        assert all(f"    {name} " in out for name in COMMANDS)


def test_the_language_is_the_persons_own_unless_one_is_asked_for(at_room: Typed, sqlite_url: str) -> None:
    database.connect(sqlite_url)
    with database.writing():
        database.execute("update staff set language = 'fr' where \"user\" = 'keeper'")
    database.disconnect()
    french, asked = at_room("loans")[1], at_room("--language", "en", "loans")[1]
    assert asked == "No card is out.\n"
    assert french != asked


def test_nothing_is_written_until_somebody_agrees(at_room: Typed, sheet: Path) -> None:
    judged = refused(at_room("import", "warranty", str(sheet), "--json"))
    assert (judged["error"], judged["import"], judged["rows"], judged["new"]) == ("NobodyAgreed", None, 3, 1)
    dry = answered(at_room("import", "warranty", str(sheet), "--dry-run", "--json"))
    assert (dry["import"], dry["duplicate"], dry["rejected"]) == (None, 1, 1)
    assert answered(at_room("find", "张伟", "--json"))["count"] == 0


def test_sound_rows_are_written_and_the_others_go_to_a_workbook(
    at_each_room: Typed, sheet: Path, tmp_path: Path
) -> None:
    problems = tmp_path / "problems.xlsx"
    code, out, err = at_each_room("import", "warranty", str(sheet), "--yes", "--json", "--problems", str(problems))
    report = json.loads(out)
    assert code == LEFT_OVER
    assert str(problems) in err
    assert report["import"] == 1
    assert report["rows"] == sum(report[outcome.value] for outcome in Outcome)
    assert report["columns"]["机号"] == "serial"
    assert [row["outcome"] for row in report["results"]] == ["new", "rejected", "duplicate"]
    assert answered(at_each_room("find", "KA26000001", "--json"))["count"] == 2
    again = refused(at_each_room("import", "warranty", str(sheet), "--yes", "--json"))
    assert (again["error"], again["unchanged"]) == ("NothingToWrite", 2)


def test_all_or_nothing_is_nothing_where_a_row_is_left_over(at_room: Typed, sheet: Path) -> None:
    report = refused(at_room("import", "warranty", str(sheet), "--yes", "--strict", "--json"))
    assert (report["error"], report["left_over"]) == ("NotAllSound", 1)
    assert answered(at_room("find", "张伟", "--json"))["count"] == 0


def test_cells_are_mended_on_the_way_in(at_room: Typed, tmp_path: Path) -> None:
    sheet = tmp_path / "march.csv"
    sheet.write_text(
        "姓名,机号,购买日期\n张伟,KA1,去年\n李娜,KA2,2026-03-05\n王芳,KA3,去年\n,KA4,2026-03-05\n", encoding="utf-8"
    )
    command = ("import", "warranty", str(sheet), "--json", "--dry-run")
    one = answered(at_room(*command, "--set", "2.购买日期=2026-03-05", "--set", "5.name=赵磊"))
    assert [row["outcome"] for row in one["results"]] == ["new", "new", "rejected", "new"]
    every = answered(at_room(*command, "--set", "2.purchased_on=2026-03-05", "--everywhere"))
    assert [row["outcome"] for row in every["results"]] == ["new", "new", "new", "rejected"]
    assert every["results"][2]["values"]["purchased_on"] == "2026-03-05"
    assert refused(at_room(*command, "--set", "9.name=x"))["error"] == "NoSuchRow"
    assert refused(at_room(*command, "--set", "2.weight=x"))["error"] == "NoSuchColumn"
    assert refused(at_room(*command, "--set", "name=x"))["error"] == "WrongUse"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["import", "warranty", "missing.xlsx"], "FileMissing"),
        (["import", "warranty", "."], "IsFolder"),
        (["import", "warranty", "SHEET", "--country", "XX"], "UnknownCountry"),
        (["import", "warranty", "SHEET", "--branch", "Lyon"], "NotThisBranch"),
        (["import", "recipes", "SHEET"], "WrongUse"),
        (["export", "cards", "out.csv", "--purpose", "x"], "NotAWorkbook"),
        (["export", "cards", "out.xlsx", "--purpose", "x", "--notch", "colour=red"], "NoSuchNotch"),
        (["export", "cards", "out.xlsx", "--purpose", "x", "--notch", "grade=Z"], "BadValue"),
        (["export", "cards", "out.xlsx", "--purpose", "x", "--notch", "salesperson=ghost"], "NoSuchStaff"),
        (["export", "cards", "out.xlsx", "--purpose", " "], "PurposeNeeded"),
    ],
)
def test_what_cannot_come_in_or_go_out_is_told_why(
    sqlite_url: str, typed: Typed, sheet: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], error: str
) -> None:
    monkeypatch.chdir(sheet.parent)
    monkeypatch.setenv("CARDKEEPER_PASSWORD", "demo")
    given = [str(sheet) if argument == "SHEET" else argument for argument in arguments]
    assert refused(typed("--database", sqlite_url, "--user", "keeper", *given, "--json"))["error"] == error
    assert not (sheet.parent / "out.xlsx").exists()


def test_a_list_goes_out_as_found_and_notched(at_room: Typed, tmp_path: Path) -> None:
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    for name, district in (("张伟", "鼓楼区"), ("张敏", "玄武区"), ("王芳", "鼓楼区")):
        at_room("new", f"name={name}", f"district={district}")
    file = tmp_path / "list.xlsx"
    out = at_room("export", "cards", str(file), "--find", "zhang", "--notch", "district=鼓楼区", "--purpose", "post",
                  "--json")  # fmt: skip
    assert answered(out)["rows"] == 1
    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == ["张伟"]
    assert refused(at_room("export", "cards", str(file), "--purpose", "post", "--json"))["error"] == "FileExists"
    everything = answered(at_room("export", "cards", str(file), "--purpose", "post", "--overwrite", "--json"))
    assert everything["rows"] == 3
    assert answered(at_room("journal", "--json"))[0]["act"] == "export"


def test_a_likely_double_is_named_with_how_to_save_all_the_same(at_room: Typed) -> None:
    at_room("new", "name=张伟", "phone=13010000007")
    code, out, err = at_room("new", "name=Zhang", "phone=13010000007", "--json")
    assert code == REFUSED
    assert json.loads(out)["doubles"][0]["card_no"] == "NJ000001"
    assert "already: NJ000001 张伟." in err
    assert "--despite-doubles" in err
    assert at_room("new", "name=Zhang", "phone=13010000007", "--despite-doubles")[0] == DONE


def test_the_demonstration_is_made_once_and_anew_when_asked(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CARDKEEPER_PASSWORD", "demo")
    code, out, err = typed("demo", "--no-app", "--cards", "60")
    url = out.splitlines()[-1]
    assert (code, err) == (DONE, "")
    assert database.sqlite_path(url) == tmp_path / "data" / "cardkeeper" / "demo" / "demo.db"
    at = ("--database", url, "--user", "keeper")
    typed(*at, "new", "name=Somebody New")
    assert typed("demo", "--no-app", "--cards", "60")[1].splitlines()[-1] == url
    assert answered(typed(*at, "find", "Somebody New", "--json"))["count"] == 1
    assert typed("demo", "--no-app", "--cards", "60", "--fresh")[0] == DONE
    assert answered(typed(*at, "find", "Somebody New", "--json"))["count"] == 0
    people = {person["user"] for person in answered(typed(*at[:2], "staff", "list", "--user", "manager", "--json"))}
    assert {"keeper", "clerk", "manager", "sales", "sales2", "sales3", "keeper.lyon", "sales2.leeds"} <= people


def test_a_demonstration_made_elsewhere_before_says_how_it_is_opened(typed: Typed, tmp_path: Path) -> None:
    url = database.sqlite_url(tmp_path / "mine.db")
    assert typed("demo", "--no-app", "--cards", "60", "--database", url)[0] == DONE
    code, _, err = typed("demo", "--no-app", "--database", url)
    assert code == REFUSED
    assert f"cardkeeper --database {url} --user keeper" in err


def test_the_demonstration_never_takes_the_place_of_a_room(typed: Typed, sqlite_url: str) -> None:
    for more in ((), ("--fresh",)):
        assert typed("demo", "--no-app", "--cards", "60", "--database", sqlite_url, *more)[0] == REFUSED
    assert rooms.open_room(sqlite_url) == []


def test_a_head_that_was_carried_out_is_compared(at_each_room: Typed) -> None:
    head = answered(at_each_room("check", "--json"))["chains"][0]["head"]
    at_each_room("new", "name=张伟")
    code, out, _ = at_each_room("check", "--deep", "--against", head)
    assert (code, "still there" in out) == (DONE, True)
    code, out, _ = at_each_room("check", "--against", head[:-8] + "00000000")
    assert (code, "not the one" in out) == (REFUSED, True)
    code, out, _ = at_each_room("check", "--against", head.replace(":", ":9", 1))
    assert (code, "is missing" in out) == (REFUSED, True)
    assert refused(at_each_room("check", "--json", "--against", "nothing.db"))["error"] == "NotAHead"


def test_a_backup_is_made_lost_and_put_back(at_each_room: Typed, tmp_path: Path) -> None:
    at_each_room("new", "name=张伟")
    made = answered(at_each_room("backup", str(tmp_path / "copy"), "--json"))
    assert (made["cards"], made["sound"], len(made["heads"])) == (1, True, 1)
    status = answered(at_each_room("status", "--json"))
    assert (status["backup"], status["head"].split(":")[0]) == ({"days": 0, "due": False}, "NJ")
    assert answered(at_each_room("status", "--json", by="sales"))["head"] is None
    at_each_room("new", "name=李娜")
    assert refused(at_each_room("restore", made["file"], "--json"))["error"] == "RoomThere"
    put_back = answered(at_each_room("restore", made["file"], "--overwrite", "--json"))
    assert (put_back["cards"], Path(put_back["kept"]).exists()) == (1, True)
    assert answered(at_each_room("status", "--json"))["cards"] == 1
    code, out, _ = at_each_room("check", "--against", *made["heads"])
    assert (code, "still there" in out) == (DONE, True)
    code, out, _ = at_each_room("check", "--against", put_back["kept"])
    assert (code, "older room" in out or "not the one" in out) == (REFUSED, True)
    assert refused(at_each_room("restore", str(tmp_path / "nothing"), "--json"))["error"] == "FileRefused"


def test_backups_without_a_file_are_kept_beside_the_room(sqlite_url: str, at_room: Typed) -> None:
    made = [answered(at_room("backup", "--json", "--keep", "1"))]
    folder = Path(made[0]["file"]).parent
    assert folder == database.sqlite_path(sqlite_url).parent / "backups"  # type: ignore[union-attr]
    older = folder / "room-20200101-000000.db"
    older.touch()
    at_room("backup", str(folder / "by-name.db"))
    assert older.exists()
    assert refused(at_room("backup", "--json", by="clerk"))["error"] == "NotAllowed"


def test_a_sealed_backup_is_made_compared_and_put_back(
    at_room: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = str(tmp_path / "copy.sealed")
    assert refused(at_room("backup", file, "--encrypt", "--json"))["error"] == "PassphraseMissing"
    monkeypatch.setenv("CARDKEEPER_PASSPHRASE", "seven paper tigers")
    code, out, _ = at_room("backup", file, "--encrypt")
    assert (code, "keep the passphrase" in out) == (DONE, True)
    assert at_room("check", "--against", file)[0] == DONE
    assert at_room("restore", file, "--overwrite")[0] == DONE
    monkeypatch.setenv("CARDKEEPER_PASSPHRASE", "eight paper tigers")
    assert refused(at_room("restore", file, "--overwrite", "--json"))["error"] == "WrongPassphrase"
