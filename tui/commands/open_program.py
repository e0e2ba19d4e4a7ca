"""`cardkeeper`, without a command: open the program."""

import gc
import sys
from argparse import ArgumentParser, Namespace

from locales.messages import N_
from locales.words import Words
from store.access import Actor
from store.errors import Refused
from tui.commands import WRONG_USE
from tui.commands.session import PASSWORD, Session


class NoTerminal(Refused):
    message = N_("There is no terminal to open the program in. See: cardkeeper --help")
    exit_code = WRONG_USE


def arguments(parser: ArgumentParser, words: Words) -> None:
    """None but those that every command has."""


def run(session: Session, _options: Namespace) -> int:
    return show(session, session.url, session.user, session.environment.get(PASSWORD))


def show(
    session: Session, url: str, user: str | None = None, password: str | None = None, actor: Actor | None = None
) -> int:
    """Show the room at `url` until its last screen is left; in line mode, its menu. Raises NoTerminal, NotMinutes."""
    if session.plain:
        from tui.plain.menu import serve

        return serve(session, url, user, password)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NoTerminal()
    minutes = session.lock_after
    gc.disable()  # until the first screen is shown, everything that is made stays
    from tui.coming_in import ComingIn

    coming = ComingIn(url, None if actor else user, password)  # at work while the screen's modules are read
    from tui.app import CardkeeperApp
    from tui.idle import MINUTE, Idle

    language, asked = session.words.language, session.speaks is not None
    idle = Idle(minutes * MINUTE)
    app = CardkeeperApp(url, language, user, password, actor, keep_language=asked, coming=coming, idle=idle)
    return app.run() or app.return_code or 0
