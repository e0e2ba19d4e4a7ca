"""`cardkeeper demo`: a room filled with invented customers, in a folder of its own, opened without a question."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from locales.messages import N_, NP_
from locales.words import Words
from store import database
from store.acts import demonstrate, rooms
from tui.commands import DONE, NUMBER
from tui.commands.open_program import show
from tui.commands.parsing import a_count
from tui.commands.session import Session
from tui.places import demo_url

PROGRESS = NP_("{done} of {n} card", "{done} of {n} cards")
USUAL_CARDS, MOST_CARDS = 2000, 1_000_000
WHO = "keeper"
"""Who opens the demonstration: clerk and keeper in one."""


class DemoThere(rooms.RoomNotEmpty):
    """`url` is where it was to be made, without a password."""

    url: str
    who: str
    message = N_(
        "There is something at {place} already, and nothing was changed. A demonstration made there before is opened"
        " with: cardkeeper --database {url} --user {who}"
    )


def arguments(parser: ArgumentParser, words: Words) -> None:
    many = words(N_("how many cards; {n} if left out, {most} at most"), n=USUAL_CARDS, most=MOST_CARDS)
    count = a_count(words, most=MOST_CARDS)
    parser.add_argument("--cards", metavar=words(NUMBER), type=count, default=USUAL_CARDS, help=many)
    parser.add_argument("--no-app", action="store_true", help=words(N_("only make the room and print its URL")))
    parser.add_argument("--fresh", action="store_true", help=words(N_("make it anew, if it was made before")))


def run(session: Session, options: Namespace) -> int:
    asked: str | None = getattr(options, "database", None)
    url = asked or demo_url()
    own = None if asked else database.sqlite_path(url)
    if own is not None and own.exists() and not options.fresh:
        session.tell(N_("This is the room made before; --fresh makes it anew."))
    else:
        _build(session, url, own, options.cards)
        if options.no_app:
            session.say(NP_("{n} invented customer is ready.", "{n} invented customers are ready."), n=options.cards)
    if options.no_app:
        said = N_("Sign in as “{who}”; everybody's password is “{password}”.")
        session.say(said, who=WHO, password=demonstrate.PASSWORD)
        print(url)
        return DONE
    return show(session, url, WHO, demonstrate.PASSWORD)


def _build(session: Session, url: str, own: Path | None, cards: int) -> None:
    """Build at `url`. The demonstration's own file appears only when it is whole, in the place of an older one.
    Raises DemoThere."""
    if own is None:
        try:
            demonstrate.build(url, cards, progress=session.progress(PROGRESS))
        except rooms.RoomNotEmpty as there:
            raise DemoThere(there.place, database.without_password(url), WHO) from None
        return
    own.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=own.parent) as folder:
        unfinished = Path(folder) / own.name
        demonstrate.build(database.sqlite_url(unfinished), cards, progress=session.progress(PROGRESS))
        database.disconnect()
        for suffix in ("-wal", "-shm"):
            Path(f"{own}{suffix}").unlink(missing_ok=True)
        os.replace(unfinished, own)
