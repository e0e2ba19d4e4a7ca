"""One run of a command: whose words, which room, who signs in, where the answer goes."""

import contextlib
import getpass
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from locales.messages import N_, NP_, Message
from locales.words import Words, words
from store import staff
from store.access import Actor
from store.acts import rooms
from store.errors import Refused
from tui.commands.output import as_json
from tui.places import default_url

DATABASE, LANGUAGE = "CARDKEEPER_DATABASE", "CARDKEEPER_LANGUAGE"
USER, PASSWORD = "CARDKEEPER_USER", "CARDKEEPER_PASSWORD"
PASSPHRASE = "CARDKEEPER_PASSPHRASE"
INDEXED = NP_(
    "The search index is being made anew: {done} of {n} card",
    "The search index is being made anew: {done} of {n} cards",
)


class NobodySignsIn(Refused):
    variable: str
    message = N_("Say who you are: --user NAME, or the variable {variable}.")


class PasswordMissing(Refused):
    variable: str
    message = N_("There is no terminal to ask for the password. Put it into the variable {variable}.")


class PassphraseMissing(Refused):
    variable: str
    message = N_("There is no passphrase. Put it into the variable {variable}, or type it at a terminal.")


class PassphrasesDiffer(Refused):
    message = N_("The two passphrases differ. Nothing was written.")


class OneTimePassword(Refused):
    message = N_("Your password is for one time only. Open the program, sign in and choose your own.")


@dataclass(slots=True)
class Session:
    """What a command needs. `speaks` is the language asked for by option or variable; None leaves it to the person."""

    words: Words
    speaks: str | None
    environment: Mapping[str, str]
    options: Namespace = field(default_factory=Namespace)
    actor: Actor | None = None
    """Whoever has signed in."""

    @property
    def url(self) -> str:
        return getattr(self.options, "database", None) or self.environment.get(DATABASE) or default_url()

    @property
    def user(self) -> str | None:
        return getattr(self.options, "user", None) or self.environment.get(USER) or None

    def open_room(self) -> None:
        """Raises NoRoom and what else `rooms.open_room` does."""
        rooms.open_room(self.url, told=self._tell_indexed if sys.stderr.isatty() else None)

    def _tell_indexed(self, done: int, cards: int) -> None:
        said = self.words(INDEXED, done=done, n=cards)
        print(f"\r{said}", end="\n" if done >= cards else "", file=sys.stderr, flush=True)

    def sign_in(self) -> Actor:
        """Open the room and sign in; from then on the words are the person's own, unless a language was asked for."""
        self.open_room()
        user = self.user or self._ask(N_("Name to sign in with: "))
        if user is None:
            raise NobodySignsIn(variable=USER)
        password = self.environment.get(PASSWORD) or self._ask_secretly(N_("Password of {user}: "), user=user)
        if password is None:
            raise PasswordMissing(variable=PASSWORD)
        actor = staff.sign_in(user, password)
        if staff.must_change_password(actor):
            raise OneTimePassword()
        self.actor = actor
        own = staff.me(actor).language
        if own and self.speaks is None:
            self.words = words(own)
        return actor

    def new_password(self, user: str) -> str:
        """The password of somebody new: from the variable, else asked for. Raises PasswordMissing."""
        password = self.environment.get(PASSWORD) or self._ask_secretly(N_("New password for {user}: "), user=user)
        if password is None:
            raise PasswordMissing(variable=PASSWORD)
        return password

    def passphrase(self, file: str, *, new: bool = False) -> str:
        """The passphrase of a backup: from the variable, else asked for, a new one twice. Raises PassphraseMissing,
        PassphrasesDiffer."""
        given = self.environment.get(PASSPHRASE) or self._ask_secretly(N_("Passphrase of {file}: "), file=file)
        if not given:
            raise PassphraseMissing(variable=PASSPHRASE)
        if new and not self.environment.get(PASSPHRASE) and given != self._ask_secretly(N_("The same once more: ")):
            raise PassphrasesDiffer()
        return given

    def may_ask(self) -> bool:
        """Whether somebody is there to answer."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def agrees(self, question: Message, **values: Any) -> bool:
        """Ask a yes-or-no question; only where `may_ask`."""
        print(self.words(question, **values), end=" ", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip().casefold()
        return answer in {"y", "yes", self.words(N_("yes")).casefold(), self.words(N_("yes"))[:1].casefold()}

    def _ask(self, question: Message) -> str | None:
        if not self.may_ask():
            return None
        print(self.words(question), end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip() or None

    def _ask_secretly(self, question: Message, **values: Any) -> str | None:
        # getpass asks the terminal itself, so that queries may come from standard input meanwhile
        if not sys.stderr.isatty():
            return None
        return getpass.getpass(self.words(question, **values), stream=sys.stderr)

    def say(self, message: Message, **values: Any) -> None:
        print(self.words(message, **values))

    def tell(self, message: Message, **values: Any) -> None:
        """Say something beside the answer: to standard error."""
        print(self.words(message, **values), file=sys.stderr)

    def refuse(self, refusal: Refused, answer: Mapping[str, Any]) -> int:
        """Answer a refusal together with what is known all the same, say it, and return its exit code."""
        self.note_refused(refusal)
        self.answer({"error": type(refusal).__name__, **refusal.values, **answer})
        self.tell(refusal.message, **refusal.said)
        return refusal.exit_code

    def note_refused(self, refusal: Refused) -> None:
        """Keep what was refused to whoever signed in, where a right was missing. A room that takes no note says no."""
        if self.actor is None or not refusal.logged:
            return
        from store import refusals

        with contextlib.suppress(Refused):
            refusals.note(self.actor, refusal)

    def answer(self, value: Any) -> None:
        """Print `value` as one line of JSON, at once."""
        print(as_json(value), flush=True)
