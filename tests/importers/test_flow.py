"""How texts are broken into lines, and lines into pages (L2)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from importers.papers.flow import Block, lines_of, pages, wrapped
from importers.sheets.writing import cells_wide

TEXTS = st.text(alphabet="ab é，。“”（）张伟一二 \n", max_size=80)


def lines(text: str, room: int) -> list[str]:
    return wrapped(text, room, cells_wide)


@settings(max_examples=100)
@given(TEXTS, st.integers(8, 30))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, room: int) -> None:
    broken = lines(text, room)
    assert "".join("".join(broken).split()) == "".join(text.split())
    assert all(cells_wide(line) <= room for line in broken)


def test_lines_break_where_each_language_breaks_them() -> None:
    assert lines("one two three", 8) == ["one two", "three"]
    assert lines("客户对价格敏感", 8) == ["客户对价", "格敏感"]
    assert lines("客户对价。格", 8) == ["客户对", "价。格"], "no line begins with a closing mark"
    assert lines("客户对“价格”", 8) == ["客户对", "“价格”"], "or ends with an opening one"
    assert lines("il dit\u00a0: oui", 8) == ["il dit\u00a0:", "oui"]
    assert lines("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert lines("a\nb", 8) == ["a", "b"]


def laid(*blocks: Block, rows: int = 10, notes: int = 4) -> list[tuple[list[str], list[str], bool]]:
    broken = lines_of(blocks, lambda label: [label], lambda text: text.split("/"))
    found = pages(broken, rows, notes)
    return [([a.label or a.text for a in p.left], [a.label or a.text for a in p.right], p.notes) for p in found]


def test_a_heading_stays_with_what_it_heads_and_the_columns_are_even() -> None:
    heading = Block("H", heading=True)
    assert laid(heading, Block("1"), Block("2"), heading, Block("3"), Block("4")) == [
        (["H", "1", "2"], ["H", "3", "4"], True)
    ]
    assert laid(heading, Block("1"), heading, Block("3"), rows=3, notes=1)[0][0] == ["H", "1"]


def test_the_last_page_keeps_room_for_notes_and_an_empty_card_is_all_notes() -> None:
    many = [Block(str(number)) for number in range(20)]
    first, last = laid(*many)
    assert (len(first[0]), len(first[1]), first[2]) == (10, 10, False)
    assert last == ([], [], True)
    assert laid() == [([], [], True)]


def test_a_short_text_is_not_torn_and_a_long_one_is() -> None:
    ((left, right, _),) = laid(*[Block(str(number)) for number in range(5)], Block("x", "a/b/c"), rows=8, notes=2)
    assert (left[-1], right) == ("3", ["4", "x", "b", "c"])
    long = laid(Block("x", "/".join("abcdefghijklm")), rows=8, notes=1)
    assert [len(column) for page in long for column in page[:2]] == [7, 6]


@settings(max_examples=50)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 12)), max_size=25), st.integers(6, 14))
def test_every_line_stands_on_a_page_and_none_holds_too_many(kinds: list[tuple[bool, int]], rows: int) -> None:
    blocks = [Block("H", heading=True) if is_head else Block("x", "/".join("y" * size)) for is_head, size in kinds]
    broken = lines_of(blocks, lambda label: [label], lambda text: text.split("/"))
    found = pages(broken, rows, 3)
    shown = [line for page in found for line in (*page.left, *page.right) if not line.gap]
    assert shown == [line for line in broken if not line.gap]
    assert all(max(len(page.left), len(page.right)) <= page.rows <= rows for page in found)
    assert [page.notes for page in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].rows <= rows - 3
