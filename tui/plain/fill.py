"""What a command lacks, asked for: of its parser's own arguments, in the order and under the labels of its `ASKS`.

A command that names no `ASKS` is asked for what its parser requires, under the help of each argument; so no command is
without this.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from locales.messages import N_, Message
from store.errors import Refused
from tui.commands.parsing import Parser, WrongUse
from tui.commands.session import Session

Namespace = argparse.Namespace
Check = Callable[[Session, Namespace, str], Any]
Choices = Callable[[Session, Namespace], Sequence[tuple[Any, str]]]


class NotUnderstood(Refused):
    problem: str
    message = N_("{problem}.")


class Ask(NamedTuple):
    """One argument that line mode asks for: `dest` is its name in the parser, which says whether it is required and
    what it is for. `check` understands what is typed and may refuse it; `choices` are said as numbered lines; `own`
    asks by itself. `other` is whether something else than a choice may be answered."""

    dest: str
    label: Message
    check: Check | None = None
    choices: Choices | None = None
    own: Callable[[Session, Namespace], Any] | None = None
    other: bool = False


def parsed(session: Session, parser: Parser, asks: Sequence[Ask], typed: Sequence[str]) -> Namespace:
    """The options of a command: as typed, and what is lacking asked for. Raises WrongUse for what is wrong."""
    try:
        return parser.parse_args(list(typed))
    except WrongUse:
        lacking = _Lacking(parser)
        options = session.options = lacking.parse(session, typed)
    if asks:
        session.sign_in()
    for ask in asks:
        action = lacking.action(ask.dest)
        if action is not None and getattr(options, ask.dest, None) in (None, [], action.default):
            setattr(options, ask.dest, _asked(session, options, action, ask, lacking))
    for action in lacking.still(options, {ask.dest for ask in asks}):
        label = _capital(action.help or action.dest)
        setattr(options, action.dest, _asked(session, options, action, Ask(action.dest, Message(label)), lacking))
    lacking.groups(session, options, {ask.dest for ask in asks})
    return options


def _asked(session: Session, options: Namespace, action: argparse.Action, ask: Ask, lacking: "_Lacking") -> Any:
    if ask.own is not None:
        return ask.own(session, options)
    label = session.words(ask.label) if ask.label.text != _capital(action.help or "") else ask.label.text
    about, required = action.help or "", action in lacking.required
    check = _checked(session, options, action, ask.check)
    choices = _choices(session, options, action, ask)
    if choices and isinstance(action, argparse._AppendAction):
        return session.dialogue.choose_many(label, choices, help=about)
    if choices:
        other = check if ask.other else None
        return session.dialogue.choose(label, choices, help=about, required=required, other=other)
    if lacking.many(action) or isinstance(action, argparse._AppendAction):
        return session.dialogue.many(label, check, help=about)
    found = session.dialogue.ask(label, check, help=about, required=required)
    return action.default if found is None else found


def _choices(session: Session, options: Namespace, action: argparse.Action, ask: Ask) -> Sequence[tuple[Any, str]]:
    if ask.choices is not None:
        return ask.choices(session, options)
    return [(choice, str(choice)) for choice in action.choices or ()]


def _checked(
    session: Session, options: Namespace, action: argparse.Action, check: Check | None
) -> Callable[[str], Any]:
    def understood(text: str) -> Any:
        if check is not None:
            return check(session, options, text)
        return typed_as(action, text)

    return understood


def typed_as(action: argparse.Action, text: str) -> Any:
    """What an argument's own type makes of a text. Raises NotUnderstood and the type's refusals."""
    if not callable(action.type):
        return text
    try:
        return action.type(text)
    except argparse.ArgumentTypeError as error:
        raise NotUnderstood(problem=str(error).rstrip(".。")) from None
    except (TypeError, ValueError):
        raise NotANumber(text=text) from None


class NotANumber(Refused):
    text: str
    message = N_("“{text}” is no number.")


class _Lacking:
    """A parser that lets everything be left out, and what it would have required."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._parsers = [parser]
        self.required: list[argparse.Action] = []
        self._many: list[argparse.Action] = []
        self._groups: list[list[argparse.Action]] = []
        self._relax(parser)

    def _relax(self, parser: argparse.ArgumentParser) -> None:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                action.required = False
                continue
            if action.nargs in ("+", "*"):
                self._many.append(action)
            if not action.required or action.nargs == "*":
                continue
            self.required.append(action)
            action.required = False
            if not action.option_strings:
                action.nargs = "*" if action.nargs == "+" else "?"
        for group in parser._mutually_exclusive_groups:
            if group.required:
                group.required = False
                self._groups.append(list(group._group_actions))

    def parse(self, session: Session, typed: Sequence[str]) -> Namespace:
        """What was typed; where the command has acts of its own, which of them is asked for first."""
        for acts in (a for a in self._parser._actions if isinstance(a, argparse._SubParsersAction)):
            named = _names(typed, acts)
            if not named:
                self._parser.parse_args(list(typed))  # says what else is wrong
                offered = [(one.dest, f"{one.dest}: {one.help}") for one in acts._choices_actions]
                named = [str(session.dialogue.choose(N_("What to do"), offered))]
                typed = [*typed, *named]
            chosen = acts.choices[named[0]]
            self._parsers.append(chosen)
            self._relax(chosen)
        return self._parser.parse_args(list(typed))

    def action(self, dest: str) -> argparse.Action | None:
        return next((one for parser in self._parsers for one in parser._actions if one.dest == dest), None)

    def many(self, action: argparse.Action) -> bool:
        return action in self._many

    def still(self, options: Namespace, asked: set[str]) -> Iterator[argparse.Action]:
        """The required arguments that are given by nothing so far."""
        for action in self.required:
            if action.dest not in asked and getattr(options, action.dest, None) in (None, []):
                yield action

    def groups(self, session: Session, options: Namespace, asked: set[str]) -> None:
        """Of each group of which one must be given, ask for one."""
        for group in self._groups:
            dests = {action.dest for action in group}
            given = any(getattr(options, action.dest, None) not in (None, [], action.default) for action in group)
            if given or dests & asked:
                continue
            offered = [(action, action.help or action.dest) for action in group]
            chosen = session.dialogue.choose(N_("Which"), offered)
            assert chosen is not None
            setattr(options, chosen.dest, _given(session, chosen, chosen in self._many))


def _given(session: Session, action: argparse.Action, many: bool) -> Any:
    """What is given with an option that was chosen: nothing, a value, or several."""
    if action.nargs == 0:
        return action.const
    label, about = _capital(action.help or action.dest), action.help or ""

    def understood(text: str) -> Any:
        return typed_as(action, text)

    if many:
        return session.dialogue.many(label, understood, help=about)
    if isinstance(action.nargs, int):
        names = action.metavar if isinstance(action.metavar, tuple) else (label,) * action.nargs
        return [session.dialogue.ask(_capital(name), understood, help=about, required=True) for name in names]
    return session.dialogue.ask(label, understood, help=about, required=True)


def _names(typed: Iterable[str], acts: "argparse._SubParsersAction[Any]") -> list[str]:
    return [text for text in typed if text in acts.choices]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
