"""`cardkeeper status`: what room this is, and what waits in it."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NC_
from locales.words import Words
from store import database
from store.acts import status
from tui.commands import DONE
from tui.commands.output import pairs
from tui.commands.parsing import json_option
from tui.commands.session import Session


def arguments(parser: ArgumentParser, words: Words) -> None:
    json_option(parser, words)


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
            }
        )
        return DONE
    rows = [
        (N_("Card room"), place),
        (N_("Branch office"), found.branch.name),
        (N_("Today"), found.today),
        (NC_("status", "Cards"), found.cards),
        (NC_("status", "Out"), found.out),
        (NC_("status", "Overdue"), found.overdue),
    ]
    print(pairs((words(label), words.value(value)) for label, value in rows))
    return DONE
