"""Who is there: signing in, unlocking, and choosing a password of one's own after a one-time one."""

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, Message
from locales.words import LANGUAGES
from screens.actions import bind
from screens.ask import SIGN_OUT, AskScreen
from screens.base import would_lose
from screens.form_screen import FormScreen
from screens.widgets.cells import wrapped
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.widgets.text_lines import TextLines
from store import staff
from store.access import Actor
from store.errors import Refused

USER = FormField("user", N_("Sign-in name"))
PASSWORD = FormField("password", N_("Password"), Kind.PASSWORD)
NEW = FormField("new", N_("New password"), Kind.PASSWORD, help=N_("Four characters at least; nobody else sees it."))
AGAIN = FormField("again", N_("The same again"), Kind.PASSWORD)


class SignInScreen(FormScreen[Actor | None]):
    """A name and a password. `locked`: only the person whose place is kept, and signing out as the way out."""

    TODAY = False
    CSS_PATH = "sign_in.tcss"
    BINDINGS = bind("give_up_place")
    KEYS = ("submit", "language", "give_up_place")
    ABOUT = N_(
        "Everybody signs in with a name and password of their own. If you forgot yours, ask a manager for a one-time"
        " password; the last manager runs: cardkeeper staff reset"
    )

    def __init__(self, user: str = "", *, locked: bool = False) -> None:
        super().__init__()
        self.user = user
        self.locked = locked
        self.trying = False

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Locked") if self.locked else NC_("screen", "Sign in")]

    def body(self) -> ComposeResult:
        yield TextLines(self._greeting, focus=False, fit=True)
        yield Form((PASSWORD,) if self.locked else (USER, PASSWORD), {"user": self.user}, editing=True, fit=True)

    def _greeting(self, cells: int) -> list[list[Piece]]:
        if self.locked:
            text = self.words(N_("Locked. Your place is kept; type your password to go on."))
            return [*([(line, "plain")] for line in wrapped(text, cells)), []]
        languages = " · ".join(LANGUAGES.values())
        return [[(self.words(N_("Who is there?")), "bright")], [(f"Ctrl+L  {languages}", "dim")], []]

    def on_mount(self) -> None:
        if self.user and not self.locked:
            self.form.go_to("password")

    @on(Form.Submitted)
    def _submitted(self) -> None:
        if not self.trying:
            self.trying = True
            self.run(partial(self._try, self.user if self.locked else self.form.values.get("user", "")))

    async def _try(self, user: str) -> None:
        try:
            await self.room.ready()
            actor = await self.room.store(staff.sign_in, user, self.form.values.get("password", ""))
            one_time = await self.room.store(staff.must_change_password, actor)
        except Refused as refusal:
            self.form.go_to("password")
            self.form.put("password", "")
            self.room.say_refused(refusal)
            return
        finally:
            self.trying = False
        if one_time:

            def changed(done: bool | None) -> None:
                if done:
                    self.dismiss(actor)

            self.app.push_screen(PasswordScreen(actor, self.form.values.get("password", "")), changed)
        else:
            self.dismiss(actor)

    def action_give_up_place(self) -> None:
        """Give the place up, after a question where something would be lost with it."""
        if would_lose(self.app.screen_stack[:-1]):
            name = self.room.actor.name if self.room.actor else self.user
            self.app.push_screen(GiveUpScreen(self.path(), SIGN_OUT, name=name), self._given_up)
        else:
            self.dismiss(None)

    def _given_up(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(None)

    def can(self, action: str) -> bool:
        return action not in ("lock", "sign_out", "back", "undo") and (action != "give_up_place" or self.locked)


class GiveUpScreen(AskScreen):
    """The question before a locked place is given up; whoever is asked is not signed in."""

    def can(self, action: str) -> bool:
        return action not in ("lock", "sign_out", "undo", "commands")


class PasswordScreen(FormScreen[bool]):
    """A new password, typed twice, instead of `old`."""

    TODAY = False
    CSS_PATH = "sign_in.tcss"
    KEYS = ("submit", "back")
    ABOUT = N_("A password somebody else gave you is for one time only. Choose one that only you know.")

    def __init__(self, actor: Actor, old: str) -> None:
        super().__init__()
        self.actor = actor
        self.old = old

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "New password")]

    def body(self) -> ComposeResult:
        yield TextLines(self._told, focus=False, fit=True)
        yield Form((NEW, AGAIN), editing=True, fit=True)

    def _told(self, cells: int) -> list[list[Piece]]:
        text = self.words(N_("This password was for one time. Choose your own."))
        return [*([(line, "plain")] for line in wrapped(text, cells)), []]

    @on(Form.Changed)
    def _hint_changed(self) -> None:
        self.message_changed()

    @on(Form.Submitted)
    def _submitted(self) -> None:
        values = self.form.values
        if values.get("new", "") != values.get("again", ""):
            self.form.problem("again", N_("is not the same."))
            self.message_changed()
        else:
            self.run(partial(self._change, values.get("new", "")))

    async def _change(self, new: str) -> None:
        try:
            await self.room.store(staff.change_password, self.actor, self.old, new)
        except staff.PasswordTooShort as refusal:
            self.form.go_to("new")
            self.room.say_refused(refusal)
            return
        self.dismiss(True)

    def can(self, action: str) -> bool:
        return action not in ("lock", "sign_out")
