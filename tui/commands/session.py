"""One run of a command: whose words, which room, who signs in, where the answer goes."""

import contextlib
import getpass
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from locales.messages import N_, NP_, Message
from locales.words import Words, words
from store import access, log, staff
from store.access import Actor
from store.acts import rooms
from store.errors import Refused
from tui.commands import WRONG_USE
from tui.commands.output import as_json
from tui.places import default_url

if TYPE_CHECKING:
    from tui.plain.dialogue import Dialogue

DATABASE, LANGUAGE = "CARDKEEPER_DATABASE", "CARDKEEPER_LANGUAGE"
USER, PASSWORD = "CARDKEEPER_USER", "CARDKEEPER_PASSWORD"
PASSPHRASE, PLAIN = "CARDKEEPER_PASSPHRASE", "CARDKEEPER_PLAIN"
LOG = "CARDKEEPER_LOG"
LOCK_AFTER = "CARDKEEPER_LOCK_AFTER"
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


class PasswordsDiffer(Refused):
    message = N_("The two passwords differ. Nothing was changed.")


class NotMinutes(Refused):
    variable: str
    text: str
    message = N_("The variable {variable} is to say after how many minutes to lock; “{text}” is no whole number.")
    exit_code = WRONG_USE


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
    plain: bool = False
    """Whether a question and a fact stand on a line each."""

    @property
    def url(self) -> str:
        return getattr(self.options, "database", None) or self.environment.get(DATABASE) or default_url()

    @property
    def user(self) -> str | None:
        return getattr(self.options, "user", None) or self.environment.get(USER) or None

    @property
    def lock_after(self) -> int:
        """Minutes without a key until the program is locked; 0 for never. Raises NotMinutes."""
        text = self.environment.get(LOCK_AFTER, "") or "0"
        if not text.isdecimal():
            raise NotMinutes(variable=LOCK_AFTER, text=text)
        return int(text)

    @property
    def dialogue(self) -> "Dialogue":
        """Asks for what is lacking, in line mode."""
        from tui.plain.dialogue import Dialogue

        return Dialogue(self)

    def open_room(self) -> None:
        """Raises NoRoom and what else `rooms.open_room` does."""
        rooms.open_room(self.url, told=self.progress(INDEXED))

    def progress(self, message: Message) -> Callable[[int, int], None] | None:
        """What tells how far something is, on one line that is written over; None where nobody looks. In line mode only
        its end is told, on a line of its own."""
        if not sys.stderr.isatty():
            return None

        def tell(done: int, count: int) -> None:
            if self.plain and done < count:
                return
            if not self.plain:
                print("\r", end="", file=sys.stderr)
            said = self.words(message, done=done, n=count)
            print(said, end="\n" if done >= count else "", file=sys.stderr, flush=True)

        return tell

    def sign_in(self) -> Actor:
        """Open the room and sign in; from then on the words are the person's own, unless a language was asked for.
        Whoever has signed in already stays so, with the rights of this moment."""
        if self.actor is not None:
            return access.actor_of(self.actor.staff_id)
        self.open_room()
        actor = self._sign_in_by_lines() if self.plain else self._sign_in()
        self.actor = actor
        own = staff.me(actor).language
        if own and self.speaks is None:
            self.words = words(own)
        return actor

    def _sign_in(self) -> Actor:
        user = self.ask_user()
        password = self.environment.get(PASSWORD) or self._ask_secretly(N_("Password of {user}: "), user=user)
        if password is None:
            raise PasswordMissing(variable=PASSWORD)
        actor = staff.sign_in(user, password)
        if staff.must_change_password(actor):
            raise OneTimePassword()
        return actor

    def _sign_in_by_lines(self) -> Actor:
        """As `_sign_in`, asked again until it is right; a one-time password is changed at once."""
        ask = self.dialogue
        while True:
            user = self.user or ask.ask(N_("Name to sign in with"), str, required=True) or ""
            password = self.environment.get(PASSWORD) or ask.secret(self.words(N_("Password of {user}: "), user=user))
            try:
                actor = staff.sign_in(user, password)
                break
            except (staff.WrongPassword, staff.WaitBeforeSigningIn) as refusal:
                if self.environment.get(PASSWORD):
                    raise
                ask.refused(refusal)
        while staff.must_change_password(actor):
            self._choose_password(actor, user, password)
        return actor

    def _choose_password(self, actor: Actor, user: str, one_time: str) -> None:
        ask = self.dialogue
        ask.tell(self.words(N_("Your password is for one time only. Choose your own.")))
        new = ask.secret(self.words(N_("New password for {user}: "), user=user))
        if new != ask.secret(self.words(N_("The same once more: "))):
            ask.refused(PasswordsDiffer())
            return
        try:
            staff.change_password(actor, one_time, new)
        except staff.PasswordTooShort as refusal:
            ask.refused(refusal)

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
        """Whether somebody is there to answer; in line mode answers are lines of the input."""
        return self.plain or (sys.stdin.isatty() and sys.stderr.isatty())

    def agrees(self, question: Message, **values: Any) -> bool:
        """Ask a yes-or-no question; only where `may_ask`."""
        if self.plain:
            return self.dialogue.agrees(self.words(question, **values))
        print(self.words(question, **values), end=" ", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip().casefold()
        return answer in {"y", "yes", self.words(N_("yes")).casefold(), self.words(N_("yes"))[:1].casefold()}

    def despite(self, refusal: Refused, question: Message) -> str:
        """In line mode, the reason why something is done all the same; elsewhere, and without one, `refusal` is
        raised."""
        if not self.plain or self.options.json:
            raise refusal
        self.dialogue.refused(refusal)
        reason = self.dialogue.ask(question, str)
        if not reason:
            raise refusal
        return reason

    def ask_user(self) -> str:
        """Who signs in, asked for where nobody said so. Raises NobodySignsIn."""
        if self.user is None and self.plain:
            return self.dialogue.ask(N_("Name to sign in with"), str, required=True) or ""
        user = self.user or self._ask(N_("Name to sign in with: "))
        if user is None:
            raise NobodySignsIn(variable=USER)
        return user

    def _ask(self, question: Message) -> str | None:
        if not self.may_ask():
            return None
        print(self.words(question), end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip() or None

    def _ask_secretly(self, question: Message, **values: Any) -> str | None:
        # getpass asks the terminal itself, so that queries may come from standard input meanwhile
        if self.plain:
            return self.dialogue.secret(self.words(question, **values))
        if not sys.stderr.isatty():
            return None
        return getpass.getpass(self.words(question, **values), stream=sys.stderr)

    def line(self, label: str, text: str) -> str:
        """A fact as line mode says it."""
        return self.words(N_("{label}: {text}"), label=label.strip(), text=text)

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
        log.refused(refusal)
        if self.actor is None or not refusal.logged:
            return
        from store import refusals

        with contextlib.suppress(Refused):
            refusals.note(self.actor, refusal)

    def answer(self, value: Any) -> None:
        """Print `value` as one line of JSON, at once."""
        print(as_json(value), flush=True)
