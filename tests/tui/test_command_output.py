"""Columns line up whatever is in them; JSON is the same in every language."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from locales.messages import N_
from store.access import Role
from tui.commands.output import as_json, padded, pairs, table, width, wrapped


def test_a_chinese_character_takes_two_cells_and_an_accent_none() -> None:
    assert width("张伟 A") == 6
    assert width("e\u0301") == 1


@given(text=st.text(alphabet="a张é\u0301，"), cells=st.integers(0, 40))
def test_padded_text_has_the_width_asked_for_or_its_own(text: str, cells: int) -> None:
    assert width(padded(text, cells)) == max(cells, width(text))


def test_columns_line_up() -> None:
    lines = table(["No.", "Name"], [["1", "张伟"], ["12", "Zara Patel"]], right={0}).splitlines()
    assert lines == ["No.  Name", "  1  张伟", " 12  Zara Patel"]


def test_a_value_never_breaks_its_line() -> None:
    assert table(["Remarks"], [["one\ntwo\tthree"]]) == "Remarks\none two three"
    assert pairs([("姓名", "a"), ("x", "b")]) == "姓名  a\nx     b"


class Record(NamedTuple):
    due: date
    price: Decimal


def test_every_value_of_the_store_has_its_json() -> None:
    record = {
        "at": datetime(2026, 11, 3, 20, 5),
        "record": Record(date(2026, 11, 3), Decimal("12.50")),
        "whole": Decimal("3.00"),
        "roles": frozenset({Role.MANAGER, Role.CLERK}),
        "label": N_("Name"),
        "none": None,
        "name": "张伟",
    }
    assert json.loads(as_json(record)) == {
        "at": "2026-11-03T20:05:00Z",
        "record": {"due": "2026-11-03", "price": 12.5},
        "whole": 3,
        "roles": ["clerk", "manager"],
        "label": "Name",
        "none": None,
        "name": "张伟",
    }
    assert "张伟" in as_json(record)


@given(text=st.text(alphabet="a 张é，b"), cells=st.integers(4, 40))
def test_wrapped_lines_keep_every_character_and_fit(text: str, cells: int) -> None:
    lines = wrapped(text, cells)
    assert "".join("".join(lines).split()) == "".join(text.split())
    longest = max((width(piece) for piece in text.replace("张", " ").replace("，", " ").split()), default=0)
    assert all(width(line) <= max(cells, longest) + 3 * line.count("，") for line in lines)
