"""Finds text in the code that a person would see and that no mark sends to the translators.

The rule looks at every literal of the four upper floors, not at calls only, since a text may travel before it is
shown. A literal *reads like words* when it has Chinese in it, two words of letters side by side, or is one capitalised
word. It is let pass where it cannot be meant for a person: a docstring, inside a mark, SQL, a selector or stylesheet,
a regular expression, a message for programmers (`raise ValueError`, `assert`), a type, a key of a mapping.
What is left and right all the same stands in `ALLOWED` with its reason; an entry that matches nothing is a fault too.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FLOORS = ("tui", "screens", "store", "importers")
MARKS = {"N_", "NC_", "NP_"}

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PLACE = re.compile(r"\{[a-z_]*\}")
_TWO_WORDS = re.compile(r"[^\W\d_]+[,;:.]? [^\W\d_]{2,}|[^\W\d_]{2,}[,;:.]? [^\W\d_]+")
_ONE_WORD = re.compile(r"\s*[A-ZÀ-Þ][a-zà-ÿ]{2,}[.:!?…]*\s*")
_SQL_WORDS = (
    "select|insert|update|delete|create|drop|alter|with|pragma|begin|set|lock|truncate|vacuum|analyze|reindex|attach"
    "|detach|from|where|and|or|not null|order by|group by|left join|join|on conflict|limit|union|values|raise|exists"
    "|primary key|default|case|start transaction|for update|for each|for share|text not null|bigint|collate"
    "|before|after|when|is not|is null|references|returning|using|as"
)
_SQL = re.compile(rf"[\s(]*({_SQL_WORDS}|{_SQL_WORDS.upper()}|TEXT COLLATE)\b")
_SQL_PART = re.compile(r"\b[a-z]\.[a-z_\"]+|= \?|\bwithout rowid\b|\bcollate\b|\bin \{among\}")
"""A column of an alias, a parameter, a list of values, an option."""
_PROGRAMMERS = {"ValueError", "TypeError", "RuntimeError", "KeyError", "AssertionError", "NotImplementedError",
                "AttributeError", "LookupError", "IndexError"}  # fmt: skip
_NOT_SHOWN_CALLS = {
    "compile", "fullmatch", "match", "search", "sub", "split", "findall", "finditer",  # re
    "query", "query_one", "query_exactly_one", "getters", "on", "has_class", "add_class", "remove_class",  # selectors
    "set_class", "toggle_class", "get_child_by_id",
    "execute", "execute_many", "executemany", "rows", "SQL", "execute_sql",  # SQL
    "getenv", "get_logger", "TypeVar", "cast", "strftime", "strptime", "encode", "decode", "startswith", "endswith",
    "replace", "removeprefix", "removesuffix", "get",
}  # fmt: skip
_NOT_SHOWN_KEYWORDS = {"group", "id", "classes", "thread_name_prefix", "encoding", "prog"}
_NOT_SHOWN_NAMES = re.compile(r".*(CSS|SQL|PATH|PATTERN|REGEX|SELECTOR)(_\w+)?$|__\w+__$")


class Allowed(NamedTuple):
    """Literals of one file that need no mark: those that match `pattern`, and why."""

    file: str
    pattern: str
    reason: str


ALLOWED: tuple[Allowed, ...] = (
    Allowed("tui/app.py", "Cardkeeper", "the program's own name"),
    Allowed("store/readings.py", ".*[\u3400-\u9fff].*", "how Chinese names are read"),
    Allowed(
        "store/blocking.py", "[a-z ]*|.*[\u3400-\u9fff].*", "titles, firms and streets as names and addresses have them"
    ),
    Allowed("importers/sheets/dates.py", ".*", "months and numerals as sheets write them, in three languages"),
    Allowed("importers/sheets/by_cells.py", ".*[\u3400-\u9fff].*", "surnames, to tell names by"),
    Allowed("importers/sheets/chinese_numbers.py", ".*", "numerals as sheets write them"),
    Allowed("importers/sheets/understood.py", ".*[\u3400-\u9fff].*", "how a cell says that there is nothing"),
    Allowed("importers/sheets/mistaken.py", ".*[\u3400-\u9fff].*", "characters that are put for one another"),
    Allowed("importers/sheets/recognise.py", ".*", "words of headers as sheets write them, in three languages"),
    Allowed("importers/sheets/money.py", ".*", "currencies as sheets write them"),
    Allowed("importers/sheets/sniff.py", "Workbook|Book", "names of streams in a file"),
    Allowed("importers/sheets/biff.py", "Workbook|Book", "names of streams in a file"),
    Allowed("store/notches.py", "card c ?", "a piece of SQL"),
    Allowed("store/walls.py", ".*", "SQL of the database's own rules"),
    Allowed("store/doors.py", ".*", "SQL of the database's own rules"),
    Allowed("store/acts/office_roles.py", "(revoke|grant|rolsuper) .*", "SQL that makes roles"),
    Allowed("importers/sheets/warranty.py", ".*,.*", "headers and values as sheets write them, in three languages"),
    Allowed("importers/sheets/cards.py", ".*", "headers and values as sheets write them, in three languages"),
    Allowed("importers/sheets/parse.py", "[^ -~]+", "yes and no as sheets write them"),
    Allowed(
        "importers/sheets/templates.py",
        "name customer phone.*| legal_form.*| owner_phone.*",
        "names of fields",
    ),
    Allowed("importers/sheets/shipped.py", ".*,.*", "headers as sheets write them, in three languages"),
    Allowed("store/shipped.py", ".*总仓.*", "stores of our own as registers call them, in three languages"),
    Allowed("importers/papers/canvas.py", "Cardkeeper", "the program's own name, in a file's properties"),
    Allowed("importers/papers/card_book.py", "Arial", "the name of a font"),
    Allowed("importers/sheets/writing.py", '<row r="2"', "a workbook's own XML"),
    Allowed("importers/sheets/written_cells.py", "General|yyyy-mm-dd hh:mm", "Excel's own names of formats"),
    Allowed("importers/sheets/written_cells.py", '<row r="', "a workbook's own XML"),
    Allowed("store/acts/demo_people.py", "[市号室]", "how Chinese addresses are written"),
    Allowed("tui/browser/server.py", "Strict|private, max-age=.*|attachment; .*", "values of HTTP's headers"),
    Allowed("importers/sheets/workbook.py", "import sys; .*", "a line of Python for a process of its own"),
)


class Found(NamedTuple):
    """A literal that reads like words and has no mark."""

    file: str
    line: int
    text: str


def unmarked_texts(root: Path, allowed: tuple[Allowed, ...] = ALLOWED) -> list[str]:
    """Every unmarked text under `root`, and every allowance that nothing needs, a line each."""
    used: set[Allowed] = set()
    lines = []
    for floor in FLOORS:
        for path in sorted((root / floor).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            for found in literals(path.read_text(encoding="utf-8"), name):
                excuse = next(
                    (a for a in allowed if a.file == name and re.fullmatch(a.pattern, found.text, re.S)), None
                )
                if excuse is None:
                    lines.append(f"{found.file}:{found.line}: not marked: {found.text!r}")
                else:
                    used.add(excuse)
    lines += [f"{a.file}: allowance no longer needed: {a.pattern!r}" for a in allowed if a not in used]
    return lines


def reads_like_words(text: str) -> bool:
    """Whether `text` looks as if it were meant for a person."""
    if _CHINESE.search(text):
        return True
    if _SQL.match(text) or _SQL_PART.search(text):
        return False
    return bool(_TWO_WORDS.search(_PLACE.sub("something", text)) or _ONE_WORD.fullmatch(text))


def literals(source: str, name: str) -> Iterator[Found]:
    """The literals of one file that read like words and stand where a person may come to see them."""
    yield from _walk(ast.parse(source), name)


def _walk(node: ast.AST, name: str) -> Iterator[Found]:
    for child in _shown_children(node):
        if isinstance(child, ast.Constant):
            if isinstance(child.value, str) and reads_like_words(child.value):
                yield Found(name, child.lineno, child.value)
        else:
            yield from _walk(child, name)


def _shown_children(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func=func) if _name(func) in MARKS | _NOT_SHOWN_CALLS:
            yield func
        case ast.JoinedStr() | ast.BinOp(op=ast.Add()) if _SQL.match(_beginning(node)):
            yield from (part for part in ast.walk(node) if isinstance(part, ast.FormattedValue | ast.Call))
        case ast.Raise(exc=ast.Call(func=func)) if _name(func) in _PROGRAMMERS:
            return
        case ast.keyword(arg=arg) if arg in _NOT_SHOWN_KEYWORDS:
            return
        case ast.Assert(test=test):
            yield test
        case ast.Expr(value=ast.Constant()) | ast.Subscript(value=ast.Name(id="Literal")):
            return
        case ast.Assign(targets=[ast.Name(id=target)]) | ast.AnnAssign(target=ast.Name(id=target)) if (
            _NOT_SHOWN_NAMES.match(target)
        ):
            return
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            yield value
        case ast.AnnAssign():
            return
        case ast.arg():
            return
        case ast.Dict(values=values):
            yield from values
        case ast.Subscript(value=value, slice=index):
            yield value
            if not isinstance(index, ast.Constant):
                yield index
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield node.args
            yield from node.decorator_list
            yield from node.body
        case _:
            yield from ast.iter_child_nodes(node)


def _beginning(node: ast.AST) -> str:
    """The text with which a joined text begins."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[first, *_]) | ast.BinOp(left=first):
            return _beginning(first)
        case _:
            return ""


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
