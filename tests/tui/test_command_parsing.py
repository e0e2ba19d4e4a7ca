"""Everything that argparse may say is in the table of sentences, in the three languages."""

import argparse
import ast
import inspect

import pytest

from locales.words import words
from tui.commands.parsing import SENTENCES, Parser, WrongUse, a_count, a_pair, speaking

FOR_PROGRAMMERS = (
    "conflicting", "not defined", "invalid argument for positionals", "must be optional", "cannot merge",
    "invalid option string", "dest= is required", "invalid conflict_resolution", "cannot have multiple",
    "is not callable", 'argument "-" with mode', "must start with", "already", "deprecated",
)  # fmt: skip
"""What argparse says to whoever writes a parser, never to whoever types."""


def own_sentences() -> set[str]:
    """The texts that argparse passes to its translation hooks."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(argparse))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
            texts = node.args[:1] if node.func.id == "_" else node.args[:2]
            found |= {text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str)}
    return {text for text in found if not any(part in text for part in FOR_PROGRAMMERS)}


def test_argparse_says_nothing_that_is_not_in_the_table() -> None:
    assert own_sentences() <= SENTENCES.keys()


@pytest.mark.parametrize("language", ["zh_CN", "fr"])
def test_a_wrong_use_is_told_in_the_persons_language(language: str) -> None:
    with speaking(words(language)):
        parser = Parser(prog="cardkeeper find")
        parser.add_argument("--limit", type=a_count(words(language)))
        with pytest.raises(WrongUse) as refused:
            parser.parse_args(["--limit", "x"])
    assert "x" in refused.value.problem
    assert "argument --limit" not in refused.value.problem


def test_argparse_is_left_as_it_was() -> None:
    before = argparse._  # type: ignore[attr-defined]
    with pytest.raises(ZeroDivisionError), speaking(words("fr")):
        raise ZeroDivisionError
    assert argparse._ is before  # type: ignore[attr-defined]


def test_an_option_is_not_abbreviated() -> None:
    parser = Parser()
    parser.add_argument("--purpose")
    with pytest.raises(WrongUse):
        parser.parse_args(["--pur", "x"])


def test_a_value_may_hold_an_equals_sign_and_be_empty() -> None:
    pair = a_pair(words("en"))
    assert pair("remarks=a=b") == ("remarks", "a=b")
    assert pair("phone=") == ("phone", "")
