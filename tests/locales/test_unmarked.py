"""A text that a person would see and that no translator would is found."""

from pathlib import Path

import pytest

from locales.unmarked import FLOORS, Allowed, literals, reads_like_words, unmarked_texts


@pytest.mark.parametrize(
    "text", ["Save", "no such card", "Saved {x}.", "客户", "Delete the card", "  Name: ", "a card"]
)
def test_what_reads_like_words(text: str) -> None:
    assert reads_like_words(text)


@pytest.mark.parametrize(
    "text", ["", "card_no", "NJ000123", "utf-8", "%Y-%m-%d", "select a, b from c", " and state = 'out'", "F1", "--yes"]
)
def test_what_does_not(text: str) -> None:
    assert not reads_like_words(text)


@pytest.mark.parametrize(
    "source",
    [
        'print("no such card")',
        'def f():\n    return f"Saved {card_no}."',
        'Static("客户资料卡")',
        'TITLE = "Card room"',
        'x = {"title": "Card room"}',
        'class Missing(Refused):\n    message = "No such card."',
        'raise Refused("no such card")',
        'Binding("f2", "edit", "Edit")',
    ],
)
def test_an_unmarked_text_is_found(source: str) -> None:
    assert list(literals(source, "screens/x.py"))


@pytest.mark.parametrize(
    "source",
    [
        'print(N_("no such card"))',
        'NC_("list", "existing cards")',
        '"""Keeps the cards."""',
        'def f():\n    """Say it again."""',
        'raise ValueError("a date without a year")',
        'assert x, "never without a branch"',
        'rows("select id from card where name = ?", (name,))',
        'sql = f"create trigger {name} before update on {table} for each row"',
        'CSS = "Screen Label { color: red; }"',
        'self.query_one("Screen Label")',
        'def f(x: "Card Row") -> "Card":\n    pass',
        're.compile("one two")',
        'x["Some Key"]',
        'kind: Literal["one two"] = 1',
    ],
)
def test_what_no_person_sees_is_let_pass(source: str) -> None:
    assert not list(literals(source, "screens/x.py"))


def test_an_allowance_needs_a_use(tmp_path: Path) -> None:
    for floor in FLOORS:
        (tmp_path / floor).mkdir()
    (tmp_path / "tui" / "app.py").write_text('NAME = "Card room"\n', encoding="utf-8")
    used = Allowed("tui/app.py", "Card room", "a proper name")
    unused = Allowed("tui/app.py", "Nothing here", "left behind")
    assert unmarked_texts(tmp_path, (used,)) == []
    assert unmarked_texts(tmp_path, (used, unused)) == ["tui/app.py: allowance no longer needed: 'Nothing here'"]
    assert unmarked_texts(tmp_path, ()) == ["tui/app.py:1: not marked: 'Card room'"]
