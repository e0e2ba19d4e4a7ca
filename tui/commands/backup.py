"""`cardkeeper backup [FILE]`: a copy of the whole room, made while people work, opened and put through every check."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from locales.messages import N_, NP_
from locales.words import Words
from store.acts import backup
from store.acts.backup import BackupRecord
from store.heads import HeadRecord
from tui.commands import DONE, FILE, LEFT_OVER, NUMBER
from tui.commands.check import say
from tui.commands.parsing import a_count, json_option
from tui.commands.session import Session

SEALED = N_(
    "It is sealed. Without the passphrase nobody opens it, you neither: keep the passphrase on paper, apart from the"
    " copy."
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    about = words(N_("where to; a new file in the folder “backups” if left out"))
    parser.add_argument("file", metavar=words(FILE), nargs="?", type=Path, help=about)
    kept = words(N_("without FILE: keep the latest so many of these copies; {n} if left out"), n=backup.KEPT)
    parser.add_argument("--keep", metavar=words(NUMBER), type=a_count(words), default=backup.KEPT, help=kept)
    closed = N_("seal the copy with a passphrase, for one that leaves the machine")
    parser.add_argument("--encrypt", action="store_true", help=words(closed))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    secret = session.passphrase(str(options.file or ""), new=True) if options.encrypt else None
    record = backup.make(actor, session.url, options.file, keep=options.keep, passphrase=secret)
    sound = record.found is None or record.found.sound
    if options.json:
        session.answer(_as_json(record))
    else:
        _say(session, record, sound)
        if options.encrypt:
            session.say(SEALED)
    return DONE if sound else LEFT_OVER


def _say(session: Session, record: BackupRecord, sound: bool) -> None:
    place = {"file": str(record.file), "size": record.size}
    if record.found is None:
        session.say(N_("Copied to {file} and read through: {size} bytes. Keep it on another disk."), **place)
        session.tell(N_("The copy was not opened: your role on the server may not create a database for that."))
    elif sound:
        session.say(N_("Copied to {file} and checked: {size} bytes. Keep it on another disk."), **place)
    else:
        session.say(N_("Copied to {file}: {size} bytes. But the check of it found this:"), **place)
        say(session, record.found)
        return
    say_heads(session, record.heads)
    if record.dropped:
        gone = NP_("{n} older copy was taken away.", "{n} older copies were taken away.")
        session.say(gone, n=len(record.dropped))


def say_heads(session: Session, heads: Iterable[HeadRecord]) -> None:
    """Say what to carry out of the room."""
    for head in heads:
        session.say(N_("Head, to be written down elsewhere: {head}"), head=head.text)


def _as_json(record: BackupRecord) -> dict[str, object]:
    return {
        "file": str(record.file),
        "size": record.size,
        "cards": record.cards,
        "heads": [head.text for head in record.heads],
        "sound": None if record.found is None else record.found.sound,
        "dropped": [str(path) for path in record.dropped],
    }
