"""At a real terminal, what is missing is asked for, and a password is not shown while it is typed."""

import os
import sys
from pathlib import Path

import pytest

from store import database

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is POSIX's", allow_module_level=True)

import pty

ROOT = Path(__file__).parents[2]


def talk(arguments: list[str], environment: dict[str, str], answers: dict[str, str]) -> tuple[str, int]:
    """Run a command at a terminal; type each answer once its question stands there. Returns all that was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "tui.command_line", *arguments], environment)
    shown, asked = "", dict(answers)
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data.decode(errors="replace")
        for question in [question for question in asked if question in shown]:
            os.write(terminal, asked.pop(question).encode() + b"\n")
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return shown, os.waitstatus_to_exitcode(status)


@pytest.fixture
def environment(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARDKEEPER_")}
    return kept | {"CARDKEEPER_DATABASE": sqlite_url, "CARDKEEPER_LANGUAGE": "en", "HOME": str(tmp_path)}


def test_name_and_password_are_asked_for_and_the_password_is_not_shown(environment: dict[str, str]) -> None:
    shown, code = talk(["status"], environment, {"Name to sign in with": "keeper", "Password of keeper": "demo"})
    assert code == 0
    assert "Nanjing" in shown
    assert "demo" not in shown


def test_an_index_that_is_made_anew_says_so_at_a_terminal(environment: dict[str, str]) -> None:
    database.connect(environment["CARDKEEPER_DATABASE"])
    with database.writing():
        database.execute("update setting set value = '0.1' where name = 'search'")
    database.disconnect()
    asked = {"Password of keeper": "demo"}
    said = "The search index is being made anew: 0 of 0 cards"
    assert said in talk(["status", "--user", "keeper"], environment, asked)[0]
    assert said not in talk(["status", "--user", "keeper"], environment, asked)[0]


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("no", 1)])
def test_a_sheet_is_written_only_after_a_yes(
    environment: dict[str, str], tmp_path: Path, answer: str, code: int
) -> None:
    sheet = tmp_path / "march.csv"
    sheet.write_text("姓名,机号,购买日期\n张伟,KA26000001,2026-03-05\n", encoding="utf-8")
    asked = {"Password of keeper": "demo", "Write 1 row?": answer}
    shown, ended = talk(["import", "warranty", str(sheet), "--user", "keeper"], environment, asked)
    assert (ended, "Import 1" in shown) == (code, code == 0)


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("no", 1)])
def test_a_sealed_backup_takes_a_room_s_place_only_after_its_passphrase_and_a_yes(
    environment: dict[str, str], tmp_path: Path, answer: str, code: int
) -> None:
    copy, secret = str(tmp_path / "copy.sealed"), "seven paper tigers"
    asked = {"Password of keeper": "demo", "Passphrase of": secret, "The same once more": secret}
    shown, ended = talk(["backup", copy, "--encrypt", "--user", "keeper"], environment, asked)
    assert (ended, secret in shown) == (0, False)
    shown, ended = talk(
        ["restore", copy], environment, {"Passphrase of": secret, "Put the backup in its place?": answer}
    )
    assert (ended, "is kept: " in shown, len(list(tmp_path.glob("room-replaced-*")))) == (code, code == 0, 1 - code)


def test_two_passphrases_that_differ_seal_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    asked = {"Password of keeper": "demo", "Passphrase of": "seven paper tigers", "The same once more": "seven tigers"}
    shown, ended = talk(["backup", str(tmp_path / "copy"), "--encrypt", "--user", "keeper"], environment, asked)
    assert (ended, "differ" in shown, (tmp_path / "copy").exists()) == (1, True, False)
