"""`cardkeeper backup [FILE]`: a copy of the whole room, made while people work and opened to see that it is whole."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from locales.messages import N_
from locales.words import Words
from store import database
from store.acts import backup
from tui.commands import DONE, FILE
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.places import data_folder


def arguments(parser: ArgumentParser, words: Words) -> None:
    about = words(N_("where to; a new file in the folder “backups” if left out"))
    parser.add_argument("file", metavar=words(FILE), nargs="?", type=Path, help=about)
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    record = backup.make(actor, session.url, options.file or _usual_file(session.url))
    if options.json:
        session.answer({"file": str(record.file), "size": record.size, "cards": record.cards})
        return DONE
    session.say(
        N_("Copied to {file} and checked: {size} bytes. Keep it on another disk."),
        file=str(record.file),
        size=record.size,
    )
    return DONE


def _usual_file(url: str) -> Path:
    """A name with the moment in it, beside the room's file; for PostgreSQL in the person's data folder."""
    path = database.sqlite_path(url)
    folder = (path.parent if path else data_folder()) / "backups"
    return folder / f"cardkeeper-{database.now():%Y%m%d-%H%M%S}{'.db' if path else '.dump'}"
