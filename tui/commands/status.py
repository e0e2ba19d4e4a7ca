"""`cardkeeper status`: what room this is, and what waits in it."""

from argparse import ArgumentParser, Namespace
from typing import Any

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from store import database
from store.acts import status
from store.acts.backup_due import BackupDue
from tui.commands import DONE
from tui.commands.output import pairs
from tui.commands.parsing import json_option
from tui.commands.session import Session


def arguments(parser: ArgumentParser, words: Words) -> None:
    json_option(parser, words)


def backup_told(words: Words, backup: BackupDue) -> str:
    if backup.days is None:
        return words(N_("never: one is due"))
    ago = NP_("{n} day ago", "{n} days ago")
    late = NP_("{n} day ago: one is due", "{n} days ago: one is due")
    return words(late if backup.due else ago, n=backup.days)


def run(session: Session, options: Namespace) -> int:
    found = status.status(session.sign_in())
    place, words = database.place(session.url), session.words
    if options.json:
        session.answer(
            {
                "database": place,
                "engine": found.engine,
                "branch": found.branch.name,
                "branch_prefix": found.branch.prefix,
                "today": found.today,
                "cards": found.cards,
                "out": found.out,
                "overdue": found.overdue,
                "migration": found.migration,
                "head": found.head,
                "backup": found.backup,
            }
        )
        return DONE
    rows: list[tuple[Message, Any]] = [
        (N_("Card room"), place),
        (N_("Branch office"), found.branch.name),
        (N_("Today"), found.today),
        (NC_("status", "Cards"), found.cards),
        (NC_("status", "Out"), found.out),
        (NC_("status", "Overdue"), found.overdue),
    ]
    if found.backup is not None:
        rows.append((N_("Last backup"), backup_told(words, found.backup)))
    if found.head is not None:
        rows.append((N_("Head"), found.head))
    print(pairs((words(label), words.value(value)) for label, value in rows))
    return DONE
