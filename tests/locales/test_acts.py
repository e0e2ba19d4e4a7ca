"""Every act that the store writes into the journal has a name that people read."""

import ast
from pathlib import Path

from locales.acts import ACTS, act_name

STORE = Path(__file__).parents[2] / "store"


def written_acts() -> set[str]:
    """The codes passed to `journal.entry`, and the defaults and values of parameters called `act`."""
    found = set()
    for path in STORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            values: list[ast.expr | None] = []
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="journal"), attr="entry"), args=[_, _, act, *_]):
                    values.append(act)
                case ast.Call(keywords=keywords):
                    values += [keyword.value for keyword in keywords if keyword.arg == "act"]
                case ast.FunctionDef(args=arguments):
                    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
                    values += [default for argument, default in pairs if argument.arg == "act"]
            for value in values:
                constants = ast.walk(value) if value is not None else ()
                found |= {c.value for c in constants if isinstance(c, ast.Constant) and isinstance(c.value, str)}
    return found


def test_every_act_has_a_name_and_every_name_an_act() -> None:
    assert written_acts() == set(ACTS)


def test_an_act_of_a_newer_program_shows_as_it_is() -> None:
    assert act_name("teleport") == "teleport"
