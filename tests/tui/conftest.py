"""Somebody who types at the command line. What came of it is read with `typed.py`."""

import io
from pathlib import Path

import pytest

from tests.conftest import PASSWORD
from tests.tui.typed import Typed, at
from tui.command_line import main


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A person with no settings, in English."""
    for name in ("DATABASE", "LANGUAGE", "LOG", "USER", "PASSWORD"):
        monkeypatch.delenv(f"CARDKEEPER_{name}", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def typed(environment: None, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type something; returns exit code, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def at_room(sqlite_url: str, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setenv("CARDKEEPER_PASSWORD", PASSWORD)
    return at(sqlite_url, typed)


@pytest.fixture
def at_each_room(room_url: str, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """As `at_room`, once on each engine: for what is most of a day's work."""
    monkeypatch.setenv("CARDKEEPER_PASSWORD", PASSWORD)
    return at(room_url, typed)


@pytest.fixture
def by_lines(at_room: Typed, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Type a command in line mode, and the answers to what it asks."""

    def run(*arguments: str, answers: str = "", by: str = "keeper") -> tuple[int, str, str]:
        monkeypatch.setattr(
            "sys.stdin", io.StringIO("".join(f"{answer}\n" for answer in answers.split("|") if answers))
        )
        return at_room("--plain", *arguments, by=by)

    return run


SAMPLE = """姓名,手机,产品名称,机号,购买日期
张伟,13010000007,空调,KA26000001,2026-03-05
,13010000008,空调,KA26000002,2026-03-05
李娜,13010000009,冰箱,KA26000001,2026-03-06
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Three rows: one sound, one without a name, one whose serial stands above."""
    path = tmp_path / "march.csv"
    path.write_text(SAMPLE, encoding="utf-8")
    return path
