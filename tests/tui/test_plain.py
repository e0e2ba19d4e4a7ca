"""Line mode at a real terminal: a clerk's and a keeper's day, a question and a fact a line, for whoever listens."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from store import database, history, loan_rules, loans, offices, requests, staff
from tests.conftest import Room, open_furnished
from tests.store.builders import a_card
from tests.tui.test_command_terminal import ROOT

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is POSIX's", allow_module_level=True)

import pty

Turns = Sequence[tuple[str, str | None]]
"""What stands there, and what is then typed; None for nothing."""
LONGEST = 8.0
"""Seconds without a word after which a dialogue has come to a stop."""
END = "\x04"
NEXT = "0 leaves): "


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARDKEEPER_")}
    return kept | {
        "CARDKEEPER_LANGUAGE": "en", "HOME": str(tmp_path), "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }  # fmt: skip


def talk(arguments: Sequence[str], environment: dict[str, str], turns: Turns) -> tuple[str, int]:
    """Run the program at a terminal and take turns with it. Returns all that was shown, its code."""
    database.disconnect()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "tui.command_line", *arguments], environment)
    shown, heard, left = "", 0, list(turns)
    while True:
        if not select.select([terminal], [], [], LONGEST)[0]:
            os.kill(pid, signal.SIGKILL)
        try:
            data = os.read(terminal, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data.decode(errors="replace")
        while left and (at := shown.find(left[0][0], heard)) >= 0:
            heard = at + len(left[0][0])
            typed = left.pop(0)[1]
            if typed is not None:
                os.write(terminal, typed.encode() + (b"" if typed == END else b"\n"))
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert left == [], f"never asked for {left[:1]}:\n{shown}"
    return shown, os.waitstatus_to_exitcode(status)


def plain(shown: str) -> list[str]:
    """The lines of what was shown, which moves no cursor and draws nothing."""
    lines = shown.replace("\r\n", "\n")
    assert not set("\x1b\r\b│─┌┐└┘┃") & set(lines), lines
    assert "demo" not in lines
    return lines.split("\n")


SIGN_IN: Turns = (("Name to sign in with (required): ", "keeper"), ("Password of keeper: ", "demo"))


def test_a_clerk_s_day(room_url: str, environment: dict[str, str], tmp_path: Path) -> None:
    environment["CARDKEEPER_DATABASE"] = room_url
    room = open_furnished(environment["CARDKEEPER_DATABASE"])
    a_card(room, "李娜", phone="13010000007")
    sheet = tmp_path / "march.csv"
    rows = "赵磊,13010000007,KA26000001,2026-03-05\n王芳,13010000008,KA26000002,2026-03-06\n"
    rows += "孙燕,13010000010,KA26000003,去年\n钱静,13010000011,KA26000004,去年\n"
    sheet.write_text(f"姓名,电话,机号,购买日期\n{rows}", encoding="utf-8")
    turns = [
        ("Name to sign in with (required): ", "clerk"),
        ("Password of clerk: ", "wrong"),
        ("do not go together.\r\nName to sign in with (required): ", "clerk"),
        ("Password of clerk: ", "demo"),
        ("Li Na has signed in, Nanjing.", None),
        (NEXT, "find"),
        ("What to find (required): ", "lina"),
        (NEXT, "new"),
        ("Name (required): ", ""),
        ("must be answered", "张伟"),
        ("Phone (may be left empty): ", "12"),
        ("is no phone number", "13010000009"),
        ("District", "鼓楼区"),
        ("Address", ""),
        ("Salesperson", "sales"),
        ("Another field (empty: no more; ? lists them): ", "remarks"),
        ("Remarks", "a first card"),
        ("Another field", ""),
        ("10. repair", "?"),
        ("kept with it.", "repair"),
        ("Card NJ000002 made for 张伟.", None),
        (NEXT, "set"),
        ("Card no. (required): ", "999"),
        ("There is no card 999.", "2"),
        ("Field to change", "grade"),
        ("3. grade C", "1"),
        ("Field to change", "grade_reason"),
        ("Reason for the grade: —\r\nNew value", "large orders"),
        ("Field to change", ""),
        ("Learnt at", ""),
        (NEXT, "import"),
        ("1. warranty\r\n2. cards\r\n3. shipped\r\nWhat the sheet holds (required): ", "1"),
        ("File (required): ", "nowhere.csv"),
        ("There is no file", str(sheet)),
        ("2 rows are to be mended.", None),
        ("购买日期, mended (may be left empty): ", "2026-03-07"),
        ("Mend 1 other row", "yes"),
        ("Row 4 is judged again: new.", None),
        ("1 row is to be decided.", None),
        ("1. the same customer as NJ000001 李娜", ""),
        ("must be answered", "2"),
        ("Write 4 rows? (yes/no)", "yes"),
        ("Import 1: 4 rows written.", None),
        (NEXT, "find 赵磊"),
        ("Name: 赵磊", None),
        (NEXT, "0"),
    ]
    shown, code = talk(["--plain"], environment, turns)
    assert code == 0
    lines = plain(shown)
    assert "Name: 李娜" in lines
    open_furnished(environment["CARDKEEPER_DATABASE"])
    acts = [entry.act for entry in history.acts(room.keeper)[:4]]
    assert acts == ["import", "edit_card", "create_card", "create_card"]
    assert database.rows(
        "select grade, grade_reason from card c join card_details d on d.card_id = c.id where number = 2"
    )


def a_keeper_s_room(url: str) -> Room:
    """Cards 1 to 4; 3 is overdue, 4 needs approval and is asked for."""
    room = open_furnished(url)
    ids = [a_card(room, name).id for name in ("张伟", "李娜", "王芳")]
    loans.lend(room.keeper, [ids[2]], to="sales2", purpose="visit")
    with database.writing():
        day = offices.today(room.keeper) - timedelta(days=2)
        database.execute("update slip_card set due = ? where card_id = ?", (day, ids[2]))
    loan_rules.set_rule(room.manager, grade="A", approver="manager")
    card = a_card(room, "赵磊", grade="A", grade_reason="large", salesperson=room.sales.staff_id)
    requests.ask(room.sales, [card.id], to="", purpose="visit")
    return room


def test_a_keeper_s_day(room_url: str, environment: dict[str, str], tmp_path: Path) -> None:
    environment["CARDKEEPER_DATABASE"] = room_url
    room = a_keeper_s_room(environment["CARDKEEPER_DATABASE"])
    turns = [
        *SIGN_IN,
        (NEXT, "lend"),
        ("1. Sun Yan (sales2)\r\n2. Zhou Min (sales)\r\nBorrower (required): ", "3"),
        ("“3” is none of these. Type a number from 1 to 2, or a word.", "sun"),
        ("Purpose (required): ", "spring fair"),
        ("Due date (may be left empty): ", "someday"),
        ("is no date that can be understood", "+5"),
        ("Card number (required): ", "1"),
        ("NJ000001 张伟\r\nCard number, one more (empty: no more): ", "999"),
        ("There is no card 999.", "3"),
        ("NJ000003 is out to Sun Yan", "nj2"),
        ("NJ000002 李娜", ""),
        ("2 cards lent to Sun Yan", None),
        (NEXT, "where 2"),
        ("NJ000002 is out to Sun Yan", None),
        (NEXT, "renew 2"),
        ("NJ000002 is renewed until", None),
        (NEXT, "return"),
        ("Card number (required): ", "4"),
        ("Card NJ000004 is not out.", "1"),
        ("NJ000001 张伟, out to Sun Yan", "2"),
        ("Card number, one more", ""),
        ("4. bought", "bought"),
        ("NJ000001 is back from Sun Yan.\r\nNJ000002 is back from Sun Yan.", None),
        (NEXT, "chase"),
        ("Overdue: 2 days", None),
        ("Was Sun Yan reminded just now? (yes/no) ", "y"),
        ("Noted: Sun Yan was reminded.", None),
        (NEXT, f"backup {tmp_path / 'copy'}"),
        ("Copied to", None),
        (NEXT, "close -"),
        ("Cards returned: 2", None),
        ("lent: 2 · Wang Fang 2", None),
        (NEXT, END),
    ]  # fmt: skip
    shown, code = talk([], environment | {"CARDKEEPER_PLAIN": "1"}, turns)
    assert code == 0
    plain(shown)
    manager = [
        ("Name to sign in with (required): ", "manager"),
        ("Password of manager: ", "demo"),
        ("Card no.: NJ000004", None),
        ("1. approve\r\n2. refuse\r\n3. leave it\r\nWhat to do (required): ", "1"),
        ("Approved 1 card.", None),
    ]
    shown, code = talk(["--plain", "approve"], environment, manager)
    assert code == 0
    plain(shown)
    open_furnished(environment["CARDKEEPER_DATABASE"])
    acts = [entry.act for entry in history.acts(room.keeper)[:7]]
    assert acts == ["approve", "close_day", "back_up", "remind", "return", "renew", "lend"]


def test_the_end_of_the_input_ends_a_command_with_nothing_half_done(
    sqlite_url: str, environment: dict[str, str]
) -> None:
    environment["CARDKEEPER_DATABASE"] = sqlite_url
    room = a_keeper_s_room(environment["CARDKEEPER_DATABASE"])
    before = history.acts(room.keeper)[0].number
    turns = [
        *SIGN_IN,
        ("Borrower", "1"),
        ("Purpose", "visit"),
        ("Due date", ""),
        ("Card number", "1"),
        ("one more", END),
    ]
    shown, code = talk(["--plain", "lend"], environment, turns)
    assert (code, plain(shown)[-2]) == (1, "The input ended. What was not answered was not done.")
    open_furnished(environment["CARDKEEPER_DATABASE"])
    assert history.acts(room.keeper)[0].number == before


def piped(arguments: Sequence[str], environment: dict[str, str], *answers: str) -> tuple[int, str, str]:
    database.disconnect()
    run = [sys.executable, "-m", "tui.command_line", "--plain", *arguments]
    done = subprocess.run(
        run, input="".join(f"{answer}\n" for answer in answers), capture_output=True, text=True, cwd=ROOT,
        env=environment, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("language", "asked", "fact"),
    [
        ("zh_CN", "登录名", "卡号：NJ000001"),
        ("fr", "Nom de connexion", "N° de fiche\u00a0: NJ000001"),
    ],
)
def test_through_a_pipe_the_answers_are_lines_and_the_facts_stand_alone(
    sqlite_url: str, environment: dict[str, str], language: str, asked: str, fact: str
) -> None:
    a_card(open_furnished(sqlite_url), "张伟")
    here = environment | {"CARDKEEPER_DATABASE": sqlite_url, "CARDKEEPER_LANGUAGE": language}
    code, out, err = piped(["find"], here, "keeper", "demo", "张伟")
    assert code == 0
    assert out.splitlines()[0] == fact
    assert asked in err
    assert "\x1b" not in out + err


def test_a_one_time_password_is_changed_at_once(sqlite_url: str, environment: dict[str, str]) -> None:
    room = open_furnished(sqlite_url)
    given = staff.give_one_time_password(room.manager, "clerk")
    here = environment | {"CARDKEEPER_DATABASE": sqlite_url}
    answers = ("clerk", given, "a", "b", "abc", "abc", "seven paper tigers", "seven paper tigers")
    code, out, err = piped(["status"], here, *answers)
    assert (code, "Branch office: Nanjing" in out.splitlines()) == (0, True)
    assert "The two passwords differ." in err
    assert piped(["status", "--user", "clerk"], here, "seven paper tigers")[0] == 0


def test_a_room_is_made_by_answers(tmp_path: Path, environment: dict[str, str]) -> None:
    here = environment | {"CARDKEEPER_DATABASE": database.sqlite_url(tmp_path / "new.db")}
    code, out, _ = piped(["init"], here, "Leeds", "GB", "Joan Dyke", "joan", "seven paper tigers")
    assert (code, "ready" in out) == (0, True)
    assert piped(["status"], here, "joan", "seven paper tigers")[0] == 0
