"""argparse in a person's language.

argparse keeps its own sentences behind its module's `_` and `ngettext`; while we parse, these answer from `SENTENCES`,
a table of marked texts that a test holds against argparse's source. A wrong use is a refusal like any other.
"""

import argparse
import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NoReturn

from locales.messages import N_, NC_
from locales.words import LANGUAGES, Words
from store.errors import Refused
from store.offices import NewBranch
from tui.commands import FILE, NAME, WRONG_USE, Command
from tui.commands.output import width, wrapped

_MARKED = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("subcommands"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("unrecognized arguments: %s"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("expected %s argument"),
    N_("expected %s arguments"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("not allowed with argument %s"),
    N_("unexpected option string: %s"),
    N_("ignored explicit argument %r"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
    N_("can't open '%(filename)s': %(error)s"),
)
SENTENCES = {message.text: message for message in _MARKED}
"""argparse's own texts, as they stand in its source."""


class WrongUse(Refused):
    """`problem` is a sentence in the person's language already: argparse makes it of what was typed."""

    command: str
    problem: str
    message = N_("{problem}. See: {command} --help")
    exit_code = WRONG_USE


class CellFormatter(argparse.HelpFormatter):
    """argparse's help, wrapped and lined up by the cells that characters take, so that Chinese stands straight."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))

    def format_help(self) -> str:
        return "\n".join(_lined_up(line) for line in super().format_help().split("\n"))


_NAME_AND_HELP = re.compile(r"( {2,4}\S.*?)( {2,})(\S.*)")


def _lined_up(line: str) -> str:
    """A line of help whose name has wide characters, its padding shortened by as many cells."""
    found = _NAME_AND_HELP.fullmatch(line)
    if not found:
        return line
    name, padding, text = found.groups()
    return f"{name}{padding[: max(2, len(padding) - width(name) + len(name))]}{text}"


class Parser(argparse.ArgumentParser):
    """A parser whose errors are raised as WrongUse and whose abbreviations are off, so that scripts stay right."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=CellFormatter, **options)

    def error(self, message: str) -> NoReturn:
        raise WrongUse(command=self.prog, problem=message[:1].upper() + message[1:].rstrip("."))


@contextlib.contextmanager
def speaking(words: Words) -> Iterator[None]:
    """While this lasts, argparse speaks the language of `words`."""

    def said(text: str) -> str:
        return words(SENTENCES[text]) if text in SENTENCES else text

    def counted(one: str, many: str, n: int) -> str:
        return said(one if n == 1 else many)

    hooks: Any = argparse
    before = hooks._, hooks.ngettext
    hooks._, hooks.ngettext = said, counted
    try:
        yield
    finally:
        hooks._, hooks.ngettext = before


def common_options(parser: argparse.ArgumentParser, words: Words) -> None:
    """The options that every command has."""
    parser.add_argument(
        "--database",
        default=argparse.SUPPRESS,
        metavar="URL",
        help=words(N_("the card room: sqlite:///FILE or postgresql://…")),
    )
    parser.add_argument(
        "--language", default=argparse.SUPPRESS, choices=list(LANGUAGES), help=words(N_("the language to speak"))
    )
    plain = words(N_("line mode: a question and a fact a line, for scripts and screen readers"))
    parser.add_argument("--plain", action="store_true", default=argparse.SUPPRESS, help=plain)
    parser.add_argument("--user", default=argparse.SUPPRESS, metavar=words(NAME), help=words(N_("who signs in")))
    told = words(N_("tell what the program does, line by line as JSON, without personal data"))
    parser.add_argument("--log", default=argparse.SUPPRESS, metavar=words(FILE), help=told)


def json_option(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("--json", action="store_true", help=words(N_("answer as JSON, for programs")))


def branch_options(parser: argparse.ArgumentParser, words: Words) -> None:
    """What is asked of a branch to be opened, its name apart; `asked_branch` takes it."""
    country = words(N_("its country, in two letters: CN, FR, GB …"))
    parser.add_argument("--country", metavar=words(NC_("argument", "CC")), required=True, help=country)
    zone = words(N_("its time zone, as Europe/Paris; the country's if left out"))
    parser.add_argument("--timezone", metavar=words(NC_("argument", "ZONE")), default="", help=zone)
    prefix = words(N_("the letters that its card numbers begin with; from its name if left out"))
    parser.add_argument("--prefix", metavar=words(NC_("argument", "LETTERS")), default="", help=prefix)
    currency = words(N_("its currency, as CNY, EUR, GBP; the country's if left out"))
    parser.add_argument("--currency", metavar=words(NC_("argument", "CODE")), default="", help=currency)


def asked_branch(options: argparse.Namespace, language: str = "") -> NewBranch:
    return NewBranch(options.branch, options.country, options.prefix, options.currency, options.timezone, language)


def command_parser(command: Command, words: Words) -> Parser:
    """The parser of one command, with the common options and its own."""
    from importlib import import_module

    described = words(command.help)
    parser = Parser(prog=f"cardkeeper {command.name}", description=described[:1].upper() + described[1:] + _stop(words))
    import_module(f"tui.commands.{command.module}").arguments(parser, words)
    common_options(parser, words)
    return parser


def _stop(words: Words) -> str:
    return "。" if words.language == "zh_CN" else "."


def program_parser(commands: Sequence[Command], words: Words) -> Parser:
    """The parser that lists the commands; used for its help only."""
    parser = Parser(
        prog="cardkeeper",
        description=words(N_("The card room: customer data cards, lent and returned.")),
        epilog=words(N_("cardkeeper COMMAND --help tells more about a command.")),
    )
    common_options(parser, words)
    parser.add_argument("--version", action="version", version="", help=words(N_("say which version this is")))
    listed = parser.add_subparsers(title=words(N_("commands")), metavar="COMMAND")
    for command in commands:
        listed.add_parser(command.name, help=words(command.help))
    return parser


def a_day(words: Words, today: date | None = None) -> Callable[[str], date]:
    """The type of an option that takes a day, as the person writes days."""

    def parse(text: str) -> date:
        day = words.parse_date(text, today)
        if day is None:
            problem = N_("“{text}” is no date that can be understood; write it as 2026-03-05")
            raise argparse.ArgumentTypeError(words(problem, text=text))
        return day

    return parse


def a_count(words: Words, least: int = 1, most: int = 10**9) -> Callable[[str], int]:
    """The type of an option that takes a whole number."""

    def parse(text: str) -> int:
        number = words.parse_number(text)
        if number is None or number != int(number) or not least <= number <= most:
            problem = N_("“{text}” is not a whole number from {least} to {most}")
            raise argparse.ArgumentTypeError(words(problem, text=text, least=least, most=most))
        return int(number)

    return parse


def a_pair(words: Words) -> Callable[[str], tuple[str, str]]:
    """The type of an argument written name=value."""

    def parse(text: str) -> tuple[str, str]:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise argparse.ArgumentTypeError(words(N_("“{text}” is not written as name=value"), text=text))
        return name.strip(), value

    return parse


def names_of(text: str) -> tuple[str, ...]:
    """Names parted by commas, as fields are named in code."""
    names = (name.strip().casefold().replace("-", "_") for name in text.replace("，", ",").split(","))
    return tuple(name for name in names if name)
