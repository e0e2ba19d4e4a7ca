"""A dialogue a line at a time: a question stands on a line of its own, and the next line that comes in answers it.

Questions go to standard error, so that standard output has only what was asked for. An empty line keeps what is
there or is usual, `?` explains the field, a wrong answer is told in one sentence and asked for again, and the end of
the input ends the command with nothing half done.
"""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from locales.messages import N_, Message
from store.errors import Refused
from store.readings import fold

if TYPE_CHECKING:
    from tui.commands.session import Session

T = TypeVar("T")
REQUIRED = N_("{label} (required): ")
OPTIONAL = N_("{label} (may be left empty): ")
ANOTHER = N_("{label}, one more (empty: no more): ")
NOTHING_MORE = N_("There is nothing more to say of this.")


class InputEnded(Refused):
    message = N_("The input ended. What was not answered was not done.")


class Needed(Refused):
    message = N_("This must be answered. “?” explains it, Ctrl+D gives up.")


class NotOffered(Refused):
    text: str
    count: int
    message = N_("“{text}” is none of these. Type a number from 1 to {count}, or a word.")


class NeitherYesNorNo(Refused):
    text: str
    message = N_("“{text}” is neither yes nor no.")


class Dialogue:
    """Asks and is answered, in the words of the session as they are at that moment."""

    def __init__(self, session: "Session") -> None:
        self._session = session

    def ask(
        self,
        label: Message | str,
        check: Callable[[str], T],
        *,
        help: str = "",
        required: bool = False,
    ) -> T | None:
        """The answer, as `check` understands it, which may raise a refusal: then it is asked again. An empty line is
        None where the answer may be left out. Raises InputEnded."""
        question = self._said(REQUIRED if required else OPTIONAL, label=label)
        while True:
            text = self.line(question)
            if text == "?":
                self.tell(help or self._said(NOTHING_MORE))
                continue
            try:
                if text:
                    return check(text)
                if not required:
                    return None
                raise Needed()
            except Refused as refusal:
                self.refused(refusal)

    def many(self, label: Message | str, check: Callable[[str], T], *, help: str = "") -> list[T]:
        """Answers until an empty line; one at least."""
        first = self.ask(label, check, help=help, required=True)
        assert first is not None
        found = [first]
        while True:
            text = self.line(self._said(ANOTHER, label=label))
            if not text:
                return found
            if text == "?":
                self.tell(help or self._said(NOTHING_MORE))
                continue
            try:
                found.append(check(text))
            except Refused as refusal:
                self.refused(refusal)

    def choose(
        self,
        label: Message | str,
        choices: Sequence[tuple[T, str]],
        *,
        help: str = "",
        required: bool = True,
        other: Callable[[str], T] | None = None,
    ) -> T | None:
        """One of the choices, which stand there as numbered lines; by its number, its word, or how that begins. What
        is none of them is what `other` makes of it, if it may be."""
        for number, (_, said) in enumerate(choices, 1):
            self.tell(f"{number}. {said}")

        def picked(text: str) -> T:
            try:
                return choices[_place(text, choices)][0]
            except NotOffered:
                if other is None or text.isdecimal():
                    raise
                return other(text)

        return self.ask(label, picked, help=help, required=required)

    def choose_many(self, label: Message | str, choices: Sequence[tuple[T, str]], *, help: str = "") -> list[T]:
        """One or several of the choices, one a line."""
        for number, (_, said) in enumerate(choices, 1):
            self.tell(f"{number}. {said}")
        return self.many(label, lambda text: choices[_place(text, choices)][0], help=help)

    def agrees(self, question: str) -> bool:
        """A yes or a no to a question that says so."""

        def meant(text: str) -> bool:
            words, wanted = self._session.words, text.casefold()
            for answer, said in ((True, words(N_("yes"))), (False, words(N_("no")))):
                if wanted in (said.casefold(), said[:1].casefold(), "yes" if answer else "no", "y" if answer else "n"):
                    return answer
            raise NeitherYesNorNo(text=text)

        while True:
            text = self.line(f"{question} ")
            try:
                return meant(text)
            except Refused as refusal:
                self.refused(refusal)

    def secret(self, question: str) -> str:
        """A password: not shown where a terminal is, a line where none is."""
        if not sys.stdin.isatty():
            return self.line(question)
        import getpass

        sys.stdout.flush()
        try:
            return getpass.getpass(question, stream=sys.stderr)
        except EOFError:
            print(file=sys.stderr)
            raise InputEnded() from None

    def refused(self, refusal: Refused) -> None:
        """Say in one sentence what is wrong."""
        self._session.note_refused(refusal)
        self.tell(self._session.words(refusal.message, **refusal.said))

    def tell(self, text: str) -> None:
        """A line beside the answer."""
        sys.stdout.flush()
        print(text, file=sys.stderr, flush=True)

    def line(self, question: str) -> str:
        """One line of the input, after the question. Raises InputEnded."""
        sys.stdout.flush()
        print(question, end="", file=sys.stderr, flush=True)
        text = sys.stdin.readline()
        if not text or not sys.stdin.isatty():
            print(file=sys.stderr, flush=True)  # no key ended this line
        if not text:
            raise InputEnded()
        return text.strip()

    def _said(self, message: Message, **values: Any) -> str:
        return self._session.words(message, **values)


def _place(text: str, choices: Sequence[tuple[Any, str]]) -> int:
    """Which choice is meant. Raises NotOffered."""
    if text.isdecimal() and 1 <= int(text) <= len(choices):
        return int(text) - 1
    wanted = fold(text)
    names = [(fold(str(value)), fold(said)) for value, said in choices]
    for place, (code, said) in enumerate(names):
        if wanted in (code, said):
            return place
    begun = [place for place, (code, said) in enumerate(names) if said.startswith(wanted) or code.startswith(wanted)]
    if wanted and len(begun) == 1:
        return begun[0]
    raise NotOffered(text=text, count=len(choices))
