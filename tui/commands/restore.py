"""`cardkeeper restore FILE`: a backup put back, in the place of a room that is kept, or where there is none."""

from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path

from locales.messages import N_, NP_
from locales.words import Words
from store import database
from store.acts import restore, sealed
from store.acts.restore import BackupUnsound, RestoreRecord, RoomThere
from tui.commands import DONE, FILE
from tui.commands.backup import say_heads
from tui.commands.check import say
from tui.commands.parsing import json_option
from tui.commands.session import Session

ASK = N_("There is a card room at {place}. Put the backup in its place? What is there is kept beside it. (yes/no)")


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("file", metavar=words(FILE), type=Path, help=words(N_("the backup")))
    over = N_("put it in the place of the room that is there, which is kept under another name")
    parser.add_argument("--overwrite", action="store_true", help=words(over))
    despite = N_("put it back though it does not pass the check")
    parser.add_argument("--despite-faults", action="store_true", help=words(despite))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    try:
        record = _restored(session, options)
    except BackupUnsound as unsound:
        if not options.json:
            say(session, unsound.found)
        raise
    if options.json:
        heads = [head.text for head in record.heads]
        session.answer(record._asdict() | {"kept": str(record.kept) if record.kept else None, "heads": heads})
        return DONE
    session.say(N_("{file} was checked and put back at {place}."), file=str(options.file), place=record.place)
    if record.kept:
        session.say(N_("What was there before is kept: {file}"), file=str(record.kept))
    if record.erased:
        again = NP_("{n} erasure made since was done again in it.", "{n} erasures made since were done again in it.")
        session.say(again, n=record.erased)
    say_heads(session, record.heads)
    return DONE


def _restored(session: Session, options: Namespace) -> RestoreRecord:
    put_back = partial(
        restore.restore,
        session.url,
        options.file,
        despite_faults=options.despite_faults,
        passphrase=session.passphrase(str(options.file)) if sealed.is_sealed(options.file) else None,
    )
    try:
        return put_back(overwrite=options.overwrite)
    except RoomThere:
        if not session.may_ask() or not session.agrees(ASK, place=database.place(session.url)):
            raise
    return put_back(overwrite=True)
