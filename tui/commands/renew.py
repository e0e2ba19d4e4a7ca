"""`cardkeeper renew CARD…`: let cards stay out longer, as often as the rules allow and while nobody waits for them."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_
from locales.words import Words
from store import due_dates
from tui.commands import moved_due
from tui.commands.session import Session
from tui.plain import answers
from tui.plain.fill import Ask

ASKS = (
    Ask("cards", answers.CARDS, answers.a_card_that_is_out),
    Ask("due", answers.DUE, answers.a_day_to_come),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    due = N_("the new day, as 2026-03-05 or +3; the usual length from today if left out")
    moved_due.arguments(parser, words, due)


def run(session: Session, options: Namespace) -> int:
    return moved_due.run(session, options, due_dates.renew, N_("{card_no} is renewed until {due}."))
