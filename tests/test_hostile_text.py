"""Orders to a database, a shell or a terminal, put into every field: kept and shown as the text that they are.

The screens are in `tests/screens/test_hostile_text.py`, sheets in `tests/importers/test_hostile.py`.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locales.visible import UNSEEN, in_one_line, visible
from store import cards, database, fields, guards, history, log, slow
from store.acts import check
from store.cards import Edit, RowEdit
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, FieldInfo, Format
from tests.conftest import PASSWORD, Room, open_furnished
from tests.store.builders import a_card
from tui.command_line import main

ORDERS = (
    "'; drop table card; --", '"; delete from staff; --', "\\'; select pg_sleep(9); --", "' or 1=1 --", "%s", "?", ":1",
    "%(name)s", "{name}", "{0.__class__}", "$(touch owned)", "`touch owned`", "; touch owned", "| touch owned", "&& x",
    "../../owned", "-rf", "--json", "\x1b[2J", "\x1b]0;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "\x9b31m", "\x07", "\x08",
    "\r", "\x7f", "\u202eowned", "\u2066", "\u200f", "\ufeff", "=cmd|'/c calc'!A1", "+1+1", "@SUM(A1)", "\\N", "\\x41",
    "[bold red]x[/]", "[@click=app.quit]x[/]", "&amp;<script>", "张伟",
)  # fmt: skip
hostile = st.lists(st.sampled_from(ORDERS) | st.text(max_size=5), min_size=1, max_size=4).map("".join)
TEXTS = (Format.TEXT, Format.LONG_TEXT)
ALL = "".join(ORDERS)


def texts_of(infos: dict[str, FieldInfo]) -> dict[str, FieldInfo]:
    return {name: info for name, info in infos.items() if info.format in TEXTS}


def typed_into(infos: dict[str, FieldInfo]) -> st.SearchStrategy[dict[str, str]]:
    """A text for each field; names are never empty."""
    return st.fixed_dictionaries({name: hostile.map(lambda text: f"A{text}") for name in texts_of(infos)})


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed_into(FIELDS), typed_into(PERSON_FIELDS), typed_into(GOODS_FIELDS))
def test_what_is_typed_into_any_field_is_kept_as_text(
    room: Room, card: dict[str, str], person: dict[str, str], goods: dict[str, str]
) -> None:
    before = database.rows("select count(*) from staff")
    person, goods = {"role": "contact", **person}, {"maker": "ours", **goods}
    edit = Edit(card, people=(RowEdit(None, person),), goods=(RowEdit(None, goods),))
    kept = cards.show(room.clerk, cards.create(room.clerk, edit, despite_doubles=True).id)
    for typed, values, infos in (
        (card, kept.values, FIELDS),
        (person, kept.people[0], PERSON_FIELDS),
        (goods, kept.goods[0], GOODS_FIELDS),
    ):
        for name, info in texts_of(infos).items():
            assert values[name] == fields.clean(info, typed[name]), name
            assert not set(map(chr, range(9))) & set(values[name] or "")
    assert database.rows("select count(*) from staff") == before


def test_every_change_of_every_field_stands_in_the_journal_as_it_was_typed(room: Room) -> None:
    card = a_card(room, "A")
    values = dict.fromkeys(texts_of(FIELDS), f"A{ALL}")
    cards.save(room.clerk, card.id, card.version, Edit(values, {"name": "A"}), despite_doubles=True)
    changed = {change.field: change.new for change in history.of_card(room.clerk, card.id)[0].changes}
    assert changed == {name: fields.clean(info, f"A{ALL}") for name, info in texts_of(FIELDS).items()}
    assert check.check(room.keeper, deep=True).sound
    assert guards.missing() == []


# ── at the command line


@pytest.fixture
def typed(room_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    for name in ("DATABASE", "USER", "LOG"):
        monkeypatch.delenv(f"CARDKEEPER_{name}", raising=False)
    monkeypatch.setenv("CARDKEEPER_PASSWORD", PASSWORD)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, by: str = "keeper") -> str:
        main(["--database", room_url, "--user", by, "--log", str(tmp_path / "log.jsonl"), *arguments])
        return "".join(capsys.readouterr())

    return run


def test_nothing_that_was_typed_gives_the_terminal_an_order(typed: Callable[..., str], tmp_path: Path) -> None:
    text, file = f"A{ALL}", f"A{ALL}".replace("/", "∕")[:100]
    (tmp_path / f"{file}.csv").write_text(f"姓名,手机,{text},产品\n{text},{text},{text},{text}\n", encoding="utf-8")
    said = [
        typed("new", *(f"{name}={text}" for name in texts_of(FIELDS))),
        typed("new", f"name={text}2", f"phone={text}", f"birth={text}"),
        typed("set", "NJ000001", f"remarks={text}", f"email={text}", f"{text}={text}"),
        typed("show", "NJ000001"),
        typed("find", text),
        typed("find", "A"),
        typed("lend", "NJ000001", "--to", text, "--purpose", text),
        typed("lend", "NJ000001", "--to", "sales", "--purpose", text),
        typed("loans"),
        typed("where", "NJ000001"),
        typed("return", "NJ000001", "--result", text),
        typed("ask", "NJ000001", "--purpose", text, by="sales"),
        typed("requests"),
        typed("refuse", "2", "--reason", text, by="manager"),
        typed("submit", f"name={text}", by="sales"),
        typed("submissions", "list"),
        typed("staff", "add", "wu", "--name", text, "--role", "clerk", by="first"),
        typed("staff", "add", text, "--name", text, "--role", text, by="first"),
        typed("staff", "list"),
        typed("import", "warranty", f"{file}.csv", "--country", "CN", "--yes"),
        typed("imports"),
        typed("export", "cards", f"{file}.xlsx", "--purpose", text),
        typed("journal", by="manager"),
        typed("journal", "--refused", by="manager"),
        typed("rights", "print", "NJ000001", f"{file}.pdf", "--purpose", text, by="manager"),
        typed("status", by="manager"),
        typed(text),
        typed("loans", f"--{text}"),
        typed("--language", text, "loans"),
        typed("backup", f"{file}.copy"),
        typed("restore", f"{file}.csv"),
        typed("move", text, text),
    ]
    for answer in said:
        assert answer
        assert "Traceback" not in answer
        assert not UNSEEN.search(answer.replace("\n", ""))
    assert any("␛" in answer for answer in said)
    assert not list(tmp_path.rglob("owned*"))
    assert "owned" not in (tmp_path / "log.jsonl").read_text(encoding="utf-8")


def test_json_has_the_value_itself_and_gives_no_order_either(typed: Callable[..., str]) -> None:
    typed("new", f"name=A{ALL}")
    said = typed("show", "NJ000001", "--json")
    assert not UNSEEN.search(said.rstrip("\n"))
    assert json.loads(said)["name"] == fields.clean(FIELDS["name"], f"A{ALL}")


def test_a_workbook_has_texts_and_no_formula(room_url: str, typed: Callable[..., str], tmp_path: Path) -> None:
    room = open_furnished(room_url)
    for order in ORDERS:
        if order.strip() and order.isprintable():
            a_card(room, order, remarks=order)
    database.disconnect()
    typed("export", "cards", "list.xlsx", "--purpose", "=1+1")
    sheets = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    kept = {str(cell.value) for cell in cells}
    assert {"'; drop table card; --", "=cmd|'/c calc'!A1", "@SUM(A1)"} <= kept
    assert not [cell.value for cell in cells if cell.data_type == "f"]


# ── signs


@given(st.text())
def test_every_unseen_character_has_a_sign(text: str) -> None:
    assert not UNSEEN.search(visible(text, ""))
    assert not UNSEEN.search(in_one_line(text))
    assert len(visible(text)) == len(text)


@given(hostile)
def test_a_shape_of_a_statement_has_no_quoted_text(text: str) -> None:
    quoted = text.replace("'", "''")
    assert slow.shape(f"select 1 where a = '{quoted}' and b = ?") == "select ? where a = ? and b = ?"


def test_the_log_takes_no_text_that_is_typed() -> None:
    assert {name for name, kind in log.tell.__annotations__.items() if kind == str | None} == {
        "act", "command", "error", "message", "statement",
    }  # fmt: skip
