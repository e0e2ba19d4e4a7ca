"""`cardkeeper today`: what waits for whoever signs in, as far as it is theirs to do."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, Message
from locales.words import Words
from store.acts import waiting
from store.acts.backup_due import BackupDue
from store.acts.closing import Closing
from tui.commands import DONE
from tui.commands.output import pairs
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.status import backup_told

LABELS: dict[str, Message] = {
    "to_approve": N_("Slips to approve"),
    "submissions": N_("Submissions to answer"),
    "arriving": N_("Cards on their way here"),
    "overdue": N_("Cards overdue"),
    "due_today": N_("Cards due today"),
    "extracts_overdue": N_("Extracts overdue"),
    "held": N_("Warranty cards held"),
    "doubles": N_("Likely doubles to decide"),
    "requests_answered": N_("Cards you asked for, answered"),
    "submissions_answered": N_("Submissions of yours, answered"),
    "backup": N_("Last backup"),
    "closing": N_("Day's close"),
}


def arguments(parser: ArgumentParser, words: Words) -> None:
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    found = waiting.waiting(session.sign_in())
    theirs = {name: value for name in LABELS if (value := getattr(found, name)) is not None}
    if options.json:
        session.answer(theirs)
        return DONE
    words = session.words
    told = ((words(LABELS[name]), _told(words, value)) for name, value in theirs.items())
    print(pairs(told))
    return DONE


def _told(words: Words, value: int | BackupDue | Closing) -> str:
    match value:
        case BackupDue():
            return backup_told(words, value)
        case Closing():
            return closing_told(words, value)
        case _:
            return words.number(value)


def closing_told(words: Words, closing: Closing) -> str:
    if closing.done:
        return words(N_("today is closed"))
    return words(N_("last: {day}"), day=words.date(closing.last, "short")) if closing.last else words(N_("none yet"))
