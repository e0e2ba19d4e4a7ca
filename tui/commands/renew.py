"""`cardkeeper renew CARD…`: let cards stay out longer, as often as the rules allow and while nobody waits for them."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_
from locales.words import Words
from store import due_dates
from tui.commands import moved_due
from tui.commands.session import Session


def arguments(parser: ArgumentParser, words: Words) -> None:
    due = N_("the new day, as 2026-03-05 or +3; the usual length from today if left out")
    moved_due.arguments(parser, words, due)


def run(session: Session, options: Namespace) -> int:
    return moved_due.run(session, options, due_dates.renew, N_("{card_no} is renewed until {due}."))
